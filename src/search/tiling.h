/* The proof that no slab of one problem beats a condition: for each chart a tree of
 * boxes that tile it, every leaf closed (docs/certificate-format.md, sections 7 to 10).
 *
 * What becomes of a box depends on the box and the condition alone, and boxes are
 * written in their order in the tree. So the text does not depend on the number of
 * threads, nor on how the condition was found. */
#ifndef DC_SEARCH_TILING_H
#define DC_SEARCH_TILING_H

#include "certificate/sink.h"
#include "search/boxtree.h"
#include "search/limits.h"
#include "search/problem.h"

/* Writes the trees of all charts of a problem with at least two coordinates, under
 * problem->condition. known: what the problem's search said of its boxes, which only spares
 * time; or NULL. DC_EINTERNAL where a box resists; DC_ESTOPPED; DC_EIO, DC_ENOMEM. *nodes
 * counts boxes. */
dc_status dc_tiling_write(const dc_problem *problem, const dc_boxtree *known,
                          dc_limits *limits, dc_sink *sink, uint64_t *nodes,
                          dc_error *error) DC_MUST_USE;

#endif
