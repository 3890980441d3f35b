/* A profile as text: what was asked, the table, what it took. */
#include <stdio.h>
#include <string.h>

#include <doublecheck/rational.h>

#include "cli.h"
#include "format.h"
#include "profile_report.h"

enum { COLUMN = 18, CELL_SIZE = 64, PLACES = 10000 };

/* Four decimals, rounded down, or up. */
static double rounded(const mpq_t value, bool up) {
    mpq_t scaled;
    mpq_init(scaled);
    mpq_set_ui(scaled, PLACES, 1);
    mpq_mul(scaled, scaled, value);
    (up ? mpz_cdiv_q : mpz_fdiv_q)(mpq_numref(scaled), mpq_numref(scaled),
                                   mpq_denref(scaled));
    double result = mpz_get_d(mpq_numref(scaled)) / PLACES;
    mpq_clear(scaled);
    return result;
}

static void print_number(FILE *out, const char *before, const mpq_t value) {
    fprintf(out, "%s%.6g", before, dc_rational_nearest(value));
}

/* A bracket holds m* in spite of its rounding. */
static void print_point(FILE *out, const dc_profile_point *point) {
    char cell[CELL_SIZE];
    if (cli_profile_is_exact(point))
        snprintf(cell, sizeof cell, "%.6g", dc_rational_nearest(point->bracket.lo));
    else
        snprintf(cell, sizeof cell, "%.4f - %.4f", rounded(point->bracket.lo, false),
                 rounded(point->bracket.hi, true));
    fprintf(out, "%*s", COLUMN, cell);
}

static void print_head(FILE *out, const dc_profile_options *options) {
    fprintf(out, "\n  %-10s", "sigma");
    for (size_t k = 0; k < options->kappa_count; k++) {
        char cell[CELL_SIZE];
        snprintf(cell, sizeof cell, "kappa = %.6g",
                 dc_rational_nearest(options->kappas[k]));
        fprintf(out, "%*s", COLUMN, cell);
    }
    putc('\n', out);
}

static void print_table(FILE *out, const cli_profile_report *report) {
    const dc_profile_options *options = report->options;
    print_head(out, options);
    for (size_t s = 0; s < options->sigma_count; s++) {
        char cell[CELL_SIZE];
        snprintf(cell, sizeof cell, "%.6g", dc_rational_nearest(options->sigmas[s]));
        fprintf(out, "  %-10s", cell);
        for (size_t k = 0; k < options->kappa_count; k++)
            print_point(out, report->profile->points + k * options->sigma_count + s);
        putc('\n', out);
    }
}

/* At how many points each group is the worst. */
static void print_worst(FILE *out, const dc_profile *profile) {
    for (size_t g = 0; g < profile->group_count && profile->group_count > 1; g++) {
        size_t count = 0;
        for (size_t k = 0; k < profile->point_count; k++)
            count += mpq_sgn(profile->points[k].bracket.lo) > 0 &&
                     profile->points[k].worst == g;
        if (count == 0)
            continue;
        fprintf(out, "  attained by  ");
        cli_print_clean(out, profile->group_names[g]);
        fprintf(out, ": %zu of %zu points\n", count, profile->point_count);
    }
}

static void print_cost(FILE *out, const dc_profile *profile) {
    size_t values = profile->point_count * profile->group_count;
    fprintf(out, "  search       %zu of %zu searched, %llu nodes, %.2f s\n",
            profile->searches, values, (unsigned long long)profile->nodes,
            profile->seconds);
}

/* What cut the first point that is a bracket. */
static dc_stop first_stop(const dc_profile *profile) {
    size_t k = 0;
    while (cli_profile_is_exact(profile->points + k))
        k++;
    return cli_profile_stop(profile, profile->points + k);
}

static void print_advice(FILE *out, const dc_profile *profile) {
    size_t open = cli_profile_open(profile);
    if (open > 0)
        fprintf(
            out,
            "\n%zu of %zu points are brackets (stopped: %s). Give it more: --time-limit, "
            "--memory; or fewer --kappas, --sigmas or --columns.\n",
            open, profile->point_count, dc_stop_name(first_stop(profile)));
}

void cli_profile_word_print(FILE *out, const void *of) {
    const cli_profile_report *report = of;
    fprintf(out, "%s\n", cli_profile_verdict(report->profile));
}

void cli_profile_text_print(FILE *out, const void *of) {
    const cli_profile_report *report = of;
    const dc_profile *profile = report->profile;
    cli_text_print_input(out, &report->report);
    fprintf(out, "  groups       %s (%zu group%s)\n",
            cli_report_grouping(&report->report), profile->group_count,
            profile->group_count == 1 ? "" : "s");
    print_number(out, "  delta        ", report->options->check.parameters.delta);
    fputs("\n  question     m* for each kappa and sigma, the largest of the groups\n",
          out);
    print_table(out, report);
    putc('\n', out);
    print_worst(out, profile);
    print_cost(out, profile);
    print_advice(out, profile);
    putc('\n', out);
    cli_profile_word_print(out, of);
}
