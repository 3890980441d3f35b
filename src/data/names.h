/* Lists of names: of columns, classes and cells, in order of first appearance.
 *
 *     size_t index;
 *     status = dc_names_intern(&names, "setosa", 6, &index, error);
 */
#ifndef DC_DATA_NAMES_H
#define DC_DATA_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <doublecheck/status.h>

/* All zero is the empty list. */
typedef struct dc_names {
    size_t count, capacity;
    char **texts;
    uint32_t *slots;   /* [slot_count] open addressing; 1 + index, 0: empty */
    size_t slot_count; /* a power of two, or 0 */
    size_t hashed;     /* names 0 .. hashed-1 stand in the slots */
    size_t bytes;      /* held by the list, roughly */
} dc_names;

/* Appends a name (text[length], no NUL), also one that is there already; *index
 * (may be NULL) is its position. DC_ENOMEM, or DC_EINPUT past 2^32 - 2 names. */
dc_status dc_names_add(dc_names *names, const char *text, size_t length, size_t *index,
                       dc_error *error) DC_MUST_USE;

/* Appends a name unless it is there; *index is the position of its first
 * appearance. O(length) on average. */
dc_status dc_names_intern(dc_names *names, const char *text, size_t length, size_t *index,
                          dc_error *error) DC_MUST_USE;

/* Looks for a name from position `from` on, one by one; false if there is none. */
bool dc_names_find(const dc_names *names, const char *text, size_t length, size_t from,
                   size_t *index);

void dc_names_clear(dc_names *names);

#endif
