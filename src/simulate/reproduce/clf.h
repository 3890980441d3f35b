/* The custom loss of include/doublecheck/reproduce.h, as a hook of a training, and the
 * hook that repeats its factors.
 *
 *     dc_clf clf;
 *     if (dc_clf_init(&clf, weights, rows, outputs, regression, steps)) {
 *         status = dc_training_set_hook(training, dc_clf_hook(&clf), error);
 *         ...                              -- after each epoch: dc_clf_end_epoch(&clf)
 *     }
 *     dc_clf_clear(&clf);
 */
#ifndef DC_SIMULATE_REPRODUCE_CLF_H
#define DC_SIMULATE_REPRODUCE_CLF_H

#include <doublecheck/reproduce.h>

#include "network/training.h"

typedef struct dc_clf {
    dc_clf_weights weights;
    bool regression;
    double mean;        /* CEbar; not a number in epoch one */
    double sum, weight; /* of this epoch: of CE times weights, of weights */
    double *factor;     /* [steps]: f of each step */
    size_t count;       /* of them */
    size_t taken;       /* steps that were taken: the last one of count may not be */
    double *p;          /* [rows][outputs]: softmax, or residuals */
    double *center;     /* [least of rows and outputs][outputs]: of the classes present */
    double *mass;       /* [the same]: sums of weights */
    size_t *slot;       /* [outputs]: place of a class in both, SIZE_MAX: none */
    double *row;        /* [padded outputs] */
} dc_clf;

/* For batches of at most `rows` points and so many steps. False if memory is out;
 * dc_clf_clear frees in both cases. */
bool dc_clf_init(dc_clf *clf, dc_clf_weights weights, size_t rows, size_t outputs,
                 bool regression, size_t steps);
void dc_clf_clear(dc_clf *clf);

/* Bytes of one. */
size_t dc_clf_bytes(size_t rows, size_t outputs, size_t steps);

/* To be called when an epoch is complete. */
void dc_clf_end_epoch(dc_clf *clf);

/* The hook. The value that it returns is CLF; clf is borrowed. */
dc_batch_hook dc_clf_hook(dc_clf *clf);

/* Factors that another run recorded. */
typedef struct dc_factors {
    const double *factor; /* [count], borrowed */
    size_t next;
    double *row; /* [padded outputs], borrowed */
} dc_factors;

/* Step k has the gradient of the loss times factor k. To be used for `count` steps at
 * most. */
dc_batch_hook dc_factors_hook(dc_factors *factors);

/* VPL of rows; b times its gradient is added to theirs. */
double dc_clf_penalty(dc_clf *clf, dc_variant variant, const dc_loss_rows *rows);

#endif
