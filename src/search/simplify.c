#include "search/simplify.h"

#include <flint/fmpz_vec.h>

enum { MOST_BITS = 40, MOST_WORK = 400000 };

/* condition that wants slabs as good as the one found, too. False where the
 * numbers have no room for that. */
static bool want_equals(dc_condition *condition, const dc_problem *problem) {
    const dc_mass roomy = (dc_mass)1 << 40;
    dc_condition_assign(condition, &problem->condition);
    if (!condition->by_ratio) {
        condition->floor = problem->slab.mass - 1;
        return true;
    }
    if (condition->total >= roomy)
        return false;
    dc_mass fine = condition->total + 1;
    condition->ratio_num = condition->ratio_num * fine + 1;
    condition->ratio_den *= fine;
    return true;
}

/* spread[l]: the bits of the greatest difference in coordinate l. */
static long spread_bits(const dc_points *points, size_t l) {
    long bits = 0;
    fmpz_t difference;
    fmpz_init(difference);
    for (size_t k = 1; k < points->count; k++) {
        fmpz_sub(difference, dc_points_row(points, k) + l, dc_points_row(points, 0) + l);
        bits = (long)fmpz_bits(difference) > bits ? (long)fmpz_bits(difference) : bits;
    }
    fmpz_clear(difference);
    return bits;
}

/* value rounded to a multiple of 2^places. */
static void round_to(fmpz_t value, long places) {
    if (places <= 0)
        return;
    fmpz_t half;
    fmpz_init(half);
    fmpz_one_2exp(half, (ulong)places - 1);
    fmpz_add(value, value, half);
    fmpz_fdiv_q_2exp(value, value, (ulong)places);
    fmpz_mul_2exp(value, value, (ulong)places);
    fmpz_clear(half);
}

/* v: problem->v, each entry rounded so that projections keep `bits` bits. Entries
 * are rounded over the file's columns, where they are scale[l] as large; common is
 * the least common multiple of the scales. */
static void round_direction(fmpz *v, const dc_problem *problem, const long *effect,
                            long most, const fmpz_t common, long bits) {
    const dc_points *points = problem->points;
    for (size_t l = 0; l < points->dims; l++) {
        fmpz_mul(v + l, problem->v + l, points->scale + l);
        /* effect[l] is what one unit of v_l weighs, most the whole. */
        long own = most - effect[l] + (long)fmpz_bits(points->scale + l);
        round_to(v + l, own - bits);
        fmpz_mul(v + l, v + l, common);
        fmpz_divexact(v + l, v + l, points->scale + l);
    }
    dc_primitive(v, points->dims);
}

dc_status dc_problem_simplify(dc_problem *problem, dc_error *error) {
    const dc_points *points = problem->points;
    slong dims = (slong)points->dims;
    dc_status status = DC_OK;
    if (!problem->found || dims < 2 || points->count * points->dims > MOST_WORK)
        return DC_OK;
    dc_condition condition;
    dc_interval slab;
    fmpz_t common;
    fmpz *v = _fmpz_vec_init(dims);
    long *effect = flint_malloc(points->dims * sizeof *effect), most = 0;
    bool found = false;
    dc_condition_copy(&condition, &problem->condition);
    dc_interval_init(&slab);
    fmpz_init_set_ui(common, 1);
    for (slong l = 0; l < dims; l++) {
        effect[l] = spread_bits(points, (size_t)l);
        long whole = effect[l] + (long)fmpz_bits(problem->v + l);
        most = whole > most ? whole : most;
        fmpz_lcm(common, common, points->scale + l);
    }
    for (long bits = 1; bits <= MOST_BITS && !found && status == DC_OK; bits++) {
        round_direction(v, problem, effect, most, common, bits);
        if (_fmpz_vec_is_zero(v, dims) || !want_equals(&condition, problem))
            continue;
        status = dc_problem_look(problem, v, &condition, &slab, &found, error);
        if (status == DC_OK && found)
            dc_problem_keep(problem, v, &slab, &condition);
    }
    fmpz_clear(common);
    dc_interval_clear(&slab);
    dc_condition_clear(&condition);
    flint_free(effect);
    _fmpz_vec_clear(v, dims);
    return status;
}
