#include "floor/affine/branching.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* Rounds of probing without success that end it. */
enum { DRY_BATCHES = 3, BATCHES_BETWEEN_LOOKS = 6 };

static size_t parameters_of(const dc_branching *p) {
    return p->instance->rows * p->instance->dims;
}

bool dc_branching_create(dc_branching *points, const dc_instance *instance,
                         const double *center, unsigned threads, dc_halt *halt) {
    *points = (dc_branching){
        .instance = instance, .threads = threads, .halt = halt, .proved = INT64_MAX
    };
    bool done = true;
    size_t count = parameters_of(points);
    for (size_t k = 0; k < DC_BRANCHING_SLOTS; k++)
        done = dc_refuter_create(points->slot + k, instance) && done;
    done = dc_balance_create(&points->balance, instance) && done;
    points->center = malloc(count * sizeof *center);
    points->safe = dc_node_create();
    points->settled = calloc(instance->points, instance->classes);
    if (!done || !points->center || !points->safe || !points->settled)
        return false;
    memcpy(points->center, center, count * sizeof *center);
    return true;
}

void dc_branching_destroy(dc_branching *points) {
    if (!points->instance)
        return;
    for (size_t k = 0; k < DC_BRANCHING_SLOTS; k++)
        dc_refuter_destroy(points->slot + k);
    dc_balance_destroy(&points->balance);
    free(points->center);
    dc_node_destroy(points->safe);
    dc_node_destroy(points->proof);
    free(points->settled);
    *points = (dc_branching){ 0 };
}

/* Whether point s has a rival that may still beat it. */
static bool may_be_lost(const dc_instance *instance, const uint8_t *rival, size_t s) {
    for (size_t l = 0; l < instance->classes; l++)
        if (l != instance->label[s] &&
            rival[s * instance->classes + l] != DC_RIVAL_POSITIVE)
            return true;
    return false;
}

static int64_t weight_that_may_be_lost(const dc_instance *instance,
                                       const uint8_t *rival) {
    int64_t sum = 0;
    for (size_t s = 0; s < instance->points; s++)
        if (may_be_lost(instance, rival, s))
            sum += instance->weight[s];
    return sum;
}

int64_t dc_branching_safe_weight(const dc_branching *points) {
    return points->instance->total -
           weight_that_may_be_lost(points->instance, points->settled);
}

/* Decisions, and where to search from. */
typedef struct state {
    uint8_t *rival; /* [points][classes] */
    double *theta;  /* [rows][dims] */
    double k;
    dc_node *node;
} state;

static void state_clear(state *x) {
    free(x->rival);
    free(x->theta);
    *x = (state){ 0 };
}

static bool state_copy(state *x, const dc_branching *p, const uint8_t *rival,
                       const double *theta, double k) {
    size_t bytes = p->instance->points * p->instance->classes;
    *x = (state){ calloc(1, bytes + 1), malloc(parameters_of(p) * sizeof *theta), k,
                  NULL };
    if (!x->rival || !x->theta)
        return false;
    memcpy(x->rival, rival, bytes);
    memcpy(x->theta, theta, parameters_of(p) * sizeof *theta);
    return true;
}

static void load(dc_refuter *r, const dc_branching *p, const state *x) {
    memcpy(r->rival, x->rival, p->instance->points * p->instance->classes);
    memcpy(r->descent.theta, x->theta, parameters_of(p) * sizeof *x->theta);
    r->toll.k = x->k;
    r->excess = -INFINITY;
}

/* What floating point says is proved is looked at exactly; sets leaf. */
static bool confirm(dc_branching *p, dc_leaf *leaf, const dc_refuter *r,
                    int64_t threshold) {
    size_t basis;
    dc_decisions decisions = { r->rival, r->toll };
    if (!(r->excess > 0))
        return false;
    dc_balance_round(&p->balance, &r->descent);
    if (!(dc_balance_excess(&p->balance, &decisions, threshold) > 0) ||
        !dc_balance_proves(&p->balance, &basis, &decisions, threshold))
        return false;
    if (!dc_leaf_set(leaf, r->descent.theta, parameters_of(p), &r->toll, basis))
        p->failed = true;
    return !p->failed;
}

/* A margin whose sign might be known. */
typedef struct probe {
    size_t point, rival;
    uint8_t opposite; /* the sign to be refuted */
    double rank, margin;
} probe;

static int compare_probes(const void *left, const void *right) {
    const probe *a = left, *b = right;
    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    return a->point != b->point ? (a->point > b->point) - (a->point < b->point)
                                : (a->rival > b->rival) - (a->rival < b->rival);
}

/* The center, moved the shortest way to where the margin is a little below 0. */
static void go_across(dc_branching *p, size_t k, const probe *x) {
    static const double BEYOND = 1.001;
    const dc_instance *instance = p->instance;
    double *theta = p->slot[k].descent.theta, square = 0;
    size_t d = instance->dims, own = instance->label[x->point], sides = 0;
    memcpy(theta, p->center, parameters_of(p) * sizeof *theta);
    for (size_t l = 0; l < d; l++) {
        double z = instance->z[l * instance->points + x->point];
        square += z * z;
    }
    sides = (own < instance->rows) + (x->rival < instance->rows);
    double t = BEYOND * x->margin / (square * (double)sides);
    for (size_t l = 0; l < d; l++) {
        double z = instance->z[l * instance->points + x->point];
        if (own < instance->rows)
            theta[own * d + l] -= t * z;
        if (x->rival < instance->rows)
            theta[x->rival * d + l] += t * z;
    }
}

/* Refutes the opposite of probes[count], count <= DC_BRANCHING_SLOTS, each on its own. */
static void refute_batch(dc_branching *p, const state *x, const probe *probes,
                         size_t count, int64_t threshold, bool loss_only) {
    size_t K = p->instance->classes;
#pragma omp parallel for schedule(dynamic, 1) num_threads(p->threads)
    for (size_t k = 0; k < count; k++) {
        load(p->slot + k, p, x);
        p->slot[k].rival[probes[k].point * K + probes[k].rival] = probes[k].opposite;
        if (loss_only)
            go_across(p, k, probes + k);
        dc_refute(p->slot + k, threshold, loss_only);
    }
    p->nodes += count;
}

/* Fixes what a batch refuted; how many. */
static size_t fix_batch(dc_branching *p, state *x, const probe *probes, size_t count,
                        int64_t threshold) {
    size_t fixed = 0, K = p->instance->classes, known = x->node->count;
    for (size_t k = 0; k < count; k++) {
        dc_leaf leaf = { 0 };
        /* Proofs of this batch do not know of one another, and need not. */
        if (!confirm(p, &leaf, p->slot + k, threshold))
            continue;
        leaf.known = known;
        uint8_t decided = DC_RIVAL_POSITIVE + DC_RIVAL_NEGATIVE - probes[k].opposite;
        x->rival[probes[k].point * K + probes[k].rival] = decided;
        if (!dc_node_fix(x->node, probes[k].point, probes[k].rival, decided, &leaf))
            p->failed = true;
        fixed++;
    }
    return fixed;
}

static bool is_open(const dc_branching *p, const uint8_t *rival, size_t s, size_t l) {
    return l != p->instance->label[s] &&
           rival[s * p->instance->classes + l] == DC_RIVAL_OPEN;
}

static bool is_lost(const dc_branching *p, const uint8_t *rival, size_t s) {
    size_t K = p->instance->classes;
    for (size_t l = 0; l < K; l++)
        if (l != p->instance->label[s] && rival[s * K + l] == DC_RIVAL_NEGATIVE)
            return true;
    return false;
}

/* Margins that scores say are far from 0, the farthest first. For more classes than two only
 * what is positive is asked. */
static size_t list_probes(probe *probes, const dc_branching *p, const uint8_t *rival,
                          const double *scores) {
    size_t count = 0, K = p->instance->classes;
    for (size_t s = 0; s < p->instance->points; s++) {
        if (is_lost(p, rival, s))
            continue;
        for (size_t l = 0; l < K; l++) {
            double margin = scores[s * K + p->instance->label[s]] - scores[s * K + l];
            if (!is_open(p, rival, s, l) || (margin <= 0 && K > 2))
                continue;
            probes[count++] = (probe){ s, l,
                                       margin > 0 ? DC_RIVAL_NEGATIVE : DC_RIVAL_POSITIVE,
                                       fabs(margin), margin };
        }
    }
    qsort(probes, count, sizeof *probes, compare_probes);
    return count;
}

/* Refutes x as a whole; slot 0 is at the best price afterwards. */
static bool refute_state(dc_branching *p, state *x, int64_t threshold) {
    load(p->slot, p, x);
    dc_refute(p->slot, threshold, false);
    p->nodes++;
    if (confirm(p, &x->node->leaf, p->slot, threshold)) {
        x->node->leaf.known = x->node->count;
        x->node->ending = DC_NODE_LEAF;
        return true;
    }
    memcpy(x->theta, p->slot->descent.theta, parameters_of(p) * sizeof *x->theta);
    x->k = p->slot->toll.k;
    return false;
}

static bool count_state(const dc_branching *p, state *x, int64_t threshold) {
    if (weight_that_may_be_lost(p->instance, x->rival) >= threshold)
        return false;
    x->node->ending = DC_NODE_COUNT;
    return true;
}

/* Once through the margins. True if x is refuted. */
static bool sweep(dc_branching *p, state *x, probe *probes, size_t count,
                  int64_t threshold, size_t *fixed) {
    size_t dry = 0, since = 0;
    *fixed = 0;
    for (size_t k = 0; k < count && dry < DRY_BATCHES; k += DC_BRANCHING_SLOTS) {
        size_t batch = count - k < DC_BRANCHING_SLOTS ? count - k : DC_BRANCHING_SLOTS;
        if (dc_halt_now(p->halt) || p->failed)
            return false;
        refute_batch(p, x, probes + k, batch, threshold, false);
        size_t more = fix_batch(p, x, probes + k, batch, threshold);
        dry = more ? 0 : dry + 1;
        *fixed += more;
        since += more > 0;
        if (since < BATCHES_BETWEEN_LOOKS)
            continue;
        since = 0;
        if (count_state(p, x, threshold) || refute_state(p, x, threshold))
            return true;
    }
    return *fixed > 0 && (count_state(p, x, threshold) || refute_state(p, x, threshold));
}

/* Sweeps as long as they fix something. */
static bool probe_state(dc_branching *p, state *x, int64_t threshold) {
    size_t K = p->instance->classes, fixed = 1;
    probe *probes = malloc(p->instance->points * K * sizeof *probes);
    bool refuted = false;
    p->failed = p->failed || !probes;
    while (!p->failed && !refuted && fixed > 0 && !dc_halt_now(p->halt)) {
        dc_decisions decisions = { x->rival, dc_toll_of(x->k) };
        memcpy(p->slot->descent.theta, x->theta, parameters_of(p) * sizeof *x->theta);
        dc_descent_look(&p->slot->descent, &decisions);
        size_t count = list_probes(probes, p, x->rival, p->slot->descent.scores);
        refuted = sweep(p, x, probes, count, threshold, &fixed);
    }
    free(probes);
    return refuted;
}

/* The open margin of which the envelope is the least certain. False if there is none. */
static bool choose_split(const dc_branching *p, const state *x, size_t *point,
                         size_t *rival) {
    const dc_descent *d = &p->slot->descent;
    size_t K = p->instance->classes;
    dc_decisions decisions = { x->rival, dc_toll_of(x->k) };
    double best = -1;
    memcpy(d->theta, x->theta, parameters_of(p) * sizeof *x->theta);
    dc_descent_look(&((dc_branching *)p)->slot->descent, &decisions);
    for (size_t s = 0; s < p->instance->points; s++) {
        if (is_lost(p, x->rival, s))
            continue;
        double lost = dc_slope_lost(dc_decisions_of(&decisions, p->instance, s),
                                    d->scores + s * K, &decisions.toll);
        double doubt = fmin(lost, 1 - lost) * p->instance->mass[s];
        size_t top = K;
        for (size_t l = 0; l < K; l++)
            if (is_open(p, x->rival, s, l) &&
                (top == K || d->scores[s * K + l] > d->scores[s * K + top]))
                top = l;
        if (top == K || doubt <= best)
            continue;
        best = doubt;
        *point = s;
        *rival = top;
    }
    return best >= 0;
}

/* Both halves of x, which has been looked at. */
static bool split(dc_branching *p, const state *x, state half[2]) {
    dc_node *node = x->node;
    if (!choose_split(p, x, &node->point, &node->rival))
        return false;
    for (int k = 0; k < 2; k++) {
        node->half[k] = dc_node_create();
        if (!state_copy(half + k, p, x->rival, x->theta, x->k) || !node->half[k])
            p->failed = true;
        else
            half[k].rival[node->point * p->instance->classes + node->rival] =
                k ? DC_RIVAL_POSITIVE : DC_RIVAL_NEGATIVE;
        half[k].node = node->half[k];
    }
    node->ending = DC_NODE_SPLIT;
    return !p->failed;
}

/* States that wait, the last one first. */
typedef struct pile {
    size_t count, capacity;
    state *waiting;
} pile;

static bool push(pile *stack, const state *x) {
    if (stack->count == stack->capacity) {
        size_t capacity = 2 * stack->capacity + 16;
        state *more = realloc(stack->waiting, capacity * sizeof *more);
        if (!more)
            return false;
        stack->waiting = more;
        stack->capacity = capacity;
    }
    stack->waiting[stack->count++] = *x;
    return true;
}

static void stack_clear(pile *stack) {
    for (size_t k = 0; k < stack->count; k++)
        state_clear(stack->waiting + k);
    free(stack->waiting);
}

/* The last few states, refuted side by side; the others are split. False if one could be
 * neither. */
static bool take_batch(dc_branching *p, pile *stack, int64_t threshold) {
    state batch[DC_BRANCHING_SLOTS];
    size_t count = stack->count < DC_BRANCHING_SLOTS ? stack->count : DC_BRANCHING_SLOTS;
    bool going = true;
    stack->count -= count;
    memcpy(batch, stack->waiting + stack->count, count * sizeof *batch);
#pragma omp parallel for schedule(dynamic, 1) num_threads(p->threads)
    for (size_t k = 0; k < count; k++) {
        load(p->slot + k, p, batch + k);
        dc_refute(p->slot + k, threshold, false);
    }
    p->nodes += count;
    for (size_t k = 0; k < count; k++) {
        state *x = batch + k;
        memcpy(x->theta, p->slot[k].descent.theta, parameters_of(p) * sizeof *x->theta);
        x->k = p->slot[k].toll.k;
        if (confirm(p, &x->node->leaf, p->slot + k, threshold))
            x->node->ending = DC_NODE_LEAF;
        else
            count_state(p, x, threshold);
    }
    for (size_t k = 0; k < count; k++) {
        state half[2] = { 0 };
        if (going && batch[k].node->ending == DC_NODE_OPEN) {
            going = split(p, batch + k, half);
            for (int side = 1; side >= 0; side--)
                if (!going || !push(stack, half + side)) {
                    state_clear(half + side);
                    going = false;
                }
        }
        state_clear(batch + k);
    }
    return going;
}

/* Depth first from x, at most `effort` sets of decisions. */
static bool branch(dc_branching *p, const state *x, int64_t threshold, size_t effort) {
    pile stack = { 0 };
    state half[2] = { 0 };
    uint64_t end = p->nodes + effort;
    bool going = split(p, x, half);
    for (int side = 1; side >= 0; side--)
        if (!going || !push(&stack, half + side)) {
            state_clear(half + side);
            going = false;
        }
    while (going && stack.count > 0 && p->nodes < end && !p->failed &&
           !dc_halt_now(p->halt))
        going = take_batch(p, &stack, threshold);
    bool done = going && stack.count == 0 && !p->failed;
    stack_clear(&stack);
    return done;
}

bool dc_branching_prove(dc_branching *points, int64_t threshold, size_t effort) {
    state root;
    dc_node *node = dc_node_create();
    if (!node)
        return false;
    bool proved = false;
    if (state_copy(&root, points, points->settled, points->center, 0.3)) {
        root.node = node;
        proved = count_state(points, &root, threshold) ||
                 refute_state(points, &root, threshold) ||
                 (effort > 0 && (probe_state(points, &root, threshold) ||
                                 (effort > 1 && !dc_halt_now(points->halt) &&
                                  branch(points, &root, threshold, effort))));
    }
    state_clear(&root);
    if (proved && !points->failed) {
        dc_node_destroy(points->proof);
        points->proof = node;
        points->proved = threshold;
    } else {
        dc_node_destroy(node);
    }
    return proved && !points->failed;
}

/* Marks what is lost where slot k is, if that is in C. */
static bool mark_unsafe(dc_branching *p, size_t k, bool *unsafe) {
    const dc_instance *instance = p->instance;
    dc_descent *d = &p->slot[k].descent;
    size_t K = instance->classes;
    double wrong;
    if (dc_descent_loss(d, &wrong) > instance->loss_about)
        return false;
    for (size_t s = 0; s < instance->points; s++)
        for (size_t l = 0; l < K; l++)
            if (l != instance->label[s] &&
                d->scores[s * K + l] >= d->scores[s * K + instance->label[s]])
                unsafe[s] = true;
    return true;
}

/* One step from the center for each point: most of what is unsafe shows at once. */
static void cross_margins(dc_branching *p, const probe *probes, size_t count,
                          bool *unsafe) {
    for (size_t next = count; next > 0 && !dc_halt_now(p->halt);) {
        const probe *batch[DC_BRANCHING_SLOTS];
        double wrong;
        size_t size = 0;
        for (; next > 0 && size < DC_BRANCHING_SLOTS; next--)
            if (!unsafe[probes[next - 1].point])
                batch[size++] = probes + next - 1;
#pragma omp parallel for schedule(dynamic, 1) num_threads(p->threads) private(wrong)
        for (size_t k = 0; k < size; k++) {
            go_across(p, k, batch[k]);
            (void)dc_descent_loss(&p->slot[k].descent, &wrong);
        }
        for (size_t k = 0; k < size; k++)
            mark_unsafe(p, k, unsafe);
    }
}

/* The least margin of a point over C, from what C is near the center: its margin there less
 * the point's length in coordinates that make C round. */
static size_t list_safe_probes(probe *probes, dc_branching *p, const bool *unsafe) {
    const dc_instance *instance = p->instance;
    dc_descent *d = &p->slot->descent;
    size_t K = instance->classes, count = 0;
    double wrong;
    memcpy(d->theta, p->center, parameters_of(p) * sizeof *p->center);
    dc_descent_loss(d, &wrong);
    for (size_t s = 0; s < instance->points; s++) {
        double length = 0;
        for (size_t l = 0; l < instance->dims; l++)
            length += instance->z[l * instance->points + s] *
                      instance->z[l * instance->points + s];
        for (size_t l = 0; l < K && !unsafe[s]; l++) {
            double margin = d->scores[s * K + instance->label[s]] - d->scores[s * K + l];
            if (l != instance->label[s] && margin > 0)
                probes[count++] = (probe){ s, l, DC_RIVAL_NEGATIVE,
                                           margin / sqrt(1e-300 + length), margin };
        }
    }
    qsort(probes, count, sizeof *probes, compare_probes);
    return count;
}

void dc_branching_find_safe(dc_branching *points, bool *unsafe) {
    size_t K = points->instance->classes;
    probe *probes = malloc(points->instance->points * K * sizeof *probes);
    state x;
    if (!state_copy(&x, points, points->settled, points->center, 0) || !probes) {
        points->failed = true;
        state_clear(&x);
        free(probes);
        return;
    }
    x.node = points->safe;
    size_t count = list_safe_probes(probes, points, unsafe), next = 0;
    cross_margins(points, probes, count, unsafe);
    while (next < count && !points->failed && !dc_halt_now(points->halt)) {
        probe batch[DC_BRANCHING_SLOTS];
        size_t size = 0;
        for (; next < count && size < DC_BRANCHING_SLOTS; next++)
            if (!unsafe[probes[next].point])
                batch[size++] = probes[next];
        refute_batch(points, &x, batch, size, 0, true);
        fix_batch(points, &x, batch, size, 0);
        for (size_t k = 0; k < size; k++) {
            if (!(points->slot[k].excess > 0)) {
                unsafe[batch[k].point] = true; /* or too near to tell */
                mark_unsafe(points, k, unsafe);
            }
        }
    }
    memcpy(points->settled, x.rival, points->instance->points * K);
    state_clear(&x);
    free(probes);
}
