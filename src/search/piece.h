/* What becomes of a box that is cut: its halves, or its quarters, are bounded one by one. That
 * depends on the problem, its condition and the box alone, so that boxes can be cut side by
 * side, by threads or by other processes. */
#ifndef DC_SEARCH_PIECE_H
#define DC_SEARCH_PIECE_H

#include "search/boxtree.h"
#include "search/cells.h"
#include "search/limits.h"
#include "search/node.h"
#include "search/problem.h"

enum { DC_PIECES_MOST = 4 };

/* Boxes of so many points that are cut in one round, at most: fewer where points are many, so
 * that limits are kept. */
size_t dc_round_most(size_t count);

typedef struct dc_piece {
    dc_saying said;     /* 0: there is no such piece */
    dc_way way;         /* owned, if it is open (DC_SAID_RESISTS) */
    dc_condition bound; /* of what it may hide, if open */
    double heaviest;    /* mass of its heaviest failing cell */
    size_t steps;       /* of its case analysis (base/halt.h), */
    bool cut_short;     /* which dc_cutter's most_steps ended */
    bool found;         /* a better direction: */
    dc_condition better;
    fmpz *v;          /* [points->dims], over points->x */
    dc_interval slab; /* its ends along v, and its masses */
    dc_interval look; /* scratch */
    dc_status status;
} dc_piece;

/* Room for pieces[count], and back. NULL when memory is out. */
dc_piece *dc_pieces_create(const dc_problem *problem, size_t count);
void dc_pieces_destroy(dc_piece *pieces, const dc_problem *problem, size_t count);

/* Forgets what the piece was. */
void dc_piece_reset(dc_piece *piece);

/* Its status, with a message. */
dc_status dc_piece_check(const dc_piece *piece, dc_error *error) DC_MUST_USE;

/* Keeps what was found in it as the problem's best; true if it is better. */
bool dc_piece_keep(const dc_piece *piece, dc_problem *problem);

/* Threads' room for bounding, and what tells them to end. */
typedef struct dc_cutter {
    const dc_problem *problem;
    const dc_limits *limits;
    unsigned threads;
    dc_cells *cells;   /* [threads] */
    size_t most_steps; /* of one case analysis, which then gives up; 0: any number */
    dc_stop stop;      /* of the round; read and written by all threads */
} dc_cutter;

dc_status dc_cutter_create(dc_cutter *cutter, const dc_problem *problem,
                           const dc_limits *limits, dc_error *error) DC_MUST_USE;
void dc_cutter_destroy(dc_cutter *cutter);

/* Cuts the box of a node into pieces[DC_PIECES_MOST]: halves stand at 0 and 2, quarters at
 * 0 .. 3; pieces that are not there have said 0. When limits say so nothing is done, or part
 * of it, and cutter->stop tells. */
void dc_cut(dc_cutter *cutter, unsigned thread, const dc_node *node, dc_piece *pieces);

/* True if the round is to end: asks the limits. */
bool dc_cutter_asks(dc_cutter *cutter);

/* Ends the round, of which something is missing. */
void dc_cutter_end(dc_cutter *cutter);

/* Bounds a whole chart. */
void dc_cut_chart(dc_cutter *cutter, size_t chart, dc_piece *piece);

#endif
