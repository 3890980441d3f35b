#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "leaf_of.h"
#include "scene_of.h"

#include "search/worklist.h"

enum { ROOM = 4000 };

static void leaf_of_scene(leaf *f, const scene *s) {
    fmpz *C = _fmpz_vec_init(TOY_DIMS), *R = _fmpz_vec_init(TOY_DIMS);
    *f = (leaf){ .t = &s->t, .r = &s->r, .c = &s->c, .width = s->width };
    f->chart = s->box->chart;
    f->scale = dc_box_integers(C, R, s->box);
    for (size_t l = 0; l < s->t.n; l++) {
        f->C[l] = fmpz_get_si(C + l);
        f->R[l] = fmpz_get_si(R + l);
    }
    leaf_set_ranges(f);
    _fmpz_vec_clear(R, TOY_DIMS);
    _fmpz_vec_clear(C, TOY_DIMS);
}

static void must_fill(dc_worklist *work, scene *s, bool sorted) {
    assert_true(dc_worklist_create(work, ROOM, ROOM));
    assert_true(dc_worklist_fill(work, &s->cells, &s->c, sorted));
}

/* Pairs increase, so each is listed once; stretches come after them, from the left. */
static bool in_order(const dc_worklist *work) {
    for (size_t k = 1; k < work->count; k++) {
        const dc_slab *a = work->list + k - 1, *b = work->list + k;
        bool pairs = a->i < b->i || (a->i == b->i && a->j < b->j);
        if (b->centred ? a->centred && a->c_low > b->c_low : a->centred || !pairs)
            return false;
    }
    return true;
}

/* The sign of a centre in the units of columns less one in the leaf's. */
static int compare_centres(const leaf *f, double c, wide_int centre) {
    mpq_t left, right;
    fmpz_t value;
    mpq_inits(left, right, NULL);
    fmpz_init(value);
    mpq_set_d(left, c);
    set_wide(value, centre);
    fmpz_get_mpz(mpq_numref(right), value);
    set_wide(value, f->unit);
    fmpz_get_mpz(mpq_denref(right), value);
    mpq_canonicalize(right);
    int sign = mpq_cmp(left, right);
    fmpz_clear(value);
    mpq_clears(left, right, NULL);
    return sign;
}

/* Does the union of the listed stretches, which come from the left, hold all of this? */
static bool covered(const leaf *f, const dc_worklist *work, stretch piece) {
    const double *reach = NULL;
    for (size_t k = 0; k < work->count; k++) {
        const dc_slab *slab = work->list + k;
        bool joins = slab->centred &&
                     (compare_centres(f, slab->c_low, piece.first) <= 0 ||
                      (reach && slab->c_low <= *reach));
        if (joins && compare_centres(f, slab->c_high, piece.first) >= 0 &&
            (!reach || *reach < slab->c_high))
            reach = &slab->c_high;
    }
    return reach && compare_centres(f, *reach, piece.last) >= 0;
}

typedef struct tally {
    unsigned long must, listed, stretches;
} tally;

/* Everything that must be listed is. */
static void check_list(const scene *s, const dc_worklist *work, unsigned long round,
                       tally *sum) {
    static stretch pieces[LEAF_STRETCHES];
    bool must[TOY_POINTS * TOY_POINTS];
    size_t N = s->t.N;
    leaf f;
    leaf_of_scene(&f, s);
    sum->must += leaf_pairs(&f, must);
    size_t count = leaf_stretches(&f, pieces);
    sum->stretches += count;
    for (size_t k = 0; k < work->count; k++) {
        const dc_slab *slab = work->list + k;
        sum->listed += !slab->centred;
        if (!slab->centred)
            must[slab->i * N + slab->j] = false;
    }
    for (size_t k = 0; k < N * N; k++)
        if (must[k]) {
            scene_print(s);
            fail_msg("round %lu: pair %zu,%zu is not listed", round, k / N, k % N);
        }
    for (size_t k = 0; k < count; k++)
        if (!covered(&f, work, pieces[k])) {
            scene_print(s);
            fail_msg("round %lu: the centres from %g to %g are not listed", round,
                     (double)pieces[k].first / (double)f.unit,
                     (double)pieces[k].last / (double)f.unit);
        }
    if (!in_order(work)) {
        scene_print(s);
        fail_msg("round %lu: out of order, or a pair twice", round);
    }
}

static void check_scenes(uint64_t seed, unsigned long count, size_t dims, bool wide,
                         tally *sum) {
    dc_random random;
    dc_random_seed(&random, seed);
    *sum = (tally){ 0 };
    for (unsigned long round = 0; round < count; round++) {
        scene s;
        dc_worklist work;
        int level = (int)dc_random_between(&random, 0, round % 8 ? 9 : 30);
        scene_random(&s, &random, 9, dims, 4, level, wide);
        dc_cells_set(&s.cells, s.box, false);
        must_fill(&work, &s, true);
        check_list(&s, &work, round, sum);
        dc_worklist_destroy(&work);
        scene_clear(&s);
    }
}

/* Rounding may list a few more, where ties are many. */
static void what_must_be_listed_is(void **state) {
    tally sum;
    (void)state;
    for (size_t dims = 2; dims <= 3; dims++) {
        check_scenes(dims, rounds(400), dims, false, &sum);
        assert_true(sum.must > rounds(400));
        assert_true(sum.listed < 5 * sum.must / 4);
    }
}

static void what_must_be_listed_for_width_is(void **state) {
    tally sum;
    (void)state;
    for (size_t dims = 2; dims <= 3; dims++) {
        check_scenes(4 + dims, rounds(200), dims, true, &sum);
        assert_true(sum.must > rounds(200) && sum.stretches > rounds(200));
        assert_true(sum.listed < 5 * sum.must / 4);
    }
}

/* The example of docs/certificate-format.md, section 12. */
static void the_square_has_four_pairs(void **state) {
    static const uint32_t pairs[][2] = { { 0, 1 }, { 0, 2 }, { 1, 3 }, { 2, 3 } };
    const toy square = { 4, 2, { -1, -1, -1, 1, 1, -1, 1, 1 }, { 1, 1, 1, 1 } };
    scene s = { .t = square, .r = { { 3, 1 }, { 1, 4 }, { 1, 1 } } };
    dc_worklist work;
    (void)state;
    assert_true(scene_points(&s, &square, false, false));
    toy_of_space(&s.t, &s.space);
    fmpq_init(s.wide);
    rule_condition(&s.c, &s.r, 4);
    s.c.floor = 2;
    dc_box *chart = dc_box_chart(2, 0), *upper = dc_box_half(chart, 1, 1);
    s.box = dc_box_half(upper, 1, 1);
    assert_int_equal(dc_cells_create(&s.cells, &s.space, s.c.h_num, s.c.h_den, 0, NULL),
                     DC_OK);
    dc_cells_set(&s.cells, s.box, false);
    must_fill(&work, &s, true);
    assert_int_equal(work.count, 4);
    for (size_t k = 0; k < 4; k++) {
        assert_false(work.list[k].centred);
        assert_int_equal(work.list[k].i, pairs[k][0]);
        assert_int_equal(work.list[k].j, pairs[k][1]);
    }
    dc_worklist_destroy(&work);
    free(upper);
    free(chart);
    scene_clear(&s);
}

static int compare_slabs(const void *left, const void *right) {
    const dc_slab *a = left, *b = right;
    double keys[2][4] = { { a->centred, a->i, a->j, a->c_low },
                          { b->centred, b->i, b->j, b->c_low } };
    for (int k = 0; k < 4; k++)
        if (keys[0][k] != keys[1][k])
            return keys[0][k] < keys[1][k] ? -1 : 1;
    return (a->c_high > b->c_high) - (a->c_high < b->c_high);
}

/* The same slabs, sorted or not. */
static void check_unsorted(const dc_worklist *sorted, scene *s) {
    dc_worklist work;
    must_fill(&work, s, false);
    assert_int_equal(work.count, sorted->count);
    qsort(work.list, work.count, sizeof *work.list, compare_slabs);
    for (size_t k = 0; k < work.count; k++)
        assert_int_equal(compare_slabs(work.list + k, sorted->list + k), 0);
    dc_worklist_destroy(&work);
}

static bool fits(scene *s, size_t cells, size_t slabs) {
    dc_worklist work;
    assert_true(dc_worklist_create(&work, cells, slabs));
    bool all = dc_worklist_fill(&work, &s->cells, &s->c, true);
    assert_true(work.count <= slabs);
    dc_worklist_destroy(&work);
    return all;
}

/* Exactly as much room as it takes is enough. */
static void room_is_kept(void **state) {
    dc_random random;
    unsigned long tight = 0;
    (void)state;
    dc_random_seed(&random, 9);
    for (unsigned long round = 0; round < rounds(200); round++) {
        scene s;
        dc_worklist work;
        scene_random(&s, &random, 9, 2, 4, (int)dc_random_between(&random, 0, 6),
                     round % 3 == 0);
        dc_cells_set(&s.cells, s.box, false);
        must_fill(&work, &s, true);
        check_unsorted(&work, &s);
        size_t cells = dc_cells_failing(&s.cells, &s.c, work.failing, ROOM);
        size_t slabs = work.count;
        assert_true(fits(&s, cells, slabs));
        tight += cells > 0 && slabs > 0;
        if (cells > 0)
            assert_false(fits(&s, cells - 1, ROOM));
        if (slabs > 0)
            assert_false(fits(&s, ROOM, slabs - 1));
        dc_worklist_destroy(&work);
        scene_clear(&s);
    }
    assert_true(tight > rounds(50));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_must_be_listed_is),
        cmocka_unit_test(what_must_be_listed_for_width_is),
        cmocka_unit_test(the_square_has_four_pairs),
        cmocka_unit_test(room_is_kept),
    };
    return cmocka_run_group_tests_name("worklist", tests, NULL, NULL);
}
