/* Ensembles of candidates and of the pool, their statistics sorted once, so that a round of
 * the bootstrap, which draws each point some number of times, has to sort nothing. */
#ifndef DC_VARIABILITY_ENSEMBLES_H
#define DC_VARIABILITY_ENSEMBLES_H

#include <doublecheck/variability.h>

/* One statistic of the models, or ensembles, of a reference. */
typedef struct dc_pool {
    size_t models;
    double *value;   /* [models N], increasing */
    uint32_t *point; /* [models N]: of each value */
} dc_pool;

/* One statistic of an ensemble of candidates. */
typedef struct dc_places {
    uint32_t *point;             /* [N], by increasing value */
    uint32_t *below[DC_AGAINST]; /* [N]: values of the reference that are less */
    uint32_t *upto[DC_AGAINST];  /* [N]: that are not greater */
} dc_places;

/* Ensembles of `members`. Those of one member are single models: pools[s] is empty then, and
 * places know DC_AGAINST_MODELS only. */
typedef struct dc_size {
    size_t members, ensembles, references;
    dc_pool *pools;    /* [S] */
    dc_places *places; /* [ensembles][S] */
} dc_size;

typedef struct dc_ensembles {
    const dc_predictions *predictions;
    size_t statistics; /* S: 1 of two classes, else K */
    dc_pool *models;   /* [S]: single models of the pool */
    size_t size_count;
    dc_size *sizes; /* [size_count]: 1, 2, ... members */
} dc_ensembles;

size_t dc_ensembles_statistics(size_t classes);

/* Statistic s of one row of logits. */
double dc_ensembles_statistic(const double *logits, size_t classes, size_t s);

/* logits[N][K]: the mean over `members` models from `first` on. */
void dc_ensembles_mean(double *logits, const dc_predictions *predictions, size_t first,
                       size_t members);

/* Bytes of all that can be made of predictions of that shape, and what they need beside while
 * they are made. */
size_t dc_ensembles_bytes(const dc_predictions *shape);
size_t dc_ensembles_making(const dc_predictions *shape);

/* All that can be made: sizes 1 .. min(candidates, pool). DC_ENOMEM, also if it would take
 * more than `memory` bytes. The caller clears, whatever comes back. */
DC_MUST_USE dc_status dc_ensembles_make(dc_ensembles *ensembles,
                                        const dc_predictions *predictions, size_t memory,
                                        dc_error *error);
void dc_ensembles_clear(dc_ensembles *ensembles);

#endif
