#include "stress/space.h"

#include <math.h>
#include <string.h>

#include "stress/coordinates.h"

static const double DEAD = 0.02; /* of the range, about the nominal place */

static double choices(const dc_stress_axis *axis) {
    return axis->high - axis->low + 1;
}

double dc_space_place(const dc_stress_axis *axis, double value) {
    if (axis->scale == DC_STRESS_LOG)
        return log(value / axis->low) / log(axis->high / axis->low);
    return (value - axis->low) / (axis->high - axis->low);
}

static double deviation(const dc_stress_axis *axis, double value) {
    if (value == axis->nominal)
        return 0;
    if (axis->scale == DC_STRESS_CHOICE)
        return 1;
    double from = dc_space_place(axis, axis->nominal);
    double farthest = fmax(from, 1 - from);
    return fmin(1, fabs(dc_space_place(axis, value) - from) / farthest);
}

double dc_variance_distance(const dc_variance *x, const dc_stress_space *space) {
    double data = 0, configuration = 0, active = 0;
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++) {
        const dc_stress_axis *axis = space->axis + k;
        if (!axis->active)
            continue;
        if (k < DC_STRESS_CHANGES) {
            data += x->value[k] / space->budget;
        } else {
            configuration += deviation(axis, x->value[k]);
            active++;
        }
    }
    double distance = (fmin(1, data) + configuration / active) / 2;
    return nearbyint(distance * 1e9) / 1e9; /* so that equal ones are */
}

size_t dc_space_dims(const dc_stress_space *space) {
    size_t dims = 0;
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++)
        dims += space->axis[k].active;
    return dims;
}

static double encode(const dc_stress_axis *axis, double value) {
    return axis->scale == DC_STRESS_CHOICE
               ? (value - axis->low + 0.5) / choices(axis)
               : fmin(1, fmax(0, dc_space_place(axis, value)));
}

void dc_space_encode(double *z, const dc_stress_space *space, const dc_variance *x) {
    for (size_t k = 0, d = 0; k < DC_STRESS_COORDINATES; k++)
        if (space->axis[k].active)
            z[d++] = encode(space->axis + k, x->value[k]);
}

double dc_space_thousandths(double value) {
    return nearbyint(value * 1000) / 1000;
}

double dc_space_down(double value) {
    return floor(value * 1000 + 1e-6) / 1000;
}

static double power_of_ten(int exponent) {
    double power = 1;
    for (int k = 0; k < exponent; k++)
        power *= 10;
    return power;
}

/* digits below 1000 and a power of ten of at most 10^22 are doubles: one rounding. */
double dc_space_three_digits(double value) {
    int exponent = (int)floor(log10(value)) - 2;
    double power = power_of_ten(exponent < 0 ? -exponent : exponent);
    double digits = nearbyint(exponent < 0 ? value * power : value / power);
    return exponent < 0 ? digits / power : digits * power;
}

/* The value at a place of the configuration. */
static double value_at(const dc_stress_axis *axis, size_t k, double place) {
    double value = axis->scale == DC_STRESS_LOG
                       ? axis->low * pow(axis->high / axis->low, place)
                       : axis->low + place * (axis->high - axis->low);
    return fmin(axis->high, fmax(axis->low, dc_coordinates[k].round(value)));
}

static double number(const dc_stress_axis *axis, size_t k, double z, double share) {
    double from = encode(axis, axis->nominal), place = from + share * (z - from);
    if (axis->scale == DC_STRESS_CHOICE)
        return axis->low + fmin(choices(axis) - 1, floor(place * choices(axis)));
    double value = value_at(axis, k, place);
    return fabs(encode(axis, value) - from) < DEAD ? axis->nominal : value;
}

static double strength(const dc_stress_space *space, double z, double share) {
    double value = dc_space_down(z * share * space->budget);
    return value < DEAD * space->budget - 1e-9 ? 0 : value;
}

/* The share of the way from the nominal point to z, with the budget kept. */
static void walk(dc_variance *x, const dc_stress_space *space, const double *z,
                 double share) {
    double total = 0;
    for (size_t k = 0, d = 0; k < DC_STRESS_CHANGES; k++)
        total += space->axis[k].active ? z[d++] : 0;
    double kept = share / fmax(1, total - 1e-9);
    for (size_t k = 0, d = 0; k < DC_STRESS_COORDINATES; k++) {
        const dc_stress_axis *axis = space->axis + k;
        if (!axis->active)
            x->value[k] = axis->nominal;
        else if (k < DC_STRESS_CHANGES)
            x->value[k] = strength(space, z[d++], kept);
        else
            x->value[k] = number(axis, k, z[d++], share);
    }
}

void dc_space_decode(dc_variance *x, const dc_stress_space *space, const double *z,
                     double most) {
    double low = 0, high = 1;
    walk(x, space, z, 1);
    if (dc_variance_distance(x, space) <= most)
        return;
    for (int k = 0; k < 20; k++) {
        double middle = (low + high) / 2;
        walk(x, space, z, middle);
        if (dc_variance_distance(x, space) <= most)
            low = middle;
        else
            high = middle;
    }
    walk(x, space, z, low);
}

int dc_space_order(const dc_variance *a, const dc_variance *b) {
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++)
        if (a->value[k] != b->value[k])
            return a->value[k] < b->value[k] ? -1 : 1;
    return 0;
}

size_t dc_space_batch(const char *optimiser, double batch, size_t points) {
    bool all = strcmp(optimiser, "gd") == 0 || strcmp(optimiser, "armijo") == 0;
    return all || batch >= (double)points ? 0 : (size_t)batch;
}

const char *dc_space_optimiser(const dc_stress_space *space, const dc_variance *x) {
    return space->axis[DC_STRESS_OPTIMISER].words[(size_t)x->value[DC_STRESS_OPTIMISER]];
}
