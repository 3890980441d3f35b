/* What --floor all and --adversary add to simulations as text. */
#include <math.h>

#include <doublecheck/rational.h>

#include "format.h"
#include "simulate_report.h"

bool cli_simulate_has_doubling(const dc_run *run) {
    return (run->lacks & ~(1u << DC_NEEDS_LOSS)) == 0;
}

const mpq_t *cli_simulate_best(const char **name, const dc_simulation *simulation,
                               const dc_run *run) {
    const dc_floor *floor = &run->ground.floor;
    const mpq_t *best = (const mpq_t *)&floor->trivial;
    *name = "trivial";
    if ((cli_simulate_has_doubling(run) || simulation->floors == DC_FLOORS_DOUBLING) &&
        mpq_cmp(floor->accuracy, *best) > 0) {
        best = (const mpq_t *)&floor->accuracy;
        *name = "doubling";
    }
    if (run->data_floor && mpq_cmp(run->data_floor->least, *best) > 0) {
        best = (const mpq_t *)&run->data_floor->least;
        *name = "data";
    }
    return best;
}

void cli_simulate_text_print_floors(FILE *out, const dc_run *run) {
    const dc_data_floor *data = run->data_floor;
    if (cli_simulate_has_doubling(run))
        cli_print_down(out, run->ground.floor.accuracy);
    else
        fprintf(out, "%8s", "-");
    if (!data) {
        fprintf(out, "  %18s", "-");
        return;
    }
    fputs("  ", out);
    cli_print_down(out, data->least);
    fputs("..", out);
    cli_print_down(out, data->most);
}

static bool any_attacked(const dc_simulation *simulation) {
    for (size_t k = 0; k < simulation->run_count; k++)
        if (simulation->runs[k].attacked)
            return true;
    return false;
}

static double above(const dc_run *run, const mpq_t floor) {
    return run->adversary.accuracy - dc_rational_nearest(floor);
}

static void print_adversary(FILE *out, const dc_run *run) {
    const dc_look *a = &run->adversary;
    fprintf(out, "%6llu  %8.6f  %8.6f  %8.6f", (unsigned long long)run->seed,
            run->looks[run->start].accuracy, a->accuracy, a->loss);
    if (run->data_floor)
        fprintf(out, "  %9.6f  %9.6f\n", above(run, run->data_floor->least),
                above(run, run->data_floor->most));
    else
        fprintf(out, "  %9s  %9s\n", "-", "-");
}

void cli_simulate_text_print_adversaries(FILE *out, const dc_simulation *simulation) {
    if (!any_attacked(simulation))
        return;
    fprintf(out,
            "\nAdversaries: from t0 on, the worst that was found with a loss of at most "
            "Lbar\n"
            "%6s  %8s  %8s  %8s  %9s  %9s\n",
            "seed", "at t0", "worst", "loss", "- least", "- most");
    for (size_t k = 0; k < simulation->run_count; k++)
        if (simulation->runs[k].attacked)
            print_adversary(out, simulation->runs + k);
    fputs("- least, - most: how far above the ends of the bracket of the data floor.\n",
          out);
}

/* Why the floor of the condition does not apply, of all runs that have a t0. */
static void print_lacks(FILE *out, const dc_simulation *simulation) {
    unsigned lacks = 0;
    const char *before = "- The doubling floor does not apply to all runs: ";
    for (size_t k = 0; k < simulation->run_count; k++)
        if (simulation->runs[k].start != SIZE_MAX)
            lacks |= simulation->runs[k].lacks & ~(1u << DC_NEEDS_LOSS);
    for (unsigned h = 0; h < DC_HYPOTHESES; h++)
        if (lacks >> h & 1) {
            fprintf(out, "%s%s", before, cli_hypothesis_text((dc_hypothesis)h));
            before = ", ";
        }
    if (lacks)
        fputs(". The others need no condition.\n", out);
}

static bool any_open(const dc_simulation *simulation) {
    for (size_t k = 0; k < simulation->data_floor_count; k++)
        if (!simulation->data_floors[k]->optimal)
            return true;
    return false;
}

/* Runs without a data floor: of which every classifier may be that of zeros (empty), or whose
 * points had no room. */
static bool any_without(const cli_simulate_report *report, bool empty) {
    const dc_simulation *simulation = report->simulation;
    double zeros = log((double)dc_dataset_classes(report->data));
    for (size_t k = 0; k < simulation->run_count; k++) {
        const dc_run *run = simulation->runs + k;
        if (run->start != SIZE_MAX && !run->data_floor &&
            (mpq_get_d(run->loss) >= zeros) == empty)
            return true;
    }
    return false;
}

static void print_why_none(FILE *out, const cli_simulate_report *report) {
    if (report->simulation->coverage == DC_COVERS_CELLS) {
        fputs(
            "There is no data floor: layers before the last move, and the scores are not "
            "affine in fixed features. What is confirmed needs the trivial floor only, "
            "where the other does not apply.\n",
            out);
        return;
    }
    if (any_without(report, true))
        fputs(
            "There is no data floor for a loss of log K or more, K the number of classes: "
            "a classifier of equal scores has it, and is never right.\n",
            out);
    if (any_without(report, false))
        fputs(
            "There is no data floor of points that had no room: more --memory gives it to "
            "them.\n",
            out);
}

void cli_simulate_text_print_floor_notes(FILE *out, const cli_simulate_report *report) {
    const dc_simulation *simulation = report->simulation;
    if (simulation->floors != DC_FLOORS_ALL)
        return;
    print_lacks(out, simulation);
    print_why_none(out, report);
    if (any_open(simulation))
        fputs("Some brackets of data floors are open: the floors are their lower ends. "
              "--time-limit gives the search more.\n",
              out);
}
