/* From levels to what is said of them. */
#ifndef DC_VARIABILITY_SUMMARY_H
#define DC_VARIABILITY_SUMMARY_H

#include <doublecheck/variability.h>

/* Levels of the complete rounds move up, in levels[ensembles][rounds] of every step; returns
 * how many there are. */
size_t dc_summary_keep(dc_variability *variability, const bool *complete, size_t rounds);

/* Medians, largest ones, how many seeds are enough, and whether the candidates are stable.
 * DC_ENOMEM. */
DC_MUST_USE dc_status dc_summary_make(dc_variability *variability, double accept,
                                      size_t diverged, dc_error *error);

/* The lower median of values[count], count >= 1, which are sorted. */
double dc_summary_median(double *values, size_t count);

#endif
