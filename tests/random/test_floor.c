/* Floors against classifiers: random data, the m* that dc_check finds on them, and affine
 * scores that misclassify as much as they can for their loss (T5-T8). No classifier may be
 * less accurate than the floor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include <doublecheck/floor.h>

#include "cases.h"

enum { MOST = 400, DIMS = 2, CLASSES = 4, UNIT = 1 << 20, CLIMB = 400 };

/* Points with integer coordinates, mostly within +-UNIT, and weights. */
typedef struct cloud {
    size_t N, n;
    unsigned K;
    int64_t x[MOST][DIMS];
    int64_t weight[MOST], total;
    int64_t label[MOST];
} cloud;

/* Scores scale (<w_a, x> + b_a) / UNIT: but for the scale, integers, so that ties are seen. */
typedef struct scores {
    int64_t w[CLASSES][DIMS], b[CLASSES];
    double scale;
} scores;

typedef struct outcome {
    double loss, wrong; /* rounded; wrong is exact but for one division */
} outcome;

typedef struct constants {
    double kappa, sigma, delta;
} constants;

static const constants table[] = {
    { 4, 1, 0.5 },     { 4, 0.5, 0.875 },  { 4, 1.75, 0.25 },  { 3, 0.75, 0.5 },
    { 3, 0.25, 0.75 }, { 2, 0.5, 0.5 },    { 2, 0.25, 0.875 }, { 1.5, 0.25, 0.5 },
    { 4, 0.25, 0.5 },  { 2, 0.125, 0.25 }, { 4, 1, 0.25 },     { 3, 0.75, 0.25 },
};
enum { CONSTANTS = sizeof table / sizeof *table, SHAPES = 8 };

/* The quantile `part`, in (0, 1), of a distribution about 0; sign is the side. The last ones
 * have as little mass near 0 as the condition lets them: mass grows by 1 + sigma where radii
 * do by kappa up to mass delta; what is left is `far` away. */
static double quantile(size_t shape, double part, double sign, const constants *c,
                       double far) {
    switch (shape) {
    case 0: /* uniform */
        return sign * part;
    case 1: /* heavy tails */
        return sign * log((1 + part) / (1 - part)) / 4;
    case 2: /* clusters */
        return sign * (floor(part * 3) / 3 + part / 8);
    case 3: /* many ties */
        return sign * floor(part * 12) / 12;
    default:
        if (part > c->delta)
            return sign * far * (1 + (part - c->delta) / (1 - c->delta));
        return sign * pow(part / c->delta, log(c->kappa) / log1p(c->sigma));
    }
}

static void make_cloud(cloud *data, struct case_random *random, const constants *c,
                       size_t n, unsigned K) {
    size_t shape = (size_t)case_between(random, 0, SHAPES - 1);
    double even = (double)case_between(random, 0, 3),
           far = (double)case_between(random, 1, 20);
    bool weighted = case_between(random, 0, 3) == 0;
    data->n = n;
    data->K = K;
    data->N = (size_t)(n == 1 ? case_between(random, 50, MOST)
                              : case_between(random, 60, 200));
    data->total = 0;
    for (size_t k = 0; k < data->N; k++) {
        double noise = (double)case_between(random, 1, 99) / 100,
               turn = (double)k * 0.618;
        double part = (even > 0 ? ((double)k + noise) / (double)data->N : noise);
        double other = even > 0 ? turn - floor(turn) : noise * (double)(k % 7) / 7;
        data->x[k][0] = llround(UNIT * quantile(shape, part, k % 2 ? 1 : -1, c, far));
        data->x[k][1] = llround(UNIT *
                                quantile(shape % 2, other, k / 2 % 2 ? 1 : -1, c, far));
        data->weight[k] = weighted ? case_between(random, 1, 4) : 1;
        data->total += data->weight[k];
    }
}

static int compare_coordinates(const void *left, const void *right) {
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Bands of the first coordinate, with edges at points. */
static void band_scores(scores *s, const cloud *data, struct case_random *random) {
    int64_t sorted[MOST], w = case_between(random, 1, 4);
    long N = (long)data->N;
    for (size_t k = 0; k < data->N; k++)
        sorted[k] = data->x[k][0];
    qsort(sorted, data->N, sizeof *sorted, compare_coordinates);
    for (unsigned a = 1; a < data->K; a++) {
        long edge = a * N / (long)data->K + case_between(random, -N / 16, N / 16);
        s->w[a][0] = s->w[a - 1][0] + w;
        s->b[a] = s->b[a - 1] - w * sorted[edge];
    }
}

static void random_scores(scores *s, const cloud *data, struct case_random *random) {
    memset(s, 0, sizeof *s);
    bool through = case_between(random, 0, 1) == 1;
    const int64_t *x = data->x[case_between(random, 0, (long)data->N - 1)];
    for (unsigned a = 0; a < data->K; a++)
        for (size_t l = 0; l < data->n; l++) {
            s->w[a][l] = case_between(random, -8, 8) *
                         (l ? case_between(random, 0, 1) : 1);
            s->b[a] -= through ? s->w[a][l] * x[l] : 0;
        }
    for (unsigned a = 0; a < data->K && case_between(random, 0, 1); a++)
        s->b[a] += case_between(random, -UNIT, UNIT);
    if (case_between(random, 0, 1)) {
        memset(s, 0, sizeof *s);
        band_scores(s, data, random);
    }
    s->scale = exp2((double)case_between(random, -8, 24) / 4);
}

/* A copy with something changed. */
static scores neighbour(const scores *old, const cloud *data,
                        struct case_random *random) {
    scores s = *old;
    size_t a = (size_t)case_between(random, 0, (long)data->K - 1);
    size_t l = (size_t)case_between(random, 0, (long)data->n - 1);
    int64_t step = case_between(random, -8, 8) * (1L << case_between(random, 0, 17));
    switch (case_between(random, 0, 3)) {
    case 0:
        s.w[a][l] += case_between(random, -2, 2);
        break;
    case 1: /* about a point */
        s.w[a][l] += 1;
        s.b[a] -= data->x[case_between(random, 0, (long)data->N - 1)][l];
        break;
    case 2:
        s.b[a] += step;
        break;
    default:
        s.scale *= exp2((double)case_between(random, -16, 16) / 32);
    }
    return s;
}

/* Scores of point k, as integers. */
static void score(int64_t *value, const scores *s, const cloud *data, size_t k) {
    for (unsigned a = 0; a < data->K; a++) {
        value[a] = s->b[a];
        for (size_t l = 0; l < data->n; l++)
            value[a] += s->w[a][l] * data->x[k][l];
    }
}

static double pays(const int64_t *value, const scores *s, const cloud *data,
                   size_t label) {
    double sum = 0;
    for (unsigned a = 0; a < data->K; a++)
        if (a != label)
            sum += exp(s->scale * (double)(value[a] - value[label]) / UNIT);
    return log1p(sum);
}

static bool is_wrong(const int64_t *value, const cloud *data, size_t label) {
    for (unsigned a = 0; a < data->K; a++)
        if (a != label && value[a] >= value[label])
            return true;
    return false;
}

/* The loss and the misclassified part, ties included. */
static outcome evaluate(const scores *s, const cloud *data) {
    outcome o = { 0, 0 };
    for (size_t k = 0; k < data->N; k++) {
        int64_t value[CLASSES];
        size_t label = (size_t)data->label[k];
        score(value, s, data, k);
        o.loss += (double)data->weight[k] * pays(value, s, data, label);
        o.wrong += is_wrong(value, data, label) ? (double)data->weight[k] : 0;
    }
    o.loss /= (double)data->total;
    o.wrong /= (double)data->total;
    return o;
}

typedef struct near_miss {
    double gap; /* between the best two scores: what a wrong label costs */
    size_t point;
    int64_t best, second;
} near_miss;

static int compare_gaps(const void *left, const void *right) {
    const near_miss *a = left, *b = right;
    return (a->gap > b->gap) - (a->gap < b->gap);
}

/* The labels that are worst for the scores: wrong where that costs least, as long as the loss
 * allows. */
static outcome label_worst(cloud *data, const scores *s, double loss) {
    near_miss list[MOST];
    outcome o = { 0, 0 };
    for (size_t k = 0; k < data->N; k++) {
        int64_t value[CLASSES], *best = value, *second = NULL;
        score(value, s, data, k);
        for (unsigned a = 1; a < data->K; a++)
            best = value[a] > *best ? value + a : best;
        for (unsigned a = 0; a < data->K; a++)
            if (value + a != best && (!second || value[a] > *second))
                second = value + a;
        list[k] = (near_miss){ s->scale * (double)(*best - *second) / UNIT, k,
                               best - value, second - value };
        data->label[k] = best - value;
        o.loss += (double)data->weight[k] * pays(value, s, data, (size_t)data->label[k]) /
                  (double)data->total;
    }
    qsort(list, data->N, sizeof *list, compare_gaps);
    for (size_t i = 0; i < data->N; i++) {
        double part = (double)data->weight[list[i].point] / (double)data->total;
        if (o.loss + part * list[i].gap > loss)
            continue;
        o.loss += part * list[i].gap;
        o.wrong += part;
        data->label[list[i].point] = list[i].second;
    }
    return o;
}

/* Better for the adversary: within the loss, then more misclassified. */
static bool worse(outcome o, outcome than, double loss) {
    if (o.loss > loss || than.loss > loss)
        return o.loss < than.loss;
    return o.wrong > than.wrong || (o.wrong == than.wrong && o.loss < than.loss);
}

/* Searches scores for which the worst labels are worst, and sets those. */
static scores worst_labels(cloud *data, struct case_random *random, double loss) {
    scores best;
    outcome least = { INFINITY, 0 };
    for (int k = 0; k < 600; k++) {
        scores s;
        if (k < 200)
            random_scores(&s, data, random);
        else
            s = neighbour(&best, data, random);
        outcome o = label_worst(data, &s, loss);
        if (worse(o, least, loss)) {
            best = s;
            least = o;
        }
    }
    label_worst(data, &best, loss);
    return best;
}

/* As scores say, with some noise, but not too much for the loss. */
static void natural_labels(cloud *data, const scores *s, struct case_random *random,
                           double loss) {
    long noise = case_between(random, 0, (long)(loss * 15));
    label_worst(data, s, 0);
    for (size_t k = 0; k < data->N; k++)
        if (case_between(random, 0, 99) < noise)
            data->label[k] = case_between(random, 0, (long)data->K - 1);
}

static bool has_every_class(const cloud *data) {
    unsigned seen = 0;
    for (size_t k = 0; k < data->N; k++)
        seen |= 1U << data->label[k];
    return seen == (1U << data->K) - 1;
}

static dc_dataset *dataset_of(const cloud *data) {
    double x[MOST * DIMS], weight[MOST];
    dc_dataset *out;
    dc_error error;
    for (size_t k = 0; k < data->N; k++) {
        for (size_t l = 0; l < data->n; l++)
            x[k * data->n + l] = (double)data->x[k][l];
        weight[k] = (double)data->weight[k];
    }
    if (dc_dataset_from_doubles(&out, data->N, data->n, x, data->label, weight, &error) !=
        DC_OK)
        fail_msg("%s", error.message);
    return out;
}

/* m* of the worst pair; 10^-6 where none violates, as m0 > 0. */
static void set_critical_mass(dc_guarantee *g, const dc_dataset *data) {
    dc_check_options options;
    dc_result *result;
    dc_error error;
    dc_check_options_init(&options);
    options.threads = 1;
    options.time_limit = 0;
    mpq_set(options.parameters.kappa, g->parameters.kappa);
    mpq_set(options.parameters.sigma, g->parameters.sigma);
    mpq_set(options.parameters.delta, g->parameters.delta);
    mpq_div_2exp(options.parameters.m0, g->parameters.delta, 1);
    if (dc_check(&result, data, &options, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_int_equal(result->stop, DC_STOP_NONE);
    mpq_set_ui(g->parameters.m0, 1, 1000000);
    for (size_t k = 0; k < result->group_count; k++)
        if (mpq_cmp(result->groups[k].bracket.hi, g->parameters.m0) > 0)
            mpq_set(g->parameters.m0, result->groups[k].bracket.hi);
    dc_result_destroy(result);
    dc_check_options_clear(&options);
}

static void set_constants(dc_guarantee *g, const constants *c, const dc_dataset *data) {
    mpq_set_d(g->parameters.kappa, c->kappa);
    mpq_set_d(g->parameters.sigma, c->sigma);
    mpq_set_d(g->parameters.delta, c->delta);
    set_critical_mass(g, data);
}

static void floors_of(double *floor, double *trivial, const dc_guarantee *g) {
    dc_error error;
    mpq_t value;
    mpq_init(value);
    assert_int_equal(dc_floor_trivial(value, g->loss, &error), DC_OK);
    *trivial = mpq_get_d(value);
    if (dc_floor_doubling(value, g, &error) != DC_OK)
        fail_msg("%s", error.message);
    *floor = mpq_get_d(value);
    mpq_clear(value);
}

/* The first constants, from c on, for which m* helps (T6); else the last. */
static void set_guarantee(dc_guarantee *g, double *floor, double *trivial,
                          const cloud *data, const constants *c) {
    dc_dataset *set = dataset_of(data);
    dc_error error;
    double useful = mpq_get_d(g->loss) * data->K / 4;
    if (dc_guarantee_set_groups(g, set, DC_GROUPS_AUTO, &error) != DC_OK)
        fail_msg("%s", error.message);
    *floor = *trivial = 0;
    for (size_t k = 0; k < CONSTANTS && *floor < *trivial + 1e-4; k++) {
        set_constants(g, table + ((size_t)(c - table) + k) % CONSTANTS, set);
        if (mpq_get_d(g->parameters.m0) < useful || k + 1 == CONSTANTS)
            floors_of(floor, trivial, g);
    }
    dc_dataset_destroy(set);
}

typedef struct tally {
    size_t trials, gains;
    double
        closest; /* misclassified, as a part of what the floor allows, where it gains */
} tally;

static void report(const cloud *data, const scores *s, const dc_guarantee *g) {
    gmp_fprintf(stderr, "N %zu, n %zu, K %u, kappa %Qd sigma %Qd delta %Qd m0 %Qd\n",
                data->N, data->n, data->K, g->parameters.kappa, g->parameters.sigma,
                g->parameters.delta, g->parameters.m0);
    for (unsigned a = 0; a < data->K; a++)
        fprintf(stderr, "w %ld %ld b %ld, scale %a / %d\n", (long)s->w[a][0],
                (long)s->w[a][1], (long)s->b[a], s->scale, (int)UNIT);
    for (size_t k = 0; k < data->N; k++)
        fprintf(stderr, "%ld %ld w=%ld %ld\n", (long)data->x[k][0], (long)data->x[k][1],
                (long)data->weight[k], (long)data->label[k]);
}

/* Searches for a classifier within the loss that is less accurate than the floor; the most
 * that is misclassified. */
static double attack(const cloud *data, const scores *start, struct case_random *random,
                     const dc_guarantee *g, double floor, uint64_t seed) {
    const double loss = mpq_get_d(g->loss) * (1 - 1e-12); /* rounding */
    scores best = *start;
    outcome least = { INFINITY, 0 }, most = { 0, 0 };
    for (int k = 0; k < 4 * CLIMB; k++) {
        scores s = neighbour(&best, data, random);
        if (k % CLIMB == 0) { /* afresh */
            s = *start;
            s.scale *= exp2(2 * k / CLIMB);
            if (k == 3 * CLIMB)
                random_scores(&s, data, random);
        }
        outcome o = evaluate(&s, data);
        if (o.loss <= loss && 1 - o.wrong < floor - 1e-12) {
            report(data, &s, g);
            fail_msg("seed %lu: loss %.12f, accuracy %.12f, floor %.12f",
                     (unsigned long)seed, o.loss, 1 - o.wrong, floor);
        }
        if (o.loss <= loss && o.wrong > most.wrong)
            most = o;
        if (k % CLIMB == 0 || worse(o, least, loss)) {
            best = s;
            least = o;
        }
    }
    return most.wrong;
}

static void try_data(uint64_t seed, size_t n, unsigned K, tally *t) {
    struct case_random random = { seed };
    const constants *c = table + case_between(&random, 0, CONSTANTS - 1);
    double loss = (double)case_between(&random, 2, K == 2 ? 40 : 16) / 100, floor,
           trivial;
    cloud data;
    scores start;
    memset(&data, 0, sizeof data);
    make_cloud(&data, &random, c, n, K);
    random_scores(&start, &data, &random);
    if (case_between(&random, 0, 3) < (K == 2 ? 3 : 1))
        start = worst_labels(&data, &random, loss * (1 - 1e-9));
    else
        natural_labels(&data, &start, &random, loss);
    if (!has_every_class(&data))
        return;
    dc_guarantee g;
    dc_guarantee_init(&g);
    mpq_set_d(g.loss, loss);
    g.fineness = K == 2 ? 1 + seed % 2 : 1;
    set_guarantee(&g, &floor, &trivial, &data, c);
    double wrong = attack(&data, &start, &random, &g, floor, seed);
    t->trials++;
    if (floor > trivial + 1e-4) {
        t->gains++;
        t->closest = fmax(t->closest, wrong / (1 - floor));
    }
    dc_guarantee_clear(&g);
}

/* close > 0: floors must be above T5's, and at least that part of the misclassified that one
 * allows must be attained. */
static void try_many(size_t count, uint64_t first, size_t n, unsigned K, double close) {
    tally t = { 0 };
    for (uint64_t seed = first; seed < first + count; seed++)
        try_data(seed, n, K, &t);
    print_message("n = %zu, K = %u: %zu of %zu floors above T5's, and up to %.3f of what "
                  "one allows is misclassified\n",
                  n, K, t.gains, t.trials, t.closest);
    assert_true(t.trials > 0 && t.closest >= close);
}

static void two_classes_on_a_line(void **state) {
    (void)state;
    try_many(rounds(40), 1000, 1, 2, 0.75);
}

static void two_classes_in_the_plane(void **state) {
    (void)state;
    try_many(rounds(12), 2000, 2, 2, 0.5);
}

static void three_classes_on_a_line(void **state) {
    (void)state;
    try_many(rounds(16), 3000, 1, 3, 0.4);
}

/* Here a floor is rarely above T5's. */
static void more_classes_and_dimensions(void **state) {
    (void)state;
    try_many(rounds(6), 4000, 1, 4, 0);
    try_many(rounds(4), 5000, 2, 3, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_classes_on_a_line),
        cmocka_unit_test(two_classes_in_the_plane),
        cmocka_unit_test(three_classes_on_a_line),
        cmocka_unit_test(more_classes_and_dimensions),
    };
    return cmocka_run_group_tests_name("floor", tests, NULL, NULL);
}
