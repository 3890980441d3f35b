/* Family sparse: every set of k coordinates is a problem of its own.
 *
 * A quick look at each set comes first; then the sets are solved, the most
 * promising first, each only as far as it may still be among the worst. Those that look
 * worst are solved one after the other, each on all threads; then several sets at a
 * time, one on each thread. What a round asks of its sets is fixed before it begins and
 * the answers are merged in order, so that nothing depends on the number of threads. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "search/checkpoint.h"
#include "search/family.h"
#include "search/pack.h"
#include "search/pack_result.h"
#include "search/question.h"
#include "search/sets.h"
#include "search/subset.h"
#include "search/trace.h"

/* More sets than this are not looked at beforehand. */
enum { MOST_RANKED = 200000 };

typedef struct sparse {
    dc_run *run;
    size_t size, total; /* k; number of sets, saturated */
    size_t *columns;    /* [DC_SETS_ROUND size]: of the round */
    size_t *next;       /* [size]: without an order, the set that is next */
    dc_ranked *order;   /* [total], or NULL */
    dc_set *round;      /* [DC_SETS_ROUND] */
    size_t k;           /* sets solved before this round */
    dc_sets sets;       /* threshold: worse than the last of the top: no need to solve */
} sparse;

/* The first failure of a round, or DC_OK. */
static dc_status round_status(const sparse *s, size_t count, dc_error *error) {
    for (size_t i = 0; i < count; i++)
        if (s->round[i].status != DC_OK) {
            if (error)
                *error = s->round[i].error;
            return s->round[i].status;
        }
    return DC_OK;
}

/* Looks at the sets order[0 .. count - 1]. */
static dc_status look_at(sparse *s, dc_ranked *order, size_t count, dc_error *error) {
    for (size_t i = 0; i < count; i++)
        dc_subset_at(s->round[i].columns, order[i].index, s->size, s->run->points.dims);
    dc_status status = dc_sets_look(&s->sets, s->round, count, error);
    for (size_t i = 0; i < count; i++)
        dc_set_rank(order + i, s->round + i);
    return status == DC_OK ? round_status(s, count, error) : status;
}

static dc_status rank_sets(sparse *s, dc_error *error) {
    dc_status status = DC_OK;
    dc_limits *limits = s->run->limits;
    if (s->total > MOST_RANKED)
        return DC_OK;
    s->order = calloc(s->total + 1, sizeof *s->order);
    if (!s->order)
        return dc_fail_memory(error, "the order of coordinate sets");
    for (size_t k = 0; k < s->total; k++)
        s->order[k] = (dc_ranked){ .index = k, .num = 0, .den = 1 };
    for (size_t k = 0; k < s->total && status == DC_OK; k += DC_SETS_ROUND) {
        size_t count = s->total - k < DC_SETS_ROUND ? s->total - k : DC_SETS_ROUND;
        if (dc_limits_check(limits) != DC_STOP_NONE)
            break;
        status = look_at(s, s->order + k, count, error);
        dc_run_report(s->run, s->total - k);
    }
    qsort(s->order, s->total, sizeof *s->order, dc_ranked_compare);
    return status;
}

/* The slab of the last of the top sets: a set that is no worse is not listed. */
static void set_threshold(sparse *s, size_t top) {
    dc_condition_assign(&s->sets.threshold, &s->run->condition);
    if (!s->order || s->total < top || !s->order[top - 1].found)
        return;
    const dc_ranked *last = s->order + top - 1;
    dc_ranked_raise(&s->sets.threshold, last);
}

/* The same when the top sets have been solved, and are heavier than they looked. */
static void raise_threshold(sparse *s, size_t top) {
    const dc_group_result *result = s->run->result;
    if (s->sets.threshold.by_ratio || result->subset_count < top)
        return;
    dc_mass last = dc_mass_most(result->subsets[top - 1].bracket.lo,
                                s->sets.threshold.total);
    if (last > s->sets.threshold.floor)
        dc_condition_raise(&s->sets.threshold, last, 0);
}

/* The sets of a round that starts with the k-th; returns how many. */
static size_t take_round(sparse *s, size_t k, size_t top) {
    size_t last = k < top ? k + 1 : k + DC_SETS_ROUND, count = 0;
    for (; k < last && k < s->total; k++, count++) {
        dc_set *a = s->round + count;
        a->in_top = k < top;
        if (s->order) {
            dc_subset_at(a->columns, s->order[k].index, s->size, s->run->points.dims);
        } else {
            memcpy(a->columns, s->next, s->size * sizeof *a->columns);
            dc_subset_next(s->next, s->size, s->run->points.dims);
        }
    }
    return count;
}

/* The bracket of one set is not that of the group. */
static dc_status solve_round(sparse *s, size_t count, dc_error *error) {
    dc_limits *limits = s->run->limits;
    dc_trace *trace = limits->trace;
    limits->trace = NULL;
    limits->nodes = s->run->result->nodes;
    dc_status status = dc_sets_solve(&s->sets, s->round, count, error);
    limits->nodes = 0;
    limits->trace = trace;
    return status;
}

static dc_status merge_set(const sparse *s, dc_set *a, dc_error *error) {
    dc_run *run = s->run;
    dc_status status = dc_run_merge(run, &a->problem, &a->outcome, error);
    if (status != DC_OK || !a->problem.found)
        return status;
    dc_subset_result subset = { .count = s->size,
                                .features = malloc(s->size * sizeof *subset.features) };
    if (!subset.features)
        return dc_fail_memory(error, "a coordinate set");
    for (size_t i = 0; i < s->size; i++)
        subset.features[i] = run->points.feature[a->columns[i]];
    return dc_run_list(run, &subset, &a->problem, &a->outcome.bound,
                       a->outcome.stop == DC_STOP_NONE, error);
}

/* status: of the round so far. */
static dc_status merge_round(sparse *s, size_t count, size_t top, dc_status status,
                             dc_error *error) {
    if (status == DC_OK)
        status = round_status(s, count, error);
    for (size_t i = 0; i < count; i++) {
        dc_set *a = s->round + i;
        if (status == DC_OK)
            status = merge_set(s, a, error);
        if (a->opened)
            dc_outcome_clear(&a->outcome);
        dc_set_close(a);
    }
    if (status == DC_OK)
        raise_threshold(s, top);
    return status;
}

/* The state before a round. */
static void put_sets(dc_saving *saving, const void *of) {
    const sparse *s = of;
    const dc_run *run = s->run;
    dc_bytes *bytes = &saving->bytes;
    dc_put_group(saving, run->result);
    dc_bytes_put_bool(bytes, run->found);
    dc_put_bound(bytes, &run->known);
    dc_put_bound(bytes, &run->bound);
    dc_put_bound(bytes, &s->sets.threshold);
    dc_bytes_put_u64(bytes, s->k);
    dc_bytes_put_u64(bytes, s->order ? s->total : 0);
    for (size_t k = 0; s->order && k < s->total; k++) {
        dc_bytes_put_u64(bytes, s->order[k].index);
        dc_saving_flow(saving);
    }
}

/* Of the order the indices are enough: what was found has been turned into the threshold. */
static dc_status get_order(dc_reader *reader, sparse *s, dc_error *error) {
    size_t count = dc_get_count(reader, sizeof(uint64_t));
    bool ordered = s->total <= MOST_RANKED;
    if (reader->bad || count != (ordered ? s->total : 0)) {
        reader->bad = true;
        return DC_OK;
    }
    s->order = ordered ? calloc(s->total + 1, sizeof *s->order) : NULL;
    if (ordered && !s->order)
        return dc_fail_memory(error, "the order of coordinate sets");
    for (size_t k = 0; k < count; k++) {
        s->order[k].index = dc_get_u64(reader);
        if (s->order[k].index >= s->total)
            reader->bad = true;
    }
    return DC_OK;
}

static dc_status get_sets(dc_reader *reader, sparse *s, dc_error *error) {
    dc_run *run = s->run;
    dc_get_group(reader, run->result, dc_dataset_features(run->data), run->limits);
    run->found = dc_get_bool(reader);
    dc_get_bound(reader, &run->known);
    dc_get_bound(reader, &run->bound);
    dc_get_bound(reader, &s->sets.threshold);
    s->k = dc_get_u64(reader);
    dc_status status = get_order(reader, s, error);
    if (s->k > s->total || run->result->subset_total != s->total ||
        (run->found && !run->result->witness.v) || run->result->trace_count > 0)
        reader->bad = true;
    if (status == DC_OK)
        status = dc_checkpoint_check(run->limits->checkpoint, error);
    if (status == DC_OK && !s->order && s->k < s->total)
        dc_subset_at(s->next, s->k, s->size, s->run->points.dims);
    return status;
}

/* The order of the sets, or what a checkpoint holds in its place. */
static dc_status begin(sparse *s, size_t top, dc_error *error) {
    dc_checkpoint *checkpoint = s->run->limits->checkpoint;
    dc_reader *reader = dc_checkpoint_section(checkpoint, DC_LEVEL_SETS);
    dc_status status = reader ? get_sets(reader, s, error) : rank_sets(s, error);
    if (status == DC_OK && !reader)
        set_threshold(s, top);
    if (status == DC_OK && (reader || dc_limits_check(s->run->limits) == DC_STOP_NONE))
        dc_checkpoint_enter(checkpoint, DC_LEVEL_SETS, put_sets, s);
    return status;
}

/* The last state that the undisturbed search comes through is that before the round. */
static void keep_if_cut(const sparse *s, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const dc_set *a = s->round + i;
        if (a->opened && a->outcome.stop != DC_STOP_NONE)
            dc_checkpoint_stop(s->run->limits->checkpoint, a->outcome.stop);
    }
}

static dc_status solve_sets(sparse *s, size_t top, dc_error *error) {
    dc_run *run = s->run;
    dc_status status = DC_OK;
    for (size_t count; s->k < s->total && status == DC_OK; s->k += count) {
        size_t k = s->k;
        dc_checkpoint_pause(run->limits->checkpoint);
        dc_stop stop = run->result->stop;
        if (stop == DC_STOP_NONE)
            stop = dc_limits_check(run->limits);
        if (stop != DC_STOP_NONE) { /* the result that is kept must not know of it */
            dc_checkpoint_stop(run->limits->checkpoint, stop);
            run->result->stop = stop;
            dc_condition_loosen(&run->bound);
            return DC_OK;
        }
        count = take_round(s, k, top);
        status = solve_round(s, count, error);
        if (status == DC_OK)
            keep_if_cut(s, count);
        status = merge_round(s, count, top, status, error);
        dc_run_report(run, s->total - k - count);
    }
    return status;
}

dc_status dc_search_sparse(dc_run *run, dc_error *error) {
    size_t dims = run->points.dims, wanted = run->options->family.sparsity;
    size_t top = dc_top_of(run->options);
    if (dims == 0)
        return DC_OK;
    sparse s = { .run = run, .size = wanted < dims ? wanted : dims };
    s.total = dc_subset_count(s.size, dims);
    run->result->subset_total = s.total;
    s.columns = malloc((DC_SETS_ROUND + 1) * s.size * sizeof *s.columns);
    s.round = calloc(DC_SETS_ROUND, sizeof *s.round);
    if (!s.columns || !s.round) {
        free(s.columns);
        free(s.round);
        return dc_fail_memory(error, "coordinate sets");
    }
    for (size_t i = 0; i < DC_SETS_ROUND; i++)
        s.round[i].columns = s.columns + i * s.size;
    s.next = s.columns + DC_SETS_ROUND * s.size;
    dc_subset_first(s.next, s.size);
    s.sets = (dc_sets){ .points = &run->points,
                        .condition = &run->condition,
                        .size = s.size,
                        .decide = run->options->question == DC_DECIDE,
                        .limits = run->limits,
                        .looks = { .threads = run->options->threads, .heavy = true },
                        .solutions = { .threads = run->options->threads,
                                       .heavy = true } };
    dc_condition_copy(&s.sets.threshold, &run->condition);
    dc_status status = begin(&s, top, error);
    if (status == DC_OK)
        status = solve_sets(&s, top, error);
    dc_checkpoint_leave(run->limits->checkpoint, DC_LEVEL_SETS);
    dc_sets_end(&s.sets);
    dc_condition_clear(&s.sets.threshold);
    free(s.order);
    free(s.round);
    free(s.columns);
    return status;
}
