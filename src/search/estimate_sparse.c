/* Family sparse: a quick look at a sample of the sets ranks them, as the search does with all
 * of them; then a sample of those that it solves in full, and of the others, which only have
 * to be no worse. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "search/cost.h"
#include "search/question.h"
#include "search/sets.h"
#include "search/subset.h"

enum {
    LOOKS_MOST = 400,  /* sets that are looked at */
    SOLVED_MOST = 10,  /* of the top ones, and */
    OTHERS_MOST = 20,  /* of the others, whose cost is estimated */
    LEAST_BUDGET = 400 /* boxes for one */
};

/* Sets differ. */
static const double sample_factor = 2;

typedef struct sample {
    dc_run *run;
    dc_sets sets;
    size_t total;     /* number of sets, saturated */
    size_t *columns;  /* [sets.size] */
    dc_ranked *looks; /* [count]: the worst first */
    size_t count;
    double look_seconds; /* of one, on one thread */
} sample;

static dc_set set_at(const sample *s, size_t index) {
    dc_subset_at(s->columns, index, s->sets.size, s->run->points.dims);
    return (dc_set){ .columns = s->columns };
}

static dc_status fail_as(const dc_set *set, dc_error *error) {
    return set->status == DC_OK ? DC_OK
                                : dc_fail(error, set->status, "%s", set->error.message);
}

static dc_status look_at(const sample *s, dc_ranked *entry, dc_error *error) {
    dc_set set = set_at(s, entry->index);
    dc_set_look(&s->sets, &set);
    dc_set_rank(entry, &set);
    return fail_as(&set, error);
}

static dc_status look_at_sets(sample *s, dc_error *error) {
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
    qsort(s->looks, s->count, sizeof *s->looks, dc_ranked_compare);
    return status;
}

/* The cost of one set, from a condition on. */
static dc_status cost_of_set(dc_cost *cost, const sample *s, size_t index,
                             const dc_condition *condition, uint64_t budget,
                             dc_error *error) {
    dc_run *run = s->run;
    dc_set set = set_at(s, index);
    set.status = dc_set_open(&s->sets, &set, condition);
    if (set.status != DC_OK)
        return fail_as(&set, error);
    dc_status status = dc_cost_of(cost, &set.problem, run->limits, false, s->sets.decide,
                                  budget, &set.outcome, error);
    if (status == DC_OK)
        status = dc_run_merge(run, &set.problem, &set.outcome, error);
    dc_outcome_clear(&set.outcome);
    dc_set_close(&set);
    return status;
}

/* A set that is looked at or solved by one thread beside others. */
static void be_part(dc_cost *set) {
    set->alone = 0;
    set->parts = 1;
    set->rounds = 1.0 / DC_SETS_ROUND;
}

/* Adds the cost of looks first .. end - 1, which stand for `sets` sets, from a sample of
 * them. beside: they are solved side by side. */
static dc_status add_part(dc_cost *cost, const sample *s, size_t first, size_t end,
                          double stands_for, size_t most, const dc_condition *condition,
                          bool beside, dc_error *error) {
    size_t count = end - first, taken = count < most ? count : most;
    uint64_t budget = dc_cost_budget(s->run->points.count, s->sets.size,
                                     s->run->limits->progress.group_count *
                                         (SOLVED_MOST + OTHERS_MOST) / 4);
    dc_status status = DC_OK;
    budget = budget < LEAST_BUDGET ? LEAST_BUDGET : budget;
    for (size_t k = 0; k < taken && status == DC_OK; k++) {
        size_t place = first + (2 * k + 1) * count / (2 * taken);
        dc_cost one;
        status = cost_of_set(&one, s, s->looks[place].index, condition, budget, error);
        if (beside)
            be_part(&one);
        if (status == DC_OK)
            dc_cost_add(cost, &one, stands_for / (double)taken);
    }
    return status;
}

static void add_looks(dc_cost *cost, const sample *s) {
    dc_cost look = { .thread_seconds = s->look_seconds,
                     .seconds_low = s->look_seconds,
                     .seconds_high = s->look_seconds };
    be_part(&look);
    dc_cost_add(cost, &look, (double)s->total);
}

static dc_status estimate(dc_cost *cost, sample *s, dc_error *error) {
    dc_run *run = s->run;
    size_t wanted = dc_top_of(run->options);
    double share = (double)s->count / (double)s->total;
    double top = wanted < s->total ? (double)wanted : (double)s->total;
    /* Of the looks, those that stand for the top; one at least. */
    size_t listed = (size_t)(top * share + 0.5);
    listed = listed < 1 ? 1 : listed;
    if (s->count == 0) {
        *cost = (dc_cost){ .at_least = true };
        return DC_OK;
    }
    if (s->looks[listed - 1].found && s->total >= wanted)
        dc_ranked_raise(&s->sets.threshold, s->looks + listed - 1);
    dc_status status = add_part(cost, s, 0, listed, top, SOLVED_MOST, &run->condition,
                                false, error);
    if (status == DC_OK && listed < s->count)
        status = add_part(cost, s, listed, s->count, (double)s->total - top, OTHERS_MOST,
                          &s->sets.threshold, true, error);
    add_looks(cost, s);
    /* What the sets that are solved spare those after them is not estimated. */
    cost->known = false;
    cost->low /= sample_factor;
    cost->high *= sample_factor;
    cost->seconds_low /= sample_factor;
    cost->seconds_high *= sample_factor;
    run->result->stop = DC_STOP_TIME;
    dc_condition_loosen(&run->bound);
    return status;
}

dc_status dc_cost_of_sparse(dc_cost *cost, dc_run *run, dc_error *error) {
    size_t dims = run->points.dims, wanted = run->options->family.sparsity;
    if (dims == 0)
        return DC_OK;
    sample s = { .run = run,
                 .sets = { .points = &run->points,
                           .condition = &run->condition,
                           .size = wanted < dims ? wanted : dims,
                           .decide = run->options->question == DC_DECIDE,
                           .limits = run->limits } };
    s.total = dc_subset_count(s.sets.size, dims);
    run->result->subset_total = s.total;
    s.columns = malloc(s.sets.size * sizeof *s.columns);
    dc_condition_copy(&s.sets.threshold, &run->condition);
    dc_status status = s.columns ? look_at_sets(&s, error)
                                 : dc_fail_memory(error, "the sample of coordinate sets");
    if (status == DC_OK)
        status = estimate(cost, &s, error);
    dc_condition_clear(&s.sets.threshold);
    free(s.looks);
    free(s.columns);
    return status;
}
