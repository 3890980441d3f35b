/* An estimate as text. */
#include <math.h>

#include "cli.h"
#include "estimate.h"

/* "35 s", "12 min", "3.5 h", "40 days", "3e+09 years". */
static void print_duration(FILE *out, double seconds) {
    static const struct {
        double from, unit;
        const char *name;
    } units[] = { { 2 * 365.25 * 86400, 365.25 * 86400, "years" },
                  { 2 * 86400, 86400, "days" },
                  { 2 * 3600, 3600, "h" },
                  { 120, 60, "min" } };
    for (size_t k = 0; k < sizeof units / sizeof *units; k++)
        if (seconds >= units[k].from) {
            fprintf(out, "%.2g %s", seconds / units[k].unit, units[k].name);
            return;
        }
    fprintf(out, "%.2g s", seconds);
}

static void print_bytes(FILE *out, double bytes) {
    static const char *const names[] = { "KiB", "MiB", "GiB", "TiB" };
    size_t k = 0;
    double value = bytes / 1024;
    for (; value >= 1024 && k < 3; k++)
        value /= 1024;
    fprintf(out, value < 10 ? "%.2g %s" : "%.3g %s", ceil(value * 10) / 10, names[k]);
}

static const char *words_for(const dc_cost *cost) {
    return cost->known ? "" : cost->at_least ? "more than " : "about ";
}

static void print_boxes(FILE *out, const dc_cost *cost) {
    fprintf(out, "%s%.3g", words_for(cost), cost->boxes);
    if (!cost->known && !cost->at_least && cost->low < cost->high)
        fprintf(out, " (%.2g to %.2g)", cost->low, cost->high);
}

/* "about 38 s (26 s to 55 s)". */
static void print_seconds(FILE *out, const cli_estimate_report *report,
                          const dc_cost *cost) {
    fputs(words_for(cost), out);
    print_duration(out, cli_estimate_seconds(report, cost, 1));
    if (cost->known || cost->at_least || !(cost->seconds_low < cost->seconds_high))
        return;
    fputs(" (", out);
    print_duration(out, cli_estimate_scaled(report, cost, cost->seconds_low));
    fputs(" to ", out);
    print_duration(out, cli_estimate_scaled(report, cost, cost->seconds_high));
    fputs(")", out);
}

static void print_groups(FILE *out, const cli_estimate_report *report) {
    const dc_estimate *estimate = report->estimate;
    for (size_t g = 0; g < estimate->group_count; g++) {
        const dc_cost *cost = estimate->groups + g;
        const dc_group_result *group = estimate->result->groups + g;
        putc('\n', out);
        cli_print_clean(out, group->name);
        fprintf(out, "\n  points       %zu in %zu dimensions\n  boxes        ",
                group->points, group->dimension);
        print_boxes(out, cost);
        fputs("\n  time         ", out);
        print_seconds(out, report, cost);
        putc('\n', out);
    }
}

static void print_ranks(FILE *out, const cli_estimate_report *report) {
    unsigned threads = report->estimate->threads;
    fprintf(out, "  processes    of %u thread%s each:", threads, threads == 1 ? "" : "s");
    for (size_t k = 0; k < CLI_RANKS; k++) {
        unsigned ranks = cli_estimate_ranks[k];
        fprintf(out, "%s %u: %s", k ? "," : "", ranks,
                report->estimate->total.at_least ? "> " : "");
        print_duration(out,
                       cli_estimate_seconds(report, &report->estimate->total, ranks));
    }
    fputs("\n", out);
}

static void print_total(FILE *out, const cli_estimate_report *report) {
    const dc_estimate *estimate = report->estimate;
    const dc_cost *total = &estimate->total;
    fputs("\nestimate\n  boxes        ", out);
    print_boxes(out, total);
    fputs("\n  time         ", out);
    print_seconds(out, report, total);
    fprintf(out, " for the search on %u thread%s\n", estimate->threads,
            estimate->threads == 1 ? "" : "s");
    if (!total->known)
        print_ranks(out, report);
    fputs("  memory       ", out);
    print_bytes(out, total->bytes);
    fputs(" beside the points\n  from         ", out);
    fprintf(out, "%llu boxes in %.2g s\n", (unsigned long long)total->examined,
            estimate->seconds);
}

static void print_easier(FILE *out, const cli_estimate_report *report) {
    for (size_t k = 0; k < report->easier_count; k++) {
        const cli_easier *easier = report->easier + k;
        fprintf(out, "With %s: ", easier->how);
        fputs(words_for(&easier->cost), out);
        print_duration(out, cli_estimate_seconds(report, &easier->cost, 1));
        fprintf(out, ", %s%.2g boxes.\n", words_for(&easier->cost), easier->cost.boxes);
    }
    if (report->easier_count > 0)
        fputs(
            "Fewer columns (--columns) and a larger m0 with --decide make it quicker, too.\n",
            out);
}

static void print_advice(FILE *out, const cli_estimate_report *report) {
    const dc_cost *total = &report->estimate->total;
    putc('\n', out);
    if (total->known)
        fputs(
            "The search ended while it was measured: without --estimate the answer takes "
            "no longer.\n",
            out);
    else if (report->report.options->question == DC_DECIDE)
        fputs("It is quicker where a slab that violates is found on the way.\n", out);
    print_easier(out, report);
    if (!total->known)
        fputs(
            "The proof, before HOLDS is said, takes about as long again, on one thread.\n",
            out);
}

void cli_estimate_line(FILE *out, const void *of) {
    const cli_estimate_report *report = of;
    const dc_cost *total = &report->estimate->total;
    fprintf(out, "ESTIMATE %s%.3g boxes %.3g s\n", total->at_least ? ">" : "",
            total->boxes, cli_estimate_seconds(report, total, 1));
}

void cli_estimate_text(FILE *out, const void *of) {
    const cli_estimate_report *report = of;
    cli_text_print_question(out, &report->report);
    print_groups(out, report);
    print_total(out, report);
    print_advice(out, report);
    cli_estimate_line(out, report);
}
