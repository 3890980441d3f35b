#include "data/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static bool same(const char *name, const char *text, size_t length) {
    return strncmp(name, text, length) == 0 && name[length] == '\0';
}

/* FNV-1a, its high bits folded down because the slots use the low ones. */
static uint64_t hash(const char *text, size_t length) {
    uint64_t value = 14695981039346656037u;
    for (size_t k = 0; k < length; k++)
        value = (value ^ (unsigned char)text[k]) * 1099511628211u;
    return value ^ value >> 29;
}

/* The slot that holds text, or the empty one where it belongs. */
static size_t probe(const dc_names *names, const char *text, size_t length) {
    size_t mask = names->slot_count - 1;
    size_t slot = (size_t)hash(text, length) & mask;
    while (names->slots[slot] &&
           !same(names->texts[names->slots[slot] - 1], text, length))
        slot = (slot + 1) & mask;
    return slot;
}

static void hash_names(dc_names *names) {
    for (; names->hashed < names->count; names->hashed++) {
        const char *text = names->texts[names->hashed];
        size_t slot = probe(names, text, strlen(text));
        if (names->slots[slot] == 0)
            names->slots[slot] = (uint32_t)(names->hashed + 1);
    }
}

/* Keeps the slots at most half full, with room for one more name. */
static dc_status grow_slots(dc_names *names, dc_error *error) {
    if (names->slot_count / 2 > names->count)
        return DC_OK;
    size_t slot_count = names->slot_count ? names->slot_count : 64;
    while (slot_count / 2 <= names->count)
        slot_count *= 2;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    if (!slots)
        return dc_fail_memory(error, "names");
    free(names->slots);
    names->bytes += (slot_count - names->slot_count) * sizeof *slots;
    names->slots = slots;
    names->slot_count = slot_count;
    names->hashed = 0;
    return DC_OK;
}

static dc_status grow_texts(dc_names *names, dc_error *error) {
    if (names->count < names->capacity)
        return DC_OK;
    size_t capacity = names->capacity ? 2 * names->capacity : 16;
    char **texts = realloc(names->texts, capacity * sizeof *texts);
    if (!texts)
        return dc_fail_memory(error, "names");
    names->bytes += (capacity - names->capacity) * sizeof *texts;
    names->texts = texts;
    names->capacity = capacity;
    return DC_OK;
}

dc_status dc_names_add(dc_names *names, const char *text, size_t length, size_t *index,
                       dc_error *error) {
    enum { OVERHEAD = 16 }; /* of malloc, roughly */
    if (names->count >= UINT32_MAX - 1)
        return dc_fail(error, DC_EINPUT, "more than %zu different names", names->count);
    dc_status status = grow_texts(names, error);
    if (status != DC_OK)
        return status;
    char *copy = malloc(length + 1);
    if (!copy)
        return dc_fail_memory(error, "a name");
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (index)
        *index = names->count;
    names->texts[names->count++] = copy;
    names->bytes += length + OVERHEAD;
    return DC_OK;
}

dc_status dc_names_intern(dc_names *names, const char *text, size_t length, size_t *index,
                          dc_error *error) {
    dc_status status = grow_slots(names, error);
    if (status != DC_OK)
        return status;
    hash_names(names);
    size_t slot = probe(names, text, length);
    if (names->slots[slot]) {
        *index = names->slots[slot] - 1;
        return DC_OK;
    }
    status = dc_names_add(names, text, length, index, error);
    if (status != DC_OK)
        return status;
    names->slots[slot] = (uint32_t)names->count;
    names->hashed = names->count;
    return DC_OK;
}

bool dc_names_find(const dc_names *names, const char *text, size_t length, size_t from,
                   size_t *index) {
    for (size_t k = from; k < names->count; k++) {
        if (same(names->texts[k], text, length)) {
            *index = k;
            return true;
        }
    }
    return false;
}

void dc_names_clear(dc_names *names) {
    for (size_t k = 0; k < names->count; k++)
        free(names->texts[k]);
    free(names->texts);
    free(names->slots);
    memset(names, 0, sizeof *names);
}
