/* What turns gradients into steps: a row of the table in optimiser.c for each. */
#ifndef DC_NETWORK_OPTIMISER_H
#define DC_NETWORK_OPTIMISER_H

#include "network/kernel.h"

typedef struct dc_optimiser {
    const char *name;
    bool all;       /* takes all points at each step */
    bool search;    /* a line search, which training.c does; else: */
    bool plain;     /* a step is rate times the gradient */
    size_t moments; /* arrays that it remembers: 0 .. 2 */
    void (*step)(const dc_kernel *kernel, const dc_descent *descent);
} dc_optimiser;

/* "armijo", "gd", "sgd", "momentum", "adam". DC_EUSAGE for another word. */
DC_MUST_USE dc_status dc_optimiser_parse(const dc_optimiser **optimiser, const char *text,
                                         dc_error *error);

#endif
