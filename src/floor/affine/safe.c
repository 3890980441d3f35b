/* The points that all of C classifies correctly. */
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "floor/affine/probes.h"

/* Marks what is lost where slot k is, if that is in C. */
static void mark_unsafe(dc_branching *p, size_t k, bool *unsafe) {
    const dc_instance *instance = p->instance;
    dc_descent *d = &p->slot[k].descent;
    size_t K = instance->classes;
    double wrong;
    if (dc_descent_loss(d, &wrong) > instance->loss_about)
        return;
    for (size_t s = 0; s < instance->points; s++)
        for (size_t l = 0; l < K; l++)
            if (l != instance->label[s] &&
                d->scores[s * K + l] >= d->scores[s * K + instance->label[s]])
                unsafe[s] = true;
}

/* One step from the center for each point: most of what is unsafe shows at once. */
static void cross_margins(dc_branching *p, const dc_probe *probes, size_t count,
                          bool *unsafe) {
    for (size_t next = count; next > 0 && !dc_halt_now(p->halt);) {
        const dc_probe *batch[DC_BRANCHING_SLOTS];
        double wrong;
        size_t size = 0;
        for (; next > 0 && size < DC_BRANCHING_SLOTS; next--)
            if (!unsafe[probes[next - 1].point])
                batch[size++] = probes + next - 1;
#pragma omp parallel for schedule(dynamic, 1) num_threads(p->threads) private(wrong)
        for (size_t k = 0; k < size; k++) {
            dc_probe_cross(p, k, batch[k]);
            (void)dc_descent_loss(&p->slot[k].descent, &wrong);
        }
        for (size_t k = 0; k < size; k++)
            mark_unsafe(p, k, unsafe);
    }
}

/* The least margin of a point over C, from what C is near the center: its margin there less
 * the point's length in coordinates that make C round. */
static size_t list_safe_probes(dc_probe *probes, dc_branching *p, const bool *unsafe) {
    const dc_instance *instance = p->instance;
    dc_descent *d = &p->slot->descent;
    size_t K = instance->classes, count = 0;
    double wrong;
    memcpy(d->theta, p->center, dc_instance_parameters(p->instance) * sizeof *p->center);
    dc_descent_loss(d, &wrong);
    for (size_t s = 0; s < instance->points; s++) {
        double length = 0;
        for (size_t l = 0; l < instance->dims; l++)
            length += instance->z[l * instance->points + s] *
                      instance->z[l * instance->points + s];
        for (size_t l = 0; l < K && !unsafe[s]; l++) {
            double margin = d->scores[s * K + instance->label[s]] - d->scores[s * K + l];
            if (l != instance->label[s] && margin > 0)
                probes[count++] = (dc_probe){ s, l, DC_RIVAL_NEGATIVE,
                                              margin / sqrt(1e-300 + length), margin };
        }
    }
    dc_probes_sort(probes, count);
    return count;
}

void dc_branching_find_safe(dc_branching *points, bool *unsafe) {
    size_t K = points->instance->classes;
    dc_probe *probes = malloc(points->instance->points * K * sizeof *probes);
    dc_state x;
    if (!dc_state_copy(&x, points, points->settled, points->center, 0) || !probes) {
        points->failed = true;
        dc_state_clear(&x);
        free(probes);
        return;
    }
    x.node = points->safe;
    size_t count = list_safe_probes(probes, points, unsafe), next = 0;
    cross_margins(points, probes, count, unsafe);
    while (next < count && !points->failed && !dc_halt_now(points->halt)) {
        dc_probe batch[DC_BRANCHING_SLOTS];
        size_t size = 0;
        for (; next < count && size < DC_BRANCHING_SLOTS; next++)
            if (!unsafe[probes[next].point])
                batch[size++] = probes[next];
        dc_probes_refute(points, &x, batch, size, 0, true);
        dc_probes_fix(points, &x, batch, size, 0);
        for (size_t k = 0; k < size; k++) {
            if (!(points->slot[k].excess > 0)) {
                unsafe[batch[k].point] = true; /* or too near to tell */
                mark_unsafe(points, k, unsafe);
            }
        }
    }
    memcpy(points->settled, x.rival, points->instance->points * K);
    dc_state_clear(&x);
    free(probes);
}
