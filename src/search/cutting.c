#include "search/cutting.h"

#include <stdlib.h>

#include "base/error.h"
#include "lp/alternative.h"
#include "search/copy.h"
#include "search/pack.h"
#include "search/trades.h"

typedef struct round {
    dc_cutter *cutter;
    const dc_node *nodes;
    dc_piece *pieces;
} round;

static void tell(void *work, dc_bytes *out) {
    const round *r = work;
    dc_put_problem(out, r->cutter->problem);
}

static void news(void *work, dc_bytes *out) {
    const round *r = work;
    dc_put_bound(out, &r->cutter->problem->condition);
}

static void run(void *work, size_t k, unsigned thread) {
    const round *r = work;
    dc_cut(r->cutter, thread, r->nodes + k, r->pieces + DC_PIECES_MOST * k);
}

static void pack(void *work, size_t k, dc_bytes *out) {
    const round *r = work;
    dc_put_node(out, r->nodes + k);
}

static void put_piece(dc_bytes *out, const dc_piece *p, size_t dims) {
    dc_bytes_put_u64(out, p->said);
    dc_bytes_put_u64(out, p->status);
    dc_bytes_put_double(out, p->heaviest);
    if (p->said & DC_SAID_RESISTS) {
        dc_put_way(out, &p->way);
        dc_put_bound(out, &p->bound);
    }
    dc_bytes_put_bool(out, p->found);
    if (p->found) {
        dc_put_bound(out, &p->better);
        dc_bytes_put_vector(out, p->v, dims);
        dc_put_interval(out, &p->slab);
    }
}

static void get_piece(dc_reader *in, dc_piece *p, size_t dims) {
    dc_piece_reset(p);
    p->said = (dc_saying)dc_get_u64(in);
    p->status = (dc_status)dc_get_u64(in);
    p->heaviest = dc_get_double(in);
    if (p->said & DC_SAID_RESISTS) {
        dc_get_way(in, &p->way);
        dc_get_bound(in, &p->bound);
    }
    p->found = dc_get_bool(in);
    if (p->found) {
        dc_get_bound(in, &p->better);
        dc_get_vector(in, p->v, dims);
        dc_get_interval(in, &p->slab);
    }
}

/* What was not done is a box that is not cut yet, and its round is cut short. */
static bool unpack(void *work, size_t k, dc_reader *in) {
    const round *r = work;
    dc_piece *pieces = r->pieces + DC_PIECES_MOST * k;
    if (!in)
        dc_cutter_end(r->cutter);
    for (size_t j = 0; j < DC_PIECES_MOST; j++)
        if (in)
            get_piece(in, pieces + j, r->cutter->problem->points->dims);
        else
            dc_piece_reset(pieces + j);
    return !in || !in->bad;
}

static bool stopped(void *work) {
    const round *r = work;
    return dc_cutter_asks(r->cutter);
}

dc_status dc_cut_round(dc_cutter *cutter, dc_stage *stage, const dc_node *nodes,
                       size_t count, dc_piece *pieces, dc_error *error) {
    static const dc_errand errand = { &dc_trade_boxes, tell,    news, run, pack,
                                      unpack,          stopped, false };
    round r = { cutter, nodes, pieces };
    return dc_team_run(stage, &errand, count, cutter->threads, &r, error);
}

/* The other process's side. */
typedef struct shop {
    dc_copy copy;
    dc_cutter cutter;
    dc_piece *pieces; /* [threads][DC_PIECES_MOST] */
    unsigned threads;
} shop;

static dc_status open_shop(void **out, dc_reader *told, unsigned threads,
                           bool (*stop)(void *user), dc_error *error) {
    shop *s = calloc(1, sizeof *s);
    *out = s;
    if (!s)
        return dc_fail_memory(error, "boxes of directions");
    s->threads = threads;
    dc_copy_limits(&s->copy, threads, stop);
    dc_status status = dc_get_problem(told, &s->copy, error);
    if (status != DC_OK)
        return status;
    s->pieces = dc_pieces_create(&s->copy.problem, DC_PIECES_MOST * threads);
    return s->pieces
               ? dc_cutter_create(&s->cutter, &s->copy.problem, &s->copy.limits, error)
               : dc_fail_memory(error, "boxes of directions");
}

static void renew(void *at, dc_reader *told) {
    shop *s = at;
    dc_get_bound(told, &s->copy.problem.condition);
    s->cutter.stop = DC_STOP_NONE;
}

static bool do_item(void *at, unsigned thread, dc_reader *item, dc_bytes *answer) {
    shop *s = at;
    dc_node node;
    dc_piece *pieces = s->pieces + DC_PIECES_MOST * thread;
    dc_get_node(item, &node);
    if (!item->bad) {
        dc_cut(&s->cutter, thread, &node, pieces);
        for (size_t k = 0; k < DC_PIECES_MOST; k++)
            put_piece(answer, pieces + k, s->copy.points.dims);
    }
    dc_way_clear(&node.way);
    return s->cutter.stop == DC_STOP_NONE;
}

static void close_shop(void *at) {
    shop *s = at;
    unsigned threads = s->threads;
    if (s->cutter.threads)
        dc_cutter_destroy(&s->cutter);
    if (s->pieces)
        dc_pieces_destroy(s->pieces, &s->copy.problem, DC_PIECES_MOST * s->threads);
    dc_copy_clear(&s->copy);
    free(s);
    dc_lp_release_workers(threads);
}

const dc_trade dc_trade_boxes = { "boxes", open_shop, renew, do_item, close_shop };
