#include "search/piece.h"

#include <math.h>
#include <stdlib.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"
#include "search/cases.h"
#include "search/workers.h"

enum {
    LARGE = 1 << 14, /* entries of points: a box takes long */
    SCAN_EVERY = 4   /* one failing box in so many has its centre scanned */
};

size_t dc_round_most(size_t count) {
    enum { MOST = 1024, POINTS = 1 << 22 };
    size_t most = count < POINTS ? POINTS / (count + 1) : 0;
    return most < 2 ? 2 : most > MOST ? MOST : most;
}

dc_piece *dc_pieces_create(const dc_problem *problem, size_t count) {
    dc_piece *pieces = calloc(count, sizeof *pieces);
    for (size_t k = 0; k < count && pieces; k++) {
        pieces[k].v = _fmpz_vec_init((slong)problem->points->dims);
        dc_interval_init(&pieces[k].slab);
        dc_interval_init(&pieces[k].look);
        dc_condition_copy(&pieces[k].bound, &problem->condition);
        dc_condition_copy(&pieces[k].better, &problem->condition);
    }
    return pieces;
}

void dc_pieces_destroy(dc_piece *pieces, const dc_problem *problem, size_t count) {
    for (size_t k = 0; k < count && pieces; k++) {
        dc_way_clear(&pieces[k].way);
        _fmpz_vec_clear(pieces[k].v, (slong)problem->points->dims);
        dc_interval_clear(&pieces[k].slab);
        dc_interval_clear(&pieces[k].look);
        dc_condition_clear(&pieces[k].bound);
        dc_condition_clear(&pieces[k].better);
    }
    free(pieces);
}

void dc_piece_reset(dc_piece *p) {
    dc_way_clear(&p->way);
    p->said = 0;
    p->heaviest = 0;
    p->steps = 0;
    p->cut_short = false;
    p->found = false;
    p->status = DC_OK;
}

dc_status dc_piece_check(const dc_piece *p, dc_error *error) {
    if (p->status == DC_OK)
        return DC_OK;
    return dc_fail(error, p->status, "bounding a box of directions failed: %s",
                   dc_status_name(p->status));
}

bool dc_piece_keep(const dc_piece *p, dc_problem *problem) {
    if (!p->found || dc_condition_order(&p->better, &problem->condition) >= 0)
        return false;
    dc_problem_keep(problem, p->v, &p->slab, &p->better);
    return true;
}

dc_status dc_cutter_create(dc_cutter *cutter, const dc_problem *problem,
                           const dc_limits *limits, dc_error *error) {
    *cutter =
        (dc_cutter){ .problem = problem, .limits = limits, .threads = limits->threads };
    return dc_workers_create(&cutter->cells, problem, cutter->threads, "the search",
                             error);
}

void dc_cutter_destroy(dc_cutter *cutter) {
    dc_workers_destroy(cutter->cells, cutter->threads);
    *cutter = (dc_cutter){ 0 };
}

/* Looks exactly at a direction over the space's coordinates. */
static void look(const dc_problem *problem, const fmpz *v_space, dc_piece *p) {
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

static void look_at_centre(const dc_problem *problem, dc_cells *cells, const dc_box *box,
                           dc_piece *p) {
    dc_condition condition;
    dc_condition_copy(&condition, &problem->condition);
    dc_cells_set(cells, box, true);
    if (!dc_cells_safe(cells, &condition, NULL)) {
        slong dims = (slong)problem->space.dims;
        fmpz *centre = _fmpz_vec_init(dims), *radius = _fmpz_vec_init(dims);
        dc_box_integers(centre, radius, box);
        look(problem, centre, p);
        _fmpz_vec_clear(radius, dims);
        _fmpz_vec_clear(centre, dims);
    }
    dc_condition_clear(&condition);
}

static void note_stop(dc_cutter *cutter, const dc_stop *stop) {
#pragma omp atomic write
    cutter->stop = *stop;
}

/* True if the box was closed. cells must be set to it. */
static bool try_cases(dc_cutter *cutter, dc_cells *cells, const dc_box *box,
                      dc_piece *p) {
    const dc_problem *problem = cutter->problem;
    bool last = dc_box_widest(box, problem->space.spread) == box->dims;
    dc_effort effort = dc_cases_effort(box, last);
    if (effort.programs == 0)
        return false;
    dc_watch watch;
    dc_watch_start(&watch, cutter->limits);
    watch.halt.most = cutter->most_steps;
    effort.halt = &watch.halt;
    fmpz *v = _fmpz_vec_init((slong)problem->space.dims);
    dc_cases_answer answer = dc_cases_decide(cells, box,
                                             problem->wide ? problem->width : NULL,
                                             &problem->condition, &effort, v, NULL,
                                             &p->status);
    if (answer == DC_CASES_WITNESS)
        look(problem, v, p);
    p->steps = watch.halt.spent;
    p->cut_short = watch.halt.halted && watch.stop == DC_STOP_NONE;
    if (watch.stop != DC_STOP_NONE)
        note_stop(cutter, &watch.stop);
    _fmpz_vec_clear(v, (slong)problem->space.dims);
    return answer == DC_CASES_CLOSED;
}

static void bound_piece(dc_cutter *cutter, dc_cells *cells, const dc_box *box, bool scan,
                        dc_piece *p) {
    const dc_condition *condition = &cutter->problem->condition;
    dc_cells_set(cells, box, false);
    dc_condition_assign(&p->bound, condition);
    dc_cell worst = { .U = 0 };
    p->said = dc_cells_safe(cells, &p->bound, &worst) ? DC_SAID_SAFE : DC_SAID_UNSAFE;
    p->heaviest = ldexp((double)worst.U, (int)cells->unit);
    if (dc_cells_hopeless(&p->bound, condition))
        p->said |= DC_SAID_HOPELESS;
    if (p->said != DC_SAID_SAFE && !try_cases(cutter, cells, box, p))
        p->said |= DC_SAID_RESISTS;
    if (!(p->said & DC_SAID_RESISTS))
        dc_way_clear(&p->way);
    else if (scan && p->status == DC_OK)
        look_at_centre(cutter->problem, cells, box, p);
}

static bool is_hopeless(const dc_problem *problem, const dc_node *node) {
    dc_condition bound = problem->condition; /* kappa and h are borrowed */
    dc_node_get(node, &bound);
    return dc_cells_hopeless(&bound, &problem->condition);
}

typedef struct job {
    dc_cutter *cutter;
    dc_cells *cells;
    const dc_node *node;
    dc_piece *pieces;
} job;

/* Bounds the piece at place k, which ends at way (taken over) and is box. */
static void bound_at(const job *j, size_t k, const dc_box *box, const dc_way *way) {
    j->pieces[k].way = *way;
    bound_piece(j->cutter, j->cells, box, (j->node->serial + k) % SCAN_EVERY == 0,
                j->pieces + k);
}

/* Bounds the halves of box, which ends at way, at places k and k + step; false if it cannot
 * be halved. again: the halves of the halves instead, where there are any. */
static bool bound_halves(const job *j, const dc_box *box, const dc_way *way, size_t k,
                         size_t step, bool again) {
    size_t l = dc_box_widest(box, j->cutter->problem->space.spread);
    for (size_t side = 0; side < 2 && l < box->dims; side++, k += step) {
        dc_way to_half;
        dc_box *half = dc_box_half(box, l, (int)side);
        bool there = half && dc_way_to_half(&to_half, way, (int)side);
        if (!there)
            j->pieces[k].status = DC_ENOMEM;
        else if (again && bound_halves(j, half, &to_half, k, 1, false))
            dc_way_clear(&to_half);
        else
            bound_at(j, k, half, &to_half);
        free(half);
    }
    return l < box->dims;
}

static bool has_stop(const dc_cutter *cutter) {
    dc_stop stop;
#pragma omp atomic read
    stop = cutter->stop;
    return stop != DC_STOP_NONE;
}

bool dc_cutter_asks(dc_cutter *cutter) {
    if (has_stop(cutter))
        return true;
    dc_stop stop = dc_limits_check(cutter->limits);
    if (stop != DC_STOP_NONE)
        note_stop(cutter, &stop);
    return stop != DC_STOP_NONE;
}

void dc_cutter_end(dc_cutter *cutter) {
    const dc_stop lost = DC_STOP_LOST;
    if (!dc_cutter_asks(cutter))
        note_stop(cutter, &lost);
}

/* Boxes of many points in many dimensions take long: limits count between them, too. */
static bool is_cut(dc_cutter *cutter) {
    const dc_space *space = &cutter->problem->space;
    return space->count * space->dims < LARGE ? has_stop(cutter) : dc_cutter_asks(cutter);
}

void dc_cut(dc_cutter *cutter, unsigned thread, const dc_node *node, dc_piece *pieces) {
    const dc_problem *problem = cutter->problem;
    job j = { cutter, cutter->cells + thread, node, pieces };
    for (size_t k = 0; k < DC_PIECES_MOST; k++)
        dc_piece_reset(pieces + k);
    if (is_cut(cutter))
        return;
    dc_box *box = dc_way_box(&node->way, problem->space.dims, problem->space.spread);
    if (box)
        bound_halves(&j, box, &node->way, 0, DC_PIECES_MOST / 2,
                     is_hopeless(problem, node));
    else
        pieces->status = DC_ENOMEM;
    free(box);
}

void dc_cut_chart(dc_cutter *cutter, size_t chart, dc_piece *piece) {
    dc_box *box = dc_box_chart(cutter->problem->space.dims, chart);
    dc_piece_reset(piece);
    piece->way = dc_way_to_chart(chart);
    if (box)
        bound_piece(cutter, cutter->cells, box, true, piece);
    else
        piece->status = DC_ENOMEM;
    free(box);
}
