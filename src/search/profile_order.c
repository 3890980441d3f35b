#include "search/profile_order.h"

/* The middles that the gap between two numbers has after so many halvings. Returns taken and
 * their number. */
static size_t add_middles(size_t *order, size_t taken, size_t first, size_t last,
                          unsigned depth) {
    size_t middle = first + (last - first) / 2;
    if (last - first < 2)
        return taken;
    if (depth == 0) {
        order[taken] = middle;
        return taken + 1;
    }
    taken = add_middles(order, taken, first, middle, depth - 1);
    return add_middles(order, taken, middle, last, depth - 1);
}

void dc_profile_order(size_t *order, size_t count) {
    size_t taken = 0;
    order[taken++] = 0;
    if (count > 1)
        order[taken++] = count - 1;
    for (unsigned depth = 0; taken < count; depth++)
        taken = add_middles(order, taken, 0, count - 1, depth);
}
