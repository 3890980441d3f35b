/* The memory that a process may take, and what of it is left.
 *
 *     left = memory - the program - what is held
 *
 * All of it is a function of options and data alone, as results may depend on what is left. */
#ifndef DC_BASE_ROOM_H
#define DC_BASE_ROOM_H

#include <doublecheck/status.h>

#include "base/size.h"

/* The program with its libraries. */
enum { DC_ROOM_PROGRAM = 16 << 20 };

/* Bytes left beside the program and `held` bytes; of a memory below twice the program's a half
 * is the program's. SIZE_MAX: memory is 0, no limit. */
size_t dc_room_left(size_t memory, size_t held);

/* The memory for work that counts the program itself, beside `held` bytes: at least 1, but 0
 * where there is no limit. */
size_t dc_room_share(size_t memory, size_t held);

/* The least memory in which so many bytes fit beside the program. */
size_t dc_room_memory(size_t needed);

/* DC_ENOMEM where `needed` bytes do not fit beside the program: what, which needs them (plural),
 * and the memory with which they would. */
DC_MUST_USE dc_status dc_room_check(size_t memory, size_t needed, const char *what,
                                    dc_error *error);

/* As many of `threads` as have `each` bytes of their own beside `held`; at least one. */
unsigned dc_room_threads(size_t memory, size_t held, size_t each, unsigned threads);

#endif
