#include "search/cost.h"

#include <math.h>

#include "base/clock.h"
#include "search/branch.h"
#include "search/budget.h"
#include "search/piece.h"
#include "search/survey.h"

enum {
    FIRST_WIDTH = 16, /* of the first descent, which tells how long they are */
    WIDEST = 4096,
    DESCENTS = 8, /* whose spread tells how far they can be trusted */
    LEAST_BOXES = 200,
    STEPS_MOST = 200000000 /* of case analysis (base/halt.h): a few seconds */
};

/* Entries of points that are bounded for an estimate. A box also costs as much as 60
 * coordinates would. */
static const double work = 1e9;
static const double box_overhead = 60;

/* Steps of case analysis that may be spent for each of those entries. */
static const double steps_an_entry = 0.3;

/* Chance apart, what the model leaves out. */
static const double model_factor = 1.4;

/* The better the slab known, the smaller the tree; the slab becomes better as the search goes
 * on. Of the boxes that the tree has for each box examined so far this power remains in the
 * end, at least and at most that one: measured (bench/RESULTS.md), not derived. */
static const double power = 0.72, least_power = 0.55;

/* Where one descent is all there is. */
static const double one_descent_factor = 10;

uint64_t dc_cost_budget(size_t count, size_t dims, size_t share) {
    double boxes = work / ((double)count * ((double)dims + box_overhead)) / (double)share;
    return boxes < LEAST_BOXES ? LEAST_BOXES : (uint64_t)boxes;
}

/* That go with so many boxes. */
static uint64_t steps_for(const dc_points *points, uint64_t boxes) {
    double entries = (double)boxes * (double)points->count *
                     ((double)points->dims + box_overhead);
    return (uint64_t)fmin(fmax(steps_an_entry * entries, 1), STEPS_MOST);
}

/* A number in several descents. */
typedef struct series {
    double sum, squares;
} series;

static void add(series *s, double value) {
    s->sum += value;
    s->squares += value * value;
}

/* Descents that saw the same tree. */
typedef struct sample {
    size_t count;
    series boxes, seconds;
    double cases, open, cut; /* sums */
    bool whole, unfinished;
} sample;

static void take(sample *s, const dc_tally *tally) {
    s->count++;
    add(&s->boxes, tally->boxes);
    add(&s->seconds, tally->seconds);
    s->cases += tally->cases;
    s->open += tally->open;
    s->cut += tally->cut;
    s->whole = tally->whole;
    s->unfinished = s->unfinished || tally->unfinished;
}

/* The factor by which chance and the model may mislead. */
static double factor_of(const sample *s, const series *of) {
    double count = (double)s->count, mean = of->sum / count;
    if (s->whole)
        return model_factor;
    if (s->count == 1)
        return one_descent_factor;
    double variance = (of->squares / count - mean * mean) / (count - 1);
    return mean > 0 ? model_factor * exp(2 * sqrt(fmax(variance, 0)) / mean)
                    : one_descent_factor;
}

/* What is found later makes of a tree that is `growth` times as large as what the search has
 * examined this share, and at least that one. */
typedef struct rest {
    double share, least;
} rest;

static rest rest_of(double growth) {
    return (rest){ pow(growth, power - 1), pow(growth, least_power - 1) };
}

/* cost: what the search has taken so far; between: seconds of one thread for each box cut;
 * round: boxes that are cut in one. */
static void set_seconds(dc_cost *cost, const sample *s, rest left, double between,
                        double round, unsigned threads) {
    double count = (double)s->count, factor = factor_of(s, &s->seconds);
    double shared = s->seconds.sum / count * dc_cost_of_threads(threads) / threads;
    double done = cost->thread_seconds, cut = s->cut / count;
    cost->alone += between * fmax(cut * left.share - cost->parts, 0);
    cost->parts = fmax(cost->parts, cut * left.share);
    cost->rounds = fmax(cost->rounds, cost->parts / round + log2(round));
    double all = shared + between * cut;
    cost->thread_seconds = fmax(done, all * left.share);
    cost->seconds_low = fmax(done, all * left.least / factor);
    cost->seconds_high = fmax(done, all * factor);
}

/* cost: what the search has taken so far; left: of `tree` boxes. */
static void set_boxes(dc_cost *cost, const sample *s, rest left, double tree) {
    double count = (double)s->count, factor = factor_of(s, &s->boxes);
    cost->boxes = tree * left.share;
    cost->low = fmax(cost->low, tree * left.least / factor);
    cost->high = tree * factor;
    cost->cases = s->cases / count * left.share;
    cost->open = s->open / count * left.share;
}

static size_t width_for(const dc_tally *first, uint64_t budget) {
    double times = (double)budget / DESCENTS / (double)(first->examined + 1);
    double width = FIRST_WIDTH * times;
    return width < FIRST_WIDTH ? FIRST_WIDTH : width > WIDEST ? WIDEST : (size_t)width;
}

/* Descents under one condition; a better slab that one of them finds begins the sample anew,
 * as long as that is within the budget. */
static dc_status take_sample(sample *s, dc_problem *problem, const dc_limits *limits,
                             uint64_t budget, uint64_t *examined, dc_error *error) {
    size_t width = FIRST_WIDTH;
    dc_limits own = *limits;
    /* Of case analysis, for a few descents. */
    uint64_t enough = limits->most_steps / DESCENTS;
    bool first = true;
    for (uint64_t seed = 1, spent = 0; s->count < DESCENTS; seed++) {
        dc_tally tally;
        dc_status status = dc_survey(&tally, problem, &own, seed, width, 2 * budget,
                                     error);
        if (status != DC_OK)
            return status;
        spent += tally.examined;
        *examined += tally.examined;
        bool last = spent >= budget || tally.unfinished ||
                    tally.spent >= own.most_steps ||
                    (s->count > 1 && limits->most_steps - own.most_steps > enough);
        own.most_steps -= last ? 0 : tally.spent;
        if (s->count == 0 || !tally.improved)
            take(s, &tally);
        if (last || (tally.whole && !tally.improved))
            return DC_OK;
        if (first)
            width = width_for(&tally, budget);
        if (first || tally.improved)
            *s = (sample){ 0 };
        first = false;
    }
    return DC_OK;
}

/* Of a search that took `wall` seconds. */
static dc_cost cost_so_far(const dc_outcome *outcome, double wall, unsigned threads) {
    const dc_pace *pace = &outcome->pace;
    double boxes = (double)outcome->nodes, alone = fmax(wall - pace->cutting, 0);
    double seconds = alone + pace->cutting * dc_cost_of_threads(threads);
    return (dc_cost){ .known = dc_stop_answers(outcome->stop) && !pace->cut_short,
                      .boxes = boxes,
                      .low = boxes,
                      .high = boxes,
                      .cases = (double)outcome->cases,
                      .thread_seconds = seconds,
                      .seconds_low = seconds,
                      .seconds_high = seconds,
                      .alone = alone,
                      .parts = (double)pace->cut,
                      .rounds = (double)pace->rounds,
                      .examined = outcome->nodes };
}

static void be_at_least(dc_cost *cost) {
    cost->at_least = true;
    cost->high = cost->seconds_high = INFINITY;
}

/* What is left of a search, from descents through its tree. */
static void add_sample(dc_cost *cost, const sample *s, const dc_pace *pace, size_t points,
                       bool decide, unsigned threads) {
    double done = cost->boxes, tree = fmax(s->boxes.sum / (double)s->count, done);
    rest left = rest_of(decide || done < 1 ? 1 : tree / done);
    double between = pace->between / fmax((double)pace->cut, 1);
    set_seconds(cost, s, left, between, (double)dc_round_most(points), threads);
    set_boxes(cost, s, left, tree);
    if (s->unfinished)
        be_at_least(cost);
}

dc_status dc_cost_of(dc_cost *cost, dc_problem *problem, const dc_limits *limits,
                     bool thorough, bool decide, uint64_t budget, dc_outcome *outcome,
                     dc_error *error) {
    dc_limits own = *limits;
    sample s = { 0 };
    double start = dc_clock();
    own.most_nodes = budget / 2;
    own.most_steps = steps_for(problem->points, budget / 2);
    dc_status status = dc_solve(problem, &own, thorough, decide, outcome, error);
    *cost = cost_so_far(outcome, dc_clock() - start, limits->threads);
    if (status != DC_OK || cost->known)
        return status;
    if (problem->placed && !dc_stop_answers(outcome->stop))
        status = take_sample(&s, problem, &own, budget / 2, &cost->examined, error);
    if (s.count == 0)
        be_at_least(cost);
    else
        add_sample(cost, &s, &outcome->pace, problem->space.count, decide,
                   limits->threads);
    return status;
}

void dc_cost_add(dc_cost *total, const dc_cost *more, double times) {
    if (!(times > 0))
        return;
    total->known = total->known && more->known;
    total->at_least = total->at_least || more->at_least;
    total->boxes += times * more->boxes;
    total->low += times * more->low;
    total->high += times * more->high;
    total->cases += times * more->cases;
    total->thread_seconds += times * more->thread_seconds;
    total->seconds_low += times * more->seconds_low;
    total->seconds_high += times * more->seconds_high;
    total->alone += times * more->alone;
    total->parts += times * more->parts;
    total->rounds += times * more->rounds;
    total->open = fmax(total->open, more->open);
    total->bytes = fmax(total->bytes, more->bytes);
    total->examined += more->examined;
}

void dc_cost_set_bytes(dc_cost *cost, const dc_budget *budget) {
    cost->bytes = fmin(cost->open * sizeof(dc_node), (double)budget->waiting) +
                  fmin(cost->boxes * sizeof(dc_boxtree_node), (double)budget->boxes);
}
