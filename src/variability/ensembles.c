#include "variability/ensembles.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/size.h"

size_t dc_ensembles_statistics(size_t classes) {
    return classes == 2 ? 1 : classes;
}

double dc_ensembles_statistic(const double *logits, size_t classes, size_t s) {
    size_t k = classes == 2 ? 1 : s, other = k == 0;
    for (size_t j = other + 1; j < classes; j++)
        if (j != k && logits[j] > logits[other])
            other = j;
    return logits[k] - logits[other];
}

void dc_ensembles_mean(double *logits, const dc_predictions *predictions, size_t first,
                       size_t members) {
    size_t size = predictions->points * predictions->classes;
    const double *from = predictions->logits + first * size;
    for (size_t l = 0; l < size; l++) {
        double sum = 0;
        for (size_t m = 0; m < members; m++)
            sum += from[m * size + l] / (double)members;
        logits[l] = sum;
    }
}

typedef struct entry {
    double value;
    uint32_t point;
} entry;

static int compare(const void *left, const void *right) {
    const entry *a = left, *b = right;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->point > b->point) - (a->point < b->point);
}

/* Room for what is made one after another. */
typedef struct bench {
    double *logits; /* [N][K] */
    entry *entries; /* [pool N] */
} bench;

/* Puts statistic s of the logits on the bench at entries[at ...]. */
static void put(bench *b, const dc_predictions *p, size_t s, size_t at) {
    for (size_t i = 0; i < p->points; i++)
        b->entries[at + i] = (entry){
            dc_ensembles_statistic(b->logits + i * p->classes, p->classes, s), (uint32_t)i
        };
}

/* Statistic s of the pool's ensembles of some size. */
static bool make_pool(dc_pool *pool, size_t members, size_t s, const dc_predictions *p,
                      bench *b) {
    size_t models = (p->models - p->candidates) / members, count = models * p->points;
    *pool = (dc_pool){ .models = models,
                       .value = calloc(count, sizeof *pool->value),
                       .point = calloc(count, sizeof *pool->point) };
    if (!pool->value || !pool->point)
        return false;
    for (size_t e = 0; e < models; e++) {
        dc_ensembles_mean(b->logits, p, p->candidates + e * members, members);
        put(b, p, s, e * p->points);
    }
    qsort(b->entries, count, sizeof *b->entries, compare);
    for (size_t k = 0; k < count; k++) {
        pool->value[k] = b->entries[k].value;
        pool->point[k] = b->entries[k].point;
    }
    return true;
}

static void clear_pool(dc_pool *pool) {
    free(pool->value);
    free(pool->point);
}

static void clear_places(dc_places *places) {
    free(places->point);
    for (size_t a = 0; a < DC_AGAINST; a++) {
        free(places->below[a]);
        free(places->upto[a]);
    }
}

/* Where the sorted entries on the bench stand among the pool's values. */
static bool find_places(dc_places *places, dc_against against, const dc_pool *pool,
                        size_t points, const bench *b) {
    size_t below = 0, upto = 0, count = pool->models * points;
    uint32_t *least = places->below[against] = calloc(points, sizeof *least);
    uint32_t *most = places->upto[against] = calloc(points, sizeof *most);
    if (!least || !most)
        return false;
    for (size_t i = 0; i < points; i++) {
        double y = b->entries[i].value;
        while (below < count && pool->value[below] < y)
            below++;
        while (upto < count && pool->value[upto] <= y)
            upto++;
        least[i] = (uint32_t)below;
        most[i] = (uint32_t)upto;
    }
    return true;
}

static bool make_places(dc_places *places, size_t s, const dc_ensembles *ensembles,
                        const dc_size *size, bench *b) {
    const dc_predictions *p = ensembles->predictions;
    put(b, p, s, 0);
    qsort(b->entries, p->points, sizeof *b->entries, compare);
    places->point = calloc(p->points, sizeof *places->point);
    if (!places->point)
        return false;
    for (size_t i = 0; i < p->points; i++)
        places->point[i] = b->entries[i].point;
    return find_places(places, DC_AGAINST_MODELS, ensembles->models + s, p->points, b) &&
           (size->members == 1 ||
            find_places(places, DC_AGAINST_ENSEMBLES, size->pools + s, p->points, b));
}

static bool make_size(dc_size *size, size_t members, const dc_ensembles *ensembles,
                      bench *b) {
    const dc_predictions *p = ensembles->predictions;
    size_t S = ensembles->statistics;
    size->members = members;
    size->ensembles = p->candidates / members;
    size->references = (p->models - p->candidates) / members;
    size->pools = calloc(S, sizeof *size->pools);
    size->places = calloc(size->ensembles * S, sizeof *size->places);
    bool made = size->pools && size->places;
    for (size_t s = 0; s < S && made && members > 1; s++)
        made = make_pool(size->pools + s, members, s, p, b);
    for (size_t e = 0; e < size->ensembles && made; e++) {
        dc_ensembles_mean(b->logits, p, e * members, members);
        for (size_t s = 0; s < S && made; s++)
            made = make_places(size->places + e * S + s, s, ensembles, size, b);
    }
    return made;
}

static void clear_size(dc_size *size, size_t statistics) {
    for (size_t s = 0; size->pools && s < statistics; s++)
        clear_pool(size->pools + s);
    for (size_t k = 0; size->places && k < size->ensembles * statistics; k++)
        clear_places(size->places + k);
    free(size->pools);
    free(size->places);
}

void dc_ensembles_clear(dc_ensembles *ensembles) {
    for (size_t s = 0; ensembles->models && s < ensembles->statistics; s++)
        clear_pool(ensembles->models + s);
    for (size_t k = 0; ensembles->sizes && k < ensembles->size_count; k++)
        clear_size(ensembles->sizes + k, ensembles->statistics);
    free(ensembles->models);
    free(ensembles->sizes);
    *ensembles = (dc_ensembles){ 0 };
}

static size_t pool_of(const dc_predictions *p) {
    return p->models - p->candidates;
}

/* Sizes of ensembles. */
static size_t sizes_of(const dc_predictions *p) {
    return pool_of(p) < p->candidates ? pool_of(p) : p->candidates;
}

static bool make(dc_ensembles *ensembles, bench *b) {
    const dc_predictions *p = ensembles->predictions;
    size_t pool = pool_of(p);
    b->logits = calloc(p->points, p->classes * sizeof *b->logits);
    b->entries = calloc(pool * p->points, sizeof *b->entries);
    ensembles->models = calloc(ensembles->statistics, sizeof *ensembles->models);
    ensembles->sizes = calloc(ensembles->size_count, sizeof *ensembles->sizes);
    bool made = b->logits && b->entries && ensembles->models && ensembles->sizes;
    for (size_t s = 0; s < ensembles->statistics && made; s++)
        made = make_pool(ensembles->models + s, 1, s, p, b);
    for (size_t k = 0; k < ensembles->size_count && made; k++)
        made = make_size(ensembles->sizes + k, k + 1, ensembles, b);
    return made;
}

size_t dc_ensembles_bytes(const dc_predictions *shape) {
    size_t pools = pool_of(shape), places = 0;
    for (size_t m = 1; m <= sizes_of(shape); m++) {
        pools += m > 1 ? pool_of(shape) / m : 0;
        places += shape->candidates / m;
    }
    size_t each = pools * (sizeof(double) + sizeof(uint32_t)) +
                  places * (1 + 2 * DC_AGAINST) * sizeof(uint32_t);
    return dc_size_times(dc_size_times(each, shape->points),
                         dc_ensembles_statistics(shape->classes));
}

/* Sorting takes room for the entries once more. */
size_t dc_ensembles_making(const dc_predictions *shape) {
    size_t logits = shape->classes * sizeof(double);
    size_t entries = 2 * pool_of(shape) * sizeof(entry);
    return dc_size_times(shape->points, logits + entries);
}

dc_status dc_ensembles_make(dc_ensembles *ensembles, const dc_predictions *predictions,
                            size_t memory, dc_error *error) {
    size_t pool = pool_of(predictions);
    bench b = { 0 };
    *ensembles = (dc_ensembles){
        .predictions = predictions,
        .statistics = dc_ensembles_statistics(predictions->classes),
        .size_count = sizes_of(predictions),
    };
    size_t bytes = dc_ensembles_bytes(predictions);
    if (bytes > memory)
        return dc_fail(error, DC_ENOMEM,
                       "the ensembles of %zu models on %zu points would take %zu bytes, "
                       "and %zu are allowed",
                       predictions->models, predictions->points, bytes, memory);
    if ((double)pool * (double)predictions->points > (double)UINT32_MAX)
        return dc_fail_memory(error, "the pool's values: they are more than 2^32");
    bool made = make(ensembles, &b);
    free(b.logits);
    free(b.entries);
    return made ? dc_succeed(error) : dc_fail_memory(error, "the ensembles");
}
