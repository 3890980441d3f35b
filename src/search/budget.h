/* How a search divides the memory that it is allowed (dc_check_options.memory). A function
 * of the options and the data alone: the path of a search depends on it, and must not depend
 * on threads or on what the system says. */
#ifndef DC_SEARCH_BUDGET_H
#define DC_SEARCH_BUDGET_H

#include <stddef.h>

typedef struct dc_budget {
    size_t waiting; /* bytes for the boxes that wait */
    size_t boxes;   /* and for what is said of others */
} dc_budget;

/* Bytes that a search of count points in dims coordinates holds beside its boxes. Saturates
 * at SIZE_MAX. Numbers count as words: longer ones, and the threads' own room, come out of
 * the part that is not given away. */
size_t dc_budget_fixed(size_t count, size_t dims);

/* Of what is left of memory, three quarters wait and an eighth says; the last eighth is for
 * the rest. At least a sixteenth of memory counts as left, even where the points alone take
 * more than all of it: a search needs some room. */
dc_budget dc_budget_of(size_t memory, size_t count, size_t dims);

#endif
