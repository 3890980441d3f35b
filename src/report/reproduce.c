/* Results of doublecheck reproduce. */
#include <math.h>
#include <string.h>

#include "report/section.h"

static const char *const arms[] = { "plain", "CLF", "factors" };

enum { ARMS = sizeof arms / sizeof *arms };

/* The measure in words. */
static const char *measure_of(report_node result) {
    report_node measure = report_get(result, "measure");
    const char *key = report_string(measure);
    if (strcmp(key, "test_accuracy") == 0)
        return "test accuracy";
    if (strcmp(key, "test_rmse") != 0)
        report_blame(measure, "test_accuracy or test_rmse");
    return "root mean squared error on the test windows";
}

static void put_asked(report_section *section, report_node result) {
    report_text *html = &section->asked;
    report_node training = report_get(result, "training");
    report_put(html, "Does a custom loss (CLF) make trainings from different seeds on ");
    report_put_data_words(html, report_get(result, "data"));
    report_printf(html,
                  " more alike than cross-entropy does (plain)? What is compared is the "
                  "%s of %zu seeds after %zu epochs: ",
                  measure_of(result), report_count(report_get(training, "seeds")),
                  report_count(report_get(training, "epochs")));
    report_put_training_words(html, training);
    report_put(html, ".");
}

static report_tone tone_of(const char *steadiness) {
    if (strcmp(steadiness, "CLF STEADIER") == 0)
        return REPORT_GOOD;
    return strcmp(steadiness, "CLF LESS STEADY") == 0 ? REPORT_BAD : REPORT_OPEN;
}

static void put_interval(report_text *text, report_node interval) {
    report_put_real(text, report_real(report_get(interval, "value")));
    double low = report_real(report_get(interval, "low"));
    double high = report_real(report_get(interval, "high"));
    report_put(text, " [");
    report_put_real(text, low);
    report_put(text, ", ");
    report_put_real(text, high);
    report_put(text, "]");
}

static report_node ratio_of(report_node cell) {
    return report_get(report_get(cell, "variance_ratios"), "CLF/plain");
}

/* How many cells have each verdict, as the last line of the command tells. */
static void put_counts(report_section *section, report_node cells, size_t count) {
    static const char *const words[] = { "CLF STEADIER",        "CLF LESS STEADY",
                                         "NO DIFFERENCE SHOWN", "NO SPREAD",
                                         "TOO FEW SEEDS",       "NOT FINITE" };
    section->tone = REPORT_OPEN;
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        size_t met = 0;
        for (size_t k = 0; k < count; k++)
            met += strcmp(report_string(report_get(report_item(cells, k), "steadiness")),
                          words[w]) == 0;
        if (met == 0)
            continue;
        report_printf(&section->word, "%s%s %zu", section->word.size ? ", " : "",
                      words[w], met);
        if (section->tone == REPORT_OPEN)
            section->tone = tone_of(words[w]);
    }
}

/* Of one cell its verdict and ratio; of a sweep how many cells are steadier. */
static void put_answer(report_section *section, report_node cells, size_t count) {
    report_node first = report_item(cells, 0);
    if (count == 1) {
        const char *word = report_string(report_get(first, "steadiness"));
        report_printf(&section->word, "%s, MEAN %s", word,
                      report_string(report_get(first, "mean")));
        section->tone = tone_of(word);
        report_put(&section->number, "variance ratio ");
        put_interval(&section->number, ratio_of(first));
        report_put(&section->meaning,
                   "variance over the seeds with the custom loss, divided by "
                   "that with cross-entropy, and its bootstrap interval; "
                   "below 1 the custom loss is steadier.");
        return;
    }
    put_counts(section, cells, count);
    report_printf(&section->number, "of %zu pairs of weights", count);
    report_put(&section->meaning,
               "A pair counts where the bootstrap interval of the ratio of "
               "variances lies on one side of 1, for all pairs together.");
}

/* Every run as a point, an arm a column. */
static void draw_arms(report_section *section, report_node cell, const char *measure) {
    report_figure *figure = report_add_figure(section);
    report_text *script = &figure->script, *html = &figure->caption;
    report_box box = REPORT_NO_BOX;
    report_printf(&figure->name, "%s of every seed in each arm", measure);
    report_printf(html,
                  "The %s of every seed (points, moved sideways so that equal ones are "
                  "seen), and mean and deviation (bars). Deviations: ",
                  measure);
    for (size_t a = 0; a < ARMS; a++) {
        report_node arm = report_get(report_get(cell, "arms"), arms[a]);
        report_node runs = report_get(arm, "runs"), spread = report_get(arm, "spread");
        size_t count = report_size(runs);
        report_begin_data(script, "r", a);
        for (size_t k = 0; k < count; k++) {
            double aside = 0.5 * ((double)k + 0.5) / (double)count - 0.25;
            report_put_point(script, &box, (double)a + 1 + aside,
                             report_real(report_get(report_item(runs, k), "test")));
        }
        report_end_data(script);
        double mean = report_real(report_get(spread, "mean"));
        double deviation = report_real(report_get(spread, "deviation"));
        report_begin_data(script, "m", a);
        report_printf(script, "%zu ", a + 1);
        report_put_data(script, mean);
        report_put_data(script, deviation);
        report_put(script, "\n");
        report_end_data(script);
        box.y = report_range_with(report_range_with(box.y, mean - deviation),
                                  mean + deviation);
        report_printf(html, "%s%s ", a ? ", " : "", arms[a]);
        report_put_real(html, deviation);
    }
    report_put(html, ".");
    report_put_range(script, "y", report_range_widen(box.y));
    report_put(script,
               "set xtics ('plain' 1, 'CLF' 2, 'factors' 3)\nset xrange [0.5:3.5]\n");
    report_set(script, "ylabel", measure);
    for (size_t a = 0; a < ARMS; a++)
        report_printf(
            script,
            "%s$r%zu using 1:2 with points lc rgb '%s' pt %u ps 0.8 notitle, "
            "$m%zu using ($1+0.33):2:3 with yerrorbars lc rgb '#000000' lw 2 pt 7 ps "
            "0.6 %s",
            a ? ", " : "plot ", a, report_colour(a), report_shape(a), a,
            a ? "notitle" : "title 'mean and deviation'");
    report_put(script, "\n");
}

/* The ratio of variances of every pair of weights, with its interval. */
static void draw_ratios(report_section *section, report_node cells, size_t count) {
    report_figure *figure = report_add_figure(section);
    report_text *script = &figure->script;
    size_t shown = count < REPORT_CURVES_MOST ? count : REPORT_CURVES_MOST;
    report_range y = REPORT_NO_RANGE;
    report_begin_data(script, "c", 0);
    for (size_t k = 0; k < shown; k++) {
        report_node ratio = ratio_of(report_item(cells, k));
        report_printf(script, "%zu ", k + 1);
        static const char *const keys[] = { "value", "low", "high" };
        for (size_t e = 0; e < 3; e++) {
            double value = report_real(report_get(ratio, keys[e]));
            report_put_data(script, value);
            y = report_range_with(y, value);
        }
        report_put(script, "\n");
    }
    report_end_data(script);
    y = report_range_from(report_range_from(y, 0), 1);
    report_put_range(script, "y", report_range_widen(y));
    report_printf(script, "set xrange [0.5:%zu.5]\nset xtics rotate by -45 (", shown);
    for (size_t k = 0; k < shown; k++) {
        report_node cell = report_item(cells, k);
        report_printf(script, "%s'%.3g, %.3g' %zu", k ? ", " : "",
                      report_real(report_get(cell, "a")),
                      report_real(report_get(cell, "b")), k + 1);
    }
    report_put(
        script,
        ")\nset xlabel 'weights a, b'\nset ylabel 'ratio of variances, CLF / plain'\n"
        "plot $c0 using 1:2:3:4 with yerrorbars lc rgb '#0072B2' lw 2 pt 7 ps 0.8 title "
        "'ratio and interval', 1 with lines lc rgb '#D55E00' lw 2 dt 2 title 'as "
        "steady'\n");
    report_put(&figure->name, "ratio of variances for each pair of weights");
    report_printf(
        &figure->caption,
        "Ratio of the variances of CLF and plain for %zu of %zu pairs of weights, with "
        "bootstrap intervals; below 1 (dashed) the custom loss is steadier.",
        shown, count);
}

static void cell_interval(report_text *html, report_node interval) {
    report_put(html, "<td class=\"n\">");
    put_interval(html, interval);
    report_put(html, "</td>");
}

static void cells_of_weights(report_text *html, report_node cell) {
    static const char *const ratios[] = { "CLF/plain", "factors/plain", "CLF/factors" };
    report_cell_real(html, report_real(report_get(cell, "a")));
    report_cell_real(html, report_real(report_get(cell, "b")));
    report_cell_count(html, report_count(report_get(cell, "seeds")));
    for (size_t r = 0; r < ARMS; r++)
        cell_interval(html, report_get(report_get(cell, "variance_ratios"), ratios[r]));
    cell_interval(html, report_get(report_get(cell, "mean_differences"), "CLF-plain"));
    report_cell(html, report_string(report_get(cell, "steadiness")));
    report_cell(html, report_string(report_get(cell, "mean")));
}

static void put_cells(report_section *section, report_node cells) {
    static const char *const heads[] = { "a",
                                         "b",
                                         "seeds",
                                         "CLF / plain",
                                         "factors / plain",
                                         "CLF / factors",
                                         "mean, CLF \xe2\x88\x92 plain",
                                         "steadiness",
                                         "mean",
                                         NULL };
    report_put_items(&section->details,
                     "Ratios of variances and difference of means, with intervals", heads,
                     cells, cells_of_weights, "pairs of weights");
}

static void put_spreads(report_section *section, report_node cell) {
    static const char *const heads[] = { "arm",  "mean",     "deviation", "least",
                                         "most", "diverged", NULL };
    static const char *const keys[] = { "mean", "deviation", "least", "most" };
    report_text *html = &section->details;
    report_begin_table(html, "Spread over the seeds, first pair of weights", heads);
    for (size_t a = 0; a < ARMS; a++) {
        report_node spread = report_get(report_get(report_get(cell, "arms"), arms[a]),
                                        "spread");
        report_begin_row(html);
        report_cell(html, arms[a]);
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            report_cell_real(html, report_real(report_get(spread, keys[k])));
        report_cell_count(html, report_count(report_get(spread, "diverged")));
        report_end_row(html);
    }
    report_end_table(html);
}

static void put_study(report_section *section, report_node result) {
    report_text *html = &section->details;
    report_node samples = report_get(result, "samples");
    report_node bootstrap = report_get(result, "bootstrap");
    report_begin_table(html, "The study", NULL);
    report_row_real(html, "points to train with",
                    (double)report_count(report_get(samples, "train")));
    report_row_real(html, "points to test with",
                    (double)report_count(report_get(samples, "test")));
    report_row_real(html, "bootstrap resamples",
                    (double)report_count(report_get(bootstrap, "resamples")));
    report_row_real(html, "confidence of each interval",
                    report_real(report_get(bootstrap, "confidence")));
    report_rows_of_end(html, result);
    report_end_table(html);
}

void report_build_reproduce(report_section *section, report_node result) {
    report_node cells = report_get(result, "cells");
    size_t count = report_size(cells);
    report_put_title(section, "Reproducing", result);
    put_asked(section, result);
    put_answer(section, cells, count);
    draw_arms(section, report_item(cells, 0), measure_of(result));
    if (count > 1)
        draw_ratios(section, cells, count);
    put_cells(section, cells);
    put_spreads(section, report_item(cells, 0));
    put_study(section, result);
}
