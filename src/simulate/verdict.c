#include "simulate/verdict.h"

#include <math.h>

/* Makes up for the rounding of T5 in doubles. */
static const double SLACK = 1e-12;

static bool rose(const dc_run *run) {
    return run->highest != run->start;
}

/* All of T8 that are failed. */
static unsigned lacks(const dc_run *run, const dc_setting *setting) {
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

/* T5 and T9 need no more than these. */
static unsigned asked_for(const dc_setting *setting) {
    return setting->options->floors == DC_FLOORS_ALL
               ? 1u << DC_NEEDS_START | 1u << DC_NEEDS_LOSS
               : ~0u;
}

static bool is_below_trivial(const dc_look *look) {
    return look->possible < 1 - (look->loss + look->loss_error) / M_LN2 - SLACK;
}

/* T5 needs no condition, and holds at every look. */
static bool refutes_trivial_floor(const dc_run *run) {
    for (size_t k = 0; k < run->look_count; k++)
        if (is_below_trivial(run->looks + k))
            return true;
    return run->attacked && is_below_trivial(&run->adversary);
}

/* Exact accuracies of points without weights are multiples of 1/N: rounds a bound to the
 * nearest above or below. */
static void round_to_points(mpq_t bound, size_t points, bool up) {
    mpz_t count;
    mpz_init(count);
    mpz_mul_ui(count, mpq_numref(bound), points);
    (up ? mpz_cdiv_q : mpz_fdiv_q)(count, count, mpq_denref(bound));
    mpq_set_z(bound, count);
    mpz_set_ui(mpq_denref(bound), points);
    mpq_canonicalize(bound);
    mpz_clear(count);
}

/* -1, 0 or 1: an accuracy that is known to be at least the bound (from_below), or at most,
 * is less than, equal to, greater than the floor. */
static int compare(double bound, bool from_below, const mpq_t floor,
                   const dc_setting *setting) {
    mpq_t exact;
    mpq_init(exact);
    mpq_set_d(exact, bound);
    if (setting->data && !dc_dataset_weighted(setting->data))
        round_to_points(exact, dc_dataset_points(setting->data), from_below);
    int order = mpq_cmp(exact, floor);
    mpq_clear(exact);
    return order;
}

/* Least of certain and of possible accuracies. */
typedef struct least {
    double certain, possible;
} least;

/* From t0 on. */
static least of_looks(const dc_run *run) {
    least l = { 1, 1 };
    for (size_t k = run->start; k < run->look_count; k++) {
        l.certain = fmin(l.certain, run->looks[k].certain);
        l.possible = fmin(l.possible, run->looks[k].possible);
    }
    return l;
}

/* Holds accuracies against a floor that applies. */
static void judge(dc_run *run, least l, const mpq_t floor, const dc_setting *setting) {
    if (compare(l.possible, false, floor, setting) < 0)
        run->finding = DC_REFUTED;
    else if (compare(l.certain, true, floor, setting) < 0)
        run->fails |= 1u << DC_NEEDS_DIGITS;
}

/* With the largest loss as Lbar the floors speak of the looks even where the loss rose. */
static void judge_looks(dc_run *run, const dc_setting *setting) {
    least l = of_looks(run);
    if (setting->options->floors == DC_FLOORS_ALL)
        judge(run, l, run->ground.floor.trivial, setting);
    if ((run->lacks & ~(1u << DC_NEEDS_LOSS)) == 0)
        judge(run, l, run->ground.floor.accuracy, setting);
    if (run->data_floor)
        judge(run, l, run->data_floor->least, setting);
    if (run->data_floor &&
        run->data_floor->vacuous) /* the run is a classifier of that loss */
        run->finding = DC_REFUTED;
}

static bool is_below(const dc_run *run, const mpq_t floor, const dc_setting *setting) {
    return compare(run->adversary.possible, false, floor, setting) < 0;
}

/* An adversary's slopes have no bound, so that it need not belong to the family. To come
 * within rounding errors of a floor is what it is for. */
static void judge_adversary(dc_run *run, const dc_setting *setting) {
    bool doubling = (run->lacks & ~(1u << DC_NEEDS_LOSS)) == 0 &&
                    setting->options->floor.check.family.kind == DC_FAMILY_ALL;
    if (is_below(run, run->ground.floor.trivial, setting) ||
        (doubling && is_below(run, run->ground.floor.accuracy, setting)) ||
        (run->data_floor && is_below(run, run->data_floor->least, setting)))
        run->finding = DC_REFUTED;
}

void dc_verdict_of_run(dc_run *run, const dc_setting *setting) {
    run->lacks = lacks(run, setting);
    run->fails = run->lacks & asked_for(setting);
    run->finding = DC_CONFIRMED;
    if (refutes_trivial_floor(run))
        run->finding = DC_REFUTED;
    if (run->start != SIZE_MAX)
        judge_looks(run, setting);
    if (run->attacked)
        judge_adversary(run, setting);
    if (run->finding == DC_CONFIRMED && run->fails)
        run->finding = DC_NOT_COVERED;
}

dc_finding dc_verdict_of_all(const dc_run *runs, size_t count) {
    dc_finding worst = DC_CONFIRMED;
    for (size_t k = 0; k < count; k++)
        if (runs[k].finding > worst)
            worst = runs[k].finding;
    return worst;
}
