/* Sorted values with fast ranks, for the cell rule. */
#ifndef DC_SEARCH_RANKING_H
#define DC_SEARCH_RANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mass.h"

/* Values sorted into as many buckets as there are values. */
typedef struct dc_ranking {
    double *value;    /* [count], increasing */
    uint32_t *point;  /* [count]: whose value it is */
    dc_mass *below;   /* [count + 1]: mass of the first t */
    uint32_t *bucket; /* [buckets + 2]: first rank in each bucket */
    size_t count, buckets;
    double first, per_unit;
} dc_ranking;

/* Room for count values, count < 2^32. False when memory is out. */
bool dc_ranking_create(dc_ranking *ranking, size_t count);
void dc_ranking_destroy(dc_ranking *ranking);

/* Sorts x[count]; scratch[count]. Expected cost O(count). */
void dc_ranking_set(dc_ranking *ranking, const double *x, const dc_mass *weight,
                    uint32_t *scratch);

/* The bucket of x: non-decreasing in x, so equal and smaller values never lie in
 * later buckets. */
static inline size_t dc_ranking_bucket(const dc_ranking *ranking, double x) {
    double position = (x - ranking->first) * ranking->per_unit;
    if (!(position > 0))
        return 0;
    return position < (double)ranking->buckets ? (size_t)position : ranking->buckets - 1;
}

/* Number of values < x, or <= x if inclusive. */
static inline size_t dc_ranking_rank(const dc_ranking *ranking, double x,
                                     bool inclusive) {
    size_t b = dc_ranking_bucket(ranking, x);
    size_t low = ranking->bucket[b], high = ranking->bucket[b + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        double value = ranking->value[middle];
        if (value < x || (inclusive && value == x))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

#endif
