/* Whether long work should end, asked in the middle of it.
 *
 *     for (size_t l = 0; l < dims; l++) {
 *         if (dc_halt_after(halt, count))
 *             return dc_halt_fail(error);
 *         ...                                -- about count operations
 *     }
 *
 * Who asks knows nothing of limits; who answers knows nothing of the work. */
#ifndef DC_BASE_HALT_H
#define DC_BASE_HALT_H

#include <stdbool.h>
#include <stddef.h>

#include <doublecheck/status.h>

typedef struct dc_halt {
    bool (*wanted)(void *user);
    void *user;
    size_t steps; /* since it was asked */
    size_t spent; /* in all */
    size_t most;  /* to spend: then it halts without a question; 0: any number */
    bool halted;  /* it was wanted once, or most were spent: final */
} dc_halt;

/* A step is an operation on an integer or a few on doubles: this many take some
 * hundredths of a second. */
enum { DC_HALT_STEPS = 1 << 18 };

/* True if the work should end; asks once in DC_HALT_STEPS steps. halt: NULL: never. */
bool dc_halt_after(dc_halt *halt, size_t steps);

/* The same, asked now. */
bool dc_halt_now(dc_halt *halt);

/* DC_ESTOPPED. */
dc_status dc_halt_fail(dc_error *error);

#endif
