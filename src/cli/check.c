/* doublecheck check DATA */
#include <stdlib.h>
#include <string.h>

#include <doublecheck/check.h>

#include "certify.h"
#include "cli.h"
#include "commands.h"
#include "output.h"
#include "progress.h"
#include "read.h"
#include "report.h"
#include "temporary.h"

static int prepare_condition(dc_parameters *parameters, const cli_arguments *arguments) {
    cli_rational(parameters->kappa, arguments, CLI_KAPPA);
    cli_rational(parameters->sigma, arguments, CLI_SIGMA);
    cli_rational(parameters->delta, arguments, CLI_DELTA);
    cli_rational(parameters->m0, arguments, CLI_M0);
    if (mpq_cmp(parameters->m0, parameters->delta) >= 0)
        return cli_fail(CLI_BAD, "m0 = %s must be less than delta = %s (--m0, --delta)",
                        arguments->text[CLI_M0], arguments->text[CLI_DELTA]);
    return CLI_FINE;
}

static int prepare_width(dc_family *family, const char *text) {
    dc_error error;
    family->kind = DC_FAMILY_WIDTH;
    if (dc_rational_parse(family->width, text, &error) != DC_OK ||
        mpq_sgn(family->width) <= 0)
        return cli_fail(CLI_BAD, "--family width:%s: wanted a fraction or decimal, > 0",
                        text);
    return CLI_FINE;
}

static int prepare_sparsity(dc_family *family, const char *text) {
    size_t digits = strspn(text, "0123456789");
    unsigned long value = digits < 10 ? strtoul(text, NULL, 10) : 0;
    family->kind = DC_FAMILY_SPARSE;
    family->sparsity = value;
    if (text[digits] != '\0' || value == 0)
        return cli_fail(CLI_BAD,
                        "--family sparse:%s: wanted an integer, from 1 to the number of "
                        "features",
                        text);
    return CLI_FINE;
}

static int prepare_family(dc_family *family, const cli_arguments *arguments) {
    const char *width = cli_word_rest(arguments, CLI_FAMILY, "width");
    const char *sparsity = cli_word_rest(arguments, CLI_FAMILY, "sparse");
    if (width)
        return prepare_width(family, width);
    if (sparsity)
        return prepare_sparsity(family, sparsity);
    if (cli_word_rest(arguments, CLI_FAMILY, "directions"))
        family->kind = DC_FAMILY_DIRECTIONS;
    else if (strcmp(arguments->text[CLI_FAMILY], "axes") == 0)
        family->kind = DC_FAMILY_AXES;
    else
        family->kind = DC_FAMILY_ALL;
    return CLI_FINE;
}

static dc_grouping prepare_grouping(const cli_arguments *arguments) {
    static const struct {
        const char *name;
        dc_grouping grouping;
    } names[] = { { "auto", DC_GROUPS_AUTO },
                  { "whole", DC_GROUPS_WHOLE },
                  { "pairs", DC_GROUPS_PAIRS } };
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (strcmp(arguments->text[CLI_GROUPS], names[k].name) == 0)
            return names[k].grouping;
    return DC_GROUPS_CELLS;
}

static int prepare_question(dc_check_options *options, const cli_arguments *arguments) {
    bool decide = arguments->given[CLI_DECIDE], maximize = arguments->given[CLI_MAXIMIZE];
    if (decide && maximize)
        return cli_fail(CLI_BAD, "--decide and --maximize exclude each other");
    if (decide)
        options->question = DC_DECIDE;
    if (maximize)
        options->question = DC_MAXIMIZE_SIGMA;
    return CLI_FINE;
}

static void prepare_limits(dc_check_options *options, const cli_arguments *arguments) {
    mpq_t seconds;
    mpq_init(seconds);
    cli_rational(seconds, arguments, CLI_TIME_LIMIT);
    options->time_limit = mpq_get_d(seconds);
    mpq_clear(seconds);
    options->memory = cli_size(arguments, CLI_MEMORY);
    options->top = (size_t)cli_integer(arguments, CLI_TOP);
    if (arguments->given[CLI_THREADS])
        options->threads = (unsigned)cli_integer(arguments, CLI_THREADS);
}

/* The name of a file to write, not standard output; NULL: there is none. */
static const char *json_file(const cli_arguments *arguments) {
    const char *path = arguments->text[CLI_JSON];
    return path && strcmp(path, "-") != 0 ? path : NULL;
}

/* A certificate is read again: it cannot go to a pipe. */
static int prepare_outputs(const cli_arguments *arguments) {
    const char *json = json_file(arguments), *proof = arguments->text[CLI_CERTIFICATE];
    const char *data = arguments->operand;
    int code = json ? cli_output_check("json", json, data) : CLI_FINE;
    if (code != CLI_FINE || !proof)
        return code;
    if (strcmp(proof, "-") == 0)
        return cli_fail(CLI_BAD, "--certificate -: a certificate goes to a file");
    if (json && strcmp(json, proof) == 0)
        return cli_fail(CLI_BAD, "--certificate %s: --json names the same file", proof);
    return cli_output_check("certificate", proof, data);
}

static int prepare(dc_check_options *options, const cli_arguments *arguments) {
    int code = prepare_condition(&options->parameters, arguments);
    if (code == CLI_FINE)
        code = prepare_family(&options->family, arguments);
    if (code == CLI_FINE)
        code = prepare_question(options, arguments);
    if (code == CLI_FINE)
        code = prepare_outputs(arguments);
    options->grouping = prepare_grouping(arguments);
    prepare_limits(options, arguments);
    return code;
}

static int read_inputs(dc_dataset **data, dc_dataset **directions,
                       const cli_arguments *arguments, size_t max_bytes) {
    const char *path = cli_word_rest(arguments, CLI_FAMILY, "directions");
    const char *cell = cli_word_rest(arguments, CLI_GROUPS, "cells");
    int code = CLI_FINE;
    if (path && strcmp(path, "-") == 0 && strcmp(arguments->operand, "-") == 0)
        return cli_fail(CLI_BAD, "data and directions cannot both be standard input");
    if (strcmp(arguments->operand, "-") == 0 && cli_certify_wanted(arguments) &&
        !cli_spool_input())
        return CLI_BAD;
    if (path)
        code = cli_read_directions(directions, path, max_bytes);
    return code == CLI_FINE ? cli_read(data, arguments, cell, max_bytes) : code;
}

static int print_result(const cli_report *report) {
    static const int codes[] = { [DC_HOLDS] = CLI_FINE,
                                 [DC_VIOLATED] = CLI_VIOLATED,
                                 [DC_UNDECIDED] = CLI_UNDECIDED };
    const char *path = json_file(report->arguments);
    int code = path ? cli_json_file_write(path, report) : CLI_FINE;
    if (code != CLI_FINE)
        return code;
    if (report->arguments->text[CLI_JSON] && !path) {
        if (!cli_json_print(stdout, report) && !ferror(stdout))
            return cli_fail_memory();
    } else if (report->arguments->given[CLI_QUIET]) {
        cli_text_print_word(stdout, report->result);
    } else {
        cli_text_print(stdout, report);
    }
    return cli_finish_output(codes[report->result->verdict]);
}

static int answer(dc_check_options *options, const cli_arguments *arguments,
                  const dc_dataset *data) {
    dc_result *result = NULL;
    dc_error error;
    cli_progress_begin(options, "", arguments->given[CLI_QUIET]);
    dc_status status = dc_check(&result, data, options, &error);
    cli_progress_end();
    if (status != DC_OK)
        return cli_fail_status(&error);
    cli_report report = {
        .arguments = arguments, .options = options, .data = data, .result = result
    };
    int code = cli_certify(&report.proof, result, options, data, arguments);
    if (code == CLI_FINE)
        code = print_result(&report);
    dc_result_destroy(result);
    return code;
}

int cli_check_run(const cli_arguments *arguments) {
    dc_check_options options;
    dc_dataset *data = NULL, *directions = NULL;
    if (!cli_arguments_need_operand(arguments))
        return CLI_BAD;
    dc_check_options_init(&options);
    int code = prepare(&options, arguments);
    if (code == CLI_FINE)
        code = read_inputs(&data, &directions, arguments, options.memory);
    options.family.directions = directions;
    if (code == CLI_FINE)
        code = answer(&options, arguments, data);
    dc_dataset_destroy(data);
    dc_dataset_destroy(directions);
    dc_check_options_clear(&options);
    return code;
}
