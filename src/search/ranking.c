/* Bucket sort with ranks: the buckets that sorted the values also find them. */
#include <stdlib.h>
#include <string.h>

#include "search/ranking.h"

enum { LARGE_BUCKET = 24 };

bool dc_ranking_create(dc_ranking *ranking, size_t count) {
    memset(ranking, 0, sizeof *ranking);
    ranking->count = count;
    ranking->buckets = count;
    ranking->value = malloc((count + 1) * sizeof *ranking->value);
    ranking->point = malloc((count + 1) * sizeof *ranking->point);
    ranking->below = malloc((count + 1) * sizeof *ranking->below);
    ranking->bucket = malloc((count + 2) * sizeof *ranking->bucket);
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

static void insertion_sort(double *value, uint32_t *point, size_t count) {
    for (size_t k = 1; k < count; k++) {
        double x = value[k];
        uint32_t owner = point[k];
        size_t j = k;
        for (; j > 0 && value[j - 1] > x; j--) {
            value[j] = value[j - 1];
            point[j] = point[j - 1];
        }
        value[j] = x;
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
    for (size_t k = 1; k < ranking->count; k++) {
        least = x[k] < least ? x[k] : least;
        most = x[k] > most ? x[k] : most;
    }
    ranking->first = least;
    ranking->per_unit = most > least ? (double)ranking->buckets / (most - least) : 0;
}

static void scatter(dc_ranking *ranking, const double *x, uint32_t *home) {
    uint32_t *start = ranking->bucket;
    memset(start, 0, (ranking->buckets + 2) * sizeof *start);
    for (size_t k = 0; k < ranking->count; k++) {
        home[k] = (uint32_t)dc_ranking_bucket(ranking, x[k]);
        start[home[k] + 2]++;
    }
    for (size_t b = 2; b < ranking->buckets + 2; b++)
        start[b] += start[b - 1];
    /* start[b + 1] runs from the first rank of bucket b to that of b + 1. */
    for (size_t k = 0; k < ranking->count; k++) {
        uint32_t rank = start[home[k] + 1]++;
        ranking->value[rank] = x[k];
        ranking->point[rank] = (uint32_t)k;
    }
}

void dc_ranking_set(dc_ranking *ranking, const double *x, const dc_mass *weight,
                    uint32_t *scratch) {
    if (ranking->count == 0)
        return;
    set_range(ranking, x);
    scatter(ranking, x, scratch);
    for (size_t b = 0; b < ranking->buckets; b++) {
        size_t start = ranking->bucket[b], count = ranking->bucket[b + 1] - start;
        if (count > LARGE_BUCKET)
            sort_large(ranking->value + start, ranking->point + start, count);
        else if (count > 1)
            insertion_sort(ranking->value + start, ranking->point + start, count);
    }
    ranking->below[0] = 0;
    for (size_t t = 0; t < ranking->count; t++)
        ranking->below[t + 1] = ranking->below[t] + weight[ranking->point[t]];
}
