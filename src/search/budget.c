#include "search/budget.h"

#include <flint/fmpz_vec.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/integer.h"
#include "data/dataset.h"
#include "search/piece.h"

enum {
    PROGRAM = 16 << 20,    /* with its libraries */
    UNLIMITED = 160 << 20, /* left where there is no limit */
    FOR_ENTRY = 8,         /* the exact coordinate */
    FOR_IMAGE = 16,        /* and in the space: exact, and rounded */
    FOR_POINT = 32,        /* weight, row, size */
    FOR_THREAD = 144,      /* bounds and ranks on a box, or a look along a direction */
    FOR_PIECE = 192,       /* what a piece owns, its direction aside */
    GROWTH = 12            /* bits that an image has more than the coordinate, about */
};

static size_t plus(size_t a, size_t b) {
    return a > SIZE_MAX - b ? SIZE_MAX : a + b;
}

static size_t times(size_t a, size_t b) {
    return b && a > SIZE_MAX / b ? SIZE_MAX : a * b;
}

static size_t minus(size_t a, size_t b) {
    return a > b ? a - b : 0;
}

size_t dc_budget_rounds(size_t count, size_t dims) {
    size_t piece = plus(times(dims, FOR_ENTRY), sizeof(dc_piece) + FOR_PIECE);
    return plus(times(count, FOR_THREAD),
                times(DC_PIECES_MOST * dc_round_most(count), piece));
}

size_t dc_budget_points(size_t count, size_t dims, size_t bits, bool placed) {
    size_t entry = FOR_ENTRY + dc_integer_outside(bits);
    if (placed)
        entry += FOR_IMAGE + dc_integer_outside(bits + GROWTH);
    return times(count, plus(times(dims, entry), FOR_POINT));
}

size_t dc_budget_own(const dc_problem *problem) {
    size_t count = problem->points->count, dims = problem->points->dims;
    size_t entries = count * dims;
    size_t own = plus(dc_budget_points(count, dims, 0, problem->placed),
                      dc_budget_rounds(count, dims));
    own = plus(own, dc_integer_bytes(problem->points->x, entries));
    return problem->placed ? plus(own, dc_integer_bytes(problem->space.y, entries)) : own;
}

/* What is left for one of the searches. */
static size_t left_of(const dc_limits *limits, size_t own) {
    size_t searches = plus(limits->others, 1);
    size_t held = plus(plus(PROGRAM, limits->held), times(own, searches));
    size_t left = minus(limits->memory, held), least = limits->memory / 16;
    left = limits->memory == 0 ? UNLIMITED : left > least ? left : least;
    return left / searches;
}

dc_budget dc_budget_of(const dc_limits *limits, size_t own) {
    size_t left = left_of(limits, own);
    return (dc_budget){ .waiting = left / 2,
                        .boxes = minus(left / 8 * 3, limits->kept),
                        .rest = left / 8 };
}

size_t dc_budget_data(const dc_dataset *data, const dc_groups *groups) {
    size_t rows = dc_dataset_points(data);
    for (size_t g = 0; g < dc_groups_count(groups); g++)
        rows = plus(rows, dc_groups_size(groups, g));
    return plus(dc_dataset_bytes(data), times(rows, sizeof(size_t)));
}

dc_status dc_budget_check(const dc_limits *limits, size_t own, dc_error *error) {
    const double mib = 1 << 20;
    size_t needed = plus(limits->held, own);
    if (limits->memory == 0 || needed <= limits->memory)
        return DC_OK;
    return dc_fail(
        error, DC_ENOMEM,
        "the points alone need about %.3g MiB of memory, and %.3g MiB are allowed",
        (double)needed / mib, (double)limits->memory / mib);
}

unsigned dc_budget_threads(const dc_limits *limits, size_t own, size_t count) {
    size_t room = plus(times(count, FOR_THREAD), 1);
    size_t more = dc_budget_of(limits, own).rest / room;
    if (limits->memory == 0 || more >= limits->threads)
        return limits->threads;
    return 1 + (unsigned)more < limits->threads ? 1 + (unsigned)more : limits->threads;
}

bool dc_budget_give_room(dc_check_options *options, dc_status status) {
    bool again = status == DC_ENOMEM && options->memory > 0;
    options->memory = again ? 0 : options->memory;
    return again;
}
