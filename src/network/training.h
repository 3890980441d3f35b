/* The inside of a training: what training.c steps and scores.c reads. */
#ifndef DC_NETWORK_TRAINING_H
#define DC_NETWORK_TRAINING_H

#include "base/random.h"
#include "network/network.h"
#include "network/options.h"

/* Points in a row of an order, or of all points where order is NULL. */
typedef struct dc_batch {
    const size_t *order;
    size_t start, count;
    double scale; /* 1 / the sum of their weights */
} dc_batch;

/* What makes another loss of a step's batch as a whole. It is called after the pass forward
 * with the rows of all points of the batch, whose gradient is that of the loss, and the
 * loss's value; it may change the gradient, and returns the value that it belongs to. The
 * step is not taken if that is not finite. Losses of all points (dc_training_loss,
 * dc_training_scores) stay what they are without it. */
typedef struct dc_batch_hook {
    double (*change)(void *user, dc_variant variant, const dc_loss_rows *rows,
                     double loss);
    void *user; /* borrowed */
} dc_batch_hook;

struct dc_training {
    dc_training_plan plan;
    dc_training_options options;
    size_t points, batch; /* N; points in a step */
    bool regression;      /* there are targets in place of labels */
    size_t chunk;         /* points that go through the network together */
    dc_network front;     /* the frozen layers */
    dc_network back;      /* the others */
    void *x;      /* real [N][input_row of the first layer], each row with its 1 */
    void *inputs; /* the same for back's first layer; x if nothing is frozen */
    size_t input_row;
    int *label;     /* [N] */
    double *weight; /* [N] */
    double *target; /* [N][K]; NULL: classification */
    double total;   /* their sum */

    void *gathered;          /* real [chunk][input_row]: points of a batch */
    int *gathered_label;     /* [chunk] */
    double *gathered_weight; /* [chunk] */
    double *gathered_target; /* [chunk][K] */
    size_t *order;           /* [N] */
    size_t next;             /* place in it */
    dc_random shuffle;
    void *scratch;     /* of the loss */
    void *front_input; /* real [front.rows][row of x]: other points */
    double *row;       /* [K] */
    void *gradient, *trial, *first, *second; /* real [back.count] */
    double power1, power2;                   /* beta^t */
    double rate;                             /* the next that armijo tries */

    dc_batch_hook hook;
    dc_training_state state;
    uint64_t steps, epochs;
    bool known; /* loss is that of all points at the present parameters */
    bool fresh; /* so are back's z, inputs and last delta: all points are one chunk */
    double loss;
};

/* Bytes of the arrays of a training. */
typedef struct dc_training_size {
    size_t least;  /* if its points go through the network one by one, */
    size_t whole;  /* if its batch goes at once */
    size_t beside; /* and of one that options.memory does not count */
} dc_training_size;

/* Of the training that dc_training_create would make of samples of these sizes; fails as that
 * does, but for what the samples are, and allocates nothing. */
DC_MUST_USE dc_status dc_training_measure(dc_training_size *size,
                                          const dc_samples *samples,
                                          const dc_training_options *options,
                                          dc_error *error);

/* Loss of a batch at given parameters; if backward, gradient is set. */
double dc_training_pass(dc_training *training, const void *parameters,
                        const dc_batch *batch, bool backward);

/* All points. */
dc_batch dc_training_all(const dc_training *training);

/* Points as a loss takes them, from a place on. */
typedef struct dc_answers {
    const int *label;     /* [N] */
    const double *weight; /* [N] */
    const double *target; /* [N][K]; NULL: classification */
} dc_answers;

/* The last layer's scores and delta as a loss takes them. */
dc_loss_rows dc_training_rows(const dc_training *training, size_t count,
                              const dc_answers *answers, size_t start, double scale);

/* Sets the hook of a training that begins. DC_EUSAGE for a line search; DC_ENOMEM if the
 * points of a batch do not go through the network together, as memory is too little. */
DC_MUST_USE dc_status dc_training_set_hook(dc_training *training, dc_batch_hook hook,
                                           dc_error *error);

/* Sets the loss of all points; if it is not finite the training has diverged. */
void dc_training_know(dc_training *training, double loss);

/* Real rows of samples, each with its 1: to[count][row]. */
void dc_training_set_rows(void *to, const dc_network *network, size_t row,
                          const dc_samples *samples, size_t start, size_t count);

/* inputs from x, through the frozen layers. */
void dc_training_freeze(dc_training *training);

/* The network that holds a layer, and its number there. */
dc_network *dc_training_place(const dc_training *training, size_t *layer);

#endif
