#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "scene_of.h"

/* The rule of the theory in integers: projections, their ranges and the width all
 * times unit. */
typedef struct exact {
    const scene *s;
    size_t N;
    wide_int lo[TOY_POINTS], hi[TOY_POINTS], width;
    bool safe;
    dc_condition raised; /* kappa and h are borrowed */
} exact;

/* Ranges over the box, each end moved outward by about reach times 2^-40 if loose. */
static void exact_init(exact *e, const scene *s, bool loose) {
    size_t dims = s->space.dims;
    fmpz *C = _fmpz_vec_init((slong)dims), *R = _fmpz_vec_init((slong)dims);
    unsigned scale = dc_box_integers(C, R, s->box);
    wide_int unit = ((wide_int)4 * s->width[1] * s->r.kappa[1]) << 40;
    double reach = reach_of(&s->space) + (double)s->width[0];
    wide_int slack = (wide_int)(ldexp(reach, (int)scale) + 1) * (unit >> 40);
    e->s = s;
    e->N = s->space.count;
    e->width = (unit << scale) / s->width[1] * s->width[0];
    e->safe = true;
    e->raised = s->c;
    for (size_t k = 0; k < e->N; k++) {
        wide_int centre = 0, radius = 0;
        for (size_t l = 0; l < dims; l++) {
            int64_t y = s->t.x[k * dims + l];
            centre += (wide_int)fmpz_get_si(C + l) * y;
            radius += (wide_int)fmpz_get_si(R + l) * (y < 0 ? -y : y);
        }
        e->lo[k] = unit * (centre - radius) - (loose ? slack : 0);
        e->hi[k] = unit * (centre + radius) + (loose ? slack : 0);
    }
    _fmpz_vec_clear(R, (slong)dims);
    _fmpz_vec_clear(C, (slong)dims);
}

/* U(a,b) and L(a,b), and what a failure of them says about the box. */
static void exact_try(exact *e, wide_int a, wide_int b) {
    const dc_mass *w = e->s->points.weight;
    long kn = e->s->r.kappa[0], kd = e->s->r.kappa[1];
    wide_int A = (kn + kd) * a - (kn - kd) * b, B = (kn + kd) * b - (kn - kd) * a;
    dc_mass U = e->s->points.total, L = 0;
    for (size_t k = 0; k < e->N; k++) {
        U -= e->hi[k] < a ? w[k] : 0;
        U -= e->lo[k] > b ? w[k] : 0;
        L += 2 * kd * e->hi[k] <= B ? w[k] : 0;
        L -= 2 * kd * e->lo[k] < A ? w[k] : 0;
    }
    if (L < 0)
        L = 0;
    if (!slow_wanted(&e->s->c, &e->s->r, U, L))
        return;
    e->safe = false;
    if (slow_wanted(&e->raised, &e->s->r, U, L))
        dc_condition_raise(&e->raised, U, L);
}

static int compare_wide(const void *left, const void *right) {
    const wide_int *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* W1 (b): at every breakpoint, and between each two. */
static void exact_centres(exact *e) {
    const rule *r = &e->s->r;
    wide_int at[4 * TOY_POINTS], half = e->width / 2;
    wide_int outer = half / r->kappa[1] * r->kappa[0];
    for (size_t k = 0; k < e->N; k++) {
        at[4 * k] = e->hi[k] + half;
        at[4 * k + 1] = e->lo[k] - half;
        at[4 * k + 2] = e->hi[k] - outer;
        at[4 * k + 3] = e->lo[k] + outer;
    }
    qsort(at, 4 * e->N, sizeof *at, compare_wide);
    for (size_t k = 0; k < 4 * e->N; k++) {
        exact_try(e, at[k] - half, at[k] + half);
        if (k + 1 == 4 * e->N || at[k + 1] - at[k] < 2)
            continue;
        wide_int between = (at[k] + at[k + 1]) / 2;
        exact_try(e, between - half, between + half);
    }
}

/* All cells by their corners (C3); W1 (a) and (b) for family width. */
static void exact_run(exact *e, const scene *s, bool loose) {
    exact_init(e, s, loose);
    for (size_t i = 0; i < e->N; i++)
        for (size_t j = 0; j < e->N; j++)
            if (!s->width[0] || e->lo[j] - e->hi[i] >= e->width)
                exact_try(e, e->hi[i], e->lo[j]);
    if (s->width[0])
        exact_centres(e);
}

static void fail_scene(const scene *s, const char *what, unsigned long round) {
    scene_print(s);
    fail_msg("round %lu: %s", round, what);
}

/* The floating-point verdict lies between those of the exact rule on the box and of
 * the exact rule on ranges a little wider. */
static bool check_against_rule(scene *s, dc_condition *raised, unsigned long round) {
    exact tight, loose;
    dc_cell worst;
    dc_condition_assign(raised, &s->c);
    dc_cells_set(&s->cells, s->box, false);
    bool safe = dc_cells_safe(&s->cells, raised, &worst);
    exact_run(&tight, s, false);
    exact_run(&loose, s, true);
    if (safe && !tight.safe)
        fail_scene(s, "safe, but not exactly", round);
    if (!safe && loose.safe)
        fail_scene(s, "not safe, but exactly with room to spare", round);
    if (safe && dc_condition_order(raised, &s->c) != 0)
        fail_scene(s, "safe, but the condition has changed", round);
    /* The search ends at a bound beyond which nothing can be wanted. */
    if (dc_condition_order(raised, &tight.raised) > 0 && !dc_condition_exhausted(raised))
        fail_scene(s, "the box's bound is too tight", round);
    if (!s->c.by_ratio) /* a bound may be a little larger than need be */
        loose.raised.floor += (loose.raised.floor - s->c.floor) / 16;
    if (dc_condition_order(raised, &loose.raised) < 0 &&
        !dc_condition_exhausted(&loose.raised))
        fail_scene(s, "the box's bound is too loose", round);
    if (!safe && !s->c.by_ratio && worst.U > raised->floor &&
        raised->floor + 1 < s->c.enough)
        fail_scene(s, "the worst cell is not the bound", round);
    return safe;
}

/* Failing cells: there are some iff the box is not safe; each is listed once and fails,
 * with the masses that it says. */
static void check_failing(scene *s, bool safe, const dc_condition *raised,
                          unsigned long round) {
    enum { MOST = 3000 };
    static dc_cell list[MOST];
    bool seen[TOY_POINTS][TOY_POINTS] = { 0 };
    dc_cells *cells = &s->cells;
    size_t count = dc_cells_failing(cells, &s->c, list, MOST);
    if ((count == 0) != safe || count > MOST)
        fail_scene(s, "failing cells and safety disagree", round);
    bool hopeless = false;
    for (size_t k = 0; k < count && s->c.floor > 0 && !s->c.by_ratio; k++)
        hopeless = hopeless || list[k].U >= dc_cells_hopeless_from(&s->c);
    hopeless = hopeless && dc_cells_hopeless_from(&s->c) < s->c.enough;
    if (dc_cells_hopeless(raised, &s->c) != hopeless)
        fail_scene(s, "a box is called hopeless, or is not", round);
    for (size_t k = 0; k < count; k++) {
        const dc_cell *cell = list + k;
        if (!slow_wanted(&s->c, &s->r, cell->U, cell->L < 0 ? 0 : cell->L))
            fail_scene(s, "a listed cell passes", round);
        if (cell->centred) {
            if (!s->width[0] || cell->c_low > cell->c_high)
                fail_scene(s, "a stretch of centres is empty", round);
            continue;
        }
        if (seen[cell->s][cell->t])
            fail_scene(s, "a cell is listed twice", round);
        seen[cell->s][cell->t] = true;
        if (cell->U != dc_ranking_mass(&cells->low, cell->t + 1) -
                           dc_ranking_mass(&cells->high, cell->s))
            fail_scene(s, "a cell has another U", round);
    }
    if (count > 1 && dc_cells_failing(cells, &s->c, list, count / 2) != count / 2 + 1)
        fail_scene(s, "a short list is not cut", round);
    if (count > 0 && dc_cells_failing(cells, &s->c, list, count) != count)
        fail_scene(s, "a full list is cut", round);
}

/* No slab along any direction of the box beats its bound. */
static void check_directions(scene *s, const dc_condition *raised, dc_random *random,
                             int directions, unsigned long round) {
    size_t dims = s->space.dims;
    dc_interval best;
    fmpz *v = _fmpz_vec_init((slong)dims);
    dc_interval_init(&best);
    for (int k = 0; k < directions; k++) {
        scene_direction(v, s, random);
        if (!scene_wanted(s, v, raised, &best))
            continue;
        print_direction(v, dims);
        fprintf(stderr, "  U %ld L %ld\n", (long)best.mass, (long)best.dilated);
        fail_scene(s, "a slab beats the bound", round);
    }
    dc_interval_clear(&best);
    _fmpz_vec_clear(v, (slong)dims);
}

static void check_scenes(uint64_t seed, unsigned long count, bool wide) {
    dc_random random;
    unsigned long safe_boxes = 0;
    dc_random_seed(&random, seed);
    for (unsigned long round = 0; round < count; round++) {
        scene s;
        dc_condition raised;
        size_t dims = 2 + dc_random_below(&random, 2);
        scene_random(&s, &random, round % 8 ? 9 : TOY_POINTS, dims, round % 3 ? 4 : 300,
                     (int)dc_random_below(&random, 14), wide);
        dc_condition_copy(&raised, &s.c);
        bool safe = check_against_rule(&s, &raised, round);
        safe_boxes += safe;
        check_failing(&s, safe, &raised, round);
        check_directions(&s, &raised, &random, 4, round);
        dc_condition_clear(&raised);
        scene_clear(&s);
    }
    if (safe_boxes < count / 8 || safe_boxes > count - count / 8)
        fail_msg("%lu of %lu boxes are safe: this tests little", safe_boxes, count);
}

static void cells_follow_the_rule(void **state) {
    (void)state;
    check_scenes(1, rounds(1500), false);
}

static void cells_follow_the_rule_for_width(void **state) {
    (void)state;
    check_scenes(2, rounds(1200), true);
}

/* Heavy enough for bounds to overshoot. */
static void cells_follow_the_rule_for_heavy_points(void **state) {
    (void)state;
    scene_weight = 100;
    check_scenes(3, rounds(1000), false);
    scene_weight = 1;
}

/* The exact value of a double times 2^400. */
static void exact_double(mpz_t value, double x) {
    int exponent;
    mpz_set_d(value, ldexp(frexp(x, &exponent), 60));
    if (exponent + 340 >= 0)
        mpz_mul_2exp(value, value, (mp_bitcnt_t)(exponent + 340));
    else
        mpz_fdiv_q_2exp(value, value, (mp_bitcnt_t)(-exponent - 340));
}

/* [lo, hi] covers each projection's range over the box, whatever was rounded. */
static void check_ranges(const scene *s, unsigned long round) {
    size_t dims = s->space.dims;
    fmpz *C = _fmpz_vec_init((slong)dims), *R = _fmpz_vec_init((slong)dims);
    unsigned scale = dc_box_integers(C, R, s->box);
    fmpz_t centre, radius;
    mpz_t end, bound;
    fmpz_init(centre);
    fmpz_init(radius);
    mpz_inits(end, bound, NULL);
    for (size_t k = 0; k < s->space.count; k++) {
        fmpz_zero(centre);
        fmpz_zero(radius);
        for (size_t l = 0; l < dims; l++) {
            const fmpz *y = dc_space_row(&s->space, k) + l;
            fmpz_addmul(centre, C + l, y);
            if (fmpz_sgn(y) < 0)
                fmpz_submul(radius, R + l, y);
            else
                fmpz_addmul(radius, R + l, y);
        }
        for (int side = -1; side <= 1; side += 2) {
            if (side < 0)
                fmpz_sub(radius, centre, radius);
            fmpz_get_mpz(end, radius);
            mpz_mul_2exp(end, end, 400);
            exact_double(bound, side < 0 ? s->cells.lo[k] : s->cells.hi[k]);
            mpz_mul_2exp(bound, bound, scale + (mp_bitcnt_t)s->space.shift);
            if (side * mpz_cmp(bound, end) < 0) {
                scene_print(s);
                fail_msg("round %lu: point %zu reaches beyond its range, side %d", round,
                         k, side);
            }
            if (side < 0) { /* back to the radius, then to the upper end */
                fmpz_sub(radius, centre, radius);
                fmpz_add(radius, centre, radius);
            }
        }
    }
    mpz_clears(end, bound, NULL);
    fmpz_clear(radius);
    fmpz_clear(centre);
    _fmpz_vec_clear(R, (slong)dims);
    _fmpz_vec_clear(C, (slong)dims);
}

/* Coordinates of up to 90 bits and boxes of width 2^-30 to 2^-50: ranges as narrow
 * as rounding errors. Many points on few hyperplanes, moved by single units. */
static void huge_points(dc_points *points, dc_random *random, unsigned bits) {
    char text[8192] = "";
    int used = 0;
    mpz_t x, y, unit;
    mpz_inits(x, y, unit, NULL);
    for (int k = 0; k < 12; k++) {
        mpz_ui_pow_ui(unit, 2, bits);
        mpz_add_ui(unit, unit, dc_random_below(random, 3));
        mpz_mul_si(x, unit, dc_random_between(random, -5, 5));
        mpz_set_si(y, dc_random_between(random, -1, 1));
        if (dc_random_below(random, 2))
            mpz_addmul_ui(y, unit, dc_random_below(random, 4));
        used += gmp_snprintf(text + used, sizeof text - (size_t)used, "%Zd,%Zd\n", x, y);
    }
    static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };
    dc_dataset *data = must_read(text, &plain);
    points_of(points, data, 0);
    dc_dataset_destroy(data);
    mpz_clears(x, y, unit, NULL);
}

static void rounding_errors_are_covered(void **state) {
    dc_random random;
    unsigned long safe_boxes = 0, total = rounds(800);
    (void)state;
    dc_random_seed(&random, 3);
    for (unsigned long round = 0; round < total; round++) {
        static const unsigned bits[] = { 40, 50, 52, 56, 61, 90 };
        scene s = { 0 };
        dc_error error;
        dc_condition raised;
        huge_points(&s.points, &random, bits[dc_random_below(&random, 6)]);
        if (s.points.dims < 2) {
            dc_points_destroy(&s.points);
            continue;
        }
        assert_int_equal(dc_space_create(&s.space, &s.points, round % 4 == 0, NULL,
                                         &error),
                         DC_OK);
        scene_finish(&s, &random, (int)dc_random_between(&random, 30, 50), false);
        dc_condition_copy(&raised, &s.c);
        dc_cells_set(&s.cells, s.box, false);
        check_ranges(&s, round);
        safe_boxes += dc_cells_safe(&s.cells, &raised, NULL);
        check_directions(&s, &raised, &random, 4, round);
        dc_condition_clear(&raised);
        scene_clear(&s);
    }
    if (safe_boxes < total / 20)
        fail_msg("%lu of %lu boxes are safe: this tests little", safe_boxes, total);
}

/* Point-like: the box's centre alone, on points whose arithmetic is exact. */
static void single_directions_are_seen_exactly(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 4);
    for (unsigned long round = 0; round < rounds(500); round++) {
        scene s;
        dc_interval best;
        dc_condition raised;
        scene_random(&s, &random, 9, 2, 4, (int)dc_random_below(&random, 6), false);
        fmpz *v = _fmpz_vec_init(2), *radius = _fmpz_vec_init(2);
        dc_interval_init(&best);
        dc_box_integers(v, radius, s.box);
        dc_condition_copy(&raised, &s.c);
        dc_cells_set(&s.cells, s.box, true);
        bool safe = dc_cells_safe(&s.cells, &raised, NULL);
        bool wanted = scene_wanted(&s, v, &s.c, &best);
        if (wanted && safe)
            fail_scene(&s, "the slab at the centre is not seen", round);
        if (scene_wanted(&s, v, &raised, &best))
            fail_scene(&s, "a better slab at the centre is not seen", round);
        dc_condition_clear(&raised);
        dc_interval_clear(&best);
        _fmpz_vec_clear(radius, 2);
        _fmpz_vec_clear(v, 2);
        scene_clear(&s);
    }
}

/* Is the cell of the slab [a, b] of the first coordinate a failing one? */
static bool lists_slab(scene *s, int64_t a, int64_t b) {
    dc_cell list[16];
    double origin = fmpz_get_d(s->space.origin);
    size_t count = dc_cells_failing(&s->cells, &s->c, list, 16);
    for (size_t k = 0; k < count && k < 16; k++)
        if (s->cells.high.value[list[k].s] == (double)a - origin &&
            s->cells.low.value[list[k].t] == (double)b - origin)
            return true;
    return false;
}

/* One direction, projections of 52 bits: a slab [a,b], and a point within a unit of
 * the end of its dilation, which rounding must not let in. */
static void ends_of_dilations_are_rounded_inward(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 5);
    for (unsigned long round = 0; round < rounds(1000); round++) {
        scene s = { 0 };
        toy t = { .N = 4, .n = 2, .w = { 1, 1, 1, 1 } };
        int64_t a = dc_random_between(&random, -(1L << 50), 1L << 50);
        int64_t b = a + dc_random_between(&random, 1, 1L << 49);
        bool above = round % 2;
        static const long kappas[][2] = { { 7, 3 }, { 17, 7 }, { 23, 11 }, { 5, 3 } };
        const long *kappa = kappas[dc_random_below(&random, 4)];
        /* The end of the dilation, rounded outward to the next integer. */
        wide_int hn = kappa[0] - kappa[1], hd = 2 * kappa[1];
        int64_t grown = (int64_t)((hn * (b - a)) / hd) + 1;
        t.x[0] = a;
        t.x[2] = b;
        t.x[4] = above ? b + grown : a - grown;
        t.x[6] = above ? a - (1L << 51) : b + (1L << 51);
        for (size_t k = 0; k < 4; k++)
            t.x[2 * k + 1] = (int64_t)k % 2;
        if (!scene_points(&s, &t, false, false))
            continue;
        toy_of_space(&s.t, &s.space);
        scene_finish(&s, &random, 0, false);
        /* In place of the random rule: both points without the third are wanted. */
        dc_cells_destroy(&s.cells);
        dc_condition_clear(&s.c);
        s.r = (rule){ { kappa[0], kappa[1] }, { 1, 4 }, { 1, 1 } };
        rule_condition(&s.c, &s.r, 4);
        s.c.floor = 1;
        free(s.box);
        s.box = dc_box_chart(2, 0);
        dc_error error;
        assert_int_equal(dc_cells_create(&s.cells, &s.space, s.c.h_num, s.c.h_den, 0,
                                         &error),
                         DC_OK);
        dc_cells_set(&s.cells, s.box, true);
        if (!lists_slab(&s, a, b))
            fail_scene(&s, "a point was rounded into a dilation", round);
        scene_clear(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_follow_the_rule),
        cmocka_unit_test(cells_follow_the_rule_for_width),
        cmocka_unit_test(cells_follow_the_rule_for_heavy_points),
        cmocka_unit_test(rounding_errors_are_covered),
        cmocka_unit_test(single_directions_are_seen_exactly),
        cmocka_unit_test(ends_of_dilations_are_rounded_inward),
    };
    return cmocka_run_group_tests_name("cells", tests, NULL, NULL);
}
