#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <flint/fmpz_vec.h>

#include "certificate/casetree.h"

static void expect_tokens(dc_text *text, const char *expected) {
    assert_false(text->failed);
    assert_string_equal(text->bytes, expected);
    dc_text_clear(text);
}

static void heads_count_from_one(void **state) {
    dc_text text = { 0 };
    (void)state;
    dc_casetree_pair(&text, 0, 0);
    dc_casetree_pair(&text, 16, 2);
    expect_tokens(&text, " 1,1 17,3");
}

static void stretches_are_integers(void **state) {
    dc_text text = { 0 };
    fmpz_t centre, half;
    (void)state;
    fmpz_init_set_si(centre, -40);
    fmpz_init_set_si(half, 3);
    dc_casetree_stretch(&text, centre, half);
    fmpz_one_2exp(centre, 70);
    fmpz_zero(half);
    dc_casetree_stretch(&text, centre, half);
    expect_tokens(&text, " @-40,3 @1180591620717411303424,0");
    fmpz_clear(half);
    fmpz_clear(centre);
}

static void decisions_name_point_form_and_side(void **state) {
    dc_text text = { 0 };
    (void)state;
    for (int form = 0; form < 4; form++)
        dc_casetree_decision(&text, (size_t)form, form, form % 2 ? -1 : 1);
    dc_casetree_decision(&text, 11, 0, -1);
    dc_casetree_counted(&text);
    expect_tokens(&text, " +1a -2b +3A -4B -12a .");
}

static void expect_infeasible(const slong *multiplier, slong count, size_t first,
                              const char *factor, const char *expected) {
    dc_text text = { 0 };
    fmpz *values = _fmpz_vec_init(count);
    fmpz_t by;
    fmpz_init(by);
    assert_int_equal(fmpz_set_str(by, factor, 10), 0);
    for (slong k = 0; k < count; k++)
        fmpz_mul_si(values + k, by, multiplier[k]);
    dc_casetree_infeasible(&text, values, (size_t)count, first);
    expect_tokens(&text, expected);
    fmpz_clear(by);
    _fmpz_vec_clear(values, count);
}

/* Rows without a part are left out, common factors too. */
static void infeasible_leaves_are_primitive(void **state) {
    const char *const large = "1000000000000000000000000000000";
    (void)state;
    expect_infeasible((slong[]){ 1 }, 1, 0, "1", " !0:1");
    expect_infeasible((slong[]){ 6 }, 1, 0, "1", " !0:1");
    expect_infeasible((slong[]){ 3, 0, 2 }, 3, 0, "1", " !0:3,2:2");
    expect_infeasible((slong[]){ 3, 0, 2 }, 3, 1, "1", " !1:3,3:2");
    expect_infeasible((slong[]){ 0, 0, 4, 6 }, 4, 0, "1", " !2:2,3:3");
    expect_infeasible((slong[]){ 4, 6, 0 }, 3, 9, large, " !9:2,10:3");
    expect_infeasible((slong[]){ 1, 0 }, 2, 0, large, " !0:1");
}

static void long_multipliers_are_written(void **state) {
    dc_text text = { 0 };
    fmpz *values = _fmpz_vec_init(2);
    (void)state;
    fmpz_one_2exp(values, 80);
    fmpz_add_ui(values, values, 1);
    fmpz_set_ui(values + 1, 2);
    dc_casetree_infeasible(&text, values, 2, 1);
    expect_tokens(&text, " !1:1208925819614629174706177,2:2");
    _fmpz_vec_clear(values, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_count_from_one),
        cmocka_unit_test(stretches_are_integers),
        cmocka_unit_test(decisions_name_point_form_and_side),
        cmocka_unit_test(infeasible_leaves_are_primitive),
        cmocka_unit_test(long_multipliers_are_written),
    };
    return cmocka_run_group_tests_name("casetree", tests, NULL, NULL);
}
