#include "floor/affine/probes.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* Rounds of probing without success that end it. */
enum { DRY_BATCHES = 3, BATCHES_BETWEEN_LOOKS = 6 };

/* Whether point s has a rival that may still beat it. */
static bool may_be_lost(const dc_instance *instance, const uint8_t *rival, size_t s) {
    for (size_t l = 0; l < instance->classes; l++)
        if (l != instance->label[s] &&
            rival[s * instance->classes + l] != DC_RIVAL_POSITIVE)
            return true;
    return false;
}

int64_t dc_state_weight(const dc_instance *instance, const uint8_t *rival) {
    int64_t sum = 0;
    for (size_t s = 0; s < instance->points; s++)
        if (may_be_lost(instance, rival, s))
            sum += instance->weight[s];
    return sum;
}

void dc_state_clear(dc_state *x) {
    free(x->rival);
    free(x->theta);
    *x = (dc_state){ 0 };
}

bool dc_state_copy(dc_state *x, const dc_branching *p, const uint8_t *rival,
                   const double *theta, double k) {
    size_t bytes = p->instance->points * p->instance->classes;
    *x = (dc_state){ calloc(1, bytes + 1),
                     malloc(dc_instance_parameters(p->instance) * sizeof *theta), k,
                     NULL };
    if (!x->rival || !x->theta)
        return false;
    memcpy(x->rival, rival, bytes);
    memcpy(x->theta, theta, dc_instance_parameters(p->instance) * sizeof *theta);
    return true;
}

void dc_state_load(dc_refuter *r, const dc_branching *p, const dc_state *x) {
    memcpy(r->rival, x->rival, p->instance->points * p->instance->classes);
    memcpy(r->descent.theta, x->theta,
           dc_instance_parameters(p->instance) * sizeof *x->theta);
    r->toll.k = x->k;
    r->excess = -INFINITY;
}

/* What floating point says is proved is looked at exactly; sets leaf. */
bool dc_state_confirm(dc_branching *p, dc_leaf *leaf, const dc_refuter *r,
                      int64_t threshold) {
    size_t basis;
    dc_decisions decisions = { r->rival, r->toll };
    if (!(r->excess > 0))
        return false;
    dc_balance_round(&p->balance, &r->descent);
    if (!(dc_balance_excess(&p->balance, &decisions, threshold) > 0) ||
        !dc_balance_proves(&p->balance, &basis, &decisions, threshold))
        return false;
    bool set = dc_leaf_set(leaf, r->descent.theta, dc_instance_parameters(p->instance),
                           &r->toll, basis);
    p->failed = p->failed || !set;
    return set;
}

static int compare_probes(const void *left, const void *right) {
    const dc_probe *a = left, *b = right;
    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    return a->point != b->point ? (a->point > b->point) - (a->point < b->point)
                                : (a->rival > b->rival) - (a->rival < b->rival);
}

void dc_probes_sort(dc_probe *probes, size_t count) {
    qsort(probes, count, sizeof *probes, compare_probes);
}

/* The center, moved the shortest way to where the margin is a little below 0. */
void dc_probe_cross(dc_branching *p, size_t k, const dc_probe *x) {
    static const double BEYOND = 1.001;
    const dc_instance *instance = p->instance;
    double *theta = p->slot[k].descent.theta, square = 0;
    size_t d = instance->dims, own = instance->label[x->point], sides = 0;
    memcpy(theta, p->center, dc_instance_parameters(p->instance) * sizeof *theta);
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
void dc_probes_refute(dc_branching *p, const dc_state *x, const dc_probe *probes,
                      size_t count, int64_t threshold, bool loss_only) {
    size_t K = p->instance->classes;
#pragma omp parallel for schedule(dynamic, 1) num_threads(p->threads)
    for (size_t k = 0; k < count; k++) {
        dc_state_load(p->slot + k, p, x);
        p->slot[k].rival[probes[k].point * K + probes[k].rival] = probes[k].opposite;
        if (loss_only)
            dc_probe_cross(p, k, probes + k);
        dc_refute(p->slot + k, threshold, loss_only);
    }
    p->nodes += count;
}

/* Fixes what a batch refuted; how many. */
size_t dc_probes_fix(dc_branching *p, dc_state *x, const dc_probe *probes, size_t count,
                     int64_t threshold) {
    size_t fixed = 0, K = p->instance->classes, known = x->node->count;
    for (size_t k = 0; k < count; k++) {
        dc_leaf leaf = { 0 };
        /* Proofs of this batch do not know of one another, and need not. */
        if (!dc_state_confirm(p, &leaf, p->slot + k, threshold))
            continue;
        leaf.known = known;
        uint8_t decided = DC_RIVAL_POSITIVE + DC_RIVAL_NEGATIVE - probes[k].opposite;
        x->rival[probes[k].point * K + probes[k].rival] = decided;
        if (!dc_node_fix(x->node, probes[k].point, probes[k].rival, decided, &leaf))
            p->failed = true;
        free(leaf.theta); /* unless the node has it */
        fixed++;
    }
    return fixed;
}

bool dc_state_is_open(const dc_branching *p, const uint8_t *rival, size_t s, size_t l) {
    return l != p->instance->label[s] &&
           rival[s * p->instance->classes + l] == DC_RIVAL_OPEN;
}

bool dc_state_is_lost(const dc_branching *p, const uint8_t *rival, size_t s) {
    size_t K = p->instance->classes;
    for (size_t l = 0; l < K; l++)
        if (l != p->instance->label[s] && rival[s * K + l] == DC_RIVAL_NEGATIVE)
            return true;
    return false;
}

/* Margins that scores say are far from 0, the farthest first. For more classes than two only
 * what is positive is asked. */
static size_t list_probes(dc_probe *probes, const dc_branching *p, const uint8_t *rival,
                          const double *scores) {
    size_t count = 0, K = p->instance->classes;
    for (size_t s = 0; s < p->instance->points; s++) {
        if (dc_state_is_lost(p, rival, s))
            continue;
        for (size_t l = 0; l < K; l++) {
            double margin = scores[s * K + p->instance->label[s]] - scores[s * K + l];
            if (!dc_state_is_open(p, rival, s, l) || (margin <= 0 && K > 2))
                continue;
            probes[count++] =
                (dc_probe){ s, l, margin > 0 ? DC_RIVAL_NEGATIVE : DC_RIVAL_POSITIVE,
                            fabs(margin), margin };
        }
    }
    dc_probes_sort(probes, count);
    return count;
}

/* Refutes x as a whole; slot 0 is at the best price afterwards. */
bool dc_state_refute(dc_branching *p, dc_state *x, int64_t threshold) {
    dc_state_load(p->slot, p, x);
    dc_refute(p->slot, threshold, false);
    p->nodes++;
    if (dc_state_confirm(p, &x->node->leaf, p->slot, threshold)) {
        x->node->leaf.known = x->node->count;
        x->node->ending = DC_NODE_LEAF;
        return true;
    }
    memcpy(x->theta, p->slot->descent.theta,
           dc_instance_parameters(p->instance) * sizeof *x->theta);
    x->k = p->slot->toll.k;
    return false;
}

bool dc_state_count(const dc_branching *p, dc_state *x, int64_t threshold) {
    if (dc_state_weight(p->instance, x->rival) >= threshold)
        return false;
    x->node->ending = DC_NODE_COUNT;
    return true;
}

/* Once through the margins. True if x is refuted. */
static bool sweep(dc_branching *p, dc_state *x, dc_probe *probes, size_t count,
                  int64_t threshold, size_t *fixed) {
    size_t dry = 0, since = 0;
    *fixed = 0;
    for (size_t k = 0; k < count && dry < DRY_BATCHES; k += DC_BRANCHING_SLOTS) {
        size_t batch = count - k < DC_BRANCHING_SLOTS ? count - k : DC_BRANCHING_SLOTS;
        if (dc_halt_now(p->halt) || p->failed)
            return false;
        dc_probes_refute(p, x, probes + k, batch, threshold, false);
        size_t more = dc_probes_fix(p, x, probes + k, batch, threshold);
        dry = more ? 0 : dry + 1;
        *fixed += more;
        since += more > 0;
        if (since < BATCHES_BETWEEN_LOOKS)
            continue;
        since = 0;
        if (dc_state_count(p, x, threshold) || dc_state_refute(p, x, threshold))
            return true;
    }
    return *fixed > 0 &&
           (dc_state_count(p, x, threshold) || dc_state_refute(p, x, threshold));
}

/* Sweeps as long as they fix something. */
bool dc_state_probe(dc_branching *p, dc_state *x, int64_t threshold) {
    size_t K = p->instance->classes, fixed = 1;
    dc_probe *probes = malloc(p->instance->points * K * sizeof *probes);
    bool refuted = false;
    p->failed = p->failed || !probes;
    while (!p->failed && !refuted && fixed > 0 && !dc_halt_now(p->halt)) {
        dc_decisions decisions = { x->rival, dc_toll_of(x->k) };
        memcpy(p->slot->descent.theta, x->theta,
               dc_instance_parameters(p->instance) * sizeof *x->theta);
        dc_descent_look(&p->slot->descent, &decisions);
        size_t count = list_probes(probes, p, x->rival, p->slot->descent.scores);
        refuted = sweep(p, x, probes, count, threshold, &fixed);
    }
    free(probes);
    return refuted;
}
