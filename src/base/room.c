#include "base/room.h"

#include "base/error.h"

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

size_t dc_room_left(size_t memory, size_t held) {
    size_t program = least(DC_ROOM_PROGRAM, memory - memory / 2);
    return memory == 0 ? SIZE_MAX : dc_size_minus(memory - program, held);
}

size_t dc_room_share(size_t memory, size_t held) {
    size_t share = dc_size_minus(memory, held);
    return memory && !share ? 1 : share;
}

size_t dc_room_memory(size_t needed) {
    return dc_size_plus(needed, least(DC_ROOM_PROGRAM, needed));
}

dc_status dc_room_check(size_t memory, size_t needed, const char *what, dc_error *error) {
    const double mib = 1 << 20;
    if (needed <= dc_room_left(memory, 0))
        return DC_OK;
    return dc_fail(
        error, DC_ENOMEM,
        "%s need about %.3g MiB of memory, the program included, and %.3g MiB are "
        "allowed",
        what, (double)dc_room_memory(needed) / mib, (double)memory / mib);
}

unsigned dc_room_threads(size_t memory, size_t held, size_t each, unsigned threads) {
    size_t fit = dc_room_left(memory, held) / (each ? each : 1);
    if (fit >= threads)
        return threads;
    return fit ? (unsigned)fit : 1;
}
