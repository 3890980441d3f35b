/* How far computed scores can be from those of the exact classifier.
 *
 * The exact classifier has the same weights, and reads the points themselves: it rounds
 * nothing. Norms bound the errors, layer by layer, in the standard model of floating point
 * (Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, sections 2.2 and
 * 3.5): a product of n terms in any order, with or without fused multiply-adds, errs by at
 * most n u / (1 - n u) times the product of the absolute values. Below the normal numbers each
 * product errs by at most the least number above 0 besides (2.8 there).
 */
#ifndef DC_SIMULATE_ROUNDING_H
#define DC_SIMULATE_ROUNDING_H

#include <doublecheck/network.h>

/* Largest absolute value of a layer's inputs, and their largest absolute error. */
typedef struct dc_span {
    double size, error;
} dc_span;

/* Of samples that were read as nearest doubles, then shifted and scaled (both NULL: not),
 * and rounded to floats if single. Samples are those before. */
dc_span dc_rounding_of_samples(const dc_samples *samples, const double *shift,
                               const double *scale, bool single);

typedef struct dc_rounding {
    double margin; /* each deltaX */
    double loss;   /* the mean cross-entropy */
    double share;  /* a sum of weights over the sum of all */
} dc_rounding;

/* At the present weights of layers first .. L - 1, for inputs of layer first; loss is the
 * computed one. work: room for the weights and biases of the largest layer. */
dc_rounding dc_rounding_of_training(const dc_training *training, size_t first,
                                    dc_span inputs, double loss, double *work);

#endif
