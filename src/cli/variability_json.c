/* A study of variability as one JSON object. */

#include "cli.h"
#include "json_parts.h"
#include "variability_report.h"

/* A level, exact and on the grid; null if there was no round. */
static json_t *level_of(const cli_variability_report *report, double level) {
    if (report->variability->rounds == 0)
        return json_null();
    json_t *object = json_object();
    return cli_json_finished(object,
                             cli_json_put(object, "exact", json_real(level)) &&
                                 cli_json_put(object, "grid",
                                              json_real(dc_trimming_on_grid(level))));
}

static json_t *training_of(const cli_variability_report *report) {
    const dc_variability_options *o = report->options;
    const dc_training_options *t = &o->training;
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put_training(object, t) &&
            cli_json_put(object, "epochs", cli_json_count(o->epochs)) &&
            cli_json_put(object, "shuffle_seed", cli_json_seed(t->shuffle_seed)) &&
            cli_json_put(object, "scale",
                         json_string(report->arguments->text[CLI_SCALE])) &&
            cli_json_put(object, "models", cli_json_count(o->models)) &&
            cli_json_put(object, "diverged",
                         cli_json_count(report->predictions->diverged)));
}

static json_t *model_of(const cli_variability_report *report, size_t k) {
    const dc_predictions *p = report->predictions;
    const dc_quality *quality = report->variability->quality + k;
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "seed", p->seed ? cli_json_seed(p->seed[k]) : json_null()) &&
            cli_json_put(object, "file",
                         p->seed ? json_null()
                                 : cli_json_plain(report->arguments->operands[k])) &&
            cli_json_put(object, "candidate", json_boolean(k < p->candidates)) &&
            cli_json_put(object, "accuracy", json_real(quality->accuracy)) &&
            cli_json_put(object, "calibration_error", json_real(quality->calibration)));
}

static json_t *accuracies_of(const dc_accuracies *all) {
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "mean", json_real(all->mean)) &&
                    cli_json_put(object, "least", json_real(all->least)) &&
                    cli_json_put(object, "greatest", json_real(all->greatest)) &&
                    cli_json_put(object, "deviation", json_real(all->deviation)));
}

static json_t *models_of(const cli_variability_report *report) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < report->variability->models && whole; k++)
        whole = cli_json_append(array, model_of(report, k));
    return cli_json_finished(array, whole);
}

static json_t *ensemble_of(const cli_variability_report *report,
                           const dc_level_summary *summary) {
    bool judged = report->variability->rounds > 0;
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "median", level_of(report, summary->median)) &&
                    cli_json_put(object, "largest", level_of(report, summary->largest)) &&
                    cli_json_put(object, "at_zero",
                                 judged ? json_real(summary->at_zero) : json_null()));
}

static json_t *judgement_of(const cli_variability_report *report, const dc_step *step,
                            dc_against against) {
    const dc_judgement *judgement = step->judgements + against;
    json_t *object = json_object(), *array = json_array();
    bool whole = true;
    for (size_t e = 0; e < step->ensembles && whole; e++)
        whole = cli_json_append(array, ensemble_of(report, judgement->summaries + e));
    whole &= cli_json_put(object, "ensembles", array);
    return cli_json_finished(
        object,
        whole && cli_json_put(object, "median", level_of(report, judgement->median)) &&
            cli_json_put(object, "largest", level_of(report, judgement->largest)));
}

static json_t *step_of(const cli_variability_report *report, const dc_step *step) {
    json_t *object = json_object();
    bool whole = cli_json_put(object, "members", cli_json_count(step->members)) &&
                 cli_json_put(object, "ensembles", cli_json_count(step->ensembles)) &&
                 cli_json_put(object, "references", cli_json_count(step->references)) &&
                 cli_json_put(object, "accuracy", json_real(step->quality.accuracy)) &&
                 cli_json_put(object, "calibration_error",
                              json_real(step->quality.calibration)) &&
                 cli_json_put(object, "churn", json_real(step->churn)) &&
                 cli_json_put(object, "largest_churn", json_real(step->most_churn));
    for (size_t a = 0; a < DC_AGAINST && whole; a++)
        whole = cli_json_put(object, cli_against_word((dc_against)a),
                             judgement_of(report, step, (dc_against)a));
    return cli_json_finished(object, whole);
}

static json_t *steps_of(const cli_variability_report *report) {
    const dc_variability *v = report->variability;
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < v->step_count && whole; k++)
        whole = cli_json_append(array, step_of(report, v->steps + k));
    return cli_json_finished(array, whole);
}

static json_t *enough_of(const dc_variability *v) {
    json_t *object = json_object();
    bool whole = true;
    for (size_t a = 0; a < DC_AGAINST && whole; a++)
        whole = cli_json_put(object, cli_against_word((dc_against)a),
                             v->enough[a] ? cli_json_count(v->enough[a]) : json_null());
    return cli_json_finished(object, whole);
}

static json_t *test_of(const dc_variability *v, const dc_variability_options *o) {
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "points", cli_json_count(v->points)) &&
                    cli_json_put(object, "classes", cli_json_count(v->classes)) &&
                    cli_json_put(object, "statistics", cli_json_count(v->statistics)) &&
                    cli_json_put(object, "half", cli_json_count(v->half)) &&
                    cli_json_put(object, "rounds", cli_json_count(v->rounds)) &&
                    cli_json_put(object, "seed", cli_json_seed(o->seed)) &&
                    cli_json_put(object, "epsilon", json_real(o->epsilon)) &&
                    cli_json_put(object, "threshold", json_real(v->threshold)) &&
                    cli_json_put(object, "accept", json_real(o->accept)));
}

static json_t *result_of(const cli_variability_report *report) {
    const dc_variability *v = report->variability;
    const dc_dataset *data = report->data;
    bool cut = report->predictions->interrupted || v->interrupted;
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put_head(object, "variability") &&
            cli_json_put(object, "data",
                         data ? cli_json_data(data, report->arguments->operand)
                              : json_null()) &&
            cli_json_put(object, "training", data ? training_of(report) : json_null()) &&
            cli_json_put(object, "test", test_of(v, report->options)) &&
            cli_json_put(object, "models", models_of(report)) &&
            cli_json_put(object, "accuracy", accuracies_of(&v->accuracies)) &&
            cli_json_put(object, "steps", steps_of(report)) &&
            cli_json_put(object, "enough", enough_of(v)) &&
            cli_json_put(object, "interrupted", json_boolean(cut)) &&
            cli_json_put(object, "finding",
                         json_string(dc_stability_name(v->stability))));
}

bool cli_variability_json_print(FILE *out, const void *of) {
    return cli_json_write(out, result_of(of), 0);
}
