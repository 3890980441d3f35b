#include "search/copy.h"

#include <stdlib.h>
#include <string.h>

#include <flint/fmpz_vec.h>

#include "base/digest.h"
#include "base/error.h"
#include "search/pack.h"

/* Bytes of the least integer, and of a point's weight. */
enum { INTEGER_LEAST = sizeof(uint64_t) };

void dc_put_points(dc_bytes *bytes, const dc_points *points) {
    size_t count = points->count, dims = points->dims;
    dc_bytes_put_u64(bytes, dims);
    dc_bytes_put_vector(bytes, points->scale, dims);
    for (size_t l = 0; l < dims; l++)
        dc_bytes_put_u64(bytes, points->feature[l]);
    dc_bytes_put_u64(bytes, points->constant);
    dc_bytes_put_u64(bytes, points->dependent);
    dc_bytes_put_mass(bytes, points->total);
    dc_bytes_put_u64(bytes, count);
    for (size_t k = 0; k < count; k++) {
        dc_bytes_put_mass(bytes, points->weight[k]);
        dc_bytes_put_u64(bytes, points->row[k]);
        dc_bytes_put_vector(bytes, dc_points_row(points, k), dims);
    }
}

static void get_columns(dc_reader *reader, dc_points *points) {
    size_t dims = dc_get_count(reader, 2 * INTEGER_LEAST);
    *points = (dc_points){ .dims = dims, .feature = calloc(dims + 1, sizeof(size_t)) };
    points->scale = _fmpz_vec_init((slong)dims);
    dc_get_vector(reader, points->scale, dims);
    if (!points->feature)
        dc_reader_lose(reader);
    for (size_t l = 0; l < dims && !reader->bad; l++)
        points->feature[l] = dc_get_u64(reader);
    points->constant = dc_get_u64(reader);
    points->dependent = dc_get_u64(reader);
    points->total = dc_get_mass(reader);
}

static void get_rows(dc_reader *reader, dc_points *points) {
    size_t dims = points->dims;
    size_t count = dc_get_count(reader, sizeof(dc_mass) + sizeof(uint64_t) +
                                            dims * INTEGER_LEAST);
    points->weight = calloc(count + 1, sizeof *points->weight);
    points->row = calloc(count + 1, sizeof *points->row);
    points->x = _fmpz_vec_init((slong)(count * dims));
    points->count = count;
    if (!points->weight || !points->row)
        dc_reader_lose(reader);
    for (size_t k = 0; k < count && !reader->bad; k++) {
        points->weight[k] = dc_get_mass(reader);
        points->row[k] = dc_get_u64(reader);
        dc_get_vector(reader, points->x + k * dims, dims);
    }
}

void dc_get_points(dc_reader *reader, dc_points *points) {
    get_columns(reader, points);
    get_rows(reader, points);
    if (reader->bad)
        dc_points_destroy(points);
}

void dc_put_condition(dc_bytes *bytes, const dc_condition *condition) {
    dc_bytes_put_bool(bytes, condition->by_ratio);
    dc_bytes_put_mass(bytes, condition->total);
    dc_bytes_put_mass(bytes, condition->enough);
    dc_put_bound(bytes, condition);
    dc_bytes_put_mpq(bytes, condition->kappa);
    dc_bytes_put_integer(bytes, condition->h_num);
    dc_bytes_put_integer(bytes, condition->h_den);
}

void dc_get_condition(dc_reader *reader, dc_condition *condition) {
    *condition = (dc_condition){ .by_ratio = dc_get_bool(reader) };
    mpq_init(condition->kappa);
    fmpz_init(condition->h_num);
    fmpz_init(condition->h_den);
    condition->total = dc_get_mass(reader);
    condition->enough = dc_get_mass(reader);
    dc_get_bound(reader, condition);
    dc_get_mpq(reader, condition->kappa);
    dc_get_integer(reader, condition->h_num);
    dc_get_integer(reader, condition->h_den);
}

/* Of what bounds are computed from. */
static void digest_space(char hex[DC_DIGEST_HEX], const dc_space *space) {
    dc_digest digest;
    dc_digest_start(&digest);
    dc_digest_add(&digest, &space->shift, sizeof space->shift);
    dc_digest_add(&digest, space->column,
                  space->dims * space->count * sizeof *space->column);
    dc_digest_add(&digest, space->spread, space->dims * sizeof *space->spread);
    dc_digest_add(&digest, space->size, space->count * sizeof *space->size);
    dc_digest_hex(hex, &digest);
}

void dc_put_problem(dc_bytes *bytes, const dc_problem *problem) {
    char hex[DC_DIGEST_HEX];
    mpq_t width;
    mpq_init(width);
    fmpq_get_mpq(width, problem->width);
    dc_put_points(bytes, problem->points);
    dc_put_condition(bytes, &problem->condition);
    dc_bytes_put_bool(bytes, problem->wide);
    dc_bytes_put_mpq(bytes, width);
    digest_space(hex, &problem->space);
    dc_bytes_put_text(bytes, hex);
    mpq_clear(width);
}

static void open_problem(dc_reader *reader, dc_copy *copy,
                         const dc_condition *condition) {
    dc_problem *problem = &copy->problem;
    mpq_t width;
    mpq_init(width);
    dc_problem_open(problem, &copy->points, condition, NULL);
    problem->wide = dc_get_bool(reader);
    dc_get_mpq(reader, width);
    fmpq_set_mpq(problem->width, width);
    mpq_clear(width);
    copy->open = true;
}

/* The space, and whether it is the leader's. */
static dc_status place(dc_reader *reader, dc_problem *problem, dc_error *error) {
    char hex[DC_DIGEST_HEX];
    char *theirs = dc_get_text(reader);
    dc_status status = DC_OK;
    if (reader->lost)
        status = dc_fail_memory(error, "a problem");
    else if (reader->bad || !theirs)
        status = dc_fail(error, DC_EINTERNAL, "a problem cannot be read");
    else
        status = dc_problem_place(problem, NULL, error);
    if (status == DC_OK)
        digest_space(hex, &problem->space);
    if (status == DC_OK && strcmp(hex, theirs) != 0)
        status =
            dc_fail(error, DC_EUSAGE,
                    "the coordinates come out other than on rank 0: the machines of a "
                    "run must have one type of CPU and the same libraries");
    free(theirs);
    return status;
}

void dc_copy_limits(dc_copy *copy, unsigned threads, bool (*stop)(void *user)) {
    copy->options.stop = stop;
    copy->options.threads = threads;
    dc_limits_init(&copy->limits, &copy->options);
    copy->limits.silent = true;
}

dc_status dc_get_problem(dc_reader *reader, dc_copy *copy, dc_error *error) {
    dc_condition condition;
    dc_get_points(reader, &copy->points);
    if (reader->lost)
        return dc_fail_memory(error, "the points");
    if (reader->bad)
        return dc_fail(error, DC_EINTERNAL, "points cannot be read");
    dc_get_condition(reader, &condition);
    open_problem(reader, copy, &condition);
    dc_condition_clear(&condition);
    return place(reader, &copy->problem, error);
}

void dc_copy_clear(dc_copy *copy) {
    if (copy->open) {
        dc_problem_destroy(&copy->problem);
        dc_points_destroy(&copy->points);
    }
    *copy = (dc_copy){ 0 };
}
