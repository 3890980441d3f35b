/* The condition (geometry/condition.h) on masses that are counted in 64 bits.
 *
 * A mass m is counted in units of 2^unit: from above as a number >= m / 2^unit, from
 * below as one <= it. unit is 0, and everything exact, unless a group's whole mass has
 * more than DC_COUNT_BITS bits. What passes here, U from above and L from below,
 * passes the condition. */
#ifndef DC_SEARCH_THRESHOLD_H
#define DC_SEARCH_THRESHOLD_H

#include "geometry/condition.h"

enum { DC_COUNT_BITS = 61 };

typedef struct dc_threshold {
    int64_t floor, enough;
    bool unbounded;   /* no ratio of L to U is enough */
    int64_t num, den; /* the ratio, from above */
    double allowed;   /* den / num, from below */
} dc_threshold;

/* The unit for a group of this mass. */
unsigned dc_count_unit(dc_mass total);

static inline int64_t dc_count_above(dc_mass mass, unsigned unit) {
    return (int64_t)((mass + (((dc_mass)1 << unit) - 1)) >> unit);
}

static inline int64_t dc_count_below(dc_mass mass, unsigned unit) {
    return (int64_t)(mass >> unit);
}

void dc_threshold_set(dc_threshold *threshold, const dc_condition *condition,
                      unsigned unit);

static inline bool dc_threshold_passes(const dc_threshold *t, int64_t U, int64_t L) {
    if (U <= t->floor || L >= t->enough)
        return true;
    return L > 0 && !t->unbounded && (dc_mass)L * t->den >= (dc_mass)U * t->num;
}

/* A mass that passes with a dilation of mass L < enough, the largest one but for what
 * floating point does to masses beyond 2^50. */
static inline int64_t dc_threshold_allows(const dc_threshold *t, int64_t L) {
    if (L <= 0 || t->unbounded)
        return t->floor;
    const double most = 2 * (double)((int64_t)1 << DC_COUNT_BITS); /* more than all */
    double allowed = (double)L * t->allowed;
    int64_t U = (int64_t)(allowed < most ? allowed : most);
    U += (dc_mass)L * t->den >= (dc_mass)(U + 1) * t->num;
    return U > t->floor ? U : t->floor;
}

#endif
