#include <math.h>

#include "base/error.h"
#include "network/training.h"

dc_training_state dc_training_state_of(const dc_training *training) {
    return training->state;
}

uint64_t dc_training_steps(const dc_training *training) {
    return training->steps;
}

uint64_t dc_training_epochs(const dc_training *training) {
    return training->epochs;
}

size_t dc_training_layers(const dc_training *training) {
    return training->plan.architecture.layers;
}

size_t dc_training_inputs(const dc_training *training, size_t layer) {
    return training->plan.architecture.width[layer];
}

size_t dc_training_units(const dc_training *training, size_t layer) {
    return training->plan.architecture.width[layer + 1];
}

void dc_training_get_layer(const dc_training *training, size_t layer, double *weights,
                           double *biases) {
    size_t l = layer;
    const dc_network *network = dc_training_place(training, &l);
    const dc_layer *own = network->layer + l;
    for (size_t j = 0; j < own->units; j++) {
        const void *column = dc_network_at(network, network->parameters, own->offset + j);
        network->kernel->get(weights + j * own->inputs, column, own->inputs, own->row);
        network->kernel->get(biases + j,
                             dc_network_at(network, column, own->inputs * own->row), 1,
                             1);
    }
}

void dc_training_set_layer(dc_training *training, size_t layer, const double *weights,
                           const double *biases) {
    size_t l = layer;
    dc_network *network = dc_training_place(training, &l);
    const dc_layer *own = network->layer + l;
    for (size_t j = 0; j < own->units; j++) {
        void *column = dc_network_at(network, network->parameters, own->offset + j);
        network->kernel->set(column, weights + j * own->inputs, own->inputs, own->row);
        network->kernel->set(dc_network_at(network, column, own->inputs * own->row),
                             biases + j, 1, 1);
    }
    training->known = training->fresh = false;
    training->state = DC_TRAINING_RUNS;
    if (network == &training->front)
        dc_training_freeze(training);
}

/* deltaX of D7; not a number if one of them is not. */
static double margin(const double *logits, size_t classes, size_t label) {
    double least = HUGE_VAL;
    for (size_t l = 0; l < classes; l++) {
        double difference = logits[label] - logits[l];
        if (isnan(difference))
            return difference;
        if (l != label && difference < least)
            least = difference;
    }
    return least;
}

/* Points whose scores are wanted: where they are, and a row for logits. */
typedef struct points {
    size_t count;
    dc_answers answers;
    double total;
    double *row; /* [K] */
} points;

/* Reads the scores of points start .. start + count - 1 from the last layer. */
static void take(dc_scores *scores, const dc_training *t, const points *p, size_t start,
                 size_t count) {
    const dc_layer *last = t->back.layer + t->back.layers - 1;
    for (size_t k = 0; k < count; k++) {
        size_t s = start + k;
        double *logits = scores->logits ? scores->logits + s * last->units : p->row;
        t->back.kernel->get(logits, dc_network_at(&t->back, last->z, k * last->row),
                            last->units, 1);
        double own = t->regression
                         ? (double)NAN
                         : margin(logits, last->units, (size_t)p->answers.label[s]);
        scores->correct += own > 0 ? p->answers.weight[s] : 0;
        if (scores->margins)
            scores->margins[s] = own;
    }
}

/* Loss and scores of a chunk whose inputs went through the network. */
static void score(dc_scores *scores, dc_training *t, const points *p, size_t start,
                  size_t count) {
    dc_loss_rows rows = dc_training_rows(t, count, &p->answers, start, 1 / p->total);
    scores->loss += dc_loss_value(&t->plan.loss, t->back.variant, &rows);
    take(scores, t, p, start, count);
}

static void clear(dc_scores *scores) {
    scores->loss = scores->correct = 0;
}

void dc_training_scores(dc_training *t, dc_scores *scores) {
    const points p = { t->points, { t->label, t->weight, t->target }, t->total, t->row };
    size_t count;
    clear(scores);
    for (size_t start = 0; start < p.count; start += count) {
        count = t->chunk < p.count - start ? t->chunk : p.count - start;
        if (!t->fresh)
            dc_network_forward(&t->back, t->back.parameters,
                               dc_network_at(&t->back, t->inputs, start * t->input_row),
                               count, NULL);
        score(scores, t, &p, start, count);
    }
    scores->accuracy = scores->correct / p.total;
    dc_training_know(t, scores->loss);
    t->fresh = t->chunk >= t->points;
}

/* Inputs of points of samples, through the frozen layers, into t->gathered; at most as
 * many as fit. Returns how many. */
static size_t prepare(dc_training *t, const dc_samples *samples, size_t start) {
    dc_network *front = &t->front;
    size_t count = samples->points - start, most = t->chunk;
    if (front->layers && most > front->rows)
        most = front->rows;
    count = count < most ? count : most;
    if (front->layers == 0) {
        dc_training_set_rows(t->gathered, &t->back, t->input_row, samples, start, count);
        return count;
    }
    dc_training_set_rows(t->front_input, front, front->layer->input_row, samples, start,
                         count);
    dc_network_forward(front, front->parameters, t->front_input, count, t->gathered);
    return count;
}

dc_status dc_training_test(dc_training *t, dc_scores *scores, const dc_samples *samples,
                           dc_error *error) {
    dc_status status = dc_samples_check(samples, error);
    if (status != DC_OK)
        return status;
    size_t features = dc_training_inputs(t, 0), classes = samples->classes;
    size_t units = dc_training_units(t, dc_training_layers(t) - 1);
    if ((samples->target != NULL) != t->regression)
        return dc_fail(error, DC_EUSAGE, "points with %s, for a network trained on %s",
                       samples->target ? "targets" : "labels",
                       t->regression ? "targets" : "labels");
    if (samples->features != features || classes != units)
        return dc_fail(error, DC_EUSAGE,
                       "points with %zu features and %zu classes, for a network with %zu "
                       "and %zu",
                       samples->features, classes, features, units);
    points p = {
        samples->points, { samples->label, samples->weight, samples->target }, 0, t->row
    };
    for (size_t s = 0; s < p.count; s++)
        p.total += samples->weight[s];
    clear(scores);
    for (size_t start = 0, count; start < p.count; start += count) {
        count = prepare(t, samples, start);
        dc_network_forward(&t->back, t->back.parameters, t->gathered, count, NULL);
        score(scores, t, &p, start, count);
    }
    scores->accuracy = scores->correct / p.total;
    t->fresh = false;
    return dc_succeed(error);
}

/* [count][units], from what stands before the activation. */
static void find_pieces(uint8_t *pieces, const dc_network *network, size_t l,
                        const dc_activation *activation, size_t count) {
    const dc_layer *layer = network->layer + l;
    for (size_t s = 0; s < count; s++)
        for (size_t j = 0; j < layer->units; j++) {
            double z;
            network->kernel->get(&z, dc_network_at(network, layer->z, s * layer->row + j),
                                 1, 1);
            *pieces++ = (uint8_t)dc_activation_piece(activation, z);
        }
}

static void copy_inputs(double *inputs, const dc_network *network, size_t l,
                        const void *first, size_t count) {
    const dc_layer *layer = network->layer + l;
    const void *rows = l > 0 ? layer->input : first;
    for (size_t s = 0; s < count; s++)
        network->kernel->get(inputs + s * layer->inputs,
                             dc_network_at(network, rows, s * layer->input_row),
                             layer->inputs, 1);
}

/* Inputs of a layer, or what its units do with them; either may be NULL. */
static void read_layer(dc_training *t, size_t number, double *inputs, uint8_t *pieces) {
    size_t l = number, count;
    dc_network *network = dc_training_place(t, &l);
    const void *source = network == &t->front ? t->x : t->inputs;
    const dc_layer *layer = network->layer + l;
    for (size_t start = 0; start < t->points; start += count) {
        count = t->points - start;
        count = count < network->rows ? count : network->rows;
        const void *first = dc_network_at(network, source,
                                          start * network->layer->input_row);
        if (l > 0 || pieces)
            dc_network_forward_to(network, l, network->parameters, first, count);
        if (inputs)
            copy_inputs(inputs + start * layer->inputs, network, l, first, count);
        if (pieces)
            find_pieces(pieces + start * layer->units, network, l,
                        t->plan.activation + number, count);
    }
    if (network == &t->back)
        t->fresh = false;
}

void dc_training_features(dc_training *training, size_t layer, double *inputs) {
    read_layer(training, layer, inputs, NULL);
}

void dc_training_pieces(dc_training *training, size_t layer, uint8_t *pieces) {
    read_layer(training, layer, NULL, pieces);
}
