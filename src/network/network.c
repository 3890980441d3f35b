#include "network/network.h"

#include <stdlib.h>
#include <string.h>

enum { CACHE_LINE = 64 };

/* Offsets that make the pieces continuous, with value 0 at 0. */
static void set_pieces(dc_pieces *pieces, const dc_activation *activation) {
    pieces->breaks = activation->breaks;
    memcpy(pieces->at, activation->at, sizeof pieces->at);
    memcpy(pieces->slope, activation->slope, sizeof pieces->slope);
    size_t origin = dc_activation_piece(activation, 0);
    pieces->offset[origin] = 0;
    for (size_t k = origin; k < pieces->breaks; k++)
        pieces->offset[k + 1] = pieces->offset[k] +
                                (pieces->slope[k] - pieces->slope[k + 1]) * pieces->at[k];
    for (size_t k = origin; k-- > 0;)
        pieces->offset[k] = pieces->offset[k + 1] +
                            (pieces->slope[k + 1] - pieces->slope[k]) * pieces->at[k];
}

void dc_network_shape(dc_network *network, dc_variant variant,
                      const dc_architecture *architecture,
                      const dc_activation *activation, size_t first, size_t last) {
    *network = (dc_network){ .variant = variant,
                             .kernel = dc_kernel_of(variant),
                             .layers = last - first };
    for (size_t l = first; l < last; l++) {
        dc_layer *layer = network->layer + (l - first);
        layer->inputs = architecture->width[l];
        layer->units = architecture->width[l + 1];
        layer->input_row = dc_variant_padded(variant, layer->inputs + 1);
        layer->row = dc_variant_padded(variant, layer->units);
        layer->offset = network->count;
        layer->active = l + 1 < architecture->layers;
        if (layer->active)
            set_pieces(&layer->pieces, activation + l);
        network->count += (layer->inputs + 1) * layer->row;
    }
}

/* Numbers in the largest weights that a small product transposes. */
static size_t scratch_count(const dc_network *network) {
    size_t most = 0;
    for (size_t l = 0; l < network->layers; l++) {
        const dc_layer *layer = network->layer + l;
        size_t numbers = layer->units * layer->inputs;
        if (numbers * dc_variant_size(network->variant) > DC_SMALL_BYTES)
            continue;
        size_t count = layer->units * layer->input_row;
        most = count > most ? count : most;
    }
    return most;
}

double dc_network_bytes(const dc_network *network, size_t rows) {
    double numbers = (double)network->count + (double)scratch_count(network);
    for (size_t l = 0; l < network->layers; l++) {
        const dc_layer *layer = network->layer + l;
        numbers += (double)rows *
                   (double)((l > 0 ? layer->input_row : 0) + 2 * layer->row);
    }
    return numbers * (double)dc_variant_size(network->variant);
}

void *dc_network_array(dc_variant variant, size_t count) {
    size_t bytes = (count * dc_variant_size(variant) + CACHE_LINE) / CACHE_LINE *
                   CACHE_LINE;
    void *array = aligned_alloc(CACHE_LINE, bytes);
    if (array)
        memset(array, 0, bytes);
    return array;
}

bool dc_network_allocate(dc_network *network, size_t rows) {
    network->rows = rows;
    network->parameters = dc_network_array(network->variant, network->count);
    network->scratch = dc_network_array(network->variant, scratch_count(network));
    bool complete = network->parameters && network->scratch;
    for (size_t l = 0; l < network->layers; l++) {
        dc_layer *layer = network->layer + l;
        layer->z = dc_network_array(network->variant, rows * layer->row);
        layer->delta = dc_network_array(network->variant, rows * layer->row);
        if (l > 0)
            layer->input = dc_network_array(network->variant, rows * layer->input_row);
        complete = complete && layer->z && layer->delta && (l == 0 || layer->input);
    }
    return complete;
}

void dc_network_destroy(dc_network *network) {
    free(network->parameters);
    free(network->scratch);
    for (size_t l = 0; l < network->layers; l++) {
        free(network->layer[l].input);
        free(network->layer[l].z);
        free(network->layer[l].delta);
    }
    *network = (dc_network){ 0 };
}

static void multiply_forward(dc_network *network, size_t l, const void *parameters,
                             const void *input, size_t rows) {
    const dc_layer *layer = network->layer + l;
    network->kernel->multiply(
        &(dc_product){ .m = rows,
                       .n = layer->units,
                       .k = layer->inputs + 1,
                       .c = layer->z,
                       .c_row = layer->row,
                       .a = l > 0 ? layer->input : input,
                       .a_row = layer->input_row,
                       .b = dc_network_at(network, parameters, layer->offset),
                       .b_row = layer->row,
                       .scale = 1 });
}

static void activate_layer(dc_network *network, size_t l, size_t rows, void *output) {
    const dc_layer *layer = network->layer + l;
    void *values = l + 1 < network->layers ? layer[1].input : output;
    network->kernel->activate(layer->z, rows, layer->units, layer->row, values,
                              dc_variant_padded(network->variant, layer->units + 1),
                              &layer->pieces);
}

void dc_network_forward(dc_network *network, const void *parameters, const void *input,
                        size_t rows, void *output) {
    for (size_t l = 0; l < network->layers; l++) {
        multiply_forward(network, l, parameters, input, rows);
        if (network->layer[l].active)
            activate_layer(network, l, rows, output);
    }
}

void dc_network_forward_to(dc_network *network, size_t layer, const void *parameters,
                           const void *input, size_t rows) {
    for (size_t l = 0; l < layer; l++) {
        multiply_forward(network, l, parameters, input, rows);
        activate_layer(network, l, rows, NULL);
    }
    multiply_forward(network, layer, parameters, input, rows);
}

/* What a gradient is added to, or put in place of. */
typedef struct target {
    void *sum;
    double scale;
    bool add;
} target;

/* sum = inputs^T delta, for the layer's weights. */
static void multiply_gradient(const dc_network *network, size_t l, const target *to,
                              const void *input, size_t rows) {
    const dc_layer *layer = network->layer + l;
    network->kernel->multiply(
        &(dc_product){ .m = layer->inputs + 1,
                       .n = layer->units,
                       .k = rows,
                       .c = dc_network_at(network, to->sum, layer->offset),
                       .c_row = layer->row,
                       .a = l > 0 ? layer->input : input,
                       .a_row = layer->input_row,
                       .a_transposed = true,
                       .b = layer->delta,
                       .b_row = layer->row,
                       .scale = to->scale,
                       .add = to->add });
}

/* The delta of the layer below = delta weights^T, without the biases, times the
 * slopes. */
static void multiply_back(const dc_network *network, size_t l, const void *parameters,
                          size_t rows) {
    const dc_layer *layer = network->layer + l, *below = layer - 1;
    network->kernel->multiply(
        &(dc_product){ .m = rows,
                       .n = layer->inputs,
                       .k = layer->units,
                       .c = below->delta,
                       .c_row = below->row,
                       .a = layer->delta,
                       .a_row = layer->row,
                       .b = dc_network_at(network, parameters, layer->offset),
                       .b_row = layer->row,
                       .b_transposed = true,
                       .scratch = network->scratch,
                       .scale = 1 });
    network->kernel->times(below->delta, below->z, rows * below->row);
}

/* Target may be the parameters: a layer's are used before it is its turn. */
static void go_back(dc_network *network, const void *parameters, const target *to,
                    const void *input, size_t rows) {
    for (size_t l = network->layers; l-- > 0;) {
        if (l > 0)
            multiply_back(network, l, parameters, rows);
        multiply_gradient(network, l, to, input, rows);
    }
}

void dc_network_backward(dc_network *network, const void *parameters, void *gradient,
                         const void *input, size_t rows, bool add) {
    go_back(network, parameters, &(target){ gradient, 1, add }, input, rows);
}

void dc_network_descend(dc_network *network, double rate, const void *input,
                        size_t rows) {
    go_back(network, network->parameters, &(target){ network->parameters, -rate, true },
            input, rows);
}
