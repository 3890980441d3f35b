/* Slow oracle for the data floor (T9 of proofs/theory.md) on tiny sets of points, written
 * from the definitions alone: nothing of src/ is used.
 *
 * The classifiers that lose a set M form a union of closed cones, and the loss is convex.
 * On a cone it is least inside a face, which spans what some margins vanish on. So it is
 * enough to minimise the loss on each subspace on which a few independent margins are 0:
 * the floor is 1 less the most that a minimiser of loss at most Lbar loses.
 *
 * Cost: the subspaces are sets of fewer than D = (K - 1)(n + 1) margins of N (K - 1). */
#ifndef RANDOM_ORACLE_AFFINE_H
#define RANDOM_ORACLE_AFFINE_H

#include <stdbool.h>
#include <stddef.h>

enum { AFFINE_POINTS = 12, AFFINE_DIMS = 2, AFFINE_CLASSES = 4, AFFINE_SIZE = 9 };

/* Small integers. Each class occurs; classes are numbered by first appearance. */
struct affine_set {
    size_t N, n, K;
    long x[AFFINE_POINTS][AFFINE_DIMS];
    size_t label[AFFINE_POINTS];
    long weight[AFFINE_POINTS];
};

/* The minimiser of one subspace. */
struct affine_place {
    double loss;
    long lost, doubtful; /* weight: surely lost, and margins too near to 0 to tell */
    bool far;            /* the loss has no minimum, but for the ridge */
};

/* What the minimisers lose: [count], owned. The first is that of all classifiers. */
struct affine_places {
    size_t count, capacity;
    struct affine_place *place;
    long total;
};

void affine_places_find(struct affine_places *places, const struct affine_set *set);
void affine_places_clear(struct affine_places *places);

/* The most weight that is lost at a loss of at most `loss`, between *least and *most; -1 if
 * no classifier has such a loss. Both are equal unless a minimiser's loss is within about
 * `slack` of that. */
void affine_worst(long *least, long *most, const struct affine_places *places,
                  double loss, double slack);

/* True if a set of at least `lost` that costs more than the loss does so at infinity only. */
bool affine_needs_infinity(const struct affine_places *places, double loss, long lost);

/* Loss, and lost weight, of scores theta[(K-1)(n+1)], constants first; margins below
 * `near` are lost. */
double affine_loss(const struct affine_set *set, const double *theta, double near,
                   long *lost);

#endif
