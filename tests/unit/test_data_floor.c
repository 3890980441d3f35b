#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "affine_of.h"
#include "floor/affine/data_floor.h"

static const char cancer[] = DC_SOURCE_ROOT "/datasets/real/breast_cancer.csv",
                  iris[] = DC_SOURCE_ROOT "/datasets/real/iris.csv";

/* How often stop may be asked; the attack, which asks more often, does not count. */
typedef struct host {
    size_t patience;
    bool attacked;
} host;

static bool patient(void *user) {
    host *h = user;
    return !h->attacked && h->patience-- == 0;
}

static void watch(const dc_data_floor_progress *progress, void *user) {
    ((host *)user)->attacked = strcmp(progress->phase, "attack") == 0;
}

/* Until stop was asked so many times; 0: until it is found. No clock: tests run on busy
 * machines. */
static dc_data_floor *floor_of(const dc_dataset *data, const char *loss,
                               size_t patience) {
    dc_data_floor_options options;
    dc_data_floor *floor = NULL;
    dc_error error = { 0 };
    dc_data_floor_options_init(&options);
    assert_true(options.time_limit == 60 && mpq_sgn(options.loss) == 0);
    mpq_set_str(options.loss, loss, 10);
    options.time_limit = 0;
    host h = { .patience = patience };
    options.stop = patience ? patient : NULL;
    options.progress = watch;
    options.user = &h;
    options.threads = 1;
    if (dc_data_floor_create(&floor, data, &options, &error) != DC_OK)
        fail_msg("%s", error.message);
    dc_data_floor_options_clear(&options);
    return floor;
}

static void must_be(const mpq_t value, const char *expected) {
    mpq_t x;
    mpq_init(x);
    mpq_set_str(x, expected, 10);
    mpq_canonicalize(x);
    if (!mpq_equal(x, value)) {
        char *text = mpq_get_str(NULL, 10, value);
        fail_msg("%s, not %s", text, expected);
    }
    mpq_clear(x);
}

static void known_floors(void **state) {
    static const struct {
        const char *path, *columns, *loss, *floor;
    } known[] = {
        { cancer, "mean_radius,mean_texture", "3/10", "485/569" },
        { cancer, "mean_radius,mean_texture", "2/5", "445/569" },
        { cancer, "mean_radius,mean_texture", "7/10", "0" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        dc_read_options reading = DC_READ_DEFAULTS;
        dc_dataset *data;
        dc_error error;
        mpq_t accuracy, loss, limit;
        mpq_inits(accuracy, loss, limit, NULL);
        reading.columns = known[k].columns;
        reading.label = "label";
        reading.header = DC_HEADER_YES;
        assert_int_equal(dc_dataset_read(&data, known[k].path, &reading, &error), DC_OK);
        dc_data_floor *floor = floor_of(data, known[k].loss, 0);
        must_be(floor->least, known[k].floor);
        must_be(floor->most, known[k].floor);
        assert_true(floor->optimal && floor->found && floor->stop == DC_STOP_NONE &&
                    !floor->vacuous);
        assert_int_equal(dc_affine_evaluate(accuracy, loss, &floor->worst, data, &error),
                         DC_OK);
        mpq_set_str(limit, known[k].loss, 10);
        assert_true(mpq_cmp(loss, limit) <= 0 && mpq_equal(loss, floor->worst_loss));
        must_be(accuracy, known[k].floor);
        dc_data_floor_destroy(floor);
        dc_dataset_destroy(data);
        mpq_clears(accuracy, loss, limit, NULL);
    }
}

/* Only points that tie exactly are lost: the example of T9. */
static void ties_only(void **state) {
    dc_dataset *data = affine_read("a,label\n-1,y\n0,x\n0,y\n1,x\n");
    (void)state;
    dc_data_floor *floor = floor_of(data, "2/5", 0);
    must_be(floor->least, "1/2");
    must_be(floor->most, "1/2");
    assert_true(floor->optimal);
    dc_data_floor_destroy(floor);
    floor = floor_of(data, "7/20", 0); /* just above (log 2) / 2 */
    must_be(floor->most, "1/2");
    dc_data_floor_destroy(floor);
    dc_dataset_destroy(data);
}

static void empty_and_full(void **state) {
    dc_dataset *data = affine_read(
        "a,label\n0,x\n1,y\n2,x\n3,y\n4,x\n5,y\n0,y\n5,x\n2,y\n3,x\n");
    (void)state;
    dc_data_floor *floor = floor_of(data, "1/10", 0);
    assert_true(floor->vacuous && floor->optimal && !floor->found);
    must_be(floor->least, "1");
    must_be(floor->safe, "1");
    must_be(floor->most, "1");
    assert_true(floor->least_loss > 0.6 && floor->least_loss < log(2));
    dc_data_floor_destroy(floor);
    floor = floor_of(data, "694/1000", 0);
    assert_true(!floor->vacuous && floor->optimal && floor->found);
    must_be(floor->least, "0");
    must_be(floor->most, "0");
    dc_data_floor_destroy(floor);
    dc_dataset_destroy(data);
}

static bool at_once(void *user) {
    ++*(size_t *)user;
    return true;
}

static void wrong_usage_and_limits(void **state) {
    dc_dataset *data = affine_read("a,label\n0,x\n1,y\n2,x\n3,y\n4,y\n");
    dc_dataset *one = affine_read("a,label\n0,x\n1,x\n");
    dc_data_floor_options options;
    dc_data_floor *floor = (dc_data_floor *)8;
    dc_error error;
    size_t calls = 0;
    (void)state;
    dc_data_floor_options_init(&options);
    mpq_set_si(options.loss, -1, 10);
    assert_int_equal(dc_data_floor_create(&floor, data, &options, &error), DC_EUSAGE);
    assert_null(floor);
    mpq_set_si(options.loss, 3, 10);
    assert_int_equal(dc_data_floor_create(&floor, one, &options, &error), DC_EINPUT);
    assert_null(floor);
    options.stop = at_once;
    options.user = &calls;
    assert_int_equal(dc_data_floor_create(&floor, data, &options, &error), DC_OK);
    assert_true(calls > 0 && floor->stop == DC_STOP_INTERRUPTED);
    assert_true(mpq_cmp(floor->least, floor->trivial) >= 0 &&
                mpq_cmp(floor->least, floor->most) <= 0);
    dc_data_floor_destroy(floor);
    options.stop = NULL;
    options.safe_only = true;
    assert_int_equal(dc_data_floor_create(&floor, data, &options, &error), DC_OK);
    assert_true(mpq_cmp(floor->safe, floor->least) <= 0);
    dc_data_floor_destroy(floor);
    dc_data_floor_destroy(NULL);
    dc_data_floor_options_clear(&options);
    dc_dataset_destroy(one);
    dc_dataset_destroy(data);
}

/* Iris: what is parted at a small loss is safe. */
static void iris_pairs(void **state) {
    dc_read_options reading = DC_READ_DEFAULTS;
    dc_dataset *data;
    dc_error error;
    (void)state;
    reading.columns = "petal_length_cm,petal_width_cm";
    reading.label = "label";
    reading.header = DC_HEADER_YES;
    assert_int_equal(dc_dataset_read(&data, iris, &reading, &error), DC_OK);
    dc_data_floor *last = NULL;
    for (int k = 1; k <= 3; k++) {
        char loss[16];
        snprintf(loss, sizeof loss, "%d/10", k);
        dc_data_floor *floor = floor_of(data, loss, 80);
        assert_true(!floor->vacuous && floor->found);
        assert_true(mpq_cmp(floor->safe, floor->least) <= 0);
        assert_true(mpq_cmp(floor->least, floor->trivial) > 0);
        assert_true(!last || mpq_cmp(floor->least, last->most) <= 0);
        dc_data_floor_destroy(last);
        last = floor;
    }
    dc_data_floor_destroy(last);
    dc_dataset_destroy(data);
}

/* Coordinates are rounded, so that what floating point takes for C is not quite. */
static void the_worst_is_in_the_set(void **state) {
    dc_random random;
    size_t found = 0;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(40); round++) {
        const affine_shape shape = { 20 + round % 9, 1 + round % 3, 2 + round % 2, 900,
                                     NULL,           true,          false };
        dc_dataset *data = affine_random(&random, &shape);
        char loss[32];
        dc_error error;
        mpq_t accuracy, above, limit;
        mpq_inits(accuracy, above, limit, NULL);
        snprintf(loss, sizeof loss, "%lu/1000",
                 shape.K == 2 ? 640 + round : 1040 + round);
        dc_data_floor *floor = floor_of(data, loss, 8);
        mpq_set_str(limit, loss, 10);
        found += floor->found;
        if (floor->found) {
            assert_int_equal(dc_affine_evaluate(accuracy, above, &floor->worst, data,
                                                &error),
                             DC_OK);
            assert_true(mpq_cmp(above, limit) <= 0 &&
                        mpq_equal(above, floor->worst_loss));
            assert_true(mpq_equal(accuracy, floor->most));
        }
        dc_data_floor_destroy(floor);
        dc_dataset_destroy(data);
        mpq_clears(accuracy, above, limit, NULL);
    }
    assert_true(found > 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_floors),   cmocka_unit_test(ties_only),
        cmocka_unit_test(empty_and_full), cmocka_unit_test(wrong_usage_and_limits),
        cmocka_unit_test(iris_pairs),     cmocka_unit_test(the_worst_is_in_the_set),
    };
    return cmocka_run_group_tests_name("data floor", tests, NULL, NULL);
}
