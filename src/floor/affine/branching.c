#include "floor/affine/branching.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "floor/affine/probes.h"

bool dc_branching_create(dc_branching *points, const dc_instance *instance,
                         const double *center, unsigned threads, dc_halt *halt) {
    *points = (dc_branching){
        .instance = instance, .threads = threads, .halt = halt, .proved = INT64_MAX
    };
    bool done = true;
    size_t count = dc_instance_parameters(points->instance);
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

void dc_branching_rest(dc_branching *points) {
    for (size_t k = 0; k < DC_BRANCHING_SLOTS; k++) {
        dc_refuter_destroy(points->slot + k);
        points->slot[k] = (dc_refuter){ 0 };
    }
}

void dc_branching_destroy(dc_branching *points) {
    if (!points->instance)
        return;
    dc_branching_rest(points);
    dc_balance_destroy(&points->balance);
    free(points->center);
    dc_node_destroy(points->safe);
    dc_node_destroy(points->proof);
    free(points->settled);
    *points = (dc_branching){ 0 };
}

int64_t dc_branching_safe_weight(const dc_branching *points) {
    return points->instance->total - dc_state_weight(points->instance, points->settled);
}

/* The open margin of which the envelope is the least certain. False if there is none. */
static bool choose_split(dc_branching *p, const dc_state *x, size_t *point,
                         size_t *rival) {
    dc_descent *d = &p->slot->descent;
    size_t K = p->instance->classes;
    dc_decisions decisions = { x->rival, dc_toll_of(x->k) };
    double best = -1;
    memcpy(d->theta, x->theta, dc_instance_parameters(p->instance) * sizeof *x->theta);
    dc_descent_look(d, &decisions);
    for (size_t s = 0; s < p->instance->points; s++) {
        if (dc_state_is_lost(p, x->rival, s))
            continue;
        double lost = dc_slope_lost(dc_decisions_of(&decisions, p->instance, s),
                                    d->scores + s * K, &decisions.toll);
        double doubt = fmin(lost, 1 - lost) * p->instance->mass[s];
        size_t top = K;
        for (size_t l = 0; l < K; l++)
            if (dc_state_is_open(p, x->rival, s, l) &&
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
static bool split(dc_branching *p, const dc_state *x, dc_state half[2]) {
    dc_node *node = x->node;
    if (!choose_split(p, x, &node->point, &node->rival))
        return false;
    for (int k = 0; k < 2; k++) {
        node->half[k] = dc_node_create();
        if (!dc_state_copy(half + k, p, x->rival, x->theta, x->k) || !node->half[k])
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
    dc_state *waiting;
} pile;

static bool push(pile *stack, const dc_state *x) {
    if (stack->count == stack->capacity) {
        size_t capacity = 2 * stack->capacity + 16;
        dc_state *more = realloc(stack->waiting, capacity * sizeof *more);
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
        dc_state_clear(stack->waiting + k);
    free(stack->waiting);
}

/* Splits x; its halves wait, the first one on top. */
static bool push_halves(dc_branching *p, pile *stack, const dc_state *x) {
    dc_state half[2] = { 0 };
    bool going = split(p, x, half);
    for (int side = 1; side >= 0; side--)
        if (!going || !push(stack, half + side)) {
            p->failed = p->failed || going;
            dc_state_clear(half + side);
            going = false;
        }
    return going;
}

/* The last few states, refuted side by side; the others are split. False if one could be
 * neither. */
static bool take_batch(dc_branching *p, pile *stack, int64_t threshold) {
    dc_state batch[DC_BRANCHING_SLOTS];
    size_t count = stack->count < DC_BRANCHING_SLOTS ? stack->count : DC_BRANCHING_SLOTS;
    bool going = true;
    stack->count -= count;
    memcpy(batch, stack->waiting + stack->count, count * sizeof *batch);
#pragma omp parallel for schedule(dynamic, 1) num_threads(p->threads)
    for (size_t k = 0; k < count; k++) {
        dc_state_load(p->slot + k, p, batch + k);
        dc_refute(p->slot + k, threshold, false);
    }
    p->nodes += count;
    for (size_t k = 0; k < count; k++) {
        dc_state *x = batch + k;
        memcpy(x->theta, p->slot[k].descent.theta,
               dc_instance_parameters(p->instance) * sizeof *x->theta);
        x->k = p->slot[k].toll.k;
        if (dc_state_confirm(p, &x->node->leaf, p->slot + k, threshold))
            x->node->ending = DC_NODE_LEAF;
        else
            dc_state_count(p, x, threshold);
    }
    for (size_t k = 0; k < count; k++) {
        if (going && batch[k].node->ending == DC_NODE_OPEN) {
            going = push_halves(p, stack, batch + k);
        }
        dc_state_clear(batch + k);
    }
    return going;
}

/* Depth first from x, at most `effort` sets of decisions. */
static bool branch(dc_branching *p, const dc_state *x, int64_t threshold, size_t effort) {
    pile stack = { 0 };
    uint64_t end = p->nodes + effort;
    bool going = push_halves(p, &stack, x);
    while (going && stack.count > 0 && p->nodes < end && !p->failed &&
           !dc_halt_now(p->halt))
        going = take_batch(p, &stack, threshold);
    bool done = going && stack.count == 0 && !p->failed;
    stack_clear(&stack);
    return done;
}

bool dc_branching_prove(dc_branching *points, int64_t threshold, size_t effort) {
    dc_state root;
    dc_node *node = dc_node_create();
    if (!node) {
        points->failed = true;
        return false;
    }
    bool proved = false;
    if (!dc_state_copy(&root, points, points->settled, points->center, 0.3)) {
        points->failed = true;
    } else {
        root.node = node;
        proved = dc_state_count(points, &root, threshold) ||
                 dc_state_refute(points, &root, threshold) ||
                 (effort > 0 && (dc_state_probe(points, &root, threshold) ||
                                 (effort > 1 && !dc_halt_now(points->halt) &&
                                  branch(points, &root, threshold, effort))));
    }
    dc_state_clear(&root);
    if (proved && !points->failed) {
        dc_node_destroy(points->proof);
        points->proof = node;
        points->proved = threshold;
    } else {
        dc_node_destroy(node);
    }
    return proved && !points->failed;
}
