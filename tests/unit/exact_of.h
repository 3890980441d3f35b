/* For tests of what trainings compute: a network's scores in exact rationals, from its
 * layers as the interface gives them, slowly. Included after cmocka.h. */
#ifndef TEST_EXACT_OF_H
#define TEST_EXACT_OF_H

#include <gmp.h>
#include <stdlib.h>

#include <doublecheck/network.h>

/* The classifier with a training's present weights, on the points of a dataset. */
typedef struct exact_network {
    const dc_training *training;
    const dc_dataset *data;
    const double *shift, *scale; /* [n]; NULL: the points as they are */
    const char *activation;
} exact_network;

static inline mpq_t *exact_row(size_t count) {
    mpq_t *row = malloc(count * sizeof *row);
    assert_non_null(row);
    for (size_t k = 0; k < count; k++)
        mpq_init(row[k]);
    return row;
}

static inline void exact_row_free(mpq_t *row, size_t count) {
    for (size_t k = 0; k < count; k++)
        mpq_clear(row[k]);
    free(row);
}

static inline void exact_clip(mpq_t value, double at, bool above) {
    mpq_t end;
    mpq_init(end);
    mpq_set_d(end, at);
    if (above ? mpq_cmp(value, end) < 0 : mpq_cmp(value, end) > 0)
        mpq_set(value, end);
    mpq_clear(end);
}

/* The integral of the slopes from 0 to z. */
static inline void exact_activate(mpq_t z, const dc_activation *activation) {
    mpq_t sum, lo, hi, slope;
    int sign = mpq_sgn(z);
    mpq_inits(sum, lo, hi, slope, NULL);
    for (size_t k = 0; k <= activation->breaks; k++) {
        mpq_set_ui(lo, 0, 1);
        mpq_set_ui(hi, 0, 1);
        mpq_set(sign < 0 ? lo : hi, z);
        if (k > 0)
            exact_clip(lo, activation->at[k - 1], true);
        if (k < activation->breaks)
            exact_clip(hi, activation->at[k], false);
        mpq_sub(hi, hi, lo);
        mpq_set_d(slope, activation->slope[k]);
        mpq_mul(slope, slope, hi);
        if (mpq_sgn(hi) > 0)
            mpq_add(sum, sum, slope);
    }
    mpq_set(z, sum);
    if (sign < 0)
        mpq_neg(z, z);
    mpq_clears(sum, lo, hi, slope, NULL);
}

/* out[units] = W in + b. */
static inline void exact_map(mpq_t *out, const mpq_t *in, const dc_training *training,
                             size_t layer) {
    size_t inputs = dc_training_inputs(training, layer),
           units = dc_training_units(training, layer);
    double *weights = malloc((inputs + 1) * units * sizeof *weights),
           *biases = weights + inputs * units;
    mpq_t term;
    assert_non_null(weights);
    mpq_init(term);
    dc_training_get_layer(training, layer, weights, biases);
    for (size_t j = 0; j < units; j++) {
        mpq_set_d(out[j], biases[j]);
        for (size_t i = 0; i < inputs; i++) {
            mpq_set_d(term, weights[j * inputs + i]);
            mpq_mul(term, term, in[i]);
            mpq_add(out[j], out[j], term);
        }
    }
    mpq_clear(term);
    free(weights);
}

/* score[K], initialised, from the inputs of layer `first`. */
static inline void exact_scores_from(mpq_t *score, const exact_network *network,
                                     const mpq_t *inputs, size_t first) {
    const dc_training *t = network->training;
    size_t layers = dc_training_layers(t), count = dc_training_inputs(t, first);
    mpq_t *in = exact_row(count);
    for (size_t i = 0; i < count; i++)
        mpq_set(in[i], inputs[i]);
    for (size_t l = first; l < layers; l++) {
        size_t units = dc_training_units(t, l);
        mpq_t *out = exact_row(units);
        dc_activation activation;
        exact_map(out, in, t, l);
        assert_int_equal(dc_activation_parse(&activation, network->activation, l, NULL),
                         DC_OK);
        for (size_t j = 0; j < units && l + 1 < layers; j++)
            exact_activate(out[j], &activation);
        exact_row_free(in, count);
        in = out;
        count = units;
    }
    for (size_t a = 0; a < count; a++)
        mpq_set(score[a], in[a]);
    exact_row_free(in, count);
}

static inline void exact_scores(mpq_t *score, const exact_network *network, size_t s) {
    size_t n = dc_dataset_features(network->data);
    mpq_t *x = exact_row(n), number;
    mpq_init(number);
    for (size_t l = 0; l < n; l++) {
        dc_dataset_value(x[l], network->data, s, l);
        if (!network->shift)
            continue;
        mpq_set_d(number, network->shift[l]);
        mpq_sub(x[l], x[l], number);
        mpq_set_d(number, network->scale[l]);
        mpq_mul(x[l], x[l], number);
    }
    exact_scores_from(score, network, x, 0);
    mpq_clear(number);
    exact_row_free(x, n);
}

/* deltaX of D7. */
static inline void exact_margin(mpq_t margin, const mpq_t *score, size_t classes,
                                size_t label) {
    mpq_t difference;
    bool first = true;
    mpq_init(difference);
    for (size_t a = 0; a < classes; a++) {
        if (a == label)
            continue;
        mpq_sub(difference, score[label], score[a]);
        if (first || mpq_cmp(difference, margin) < 0)
            mpq_set(margin, difference);
        first = false;
    }
    mpq_clear(difference);
}

#endif
