#include "report/curves.h"

void report_put_curve(report_text *script, report_box *box, const char *name, size_t k,
                      report_node curve, const char *x, const char *y) {
    report_node across = report_get(curve, x), up = report_get(curve, y);
    size_t count = report_size(across);
    if (report_size(up) != count)
        report_blame(up, "as many items as there are steps");
    report_begin_data(script, name, k);
    for (size_t i = 0; i < count && !curve.reader->bad; i++)
        report_put_point(script, box, report_real(report_item(across, i)),
                         report_real(report_item(up, i)));
    report_end_data(script);
}

void report_plot_level(report_text *script, double level, size_t style,
                       const char *words) {
    report_put_data(script, level);
    report_printf(script, "with lines lc rgb '%s' lw 2 dt %zu title ",
                  report_colour(style), style % 4 + 2);
    report_put_quoted(script, words);
}
