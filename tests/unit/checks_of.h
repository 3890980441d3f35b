/* For tests of whole checks: options, calls and what is expected of their results.
 * Included after cmocka.h. */
#ifndef TEST_CHECKS_OF_H
#define TEST_CHECKS_OF_H

#include <doublecheck/check.h>

#include "points_of.h"

static inline void must_set(mpq_t value, const char *text) {
    dc_error error;
    if (dc_rational_parse(value, text, &error) != DC_OK)
        fail_msg("%s", error.message);
}

/* Defaults; whole, one thread, no time limit, the rule's constants and m0. */
static inline void options_of(dc_check_options *options, const rule *r, const char *m0) {
    dc_check_options_init(options);
    options->grouping = DC_GROUPS_WHOLE;
    options->threads = 1;
    options->time_limit = 0;
    set_fraction(options->parameters.kappa, r->kappa);
    set_fraction(options->parameters.sigma, r->sigma);
    set_fraction(options->parameters.delta, r->delta);
    must_set(options->parameters.m0, m0);
}

static inline dc_result *must_check(const dc_dataset *data,
                                    const dc_check_options *options) {
    dc_result *result;
    dc_error error;
    if (dc_check(&result, data, options, &error) != DC_OK)
        fail_msg("check: %s", error.message);
    assert_non_null(result);
    return result;
}

static inline void expect_fraction(const char *what, const mpq_t value,
                                   const char *text) {
    mpq_t expected;
    mpq_init(expected);
    must_set(expected, text);
    bool equal = mpq_equal(value, expected);
    mpq_clear(expected);
    if (equal)
        return;
    char *got = mpq_get_str(NULL, 10, value);
    fail_msg("%s is %s, not %s", what, got, text);
}

/* A complete run with m* = text, by a witness of that mass. */
static inline void expect_critical(const dc_group_result *group, const char *text) {
    assert_int_equal(group->stop, DC_STOP_NONE);
    expect_fraction("lo", group->bracket.lo, text);
    expect_fraction("hi", group->bracket.hi, text);
    if (mpq_sgn(group->bracket.lo) > 0) {
        assert_non_null(group->witness.v);
        expect_fraction("the witness's mass", group->witness.mass, text);
    } else {
        assert_null(group->witness.v);
    }
}

/* m* of a toy in one family; value is initialised by the caller. */
static inline void critical_mass(mpq_t value, const toy *t, const rule *r,
                                 const dc_family *family) {
    dc_check_options options;
    dc_dataset *data = toy_dataset(t);
    options_of(&options, r, "1/1000");
    if (family) {
        options.family.kind = family->kind;
        options.family.sparsity = family->sparsity;
        options.family.directions = family->directions;
    }
    dc_result *result = must_check(data, &options);
    const dc_group_result *group = result->groups;
    if (!mpq_equal(group->bracket.lo, group->bracket.hi) || group->stop != DC_STOP_NONE) {
        toy_print(t);
        rule_print(r);
        fail_msg("the answer is not exact");
    }
    mpq_set(value, group->bracket.lo);
    dc_result_destroy(result);
    dc_check_options_clear(&options);
    dc_dataset_destroy(data);
}

/* m* along one direction of integers, from the definitions. */
static inline void slow_critical_mass(mpq_t value, const toy *t, const rule *r,
                                      const int64_t *v) {
    dc_condition c;
    wide_int p[TOY_POINTS];
    dc_mass w[TOY_POINTS], total = 0;
    for (size_t k = 0; k < t->N; k++)
        total += w[k] = t->w[k];
    rule_condition(&c, r, total);
    toy_project(p, t, v);
    slow_best best = slow_line(p, w, t->N, NULL, &c, r);
    dc_mass_fraction(value, best.found ? best.U : 0, total);
    dc_condition_clear(&c);
}

#endif
