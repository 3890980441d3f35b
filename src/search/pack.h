/* Parts of a search as bytes (base/bytes.h), for a checkpoint or another process. Each
 * dc_put_ has its dc_get_, which marks the reader bad for what cannot have been put; what it
 * writes to is initialised by the caller. */
#ifndef DC_SEARCH_PACK_H
#define DC_SEARCH_PACK_H

#include "base/bytes.h"
#include "search/node.h"
#include "search/problem.h"

/* What differs between the conditions of one question: floor and ratio. */
void dc_put_bound(dc_bytes *bytes, const dc_condition *bound);
void dc_get_bound(dc_reader *reader, dc_condition *bound);

void dc_put_interval(dc_bytes *bytes, const dc_interval *interval);
void dc_get_interval(dc_reader *reader, dc_interval *interval);

/* *way is the caller's to clear, also if the reader is bad. */
void dc_put_way(dc_bytes *bytes, const dc_way *way);
void dc_get_way(dc_reader *reader, dc_way *way);

/* malloc'd, dims coordinates; NULL if the reader is bad. */
void dc_put_box(dc_bytes *bytes, const dc_box *box);
dc_box *dc_get_box(dc_reader *reader, size_t dims);

/* node->way is the caller's to clear, also if the reader is bad. */
void dc_put_node(dc_bytes *bytes, const dc_node *node);
void dc_get_node(dc_reader *reader, dc_node *node);

/* What a problem knows: its condition, and the best direction with its slab. */
void dc_put_best(dc_bytes *bytes, const dc_problem *problem);
void dc_get_best(dc_reader *reader, dc_problem *problem);

#endif
