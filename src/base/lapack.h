/* LAPACKE asks for memory of its own. */
#ifndef DC_BASE_LAPACK_H
#define DC_BASE_LAPACK_H

#include <lapacke.h>
#include <stdbool.h>

/* True if a call ended with this because memory was out: its matrix then is not singular,
 * or whatever else a failure would mean. */
static inline bool dc_lapack_starved(lapack_int info) {
    return info == LAPACK_WORK_MEMORY_ERROR || info == LAPACK_TRANSPOSE_MEMORY_ERROR;
}

#endif
