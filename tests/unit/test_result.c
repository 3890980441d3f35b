#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks_of.h"

#include "search/result.h"

static const rule quarter = { { 2, 1 }, { 1, 4 }, { 1, 2 } };

static void names_are_words(void **state) {
    (void)state;
    assert_string_equal(dc_verdict_name(DC_HOLDS), "holds");
    assert_string_equal(dc_verdict_name(DC_VIOLATED), "violated");
    assert_string_equal(dc_verdict_name(DC_UNDECIDED), "undecided");
    assert_string_equal(dc_stop_name(DC_STOP_NONE), "complete");
    assert_string_equal(dc_stop_name(DC_STOP_TIME), "time");
    assert_string_equal(dc_stop_name(DC_STOP_MEMORY), "memory");
    assert_string_equal(dc_stop_name(DC_STOP_INTERRUPTED), "interrupted");
    assert_string_equal(dc_stop_name(DC_STOP_DECIDED), "decided");
}

static void brackets_of_masses(void **state) {
    dc_bracket bracket;
    dc_condition known, bound;
    (void)state;
    dc_bracket_init(&bracket);
    rule_condition(&known, &quarter, 12);
    dc_condition_copy(&bound, &known);
    known.floor = 3;
    bound.floor = 5;
    dc_bracket_set(&bracket, &known, true, &bound, false);
    expect_fraction("lo", bracket.lo, "1/4");
    expect_fraction("hi", bracket.hi, "5/12");
    dc_bracket_set(&bracket, &known, true, &bound, true);
    expect_fraction("hi", bracket.hi, "1/4");
    dc_bracket_set(&bracket, &known, false, &bound, false);
    expect_fraction("lo", bracket.lo, "0");
    expect_fraction("hi", bracket.hi, "5/12");
    dc_bracket_set(&bracket, &known, false, &bound, true);
    expect_fraction("lo", bracket.lo, "0");
    expect_fraction("hi", bracket.hi, "1/4"); /* what was never asked for */
    assert_false(bracket.infinite);
    dc_condition_clear(&bound);
    dc_condition_clear(&known);
    dc_bracket_clear(&bracket);
}

static void brackets_of_sigma(void **state) {
    dc_bracket bracket;
    dc_condition known, bound;
    (void)state;
    dc_bracket_init(&bracket);
    rule_condition(&known, &quarter, 12);
    make_by_ratio(&known, 0);
    dc_condition_copy(&bound, &known);
    dc_bracket_set(&bracket, &known, false, &bound, true);
    assert_true(bracket.infinite);
    bound.ratio_infinite = false;
    bound.ratio_num = 5;
    bound.ratio_den = 4;
    dc_bracket_set(&bracket, &known, false, &bound, false);
    assert_true(bracket.infinite);
    expect_fraction("lo", bracket.lo, "1/4");
    known.ratio_infinite = false;
    known.ratio_num = 3;
    known.ratio_den = 2;
    dc_bracket_set(&bracket, &known, true, &bound, false);
    assert_false(bracket.infinite);
    expect_fraction("lo", bracket.lo, "1/4");
    expect_fraction("hi", bracket.hi, "1/2");
    dc_bracket_set(&bracket, &known, true, &bound, true);
    expect_fraction("lo", bracket.lo, "1/2");
    expect_fraction("hi", bracket.hi, "1/2");
    dc_condition_clear(&bound);
    dc_condition_clear(&known);
    dc_bracket_clear(&bracket);
}

/* A problem with a slab along v between a and b. */
static void set_slab(dc_problem *problem, const dc_points *points, const long *v, long a,
                     long b, dc_mass mass, dc_mass dilated) {
    dc_condition c;
    dc_error error;
    rule_condition(&c, &quarter, points->total);
    assert_int_equal(dc_problem_create(problem, points, &c, NULL, &error), DC_OK);
    for (size_t l = 0; l < points->dims; l++)
        fmpz_set_si(problem->v + l, v[l]);
    fmpq_set_si(problem->slab.a, a, 1);
    fmpq_set_si(problem->slab.b, b, 1);
    problem->slab.mass = mass;
    problem->slab.dilated = dilated;
    problem->found = true;
    dc_condition_clear(&c);
}

/* Columns of scale 2 and 5, a constant one between them. */
static void witnesses_are_in_the_files_units(void **state) {
    static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };
    static const long along[][2] = {
        { 5, -2 }, { -5, 2 }, { 0, -3 }, { 1, 0 }, { 3, 7 }
    };
    static const char *const v[][2] = {
        { "1", "-1" }, { "1", "-1" }, { "0", "1" }, { "1", "0" }, { "6", "35" },
    };
    static const char *const c[] = { "7/20", "-7/20", "-7/30", "7/4", "7/2" };
    static const char *const half[] = { "1/4", "1/4", "1/6", "5/4", "5/2" };
    dc_dataset *data = must_read("0.5,3,0.2\n1,3,0.4\n2,3,7\n-1.5,3,1\n", &plain);
    dc_points points;
    dc_witness witness;
    dc_error error;
    (void)state;
    points_of(&points, data, 0);
    assert_int_equal(points.dims, 2);
    dc_witness_init(&witness);
    for (size_t k = 0; k < 5; k++) {
        dc_problem problem;
        set_slab(&problem, &points, along[k], 1, 6, 1, 2);
        assert_int_equal(dc_witness_set(&witness, &problem, 3, &error), DC_OK);
        assert_int_equal(witness.features, 3);
        assert_int_equal(mpz_sgn(witness.v[1]), 0);
        for (size_t l = 0; l < 2; l++) {
            char *text = mpz_get_str(NULL, 10, witness.v[2 * l]);
            assert_string_equal(text, v[k][l]);
            free(text);
        }
        expect_fraction("c", witness.c, c[k]);
        expect_fraction("r", witness.r, half[k]);
        expect_fraction("mass", witness.mass, "1/4");
        expect_fraction("dilated mass", witness.dilated_mass, "1/2");
        dc_problem_destroy(&problem);
    }
    dc_witness_clear(&witness);
    dc_points_destroy(&points);
    dc_dataset_destroy(data);
}

static void copies_are_their_own(void **state) {
    static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };
    dc_dataset *data = must_read("0,3\n1,4\n2,7\n", &plain);
    const long v[] = { 2, -3 };
    dc_points points;
    dc_problem problem;
    dc_witness witness, copy;
    dc_error error;
    (void)state;
    points_of(&points, data, 0);
    set_slab(&problem, &points, v, -1, 4, 1, 2);
    dc_witness_init(&witness);
    dc_witness_init(&copy);
    assert_int_equal(dc_witness_set(&witness, &problem, 2, &error), DC_OK);
    assert_int_equal(dc_witness_copy(&copy, &witness, &error), DC_OK);
    dc_witness_clear(&witness);
    assert_int_equal(mpz_cmp_si(copy.v[1], -3), 0);
    expect_fraction("c", copy.c, "3/2");
    expect_fraction("r", copy.r, "5/2");
    expect_fraction("mass", copy.mass, "1/3");
    expect_fraction("dilated mass", copy.dilated_mass, "2/3");
    dc_witness_clear(&copy);
    dc_problem_destroy(&problem);
    dc_points_destroy(&points);
    dc_dataset_destroy(data);
}

static dc_status recheck(const dc_witness *witness, const dc_dataset *data,
                         const dc_check_options *options) {
    size_t rows[TOY_POINTS];
    dc_error error;
    for (size_t k = 0; k < dc_dataset_points(data); k++)
        rows[k] = k;
    return dc_witness_check(witness, data, rows, dc_dataset_points(data), options,
                            &error);
}

/* Every number of a witness counts. */
static void corrupted_witnesses_are_rejected(void **state) {
    dc_random random;
    mpq_t tiny, kept;
    unsigned long seen = 0;
    (void)state;
    dc_random_seed(&random, 1);
    mpq_inits(tiny, kept, NULL);
    mpq_set_ui(tiny, 1, 1000000);
    for (unsigned long round = 0; round < rounds(60); round++) {
        toy t;
        dc_check_options options;
        rule r = rule_random(&random);
        toy_random(&t, &random, 8, 2, 20);
        options_of(&options, &r, "1/100");
        dc_dataset *data = toy_dataset(&t);
        dc_result *result = must_check(data, &options);
        dc_witness *witness = &result->groups->witness;
        if (witness->v) {
            seen++;
            assert_int_equal(recheck(witness, data, &options), DC_OK);
            mpq_ptr masses[] = { witness->mass, witness->dilated_mass };
            for (int k = 0; k < 2; k++) {
                mpq_set(kept, masses[k]);
                mpq_add(masses[k], masses[k], tiny);
                assert_int_equal(recheck(witness, data, &options), DC_EINTERNAL);
                mpq_set(masses[k], kept);
            }
            /* Off the points, no mass is left. */
            mpq_set(kept, witness->c);
            mpq_set_ui(witness->c, 1000000000, 1);
            assert_int_equal(recheck(witness, data, &options), DC_EINTERNAL);
            mpq_set(witness->c, kept);
            /* So wide that it holds everything, and no slab at all. */
            mpq_set(kept, witness->r);
            mpq_set_ui(witness->r, 1000000000, 1);
            assert_int_equal(recheck(witness, data, &options), DC_EINTERNAL);
            mpq_set_si(witness->r, -1, 1);
            assert_int_equal(recheck(witness, data, &options), DC_EUSAGE);
            mpq_set(witness->r, kept);
            assert_int_equal(recheck(witness, data, &options), DC_OK);
        }
        dc_result_destroy(result);
        dc_dataset_destroy(data);
        dc_check_options_clear(&options);
    }
    mpq_clears(tiny, kept, NULL);
    assert_true(seen > 10);
}

/* Masses that are right are not enough: the slab must violate, and be in the family. */
static void harmless_slabs_are_rejected(void **state) {
    static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };
    dc_dataset *data = must_read("0,0\n0,1\n1,5\n9,2\n", &plain);
    const long along_x[] = { 1, 0 };
    dc_check_options options;
    dc_points points;
    dc_problem problem;
    dc_witness witness;
    dc_error error;
    (void)state;
    options_of(&options, &quarter, "1/10");
    points_of(&points, data, 0);
    dc_witness_init(&witness);
    set_slab(&problem, &points, along_x, 1, 1, 1, 1); /* x = 1 */
    assert_int_equal(dc_witness_set(&witness, &problem, 2, &error), DC_OK);
    assert_int_equal(recheck(&witness, data, &options), DC_OK);
    options.family.kind = DC_FAMILY_WIDTH;
    must_set(options.family.width, "1/1000");
    assert_int_equal(recheck(&witness, data, &options), DC_EINTERNAL);
    dc_problem_destroy(&problem);
    set_slab(&problem, &points, along_x, 7, 9, 1, 1); /* 7 <= x <= 9, width 2 */
    assert_int_equal(dc_witness_set(&witness, &problem, 2, &error), DC_OK);
    must_set(options.family.width, "2");
    assert_int_equal(recheck(&witness, data, &options), DC_OK);
    must_set(options.family.width, "2.001");
    assert_int_equal(recheck(&witness, data, &options), DC_EINTERNAL);
    options.family.kind = DC_FAMILY_ALL;
    dc_problem_destroy(&problem);
    set_slab(&problem, &points, along_x, 0, 0, 2, 2); /* half of all: delta */
    assert_int_equal(dc_witness_set(&witness, &problem, 2, &error), DC_OK);
    assert_int_equal(recheck(&witness, data, &options), DC_EINTERNAL);
    must_set(options.parameters.delta, "3/4");
    assert_int_equal(recheck(&witness, data, &options), DC_OK);
    dc_problem_destroy(&problem);
    set_slab(&problem, &points, along_x, 1, 3, 1, 3); /* its dilation has three */
    must_set(options.parameters.delta, "1");
    assert_int_equal(dc_witness_set(&witness, &problem, 2, &error), DC_OK);
    assert_int_equal(recheck(&witness, data, &options), DC_EINTERNAL);
    must_set(options.parameters.sigma, "2");
    assert_int_equal(recheck(&witness, data, &options), DC_EINTERNAL);
    must_set(options.parameters.sigma, "2.001");
    assert_int_equal(recheck(&witness, data, &options), DC_OK);
    dc_problem_destroy(&problem);
    dc_witness_clear(&witness);
    dc_points_destroy(&points);
    dc_dataset_destroy(data);
    dc_check_options_clear(&options);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_words),
        cmocka_unit_test(brackets_of_masses),
        cmocka_unit_test(brackets_of_sigma),
        cmocka_unit_test(witnesses_are_in_the_files_units),
        cmocka_unit_test(copies_are_their_own),
        cmocka_unit_test(corrupted_witnesses_are_rejected),
        cmocka_unit_test(harmless_slabs_are_rejected),
    };
    return cmocka_run_group_tests_name("result", tests, NULL, NULL);
}
