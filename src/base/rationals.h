/* Arrays of rationals. */
#ifndef DC_BASE_RATIONALS_H
#define DC_BASE_RATIONALS_H

#include <gmp.h>
#include <stddef.h>

/* count zeros; NULL when memory is out. */
mpq_t *dc_rationals_create(size_t count);

/* Destroys what dc_rationals_create(count) gave; NULL is allowed. */
void dc_rationals_destroy(mpq_t *x, size_t count);

#endif
