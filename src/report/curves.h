/* Curves over the course of a training, from arrays of a result. */
#ifndef DC_REPORT_CURVES_H
#define DC_REPORT_CURVES_H

#include "report/section.h"

/* Block $NAMEk of the pairs of two arrays of one object, which have as many items; they grow
 * the box. */
void report_put_curve(report_text *script, report_box *box, const char *name, size_t k,
                      report_node curve, const char *x, const char *y);

/* A dashed level across the picture, with its words in the key. To be put between plots. */
void report_plot_level(report_text *script, double level, size_t style,
                       const char *words);

#endif
