#include "report/figure.h"

#include <stdio.h>

void report_figure_clear(report_figure *figure) {
    report_text_clear(&figure->script);
    report_text_clear(&figure->name);
    report_text_clear(&figure->caption);
}

/* Okabe and Ito, without the yellow, which is faint on white. */
static const char *const colours[] = { "#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                       "#E69F00", "#56B4E9", "#000000" };
/* Filled circle, triangle, square, diamond, triangle down; circle, triangle, square; cross. */
static const unsigned shapes[] = { 7, 9, 5, 13, 11, 6, 8, 4, 2 };

enum {
    COLOURS = sizeof colours / sizeof *colours,
    SHAPES = sizeof shapes / sizeof *shapes
};

const char *report_colour(size_t k) {
    return colours[k % COLOURS];
}

unsigned report_shape(size_t k) {
    return shapes[k % SHAPES];
}

void report_put_style(report_text *script, size_t k) {
    report_printf(script, "lc rgb '%s' lw 2 dt %zu pt %u ps 0.8 ", report_colour(k),
                  k % 5 + 1, report_shape(k));
}

void report_set(report_text *script, const char *setting, const char *words) {
    report_printf(script, "set %s ", setting);
    report_put_quoted(script, words);
    report_put(script, "\n");
}

report_range report_range_with(report_range range, double value) {
    if (!(fabs(value) <= REPORT_MOST))
        return range;
    return (report_range){ fmin(range.low, value), fmax(range.high, value) };
}

report_range report_range_from(report_range range, double value) {
    return range.low > range.high ? range : report_range_with(range, value);
}

report_range report_range_widen(report_range range) {
    double room = 0.04 * (range.high - range.low);
    if (!(room > 0))
        room = fmax(1e-9, 0.04 * fabs(range.high));
    return (report_range){ range.low - room, range.high + room };
}

void report_put_range(report_text *script, const char *axis, report_range range) {
    if (range.low < range.high)
        report_printf(script, "set %srange [%.17g:%.17g]\n", axis, range.low, range.high);
    else
        report_printf(script,
                      "set label 1 'there is no value that can be drawn' at graph 0.5, "
                      "graph 0.5 center\nset %srange [0:1]\nunset %stics\n",
                      axis, axis);
}

void report_put_logarithmic(report_text *script, const char *axis, report_range range) {
    if (!(range.high > 0)) {
        report_put_range(script, axis, REPORT_NO_RANGE);
        return;
    }
    double low = fmax(range.low, 1e-9 * range.high), room = pow(range.high / low, 0.04);
    room = fmax(room, 1.05);
    report_printf(script, "set logscale %s\nset format %s '%%g'\n", axis, axis);
    report_put_range(script, axis, (report_range){ low / room, range.high * room });
}

void report_put_point(report_text *script, report_box *box, double x, double y) {
    report_put_data(script, x);
    report_put_data(script, y);
    report_put(script, "\n");
    if (fabs(x) <= REPORT_MOST && fabs(y) <= REPORT_MOST) {
        box->x = report_range_with(box->x, x);
        box->y = report_range_with(box->y, y);
    }
}

void report_begin_data(report_text *script, const char *name, size_t k) {
    report_printf(script, "$%s%zu << EOD\n", name, k);
}

void report_end_data(report_text *script) {
    report_put(script, "EOD\n");
}
