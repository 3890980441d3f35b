/* Bucket sort with ranks: the buckets that sorted the values also find them. */
#include <stdlib.h>
#include <string.h>

#include "search/ranking.h"

enum { LARGE_BUCKET = 24 };

bool dc_ranking_create(dc_ranking *ranking, size_t count, const int64_t *weight) {
    memset(ranking, 0, sizeof *ranking);
    ranking->count = count;
    ranking->buckets = 3 * count;
    ranking->weight = weight;
    ranking->value = malloc((count + 1) * sizeof *ranking->value);
    ranking->point = calloc(count + 1, sizeof *ranking->point);
    ranking->below = malloc((count + 1) * sizeof *ranking->below);
    ranking->bucket = malloc((ranking->buckets + 2) * sizeof *ranking->bucket);
    for (size_t t = 0; t <= count && ranking->below; t++)
        ranking->below[t] = (int64_t)t;
    return ranking->value && ranking->point && ranking->below && ranking->bucket;
}

void dc_ranking_destroy(dc_ranking *ranking) {
    free(ranking->value);
    free(ranking->point);
    free(ranking->below);
    free(ranking->bucket);
    memset(ranking, 0, sizeof *ranking);
}

typedef struct entry {
    double value;
    uint32_t point;
} entry;

static int compare_entries(const void *left, const void *right) {
    const entry *a = left, *b = right;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->point > b->point) - (a->point < b->point);
}

/* Quick for values that are nearly sorted, as behind the buckets. point may be NULL. */
static void insertion_sort(double *value, uint32_t *point, size_t count) {
    for (size_t k = 1; k < count; k++) {
        double x = value[k];
        if (value[k - 1] <= x)
            continue;
        uint32_t owner = point ? point[k] : 0;
        size_t j = k;
        for (; j > 0 && value[j - 1] > x; j--) {
            value[j] = value[j - 1];
            if (point)
                point[j] = point[j - 1];
        }
        value[j] = x;
        if (point)
            point[j] = owner;
    }
}

/* Outliers can crowd all other values into a few buckets. */
static void sort_large(double *value, uint32_t *point, size_t count) {
    entry *entries = malloc(count * sizeof *entries);
    if (!entries) {
        insertion_sort(value, point, count);
        return;
    }
    for (size_t k = 0; k < count; k++)
        entries[k] = (entry){ value[k], point[k] };
    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t k = 0; k < count; k++) {
        value[k] = entries[k].value;
        point[k] = entries[k].point;
    }
    free(entries);
}

static void set_range(dc_ranking *ranking, const double *x) {
    double least = x[0], most = x[0];
#pragma omp simd reduction(min : least) reduction(max : most)
    for (size_t k = 0; k < ranking->count; k++) {
        least = x[k] < least ? x[k] : least;
        most = x[k] > most ? x[k] : most;
    }
    double width = most - least;
    ranking->first = least;
    ranking->per_unit = width > 0 ? (double)ranking->buckets / width : 0;
}

/* start[b + 2] = how many values are in bucket b; then start[b + 1] = those before it.
 * Returns the greatest number in a bucket. */
static uint32_t count_buckets(dc_ranking *ranking, const double *x, uint32_t *home) {
    uint32_t *start = ranking->bucket, most = 0;
    for (size_t k = 0; k < ranking->count; k++)
        home[k] = (uint32_t)dc_ranking_bucket(ranking, x[k]);
    memset(start, 0, (ranking->buckets + 2) * sizeof *start);
    for (size_t k = 0; k < ranking->count; k++)
        start[home[k] + 2]++;
    for (size_t b = 2; b < ranking->buckets + 2; b++) {
        most = start[b] > most ? start[b] : most;
        start[b] += start[b - 1];
    }
    return most;
}

/* start[b + 1] runs from the first rank of bucket b to that of b + 1. */
static void scatter(dc_ranking *ranking, const double *x, const uint32_t *home) {
    uint32_t *start = ranking->bucket;
    for (size_t k = 0; k < ranking->count && !ranking->weight; k++)
        ranking->value[start[home[k] + 1]++] = x[k];
    for (size_t k = 0; k < ranking->count && ranking->weight; k++) {
        uint32_t rank = start[home[k] + 1]++;
        ranking->value[rank] = x[k];
        ranking->point[rank] = (uint32_t)k;
    }
}

static void sort_large_buckets(dc_ranking *ranking) {
    for (size_t b = 0; b < ranking->buckets; b++) {
        size_t start = ranking->bucket[b], count = ranking->bucket[b + 1] - start;
        if (count > LARGE_BUCKET)
            sort_large(ranking->value + start, ranking->point + start, count);
    }
}

void dc_ranking_set(dc_ranking *ranking, const double *x, uint32_t *scratch) {
    size_t count = ranking->count;
    if (count == 0)
        return;
    set_range(ranking, x);
    uint32_t most = count_buckets(ranking, x, scratch);
    scatter(ranking, x, scratch);
    if (most > LARGE_BUCKET)
        sort_large_buckets(ranking);
    insertion_sort(ranking->value, ranking->weight ? ranking->point : NULL, count);
    for (size_t t = 0; t < count && ranking->weight; t++)
        ranking->below[t + 1] = ranking->below[t] + ranking->weight[ranking->point[t]];
}
