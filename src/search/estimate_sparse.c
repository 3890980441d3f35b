/* Family sparse: a quick look at a sample of the sets ranks them, as the search does with all
 * of them; then a sample of those that it solves in full, and of the others, which only have
 * to be no worse. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "geometry/reduce.h"
#include "search/cost.h"
#include "search/seeds.h"
#include "search/subset.h"

enum {
    LOOKS_MOST = 400,  /* sets that are looked at */
    SOLVED_MOST = 10,  /* of the top ones, and */
    OTHERS_MOST = 20,  /* of the others, whose cost is estimated */
    LEAST_BUDGET = 400 /* boxes for one */
};

/* Sets differ. */
static const double sample_factor = 2;

typedef struct look {
    size_t index; /* of the set */
    bool found;
    double badness;         /* the mass, or the inverse of the ratio, that was found */
    dc_condition condition; /* raised to it; kappa and h are the run's */
} look;

typedef struct sets {
    dc_run *run;
    size_t size, total; /* of a set; number of them, saturated */
    size_t *columns;    /* [size] */
    look *looks;        /* [count]: the worst first */
    size_t count;
    double look_seconds; /* of one, on one thread */
} sets;

static dc_status open_set(const sets *s, size_t index, dc_points *points,
                          dc_problem *problem, const dc_condition *condition,
                          dc_error *error) {
    const dc_points *all = &s->run->points;
    dc_subset_at(s->columns, index, s->size, all->dims);
    dc_status status = dc_points_project(points, all, s->columns, s->size, error);
    if (status != DC_OK)
        return status;
    status = dc_points_reduce(points, NULL, error);
    if (status != DC_OK)
        dc_points_destroy(points);
    else
        dc_problem_open(problem, points, condition, NULL);
    return status;
}

static void close_set(dc_points *points, dc_problem *problem) {
    dc_problem_destroy(problem);
    dc_points_destroy(points);
}

static double badness_of(const dc_condition *condition) {
    return condition->by_ratio
               ? (double)condition->ratio_den / (double)condition->ratio_num
               : (double)condition->floor / (double)condition->total;
}

static dc_status look_at(const sets *s, look *l, dc_error *error) {
    dc_points points;
    dc_problem problem;
    dc_status status = open_set(s, l->index, &points, &problem, &s->run->condition,
                                error);
    if (status != DC_OK)
        return status;
    status = dc_seeds(&problem, s->run->limits, false, false, error);
    l->condition = s->run->condition;
    l->condition.floor = problem.condition.floor;
    l->condition.ratio_infinite = problem.condition.ratio_infinite;
    l->condition.ratio_num = problem.condition.ratio_num;
    l->condition.ratio_den = problem.condition.ratio_den;
    l->found = problem.found;
    l->badness = problem.found ? badness_of(&problem.condition) : 0;
    close_set(&points, &problem);
    return status;
}

static int compare_looks(const void *left, const void *right) {
    const look *a = left, *b = right;
    if (a->badness != b->badness)
        return a->badness > b->badness ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

static dc_status look_at_sets(sets *s, dc_error *error) {
    size_t wanted = s->total < LOOKS_MOST ? s->total : LOOKS_MOST;
    double start = dc_clock();
    dc_status status = DC_OK;
    s->looks = calloc(wanted + 1, sizeof *s->looks);
    if (!s->looks)
        return dc_fail_memory(error, "the sample of coordinate sets");
    for (size_t k = 0; k < wanted && status == DC_OK; k++) {
        if (dc_limits_check(s->run->limits) != DC_STOP_NONE)
            break;
        double place = ((double)k + 0.5) * (double)s->total / (double)wanted;
        s->looks[k].index = wanted == s->total ? k : (size_t)place;
        status = look_at(s, s->looks + k, error);
        s->count += status == DC_OK;
    }
    s->look_seconds = (dc_clock() - start) / (double)(s->count ? s->count : 1);
    qsort(s->looks, s->count, sizeof *s->looks, compare_looks);
    return status;
}

/* The cost of one set, from a condition on. */
static dc_status cost_of_set(dc_cost *cost, const sets *s, size_t index,
                             const dc_condition *condition, uint64_t budget,
                             dc_error *error) {
    dc_run *run = s->run;
    dc_points points;
    dc_problem problem;
    dc_outcome outcome;
    dc_status status = open_set(s, index, &points, &problem, condition, error);
    if (status != DC_OK)
        return status;
    status = dc_cost_of(cost, &problem, run->limits, false,
                        run->options->question == DC_DECIDE, budget, &outcome, error);
    if (status == DC_OK)
        status = dc_run_merge(run, &problem, &outcome, error);
    dc_outcome_clear(&outcome);
    close_set(&points, &problem);
    return status;
}

/* Adds the cost of looks first .. end - 1, which stand for `sets` sets, from a sample of
 * them. */
static dc_status add_part(dc_cost *cost, const sets *s, size_t first, size_t end,
                          double stands_for, size_t most, const dc_condition *condition,
                          dc_error *error) {
    size_t count = end - first, taken = count < most ? count : most;
    uint64_t budget = dc_cost_budget(s->run->points.count, s->size,
                                     s->run->limits->progress.group_count *
                                         (SOLVED_MOST + OTHERS_MOST) / 4);
    dc_status status = DC_OK;
    budget = budget < LEAST_BUDGET ? LEAST_BUDGET : budget;
    for (size_t k = 0; k < taken && status == DC_OK; k++) {
        size_t place = first + (2 * k + 1) * count / (2 * taken);
        dc_cost one;
        status = cost_of_set(&one, s, s->looks[place].index, condition, budget, error);
        if (status == DC_OK)
            dc_cost_add(cost, &one, stands_for / (double)taken);
    }
    return status;
}

static dc_status estimate(dc_cost *cost, sets *s, dc_error *error) {
    dc_run *run = s->run;
    size_t wanted = run->options->top ? run->options->top : 10;
    double share = (double)s->count / (double)s->total;
    double top = wanted < s->total ? (double)wanted : (double)s->total;
    /* Of the looks, those that stand for the top; one at least. */
    size_t listed = (size_t)(top * share + 0.5);
    listed = listed < 1 ? 1 : listed;
    if (s->count == 0) {
        *cost = (dc_cost){ .at_least = true };
        return DC_OK;
    }
    const dc_condition *last = s->looks[listed - 1].found && s->total >= wanted
                                   ? &s->looks[listed - 1].condition
                                   : &run->condition;
    dc_status status = add_part(cost, s, 0, listed, top, SOLVED_MOST, &run->condition,
                                error);
    if (status == DC_OK && listed < s->count)
        status = add_part(cost, s, listed, s->count, (double)s->total - top, OTHERS_MOST,
                          last, error);
    cost->thread_seconds += s->look_seconds * (double)s->total;
    /* What the sets that are solved spare those after them is not estimated. */
    cost->known = false;
    cost->low /= sample_factor;
    cost->high *= sample_factor;
    run->result->stop = DC_STOP_TIME;
    dc_condition_loosen(&run->bound);
    return status;
}

dc_status dc_cost_of_sparse(dc_cost *cost, dc_run *run, dc_error *error) {
    size_t dims = run->points.dims, wanted = run->options->family.sparsity;
    if (dims == 0)
        return DC_OK;
    sets s = { .run = run, .size = wanted < dims ? wanted : dims };
    s.total = dc_subset_count(s.size, dims);
    run->result->subset_total = s.total;
    s.columns = malloc(s.size * sizeof *s.columns);
    dc_status status = s.columns ? look_at_sets(&s, error)
                                 : dc_fail_memory(error, "the sample of coordinate sets");
    if (status == DC_OK)
        status = estimate(cost, &s, error);
    free(s.looks);
    free(s.columns);
    return status;
}
