/* doublecheck floor DATA */
#include <doublecheck/floor.h>

#include <string.h>

#include "certify.h"
#include "cli.h"
#include "clock.h"
#include "commands.h"
#include "floor_report.h"
#include "prepare.h"
#include "print.h"
#include "progress.h"

enum { CURVE_ROWS = 20 };

/* The part of the time that the search of constants may take; the floors have the rest. */
static const double SEARCH = 0.5;

/* The part of the rest that the condition's floors may take where the data floor is to come. */
static const double HALF = 0.5;

/* Constants are searched unless --fixed gives them. */
static int prepare_constants(dc_floor_options *options, const cli_arguments *arguments) {
    static const cli_option_id ids[] = { CLI_KAPPA, CLI_SIGMA, CLI_DELTA };
    dc_parameters *p = &options->check.parameters;
    options->fixed = arguments->given[CLI_FIXED];
    for (size_t k = 0; k < sizeof ids / sizeof *ids; k++)
        if (arguments->given[ids[k]] && !options->fixed)
            return cli_fail(CLI_BAD,
                            "--%s is used with --fixed only: else the best "
                            "constants are searched",
                            cli_options[ids[k]].name);
    cli_rational(p->kappa, arguments, CLI_KAPPA);
    cli_rational(p->sigma, arguments, CLI_SIGMA);
    cli_rational(p->delta, arguments, CLI_DELTA);
    return CLI_FINE;
}

static int prepare_budget(dc_floor_options *options, const cli_arguments *arguments) {
    bool loss = arguments->given[CLI_LOSS], accuracy = arguments->given[CLI_ACCURACY];
    bool curve = arguments->given[CLI_CURVE];
    if (!loss && !accuracy && !curve)
        return cli_fail(CLI_BAD, "floor needs --loss X, --accuracy A or --curve");
    if (accuracy && (loss || curve))
        return cli_fail(CLI_BAD, "--accuracy excludes --loss and --curve");
    if (arguments->given[CLI_REQUIRE] && !(loss && !curve))
        return cli_fail(CLI_BAD, "--require is used with --loss, without --curve");
    if (loss)
        cli_rational(options->loss, arguments, CLI_LOSS);
    else
        mpq_set_ui(options->loss, 7, 10); /* more than log 2 guarantees nothing */
    options->range = accuracy || curve;
    return CLI_FINE;
}

static int prepare_slope(dc_floor_options *options, dc_family_kind family,
                         const cli_arguments *arguments) {
    bool width = family == DC_FAMILY_WIDTH;
    if (width && !arguments->given[CLI_SLOPE])
        return cli_fail(CLI_BAD,
                        "family width needs --slope V, a bound for max|v| of the "
                        "classifiers' differences of scores");
    if (!width && arguments->given[CLI_SLOPE])
        return cli_fail(CLI_BAD, "--slope is used with --family width:W only");
    if (width)
        cli_rational(options->slope, arguments, CLI_SLOPE);
    return CLI_FINE;
}

/* Which floors, and whether they can be had. */
static int prepare_only(const cli_arguments *arguments) {
    bool data = cli_floor_wants(arguments, "data");
    if (arguments->given[CLI_DATA_CERTIFICATE] &&
        (!data || arguments->given[CLI_ACCURACY]))
        return cli_fail(CLI_BAD,
                        "--data-certificate is for a data floor, which --%s excludes",
                        data ? "accuracy" : "only doubling");
    if (cli_floor_wants(arguments, "doubling"))
        return CLI_FINE;
    if (arguments->given[CLI_CURVE] || arguments->given[CLI_ACCURACY])
        return cli_fail(CLI_BAD, "--only data is for one --loss");
    if (cli_prepare_grouping(arguments) == DC_GROUPS_CELLS)
        return cli_fail(CLI_BAD, "--only data: cells have no data floor");
    return CLI_FINE;
}

static int prepare(dc_floor_options *options, const cli_arguments *arguments) {
    static const cli_option_id proofs[] = { CLI_CERTIFICATE, CLI_FLOOR_CERTIFICATE,
                                            CLI_DATA_CERTIFICATE };
    int code = prepare_constants(options, arguments);
    if (code == CLI_FINE)
        code = prepare_budget(options, arguments);
    if (code == CLI_FINE)
        code = cli_prepare_family(&options->check.family, arguments);
    if (code == CLI_FINE)
        code = prepare_slope(options, options->check.family.kind, arguments);
    if (code == CLI_FINE)
        code = cli_prepare_outputs(arguments);
    for (size_t k = 0; k < sizeof proofs / sizeof *proofs; k++)
        if (code == CLI_FINE && arguments->given[CLI_CURVE] &&
            arguments->given[proofs[k]])
            code = cli_fail(CLI_BAD, "--%s is for one floor, without --curve",
                            cli_options[proofs[k]].name);
    if (code == CLI_FINE)
        code = prepare_only(arguments);
    options->check.grouping = cli_prepare_grouping(arguments);
    options->fineness = (size_t)cli_integer(arguments, CLI_FINENESS);
    cli_prepare_limits(&options->check, arguments);
    return code;
}

static bool used_before(const cli_floor_report *report, size_t row) {
    for (size_t k = 0; k < row; k++)
        if (report->rows[k].floor.constants == report->rows[row].floor.constants)
            return true;
    return false;
}

static int certify(cli_floor_report *report) {
    int code = CLI_FINE;
    for (size_t k = 0; k < report->count && code == CLI_FINE; k++) {
        size_t constants = report->rows[k].floor.constants;
        if (constants < dc_choice_count(report->choice) && !used_before(report, k))
            code = cli_certify_constants(&report->proof,
                                         dc_choice_constants(report->choice, constants),
                                         &report->options->check, report->data,
                                         report->arguments);
    }
    return code;
}

bool cli_floor_is_met(const cli_floor_report *report) {
    mpq_t required;
    if (!report->arguments->given[CLI_REQUIRE])
        return false;
    mpq_init(required);
    cli_rational(required, report->arguments, CLI_REQUIRE);
    bool met = mpq_cmp(*cli_floor_best(report, report->rows), required) >= 0;
    mpq_clear(required);
    return met;
}

/* True if what is required is more than a classifier of such a loss has. */
static bool is_refuted(const cli_floor_report *report) {
    mpq_t required;
    if (!report->data_floor || !report->data_floor->found)
        return false;
    mpq_init(required);
    cli_rational(required, report->arguments, CLI_REQUIRE);
    bool refuted = mpq_cmp(report->data_floor->most, required) < 0;
    mpq_clear(required);
    return refuted;
}

/* True if the search for the data floor might have gone on. */
static bool data_floor_is_cut(const cli_floor_report *report) {
    const dc_data_floor *f = report->data_floor;
    if (!f || f->optimal)
        return false;
    return f->stop == DC_STOP_INTERRUPTED || report->arguments->given[CLI_REQUIRE];
}

/* A floor that was cut is one, but a better one might be above what is required. */
static int code_of(const cli_floor_report *report) {
    bool cut = report->stop != DC_STOP_NONE || data_floor_is_cut(report) ||
               dc_choice_stop(report->choice) == DC_STOP_INTERRUPTED;
    if (cli_floor_is_met(report))
        return CLI_FINE;
    if (report->arguments->given[CLI_REQUIRE] && is_refuted(report))
        return CLI_VIOLATED;
    if (cut)
        return CLI_UNDECIDED;
    return report->arguments->given[CLI_REQUIRE] ? CLI_VIOLATED : CLI_FINE;
}

static void print_number(FILE *out, const void *report) {
    cli_floor_text_print_number(out, report);
}

static void print_text(FILE *out, const void *report) {
    cli_floor_text_print(out, report);
}

static int print(const cli_floor_report *report) {
    static const cli_forms forms = { cli_floor_json_print, print_number, print_text };
    return cli_print_report(report->arguments, &forms, report, code_of(report));
}

/* Of a result the proof is not repeated. */
static int report_rows(cli_floor_report *report, dc_choice *choice, double end) {
    double start = cli_seconds();
    bool more = end > 0 && cli_floor_has_data_floor(report);
    double last = more ? start + HALF * (end - start) : end;
    int code = cli_floor_fill(report, choice, last);
    if (code == CLI_FINE && report->data)
        code = certify(report);
    if (code == CLI_FINE)
        code = cli_floor_fill_data(report, end);
    if (code == CLI_FINE)
        code = cli_floor_certify(report);
    return code == CLI_FINE ? print(report) : code;
}

/* With rows of its own; the choice is destroyed here. */
static int answer(cli_floor_report *report, dc_choice *choice, double end) {
    cli_floor_row rows[CURVE_ROWS];
    report->choice = choice;
    report->rows = rows;
    report->wanted = report->arguments->given[CLI_CURVE] ? CURVE_ROWS : 1;
    for (size_t k = 0; k < report->wanted; k++) {
        mpq_init(rows[k].loss);
        dc_floor_init(&rows[k].floor);
    }
    int code = report_rows(report, choice, end);
    for (size_t k = 0; k < report->wanted; k++) {
        mpq_clear(rows[k].loss);
        dc_floor_clear(&rows[k].floor);
    }
    dc_choice_destroy(choice);
    dc_data_floor_destroy(report->data_floor);
    return code;
}

/* The time at which --time-limit ends; 0: never. */
static double end_of(double limit) {
    return limit > 0 ? cli_seconds() + limit : 0;
}

/* Constants that add nothing to T5. */
static dc_status choose_none(dc_choice **choice, const dc_dataset *data,
                             const dc_floor_options *options, dc_error *error) {
    dc_guarantee g;
    dc_guarantee_init(&g);
    mpq_set_ui(g.parameters.delta, 1, 1);
    mpq_set_ui(g.parameters.m0, 999999, 1000000);
    dc_status status = dc_guarantee_set_groups(&g, data, options->check.grouping, error);
    if (status == DC_OK)
        status = dc_choice_of(choice, &g, error);
    dc_guarantee_clear(&g);
    return status;
}

static int answer_data(dc_floor_options *options, const cli_arguments *arguments,
                       const dc_dataset *data) {
    dc_choice *choice = NULL;
    dc_error error;
    cli_floor_report report = { .arguments = arguments,
                                .options = options,
                                .data = data };
    double limit = options->check.time_limit, end = end_of(limit);
    cli_progress_begin(&options->check, "constants  ", arguments->given[CLI_QUIET]);
    options->check.time_limit = SEARCH * limit;
    dc_status status = cli_floor_wants(arguments, "doubling")
                           ? dc_choice_create(&choice, data, options, &error)
                           : choose_none(&choice, data, options, &error);
    options->check.time_limit = limit;
    cli_progress_end();
    return status == DC_OK ? answer(&report, choice, end) : cli_fail_status(&error);
}

static int floor_of_data(dc_floor_options *options, const cli_arguments *arguments) {
    dc_dataset *data = NULL, *directions = NULL;
    int code = prepare(options, arguments);
    if (code == CLI_FINE)
        code = cli_prepare_inputs(&data, &directions, arguments);
    options->check.family.directions = directions;
    if (code == CLI_FINE)
        code = answer_data(options, arguments, data);
    dc_dataset_destroy(data);
    dc_dataset_destroy(directions);
    return code;
}

/* A result has constants, slabs and groups of its own. */
static int prepare_source(dc_floor_options *options, const cli_arguments *arguments) {
    static const cli_option_id ids[] = { CLI_FIXED,
                                         CLI_KAPPA,
                                         CLI_SIGMA,
                                         CLI_DELTA,
                                         CLI_FAMILY,
                                         CLI_GROUPS,
                                         CLI_CERTIFICATE,
                                         CLI_FLOOR_CERTIFICATE,
                                         CLI_DATA_CERTIFICATE,
                                         CLI_ONLY };
    for (size_t k = 0; k < sizeof ids / sizeof *ids; k++)
        if (arguments->given[ids[k]])
            return cli_fail(CLI_BAD, "--%s is not used with the JSON of a result",
                            cli_options[ids[k]].name);
    int code = prepare_budget(options, arguments);
    cli_prepare_limits(&options->check, arguments);
    return code == CLI_FINE ? cli_prepare_outputs(arguments) : code;
}

static int answer_source(dc_floor_options *options, const cli_arguments *arguments,
                         cli_floor_source *source) {
    dc_guarantee *g = &source->guarantee;
    dc_choice *choice = NULL;
    dc_error error;
    cli_floor_report report = { .arguments = arguments,
                                .options = options,
                                .source = source };
    int code = prepare_slope(options, source->family, arguments);
    if (code != CLI_FINE)
        return code;
    g->fineness = (size_t)cli_integer(arguments, CLI_FINENESS);
    if (source->family == DC_FAMILY_WIDTH) {
        cli_rational(g->radius, arguments, CLI_SLOPE);
        dc_guarantee_set_radius(g, source->width, g->radius);
    }
    double end = end_of(options->check.time_limit);
    return dc_choice_of(&choice, g, &error) == DC_OK ? answer(&report, choice, end)
                                                     : cli_fail_status(&error);
}

static int floor_of_source(dc_floor_options *options, const cli_arguments *arguments) {
    cli_floor_source source;
    int code = prepare_source(options, arguments);
    if (code != CLI_FINE)
        return code;
    code = cli_floor_source_read(&source, arguments->operand);
    if (code == CLI_FINE)
        code = answer_source(options, arguments, &source);
    cli_floor_source_clear(&source);
    return code;
}

static bool is_json(const char *path) {
    size_t length = strlen(path);
    return length > 5 && strcmp(path + length - 5, ".json") == 0;
}

int cli_floor_run(const cli_arguments *arguments) {
    dc_floor_options options;
    if (!cli_arguments_need_operand(arguments))
        return CLI_BAD;
    dc_floor_options_init(&options);
    int code = is_json(arguments->operand) ? floor_of_source(&options, arguments)
                                           : floor_of_data(&options, arguments);
    dc_floor_options_clear(&options);
    return code;
}
