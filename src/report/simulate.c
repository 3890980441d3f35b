/* Results of doublecheck simulate. */
#include <math.h>
#include <string.h>

#include "report/curves.h"

/* The run that has the least room above the floor it is held against, of those with a t0. */
typedef struct closest {
    size_t run; /* SIZE_MAX: none has a t0 */
    double worst, floor;
} closest;

static closest find_closest(report_node runs) {
    closest found = { .run = SIZE_MAX };
    size_t count = report_size(runs);
    for (size_t k = 0; k < count; k++) {
        report_node run = report_item(runs, k);
        if (!report_has(run, "guarantee"))
            continue;
        report_node guarantee = report_get(run, "guarantee");
        double worst = report_real(
            report_get(report_get(guarantee, "worst"), "accuracy"));
        double floor = report_rational(
            report_get(report_get(guarantee, "best"), "floor"));
        if (found.run == SIZE_MAX || worst - floor < found.worst - found.floor)
            found = (closest){ k, worst, floor };
    }
    return found;
}

static void put_asked(report_section *section, report_node result) {
    report_text *html = &section->asked;
    report_node training = report_get(result, "training");
    report_put(html, "Once the accuracy on ");
    report_put_data_words(html, report_get(result, "data"));
    report_put(html, " has reached ");
    report_put_real(html, report_real(report_get(training, "t0_accuracy")));
    report_printf(
        html,
        " (at t0), does it stay at or above the floor that the loss guarantees? "
        "%zu runs of at most %zu steps: ",
        report_size(report_get(result, "runs")),
        report_count(report_get(training, "steps")));
    report_put_training_words(html, training);
    report_put(html, ".");
}

static void put_confirmed(report_text *html, report_node runs) {
    size_t count = report_size(runs), confirmed = 0;
    for (size_t k = 0; k < count; k++)
        confirmed += strcmp(report_string(report_get(report_item(runs, k), "finding")),
                            "CONFIRMED") == 0;
    report_printf(html, " %zu of %zu runs are confirmed.", confirmed, count);
}

static void put_number(report_section *section, const closest *c) {
    if (c->run == SIZE_MAX) {
        report_put(&section->number, "no t0");
        report_put(&section->meaning,
                   "No run reached the accuracy of t0, so that no floor "
                   "applies.");
        return;
    }
    report_printf(&section->number, "accuracy %.6g \xe2\x89\xa5 floor %.6g", c->worst,
                  c->floor);
    if (c->worst < c->floor) {
        report_text_clear(&section->number);
        report_printf(&section->number, "accuracy %.6g < floor %.6g", c->worst, c->floor);
    }
    report_put(&section->meaning,
               "the least accuracy from t0 on, and the floor it is held "
               "against, of the run with the least room between them.");
}

static size_t curves_of(report_node runs) {
    size_t count = report_size(runs);
    return count < REPORT_CURVES_MOST ? count : REPORT_CURVES_MOST;
}

static bool has_curves(report_node runs) {
    size_t count = report_size(runs);
    for (size_t k = 0; k < count; k++)
        if (!report_has(report_item(runs, k), "trajectory"))
            return false;
    return count > 0;
}

/* Block $tk of each run, and $c0 of the closest. */
static void put_runs(report_text *script, report_box *box, report_node runs,
                     const closest *c, const char *what) {
    for (size_t k = 0; k < curves_of(runs); k++)
        report_put_curve(script, box, "t", k,
                         report_get(report_item(runs, k), "trajectory"), "step", what);
    if (c->run != SIZE_MAX)
        report_put_curve(script, box, "c", 0,
                         report_get(report_item(runs, c->run), "trajectory"), "step",
                         what);
}

static void plot_runs(report_text *script, report_node runs, const closest *c) {
    for (size_t k = 0; k < curves_of(runs); k++)
        report_printf(script,
                      "%s$t%zu using ($1+1):2 with lines lc rgb '#999999' lw 1 %s",
                      k ? ", " : "plot ", k, k ? "notitle" : "title 'runs'");
    if (c->run != SIZE_MAX)
        report_put(script,
                   ", $c0 using ($1+1):2 with lines lc rgb '#0072B2' lw 2.5 title 'run "
                   "closest to its floor'");
}

/* The axis of steps: where every t0 is in the first part of the run, a logarithmic one, of the
 * step and one more, as the first look is at step 0. */
static void put_axis(report_text *script, report_range steps, report_node runs) {
    size_t count = report_size(runs), last = 0, latest = 0;
    for (size_t k = 0; k < count; k++) {
        report_node run = report_item(runs, k);
        size_t end = report_count(report_get(report_get(run, "end"), "step"));
        last = end > last ? end : last;
        if (!report_has(run, "guarantee"))
            continue;
        size_t t0 = report_count(
            report_get(report_get(report_get(run, "guarantee"), "t0"), "step"));
        latest = t0 > latest ? t0 : latest;
    }
    bool logarithmic = latest < last / 10;
    report_printf(script, "set xlabel 'step + 1%s'\n",
                  logarithmic ? ", logarithmic" : "");
    report_range x = { steps.low + 1, steps.high + 1 };
    if (logarithmic)
        report_put_logarithmic(script, "x", x);
    else
        report_put_range(script, "x", report_range_widen(x));
}

/* Block $p0: t0 of every run. */
static void put_starts(report_text *script, report_box *box, report_node runs,
                       const char *what) {
    report_begin_data(script, "p", 0);
    size_t count = report_size(runs);
    for (size_t k = 0; k < count; k++) {
        if (!report_has(report_item(runs, k), "guarantee"))
            continue;
        report_node t0 = report_get(report_get(report_item(runs, k), "guarantee"), "t0");
        report_put_point(script, box, (double)report_count(report_get(t0, "step")),
                         report_real(report_get(t0, what)));
    }
    report_end_data(script);
}

static void plot_starts(report_text *script) {
    report_put(script,
               ", $p0 using ($1+1):2 with points lc rgb '#000000' pt 9 ps 1 title 't0'");
}

/* The floors of one run that there are, as levels; their numbers go to the caption. */
static void plot_floors(report_figure *figure, report_node guarantee) {
    report_text *script = &figure->script, *html = &figure->caption;
    double trivial = report_rational(report_get(guarantee, "trivial"));
    double floor = report_rational(report_get(guarantee, "floor"));
    report_put(script, ", ");
    report_plot_level(script, trivial, 4, "trivial floor");
    report_printf(html, "Its floors: trivial %.4g", trivial);
    if (strcmp(report_string(report_get(guarantee, "better")), "doubling") == 0) {
        report_put(script, ", ");
        report_plot_level(script, floor, 2, "floor of the condition");
        report_printf(html, ", of the condition %.4g", floor);
    } else {
        report_put(html, " (the condition adds nothing)");
    }
    if (report_has(guarantee, "data_floor")) {
        double data = report_rational(
            report_get(report_get(guarantee, "data_floor"), "least"));
        report_put(script, ", ");
        report_plot_level(script, data, 1, "floor of the data");
        report_printf(html, ", of the data %.4g", data);
    }
    report_put(html, ". ");
}

/* Accuracies, and the floors of the run that is closest to its. */
static report_range with_floors(report_range y, report_node runs, const closest *c) {
    if (c->run == SIZE_MAX)
        return y;
    report_node guarantee = report_get(report_item(runs, c->run), "guarantee");
    y = report_range_from(y, report_rational(report_get(guarantee, "trivial")));
    y = report_range_from(y, report_rational(report_get(guarantee, "floor")));
    if (report_has(guarantee, "data_floor"))
        y = report_range_from(
            y, report_rational(report_get(report_get(guarantee, "data_floor"), "least")));
    return y;
}

static void describe_runs(report_text *html, report_node runs) {
    size_t count = report_size(runs);
    if (count > REPORT_CURVES_MOST)
        report_printf(html, "%u of %zu runs are shown. ", REPORT_CURVES_MOST, count);
}

static void draw_accuracy(report_section *section, report_node runs, const closest *c) {
    report_figure *figure = report_add_figure(section);
    report_text *script = &figure->script, *html = &figure->caption;
    report_box box = REPORT_NO_BOX;
    report_put(&figure->name, "accuracy of each run, with t0 and the floors");
    report_put(html, "Accuracy over the steps; a triangle is where a run has its t0. ");
    if (c->run != SIZE_MAX)
        report_printf(
            html,
            "From t0 on the run closest to its floor (blue) is never below %.6g, and "
            "its floor is %.6g. ",
            c->worst, c->floor);
    describe_runs(html, runs);
    report_put(script, "set ylabel 'accuracy'\n");
    put_runs(script, &box, runs, c, "accuracy");
    put_starts(script, &box, runs, "accuracy");
    put_axis(script, box.x, runs);
    report_put_range(script, "y", report_range_widen(with_floors(box.y, runs, c)));
    plot_runs(script, runs, c);
    plot_starts(script);
    if (c->run != SIZE_MAX)
        plot_floors(figure, report_get(report_item(runs, c->run), "guarantee"));
    report_put(script, "\n");
}

static void draw_loss(report_section *section, report_node runs, const closest *c) {
    report_figure *figure = report_add_figure(section);
    report_text *script = &figure->script, *html = &figure->caption;
    report_box box = REPORT_NO_BOX;
    report_put(&figure->name, "loss of each run, with t0");
    report_put(html, "Loss over the steps; a triangle is where a run has its t0. ");
    report_put(script, "set ylabel 'loss'\n");
    put_runs(script, &box, runs, c, "loss");
    put_starts(script, &box, runs, "loss");
    put_axis(script, box.x, runs);
    report_put_range(script, "y", report_range_widen(report_range_from(box.y, 0)));
    plot_runs(script, runs, c);
    plot_starts(script);
    if (c->run != SIZE_MAX) {
        report_node guarantee = report_get(report_item(runs, c->run), "guarantee");
        double loss = report_rational(report_get(guarantee, "loss"));
        report_put(script, ", ");
        report_plot_level(script, loss, 1, "its loss from t0 on, at most");
        report_printf(html, "From t0 on the loss of the blue run is at most %.6g. ",
                      loss);
    }
    describe_runs(html, runs);
    report_put(script, "\n");
}

static void put_fails(report_text *html, report_node fails) {
    size_t count = report_size(fails);
    report_put(html, "<td>");
    for (size_t k = 0; k < count; k++) {
        report_put(html, k ? ", " : "");
        report_put_html(html, report_string(report_item(fails, k)));
    }
    report_put(html, count ? "</td>" : "nothing</td>");
}

static void put_guarantee(report_text *html, report_node run) {
    if (!report_has(run, "guarantee")) {
        report_get(run, "guarantee");
        for (size_t k = 0; k < 5; k++)
            report_cell_real(html, NAN);
        return;
    }
    report_node guarantee = report_get(run, "guarantee");
    report_node best = report_get(guarantee, "best");
    report_cell_count(html,
                      report_count(report_get(report_get(guarantee, "t0"), "step")));
    report_cell_real(html, report_rational(report_get(guarantee, "loss")));
    report_cell_real(html,
                     report_real(report_get(report_get(guarantee, "worst"), "accuracy")));
    report_cell_real(html, report_rational(report_get(best, "floor")));
    report_cell(html, report_string(report_get(best, "name")));
}

static void cells_of_run(report_text *html, report_node run) {
    report_node end = report_get(run, "end");
    report_cell_count(html, report_count(report_get(run, "seed")));
    report_cell(html, report_string(report_get(run, "finding")));
    put_guarantee(html, run);
    put_fails(html, report_get(run, "fails"));
    report_cell_real(html, report_real(report_get(end, "accuracy")));
    report_cell_real(html, report_real(report_get(end, "loss")));
    report_cell(html, report_string(report_get(run, "state")));
}

static void put_runs_table(report_section *section, report_node runs) {
    static const char *const heads[] = {
        "seed",  "finding", "t0, step", "loss \xe2\x89\xa4",   "least accuracy",
        "floor", "of",      "missing",  "accuracy at the end", "loss at the end",
        "ended", NULL
    };
    report_put_items(&section->details, "Runs", heads, runs, cells_of_run, "runs");
}

static void put_study(report_section *section, report_node result) {
    report_text *html = &section->details;
    report_begin_table(html, "The simulation", NULL);
    report_row(html, "the condition was checked on",
               report_string(report_get(result, "coverage")));
    report_row(html, "family of slabs", report_string(report_get(result, "family")));
    report_row(html, "proof of the condition",
               report_string(report_get(result, "proof")));
    report_row(html, "floors", report_string(report_get(result, "floors")));
    report_row(html, "proof of the data floors",
               report_string(report_get(result, "data_proof")));
    report_rows_of_end(html, result);
    report_end_table(html);
}

void report_build_simulate(report_section *section, report_node result) {
    static const report_verdict verdicts[] = { { "CONFIRMED", "CONFIRMED", REPORT_GOOD },
                                               { "NOT COVERED", "NOT COVERED",
                                                 REPORT_OPEN },
                                               { "REFUTED", "REFUTED", REPORT_BAD },
                                               { NULL, NULL, REPORT_OPEN } };
    report_node runs = report_get(result, "runs");
    closest c = find_closest(runs);
    report_put_title(section, "Simulation on", result);
    put_asked(section, result);
    report_put_verdict(section, report_get(result, "finding"), verdicts);
    put_number(section, &c);
    put_confirmed(&section->meaning, runs);
    if (has_curves(runs)) {
        draw_accuracy(section, runs, &c);
        draw_loss(section, runs, &c);
    } else {
        report_put(&section->details,
                   "<p class=\"note\">The result does not hold the course "
                   "of each run, so that there is no picture of it.</p>\n");
    }
    put_runs_table(section, runs);
    put_study(section, result);
}
