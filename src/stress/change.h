/* Changes of the training data.
 *
 *     dc_change change;
 *     status = dc_change_create(&change, &train, seed, &error);     -- draws, once
 *     status = dc_change_make(&changed, &change, strength, &error);
 *     dc_samples_clear(&changed);
 *     dc_change_clear(&change);
 *
 * What is drawn does not depend on the strengths: a larger one adds to what a smaller one
 * changes.
 */
#ifndef DC_STRESS_CHANGE_H
#define DC_STRESS_CHANGE_H

#include <doublecheck/stress.h>

typedef struct dc_change {
    const dc_samples *train;
    double *noise;    /* [N][n]: normal deviates times the deviations of the columns */
    size_t *relabel;  /* [N]: points in the order in which they get another label */
    int *label;       /* [N]: that label */
    size_t *deletion; /* [N]: points in the order in which they are left out */
    int *direction;   /* [n]: 1 or -1, of the scaling */
    int lighter;      /* the class that weighs less */
} dc_change;

/* Draws. train stays the caller's, and must outlive change. DC_ENOMEM; to be cleared
 * in any case. */
DC_MUST_USE dc_status dc_change_create(dc_change *change, const dc_samples *train,
                                       uint64_t seed, dc_error *error);
void dc_change_clear(dc_change *change);

/* Bytes of a change of train; and what changed points take, while they are made. */
size_t dc_change_bytes(const dc_samples *train);
size_t dc_change_making(const dc_samples *train);

/* train with the changes of the given strengths, [DC_STRESS_CHANGES]; owned by the
 * caller. DC_ENOMEM. Values are not looked at. Cost: some passes. */
DC_MUST_USE dc_status dc_change_make(dc_samples *changed, const dc_change *change,
                                     const double *strength, dc_error *error);

#endif
