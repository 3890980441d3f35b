/* What a verdict means, and how to go on. */
#include "cli.h"
#include "format.h"
#include "report.h"

/* The group whose bracket ends highest. */
static const dc_group_result *worst_group(const dc_result *result) {
    const dc_group_result *worst = &result->groups[0];
    for (size_t g = 1; g < result->group_count; g++)
        if (mpq_cmp(result->groups[g].bracket.hi, worst->bracket.hi) > 0)
            worst = &result->groups[g];
    return worst;
}

/* T4: any n points lie on a hyperplane. */
static bool is_too_small(const cli_report *report, const dc_group_result *group) {
    mpq_t needed;
    mpq_init(needed);
    mpq_set_ui(needed, group->points, 1);
    mpq_mul(needed, needed, report->options->parameters.m0);
    bool small = mpq_cmp_ui(needed, group->dimension, 1) <= 0;
    mpq_clear(needed);
    return small && group->verdict == DC_VIOLATED;
}

static bool any_too_small(const cli_report *report) {
    const dc_result *result = report->result;
    bool found = false, every_slab = report->options->family.kind == DC_FAMILY_ALL;
    if (every_slab && !dc_dataset_weighted(report->data))
        for (size_t g = 0; g < result->group_count; g++)
            found = found || is_too_small(report, &result->groups[g]);
    return found;
}

static void print_violated(FILE *out, const cli_report *report) {
    const dc_result *result = report->result;
    fputs("A slab of mass at least m0 gains too little when it is dilated. ", out);
    if (report->options->question == DC_CRITICAL_MASS) {
        fputs("The condition holds for m0 > ", out);
        cli_print_value(out, worst_group(result)->bracket.hi);
        fputs(". ", out);
    }
    fputs("Try a larger m0, fewer columns or another --family (see the tutorial).\n",
          out);
    if (any_too_small(report))
        fputs("There are too few points for so many columns: any n points lie on a "
              "hyperplane, and m0 of them are no more than that.\n",
              out);
    if (result->decided_only)
        fputs("Groups after the first violated one were not examined (--decide).\n", out);
}

/* A limit, with what the options say of it. */
static void print_limit(FILE *out, const cli_arguments *arguments, dc_stop stop) {
    static const char *const unnamed[] = {
        [DC_STOP_MEMORY] = "The 160M that boxes may take without --memory",
        [DC_STOP_INTERRUPTED] = "An interrupt",
        [DC_STOP_LOST] = "The loss of a process",
    };
    if (stop == DC_STOP_TIME)
        fprintf(out, "The time limit of %s s", arguments->text[CLI_TIME_LIMIT]);
    else if (stop == DC_STOP_MEMORY && arguments->given[CLI_MEMORY])
        fprintf(out, "The memory limit of %s", arguments->text[CLI_MEMORY]);
    else
        fputs(unnamed[stop], out);
    if (stop == DC_STOP_MEMORY)
        fputs(", or a box that cannot be halved any more,", out);
}

static void print_stop(FILE *out, const cli_report *report) {
    static const char *const hints[] = {
        [DC_STOP_TIME] = "--time-limit 0 (none), ",
        [DC_STOP_MEMORY] = "more --memory, ",
        [DC_STOP_INTERRUPTED] = "",
        [DC_STOP_LOST] = "",
    };
    const dc_check_options *options = report->options;
    dc_stop stop = report->result->stop;
    print_limit(out, report->arguments, stop);
    fprintf(out, " ended the search. To go on: %s%sfewer columns (--columns)%s.\n",
            hints[stop],
            options->question == DC_CRITICAL_MASS ? "--decide (the verdict alone), " : "",
            options->family.kind == DC_FAMILY_ALL ? ", --family sparse:2" : "");
}

void cli_text_print_advice(FILE *out, const cli_report *report) {
    const dc_result *result = report->result;
    size_t failed = 0;
    for (size_t g = 0; g < result->group_count; g++)
        failed += result->groups[g].verdict == DC_VIOLATED;
    if (result->group_count > 1)
        fprintf(out, "%zu of %zu groups violate the condition.\n", failed,
                result->group_count);
    if (cli_stop_is_limit(result->stop))
        print_stop(out, report);
    cli_text_print_resume(out, report);
    if (result->verdict == DC_VIOLATED)
        print_violated(out, report);
}
