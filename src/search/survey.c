#include "search/survey.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "lp/alternative.h"

enum { CHUNK = 64 }; /* boxes cut side by side */

typedef struct generation {
    dc_node *node; /* [count]: open boxes, in the order of the tree */
    size_t count, capacity;
} generation;

typedef struct survey {
    dc_problem *problem;
    dc_cutter cutter;
    dc_piece *pieces; /* [DC_PIECES_MOST CHUNK] */
    double *seconds;  /* [CHUNK]: of cutting a box */
    generation now, next;
    uint64_t serial;
    bool cut_short; /* a case analysis, by its steps */
    double weight;  /* boxes that each of `now` stands for */
    dc_random random;
    dc_tally *tally;
} survey;

static dc_status survey_init(survey *s, const dc_limits *limits, dc_error *error) {
    s->pieces = dc_pieces_create(s->problem, DC_PIECES_MOST * CHUNK);
    s->seconds = calloc(CHUNK, sizeof *s->seconds);
    if (!s->pieces || !s->seconds)
        return dc_fail_memory(error, "the estimate");
    return dc_cutter_create(&s->cutter, s->problem, limits, error);
}

static void forget(generation *g) {
    for (size_t k = 0; k < g->count; k++)
        dc_way_clear(&g->node[k].way);
    g->count = 0;
}

static void survey_clear(survey *s) {
    forget(&s->now);
    forget(&s->next);
    free(s->now.node);
    free(s->next.node);
    free(s->seconds);
    dc_pieces_destroy(s->pieces, s->problem, DC_PIECES_MOST * CHUNK);
    dc_cutter_destroy(&s->cutter);
}

static bool append(generation *g, const dc_node *node) {
    if (!dc_nodes_reserve(&g->node, &g->capacity, g->count))
        return false;
    g->node[g->count++] = *node;
    return true;
}

/* Best first, boxes are cut from the highest level down: that of a box's mass as a share of
 * all, or of the inverse of its ratio. */
static size_t level_of(const dc_node *node, const dc_condition *condition) {
    double share = condition->by_ratio
                       ? (double)node->den / (double)node->num
                       : ldexp((double)node->num, (int)dc_count_unit(condition->total)) /
                             (double)condition->total;
    return (size_t)(fmin(fmax(share, 0), 1) * (DC_SURVEY_LEVELS - 1));
}

/* A box waits from the moment its parent is cut to its own. */
static void note_waiting(survey *s, size_t born, size_t cut) {
    if (cut >= born)
        return;
    s->tally->change[born] += s->weight;
    s->tally->change[cut] -= s->weight;
}

static void note_steps(survey *s, const dc_piece *p) {
    s->tally->spent += p->steps;
    s->tally->steps += s->weight * (double)p->steps;
    s->cut_short = s->cut_short || p->cut_short;
}

/* born: the level at which its parent is cut. */
static dc_status count_piece(survey *s, dc_piece *p, size_t born, dc_error *error) {
    dc_status status = dc_piece_check(p, error);
    if (status != DC_OK)
        return status;
    s->tally->improved = dc_piece_keep(p, s->problem) || s->tally->improved;
    s->tally->boxes += p->said ? s->weight : 0;
    s->tally->examined += p->said != 0;
    note_steps(s, p);
    if (dc_said_closed_by_cases(p->said) || p->cut_short)
        s->tally->cases += s->weight;
    if (!(p->said & DC_SAID_RESISTS) || p->cut_short)
        return DC_OK;
    dc_node node = { .way = p->way, .serial = s->serial++ };
    dc_node_set(&node, &p->bound);
    note_waiting(s, born, level_of(&node, &s->problem->condition));
    if (!append(&s->next, &node))
        return dc_fail_memory(error, "the estimate");
    p->way = (dc_way){ 0 };
    return DC_OK;
}

static dc_status count_charts(survey *s, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t chart = 0; chart < s->problem->space.dims && status == DC_OK; chart++) {
        double start = dc_clock();
        dc_cut_chart(&s->cutter, chart, s->pieces);
        s->tally->seconds += dc_clock() - start;
        status = count_piece(s, s->pieces, DC_SURVEY_LEVELS, error);
    }
    return status;
}

static void cut_chunk(survey *s, const dc_node *nodes, size_t count) {
    s->cutter.most_steps = dc_limits_share_steps(s->cutter.limits, s->tally->spent,
                                                 count);
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->cutter.threads)
    for (size_t k = 0; k < count; k++) {
        double start = dc_clock();
        dc_cut(&s->cutter, (unsigned)omp_get_thread_num(), nodes + k,
               s->pieces + DC_PIECES_MOST * k);
        s->seconds[k] = dc_clock() - start;
    }
}

static dc_status count_chunk(survey *s, const dc_node *nodes, size_t count,
                             dc_error *error) {
    dc_status status = DC_OK;
    for (size_t k = 0; k < count; k++) {
        size_t born = level_of(nodes + k, &s->problem->condition);
        s->tally->cut += s->weight;
        s->tally->seconds += s->weight * s->seconds[k];
        for (size_t i = 0; i < DC_PIECES_MOST && status == DC_OK; i++)
            status = count_piece(s, s->pieces + DC_PIECES_MOST * k + i, born, error);
    }
    return status;
}

/* Keeps `width` boxes of a larger generation, evenly spaced. */
static void thin(survey *s, size_t width) {
    generation *g = &s->now;
    if (g->count <= width)
        return;
    double step = (double)g->count / (double)width;
    double at = dc_random_unit(&s->random) * step;
    size_t kept = 0;
    for (size_t k = 0; k < g->count; k++) {
        bool keep = kept < width && k == (size_t)(at + (double)kept * step);
        if (keep)
            g->node[kept++] = g->node[k];
        else
            dc_way_clear(&g->node[k].way);
    }
    s->weight *= (double)g->count / (double)kept;
    g->count = kept;
    s->tally->whole = false;
}

static bool has_to_end(const survey *s, uint64_t most) {
    return s->tally->boxes >= DC_SURVEY_MOST || s->tally->examined >= most ||
           s->cutter.stop != DC_STOP_NONE ||
           dc_limits_check_work(s->cutter.limits, 0, s->tally->spent) != DC_STOP_NONE;
}

static dc_status descend(survey *s, size_t width, uint64_t most, dc_error *error) {
    dc_status status = DC_OK;
    while (status == DC_OK && s->next.count > 0) {
        generation done = s->now;
        s->now = s->next;
        s->next = done;
        thin(s, width);
        for (size_t k = 0; k < s->now.count && status == DC_OK; k += CHUNK) {
            size_t rest = s->now.count - k, count = rest < CHUNK ? rest : CHUNK;
            s->tally->unfinished = has_to_end(s, most);
            if (s->tally->unfinished)
                return DC_OK;
            cut_chunk(s, s->now.node + k, count);
            status = count_chunk(s, s->now.node + k, count, error);
        }
        forget(&s->now);
    }
    s->tally->unfinished = s->cutter.stop != DC_STOP_NONE || s->cut_short;
    return status;
}

static void find_most_open(dc_tally *tally) {
    double waiting = 0;
    for (size_t level = DC_SURVEY_LEVELS + 1; level-- > 0;) {
        waiting += tally->change[level];
        tally->open = fmax(tally->open, waiting);
    }
}

dc_status dc_survey(dc_tally *tally, dc_problem *problem, const dc_limits *limits,
                    uint64_t seed, size_t width, uint64_t most, dc_error *error) {
    survey s = { .problem = problem, .weight = 1, .tally = tally };
    memset(tally, 0, sizeof *tally);
    tally->whole = true;
    dc_random_seed(&s.random, seed);
    dc_status status = survey_init(&s, limits, error);
    if (status == DC_OK)
        status = count_charts(&s, error);
    if (status == DC_OK)
        status = descend(&s, width, most, error);
    find_most_open(tally);
    survey_clear(&s);
    dc_lp_release_workers(limits->threads);
    return status;
}
