/* Dense layers: forward, and backward to the gradient by the parameters.
 *
 *     dc_network_shape(&network, variant, ...);
 *     if (dc_network_allocate(&network, rows) ...
 *     dc_network_forward(&network, network.parameters, input, rows, NULL);
 *                                 -- the last layer's z are scores; set its delta
 *     dc_network_backward(&network, network.parameters, gradient, input, rows, false);
 *
 * `real` is the variant's number. The biases are the last row of a layer's weights, and
 * each row of inputs ends with a 1 for them, so that products do all.
 */
#ifndef DC_NETWORK_NETWORK_H
#define DC_NETWORK_NETWORK_H

#include "network/architecture.h"
#include "network/kernel.h"

typedef struct dc_layer {
    size_t inputs, units;
    size_t input_row; /* padded(inputs + 1): numbers in a row of inputs */
    size_t row;       /* padded(units) */
    size_t offset;    /* in the parameters: real [inputs + 1][row] */
    bool active;      /* an activation follows */
    dc_pieces pieces;
    void *input; /* real [rows][input_row]; of the first layer the caller's: NULL */
    void *z;     /* real [rows][row]: scores; slopes of the activation, if active */
    void *delta; /* real [rows][row]: derivatives of the loss by what was z */
} dc_layer;

typedef struct dc_network {
    dc_variant variant;
    const dc_kernel *kernel;
    size_t layers; /* 0 is allowed: nothing may be called then */
    size_t rows;   /* points that fit */
    size_t count;  /* of numbers in all layers' weights, padding included */
    dc_layer layer[DC_LAYERS_MOST];
    void *parameters; /* real [count]; padding is 0 and stays so */
    void *scratch;    /* transposed weights */
} dc_network;

/* Sets everything but the arrays: layers first .. last - 1 of an architecture;
 * activation is that of all hidden layers, [L - 1]. */
void dc_network_shape(dc_network *network, dc_variant variant,
                      const dc_architecture *architecture,
                      const dc_activation *activation, size_t first, size_t last);

/* Bytes that dc_network_allocate takes; < 2^63 for rows below 2^31. */
double dc_network_bytes(const dc_network *network, size_t rows);

/* False if memory is out. dc_network_destroy() frees in both cases. */
bool dc_network_allocate(dc_network *network, size_t rows);
void dc_network_destroy(dc_network *network);

/* Scores of 1 .. network->rows points, input real [rows][input_row], into the last
 * layer's z; an activation of the last layer gives output, real [rows][padded(units +
 * 1)]. */
void dc_network_forward(dc_network *network, const void *parameters, const void *input,
                        size_t rows, void *output);

/* The same up to a layer, whose z is left as it is before the activation. */
void dc_network_forward_to(dc_network *network, size_t layer, const void *parameters,
                           const void *input, size_t rows);

/* Gradient, real [count], from the last layer's delta, after a pass forward of the same
 * input and parameters; added to gradient if add. The first layer's input has none. */
void dc_network_backward(dc_network *network, const void *parameters, void *gradient,
                         const void *input, size_t rows, bool add);

/* The same, and parameters -= rate gradient at once: no gradient is stored or read. */
void dc_network_descend(dc_network *network, double rate, const void *input, size_t rows);

/* A real array's element. */
static inline void *dc_network_at(const dc_network *network, const void *array,
                                  size_t k) {
    return (char *)array + k * dc_variant_size(network->variant);
}

/* Memory for numbers, all 0, at the start of a cache line; NULL if memory is out. */
void *dc_network_array(dc_variant variant, size_t count);

#endif
