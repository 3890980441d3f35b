#include "search/branch.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "lp/alternative.h"
#include "search/budget.h"
#include "search/checkpoint.h"
#include "search/cutting.h"
#include "search/frontier.h"
#include "search/pack.h"
#include "search/pack_result.h"
#include "search/trace.h"

enum {
    ROUND_LEAST = 16, /* with room for so many boxes in a round a search begins */
    ROUND_DEEP = 64   /* so many are cut in one where room is short */
};

typedef struct search {
    dc_problem *problem;
    dc_limits *limits;
    dc_frontier frontier;
    dc_boxtree *boxes;
    dc_cutter cutter;
    dc_stage stage;   /* the rounds, for other processes */
    dc_node *round;   /* [round_most]: boxes that are being cut */
    dc_piece *pieces; /* [piece_count] */
    size_t piece_count;
    size_t round_most, round_count;
    size_t rest; /* bytes (budget.h) */
    uint64_t serial, nodes, cases;
    dc_pace pace;
    bool decide;
    bool left; /* a chart was not looked at */
} search;

/* Room for at least so many pieces, in place of what there was. Short searches need few. */
static dc_status make_pieces(search *s, size_t count, dc_error *error) {
    if (count <= s->piece_count)
        return DC_OK;
    size_t larger = count > 2 * s->piece_count ? count : 2 * s->piece_count;
    dc_pieces_destroy(s->pieces, s->problem, s->piece_count);
    s->pieces = dc_pieces_create(s->problem, larger);
    s->piece_count = s->pieces ? larger : 0;
    return s->pieces ? DC_OK : dc_fail_memory(error, "the search");
}

static dc_status search_init(search *s, dc_error *error) {
    const dc_problem *problem = s->problem;
    const dc_space *space = &problem->space;
    dc_budget budget = dc_budget_of(s->limits, dc_budget_own(problem));
    dc_frontier_init(&s->frontier, problem->condition.by_ratio, budget.waiting);
    s->rest = budget.rest;
    s->boxes = dc_boxtree_create(space->dims, &problem->condition, budget.boxes);
    s->round_most = dc_round_most(space->count);
    s->round = calloc(s->round_most, sizeof *s->round);
    if (!s->boxes || !s->round)
        return dc_fail_memory(error, "the search");
    dc_status status = make_pieces(s, DC_PIECES_MOST * ROUND_LEAST, error);
    if (status != DC_OK)
        return status;
    return dc_cutter_create(&s->cutter, problem, s->limits, error);
}

static void search_clear(search *s) {
    for (size_t k = 0; k < s->round_count; k++)
        dc_way_clear(&s->round[k].way);
    free(s->round);
    dc_pieces_destroy(s->pieces, s->problem, s->piece_count);
    dc_cutter_destroy(&s->cutter);
    dc_frontier_clear(&s->frontier);
}

/* A stack grows by a round for each level that it goes down. */
static size_t most_now(const search *s) {
    bool deep = s->frontier.stacked * sizeof(dc_node) > s->rest / 4;
    return deep && s->round_most > ROUND_DEEP ? ROUND_DEEP : s->round_most;
}

/* Nodes for one round. */
static void take_round(search *s) {
    size_t most = most_now(s);
    dc_condition bound = s->problem->condition;
    s->round_count = 0;
    while (s->round_count < most &&
           dc_frontier_pop(&s->frontier, s->round + s->round_count)) {
        dc_node *node = s->round + s->round_count;
        dc_node_get(node, &bound);
        if (dc_condition_order(&bound, &s->problem->condition) < 0) {
            s->round_count++;
        } else { /* it can hide nothing better than what is known */
            dc_boxtree_say(s->boxes, node->place, DC_SAID_SAFE, 0);
            dc_way_clear(&node->way);
        }
    }
}

static dc_status merge_piece(search *s, dc_piece *p, uint32_t place, dc_error *error) {
    dc_piece_keep(p, s->problem);
    s->nodes += p->said != 0;
    s->cases += dc_said_closed_by_cases(p->said);
    s->pace.steps += p->steps;
    s->pace.cut_short = s->pace.cut_short || p->cut_short;
    dc_boxtree_say(s->boxes, place, p->said, p->heaviest);
    if (!(p->said & DC_SAID_RESISTS))
        return DC_OK;
    dc_node node = { .way = p->way, .serial = s->serial++, .place = place };
    dc_node_set(&node, &p->bound);
    if (!dc_frontier_push(&s->frontier, &node))
        return dc_fail_memory(error, "waiting boxes");
    p->way = (dc_way){ 0 };
    return DC_OK;
}

/* The halves of a box, or the quarters. */
static dc_status merge_pieces(search *s, dc_piece *p, uint32_t place, dc_error *error) {
    dc_status status = DC_OK;
    uint32_t half = dc_boxtree_halve(s->boxes, place);
    for (size_t k = 0; k < DC_PIECES_MOST && status == DC_OK; k++)
        status = dc_piece_check(p + k, error);
    for (size_t k = 0; k < DC_PIECES_MOST && status == DC_OK; k += 2, half += half > 0) {
        bool quartered = p[k + 1].said != 0;
        uint32_t first = quartered ? dc_boxtree_halve(s->boxes, half) : half;
        status = merge_piece(s, p + k, first, error);
        if (status == DC_OK && quartered)
            status = merge_piece(s, p + k + 1, first + (first > 0), error);
    }
    return status;
}

/* A box of the round waits again as it was. */
static dc_status push_back(search *s, dc_node *node, dc_error *error) {
    if (!dc_frontier_push(&s->frontier, node))
        return dc_fail_memory(error, "waiting boxes");
    node->way = (dc_way){ 0 };
    return DC_OK;
}

/* A box at the deepest level that stayed open: nothing more can be done about it. Its first
 * piece is not there. */
static bool is_stuck(const dc_piece *pieces) {
    return pieces->status == DC_OK && pieces->said == 0;
}

static bool any_stuck(const search *s) {
    bool stuck = false;
    for (size_t k = 0; k < s->round_count; k++)
        stuck = stuck || is_stuck(s->pieces + DC_PIECES_MOST * k);
    return stuck;
}

/* What is stuck must not be forgotten. */
static dc_status merge_round(search *s, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t k = 0; k < s->round_count; k++) {
        dc_node *node = s->round + k;
        dc_piece *pieces = s->pieces + DC_PIECES_MOST * k;
        if (status == DC_OK)
            status = merge_pieces(s, pieces, node->place, error);
        if (status == DC_OK && is_stuck(pieces))
            status = push_back(s, node, error);
        dc_way_clear(&node->way);
    }
    s->round_count = 0;
    dc_boxtree_raise(s->boxes, &s->problem->condition);
    return status;
}

/* A round that was cut: what was found is kept. */
static dc_status undo_round(search *s, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t k = 0; k < DC_PIECES_MOST * s->round_count; k++)
        if (s->pieces[k].status == DC_OK)
            dc_piece_keep(s->pieces + k, s->problem);
    for (size_t k = 0; k < s->round_count && status == DC_OK; k++)
        status = push_back(s, s->round + k, error);
    if (status == DC_OK)
        s->round_count = 0;
    dc_boxtree_raise(s->boxes, &s->problem->condition);
    return status;
}

/* A chart that was not looked at may hide anything. */
static dc_status leave_chart(search *s, size_t chart, dc_error *error) {
    s->left = true;
    dc_condition bound = s->problem->condition; /* kappa and h are borrowed */
    dc_node node = { .way = dc_way_to_chart(chart),
                     .serial = s->serial++,
                     .place = dc_boxtree_chart(chart) };
    dc_condition_loosen(&bound);
    dc_node_set(&node, &bound);
    return push_back(s, &node, error);
}

static dc_status look_at_chart(search *s, size_t chart, dc_error *error) {
    dc_piece *p = s->pieces;
    dc_cut_chart(&s->cutter, chart, p);
    dc_status status = dc_piece_check(p, error);
    if (status == DC_OK)
        status = merge_piece(s, p, dc_boxtree_chart(chart), error);
    dc_boxtree_raise(s->boxes, &s->problem->condition);
    return status;
}

static dc_status push_charts(search *s, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t chart = 0; chart < s->problem->space.dims && status == DC_OK; chart++)
        status = dc_limits_check(s->limits) == DC_STOP_NONE
                     ? look_at_chart(s, chart, error)
                     : leave_chart(s, chart, error);
    return status;
}

static bool finished(const search *s) {
    return dc_condition_exhausted(&s->problem->condition) ||
           (s->decide && s->problem->found);
}

static void report(const search *s) {
    dc_condition bound = s->problem->condition; /* kappa and h are borrowed */
    dc_frontier_bound(&s->frontier, &bound);
    dc_limits_report(s->limits, s->nodes, dc_frontier_count(&s->frontier),
                     &s->problem->condition, &bound);
    dc_trace_note(s->limits->trace, s->nodes, &s->problem->condition, s->problem->found,
                  &bound);
}

/* The state between two rounds, or with the boxes of a round that was not merged. */
static void put_search(dc_saving *saving, const void *of) {
    const search *s = of;
    dc_bytes *bytes = &saving->bytes;
    dc_put_best(bytes, s->problem);
    dc_bytes_put_u64(bytes, s->serial);
    dc_bytes_put_u64(bytes, s->nodes);
    dc_bytes_put_u64(bytes, s->cases);
    dc_put_boxtree(saving, s->boxes);
    dc_put_frontier(saving, &s->frontier);
    dc_bytes_put_u64(bytes, s->round_count);
    for (size_t k = 0; k < s->round_count; k++)
        dc_put_node(bytes, s->round + k);
}

static bool fits(const search *s, const dc_node *node) {
    return node->way.chart < s->problem->space.dims && node->place < s->boxes->count &&
           node->serial < s->serial;
}

static bool all_fit(const search *s, const dc_node *list, size_t count) {
    bool fit = true;
    for (size_t k = 0; k < count; k++)
        fit = fit && fits(s, list + k);
    return fit;
}

static void get_round(dc_reader *reader, search *s) {
    size_t count = dc_get_count(reader, sizeof(uint64_t));
    if (count > s->round_most)
        reader->bad = true;
    while (s->round_count < count && !reader->bad)
        dc_get_node(reader, s->round + s->round_count++);
}

static dc_status get_search(dc_reader *reader, search *s, dc_error *error) {
    dc_get_best(reader, s->problem);
    s->serial = dc_get_u64(reader);
    s->nodes = dc_get_u64(reader);
    s->cases = dc_get_u64(reader);
    uint32_t most = s->boxes->most;
    dc_boxtree_destroy(s->boxes);
    s->boxes = dc_get_boxtree(reader, s->limits);
    if (s->boxes)
        s->boxes->most = most;
    dc_get_frontier(reader, &s->frontier);
    get_round(reader, s);
    const dc_frontier *f = &s->frontier;
    if (!s->boxes || s->boxes->count <= s->problem->space.dims ||
        !all_fit(s, f->heap, f->count) || !all_fit(s, f->stack, f->stacked) ||
        !all_fit(s, s->round, s->round_count))
        reader->bad = true;
    return dc_checkpoint_check(s->limits->checkpoint, error);
}

/* The charts, or what a checkpoint holds in their place. */
static dc_status begin(search *s, dc_error *error) {
    dc_checkpoint *checkpoint = s->limits->checkpoint;
    dc_reader *reader = dc_checkpoint_section(checkpoint, DC_LEVEL_BOXES);
    dc_status status = reader ? get_search(reader, s, error) : push_charts(s, error);
    if (status == DC_OK && !reader)
        report(s);
    if (status == DC_OK && !s->left && s->cutter.stop == DC_STOP_NONE)
        dc_checkpoint_enter(checkpoint, DC_LEVEL_BOXES, put_search, s);
    return status;
}

/* Where the search had not begun in full its checkpoint is the state before it. */
static void keep(const search *s, dc_stop stop) {
    dc_checkpoint_stop(s->limits->checkpoint, stop);
}

/* Where steps are counted no other process helps: it would not count them. */
static dc_status cut_round(search *s, dc_error *error) {
    double start = dc_clock();
    if (s->limits->most_steps)
        s->stage.spent = 0;
    s->cutter.most_steps = dc_limits_share_steps(s->limits, s->pace.steps,
                                                 s->round_count);
    dc_status status = dc_cut_round(&s->cutter, &s->stage, s->round, s->round_count,
                                    s->pieces, error);
    s->pace.cut += s->round_count;
    s->pace.rounds++;
    s->pace.cutting += dc_clock() - start;
    return status;
}

/* One round; *stop tells what cut it, or that a box is stuck. */
static dc_status do_round(search *s, dc_stop *stop, dc_error *error) {
    dc_status status = make_pieces(s, DC_PIECES_MOST * s->round_count, error);
    if (status == DC_OK)
        status = cut_round(s, error);
    if (status != DC_OK)
        return status;
    bool cut = s->cutter.stop != DC_STOP_NONE;
    *stop = cut ? s->cutter.stop : any_stuck(s) ? DC_STOP_MEMORY : DC_STOP_NONE;
    if (*stop != DC_STOP_NONE)
        keep(s, *stop);
    if (cut)
        return undo_round(s, error);
    status = merge_round(s, error);
    report(s);
    return status;
}

static dc_status run_rounds(search *s, dc_stop *stop, dc_error *error) {
    dc_status status = DC_OK;
    double start = dc_clock();
    while (status == DC_OK && *stop == DC_STOP_NONE && !finished(s)) {
        *stop = dc_limits_check_work(s->limits, s->nodes, s->pace.steps);
        if (*stop != DC_STOP_NONE) {
            keep(s, *stop);
            break;
        }
        if (s->round_count == 0) /* else it comes from a checkpoint */
            take_round(s);
        if (s->round_count == 0)
            break;
        status = do_round(s, stop, error);
        if (status == DC_OK)
            dc_checkpoint_pause(s->limits->checkpoint);
    }
    s->pace.between = dc_clock() - start - s->pace.cutting;
    if (finished(s))
        *stop = dc_condition_exhausted(&s->problem->condition) ? DC_STOP_NONE
                                                               : DC_STOP_DECIDED;
    return status;
}

dc_status dc_branch(dc_problem *problem, dc_limits *limits, bool decide,
                    dc_outcome *outcome, dc_error *error) {
    search s = { .problem = problem,
                 .limits = limits,
                 .stage = { .threads = limits->options->threads },
                 .decide = decide };
    outcome->stop = DC_STOP_NONE;
    dc_status status = search_init(&s, error);
    if (status == DC_OK)
        status = begin(&s, error);
    if (status == DC_OK)
        status = run_rounds(&s, &outcome->stop, error);
    dc_checkpoint_leave(limits->checkpoint, DC_LEVEL_BOXES);
    dc_condition_copy(&outcome->bound, &problem->condition);
    if (!dc_condition_exhausted(&problem->condition))
        dc_frontier_bound(&s.frontier, &outcome->bound);
    outcome->nodes = s.nodes;
    outcome->cases = s.cases;
    if (s.boxes)
        dc_boxtree_trim(s.boxes);
    outcome->boxes = s.boxes;
    outcome->pace = s.pace;
    dc_stage_end(&s.stage);
    search_clear(&s);
    dc_lp_release_workers(limits->threads);
    return status;
}

void dc_outcome_clear(dc_outcome *outcome) {
    dc_condition_clear(&outcome->bound);
    dc_boxtree_destroy(outcome->boxes);
}
