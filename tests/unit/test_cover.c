#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "floor/cover.h"
#include "release_lp.h"

/* The plan of docs/floor-certificate.md, section 9. */
static void plan_create(dc_floor_plan *plan) {
    dc_error error;
    fmpq_t kappa, least, most;
    mpq_t sigma, delta, m0;
    mpq_inits(sigma, delta, m0, NULL);
    mpq_set_ui(sigma, 1, 1);
    mpq_set_ui(delta, 1, 1);
    mpq_set_ui(m0, 1, 4);
    *plan = (dc_floor_plan){ .price = { .classes = 2 } };
    dc_rule_init(&plan->rule, sigma, delta, m0);
    fmpq_init(kappa);
    fmpq_init(least);
    fmpq_init(most);
    fmpq_init(plan->loss);
    fmpq_set_si(kappa, 4, 1);
    fmpq_set_si(least, 1, 2);
    fmpq_set_si(most, 2, 1);
    fmpq_set_si(plan->loss, 1, 4);
    assert_int_equal(dc_rings_create(&plan->rings, kappa, least, most, 1, &error), DC_OK);
    fmpq_clear(most);
    fmpq_clear(least);
    fmpq_clear(kappa);
    mpq_clears(sigma, delta, m0, NULL);
}

/* Multipliers in eighths, those of the page. */
static int64_t *page_values(void) {
    /* loss, growth, least, most */
    static const int64_t eighths[5][7] = { { 0 },
                                           { 14, 0, 0, 0, 2, 0, 0 },
                                           { 10, 1, 0, 0, 0, 0, 0 },
                                           { 9, 0, 0, 0, 0, 2, 0 },
                                           { 9, 0, 0, 0, 0, 0, 2 } };
    int64_t *values = malloc(sizeof eighths);
    assert_non_null(values);
    for (size_t k = 0; k < 5 * 7; k++)
        values[k] = eighths[k / 7][k % 7] << (DC_MULTIPLIER_BITS - 3);
    return values;
}

static void expect_uses(const char *uses, const size_t used[6], long num) {
    dc_floor_plan plan;
    dc_text text = { 0 };
    dc_error error;
    fmpq_t value;
    plan_create(&plan);
    dc_proposals sets = { .radii = 2, .count = 5, .scenarios = 6 };
    sets.values = page_values();
    sets.used = malloc(6 * sizeof *sets.used);
    assert_non_null(sets.used);
    memcpy(sets.used, used, 6 * sizeof *used);
    fmpq_init(value);
    fmpq_set_si(value, num, 32);
    assert_int_equal(dc_cover_put(&text, &plan, &sets, plan.loss, value, &error), DC_OK);
    assert_string_equal(text.bytes, uses);
    fmpq_clear(value);
    dc_text_clear(&text);
    dc_proposals_clear(&sets);
    dc_floor_plan_destroy(&plan);
}

/* Sets are numbered as they are used; those that are not are left out; a set goes on as long
 * as it proves the value. */
static void sets_are_used_as_long_as_they_do(void **state) {
    (void)state;
    expect_uses("sets 4\n"
                "set 1924145348608 1 l1:274877906944\n"
                "set 1374389534720 1 g0:137438953472\n"
                "set 1236950581248 1 t0:274877906944\n"
                "set 1236950581248 1 t1:274877906944\n"
                "uses 1:1 2:2 3:2 4:1\n",
                (const size_t[]){ 1, 2, 2, 3, 3, 4 }, 11);
    /* No multipliers give 1. */
    expect_uses("sets 1\nset 0 0\nuses 1:6\n", (const size_t[]){ 0, 1, 2, 3, 4, 0 }, 32);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_are_used_as_long_as_they_do),
    };
    return cmocka_run_group_tests_name("cover", tests, NULL, release_lp);
}
