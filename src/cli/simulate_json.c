/* Simulations as one JSON object. */
#include "cli.h"
#include "floor_report.h"
#include "json_parts.h"
#include "simulate_report.h"

static json_t *look_of(const dc_look *look) {
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "step", cli_json_count(look->step)) &&
            cli_json_put(object, "loss", cli_json_real(look->loss)) &&
            cli_json_put(object, "loss_error", cli_json_real(look->loss_error)) &&
            cli_json_put(object, "accuracy", cli_json_real(look->accuracy)) &&
            cli_json_put(object, "least_margin", cli_json_real(look->least_margin)) &&
            cli_json_put(object, "mean_margin", cli_json_real(look->mean_margin)));
}

static bool put_ground(json_t *object, const dc_ground *ground) {
    static const char *const standings[] = { [DC_STANDS_BETTER] = "holds",
                                             [DC_STANDS] = "holds",
                                             [DC_FALLS] = "violated",
                                             [DC_OPEN] = "undecided" };
    const dc_floor *floor = &ground->floor;
    return cli_json_put(object, "condition", json_string(standings[ground->standing])) &&
           cli_json_put(object, "constants",
                        cli_ground_stands(ground)
                            ? cli_json_parameters(&ground->constants)
                            : json_null()) &&
           cli_json_put(object, "trivial", cli_json_rational(floor->trivial)) &&
           cli_json_put(object, "floor", cli_json_rational(floor->accuracy)) &&
           cli_json_put(object, "better", json_string(cli_floor_better(floor)));
}

static json_t *evidence_of(const dc_run *run, const dc_evidence *evidence) {
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "step", cli_json_count(run->looks[evidence->look].step)) &&
            cli_json_put(object, "cells", cli_json_count(evidence->cells)) &&
            cli_json_put(object, "moved", cli_json_real(evidence->moved)) &&
            put_ground(object, &evidence->ground));
}

static json_t *evidences_of(const dc_run *run) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t e = 0; e < DC_EVIDENCES && whole; e++)
        if (run->evidence[e].look != SIZE_MAX)
            whole = cli_json_append(array, evidence_of(run, run->evidence + e));
    return cli_json_finished(array, whole);
}

static json_t *hypotheses_of(unsigned bits) {
    json_t *array = json_array();
    bool whole = true;
    for (unsigned h = 0; h < DC_HYPOTHESES && whole; h++)
        if (bits >> h & 1)
            whole = cli_json_append(array,
                                    json_string(cli_hypothesis_word((dc_hypothesis)h)));
    return cli_json_finished(array, whole);
}

static json_t *data_floor_of(const dc_data_floor *floor) {
    if (!floor)
        return json_null();
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "vacuous", json_boolean(floor->vacuous)) &&
                    cli_json_put(object, "least", cli_json_rational(floor->least)) &&
                    cli_json_put(object, "most", cli_json_rational(floor->most)) &&
                    cli_json_put(object, "optimal", json_boolean(floor->optimal)) &&
                    cli_json_put(object, "stop", json_string(dc_stop_name(floor->stop))));
}

static json_t *best_of(const dc_simulation *simulation, const dc_run *run) {
    const char *name;
    const mpq_t *best = cli_simulate_best(&name, simulation, run);
    json_t *object = json_object();
    return cli_json_finished(object,
                             cli_json_put(object, "name", json_string(name)) &&
                                 cli_json_put(object, "floor", cli_json_rational(*best)));
}

/* What there is from t0 on. */
static json_t *guarantee_of(const dc_simulation *simulation, const dc_run *run) {
    if (run->start == SIZE_MAX)
        return json_null();
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "t0", look_of(run->looks + run->start)) &&
            cli_json_put(object, "loss", cli_json_rational(run->loss)) &&
            cli_json_put(object, "loss_rose", json_boolean(run->highest != run->start)) &&
            cli_json_put(object, "slope", cli_json_real(run->slope)) &&
            put_ground(object, &run->ground) &&
            cli_json_put(object, "data_floor", data_floor_of(run->data_floor)) &&
            cli_json_put(object, "best", best_of(simulation, run)) &&
            cli_json_put(object, "lacks", hypotheses_of(run->lacks)) &&
            cli_json_put(object, "adversary",
                         run->attacked ? look_of(&run->adversary) : json_null()) &&
            cli_json_put(object, "worst", look_of(run->looks + run->worst)) &&
            cli_json_put(object, "drop", cli_json_real(dc_run_drop(run))) &&
            cli_json_put(object, "evidence", evidences_of(run)));
}

/* Loss and accuracy over the steps. */
static json_t *trajectory_of(const dc_run *run) {
    json_t *step = json_array(), *loss = json_array(), *accuracy = json_array();
    bool whole = true;
    for (size_t k = 0; k < run->look_count && whole;
         k = cli_json_next_look(k, run->look_count)) {
        const dc_look *look = run->looks + k;
        whole = cli_json_append(step, cli_json_count(look->step)) &&
                cli_json_append(loss, cli_json_real(look->loss)) &&
                cli_json_append(accuracy, cli_json_real(look->accuracy));
    }
    json_t *object = json_object();
    bool put = cli_json_put(object, "step", step);
    put = cli_json_put(object, "loss", loss) && put;
    put = cli_json_put(object, "accuracy", accuracy) && put;
    return cli_json_finished(object, whole && put);
}

static json_t *run_of(const dc_simulation *simulation, const dc_run *run) {
    static const char *const states[] = { [DC_TRAINING_RUNS] = "complete",
                                          [DC_TRAINING_STATIONARY] = "stationary",
                                          [DC_TRAINING_DIVERGED] = "diverged" };
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "seed", cli_json_count(run->seed)) &&
            cli_json_put(object, "state", json_string(states[run->state])) &&
            cli_json_put(object, "looks", cli_json_count(run->look_count)) &&
            cli_json_put(object, "trajectory", trajectory_of(run)) &&
            cli_json_put(object, "end", look_of(run->looks + run->look_count - 1)) &&
            cli_json_put(object, "guarantee", guarantee_of(simulation, run)) &&
            cli_json_put(object, "fails", hypotheses_of(run->fails)) &&
            cli_json_put(object, "finding", json_string(dc_finding_name(run->finding))));
}

static json_t *runs_of(const dc_simulation *simulation) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < simulation->run_count && whole; k++)
        whole = cli_json_append(array, run_of(simulation, simulation->runs + k));
    return cli_json_finished(array, whole);
}

static json_t *training_of(const dc_simulation_options *o) {
    const dc_training_options *t = &o->training;
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put_training(object, t) &&
                    cli_json_put(object, "freeze", cli_json_count(t->freeze)) &&
                    cli_json_put(object, "steps", cli_json_count(o->steps)) &&
                    cli_json_put(object, "scale",
                                 json_string(o->standardise ? "standard" : "none")) &&
                    cli_json_put(object, "t0_accuracy", cli_json_real(o->threshold)));
}

static json_t *result_of(const cli_simulate_report *report) {
    static const char *const coverages[] = { [DC_COVERS_POINTS] = "points",
                                             [DC_COVERS_FEATURES] = "features",
                                             [DC_COVERS_CELLS] = "cells" };
    const dc_simulation *simulation = report->simulation;
    const cli_report plain = { .proof = { .state = report->state } };
    const cli_report data = { .proof = { .state = report->data_state } };
    const char *state = cli_report_proof(&plain), *data_state = cli_report_proof(&data);
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put_head(object, "simulate") &&
            cli_json_put(object, "data",
                         cli_json_data(report->data, report->arguments->operand)) &&
            cli_json_put(object, "family",
                         cli_json_plain(report->arguments->text[CLI_FAMILY])) &&
            cli_json_put(object, "training", training_of(report->options)) &&
            cli_json_put(object, "coverage",
                         json_string(coverages[simulation->coverage])) &&
            cli_json_put(object, "proof", json_string(state ? state : "none")) &&
            cli_json_put(object, "floors",
                         json_string(simulation->floors == DC_FLOORS_ALL ? "all"
                                                                         : "doubling")) &&
            cli_json_put(object, "data_proof",
                         json_string(data_state ? data_state : "none")) &&
            cli_json_put(object, "interrupted", json_boolean(simulation->interrupted)) &&
            cli_json_put(object, "exceeded", json_boolean(simulation->exceeded)) &&
            cli_json_put(object, "runs", runs_of(simulation)) &&
            cli_json_put(object, "finding",
                         json_string(dc_finding_name(simulation->finding))));
}

bool cli_simulate_json_print(FILE *out, const void *of) {
    return cli_json_write(out, result_of(of), 0);
}
