/* Groups of points that the condition speaks about (D6 of proofs/theory.md).
 *
 *     dc_groups *groups;
 *     dc_groups_create(&groups, data, DC_GROUPS_AUTO, &error);
 *     for (size_t g = 0; g < dc_groups_count(groups); g++)
 *         puts(dc_groups_name(groups, g));
 */
#ifndef DOUBLECHECK_GROUPS_H
#define DOUBLECHECK_GROUPS_H

#include <doublecheck/dataset.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum dc_grouping {
    DC_GROUPS_AUTO,  /* pairs if the points have labels, else whole */
    DC_GROUPS_WHOLE, /* one group: every point */
    DC_GROUPS_PAIRS, /* one group for each unordered pair of classes */
    DC_GROUPS_CELLS  /* one group for each cell (and pair of classes, with labels) */
} dc_grouping;

/* "whole", "pairs" or "cells": how the points of a dataset are grouped; auto is resolved.
 * Never NULL. */
DC_API const char *dc_grouping_name(const dc_dataset *data, dc_grouping grouping);

typedef struct dc_groups dc_groups;

/* Forms the groups of a dataset, which must outlive them. Pairs are named
 * "a|b" in the order in which the classes appear in the file, cells "cell",
 * cells with labels "cell:a|b", the whole set "whole". A group that holds no
 * point is left out. DC_EINPUT when pairs are asked for and there are no labels
 * or only one class (the message gives the way out), or cells without cell ids. */
DC_API DC_MUST_USE dc_status dc_groups_create(dc_groups **out, const dc_dataset *data,
                                              dc_grouping grouping, dc_error *error);
DC_API void dc_groups_destroy(dc_groups *groups);

DC_API size_t dc_groups_count(const dc_groups *groups);
DC_API const char *dc_groups_name(const dc_groups *groups, size_t group);
DC_API size_t dc_groups_size(const dc_groups *groups, size_t group);

/* The group's points as indices into the dataset, increasing; owned by groups. */
DC_API const size_t *dc_groups_points(const dc_groups *groups, size_t group);

#ifdef __cplusplus
}
#endif
#endif
