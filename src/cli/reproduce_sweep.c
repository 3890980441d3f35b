/* The table of --sweep. */
#include "cli.h"
#include "reproduce_report.h"

static void print_head(FILE *out, const dc_reproduction *result) {
    fprintf(
        out,
        "\n  Intervals of %.7g %%, so that all rows together are right with about 95 %%.\n\n",
        100 * result->confidence);
    fprintf(out, "  %8s %8s  %9s %9s %9s  %-29s %-29s  %9s  %s\n", "a", "b", "plain",
            "CLF", "factors", " variances CLF / plain", " variances CLF / factors",
            "mean diff", "verdict");
}

static void print_row(FILE *out, const dc_reproduce_cell *cell) {
    fprintf(out, "  %8g %8g ", cell->weights.a, cell->weights.b);
    for (dc_arm a = 0; a < DC_ARMS; a++)
        cli_reproduce_print_number(out, 9, 6, cell->spread[a].deviation);
    fputs("  ", out);
    cli_reproduce_print_ratio(out, cell->ratio[DC_RATIO_CLF_PLAIN].value);
    cli_reproduce_print_interval(out, cell->ratio + DC_RATIO_CLF_PLAIN);
    fputs("  ", out);
    cli_reproduce_print_ratio(out, cell->ratio[DC_RATIO_CLF_FACTORS].value);
    cli_reproduce_print_interval(out, cell->ratio + DC_RATIO_CLF_FACTORS);
    fputs("  ", out);
    cli_reproduce_print_number(out, 9, 5, cell->difference[DC_ARM_CLF].value);
    fprintf(out, "  %s, MEAN %s\n", dc_steadiness_name(cell->steadiness),
            dc_mean_name(cell->mean));
}

void cli_reproduce_sweep_print(FILE *out, const cli_reproduce_report *report) {
    const dc_reproduction *result = report->result;
    print_head(out, result);
    for (size_t c = 0; c < result->cell_count; c++)
        print_row(out, result->cells + c);
    fputs("\n  plain, CLF, factors: standard deviations over the seeds.\n", out);
}

/* "CLF STEADIER 2, NO DIFFERENCE SHOWN 7". */
void cli_reproduce_sweep_word(FILE *out, const cli_reproduce_report *report) {
    const dc_reproduction *result = report->result;
    const char *before = "";
    for (dc_steadiness s = DC_STEADIER; s <= DC_NOT_FINITE; s++) {
        size_t count = 0;
        for (size_t c = 0; c < result->cell_count; c++)
            count += result->cells[c].steadiness == s;
        if (count == 0)
            continue;
        fprintf(out, "%s%s %zu", before, dc_steadiness_name(s), count);
        before = ", ";
    }
    putc('\n', out);
}
