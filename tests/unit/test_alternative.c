#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <flint/fmpz_vec.h>
#include <glpk.h>

#include "points_of.h"
#include "release_lp.h"

#include "lp/alternative.h"

static void print_system(const dc_system *s) {
    for (size_t r = 0; r < s->count; r++) {
        fprintf(stderr, "  ");
        for (size_t l = 0; l < s->dims; l++) {
            char *text = fmpz_get_str(NULL, 10, s->row + r * s->dims + l);
            fprintf(stderr, "%s ", text);
            free(text);
        }
        fprintf(stderr, "%s 0\n", s->strict[r] ? ">" : ">=");
    }
}

/* Term by term, without the library's own checks. */
static bool solves(const dc_system *s, const fmpz *z) {
    bool all = true;
    fmpz_t sum;
    fmpz_init(sum);
    for (size_t r = 0; r < s->count; r++) {
        fmpz_zero(sum);
        for (size_t l = 0; l < s->dims; l++)
            fmpz_addmul(sum, s->row + r * s->dims + l, z + l);
        all = all && (s->strict[r] ? fmpz_sgn(sum) > 0 : fmpz_sgn(sum) >= 0);
    }
    fmpz_clear(sum);
    return all;
}

static bool refutes(const dc_system *s, const fmpz *multiplier) {
    bool zero = true, positive = false;
    fmpz_t sum;
    fmpz_init(sum);
    for (size_t l = 0; l < s->dims; l++) {
        fmpz_zero(sum);
        for (size_t r = 0; r < s->count; r++)
            fmpz_addmul(sum, s->row + r * s->dims + l, multiplier + r);
        zero = zero && fmpz_is_zero(sum);
    }
    for (size_t r = 0; r < s->count; r++) {
        zero = zero && fmpz_sgn(multiplier + r) >= 0;
        positive = positive || (s->strict[r] && fmpz_sgn(multiplier + r) > 0);
    }
    fmpz_clear(sum);
    return zero && positive;
}

static dc_alternative decide(const dc_system *s, const char *what, unsigned long round) {
    fmpz *z = _fmpz_vec_init((slong)s->dims);
    fmpz *multiplier = _fmpz_vec_init((slong)s->count);
    dc_alternative answer = dc_system_decide(s, z, multiplier);
    bool right = answer == DC_SOLUTION     ? solves(s, z)
                 : answer == DC_INFEASIBLE ? refutes(s, multiplier)
                                           : false;
    if (!right) {
        print_system(s);
        fail_msg("%s, round %lu: answer %d is not proved", what, round, (int)answer);
    }
    if (dc_system_decide(s, z, NULL) != answer)
        fail_msg("%s, round %lu: another answer without multipliers", what, round);
    _fmpz_vec_clear(multiplier, (slong)s->count);
    _fmpz_vec_clear(z, (slong)s->dims);
    return answer;
}

/* Rows of small integers; some are zero, equal, opposite or sums of others. */
static void random_system(dc_system *s, dc_random *random, size_t rows) {
    for (size_t r = 0; r < rows; r++) {
        fmpz *row = dc_system_append(s, r == 0 || dc_random_below(random, 3) == 0);
        const fmpz *a = s->row, *b = s->row;
        if (r > 0) {
            a += dc_random_below(random, r) * s->dims;
            b += dc_random_below(random, r) * s->dims;
        }
        uint64_t kind = r ? dc_random_below(random, 10) : 9;
        for (size_t l = 0; l < s->dims; l++) {
            fmpz_set_si(row + l, dc_random_between(random, -3, 3));
            if (kind == 0)
                fmpz_zero(row + l);
            else if (kind == 1)
                fmpz_set(row + l, a + l);
            else if (kind == 2)
                fmpz_neg(row + l, a + l);
            else if (kind == 3)
                fmpz_add(row + l, a + l, b + l);
            else if (kind == 4) {
                fmpz_add(row + l, a + l, b + l);
                fmpz_neg(row + l, row + l);
            }
        }
    }
}

static void small_systems_are_decided(void **state) {
    dc_random random;
    unsigned long answers[3] = { 0 };
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(1500); round++) {
        dc_system s;
        assert_true(dc_system_create(&s, 1 + dc_random_below(&random, 5), 14));
        random_system(&s, &random, 1 + dc_random_below(&random, 14));
        answers[decide(&s, "small", round)]++;
        dc_system_destroy(&s);
    }
    assert_true(answers[DC_SOLUTION] > 100 && answers[DC_INFEASIBLE] > 100);
}

/* Solutions and refutations by construction, hidden under a change of variables and
 * of scale; entries grow to hundreds of bits. */
static void stretch(dc_system *s, dc_random *random, unsigned bits) {
    fmpz_t factor;
    fmpz_init(factor);
    for (size_t l = 1; l < s->dims; l++) {
        fmpz_set_si(factor, dc_random_between(random, -1000, 1000));
        fmpz_mul_2exp(factor, factor, dc_random_below(random, bits));
        for (size_t r = 0; r < s->count; r++)
            fmpz_addmul(s->row + r * s->dims + l, s->row + r * s->dims + l - 1, factor);
    }
    for (size_t r = 0; r < s->count; r++) {
        fmpz_set_si(factor, dc_random_between(random, 1, 1000000));
        fmpz_mul_2exp(factor, factor, dc_random_below(random, bits));
        _fmpz_vec_scalar_mul_fmpz(s->row + r * s->dims, s->row + r * s->dims,
                                  (slong)s->dims, factor);
    }
    fmpz_clear(factor);
}

static void long_entries_are_decided(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(400); round++) {
        dc_system s;
        fmpz *z, *multiplier;
        assert_true(dc_system_create(&s, 1 + dc_random_below(&random, 4), 10));
        random_system(&s, &random, 1 + dc_random_below(&random, 10));
        dc_alternative expected = decide(&s, "before", round);
        stretch(&s, &random, 100);
        z = _fmpz_vec_init((slong)s.dims);
        multiplier = _fmpz_vec_init((slong)s.count);
        dc_alternative answer = dc_system_decide(&s, z, multiplier);
        bool right = answer == DC_UNKNOWN ||
                     (answer == expected &&
                      (answer == DC_SOLUTION ? solves(&s, z) : refutes(&s, multiplier)));
        if (!right) {
            print_system(&s);
            fail_msg("long, round %lu: answer %d, not %d", round, (int)answer,
                     (int)expected);
        }
        _fmpz_vec_clear(multiplier, (slong)s.count);
        _fmpz_vec_clear(z, (slong)s.dims);
        dc_system_destroy(&s);
    }
}

/* 200 bits with all rows of one size, as the case analysis makes them. */
static void rows_of_200_bits_are_decided(void **state) {
    dc_random random;
    unsigned long unknown = 0, total = rounds(300);
    (void)state;
    dc_random_seed(&random, 3);
    for (unsigned long round = 0; round < total; round++) {
        dc_system s;
        assert_true(dc_system_create(&s, 2 + dc_random_below(&random, 3), 9));
        for (size_t r = 0; r < 9; r++) {
            fmpz *row = dc_system_append(&s, r == 0);
            for (size_t l = 0; l < s.dims; l++) {
                fmpz_set_ui(row + l, dc_random_next(&random));
                fmpz_mul_2exp(row + l, row + l, 136);
                fmpz_add_ui(row + l, row + l, dc_random_next(&random));
                if (dc_random_below(&random, 2))
                    fmpz_neg(row + l, row + l);
            }
        }
        fmpz *z = _fmpz_vec_init((slong)s.dims), *multiplier = _fmpz_vec_init(9);
        dc_alternative answer = dc_system_decide(&s, z, multiplier);
        unknown += answer == DC_UNKNOWN;
        if ((answer == DC_SOLUTION && !solves(&s, z)) ||
            (answer == DC_INFEASIBLE && !refutes(&s, multiplier)))
            fail_msg("round %lu: answer %d is not proved", round, (int)answer);
        _fmpz_vec_clear(multiplier, 9);
        _fmpz_vec_clear(z, (slong)s.dims);
        dc_system_destroy(&s);
    }
    if (unknown)
        fail_msg("%lu of %lu systems are not decided", unknown, total);
}

static void degenerate_systems(void **state) {
    dc_system s;
    (void)state;
    assert_true(dc_system_create(&s, 2, 4));
    dc_system_append(&s, true); /* 0 > 0 */
    assert_int_equal(decide(&s, "zero", 0), DC_INFEASIBLE);
    dc_system_truncate(&s, 0);
    fmpz_one(dc_system_append(&s, true)); /* x > 0 */
    dc_system_append(&s, false);
    assert_int_equal(decide(&s, "zero row", 0), DC_SOLUTION);
    fmpz_set_si(dc_system_append(&s, false), -1); /* -x >= 0 */
    assert_int_equal(decide(&s, "opposite", 0), DC_INFEASIBLE);
    dc_system_truncate(&s, 2);
    assert_int_equal(decide(&s, "truncated", 0), DC_SOLUTION);
    dc_system_destroy(&s);
}

/* The library's checks refuse what proves nothing. */
static void checks_refuse_bad_proofs(void **state) {
    dc_system s;
    fmpz *v = _fmpz_vec_init(3);
    (void)state;
    assert_true(dc_system_create(&s, 1, 3));
    fmpz_one(dc_system_append(&s, true));
    fmpz_set_si(dc_system_append(&s, false), -2);
    fmpz_set_si(dc_system_append(&s, false), 2);
    assert_false(dc_system_solved_by(&s, v));
    fmpz_one(v);
    assert_false(dc_system_solved_by(&s, v));
    _fmpz_vec_zero(v, 3);
    assert_false(dc_system_refuted_by(&s, v)); /* nothing strict */
    fmpz_set_si(v + 1, 1);
    fmpz_set_si(v + 2, 1);
    assert_false(dc_system_refuted_by(&s, v));
    fmpz_set_si(v, 2);
    fmpz_set_si(v + 1, 1);
    fmpz_set_si(v + 2, 0);
    assert_true(dc_system_refuted_by(&s, v));
    fmpz_set_si(v + 1, 2);
    assert_false(dc_system_refuted_by(&s, v)); /* the sum is -2 */
    fmpz_set_si(v + 1, 0);
    fmpz_set_si(v + 2, -1);
    assert_false(dc_system_refuted_by(&s, v)); /* a negative multiplier */
    dc_system_truncate(&s, 1);
    fmpz_one(v);
    assert_true(dc_system_solved_by(&s, v));
    fmpz_zero(v);
    assert_false(dc_system_solved_by(&s, v)); /* strict */
    dc_system_destroy(&s);
    _fmpz_vec_clear(v, 3);
}

/* x > 0 and -x >= 0, in several threads; what they used is given back, and a problem of
 * the calling thread's own stays. */
static void workers_are_released(void **state) {
    enum { THREADS = 3 };
    dc_alternative answers[2 * THREADS] = { DC_SOLUTION };
    glp_prob *own = glp_create_prob();
    dc_system s;
    (void)state;
    assert_true(dc_system_create(&s, 1, 2));
    fmpz_one(dc_system_append(&s, true));
    fmpz_set_si(dc_system_append(&s, false), -1);
    for (int turn = 0; turn < 2; turn++) {
#pragma omp parallel for schedule(static, 1) num_threads(THREADS)
        for (int k = 0; k < THREADS; k++) {
            fmpz z = 0;
            answers[turn * THREADS + k] = dc_system_decide(&s, &z, NULL);
            fmpz_clear(&z);
        }
        dc_lp_release_workers(THREADS);
        glp_add_rows(own, 1);
    }
    for (int k = 0; k < 2 * THREADS; k++)
        assert_int_equal(answers[k], DC_INFEASIBLE);
    assert_int_equal(glp_get_num_rows(own), 2);
    glp_delete_prob(own);
    dc_system_destroy(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_systems_are_decided),
        cmocka_unit_test(long_entries_are_decided),
        cmocka_unit_test(rows_of_200_bits_are_decided),
        cmocka_unit_test(degenerate_systems),
        cmocka_unit_test(checks_refuse_bad_proofs),
        cmocka_unit_test(workers_are_released),
    };
    return cmocka_run_group_tests_name("alternative", tests, NULL, release_lp);
}
