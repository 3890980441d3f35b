#include "simulate/opponent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/size.h"
#include "floor/affine/adversary.h"
#include "simulate/look.h"
#include "simulate/whitening.h"

/* What the computed loss has to stay below Lbar by while nothing is proved yet. */
static const double CLEARANCE = 1e-10;

typedef struct duel {
    const dc_opponent_task *task;
    dc_opponent *end;
    dc_whitening whitening;
    dc_training *training; /* for the proof that a loss is small enough */
    double *margins, *room, *start, *weights, *biases;
} duel;

static double *numbers(size_t count) {
    return calloc(count ? count : 1, sizeof(double));
}

static bool allocate(duel *d) {
    const dc_samples *samples = d->task->samples;
    size_t K = samples->classes, inputs = samples->features;
    d->start = numbers(K * (inputs + 1));
    d->room = numbers(K * (inputs + 1));
    d->margins = numbers(samples->points);
    d->weights = numbers(K * inputs);
    d->biases = numbers(K);
    d->end->weights = numbers(K * inputs);
    d->end->biases = numbers(K);
    return dc_whitening_create(&d->whitening, samples) && d->start && d->room &&
           d->margins && d->weights && d->biases && d->end->weights && d->end->biases;
}

/* A linear classifier in doubles on the same points, whatever the run was. */
void dc_opponent_network(dc_training_options *options) {
    dc_training_options_init(options);
    options->memory = SIZE_MAX;
}

size_t dc_opponent_bytes(size_t points, size_t features, size_t classes) {
    size_t parameters = dc_size_times(classes, features + 1);
    size_t each = dc_size_plus(dc_whitening_bytes(points, features),
                               dc_adversary_bytes(points, parameters, classes));
    size_t margins = dc_size_times(points, sizeof(double));
    return dc_size_plus(each, dc_size_plus(margins, dc_size_times(parameters,
                                                                  6 * sizeof(double))));
}

static dc_status begin(duel *d, dc_error *error) {
    dc_training_options options;
    dc_opponent_network(&options);
    options.memory = d->task->memory;
    dc_status status = dc_training_create(&d->training, d->task->samples, &options,
                                          error);
    if (status == DC_OK && !allocate(d))
        status = dc_fail_memory(error, "an adversary");
    return status;
}

static void finish(duel *d) {
    dc_whitening_destroy(&d->whitening);
    dc_training_destroy(d->training);
    free(d->start);
    free(d->room);
    free(d->margins);
    free(d->weights);
    free(d->biases);
}

static dc_look look_at(duel *d, const double *weights, const double *biases,
                       uint64_t passes) {
    dc_scores scores = { .margins = d->margins };
    dc_training_set_layer(d->training, 0, weights, biases);
    dc_training_scores(d->training, &scores);
    dc_rounding rounding = dc_rounding_of_training(d->training, 0, d->task->span,
                                                   scores.loss, d->room);
    dc_look look = { .step = passes,
                     .loss = scores.loss,
                     .accuracy = scores.accuracy,
                     .loss_error = rounding.loss };
    dc_look_weigh(&look, d->task->samples, d->margins, &rounding);
    return look;
}

/* A classifier becomes the end if its exact loss is at most Lbar, and it certainly loses more
 * than the end before. */
static void prove(duel *d, const double *weights, const double *biases, uint64_t passes) {
    const dc_samples *samples = d->task->samples;
    dc_opponent *end = d->end;
    dc_look look = look_at(d, weights, biases, passes);
    if (!(nextafter(look.loss + look.loss_error, HUGE_VAL) <= d->task->loss))
        return;
    if (end->inside && look.possible >= end->look.possible)
        return;
    end->inside = true;
    end->look = look;
    memcpy(end->weights, weights, samples->classes * samples->features * sizeof *weights);
    memcpy(end->biases, biases, samples->classes * sizeof *biases);
}

static bool found(void *user, const double *theta, uint64_t passes) {
    duel *d = user;
    dc_whitening_leave(&d->whitening, d->weights, d->biases, theta);
    prove(d, d->weights, d->biases, passes);
    return d->end->inside && d->end->look.possible <= d->task->enough;
}

dc_status dc_opponent_play(dc_opponent *end, const dc_opponent_task *task,
                           dc_error *error) {
    duel d = { .task = task, .end = end };
    *end = (dc_opponent){ 0 };
    dc_status status = begin(&d, error);
    if (status == DC_OK) {
        dc_adversary_task play = { .terrain = d.whitening.terrain,
                                   .start = d.start,
                                   .loss = task->loss - CLEARANCE * (1 + task->loss),
                                   .found = found,
                                   .user = &d,
                                   .seed = task->seed,
                                   .work = task->work,
                                   .halt = task->halt };
        dc_whitening_enter(&d.whitening, d.start, task->weights, task->biases);
        prove(&d, task->weights, task->biases, 0);
        if (!dc_adversary_play(&play, &end->steps))
            status = dc_fail_memory(error, "an adversary");
    }
    finish(&d);
    return status == DC_OK ? dc_succeed(error) : status;
}

void dc_opponent_clear(dc_opponent *end) {
    free(end->weights);
    free(end->biases);
    *end = (dc_opponent){ 0 };
}
