#include "network/training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/size.h"

static const double ARMIJO = 1e-4;
static const double MEMORY = 1073741824;

enum { FRONT_ROWS = 256 };

dc_batch dc_training_all(const dc_training *training) {
    return (dc_batch){ .count = training->points, .scale = 1 / training->total };
}

void dc_training_set_rows(void *to, const dc_network *network, size_t row,
                          const dc_samples *samples, size_t start, size_t count) {
    size_t n = samples->features;
    const double one = 1;
    for (size_t s = 0; s < count; s++) {
        void *at = dc_network_at(network, to, s * row);
        network->kernel->set(at, samples->x + (start + s) * n, n, 1);
        network->kernel->set(dc_network_at(network, at, n), &one, 1, 1);
    }
}

void dc_training_freeze(dc_training *t) {
    dc_network *front = &t->front;
    size_t row = front->layers ? front->layer->input_row : 0, count;
    for (size_t start = 0; front->layers && start < t->points; start += count) {
        count = dc_size_least(front->rows, t->points - start);
        dc_network_forward(front, front->parameters,
                           dc_network_at(front, t->x, start * row), count,
                           dc_network_at(front, t->inputs, start * t->input_row));
    }
    t->known = t->fresh = false;
}

dc_network *dc_training_place(const dc_training *training, size_t *layer) {
    bool back = *layer >= training->options.freeze;
    if (back)
        *layer -= training->options.freeze;
    return (dc_network *)(back ? &training->back : &training->front);
}

static void draw_layer(dc_network *network, size_t l, dc_random *random) {
    const dc_layer *layer = network->layer + l;
    size_t fan = layer->inputs + (layer->active ? 0 : layer->units);
    double bound = sqrt(6 / (double)fan);
    for (size_t j = 0; j < layer->units; j++)
        for (size_t i = 0; i < layer->inputs; i++) {
            double w = bound * (2 * dc_random_unit(random) - 1);
            size_t at = layer->offset + i * layer->row + j;
            network->kernel->set(dc_network_at(network, network->parameters, at), &w, 1,
                                 1);
        }
}

static void draw_weights(dc_training *t) {
    dc_random random;
    dc_random_seed(&random, t->options.seed);
    for (size_t l = 0; l < t->front.layers; l++)
        draw_layer(&t->front, l, &random);
    for (size_t l = 0; l < t->back.layers; l++)
        draw_layer(&t->back, l, &random);
}

/* K. */
static size_t outputs_of(const dc_training *t) {
    return t->plan.architecture.width[t->plan.architecture.layers];
}

/* Bytes of all arrays for a chunk size. */
static double bytes_of(const dc_training *t, size_t chunk) {
    const dc_network *back = &t->back, *front = &t->front;
    double N = (double)t->points, size = (double)dc_variant_size(back->variant);
    double row = (double)t->input_row;
    double first = (double)(front->layers ? front->layer->input_row : 0);
    double numbers = N * (row + first) + 4 * (double)back->count +
                     (double)chunk * (row + 2);
    double outputs = t->regression ? (double)outputs_of(t) : 0;
    return numbers * size + (40 + 8 * outputs) * (N + (double)chunk) +
           dc_network_bytes(back, chunk) + dc_network_bytes(front, FRONT_ROWS);
}

/* The largest chunk for which there is memory: the batch, its half, ... */
static dc_status choose_chunk(dc_training *t, dc_error *error) {
    double memory = t->options.memory ? (double)t->options.memory : MEMORY;
    t->chunk = t->batch;
    while (t->chunk > 1 && bytes_of(t, t->chunk) > memory)
        t->chunk = (t->chunk + 1) / 2;
    double needed = bytes_of(t, t->chunk);
    if (needed > memory)
        return dc_fail(
            error, DC_ENOMEM,
            "training %zu points with %zu weights needs %.3g MiB, and %.3g MiB "
            "are allowed",
            t->points, t->back.count + t->front.count, needed / 1048576,
            memory / 1048576);
    return DC_OK;
}

static bool allocate_targets(dc_training *t) {
    size_t outputs = outputs_of(t);
    if (!t->regression)
        return true;
    t->target = calloc(t->points, outputs * sizeof *t->target);
    t->gathered_target = calloc(t->chunk, outputs * sizeof *t->target);
    return t->target && t->gathered_target;
}

static bool allocate(dc_training *t) {
    dc_variant variant = t->back.variant;
    size_t chunk = t->chunk, moments = t->plan.optimiser->moments;
    bool frozen = t->front.layers > 0;
    const dc_layer *first = frozen ? t->front.layer : t->back.layer;
    t->x = dc_network_array(variant, t->points * first->input_row);
    t->inputs = frozen ? dc_network_array(variant, t->points * t->input_row) : t->x;
    t->label = calloc(t->points, sizeof *t->label);
    t->weight = calloc(t->points, sizeof *t->weight);
    t->order = calloc(t->points, sizeof *t->order);
    t->gathered = dc_network_array(variant, chunk * t->input_row);
    t->gathered_label = calloc(chunk, sizeof *t->gathered_label);
    t->gathered_weight = calloc(chunk, sizeof *t->gathered_weight);
    t->scratch = dc_network_array(variant, 2 * dc_variant_padded(variant, chunk));
    t->row = calloc(outputs_of(t), sizeof *t->row);
    t->gradient = dc_network_array(variant, t->back.count);
    t->trial = t->plan.optimiser->search ? dc_network_array(variant, t->back.count)
                                         : NULL;
    t->first = moments > 0 ? dc_network_array(variant, t->back.count) : NULL;
    t->second = moments > 1 ? dc_network_array(variant, t->back.count) : NULL;
    bool complete = dc_network_allocate(&t->back, chunk) && allocate_targets(t);
    if (frozen) {
        t->front_input = dc_network_array(variant, FRONT_ROWS * first->input_row);
        complete = dc_network_allocate(&t->front, FRONT_ROWS) && t->front_input &&
                   complete;
    }
    return complete && t->row && t->x && t->inputs && t->label && t->weight && t->order &&
           t->gathered && t->gathered_label && t->gathered_weight && t->scratch &&
           t->gradient && (t->trial || !t->plan.optimiser->search) &&
           (t->first || moments < 1) && (t->second || moments < 2);
}

void dc_training_destroy(dc_training *t) {
    if (!t)
        return;
    if (t->inputs != t->x)
        free(t->inputs);
    free(t->x);
    free(t->label);
    free(t->weight);
    free(t->target);
    free(t->order);
    free(t->gathered);
    free(t->gathered_label);
    free(t->gathered_weight);
    free(t->gathered_target);
    free(t->scratch);
    free(t->front_input);
    free(t->row);
    free(t->gradient);
    free(t->trial);
    free(t->first);
    free(t->second);
    dc_network_destroy(&t->front);
    dc_network_destroy(&t->back);
    free(t);
}

/* What a network computes with, so that pieces mean the same outside. */
static void round_activation(dc_activation *activation) {
    for (size_t k = 0; k < activation->breaks; k++)
        activation->at[k] = (double)(float)activation->at[k];
    for (size_t k = 0; k <= activation->breaks; k++)
        activation->slope[k] = (double)(float)activation->slope[k];
}

static void shape(dc_training *t) {
    dc_training_plan *plan = &t->plan;
    for (size_t l = 0; t->options.single && l < plan->architecture.layers; l++)
        round_activation(plan->activation + l);
    dc_variant variant = dc_variant_best(t->options.single);
    size_t freeze = t->options.freeze;
    dc_network_shape(&t->front, variant, &plan->architecture, plan->activation, 0,
                     freeze);
    dc_network_shape(&t->back, variant, &plan->architecture, plan->activation, freeze,
                     plan->architecture.layers);
    t->input_row = t->back.layer->input_row;
}

static void fill(dc_training *t, const dc_samples *samples) {
    const dc_network *first = t->front.layers ? &t->front : &t->back;
    dc_training_set_rows(t->x, first, first->layer->input_row, samples, 0, t->points);
    if (t->regression)
        memcpy(t->target, samples->target, t->points * outputs_of(t) * sizeof *t->target);
    else
        memcpy(t->label, samples->label, t->points * sizeof *t->label);
    memcpy(t->weight, samples->weight, t->points * sizeof *t->weight);
    for (size_t s = 0; s < t->points; s++) {
        t->total += t->weight[s];
        t->order[s] = s;
    }
    dc_random_seed(&t->shuffle, t->options.shuffle_seed);
    t->rate = t->options.rate;
    t->power1 = t->power2 = 1;
    draw_weights(t);
    dc_training_freeze(t);
}

/* All but the arrays, of samples' sizes alone. */
static dc_status outline(dc_training *t, const dc_samples *samples,
                         const dc_training_options *options, dc_error *error) {
    dc_status status = dc_training_plan_shape(&t->plan, samples, options, error);
    if (status != DC_OK)
        return status;
    t->options = *options;
    t->points = samples->points;
    t->regression = samples->target != NULL;
    t->batch = options->batch ? options->batch : samples->points;
    shape(t);
    return choose_chunk(t, error);
}

static size_t whole_bytes(double bytes) {
    return bytes < (double)SIZE_MAX ? (size_t)bytes : SIZE_MAX;
}

dc_status dc_training_measure(dc_training_size *size, const dc_samples *samples,
                              const dc_training_options *options, dc_error *error) {
    dc_training t = { 0 };
    dc_status status = outline(&t, samples, options, error);
    if (status != DC_OK)
        return status;
    size_t row = t.front.layers ? t.front.layer->input_row : 0;
    *size = (dc_training_size){ .least = whole_bytes(bytes_of(&t, 1)),
                                .whole = whole_bytes(bytes_of(&t, t.batch)),
                                .beside = FRONT_ROWS * row *
                                          dc_variant_size(t.back.variant) };
    return dc_succeed(error);
}

static dc_status begin(dc_training *t, const dc_samples *samples,
                       const dc_training_options *options, dc_error *error) {
    dc_status status = dc_samples_check(samples, error);
    if (status == DC_OK)
        status = outline(t, samples, options, error);
    if (status != DC_OK)
        return status;
    if (!allocate(t))
        return dc_fail_memory(error, "the training");
    fill(t, samples);
    return dc_succeed(error);
}

dc_status dc_training_create(dc_training **out, const dc_samples *samples,
                             const dc_training_options *options, dc_error *error) {
    *out = NULL;
    dc_training *t = calloc(1, sizeof *t);
    if (!t)
        return dc_fail_memory(error, "the training");
    dc_status status = begin(t, samples, options, error);
    if (status != DC_OK) {
        dc_training_destroy(t);
        return status;
    }
    *out = t;
    return DC_OK;
}

dc_loss_rows dc_training_rows(const dc_training *t, size_t count,
                              const dc_answers *answers, size_t start, double scale) {
    const dc_layer *last = t->back.layer + t->back.layers - 1;
    return (dc_loss_rows){ .count = count,
                           .classes = last->units,
                           .stride = last->row,
                           .logits = last->z,
                           .gradient = last->delta,
                           .scratch = t->scratch,
                           .label = answers->label ? answers->label + start : NULL,
                           .weight = answers->weight + start,
                           .target = answers->target
                                         ? answers->target + start * last->units
                                         : NULL,
                           .scale = scale };
}

/* Copies points of an order next to one another. */
static void gather(dc_training *t, const size_t *order, size_t count) {
    size_t bytes = t->input_row * dc_variant_size(t->back.variant);
    for (size_t s = 0; s < count; s++) {
        memcpy((char *)t->gathered + s * bytes, (char *)t->inputs + order[s] * bytes,
               bytes);
        t->gathered_label[s] = t->label[order[s]];
        t->gathered_weight[s] = t->weight[order[s]];
    }
    size_t outputs = outputs_of(t);
    for (size_t s = 0; t->regression && s < count; s++)
        memcpy(t->gathered_target + s * outputs, t->target + order[s] * outputs,
               outputs * sizeof *t->target);
}

/* Points of a batch that go through the network together. */
typedef struct chunk {
    const void *input;
    dc_loss_rows rows;
} chunk;

static chunk find_chunk(dc_training *t, const dc_batch *batch, size_t done) {
    const dc_answers all = { t->label, t->weight, t->target };
    const dc_answers some = { t->gathered_label, t->gathered_weight, t->gathered_target };
    size_t count = dc_size_least(t->chunk, batch->count - done),
           start = batch->start + done;
    if (!batch->order)
        return (chunk){ dc_network_at(&t->back, t->inputs, start * t->input_row),
                        dc_training_rows(t, count, &all, start, batch->scale) };
    gather(t, batch->order + start, count);
    return (chunk){ t->gathered, dc_training_rows(t, count, &some, 0, batch->scale) };
}

dc_status dc_training_set_hook(dc_training *t, dc_batch_hook hook, dc_error *error) {
    if (t->plan.optimiser->search)
        return dc_fail(error, DC_EUSAGE,
                       "optimiser %s: a loss of the batch as a whole has no line search",
                       t->plan.optimiser->name);
    if (t->chunk < t->batch)
        return dc_fail(error, DC_ENOMEM,
                       "a loss of the batch as a whole takes its %zu points at once, and "
                       "memory is allowed for %zu",
                       t->batch, t->chunk);
    t->hook = hook;
    return dc_succeed(error);
}

/* What the hook makes of a step's loss and gradient. */
static double changed(const dc_training *t, const chunk *c, double loss) {
    const dc_batch_hook *hook = &t->hook;
    return hook->change ? hook->change(hook->user, t->back.variant, &c->rows, loss)
                        : loss;
}

double dc_training_pass(dc_training *t, const void *parameters, const dc_batch *batch,
                        bool backward) {
    double sum = 0;
    bool reuse = t->fresh && !batch->order && parameters == t->back.parameters;
    if (reuse)
        sum = t->loss;
    for (size_t start = 0; start < batch->count; start += t->chunk) {
        chunk c = find_chunk(t, batch, start);
        if (!reuse) {
            dc_network_forward(&t->back, parameters, c.input, c.rows.count, NULL);
            sum += dc_loss_value(&t->plan.loss, t->back.variant, &c.rows);
        }
        if (backward)
            sum = changed(t, &c, sum);
        if (backward)
            dc_network_backward(&t->back, parameters, t->gradient, c.input, c.rows.count,
                                start > 0);
    }
    t->fresh = !batch->order && t->chunk >= t->points;
    return sum;
}

void dc_training_know(dc_training *t, double loss) {
    t->loss = loss;
    t->known = true;
    if (!isfinite(loss))
        t->state = DC_TRAINING_DIVERGED;
}

double dc_training_loss(dc_training *t) {
    dc_batch all = dc_training_all(t);
    if (!t->known)
        dc_training_know(t, dc_training_pass(t, t->back.parameters, &all, false));
    return t->loss;
}

static void count_step(dc_training *t, size_t points) {
    t->steps++;
    t->next += points;
    if (t->next >= t->points) {
        t->next = 0;
        t->epochs++;
    }
}

/* Fisher and Yates. */
static void reorder(dc_training *t) {
    for (size_t k = t->points; k > 1; k--) {
        size_t other = (size_t)dc_random_below(&t->shuffle, k), kept = t->order[k - 1];
        t->order[k - 1] = t->order[other];
        t->order[other] = kept;
    }
}

static dc_batch next_batch(dc_training *t) {
    dc_batch batch = { t->order, t->next, dc_size_least(t->batch, t->points - t->next),
                       0 };
    double sum = 0;
    if (t->batch == t->points)
        return dc_training_all(t);
    if (t->next == 0)
        reorder(t);
    for (size_t s = 0; s < batch.count; s++)
        sum += t->weight[t->order[t->next + s]];
    batch.scale = 1 / sum;
    return batch;
}

static void descend(dc_training *t) {
    const dc_training_options *o = &t->options;
    t->power1 *= o->beta1;
    t->power2 *= o->beta2;
    t->plan.optimiser->step(t->back.kernel,
                            &(dc_descent){ .count = t->back.count,
                                           .parameters = t->back.parameters,
                                           .gradient = t->gradient,
                                           .first = t->first,
                                           .second = t->second,
                                           .rate = o->rate,
                                           .momentum = o->momentum,
                                           .beta1 = o->beta1,
                                           .beta2 = o->beta2,
                                           .epsilon = o->epsilon,
                                           .unbias1 = 1 - t->power1,
                                           .unbias2 = 1 - t->power2 });
}

/* Forward, and if the loss is finite back and down at once; for a step that is rate
 * times the gradient and a batch that is one chunk. */
static double step_at_once(dc_training *t, const dc_batch *batch) {
    chunk c = find_chunk(t, batch, 0);
    double loss = t->loss;
    if (!t->fresh || batch->order) {
        dc_network_forward(&t->back, t->back.parameters, c.input, c.rows.count, NULL);
        loss = dc_loss_value(&t->plan.loss, t->back.variant, &c.rows);
    }
    loss = changed(t, &c, loss);
    if (isfinite(loss))
        dc_network_descend(&t->back, t->options.rate, c.input, c.rows.count);
    return loss;
}

static double step_in_parts(dc_training *t, const dc_batch *batch) {
    double loss = dc_training_pass(t, t->back.parameters, batch, true);
    if (isfinite(loss))
        descend(t);
    return loss;
}

static void step_plainly(dc_training *t) {
    dc_batch batch = next_batch(t);
    bool at_once = t->plan.optimiser->plain && batch.count <= t->chunk;
    double loss = (at_once ? step_at_once : step_in_parts)(t, &batch);
    t->known = t->fresh = false;
    if (!isfinite(loss)) {
        t->state = DC_TRAINING_DIVERGED;
        return;
    }
    count_step(t, batch.count);
}

/* The trial becomes the parameters. */
static void accept(dc_training *t, double loss) {
    void *kept = t->back.parameters;
    t->back.parameters = t->trial;
    t->trial = kept;
    dc_training_know(t, loss);
    count_step(t, t->points);
}

/* A loss that is not a number is not accepted. */
static void search_line(dc_training *t) {
    dc_batch all = dc_training_all(t);
    double loss = dc_training_loss(t), rate = t->rate;
    if (t->state != DC_TRAINING_RUNS)
        return;
    dc_training_pass(t, t->back.parameters, &all, true);
    double squares = t->back.kernel->squares(t->gradient, t->back.count);
    for (int halvings = 0; halvings <= DC_HALVINGS_MOST; halvings++) {
        t->back.kernel->move(t->trial, t->back.parameters, t->gradient, rate,
                             t->back.count);
        double value = dc_training_pass(t, t->trial, &all, false);
        if (value < loss && value <= loss - ARMIJO * rate * squares) {
            accept(t, value);
            t->rate = 2 * rate;
            return;
        }
        rate /= 2;
    }
    t->fresh = false;
    t->state = DC_TRAINING_STATIONARY;
}

dc_training_state dc_training_step(dc_training *t) {
    if (t->state == DC_TRAINING_RUNS)
        (t->plan.optimiser->search ? search_line : step_plainly)(t);
    return t->state;
}
