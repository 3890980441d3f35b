/* Floors as one JSON object. */
#include "cli.h"
#include "floor_report.h"
#include "json_parts.h"

static json_t *floor_of(const cli_floor_report *report, const cli_floor_row *row) {
    const dc_parameters *p = dc_choice_constants(report->choice, row->floor.constants);
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "loss", cli_json_rational(row->loss)) &&
            cli_json_put(object, "trivial", cli_json_rational(row->floor.trivial)) &&
            cli_json_put(object, "floor", cli_json_rational(row->floor.accuracy)) &&
            cli_json_put(object, "better", json_string(cli_floor_better(&row->floor))) &&
            cli_json_put(object, "constants", p ? cli_json_parameters(p) : json_null()));
}

static json_t *floors_of(const cli_floor_report *report) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < report->count && whole; k++)
        whole = cli_json_append(array, floor_of(report, report->rows + k));
    return cli_json_finished(array, whole);
}

static json_t *option_of(const cli_floor_report *report, cli_option_id id) {
    mpq_t value;
    if (!report->arguments->given[id])
        return json_null();
    mpq_init(value);
    cli_rational(value, report->arguments, id);
    json_t *text = cli_json_rational(value);
    mpq_clear(value);
    return text;
}

/* Of the data, or of the result that was read. */
static json_t *source_of(const cli_floor_source *source) {
    json_t *object = json_object();
    return cli_json_finished(object,
                             cli_json_put(object, "file", cli_json_plain(source->file)) &&
                                 cli_json_put_digest(object, source->sha256) &&
                                 cli_json_put(object, "points",
                                              cli_json_count(source->points)));
}

static bool put_subject(json_t *object, const cli_floor_report *report) {
    const cli_arguments *arguments = report->arguments;
    const cli_floor_source *source = report->source;
    const cli_report plain = { .options = &report->options->check,
                               .data = report->data,
                               .proof = report->proof };
    const char *state = source ? source->proof : cli_report_proof(&plain);
    return cli_json_put(object, "family",
                        cli_json_plain(source ? source->family_text
                                              : arguments->text[CLI_FAMILY])) &&
           cli_json_put(object, "grouping",
                        cli_json_plain(source ? source->grouping
                                              : cli_report_grouping(&plain))) &&
           cli_json_put(object, "result",
                        source ? cli_json_plain(arguments->operand) : json_null()) &&
           cli_json_put(object, "data",
                        source ? source_of(source)
                               : cli_json_data(report->data, arguments->operand)) &&
           cli_json_put(object, "proof", cli_json_plain(state ? state : "none"));
}

static json_t *certificate_of(const cli_proof *proof) {
    const cli_report plain = { .proof = *proof };
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "file", cli_json_plain(proof->path)) &&
                    cli_json_put(object, "bytes", cli_json_count(proof->bytes)) &&
                    cli_json_put(object, "state", json_string(cli_report_proof(&plain))));
}

static json_t *met_of(const cli_floor_report *report) {
    return report->arguments->given[CLI_REQUIRE] ? json_boolean(cli_floor_is_met(report))
                                                 : json_null();
}

static dc_stop stop_of(const cli_floor_report *report) {
    return report->stop != DC_STOP_NONE ? report->stop : dc_choice_stop(report->choice);
}

/* The classifier of such a loss that is the worst one known. */
static json_t *worst_of(const dc_data_floor *f) {
    size_t width = f->worst.features + 1;
    if (!f->found)
        return json_null();
    json_t *rows = json_array(), *object = json_object();
    bool whole = true;
    for (size_t j = 0; j + 1 < f->worst.classes && whole; j++) {
        json_t *row = json_array();
        for (size_t l = 0; l < width && whole; l++)
            whole = cli_json_append(row,
                                    cli_json_rational(f->worst.theta[j * width + l]));
        whole = cli_json_append(rows, row) && whole;
    }
    rows = cli_json_finished(rows, whole);
    whole = cli_json_put(object, "accuracy", cli_json_rational(f->most)) &&
            cli_json_put(object, "loss", cli_json_rational(f->worst_loss));
    whole = cli_json_put(object, "coefficients", rows) && whole;
    return cli_json_finished(object, whole);
}

static json_t *data_floor_of(const cli_floor_report *report) {
    const dc_data_floor *f = report->data_floor;
    const cli_report plain = { .proof = report->data_proof };
    json_t *object;
    if (!f)
        return json_null();
    object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "vacuous", json_boolean(f->vacuous)) &&
            cli_json_put(object, "safe", cli_json_rational(f->safe)) &&
            cli_json_put(object, "least", cli_json_rational(f->least)) &&
            cli_json_put(object, "most", cli_json_rational(f->most)) &&
            cli_json_put(object, "optimal", json_boolean(f->optimal)) &&
            cli_json_put(object, "worst", worst_of(f)) &&
            cli_json_put(object, "least_loss", json_real(f->least_loss)) &&
            cli_json_put(object, "stop", json_string(dc_stop_name(f->stop))) &&
            cli_json_put(object, "nodes", cli_json_count(f->nodes)) &&
            cli_json_put(object, "seconds", json_real(f->seconds)) &&
            cli_json_put(object, "certificate",
                         report->data_proof.path ? certificate_of(&report->data_proof)
                                                 : json_null()) &&
            cli_json_put(object, "proof", json_string(cli_report_proof(&plain))));
}

static json_t *best_of(const cli_floor_report *report) {
    const cli_floor_row *last = report->rows + report->count - 1;
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "name", json_string(cli_floor_best_name(report, last))) &&
            cli_json_put(object, "floor",
                         cli_json_rational(*cli_floor_best(report, last))));
}

static json_t *result_of(const cli_floor_report *report) {
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put_head(object, "floor") && put_subject(object, report) &&
            cli_json_put(object, "floor_certificate",
                         report->floor_proof.path ? certificate_of(&report->floor_proof)
                                                  : json_null()) &&
            cli_json_put(object, "slope", option_of(report, CLI_SLOPE)) &&
            cli_json_put(object, "accuracy", option_of(report, CLI_ACCURACY)) &&
            cli_json_put(object, "require", option_of(report, CLI_REQUIRE)) &&
            cli_json_put(object, "met", met_of(report)) &&
            cli_json_put(object, "fixed",
                         json_boolean(report->options->fixed || report->source)) &&
            cli_json_put(object, "stop", json_string(dc_stop_name(stop_of(report)))) &&
            cli_json_put(object, "floors", floors_of(report)) &&
            cli_json_put(object, "data_floor", data_floor_of(report)) &&
            cli_json_put(object, "best", best_of(report)));
}

bool cli_floor_json_print(FILE *out, const void *of) {
    return cli_json_write(out, result_of(of), 0);
}
