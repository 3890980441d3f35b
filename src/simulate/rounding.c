#include "simulate/rounding.h"

#include <math.h>

#include "network/training.h"

static const double UNIT = 0x1p-53, SINGLE_UNIT = 0x1p-24;

/* Least numbers above 0: no error below the normal numbers is larger. */
static const double LEAST = 0x1p-1074, SINGLE_LEAST = 0x1p-149;

/* Makes up for the rounding of these bounds themselves. */
static const double SLACK = 1.001;

dc_span dc_rounding_of_samples(const dc_samples *samples, const double *shift,
                               const double *scale, bool single) {
    dc_span span = { 0 };
    for (size_t k = 0; k < samples->points * samples->features; k++) {
        size_t l = k % samples->features;
        double x = samples->x[k], from = shift ? shift[l] : 0;
        double factor = scale ? scale[l] : 1, size = fabs(x - from) * factor;
        double error = (UNIT * fabs(x) + LEAST) * factor;
        error += shift ? 4 * UNIT * size + LEAST : 0;
        error += single ? 2 * SINGLE_UNIT * size + SINGLE_LEAST : 0;
        span.size = fmax(span.size, size);
        span.error = fmax(span.error, error);
    }
    return span;
}

/* Largest sum of |weights| of a unit, and largest |bias|. */
typedef struct norms {
    double weights, bias;
} norms;

static norms measure(const dc_training *training, size_t layer, double *work) {
    size_t inputs = dc_training_inputs(training, layer);
    size_t units = dc_training_units(training, layer);
    double *biases = work + inputs * units;
    norms n = { 0 };
    dc_training_get_layer(training, layer, work, biases);
    for (size_t j = 0; j < units; j++) {
        double sum = 0;
        for (size_t i = 0; i < inputs; i++)
            sum += fabs(work[j * inputs + i]);
        n.weights = fmax(n.weights, sum);
        n.bias = fmax(n.bias, fabs(biases[j]));
    }
    return n;
}

/* What a layer makes of it, before its activation. */
static dc_span map(dc_span in, norms n, size_t inputs, bool single) {
    double operations = (double)(inputs + 2);
    double terms = operations * (single ? SINGLE_UNIT : UNIT);
    dc_span out = { .size = n.weights * (in.size + in.error) + n.bias };
    out.error = n.weights * in.error + terms / (1 - terms) * out.size +
                operations * (single ? SINGLE_LEAST : LEAST);
    return out;
}

/* A value is slope z + offset, with offsets that are sums over break points. */
static dc_span activate(dc_span in, const dc_activation *activation, bool single) {
    double slope = 0, far = 0, unit = single ? SINGLE_UNIT : UNIT;
    for (size_t k = 0; k <= activation->breaks; k++)
        slope = fmax(slope, fabs(activation->slope[k]));
    for (size_t k = 0; k < activation->breaks; k++)
        far = fmax(far, fabs(activation->at[k]));
    dc_span out = { .size = slope * (in.size + in.error) };
    out.error = slope * in.error + 64 * unit * (out.size + slope * far) +
                64 * (single ? SINGLE_LEAST : LEAST);
    return out;
}

dc_rounding dc_rounding_of_training(const dc_training *training, size_t first,
                                    dc_span inputs, double loss, double *work) {
    size_t layers = dc_training_layers(training);
    bool single = training->options.single;
    double unit = single ? SINGLE_UNIT : UNIT;
    double points = (double)training->points;
    double classes = (double)dc_training_units(training, layers - 1);
    dc_span span = inputs;
    for (size_t l = first; l < layers; l++) {
        span = map(span, measure(training, l, work), dc_training_inputs(training, l),
                   single);
        if (l + 1 < layers)
            span = activate(span, training->plan.activation + l, single);
    }
    return (dc_rounding){
        .margin = SLACK * (2 * span.error + 2 * UNIT * span.size),
        .loss = SLACK *
                (2 * span.error + unit * (4 * span.size + (classes + 16) * (1 + loss)) +
                 UNIT * (2 * points + 32) * loss),
        .share = SLACK * UNIT * (2 * points + 8),
    };
}
