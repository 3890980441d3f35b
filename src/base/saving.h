/* A file that is replaced as a whole, or not at all.
 *
 *     dc_saving saving;
 *     dc_saving_begin(&saving, "run.state");
 *     dc_bytes_put_u64(&saving.bytes, 7);    -- again and again,
 *     dc_saving_flow(&saving);               -- so that bytes never grow
 *     int reason = dc_saving_end(&saving, true);
 *
 * What is put goes to PATH.new; at the end, behind its SHA-256 and on the disk, it takes the
 * place of PATH, whose old content stays as PATH.previous. Whenever the process is killed
 * PATH is either the old file or the new one, and PATH.previous, once there is one, a whole
 * file of before. */
#ifndef DC_BASE_SAVING_H
#define DC_BASE_SAVING_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/digest.h"

typedef struct dc_saving {
    dc_bytes bytes; /* waiting to be written */
    dc_digest digest;
    const char *path;                /* borrowed */
    char *fresh, *previous, *second; /* of previous, until that is replaced */
    int fd, reason;                  /* errno of the first failure; 0: none */
} dc_saving;

void dc_saving_begin(dc_saving *saving, const char *path);

/* Writes what waits, if it is much. */
void dc_saving_flow(dc_saving *saving);

/* Writes bytes that need no copy. */
void dc_saving_write(dc_saving *saving, const void *from, size_t size);

/* Puts the file in place; returns 0, or the errno of what failed: PATH and PATH.previous are
 * then as they were. keep: the old PATH becomes PATH.previous; else that stays. */
int dc_saving_end(dc_saving *saving, bool keep);

typedef enum dc_kept { DC_KEPT_WHOLE, DC_KEPT_DAMAGED, DC_KEPT_UNREADABLE } dc_kept;

/* A file that was saved so, without its digest, into *at (malloc'd) and *size; errno tells of
 * DC_KEPT_UNREADABLE. Unless it is whole, *at is NULL. */
dc_kept dc_saved_read(unsigned char **at, size_t *size, const char *path);

#endif
