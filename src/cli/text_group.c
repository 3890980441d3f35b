/* One group of a result as text. */
#include <stdlib.h>

#include "cli.h"
#include "format.h"
#include "report.h"
#include "stream.h"

/* Points to count masses in; 0 if they have weights. */
static size_t counted(const cli_report *report, const dc_group_result *group) {
    return dc_dataset_weighted(report->data) ? 0 : group->points;
}

static void print_amount(FILE *out, const cli_report *report,
                         const dc_group_result *group, const mpq_t value) {
    if (report->options->question == DC_MAXIMIZE_SIGMA)
        cli_print_value(out, value);
    else
        cli_print_mass(out, value, counted(report, group));
}

/* "57/100 = 0.57", or "1/10 = 0.1 <= m* <= 3/5 = 0.6". */
static void print_bracket(FILE *out, const cli_report *report,
                          const dc_group_result *group, const dc_bracket *bracket) {
    if (bracket->infinite && !cli_stop_is_limit(group->stop)) {
        fputs("infinite", out);
        return;
    }
    print_amount(out, report, group, bracket->lo);
    if (!bracket->infinite && mpq_equal(bracket->lo, bracket->hi))
        return;
    fprintf(out, " <= %s", cli_report_symbol(report));
    if (bracket->infinite)
        return;
    fputs(" <= ", out);
    print_amount(out, report, group, bracket->hi);
}

static void print_title(FILE *out, const char *title) {
    fprintf(out, "  %-12s ", title);
}

static void print_points(FILE *out, const dc_group_result *group) {
    print_title(out, "points");
    fprintf(out, "%zu", group->points);
    if (group->distinct == 0) { /* a limit came before they were counted */
        fputs(", not looked at\n", out);
        return;
    }
    fprintf(out, ", %zu distinct\n", group->distinct);
    print_title(out, "columns");
    fprintf(out, "%zu searched", group->dimension);
    if (group->constant)
        fprintf(out, ", %zu constant", group->constant);
    if (group->dependent)
        fprintf(out, ", %zu dropped as affine in others", group->dependent);
    putc('\n', out);
}

static void print_verdict(FILE *out, const cli_report *report,
                          const dc_group_result *group) {
    static const char *const reasons[] = {
        [DC_HOLDS] = "m* < m0",
        [DC_VIOLATED] = "m* >= m0",
        [DC_UNDECIDED] = "m0 lies within the bracket"
    };
    print_title(out, "verdict");
    fputs(dc_verdict_name(group->verdict), out);
    if (report->options->question != DC_MAXIMIZE_SIGMA)
        fprintf(out, ": %s", reasons[group->verdict]);
    if (cli_stop_is_limit(group->stop))
        fprintf(out, " (stopped: %s)", dc_stop_name(group->stop));
    putc('\n', out);
}

static void print_witness(FILE *out, const cli_report *report,
                          const dc_group_result *group) {
    const dc_witness *witness = &group->witness;
    if (!witness->v)
        return;
    print_title(out, "slab");
    cli_print_slab(out, witness, report->data);
    if (mpq_sgn(witness->r) == 0)
        fputs(" (a hyperplane)", out);
    putc('\n', out);
    print_title(out, "its mass");
    cli_print_mass(out, witness->mass, counted(report, group));
    fputs(", dilated ", out);
    cli_print_mass(out, witness->dilated_mass, counted(report, group));
    putc('\n', out);
}

/* The columns of a set, or the row of a direction. */
static void print_subset_name(FILE *out, const cli_report *report,
                              const dc_subset_result *subset) {
    if (!subset->features) {
        fprintf(out, "row %zu", subset->direction + 1);
        return;
    }
    for (size_t k = 0; k < subset->count; k++) {
        fputs(k ? ", " : "", out);
        cli_print_name(out, dc_dataset_feature_name(report->data, subset->features[k]));
    }
}

static void print_what(FILE *out, const cli_report *report, const dc_group_result *group,
                       const dc_subset_result *subset, int what) {
    if (what == 0)
        print_bracket(out, report, group, &subset->bracket);
    else
        print_subset_name(out, report, subset);
}

/* Prints a subset's bracket (what = 0) or name (1) and blanks up to width; returns
 * the width without them. out NULL: only measures. Without memory it does not measure, and
 * returns 0. */
static size_t print_cell(FILE *out, const cli_report *report,
                         const dc_group_result *group, const dc_subset_result *subset,
                         int what, size_t width) {
    cli_stream cell;
    char *text = NULL;
    size_t used = 0;
    if (cli_stream_open(&cell)) {
        print_what(cell.out, report, group, subset, what);
        text = cli_stream_close(&cell);
    }
    if (!text && out) {
        print_what(out, report, group, subset, what);
    } else if (text) {
        used = cli_width(text);
        if (out)
            fprintf(out, "%s%*s", text, (int)(width > used ? width - used : 0), "");
    }
    free(text);
    return used;
}

static size_t column_width(const cli_report *report, const dc_group_result *group,
                           int what) {
    size_t width = 0;
    for (size_t k = 0; k < group->subset_count; k++) {
        size_t used = print_cell(NULL, report, group, &group->subsets[k], what, 0);
        width = used > width ? used : width;
    }
    return width;
}

static void print_subsets(FILE *out, const cli_report *report,
                          const dc_group_result *group) {
    bool rows = report->options->family.kind == DC_FAMILY_DIRECTIONS;
    if (group->subset_count == 0)
        return;
    size_t first = column_width(report, group, 0);
    size_t second = column_width(report, group, 1);
    print_title(out, "worst");
    fprintf(out, "%zu of %zu %s: %s, %s, slab\n", group->subset_count,
            group->subset_total, rows ? "directions" : "sets of columns",
            cli_report_symbol(report), rows ? "row of the file" : "columns");
    for (size_t k = 0; k < group->subset_count; k++) {
        const dc_subset_result *subset = &group->subsets[k];
        fputs("    ", out);
        print_cell(out, report, group, subset, 0, first);
        fputs("  ", out);
        print_cell(out, report, group, subset, 1, subset->witness.v ? second : 0);
        fputs(subset->witness.v ? "  " : "", out);
        if (subset->witness.v)
            cli_print_slab(out, &subset->witness, report->data);
        putc('\n', out);
    }
}

void cli_text_print_group(FILE *out, const cli_report *report,
                          const dc_group_result *group) {
    cli_print_clean(out, group->name);
    putc('\n', out);
    print_points(out, group);
    print_title(out, cli_report_symbol(report));
    print_bracket(out, report, group, &group->bracket);
    putc('\n', out);
    print_verdict(out, report, group);
    print_witness(out, report, group);
    print_subsets(out, report, group);
    print_title(out, "search");
    fprintf(out, "%llu nodes, %llu case analyses, %.2f s\n",
            (unsigned long long)group->nodes, (unsigned long long)group->cases,
            group->seconds);
}
