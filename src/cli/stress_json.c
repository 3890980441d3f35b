/* Stress as one JSON object. */
#include <stdlib.h>

#include "cli.h"
#include "json_parts.h"
#include "stream.h"
#include "stress_report.h"

static json_t *value_of(const dc_stress_axis *axis, double value) {
    return axis->words[0] ? json_string(axis->words[(size_t)value])
                          : cli_json_real(value);
}

static json_t *axis_of(const dc_stress_axis *axis) {
    static const char *const scales[] = { [DC_STRESS_LINEAR] = "linear",
                                          [DC_STRESS_LOG] = "log",
                                          [DC_STRESS_CHOICE] = "choice" };
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "name", json_string(axis->name)) &&
                    cli_json_put(object, "help", json_string(axis->help)) &&
                    cli_json_put(object, "varies", json_boolean(axis->active)) &&
                    cli_json_put(object, "scale", json_string(scales[axis->scale])) &&
                    cli_json_put(object, "low", value_of(axis, axis->low)) &&
                    cli_json_put(object, "high", value_of(axis, axis->high)) &&
                    cli_json_put(object, "nominal", value_of(axis, axis->nominal)));
}

static json_t *space_of(const dc_stress_space *space) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < DC_STRESS_COORDINATES && whole; k++)
        whole = cli_json_append(array, axis_of(space->axis + k));
    return cli_json_finished(array, whole);
}

static json_t *outcome_of(const dc_stress_outcome *o) {
    bool begun = o->start >= 0;
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "t0",
                             begun ? cli_json_count((uint64_t)o->start) : json_null()) &&
                    cli_json_put(object, "accuracy_t0",
                                 begun ? json_real(o->at_start) : json_null()) &&
                    cli_json_put(object, "least_accuracy",
                                 begun ? json_real(o->least) : json_null()) &&
                    cli_json_put(object, "train_accuracy", json_real(o->train)) &&
                    cli_json_put(object, "test_accuracy", json_real(o->test)) &&
                    cli_json_put(object, "test_loss", cli_json_real(o->loss)) &&
                    cli_json_put(object, "diverged", json_boolean(o->diverged > 0)));
}

static json_t *variance_of(const dc_stress_space *space, const dc_variance *x) {
    json_t *object = json_object();
    bool whole = true;
    for (size_t k = 0; k < DC_STRESS_COORDINATES && whole; k++)
        whole = cli_json_put(object, space->axis[k].name,
                             value_of(space->axis + k, x->value[k]));
    return cli_json_finished(object, whole);
}

static json_t *command_of(const cli_stress_report *report, const dc_variance *x) {
    cli_stream s;
    if (!cli_stream_open(&s))
        return NULL;
    bool whole = cli_stress_print_command(s.out, report, x);
    char *text = cli_stream_close(&s);
    json_t *value = whole && text ? cli_json_plain(text) : NULL;
    free(text);
    return value;
}

static json_t *mass_of(const dc_stress_mass *mass) {
    if (!mass->known)
        return json_null();
    json_t *object = json_object();
    return cli_json_finished(object, cli_json_put(object, "lo", json_real(mass->lo)) &&
                                         cli_json_put(object, "hi", json_real(mass->hi)));
}

static json_t *entry_of(const cli_stress_report *report, const dc_stress_entry *entry) {
    const dc_stress_point *point = &entry->point;
    const char *arm = dc_stress_arm_name(point->arm);
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "distance", json_real(point->distance)) &&
            cli_json_put(object, "damage", json_real(entry->damage)) &&
            cli_json_put(object, "predicted", cli_json_real(entry->predicted)) &&
            cli_json_put(object, "mass", mass_of(&entry->mass)) &&
            cli_json_put(object, "variance", variance_of(report->space, &point->x)) &&
            cli_json_put(object, "outcome", outcome_of(&point->outcome)) &&
            cli_json_put(object, "arm", report->study ? json_string(arm) : json_null()) &&
            cli_json_put(object, "command", command_of(report, &point->x)));
}

static json_t *entries_of(const cli_stress_report *report) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < report->entry_count && whole; k++)
        whole = cli_json_append(array, entry_of(report, report->entries + k));
    return cli_json_finished(array, whole);
}

static json_t *predictor_of(const dc_stress_predictor *p) {
    if (!p->fitted)
        return json_null();
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "points", cli_json_count(p->points)) &&
            cli_json_put(object, "terms", cli_json_count(p->terms)) &&
            cli_json_put(object, "error", cli_json_real(p->error)) &&
            cli_json_put(object, "constant_error", cli_json_real(p->constant_error)) &&
            cli_json_put(object, "rank_correlation", cli_json_real(p->rank)) &&
            cli_json_put(object, "penalty", cli_json_real(p->penalty)));
}

static json_t *score_of(const dc_stress_score *score) {
    json_t *object = json_object(), *within = json_array();
    bool whole = true;
    for (size_t l = 0; l < DC_STRESS_LEVELS && whole; l++)
        whole = cli_json_append(within, json_real(score->within[l]));
    within = cli_json_finished(within, whole);
    whole = cli_json_put(object, "volume", json_real(score->volume));
    whole = cli_json_put(object, "within", within) && whole;
    return cli_json_finished(object, whole);
}

static json_t *duel_of(const dc_stress_duel *duel) {
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "complete", json_boolean(duel->complete)) &&
                    cli_json_put(object, "search", score_of(&duel->search)) &&
                    cli_json_put(object, "uniform", score_of(&duel->uniform)) &&
                    cli_json_put(object, "near", score_of(&duel->near)));
}

static json_t *duels_of(const dc_stress_study *study) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < study->duel_count && whole; k++)
        whole = cli_json_append(array, duel_of(study->duels + k));
    return cli_json_finished(array, whole);
}

static json_t *rank_of(const dc_stress_rank *rank) {
    json_t *object = json_object();
    return cli_json_finished(object,
                             cli_json_put(object, "spearman", cli_json_real(rank->rho)) &&
                                 cli_json_put(object, "p", cli_json_real(rank->p)) &&
                                 cli_json_put(object, "at_equal_strength",
                                              cli_json_real(rank->partial)));
}

static json_t *levels_of(void) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t l = 0; l < DC_STRESS_LEVELS && whole; l++)
        whole = cli_json_append(array, json_real(dc_stress_level(l)));
    return cli_json_finished(array, whole);
}

static json_t *search_of(const cli_stress_report *report) {
    const dc_stress_study *study = report->study;
    if (!study)
        return json_null();
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "evaluations",
                     cli_json_count(report->options->evaluations)) &&
            cli_json_put(object, "seed", cli_json_seed(report->options->search_seed)) &&
            cli_json_put(object, "points", cli_json_count(study->point_count)) &&
            cli_json_put(object, "levels", levels_of()) &&
            cli_json_put(object, "repetitions", duels_of(study)) &&
            cli_json_put(object, "predictor", predictor_of(&study->predictor)) &&
            cli_json_put(object, "sample", cli_json_count(study->sample_count)) &&
            cli_json_put(object, "mass_and_drop", rank_of(&study->by_drop)) &&
            cli_json_put(object, "mass_and_final", rank_of(&study->by_final)));
}

static json_t *training_of(const cli_stress_report *report) {
    const dc_training_options *t = &report->options->training;
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put_training(object, t) &&
            cli_json_put(object, "seed", cli_json_seed(t->seed)) &&
            cli_json_put(object, "shuffle_seed", cli_json_seed(t->shuffle_seed)) &&
            cli_json_put(object, "scale",
                         cli_json_plain(report->arguments->text[CLI_SCALE])) &&
            cli_json_put(object, "epochs", cli_json_count(report->options->epochs)) &&
            cli_json_put(object, "t0_accuracy",
                         cli_json_real(report->options->threshold)));
}

/* Of the part that is tested with; null with --test. */
static json_t *split_seed_of(const cli_stress_report *report) {
    const cli_arguments *arguments = report->arguments;
    return arguments->text[CLI_TEST]
               ? json_null()
               : cli_json_seed(cli_count(arguments, CLI_SPLIT_SEED));
}

static bool put_head(json_t *object, const cli_stress_report *report) {
    const dc_stress_options *options = report->options;
    return cli_json_put_head(object, "stress") &&
           cli_json_put(object, "data",
                        cli_json_data(report->data, report->arguments->operand)) &&
           cli_json_put(object, "train", cli_json_count(report->train->points)) &&
           cli_json_put(object, "test", cli_json_count(report->test->points)) &&
           cli_json_put(object, "split_seed", split_seed_of(report)) &&
           cli_json_put(object, "draw_seed", cli_json_seed(options->draw_seed)) &&
           cli_json_put(object, "kappa", cli_json_rational(options->parameters.kappa)) &&
           cli_json_put(object, "sigma", cli_json_rational(options->parameters.sigma)) &&
           cli_json_put(object, "delta", cli_json_rational(options->parameters.delta)) &&
           cli_json_put(object, "family",
                        cli_json_plain(report->arguments->text[CLI_FAMILY])) &&
           cli_json_put(object, "training", training_of(report)) &&
           cli_json_put(object, "damage",
                        json_string(options->damage == DC_DAMAGE_DROP ? "drop"
                                                                      : "final")) &&
           cli_json_put(object, "budget", cli_json_real(options->budget));
}

static json_t *result_of(const cli_stress_report *report) {
    bool any = report->entry_count > 0;
    json_t *object = json_object();
    return cli_json_finished(
        object,
        put_head(object, report) &&
            cli_json_put(object, "coordinates", space_of(report->space)) &&
            cli_json_put(object, "interrupted",
                         json_boolean(report->study && report->study->interrupted)) &&
            cli_json_put(object, "exceeded", json_boolean(cli_stress_exceeded(report))) &&
            cli_json_put(object, "nominal",
                         any ? outcome_of(report->nominal) : json_null()) &&
            cli_json_put(object, "entries", entries_of(report)) &&
            cli_json_put(object, "search", search_of(report)));
}

bool cli_stress_json_print(FILE *out, const void *of) {
    return cli_json_write(out, result_of(of), 0);
}
