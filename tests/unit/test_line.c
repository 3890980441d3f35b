#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <flint/fmpz_vec.h>

#include "points_of.h"

#include "geometry/line.h"

typedef struct line_case {
    size_t N;
    wide_int p[TOY_POINTS];
    dc_mass w[TOY_POINTS];
    rule r;
    dc_condition c;
    long width[2]; /* 0: none */
} line_case;

static void random_rule(line_case *q, dc_random *random, dc_mass total) {
    q->r = rule_random(random);
    rule_condition(&q->c, &q->r, total);
    if (dc_random_below(random, 2))
        make_by_ratio(&q->c, 0);
}

static void random_case(line_case *q, dc_random *random, dc_mass unit) {
    int64_t spread = dc_random_below(random, 4) ? 6 : 40;
    bool wide = dc_random_below(random, 2) != 0;
    dc_mass total = 0;
    q->N = 1 + dc_random_below(random, wide ? 6 : 11);
    for (size_t k = 0; k < q->N; k++) {
        q->p[k] = dc_random_between(random, -spread, spread);
        q->w[k] = (dc_mass)dc_random_between(random, 1, 3) * unit + (k % 2 && unit > 1);
        total += q->w[k];
    }
    random_rule(q, random, total);
    q->c.floor = (dc_mass)dc_random_below(random, 4) * unit;
    q->width[0] = wide ? dc_random_between(random, 1, 9) : 0;
    q->width[1] = dc_random_between(random, 1, 3);
}

/* Points in the middle between two that lie just outside of the dilation: only
 * centres between two events leave both out. */
static void random_gap(line_case *q, dc_random *random) {
    int64_t kn = q->r.kappa[0], kd = q->r.kappa[1];
    int64_t span = kn * q->width[0] / (kd * q->width[1]) + 1;
    if (q->N < 3 || q->width[0] == 0)
        return;
    q->p[0] = 0;
    q->p[1] = span;
    for (size_t k = 2; k < q->N; k++)
        q->p[k] = dc_random_between(random, span / 3, span - span / 3);
}

static void print_case(const line_case *q) {
    rule_print(&q->r);
    for (size_t k = 0; k < q->N; k++)
        fprintf(stderr, "  p %ld w %lx:%016lx\n", (long)q->p[k],
                (unsigned long)(q->w[k] >> 64), (unsigned long)q->w[k]);
    fprintf(stderr, "  width %ld/%ld, %s, floor %ld\n", q->width[0], q->width[1],
            q->c.by_ratio ? "ratio" : "mass", (long)q->c.floor);
}

static const char *compare(const line_case *q, bool found, const dc_interval *got,
                           const dc_condition *raised) {
    const long *width = q->width[0] ? q->width : NULL;
    slow_best best = slow_line(q->p, q->w, q->N, width, &q->c, &q->r);
    if (found != best.found)
        return found ? "a slab is found, there is none" : "no slab is found";
    if (!found)
        return dc_condition_order(raised, &q->c) ? "the condition has changed" : NULL;
    bool equal = q->c.by_ratio ? !slow_less(got->dilated, best.U, best.L, got->mass) &&
                                     !slow_less(best.L, got->mass, got->dilated, best.U)
                               : got->mass == best.U;
    if (!equal)
        return "not the best slab";
    fmpq_t a, b;
    fmpq_init(a);
    fmpq_init(b);
    wide_int scale = width ? 4 * (wide_int)width[1] * q->r.kappa[1] : 1;
    fmpq_mul_si(a, got->a, (slong)scale);
    fmpq_mul_si(b, got->b, (slong)scale);
    bool whole = fmpz_is_one(fmpq_denref(a)) && fmpz_is_one(fmpq_denref(b));
    wide_int low = fmpz_get_si(fmpq_numref(a)), high = fmpz_get_si(fmpq_numref(b));
    fmpq_clear(b);
    fmpq_clear(a);
    if (!whole)
        return "an end is not on the grid";
    dc_mass U, L;
    slow_weigh(&U, &L, q->p, q->w, q->N, scale, low, high, &q->r);
    if (U != got->mass || L != got->dilated)
        return "the slab has other masses";
    if (width && (high - low) * width[1] < scale * width[0])
        return "the slab is too narrow";
    if (!width && (low != best.a || high != best.b))
        return "not the first of the best slabs";
    dc_condition expected = q->c;
    dc_condition_raise(&expected, U, L);
    return dc_condition_order(raised, &expected) ? "the condition is not raised" : NULL;
}

static void check_case(line_case *q, unsigned long round) {
    bool found;
    dc_interval got;
    dc_condition raised;
    dc_error error;
    fmpq_t width;
    fmpz *p = _fmpz_vec_init((slong)q->N);
    dc_interval_init(&got);
    dc_condition_copy(&raised, &q->c);
    fmpq_init(width);
    fmpq_set_si(width, q->width[0], (ulong)q->width[1]);
    for (size_t k = 0; k < q->N; k++)
        set_wide(p + k, q->p[k]);
    assert_int_equal(dc_line_search(&got, &found, p, q->w, q->N,
                                    q->width[0] ? width : NULL, &raised, &error),
                     DC_OK);
    const char *why = compare(q, found, &got, &raised);
    if (why) {
        print_case(q);
        fail_msg("round %lu: %s", round, why);
    }
    fmpq_clear(width);
    dc_condition_clear(&raised);
    dc_interval_clear(&got);
    _fmpz_vec_clear(p, (slong)q->N);
}

/* Cases that make(q, random, k) fills in. */
static void check_cases(uint64_t seed, unsigned long count,
                        void (*make)(line_case *, dc_random *, unsigned long)) {
    dc_random random;
    dc_random_seed(&random, seed);
    for (unsigned long k = 0; k < rounds(count); k++) {
        line_case q;
        make(&q, &random, k);
        check_case(&q, k);
        dc_condition_clear(&q.c);
    }
}

static void make_small(line_case *q, dc_random *random, unsigned long k) {
    random_case(q, random, 1);
    if (k % 3 == 0)
        random_gap(q, random);
}

static void line_agrees_with_all_slabs(void **state) {
    (void)state;
    check_cases(1, 1500, make_small);
}

/* So many points, and so heavy slabs, that neighbouring ends are looked at together. */
static void make_crowd(line_case *q, dc_random *random, unsigned long k) {
    dc_mass total = 0;
    (void)k;
    *q = (line_case){ .N = 20 + dc_random_below(random, TOY_POINTS - 19) };
    for (size_t i = 0; i < q->N; i++) {
        q->p[i] = dc_random_between(random, -300, 300);
        q->w[i] = dc_random_between(random, 1, 3);
        total += q->w[i];
    }
    random_rule(q, random, total);
    q->c.floor = (dc_mass)dc_random_below(random, (uint64_t)total / 2);
    q->width[1] = 1;
}

static void crowds_agree_with_all_slabs(void **state) {
    (void)state;
    check_cases(3, 3000, make_crowd);
}

static void make_heavy(line_case *q, dc_random *random, unsigned long k) {
    (void)k;
    random_case(q, random, (dc_mass)1 << dc_random_between(random, 55, 110));
}

static void line_agrees_with_huge_weights(void **state) {
    (void)state;
    check_cases(2, 300, make_heavy);
}

/* Projections of thousands of bits: shifted and stretched, nothing else changes. */
static void line_takes_huge_projections(void **state) {
    dc_random random;
    fmpz_t factor;
    (void)state;
    dc_random_seed(&random, 3);
    fmpz_init(factor);
    fmpz_set_ui(factor, 10);
    fmpz_pow_ui(factor, factor, 700);
    for (unsigned long round = 0; round < rounds(100); round++) {
        line_case q;
        random_case(&q, &random, 1);
        fmpz *p = _fmpz_vec_init((slong)q.N);
        bool found[2];
        dc_interval got[2];
        for (int side = 0; side < 2; side++) {
            dc_condition raised;
            dc_error error;
            dc_condition_copy(&raised, &q.c);
            dc_interval_init(&got[side]);
            for (size_t k = 0; k < q.N; k++) {
                set_wide(p + k, q.p[k]);
                if (side) {
                    fmpz_mul(p + k, p + k, factor);
                    fmpz_sub(p + k, p + k, factor);
                }
            }
            assert_int_equal(dc_line_search(&got[side], &found[side], p, q.w, q.N, NULL,
                                            &raised, &error),
                             DC_OK);
            dc_condition_clear(&raised);
        }
        assert_int_equal(found[0], found[1]);
        assert_true(got[0].mass == got[1].mass && got[0].dilated == got[1].dilated);
        if (found[0]) {
            fmpq_t expected;
            fmpq_init(expected);
            fmpq_mul_fmpz(expected, got[0].a, factor);
            fmpq_sub_fmpz(expected, expected, factor);
            assert_true(fmpq_equal(expected, got[1].a));
            fmpq_clear(expected);
        }
        for (int side = 0; side < 2; side++)
            dc_interval_clear(&got[side]);
        _fmpz_vec_clear(p, (slong)q.N);
        dc_condition_clear(&q.c);
    }
    fmpz_clear(factor);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_agrees_with_all_slabs),
        cmocka_unit_test(crowds_agree_with_all_slabs),
        cmocka_unit_test(line_agrees_with_huge_weights),
        cmocka_unit_test(line_takes_huge_projections),
    };
    return cmocka_run_group_tests_name("line", tests, NULL, NULL);
}
