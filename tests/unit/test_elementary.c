#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "loss/elementary.h"

#include <math.h>

#include "base/random.h"

enum { DRAWS = 20000 };

static double units(real got, long double exact) {
    int exponent;
    frexpl(exact, &exponent);
    return (double)(fabsl(got - exact) / ldexpl(1, exponent - MANTISSA_BITS - 1));
}

static void check(const char *what, real x, real got, long double exact, double most) {
    if (!(units(got, exact) <= most))
        fail_msg("%s(%a) = %a, %.3g units off", what, (double)x, (double)got,
                 units(got, exact));
}

static real draw(dc_random *random, real scale) {
    return scale * (real)dc_random_below(random, 1 << 24) / (1 << 24);
}

static void exponentials_are_near(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (int k = 0; k < DRAWS; k++) {
        real x = -draw(&random, k % 2 ? 1 : -LEAST_EXPONENT);
        check("exp", x, vector_exp(vector_of(x))[k % LANES], expl((long double)x), 2);
    }
    assert_true(vector_exp(vector_of(0))[0] == 1);
    assert_true(vector_exp(vector_of(LEAST_EXPONENT))[0] > 0);
    assert_true(vector_exp(vector_of(LEAST_EXPONENT * (real)1.001))[0] == 0);
    assert_true(vector_exp(vector_of((real)-HUGE_VAL))[0] == 0);
    assert_true(isnan(vector_exp(vector_of((real)NAN))[0]));
}

static void logarithms_are_near(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (int k = 0; k < DRAWS; k++) {
        real x = (real)ldexp((double)draw(&random, 1) + 1e-9, k % 40 - 30);
        check("log1p", x, vector_log1p(vector_of(x))[k % LANES], log1pl((long double)x),
              3);
    }
    assert_true(vector_log1p(vector_of(0))[0] == 0);
    assert_true(vector_log1p(vector_of((real)1e-30))[0] == (real)1e-30);
    assert_true(isnan(vector_log1p(vector_of((real)NAN))[0]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exponentials_are_near),
        cmocka_unit_test(logarithms_are_near),
    };
    return cmocka_run_group_tests_name("elementary", tests, NULL, NULL);
}
