#include "certificate/header.h"

#include <stdlib.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"

static void put_number(dc_text *line, dc_number number, const dc_number_pool *pool) {
    if (number.denominator == 0) {
        dc_text_fraction(line, pool->values[number.numerator]);
        return;
    }
    dc_text_word(line, number.numerator);
    if (number.denominator != 1) {
        dc_text_character(line, '/');
        dc_text_word(line, number.denominator);
    }
}

static void canonical_line(dc_text *line, const dc_dataset *data, size_t point) {
    const dc_number one = { 1, 1 };
    for (size_t l = 0; l < data->features; l++) {
        if (l)
            dc_text_character(line, ',');
        put_number(line, dc_dataset_number(data, point, l), &data->pool);
    }
    dc_text_character(line, ';');
    put_number(line, data->weighted ? data->weights[point] : one, &data->pool);
    dc_text_character(line, ';');
    dc_text_word(line, data->labelled ? (int64_t)data->classes[point] + 1 : 0);
    dc_text_character(line, ';');
    dc_text_word(line, data->celled ? (int64_t)data->cells[point] + 1 : 0);
    dc_text_character(line, '\n');
}

dc_status dc_header_points(char hex[DC_DIGEST_HEX], const dc_dataset *data,
                           dc_error *error) {
    dc_text line = { 0 };
    dc_digest digest;
    dc_digest_start(&digest);
    for (size_t k = 0; k < data->points && !line.failed; k++) {
        canonical_line(&line, data, k);
        if (!line.failed)
            dc_digest_add(&digest, line.bytes, line.length);
        dc_text_truncate(&line, 0);
    }
    bool failed = line.failed;
    dc_text_clear(&line);
    if (failed)
        return dc_fail_memory(error, "the certificate");
    dc_digest_hex(hex, &digest);
    return DC_OK;
}

static void put_column(dc_text *text, const char *name, size_t column) {
    if (column == DC_NO_COLUMN)
        dc_text_put(text, "%s none\n", name);
    else
        dc_text_put(text, "%s %zu\n", name, column + 1);
}

dc_status dc_header_data(dc_text *text, const dc_dataset *data, dc_error *error) {
    char points[DC_DIGEST_HEX];
    dc_source source;
    dc_status status = dc_header_points(points, data, error);
    if (status == DC_OK)
        status = dc_dataset_source(&source, data, error);
    if (status != DC_OK)
        return status;
    dc_text_put(text, "data %s\nheader %s\ndelimiter %s\nfeatures %zu", source.sha256,
                source.header ? "yes" : "no",
                source.delimiter == ','   ? "comma"
                : source.delimiter == ';' ? "semicolon"
                                          : "tab",
                data->features);
    for (size_t l = 0; l < data->features; l++)
        dc_text_put(text, " %zu", source.feature[l] + 1);
    dc_text_put(text, "\n");
    put_column(text, "label", source.label);
    put_column(text, "weight", source.weight);
    put_column(text, "cell", source.cell);
    dc_text_put(text, "points %s\n", points);
    free(source.feature);
    return DC_OK;
}

void dc_header_direction(fmpz *v, const dc_dataset *directions, size_t row) {
    slong dims = (slong)directions->features;
    mpz_t common;
    mpq_t value;
    fmpz_t content;
    mpz_init_set_ui(common, 1);
    mpq_init(value);
    fmpz_init(content);
    for (size_t l = 0; l < directions->features; l++) {
        dc_dataset_value(value, directions, row, l);
        mpz_lcm(common, common, mpq_denref(value));
    }
    for (size_t l = 0; l < directions->features; l++) {
        dc_dataset_value(value, directions, row, l);
        mpz_mul(mpq_numref(value), mpq_numref(value), common);
        mpz_divexact(mpq_numref(value), mpq_numref(value), mpq_denref(value));
        fmpz_set_mpz(v + l, mpq_numref(value));
    }
    _fmpz_vec_content(content, v, dims);
    if (!fmpz_is_zero(content))
        _fmpz_vec_scalar_divexact_fmpz(v, v, dims, content);
    fmpz_clear(content);
    mpq_clear(value);
    mpz_clear(common);
}

static void put_directions(dc_text *text, const dc_dataset *directions) {
    slong dims = (slong)directions->features;
    fmpz *v = _fmpz_vec_init(dims);
    dc_text_put(text, " %zu\n", directions->points);
    for (size_t k = 0; k < directions->points; k++) {
        dc_header_direction(v, directions, k);
        for (slong l = 0; l < dims; l++) {
            dc_text_put(text, " ");
            dc_text_integer(text, v + l);
        }
        dc_text_put(text, "\n");
    }
    _fmpz_vec_clear(v, dims);
}

static void put_parameters(dc_text *text, const dc_check_options *options) {
    const dc_parameters *parameters = &options->parameters;
    bool dual = options->question == DC_MAXIMIZE_SIGMA;
    dc_text_put(text, "question %s\nkappa ", dual ? "sigma" : "critical-mass");
    dc_text_fraction(text, parameters->kappa);
    dc_text_put(text, "\nsigma ");
    if (dual)
        dc_text_put(text, "free");
    else
        dc_text_fraction(text, parameters->sigma);
    dc_text_put(text, "\ndelta ");
    dc_text_fraction(text, parameters->delta);
    dc_text_put(text, "\nm0 ");
    dc_text_fraction(text, parameters->m0);
}

void dc_header_condition(dc_text *text, const dc_check_options *options,
                         const char *family_name) {
    const dc_family *family = &options->family;
    put_parameters(text, options);
    dc_text_put(text, "\nfamily %s", family_name);
    if (family->kind == DC_FAMILY_WIDTH) {
        dc_text_put(text, " ");
        dc_text_fraction(text, family->width);
    } else if (family->kind == DC_FAMILY_SPARSE) {
        dc_text_put(text, " %zu", family->sparsity);
    } else if (family->kind == DC_FAMILY_DIRECTIONS) {
        put_directions(text, family->directions);
    }
    dc_text_put(text, "\n");
}

void dc_header_groups(dc_text *text, const dc_dataset *data, dc_grouping grouping,
                      size_t count) {
    dc_text_put(text, "groups %s %zu\n", dc_grouping_name(data, grouping), count);
}
