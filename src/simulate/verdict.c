#include "simulate/verdict.h"

#include <math.h>

/* Makes up for the rounding of T5 in doubles. */
static const double SLACK = 1e-12;

static bool rose(const dc_run *run) {
    return run->highest != run->start;
}

/* All that are failed, but for DC_NEEDS_DIGITS. */
static unsigned failed(const dc_run *run, const dc_setting *setting) {
    if (run->start == SIZE_MAX)
        return 1u << DC_NEEDS_START;
    bool falls = run->ground.standing == DC_FALLS;
    const bool fails[DC_HYPOTHESES] = {
        [DC_NEEDS_LOSS] = rose(run),
        [DC_NEEDS_CELLS] = run->moved,
        [DC_NEEDS_SLOPES] = !run->fits,
        [DC_NEEDS_CONDITION] = !run->moved && falls,
        [DC_NEEDS_ANSWER] = !run->moved && run->ground.standing == DC_OPEN,
        [DC_NEEDS_INCLINE] = !run->moved && falls && setting->flat,
    };
    unsigned bits = 0;
    for (unsigned h = 0; h < DC_HYPOTHESES; h++)
        bits |= fails[h] ? 1u << h : 0;
    return bits;
}

/* T5 needs no condition, and holds at every look. */
static bool refutes_trivial_floor(const dc_run *run) {
    for (size_t k = 0; k < run->look_count; k++) {
        const dc_look *look = run->looks + k;
        double floor = 1 - (look->loss + look->loss_error) / M_LN2;
        if (look->possible < floor - SLACK)
            return true;
    }
    return false;
}

/* -1, 0 or 1: an accuracy is less than, equal to, greater than the floor. */
static int compare(double accuracy, const dc_run *run) {
    mpq_t exact;
    mpq_init(exact);
    mpq_set_d(exact, accuracy);
    int order = mpq_cmp(exact, run->ground.floor.accuracy);
    mpq_clear(exact);
    return order;
}

/* Least of certain and of possible accuracies from t0 on. */
static void find_least(const dc_run *run, double *certain, double *possible) {
    *certain = *possible = 1;
    for (size_t k = run->start; k < run->look_count; k++) {
        *certain = fmin(*certain, run->looks[k].certain);
        *possible = fmin(*possible, run->looks[k].possible);
    }
}

void dc_verdict_of_run(dc_run *run, const dc_setting *setting) {
    double certain, possible;
    run->fails = failed(run, setting);
    run->finding = run->fails ? DC_NOT_COVERED : DC_CONFIRMED;
    if (refutes_trivial_floor(run))
        run->finding = DC_REFUTED;
    /* With the largest loss as Lbar, T8 speaks of the looks even where the loss rose. */
    if (run->fails & ~(1u << DC_NEEDS_LOSS))
        return;
    find_least(run, &certain, &possible);
    if (compare(possible, run) < 0) {
        run->finding = DC_REFUTED;
    } else if (compare(certain, run) < 0) {
        run->fails |= 1u << DC_NEEDS_DIGITS;
        run->finding = DC_NOT_COVERED;
    }
}

dc_finding dc_verdict_of_all(const dc_run *runs, size_t count) {
    dc_finding worst = DC_CONFIRMED;
    for (size_t k = 0; k < count; k++)
        if (runs[k].finding > worst)
            worst = runs[k].finding;
    return worst;
}
