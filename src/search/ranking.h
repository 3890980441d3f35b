/* Sorted values with fast ranks, for the cell rule. */
#ifndef DC_SEARCH_RANKING_H
#define DC_SEARCH_RANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Values sorted into three times as many buckets as there are values. */
typedef struct dc_ranking {
    const int64_t *weight; /* [count], or NULL: all 1 */
    double *value;         /* [count], increasing */
    uint32_t *point;       /* [count]: whose value it is; unused if all weights are 1 */
    int64_t *below;        /* [count + 1]: mass of the first t; unused like point */
    uint32_t *bucket;      /* [buckets + 2]: first rank in each bucket */
    size_t count, buckets;
    double first, per_unit;
} dc_ranking;

/* Room for count values, 0 < count < 2^29, of points of these weights (borrowed; NULL:
 * 1 each). False when memory is out. */
bool dc_ranking_create(dc_ranking *ranking, size_t count, const int64_t *weight);
void dc_ranking_destroy(dc_ranking *ranking);

/* Sorts x[count]; scratch[count]. Equal values stay in order. Expected cost O(count). */
void dc_ranking_set(dc_ranking *ranking, const double *x, uint32_t *scratch);

/* Mass of the first t values. */
static inline int64_t dc_ranking_mass(const dc_ranking *ranking, size_t t) {
    return ranking->weight ? ranking->below[t] : (int64_t)t;
}

/* The bucket of x: non-decreasing in x, so equal and smaller values never lie in
 * later buckets. */
static inline size_t dc_ranking_bucket(const dc_ranking *ranking, double x) {
    double position = (x - ranking->first) * ranking->per_unit;
    double last = (double)(ranking->buckets - 1);
    position = position > 0 ? position : 0;
    return (size_t)(int32_t)(position < last ? position : last);
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

/* A mass at most that of the values < x, and one at least that of the values <= x: those
 * that share x's bucket are not told apart. */
static inline int64_t dc_ranking_mass_before(const dc_ranking *ranking, double x) {
    return dc_ranking_mass(ranking, ranking->bucket[dc_ranking_bucket(ranking, x)]);
}

static inline int64_t dc_ranking_mass_through(const dc_ranking *ranking, double x) {
    return dc_ranking_mass(ranking, ranking->bucket[dc_ranking_bucket(ranking, x) + 1]);
}

#endif
