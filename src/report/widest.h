/* The widest direction beside another: the principal component of what is orthogonal to it. */
#ifndef DC_REPORT_WIDEST_H
#define DC_REPORT_WIDEST_H

#include <stdbool.h>
#include <stddef.h>

/* x [N][n], v [n] not 0. Centres x, takes v's part out of each row (x is changed), and finds by
 * power iteration the unit direction of largest variance; where[N] is <x, direction>. Rows have
 * equal weight. Returns the share of the variance beside v that the direction has, 0 if there is
 * none; -1: memory was out. Cost: up to 100 passes over x. */
double report_widest(double *where, double *direction, double *x, const double *v,
                     size_t N, size_t n);

#endif
