#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rationals.h"

static void zeros(void **state) {
    (void)state;
    for (size_t count = 0; count < 5; count++) {
        mpq_t *x = dc_rationals_create(count);
        assert_non_null(x);
        for (size_t k = 0; k < count; k++) {
            assert_int_equal(mpq_sgn(x[k]), 0);
            mpq_set_ui(x[k], k + 1, 7);
        }
        dc_rationals_destroy(x, count);
    }
    dc_rationals_destroy(NULL, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(zeros) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
