#include "search/sets.h"

#include <omp.h>
#include <stdlib.h>

#include "base/error.h"
#include "geometry/reduce.h"
#include "lp/alternative.h"
#include "search/copy.h"
#include "search/family.h"
#include "search/pack.h"
#include "search/seeds.h"
#include "search/trades.h"

void dc_set_rank(dc_ranked *entry, const dc_set *set) {
    entry->found = set->found;
    entry->num = set->num;
    entry->den = set->den;
}

int dc_ranked_compare(const void *left, const void *right) {
    const dc_ranked *a = left, *b = right;
    if (a->found != b->found)
        return a->found ? -1 : 1;
    int order = dc_mass_compare_products(b->num, a->den, a->num, b->den);
    if (order)
        return order;
    return (a->index > b->index) - (a->index < b->index);
}

void dc_ranked_raise(dc_condition *condition, const dc_ranked *entry) {
    dc_condition_raise(condition, entry->num, condition->by_ratio ? entry->den : 0);
}

void dc_set_close(dc_set *set) {
    if (!set->opened)
        return;
    dc_problem_destroy(&set->problem);
    dc_points_destroy(&set->points);
    set->opened = false;
}

dc_status dc_set_open(const dc_sets *sets, dc_set *set, const dc_condition *condition) {
    dc_watch watch;
    dc_status status = dc_points_project(&set->points, sets->points, set->columns,
                                         sets->size, &set->error);
    if (status != DC_OK)
        return status;
    dc_watch_start(&watch, sets->limits);
    status = dc_points_reduce(&set->points, &watch.halt, &set->error);
    set->opened = status == DC_OK || status == DC_ESTOPPED;
    if (!set->opened) {
        dc_points_destroy(&set->points);
        return status;
    }
    dc_problem_open(&set->problem, &set->points, condition, NULL);
    set->problem.stop = watch.stop;
    return DC_OK;
}

static const dc_condition *condition_of(const dc_sets *sets, const dc_set *set) {
    return set->in_top ? sets->condition : &sets->threshold;
}

/* As if nothing was found. */
static void forget_look(dc_set *set) {
    set->status = DC_OK;
    set->found = false;
    set->num = 0;
    set->den = 1;
}

void dc_set_look(const dc_sets *sets, dc_set *set) {
    const dc_problem *problem = &set->problem;
    forget_look(set);
    set->status = dc_set_open(sets, set, sets->condition);
    if (set->status == DC_OK)
        set->status = dc_seeds(&set->problem, sets->limits, false, false, &set->error);
    if (set->status == DC_OK) {
        set->found = problem->found;
        set->num = problem->slab.mass;
        if (problem->condition.by_ratio && problem->found) {
            /* The smaller the ratio, the earlier: rank by its inverse. */
            set->num = problem->condition.ratio_den;
            set->den = problem->condition.ratio_num;
        }
    }
    dc_set_close(set);
}

static void solve(const dc_sets *sets, dc_set *set, dc_limits *limits) {
    set->status = dc_set_open(sets, set, condition_of(sets, set));
    if (set->status == DC_OK)
        set->status = dc_solve(&set->problem, limits, false, sets->decide, &set->outcome,
                               &set->error);
}

typedef struct round {
    dc_sets *sets;
    dc_set *set;
    size_t count;
} round;

static void tell(void *work, dc_bytes *out) {
    const round *r = work;
    const dc_sets *sets = r->sets;
    dc_put_points(out, sets->points);
    dc_put_condition(out, sets->condition);
    dc_bytes_put_u64(out, sets->size);
    dc_bytes_put_bool(out, sets->decide);
    dc_bytes_put_u64(out, sets->limits->memory);
    dc_bytes_put_u64(out, sets->limits->held);
}

static void news(void *work, dc_bytes *out) {
    const round *r = work;
    dc_put_bound(out, &r->sets->threshold);
    dc_bytes_put_u64(out, r->count);
}

static void pack(void *work, size_t k, dc_bytes *out) {
    const round *r = work;
    for (size_t i = 0; i < r->sets->size; i++)
        dc_bytes_put_u64(out, r->set[k].columns[i]);
    dc_bytes_put_bool(out, r->set[k].in_top);
}

static bool stopped(void *work) {
    const round *r = work;
    return dc_limits_check(r->sets->limits) != DC_STOP_NONE;
}

static void put_status(dc_bytes *out, const dc_set *set) {
    dc_bytes_put_u64(out, set->status);
    dc_bytes_put_text(out, set->status == DC_OK ? NULL : set->error.message);
}

static void get_status(dc_reader *in, dc_set *set) {
    set->status = (dc_status)dc_get_u64(in);
    char *message = dc_get_text(in);
    if (set->status != DC_OK)
        dc_error_set(&set->error, set->status, "%s", message ? message : "");
    free(message);
}

static void run_look(void *work, size_t k, unsigned thread) {
    const round *r = work;
    (void)thread;
    dc_set_look(r->sets, r->set + k);
}

static void put_look(dc_bytes *out, const dc_set *set) {
    put_status(out, set);
    dc_bytes_put_bool(out, set->found);
    dc_bytes_put_mass(out, set->num);
    dc_bytes_put_mass(out, set->den);
}

/* A set that was not looked at is one where nothing was found. */
static bool unpack_look(void *work, size_t k, dc_reader *in) {
    const round *r = work;
    dc_set *set = r->set + k;
    forget_look(set);
    if (!in)
        return true;
    get_status(in, set);
    set->found = dc_get_bool(in);
    set->num = dc_get_mass(in);
    set->den = dc_get_mass(in);
    return !in->bad;
}

dc_status dc_sets_look(dc_sets *sets, dc_set *round_of, size_t count, dc_error *error) {
    static const dc_errand errand = { &dc_trade_looks, tell,    news, run_look, pack,
                                      unpack_look,     stopped, false };
    round r = { .sets = sets, .set = round_of, .count = count };
    return dc_team_run(&sets->looks, &errand, count, sets->limits->threads, &r, error);
}

static void run_solution(void *work, size_t k, unsigned thread) {
    const round *r = work;
    dc_limits share = dc_limits_share(r->sets->limits, r->count, thread == 0);
    solve(r->sets, r->set + k, &share);
}

static void put_solution(dc_bytes *out, const dc_set *set) {
    put_status(out, set);
    dc_bytes_put_bool(out, set->opened);
    if (!set->opened || set->status != DC_OK)
        return;
    dc_put_best(out, &set->problem);
    dc_bytes_put_u64(out, set->outcome.stop);
    dc_put_bound(out, &set->outcome.bound);
    dc_bytes_put_u64(out, set->outcome.nodes);
    dc_bytes_put_u64(out, set->outcome.cases);
}

/* Nothing is known of it. */
static void leave_unsolved(round *r, dc_set *set) {
    dc_stop stop = dc_limits_check(r->sets->limits);
    set->status = dc_set_open(r->sets, set, condition_of(r->sets, set));
    if (set->status != DC_OK)
        return;
    set->outcome = (dc_outcome){ .stop = stop == DC_STOP_NONE ? DC_STOP_LOST : stop };
    dc_condition_copy(&set->outcome.bound, &set->problem.condition);
    dc_condition_loosen(&set->outcome.bound);
}

/* The problem is opened anew, as the other process did, for what was found in it. */
static bool unpack_solution(void *work, size_t k, dc_reader *in) {
    round *r = work;
    dc_set *set = r->set + k;
    if (!in) {
        leave_unsolved(r, set);
        return true;
    }
    get_status(in, set);
    bool opened = dc_get_bool(in);
    if (!opened || set->status != DC_OK)
        return !in->bad;
    leave_unsolved(r, set);
    if (set->status != DC_OK || set->problem.stop != DC_STOP_NONE)
        return true;
    dc_get_best(in, &set->problem);
    set->outcome.stop = (dc_stop)dc_get_u64(in);
    dc_get_bound(in, &set->outcome.bound);
    set->outcome.nodes = dc_get_u64(in);
    set->outcome.cases = dc_get_u64(in);
    return !in->bad;
}

dc_status dc_sets_solve(dc_sets *sets, dc_set *round_of, size_t count, dc_error *error) {
    static const dc_errand errand = { &dc_trade_sets,  tell,    news, run_solution, pack,
                                      unpack_solution, stopped, false };
    round r = { .sets = sets, .set = round_of, .count = count };
    if (count == 1) {
        solve(sets, round_of, sets->limits);
        return DC_OK;
    }
    dc_status status = dc_team_run(&sets->solutions, &errand, count,
                                   sets->limits->threads, &r, error);
    dc_lp_release_workers(sets->limits->threads);
    return status;
}

void dc_sets_end(dc_sets *sets) {
    dc_stage_end(&sets->looks);
    dc_stage_end(&sets->solutions);
}

/* The other process's side. */
typedef struct shop {
    dc_copy copy; /* limits, and the group's points */
    bool has_points, has_condition;
    dc_condition condition;
    dc_sets sets;
    size_t count; /* sets in the round */
} shop;

static dc_status open_shop(void **out, dc_reader *told, unsigned threads,
                           bool (*stop)(void *user), dc_error *error) {
    shop *s = calloc(1, sizeof *s);
    *out = s;
    if (!s)
        return dc_fail_memory(error, "sets of coordinates");
    dc_copy_limits(&s->copy, threads, stop);
    dc_get_points(told, &s->copy.points);
    s->has_points = !told->bad;
    if (told->lost)
        return dc_fail_memory(error, "the points");
    if (!s->has_points)
        return dc_fail(error, DC_EINTERNAL, "points cannot be read");
    dc_get_condition(told, &s->condition);
    s->has_condition = true;
    s->sets = (dc_sets){ .points = &s->copy.points,
                         .condition = &s->condition,
                         .limits = &s->copy.limits };
    s->sets.size = dc_get_u64(told); /* one after the other, as they were put */
    s->sets.decide = dc_get_bool(told);
    s->copy.limits.memory = dc_get_u64(told);
    s->copy.limits.held = dc_get_u64(told);
    dc_condition_copy(&s->sets.threshold, &s->condition);
    told->bad = told->bad || s->sets.size > s->copy.points.dims;
    return DC_OK;
}

static void renew(void *at, dc_reader *told) {
    shop *s = at;
    dc_get_bound(told, &s->sets.threshold);
    s->count = dc_get_u64(told);
    told->bad = told->bad || s->count == 0;
}

static size_t *make_columns(const shop *s) {
    return malloc((s->sets.size + 1) * sizeof(size_t));
}

/* columns[size], or NULL where memory was out. */
static bool get_set(const shop *s, dc_reader *item, dc_set *set, size_t *columns) {
    *set = (dc_set){ .columns = columns };
    if (!columns)
        dc_reader_lose(item);
    for (size_t i = 0; i < s->sets.size && !item->bad; i++) {
        columns[i] = dc_get_u64(item);
        item->bad = item->bad || columns[i] >= s->copy.points.dims;
    }
    set->in_top = dc_get_bool(item);
    return !item->bad;
}

static bool do_look(void *at, unsigned thread, dc_reader *item, dc_bytes *answer) {
    const shop *s = at;
    dc_set set;
    size_t *columns = make_columns(s);
    (void)thread;
    if (get_set(s, item, &set, columns)) {
        dc_set_look(&s->sets, &set);
        put_look(answer, &set);
    }
    free(columns);
    return true;
}

static bool do_solution(void *at, unsigned thread, dc_reader *item, dc_bytes *answer) {
    const shop *s = at;
    dc_set set;
    size_t *columns = make_columns(s);
    (void)thread;
    if (get_set(s, item, &set, columns)) {
        dc_limits share = dc_limits_share(&s->copy.limits, s->count, false);
        solve(&s->sets, &set, &share);
        put_solution(answer, &set);
        if (set.opened)
            dc_outcome_clear(&set.outcome);
        dc_set_close(&set);
    }
    free(columns);
    return dc_limits_check(&s->copy.limits) == DC_STOP_NONE;
}

static void close_shop(void *at) {
    shop *s = at;
    unsigned threads = s->copy.limits.threads;
    if (s->has_condition) {
        dc_condition_clear(&s->sets.threshold);
        dc_condition_clear(&s->condition);
    }
    if (s->has_points)
        dc_points_destroy(&s->copy.points);
    free(s);
    dc_lp_release_workers(threads);
}

const dc_trade dc_trade_looks = { "looks", open_shop, renew, do_look, close_shop };
const dc_trade dc_trade_sets = { "sets", open_shop, renew, do_solution, close_shop };
