/* Simulations of tiny random data sets, with ties, duplicates and points in a line, and
 * the same trainings once more with their scores in exact rationals: t0, Lbar, the least
 * accuracy and whether cells moved are what they have to be, and no accuracy is below a
 * floor (T5, T8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include <doublecheck/simulate.h>

#include "../unit/exact_of.h"
#include "cases.h"

enum { MOST = 40, DIMS = 2, CLASSES = 3, UNITS = 8 };

/* Coordinates among few values, classes from a line or at random. */
static dc_dataset *make_data(struct case_random *random) {
    double x[MOST * DIMS], weight[MOST];
    int64_t label[MOST];
    size_t N = (size_t)case_between(random, 3, MOST), n = N > 20 ? 1 : 1 + N % 2;
    long K = case_between(random, 0, 5) || N > 12 ? 2 : CLASSES,
         kind = case_between(random, 0, 3);
    long noise = case_between(random, 0, 40), side = case_between(random, -1, 1);
    bool weighted = case_between(random, 0, 3) == 0;
    dc_dataset *data;
    dc_error error;
    for (size_t s = 0; s < N; s++) {
        double *at = x + s * n, sum = 0;
        for (size_t l = 0; l < n; l++) {
            long spread = kind == 0 ? 2 : 30;
            at[l] = (double)case_between(random, -spread, spread);
            at[l] = kind == 1 ? (double)s - (double)N / 2 : at[l];
            at[l] = kind == 2 && l > 0 ? 2 * at[0] : at[l];
            at[l] = kind == 3 && s > 0 && s % 3 == 0 ? x[(s - 1) * n + l] : at[l];
            sum += at[l] * (l ? (double)side : 1);
        }
        label[s] = sum > 0 ? (K > 2 && sum > 8 ? 2 : 1) : 0;
        if (s < (size_t)K || case_between(random, 0, 99) < noise)
            label[s] = s < (size_t)K ? (int64_t)s : case_between(random, 0, K - 1);
        weight[s] = weighted ? (double)case_between(random, 1, 3) : 1;
    }
    if (dc_dataset_from_doubles(&data, N, n, x, label, weight, &error) != DC_OK)
        fail_msg("%s", error.message);
    return data;
}

static void pick_training(dc_training_options *options, struct case_random *random,
                          size_t N, size_t n) {
    static const char *const optimisers[] = { "armijo", "gd", "sgd", "momentum", "adam" };
    static const char *const activations[] = { "abs", "relu", "leaky_relu:0.5",
                                               "pieces:-100:2,1", "hard_tanh" };
    static const double rates[] = { 0.01, 0.3, 2, 40 };
    long optimiser = case_between(random, 0, 4), network = case_between(random, 0, 9);
    options->optimiser = optimisers[optimiser];
    options->activation = activations[case_between(random, 0, 4)];
    options->rate = rates[case_between(random, 0, 3)];
    if (optimiser > 1)
        options->batch = (size_t)case_between(random, 0, (long)N);
    options->single = case_between(random, 0, 3) == 0;
    options->seed = (uint64_t)case_between(random, 1, 1000000);
    options->shuffle_seed = options->seed + 1;
    if (network < 6 || n > 1)
        return;
    options->architecture = network < 8 ? "1" : "2,1";
    options->freeze = network % 2 ? (network < 8 ? 1 : 2) : 0;
}

/* Others than all are for softmax regression. */
static void pick_family(dc_family *family, struct case_random *random) {
    static const dc_family_kind kinds[] = { DC_FAMILY_ALL, DC_FAMILY_WIDTH,
                                            DC_FAMILY_AXES };
    family->kind = kinds[case_between(random, 0, 2)];
    mpq_set_ui(family->width, (unsigned long)case_between(random, 1, 8), 4);
    mpq_canonicalize(family->width);
}

static void pick(dc_simulation_options *options, struct case_random *random, size_t N,
                 size_t n) {
    static const unsigned long growths[][4] = {
        { 8, 1, 1, 1 }, { 8, 1, 1, 2 }, { 4, 1, 1, 1 }, { 4, 1, 1, 4 }
    };
    static const double thresholds[] = { 0, 0.5, 0.75, 0.9 };
    const unsigned long *growth = growths[case_between(random, 0, 3)];
    dc_check_options *check = &options->floor.check;
    dc_simulation_options_init(options);
    pick_training(&options->training, random, N, n);
    mpq_set_ui(check->parameters.kappa, growth[0], growth[1]);
    mpq_set_ui(check->parameters.sigma, growth[2], growth[3]);
    mpq_set_ui(check->parameters.delta, (unsigned long)case_between(random, 6, 9), 10);
    mpq_canonicalize(check->parameters.delta);
    mpq_set_ui(check->parameters.m0, (unsigned long)case_between(random, 1, 11), 20);
    mpq_canonicalize(check->parameters.m0);
    check->threads = 1;
    check->time_limit = 0;
    if (n == 1 && strcmp(options->training.architecture, "linear") == 0)
        pick_family(&check->family, random);
    options->floor.fixed = true;
    options->floor.fineness = 1;
    options->standardise = case_between(random, 0, 2) > 0;
    options->runs = (size_t)case_between(random, 1, 2);
    options->steps = (uint64_t)case_between(random, 1, 8);
    options->every = (uint64_t)case_between(random, 0, 3);
    options->threshold = thresholds[case_between(random, 0, 3)];
}

/* What was found, over all trials. */
typedef struct tally {
    size_t runs, started, confirmed, better, stands, rose, moved, stayed, uncertain;
} tally;

/* One run that goes once more. */
typedef struct replay {
    uint64_t seed; /* of the trial, for messages */
    const dc_simulation_options *options;
    const dc_dataset *data;
    const dc_run *run;
    dc_training *training;
    exact_network network;
    size_t classes, look, worst;
    bool started, moved;
    mpq_t accuracy, least;         /* at this look; from t0 on */
    double loss, most, most_above; /* at this look; from t0 on, without errors and with */
    uint8_t cells[MOST * UNITS];
} replay;

static size_t read_cells(uint8_t *cells, dc_training *training) {
    size_t done = 0;
    for (size_t l = 0; l + 1 < dc_training_layers(training); l++) {
        dc_training_pieces(training, l, cells + done);
        done += MOST * dc_training_units(training, l);
    }
    return done;
}

/* Of the points, or of the inputs of the last layer if all others are frozen. */
static void score_point(mpq_t *score, const replay *r, size_t s) {
    size_t last = dc_training_layers(r->training) - 1;
    size_t count = dc_training_inputs(r->training, last);
    double features[MOST * UNITS];
    if (last == 0 || r->options->training.freeze < last) {
        exact_scores(score, &r->network, s);
        return;
    }
    mpq_t *inputs = exact_row(count);
    dc_training_features(r->training, last, features);
    for (size_t i = 0; i < count; i++)
        mpq_set_d(inputs[i], features[s * count + i]);
    exact_scores_from(score, &r->network, inputs, last);
    exact_row_free(inputs, count);
}

/* The exact loss, nearly, and the exact accuracy. */
static void evaluate(replay *r) {
    mpq_t *score = exact_row(r->classes), margin, weight, total;
    long double loss = 0;
    mpq_inits(margin, weight, total, NULL);
    mpq_set_ui(r->accuracy, 0, 1);
    for (size_t s = 0; s < dc_dataset_points(r->data); s++) {
        size_t label = dc_dataset_class(r->data, s);
        long double sum = 0;
        score_point(score, r, s);
        exact_margin(margin, score, r->classes, label);
        long double least = mpq_get_d(margin), shift = least < 0 ? -least : 0;
        for (size_t a = 0; a < r->classes; a++) {
            mpq_sub(weight, score[a], score[label]);
            sum += expl((long double)mpq_get_d(weight) - shift);
        }
        dc_dataset_weight(weight, r->data, s);
        loss += (long double)mpq_get_d(weight) * (logl(sum) + shift);
        mpq_add(total, total, weight);
        if (mpq_sgn(margin) > 0)
            mpq_add(r->accuracy, r->accuracy, weight);
    }
    r->loss = (double)(loss / (long double)mpq_get_d(total));
    mpq_div(r->accuracy, r->accuracy, total);
    mpq_clears(margin, weight, total, NULL);
    exact_row_free(score, r->classes);
}

/* Prints what leads to a failure. */
#define demand(r, fact) \
    do { \
        if (!(fact)) \
            fail_msg("seed %llu, look %zu: not %s", (unsigned long long)(r)->seed, \
                     (r)->look, #fact); \
    } while (0)

/* T5, and what is computed against what is exact. */
static void expect_look(replay *r, tally *t) {
    const dc_look *look = r->run->looks + r->look;
    double exact = mpq_get_d(r->accuracy), slack = 1e-14 * (1 + r->loss);
    demand(r, look->step == dc_training_steps(r->training));
    dc_training_loss(r->training); /* one that is no number ends it */
    if (!isfinite(look->loss))
        return;
    demand(r, fabs(r->loss - look->loss) <= look->loss_error + slack);
    demand(r, look->certain <= exact && exact <= look->possible + 1e-15);
    demand(r, look->certain <= look->accuracy && look->accuracy <= look->possible);
    demand(r, exact >= 1 - (r->loss + slack) / M_LN2);
    if (!r->options->training.single && dc_training_layers(r->training) == 1)
        demand(r, look->loss_error < 1e-8 * (1 + r->loss));
    t->uncertain += look->possible - look->certain > 1e-6;
}

/* From t0 on. */
static void follow(replay *r) {
    const dc_look *looks = r->run->looks;
    const dc_look *look = looks + r->look;
    uint8_t cells[MOST * UNITS] = { 0 };
    size_t used = read_cells(cells, r->training);
    if (!r->started) {
        r->worst = r->look;
        mpq_set(r->least, r->accuracy);
        memcpy(r->cells, cells, used);
    }
    r->started = true;
    r->moved = r->moved || memcmp(r->cells, cells, used) != 0;
    if (look->accuracy < looks[r->worst].accuracy)
        r->worst = r->look;
    if (mpq_cmp(r->accuracy, r->least) < 0)
        mpq_set(r->least, r->accuracy);
    r->most = fmax(r->most, isfinite(look->loss) ? r->loss : HUGE_VAL);
    r->most_above = fmax(r->most_above, look->loss + look->loss_error);
}

static void look_at(replay *r, tally *t) {
    demand(r, r->look < r->run->look_count);
    evaluate(r);
    expect_look(r, t);
    if (r->started || r->run->looks[r->look].accuracy >= r->options->threshold)
        follow(r);
    if (r->started)
        demand(r, r->run->start <= r->look);
    else
        demand(r, r->run->start > r->look);
    r->look++;
}

/* Every step, with looks after each epoch or as the options say, and at the end. */
static void walk(replay *r, tally *t) {
    const dc_simulation_options *o = r->options;
    size_t N = dc_dataset_points(r->data), batch = o->training.batch;
    uint64_t every = o->every ? o->every : batch ? (N + batch - 1) / batch : 1, last = 0;
    bool runs = true;
    look_at(r, t);
    while (runs) {
        runs = dc_training_step(r->training) == DC_TRAINING_RUNS &&
               dc_training_steps(r->training) < o->steps;
        uint64_t step = dc_training_steps(r->training);
        if (step > last && (step % every == 0 || !runs)) {
            look_at(r, t);
            last = step;
        }
    }
    demand(r, r->look == r->run->look_count);
    demand(r, r->run->state == dc_training_state_of(r->training));
}

/* Lbar, and what T8 says of a run that is covered. */
static void expect_run(replay *r, bool cells, tally *t) {
    const dc_run *run = r->run;
    double loss = mpq_get_d(run->loss);
    const unsigned rises = 1u << DC_NEEDS_LOSS;
    demand(r, r->started == (run->start != SIZE_MAX));
    demand(r, run->finding != DC_REFUTED);
    demand(r, (run->fails == 0) == (run->finding == DC_CONFIRMED));
    t->runs++;
    if (!r->started)
        return;
    demand(r, run->worst == r->worst);
    demand(r, (run->fails & rises) == (run->highest != run->start ? rises : 0));
    if (isfinite(r->most)) {
        demand(r, loss >= r->most - 1e-14 * (1 + r->most));
        demand(r, loss <= r->most_above + 1e-11 + 1e-14 * r->most_above);
    }
    demand(r, run->moved == (cells && r->moved));
    demand(r, mpq_cmp(run->ground.floor.accuracy, run->ground.floor.trivial) >= 0);
    if ((run->fails & ~rises) == 0 && isfinite(r->most))
        demand(r, mpq_cmp(r->least, run->ground.floor.accuracy) >= 0);
    t->started++;
    t->confirmed += run->fails == 0;
    t->rose += run->highest != run->start;
    t->moved += run->moved;
    t->stayed += cells && !run->moved && run->look_count > run->start + 1;
    t->better += run->fails == 0 &&
                 mpq_cmp(run->ground.floor.accuracy, run->ground.floor.trivial) > 0;
}

/* The constants that a run rests on hold, on its points or features. */
static void expect_constants(const dc_simulation *simulation, size_t k,
                             const dc_dataset *data, const dc_simulation_options *options,
                             tally *t) {
    const dc_run *run = simulation->runs + k;
    dc_check_options check = options->floor.check; /* its numbers are borrowed */
    dc_dataset *features = NULL;
    dc_result *result;
    dc_error error;
    if (run->start == SIZE_MAX || simulation->coverage == DC_COVERS_CELLS ||
        run->ground.standing > DC_STANDS)
        return;
    if (simulation->coverage == DC_COVERS_FEATURES)
        assert_int_equal(dc_simulation_features(&features, simulation, k, data, options,
                                                &error),
                         DC_OK);
    check.parameters = run->ground.constants;
    check.question = DC_DECIDE;
    if (dc_check(&result, features ? features : data, &check, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_int_equal(result->verdict, DC_HOLDS);
    dc_result_destroy(result);
    dc_dataset_destroy(features);
    t->stands++;
}

static void replay_run(uint64_t seed, const dc_simulation *simulation, size_t k,
                       const dc_dataset *data, const dc_simulation_options *options,
                       const dc_samples *samples, const double *shift,
                       const double *scale, tally *t) {
    dc_training_options own = options->training;
    replay r = { .seed = seed,
                 .options = options,
                 .data = data,
                 .run = simulation->runs + k,
                 .classes = dc_dataset_classes(data) };
    dc_error error;
    own.seed += k;
    own.shuffle_seed += k;
    mpq_inits(r.accuracy, r.least, NULL);
    assert_int_equal(dc_training_create(&r.training, samples, &own, &error), DC_OK);
    r.network = (exact_network){ r.training, data, options->standardise ? shift : NULL,
                                 options->standardise ? scale : NULL, own.activation };
    walk(&r, t);
    expect_run(&r, simulation->coverage == DC_COVERS_CELLS, t);
    dc_training_destroy(r.training);
    mpq_clears(r.accuracy, r.least, NULL);
}

static void try_one(uint64_t seed, tally *t) {
    struct case_random random = { seed };
    dc_dataset *data = make_data(&random);
    dc_simulation_options options;
    dc_simulation *simulation;
    dc_samples samples;
    dc_error error;
    double shift[DIMS], scale[DIMS];
    pick(&options, &random, dc_dataset_points(data), dc_dataset_features(data));
    if (dc_simulate(&simulation, data, &options, &error) != DC_OK)
        fail_msg("seed %llu: %s", (unsigned long long)seed, error.message);
    assert_int_equal(dc_samples_from_dataset(&samples, data, &error), DC_OK);
    dc_samples_scaling(shift, scale, &samples);
    if (options.standardise)
        dc_samples_scale(&samples, shift, scale);
    assert_int_equal(simulation->run_count, options.runs);
    for (size_t k = 0; k < options.runs; k++) {
        replay_run(seed, simulation, k, data, &options, &samples, shift, scale, t);
        expect_constants(simulation, k, data, &options, t);
    }
    dc_samples_clear(&samples);
    dc_simulation_destroy(simulation);
    dc_simulation_options_clear(&options);
    dc_dataset_destroy(data);
}

static void no_run_is_refuted(void **state) {
    size_t count = rounds(1500);
    tally t = { 0 };
    (void)state;
    for (uint64_t seed = 1; seed <= count; seed++)
        try_one(seed, &t);
    print_message("%zu runs, %zu with t0, %zu confirmed, %zu of them above T5, %zu with "
                  "constants that hold; %zu losses rose, cells of %zu moved and of %zu "
                  "did not, %zu looks were uncertain\n",
                  t.runs, t.started, t.confirmed, t.better, t.stands, t.rose, t.moved,
                  t.stayed, t.uncertain);
    assert_true(t.started > count / 2 && t.confirmed > count / 10);
    assert_true(t.better > count / 50 && t.rose > count / 50 && t.moved > count / 50);
    assert_true(t.stayed > 0 && t.uncertain > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(no_run_is_refuted) };
    return cmocka_run_group_tests_name("simulate", tests, NULL, NULL);
}
