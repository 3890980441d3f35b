#include "prepare.h"

#include <stdlib.h>
#include <string.h>

#include <doublecheck/estimate.h>

#include "certify.h"
#include "cli.h"
#include "output.h"
#include "read.h"
#include "temporary.h"

int cli_prepare_constants(dc_parameters *parameters, const cli_arguments *arguments) {
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

int cli_prepare_family(dc_family *family, const cli_arguments *arguments) {
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

dc_grouping cli_prepare_grouping(const cli_arguments *arguments) {
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

void cli_prepare_limits(dc_check_options *options, const cli_arguments *arguments) {
    mpq_t seconds;
    mpq_init(seconds);
    cli_rational(seconds, arguments, CLI_TIME_LIMIT);
    options->time_limit = mpq_get_d(seconds);
    mpq_clear(seconds);
    options->memory = arguments->given[CLI_MEMORY] ? cli_size(arguments, CLI_MEMORY) : 0;
    if (arguments->text[CLI_TOP])
        options->top = (size_t)cli_integer(arguments, CLI_TOP);
    if (arguments->given[CLI_THREADS])
        options->threads = (unsigned)cli_integer(arguments, CLI_THREADS);
}

const char *cli_prepare_json_file(const cli_arguments *arguments) {
    const char *path = arguments->text[CLI_JSON];
    return path && strcmp(path, "-") != 0 ? path : NULL;
}

/* The certificate of an option; `other` is the file of another one, or NULL. */
static int check_proof(const cli_arguments *arguments, cli_option_id id,
                       cli_option_id other_id, const char *other) {
    const char *name = cli_options[id].name, *proof = arguments->text[id];
    if (strcmp(proof, "-") == 0)
        return cli_fail(CLI_BAD, "--%s -: a certificate goes to a file", name);
    if (other && cli_output_same(other, proof))
        return cli_fail(CLI_BAD, "--%s %s: --%s names the same file", name, proof,
                        cli_options[other_id].name);
    return cli_output_check(name, proof, arguments->operand);
}

int cli_prepare_outputs(const cli_arguments *arguments) {
    static const cli_option_id proofs[] = { CLI_CERTIFICATE, CLI_FLOOR_CERTIFICATE };
    const char *json = cli_prepare_json_file(arguments);
    int code = json ? cli_output_check("json", json, arguments->operand) : CLI_FINE;
    if (code == CLI_FINE && arguments->text[CLI_CERTIFICATE])
        code = check_proof(arguments, CLI_CERTIFICATE, CLI_JSON, json);
    if (code == CLI_FINE && arguments->text[CLI_FLOOR_CERTIFICATE])
        code = check_proof(arguments, CLI_FLOOR_CERTIFICATE, CLI_JSON, json);
    if (code == CLI_FINE && arguments->text[CLI_FLOOR_CERTIFICATE])
        code = check_proof(arguments, CLI_FLOOR_CERTIFICATE, CLI_CERTIFICATE,
                           arguments->text[CLI_CERTIFICATE]);
    if (code == CLI_FINE && arguments->text[CLI_DATA_CERTIFICATE])
        code = check_proof(arguments, CLI_DATA_CERTIFICATE, CLI_JSON, json);
    for (size_t k = 0; k < 2 && arguments->text[CLI_DATA_CERTIFICATE]; k++)
        if (code == CLI_FINE)
            code = check_proof(arguments, CLI_DATA_CERTIFICATE, proofs[k],
                               arguments->text[proofs[k]]);
    return code;
}

int cli_prepare_directions(dc_dataset **directions, const cli_arguments *arguments,
                           size_t max_bytes) {
    const char *path = cli_word_rest(arguments, CLI_FAMILY, "directions");
    if (!path)
        return CLI_FINE;
    if (strcmp(path, "-") == 0 && strcmp(arguments->operand, "-") == 0)
        return cli_fail(CLI_BAD, "data and directions cannot both be standard input");
    return cli_read_directions(directions, path, max_bytes);
}

int cli_prepare_inputs(dc_dataset **data, dc_dataset **directions,
                       const cli_arguments *arguments) {
    size_t max_bytes = cli_size(arguments, CLI_MEMORY);
    const char *cell = cli_word_rest(arguments, CLI_GROUPS, "cells");
    int code = cli_prepare_directions(directions, arguments, max_bytes);
    if (code != CLI_FINE)
        return code;
    if (strcmp(arguments->operand, "-") == 0 && cli_certify_wanted(arguments) &&
        !cli_spool_input())
        return CLI_BAD;
    return cli_read(data, arguments, cell, max_bytes);
}

/* Whether data are so large that what they take should be known before the search. */
static bool are_large(const dc_memory *memory, const dc_dataset *data, size_t allowed) {
    static const double many_values = 1e7;
    double values = (double)dc_dataset_points(data) * (double)dc_dataset_features(data);
    return values >= many_values || (allowed && memory->points > (double)allowed / 4);
}

void cli_prepare_note(const dc_check_options *options, const cli_arguments *arguments,
                      const dc_dataset *data) {
    const double mib = 1 << 20;
    dc_memory memory;
    dc_error error;
    if (arguments->given[CLI_QUIET] ||
        dc_memory_estimate(&memory, data, options, &error) != DC_OK ||
        !are_large(&memory, data, options->memory))
        return;
    cli_fail(
        CLI_FINE,
        "%zu points, %zu columns: they take about %.3g MiB of memory, and boxes of "
        "directions up to %.3g MiB more (--memory); --estimate tells how many boxes and "
        "how much time a search needs",
        dc_dataset_points(data), dc_dataset_features(data), memory.points / mib,
        memory.boxes / mib);
}
