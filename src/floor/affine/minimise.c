#include "floor/affine/minimise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "floor/affine/vector.h"

/* Of the fall that the slope promises, and of the slope. */
static const double DESCENT = 1e-4, STEEP = 0.9;

enum { TRIALS = 40 };

bool dc_minimiser_create(dc_minimiser *minimiser, size_t count) {
    dc_minimiser *m = minimiser;
    *m = (dc_minimiser){ .count = count };
    m->gradient = calloc(count, sizeof *m->gradient);
    m->next = calloc(count, sizeof *m->next);
    m->next_gradient = calloc(count, sizeof *m->next_gradient);
    m->direction = calloc(count, sizeof *m->direction);
    m->moved = calloc(count, DC_MINIMISE_PAIRS * sizeof *m->moved);
    m->turned = calloc(count, DC_MINIMISE_PAIRS * sizeof *m->turned);
    return m->gradient && m->next && m->next_gradient && m->direction && m->moved &&
           m->turned;
}

void dc_minimiser_destroy(dc_minimiser *minimiser) {
    free(minimiser->gradient);
    free(minimiser->next);
    free(minimiser->next_gradient);
    free(minimiser->direction);
    free(minimiser->moved);
    free(minimiser->turned);
    *minimiser = (dc_minimiser){ 0 };
}

/* direction = - (about the inverse of the second derivatives) gradient; pairs last - known ..
 * last - 1 are remembered. */
static void aim(dc_minimiser *m, size_t last, size_t known) {
    double share[DC_MINIMISE_PAIRS];
    size_t n = m->count;
    for (size_t k = 0; k < n; k++)
        m->direction[k] = -m->gradient[k];
    for (size_t k = 0; k < known; k++) {
        size_t p = (last - 1 - k) % DC_MINIMISE_PAIRS;
        share[p] = dc_vector_dot(m->moved + p * n, m->direction, n) / m->curvature[p];
        dc_vector_add(m->direction, -share[p], m->turned + p * n, n);
    }
    if (known > 0) {
        size_t p = (last - 1) % DC_MINIMISE_PAIRS;
        double length = m->curvature[p] /
                        dc_vector_dot(m->turned + p * n, m->turned + p * n, n);
        for (size_t k = 0; k < n; k++)
            m->direction[k] *= length;
    }
    for (size_t k = known; k-- > 0;) {
        size_t p = (last - 1 - k) % DC_MINIMISE_PAIRS;
        double other = dc_vector_dot(m->turned + p * n, m->direction, n) /
                       m->curvature[p];
        dc_vector_add(m->direction, share[p] - other, m->moved + p * n, n);
    }
}

/* Remembers the step that was made as pair `last`; false if the function is not convex
 * there. */
static bool remember(dc_minimiser *m, size_t last, const double *x) {
    size_t n = m->count, p = last % DC_MINIMISE_PAIRS;
    double *moved = m->moved + p * n, *turned = m->turned + p * n;
    for (size_t k = 0; k < n; k++) {
        moved[k] = m->next[k] - x[k];
        turned[k] = m->next_gradient[k] - m->gradient[k];
    }
    m->curvature[p] = dc_vector_dot(moved, turned, n);
    return m->curvature[p] > 1e-12 * dc_vector_dot(moved, moved, n);
}

/* next = a place along the direction that is low enough, and where the slope is no longer
 * steep (the weak conditions of Wolfe), by doubling and halving; false: none is lower. */
static bool search(dc_minimiser *m, const double *x, double *value, dc_smooth *function,
                   void *of, double slope, size_t *calls) {
    double low = 0, high = HUGE_VAL, step = 1, start = *value;
    for (int k = 0; k < TRIALS; k++) {
        for (size_t i = 0; i < m->count; i++)
            m->next[i] = x[i] + step * m->direction[i];
        double there = function(of, m->next, m->next_gradient);
        ++*calls;
        bool lower = there <= start + DESCENT * step * slope && there < start;
        if (lower &&
            (dc_vector_dot(m->next_gradient, m->direction, m->count) >= STEEP * slope ||
             k + 1 >= TRIALS / 2)) {
            *value = there;
            return true;
        }
        *(lower ? &low : &high) = step;
        step = isfinite(high) ? (low + high) / 2 : 2 * step;
    }
    return false;
}

static void swap(double **a, double **b) {
    double *c = *a;
    *a = *b;
    *b = c;
}

size_t dc_minimise(dc_minimiser *minimiser, double *x, dc_smooth *function, void *of,
                   int steps) {
    dc_minimiser *m = minimiser;
    size_t last = 0, known = 0, calls = 1;
    double value = function(of, x, m->gradient);
    for (int step = 0; step < steps; step++) {
        aim(m, last, known);
        double slope = dc_vector_dot(m->direction, m->gradient, m->count);
        if (!(slope < 0))
            break;
        if (!search(m, x, &value, function, of, slope, &calls)) {
            if (known == 0)
                break;
            known = 0; /* once more, straight down */
            continue;
        }
        known -= known == DC_MINIMISE_PAIRS; /* the oldest makes room */
        if (remember(m, last, x)) {
            last++;
            known++;
        }
        memcpy(x, m->next, m->count * sizeof *x);
        swap(&m->gradient, &m->next_gradient);
    }
    return calls;
}
