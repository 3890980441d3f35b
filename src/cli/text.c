/* The result as text: what was asked, each group, what it means. */
#include <ctype.h>
#include <string.h>

#include "cli.h"
#include "format.h"
#include "report.h"

enum { MOST_CLASSES = 12 };

const char *cli_report_grouping(const cli_report *report) {
    return dc_grouping_name(report->data, report->options->grouping);
}

const char *cli_report_symbol(const cli_report *report) {
    return report->options->question == DC_MAXIMIZE_SIGMA ? "sigma*" : "m*";
}

const char *cli_report_question(const cli_report *report) {
    static const char *const names[] = { [DC_CRITICAL_MASS] = "critical-mass",
                                         [DC_DECIDE] = "decide",
                                         [DC_MAXIMIZE_SIGMA] = "maximize-sigma" };
    return names[report->options->question];
}

bool cli_stop_is_limit(dc_stop stop) {
    return stop == DC_STOP_TIME || stop == DC_STOP_MEMORY ||
           stop == DC_STOP_INTERRUPTED || stop == DC_STOP_LOST;
}

static void print_classes(FILE *out, const dc_dataset *data) {
    size_t count = dc_dataset_classes(data);
    if (count == 0) {
        fputs(", no labels", out);
        return;
    }
    fprintf(out, ", %zu class%s (", count, count == 1 ? "" : "es");
    for (size_t k = 0; k < count && k < MOST_CLASSES; k++) {
        fputs(k ? ", " : "", out);
        cli_print_clean(out, dc_dataset_class_name(data, k));
    }
    fputs(count > MOST_CLASSES ? ", \xe2\x80\xa6)" : ")", out);
}

static void print_slabs(FILE *out, const cli_report *report) {
    static const char *const words[] = {
        [DC_FAMILY_ALL] = "every slab",
        [DC_FAMILY_WIDTH] = "those with 2 r >= W max|v|",
        [DC_FAMILY_SPARSE] = "those whose v has at most K non-zero entries",
        [DC_FAMILY_AXES] = "those along one column",
        [DC_FAMILY_DIRECTIONS] = "those along the rows of FILE",
    };
    cli_print_clean(out, report->arguments->text[CLI_FAMILY]);
    fprintf(out, " (%s)\n", words[report->options->family.kind]);
}

static void print_task(FILE *out, const cli_report *report) {
    static const char *const words[] = {
        [DC_CRITICAL_MASS] = "the critical mass m*; the condition holds if m* < m0",
        [DC_DECIDE] = "does the condition hold with m0?",
        [DC_MAXIMIZE_SIGMA] = "sigma*, the largest sigma for which it holds with m0",
    };
    fprintf(out, "%s\n", words[report->options->question]);
}

static void print_groups(FILE *out, const cli_report *report) {
    size_t count = report->result->group_count;
    fprintf(out, "%s (%zu group%s)\n", cli_report_grouping(report), count,
            count == 1 ? "" : "s");
}

static void print_constants(FILE *out, const cli_report *report) {
    static const cli_option_id ids[] = { CLI_KAPPA, CLI_SIGMA, CLI_DELTA, CLI_M0 };
    for (size_t k = 0; k < sizeof ids / sizeof *ids; k++)
        fprintf(out, "%s%s = %s", k ? ", " : "", cli_options[ids[k]].name,
                report->arguments->text[ids[k]]);
    putc('\n', out);
}

static void print_data(FILE *out, const cli_report *report) {
    const dc_dataset *data = report->data;
    size_t features = dc_dataset_features(data);
    fprintf(out, "%zu points%s, %zu feature%s", dc_dataset_points(data),
            dc_dataset_weighted(data) ? " with weights" : "", features,
            features == 1 ? "" : "s");
    print_classes(out, data);
    putc('\n', out);
}

typedef struct line {
    const char *title;
    void (*print)(FILE *, const cli_report *);
} line;

static void print_lines(FILE *out, const cli_report *report, const line *lines,
                        size_t count) {
    for (size_t k = 0; k < count; k++) {
        fprintf(out, "  %-12s ", lines[k].title);
        lines[k].print(out, report);
    }
}

void cli_text_print_data(FILE *out, const cli_report *report) {
    static const line data = { "data", print_data };
    const char *operand = report->arguments->operand;
    fprintf(out, "doublecheck %s: ", dc_version());
    cli_print_clean(out, strcmp(operand, "-") == 0 ? "standard input" : operand);
    putc('\n', out);
    print_lines(out, report, &data, 1);
}

void cli_text_print_input(FILE *out, const cli_report *report) {
    static const line slabs = { "slabs", print_slabs };
    cli_text_print_data(out, report);
    print_lines(out, report, &slabs, 1);
}

void cli_text_print_question(FILE *out, const cli_report *report) {
    static const line lines[] = { { "groups", print_groups },
                                  { "constants", print_constants },
                                  { "question", print_task } };
    cli_text_print_input(out, report);
    print_lines(out, report, lines, sizeof lines / sizeof *lines);
}

void cli_text_print_word(FILE *out, const dc_result *result) {
    for (const char *c = dc_verdict_name(result->verdict); *c; c++)
        putc(toupper((unsigned char)*c), out);
    putc('\n', out);
}

void cli_text_print(FILE *out, const cli_report *report) {
    cli_text_print_question(out, report);
    for (size_t g = 0; g < report->result->group_count; g++) {
        putc('\n', out);
        cli_text_print_group(out, report, &report->result->groups[g]);
    }
    cli_text_print_proof(out, report);
    putc('\n', out);
    cli_text_print_advice(out, report);
    cli_text_print_word(out, report->result);
}
