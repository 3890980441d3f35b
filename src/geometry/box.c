#include "geometry/box.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static dc_box *box_new(size_t dims) {
    dc_box *box = malloc(sizeof *box + dims * (sizeof(double) + sizeof(uint8_t)));
    if (!box)
        return NULL;
    box->dims = (uint32_t)dims;
    box->centre = (double *)(void *)(box + 1);
    box->level = (uint8_t *)(box->centre + dims);
    return box;
}

dc_box *dc_box_chart(size_t dims, size_t chart) {
    dc_box *box = box_new(dims);
    if (!box)
        return NULL;
    box->chart = (uint32_t)chart;
    box->depth = 0;
    memset(box->level, 0, dims);
    for (size_t l = 0; l < dims; l++)
        box->centre[l] = l == chart ? 1 : 0;
    return box;
}

/* 2^-level, made of its bits: this is asked for at every halving on the way to a box. */
static double half_width(uint8_t level) {
    uint64_t bits = (uint64_t)(1023 - level) << 52;
    double width;
    memcpy(&width, &bits, sizeof width);
    return width;
}

double dc_box_radius(const dc_box *box, size_t l) {
    return l == box->chart ? 0 : half_width(box->level[l]);
}

void dc_box_cut(dc_box *box, size_t l, int side) {
    box->depth++;
    box->level[l]++;
    box->centre[l] += side ? dc_box_radius(box, l) : -dc_box_radius(box, l);
}

dc_box *dc_box_half(const dc_box *box, size_t l, int side) {
    dc_box *half = box_new(box->dims);
    if (!half)
        return NULL;
    half->chart = box->chart;
    half->depth = box->depth;
    memcpy(half->centre, box->centre, box->dims * sizeof *box->centre);
    memcpy(half->level, box->level, box->dims);
    dc_box_cut(half, l, side);
    return half;
}

size_t dc_box_widest(const dc_box *box, const double *spread) {
    size_t widest = box->dims;
    double most = -1;
    for (size_t l = 0; l < box->dims; l++) {
        double extent = dc_box_radius(box, l) * spread[l];
        if (l != box->chart && box->level[l] < DC_BOX_DEEPEST && extent > most) {
            widest = l;
            most = extent;
        }
    }
    return widest;
}

unsigned dc_box_integers(fmpz *centre, fmpz *radius, const dc_box *box) {
    unsigned scale = 0;
    for (size_t l = 0; l < box->dims; l++)
        if (l != box->chart && box->level[l] > scale)
            scale = box->level[l];
    for (size_t l = 0; l < box->dims; l++) {
        fmpz_set_d(centre + l, ldexp(box->centre[l], (int)scale));
        fmpz_zero(radius + l);
        if (l != box->chart) {
            fmpz_one(radius + l);
            fmpz_mul_2exp(radius + l, radius + l, scale - box->level[l]);
        }
    }
    return scale;
}
