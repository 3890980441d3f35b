/* A file that is written at the end of a computation: whole, or not at all.
 *
 *     dc_target target;
 *     int reason = dc_target_open(&target, "out.dcert");
 *     if (reason != 0) ...                               -- an errno; nothing is open
 *     fputs("words", target.out);
 *     reason = dc_target_close(&target, bad ? EIO : 0);  -- an errno
 *
 * What is written goes to a file of another name beside it; at the end, on the disk, that takes
 * its place. Until then, and after a failure, there is the file of before, or none. Whenever the
 * process is killed the path names either the old file or the new one.
 *
 * Devices, pipes and symbolic links (/dev/stdout is one) are written directly, and so are files
 * of another user, and where the folder takes no new file: there half of a file can be left, if
 * the process is killed. */
#ifndef DC_BASE_TARGET_H
#define DC_BASE_TARGET_H

#include <stdio.h>

typedef struct dc_target {
    FILE *out;
    const char *path; /* borrowed */
    char *fresh;      /* the file beside it; NULL: it is written directly */
} dc_target;

/* "-": standard output. 0, or an errno. A file that may not be written is refused, and its mode
 * is that of the new one. */
int dc_target_open(dc_target *target, const char *path);

/* reason: an errno if what was written is not whole, or not wanted any more; else 0. Returns it,
 * or the errno of what failed; unless that is 0, nothing of what was written is left where it
 * can be taken back. Standard output stays open. */
int dc_target_close(dc_target *target, int reason);

#endif
