#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "scene_of.h"

#include "search/forms.h"

/* A point of the local cube, |u_l| <= u_chart, u_chart > 0. */
static void random_local(fmpz *u, const dc_forms *forms, dc_random *random) {
    for (size_t l = 0; l < forms->dims; l++)
        fmpz_set_si(u + l, l == forms->chart ? 6 : dc_random_between(random, -6, 6));
}

static void dot(fmpq_t value, const fmpz *z, const fmpz *y, size_t dims) {
    fmpz_t sum;
    fmpz_init(sum);
    for (size_t l = 0; l < dims; l++)
        fmpz_addmul(sum, z + l, y + l);
    fmpq_set_fmpz(value, sum);
    fmpz_clear(sum);
}

/* value = <g, u>, divided by the form's multiplier. */
static void local_value(fmpq_t value, const fmpz *g, const fmpz *u, const dc_forms *forms,
                        int kind) {
    bool inner = kind == DC_INNER_LOW || kind == DC_INNER_HIGH;
    dot(value, g, u, forms->dims);
    fmpq_div_fmpz(value, value, inner ? forms->times_inner : forms->times_outer);
}

/* What the form says, from D2: the distance of p to the end a, b, A or B of the
 * slab with middle c and half-width r, counted inward. */
static void direct_value(fmpq_t value, const fmpq_t p, const fmpq_t a, const fmpq_t b,
                         const dc_condition *condition, int kind) {
    fmpq_t c, r, kappa;
    fmpq_init(c);
    fmpq_init(r);
    fmpq_init(kappa);
    fmpq_add(c, a, b);
    fmpq_div_2exp(c, c, 1);
    fmpq_sub(r, b, a);
    fmpq_div_2exp(r, r, 1);
    fmpq_set_mpq(kappa, condition->kappa);
    if (kind == DC_OUTER_LOW || kind == DC_OUTER_HIGH)
        fmpq_mul(r, r, kappa);
    fmpq_sub(value, p, c);
    if (kind == DC_INNER_HIGH || kind == DC_OUTER_HIGH)
        fmpq_neg(value, value);
    fmpq_add(value, value, r);
    fmpq_clear(kappa);
    fmpq_clear(r);
    fmpq_clear(c);
}

/* The sign over the box, from its corners (u_chart = 1). */
static int corner_sign(const fmpz *g, const dc_forms *forms) {
    bool some_negative = false, some_other = false;
    fmpz_t sum;
    fmpz_init(sum);
    for (size_t corner = 0; corner < (size_t)1 << forms->dims; corner++) {
        fmpz_zero(sum);
        for (size_t l = 0; l < forms->dims; l++)
            if (l == forms->chart || (corner >> l & 1))
                fmpz_add(sum, sum, g + l);
            else
                fmpz_sub(sum, sum, g + l);
        some_negative = some_negative || fmpz_sgn(sum) < 0;
        some_other = some_other || fmpz_sgn(sum) >= 0;
    }
    fmpz_clear(sum);
    return !some_negative ? 1 : !some_other ? -1 : 0;
}

/* All forms of all points at a few places of the box; ends(z) gives a and b. */
typedef void ends_at(fmpq_t a, fmpq_t b, const scene *s, const fmpz *z,
                     const size_t *pair);

static void check_forms(const scene *s, const dc_forms *forms, ends_at *ends,
                        const size_t *pair, dc_random *random, unsigned long round) {
    size_t dims = forms->dims;
    fmpz *g = _fmpz_vec_init((slong)dims), *u = _fmpz_vec_init((slong)dims);
    fmpz *z = _fmpz_vec_init((slong)dims);
    fmpq_t a, b, p, expected, got;
    fmpq_init(a);
    fmpq_init(b);
    fmpq_init(p);
    fmpq_init(expected);
    fmpq_init(got);
    for (int place = 0; place < 4; place++) {
        random_local(u, forms, random);
        dc_forms_solution(z, forms, u);
        ends(a, b, s, z, pair);
        for (size_t k = 0; k < s->space.count; k++)
            for (int kind = 0; kind < DC_FORM_KINDS; kind++) {
                dc_forms_local(g, forms, k, kind);
                local_value(got, g, u, forms, kind);
                dot(p, z, dc_space_row(&s->space, k), s->space.dims);
                direct_value(expected, p, a, b, &s->c, kind);
                if (!fmpq_equal(got, expected)) {
                    scene_print(s);
                    print_direction(z, dims);
                    fail_msg("round %lu: form %d of point %zu", round, kind, k);
                }
                int sign = dc_forms_sign(g, dims, forms->chart);
                if (place == 0 && sign != corner_sign(g, forms)) {
                    scene_print(s);
                    fail_msg("round %lu: sign of form %d of point %zu is %d", round, kind,
                             k, sign);
                }
            }
    }
    fmpq_clear(got);
    fmpq_clear(expected);
    fmpq_clear(p);
    fmpq_clear(b);
    fmpq_clear(a);
    _fmpz_vec_clear(z, (slong)dims);
    _fmpz_vec_clear(u, (slong)dims);
    _fmpz_vec_clear(g, (slong)dims);
}

static void pair_ends(fmpq_t a, fmpq_t b, const scene *s, const fmpz *z,
                      const size_t *pair) {
    dot(a, z, dc_space_row(&s->space, pair[0]), s->space.dims);
    dot(b, z, dc_space_row(&s->space, pair[1]), s->space.dims);
}

static void centre_ends(fmpq_t a, fmpq_t b, const scene *s, const fmpz *z,
                        const size_t *pair) {
    fmpq_t half;
    (void)pair;
    fmpq_init(half);
    fmpq_div_2exp(half, s->wide, 1);
    fmpq_mul_fmpz(half, half, z + s->box->chart);
    fmpq_set_fmpz(b, z + s->space.dims);
    fmpq_sub(a, b, half);
    fmpq_add(b, b, half);
    fmpq_clear(half);
}

/* z lies in the box and reaches its faces: u = +-u_chart gives centre +- radius. */
static void check_box(const scene *s, const dc_forms *forms, dc_random *random) {
    size_t dims = s->space.dims;
    fmpz *u = _fmpz_vec_init((slong)forms->dims), *z = _fmpz_vec_init((slong)forms->dims);
    for (size_t l = 0; l < forms->dims; l++)
        fmpz_set_si(u + l, l == forms->chart || dc_random_below(random, 2) ? 1 : -1);
    dc_forms_solution(z, forms, u);
    double unit = fmpz_get_d(z + forms->chart);
    for (size_t l = 0; l < dims; l++) {
        double expected = s->box->centre[l] +
                          (double)fmpz_get_si(u + l) * dc_box_radius(s->box, l);
        if (fmpz_get_d(z + l) != unit * expected) {
            scene_print(s);
            fail_msg("coordinate %zu of a corner is %g, not %g", l,
                     fmpz_get_d(z + l) / unit, expected);
        }
    }
    _fmpz_vec_clear(z, (slong)forms->dims);
    _fmpz_vec_clear(u, (slong)forms->dims);
}

static void forms_of_pairs(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(250); round++) {
        scene s;
        dc_forms forms;
        scene_random(&s, &random, 6, 2 + round % 2, 20, (int)dc_random_below(&random, 12),
                     round % 3 == 0);
        size_t pair[2] = { dc_random_below(&random, s.space.count),
                           dc_random_below(&random, s.space.count) };
        dc_forms_init(&forms, &s.space, s.box, false);
        dc_forms_pair(&forms, &s.c, pair[0], pair[1], s.width[0] ? s.wide : NULL);
        check_box(&s, &forms, &random);
        check_forms(&s, &forms, pair_ends, pair, &random, round);
        dc_forms_clear(&forms);
        scene_clear(&s);
    }
}

/* The slab's own row: p_j - p_i - width v_chart, times a positive number. */
static void row_of_a_pair(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(500); round++) {
        scene s;
        dc_forms forms;
        scene_random(&s, &random, 6, 2 + round % 2, 5, (int)dc_random_below(&random, 8),
                     round % 2 == 0);
        size_t i = dc_random_below(&random, s.space.count);
        size_t j = dc_random_below(&random, s.space.count), dims = s.space.dims;
        fmpz *u = _fmpz_vec_init((slong)dims), *z = _fmpz_vec_init((slong)dims);
        fmpq_t a, b, width, got;
        fmpq_init(a);
        fmpq_init(b);
        fmpq_init(width);
        fmpq_init(got);
        dc_forms_init(&forms, &s.space, s.box, false);
        dc_forms_pair(&forms, &s.c, i, j, s.width[0] ? s.wide : NULL);
        assert_true(forms.has_row);
        random_local(u, &forms, &random);
        dc_forms_solution(z, &forms, u);
        dot(a, z, dc_space_row(&s.space, i), dims);
        dot(b, z, dc_space_row(&s.space, j), dims);
        fmpq_mul_fmpz(width, s.wide, z + s.box->chart);
        fmpq_sub(b, b, a);
        fmpq_sub(b, b, width);
        if (s.width[0])
            fmpq_mul_fmpz(b, b, fmpq_denref(s.wide));
        dot(got, forms.at_least, u, dims);
        if (!fmpq_equal(got, b)) {
            scene_print(&s);
            fail_msg("round %lu: row of pair %zu, %zu", round, i, j);
        }
        dc_forms_clear(&forms);
        fmpq_clear(got);
        fmpq_clear(width);
        fmpq_clear(b);
        fmpq_clear(a);
        _fmpz_vec_clear(z, (slong)dims);
        _fmpz_vec_clear(u, (slong)dims);
        scene_clear(&s);
    }
}

/* The range of centres in local variables covers the range that was asked for. */
static void check_centre_range(const scene *s, const dc_forms *forms, double c_low,
                               double c_high) {
    size_t last = s->space.dims;
    for (int side = -1; side <= 1; side += 2) {
        fmpq_t c, bound;
        fmpz_t mantissa, unit;
        fmpq_init(c);
        fmpq_init(bound);
        fmpz_init(mantissa);
        fmpz_init_set(unit, forms->C + forms->chart);
        fmpz_set(fmpq_numref(c), forms->C + last);
        if (side < 0)
            fmpz_sub(fmpq_numref(c), fmpq_numref(c), forms->H + last);
        else
            fmpz_add(fmpq_numref(c), fmpq_numref(c), forms->H + last);
        fmpq_div_fmpz(c, c, unit);
        int exponent;
        double fraction = frexp(side < 0 ? c_low : c_high, &exponent);
        fmpz_set_d(mantissa, ldexp(fraction, 60));
        fmpq_set_fmpz(bound, mantissa);
        if (exponent + s->space.shift >= 60)
            fmpq_mul_2exp(bound, bound, (flint_bitcnt_t)(exponent + s->space.shift - 60));
        else
            fmpq_div_2exp(bound, bound, (flint_bitcnt_t)(60 - exponent - s->space.shift));
        if (side * fmpq_cmp(c, bound) < 0) {
            scene_print(s);
            fail_msg("centres %.17g to %.17g, shift %ld: end %d is cut off", c_low,
                     c_high, s->space.shift, side);
        }
        fmpz_clear(unit);
        fmpz_clear(mantissa);
        fmpq_clear(bound);
        fmpq_clear(c);
    }
}

static void forms_of_centres(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 3);
    for (unsigned long round = 0; round < rounds(250); round++) {
        scene s;
        dc_forms forms;
        scene_random(&s, &random, 6, 2 + round % 2, round % 5 ? 20 : 1L << 40,
                     (int)dc_random_below(&random, 12), true);
        double c_low = (double)dc_random_between(&random, -100000, 100000) / 1000;
        double c_high = c_low + (double)dc_random_between(&random, 0, 5000) / 1000;
        dc_forms_init(&forms, &s.space, s.box, true);
        assert_int_equal(forms.dims, s.space.dims + 1);
        assert_true(dc_forms_centre(&forms, &s.c, s.wide, c_low, c_high));
        assert_false(forms.has_row);
        check_box(&s, &forms, &random);
        check_centre_range(&s, &forms, c_low, c_high);
        check_forms(&s, &forms, centre_ends, NULL, &random, round);
        dc_forms_clear(&forms);
        scene_clear(&s);
    }
}

/* Columns scaled by a power of two: the centre comes in their units. */
static void centres_of_shifted_columns(void **state) {
    static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 4);
    dc_dataset *data = must_read("1e40,3\n-2e40,1e40\n5,7e39\n", &plain);
    for (unsigned long round = 0; round < rounds(50); round++) {
        scene s = { 0 };
        dc_forms forms;
        dc_error error;
        points_of(&s.points, data, DC_POINTS_COMMON_SCALE);
        assert_int_equal(dc_space_create(&s.space, &s.points, false, NULL, &error),
                         DC_OK);
        assert_true(s.space.shift > 0);
        scene_finish(&s, &random, (int)dc_random_below(&random, 9), true);
        double c_low = reach_of(&s.space) * (double)dc_random_between(&random, -90, 90) /
                       97;
        double c_high = c_low + reach_of(&s.space) / 7;
        dc_forms_init(&forms, &s.space, s.box, true);
        assert_true(dc_forms_centre(&forms, &s.c, s.wide, c_low, c_high));
        check_centre_range(&s, &forms, c_low, c_high);
        check_forms(&s, &forms, centre_ends, NULL, &random, round);
        dc_forms_clear(&forms);
        scene_clear(&s);
    }
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_of_pairs),
        cmocka_unit_test(row_of_a_pair),
        cmocka_unit_test(forms_of_centres),
        cmocka_unit_test(centres_of_shifted_columns),
    };
    return cmocka_run_group_tests_name("forms", tests, NULL, NULL);
}
