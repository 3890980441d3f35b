/* In which order the points of a list are done. */
#ifndef DC_SEARCH_PROFILE_ORDER_H
#define DC_SEARCH_PROFILE_ORDER_H

#include <stddef.h>

/* The numbers 0 .. count - 1 (count >= 1) into order[count]: first both ends, then again and
 * again the middle of each gap, so that every number but the ends is bounded by two others
 * before its turn comes. */
void dc_profile_order(size_t *order, size_t count);

#endif
