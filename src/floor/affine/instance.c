#include "floor/affine/instance.h"

#include <cblas.h>
#include <doublecheck/data_floor.h>
#include <doublecheck/rational.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "data/classes.h"
#include "floor/affine/dependent.h"

/* A column's standard deviation becomes about 2^FINE units, and the constant as much; few
 * dimensions, whose matrix is not diagonal, need the room. */
enum { FINE_BITS = 24, ROUGH_BITS = 20 };

typedef struct reader {
    const dc_dataset *data;
    dc_instance *instance;
    double *column; /* [points] */
    mpq_t first, value;
} reader;

/* column[s] = x_s - x_1, rounded once. True if it is 0 everywhere. */
static bool read_column(reader *r, size_t feature) {
    bool constant = true;
    dc_dataset_value(r->first, r->data, 0, feature);
    for (size_t s = 0; s < r->instance->points; s++) {
        dc_dataset_value(r->value, r->data, s, feature);
        mpq_sub(r->value, r->value, r->first);
        constant = constant && mpq_sgn(r->value) == 0;
        r->column[s] = dc_rational_nearest(r->value);
    }
    return constant;
}

/* shift and scale, 2^bits units to the column's standard deviation; the shift is near the
 * mean. A column beyond the doubles is scaled by its first difference. */
static void choose_scale(reader *r, dc_kept *kept, int bits) {
    size_t N = r->instance->points;
    double mean = 0, square = 0;
    int exponent = 0;
    for (size_t s = 0; s < N; s++)
        mean += r->column[s] / (double)N;
    for (size_t s = 0; s < N; s++)
        square += (r->column[s] - mean) / (double)N * (r->column[s] - mean);
    double deviation = sqrt(square);
    if (!isfinite(deviation) || deviation <= 0) { /* out of the range of doubles */
        deviation = 0;
        for (size_t s = 0; s < N; s++)
            deviation = fmax(deviation, fmin(fabs(r->column[s]), 0x1p1000));
        mean = 0;
    }
    frexp(deviation > 0 ? deviation : 0x1p-1000, &exponent);
    int power = bits - exponent;
    mpq_set_ui(kept->scale, 1, 1);
    if (power >= 0)
        mpq_mul_2exp(kept->scale, kept->scale, (mp_bitcnt_t)power);
    else
        mpq_div_2exp(kept->scale, kept->scale, (mp_bitcnt_t)-power);
    mpq_set_d(kept->shift, isfinite(mean) ? rint(ldexp(mean, power)) : 0);
    mpq_div(kept->shift, kept->shift, kept->scale);
    mpq_add(kept->shift, kept->shift, r->first);
}

/* x' of one kept feature. False if a coordinate is too large. */
static bool set_coordinates(reader *r, const dc_kept *kept, size_t l) {
    dc_instance *instance = r->instance;
    bool fits = true;
    mpz_t rounded;
    mpz_init(rounded);
    for (size_t s = 0; s < instance->points && fits; s++) {
        dc_dataset_value(r->value, r->data, s, kept->feature);
        mpq_sub(r->value, r->value, kept->shift);
        mpq_mul(r->value, r->value, kept->scale);
        mpz_mul_2exp(rounded, mpq_numref(r->value), 1);
        mpz_add(rounded, rounded, mpq_denref(r->value));
        mpz_mul_2exp(mpq_denref(r->value), mpq_denref(r->value), 1);
        mpz_fdiv_q(rounded, rounded, mpq_denref(r->value));
        mpz_set_ui(mpq_denref(r->value), 1);
        fits = mpz_sizeinbase(rounded, 2) < 44;
        instance->plain[s * instance->dims + l] = fits ? mpz_get_si(rounded) : 0;
    }
    mpz_clear(rounded);
    return fits;
}

static void count_kept(reader *r) {
    dc_instance *instance = r->instance;
    size_t features = dc_dataset_features(r->data);
    instance->dims = 1;
    for (size_t l = 0; l < features; l++) {
        if (!read_column(r, l)) {
            instance->kept[instance->dims++ - 1].feature = l;
            continue;
        }
        instance->dropped[instance->dropped_count++] = l;
    }
}

static dc_status read_columns(reader *r, dc_halt *halt, dc_error *error) {
    dc_instance *instance = r->instance;
    count_kept(r);
    size_t d = instance->dims;
    int bits = d <= DC_FEW_DIMS ? ROUGH_BITS : FINE_BITS;
    instance->plain = calloc(instance->points, d * sizeof *instance->plain);
    if (!instance->plain)
        return dc_fail_memory(error, "the points");
    for (size_t s = 0; s < instance->points; s++)
        instance->plain[s * d] = (int64_t)1 << DC_CONSTANT_BITS;
    for (size_t l = 1; l < d; l++) {
        if (dc_halt_after(halt, 64 * instance->points))
            return dc_halt_fail(error);
        dc_kept *kept = instance->kept + l - 1;
        read_column(r, kept->feature);
        choose_scale(r, kept, bits);
        if (!set_coordinates(r, kept, l))
            return dc_fail(error, DC_EINPUT,
                           "the values of %s are too far apart: one of them is more than "
                           "a million times the standard deviation",
                           dc_dataset_feature_name(r->data, kept->feature));
    }
    return DC_OK;
}

/* Each weight over their common denominator, or over 2^DC_UNIT_BITS of the total, rounded
 * down, where these are too large. */
static void set_weights(dc_instance *instance, const dc_dataset *data) {
    mpz_t common, sum;
    mpq_t weight, total;
    mpz_init_set_ui(common, 1);
    mpz_init(sum);
    mpq_inits(weight, total, NULL);
    for (size_t s = 0; s < instance->points; s++) {
        dc_dataset_weight(weight, data, s);
        mpq_add(total, total, weight);
        if (mpz_sizeinbase(common, 2) <= DC_UNIT_BITS)
            mpz_lcm(common, common, mpq_denref(weight));
    }
    mpz_mul(sum, mpq_numref(total), common);
    mpz_tdiv_q(sum, sum, mpq_denref(total));
    if (mpz_sizeinbase(common, 2) > DC_UNIT_BITS || mpz_sizeinbase(sum, 2) > DC_UNIT_BITS)
        mpz_set_ui(sum, 1UL << DC_UNIT_BITS);
    instance->unit = mpz_get_si(sum);
    instance->total = 0;
    for (size_t s = 0; s < instance->points; s++) {
        dc_dataset_weight(weight, data, s);
        mpq_div(weight, weight, total);
        mpz_mul_si(sum, mpq_numref(weight), instance->unit);
        mpz_fdiv_q(sum, sum, mpq_denref(weight));
        instance->weight[s] = mpz_get_si(sum);
        instance->total += instance->weight[s];
        instance->mass[s] = (double)instance->weight[s] / (double)instance->unit;
    }
    mpq_clears(weight, total, NULL);
    mpz_clear(sum);
    mpz_clear(common);
}

static void set_budget(dc_instance *instance, const mpq_t loss) {
    mpq_set(instance->loss, loss);
    instance->loss_about = dc_rational_nearest(loss);
    mpz_mul_si(instance->budget, mpq_numref(loss), instance->unit);
    mpz_mul_2exp(instance->budget, instance->budget, DC_ENTROPY_BITS);
    mpz_fdiv_q(instance->budget, instance->budget, mpq_denref(loss));
}

static bool allocate(dc_instance *instance) {
    size_t N = instance->points, features = instance->features;
    instance->kept = calloc(features, sizeof *instance->kept);
    instance->dropped = calloc(features, sizeof *instance->dropped);
    instance->label = calloc(N, sizeof *instance->label);
    instance->weight = calloc(N, sizeof *instance->weight);
    instance->mass = calloc(N, sizeof *instance->mass);
    if (!instance->kept || !instance->dropped || !instance->label || !instance->weight ||
        !instance->mass || !dc_entropy_create(&instance->entropy, DC_SHARE_BITS + 1))
        return false;
    for (size_t l = 0; l < features; l++)
        mpq_inits(instance->kept[l].shift, instance->kept[l].scale, NULL);
    return true;
}

/* Room for what depends on dims, and the first matrix. */
static bool allocate_coordinates(dc_instance *instance) {
    size_t N = instance->points, d = instance->dims;
    int64_t *matrix = calloc(d * (d + 1) / 2, sizeof *matrix);
    instance->matrix = calloc(d * (d + 1) / 2, sizeof *instance->matrix);
    instance->u = calloc(N, d * sizeof *instance->u);
    instance->error = calloc(d, sizeof *instance->error);
    instance->z = calloc(N, d * sizeof *instance->z);
    instance->whitener = calloc(d, d * sizeof *instance->whitener);
    bool done = matrix && instance->matrix && instance->u && instance->error &&
                instance->z && instance->whitener;
    if (done) {
        int bits = d <= DC_FEW_DIMS ? ROUGH_BITS : FINE_BITS;
        for (size_t l = 0; l < d; l++)
            matrix[l * (l + 1) / 2 + l] = l ? 1 : (int64_t)1 << (bits - DC_CONSTANT_BITS);
        dc_instance_transform(instance, matrix);
    }
    free(matrix);
    return done;
}

static dc_status check_classes(const dc_dataset *data, dc_error *error) {
    dc_status status = dc_dataset_need_classes(data, "a data floor", error);
    if (status == DC_OK && dc_dataset_classes(data) > DC_DATA_CLASSES_MOST)
        status = dc_fail(error, DC_EINPUT, "%zu classes: a data floor takes at most %d",
                         dc_dataset_classes(data), DC_DATA_CLASSES_MOST);
    return status;
}

static dc_status fill(dc_instance *instance, const dc_dataset *data, dc_halt *halt,
                      dc_error *error) {
    reader r = { .data = data, .instance = instance };
    r.column = calloc(instance->points, sizeof *r.column);
    if (!r.column)
        return dc_fail_memory(error, "the points");
    mpq_inits(r.first, r.value, NULL);
    dc_status status = read_columns(&r, halt, error);
    if (status == DC_OK)
        status = dc_instance_reduce(instance, data, halt, error);
    if (status == DC_OK && !allocate_coordinates(instance))
        status = dc_fail_memory(error, "the points");
    for (size_t s = 0; s < instance->points; s++)
        instance->label[s] = (uint32_t)dc_dataset_class(data, s);
    mpq_clears(r.first, r.value, NULL);
    free(r.column);
    return status;
}

static void clear_columns(dc_instance *instance) {
    if (!instance->entropy.value) /* allocate() did not get to the numbers */
        return;
    for (size_t l = 0; l < instance->features; l++)
        mpq_clears(instance->kept[l].shift, instance->kept[l].scale, NULL);
}

void dc_instance_clear(dc_instance *instance) {
    clear_columns(instance);
    free(instance->kept);
    free(instance->dropped);
    fmpq_mat_clear(instance->relation);
    free(instance->plain);
    free(instance->matrix);
    free(instance->u);
    free(instance->error);
    free(instance->label);
    free(instance->weight);
    free(instance->mass);
    free(instance->z);
    free(instance->whitener);
    dc_entropy_clear(&instance->entropy);
    mpq_clear(instance->loss);
    mpz_clear(instance->budget);
    *instance = (dc_instance){ 0 };
}

static dc_status create(dc_instance *instance, const dc_dataset *data, const mpq_t loss,
                        dc_halt *halt, dc_error *error) {
    dc_status status = check_classes(data, error);
    if (status != DC_OK)
        return status;
    instance->points = dc_dataset_points(data);
    instance->classes = dc_dataset_classes(data);
    instance->rows = instance->classes - 1;
    instance->features = dc_dataset_features(data);
    if (!allocate(instance))
        return dc_fail_memory(error, "the points");
    set_weights(instance, data);
    set_budget(instance, loss);
    return fill(instance, data, halt, error);
}

dc_status dc_instance_create(dc_instance *instance, const dc_dataset *data,
                             const mpq_t loss, dc_halt *halt, dc_error *error) {
    *instance = (dc_instance){ 0 };
    mpq_init(instance->loss);
    mpz_init(instance->budget);
    dc_status status = create(instance, data, loss, halt, error);
    if (status != DC_OK)
        dc_instance_clear(instance);
    return status;
}

void dc_instance_transform(dc_instance *instance, const int64_t *matrix) {
    size_t d = instance->dims;
    memcpy(instance->matrix, matrix, d * (d + 1) / 2 * sizeof *matrix);
    for (size_t l = 0; l < d; l++) {
        const int64_t *row = matrix + l * (l + 1) / 2;
        instance->error[l] = 0;
        for (size_t j = 1; j <= l; j++)
            instance->error[l] += row[j] < 0 ? -row[j] : row[j];
        for (size_t s = 0; s < instance->points; s++) {
            int64_t sum = 0;
            for (size_t j = 0; j <= l; j++)
                sum += row[j] * instance->plain[s * d + j];
            instance->u[s * d + l] = sum;
        }
    }
}

/* z = U V, a few thousand points at a time. */
bool dc_instance_whiten(dc_instance *instance, const double *whitener) {
    enum { ROWS = 1024 };
    size_t d = instance->dims, N = instance->points;
    double *block = malloc(ROWS * d * sizeof *block);
    if (!block)
        return false;
    memcpy(instance->whitener, whitener, d * d * sizeof *whitener);
    for (size_t from = 0; from < N; from += ROWS) {
        size_t count = N - from < ROWS ? N - from : ROWS;
        for (size_t k = 0; k < count * d; k++)
            block[k] = (double)instance->u[from * d + k];
        cblas_dgemm(CblasColMajor, CblasTrans, CblasTrans, (int)count, (int)d, (int)d, 1,
                    block, (int)d, whitener, (int)d, 0, instance->z + from, (int)N);
    }
    free(block);
    return true;
}

int64_t dc_instance_threshold(const dc_instance *instance, const mpq_t accuracy) {
    mpq_t wrong;
    mpz_t units;
    mpq_init(wrong);
    mpz_init(units);
    mpq_set_si(wrong, 1, 1);
    mpq_sub(wrong, wrong, accuracy);
    mpz_mul_si(units, mpq_numref(wrong), instance->unit);
    mpz_fdiv_q(units, units, mpq_denref(wrong));
    int64_t threshold = mpz_get_si(units) - (instance->unit - instance->total) + 1;
    mpz_clear(units);
    mpq_clear(wrong);
    return threshold;
}

/* The largest accuracy, at most 1, whose threshold is at least this. */
void dc_instance_accuracy(mpq_t accuracy, const dc_instance *instance,
                          int64_t threshold) {
    int64_t wrong = threshold - 1 + (instance->unit - instance->total);
    wrong = wrong < 0 ? 0 : wrong > instance->unit ? instance->unit : wrong;
    mpq_set_si(accuracy, instance->unit - wrong, (unsigned long)instance->unit);
    mpq_canonicalize(accuracy);
}
