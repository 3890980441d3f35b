#include "stress/change.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "base/size.h"
#include "network/samples.h"

static const int ONE = 1 << 20;   /* a normal deviate of 1 */
static const double LIGHT = 0.99; /* what a class loses of its weight at strength 1 */

static void draw_order(size_t *order, size_t count, dc_random *random) {
    for (size_t k = 0; k < count; k++) {
        size_t other = (size_t)dc_random_below(random, k + 1);
        order[k] = order[other];
        order[other] = k;
    }
}

static bool draw_noise(dc_change *change, dc_random *random) {
    const dc_samples *train = change->train;
    size_t n = train->features;
    double *shift = calloc(n, sizeof *shift), *scale = calloc(n, sizeof *scale);
    bool room = shift && scale;
    if (room)
        dc_samples_scaling(shift, scale, train);
    for (size_t l = 0; l < n && room; l++)
        scale[l] = dc_samples_constant(train, l) ? 0 : 1 / scale[l];
    for (size_t k = 0; k < train->points * n && room; k++)
        change->noise[k] = (double)dc_random_normal(random, ONE) / ONE * scale[k % n];
    free(shift);
    free(scale);
    return room;
}

/* A label is another one than the point has, each as likely. */
static void draw_labels(dc_change *change, dc_random *random) {
    const dc_samples *train = change->train;
    draw_order(change->relabel, train->points, random);
    for (size_t s = 0; s < train->points; s++) {
        int other = (int)dc_random_below(random, train->classes - 1);
        change->label[s] = other + (other >= train->label[s]);
    }
}

size_t dc_change_bytes(const dc_samples *train) {
    const dc_change *none = NULL;
    size_t orders = sizeof *none->relabel + sizeof *none->deletion;
    size_t noise = dc_size_times(train->features, sizeof *none->noise);
    size_t each = dc_size_plus(noise, orders + sizeof *none->label);
    return dc_size_plus(dc_size_times(train->points, each),
                        dc_size_times(train->features, sizeof *none->direction));
}

size_t dc_change_making(const dc_samples *train) {
    size_t members = dc_size_times(train->classes, sizeof(size_t));
    size_t left = dc_size_plus(members, dc_size_times(train->points, sizeof(bool)));
    return dc_size_plus(dc_samples_room(train->points, train->features), left);
}

static bool allocate(dc_change *change) {
    size_t N = change->train->points, n = change->train->features;
    change->noise = calloc(N, n * sizeof *change->noise);
    change->relabel = calloc(N, sizeof *change->relabel);
    change->label = calloc(N, sizeof *change->label);
    change->deletion = calloc(N, sizeof *change->deletion);
    change->direction = calloc(n, sizeof *change->direction);
    return change->noise && change->relabel && change->label && change->deletion &&
           change->direction;
}

dc_status dc_change_create(dc_change *change, const dc_samples *train, uint64_t seed,
                           dc_error *error) {
    dc_random random;
    *change = (dc_change){ .train = train };
    dc_random_seed(&random, seed);
    if (!allocate(change) || !draw_noise(change, &random))
        return dc_fail_memory(error, "the changes of the data");
    draw_labels(change, &random);
    draw_order(change->deletion, train->points, &random);
    for (size_t l = 0; l < train->features; l++)
        change->direction[l] = dc_random_below(&random, 2) ? 1 : -1;
    change->lighter = (int)dc_random_below(&random, train->classes);
    return dc_succeed(error);
}

void dc_change_clear(dc_change *change) {
    free(change->noise);
    free(change->relabel);
    free(change->label);
    free(change->deletion);
    free(change->direction);
    *change = (dc_change){ 0 };
}

static dc_status copy(dc_samples *changed, const dc_samples *train, dc_error *error) {
    size_t N = train->points, n = train->features;
    if (!dc_samples_allocate(changed, N, n, train->classes)) {
        dc_samples_clear(changed);
        return dc_fail_memory(error, "the changed points");
    }
    memcpy(changed->x, train->x, N * n * sizeof *changed->x);
    memcpy(changed->label, train->label, N * sizeof *changed->label);
    memcpy(changed->weight, train->weight, N * sizeof *changed->weight);
    return DC_OK;
}

static size_t share_of(double strength, size_t points) {
    return (size_t)nearbyint(strength * (double)points);
}

static void add_noise(dc_samples *samples, const dc_change *change, double strength) {
    for (size_t k = 0; k < samples->points * samples->features && strength > 0; k++)
        samples->x[k] += strength * change->noise[k];
}

/* How many points each class has; the caller frees it. */
static size_t *count_members(const dc_samples *samples) {
    size_t *members = calloc(samples->classes, sizeof *members);
    for (size_t s = 0; s < samples->points && members; s++)
        members[samples->label[s]]++;
    return members;
}

/* The last point of a class keeps its label. */
static dc_status change_labels(dc_samples *samples, const dc_change *change,
                               double strength, dc_error *error) {
    size_t count = share_of(strength, samples->points), done = 0;
    size_t *members = count_members(samples);
    if (!members)
        return dc_fail_memory(error, "the labels that change");
    for (size_t k = 0; k < samples->points && done < count; k++) {
        int *label = samples->label + change->relabel[k];
        if (members[*label] == 1)
            continue;
        members[*label]--;
        *label = change->label[change->relabel[k]];
        members[*label]++;
        done++;
    }
    free(members);
    return DC_OK;
}

static void change_weights(dc_samples *samples, const dc_change *change,
                           double strength) {
    for (size_t s = 0; s < samples->points && strength > 0; s++)
        if (samples->label[s] == change->lighter)
            samples->weight[s] *= 1 - LIGHT * strength;
}

/* Moves the points that stay together. left: [N]. */
static void close_ranks(dc_samples *samples, const bool *left) {
    size_t n = samples->features, to = 0;
    for (size_t s = 0; s < samples->points; s++) {
        if (left[s])
            continue;
        memmove(samples->x + to * n, samples->x + s * n, n * sizeof *samples->x);
        samples->label[to] = samples->label[s];
        samples->weight[to++] = samples->weight[s];
    }
    samples->points = to;
}

static dc_status delete_points(dc_samples *samples, const dc_change *change,
                               double strength, dc_error *error) {
    size_t count = share_of(strength, samples->points), done = 0;
    bool *left = calloc(samples->points, sizeof *left);
    size_t *members = count_members(samples);
    bool room = left && members;
    for (size_t k = 0; k < samples->points && done < count && room; k++) {
        size_t s = change->deletion[k];
        if (members[samples->label[s]] == 1)
            continue;
        members[samples->label[s]]--;
        left[s] = true;
        done++;
    }
    if (room)
        close_ranks(samples, left);
    free(left);
    free(members);
    return room ? DC_OK : dc_fail_memory(error, "the points that are left out");
}

static void scale_columns(dc_samples *samples, const dc_change *change, double strength) {
    for (size_t k = 0; k < samples->points * samples->features && strength > 0; k++)
        samples->x[k] *= pow(10, strength * change->direction[k % samples->features]);
}

dc_status dc_change_make(dc_samples *changed, const dc_change *change,
                         const double *strength, dc_error *error) {
    dc_status status = copy(changed, change->train, error);
    if (status != DC_OK)
        return status;
    add_noise(changed, change, strength[DC_STRESS_NOISE]);
    status = change_labels(changed, change, strength[DC_STRESS_LABELS], error);
    if (status == DC_OK) {
        change_weights(changed, change, strength[DC_STRESS_WEIGHT]);
        status = delete_points(changed, change, strength[DC_STRESS_DELETION], error);
    }
    if (status == DC_OK) {
        scale_columns(changed, change, strength[DC_STRESS_SCALING]);
        return dc_succeed(error);
    }
    dc_samples_clear(changed);
    return status;
}
