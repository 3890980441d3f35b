/* Sets of decisions, and probes: refuting one sign of a margin fixes the other. What
 * branching.c and safe.c are made of. */
#ifndef DC_FLOOR_AFFINE_PROBES_H
#define DC_FLOOR_AFFINE_PROBES_H

#include "floor/affine/branching.h"

/* Decisions, where to search from, and what is known of them. */
typedef struct dc_state {
    uint8_t *rival; /* [points][classes] */
    double *theta;  /* [rows][dims] */
    double k;       /* the price */
    dc_node *node;
} dc_state;

/* Copies rival and theta; the node is NULL. False when memory is out. */
bool dc_state_copy(dc_state *x, const dc_branching *p, const uint8_t *rival,
                   const double *theta, double k);
void dc_state_clear(dc_state *x); /* not its node */

/* The refuter is to begin there. */
void dc_state_load(dc_refuter *r, const dc_branching *p, const dc_state *x);

/* Whether the margin of point s to rival l is undecided; whether s is lost. */
bool dc_state_is_open(const dc_branching *p, const uint8_t *rival, size_t s, size_t l);
bool dc_state_is_lost(const dc_branching *p, const uint8_t *rival, size_t s);

/* Weight of the points that may be lost. */
int64_t dc_state_weight(const dc_instance *instance, const uint8_t *rival);

/* What floating point says is proved is looked at exactly; sets leaf. */
bool dc_state_confirm(dc_branching *p, dc_leaf *leaf, const dc_refuter *r,
                      int64_t threshold);

/* Three ways to prove a threshold for x, which end its node: by a count, as a whole (x moves to
 * the best price), and as a whole after probing its margins. */
bool dc_state_count(const dc_branching *p, dc_state *x, int64_t threshold);
bool dc_state_refute(dc_branching *p, dc_state *x, int64_t threshold);
bool dc_state_probe(dc_branching *p, dc_state *x, int64_t threshold);

/* A margin whose sign might be known. */
typedef struct dc_probe {
    size_t point, rival;
    uint8_t opposite; /* the sign to be refuted */
    double rank, margin;
} dc_probe;

/* By rank, the largest first. */
void dc_probes_sort(dc_probe *probes, size_t count);

/* Slot k begins at the center, moved the shortest way to where the margin is a little below
 * 0. */
void dc_probe_cross(dc_branching *p, size_t k, const dc_probe *x);

/* Refutes the opposite of probes[count], count <= DC_BRANCHING_SLOTS, each on its own. */
void dc_probes_refute(dc_branching *p, const dc_state *x, const dc_probe *probes,
                      size_t count, int64_t threshold, bool loss_only);

/* Fixes what they refuted, in x and its node; how many. */
size_t dc_probes_fix(dc_branching *p, dc_state *x, const dc_probe *probes, size_t count,
                     int64_t threshold);

#endif
