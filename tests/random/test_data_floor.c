/* Data floors (T9) against a slow oracle on tiny sets, against classifiers that are tried,
 * and against one another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "floors.h"

/* How near to a step a loss may be before the oracle does not tell; and before a bracket may
 * stay open, as shares are rounded. */
static const double SLACK = 2e-6, OPEN = 2e-3;

static const double SECONDS = 0.15,
                    LONG = 20; /* for floors that need not be found, or must */

static dc_data_floor *floor_of(const dc_dataset *data, double loss, double seconds,
                               unsigned threads) {
    dc_data_floor_options options;
    dc_data_floor *floor = NULL;
    dc_error error = { 0 };
    dc_data_floor_options_init(&options);
    mpq_set_d(options.loss, loss);
    options.time_limit = seconds;
    options.threads = threads;
    if (dc_data_floor_create(&floor, data, &options, &error) != DC_OK)
        fail_msg("%s", error.message);
    dc_data_floor_options_clear(&options);
    return floor;
}

/* Near a step of the floor as often as not. */
static double random_loss(const struct affine_places *places, struct case_random *random,
                          size_t K) {
    static const double off[] = { 1e-5, 1e-4, 1e-3, 1e-2 };
    double loss = (double)case_between(random, 1, 120) / 100 * log((double)K);
    if (case_between(random, 0, 2)) {
        size_t k = (size_t)case_between(random, 0, (long)places->count - 1);
        double step = off[case_between(random, 0, 3)];
        loss = places->place[k].loss * (case_between(random, 0, 1) ? 1 + step : 1 - step);
    }
    return loss < 1e-9 ? 1e-9 : loss;
}

typedef struct tally {
    size_t cases, optimal, steps, vacuous, gains;
} tally;

static bool is_fraction(const mpq_t value, long part, long total) {
    mpq_t other;
    mpq_init(other);
    mpq_set_si(other, part, (unsigned long)total);
    mpq_canonicalize(other);
    bool same = mpq_equal(value, other);
    mpq_clear(other);
    return same;
}

/* What the oracle says about a bracket; NULL: nothing against it. */
static const char *compare(const dc_data_floor *floor, const struct affine_places *places,
                           double loss, tally *t) {
    long least, most;
    affine_worst(&least, &most, places, loss, SLACK);
    double total = (double)places->total;
    t->optimal += floor->optimal;
    t->vacuous += floor->vacuous;
    t->steps += least != most;
    if (floor->vacuous)
        return least >= 0 ? "vacuous, but there are classifiers" : NULL;
    if (most < 0) /* C is empty, surely */
        return floor->found ? "a classifier of an empty set" : NULL;
    if (least >= 0 && mpq_get_d(floor->least) > 1 - (double)least / total + 1e-12)
        return "least is too large";
    if (mpq_get_d(floor->most) < 1 - (double)most / total - 1e-12)
        return "most is too small";
    if (floor->optimal && least == most &&
        !is_fraction(floor->most, places->total - most, places->total))
        return "another floor";
    return NULL;
}

static void report(const struct affine_set *set, double loss,
                   const struct affine_places *places, const dc_data_floor *floor,
                   uint64_t seed, const char *why) {
    long least, most;
    affine_worst(&least, &most, places, loss, SLACK);
    affine_set_print(stderr, set, loss);
    gmp_fprintf(stderr,
                "least %Qd most %Qd safe %Qd%s%s stop %d, oracle %ld .. %ld lost\n",
                floor->least, floor->most, floor->safe, floor->optimal ? " optimal" : "",
                floor->vacuous ? " vacuous" : "", (int)floor->stop, least, most);
    fail_msg("seed %lu: %s", (unsigned long)seed, why);
}

/* Whether the bracket has to close: not at a step, nor where proofs or classifiers are at
 * infinity. */
static bool must_close(const struct affine_places *places, const struct affine_set *set,
                       double loss) {
    long least, most;
    affine_worst(&least, &most, places, loss, OPEN);
    return set->K == 2 && least == most && !affine_needs_infinity(places, loss, most + 1);
}

static bool is_closed(const dc_data_floor *floor, const struct affine_places *places,
                      double loss) {
    long least, most;
    affine_worst(&least, &most, places, loss, OPEN);
    return floor->optimal && (most >= 0 || floor->vacuous);
}

static void try_set(uint64_t seed, size_t most_points, size_t n, size_t K, tally *t) {
    struct case_random random = { seed };
    struct affine_set set;
    struct affine_places places;
    affine_set_make(&set, &random,
                    (size_t)case_between(&random, (long)K, (long)most_points), n, K);
    affine_places_find(&places, &set);
    double loss = random_loss(&places, &random, K);
    dc_dataset *data = affine_set_data(&set);
    dc_data_floor *floor = floor_of(data, loss, SECONDS, 1);
    if (must_close(&places, &set, loss) && !is_closed(floor, &places, loss)) {
        dc_data_floor_destroy(floor);
        floor = floor_of(data, loss, LONG, 1);
        if (!is_closed(floor, &places, loss))
            report(&set, loss, &places, floor, seed, "not optimal");
    }
    const char *why = floor_object(floor, data, loss);
    if (!why)
        why = compare(floor, &places, loss, t);
    if (why)
        report(&set, loss, &places, floor, seed, why);
    t->gains += mpq_cmp(floor->least, floor->trivial) > 0;
    t->cases++;
    dc_data_floor_destroy(floor);
    dc_dataset_destroy(data);
    affine_places_clear(&places);
}

static tally try_sets(size_t count, uint64_t first, size_t most_points, size_t n,
                      size_t K) {
    tally t = { 0 };
    for (uint64_t seed = first; seed < first + count; seed++)
        try_set(seed, most_points, n, K, &t);
    print_message(
        "n = %zu, K = %zu: %zu sets, %zu optimal, %zu vacuous, %zu at a step, %zu "
        "above T5\n",
        n, K, t.cases, t.optimal, t.vacuous, t.steps, t.gains);
    return t;
}

static void two_classes_on_a_line(void **state) {
    (void)state;
    try_sets(rounds(300), 100000, 12, 1, 2);
}

static void two_classes_in_the_plane(void **state) {
    (void)state;
    try_sets(rounds(100), 200000, 12, 2, 2);
}

static void more_classes_on_a_line(void **state) {
    (void)state;
    try_sets(rounds(20), 300000, 7, 1, 3);
    try_sets(rounds(5), 400000, 6, 1, 4);
}

static void three_classes_in_the_plane(void **state) {
    (void)state;
    try_sets(rounds(5), 500000, 6, 2, 3);
}

/* A set, its data and floor. */
typedef struct example {
    struct affine_set set;
    double loss;
    dc_dataset *data;
    dc_data_floor *floor;
} example;

static void solve(example *x, unsigned threads) {
    x->data = affine_set_data(&x->set);
    x->floor = floor_of(x->data, x->loss, SECONDS, threads);
}

static void example_clear(example *x) {
    dc_data_floor_destroy(x->floor);
    dc_dataset_destroy(x->data);
}

/* The loss is no step of a floor, as these have but six digits. */
static void example_make(example *x, uint64_t seed) {
    struct case_random random = { seed };
    size_t K = seed % 4 == 3 ? 3 : 2, n = 1 + seed % 2;
    affine_set_make(&x->set, &random, (size_t)case_between(&random, 3, 9), n, K);
    x->loss = (double)case_between(&random, 20, 900000) / 1e6;
    solve(x, 1);
}

static void must_agree(const example *a, const example *b, uint64_t seed,
                       const char *what) {
    const dc_data_floor *f = a->floor, *g = b->floor;
    bool same = f->optimal && g->optimal
                    ? mpq_equal(f->least, g->least) && f->vacuous == g->vacuous
                    : f->vacuous || g->vacuous ||
                          (mpq_cmp(f->least, g->most) <= 0 &&
                           mpq_cmp(g->least, f->most) <= 0);
    if (same && !(f->vacuous && g->found) && !(g->vacuous && f->found))
        return;
    affine_set_print(stderr, &a->set, a->loss);
    gmp_fprintf(stderr, "%Qd .. %Qd%s, %Qd .. %Qd%s\n", f->least, f->most,
                f->vacuous ? " vacuous" : "", g->least, g->most,
                g->vacuous ? " vacuous" : "");
    fail_msg("seed %lu: %s", (unsigned long)seed, what);
}

/* Points in another order; for two features, these too. */
static void permute(struct affine_set *set, struct case_random *random) {
    for (size_t s = set->N; s-- > 1;) {
        size_t other = (size_t)case_between(random, 0, (long)s);
        struct affine_set old = *set;
        memcpy(set->x[s], old.x[other], sizeof set->x[s]);
        memcpy(set->x[other], old.x[s], sizeof set->x[s]);
        set->label[s] = old.label[other];
        set->label[other] = old.label[s];
        set->weight[s] = old.weight[other];
        set->weight[other] = old.weight[s];
    }
    for (size_t s = 0; s < set->N && set->n == 2; s++) {
        long swap = set->x[s][0];
        set->x[s][0] = set->x[s][1];
        set->x[s][1] = swap;
    }
    affine_set_number(set);
}

static void order_does_not_matter(void **state) {
    (void)state;
    for (uint64_t seed = 600000; seed < 600000 + rounds(30); seed++) {
        struct case_random random = { seed ^ 77 };
        example a, b;
        example_make(&a, seed);
        b = a;
        permute(&b.set, &random);
        solve(&b, 1);
        must_agree(&a, &b, seed, "another order");
        example_clear(&a);
        example_clear(&b);
    }
}

/* Weights are so many points. */
static void weights_are_repetitions(void **state) {
    (void)state;
    for (uint64_t seed = 700000; seed < 700000 + rounds(30); seed++) {
        struct case_random random = { seed };
        example a, b;
        size_t count = 0;
        affine_set_make(&a.set, &random, 4, 1 + seed % 2, 2);
        a.loss = (double)case_between(&random, 20, 700000) / 1e6;
        b = a;
        for (size_t s = 0; s < 4; s++) {
            a.set.weight[s] = case_between(&random, 1, 3);
            for (long copy = 0; copy < a.set.weight[s]; copy++, count++) {
                memcpy(b.set.x[count], a.set.x[s], sizeof a.set.x[s]);
                b.set.label[count] = a.set.label[s];
                b.set.weight[count] = 1;
            }
        }
        b.set.N = count;
        solve(&a, 1);
        solve(&b, 1);
        must_agree(&a, &b, seed, "repeated points");
        example_clear(&a);
        example_clear(&b);
    }
}

/* x' = A x + b with rational entries, columns by 1e9 and 1e-9: as CSV. */
static dc_dataset *mapped(const struct affine_set *set, struct case_random *random) {
    char path[] = "/tmp/doublecheck-XXXXXX.csv";
    FILE *out = fdopen(mkstemps(path, 4), "w");
    static const char *const scale[] = { "1", "1000000000", "1/1000000000", "1/3",
                                         "-7/11" };
    mpq_t factor[AFFINE_DIMS], shift[AFFINE_DIMS], x, term;
    long mix = case_between(random, -2, 2);
    dc_read_options options = DC_READ_DEFAULTS;
    dc_dataset *data = NULL;
    dc_error error = { 0 };
    assert_non_null(out);
    mpq_inits(x, term, NULL);
    fprintf(out, "a%s,weight,label\n", set->n == 2 ? ",b" : "");
    for (size_t l = 0; l < set->n; l++) {
        mpq_inits(factor[l], shift[l], NULL);
        mpq_set_str(factor[l], scale[case_between(random, 0, 4)], 10);
        mpq_set_si(shift[l], case_between(random, -1000000000, 1000000000),
                   (unsigned long)case_between(random, 1, 12));
        mpq_canonicalize(shift[l]);
    }
    for (size_t s = 0; s < set->N; s++) {
        for (size_t l = 0; l < set->n; l++) {
            mpq_set_si(x, set->x[s][l] + (l ? mix * set->x[s][0] : 0), 1);
            mpq_mul(x, x, factor[l]);
            mpq_mul(term, shift[l], factor[l]);
            mpq_add(x, x, term);
            gmp_fprintf(out, "%Qd,", x);
        }
        fprintf(out, "%ld,c%zu\n", set->weight[s], set->label[s]);
    }
    fclose(out);
    for (size_t l = 0; l < set->n; l++)
        mpq_clears(factor[l], shift[l], NULL);
    mpq_clears(x, term, NULL);
    options.header = DC_HEADER_YES;
    options.label = "label";
    options.weight = "weight";
    if (dc_dataset_read(&data, path, &options, &error) != DC_OK)
        fail_msg("%s", error.message);
    remove(path);
    return data;
}

static void affine_maps_do_not_matter(void **state) {
    (void)state;
    for (uint64_t seed = 800000; seed < 800000 + rounds(40); seed++) {
        struct case_random random = { seed ^ 99 };
        example a, b;
        example_make(&a, seed);
        b = a;
        b.data = mapped(&b.set, &random);
        b.floor = floor_of(b.data, b.loss, SECONDS, 1);
        const char *why = floor_object(b.floor, b.data, b.loss);
        if (why)
            fail_msg("seed %lu: %s", (unsigned long)seed, why);
        must_agree(&a, &b, seed, "affine image");
        example_clear(&a);
        example_clear(&b);
    }
}

/* A smaller loss has a floor at least as high. */
static void floors_fall_with_the_loss(void **state) {
    (void)state;
    for (uint64_t seed = 900000; seed < 900000 + rounds(12); seed++) {
        example x;
        mpq_t least;
        bool vacuous = true;
        mpq_init(least);
        mpq_set_ui(least, 1, 1);
        example_make(&x, seed);
        example_clear(&x);
        for (int step = 0; step < 12; step++) {
            x.loss = 0.003 + 0.06 * step;
            solve(&x, 1);
            if (mpq_cmp(x.floor->least, least) > 0 && x.floor->optimal)
                mpq_set(x.floor->most, least);
            assert_true(mpq_cmp(x.floor->most, x.floor->least) >= 0);
            if (x.floor->vacuous && !vacuous)
                fail_msg("seed %lu: vacuous at a larger loss", (unsigned long)seed);
            vacuous = x.floor->vacuous || !x.floor->found;
            mpq_set(least, x.floor->most);
            example_clear(&x);
        }
        mpq_clear(least);
    }
}

static void threads_do_not_matter(void **state) {
    (void)state;
    size_t complete = 0;
    for (uint64_t seed = 1000000; seed < 1000000 + rounds(20); seed++) {
        example a, b;
        example_make(&a, seed);
        b = a;
        solve(&b, 2);
        must_agree(&a, &b, seed, "two threads");
        if (a.floor->stop == DC_STOP_NONE && b.floor->stop == DC_STOP_NONE) {
            complete++;
            assert_true(mpq_equal(a.floor->least, b.floor->least));
            assert_true(mpq_equal(a.floor->most, b.floor->most));
            assert_true(mpq_equal(a.floor->safe, b.floor->safe));
        }
        example_clear(&a);
        example_clear(&b);
    }
    assert_true(complete > 0);
}

/* Small steps from random places and from the worst classifier. */
static void no_classifier_is_worse(void **state) {
    (void)state;
    for (uint64_t seed = 1100000; seed < 1100000 + rounds(20); seed++) {
        struct case_random random = { seed };
        example x;
        example_make(&x, seed);
        size_t D = (x.set.K - 1) * (x.set.n + 1);
        double best[AFFINE_SIZE], total = 0, height = 1e300;
        for (size_t s = 0; s < x.set.N; s++)
            total += (double)x.set.weight[s];
        for (int step = 0; step < 4000; step++) {
            double theta[AFFINE_SIZE];
            long lost;
            for (size_t l = 0; l < D; l++) {
                theta[l] = (double)case_between(&random, -1000, 1000) /
                           (step % 500 ? 1000 << case_between(&random, 0, 8) : 100);
                if (step % 500 && l % 2 == (size_t)step % 2)
                    theta[l] = 0;
                theta[l] += step % 500 ? best[l] : 0;
            }
            double loss = affine_loss(&x.set, theta, 0, &lost);
            if (loss < x.loss - 1e-9) {
                if (1 - (double)lost / total < mpq_get_d(x.floor->least) - 1e-12 ||
                    x.floor->vacuous)
                    fail_msg("seed %lu: a classifier is worse", (unsigned long)seed);
            }
            /* down to the loss, then towards more errors */
            double rank = loss < x.loss ? -(double)lost : loss;
            if (step % 500 == 0 || rank <= height) {
                memcpy(best, theta, sizeof best);
                height = rank;
            }
        }
        example_clear(&x);
    }
}

static size_t calls, patience;

static bool after_some_calls(void *user) {
    (void)user;
    return ++calls > patience;
}

/* With limits of every kind. */
static void certificates_are_verified(void **state) {
    (void)state;
    for (uint64_t seed = 1200000; seed < 1200000 + rounds(60); seed++) {
        struct case_random random = { seed };
        struct affine_set set;
        dc_data_floor_options options;
        size_t K = (size_t)case_between(&random, 2, 4), n = 1 + seed % 2;
        affine_set_make(&set, &random, (size_t)case_between(&random, (long)K, 10), n, K);
        dc_dataset *data = seed % 3 ? affine_set_data(&set) : mapped(&set, &random);
        dc_data_floor_options_init(&options);
        mpq_set_d(options.loss, (double)case_between(&random, 1, 100) / 100);
        options.threads = 1;
        options.time_limit = seed % 5 ? SECONDS : 0.001;
        options.safe_only = seed % 7 == 0;
        if (seed % 4 == 0) {
            calls = 0;
            patience = (size_t)case_between(&random, 0, 60);
            options.stop = after_some_calls;
        }
        const char *why = floor_prove(data, &options);
        if (why) {
            affine_set_print(stderr, &set, mpq_get_d(options.loss));
            fail_msg("seed %lu: %s", (unsigned long)seed, why);
        }
        dc_data_floor_options_clear(&options);
        dc_dataset_destroy(data);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_classes_on_a_line),
        cmocka_unit_test(two_classes_in_the_plane),
        cmocka_unit_test(more_classes_on_a_line),
        cmocka_unit_test(three_classes_in_the_plane),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(weights_are_repetitions),
        cmocka_unit_test(affine_maps_do_not_matter),
        cmocka_unit_test(floors_fall_with_the_loss),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(no_classifier_is_worse),
        cmocka_unit_test(certificates_are_verified),
    };
    return cmocka_run_group_tests_name("data floor", tests, NULL, NULL);
}
