/* What points of a profile that are done tell of another one.
 *
 * Say that (kappa, sigma) is harder than (kappa', sigma') if kappa <= kappa' and sigma >=
 * sigma'. A slab S that violates at the easier point violates at the harder one, with the same
 * mass: kappa S lies in kappa' S, so (D3, D5)
 *     mu(kappa S) <= mu(kappa' S) < min{delta, (1+sigma') mu(S)}
 *                                <= min{delta, (1+sigma) mu(S)}.
 * So m*(harder) >= m*(easier), for each group: easier points bound from below, with their
 * witnesses, and harder ones from above. */
#ifndef DC_SEARCH_PRIOR_H
#define DC_SEARCH_PRIOR_H

#include <doublecheck/profile.h>

/* A point by its constants' numbers in increasing lists. */
typedef struct dc_prior_place {
    size_t kappa, sigma;
} dc_prior_place;

/* True also if they are equal. */
static inline bool dc_prior_is_harder(dc_prior_place a, dc_prior_place b) {
    return a.kappa <= b.kappa && a.sigma >= b.sigma;
}

/* Of one group at one point. */
typedef struct dc_prior {
    bool bounded; /* hi >= m* is known */
    mpq_t hi;
    bool
        found; /* so is a slab that violates at the point itself, with its masses there */
    dc_witness witness;
} dc_prior;

void dc_prior_init(dc_prior *prior);
void dc_prior_clear(dc_prior *prior);

/* hi, if that is less than what is known. */
void dc_prior_bound(dc_prior *prior, const mpq_t hi);

/* Evaluates a slab at the constants of the point, exactly, on count rows of data; keeps it if
 * it violates and is heavier than what is known. It must belong to the family. */
dc_status dc_prior_try(dc_prior *prior, const dc_witness *slab,
                       const dc_parameters *parameters, const dc_dataset *data,
                       const size_t *rows, size_t count, dc_error *error) DC_MUST_USE;

/* True if both bounds meet: m* is known. */
bool dc_prior_closes(const dc_prior *prior);

#endif
