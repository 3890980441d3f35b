#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <flint/fmpq_mat.h>

#include "network/network.h"
#include "training_of.h"

enum { POINTS = 7, WIDTH_MOST = 40 };

/* A network, its input and the derivatives by its scores in eighths, small enough for
 * floats: every sum is exact, so that rational arithmetic must find the same numbers. */
typedef struct exact_net {
    dc_network network;
    dc_architecture architecture;
    dc_activation activation[DC_LAYERS_MOST];
    void *input, *gradient;
    fmpq_mat_t x, delta;                  /* [POINTS][inputs + 1], [POINTS][units] */
    fmpq_mat_t weights[DC_LAYERS_MOST];   /* [inputs + 1][units] */
    fmpq_mat_t gradients[DC_LAYERS_MOST]; /* the same */
} exact_net;

static void set_number(const dc_network *network, void *array, size_t at, double value) {
    network->kernel->set(dc_network_at(network, array, at), &value, 1, 1);
}

static double get_number(const dc_network *network, const void *array, size_t at) {
    double value;
    network->kernel->get(&value, dc_network_at(network, array, at), 1, 1);
    return value;
}

/* Random eighths within +-1, in a matrix and in an array of rows. */
static void draw_matrix(fmpq_mat_t exact, const dc_network *network, void *array,
                        size_t row, size_t rows, size_t columns, dc_random *random) {
    fmpq_mat_init(exact, (slong)rows, (slong)columns);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) {
            int64_t eighths = dc_random_between(random, -8, 8);
            fmpq_set_si(fmpq_mat_entry(exact, (slong)i, (slong)j), eighths, 8);
            set_number(network, array, i * row + j, (double)eighths / 8);
        }
}

static void exact_net_begin(exact_net *e, dc_variant variant, const char *architecture,
                            const char *activation, dc_random *random) {
    assert_int_equal(dc_architecture_parse(&e->architecture, architecture, 3, 4, NULL),
                     DC_OK);
    for (size_t l = 0; l < e->architecture.layers; l++)
        assert_int_equal(dc_activation_parse(e->activation + l, activation, l, NULL),
                         DC_OK);
    dc_network *network = &e->network;
    dc_network_shape(network, variant, &e->architecture, e->activation, 0,
                     e->architecture.layers);
    assert_true(dc_network_allocate(network, POINTS));
    const dc_layer *first = network->layer, *last = first + network->layers - 1;
    e->input = dc_network_array(variant, POINTS * first->input_row);
    e->gradient = dc_network_array(variant, network->count);
    assert_non_null(e->input);
    assert_non_null(e->gradient);
    draw_matrix(e->x, network, e->input, first->input_row, POINTS, first->inputs + 1,
                random);
    for (size_t s = 0; s < POINTS; s++) {
        fmpq_one(fmpq_mat_entry(e->x, (slong)s, (slong)first->inputs));
        set_number(network, e->input, s * first->input_row + first->inputs, 1);
    }
    for (size_t l = 0; l < network->layers; l++) {
        const dc_layer *layer = first + l;
        draw_matrix(e->weights[l], network,
                    dc_network_at(network, network->parameters, layer->offset),
                    layer->row, layer->inputs + 1, layer->units, random);
        fmpq_mat_init(e->gradients[l], (slong)layer->inputs + 1, (slong)layer->units);
    }
    draw_matrix(e->delta, network, last->delta, last->row, POINTS, last->units, random);
}

static void exact_net_end(exact_net *e) {
    for (size_t l = 0; l < e->network.layers; l++) {
        fmpq_mat_clear(e->weights[l]);
        fmpq_mat_clear(e->gradients[l]);
    }
    fmpq_mat_clear(e->x);
    fmpq_mat_clear(e->delta);
    dc_network_destroy(&e->network);
    free(e->input);
    free(e->gradient);
}

/* The slope at z, and z becomes the value: from the definition, piece by piece from 0. */
static double slope_at(fmpq_t z, const dc_activation *a) {
    fmpq_t low, high, end, sum, factor;
    double slope = a->slope[0];
    int sign = fmpq_sgn(z);
    fmpq_init(low), fmpq_init(high), fmpq_init(end), fmpq_init(sum), fmpq_init(factor);
    for (size_t k = 0; k <= a->breaks; k++) {
        fmpq_set(low, z), fmpq_zero(high);
        if (sign > 0)
            fmpq_swap(low, high);
        if (k > 0) {
            fmpq_set_si(end, (slong)(a->at[k - 1] * 64), 64);
            slope = fmpq_cmp(z, end) > 0 ? a->slope[k] : slope;
            if (fmpq_cmp(end, low) > 0)
                fmpq_set(low, end);
        }
        fmpq_set_si(end, k < a->breaks ? (slong)(a->at[k] * 64) : 1 << 30, 64);
        if (fmpq_cmp(end, high) < 0)
            fmpq_set(high, end);
        fmpq_sub(high, high, low);
        fmpq_set_si(factor, (slong)(a->slope[k] * 64) * sign, 64);
        if (fmpq_sgn(high) > 0)
            fmpq_addmul(sum, high, factor);
    }
    fmpq_set(z, sum);
    fmpq_clear(low), fmpq_clear(high), fmpq_clear(end), fmpq_clear(sum),
        fmpq_clear(factor);
    return slope;
}

/* inputs[l] and slopes[l] of every layer, and the scores, in rationals. */
static void exact_forward(exact_net *e, fmpq_mat_t *inputs, fmpq_mat_t *slopes,
                          fmpq_mat_t scores) {
    size_t layers = e->network.layers;
    fmpq_mat_init_set(inputs[0], e->x);
    for (size_t l = 0; l < layers; l++) {
        slong units = (slong)e->network.layer[l].units;
        fmpq_mat_t z;
        fmpq_mat_init(z, POINTS, units);
        fmpq_mat_mul(z, inputs[l], e->weights[l]);
        fmpq_mat_init(inputs[l + 1], POINTS, units + 1);
        fmpq_mat_init(slopes[l], POINTS, units);
        for (slong s = 0; s < POINTS; s++) {
            fmpq_one(fmpq_mat_entry(inputs[l + 1], s, units));
            for (slong j = 0; j < units; j++) {
                if (l + 1 == layers)
                    fmpq_set(fmpq_mat_entry(scores, s, j), fmpq_mat_entry(z, s, j));
                double slope = slope_at(fmpq_mat_entry(z, s, j), e->activation + l);
                fmpq_set_si(fmpq_mat_entry(slopes[l], s, j), (slong)(slope * 64), 64);
                fmpq_set(fmpq_mat_entry(inputs[l + 1], s, j), fmpq_mat_entry(z, s, j));
            }
        }
        fmpq_mat_clear(z);
    }
}

static void exact_backward(exact_net *e, fmpq_mat_t *inputs, fmpq_mat_t *slopes) {
    fmpq_mat_t delta, turned, below;
    fmpq_mat_init_set(delta, e->delta);
    for (size_t l = e->network.layers; l-- > 0;) {
        slong in = (slong)e->network.layer[l].inputs,
              units = (slong)e->network.layer[l].units;
        fmpq_mat_init(turned, in + 1, POINTS);
        fmpq_mat_transpose(turned, inputs[l]);
        fmpq_mat_mul(e->gradients[l], turned, delta);
        fmpq_mat_clear(turned);
        if (l == 0)
            break;
        fmpq_mat_init(turned, units, in + 1);
        fmpq_mat_init(below, POINTS, in + 1);
        fmpq_mat_transpose(turned, e->weights[l]);
        fmpq_mat_mul(below, delta, turned);
        fmpq_mat_clear(turned);
        fmpq_mat_clear(delta);
        fmpq_mat_init(delta, POINTS, in);
        for (slong s = 0; s < POINTS; s++)
            for (slong i = 0; i < in; i++)
                fmpq_mul(fmpq_mat_entry(delta, s, i), fmpq_mat_entry(below, s, i),
                         fmpq_mat_entry(slopes[l - 1], s, i));
        fmpq_mat_clear(below);
    }
    fmpq_mat_clear(delta);
}

static void expect_matrix(const char *what, const dc_network *network, const void *array,
                          size_t row, const fmpq_mat_t exact) {
    fmpq_t found;
    mpq_t value;
    fmpq_init(found);
    mpq_init(value);
    for (slong i = 0; i < fmpq_mat_nrows(exact); i++)
        for (slong j = 0; j < fmpq_mat_ncols(exact); j++) {
            double number = get_number(network, array, (size_t)i * row + (size_t)j);
            mpq_set_d(value, number);
            fmpq_set_mpq(found, value);
            if (!fmpq_equal(found, fmpq_mat_entry(exact, i, j)))
                fail_msg("%s %ld,%ld of variant %d: %a is not %s", what, (long)i, (long)j,
                         network->variant, number,
                         fmpq_get_str(NULL, 10, fmpq_mat_entry(exact, i, j)));
        }
    mpq_clear(value);
    fmpq_clear(found);
}

/* Adding a second time doubles the gradient. */
static void expect_gradients(exact_net *e, bool twice) {
    dc_network *network = &e->network;
    fmpz_t two;
    fmpz_init_set_ui(two, 2);
    dc_network_backward(network, network->parameters, e->gradient, e->input, POINTS,
                        twice);
    for (size_t l = 0; l < network->layers; l++) {
        if (twice)
            fmpq_mat_scalar_mul_fmpz(e->gradients[l], e->gradients[l], two);
        expect_matrix("gradient", network,
                      dc_network_at(network, e->gradient, network->layer[l].offset),
                      network->layer[l].row, e->gradients[l]);
    }
    fmpz_clear(two);
}

static void check_exactly(dc_variant variant, const char *architecture,
                          const char *activation, dc_random *random) {
    exact_net e;
    fmpq_mat_t inputs[DC_LAYERS_MOST], slopes[DC_LAYERS_MOST], scores;
    exact_net_begin(&e, variant, architecture, activation, random);
    dc_network *network = &e.network;
    const dc_layer *last = network->layer + network->layers - 1;
    fmpq_mat_init(scores, POINTS, (slong)last->units);
    exact_forward(&e, inputs, slopes, scores);
    exact_backward(&e, inputs, slopes);
    dc_network_forward(network, network->parameters, e.input, POINTS, NULL);
    expect_matrix("score", network, last->z, last->row, scores);
    expect_gradients(&e, false);
    expect_gradients(&e, true);
    for (size_t l = 0; l <= network->layers; l++) {
        fmpq_mat_clear(inputs[l]);
        if (l < network->layers)
            fmpq_mat_clear(slopes[l]);
    }
    fmpq_mat_clear(scores);
    exact_net_end(&e);
}

static void numbers_are_those_of_rationals(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (dc_variant v = 0; v < DC_VARIANTS; v++)
        for (size_t a = 0; a < SOME_ACTIVATIONS && dc_variant_runs(v); a++) {
            check_exactly(v, "linear", some_activations[a], &random);
            check_exactly(v, "5", some_activations[a], &random);
            check_exactly(v, "7,3", some_activations[a], &random);
            if (dc_variant_size(v) == sizeof(double))
                check_exactly(v, "4,9,5", some_activations[a], &random);
        }
}

/* Wide enough for BLAS; widths that end inside a vector. */
static void large_layers_are_exact_too(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (dc_variant v = 0; v < DC_VARIANTS; v++)
        if (dc_variant_runs(v))
            check_exactly(v, "301,67", "leaky_relu:0.25", &random);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_those_of_rationals),
        cmocka_unit_test(large_layers_are_exact_too),
    };
    return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}
