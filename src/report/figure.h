/* One picture: a script for gnuplot, which draws it, and what it shows in words.
 *
 * Scripts hold numbers and quoted words only (report_put_quoted), the terminal does not
 * interpret text ("noenhanced"), and gnuplot reads no settings of the user's. */
#ifndef DC_REPORT_FIGURE_H
#define DC_REPORT_FIGURE_H

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
