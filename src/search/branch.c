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
    ROUND_MOST = 256,                  /* boxes cut in one round */
    ROUND_POINTS = 1 << 22,            /* and points bounded in it, at most */
    LARGE = ROUND_POINTS / ROUND_MOST, /* entries of points: a box takes long */
    PIECES_MOST = 4,                   /* that a box is cut into */
    SCAN_EVERY = 4,   /* one failing box in so many has its centre scanned */
    BOXTREE_SHARE = 8 /* of the memory, for what is said of boxes */
};

/* What became of one piece of a box. */
typedef struct piece {
    dc_box *box;        /* NULL: closed */
    dc_condition bound; /* if open */
    bool found;         /* a better direction: */
    dc_condition better;
    fmpz *v; /* [dims], over points->x */
    dc_interval slab, look;
    dc_saying said; /* 0: not looked at */
    double heaviest;
    dc_status status;
} piece;

typedef struct search {
    dc_problem *problem;
    dc_limits *limits;
    dc_frontier frontier;
    dc_boxtree *boxes;
    dc_cells *workers; /* [threads] */
    unsigned threads;
    dc_node *round; /* [ROUND_MOST] */
    piece *pieces;  /* [PIECES_MOST ROUND_MOST] */
    size_t round_count;
    uint64_t serial, nodes, cases;
    bool decide, improved;
    dc_stop stop; /* what cut the round */
} search;

/* Looks exactly at a direction over the space's coordinates. */
static void look(const dc_problem *problem, const fmpz *v_space, piece *p) {
    bool found = false;
    fmpz *v = _fmpz_vec_init((slong)problem->points->dims);
    dc_condition condition;
    dc_condition_copy(&condition, p->found ? &p->better : &problem->condition);
    dc_problem_direction(v, problem, v_space);
    p->status = dc_problem_look(problem, v, &condition, &p->look, &found, NULL);
    if (p->status == DC_OK && found) {
        _fmpz_vec_swap(p->v, v, (slong)problem->points->dims);
        dc_interval_set(&p->slab, &p->look);
        dc_condition_assign(&p->better, &condition);
        p->found = true;
    }
    dc_condition_clear(&condition);
    _fmpz_vec_clear(v, (slong)problem->points->dims);
}

static void look_at_centre(const dc_problem *problem, dc_cells *cells, piece *p) {
    dc_condition condition;
    dc_condition_copy(&condition, &problem->condition);
    dc_cells_set(cells, p->box, true);
    if (!dc_cells_safe(cells, &condition, NULL)) {
        slong dims = (slong)problem->space.dims;
        fmpz *centre = _fmpz_vec_init(dims), *radius = _fmpz_vec_init(dims);
        dc_box_integers(centre, radius, p->box);
        look(problem, centre, p);
        _fmpz_vec_clear(radius, dims);
        _fmpz_vec_clear(centre, dims);
    }
    dc_condition_clear(&condition);
}

/* The round ends, and is undone. */
static void note_stop(search *s, const dc_watch *watch) {
#pragma omp atomic write
    s->stop = watch->stop;
}

/* True if the box was closed. cells must be set to it. */
static bool try_cases(search *s, dc_cells *cells, piece *p) {
    const dc_problem *problem = s->problem;
    bool last = dc_box_widest(p->box, problem->space.spread) == p->box->dims;
    dc_effort effort = dc_cases_effort(p->box, last);
    if (effort.programs == 0)
        return false;
    dc_watch watch;
    dc_watch_start(&watch, s->limits);
    effort.halt = &watch.halt;
    fmpz *v = _fmpz_vec_init((slong)problem->space.dims);
    dc_cases_answer answer = dc_cases_decide(cells, p->box,
                                             problem->wide ? problem->width : NULL,
                                             &problem->condition, &effort, v, NULL,
                                             &p->status);
    if (answer == DC_CASES_WITNESS)
        look(problem, v, p);
    if (watch.halt.halted)
        note_stop(s, &watch);
    _fmpz_vec_clear(v, (slong)problem->space.dims);
    return answer == DC_CASES_CLOSED;
}

static void bound_piece(search *s, dc_cells *cells, piece *p, bool scan) {
    dc_cells_set(cells, p->box, false);
    dc_condition_assign(&p->bound, &s->problem->condition);
    dc_cell worst = { .U = 0 };
    p->said = dc_cells_safe(cells, &p->bound, &worst) ? DC_SAID_SAFE : DC_SAID_UNSAFE;
    p->heaviest = ldexp((double)worst.U, (int)cells->unit);
    if (dc_cells_hopeless(&p->bound, &s->problem->condition))
        p->said |= DC_SAID_HOPELESS;
    if (p->said != DC_SAID_SAFE && !try_cases(s, cells, p))
        p->said |= DC_SAID_RESISTS;
    if (!(p->said & DC_SAID_RESISTS)) {
        free(p->box);
        p->box = NULL;
    } else if (scan && p->status == DC_OK) {
        look_at_centre(s->problem, cells, p);
    }
}

static void reset_piece(piece *p) {
    p->box = NULL;
    p->found = false;
    p->said = 0;
    p->heaviest = 0;
    p->status = DC_OK;
}

static bool is_hopeless(const search *s, const dc_node *node) {
    dc_condition bound = s->problem->condition; /* kappa and h are borrowed */
    dc_node_get(node, &bound);
    return dc_cells_hopeless(&bound, &s->problem->condition);
}

/* Puts the halves of a box at p[0] and p[step]. False if it cannot be halved. */
static bool halve(const search *s, const dc_box *box, piece *p, size_t step) {
    size_t l = dc_box_widest(box, s->problem->space.spread);
    for (size_t side = 0; side < 2 && l < box->dims; side++) {
        p[side * step].box = dc_box_half(box, l, (int)side);
        if (!p[side * step].box)
            p[side * step].status = DC_ENOMEM;
    }
    return l < box->dims;
}

/* Cuts one node into halves, a hopeless one into quarters, and bounds the pieces. */
static void expand(search *s, dc_cells *cells, const dc_node *node, piece *p) {
    size_t step = PIECES_MOST / 2;
    bool hopeless = is_hopeless(s, node);
    for (size_t k = 0; k < PIECES_MOST; k++)
        reset_piece(p + k);
    halve(s, node->box, p, step);
    for (size_t k = 0; k < PIECES_MOST && hopeless; k += step) {
        dc_box *half = p[k].box;
        p[k].box = NULL;
        if (half && halve(s, half, p + k, step / 2))
            free(half);
        else
            p[k].box = half;
    }
    for (size_t k = 0; k < PIECES_MOST; k++)
        if (p[k].box)
            bound_piece(s, cells, p + k, (node->serial + k) % SCAN_EVERY == 0);
}

static dc_status search_init(search *s, dc_error *error) {
    const dc_problem *problem = s->problem;
    s->boxes = dc_boxtree_create(problem->space.dims, &problem->condition,
                                 s->limits->memory / BOXTREE_SHARE);
    s->workers = calloc(s->threads, sizeof *s->workers);
    s->round = calloc(ROUND_MOST, sizeof *s->round);
    s->pieces = calloc(PIECES_MOST * ROUND_MOST, sizeof *s->pieces);
    if (!s->boxes || !s->workers || !s->round || !s->pieces)
        return dc_fail_memory(error, "the search");
    for (size_t k = 0; k < PIECES_MOST * ROUND_MOST; k++) {
        s->pieces[k].v = _fmpz_vec_init((slong)problem->points->dims);
        dc_interval_init(&s->pieces[k].slab);
        dc_interval_init(&s->pieces[k].look);
        dc_condition_copy(&s->pieces[k].bound, &problem->condition);
        dc_condition_copy(&s->pieces[k].better, &problem->condition);
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
    for (size_t k = 0; k < PIECES_MOST * ROUND_MOST && s->pieces; k++) {
        if (!s->pieces[k].v)
            continue;
        free(s->pieces[k].box);
        _fmpz_vec_clear(s->pieces[k].v, (slong)s->problem->points->dims);
        dc_interval_clear(&s->pieces[k].slab);
        dc_interval_clear(&s->pieces[k].look);
        dc_condition_clear(&s->pieces[k].bound);
        dc_condition_clear(&s->pieces[k].better);
    }
    for (unsigned k = 0; k < s->threads && s->workers; k++)
        dc_cells_destroy(s->workers + k);
    free(s->workers);
    free(s->round);
    free(s->pieces);
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
        if (dc_condition_order(&bound, &s->problem->condition) < 0) {
            s->round_count++;
        } else { /* it can hide nothing better than what is known */
            dc_boxtree_say(s->boxes, node->place, DC_SAID_SAFE, 0);
            free(node->box);
        }
    }
}

/* Boxes of many points in many dimensions take long: limits count between them, too. */
static bool cut(search *s) {
    const dc_space *space = &s->problem->space;
    dc_watch watch;
    dc_stop stop;
#pragma omp atomic read
    stop = s->stop;
    if (stop != DC_STOP_NONE)
        return true;
    if (space->count * space->dims < LARGE)
        return false;
    dc_watch_start(&watch, s->limits);
    if (dc_halt_now(&watch.halt))
        note_stop(s, &watch);
    return watch.halt.halted;
}

static void run_round(search *s) {
    int count = (int)s->round_count;
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->threads)
    for (int k = 0; k < count; k++) {
        if (!cut(s))
            expand(s, s->workers + omp_get_thread_num(), s->round + k,
                   s->pieces + PIECES_MOST * k);
    }
}

static void keep_found(search *s, const piece *p) {
    if (!p->found || dc_condition_order(&p->better, &s->problem->condition) >= 0)
        return;
    dc_problem_keep(s->problem, p->v, &p->slab, &p->better);
    s->improved = true;
}

static dc_status merge_piece(search *s, piece *p, uint32_t place, dc_error *error) {
    if (p->status != DC_OK)
        return dc_fail(error, p->status, "bounding a box of directions failed: %s",
                       dc_status_name(p->status));
    keep_found(s, p);
    s->nodes += p->said != 0;
    s->cases += (p->said & DC_SAID_UNSAFE) && !(p->said & DC_SAID_RESISTS);
    dc_boxtree_say(s->boxes, place, p->said, p->heaviest);
    if (!p->box)
        return DC_OK;
    dc_node node = { .box = p->box, .serial = s->serial++, .place = place };
    dc_node_set(&node, &p->bound);
    if (!dc_frontier_push(&s->frontier, &node))
        return dc_fail_memory(error, "waiting boxes");
    p->box = NULL;
    return DC_OK;
}

/* A box at the deepest level that stayed open: nothing more can be done about it,
 * and it must not be forgotten. */
static bool stuck(const search *s, const dc_node *node) {
    return dc_box_widest(node->box, s->problem->space.spread) == node->box->dims;
}

/* The halves of a box, or the quarters. */
static dc_status merge_pieces(search *s, piece *p, uint32_t place, dc_error *error) {
    dc_status status = DC_OK;
    uint32_t half = dc_boxtree_halve(s->boxes, place);
    for (size_t k = 0; k < PIECES_MOST && status == DC_OK; k += 2, half += half > 0) {
        bool quartered = p[k + 1].said != 0;
        uint32_t first = quartered ? dc_boxtree_halve(s->boxes, half) : half;
        status = merge_piece(s, p + k, first, error);
        if (status == DC_OK && quartered)
            status = merge_piece(s, p + k + 1, first + (first > 0), error);
    }
    return status;
}

static dc_status merge_round(search *s, bool *give_up, dc_error *error) {
    dc_status status = DC_OK;
    *give_up = false;
    for (size_t k = 0; k < s->round_count; k++) {
        dc_node *node = s->round + k;
        if (status == DC_OK)
            status = merge_pieces(s, s->pieces + PIECES_MOST * k, node->place, error);
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
    dc_boxtree_raise(s->boxes, &s->problem->condition);
    return status;
}

/* A round that was cut: its boxes wait again as they were, what was found is kept. */
static dc_status undo_round(search *s, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t k = 0; k < PIECES_MOST * s->round_count; k++) {
        piece *p = s->pieces + k;
        if (p->status == DC_OK)
            keep_found(s, p);
        free(p->box);
        reset_piece(p);
    }
    for (size_t k = 0; k < s->round_count && status == DC_OK; k++) {
        if (dc_frontier_push(&s->frontier, s->round + k))
            s->round[k].box = NULL;
        else
            status = dc_fail_memory(error, "waiting boxes");
    }
    if (status == DC_OK)
        s->round_count = 0; /* else they are freed as boxes of a round */
    dc_boxtree_raise(s->boxes, &s->problem->condition);
    return status;
}

static dc_status push_charts(search *s, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t chart = 0; chart < s->problem->space.dims && status == DC_OK; chart++) {
        piece *p = s->pieces;
        reset_piece(p);
        p->box = dc_box_chart(s->problem->space.dims, chart);
        if (!p->box)
            return dc_fail_memory(error, "the charts");
        if (dc_limits_check(s->limits) == DC_STOP_NONE) {
            bound_piece(s, s->workers, p, true);
        } else {
            dc_condition_assign(&p->bound, &s->problem->condition);
            dc_condition_loosen(&p->bound); /* not looked at: it may hide anything */
        }
        status = merge_piece(s, p, dc_boxtree_chart(chart), error);
        dc_boxtree_raise(s->boxes, &s->problem->condition);
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
        if (s->stop != DC_STOP_NONE) {
            outcome->stop = s->stop;
            status = undo_round(s, error);
            break;
        }
        status = merge_round(s, &give_up, error);
        dc_condition bound = s->problem->condition;
        dc_frontier_bound(&s->frontier, &bound);
        dc_limits_report(s->limits, s->nodes, dc_frontier_count(&s->frontier),
                         &s->problem->condition, &bound);
    }
    if (give_up)
        outcome->stop = DC_STOP_MEMORY;
    else if (finished(s))
        outcome->stop = dc_condition_exhausted(&s->problem->condition) ? DC_STOP_NONE
                                                                       : DC_STOP_DECIDED;
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
    outcome->boxes = s.boxes;
    for (size_t k = 0; k < s.round_count; k++)
        free(s.round[k].box);
    search_clear(&s);
    dc_lp_release_workers(limits->threads);
    return status;
}

void dc_outcome_clear(dc_outcome *outcome) {
    dc_condition_clear(&outcome->bound);
    dc_boxtree_destroy(outcome->boxes);
}
