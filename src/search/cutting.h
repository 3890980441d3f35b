/* A round of boxes that are cut by the threads of this process and by the other processes of
 * the run (base/team.h). */
#ifndef DC_SEARCH_CUTTING_H
#define DC_SEARCH_CUTTING_H

#include "base/team.h"
#include "search/piece.h"

/* Cuts nodes[count] into pieces[DC_PIECES_MOST count] (dc_cut); the problem, but for its
 * condition, is the same for all rounds of a stage. cutter->stop tells that the round was cut
 * short: pieces that were not made then have said 0. */
dc_status dc_cut_round(dc_cutter *cutter, dc_stage *stage, const dc_node *nodes,
                       size_t count, dc_piece *pieces, dc_error *error) DC_MUST_USE;

#endif
