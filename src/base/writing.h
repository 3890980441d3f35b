/* Bytes on their way to a file, for all that write one. */
#ifndef DC_BASE_WRITING_H
#define DC_BASE_WRITING_H

#include <stddef.h>

/* Writes all of it, whatever interrupts. 0, or the errno of what failed. */
int dc_write_all(int fd, const void *from, size_t size);

/* Brings the names in the folder of path to the disk: a new one is there when its folder is. */
void dc_sync_folder(const char *path);

/* PATH with a suffix, malloc'd; NULL when memory is out. */
char *dc_path_with(const char *path, const char *suffix);

#endif
