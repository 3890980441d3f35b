#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "affine_of.h"

static const affine_shape shapes[] = {
    { 6, 1, 2, 5, "2", false, false },        { 9, 2, 3, 4, "13", false, true },
    { 12, 2, 2, 1000000, "31", true, false }, { 8, 3, 2, 3, "222", true, true },
    { 20, 5, 4, 50, "13213", true, true },    { 7, 6, 3, 2, "111333", false, false },
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

/* Every u within its error of the exact coordinate; M_ll > 0. */
static void must_be_near(const dc_instance *instance, const dc_dataset *data) {
    fmpq_t u, gap, error;
    fmpq_init(u);
    fmpq_init(gap);
    fmpq_init(error);
    for (size_t s = 0; s < instance->points; s++)
        for (size_t l = 0; l < instance->dims; l++) {
            affine_exact_u(u, instance, data, s, l);
            fmpq_set_si(gap, dc_instance_point(instance, s)[l], 1);
            fmpq_sub(gap, gap, u);
            fmpq_abs(gap, gap);
            fmpq_set_si(error, instance->error[l], 2);
            if (fmpq_cmp(gap, error) > 0)
                fail_msg("point %zu, coordinate %zu is too far", s, l);
            assert_true(instance->matrix[l * (l + 1) / 2 + l] > 0);
        }
    fmpq_clear(u);
    fmpq_clear(gap);
    fmpq_clear(error);
}

static void coordinates_are_near(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(60); round++) {
        const affine_shape *shape = shapes + round % SHAPES;
        dc_dataset *data = affine_random(&random, shape);
        dc_instance instance;
        affine_instance(&instance, data, 0.3);
        size_t d = instance.dims;
        must_be_near(&instance, data);
        for (size_t l = 1; l < d;
             l++) { /* the standard deviation is 2^19 .. 2^25 or so */
            double square = 0;
            for (size_t s = 0; s < instance.points; s++)
                square += pow((double)dc_instance_point(&instance, s)[l], 2) /
                          (double)instance.points;
            double bits = log2(square) / 2;
            assert_true(bits > (d <= DC_FEW_DIMS ? 18.4 : 22.4) &&
                        bits < (d <= DC_FEW_DIMS ? 20.6 : 24.6));
        }
        int64_t *matrix = calloc(d * (d + 1) / 2, sizeof *matrix);
        for (size_t l = 0; l < d; l++)
            for (size_t j = 0; j <= l; j++)
                matrix[l * (l + 1) / 2 + j] = j == l ? dc_random_between(&random, 1, 9)
                                                     : dc_random_between(&random, -9, 9);
        dc_instance_transform(&instance, matrix);
        must_be_near(&instance, data);
        for (size_t l = 0; l < d; l++) {
            int64_t error = 0;
            for (size_t j = 1; j <= l; j++)
                error += llabs(matrix[l * (l + 1) / 2 + j]);
            assert_true(instance.error[l] == error);
        }
        free(matrix);
        dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
}

static void columns_and_labels(void **state) {
    dc_dataset *data = affine_read("a,b,c,d,weight,label\n"
                                   "1,7/3,0.1,1e30,1,x\n"
                                   "2,7/3,0.1,1e30,2,y\n"
                                   "3,7/3,0.3,1e30,1/2,x\n");
    dc_instance instance;
    (void)state;
    affine_instance(&instance, data, 0.5);
    assert_int_equal(instance.dims, 3);
    assert_int_equal(instance.classes, 2);
    assert_int_equal(instance.rows, 1);
    assert_int_equal(instance.dropped_count, 2);
    assert_int_equal(instance.dropped[0], 1);
    assert_int_equal(instance.dropped[1], 3);
    fmpq_t value;
    fmpq_init(value);
    fmpq_set_si(value, 7, 3);
    assert_true(fmpq_equal(fmpq_mat_entry(instance.relation, 0, 0), value));
    assert_true(fmpq_is_zero(fmpq_mat_entry(instance.relation, 0, 1)));
    fmpq_clear(value);
    assert_int_equal(instance.kept[0].feature, 0);
    assert_int_equal(instance.kept[1].feature, 2);
    assert_int_equal(instance.label[1], 1);
    assert_true(instance.unit == 7 && instance.total == 7);
    assert_true(instance.weight[0] == 2 && instance.weight[1] == 4 &&
                instance.weight[2] == 1);
    assert_true(mpz_cmp_d(instance.budget, 3.5 * 0x1p48) == 0);
    dc_instance_clear(&instance);
    dc_dataset_destroy(data);
}

/* Exactly: b = 1 - a/3 + 2 c at every point, so c follows from a and b; d, which misses
 * it by 10^-9 at one, is kept. */
static void dependent_columns(void **state) {
    dc_dataset *data = affine_read("a,b,c,d,label\n"
                                   "3,2,1,2,x\n"
                                   "6,1,1,1,y\n"
                                   "1,20/3,3,20/3,x\n"
                                   "0,5,2,5.000000001,y\n"
                                   "7,-4/3,0,-4/3,y\n"
                                   "-2,11/3,1,11/3,x\n");
    static const long expected[][2] = { { -1, 2 }, { 1, 6 }, { 1, 2 }, { 0, 1 } };
    dc_instance instance;
    fmpq_t value;
    (void)state;
    fmpq_init(value);
    affine_instance(&instance, data, 0.5);
    assert_int_equal(instance.dims, 4);
    assert_int_equal(instance.dropped_count, 1);
    assert_int_equal(instance.dropped[0], 2);
    for (slong l = 0; l < 4; l++) {
        fmpq_set_si(value, expected[l][0], (ulong)expected[l][1]);
        assert_true(fmpq_equal(fmpq_mat_entry(instance.relation, 0, l), value));
    }
    fmpq_clear(value);
    dc_instance_clear(&instance);
    dc_dataset_destroy(data);
}

/* Whatever the rounding: what is below the budget is the loss, W_s <= w_s Q < W_s + 1. */
static void weights_round_down(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(100); round++) {
        char text[2000], *to = text;
        mpq_t weight, total, share;
        size_t N = 3 + (size_t)dc_random_below(&random, 6);
        to += sprintf(to, "a,weight,label\n");
        for (size_t s = 0; s < N; s++)
            to += sprintf(to, "%zu,%ld/%ld,c%zu\n", s,
                          (long)dc_random_between(&random, 1, round % 2 ? 9 : 1000000),
                          (long)dc_random_between(&random, 1, round % 2 ? 9 : 1000000),
                          s % 2);
        dc_dataset *data = affine_read(text);
        dc_instance instance;
        affine_instance(&instance, data, 0.1);
        mpq_inits(weight, total, share, NULL);
        int64_t sum = 0;
        for (size_t s = 0; s < N; s++) {
            dc_dataset_weight(weight, data, s);
            mpq_add(total, total, weight);
        }
        for (size_t s = 0; s < N; s++) {
            dc_dataset_weight(weight, data, s);
            mpq_div(weight, weight, total);
            mpq_set_si(share, instance.unit, 1);
            mpq_mul(weight, weight, share);
            assert_true(mpq_cmp_si(weight, instance.weight[s], 1) >= 0);
            assert_true(mpq_cmp_si(weight, instance.weight[s] + 1, 1) < 0);
            sum += instance.weight[s];
        }
        assert_true(sum == instance.total && instance.total <= instance.unit);
        assert_true(instance.unit <= 1L << DC_UNIT_BITS);
        assert_true(round % 2 == 0 || instance.unit < 1L << 30);
        mpq_t budget;
        mpq_init(budget);
        mpq_set_si(budget, instance.unit, 1);
        mpq_mul(budget, budget, instance.loss);
        mpq_mul_2exp(budget, budget, 48);
        assert_true(mpq_cmp_z(budget, instance.budget) >= 0);
        mpz_add_ui(instance.budget, instance.budget, 1);
        assert_true(mpq_cmp_z(budget, instance.budget) < 0);
        mpq_clears(weight, total, share, budget, NULL);
        dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
}

/* T = floor((1 - accuracy) Q) - (Q - sum) + 1, and back. */
static void thresholds(void **state) {
    static const char *const texts[] = {
        "a,weight,label\n1,1,x\n2,2,y\n3,4,x\n",
        "a,weight,label\n1,1/1000003,x\n2,1/999983,y\n3,1/7,x\n4,1/11,y\n",
    };
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        dc_dataset *data = affine_read(texts[k]);
        dc_instance instance;
        mpq_t accuracy, wrong;
        dc_random random;
        mpq_inits(accuracy, wrong, NULL);
        dc_random_seed(&random, 3);
        affine_instance(&instance, data, 0.1);
        int64_t rest = instance.unit - instance.total;
        assert_true(k == 0 ? rest == 0 : rest > 0);
        for (int round = 0; round < 2000; round++) {
            int64_t T = dc_random_between(&random, 1 - rest, instance.total + 1);
            dc_instance_accuracy(accuracy, &instance, T);
            assert_true(mpq_sgn(accuracy) >= 0 && mpq_cmp_ui(accuracy, 1, 1) <= 0);
            assert_true(dc_instance_threshold(&instance, accuracy) == T);
            /* It is the largest such accuracy. */
            mpq_set_ui(wrong, 1, 1000000000000);
            mpq_add(accuracy, accuracy, wrong);
            if (mpq_cmp_ui(accuracy, 1, 1) <= 0)
                assert_true(dc_instance_threshold(&instance, accuracy) < T);
        }
        dc_instance_accuracy(accuracy, &instance, -rest - 5);
        assert_true(mpq_cmp_ui(accuracy, 1, 1) == 0);
        dc_instance_accuracy(accuracy, &instance, instance.unit * 3);
        assert_true(mpq_sgn(accuracy) == 0);
        mpq_clears(accuracy, wrong, NULL);
        dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
}

static void whitened(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 4);
    const double x[] = { 1, 2, 3, 4, 0, -1, 1, 2, 0, 0, 3, 1, 0, 0, 0, 2 };
    dc_dataset *data = affine_random(&random,
                                     &(affine_shape){ 900, 3, 2, 30, NULL, 0, 0 });
    dc_instance instance;
    affine_instance(&instance, data, 0.1);
    assert_true(dc_instance_whiten(&instance, x));
    for (size_t s = 0; s < 900; s++)
        for (size_t l = 0; l < 4; l++) {
            double sum = 0;
            for (size_t j = 0; j < 4; j++)
                sum += x[j * 4 + l] * (double)dc_instance_point(&instance, s)[j];
            assert_true(fabs(sum - instance.z[l * 900 + s]) < 1e-3);
        }
    dc_instance_clear(&instance);
    dc_dataset_destroy(data);
}

/* All zero, whatever the bytes between. */
static void expect_empty(const dc_instance *instance) {
    assert_int_equal(instance->points + instance->features + instance->classes, 0);
    assert_null(instance->kept);
    assert_null(instance->label);
    assert_null(instance->weight);
    assert_null(instance->entropy.value);
    assert_int_equal(mpq_denref(instance->loss)->_mp_alloc, 0);
}

static bool at_once(void *user) {
    (void)user;
    return true;
}

/* Nothing is left of it, early or late. */
static void a_failure_leaves_nothing(void **state) {
    dc_halt halt = { .wanted = at_once, .most = 1 };
    dc_instance instance;
    dc_error error = { 0 };
    mpq_t loss;
    (void)state;
    mpq_init(loss);
    dc_dataset *data = affine_read("a,label\n1,x\n2,x\n");
    assert_int_equal(dc_instance_create(&instance, data, loss, NULL, &error), DC_EINPUT);
    expect_empty(&instance);
    dc_instance_clear(&instance);
    dc_dataset_destroy(data);
    data = affine_read("a,label\n0,x\n1,y\n");
    assert_int_equal(dc_instance_create(&instance, data, loss, &halt, &error),
                     DC_ESTOPPED);
    expect_empty(&instance);
    dc_dataset_destroy(data);
    mpq_clear(loss);
}

static void refused(void **state) {
    static const struct {
        const char *text, *says;
    } bad[] = { { "a,label\n1,x\n2,x\n", "class" },
                { "a,label\n0,x\n1e-40,y\n1,x\n", NULL } };
    mpq_t loss;
    (void)state;
    mpq_init(loss);
    for (size_t k = 0; k < 2; k++) {
        dc_dataset *data = affine_read(bad[k].text);
        dc_instance instance;
        dc_error error = { 0 };
        dc_status status = dc_instance_create(&instance, data, loss, NULL, &error);
        assert_int_equal(status, bad[k].says ? DC_EINPUT : DC_OK);
        if (bad[k].says)
            assert_non_null(strstr(error.message, bad[k].says));
        if (status == DC_OK)
            dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
    mpq_clear(loss);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_leaves_nothing),
        cmocka_unit_test(coordinates_are_near),
        cmocka_unit_test(columns_and_labels),
        cmocka_unit_test(dependent_columns),
        cmocka_unit_test(weights_round_down),
        cmocka_unit_test(thresholds),
        cmocka_unit_test(whitened),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests_name("instance", tests, NULL, NULL);
}
