#include "network/samples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/size.h"
#include "data/classes.h"
#include <doublecheck/rational.h>

static dc_status check_dataset(const dc_dataset *data, dc_error *error) {
    size_t classes = dc_dataset_classes(data);
    dc_status status = dc_dataset_need_classes(data, "training", error);
    if (status == DC_OK &&
        (classes > DC_WIDTH_MOST || dc_dataset_points(data) > DC_POINTS_MOST ||
         dc_dataset_features(data) > DC_WIDTH_MOST))
        status =
            dc_fail(error, DC_EINPUT,
                    "%zu points, %zu features, %zu classes are too many to train with",
                    dc_dataset_points(data), dc_dataset_features(data), classes);
    return status;
}

static dc_status set_point(dc_samples *samples, const dc_dataset *data, size_t s,
                           const int *class_of, mpq_t value, dc_error *error) {
    double *x = samples->x + s * samples->features;
    for (size_t l = 0; l < samples->features; l++) {
        dc_dataset_value(value, data, s, l);
        x[l] = dc_rational_nearest(value);
        if (!isfinite(x[l]))
            return dc_fail(error, DC_EINPUT,
                           "the value of %s at point %zu is beyond the doubles",
                           dc_dataset_feature_name(data, l), s + 1);
    }
    dc_dataset_weight(value, data, s);
    samples->weight[s] = dc_rational_nearest(value);
    samples->label[s] = class_of[dc_dataset_class(data, s)];
    if (!isfinite(samples->weight[s]) || samples->weight[s] == 0)
        return dc_fail(error, DC_EINPUT, "the weight of point %zu is beyond the doubles",
                       s + 1);
    return DC_OK;
}

bool dc_samples_allocate(dc_samples *samples, size_t points, size_t features,
                         size_t classes) {
    *samples = (dc_samples){ .points = points,
                             .features = features,
                             .classes = classes,
                             .x = calloc(points, features * sizeof *samples->x),
                             .label = calloc(points, sizeof *samples->label),
                             .weight = calloc(points, sizeof *samples->weight) };
    return samples->x && samples->label && samples->weight;
}

size_t dc_samples_room(size_t points, size_t features) {
    const dc_samples *none = NULL;
    size_t each = sizeof *none->label + sizeof *none->weight;
    size_t row = dc_size_plus(dc_size_times(features, sizeof *none->x), each);
    return dc_size_times(points, row);
}

size_t dc_samples_bytes(const dc_samples *samples) {
    size_t targets = samples->target ? dc_size_times(samples->points, samples->classes)
                                     : 0;
    return dc_size_plus(dc_samples_room(samples->points, samples->features),
                        dc_size_times(targets, sizeof *samples->target));
}

/* class_of[k]: the number of the data's class k. */
static dc_status fill(dc_samples *samples, const dc_dataset *data, const int *class_of,
                      size_t classes, dc_error *error) {
    size_t N = dc_dataset_points(data);
    dc_status status = DC_OK;
    if (!dc_samples_allocate(samples, N, dc_dataset_features(data), classes)) {
        dc_samples_clear(samples);
        return dc_fail_memory(error, "the points as doubles");
    }
    mpq_t value;
    mpq_init(value);
    for (size_t s = 0; s < N && status == DC_OK; s++)
        status = set_point(samples, data, s, class_of, value, error);
    mpq_clear(value);
    if (status != DC_OK) {
        dc_samples_clear(samples);
        return status;
    }
    return dc_succeed(error);
}

/* K for a class that `like` does not have. */
static size_t class_named(const dc_dataset *like, const char *name) {
    size_t classes = dc_dataset_classes(like), k = 0;
    while (k < classes && strcmp(dc_dataset_class_name(like, k), name) != 0)
        k++;
    return k;
}

static dc_status match_classes(int *class_of, const dc_dataset *data,
                               const dc_dataset *like, dc_error *error) {
    for (size_t k = 0; k < dc_dataset_classes(data); k++) {
        const char *name = dc_dataset_class_name(data, k);
        size_t found = class_named(like, name);
        if (found == dc_dataset_classes(like))
            return dc_fail(error, DC_EINPUT, "class '%s' is not one of the data", name);
        class_of[k] = (int)found;
    }
    return DC_OK;
}

static dc_status check_like(const dc_dataset *data, const dc_dataset *like,
                            dc_error *error) {
    size_t n = dc_dataset_features(data), wanted = dc_dataset_features(like);
    if (dc_dataset_classes(data) == 0)
        return dc_fail(error, DC_EINPUT, "points to test with need labels");
    if (n != wanted)
        return dc_fail(error, DC_EINPUT, "%zu features, where the data have %zu", n,
                       wanted);
    return check_dataset(like, error);
}

dc_status dc_samples_from_dataset_like(dc_samples *samples, const dc_dataset *other,
                                       const dc_dataset *like, dc_error *error) {
    *samples = (dc_samples){ 0 };
    dc_status status = check_like(other, like, error);
    if (status != DC_OK)
        return status;
    int *class_of = calloc(dc_dataset_classes(other), sizeof *class_of);
    if (!class_of)
        return dc_fail_memory(error, "the classes");
    status = match_classes(class_of, other, like, error);
    if (status == DC_OK)
        status = fill(samples, other, class_of, dc_dataset_classes(like), error);
    free(class_of);
    return status;
}

dc_status dc_samples_from_dataset(dc_samples *samples, const dc_dataset *data,
                                  dc_error *error) {
    *samples = (dc_samples){ 0 };
    dc_status status = check_dataset(data, error);
    return status == DC_OK ? dc_samples_from_dataset_like(samples, data, data, error)
                           : status;
}

void dc_samples_clear(dc_samples *samples) {
    free(samples->x);
    free(samples->label);
    free(samples->weight);
    free(samples->target);
    *samples = (dc_samples){ 0 };
}

/* The weighted mean of (x - from)^power in a column. */
static double moment(const dc_samples *samples, size_t column, double from, int power) {
    double sum = 0, total = 0;
    for (size_t s = 0; s < samples->points; s++) {
        double x = samples->x[s * samples->features + column] - from;
        sum += samples->weight[s] * (power == 2 ? x * x : x);
        total += samples->weight[s];
    }
    return sum / total;
}

bool dc_samples_constant(const dc_samples *samples, size_t column) {
    for (size_t s = 1; s < samples->points; s++)
        if (samples->x[s * samples->features + column] != samples->x[column])
            return false;
    return true;
}

void dc_samples_scaling(double *shift, double *scale, const dc_samples *samples) {
    for (size_t l = 0; l < samples->features; l++) {
        bool constant = dc_samples_constant(samples, l);
        shift[l] = constant ? samples->x[l] : moment(samples, l, 0, 1);
        scale[l] = constant ? 1 : 1 / sqrt(moment(samples, l, shift[l], 2));
    }
}

void dc_samples_scale(dc_samples *samples, const double *shift, const double *scale) {
    size_t n = samples->features;
    for (size_t s = 0; s < samples->points; s++)
        for (size_t l = 0; l < n; l++)
            samples->x[s * n + l] = (samples->x[s * n + l] - shift[l]) * scale[l];
}

bool dc_logits_win(const double *logits, size_t classes, size_t label) {
    for (size_t l = 0; l < classes; l++)
        if (l != label && !(logits[label] > logits[l]))
            return false;
    return true;
}
