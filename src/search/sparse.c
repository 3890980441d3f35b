/* Family sparse: every set of k coordinates is a problem of its own.
 *
 * A quick look at each set comes first; then the sets are solved, the most
 * promising first, each only as far as it may still be among the worst. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "geometry/reduce.h"
#include "search/family.h"
#include "search/seeds.h"
#include "search/subset.h"

/* More sets than this are not looked at beforehand. */
enum { MOST_RANKED = 200000 };

typedef struct ranked {
    size_t index;     /* of the set, in lexicographic order */
    dc_mass num, den; /* what the quick look found: floor, or ratio */
    bool found;
} ranked;

typedef struct sparse {
    dc_run *run;
    size_t size, total;     /* k; number of sets, saturated */
    size_t *columns;        /* [size]: the present set */
    ranked *order;          /* [total], or NULL */
    dc_condition threshold; /* worse than the last of the top: no need to solve */
} sparse;

/* n over k, saturated at SIZE_MAX. */
static size_t binomial(size_t n, size_t k) {
    size_t value = 1;
    for (size_t i = 1; i <= k; i++) {
        if (value > SIZE_MAX / (n - k + i))
            return SIZE_MAX;
        value = value * (n - k + i) / i;
    }
    return value;
}

/* The set of a given index. */
static void set_at(sparse *s, size_t index) {
    size_t column = 0;
    for (size_t i = 0; i < s->size; i++, column++) {
        for (;; column++) {
            size_t rest = binomial(s->run->points.dims - column - 1, s->size - i - 1);
            if (index < rest)
                break;
            index -= rest;
        }
        s->columns[i] = column;
    }
}

static int compare_ranked(const void *left, const void *right) {
    const ranked *a = left, *b = right;
    if (a->found != b->found)
        return a->found ? -1 : 1;
    int order = dc_mass_compare_products(b->num, a->den, a->num, b->den);
    if (order)
        return order;
    return (a->index > b->index) - (a->index < b->index);
}

static dc_status open_problem(sparse *s, dc_points *points, dc_problem *problem,
                              const dc_condition *condition, dc_error *error) {
    dc_status status = dc_points_project(points, &s->run->points, s->columns, s->size,
                                         error);
    if (status != DC_OK)
        return status;
    status = dc_points_reduce(points, error);
    if (status == DC_OK)
        status = dc_problem_create(problem, points, condition, NULL, error);
    if (status != DC_OK)
        dc_points_destroy(points);
    return status;
}

static dc_status quick_look(sparse *s, ranked *entry, dc_error *error) {
    dc_points points;
    dc_problem problem;
    dc_status status = open_problem(s, &points, &problem, &s->run->condition, error);
    if (status != DC_OK)
        return status;
    status = dc_seeds(&problem, s->run->limits, false, false, error);
    entry->found = problem.found;
    entry->num = problem.slab.mass;
    entry->den = 1;
    if (problem.condition.by_ratio && problem.found) {
        /* The smaller the ratio, the earlier: rank by its inverse. */
        entry->num = problem.condition.ratio_den;
        entry->den = problem.condition.ratio_num;
    }
    dc_problem_destroy(&problem);
    dc_points_destroy(&points);
    return status;
}

static dc_status rank_sets(sparse *s, dc_error *error) {
    dc_status status = DC_OK;
    if (s->total > MOST_RANKED)
        return DC_OK;
    s->order = calloc(s->total + 1, sizeof *s->order);
    if (!s->order)
        return dc_fail_memory(error, "the order of coordinate sets");
    dc_subset_first(s->columns, s->size);
    for (size_t k = 0; k < s->total && status == DC_OK; k++) {
        s->order[k] = (ranked){ .index = k, .num = 0, .den = 1 };
        if (dc_limits_check(s->run->limits) == DC_STOP_NONE)
            status = quick_look(s, s->order + k, error);
        dc_limits_report(s->run->limits, s->run->result->nodes, s->total, &s->run->known,
                         &s->run->bound);
        dc_subset_next(s->columns, s->size, s->run->points.dims);
    }
    qsort(s->order, s->total, sizeof *s->order, compare_ranked);
    return status;
}

/* The slab of the last of the top sets: a set that is no worse is not listed. */
static void set_threshold(sparse *s, size_t top) {
    dc_condition_assign(&s->threshold, &s->run->condition);
    if (!s->order || s->total < top || !s->order[top - 1].found)
        return;
    const ranked *last = s->order + top - 1;
    if (s->threshold.by_ratio)
        dc_condition_raise(&s->threshold, last->num, last->den);
    else
        dc_condition_raise(&s->threshold, last->num, 0);
}

/* The same when the top sets have been solved, and are heavier than they looked. */
static void raise_threshold(sparse *s, size_t top) {
    const dc_group_result *result = s->run->result;
    if (s->threshold.by_ratio || result->subset_count < top)
        return;
    dc_mass last = dc_mass_most(result->subsets[top - 1].bracket.lo, s->threshold.total);
    if (last > s->threshold.floor)
        dc_condition_raise(&s->threshold, last, 0);
}

static dc_status solve_set(sparse *s, bool in_top, dc_error *error) {
    dc_run *run = s->run;
    dc_points points;
    dc_problem problem;
    dc_condition bound;
    dc_stop stop = DC_STOP_NONE;
    dc_status status = open_problem(s, &points, &problem,
                                    in_top ? &run->condition : &s->threshold, error);
    if (status != DC_OK)
        return status;
    dc_condition_copy(&bound, &problem.condition);
    status = dc_solve(&problem, run, false, &bound, &stop, error);
    if (status == DC_OK)
        status = dc_run_merge(run, &problem, &bound, stop, error);
    dc_subset_result subset = { .count = s->size };
    if (status == DC_OK && problem.found) {
        subset.features = malloc(s->size * sizeof *subset.features);
        if (!subset.features)
            status = dc_fail_memory(error, "a coordinate set");
        for (size_t i = 0; i < s->size && subset.features; i++)
            subset.features[i] = run->points.feature[s->columns[i]];
        if (status == DC_OK)
            status = dc_run_list(run, &subset, &problem, &bound, stop == DC_STOP_NONE,
                                 error);
    }
    dc_condition_clear(&bound);
    dc_problem_destroy(&problem);
    dc_points_destroy(&points);
    return status;
}

static dc_status solve_sets(sparse *s, size_t top, dc_error *error) {
    dc_run *run = s->run;
    dc_status status = DC_OK;
    if (!s->order)
        dc_subset_first(s->columns, s->size);
    for (size_t k = 0; k < s->total && status == DC_OK; k++) {
        dc_stop stop = dc_limits_check(run->limits);
        if (run->result->stop == DC_STOP_NONE)
            run->result->stop = stop;
        if (run->result->stop != DC_STOP_NONE) {
            dc_condition_loosen(&run->bound);
            return DC_OK;
        }
        if (s->order)
            set_at(s, s->order[k].index);
        status = solve_set(s, k < top, error);
        if (status == DC_OK)
            raise_threshold(s, top);
        if (!s->order)
            dc_subset_next(s->columns, s->size, run->points.dims);
    }
    return status;
}

dc_status dc_search_sparse(dc_run *run, dc_error *error) {
    size_t dims = run->points.dims, wanted = run->options->family.sparsity;
    size_t top = run->options->top ? run->options->top : 10;
    if (dims == 0)
        return DC_OK;
    sparse s = { .run = run, .size = wanted < dims ? wanted : dims };
    s.total = binomial(dims, s.size);
    run->result->subset_total = s.total;
    s.columns = malloc((s.size + 1) * sizeof *s.columns);
    if (!s.columns)
        return dc_fail_memory(error, "coordinate sets");
    dc_condition_copy(&s.threshold, &run->condition);
    dc_status status = rank_sets(&s, error);
    if (status == DC_OK) {
        set_threshold(&s, top);
        status = solve_sets(&s, top, error);
    }
    dc_condition_clear(&s.threshold);
    free(s.order);
    free(s.columns);
    return status;
}
