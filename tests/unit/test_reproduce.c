#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "reproduce_of.h"

enum { TRAIN = 23, TEST = 17 };

static const dc_clf_weights some_weights[] = {
    { 0, 0 }, { 1, 0 }, { 0, 1 }, { 0.5, 0.5 }
};
enum { CELLS = sizeof some_weights / sizeof *some_weights };

typedef struct sets {
    toy_samples train, test;
} sets;

static void draw_sets(sets *s) {
    toy_samples_random(&s->train, 1, TRAIN, 3, 3);
    toy_samples_random(&s->test, 2, TEST, 3, 3);
}

static dc_reproduction *must_reproduce(const dc_samples *train, const dc_samples *test,
                                       const dc_reproduce_options *options) {
    dc_reproduction *result;
    dc_error error;
    if (dc_reproduce(&result, train, test, options, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_string_equal(error.message, "");
    return result;
}

static void each_arm_is_where_it_belongs(void **state) {
    const dc_reproduce_options options = small_options(some_weights, CELLS);
    sets s;
    (void)state;
    draw_sets(&s);
    dc_reproduction *r = must_reproduce(&s.train.samples, &s.test.samples, &options);
    assert_int_equal(r->cell_count, CELLS);
    assert_false(r->interrupted || r->regression);
    assert_true(fabs(r->confidence - (1 - 0.05 / CELLS)) < 1e-15);
    for (size_t c = 0; c < CELLS; c++) {
        const dc_reproduce_cell *cell = r->cells + c;
        double a = cell->weights.a, b = cell->weights.b;
        assert_true(a == some_weights[c].a && b == some_weights[c].b);
        assert_ptr_equal(cell->runs[DC_ARM_PLAIN], r->cells->runs[DC_ARM_PLAIN]);
        assert_int_equal(cell->count, 4);
        assert_int_equal(cell->steadiness, DC_TOO_FEW_SEEDS);
        for (size_t k = 0; k < 4; k++) {
            const dc_reproduce_run *plain = cell->runs[DC_ARM_PLAIN] + k;
            const dc_reproduce_run *clf = cell->runs[DC_ARM_CLF] + k;
            const dc_reproduce_run *factors = cell->runs[DC_ARM_FACTORS] + k;
            assert_true(plain->seed == 1 + k && plain->shuffle_seed == 2 + k);
            assert_true(same_run(clf, factors) == (b == 0));
            assert_true(same_run(plain, factors) == (a == 0));
            assert_true(same_run(plain, clf) == (a == 0 && b == 0));
            assert_ptr_equal(clf, r->runs + (1 + 2 * c) * 4 + k);
            assert_ptr_equal(factors, r->runs + (2 + 2 * c) * 4 + k);
        }
        assert_true(cell->spread[DC_ARM_CLF].mean >= 0);
    }
    dc_reproduction_destroy(r);
    dc_reproduction_destroy(NULL);
}

/* Shares of the work that the host is told of never fall: two runs are one job. */
typedef struct progress {
    double share;
    size_t calls;
} progress;

static void see(const dc_study_progress *now, void *user) {
    progress *p = user;
    assert_true(now->share >= p->share && now->share <= 1);
    assert_int_equal(now->total, 4 * 2);
    p->share = now->share;
    p->calls++;
}

static void progress_never_falls(void **state) {
    dc_reproduce_options options = small_options(some_weights + 3, 1);
    progress p = { 0 };
    sets s;
    (void)state;
    draw_sets(&s);
    options.epochs = 1000;
    options.training.architecture = "32";
    options.host.threads = 1;
    options.host.progress = see;
    options.host.user = &p;
    dc_reproduction_destroy(must_reproduce(&s.train.samples, &s.test.samples, &options));
    assert_true(p.calls > 0);
}

/* A run of a cell does not depend on what other cells there are. */
static void cells_do_not_meet(void **state) {
    const dc_reproduce_options all = small_options(some_weights, CELLS);
    const dc_reproduce_options one = small_options(some_weights + 3, 1);
    sets s;
    (void)state;
    draw_sets(&s);
    dc_reproduction *a = must_reproduce(&s.train.samples, &s.test.samples, &all);
    dc_reproduction *b = must_reproduce(&s.train.samples, &s.test.samples, &one);
    assert_true(b->confidence == 0.95);
    for (size_t arm = 0; arm < DC_ARMS; arm++)
        for (size_t k = 0; k < 4; k++)
            assert_true(same_run(a->cells[3].runs[arm] + k, b->cells[0].runs[arm] + k));
    dc_reproduction_destroy(a);
    dc_reproduction_destroy(b);
}

static void threads_change_nothing(void **state) {
    dc_reproduce_options options = small_options(some_weights, CELLS);
    sets s;
    (void)state;
    draw_sets(&s);
    options.host.threads = 1;
    dc_reproduction *a = must_reproduce(&s.train.samples, &s.test.samples, &options);
    options.host.threads = 3;
    dc_reproduction *b = must_reproduce(&s.train.samples, &s.test.samples, &options);
    for (size_t k = 0; k < (1 + 2 * CELLS) * 4; k++)
        assert_true(same_run(a->runs + k, b->runs + k));
    for (size_t c = 0; c < CELLS; c++)
        assert_memory_equal(a->cells[c].ratio, b->cells[c].ratio, sizeof a->cells->ratio);
    dc_reproduction_destroy(a);
    dc_reproduction_destroy(b);
}

/* All points at each step: the order is of no account. */
static void no_source_no_spread(void **state) {
    dc_reproduce_options options = small_options(some_weights + 2, 1);
    sets s;
    (void)state;
    draw_sets(&s);
    options.seeds = 12;
    options.vary = DC_VARY_SHUFFLE;
    options.training.batch = 0;
    dc_reproduction *r = must_reproduce(&s.train.samples, &s.test.samples, &options);
    assert_int_equal(r->cells->steadiness, DC_NO_SPREAD);
    assert_true(r->cells->spread[DC_ARM_PLAIN].deviation == 0);
    assert_true(r->cells->difference[DC_ARM_CLF].low ==
                r->cells->difference[DC_ARM_CLF].value);
    dc_reproduction_destroy(r);
    options.vary = DC_VARY_INIT;
    r = must_reproduce(&s.train.samples, &s.test.samples, &options);
    assert_int_not_equal(r->cells->steadiness, DC_NO_SPREAD);
    dc_reproduction_destroy(r);
}

static void regressions(void **state) {
    dc_reproduce_options options = small_options(some_weights, CELLS);
    static toy_targets train, test;
    (void)state;
    toy_targets_random(&train, 3, TRAIN, 2);
    toy_targets_random(&test, 5, TEST, 2);
    options.epochs = 60;
    options.seeds = 10;
    dc_reproduction *r = must_reproduce(&train.toy.samples, &test.toy.samples, &options);
    assert_true(r->regression);
    for (size_t c = 0; c < CELLS; c++)
        for (size_t a = 0; a < DC_ARMS; a++) {
            const dc_spread *spread = r->cells[c].spread + a;
            assert_true(spread->most < 0.5 && spread->least > 0.05);
        }
    assert_int_equal(r->cells[0].mean, DC_MEAN_EQUAL);
    dc_reproduction_destroy(r);
}

/* Ends after some calls: the first seeds are whole, and nothing else counts. */
static bool stop_soon(void *user) {
    return --*(int *)user < 0;
}

static void what_is_complete_is_kept(void **state) {
    dc_reproduce_options options = small_options(some_weights, CELLS);
    sets s;
    (void)state;
    draw_sets(&s);
    options.host.threads = 1;
    dc_reproduction *whole = must_reproduce(&s.train.samples, &s.test.samples, &options);
    for (int calls = 0; calls < 600; calls += 3) {
        int left = calls;
        options.host.stop = stop_soon;
        options.host.user = &left;
        dc_reproduction *r = must_reproduce(&s.train.samples, &s.test.samples, &options);
        size_t before = 4;
        assert_true(r->interrupted == (left < 0));
        for (size_t c = 0; c < CELLS; c++) {
            const dc_reproduce_cell *cell = r->cells + c;
            assert_true(cell->count <= before && cell->count + 1 >= r->cells->count);
            before = cell->count;
            for (size_t k = 0; k < 4; k++)
                assert_true(cell->runs[DC_ARM_CLF][k].complete ||
                            !cell->runs[DC_ARM_FACTORS][k].complete);
            for (size_t a = 0; a < DC_ARMS; a++)
                for (size_t k = 0; k < cell->count; k++)
                    assert_true(same_run(cell->runs[a] + k, whole->cells[c].runs[a] + k));
        }
        dc_reproduction_destroy(r);
    }
    dc_reproduction_destroy(whole);
}

static void refused(const dc_samples *train, const dc_samples *test,
                    const dc_reproduce_options *options, dc_status status,
                    const char *says) {
    dc_reproduction *result = (dc_reproduction *)1;
    dc_error error;
    assert_int_equal(dc_reproduce(&result, train, test, options, &error), status);
    assert_null(result);
    if (!strstr(error.message, says))
        fail_msg("%s, not %s", error.message, says);
}

static void wrong_options(void **state) {
    static const dc_clf_weights bad[] = { { -1, 0 },
                                          { 0, (double)NAN },
                                          { (double)INFINITY, 0 } };
    sets s;
    (void)state;
    draw_sets(&s);
#define REFUSED(change_, status_, says_) \
    do { \
        dc_reproduce_options options = small_options(some_weights, 1); \
        change_; \
        refused(&s.train.samples, &s.test.samples, &options, status_, says_); \
    } while (0)
    REFUSED(options.seeds = 0, DC_EUSAGE, "0 seeds");
    REFUSED(options.seeds = 100001, DC_EUSAGE, "100001 seeds");
    REFUSED(options.epochs = 0, DC_EUSAGE, "0 epochs");
    REFUSED(options.epochs = SIZE_MAX, DC_EUSAGE, "too many");
    REFUSED(options.rounds = 99, DC_EUSAGE, "99 rounds");
    REFUSED((options.rounds = 100, options.weight_count = 3), DC_EUSAGE,
            "100 resamples say nothing");
    REFUSED(options.margin = -1, DC_EUSAGE, "margin -1");
    REFUSED(options.unit = 0, DC_EUSAGE, "unit 0");
    REFUSED(options.weight_count = 0, DC_EUSAGE, "0 pairs");
    REFUSED(options.training.optimiser = "armijo", DC_EUSAGE, "line search");
    REFUSED(options.training.optimiser = "best", DC_EUSAGE, "'best'");
    REFUSED(options.training.rate = -1, DC_EUSAGE, "rate -1");
    REFUSED(options.training.batch = 24, DC_EUSAGE, "batch 24");
    REFUSED(options.host.memory = 1024, DC_ENOMEM, "are allowed");
    for (size_t k = 0; k < 3; k++)
        REFUSED(options.weights = bad + k, DC_EUSAGE, "finite and >= 0");
#undef REFUSED
}

static void wrong_samples(void **state) {
    const dc_reproduce_options options = small_options(some_weights, 1);
    static toy_targets targets;
    sets s;
    toy_samples other;
    (void)state;
    draw_sets(&s);
    toy_targets_random(&targets, 1, TEST, 3);
    toy_samples_random(&other, 1, TEST, 2, 3);
    refused(&s.train.samples, &other.samples, &options, DC_EUSAGE, "2 and 3 classes");
    toy_samples_random(&other, 1, TEST, 3, 2);
    refused(&s.train.samples, &other.samples, &options, DC_EUSAGE, "3 and 2 classes");
    refused(&s.train.samples, &targets.toy.samples, &options, DC_EUSAGE, "targets");
    s.train.x[4] = (double)NAN;
    refused(&s.train.samples, &s.test.samples, &options, DC_EINPUT, "point 1");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_arm_is_where_it_belongs),
        cmocka_unit_test(progress_never_falls),
        cmocka_unit_test(cells_do_not_meet),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(no_source_no_spread),
        cmocka_unit_test(regressions),
        cmocka_unit_test(what_is_complete_is_kept),
        cmocka_unit_test(wrong_options),
        cmocka_unit_test(wrong_samples),
    };
    return cmocka_run_group_tests_name("reproduce", tests, NULL, NULL);
}
