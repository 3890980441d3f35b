#include "search/budget.h"

#include <flint/fmpz_vec.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/halt.h"
#include "base/integer.h"
#include "base/room.h"
#include "data/dataset.h"
#include "search/piece.h"

enum {
    UNLIMITED = 160 << 20, /* left where there is no limit */
    FOR_ENTRY = 8,         /* the exact coordinate */
    FOR_IMAGE = 16,        /* and in the space: exact, and rounded */
    FOR_POINT = 32,        /* weight, row, size */
    FOR_THREAD = 144,      /* bounds and ranks on a box, or a look along a direction */
    FOR_PIECE = 192,       /* what a piece owns, its direction aside */
    GROWTH = 12            /* bits that an image has more than the coordinate, about */
};

size_t dc_budget_thread(size_t count) {
    return dc_size_times(count, FOR_THREAD);
}

size_t dc_budget_rounds(size_t count, size_t dims) {
    size_t piece = dc_size_plus(dc_size_times(dims, FOR_ENTRY),
                                sizeof(dc_piece) + FOR_PIECE);
    return dc_size_plus(dc_budget_thread(count),
                        dc_size_times(DC_PIECES_MOST * dc_round_most(count), piece));
}

size_t dc_budget_points(size_t count, size_t dims, size_t bits, bool placed) {
    size_t entry = FOR_ENTRY + dc_integer_outside(bits);
    if (placed)
        entry += FOR_IMAGE + dc_integer_outside(bits + GROWTH);
    return dc_size_times(count, dc_size_plus(dc_size_times(dims, entry), FOR_POINT));
}

size_t dc_budget_own(const dc_problem *problem) {
    size_t count = problem->points->count, dims = problem->points->dims;
    size_t entries = count * dims;
    size_t own = dc_size_plus(dc_budget_points(count, dims, 0, problem->placed),
                              dc_budget_rounds(count, dims));
    own = dc_size_plus(own, dc_integer_bytes(problem->points->x, entries));
    return problem->placed
               ? dc_size_plus(own, dc_integer_bytes(problem->space.y, entries))
               : own;
}

/* What is left for one of the searches. */
static size_t left_of(const dc_limits *limits, size_t own) {
    size_t searches = dc_size_plus(limits->others, 1);
    size_t held = dc_size_plus(dc_size_plus(DC_ROOM_PROGRAM, limits->held),
                               dc_size_times(own, searches));
    size_t left = dc_size_minus(limits->memory, held), least = limits->memory / 16;
    left = limits->memory == 0 ? UNLIMITED : left > least ? left : least;
    return left / searches;
}

dc_budget dc_budget_of(const dc_limits *limits, size_t own) {
    size_t left = left_of(limits, own);
    return (dc_budget){ .waiting = left / 2,
                        .boxes = dc_size_minus(left / 8 * 3, limits->kept),
                        .rest = left / 8 };
}

size_t dc_budget_data(const dc_dataset *data, const dc_groups *groups) {
    size_t rows = dc_dataset_points(data);
    for (size_t g = 0; g < dc_groups_count(groups); g++)
        rows = dc_size_plus(rows, dc_groups_size(groups, g));
    return dc_size_plus(dc_dataset_bytes(data), dc_size_times(rows, sizeof(size_t)));
}

dc_status dc_budget_check(dc_limits *limits, size_t own, dc_error *error) {
    size_t needed = dc_size_plus(limits->held, own);
    dc_status status = dc_room_check(limits->memory, needed, "the points alone", error);
    if (status == DC_OK || !limits->options || !limits->options->exceeded)
        return status;
    *limits->options->exceeded = limits->exceeded = true;
    return dc_halt_fail(error);
}

unsigned dc_budget_threads(const dc_limits *limits, size_t own, size_t count) {
    size_t room = dc_size_plus(dc_budget_thread(count), 1);
    size_t more = dc_budget_of(limits, own).rest / room;
    if (limits->memory == 0 || more >= limits->threads)
        return limits->threads;
    return 1 + (unsigned)more < limits->threads ? 1 + (unsigned)more : limits->threads;
}
