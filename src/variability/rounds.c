#include "variability/rounds.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/random.h"
#include "base/size.h"
#include "variability/trimming.h"

enum { CANDIDATE, POOL, HALVES };

void dc_rounds_seeds(uint64_t *seeds, size_t count, uint64_t seed) {
    for (size_t r = 0; r < count; r++)
        seeds[r] = dc_random_split(&seed);
}

void dc_rounds_draw(uint32_t *const drawn[2], size_t points, size_t half, uint64_t seed) {
    dc_random random;
    dc_random_seed(&random, seed);
    for (size_t h = 0; h < HALVES; h++)
        for (size_t k = 0; k < half; k++)
            drawn[h][dc_random_below(&random, points)]++;
}

/* One round. */
typedef struct round_of {
    const dc_rounds *rounds;
    size_t number;
    uint32_t *drawn[HALVES];    /* [N] */
    uint32_t *upto[DC_AGAINST]; /* [values + 1]: values drawn among the first j */
    dc_trimming trimming;
} round_of;

size_t dc_rounds_bytes(const dc_predictions *shape) {
    size_t values = dc_size_times(shape->models - shape->candidates, shape->points) + 1;
    size_t drawn = dc_size_times(HALVES * sizeof(uint32_t), shape->points);
    size_t trimmed = dc_size_times(3 * sizeof(double), shape->points / 2 + 1);
    return dc_size_plus(dc_size_times(DC_AGAINST * sizeof(uint32_t), values),
                        dc_size_plus(drawn, trimmed));
}

static bool allocate(round_of *r) {
    const dc_predictions *p = r->rounds->ensembles->predictions;
    size_t values = (p->models - p->candidates) * p->points + 1, n = r->rounds->half;
    bool made = true;
    for (size_t h = 0; h < HALVES; h++)
        made &= (r->drawn[h] = calloc(p->points, sizeof *r->drawn[h])) != NULL;
    for (size_t a = 0; a < DC_AGAINST; a++)
        made &= (r->upto[a] = calloc(values, sizeof *r->upto[a])) != NULL;
    r->trimming = (dc_trimming){ .n = n,
                                 .below = calloc(n, sizeof(double)),
                                 .upto = calloc(n, sizeof(double)),
                                 .upper = calloc(n + 1, sizeof(double)) };
    return made && r->trimming.below && r->trimming.upto && r->trimming.upper;
}

static void clear(round_of *r) {
    for (size_t h = 0; h < HALVES; h++)
        free(r->drawn[h]);
    for (size_t a = 0; a < DC_AGAINST; a++)
        free(r->upto[a]);
    free(r->trimming.below);
    free(r->trimming.upto);
    free(r->trimming.upper);
}

static void count_pool(const round_of *r, dc_against against, const dc_pool *pool) {
    size_t values = pool->models * r->rounds->ensembles->predictions->points;
    uint32_t *upto = r->upto[against];
    for (size_t j = 0; j < values; j++)
        upto[j + 1] = upto[j] + r->drawn[POOL][pool->point[j]];
}

/* F0 at the points that were drawn of an ensemble. */
static void evaluate(round_of *r, const dc_places *places, dc_against against,
                     size_t models) {
    const double mass = (double)models * (double)r->rounds->half;
    const uint32_t *upto = r->upto[against];
    size_t points = r->rounds->ensembles->predictions->points, at = 0;
    for (size_t i = 0; i < points; i++) {
        uint32_t times = r->drawn[CANDIDATE][places->point[i]];
        for (uint32_t k = 0; k < times; k++, at++) {
            r->trimming.below[at] = (double)upto[places->below[against][i]] / mass;
            r->trimming.upto[at] = (double)upto[places->upto[against][i]] / mass;
        }
    }
}

/* Raises the level of ensemble e to that of one statistic, if that is larger. */
static void judge(round_of *r, const dc_places *places, dc_against against, size_t models,
                  dc_step *step, size_t e) {
    double *level = step->judgements[against].levels + e * r->rounds->count + r->number;
    evaluate(r, places, against, models);
    *level = dc_trimming_least(&r->trimming, r->rounds->threshold, *level);
}

static void judge_size(round_of *r, const dc_size *size, size_t s, dc_step *step) {
    const dc_ensembles *all = r->rounds->ensembles;
    bool single = size->members == 1;
    if (!single)
        count_pool(r, DC_AGAINST_ENSEMBLES, size->pools + s);
    for (size_t e = 0; e < size->ensembles; e++) {
        const dc_places *places = size->places + e * all->statistics + s;
        judge(r, places, DC_AGAINST_MODELS, all->models[s].models, step, e);
        if (!single)
            judge(r, places, DC_AGAINST_ENSEMBLES, size->references, step, e);
    }
}

/* One model is an ensemble of one. */
static void copy_single(const round_of *r, dc_step *step, size_t ensembles) {
    for (size_t e = 0; e < ensembles; e++) {
        size_t at = e * r->rounds->count + r->number;
        step->judgements[DC_AGAINST_ENSEMBLES].levels[at] =
            step->judgements[DC_AGAINST_MODELS].levels[at];
    }
}

/* What is done of a round before statistic s of size k. */
static double share_of(const dc_ensembles *all, size_t s, size_t k) {
    double sizes = (double)all->size_count;
    return ((double)s + (double)k / sizes) / (double)all->statistics;
}

dc_status dc_rounds_run(const dc_rounds *rounds, size_t number, dc_jobs *jobs,
                        dc_error *error) {
    const dc_ensembles *all = rounds->ensembles;
    round_of r = { .rounds = rounds, .number = number };
    bool made = allocate(&r);
    if (made) {
        dc_rounds_draw(r.drawn, all->predictions->points, rounds->half,
                       rounds->seeds[number]);
        for (size_t s = 0; s < all->statistics; s++) {
            count_pool(&r, DC_AGAINST_MODELS, all->models + s);
            for (size_t k = 0;
                 k < all->size_count && dc_jobs_go_on(jobs, number, share_of(all, s, k));
                 k++)
                judge_size(&r, all->sizes + k, s, rounds->steps + k);
        }
        copy_single(&r, rounds->steps, all->sizes[0].ensembles);
    }
    clear(&r);
    return made ? dc_succeed(error) : dc_fail_memory(error, "a round");
}
