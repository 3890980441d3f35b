/* Text that grows, and what it takes to put foreign text into HTML and gnuplot.
 *
 *     report_text text = { 0 };
 *     report_printf(&text, "<td>%zu</td>", points);
 *     report_put_html(&text, name);
 *     if (text.failed) ...                    -- memory was out
 *     report_text_clear(&text);
 */
#ifndef DC_REPORT_TEXT_H
#define DC_REPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <doublecheck/status.h>

typedef struct report_text {
    char *at; /* [size] and a NUL; NULL: nothing was put */
    size_t size, capacity;
    bool failed; /* memory was out: what was put is not all there */
} report_text;

void report_text_clear(report_text *text);

/* What is in it; "" if nothing. */
const char *report_words(const report_text *text);

void report_put_bytes(report_text *text, const char *bytes, size_t size);
void report_put(report_text *text, const char *words);
void report_printf(report_text *text, const char *format, ...) DC_PRINTF(2, 3);

/* Words (UTF-8) as text of HTML, of an attribute too: & < > " ' as entities. Control characters,
 * and those that turn the direction of writing, become U+FFFD. */
void report_put_html(report_text *text, const char *words);

/* Words as a string of gnuplot, with its quotes: single ones, in which gnuplot replaces nothing.
 * A single quote becomes the sign U+2019: gnuplot does not take a doubled one at the beginning of
 * a string for a quote (5.4). At most REPORT_LABEL_MOST characters, "..." for the rest; cleaned as in HTML. */
void report_put_quoted(report_text *text, const char *words);

enum { REPORT_LABEL_MOST = 32 };

/* A number for people: 6 digits; "not finite" for what is not. */
void report_put_real(report_text *text, double value);

/* A number for gnuplot: all digits; NaN, which is not drawn, for what is not finite or larger than
 * REPORT_MOST, with which gnuplot could not make a scale. */
#define REPORT_MOST 1e100
void report_put_data(report_text *text, double value);

#endif
