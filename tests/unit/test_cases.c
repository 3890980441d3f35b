#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "release_lp.h"
#include "slopes_of.h"

#include "search/cases.h"

static const dc_effort ample = {
    .cells = 4000, .slabs = 4000, .forms = 4000, .programs = 100000
};

static bool in_box(const scene *s, const fmpz *v) {
    size_t dims = s->space.dims;
    bool in = fmpz_sgn(v + s->box->chart) > 0;
    fmpz *C = _fmpz_vec_init((slong)dims), *R = _fmpz_vec_init((slong)dims);
    fmpz_t left, right;
    fmpz_init(left);
    fmpz_init(right);
    unsigned scale = dc_box_integers(C, R, s->box);
    for (size_t l = 0; l < dims; l++) {
        /* |2^scale v_l - C_l v_chart| <= R_l v_chart */
        fmpz_mul_2exp(left, v + l, scale);
        fmpz_submul(left, C + l, v + s->box->chart);
        fmpz_mul(right, R + l, v + s->box->chart);
        in = in && fmpz_cmpabs(left, right) <= 0;
    }
    fmpz_clear(right);
    fmpz_clear(left);
    _fmpz_vec_clear(R, (slong)dims);
    _fmpz_vec_clear(C, (slong)dims);
    return in;
}

static dc_cases_answer decide(scene *s, const dc_effort *effort, fmpz *v) {
    dc_status status = DC_OK;
    dc_cells_set(&s->cells, s->box, false);
    dc_cases_answer answer = dc_cases_decide(&s->cells, s->box,
                                             s->width[0] ? s->wide : NULL, &s->c, effort,
                                             v, NULL, &status);
    assert_int_equal(status, DC_OK);
    return answer;
}

/* A leaf is appended where the box is closed, and nothing elsewhere. What leaves say is
 * checked where they are put together, in test_tiling.c. */
static void check_proof(scene *s, const dc_effort *effort, fmpz *v) {
    dc_status status = DC_OK;
    dc_text proof = { 0 };
    dc_text_put(&proof, "before");
    dc_cases_answer answer = dc_cases_decide(&s->cells, s->box,
                                             s->width[0] ? s->wide : NULL, &s->c, effort,
                                             v, &proof, &status);
    assert_int_equal(status, DC_OK);
    if (answer == DC_CASES_CLOSED) {
        assert_memory_equal(proof.bytes, "before (", 8);
        assert_string_equal(proof.bytes + proof.length - 2, " )");
    } else {
        assert_string_equal(proof.bytes, "before");
    }
    dc_text_clear(&proof);
}

static void check_witness(const scene *s, const fmpz *v, unsigned long round) {
    dc_interval best;
    dc_interval_init(&best);
    if (!in_box(s, v) || !scene_wanted(s, v, &s->c, &best)) {
        scene_print(s);
        print_direction(v, s->space.dims);
        fail_msg("round %lu: a witness %s", round,
                 in_box(s, v) ? "without a wanted slab" : "outside of the box");
    }
    dc_interval_clear(&best);
}

typedef struct tally {
    unsigned long answers[3];
} tally;

static void check_plane(uint64_t seed, unsigned long count, bool wide, tally *sum) {
    dc_random random;
    dc_random_seed(&random, seed);
    for (unsigned long round = 0; round < count; round++) {
        scene s;
        fmpz *v = _fmpz_vec_init(2), *direction = _fmpz_vec_init(2);
        scene_stretch = wide && round % 2 ? 1000 : 1;
        int level = (int)dc_random_between(&random, 0, round % 4 ? 7 : 50);
        scene_random(&s, &random, 6, 2, 3, level, wide);
        dc_cases_answer answer = decide(&s, &ample, v);
        sum->answers[answer]++;
        if (answer == DC_CASES_WITNESS)
            check_witness(&s, v, round);
        if (answer == DC_CASES_CLOSED && slopes_raise(direction, &s, true)) {
            scene_print(&s);
            print_direction(direction, 2);
            fail_msg("round %lu: closed, but this direction has a wanted slab", round);
        }
        if (answer == DC_CASES_GAVE_UP) {
            scene_print(&s);
            fail_msg("round %lu: gave up", round);
        }
        _fmpz_vec_clear(direction, 2);
        _fmpz_vec_clear(v, 2);
        scene_clear(&s);
    }
    scene_stretch = 1;
}

static void boxes_in_the_plane_are_decided(void **state) {
    tally sum = { { 0 } };
    unsigned long count = rounds(400);
    (void)state;
    check_plane(1, count, false, &sum);
    assert_true(sum.answers[DC_CASES_CLOSED] > count / 10);
    assert_true(sum.answers[DC_CASES_WITNESS] > count / 10);
}

static void boxes_in_the_plane_are_decided_for_width(void **state) {
    tally sum = { { 0 } };
    unsigned long count = rounds(1200);
    (void)state;
    check_plane(2, count, true, &sum);
    assert_true(sum.answers[DC_CASES_CLOSED] > count / 10);
    assert_true(sum.answers[DC_CASES_WITNESS] > count / 10);
}

/* The condition is final: raised along the box until nothing is found, each witness
 * being better than the last. */
static void witnesses_lead_to_the_best_slab(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 3);
    for (unsigned long round = 0; round < rounds(100); round++) {
        scene s;
        dc_interval best;
        fmpz *v = _fmpz_vec_init(2);
        scene_random(&s, &random, 6, 2, 2, (int)dc_random_between(&random, 4, 8), false);
        dc_interval_init(&best);
        for (int step = 0;; step++) {
            dc_cases_answer answer = decide(&s, &ample, v);
            assert_true(step < 100 && answer != DC_CASES_GAVE_UP);
            if (answer == DC_CASES_CLOSED)
                break;
            check_witness(&s, v, round);
            assert_true(scene_wanted(&s, v, &s.c, &best));
            dc_condition_raise(&s.c, best.mass, best.dilated);
        }
        if (slopes_raise(v, &s, true)) {
            scene_print(&s);
            print_direction(v, 2);
            fail_msg("round %lu: a better slab is left", round);
        }
        dc_interval_clear(&best);
        _fmpz_vec_clear(v, 2);
        scene_clear(&s);
    }
}

/* A direction of the box on which as many differences as possible vanish. */
static bool tie_direction(fmpz *v, const scene *s, dc_random *random) {
    const toy *t = &s->t;
    int64_t a[3], b[3];
    size_t i = dc_random_below(random, t->N), j = dc_random_below(random, t->N);
    size_t k = dc_random_below(random, t->N);
    for (size_t l = 0; l < 3; l++) {
        a[l] = t->x[3 * i + l] - t->x[3 * j + l];
        b[l] = t->x[3 * i + l] - t->x[3 * k + l];
    }
    for (size_t l = 0; l < 3; l++)
        fmpz_set_si(v + l,
                    a[(l + 1) % 3] * b[(l + 2) % 3] - a[(l + 2) % 3] * b[(l + 1) % 3]);
    if (fmpz_sgn(v + s->box->chart) < 0)
        _fmpz_vec_neg(v, v, 3);
    return in_box(s, v);
}

static void boxes_in_space_are_decided(void **state) {
    dc_random random;
    tally sum = { { 0 } };
    unsigned long count = rounds(60);
    (void)state;
    dc_random_seed(&random, 4);
    for (unsigned long round = 0; round < count; round++) {
        scene s;
        dc_interval best;
        fmpz *v = _fmpz_vec_init(3);
        scene_random(&s, &random, 7, 3, 2, (int)dc_random_between(&random, 4, 8),
                     round % 4 == 0);
        if (s.space.dims == 3) {
            dc_cases_answer answer = decide(&s, &ample, v);
            sum.answers[answer]++;
            if (answer == DC_CASES_WITNESS)
                check_witness(&s, v, round);
            dc_interval_init(&best);
            for (int k = 0; k < 40 && answer == DC_CASES_CLOSED; k++) {
                if (k % 2 || !tie_direction(v, &s, &random))
                    scene_direction(v, &s, &random);
                if (!scene_wanted(&s, v, &s.c, &best))
                    continue;
                scene_print(&s);
                print_direction(v, 3);
                fail_msg("round %lu: closed, but this direction has a wanted slab",
                         round);
            }
            dc_interval_clear(&best);
        }
        _fmpz_vec_clear(v, 3);
        scene_clear(&s);
    }
    assert_true(sum.answers[DC_CASES_CLOSED] > count / 12);
    assert_true(sum.answers[DC_CASES_WITNESS] > count / 12);
    assert_true(sum.answers[DC_CASES_GAVE_UP] < count / 4);
}

/* Too little of anything ends in giving up, never in a wrong answer. */
static void small_efforts_give_up(void **state) {
    dc_random random;
    unsigned long gave_up[4] = { 0 };
    (void)state;
    dc_random_seed(&random, 5);
    for (unsigned long round = 0; round < rounds(120); round++) {
        scene s;
        fmpz *v = _fmpz_vec_init(2), *direction = _fmpz_vec_init(2);
        scene_random(&s, &random, 6, 2, 2, (int)dc_random_between(&random, 2, 8),
                     round % 3 == 0);
        bool wanted = slopes_raise(direction, &s, true);
        for (int k = 0; k < 4; k++) {
            dc_effort effort = ample;
            size_t *limits[] = { &effort.cells, &effort.slabs, &effort.forms,
                                 &effort.programs };
            *limits[k] = dc_random_below(&random, 4);
            dc_cases_answer answer = decide(&s, &effort, v);
            gave_up[k] += answer == DC_CASES_GAVE_UP;
            if (answer == DC_CASES_WITNESS)
                check_witness(&s, v, round);
            if (answer == DC_CASES_CLOSED && wanted) {
                scene_print(&s);
                fail_msg("round %lu: closed with a small effort %d", round, k);
            }
            check_proof(&s, &effort, v);
        }
        _fmpz_vec_clear(direction, 2);
        _fmpz_vec_clear(v, 2);
        scene_clear(&s);
    }
    for (int k = 0; k < 4; k++)
        if (gave_up[k] == 0)
            fail_msg("effort %d never mattered", k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_in_the_plane_are_decided),
        cmocka_unit_test(boxes_in_the_plane_are_decided_for_width),
        cmocka_unit_test(witnesses_lead_to_the_best_slab),
        cmocka_unit_test(boxes_in_space_are_decided),
        cmocka_unit_test(small_efforts_give_up),
    };
    return cmocka_run_group_tests_name("cases", tests, NULL, release_lp);
}
