#include "variability/quality.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/size.h"
#include "network/samples.h"
#include "variability/ensembles.h"

size_t dc_quality_class(const double *logits, size_t classes) {
    size_t best = 0;
    for (size_t k = 1; k < classes; k++)
        if (logits[k] > logits[best])
            best = k;
    return best;
}

/* The largest softmax probability. */
static double confidence(const double *logits, size_t classes) {
    double most = logits[dc_quality_class(logits, classes)], sum = 0;
    for (size_t k = 0; k < classes; k++)
        sum += exp(logits[k] - most);
    return 1 / sum;
}

/* Bin b holds (b/15, (b + 1)/15]. */
static size_t bin_of(double probability) {
    double bin = ceil(probability * DC_CALIBRATION_BINS) - 1;
    return bin > 0 ? (size_t)bin : 0;
}

dc_quality dc_quality_of(const double *logits, const int *label, size_t points,
                         size_t classes) {
    double gap[DC_CALIBRATION_BINS] = { 0 }, sum = 0;
    size_t right = 0;
    for (size_t s = 0; s < points; s++) {
        const double *row = logits + s * classes;
        double probability = confidence(row, classes);
        bool good = dc_logits_win(row, classes, (size_t)label[s]);
        right += good;
        gap[bin_of(probability)] += good - probability;
    }
    for (size_t b = 0; b < DC_CALIBRATION_BINS; b++)
        sum += fabs(gap[b]);
    return (dc_quality){ .accuracy = (double)right / (double)points,
                         .calibration = sum / (double)points };
}

double dc_quality_churn(const uint32_t *a, const uint32_t *b, size_t points) {
    size_t differ = 0;
    for (size_t s = 0; s < points; s++)
        differ += a[s] != b[s];
    return (double)differ / (double)points;
}

static void measure_churn(dc_step *step, const uint32_t *classes, size_t points) {
    size_t all = step->ensembles + step->references;
    double sum = 0;
    for (size_t a = 0; a < all; a++)
        for (size_t b = 0; b < a; b++) {
            double churn = dc_quality_churn(classes + a * points, classes + b * points,
                                            points);
            sum += churn;
            step->most_churn = fmax(step->most_churn, churn);
        }
    step->churn = sum / ((double)all * (double)(all - 1) / 2);
}

static void name_classes(uint32_t *named, const double *logits, const dc_predictions *p) {
    for (size_t s = 0; s < p->points; s++)
        named[s] = (uint32_t)dc_quality_class(logits + s * p->classes, p->classes);
}

/* named[ensembles and references][N], logits[N][K]: scratch. */
static void measure_step(dc_step *step, const dc_predictions *p, uint32_t *named,
                         double *logits) {
    for (size_t e = 0; e < step->ensembles; e++, named += p->points) {
        dc_ensembles_mean(logits, p, e * step->members, step->members);
        name_classes(named, logits, p);
        dc_quality quality = dc_quality_of(logits, p->label, p->points, p->classes);
        step->quality.accuracy += quality.accuracy / (double)step->ensembles;
        step->quality.calibration += quality.calibration / (double)step->ensembles;
    }
    for (size_t e = 0; e < step->references; e++, named += p->points) {
        dc_ensembles_mean(logits, p, p->candidates + e * step->members, step->members);
        name_classes(named, logits, p);
    }
    measure_churn(step, named - (step->ensembles + step->references) * p->points,
                  p->points);
}

static dc_accuracies compare_accuracies(const dc_quality *quality, size_t models) {
    dc_accuracies all = { .least = 1 };
    double squares = 0;
    for (size_t k = 0; k < models; k++) {
        all.least = fmin(all.least, quality[k].accuracy);
        all.greatest = fmax(all.greatest, quality[k].accuracy);
        all.mean += quality[k].accuracy / (double)models;
    }
    for (size_t k = 0; k < models; k++)
        squares += (quality[k].accuracy - all.mean) * (quality[k].accuracy - all.mean);
    all.deviation = sqrt(squares / (double)(models - 1));
    return all;
}

size_t dc_quality_bytes(const dc_predictions *shape) {
    size_t named = shape->models * sizeof(uint32_t);
    return dc_size_times(shape->points, named + shape->classes * sizeof(double));
}

dc_status dc_quality_measure(dc_variability *variability, const dc_predictions *p,
                             dc_error *error) {
    size_t size = p->points * p->classes;
    uint32_t *named = calloc(p->models, p->points * sizeof *named);
    double *logits = calloc(size, sizeof *logits);
    bool made = named && logits;
    for (size_t k = 0; k < p->models && made; k++)
        variability->quality[k] = dc_quality_of(p->logits + k * size, p->label, p->points,
                                                p->classes);
    variability->accuracies = compare_accuracies(variability->quality, p->models);
    for (size_t k = 0; k < variability->step_count && made; k++)
        measure_step(variability->steps + k, p, named, logits);
    free(named);
    free(logits);
    return made ? dc_succeed(error) : dc_fail_memory(error, "the classes");
}
