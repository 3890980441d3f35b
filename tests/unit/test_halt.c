#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/halt.h"

typedef struct host {
    int asked, halts_at; /* the question, from 1, that is answered with yes */
} host;

static bool wanted(void *user) {
    host *h = user;
    return ++h->asked == h->halts_at;
}

static void nothing_never_halts(void **state) {
    (void)state;
    assert_false(dc_halt_after(NULL, SIZE_MAX));
    assert_false(dc_halt_now(NULL));
}

static void steps_add_up(void **state) {
    host h = { 0, 0 };
    dc_halt halt = { .wanted = wanted, .user = &h };
    (void)state;
    for (int round = 0; round < 3; round++) {
        assert_false(dc_halt_after(&halt, DC_HALT_STEPS - 1));
        assert_int_equal(h.asked, round);
        assert_false(dc_halt_after(&halt, 1));
        assert_int_equal(h.asked, round + 1);
    }
    assert_false(dc_halt_after(&halt, DC_HALT_STEPS - 1));
    assert_false(dc_halt_now(&halt)); /* counts from here */
    assert_false(dc_halt_after(&halt, DC_HALT_STEPS - 1));
    assert_int_equal(h.asked, 4);
}

static void a_halt_is_final(void **state) {
    host h = { 0, 2 };
    dc_halt halt = { .wanted = wanted, .user = &h };
    dc_error error;
    (void)state;
    assert_false(dc_halt_now(&halt));
    assert_true(dc_halt_after(&halt, DC_HALT_STEPS));
    assert_true(dc_halt_after(&halt, 0));
    assert_true(dc_halt_now(&halt));
    assert_int_equal(h.asked, 2);
    assert_int_equal(dc_halt_fail(&error), DC_ESTOPPED);
    assert_int_equal(error.status, DC_ESTOPPED);
}

/* Without a question. */
static void work_may_be_measured_out(void **state) {
    host h = { 0, 0 };
    dc_halt halt = { .wanted = wanted, .user = &h, .most = 100 };
    (void)state;
    assert_false(dc_halt_after(&halt, 60));
    assert_false(dc_halt_after(&halt, 40));
    assert_int_equal(halt.spent, 100);
    assert_true(dc_halt_after(&halt, 1));
    assert_true(halt.halted);
    assert_true(dc_halt_after(&halt, 0));
    assert_int_equal(h.asked, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_never_halts),
        cmocka_unit_test(steps_add_up),
        cmocka_unit_test(a_halt_is_final),
        cmocka_unit_test(work_may_be_measured_out),
    };
    return cmocka_run_group_tests_name("halt", tests, NULL, NULL);
}
