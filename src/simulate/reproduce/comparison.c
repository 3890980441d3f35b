#include "simulate/reproduce/comparison.h"

#include <math.h>
#include <stdlib.h>

const char *dc_arm_name(dc_arm arm) {
    static const char *const names[DC_ARMS] = {
        [DC_ARM_PLAIN] = "plain", [DC_ARM_CLF] = "CLF", [DC_ARM_FACTORS] = "factors"
    };
    return names[arm];
}

const char *dc_steadiness_name(dc_steadiness steadiness) {
    static const char *const names[] = { [DC_STEADIER] = "CLF STEADIER",
                                         [DC_LESS_STEADY] = "CLF LESS STEADY",
                                         [DC_NO_DIFFERENCE] = "NO DIFFERENCE SHOWN",
                                         [DC_NO_SPREAD] = "NO SPREAD",
                                         [DC_TOO_FEW_SEEDS] = "TOO FEW SEEDS",
                                         [DC_NOT_FINITE] = "NOT FINITE" };
    return names[steadiness];
}

const char *dc_mean_name(dc_mean_verdict mean) {
    static const char *const names[] = { [DC_MEAN_EQUAL] = "EQUAL",
                                         [DC_MEAN_BETTER] = "BETTER",
                                         [DC_MEAN_WORSE] = "WORSE",
                                         [DC_MEAN_UNDECIDED] = "UNDECIDED" };
    return names[mean];
}

static bool has_verdict(const dc_reproduce_cell *cell) {
    return cell->count >= DC_REPRODUCE_SEEDS_LEAST &&
           isfinite(cell->spread[DC_ARM_PLAIN].mean) &&
           isfinite(cell->spread[DC_ARM_CLF].mean) &&
           isfinite(cell->spread[DC_ARM_FACTORS].mean);
}

dc_steadiness dc_reproduce_steadiness(const dc_reproduce_cell *cell) {
    const dc_interval *ratio = cell->ratio + DC_RATIO_CLF_PLAIN;
    if (cell->count < DC_REPRODUCE_SEEDS_LEAST)
        return DC_TOO_FEW_SEEDS;
    if (!has_verdict(cell) || isnan(ratio->low) || isnan(ratio->high))
        return DC_NOT_FINITE;
    if (cell->spread[DC_ARM_PLAIN].deviation == 0 &&
        cell->spread[DC_ARM_CLF].deviation == 0)
        return DC_NO_SPREAD;
    if (ratio->high < 1)
        return DC_STEADIER;
    return ratio->low > 1 ? DC_LESS_STEADY : DC_NO_DIFFERENCE;
}

dc_mean_verdict dc_reproduce_mean(const dc_reproduce_cell *cell, double margin,
                                  bool error) {
    const dc_interval *difference = cell->difference + DC_ARM_CLF;
    if (!has_verdict(cell))
        return DC_MEAN_UNDECIDED;
    if (difference->low >= -margin && difference->high <= margin)
        return DC_MEAN_EQUAL;
    if (difference->low > 0)
        return error ? DC_MEAN_WORSE : DC_MEAN_BETTER;
    if (difference->high < 0)
        return error ? DC_MEAN_BETTER : DC_MEAN_WORSE;
    return DC_MEAN_UNDECIDED;
}

/* results[arm][count]: of the seeds whose three runs are complete. */
static void collect(double *const results[DC_ARMS], dc_reproduce_cell *cell, size_t seeds,
                    size_t diverged[DC_ARMS]) {
    cell->count = 0;
    for (size_t k = 0; k < seeds; k++) {
        bool complete = true;
        for (size_t a = 0; a < DC_ARMS; a++)
            complete = complete && cell->runs[a][k].complete;
        for (size_t a = 0; a < DC_ARMS && complete; a++) {
            results[a][cell->count] = cell->runs[a][k].test;
            diverged[a] += cell->runs[a][k].diverged;
        }
        cell->count += complete;
    }
}

bool dc_reproduce_compare(dc_reproduce_cell *cell, size_t seeds, bool regression,
                          const dc_reproduce_options *options, double confidence) {
    const dc_bootstrap bootstrap = { options->rounds, options->bootstrap_seed,
                                     confidence };
    double *all = calloc(seeds, DC_ARMS * sizeof *all);
    double *const results[DC_ARMS] = { all, all + seeds, all + 2 * seeds };
    size_t diverged[DC_ARMS] = { 0 };
    if (!all)
        return false;
    collect(results, cell, seeds, diverged);
    for (size_t a = 0; a < DC_ARMS; a++) {
        cell->spread[a] = dc_spread_of(results[a], cell->count);
        cell->spread[a].diverged = diverged[a];
    }
    bool whole = dc_bootstrap_intervals(cell->ratio, cell->difference, results,
                                        cell->count, &bootstrap);
    double margin = options->margin * (regression ? cell->spread[DC_ARM_PLAIN].mean : 1);
    cell->steadiness = dc_reproduce_steadiness(cell);
    cell->mean = dc_reproduce_mean(cell, margin, regression);
    free(all);
    return whole;
}
