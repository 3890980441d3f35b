#include "floor/affine/climb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "floor/affine/vector.h"

enum { PULLS = 12 };

/* Of the budget: what is nearer the surface of the set moves along it. */
static const double NEAR = 0.9;

/* Steps: the first, of the way from the center, and the least. */
static const double FIRST = 0.3, LEAST = 1e-4;

static size_t count_of(const dc_climber *c) {
    return c->surrogate->on.classes * c->surrogate->on.dims;
}

bool dc_climber_create(dc_climber *climber, dc_surrogate *surrogate, const double *center,
                       double budget) {
    *climber = (dc_climber){ .surrogate = surrogate, .center = center, .budget = budget };
    size_t count = count_of(climber);
    climber->reward_slope = calloc(count, sizeof *climber->reward_slope);
    climber->loss_slope = calloc(count, sizeof *climber->loss_slope);
    climber->way = calloc(count, sizeof *climber->way);
    climber->next = calloc(count, sizeof *climber->next);
    climber->trial = calloc(count, sizeof *climber->trial);
    return climber->reward_slope && climber->loss_slope && climber->way &&
           climber->next && climber->trial;
}

void dc_climber_destroy(dc_climber *climber) {
    free(climber->reward_slope);
    free(climber->loss_slope);
    free(climber->way);
    free(climber->next);
    free(climber->trial);
    *climber = (dc_climber){ 0 };
}

/* The loss at theta, and *reward, what is lost; with their slopes. */
static double look(dc_climber *c, const double *theta, double *reward) {
    dc_surrogate *f = c->surrogate;
    f->price = 1;
    double both = dc_surrogate_value(f, theta, c->reward_slope);
    f->price = 0;
    double loss = dc_surrogate_value(f, theta, c->loss_slope);
    *reward = loss - both;
    for (size_t k = 0; k < count_of(c); k++)
        c->reward_slope[k] = c->loss_slope[k] - c->reward_slope[k];
    return loss;
}

/* way = up the reward, along the surface where that is near; returns its length. */
static double set_course(dc_climber *c, double loss) {
    size_t count = count_of(c);
    double across = dc_vector_dot(c->reward_slope, c->loss_slope, count);
    double steep = dc_vector_dot(c->loss_slope, c->loss_slope, count);
    bool near = loss > NEAR * c->budget && across > 0;
    for (size_t k = 0; k < count; k++)
        c->way[k] = c->reward_slope[k] - (near ? across / steep * c->loss_slope[k] : 0);
    return sqrt(dc_vector_dot(c->way, c->way, count));
}

/* trial = center + part (next - center); whether that is inside. */
static bool try_part(dc_climber *c, double part) {
    for (size_t k = 0; k < count_of(c); k++)
        c->trial[k] = c->center[k] + part * (c->next[k] - c->center[k]);
    (void)dc_surrogate_lost(c->surrogate, c->trial);
    return dc_surrogate_plain_loss(c->surrogate) <= c->budget;
}

/* trial = next, or the farthest place on the way there from the center that is inside. */
static void pull_back(dc_climber *c) {
    double low = 0, high = 1;
    if (try_part(c, 1))
        return;
    for (int k = 0; k < PULLS; k++) {
        double part = (low + high) / 2;
        *(try_part(c, part) ? &low : &high) = part;
    }
    (void)try_part(c, low);
}

void dc_climb_begin(dc_climber *climber, const double *theta) {
    dc_climber *c = climber;
    double square = 0;
    for (size_t k = 0; k < count_of(c); k++)
        square += (theta[k] - c->center[k]) * (theta[k] - c->center[k]);
    c->step = FIRST * (sqrt(square) + 1);
    c->length = set_course(c, look(c, theta, &c->reward));
}

bool dc_climb_step(dc_climber *climber, double *theta) {
    dc_climber *c = climber;
    double there;
    if (!(c->step > LEAST && c->length > 0))
        return false;
    for (size_t k = 0; k < count_of(c); k++)
        c->next[k] = theta[k] + c->step / c->length * c->way[k];
    pull_back(c);
    double loss = look(c, c->trial, &there);
    if (there <= c->reward) {
        c->step /= 2;
        return true;
    }
    c->step *= 1.2;
    c->reward = there;
    memcpy(theta, c->trial, count_of(c) * sizeof *theta);
    c->length = set_course(c, loss);
    return true;
}
