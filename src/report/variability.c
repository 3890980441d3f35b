/* Results of doublecheck variability. */
#include <math.h>
#include <string.h>

#include "report/section.h"

static const char *const judgements[] = { "models_of_pool", "ensembles_of_pool" };
static const char *const against[] = { "single models of the pool",
                                       "ensembles of as many models" };

enum { JUDGEMENTS = sizeof judgements / sizeof *judgements };

static void put_asked(report_section *section, report_node result) {
    report_text *html = &section->asked;
    report_node test = report_get(result, "test"), data = report_get(result, "data");
    report_node training = report_get(result, "training");
    report_put(html, "How far do trainings from other seeds differ");
    if (!report_is_null(data)) {
        report_put(html, " on ");
        report_put_data_words(html, data);
    }
    report_printf(html, ", in what they say of %zu test points? ",
                  report_count(report_get(test, "points")));
    if (report_is_null(training)) {
        report_put(html, "The logits were read from files.");
        return;
    }
    report_printf(html, "%zu candidates and as many models of a pool, %zu epochs each: ",
                  report_count(report_get(training, "models")),
                  report_count(report_get(training, "epochs")));
    report_put_training_words(html, training);
    report_put(html, ".");
}

/* The exact part of a level; NaN: there was no round. */
static double level_of(report_node level) {
    return report_is_null(level) ? NAN : report_real(report_get(level, "exact"));
}

static void put_number(report_section *section, report_node result) {
    report_node test = report_get(result, "test");
    report_node step = report_item(report_get(result, "steps"), 0);
    double level = level_of(report_get(report_get(step, "models_of_pool"), "largest"));
    if (isnan(level))
        report_put(&section->number, "no level");
    else
        report_printf(&section->number, "level %.4g", level);
    report_printf(
        &section->meaning,
        "the largest level of a candidate, the least part of its points that has to be "
        "trimmed away before what it says can be what the pool says, median over %zu "
        "rounds; up to %.4g is accepted. Differences below the threshold %.4g are not "
        "seen with %zu points.",
        report_count(report_get(test, "rounds")), report_real(report_get(test, "accept")),
        report_real(report_get(test, "threshold")),
        report_count(report_get(test, "half")));
}

/* Levels of every ensemble, by its members; $lj of one judgement, $xj the largest of each. */
static void put_levels(report_text *script, report_node steps, size_t j) {
    size_t count = report_size(steps);
    for (int largest = 0; largest < 2; largest++) {
        report_begin_data(script, largest ? "x" : "l", j);
        for (size_t k = 0; k < count; k++) {
            report_node step = report_item(steps, k);
            double members = (double)report_count(report_get(step, "members"));
            report_node judgement = report_get(step, judgements[j]);
            report_node ensembles = report_get(judgement, "ensembles");
            size_t all = largest ? 1 : report_size(ensembles);
            for (size_t e = 0; e < all; e++) {
                report_node level = largest
                                        ? report_get(judgement, "largest")
                                        : report_get(report_item(ensembles, e), "median");
                report_put_data(script, members + (j ? 0.08 : -0.08));
                report_put_data(script, level_of(level));
                report_put(script, "\n");
            }
        }
        report_end_data(script);
    }
}

static void draw_levels(report_section *section, report_node result) {
    report_figure *figure = report_add_figure(section);
    report_text *script = &figure->script;
    report_node steps = report_get(result, "steps"), test = report_get(result, "test");
    double accept = report_finite(report_get(test, "accept"));
    double threshold = report_finite(report_get(test, "threshold"));
    for (size_t j = 0; j < JUDGEMENTS; j++)
        put_levels(script, steps, j);
    report_printf(script,
                  "set xlabel 'models in the ensemble'\nset ylabel 'trimming level'\n"
                  "set yrange [0:%.17g]\nset xrange [0.5:%zu.5]\nset xtics 1\n",
                  fmax(1.08 * fmax(accept, threshold), 0.55), report_size(steps));
    report_put(script, report_size(steps) > 20 ? "set xtics autofreq\n" : "");
    for (size_t j = 0; j < JUDGEMENTS; j++)
        report_printf(
            script,
            "%s$l%zu using 1:2 with points lc rgb '%s' pt %u ps 0.9 title 'against "
            "%s', $x%zu using 1:2 with lines lc rgb '%s' lw 2 dt %zu notitle",
            j ? ", " : "plot ", j, report_colour(j), report_shape(j), against[j], j,
            report_colour(j), j + 1);
    report_printf(
        script,
        ", %.17g with lines lc rgb '#E69F00' lw 2 dt 4 title 'accepted', %.17g with "
        "lines lc rgb '#000000' lw 1.5 dt 2 title 'threshold of what is seen'\n",
        accept, threshold);
    report_put(&figure->name,
               "trimming levels by size of the ensemble, with the threshold");
    report_printf(
        &figure->caption,
        "Median trimming level of every ensemble of candidates (points) and the largest "
        "of them (lines), against single models and against ensembles of the pool. "
        "Accepted are levels up to %.4g; differences of distributions below the "
        "threshold %.4g are not seen.",
        accept, threshold);
}

static void draw_churn(report_section *section, report_node result) {
    report_figure *figure = report_add_figure(section);
    report_text *script = &figure->script;
    report_node steps = report_get(result, "steps");
    size_t count = report_size(steps);
    report_range y = REPORT_NO_RANGE;
    report_begin_data(script, "c", 0);
    for (size_t k = 0; k < count; k++) {
        report_node step = report_item(steps, k);
        const double shares[] = { report_real(report_get(step, "churn")),
                                  report_real(report_get(step, "largest_churn")),
                                  1 - report_real(report_get(step, "accuracy")) };
        report_put_data(script, (double)report_count(report_get(step, "members")));
        for (size_t e = 0; e < 3; e++) {
            report_put_data(script, shares[e]);
            y = report_range_with(y, shares[e]);
        }
        report_put(script, "\n");
    }
    report_end_data(script);
    report_put_range(script, "y", report_range_widen(report_range_from(y, 0)));
    report_printf(
        script,
        "set xlabel 'models in the ensemble'\nset ylabel 'share of the test points'\n"
        "set xrange [0.5:%zu.5]\nset xtics %s\n"
        "plot $c0 using 1:2 with linespoints lc rgb '#0072B2' lw 2 pt 7 title 'churn', "
        "'' using 1:3 with linespoints lc rgb '#D55E00' lw 2 dt 2 pt 9 title 'largest "
        "churn', '' using 1:4 with linespoints lc rgb '#009E73' lw 2 dt 3 pt 5 title "
        "'wrong'\n",
        count, count > 20 ? "autofreq" : "1");
    report_node first = report_item(steps, 0),
                last = report_item(steps, count ? count - 1 : 0);
    report_put(&figure->name, "churn and errors by size of the ensemble");
    report_printf(
        &figure->caption,
        "Share of test points on which two ensembles name different classes (churn: "
        "mean and largest) and that are wrong. Churn goes from %.4g with one model to "
        "%.4g with %zu.",
        report_real(report_get(first, "churn")), report_real(report_get(last, "churn")),
        report_count(report_get(last, "members")));
}

static void cells_of_step(report_text *html, report_node step) {
    static const char *const keys[] = { "accuracy", "calibration_error", "churn",
                                        "largest_churn" };
    report_cell_count(html, report_count(report_get(step, "members")));
    report_cell_count(html, report_count(report_get(step, "ensembles")));
    for (size_t c = 0; c < sizeof keys / sizeof *keys; c++)
        report_cell_real(html, report_real(report_get(step, keys[c])));
    for (size_t j = 0; j < JUDGEMENTS; j++)
        report_cell_real(html, level_of(report_get(report_get(step, judgements[j]),
                                                   "largest")));
}

static void put_steps(report_section *section, report_node steps) {
    static const char *const heads[] = { "models",
                                         "ensembles",
                                         "accuracy",
                                         "calibration error",
                                         "churn",
                                         "largest churn",
                                         "level, against models",
                                         "level, against ensembles",
                                         NULL };
    report_put_items(&section->details, "Ensembles", heads, steps, cells_of_step,
                     "sizes");
}

static void cells_of_model(report_text *html, report_node model) {
    const char *name = report_has(model, "file") ? "file" : "seed";
    report_cell(html, report_string(report_get(model, name)));
    report_cell(html,
                report_true(report_get(model, "candidate")) ? "candidates" : "pool");
    report_cell_real(html, report_real(report_get(model, "accuracy")));
    report_cell_real(html, report_real(report_get(model, "calibration_error")));
}

static void put_models(report_section *section, report_node models) {
    static const char *const heads[] = { "model", "of", "accuracy", "calibration error",
                                         NULL };
    report_put_items(&section->details, "Models", heads, models, cells_of_model,
                     "models");
}

static void put_enough(report_text *html, report_node enough, const char *key,
                       const char *words) {
    report_node node = report_get(enough, key);
    if (report_is_null(node))
        report_row(html, words, "none of these sizes");
    else
        report_row_real(html, words, (double)report_count(node));
}

void report_build_variability(report_section *section, report_node result) {
    static const report_verdict verdicts[] = { { "STABLE", "STABLE", REPORT_GOOD },
                                               { "VARIABLE", "VARIABLE", REPORT_BAD },
                                               { "UNJUDGED", "UNJUDGED", REPORT_OPEN },
                                               { NULL, NULL, REPORT_OPEN } };
    report_text *html = &section->details;
    report_node data = report_get(result, "data"), enough = report_get(result, "enough");
    report_printf(&section->title, "Variability on %s",
                  report_is_null(data) ? "logits"
                                       : report_string(report_get(data, "file")));
    put_asked(section, result);
    report_put_verdict(section, report_get(result, "finding"), verdicts);
    put_number(section, result);
    draw_levels(section, result);
    draw_churn(section, result);
    put_steps(section, report_get(result, "steps"));
    put_models(section, report_get(result, "models"));
    report_begin_table(html, "The study", NULL);
    put_enough(html, enough, "models_of_pool", "models that are enough, against models");
    put_enough(html, enough, "ensembles_of_pool",
               "models that are enough, against ensembles");
    report_rows_of_end(html, result);
    report_end_table(html);
}
