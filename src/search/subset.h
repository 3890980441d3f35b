/* The subsets of {0, .., dims-1} with `size` members, in lexicographic order of
 * their increasing lists; 0 <= size <= dims. */
#ifndef DC_SEARCH_SUBSET_H
#define DC_SEARCH_SUBSET_H

#include <stdbool.h>
#include <stddef.h>

/* columns[size] becomes the first one: 0, 1, .. */
void dc_subset_first(size_t *columns, size_t size);

/* The next one; false, and columns unchanged, if there is none. */
bool dc_subset_next(size_t *columns, size_t size, size_t dims);

/* How many there are, saturated at SIZE_MAX; and the one of an index in that order. */
size_t dc_subset_count(size_t size, size_t dims);
void dc_subset_at(size_t *columns, size_t index, size_t size, size_t dims);

#endif
