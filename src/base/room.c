#include "base/room.h"

#include <math.h>

#include "base/error.h"

size_t dc_room_left(size_t memory, size_t held) {
    size_t program = dc_size_least(DC_ROOM_PROGRAM, memory - memory / 2);
    return memory == 0 ? SIZE_MAX : dc_size_minus(memory - program, held);
}

size_t dc_room_share(size_t memory, size_t held) {
    size_t share = dc_size_minus(memory, held);
    return memory && !share ? 1 : share;
}

size_t dc_room_memory(size_t needed) {
    return dc_size_plus(needed, dc_size_least(DC_ROOM_PROGRAM, needed));
}

/* Of three digits, and not less than the bytes are. */
static double mebibytes(size_t bytes) {
    double value = (double)bytes / (1 << 20), digit = pow(10, floor(log10(value)) - 2);
    return ceil(value / digit) * digit;
}

dc_status dc_room_check(size_t memory, size_t needed, const char *what, dc_error *error) {
    if (needed <= dc_room_left(memory, 0))
        return DC_OK;
    return dc_fail(
        error, DC_ENOMEM,
        "%s need about %.6g MiB of memory, the program included, and %.3g MiB are "
        "allowed",
        what, mebibytes(dc_room_memory(needed)), (double)memory / (1 << 20));
}

unsigned dc_room_threads(size_t memory, size_t held, size_t each, unsigned threads) {
    size_t fit = dc_room_left(memory, held) / (each ? each : 1);
    if (fit >= threads)
        return threads;
    return fit ? (unsigned)fit : 1;
}
