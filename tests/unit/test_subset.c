#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "search/subset.h"

enum { DIMS = 9 };

/* All subsets of {0, .., dims-1} with size members, in order, from bit patterns: with
 * member l as bit DIMS - 1 - l, larger patterns come first. */
static void check_subsets(size_t size, size_t dims) {
    size_t columns[DIMS + 1] = { 0 };
    bool more = true;
    size_t index = 0;
    dc_subset_first(columns, size);
    for (unsigned pattern = 1U << DIMS; pattern-- > 0;) {
        size_t expected[DIMS + 1] = { 0 }, count = 0;
        for (size_t l = 0; l < DIMS; l++)
            if (pattern >> (DIMS - 1 - l) & 1)
                expected[count++] = l;
        if (count != size || (count > 0 && expected[count - 1] >= dims))
            continue;
        if (!more)
            fail_msg("%zu of %zu: the list ends too early", size, dims);
        for (size_t i = 0; i < size; i++)
            if (columns[i] != expected[i])
                fail_msg("%zu of %zu: member %zu is %zu, not %zu", size, dims, i,
                         columns[i], expected[i]);
        size_t at[DIMS + 1] = { 0 };
        dc_subset_at(at, index++, size, dims);
        assert_memory_equal(at, expected, sizeof at);
        memcpy(expected, columns, sizeof expected);
        more = dc_subset_next(columns, size, dims);
        if (!more)
            assert_memory_equal(columns, expected, sizeof expected);
    }
    if (more)
        fail_msg("%zu of %zu: the list goes on", size, dims);
    assert_int_equal(dc_subset_count(size, dims), index);
}

static void subsets_come_in_order(void **state) {
    (void)state;
    for (size_t dims = 0; dims <= DIMS; dims++)
        for (size_t size = 0; size <= dims; size++)
            check_subsets(size, dims);
}

static void three_of_four(void **state) {
    static const size_t expected[][3] = {
        { 0, 1, 2 }, { 0, 1, 3 }, { 0, 2, 3 }, { 1, 2, 3 }
    };
    size_t columns[3];
    (void)state;
    dc_subset_first(columns, 3);
    for (size_t k = 0; k < 4; k++) {
        assert_memory_equal(columns, expected[k], sizeof columns);
        assert_int_equal(dc_subset_next(columns, 3, 4), k < 3);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subsets_come_in_order),
        cmocka_unit_test(three_of_four),
    };
    return cmocka_run_group_tests_name("subset", tests, NULL, NULL);
}
