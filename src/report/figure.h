/* One picture: a script for gnuplot, which draws it, and what it shows in words.
 *
 * Scripts hold numbers and quoted words only (report_put_quoted), the terminal does not
 * interpret text ("noenhanced"), and gnuplot reads no settings of the user's. */
#ifndef DC_REPORT_FIGURE_H
#define DC_REPORT_FIGURE_H

#include <math.h>

#include "report/text.h"

typedef enum report_form { REPORT_SVG, REPORT_PNG, REPORT_PDF, REPORT_FORMS } report_form;

typedef struct report_figure {
    report_text script;  /* without terminal and output */
    report_text name;    /* a few words: the accessible name */
    report_text caption; /* what it shows, in words and numbers */
} report_figure;

void report_figure_clear(report_figure *figure);

/* Line and points of series k: a colour of Okabe and Ito's palette, and with it a dash and a
 * shape, for eyes that do not tell the colours apart. */
void report_put_style(report_text *script, size_t k);
const char *report_colour(size_t k);
unsigned report_shape(size_t k);

/* `set xlabel` and the like: a setting that takes words. */
void report_set(report_text *script, const char *setting, const char *words);

/* The finite values along an axis. */
typedef struct report_range {
    double low, high; /* low > high: there are none */
} report_range;

#define REPORT_NO_RANGE ((report_range){ INFINITY, -INFINITY })

/* The range with a value, if that is finite and at most REPORT_MOST in size. */
report_range report_range_with(report_range range, double value);

/* The same; but a range without values has none then either. */
report_range report_range_from(report_range range, double value);

/* With a little room on both sides; some also where all values are equal. */
report_range report_range_widen(report_range range);

/* `set xrange`, or another axis's. Every axis gets one, or gnuplot would fail where nothing is
 * finite: a picture without values says that there is nothing to be drawn. */
void report_put_range(report_text *script, const char *axis, report_range range);

/* The same for a logarithmic axis, with room: what is not > 0 is left out. */
void report_put_logarithmic(report_text *script, const char *axis, report_range range);

/* The ranges of a picture's points, which grow with each that is put. */
typedef struct report_box {
    report_range x, y;
} report_box;

#define REPORT_NO_BOX ((report_box){ REPORT_NO_RANGE, REPORT_NO_RANGE })

/* A line of a block: x and y. A point with both of them finite is in the box. */
void report_put_point(report_text *script, report_box *box, double x, double y);

/* Begins and ends a block of data called $NAMEk. */
void report_begin_data(report_text *script, const char *name, size_t k);
void report_end_data(report_text *script);

/* Draws it into out, a file of that form. DC_EIO: gnuplot is not installed or failed;
 * DC_ENOMEM. */
DC_MUST_USE dc_status report_draw(report_text *out, const report_figure *figure,
                                  report_form form, dc_error *error);

/* A drawn SVG as it can stand inside HTML, its names told from those of other figures by k. */
void report_put_svg(report_text *html, const report_text *svg, size_t k);

#endif
