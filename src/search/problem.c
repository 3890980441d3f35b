#include "search/problem.h"

#include <string.h>

#include <flint/fmpz_vec.h>

void dc_primitive(fmpz *v, size_t dims) {
    fmpz_t content;
    fmpz_init(content);
    _fmpz_vec_content(content, v, (slong)dims);
    size_t first = 0;
    while (first < dims && fmpz_is_zero(v + first))
        first++;
    if (first < dims && fmpz_sgn(v + first) < 0)
        fmpz_neg(content, content);
    if (!fmpz_is_zero(content))
        _fmpz_vec_scalar_divexact_fmpz(v, v, (slong)dims, content);
    fmpz_clear(content);
}

static void scale_width(fmpq_t width, const fmpz_t factor) {
    fmpq_t by;
    fmpq_init(by);
    fmpq_set_fmpz(by, factor);
    fmpq_mul(width, width, by);
    fmpq_clear(by);
}

void dc_problem_open(dc_problem *problem, const dc_points *points,
                     const dc_condition *condition, const mpq_t width) {
    memset(problem, 0, sizeof *problem);
    problem->points = points;
    dc_condition_copy(&problem->condition, condition);
    problem->v = _fmpz_vec_init((slong)points->dims);
    fmpq_init(problem->width);
    dc_interval_init(&problem->slab);
    problem->wide = width != NULL;
    if (width) {
        fmpq_t scaled;
        fmpq_init(scaled);
        fmpq_set_mpq(scaled, width);
        if (points->dims)
            scale_width(scaled, points->scale);
        fmpq_set(problem->width, scaled);
        fmpq_clear(scaled);
    }
}

dc_status dc_problem_place(dc_problem *problem, const dc_limits *limits,
                           dc_error *error) {
    dc_watch watch = { .stop = DC_STOP_NONE };
    if (problem->placed || problem->stop != DC_STOP_NONE)
        return DC_OK;
    if (limits)
        dc_watch_start(&watch, limits);
    dc_status status = dc_space_create(&problem->space, problem->points, !problem->wide,
                                       limits ? &watch.halt : NULL, error);
    problem->placed = status == DC_OK;
    problem->stop = watch.stop;
    return status == DC_ESTOPPED ? DC_OK : status;
}

dc_status dc_problem_create(dc_problem *problem, const dc_points *points,
                            const dc_condition *condition, const mpq_t width,
                            dc_error *error) {
    dc_problem_open(problem, points, condition, width);
    dc_status status = dc_problem_place(problem, NULL, error);
    if (status != DC_OK)
        dc_problem_destroy(problem);
    return status;
}

void dc_problem_destroy(dc_problem *problem) {
    if (!problem->points)
        return;
    dc_interval_clear(&problem->slab);
    fmpq_clear(problem->width);
    _fmpz_vec_clear(problem->v, (slong)problem->points->dims);
    dc_condition_clear(&problem->condition);
    dc_space_destroy(&problem->space);
    memset(problem, 0, sizeof *problem);
}

double dc_problem_width(const dc_problem *problem) {
    mpq_t exact;
    mpq_init(exact);
    fmpq_get_mpq(exact, problem->width);
    mpq_div_2exp(exact, exact, (mp_bitcnt_t)problem->space.shift);
    double width = mpq_get_d(exact);
    mpq_clear(exact);
    return width;
}

/* Zero entries of v, often nearly all, are passed over. */
static void project(fmpz *projection, const dc_points *points, const fmpz *v) {
    for (size_t l = 0; l < points->dims; l++)
        for (size_t k = 0; k < points->count && !fmpz_is_zero(v + l); k++)
            fmpz_addmul(projection + k, dc_points_row(points, k) + l, v + l);
}

dc_status dc_problem_look(const dc_problem *problem, const fmpz *v,
                          dc_condition *condition, dc_interval *best, bool *found,
                          dc_error *error) {
    const dc_points *points = problem->points;
    fmpq_t width;
    fmpz_t longest;
    fmpz *projection = _fmpz_vec_init((slong)points->count);
    fmpq_init(width);
    fmpz_init(longest);
    _fmpz_vec_height(longest, v, (slong)points->dims);
    fmpq_set(width, problem->width);
    scale_width(width, longest);
    project(projection, points, v);
    dc_status status = dc_line_search(best, found, projection, points->weight,
                                      points->count, problem->wide ? width : NULL,
                                      condition, error);
    fmpz_clear(longest);
    fmpq_clear(width);
    _fmpz_vec_clear(projection, (slong)points->count);
    return status;
}

void dc_problem_direction(fmpz *v, const dc_problem *problem, const fmpz *v_space) {
    dc_space_direction(v, &problem->space, v_space);
    dc_primitive(v, problem->points->dims);
}

void dc_problem_keep(dc_problem *problem, const fmpz *v, const dc_interval *slab,
                     const dc_condition *condition) {
    _fmpz_vec_set(problem->v, v, (slong)problem->points->dims);
    dc_interval_set(&problem->slab, slab);
    dc_condition_assign(&problem->condition, condition);
    problem->found = true;
}

dc_status dc_problem_try_own(dc_problem *problem, const fmpz *v, bool *improved,
                             dc_error *error) {
    dc_condition condition;
    dc_interval slab;
    dc_interval_init(&slab);
    dc_condition_copy(&condition, &problem->condition);
    dc_status status = dc_problem_look(problem, v, &condition, &slab, improved, error);
    if (status == DC_OK && *improved)
        dc_problem_keep(problem, v, &slab, &condition);
    dc_condition_clear(&condition);
    dc_interval_clear(&slab);
    return status;
}

dc_status dc_problem_try(dc_problem *problem, const fmpz *v_space, bool *improved,
                         dc_error *error) {
    slong dims = (slong)problem->points->dims;
    fmpz *v = _fmpz_vec_init(dims);
    dc_problem_direction(v, problem, v_space);
    dc_status status = dc_problem_try_own(problem, v, improved, error);
    _fmpz_vec_clear(v, dims);
    return status;
}
