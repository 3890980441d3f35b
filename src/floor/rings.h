/* The grid of radii of T6, and what points pay in its rings.
 *
 * Radii rho_0 < ... < rho_{count-1}, rho_{j+period} = kappa rho_j exactly. Ring 0 is
 * [0, rho_0], ring j is (rho_{j-1}, rho_j], ring `count` is unbounded. A misclassified
 * point pays at least its ring's inner radius, a correct one the outer. */
#ifndef DC_FLOOR_RINGS_H
#define DC_FLOOR_RINGS_H

#include <flint/fmpq.h>
#include <stddef.h>

#include <doublecheck/status.h>

typedef struct dc_rings {
    size_t count, period; /* radii; rings are count + 1 */
    fmpq *radius;         /* [count] */
    fmpz *wrong, *right;  /* [count + 1], over 2^DC_LOG_BITS, rounded down */
} dc_rings;

/* Radii from `least` (> 0) to at least `most`, `period` of them to a factor of kappa,
 * nearly geometric in between. A multiple of a period contains its radii. */
dc_status dc_rings_create(dc_rings *rings, const fmpq_t kappa, const fmpq_t least,
                          const fmpq_t most, size_t period, dc_error *error) DC_MUST_USE;
void dc_rings_destroy(dc_rings *rings);

#endif
