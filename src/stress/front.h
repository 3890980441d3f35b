/* Pareto fronts of small distance and large damage.
 *
 *     size_t *front = calloc(count, sizeof *front);
 *     size_t length;
 *     if (dc_front_find(front, &length, distance, damage, count)) ...
 *     dc_front_score(&score, distance, damage, count);
 */
#ifndef DC_STRESS_FRONT_H
#define DC_STRESS_FRONT_H

#include <doublecheck/stress.h>

/* front[*length], room for [count]: those for which no other has at most the distance
 * and at least the damage, of equal ones the first; by increasing distance, which is
 * increasing damage. No NaN. False: memory is out. Cost: N log N. */
bool dc_front_find(size_t *front, size_t *length, const double *distance,
                   const double *damage, size_t count);

/* Damages below 0, and of no point, count as 0. False: memory is out. */
bool dc_front_score(dc_stress_score *score, const double *distance, const double *damage,
                    size_t count);

#endif
