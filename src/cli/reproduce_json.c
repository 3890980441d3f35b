/* A reproduction study as one JSON object. */
#include <string.h>

#include "cli.h"
#include "json_parts.h"
#include "reproduce_report.h"

static json_t *spread_of(const dc_spread *spread) {
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "mean", cli_json_real(spread->mean)) &&
                    cli_json_put(object, "deviation", cli_json_real(spread->deviation)) &&
                    cli_json_put(object, "least", cli_json_real(spread->least)) &&
                    cli_json_put(object, "most", cli_json_real(spread->most)) &&
                    cli_json_put(object, "diverged", cli_json_count(spread->diverged)));
}

/* An end that is infinite is null, and so is one that there is not. */
static json_t *interval_of(const dc_interval *interval) {
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "value", cli_json_real(interval->value)) &&
                    cli_json_put(object, "low", cli_json_real(interval->low)) &&
                    cli_json_put(object, "high", cli_json_real(interval->high)));
}

static json_t *run_of(const dc_reproduce_run *run) {
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "seed", cli_json_seed(run->seed)) &&
            cli_json_put(object, "shuffle_seed", cli_json_seed(run->shuffle_seed)) &&
            cli_json_put(object, "steps", cli_json_count(run->steps)) &&
            cli_json_put(object, "diverged", json_boolean(run->diverged)) &&
            cli_json_put(object, "test", cli_json_real(run->test)) &&
            cli_json_put(object, "test_loss", cli_json_real(run->test_loss)) &&
            cli_json_put(object, "train", cli_json_real(run->train)) &&
            cli_json_put(object, "train_loss", cli_json_real(run->train_loss)) &&
            cli_json_put(object, "factor_least", cli_json_real(run->factor_least)) &&
            cli_json_put(object, "factor_most", cli_json_real(run->factor_most)));
}

static json_t *runs_of(const dc_reproduce_run *runs, size_t seeds) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < seeds && whole; k++)
        if (runs[k].complete)
            whole = cli_json_append(array, run_of(runs + k));
    return cli_json_finished(array, whole);
}

static json_t *arm_of(const dc_reproduce_cell *cell, dc_arm arm, size_t seeds) {
    json_t *object = json_object();
    return cli_json_finished(object, cli_json_put(object, "spread",
                                                  spread_of(cell->spread + arm)) &&
                                         cli_json_put(object, "runs",
                                                      runs_of(cell->runs[arm], seeds)));
}

static json_t *arms_of(const dc_reproduce_cell *cell, size_t seeds) {
    json_t *object = json_object();
    bool whole = true;
    for (dc_arm a = 0; a < DC_ARMS && whole; a++)
        whole = cli_json_put(object, dc_arm_name(a), arm_of(cell, a, seeds));
    return cli_json_finished(object, whole);
}

static json_t *ratios_of(const dc_reproduce_cell *cell) {
    static const char *const names[DC_RATIOS] = {
        [DC_RATIO_CLF_PLAIN] = "CLF/plain",
        [DC_RATIO_FACTORS_PLAIN] = "factors/plain",
        [DC_RATIO_CLF_FACTORS] = "CLF/factors",
    };
    json_t *object = json_object();
    bool whole = true;
    for (size_t r = 0; r < DC_RATIOS && whole; r++)
        whole = cli_json_put(object, names[r], interval_of(cell->ratio + r));
    return cli_json_finished(object, whole);
}

static json_t *differences_of(const dc_reproduce_cell *cell) {
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "CLF-plain", interval_of(cell->difference + DC_ARM_CLF)) &&
            cli_json_put(object, "factors-plain",
                         interval_of(cell->difference + DC_ARM_FACTORS)));
}

static json_t *cell_of(const dc_reproduce_cell *cell, size_t seeds) {
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "a", cli_json_real(cell->weights.a)) &&
                    cli_json_put(object, "b", cli_json_real(cell->weights.b)) &&
                    cli_json_put(object, "seeds", cli_json_count(cell->count)) &&
                    cli_json_put(object, "arms", arms_of(cell, seeds)) &&
                    cli_json_put(object, "variance_ratios", ratios_of(cell)) &&
                    cli_json_put(object, "mean_differences", differences_of(cell)) &&
                    cli_json_put(object, "steadiness",
                                 json_string(dc_steadiness_name(cell->steadiness))) &&
                    cli_json_put(object, "mean", json_string(dc_mean_name(cell->mean))));
}

static json_t *cells_of(const dc_reproduction *result) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t c = 0; c < result->cell_count && whole; c++)
        whole = cli_json_append(array, cell_of(result->cells + c, result->seeds));
    return cli_json_finished(array, whole);
}

static json_t *training_of(const cli_reproduce_report *report) {
    const dc_reproduce_options *o = report->options;
    const dc_training_options *t = &o->training;
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put_training(object, t) &&
                    cli_json_put(object, "epochs", cli_json_count(o->epochs)) &&
                    cli_json_put(object, "seeds", cli_json_count(o->seeds)) &&
                    cli_json_put(object, "vary",
                                 cli_json_plain(report->arguments->text[CLI_VARY])) &&
                    cli_json_put(object, "scale",
                                 cli_json_plain(report->arguments->text[CLI_SCALE])));
}

static json_t *test_of(const cli_reproduce_report *report) {
    const char *file = report->arguments->text[CLI_TEST];
    bool split = !file && !report->data->forecasts;
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "train", cli_json_count(report->data->train.points)) &&
            cli_json_put(object, "test", cli_json_count(report->data->test.points)) &&
            cli_json_put(object, "file", file ? cli_json_plain(file) : json_null()) &&
            cli_json_put(object, "share",
                         file
                             ? json_null()
                             : cli_json_plain(report->arguments->text[CLI_TEST_SHARE])) &&
            cli_json_put(object, "seed",
                         split
                             ? cli_json_seed(cli_count(report->arguments, CLI_SPLIT_SEED))
                             : json_null()));
}

static json_t *series_of(const cli_reproduce_report *report) {
    const cli_reproduce_data *data = report->data;
    json_t *object;
    if (!data->forecasts)
        return json_null();
    object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "window", cli_json_count(data->train.features)) &&
            cli_json_put(object, "horizon",
                         cli_json_count(cli_integer(report->arguments, CLI_HORIZON))) &&
            cli_json_put(object, "shift", cli_json_real(data->scaling.shift)) &&
            cli_json_put(object, "scale", cli_json_real(data->scaling.scale)) &&
            cli_json_put(object, "persistence",
                         cli_json_real(data->scaling.persistence)));
}

static json_t *bootstrap_of(const cli_reproduce_report *report) {
    const dc_reproduce_options *o = report->options;
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "resamples", cli_json_count(o->rounds)) &&
                    cli_json_put(object, "seed", cli_json_seed(o->bootstrap_seed)) &&
                    cli_json_put(object, "confidence",
                                 cli_json_real(report->result->confidence)) &&
                    cli_json_put(object, "margin", cli_json_real(o->margin)));
}

static json_t *result_of(const cli_reproduce_report *report) {
    const dc_reproduction *result = report->result;
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put_head(object, "reproduce") &&
            cli_json_put(object, "data",
                         cli_json_data(report->data->data, report->arguments->operand)) &&
            cli_json_put(object, "samples", test_of(report)) &&
            cli_json_put(object, "series", series_of(report)) &&
            cli_json_put(object, "training", training_of(report)) &&
            cli_json_put(object, "bootstrap", bootstrap_of(report)) &&
            cli_json_put(object, "measure",
                         json_string(result->regression ? "test_rmse"
                                                        : "test_accuracy")) &&
            cli_json_put(object, "interrupted", json_boolean(result->interrupted)) &&
            cli_json_put(object, "cells", cells_of(result)));
}

bool cli_reproduce_json_print(FILE *out, const void *of) {
    return cli_json_write(out, result_of(of), 0);
}
