/* An estimate as one JSON object. */
#include "estimate.h"
#include "json_parts.h"

static bool put_cost(json_t *object, const cli_estimate_report *report,
                     const dc_cost *cost) {
    return cli_json_put(object, "known", json_boolean(cost->known)) &&
           cli_json_put(object, "at_least", json_boolean(cost->at_least)) &&
           cli_json_put(object, "boxes", json_real(cost->boxes)) &&
           cli_json_put(object, "low", json_real(cost->low)) &&
           cli_json_put(object, "high", cli_json_real(cost->high)) &&
           cli_json_put(object, "cases", json_real(cost->cases)) &&
           cli_json_put(object, "seconds",
                        json_real(cli_estimate_seconds(report, cost, 1))) &&
           cli_json_put(object, "seconds_low",
                        json_real(
                            cli_estimate_scaled(report, cost, cost->seconds_low))) &&
           cli_json_put(object, "seconds_high",
                        cli_json_real(
                            cli_estimate_scaled(report, cost, cost->seconds_high))) &&
           cli_json_put(object, "thread_seconds", json_real(cost->thread_seconds)) &&
           cli_json_put(object, "alone_seconds", json_real(cost->alone)) &&
           cli_json_put(object, "parts", json_real(cost->parts)) &&
           cli_json_put(object, "rounds", json_real(cost->rounds)) &&
           cli_json_put(object, "open", json_real(cost->open)) &&
           cli_json_put(object, "bytes", json_real(cost->bytes)) &&
           cli_json_put(object, "examined", cli_json_count(cost->examined));
}

static json_t *group_of(const cli_estimate_report *report, size_t g) {
    const dc_group_result *group = report->report.result->groups + g;
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "name", cli_json_plain(group->name)) &&
                    cli_json_put(object, "points", cli_json_count(group->points)) &&
                    cli_json_put(object, "dimension", cli_json_count(group->dimension)) &&
                    put_cost(object, report, report->estimate->groups + g));
}

static json_t *groups_of(const cli_estimate_report *report) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t g = 0; g < report->estimate->group_count && whole; g++)
        whole = cli_json_append(array, group_of(report, g));
    return cli_json_finished(array, whole);
}

static json_t *total_of(const cli_estimate_report *report) {
    json_t *object = json_object();
    return cli_json_finished(object, put_cost(object, report, &report->estimate->total));
}

static json_t *ranks_of(const cli_estimate_report *report) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < CLI_RANKS && whole; k++) {
        unsigned ranks = cli_estimate_ranks[k];
        double seconds = cli_estimate_seconds(report, &report->estimate->total, ranks);
        json_t *object = json_object();
        whole = cli_json_append(
            array,
            cli_json_finished(object,
                              cli_json_put(object, "processes", cli_json_count(ranks)) &&
                                  cli_json_put(object, "seconds", json_real(seconds))));
    }
    return cli_json_finished(array, whole);
}

static json_t *easier_of(const cli_estimate_report *report) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < report->easier_count && whole; k++) {
        const cli_easier *easier = report->easier + k;
        json_t *object = json_object();
        whole = cli_json_append(
            array,
            cli_json_finished(object,
                              cli_json_put(object, "options", json_string(easier->how)) &&
                                  put_cost(object, report, &easier->cost)));
    }
    return cli_json_finished(array, whole);
}

static json_t *estimate_of(const cli_estimate_report *report) {
    const cli_report *asked = &report->report;
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put_head(object, "estimate") &&
            cli_json_put(object, "question", json_string(cli_report_question(asked))) &&
            cli_json_put(object, "parameters",
                         cli_json_parameters(&asked->options->parameters)) &&
            cli_json_put(object, "family",
                         cli_json_plain(asked->arguments->text[CLI_FAMILY])) &&
            cli_json_put(object, "grouping", json_string(cli_report_grouping(asked))) &&
            cli_json_put(object, "data",
                         cli_json_data(asked->data, asked->arguments->operand)) &&
            cli_json_put(object, "threads", cli_json_count(report->estimate->threads)) &&
            cli_json_put(object, "estimate_seconds",
                         json_real(report->estimate->seconds)) &&
            cli_json_put(object, "total", total_of(report)) &&
            cli_json_put(object, "groups", groups_of(report)) &&
            cli_json_put(object, "ranks", ranks_of(report)) &&
            cli_json_put(object, "easier", easier_of(report)));
}

bool cli_estimate_json(FILE *out, const void *report) {
    return cli_json_write(out, estimate_of(report), JSON_REAL_PRECISION(6));
}
