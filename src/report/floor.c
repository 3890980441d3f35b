/* Results of doublecheck floor. */
#include <string.h>

#include "report/curves.h"

static void put_asked(report_section *section, report_node result, size_t count) {
    report_text *html = &section->asked;
    report_node data = report_get(result, "data");
    report_put(html, "How accurate must a classifier be on <b>");
    report_put_html(html, report_string(report_get(data, "file")));
    report_printf(html, "</b> (%zu points) while its cross-entropy stays at or below ",
                  report_count(report_get(data, "points")));
    if (count == 1)
        report_put_real(html, report_rational(
                                  report_get(report_item(report_get(result, "floors"), 0),
                                             "loss")));
    else
        report_printf(html, "each of %zu losses", count);
    report_put(html, "? Scores are affine in the features; slabs are of family ");
    report_put_html(html, report_string(report_get(result, "family")));
    report_put(html, ", groups ");
    report_put_html(html, report_string(report_get(result, "grouping")));
    report_put(html, ".");
}

static void put_answer(report_section *section, report_node result) {
    static const report_verdict verdicts[] = { { "trivial", "TRIVIAL", REPORT_OPEN },
                                               { "doubling", "DOUBLING", REPORT_GOOD },
                                               { "data", "DATA", REPORT_GOOD },
                                               { "vacuous", "VACUOUS", REPORT_OPEN },
                                               { NULL, NULL, REPORT_OPEN } };
    report_node best = report_get(result, "best"), met = report_get(result, "met");
    report_put_verdict(section, report_get(best, "name"), verdicts);
    report_printf(&section->number, "accuracy \xe2\x89\xa5 %.6g",
                  report_rational(report_get(best, "floor")));
    report_put(
        &section->meaning,
        "the best of the floors for the last loss; the word names where it comes from: "
        "the trivial bound, the doubling condition, or the data themselves.");
    if (report_is_null(met))
        return;
    report_put(&section->meaning, report_true(met)
                                      ? " It is at least what --require asks for, "
                                      : " It is below what --require asks for, ");
    report_put_real(&section->meaning, report_rational(report_get(result, "require")));
    report_put(&section->meaning, ".");
}

static void draw_curve(report_section *section, report_node floors, size_t count) {
    report_figure *figure = report_add_figure(section);
    report_text *script = &figure->script;
    report_node last = report_item(floors, count - 1);
    report_range x = REPORT_NO_RANGE;
    report_begin_data(script, "f", 0);
    for (size_t k = 0; k < count; k++) {
        report_node row = report_item(floors, k);
        double loss = report_rational(report_get(row, "loss"));
        x = report_range_with(x, loss);
        report_put_data(script, loss);
        report_put_data(script, report_rational(report_get(row, "trivial")));
        report_put_data(script, report_rational(report_get(row, "floor")));
        report_put(script, "\n");
    }
    report_end_data(script);
    report_put_range(script, "x", report_range_widen(x));
    report_put(
        script,
        "set xlabel 'loss'\nset ylabel 'accuracy at least'\nset yrange [0:1.02]\n"
        "plot $f0 using 1:2 with linespoints lc rgb '#E69F00' lw 2 dt 2 pt 6 title "
        "'trivial floor, 1 - loss/log 2', '' using 1:3 with linespoints lc rgb '#0072B2' "
        "lw 2 pt 7 title 'better of it and the floor of the condition'\n");
    report_put(&figure->name, "floor of the accuracy by loss");
    report_printf(
        &figure->caption,
        "The accuracy that %zu losses guarantee. At loss %.4g: trivial %.4g, with the "
        "condition %.4g.",
        count, report_rational(report_get(last, "loss")),
        report_rational(report_get(last, "trivial")),
        report_rational(report_get(last, "floor")));
}

static void put_bar(report_text *script, int at, double height) {
    report_printf(script, "%d ", at);
    report_put_data(script, height);
    report_put(script, "\n");
}

/* The three floors of one loss, as bars. */
static void draw_bars(report_section *section, report_node result, report_node row) {
    report_figure *figure = report_add_figure(section);
    report_text *script = &figure->script, *html = &figure->caption;
    double trivial = report_rational(report_get(row, "trivial"));
    double floor = report_rational(report_get(row, "floor"));
    bool data = report_has(result, "data_floor");
    report_begin_data(script, "f", 0);
    put_bar(script, 1, trivial);
    put_bar(script, 2, floor);
    report_printf(html,
                  "Floors of the accuracy for this loss: trivial %.4g, better of it and "
                  "that of the condition %.4g",
                  trivial, floor);
    if (data) {
        report_node bracket = report_get(result, "data_floor");
        double least = report_rational(report_get(bracket, "least"));
        double most = report_rational(report_get(bracket, "most"));
        put_bar(script, 3, least);
        report_end_data(script);
        report_begin_data(script, "m", 0);
        put_bar(script, 3, most);
        report_printf(html,
                      ", of the data %.4g (a classifier of this loss with accuracy %.4g "
                      "is the worst that is known)",
                      least, most);
    }
    report_end_data(script);
    report_put(html, ". ");
    report_printf(
        script,
        "set ylabel 'accuracy at least'\nset yrange [0:1.02]\nset xrange [0.4:%d.6]\n"
        "set xtics ('trivial' 1, 'with the condition' 2%s)\nset boxwidth 0.5\n"
        "plot $f0 using 1:2 with boxes lc rgb '#0072B2' fs transparent solid 0.5 "
        "border title 'floor'",
        data ? 3 : 2, data ? ", 'of the data' 3" : "");
    report_put(script,
               data ? ", $m0 using 1:2 with points lc rgb '#D55E00' pt 9 ps 1.5 title "
                      "'worst classifier known'\n"
                    : "\n");
    report_put(&figure->name, "floors of the accuracy");
}

static void cell_constant(report_text *html, report_node row, const char *key) {
    if (report_has(row, "constants"))
        report_cell_exact(html, report_get(report_get(row, "constants"), key));
    else
        report_cell(html, "\xe2\x80\x93");
}

static void cells_of_floor(report_text *html, report_node row) {
    report_get(row, "constants");
    report_cell_real(html, report_rational(report_get(row, "loss")));
    report_cell_real(html, report_rational(report_get(row, "trivial")));
    report_cell_real(html, report_rational(report_get(row, "floor")));
    report_cell(html, report_string(report_get(row, "better")));
    cell_constant(html, row, "kappa");
    cell_constant(html, row, "sigma");
    cell_constant(html, row, "delta");
    cell_constant(html, row, "m0");
}

static void put_floors(report_section *section, report_node floors) {
    static const char *const heads[] = { "loss",     "trivial",  "floor",
                                         "better",   "\xce\xba", "\xcf\x83",
                                         "\xce\xb4", "m0",       NULL };
    report_put_items(&section->details,
                     "Floors, and the constants for which the condition holds", heads,
                     floors, cells_of_floor, "floors");
}

static void put_data_floor(report_section *section, report_node result) {
    report_text *html = &section->details;
    if (!report_has(result, "data_floor")) {
        report_get(result, "data_floor");
        return;
    }
    report_node floor = report_get(result, "data_floor");
    report_begin_table(html, "The floor of the data", NULL);
    report_row_real(html, "no classifier of this loss is less accurate than",
                    report_rational(report_get(floor, "least")));
    report_row_real(html, "one is no more accurate than",
                    report_rational(report_get(floor, "most")));
    report_row_real(html, "share of points that every one gets right",
                    report_rational(report_get(floor, "safe")));
    report_row(html, "no classifier has such a loss",
               report_true(report_get(floor, "vacuous")) ? "yes" : "no");
    report_row(html, "exact", report_true(report_get(floor, "optimal")) ? "yes" : "no");
    report_row(html, "proof", report_string(report_get(floor, "proof")));
    report_row(html, "ended", report_string(report_get(floor, "stop")));
    report_end_table(html);
}

static void put_run(report_section *section, report_node result) {
    report_text *html = &section->details;
    report_begin_table(html, "The run", NULL);
    report_row(html, "proof of the condition",
               report_string(report_get(result, "proof")));
    report_row(html, "ended", report_string(report_get(result, "stop")));
    report_row(html, "version", report_string(report_get(result, "version")));
    report_end_table(html);
}

void report_build_floor(report_section *section, report_node result) {
    report_node floors = report_get(result, "floors");
    size_t count = report_size(floors);
    report_put_title(section, "Floor on", result);
    put_asked(section, result, count);
    put_answer(section, result);
    if (count == 1)
        draw_bars(section, result, report_item(floors, 0));
    else
        draw_curve(section, floors, count);
    put_floors(section, floors);
    put_data_floor(section, result);
    put_run(section, result);
}
