/* Ranks and rank correlation.
 *
 *     double rho, p;
 *     if (dc_spearman(&rho, x, y, N) && dc_spearman_p(&p, x, y, N, 9999, seed)) ...
 */
#ifndef DC_BASE_RANKS_H
#define DC_BASE_RANKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* rank[N]: the place of x[k] in increasing order, from 1 on; equal values share the
 * mean of their places. x[N] without NaN. False: memory is out. Cost: N log N. */
bool dc_ranks(double *rank, const double *x, size_t N);

/* Spearman's rank correlation, -1 .. 1: Pearson's of the ranks, ties averaged. NaN
 * where it is not defined: N < 2, or all x, or all y, are equal. False: memory is out. */
bool dc_spearman(double *rho, const double *x, const double *y, size_t N);

/* Two-sided p-value of it by a permutation test: with c of `rounds` random orders of y
 * giving a correlation at least as far from 0, (c + 1)/(rounds + 1). The same for the
 * same seed. NaN where the correlation is not defined. False: memory is out. Cost:
 * rounds N. */
bool dc_spearman_p(double *p, const double *x, const double *y, size_t N, size_t rounds,
                   uint64_t seed);

/* The correlation of x and y that is left when z is held fixed (partial correlation),
 * of the three that each pair has; NaN if one is NaN, or z decides x or y. */
double dc_partial_correlation(double xy, double xz, double yz);

#endif
