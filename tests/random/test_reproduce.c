/* Reproduction studies against the same trainings done slowly from the definitions, in
 * long doubles, and bootstrap intervals against all resamples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <doublecheck/reproduce.h>

#include "../rounds.h"
#include "base/random.h"
#include "simulate/reproduce/spread.h"

enum { POINTS = 24, DIMS = 3, CLASSES = 4, UNITS = 3, CASES = 400, STEPS_MOST = 100 };

typedef long double real;

/* A network with one hidden layer, or none (units = 0). */
typedef struct slow_net {
    size_t inputs, units, outputs;
    real first[UNITS][DIMS + 1], last[CLASSES][DIMS + UNITS + 1]; /* biases last */
} slow_net;

typedef struct slow_run {
    slow_net net;
    bool regression;
    const dc_samples *samples;
    double a, b, rate;
    real mean, sum, mass; /* CEbar, and what makes the next */
    bool first_epoch;
    real factor[STEPS_MOST];
    size_t steps;
} slow_run;

/* The hidden units' values, in[units], and the outputs z. */
static void forward(const slow_net *net, const double *x, real *in, real *z) {
    size_t width = net->units ? net->units : net->inputs;
    for (size_t j = 0; j < net->units; j++) {
        real sum = net->first[j][net->inputs];
        for (size_t i = 0; i < net->inputs; i++)
            sum += net->first[j][i] * x[i];
        in[j] = sum > 0 ? sum : 0.01L * sum;
    }
    for (size_t i = 0; !net->units && i < net->inputs; i++)
        in[i] = x[i];
    for (size_t k = 0; k < net->outputs; k++) {
        z[k] = net->last[k][width];
        for (size_t j = 0; j < width; j++)
            z[k] += net->last[k][j] * in[j];
    }
}

static void softmax(real *p, const real *z, size_t K) {
    for (size_t k = 0; k < K; k++) {
        real sum = 0;
        for (size_t l = 0; l < K; l++)
            sum += expl(z[l] - z[k]);
        p[k] = 1 / sum;
    }
}

static real slow_loss(const slow_run *r, const dc_samples *s, size_t p, const real *z) {
    size_t K = s->classes;
    real sum = 0;
    for (size_t k = 0; k < K; k++) {
        real off = r->regression ? z[k] - s->target[p * K + k] : 0;
        sum += r->regression ? off * off / K : expl(z[k] - z[s->label[p]]);
    }
    return r->regression ? sum : logl(sum);
}

/* d[count][K]: factor times the gradient of the loss, by the outputs. */
static void plain_gradient(const slow_run *r, const size_t *batch, size_t count,
                           real mass, real factor, real z[][CLASSES], real d[][CLASSES]) {
    const dc_samples *s = r->samples;
    size_t K = s->classes;
    for (size_t i = 0; i < count; i++) {
        real share = s->weight[batch[i]] / mass, p[CLASSES];
        softmax(p, z[i], K);
        for (size_t k = 0; k < K; k++)
            d[i][k] = factor * share *
                      (r->regression ? 2 * (z[i][k] - s->target[batch[i] * K + k]) / K
                                     : p[k] - (k == (size_t)s->label[batch[i]]));
    }
}

/* b times the gradient of VPL = half the mean over pairs of a class of |v_i - v_j|^2,
 * with the whole matrix of derivatives of the softmax. */
static void add_penalty(const slow_run *r, const size_t *batch, size_t count,
                        real z[][CLASSES], real d[][CLASSES]) {
    const dc_samples *s = r->samples;
    size_t K = s->classes, present = 0;
    real v[POINTS][CLASSES], mass[CLASSES] = { 0 };
    for (size_t i = 0; i < count; i++) {
        softmax(v[i], z[i], K);
        for (size_t k = 0; r->regression && k < K; k++)
            v[i][k] = z[i][k] - s->target[batch[i] * K + k];
        mass[r->regression ? 0 : s->label[batch[i]]] += s->weight[batch[i]];
    }
    for (size_t c = 0; c < CLASSES; c++)
        present += mass[c] > 0;
    real parts = r->regression ? (real)K : (real)present;
    for (size_t i = 0; i < count; i++) {
        size_t own = r->regression ? 0 : (size_t)s->label[batch[i]];
        real by[CLASSES] = { 0 };
        for (size_t j = 0; j < count; j++)
            for (size_t k = 0; k < K; k++)
                if (r->regression || s->label[batch[j]] == s->label[batch[i]])
                    by[k] += 2 * (real)s->weight[batch[i]] * s->weight[batch[j]] *
                             (v[i][k] - v[j][k]) / (mass[own] * mass[own] * parts);
        for (size_t l = 0; l < K; l++)
            for (size_t k = 0; k < K; k++)
                d[i][l] += r->b * by[k] *
                           (r->regression ? (real)(k == l)
                                          : v[i][k] * ((k == l) - v[i][l]));
    }
}

static void descend(slow_run *r, const size_t *batch, size_t count,
                    real in[][UNITS + DIMS], real d[][CLASSES]) {
    slow_net *net = &r->net, old = *net;
    size_t width = net->units ? net->units : net->inputs;
    for (size_t i = 0; i < count; i++) {
        const double *x = r->samples->x + batch[i] * net->inputs;
        for (size_t k = 0; k < net->outputs; k++)
            for (size_t j = 0; j <= width; j++)
                net->last[k][j] -= r->rate * d[i][k] * (j < width ? in[i][j] : 1);
        for (size_t j = 0; j < net->units; j++) {
            real back = 0;
            for (size_t k = 0; k < net->outputs; k++)
                back += d[i][k] * old.last[k][j];
            back *= in[i][j] > 0 ? 1 : 0.01L;
            for (size_t l = 0; l <= net->inputs; l++)
                net->first[j][l] -= r->rate * back * (l < net->inputs ? x[l] : 1);
        }
    }
}

/* A step; `given` are factors of another run, or NULL for CLF's own. */
static void slow_step(slow_run *r, const size_t *batch, size_t count, const real *given) {
    const dc_samples *s = r->samples;
    real z[POINTS][CLASSES], d[POINTS][CLASSES], in[POINTS][UNITS + DIMS];
    real mass = 0, loss = 0, factor = 1;
    for (size_t i = 0; i < count; i++) {
        forward(&r->net, s->x + batch[i] * s->features, in[i], z[i]);
        mass += s->weight[batch[i]];
        loss += s->weight[batch[i]] * slow_loss(r, s, batch[i], z[i]);
    }
    if (given)
        factor = given[r->steps];
    else if (!r->first_epoch)
        factor = 1 + 2 * r->a * (loss / mass - r->mean);
    r->sum += loss;
    r->mass += mass;
    r->factor[r->steps++] = factor;
    plain_gradient(r, batch, count, mass, factor, z, d);
    if (!given)
        add_penalty(r, batch, count, z, d);
    descend(r, batch, count, in, d);
}

/* The library's order of points: shuffled anew in each epoch, unless a step takes all. */
static void slow_train(slow_run *r, size_t batch, size_t epochs, uint64_t seed,
                       const real *given) {
    size_t N = r->samples->points, order[POINTS];
    dc_random random;
    dc_random_seed(&random, seed);
    for (size_t p = 0; p < N; p++)
        order[p] = p;
    r->first_epoch = true;
    for (size_t e = 0; e < epochs; e++) {
        for (size_t k = N; batch < N && k > 1; k--) {
            size_t other = (size_t)dc_random_below(&random, k), kept = order[k - 1];
            order[k - 1] = order[other];
            order[other] = kept;
        }
        for (size_t at = 0; at < N; at += batch)
            slow_step(r, order + at, N - at < batch ? N - at : batch, given);
        r->mean = r->sum / r->mass;
        r->sum = r->mass = 0;
        r->first_epoch = false;
    }
}

typedef struct sample_set {
    dc_samples samples;
    double x[POINTS * DIMS], weight[POINTS], target[POINTS * CLASSES];
    int label[POINTS];
} sample_set;

/* Few different values: repeated points and ties. */
static void draw_set(sample_set *set, dc_random *random, size_t N, size_t n, size_t K,
                     bool regression) {
    bool equal = dc_random_below(random, 3) == 0;
    set->samples = (dc_samples){
        N, n, K, set->x, set->label, set->weight, regression ? set->target : NULL
    };
    for (size_t k = 0; k < N * n; k++)
        set->x[k] = (double)dc_random_between(random, -4, 4) / 4;
    for (size_t p = 0; p < N; p++) {
        set->label[p] = (int)dc_random_below(random, K);
        set->weight[p] = equal ? 1 : (double)dc_random_between(random, 1, 6) / 2;
        for (size_t k = 0; k < K; k++)
            set->target[p * K + k] = (double)dc_random_between(random, -4, 4) / 4;
    }
}

static void begin(slow_run *r, const dc_samples *samples,
                  const dc_training_options *options) {
    dc_training *t;
    dc_error error;
    double w[UNITS * DIMS + CLASSES * (UNITS + DIMS)], bias[UNITS + CLASSES];
    assert_int_equal(dc_training_create(&t, samples, options, &error), DC_OK);
    slow_net *net = &r->net;
    net->inputs = samples->features;
    net->outputs = samples->classes;
    net->units = dc_training_layers(t) > 1 ? dc_training_units(t, 0) : 0;
    size_t width = net->units ? net->units : net->inputs;
    if (net->units)
        dc_training_get_layer(t, 0, w, bias);
    for (size_t j = 0; j < net->units; j++)
        for (size_t i = 0; i <= net->inputs; i++)
            net->first[j][i] = i < net->inputs ? w[j * net->inputs + i] : bias[j];
    dc_training_get_layer(t, dc_training_layers(t) - 1, w, bias);
    for (size_t k = 0; k < net->outputs; k++)
        for (size_t j = 0; j <= width; j++)
            net->last[k][j] = j < width ? w[k * width + j] : bias[k];
    dc_training_destroy(t);
}

static void check_run(const slow_run *r, const dc_reproduce_run *run,
                      const dc_samples *test, uint64_t number, const char *arm) {
    real sum = 0, mass = 0, low = r->factor[0], high = r->factor[0];
    for (size_t p = 0; p < test->points; p++) {
        real in[UNITS + DIMS], z[CLASSES];
        forward(&r->net, test->x + p * test->features, in, z);
        sum += test->weight[p] * slow_loss(r, test, p, z);
        mass += test->weight[p];
    }
    for (size_t k = 0; k < r->steps; k++) {
        low = fminl(low, r->factor[k]);
        high = fmaxl(high, r->factor[k]);
    }
    double loss = (double)(sum / mass), near = 1e-9 * fmax(1, loss);
    if (!(fabs(run->test_loss - loss) <= near) || run->steps != r->steps ||
        !(fabs(run->factor_least - (double)low) <= 1e-9) ||
        !(fabs(run->factor_most - (double)high) <= 1e-9))
        fail_msg("case %llu, %s: test loss %.15g, not %.15g; factors %.15g .. %.15g, not "
                 "%.15Lg .. %.15Lg; %llu steps",
                 (unsigned long long)number, arm, run->test_loss, loss, run->factor_least,
                 run->factor_most, low, high, (unsigned long long)run->steps);
}

/* Has it kept away from infinity, where rounding errors decide? */
static bool is_tame(const slow_run *r) {
    for (size_t k = 0; k < r->steps; k++)
        if (!(fabsl(r->factor[k]) < 100))
            return false;
    return true;
}

/* Returns if the runs could be compared. */
static bool check_case(uint64_t number) {
    static const char *const architectures[] = { "linear", "2", "3" };
    sample_set train, test;
    dc_random random;
    dc_reproduction *result;
    dc_reproduce_options o;
    dc_error error;
    dc_random_seed(&random, number);
    bool regression = dc_random_below(&random, 3) == 0;
    size_t n = 1 + (size_t)dc_random_below(&random, DIMS);
    size_t K = (regression ? 1 : 2) + (size_t)dc_random_below(&random, CLASSES - 1);
    size_t N = 2 + (size_t)dc_random_below(&random, POINTS - 1);
    draw_set(&train, &random, N, n, K, regression);
    draw_set(&test, &random, 10, n, K, regression);
    const dc_clf_weights weights = { (double)dc_random_below(&random, 4) / 8,
                                     (double)dc_random_below(&random, 4) / 2 };
    dc_reproduce_options_init(&o);
    o.training.architecture = architectures[dc_random_below(&random, 3)];
    o.training.seed = number;
    o.training.shuffle_seed = dc_random_next(&random);
    o.training.batch = 1 + (size_t)dc_random_below(&random, N < 8 ? N : 8);
    o.training.rate = 0.125;
    o.seeds = 1;
    o.epochs = 3;
    o.rounds = 100;
    o.weights = &weights;
    if (dc_reproduce(&result, &train.samples, &test.samples, &o, &error) != DC_OK)
        fail_msg("case %llu: %s", (unsigned long long)number, error.message);
    o.training.loss = regression ? "squared-error" : "cross-entropy";
    slow_run r = { .regression = regression, .samples = &train.samples, .rate = 0.125 };
    slow_run clf = r, factors = r;
    begin(&r, &train.samples, &o.training);
    slow_train(&r, o.training.batch, o.epochs, o.training.shuffle_seed, NULL);
    check_run(&r, result->cells->runs[DC_ARM_PLAIN], &test.samples, number, "plain");
    begin(&clf, &train.samples, &o.training);
    clf.a = weights.a, clf.b = weights.b;
    slow_train(&clf, o.training.batch, o.epochs, o.training.shuffle_seed, NULL);
    bool tame = is_tame(&clf);
    if (tame)
        check_run(&clf, result->cells->runs[DC_ARM_CLF], &test.samples, number, "CLF");
    begin(&factors, &train.samples, &o.training);
    slow_train(&factors, o.training.batch, o.epochs, o.training.shuffle_seed, clf.factor);
    if (tame)
        check_run(&factors, result->cells->runs[DC_ARM_FACTORS], &test.samples, number,
                  "factors");
    dc_reproduction_destroy(result);
    return tame;
}

static void trainings_are_those_of_the_definition(void **state) {
    size_t compared = 0, cases = rounds(CASES);
    (void)state;
    for (uint64_t k = 1; k <= cases; k++)
        compared += check_case(k);
    assert_true(compared >= cases - cases / 100);
}

enum { SMALL = 5, ALL = 3125, ROUNDS = 1000, BOOTSTRAPS = 1000 };

/* Half the mean over pairs of squared differences, n / (n - 1) of it. */
static double slow_variance(const double *v, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            sum += (v[i] - v[j]) * (v[i] - v[j]);
    return sum / (double)(n * (n - 1));
}

/* Is the order statistic `cut` of ROUNDS draws from all[count] a likely `value`? Five
 * standard errors each way. */
static bool likely(double value, const double *all, size_t count, double cut) {
    size_t below = 0, upto = 0;
    double slack = 1e-9 * fmax(1, fabs(value));
    for (size_t k = 0; k < count; k++) {
        below += all[k] < value - slack;
        upto += all[k] <= value || all[k] - value <= slack;
    }
    double low = (double)below / (double)count, high = (double)upto / (double)count;
    double e1 = 5 * sqrt(low * (1 - low) / ROUNDS), at = cut / ROUNDS;
    double e2 = 5 * sqrt(high * (1 - high) / ROUNDS);
    return low - e1 <= at + 1. / ROUNDS && at <= high + e2;
}

/* Values from 0 .. 3 tie often, so that ratios are 0, infinite or undefined. */
static void check_bootstrap(uint64_t number) {
    static double low[ALL], high[ALL], difference[ALL];
    double v[DC_ARMS][SMALL], *const results[DC_ARMS] = { v[0], v[1], v[2] };
    dc_interval ratio[DC_RATIOS], means[DC_ARMS];
    dc_random random;
    dc_random_seed(&random, number);
    size_t n = 2 + (size_t)dc_random_below(&random, SMALL - 1), all = 1;
    for (size_t a = 0; a < DC_ARMS; a++)
        for (size_t k = 0; k < n; k++)
            v[a][k] = (double)dc_random_below(&random, 4);
    const dc_bootstrap bootstrap = { ROUNDS, number, 0.9 };
    assert_true(dc_bootstrap_intervals(ratio, means, results, n, &bootstrap));
    for (size_t k = 0; k < n; k++)
        all *= n;
    for (size_t draw = 0; draw < all; draw++) {
        double x[SMALL], y[SMALL], sum = 0;
        for (size_t k = 0, rest = draw; k < n; k++, rest /= n) {
            x[k] = v[DC_ARM_PLAIN][rest % n];
            y[k] = v[DC_ARM_CLF][rest % n];
            sum += y[k] - x[k];
        }
        double up = slow_variance(y, n), down = slow_variance(x, n);
        low[draw] = up == 0 ? 0 : up / down;
        high[draw] = down == 0 ? HUGE_VAL : up / down;
        difference[draw] = sum / (double)n;
    }
    const dc_interval *r = ratio + DC_RATIO_CLF_PLAIN, *m = means + DC_ARM_CLF;
    if (!likely(r->low, low, all, 0.05 * ROUNDS) ||
        !likely(r->high, high, all, 0.95 * ROUNDS - 1) ||
        !likely(m->low, difference, all, 0.05 * ROUNDS) ||
        !likely(m->high, difference, all, 0.95 * ROUNDS - 1))
        fail_msg("case %llu of %zu seeds: %g .. %g, %g .. %g", (unsigned long long)number,
                 n, r->low, r->high, m->low, m->high);
}

static void intervals_are_those_of_all_resamples(void **state) {
    (void)state;
    for (uint64_t k = 1; k <= rounds(BOOTSTRAPS); k++)
        check_bootstrap(k);
}

/* Of equal spreads few are told apart. Normal results of 20 seeds, those of the arms
 * dependent (as they share seeds) or not; DC_TEST_RATES prints how many. */
static void equal_spreads_are_seldom_told_apart(void **state) {
    enum { SEEDS = 20, TRIALS = 400 };
    (void)state;
    for (int64_t shared = 0; shared <= 3; shared += 3) {
        size_t found = 0, trials = rounds(TRIALS);
        dc_random random;
        dc_random_seed(&random, 1);
        for (size_t k = 0; k < trials; k++) {
            double v[DC_ARMS][SEEDS], *const results[DC_ARMS] = { v[0], v[1], v[2] };
            dc_interval ratio[DC_RATIOS], means[DC_ARMS];
            const dc_bootstrap bootstrap = { ROUNDS, k, 0.95 };
            for (size_t s = 0; s < SEEDS; s++) {
                int64_t common = shared * dc_random_normal(&random, 1000000);
                for (size_t a = 0; a < DC_ARMS; a++)
                    v[a][s] = (double)(common + dc_random_normal(&random, 1000000));
            }
            assert_true(dc_bootstrap_intervals(ratio, means, results, SEEDS, &bootstrap));
            found += ratio->low > 1 || ratio->high < 1;
        }
        if (getenv("DC_TEST_RATES"))
            fprintf(stderr, "shared %d: %.4f\n", (int)shared,
                    (double)found / (double)trials);
        assert_true((double)found / (double)trials < 0.14);
        assert_true((double)found / (double)trials > 0.01);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trainings_are_those_of_the_definition),
        cmocka_unit_test(intervals_are_those_of_all_resamples),
        cmocka_unit_test(equal_spreads_are_seldom_told_apart),
    };
    return cmocka_run_group_tests_name("reproduce", tests, NULL, NULL);
}
