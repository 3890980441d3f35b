#include "search/branch.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"
#include "lp/alternative.h"
#include "search/cases.h"
#include "search/frontier.h"

enum {
    ROUND_MOST = 64,        /* boxes halved in one round */
    ROUND_POINTS = 1 << 22, /* and points bounded in it, at most */
    SCAN_EVERY = 4          /* one failing box in so many has its centre scanned */
};

/* What became of one half of a box. */
typedef struct half {
    dc_box *box;        /* NULL: closed */
    dc_condition bound; /* if open */
    bool found;         /* a better direction: */
    dc_condition better;
    fmpz *v; /* [dims], over points->x */
    dc_interval slab, look;
    bool by_cases; /* closed by case analysis */
    dc_status status;
} half;

typedef struct search {
    dc_problem *problem;
    dc_limits *limits;
    dc_frontier frontier;
    dc_cells *workers; /* [threads] */
    unsigned threads;
    dc_node *round; /* [ROUND_MOST] */
    half *halves;   /* [2 ROUND_MOST] */
    size_t round_count;
    uint64_t serial, nodes, cases;
    bool decide, improved;
} search;

/* Looks exactly at a direction over the space's coordinates. */
static void look(const dc_problem *problem, const fmpz *v_space, half *h) {
    bool found = false;
    fmpz *v = _fmpz_vec_init((slong)problem->points->dims);
    dc_condition condition;
    dc_condition_copy(&condition, h->found ? &h->better : &problem->condition);
    dc_problem_direction(v, problem, v_space);
    h->status = dc_problem_look(problem, v, &condition, &h->look, &found, NULL);
    if (h->status == DC_OK && found) {
        _fmpz_vec_swap(h->v, v, (slong)problem->points->dims);
        dc_interval_set(&h->slab, &h->look);
        dc_condition_assign(&h->better, &condition);
        h->found = true;
    }
    dc_condition_clear(&condition);
    _fmpz_vec_clear(v, (slong)problem->points->dims);
}

static void look_at_centre(const dc_problem *problem, dc_cells *cells, half *h) {
    dc_condition condition;
    dc_condition_copy(&condition, &problem->condition);
    dc_cells_set(cells, h->box, true);
    if (!dc_cells_safe(cells, &condition, NULL)) {
        slong dims = (slong)problem->space.dims;
        fmpz *centre = _fmpz_vec_init(dims), *radius = _fmpz_vec_init(dims);
        dc_box_integers(centre, radius, h->box);
        look(problem, centre, h);
        _fmpz_vec_clear(radius, dims);
        _fmpz_vec_clear(centre, dims);
    }
    dc_condition_clear(&condition);
}

/* True if the box was closed. cells must be set to it. */
static bool try_cases(const search *s, dc_cells *cells, half *h) {
    const dc_problem *problem = s->problem;
    bool last = dc_box_widest(h->box, problem->space.spread) == h->box->dims;
    dc_effort effort = dc_cases_effort(h->box, last);
    if (effort.programs == 0)
        return false;
    fmpz *v = _fmpz_vec_init((slong)problem->space.dims);
    dc_cases_answer answer = dc_cases_decide(cells, h->box,
                                             problem->wide ? problem->width : NULL,
                                             &problem->condition, &effort, v, NULL,
                                             &h->status);
    if (answer == DC_CASES_WITNESS)
        look(problem, v, h);
    _fmpz_vec_clear(v, (slong)problem->space.dims);
    return answer == DC_CASES_CLOSED;
}

static void bound_half(const search *s, dc_cells *cells, half *h, bool scan) {
    dc_cells_set(cells, h->box, false);
    dc_condition_assign(&h->bound, &s->problem->condition);
    bool closed = dc_cells_safe(cells, &h->bound, NULL);
    if (!closed && try_cases(s, cells, h))
        closed = h->by_cases = true;
    if (!closed && scan && h->status == DC_OK)
        look_at_centre(s->problem, cells, h);
    if (closed) {
        free(h->box);
        h->box = NULL;
    }
}

static void reset_half(half *h) {
    h->box = NULL;
    h->found = h->by_cases = false;
    h->status = DC_OK;
}

/* Halves one node; a node that can't be halved is bounded again as it is. */
static void expand(const search *s, dc_cells *cells, const dc_node *node, half *halves) {
    size_t l = dc_box_widest(node->box, s->problem->space.spread);
    for (int side = 0; side < 2; side++) {
        half *h = halves + side;
        reset_half(h);
        if (l == node->box->dims)
            continue;
        h->box = dc_box_half(node->box, l, side);
        if (!h->box)
            h->status = DC_ENOMEM;
        else
            bound_half(s, cells, h,
                       (2 * node->serial + (unsigned)side) % SCAN_EVERY == 0);
    }
}

static dc_status search_init(search *s, dc_error *error) {
    const dc_problem *problem = s->problem;
    s->workers = calloc(s->threads, sizeof *s->workers);
    s->round = calloc(ROUND_MOST, sizeof *s->round);
    s->halves = calloc(2 * ROUND_MOST, sizeof *s->halves);
    if (!s->workers || !s->round || !s->halves)
        return dc_fail_memory(error, "the search");
    for (size_t k = 0; k < 2 * ROUND_MOST; k++) {
        s->halves[k].v = _fmpz_vec_init((slong)problem->points->dims);
        dc_interval_init(&s->halves[k].slab);
        dc_interval_init(&s->halves[k].look);
        dc_condition_copy(&s->halves[k].bound, &problem->condition);
        dc_condition_copy(&s->halves[k].better, &problem->condition);
    }
    double width = problem->wide ? dc_problem_width(problem) : 0;
    for (unsigned k = 0; k < s->threads; k++) {
        dc_status status = dc_cells_create(s->workers + k, &problem->space,
                                           problem->condition.h_num,
                                           problem->condition.h_den, width, error);
        if (status != DC_OK)
            return status;
    }
    return DC_OK;
}

static void search_clear(search *s) {
    for (size_t k = 0; k < 2 * ROUND_MOST && s->halves; k++) {
        if (!s->halves[k].v)
            continue;
        free(s->halves[k].box);
        _fmpz_vec_clear(s->halves[k].v, (slong)s->problem->points->dims);
        dc_interval_clear(&s->halves[k].slab);
        dc_interval_clear(&s->halves[k].look);
        dc_condition_clear(&s->halves[k].bound);
        dc_condition_clear(&s->halves[k].better);
    }
    for (unsigned k = 0; k < s->threads && s->workers; k++)
        dc_cells_destroy(s->workers + k);
    free(s->workers);
    free(s->round);
    free(s->halves);
    dc_frontier_clear(&s->frontier);
}

/* Nodes for one round: fewer where points are many, so that limits are kept. */
static void take_round(search *s) {
    size_t most = ROUND_POINTS / (s->problem->space.count + 1);
    dc_condition bound = s->problem->condition;
    most = most < 2 ? 2 : most > ROUND_MOST ? ROUND_MOST : most;
    s->round_count = 0;
    while (s->round_count < most &&
           dc_frontier_pop(&s->frontier, s->round + s->round_count)) {
        dc_node *node = s->round + s->round_count;
        dc_node_get(node, &bound);
        if (dc_condition_order(&bound, &s->problem->condition) < 0)
            s->round_count++;
        else
            free(node->box); /* it can hide nothing better than what is known */
    }
}

static void run_round(search *s) {
    int count = (int)s->round_count;
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->threads)
    for (int k = 0; k < count; k++)
        expand(s, s->workers + omp_get_thread_num(), s->round + k, s->halves + 2 * k);
}

static dc_status merge_half(search *s, half *h, dc_error *error) {
    if (h->status != DC_OK)
        return dc_fail(error, h->status, "bounding a box of directions failed: %s",
                       dc_status_name(h->status));
    if (h->found && dc_condition_order(&h->better, &s->problem->condition) < 0) {
        dc_problem_keep(s->problem, h->v, &h->slab, &h->better);
        s->improved = true;
    }
    s->cases += h->by_cases;
    if (!h->box)
        return DC_OK;
    dc_node node = { .box = h->box, .serial = s->serial++ };
    dc_node_set(&node, &h->bound);
    if (!dc_frontier_push(&s->frontier, &node))
        return dc_fail_memory(error, "waiting boxes");
    h->box = NULL;
    return DC_OK;
}

/* A box at the deepest level that stayed open: nothing more can be done about it,
 * and it must not be forgotten. */
static bool stuck(const search *s, const dc_node *node) {
    return dc_box_widest(node->box, s->problem->space.spread) == node->box->dims;
}

static dc_status merge_round(search *s, bool *give_up, dc_error *error) {
    dc_status status = DC_OK;
    *give_up = false;
    for (size_t k = 0; k < s->round_count; k++) {
        dc_node *node = s->round + k;
        for (int side = 0; side < 2 && status == DC_OK; side++)
            status = merge_half(s, s->halves + 2 * k + side, error);
        s->nodes += 2;
        if (status == DC_OK && stuck(s, node)) {
            *give_up = true;
            if (!dc_frontier_push(&s->frontier, node))
                status = dc_fail_memory(error, "waiting boxes");
            else
                node->box = NULL;
        }
        free(node->box);
        node->box = NULL;
    }
    s->round_count = 0;
    return status;
}

static dc_status push_charts(search *s, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t chart = 0; chart < s->problem->space.dims && status == DC_OK; chart++) {
        half *h = s->halves;
        reset_half(h);
        h->box = dc_box_chart(s->problem->space.dims, chart);
        if (!h->box)
            return dc_fail_memory(error, "the charts");
        if (dc_limits_check(s->limits) == DC_STOP_NONE) {
            bound_half(s, s->workers, h, true);
            s->nodes++;
        } else {
            dc_condition_assign(&h->bound, &s->problem->condition);
            dc_condition_loosen(&h->bound); /* not looked at: it may hide anything */
        }
        status = merge_half(s, h, error);
    }
    return status;
}

static bool finished(const search *s) {
    return dc_condition_exhausted(&s->problem->condition) || (s->decide && s->improved);
}

static dc_status run(search *s, dc_outcome *outcome, dc_error *error) {
    dc_status status = push_charts(s, error);
    bool give_up = false;
    while (status == DC_OK && !finished(s) && !give_up) {
        outcome->stop = dc_limits_check(s->limits);
        if (outcome->stop != DC_STOP_NONE)
            return DC_OK;
        take_round(s);
        if (s->round_count == 0)
            return DC_OK;
        run_round(s);
        status = merge_round(s, &give_up, error);
        dc_condition bound = s->problem->condition;
        dc_frontier_bound(&s->frontier, &bound);
        dc_limits_report(s->limits, s->nodes, dc_frontier_count(&s->frontier),
                         &s->problem->condition, &bound);
    }
    if (give_up)
        outcome->stop = DC_STOP_MEMORY;
    else if (s->decide && s->improved && !dc_condition_exhausted(&s->problem->condition))
        outcome->stop = DC_STOP_DECIDED;
    return status;
}

dc_status dc_branch(dc_problem *problem, dc_limits *limits, bool decide,
                    dc_outcome *outcome, dc_error *error) {
    search s = {
        .problem = problem, .limits = limits, .threads = limits->threads, .decide = decide
    };
    dc_frontier_init(&s.frontier, problem->condition.by_ratio, limits->memory);
    outcome->stop = DC_STOP_NONE;
    dc_status status = search_init(&s, error);
    if (status == DC_OK)
        status = run(&s, outcome, error);
    dc_condition_copy(&outcome->bound, &problem->condition);
    if (!dc_condition_exhausted(&problem->condition))
        dc_frontier_bound(&s.frontier, &outcome->bound);
    outcome->nodes = s.nodes;
    outcome->cases = s.cases;
    for (size_t k = 0; k < s.round_count; k++)
        free(s.round[k].box);
    search_clear(&s);
    dc_lp_release_workers(limits->threads);
    return status;
}
