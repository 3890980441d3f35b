/* Which losses memorize, as one JSON object. */
#include <math.h>

#include "cli.h"
#include "json_parts.h"
#include "memorize_report.h"

static json_t *training_of(const cli_memorize_report *report) {
    const dc_memorize_options *o = report->options;
    const dc_training_options *t = &o->training;
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put_training(object, t) &&
                    cli_json_put(object, "epochs", cli_json_count(o->epochs)) &&
                    cli_json_put(object, "scale",
                                 cli_json_plain(report->arguments->text[CLI_SCALE])));
}

static json_t *symmetry_of(const dc_symmetry *s) {
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "symmetric", json_boolean(s->symmetric)) &&
                    cli_json_put(object, "draws", cli_json_count(s->draws)) &&
                    cli_json_put(object, "constant", cli_json_real(s->constant)) &&
                    cli_json_put(object, "least", cli_json_real(s->least)) &&
                    cli_json_put(object, "greatest", cli_json_real(s->greatest)));
}

/* The largest noise that counts and is resisted; 0: none. */
static json_t *resisted(const cli_memorize_report *report, const dc_memorize_loss *loss) {
    size_t last = report->result->judged_from + loss->resists_to;
    return loss->judged
               ? json_real(loss->resists_to ? report->options->noise[last - 1] : 0)
               : json_null();
}

static json_t *loss_of(const cli_memorize_report *report, size_t l) {
    const dc_memorize_loss *loss = report->result->losses + l;
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "loss", json_string(report->options->losses[l])) &&
            cli_json_put(object, "symmetry", symmetry_of(&loss->symmetry)) &&
            cli_json_put(object, "clean_j1", cli_json_real(loss->clean)) &&
            cli_json_put(object, "learns",
                         loss->judged ? json_boolean(loss->learns) : json_null()) &&
            cli_json_put(object, "resists_up_to", resisted(report, loss)) &&
            cli_json_put(object, "resists",
                         loss->judged ? json_boolean(loss->resists) : json_null()));
}

static json_t *risk_of(const dc_noisy_risk *risk) {
    if (!isfinite(risk->deviation))
        return json_null();
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "clean", cli_json_real(risk->clean)) &&
                    cli_json_put(object, "noisy", cli_json_real(risk->noisy)) &&
                    cli_json_put(object, "identity", cli_json_real(risk->identity)) &&
                    cli_json_put(object, "deviation", cli_json_real(risk->deviation)) &&
                    cli_json_put(object, "rounding", cli_json_real(risk->rounding)));
}

static json_t *look_of(const dc_memorize_run *run, size_t epoch) {
    if (run->look_count == 0)
        return json_null();
    const dc_memorize_look *look = run->looks + epoch;
    json_t *object = json_object();
    return cli_json_finished(object,
                             cli_json_put(object, "epoch", cli_json_count(epoch)) &&
                                 cli_json_put(object, "train_loss",
                                              cli_json_real(look->loss)) &&
                                 cli_json_put(object, "j1", cli_json_real(look->j1)) &&
                                 cli_json_put(object, "j2", cli_json_real(look->j2)));
}

/* Loss, J1 and J2 over the epochs; null: it did not begin. */
static json_t *trajectory_of(const dc_memorize_run *run) {
    static const char *const keys[] = { "epoch", "train_loss", "j1", "j2" };
    enum { KEYS = sizeof keys / sizeof *keys };
    json_t *arrays[KEYS], *object = json_object();
    bool whole = true;
    if (run->look_count == 0) {
        json_decref(object);
        return json_null();
    }
    for (size_t c = 0; c < KEYS; c++)
        arrays[c] = json_array();
    for (size_t k = 0; k < run->look_count && whole;
         k = cli_json_next_look(k, run->look_count)) {
        const dc_memorize_look *look = run->looks + k;
        whole = cli_json_append(arrays[0], cli_json_count(k)) &&
                cli_json_append(arrays[1], cli_json_real(look->loss)) &&
                cli_json_append(arrays[2], cli_json_real(look->j1)) &&
                cli_json_append(arrays[3], cli_json_real(look->j2));
    }
    for (size_t c = 0; c < KEYS; c++)
        whole = cli_json_put(object, keys[c], arrays[c]) && whole;
    return cli_json_finished(object, whole);
}

static size_t best_epoch(const dc_memorize_run *run) {
    size_t best = 0;
    for (size_t epoch = 1; epoch < run->look_count; epoch++)
        if (run->looks[epoch].j2 > run->looks[best].j2)
            best = epoch;
    return best;
}

static json_t *run_of(const cli_memorize_report *report, const dc_memorize_run *run) {
    static const char *const states[] = { [DC_TRAINING_RUNS] = "complete",
                                          [DC_TRAINING_STATIONARY] = "stationary",
                                          [DC_TRAINING_DIVERGED] = "diverged" };
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "loss", json_string(report->options->losses[run->loss])) &&
            cli_json_put(object, "noise",
                         cli_json_real(report->options->noise[run->noise])) &&
            cli_json_put(object, "seed", cli_json_seed(run->seed)) &&
            cli_json_put(object, "shuffle_seed", cli_json_seed(run->shuffle_seed)) &&
            cli_json_put(object, "noise_seed", cli_json_seed(run->noise_seed)) &&
            cli_json_put(object, "replaced", cli_json_count(run->replaced)) &&
            cli_json_put(object, "state",
                         json_string(run->complete ? states[run->state] : "cut")) &&
            cli_json_put(object, "trajectory", trajectory_of(run)) &&
            cli_json_put(object, "end", look_of(run, run->look_count - 1)) &&
            cli_json_put(object, "best", look_of(run, best_epoch(run))) &&
            cli_json_put(object, "risk", risk_of(&run->risk)));
}

static json_t *losses_of(const cli_memorize_report *report) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t l = 0; l < report->result->loss_count && whole; l++)
        whole = cli_json_append(array, loss_of(report, l));
    return cli_json_finished(array, whole);
}

static json_t *runs_of(const cli_memorize_report *report) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < report->result->run_count && whole; k++)
        whole = cli_json_append(array, run_of(report, report->result->runs + k));
    return cli_json_finished(array, whole);
}

static json_t *result_of(const cli_memorize_report *report) {
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put_head(object, "memorize") &&
            cli_json_put(object, "data",
                         cli_json_data(report->data, report->arguments->operand)) &&
            cli_json_put(object, "training", training_of(report)) &&
            cli_json_put(object, "within", cli_json_real(report->options->within)) &&
            cli_json_put(object, "interrupted",
                         json_boolean(report->result->interrupted)) &&
            cli_json_put(object, "losses", losses_of(report)) &&
            cli_json_put(object, "runs", runs_of(report)) &&
            cli_json_put(object, "verdict",
                         json_string(cli_memorize_word(report->result))));
}

bool cli_memorize_json_print(FILE *out, const void *of) {
    return cli_json_write(out, result_of(of), 0);
}
