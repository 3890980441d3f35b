#include "simulate/reproduce/clf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/size.h"

bool dc_clf_init(dc_clf *clf, dc_clf_weights weights, size_t rows, size_t outputs,
                 bool regression, size_t steps) {
    size_t present = rows < outputs ? rows : outputs;
    size_t padded = dc_variant_padded(DC_SINGLE, outputs);
    *clf = (dc_clf){ .weights = weights,
                     .regression = regression,
                     .mean = (double)NAN,
                     .factor = calloc(steps, sizeof *clf->factor),
                     .p = calloc(rows, outputs * sizeof *clf->p),
                     .center = calloc(present, outputs * sizeof *clf->center),
                     .mass = calloc(present, sizeof *clf->mass),
                     .slot = calloc(outputs, sizeof *clf->slot),
                     .row = calloc(padded, sizeof *clf->row) };
    return clf->factor && clf->p && clf->center && clf->mass && clf->slot && clf->row;
}

void dc_clf_clear(dc_clf *clf) {
    free(clf->factor);
    free(clf->p);
    free(clf->center);
    free(clf->mass);
    free(clf->slot);
    free(clf->row);
    *clf = (dc_clf){ 0 };
}

size_t dc_clf_bytes(size_t rows, size_t outputs, size_t steps) {
    const dc_clf *none = NULL;
    size_t present = rows < outputs ? rows : outputs;
    size_t numbers = dc_size_times(rows + present + 2, outputs + 1);
    return dc_size_plus(dc_size_times(steps, sizeof *none->factor),
                        dc_size_times(numbers, sizeof *none->p));
}

void dc_clf_end_epoch(dc_clf *clf) {
    clf->mean = clf->sum / clf->weight;
    clf->sum = clf->weight = 0;
}

/* A row of logits, or of the gradient. */
static void *row_at(const void *rows, size_t s, size_t stride, dc_variant variant) {
    return (char *)rows + s * stride * dc_variant_size(variant);
}

static void scale_gradient(dc_variant variant, const dc_loss_rows *rows, double factor,
                           double *row) {
    const dc_kernel *kernel = dc_kernel_of(variant);
    for (size_t s = 0; factor != 1 && s < rows->count; s++) {
        void *at = row_at(rows->gradient, s, rows->stride, variant);
        kernel->get(row, at, rows->classes, 1);
        for (size_t l = 0; l < rows->classes; l++)
            row[l] *= factor;
        kernel->set(at, row, rows->classes, 1);
    }
}

static void add_to_gradient(dc_variant variant, const dc_loss_rows *rows, size_t s,
                            const double *more, double *row) {
    const dc_kernel *kernel = dc_kernel_of(variant);
    void *at = row_at(rows->gradient, s, rows->stride, variant);
    kernel->get(row, at, rows->classes, 1);
    for (size_t l = 0; l < rows->classes; l++)
        row[l] += more[l];
    kernel->set(at, row, rows->classes, 1);
}

/* p[count][K]: the softmax of each point. */
static void set_softmax(double *p, dc_variant variant, const dc_loss_rows *rows) {
    size_t K = rows->classes;
    for (size_t s = 0; s < rows->count; s++, p += K) {
        double most = -HUGE_VAL, sum = 0;
        dc_kernel_of(variant)->get(p, row_at(rows->logits, s, rows->stride, variant), K,
                                   1);
        for (size_t l = 0; l < K; l++)
            most = fmax(most, p[l]);
        for (size_t l = 0; l < K; l++)
            sum += p[l] = exp(p[l] - most);
        for (size_t l = 0; l < K; l++)
            p[l] /= sum;
    }
}

/* Means of p over the classes that there are; returns how many. */
static size_t find_centers(dc_clf *clf, const dc_loss_rows *rows) {
    size_t K = rows->classes, present = 0;
    for (size_t l = 0; l < K; l++)
        clf->slot[l] = SIZE_MAX;
    for (size_t s = 0; s < rows->count; s++) {
        size_t *slot = clf->slot + rows->label[s];
        if (*slot == SIZE_MAX) {
            clf->mass[present] = 0;
            memset(clf->center + present * K, 0, K * sizeof *clf->center);
            *slot = present++;
        }
        clf->mass[*slot] += rows->weight[s];
        for (size_t l = 0; l < K; l++)
            clf->center[*slot * K + l] += rows->weight[s] * clf->p[s * K + l];
    }
    for (size_t c = 0; c < present; c++)
        for (size_t l = 0; l < K; l++)
            clf->center[c * K + l] /= clf->mass[c];
    return present;
}

/* The derivatives of share |p - center|^2 by the logits in place of p; returns its value. */
static double turn_to_gradient(double *p, const double *center, size_t K, double share,
                               double b) {
    double sum = 0, along = 0;
    for (size_t l = 0; l < K; l++) {
        double rest = p[l] - center[l];
        sum += rest * rest;
        along += 2 * rest * p[l];
    }
    for (size_t l = 0; l < K; l++)
        p[l] = b * share * p[l] * (2 * (p[l] - center[l]) - along);
    return share * sum;
}

/* The centers depend on p too, but the sum of w (p - center) is 0, so that they add nothing to
 * the gradient. */
static double penalise_classes(dc_clf *clf, dc_variant variant,
                               const dc_loss_rows *rows) {
    size_t K = rows->classes;
    double sum = 0;
    set_softmax(clf->p, variant, rows);
    size_t present = find_centers(clf, rows);
    for (size_t s = 0; s < rows->count; s++) {
        size_t c = clf->slot[rows->label[s]];
        double share = rows->weight[s] / (clf->mass[c] * (double)present);
        double *p = clf->p + s * K;
        sum += turn_to_gradient(p, clf->center + c * K, K, share, clf->weights.b);
        add_to_gradient(variant, rows, s, p, clf->row);
    }
    return sum;
}

/* Residuals in p; their weighted means in center[0]. */
static void find_residuals(dc_clf *clf, dc_variant variant, const dc_loss_rows *rows) {
    size_t K = rows->classes;
    memset(clf->center, 0, K * sizeof *clf->center);
    for (size_t s = 0; s < rows->count; s++) {
        double *rest = clf->p + s * K;
        dc_kernel_of(variant)->get(rest, row_at(rows->logits, s, rows->stride, variant),
                                   K, 1);
        for (size_t l = 0; l < K; l++) {
            rest[l] -= rows->target[s * K + l];
            clf->center[l] += rows->weight[s] * rows->scale * rest[l];
        }
    }
}

static double penalise_residuals(dc_clf *clf, dc_variant variant,
                                 const dc_loss_rows *rows) {
    size_t K = rows->classes;
    double sum = 0;
    find_residuals(clf, variant, rows);
    for (size_t s = 0; s < rows->count; s++) {
        double share = rows->weight[s] * rows->scale / (double)K;
        double *rest = clf->p + s * K;
        for (size_t l = 0; l < K; l++) {
            double off = rest[l] - clf->center[l];
            sum += share * off * off;
            rest[l] = 2 * clf->weights.b * share * off;
        }
        add_to_gradient(variant, rows, s, rest, clf->row);
    }
    return sum;
}

double dc_clf_penalty(dc_clf *clf, dc_variant variant, const dc_loss_rows *rows) {
    return (clf->regression ? penalise_residuals : penalise_classes)(clf, variant, rows);
}

static double change(void *user, dc_variant variant, const dc_loss_rows *rows,
                     double loss) {
    dc_clf *clf = user;
    double weight = 1 / rows->scale, total = loss, factor = 1;
    if (!isnan(clf->mean)) {
        double gap = loss - clf->mean;
        factor = 1 + 2 * clf->weights.a * gap;
        total += clf->weights.a * gap * gap;
    }
    clf->sum += loss * weight;
    clf->weight += weight;
    clf->factor[clf->count++] = factor;
    scale_gradient(variant, rows, factor, clf->row);
    if (clf->weights.b > 0)
        total += clf->weights.b * dc_clf_penalty(clf, variant, rows);
    return total;
}

dc_batch_hook dc_clf_hook(dc_clf *clf) {
    return (dc_batch_hook){ change, clf };
}

static double repeat(void *user, dc_variant variant, const dc_loss_rows *rows,
                     double loss) {
    dc_factors *factors = user;
    scale_gradient(variant, rows, factors->factor[factors->next++], factors->row);
    return loss;
}

dc_batch_hook dc_factors_hook(dc_factors *factors) {
    return (dc_batch_hook){ repeat, factors };
}
