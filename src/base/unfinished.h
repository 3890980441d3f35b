/* Files that could not be written to their end. */
#ifndef DC_BASE_UNFINISHED_H
#define DC_BASE_UNFINISHED_H

/* Removes the file at path, so that no half of it is taken for a whole one. Devices, pipes and
 * the like stay; "-" is no file. */
void dc_unfinished_remove(const char *path);

#endif
