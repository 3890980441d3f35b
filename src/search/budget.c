#include "search/budget.h"

#include <stdint.h>

enum {
    PROGRAM = 20 << 20, /* with its libraries, about */
    FOR_ENTRY =
        32, /* exact point, its image, that rounded; and the file's value, in part */
    FOR_POINT = 48 /* weight, row, size, label, cell */
};

size_t dc_budget_fixed(size_t count, size_t dims) {
    if (dims > (SIZE_MAX - FOR_POINT) / FOR_ENTRY)
        return SIZE_MAX;
    size_t each = dims * FOR_ENTRY + FOR_POINT;
    return count > (SIZE_MAX - PROGRAM) / each ? SIZE_MAX : PROGRAM + count * each;
}

dc_budget dc_budget_of(size_t memory, size_t count, size_t dims) {
    size_t fixed = dc_budget_fixed(count, dims);
    size_t left = memory > fixed ? memory - fixed : 0;
    left = left > memory / 16 ? left : memory / 16;
    return (dc_budget){ .waiting = left - left / 4, .boxes = left / 8 };
}
