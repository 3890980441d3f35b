#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"

static void clock_never_goes_back(void **state) {
    (void)state;
    double last = dc_clock();
    for (int k = 0; k < 10000; k++) {
        double now = dc_clock();
        if (!(now >= last))
            fail_msg("%.9f comes after %.9f", now, last);
        last = now;
    }
}

static void clock_counts_seconds(void **state) {
    const struct timespec pause = { 0, 20000000 };
    (void)state;
    double start = dc_clock();
    nanosleep(&pause, NULL);
    double passed = dc_clock() - start;
    if (!(passed >= 0.0199 && passed < 30))
        fail_msg("0.02 seconds took %g", passed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clock_never_goes_back),
        cmocka_unit_test(clock_counts_seconds),
    };
    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
