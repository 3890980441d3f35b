#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "choice_of.h"
#include "release_lp.h"

#include <math.h>
#include <time.h>

/* kappa 4, sigma 1, delta 1/2: m* is some points' mass only on the line. */
static void fix_constants(dc_floor_options *options) {
    options->fixed = true;
    set(options->check.parameters.kappa, 4, 1);
    set(options->check.parameters.sigma, 1, 1);
    set(options->check.parameters.delta, 1, 2);
}

static dc_choice *must_choose(const dc_dataset *data, const dc_floor_options *options) {
    dc_choice *choice;
    dc_error error;
    if (dc_choice_create(&choice, data, options, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_string_equal(error.message, "");
    return choice;
}

/* Each of the constants holds, and where the search was complete, not for an m0 that is
 * 10^-6 smaller. */
static void expect_constants(const dc_choice *choice, const dc_dataset *data,
                             const dc_floor_options *options) {
    size_t count = dc_choice_count(choice);
    for (size_t k = 0; k < count; k++) {
        const dc_parameters *p = dc_choice_constants(choice, k);
        assert_true(mpq_sgn(p->m0) > 0 && mpq_cmp(p->m0, p->delta) < 0);
        if (verdict_of(data, &options->check, p, 0) != DC_HOLDS)
            fail_msg("constants %zu do not hold: kappa %.3f, m0 %.6f", k,
                     mpq_get_d(p->kappa), mpq_get_d(p->m0));
        if (dc_choice_stop(choice) == DC_STOP_NONE &&
            verdict_of(data, &options->check, p, -1) != DC_VIOLATED)
            fail_msg("constants %zu hold for a smaller m0: kappa %.3f, m0 %.6f", k,
                     mpq_get_d(p->kappa), mpq_get_d(p->m0));
    }
    assert_null(dc_choice_constants(choice, count));
}

static double floor_at(dc_floor *floor, const dc_choice *choice, const mpq_t loss) {
    dc_error error;
    mpq_t trivial;
    if (dc_choice_floor(floor, choice, loss, &error) != DC_OK)
        fail_msg("%s", error.message);
    mpq_init(trivial);
    assert_int_equal(dc_floor_trivial(trivial, loss, &error), DC_OK);
    assert_true(mpq_equal(floor->trivial, trivial));
    assert_true(mpq_cmp(floor->accuracy, trivial) >= 0);
    if (floor->constants == SIZE_MAX)
        assert_true(mpq_equal(floor->accuracy, trivial));
    else
        assert_non_null(dc_choice_constants(choice, floor->constants));
    mpq_clear(trivial);
    return mpq_get_d(floor->accuracy);
}

/* The loss of a line's classifier slope (x - c / N), and its accuracy. */
static double loss_at(double *accuracy, size_t N, double slope, double c) {
    size_t right = 0;
    double sum = 0;
    for (size_t k = 0; k < N; k++) {
        double m = slope * ((double)k - c) / (double)N * (k < N / 2 ? -1 : 1);
        right += m > 0;
        sum += log1p(exp(-m));
    }
    *accuracy = (double)right / (double)N;
    return sum / (double)N;
}

/* The least accuracy of a line's classifiers at or between points with no more than the
 * loss. */
static double brute_accuracy(size_t N, double loss) {
    double least = 1, accuracy;
    for (int step = -2; step <= 14; step++)
        for (int side = -1; side <= 1; side += 2)
            for (size_t c = 0; c <= 2 * N; c++)
                if (loss_at(&accuracy, N, side * exp2(step / 2.0), (double)c / 2) <= loss)
                    least = fmin(least, accuracy);
    return least;
}

static void constants_hold(void **state) {
    dc_floor_options options;
    dc_dataset *data = line_data(LINE);
    (void)state;
    set_options(&options);
    set(options.loss, 1, 50);
    dc_choice *choice = must_choose(data, &options);
    assert_int_equal(dc_choice_stop(choice), DC_STOP_NONE);
    assert_true(dc_choice_count(choice) > 3);
    expect_constants(choice, data, &options);
    /* Larger m0 than 1/50 over log 2 cannot help (T6). */
    for (size_t k = 0; k < dc_choice_count(choice); k++)
        assert_true(mpq_get_d(dc_choice_constants(choice, k)->m0) < 0.02 / M_LN2);
    dc_choice_destroy(choice);
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

/* Three classes: m0 is above the largest m* of the pairs. */
static void constants_hold_in_every_pair(void **state) {
    dc_floor_options options;
    dc_dataset *data = square_data(240, 1, 3);
    (void)state;
    set_options(&options);
    dc_choice *choice = must_choose(data, &options);
    assert_true(dc_choice_count(choice) > 0);
    expect_constants(choice, data, &options);
    dc_choice_destroy(choice);
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

/* The floor of the k-th constants for two classes, on the coarsest grid. */
static void own_floor(mpq_t accuracy, const dc_choice *choice, size_t k, const mpq_t loss,
                      const mpq_t radius) {
    const dc_parameters *p = dc_choice_constants(choice, k);
    dc_guarantee g;
    dc_error error;
    dc_guarantee_init(&g);
    mpq_set(g.loss, loss);
    if (radius)
        mpq_set(g.radius, radius);
    mpq_set(g.parameters.kappa, p->kappa);
    mpq_set(g.parameters.sigma, p->sigma);
    mpq_set(g.parameters.delta, p->delta);
    mpq_set(g.parameters.m0, p->m0);
    g.fineness = 1;
    assert_int_equal(dc_floor_doubling(accuracy, &g, &error), DC_OK);
    dc_guarantee_clear(&g);
}

static void the_best_constants_are_taken(void **state) {
    enum { N = 40 };
    dc_floor_options options;
    dc_dataset *data = line_data(N);
    dc_floor floor;
    (void)state;
    set_options(&options);
    set(options.loss, 1, 20);
    dc_floor_init(&floor);
    dc_choice *choice = must_choose(data, &options);
    double accuracy = floor_at(&floor, choice, options.loss), best = 0;
    for (size_t k = 0; k < dc_choice_count(choice); k++) {
        mpq_t own;
        mpq_init(own);
        own_floor(own, choice, k, options.loss, NULL);
        assert_true(mpq_cmp(own, floor.accuracy) <= 0);
        best = fmax(best, mpq_get_d(own));
        mpq_clear(own);
    }
    assert_true(floor.constants != SIZE_MAX && accuracy == best);
    assert_true(accuracy <= brute_accuracy(N, 0.05));
    dc_choice_destroy(choice);
    dc_floor_clear(&floor);
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

static void floors_are_below_what_classifiers_attain(void **state) {
    enum { N = 60 };
    dc_floor_options options;
    dc_dataset *data = line_data(N);
    dc_floor floor;
    mpq_t loss;
    unsigned better = 0;
    double before = 1;
    (void)state;
    set_options(&options);
    fix_constants(&options);
    mpq_init(loss);
    dc_floor_init(&floor);
    dc_choice *choice = must_choose(data, &options);
    assert_int_equal(dc_choice_count(choice), 1);
    assert_int_equal(mpq_cmp_ui(dc_choice_constants(choice, 0)->sigma, 1, 1), 0);
    expect_constants(choice, data, &options);
    for (unsigned long k = 0; k <= 20; k += k < 8 ? 1 : 4) {
        set(loss, k, 25);
        double accuracy = floor_at(&floor, choice, loss);
        double attained = brute_accuracy(N, (double)k / 25 - 1e-9);
        if (accuracy > before + 1e-9 || accuracy > attained)
            fail_msg("loss %lu/25: %.9f after %.9f; %.9f is attained", k, accuracy,
                     before, attained);
        better += floor.constants != SIZE_MAX;
        before = accuracy;
    }
    assert_true(better > 3 && before == 0);
    dc_choice_destroy(choice);
    dc_floor_clear(&floor);
    mpq_clear(loss);
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

static void losses_are_the_inverse(void **state) {
    static const unsigned long accuracies[] = { 0, 90, 100 }; /* percent */
    dc_floor_options options;
    dc_dataset *data = line_data(100);
    dc_floor floor;
    dc_error error;
    mpq_t loss, accuracy, more;
    (void)state;
    set_options(&options);
    fix_constants(&options);
    mpq_inits(loss, accuracy, more, NULL);
    dc_floor_init(&floor);
    dc_choice *choice = must_choose(data, &options);
    for (size_t k = 0; k < sizeof accuracies / sizeof *accuracies; k++) {
        set(accuracy, accuracies[k], 100);
        if (dc_choice_loss(loss, &floor, choice, accuracy, &error) != DC_OK)
            fail_msg("%s", error.message);
        assert_true(mpq_cmp(floor.accuracy, accuracy) >= 0);
        mpq_set(more, floor.accuracy);
        floor_at(&floor, choice, loss);
        assert_true(mpq_equal(floor.accuracy, more));
        set(more, 1, 1 << 18);
        mpq_add(more, more, loss);
        floor_at(&floor, choice, more);
        if (accuracies[k] > 0 && mpq_cmp(floor.accuracy, accuracy) >= 0)
            fail_msg("%lu%%: not the largest loss, %.9f", accuracies[k], mpq_get_d(loss));
    }
    set(accuracy, 101, 100);
    assert_int_equal(dc_choice_loss(loss, &floor, choice, accuracy, &error), DC_EUSAGE);
    assert_string_equal(error.message, "an accuracy is between 0 and 1");
    mpq_set_si(loss, -1, 1);
    assert_int_equal(dc_choice_floor(&floor, choice, loss, &error), DC_EUSAGE);
    assert_string_equal(error.message, "a loss is not negative");
    dc_choice_destroy(choice);
    dc_floor_clear(&floor);
    mpq_clears(loss, accuracy, more, NULL);
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

/* A wide family has a smaller m*; classifiers of a larger slope know less of it. */
static void widths_need_a_slope(void **state) {
    dc_floor_options options;
    dc_dataset *data = line_data(100);
    dc_choice *choice;
    dc_error error;
    dc_floor floor;
    mpq_t loss, own, radius;
    double before = 1;
    (void)state;
    set_options(&options);
    fix_constants(&options);
    mpq_inits(loss, own, radius, NULL);
    dc_floor_init(&floor);
    options.check.family.kind = DC_FAMILY_WIDTH;
    set(options.check.family.width, 1, 50);
    assert_int_equal(dc_choice_create(&choice, data, &options, &error), DC_EUSAGE);
    assert_null(choice);
    assert_string_equal(error.message, "family width needs a slope V > 0 that no "
                                       "classifier's |v| exceeds");
    set(loss, 1, 10);
    for (unsigned long slope = 1; slope <= 10000; slope *= 100) {
        set(options.slope, slope, 1);
        choice = must_choose(data, &options);
        assert_int_equal(dc_choice_count(choice), 1);
        expect_constants(choice, data, &options);
        double accuracy = floor_at(&floor, choice, loss);
        if (accuracy > before)
            fail_msg("slope %lu: %.9f, not below %.9f", slope, accuracy, before);
        assert_int_equal(floor.constants == SIZE_MAX, slope == 10000);
        set(radius, slope, 100); /* w V / 2 */
        own_floor(own, choice, 0, loss, radius);
        assert_true(mpq_equal(own, floor.accuracy));
        before = accuracy;
        dc_choice_destroy(choice);
    }
    dc_floor_clear(&floor);
    mpq_clears(loss, own, radius, NULL);
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

/* Constants that a data set cannot have, or that do not help: none is found. */
static void there_may_be_none(void **state) {
    dc_floor_options options;
    dc_dataset *data = line_data(4);
    dc_floor floor;
    (void)state;
    set_options(&options);
    fix_constants(&options);
    set(options.loss, 1, 10);
    dc_floor_init(&floor);
    dc_choice *choice = must_choose(data, &options);
    assert_int_equal(dc_choice_count(choice), 0);
    assert_int_equal(dc_choice_stop(choice), DC_STOP_NONE);
    floor_at(&floor, choice, options.loss);
    assert_true(floor.constants == SIZE_MAX);
    dc_choice_destroy(choice);
    dc_floor_clear(&floor);
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

static void refusals_are_passed_on(void **state) {
    dc_floor_options options;
    dc_dataset *data = square_data(3, 1, 1);
    dc_choice *choice;
    dc_error error;
    (void)state;
    set_options(&options);
    assert_int_equal(dc_choice_create(&choice, data, &options, &error), DC_EINPUT);
    assert_null(choice);
    dc_dataset_destroy(data);
    data = line_data(10);
    options.fixed = true;
    set(options.check.parameters.kappa, 1, 1);
    assert_int_equal(dc_choice_create(&choice, data, &options, &error), DC_EUSAGE);
    assert_null(choice);
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

/* Stops at the call for which the count is 0. */
static bool stop_later(void *user) {
    unsigned *left = (unsigned *)user;
    return *left == 0 || --*left == 0;
}

/* Wherever it stops, what was found holds; later it finds as many. */
static void a_callback_stops_it(void **state) {
    dc_floor_options options;
    dc_dataset *data = square_data(30, 2, 3);
    unsigned left, stopped = 0;
    size_t before = 0;
    (void)state;
    set_options(&options);
    options.check.stop = stop_later;
    options.check.user = &left;
    for (unsigned calls = 1; calls < 1 << 20; calls *= 4) {
        left = calls;
        dc_choice *choice = must_choose(data, &options);
        stopped += dc_choice_stop(choice) == DC_STOP_INTERRUPTED;
        assert_int_equal(dc_choice_stop(choice) == DC_STOP_INTERRUPTED, left == 0);
        assert_true(dc_choice_count(choice) + 1 >= before);
        before = dc_choice_count(choice);
        expect_constants(choice, data, &options);
        dc_choice_destroy(choice);
        if (left > 0)
            break;
    }
    assert_true(stopped > 1 && left > 0);
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

/* As many linear programs as the count are solved. */
static void floors_are_interrupted(void **state) {
    dc_floor_options options;
    dc_dataset *data = line_data(LINE);
    dc_floor floor, whole;
    dc_error error;
    mpq_t loss;
    dc_status status = DC_ESTOPPED;
    unsigned left, stopped = 0, better = 0;
    (void)state;
    set_options(&options);
    set(options.loss, 1, 10);
    mpq_init(loss);
    dc_floor_init(&floor);
    dc_floor_init(&whole);
    dc_choice *choice = must_choose(data, &options);
    floor_at(&whole, choice, options.loss);
    dc_choice_listen(choice, stop_later, &left);
    for (unsigned calls = 1; status == DC_ESTOPPED; calls *= 2) {
        left = calls;
        floor.constants = SIZE_MAX;
        status = dc_choice_floor(&floor, choice, options.loss, &error);
        assert_int_equal(status, left == 0 ? DC_ESTOPPED : DC_OK);
        assert_true(mpq_equal(floor.trivial, whole.trivial));
        assert_true(mpq_cmp(floor.accuracy, whole.trivial) >= 0);
        assert_true(mpq_cmp(floor.accuracy, whole.accuracy) <= 0);
        stopped += status == DC_ESTOPPED;
        better += status == DC_ESTOPPED && floor.constants != SIZE_MAX;
    }
    assert_int_equal(status, DC_OK);
    assert_true(stopped > 2 && better > 0 && mpq_equal(floor.accuracy, whole.accuracy));
    left = 0;
    dc_choice_listen(choice, NULL, NULL);
    floor_at(&floor, choice, options.loss);
    assert_true(mpq_equal(floor.accuracy, whole.accuracy));
    dc_choice_destroy(choice);
    dc_floor_clear(&whole);
    dc_floor_clear(&floor);
    mpq_clear(loss);
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

/* The later it stops, the larger the loss; each guarantees the accuracy. */
static void inverses_are_interrupted(void **state) {
    dc_floor_options options;
    dc_dataset *data = line_data(100);
    dc_floor floor, again;
    dc_error error;
    mpq_t loss, before, accuracy;
    dc_status status = DC_ESTOPPED;
    unsigned left, stopped = 0;
    (void)state;
    set_options(&options);
    fix_constants(&options);
    mpq_inits(loss, before, accuracy, NULL);
    set(accuracy, 9, 10);
    dc_floor_init(&floor);
    dc_floor_init(&again);
    dc_choice *choice = must_choose(data, &options);
    for (unsigned calls = 1; status == DC_ESTOPPED; calls *= 2) {
        left = calls;
        dc_choice_listen(choice, stop_later, &left);
        status = dc_choice_loss(loss, &floor, choice, accuracy, &error);
        assert_int_equal(status, left == 0 ? DC_ESTOPPED : DC_OK);
        stopped += status == DC_ESTOPPED;
        assert_true(mpq_cmp(loss, before) >= 0);
        assert_true(mpq_cmp(floor.accuracy, accuracy) >= 0);
        dc_choice_listen(choice, NULL, NULL);
        floor_at(&again, choice, loss);
        assert_true(mpq_cmp(floor.accuracy, again.accuracy) <= 0);
        mpq_set(before, loss);
    }
    assert_true(stopped > 2 && mpq_sgn(loss) > 0);
    dc_choice_destroy(choice);
    dc_floor_clear(&again);
    dc_floor_clear(&floor);
    mpq_clears(loss, before, accuracy, NULL);
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void time_ends_it(void **state) {
    dc_floor_options options;
    dc_dataset *data = square_data(300, 4, 2);
    double start = seconds();
    (void)state;
    set_options(&options);
    options.check.time_limit = 0.05;
    dc_choice *choice = must_choose(data, &options);
    assert_int_equal(dc_choice_stop(choice), DC_STOP_TIME);
    assert_true(seconds() - start < 10);
    for (size_t k = 0; k < dc_choice_count(choice); k++) {
        const dc_parameters *p = dc_choice_constants(choice, k);
        assert_true(mpq_sgn(p->m0) > 0 && mpq_cmp(p->m0, p->delta) < 0);
    }
    dc_choice_destroy(choice);
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constants_hold),
        cmocka_unit_test(constants_hold_in_every_pair),
        cmocka_unit_test(the_best_constants_are_taken),
        cmocka_unit_test(floors_are_below_what_classifiers_attain),
        cmocka_unit_test(losses_are_the_inverse),
        cmocka_unit_test(widths_need_a_slope),
        cmocka_unit_test(there_may_be_none),
        cmocka_unit_test(refusals_are_passed_on),
        cmocka_unit_test(a_callback_stops_it),
        cmocka_unit_test(floors_are_interrupted),
        cmocka_unit_test(inverses_are_interrupted),
        cmocka_unit_test(time_ends_it),
    };
    return cmocka_run_group_tests_name("choice", tests, NULL, release_lp);
}
