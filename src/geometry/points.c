#include "geometry/points.h"

#include <stdlib.h>
#include <string.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"
#include "base/integer.h"
#include "data/dataset.h"

/* Fractions with many different denominators could fill the memory. */
enum { MAX_SCALE_BITS = 1 << 16 };

void dc_points_destroy(dc_points *points) {
    if (points->x)
        _fmpz_vec_clear(points->x, (slong)(points->count * points->dims));
    if (points->scale)
        _fmpz_vec_clear(points->scale, (slong)points->dims);
    free(points->weight);
    free(points->row);
    free(points->feature);
    memset(points, 0, sizeof *points);
}

static dc_status allocate(dc_points *points, size_t count, size_t dims, dc_error *error) {
    memset(points, 0, sizeof *points);
    points->count = count;
    points->dims = dims;
    points->weight = calloc(count + 1, sizeof *points->weight);
    points->row = calloc(count + 1, sizeof *points->row);
    points->feature = calloc(dims + 1, sizeof *points->feature);
    if (!points->weight || !points->row || !points->feature) {
        dc_points_destroy(points);
        return dc_fail_memory(error, "the points of a group");
    }
    points->x = _fmpz_vec_init((slong)(count * dims));
    points->scale = _fmpz_vec_init((slong)dims);
    return DC_OK;
}

/* Numerator and denominator of a stored number as integers. */
static void number_parts(fmpz_t numerator, fmpz_t denominator, dc_number number,
                         const dc_number_pool *pool) {
    if (number.denominator) {
        fmpz_set_si(numerator, number.numerator);
        fmpz_set_si(denominator, number.denominator);
        return;
    }
    fmpz_set_mpz(numerator, mpq_numref(pool->values[number.numerator]));
    fmpz_set_mpz(denominator, mpq_denref(pool->values[number.numerator]));
}

static bool same_number(dc_number a, dc_number b, const dc_number_pool *pool) {
    if (a.denominator || b.denominator)
        return a.numerator == b.numerator && a.denominator == b.denominator;
    return mpq_equal(pool->values[a.numerator], pool->values[b.numerator]);
}

static bool constant_column(const dc_dataset *data, const size_t *rows, size_t count,
                            size_t feature) {
    dc_number first = dc_dataset_number(data, rows[0], feature);
    for (size_t k = 1; k < count; k++)
        if (!same_number(first, dc_dataset_number(data, rows[k], feature), &data->pool))
            return false;
    return true;
}

/* scale = least common denominator of scale and of a column. */
static void common_denominator(fmpz_t scale, const dc_dataset *data, const size_t *rows,
                               size_t count, size_t feature) {
    fmpz_t p, q;
    int64_t last = 1;
    fmpz_init(p);
    fmpz_init(q);
    for (size_t k = 0; k < count; k++) {
        dc_number number = dc_dataset_number(data, rows[k], feature);
        if (number.denominator && number.denominator == last)
            continue;
        last = number.denominator;
        number_parts(p, q, number, &data->pool);
        fmpz_lcm(scale, scale, q);
        if (fmpz_bits(scale) > MAX_SCALE_BITS)
            break;
    }
    fmpz_clear(p);
    fmpz_clear(q);
}

static dc_status scale_fits(const fmpz_t scale, const char *feature, dc_error *error) {
    if (fmpz_bits(scale) <= MAX_SCALE_BITS)
        return DC_OK;
    return dc_fail(
        error, DC_EINPUT,
        "the fractions of column '%.80s' have a common denominator of more than "
        "%d bits; write them as decimals",
        feature, MAX_SCALE_BITS);
}

static dc_status set_scales(dc_points *points, const dc_dataset *data, bool common_scale,
                            dc_halt *halt, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t l = 0; l < points->dims && status == DC_OK; l++) {
        if (dc_halt_after(halt, points->count))
            return dc_halt_fail(error);
        size_t feature = points->feature[l];
        fmpz_one(points->scale + l);
        common_denominator(points->scale + l, data, points->row, points->count, feature);
        if (common_scale && l > 0)
            fmpz_lcm(points->scale, points->scale, points->scale + l);
        status = scale_fits(points->scale + (common_scale ? 0 : l),
                            dc_dataset_feature_name(data, feature), error);
    }
    for (size_t l = 1; l < points->dims && common_scale; l++)
        fmpz_set(points->scale + l, points->scale);
    return status;
}

static dc_status set_coordinates(dc_points *points, const dc_dataset *data, dc_halt *halt,
                                 dc_error *error) {
    fmpz_t p, q;
    fmpz_init(p);
    fmpz_init(q);
    for (size_t k = 0; k < points->count && !dc_halt_after(halt, points->dims); k++) {
        for (size_t l = 0; l < points->dims; l++) {
            fmpz *x = points->x + k * points->dims + l;
            number_parts(p, q,
                         dc_dataset_number(data, points->row[k], points->feature[l]),
                         &data->pool);
            fmpz_divexact(x, points->scale + l, q);
            fmpz_mul(x, x, p);
        }
    }
    fmpz_clear(p);
    fmpz_clear(q);
    return dc_halt_after(halt, 0) ? dc_halt_fail(error) : DC_OK;
}

/* Integer weights from rational ones: over the common denominator, coprime. */
static dc_status set_weights(dc_points *points, const dc_dataset *data, dc_error *error) {
    const size_t *rows = points->row;
    size_t count = points->count;
    if (!data->weighted) {
        for (size_t k = 0; k < count; k++)
            points->weight[k] = 1;
        points->total = (dc_mass)count;
        return DC_OK;
    }
    dc_status status = DC_OK;
    fmpz *weights = _fmpz_vec_init((slong)count);
    fmpz_t scale, q, total;
    mpz_t big;
    fmpz_init_set_ui(scale, 1);
    fmpz_init(q);
    fmpz_init(total);
    mpz_init(big);
    for (size_t k = 0; k < count; k++) {
        number_parts(weights + k, q, data->weights[rows[k]], &data->pool);
        fmpz_lcm(scale, scale, q);
        if (fmpz_bits(scale) > 4 * DC_MASS_BITS)
            break;
    }
    for (size_t k = 0; k < count; k++) {
        fmpz_t p;
        fmpz_init(p);
        number_parts(p, q, data->weights[rows[k]], &data->pool);
        fmpz_mul(weights + k, p, scale);
        fmpz_fdiv_q(weights + k, weights + k, q);
        fmpz_clear(p);
    }
    _fmpz_vec_content(q, weights, (slong)count);
    _fmpz_vec_sum(total, weights, (slong)count);
    fmpz_divexact(total, total, q);
    fmpz_get_mpz(big, total);
    if (fmpz_bits(scale) > 4 * DC_MASS_BITS || !dc_mass_set_mpz(&points->total, big))
        status = dc_fail(error, DC_EINPUT,
                         "the weights need more than %d bits over their common "
                         "denominator; round them to fewer digits",
                         DC_MASS_BITS);
    for (size_t k = 0; k < count && status == DC_OK; k++) {
        fmpz_divexact(weights + k, weights + k, q);
        fmpz_get_mpz(big, weights + k);
        if (!dc_mass_set_mpz(&points->weight[k], big))
            status = dc_fail(error, DC_EINTERNAL, "a weight exceeds the total");
    }
    mpz_clear(big);
    fmpz_clear(total);
    fmpz_clear(q);
    fmpz_clear(scale);
    _fmpz_vec_clear(weights, (slong)count);
    return status;
}

/* Moves the weight of equal points to the first of them, then closes the gaps.
 * The order of first appearance is kept. */
static dc_status merge(dc_points *points, dc_error *error) {
    size_t count = points->count, dims = points->dims, kept = 0;
    size_t *order = malloc((count + 1) * sizeof *order);
    if (!order || !dc_integer_sort_rows(order, points->x, dims, count)) {
        free(order);
        return dc_fail_memory(error, "merging equal points");
    }
    for (size_t k = 1, first = 0; k < count; k++) {
        const fmpz *x = dc_points_row(points, order[first]);
        if (_fmpz_vec_equal(x, dc_points_row(points, order[k]), (slong)dims)) {
            points->weight[order[first]] += points->weight[order[k]];
            points->weight[order[k]] = 0;
        } else {
            first = k;
        }
    }
    free(order);
    for (size_t k = 0; k < count; k++) {
        if (points->weight[k] == 0)
            continue;
        if (kept != k) {
            _fmpz_vec_swap(points->x + kept * dims, points->x + k * dims, (slong)dims);
            points->weight[kept] = points->weight[k];
            points->row[kept] = points->row[k];
        }
        kept++;
    }
    _fmpz_vec_zero(points->x + kept * dims, (slong)((count - kept) * dims));
    for (size_t k = kept * dims; k < count * dims; k++)
        fmpz_clear(points->x + k);
    points->count = kept;
    return DC_OK;
}

/* The features that are kept, increasing; returns how many. */
static size_t choose_features(size_t *feature, const dc_dataset *data, const size_t *rows,
                              size_t count, unsigned flags, dc_halt *halt) {
    size_t dims = 0;
    for (size_t l = 0; l < data->features && !dc_halt_after(halt, count); l++)
        if ((flags & DC_POINTS_KEEP_CONSTANT) || !constant_column(data, rows, count, l))
            feature[dims++] = l;
    return dims;
}

dc_status dc_points_lay_out(dc_points *points, const dc_dataset *data, const size_t *rows,
                            size_t count, unsigned flags, dc_halt *halt,
                            dc_error *error) {
    size_t *feature = calloc(data->features + 1, sizeof *feature);
    memset(points, 0, sizeof *points);
    if (!feature)
        return dc_fail_memory(error, "the columns of a group");
    size_t dims = choose_features(feature, data, rows, count, flags, halt);
    dc_status status = dc_halt_after(halt, 0) ? dc_halt_fail(error)
                                              : allocate(points, count, dims, error);
    if (status == DC_OK) {
        memcpy(points->feature, feature, dims * sizeof *feature);
        memcpy(points->row, rows, count * sizeof *rows);
        points->constant = data->features - dims;
        status = set_scales(points, data, flags & DC_POINTS_COMMON_SCALE, halt, error);
        if (status != DC_OK)
            dc_points_destroy(points);
    }
    free(feature);
    return status;
}

/* Bits of p scale / q, where q divides the scale; or up to two more. */
static size_t bits_of(dc_number number, const dc_number_pool *pool, const fmpz_t scale,
                      fmpz_t p, fmpz_t q) {
    number_parts(p, q, number, pool);
    return fmpz_is_zero(p) ? 0 : fmpz_bits(p) + fmpz_bits(scale) - fmpz_bits(q) + 1;
}

dc_status dc_points_bits(size_t *bits, const dc_points *points, const dc_dataset *data,
                         dc_halt *halt, dc_error *error) {
    fmpz_t p, q;
    fmpz_init(p);
    fmpz_init(q);
    *bits = 0;
    for (size_t k = 0; k < points->count && !dc_halt_after(halt, points->dims); k++)
        for (size_t l = 0; l < points->dims; l++) {
            dc_number number = dc_dataset_number(data, points->row[k],
                                                 points->feature[l]);
            size_t own = bits_of(number, &data->pool, points->scale + l, p, q);
            *bits = own > *bits ? own : *bits;
        }
    fmpz_clear(p);
    fmpz_clear(q);
    return dc_halt_after(halt, 0) ? dc_halt_fail(error) : DC_OK;
}

dc_status dc_points_fill(dc_points *points, const dc_dataset *data, dc_halt *halt,
                         dc_error *error) {
    dc_status status = set_coordinates(points, data, halt, error);
    if (status == DC_OK)
        status = set_weights(points, data, error);
    if (status == DC_OK)
        status = merge(points, error);
    if (status != DC_OK)
        dc_points_destroy(points);
    return status;
}

dc_status dc_points_create(dc_points *points, const dc_dataset *data, const size_t *rows,
                           size_t count, unsigned flags, dc_halt *halt, dc_error *error) {
    dc_status status = dc_points_lay_out(points, data, rows, count, flags, halt, error);
    return status == DC_OK ? dc_points_fill(points, data, halt, error) : status;
}

dc_status dc_points_weigh(dc_points *points, const dc_dataset *data, const size_t *rows,
                          size_t count, dc_error *error) {
    dc_status status = allocate(points, count, 0, error);
    if (status != DC_OK)
        return status;
    memcpy(points->row, rows, count * sizeof *rows);
    status = set_weights(points, data, error);
    if (status != DC_OK)
        dc_points_destroy(points);
    return status;
}

dc_status dc_points_project(dc_points *points, const dc_points *source,
                            const size_t *columns, size_t dims, dc_error *error) {
    dc_status status = allocate(points, source->count, dims, error);
    if (status != DC_OK)
        return status;
    points->total = source->total;
    points->constant = source->constant;
    points->dependent = source->dependent;
    memcpy(points->weight, source->weight, source->count * sizeof *points->weight);
    memcpy(points->row, source->row, source->count * sizeof *points->row);
    for (size_t l = 0; l < dims; l++) {
        points->feature[l] = source->feature[columns[l]];
        fmpz_set(points->scale + l, source->scale + columns[l]);
        for (size_t k = 0; k < source->count; k++)
            fmpz_set(points->x + k * dims + l, dc_points_row(source, k) + columns[l]);
    }
    if (dims < source->dims) /* points that differ may agree in some columns */
        status = merge(points, error);
    if (status != DC_OK)
        dc_points_destroy(points);
    return status;
}
