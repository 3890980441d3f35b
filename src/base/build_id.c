#include "base/build_id.h"

#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The note of the object that holds this code. */
static void find_in_notes(char *id, const char *at, size_t size) {
    while (size > sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *note = (const void *)at;
        size_t name = (note->n_namesz + 3u) & ~(size_t)3;
        size_t length = sizeof *note + name + ((note->n_descsz + 3u) & ~(size_t)3);
        const unsigned char *bytes = (const unsigned char *)at + sizeof *note + name;
        if (length > size)
            return;
        if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 &&
            memcmp(note + 1, "GNU", 4) == 0)
            for (size_t k = 0; k < note->n_descsz && 2 * k + 2 < DC_BUILD_ID; k++)
                snprintf(id + 2 * k, 3, "%02x", bytes[k]);
        at += length;
        size -= length;
    }
}

static const char here; /* in the object that is looked for */

static int look_at_object(struct dl_phdr_info *object, size_t size, void *id) {
    bool holds = false;
    (void)size;
    for (size_t k = 0; k < object->dlpi_phnum; k++) {
        const ElfW(Phdr) *part = object->dlpi_phdr + k;
        holds = holds ||
                (part->p_type == PT_LOAD &&
                 (uintptr_t)&here - (object->dlpi_addr + part->p_vaddr) < part->p_memsz);
    }
    for (size_t k = 0; k < object->dlpi_phnum && holds; k++) {
        const ElfW(Phdr) *part = object->dlpi_phdr + k;
        if (part->p_type == PT_NOTE)
            find_in_notes(id,
                          &here + (ptrdiff_t)(object->dlpi_addr + part->p_vaddr -
                                              (uintptr_t)&here),
                          part->p_memsz);
    }
    return holds;
}

void dc_build_id(char id[DC_BUILD_ID]) {
    id[0] = '\0';
    dl_iterate_phdr(look_at_object, id);
}
