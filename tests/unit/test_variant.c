#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/variant.h"

static void the_best_one_runs(void **state) {
    (void)state;
    for (int single = 0; single < 2; single++) {
        dc_variant best = dc_variant_best(single);
        assert_true(dc_variant_runs(best));
        assert_int_equal(dc_variant_size(best), single ? 4 : 8);
    }
    assert_true(dc_variant_runs(DC_DOUBLE) && dc_variant_runs(DC_SINGLE));
}

static void rows_are_whole_vectors(void **state) {
    (void)state;
    assert_int_equal(dc_variant_padded(DC_DOUBLE, 0), 0);
    assert_int_equal(dc_variant_padded(DC_DOUBLE, 1), 4);
    assert_int_equal(dc_variant_padded(DC_DOUBLE_WIDE, 4), 4);
    assert_int_equal(dc_variant_padded(DC_SINGLE, 9), 16);
    assert_int_equal(dc_variant_padded(DC_SINGLE_WIDE, 8), 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_one_runs),
        cmocka_unit_test(rows_are_whole_vectors),
    };
    return cmocka_run_group_tests_name("variant", tests, NULL, NULL);
}
