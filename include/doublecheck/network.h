/* Training of dense piecewise linear networks (D7, D8, T8 of proofs/theory.md).
 *
 *     dc_samples samples;
 *     dc_training_options options;
 *     dc_training *training;
 *     dc_training_options_init(&options);         -- softmax regression, line search
 *     options.architecture = "16,16";
 *     if (dc_samples_from_dataset(&samples, data, &error) == DC_OK &&
 *         dc_training_create(&training, &samples, &options, &error) == DC_OK) {
 *         while (dc_training_epochs(training) < 100 &&
 *                dc_training_step(training) == DC_TRAINING_RUNS)
 *             ;
 *         printf("%g\n", dc_training_loss(training));
 *     }
 *     dc_training_destroy(training);
 *     dc_samples_clear(&samples);
 *
 * Layer 0 .. L - 1 maps its inputs x to W x + b; every layer but the last is followed
 * by the activation; the last gives the K scores (logits). Numbers are doubles, or
 * floats inside and doubles at this interface. Everything runs on the calling thread,
 * and BLAS on one thread: the same samples, options and seeds give the same bytes on
 * one CPU type.
 */
#ifndef DOUBLECHECK_NETWORK_H
#define DOUBLECHECK_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <doublecheck/dataset.h>
#include <doublecheck/status.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    DC_LAYERS_MOST = 64,      /* L */
    DC_WIDTH_MOST = 1 << 20,  /* features, units of a layer, classes */
    DC_BREAKS_MOST = 8,       /* break points of an activation */
    DC_POINTS_MOST = 1 << 30, /* N */
    DC_HALVINGS_MOST = 60     /* of a step of the line search */
};

/* Points with their classes, or, where target is not NULL, with numbers that a network is
 * to give (regression). */
typedef struct dc_samples {
    size_t points, features, classes; /* N >= 1, n >= 1, K >= 2; regression: K >= 1 is the
                                       * number of outputs */
    double *x;                        /* [N][n], finite */
    int *label;     /* [N], 0 .. K - 1; regression: not used, may be NULL */
    double *weight; /* [N], > 0 and finite */
    double *target; /* [N][K], finite; NULL: classification */
} dc_samples;

/* The points of a dataset, each value and weight the nearest double (ties to even).
 * samples owns its arrays. DC_EINPUT for a dataset without labels or with one class,
 * and for a value or weight beyond the doubles or a weight that rounds to 0;
 * DC_ENOMEM. */
DC_API DC_MUST_USE dc_status dc_samples_from_dataset(dc_samples *samples,
                                                     const dc_dataset *data,
                                                     dc_error *error);
DC_API void dc_samples_clear(dc_samples *samples);

/* The same for a dataset that a classifier trained on `like` is tested with: classes are
 * those of `like`, by name. DC_EINPUT also for another number of features, or a class that
 * `like` does not have; the message names it. */
DC_API DC_MUST_USE dc_status dc_samples_from_dataset_like(dc_samples *samples,
                                                          const dc_dataset *other,
                                                          const dc_dataset *like,
                                                          dc_error *error);

/* Deals points out to two sets, each owned by the caller, in the order they had: of every
 * class a part of `share`, 0 < share < 1, rounded to nearest but at least one point, goes to
 * test, drawn with the seed; the others to train. DC_EINPUT if a class has one point only;
 * DC_EUSAGE for samples with targets; DC_ENOMEM. Cost: one pass. */
DC_API DC_MUST_USE dc_status dc_samples_split(dc_samples *train, dc_samples *test,
                                              const dc_samples *samples, double share,
                                              uint64_t seed, dc_error *error);

/* What standardises the columns: shift[n], the weighted mean, and scale[n], one over the
 * weighted standard deviation (that of the mass, not of a sample), 1 for a constant
 * column. Sums in double, the deviation in a second pass over the differences: relative
 * errors of about N 2^-53 at worst. */
DC_API void dc_samples_scaling(double *shift, double *scale, const dc_samples *samples);

/* x = (x - shift) scale, each operation rounded to nearest. An affine map of the features
 * with double coefficients; families that are not invariant under it change. */
DC_API void dc_samples_scale(dc_samples *samples, const double *shift,
                             const double *scale);

/* A continuous piecewise linear function with value 0 at 0: slope[0] below at[0],
 * slope[i] above at[i - 1] up to at[i]. A break point itself belongs to the piece below
 * it. */
typedef struct dc_activation {
    size_t breaks;                    /* 0 .. DC_BREAKS_MOST */
    double at[DC_BREAKS_MOST];        /* [breaks], increasing */
    double slope[DC_BREAKS_MOST + 1]; /* [breaks + 1] */
} dc_activation;

/* Reads the activation of a hidden layer, counted from 0:
 *   abs, relu, hard_tanh    |z|; max(z, 0); z cut off at -1 and 1
 *   leaky_relu[:A]          z above 0, A z below; A = 0.01 unless given
 *   prelu:A,B,...           leaky_relu with slope A in layer 0, B in layer 1, ...; the
 *                           last one holds for all further layers
 *   pieces:T,...:S,...      break points, increasing, and one slope more
 * Numbers as dc_rational_parse takes them, each the nearest double. DC_EUSAGE for
 * anything else; the message names the word or the number. */
DC_API DC_MUST_USE dc_status dc_activation_parse(dc_activation *activation,
                                                 const char *text, size_t layer,
                                                 dc_error *error);

/* The piece that z lies in, and the value there. */
DC_API size_t dc_activation_piece(const dc_activation *activation, double z);
DC_API double dc_activation_value(const dc_activation *activation, double z);

typedef struct dc_training_options {
    const char *architecture; /* "linear", or the widths of hidden layers: "16,16" */
    const char *activation;   /* see dc_activation_parse */
    const char *loss;         /* see below; the weighted mean over the points */
    const char *optimiser;    /* "armijo", "gd", "sgd", "momentum", "adam"; see below */
    size_t freeze;            /* the first layers, which stay as they began: 0 .. L - 1.
                            * With L - 1 the cells are fixed (D8) */
    uint64_t seed;            /* of the initial weights */
    uint64_t shuffle_seed;    /* of the order of the points in batches */
    size_t batch;             /* points in a step; 0: all. armijo and gd take all */
    double rate;              /* > 0: the step; of armijo the first that is tried */
    double momentum;          /* 0 <= .. < 1: momentum */
    double beta1, beta2;      /* 0 <= .. < 1: adam */
    double epsilon;           /* > 0: adam */
    bool single;              /* floats */
    size_t memory;            /* bytes for all arrays; 0: 1 GiB */
} dc_training_options;

/* Losses of a point with label k and f the softmax of its K scores, from arXiv 2107.09957 all
 * but the first, log the natural logarithm:
 *   cross-entropy    -log f_k
 *   mse              E, the sum of (f_i - e_ki)^2, e_k the k-th unit vector
 *   normalised-mse   E / (K |f|^2 + K - 2)
 *   mae              the sum of |f_i - e_ki|, which is 2 (1 - f_k)
 *   rll:A            log((A + 1) / A) - log(A + f_k) + (sum of log(A + f_j), j != k) / (K - 1),
 *                    10^-30 <= A <= 10^30, the nearest double
 * Scores may have any size. Errors are some units in the last place: of the loss; of the
 * derivative by the label's score; and of the sum of f_l f_i (|D_l| + |D_i|) over the other
 * classes for that by score l, with D the derivatives by f. A loss of scores that are infinite
 * or no numbers is not finite, but for cross-entropy with an infinite one that is right.
 * Samples with targets take one loss only:
 *   squared-error    the mean over the outputs of (output - target)^2 */

/* linear, leaky_relu, cross-entropy, armijo; no frozen layer; seeds 1 and 2; all
 * points; rate 0.1, momentum 0.9, betas 0.9 and 0.999, epsilon 1e-8; doubles; 1 GiB. */
DC_API void dc_training_options_init(dc_training_options *options);

typedef struct dc_training dc_training;

/* How a training goes on. */
typedef enum dc_training_state {
    DC_TRAINING_RUNS,
    DC_TRAINING_STATIONARY, /* armijo: no step lowers the computed loss */
    DC_TRAINING_DIVERGED    /* the loss is infinite or not a number */
} dc_training_state;

/* Begins a training; samples are copied. Initial weights are uniform on (-a, a), drawn
 * layer by layer and unit by unit, a = sqrt(6 / inputs) for a hidden layer (He et al.
 * 2015) and sqrt(6 / (inputs + K)) for the last (Glorot, Bengio 2010); biases are 0.
 * Floats are the doubles' roundings, so that both begin alike.
 *
 * With g the gradient of the loss on the step's points at the parameters p:
 *   armijo     p -= r g, r twice the last accepted one, halved until the computed loss
 *              falls, and by 10^-4 r |g|^2 at least: it never rises. Where the
 *              activation has a kink, steps can shrink until none lowers the loss
 *   gd, sgd    p -= rate g
 *   momentum   v = momentum v + g, p -= rate v
 *   adam       Kingma and Ba 2015, with both bias corrections
 *
 * Batches are consecutive parts of an order of the points that is drawn anew in each
 * epoch; the last part may be smaller.
 * *out is owned by the caller. DC_EUSAGE for an option outside its range, and for a loss
 * that takes targets without any or the other way round; DC_EINPUT for samples outside
 * theirs; DC_ENOMEM if the arrays would not fit in options->memory, or
 * memory ran out. Cost: one pass through the frozen layers. */
DC_API DC_MUST_USE dc_status dc_training_create(dc_training **out,
                                                const dc_samples *samples,
                                                const dc_training_options *options,
                                                dc_error *error);
DC_API void dc_training_destroy(dc_training *training);

/* One step, if the training still runs. Nothing is allocated. Cost for B points: about
 * 6 B operations for each weight, 4 B for those of the first layer that is not frozen;
 * armijo 2 B more for each halving. */
DC_API dc_training_state dc_training_step(dc_training *training);

DC_API dc_training_state dc_training_state_of(const dc_training *training);
DC_API uint64_t dc_training_steps(const dc_training *training);
DC_API uint64_t dc_training_epochs(const dc_training *training); /* complete ones */

/* Loss of all points at the present parameters. Cost: nothing in between steps that
 * take all points at once, else a pass forward. */
DC_API double dc_training_loss(dc_training *training);

/* What a pass over all points gives. Of a regression loss and logits (the outputs) only:
 * correct and accuracy are 0 and margins not a number. */
typedef struct dc_scores {
    double loss;
    double correct;  /* weight of the points with deltaX > 0: ties count as wrong (D7) */
    double accuracy; /* its share */
    double *logits;  /* [N][K], the caller's; NULL: not wanted */
    double *margins; /* deltaX [N], the caller's; NULL: not wanted */
} dc_scores;

/* Fills in scores at the present parameters. A margin is a difference of two logits,
 * rounded to a double once. Cost: a pass forward. */
DC_API void dc_training_scores(dc_training *training, dc_scores *scores);

/* The same for other points, of as many features and classes, after a copy. DC_EUSAGE for
 * other shapes; DC_EINPUT as in dc_training_create; DC_ENOMEM. */
DC_API DC_MUST_USE dc_status dc_training_test(dc_training *training, dc_scores *scores,
                                              const dc_samples *samples, dc_error *error);

/* L, and the shape of a layer, 0 .. L - 1. */
DC_API size_t dc_training_layers(const dc_training *training);
DC_API size_t dc_training_inputs(const dc_training *training, size_t layer);
DC_API size_t dc_training_units(const dc_training *training, size_t layer);

/* Copies a layer's map x -> W x + b: weights[units][inputs], biases[units]. */
DC_API void dc_training_get_layer(const dc_training *training, size_t layer,
                                  double *weights, double *biases);

/* Sets it; what an optimiser remembers stays, and a training that had ended runs. Cost
 * for a frozen layer: a pass through the frozen ones. */
DC_API void dc_training_set_layer(dc_training *training, size_t layer,
                                  const double *weights, const double *biases);

/* The inputs of a layer for every point: inputs[N][dc_training_inputs(layer)]; of layer 0
 * the points themselves. With layer = options.freeze they do not change, and with
 * freeze = L - 1 the difference of scores a and b is the affine function of them with
 * slopes W_a - W_b, W the last layer's weights. Cost: a pass forward up to the layer. */
DC_API void dc_training_features(dc_training *training, size_t layer, double *inputs);

/* The piece of the activation that each unit of a hidden layer, 0 .. L - 2, is in, for
 * every point: pieces[N][units]. Points that agree in all hidden layers share a cell.
 * Cost: a pass forward up to the layer. */
DC_API void dc_training_pieces(dc_training *training, size_t layer, uint8_t *pieces);

#ifdef __cplusplus
}
#endif
#endif
