#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks_of.h"

#include "search/question.h"

static const rule plain = { { 3, 1 }, { 1, 4 }, { 2, 3 } };

/* The options of a question with m0 as told. */
static void ask(dc_check_options *options, dc_question question, const char *m0) {
    options_of(options, &plain, m0);
    options->question = question;
}

static void must_start(dc_condition *c, const dc_check_options *options, dc_mass total) {
    dc_error error;
    if (dc_question_start(c, options, total, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_true(c->total == total);
    assert_true(c->enough == 7); /* of 10 */
    assert_int_equal(mpq_cmp_ui(c->kappa, 3, 1), 0);
}

static void the_critical_mass_starts_from_nothing(void **state) {
    dc_check_options options;
    dc_condition c;
    (void)state;
    ask(&options, DC_CRITICAL_MASS, "3/10");
    must_start(&c, &options, 10);
    assert_true(c.floor == 0 && c.ratio_num == 5 && c.ratio_den == 4);
    assert_false(c.by_ratio || c.ratio_infinite);
    dc_condition_clear(&c);
    dc_check_options_clear(&options);
}

/* Slabs of mass m0 count, lighter ones do not. */
static void a_verdict_starts_below_m0(void **state) {
    static const char *const m0[] = { "3/10", "29/100", "31/100", "1/1000" };
    static const int floors[] = { 2, 2, 3, 0 };
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        dc_check_options options;
        dc_condition c;
        ask(&options, DC_DECIDE, m0[k]);
        must_start(&c, &options, 10);
        assert_true(c.floor == floors[k]);
        assert_true(c.ratio_num == 5 && c.ratio_den == 4);
        assert_false(c.by_ratio || c.ratio_infinite);
        dc_condition_clear(&c);
        options.question = DC_MAXIMIZE_SIGMA;
        must_start(&c, &options, 10);
        assert_true(c.floor == floors[k]);
        assert_true(c.by_ratio && c.ratio_infinite);
        assert_true(c.ratio_num == 1 && c.ratio_den == 1);
        dc_condition_clear(&c);
        dc_check_options_clear(&options);
    }
}

static void long_sigmas_are_refused(void **state) {
    dc_check_options options;
    dc_condition c;
    dc_error error;
    (void)state;
    ask(&options, DC_CRITICAL_MASS, "3/10");
    mpq_set_ui(options.parameters.sigma, 1, 1);
    mpq_div_2exp(options.parameters.sigma, options.parameters.sigma, DC_MASS_BITS);
    assert_int_equal(dc_question_start(&c, &options, 10, &error), DC_EUSAGE);
    assert_int_equal(error.status, DC_EUSAGE);
    assert_string_equal(error.message, "sigma needs more than 120 bits");
    mpq_mul_2exp(options.parameters.sigma, options.parameters.sigma, 1);
    must_start(&c, &options, 10);
    dc_condition_clear(&c);
    dc_check_options_clear(&options);
}

typedef struct answer {
    const char *lo, *hi;
    bool infinite, found, complete;
    dc_verdict verdict;
} answer;

static void expect_verdicts(dc_question question, const answer *answers, size_t count) {
    dc_check_options options;
    dc_bracket bracket;
    ask(&options, question, "3/10");
    mpq_inits(bracket.lo, bracket.hi, NULL);
    for (size_t k = 0; k < count; k++) {
        const answer *a = answers + k;
        must_set(bracket.lo, a->lo);
        must_set(bracket.hi, a->hi);
        bracket.infinite = a->infinite;
        dc_verdict got = dc_question_verdict(&bracket, &options, a->found, a->complete);
        if (got != a->verdict)
            fail_msg("question %d, [%s, %s]%s%s%s: %s, not %s", question, a->lo, a->hi,
                     a->infinite ? " infinite" : "", a->found ? " found" : "",
                     a->complete ? " complete" : "", dc_verdict_name(got),
                     dc_verdict_name(a->verdict));
    }
    mpq_clears(bracket.lo, bracket.hi, NULL);
    dc_check_options_clear(&options);
}

/* m0 = 3/10 itself is violated by a slab of that mass. */
static void critical_masses_decide(void **state) {
    static const answer answers[] = {
        { "0", "0", false, false, true, DC_HOLDS },
        { "1/5", "1/5", false, true, true, DC_HOLDS },
        { "1/5", "29/100", false, true, false, DC_HOLDS },
        { "1/5", "3/10", false, true, false, DC_UNDECIDED },
        { "0", "3/10", false, false, false, DC_UNDECIDED },
        { "29/100", "2/5", false, true, false, DC_UNDECIDED },
        { "3/10", "3/10", false, true, true, DC_VIOLATED },
        { "3/10", "3/5", false, true, false, DC_VIOLATED },
        { "2/5", "3/5", false, false, false, DC_UNDECIDED },
    };
    (void)state;
    expect_verdicts(DC_CRITICAL_MASS, answers, sizeof answers / sizeof *answers);
    expect_verdicts(DC_DECIDE, answers, sizeof answers / sizeof *answers);
}

/* Any sigma > 0 will do; sigma* = 0 is a slab whose dilation gains nothing. */
static void sigmas_decide(void **state) {
    static const answer answers[] = {
        { "0", "0", false, true, true, DC_VIOLATED },
        { "0", "0", false, true, false, DC_VIOLATED },
        { "0", "0", false, false, false, DC_UNDECIDED },
        { "0", "1/2", false, true, false, DC_UNDECIDED },
        { "1/100", "1/2", false, true, false, DC_HOLDS },
        { "1/2", "1/2", false, true, true, DC_HOLDS },
        { "0", "0", true, false, true, DC_HOLDS },
        { "0", "0", true, false, false, DC_UNDECIDED },
        { "1/4", "0", true, false, false, DC_HOLDS },
    };
    (void)state;
    expect_verdicts(DC_MAXIMIZE_SIGMA, answers, sizeof answers / sizeof *answers);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_critical_mass_starts_from_nothing),
        cmocka_unit_test(a_verdict_starts_below_m0),
        cmocka_unit_test(long_sigmas_are_refused),
        cmocka_unit_test(critical_masses_decide),
        cmocka_unit_test(sigmas_decide),
    };
    return cmocka_run_group_tests_name("question", tests, NULL, NULL);
}
