/* The groups of points (format, section 3), in order. */
#ifndef VERIFY_GROUP_H
#define VERIFY_GROUP_H

#include "claim.h"
#include "mass.h"

typedef struct group {
    size_t cell, first, second; /* of one cell, of two classes; 0: of any */
    size_t count;
    const point **point; /* [count] */
    mass *weight, total; /* [count]: coprime integers, and their sum */
} group;

/* Makes g the next group of the claim's grouping, the first one if g is zeroed; false, and
 * g cleared, if there are no more. */
bool group_next(group *g, const claim *c, const data *d);

/* Says which one it is. */
void group_say(const group *g, const claim *c, const data *d);

#endif
