#include "search/cost.h"

#include <math.h>

#include "base/clock.h"
#include "search/survey.h"

enum {
    FIRST_WIDTH = 16, /* of the first descent, which tells how long they are */
    WIDEST = 4096,
    DESCENTS = 8, /* whose spread tells how far they can be trusted */
    LEAST_BOXES = 200
};

/* Entries of points that are bounded for an estimate. A box also costs as much as 60
 * coordinates would. */
static const double work = 1e9;
static const double box_overhead = 60;

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

double dc_estimate_speedup(unsigned processes, unsigned threads) {
    /* Of each doubling; measured for two threads (bench/RESULTS.md), assumed beyond. */
    static const double of_threads = 0.85, of_processes = 0.9;
    return threads * pow(of_threads, log2(threads)) * processes *
           pow(of_processes, log2(processes));
}

/* Descents that saw the same tree. */
typedef struct sample {
    size_t count;
    double boxes, squares, cases, seconds, open; /* sums */
    bool whole, unfinished;
} sample;

static void take(sample *s, const dc_tally *tally) {
    s->count++;
    s->boxes += tally->boxes;
    s->squares += tally->boxes * tally->boxes;
    s->cases += tally->cases;
    s->seconds += tally->seconds;
    s->open += tally->open;
    s->whole = tally->whole;
    s->unfinished = s->unfinished || tally->unfinished;
}

/* The factor by which chance and the model may mislead. */
static double factor_of(const sample *s) {
    double count = (double)s->count, mean = s->boxes / count;
    if (s->whole)
        return model_factor;
    if (s->count == 1)
        return one_descent_factor;
    double variance = (s->squares / count - mean * mean) / (count - 1);
    return model_factor * exp(2 * sqrt(fmax(variance, 0)) / mean);
}

/* cost->low: boxes that the search has examined. fixed: the tree stays as it is. */
static void set_cost(dc_cost *cost, const sample *s, bool fixed) {
    double count = (double)s->count, factor = factor_of(s), done = cost->low;
    double tree = fmax(s->boxes / count, done);
    double growth = fixed || done < 1 ? 1 : tree / done;
    double remains = pow(growth, power - 1);
    cost->boxes = tree * remains;
    cost->low = fmax(done, tree * pow(growth, least_power - 1) / factor);
    cost->high = tree * factor;
    cost->cases = s->cases / count * remains;
    cost->thread_seconds = fmax(cost->thread_seconds, s->seconds / count * remains);
    cost->open = s->open / count * remains;
    if (!s->unfinished)
        return;
    cost->at_least = true;
    cost->high = INFINITY;
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
    bool first = true;
    for (uint64_t seed = 1, spent = 0; s->count < DESCENTS; seed++) {
        dc_tally tally;
        dc_status status = dc_survey(&tally, problem, limits, seed, width, 2 * budget,
                                     error);
        if (status != DC_OK)
            return status;
        spent += tally.examined;
        *examined += tally.examined;
        bool last = spent >= budget || tally.unfinished;
        if ((tally.improved || first) && s->count > 0 && !last)
            *s = (sample){ 0 };
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

dc_status dc_cost_of(dc_cost *cost, dc_problem *problem, const dc_limits *limits,
                     bool thorough, bool decide, uint64_t budget, dc_outcome *outcome,
                     dc_error *error) {
    dc_limits own = *limits;
    sample s = { 0 };
    double start = dc_clock();
    own.most_nodes = budget / 2;
    dc_status status = dc_solve(problem, &own, thorough, decide, outcome, error);
    double boxes = (double)outcome->nodes;
    *cost = (dc_cost){ .known = dc_stop_answers(outcome->stop),
                       .boxes = boxes,
                       .low = boxes,
                       .high = boxes,
                       .cases = (double)outcome->cases,
                       .thread_seconds = (dc_clock() - start) *
                                         dc_estimate_speedup(1, limits->threads),
                       .examined = outcome->nodes };
    if (status != DC_OK || cost->known)
        return status;
    if (problem->placed)
        status = take_sample(&s, problem, limits, budget / 2, &cost->examined, error);
    cost->at_least = true;
    cost->high = INFINITY;
    if (s.count == 0)
        return status;
    cost->at_least = false;
    set_cost(cost, &s, decide);
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
    total->open = fmax(total->open, more->open);
    total->bytes = fmax(total->bytes, more->bytes);
    total->examined += more->examined;
}

void dc_cost_set_bytes(dc_cost *cost, const dc_budget *budget) {
    cost->bytes = fmin(cost->open * sizeof(dc_node), (double)budget->waiting) +
                  fmin(cost->boxes * sizeof(dc_boxtree_node), (double)budget->boxes);
}
