/* A reproduction study as text. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "cli.h"
#include "format.h"
#include "reproduce_report.h"
#include "training.h"

static void print_data(FILE *out, const cli_reproduce_report *report) {
    const cli_reproduce_data *data = report->data;
    const cli_arguments *arguments = report->arguments;
    fprintf(out, "  %-12s ", "data");
    if (data->forecasts) {
        fprintf(out, "series ");
        cli_print_name(out, dc_dataset_feature_name(data->data, 0));
        fprintf(out, ": %zu values, windows of %zu, forecast %s step%s on; ",
                dc_dataset_points(data->data), data->train.features,
                arguments->text[CLI_HORIZON],
                strcmp(arguments->text[CLI_HORIZON], "1") == 0 ? "" : "s");
        fprintf(out, "%zu windows train, the last %zu test\n", data->train.points,
                data->test.points);
        return;
    }
    fprintf(out, "%zu features, %zu classes; %zu points train, %zu test",
            data->train.features, data->train.classes, data->train.points,
            data->test.points);
    if (!arguments->text[CLI_TEST])
        fprintf(out, " (split seed %s)", arguments->text[CLI_SPLIT_SEED]);
    putc('\n', out);
}

static void print_training(FILE *out, const cli_reproduce_report *report) {
    const dc_reproduce_options *o = report->options;
    const dc_training_options *t = &o->training;
    bool scaled = cli_word_is(report->arguments, CLI_SCALE, "standard");
    cli_print_network(out, t);
    fprintf(out, "\n  %-12s %s, rate %s, ", "training", t->optimiser,
            report->arguments->text[CLI_RATE]);
    if (t->batch)
        fprintf(out, "batches of %zu, ", t->batch);
    else
        fputs("all points at each step, ", out);
    fprintf(out, "%zu epoch%s%s%s\n", o->epochs, o->epochs == 1 ? "" : "s",
            scaled ? ", standardised" : "", t->single ? ", 32 bits" : "");
}

/* "initial weights 1 to 20, order 2 (fixed)". */
static void print_seeds(FILE *out, const cli_reproduce_report *report) {
    const dc_reproduce_options *o = report->options;
    const struct {
        const char *name;
        uint64_t first;
        bool fixed;
    } sources[] = {
        { "initial weights", o->training.seed, o->vary == DC_VARY_SHUFFLE },
        { "order of the points", o->training.shuffle_seed, o->vary == DC_VARY_INIT },
    };
    fprintf(out, "  %-12s ", "seeds");
    for (size_t k = 0; k < 2; k++) {
        fprintf(out, "%s%s %" PRIu64, k ? "; " : "", sources[k].name, sources[k].first);
        if (sources[k].fixed)
            fputs(" (fixed)", out);
        else
            fprintf(out, " to %" PRIu64, sources[k].first + o->seeds - 1);
    }
    putc('\n', out);
}

void cli_reproduce_print_number(FILE *out, int width, int digits, double value) {
    if (isfinite(value))
        fprintf(out, " %*.*f", width, digits, value);
    else
        fprintf(out, " %*s", width, isinf(value) ? "inf" : "-");
}

void cli_reproduce_print_ratio(FILE *out, double value) {
    if (isnan(value))
        fprintf(out, " %8s", "-");
    else if (value != 0 && (value < 0.01 || value >= 10000))
        fprintf(out, " %8.2g", value);
    else
        fprintf(out, " %8.3f", value);
}

void cli_reproduce_print_interval(FILE *out, const dc_interval *interval) {
    cli_reproduce_print_ratio(out, interval->low);
    fputs(isnan(interval->low) ? "   " : " to", out);
    cli_reproduce_print_ratio(out, interval->high);
}

static void print_arm(FILE *out, const dc_reproduce_cell *cell, dc_arm arm,
                      size_t seeds) {
    const dc_spread *spread = cell->spread + arm;
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (size_t k = 0; k < seeds; k++) {
        const dc_reproduce_run *run = cell->runs[arm] + k;
        if (run->complete && run->factor_least < low)
            low = run->factor_least;
        if (run->complete && run->factor_most > high)
            high = run->factor_most;
    }
    fprintf(out, "  %-8s", dc_arm_name(arm));
    cli_reproduce_print_number(out, 11, 6, spread->mean);
    cli_reproduce_print_number(out, 10, 6, spread->deviation);
    cli_reproduce_print_number(out, 11, 6, spread->least);
    cli_reproduce_print_number(out, 11, 6, spread->most);
    fprintf(out, " %9zu", spread->diverged);
    if (low <= high)
        fprintf(out, "   %.3g to %.3g", low, high);
    putc('\n', out);
}

static void print_comparison(FILE *out, const char *name, const dc_interval *interval) {
    fprintf(out, "  %-36s", name);
    cli_reproduce_print_ratio(out, interval->value);
    fputs("  ", out);
    cli_reproduce_print_interval(out, interval);
    putc('\n', out);
}

static void print_difference(FILE *out, const char *name, const dc_interval *interval) {
    fprintf(out, "  %-36s", name);
    cli_reproduce_print_number(out, 8, 5, interval->value);
    fputs("  ", out);
    cli_reproduce_print_number(out, 8, 5, interval->low);
    fputs(isnan(interval->low) ? "   " : " to", out);
    cli_reproduce_print_number(out, 8, 5, interval->high);
    putc('\n', out);
}

static void print_cell(FILE *out, const cli_reproduce_report *report) {
    const dc_reproduction *result = report->result;
    const dc_reproduce_cell *cell = result->cells;
    fprintf(out, "\n  %-8s %11s %10s %11s %11s %9s   %s\n", "arm", "mean", "deviation",
            "least", "most", "diverged", "factors of the step");
    for (dc_arm a = 0; a < DC_ARMS; a++)
        print_arm(out, cell, a, result->seeds);
    fprintf(out, "\n  %-36s %8s    %s\n", "", "value", "95 % interval");
    print_comparison(out, "ratio of variances, CLF / plain",
                     cell->ratio + DC_RATIO_CLF_PLAIN);
    print_comparison(out, "ratio of variances, factors / plain",
                     cell->ratio + DC_RATIO_FACTORS_PLAIN);
    print_comparison(out, "ratio of variances, CLF / factors",
                     cell->ratio + DC_RATIO_CLF_FACTORS);
    print_difference(out, "difference of means, CLF - plain",
                     cell->difference + DC_ARM_CLF);
    print_difference(out, "difference of means, factors - plain",
                     cell->difference + DC_ARM_FACTORS);
}

/* Seeds that are complete in every cell. */
static size_t least_count(const dc_reproduction *result) {
    size_t least = result->seeds;
    for (size_t c = 0; c < result->cell_count; c++)
        least = result->cells[c].count < least ? result->cells[c].count : least;
    return least;
}

static void print_notes(FILE *out, const cli_reproduce_report *report) {
    const dc_reproduction *result = report->result;
    const dc_reproduce_cell *cell = result->cells;
    fprintf(out,
            "\nFactors: plain cross-entropy%s with the step factors 1 + 2 a (CE - "
            "CEbar) of CLF's runs; the Stable Loss does nothing else.\n",
            result->regression ? " (here the squared error)" : "");
    if (result->cell_count == 1 && cell->weights.b == 0)
        fputs("With b = 0 CLF and factors are the same training.\n", out);
    if (report->data->forecasts)
        fprintf(out, "Forecasting the last known value has an error of %.6g.\n",
                report->data->scaling.persistence);
    if (result->interrupted)
        fprintf(out, "Cut short: %zu of %zu seeds are complete.\n", least_count(result),
                result->seeds);
}

void cli_reproduce_word_print(FILE *out, const void *of) {
    const cli_reproduce_report *report = of;
    const dc_reproduce_cell *cell = report->result->cells;
    if (report->arguments->given[CLI_SWEEP])
        cli_reproduce_sweep_word(out, report);
    else
        fprintf(out, "%s, MEAN %s\n", dc_steadiness_name(cell->steadiness),
                dc_mean_name(cell->mean));
}

void cli_reproduce_text_print(FILE *out, const void *of) {
    const cli_reproduce_report *report = of;
    bool sweep = report->arguments->given[CLI_SWEEP];
    const dc_clf_weights *w = report->options->weights;
    fprintf(out, "doublecheck %s: reproduce ", dc_version());
    cli_print_clean(out, report->arguments->operand);
    putc('\n', out);
    print_data(out, report);
    print_training(out, report);
    print_seeds(out, report);
    if (!sweep)
        fprintf(out, "  %-12s a = %g, b = %g\n", "CLF", w->a, w->b);
    fprintf(out, "  %-12s %s, bootstrap of %zu resamples (seed %" PRIu64 ")\n",
            "compared",
            report->data->forecasts ? "root mean squared error of the test windows"
                                    : "test accuracy",
            report->options->rounds, report->options->bootstrap_seed);
    if (sweep)
        cli_reproduce_sweep_print(out, report);
    else
        print_cell(out, report);
    print_notes(out, report);
    cli_reproduce_word_print(out, report);
}
