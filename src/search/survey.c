#include "search/survey.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/doubles.h"
#include "base/error.h"
#include "base/random.h"
#include "lp/alternative.h"

enum {
    CHUNK = 64,  /* boxes cut side by side */
    CERTAIN = 4, /* one part in so many of the width: those that stand out */
    TRIED = 2    /* more than any share: a box that case analysis has given up on */
};

/* An open box, and for how many it stands. */
typedef struct branch {
    dc_node node;
    double weight;
    double rank; /* how much it stands out */
} branch;

typedef struct generation {
    branch *branch; /* [count]: in the order of the tree */
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
    double *ranks;  /* [rank_capacity]: scratch */
    size_t rank_capacity;
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
        dc_way_clear(&g->branch[k].node.way);
    g->count = 0;
}

static void survey_clear(survey *s) {
    forget(&s->now);
    forget(&s->next);
    free(s->now.branch);
    free(s->next.branch);
    free(s->ranks);
    free(s->seconds);
    dc_pieces_destroy(s->pieces, s->problem, DC_PIECES_MOST * CHUNK);
    dc_cutter_destroy(&s->cutter);
}

static bool append(generation *g, const branch *b) {
    if (g->count == g->capacity) {
        size_t larger = g->capacity ? 2 * g->capacity : CHUNK;
        branch *moved = realloc(g->branch, larger * sizeof *moved);
        if (!moved)
            return false;
        g->branch = moved;
        g->capacity = larger;
    }
    g->branch[g->count++] = *b;
    return true;
}

/* A box's mass as a share of all, or the inverse of its ratio. */
static double share_of(const dc_node *node, const dc_condition *condition) {
    double share = condition->by_ratio
                       ? (double)node->den / (double)node->num
                       : ldexp((double)node->num, (int)dc_count_unit(condition->total)) /
                             (double)condition->total;
    return fmin(fmax(share, 0), 1);
}

/* Best first, boxes are cut from the highest level down. */
static size_t level_of(const dc_node *node, const dc_condition *condition) {
    return (size_t)(share_of(node, condition) * (DC_SURVEY_LEVELS - 1));
}

/* A box waits from the moment its parent is cut to its own. */
static void note_waiting(survey *s, size_t born, size_t cut, double weight) {
    if (cut >= born)
        return;
    s->tally->change[born] += weight;
    s->tally->change[cut] -= weight;
}

static void note_steps(survey *s, const dc_piece *p, double weight) {
    s->tally->spent += p->steps;
    s->tally->steps += weight * (double)p->steps;
    s->cut_short = s->cut_short || p->cut_short;
}

/* born: the level at which its parent is cut; weight: pieces that it stands for. */
static dc_status count_piece(survey *s, dc_piece *p, size_t born, double weight,
                             dc_error *error) {
    dc_status status = dc_piece_check(p, error);
    if (status != DC_OK)
        return status;
    s->tally->improved = dc_piece_keep(p, s->problem) || s->tally->improved;
    s->tally->boxes += p->said ? weight : 0;
    s->tally->examined += p->said != 0;
    note_steps(s, p, weight);
    if (dc_said_closed_by_cases(p->said) || p->cut_short)
        s->tally->cases += weight;
    if (!(p->said & DC_SAID_RESISTS) || p->cut_short)
        return DC_OK;
    branch b = { { .way = p->way, .serial = s->serial++ }, weight, 0 };
    dc_node_set(&b.node, &p->bound);
    b.rank = share_of(&b.node, &s->problem->condition) + (p->steps > 0 ? TRIED : 0);
    note_waiting(s, born, level_of(&b.node, &s->problem->condition), weight);
    if (!append(&s->next, &b))
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
        status = count_piece(s, s->pieces, DC_SURVEY_LEVELS, 1, error);
    }
    return status;
}

static void cut_chunk(survey *s, const branch *branches, size_t count) {
    s->cutter.most_steps = dc_limits_share_steps(s->cutter.limits, s->tally->spent,
                                                 count);
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->cutter.threads)
    for (size_t k = 0; k < count; k++) {
        double start = dc_clock();
        dc_cut(&s->cutter, (unsigned)omp_get_thread_num(), &branches[k].node,
               s->pieces + DC_PIECES_MOST * k);
        s->seconds[k] = dc_clock() - start;
    }
}

static dc_status count_chunk(survey *s, const branch *branches, size_t count,
                             dc_error *error) {
    dc_status status = DC_OK;
    for (size_t k = 0; k < count; k++) {
        size_t born = level_of(&branches[k].node, &s->problem->condition);
        double weight = branches[k].weight;
        s->tally->cut += weight;
        s->tally->seconds += weight * s->seconds[k];
        for (size_t i = 0; i < DC_PIECES_MOST && status == DC_OK; i++)
            status = count_piece(s, s->pieces + DC_PIECES_MOST * k + i, born, weight,
                                 error);
    }
    return status;
}

/* The rank that `certain` boxes of a generation reach, and how many of those that have just
 * this one are among them. */
static bool find_bar(survey *s, size_t certain, double *bar, size_t *on_it) {
    const generation *g = &s->now;
    if (g->count > s->rank_capacity) {
        free(s->ranks);
        s->ranks = malloc(g->capacity * sizeof *s->ranks);
        s->rank_capacity = s->ranks ? g->capacity : 0;
        if (!s->ranks)
            return false;
    }
    for (size_t k = 0; k < g->count; k++)
        s->ranks[k] = g->branch[k].rank;
    dc_doubles_sort(s->ranks, g->count);
    *bar = certain ? s->ranks[g->count - certain] : INFINITY;
    *on_it = certain;
    for (size_t k = g->count - certain; k < g->count; k++)
        *on_it -= s->ranks[k] > *bar;
    return true;
}

/* Systematic sampling of those that do not stand out. */
typedef struct draw {
    double at, step;
    size_t most, seen, taken;
} draw;

static bool is_drawn(draw *d) {
    bool drawn = d->taken < d->most &&
                 d->seen == (size_t)(d->at + (double)d->taken * d->step);
    d->seen++;
    d->taken += drawn;
    return drawn;
}

/* Keeps `width` boxes of a larger generation. */
static dc_status thin(survey *s, size_t width, dc_error *error) {
    generation *g = &s->now;
    size_t certain = width / CERTAIN, on_bar, kept = 0;
    double bar;
    if (g->count <= width)
        return DC_OK;
    if (!find_bar(s, certain, &bar, &on_bar))
        return dc_fail_memory(error, "the estimate");
    draw d = { .step = (double)(g->count - certain) / (double)(width - certain),
               .most = width - certain };
    d.at = dc_random_unit(&s->random) * d.step;
    for (size_t k = 0; k < g->count; k++) {
        branch b = g->branch[k];
        bool certainly = b.rank > bar || (b.rank == bar && on_bar > 0);
        bool drawn = !certainly && is_drawn(&d);
        on_bar -= certainly && b.rank == bar;
        b.weight *= drawn ? d.step : 1;
        if (certainly || drawn)
            g->branch[kept++] = b;
        else
            dc_way_clear(&b.node.way);
    }
    g->count = kept;
    s->tally->whole = false;
    return DC_OK;
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
        status = thin(s, width, error);
        for (size_t k = 0; k < s->now.count && status == DC_OK; k += CHUNK) {
            size_t rest = s->now.count - k, count = rest < CHUNK ? rest : CHUNK;
            s->tally->unfinished = has_to_end(s, most);
            if (s->tally->unfinished)
                return DC_OK;
            cut_chunk(s, s->now.branch + k, count);
            status = count_chunk(s, s->now.branch + k, count, error);
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
    survey s = { .problem = problem, .tally = tally };
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
