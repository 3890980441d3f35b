/* Boxes of a certificate, looked at by the threads of this process and by the other processes
 * of the run (base/team.h). What becomes of one depends on the box and the condition alone. */
#ifndef DC_SEARCH_LEAVES_H
#define DC_SEARCH_LEAVES_H

#include "base/team.h"
#include "certificate/text.h"
#include "search/boxtree.h"
#include "search/cells.h"
#include "search/limits.h"
#include "search/problem.h"

typedef struct dc_leaf {
    dc_box *box;
    dc_saying known; /* of it before the look; 0: nothing */
    dc_saying said;  /* by the look */
    dc_text text;    /* what closes it, if cases do */
    dc_status status;
} dc_leaf;

/* Who looks. */
typedef struct dc_reaper {
    const dc_problem *problem;
    const dc_limits *limits;
    dc_cells *cells; /* [threads] */
    unsigned threads;
    dc_stage stage;
} dc_reaper;

dc_status dc_reaper_create(dc_reaper *reaper, const dc_problem *problem,
                           const dc_limits *limits, dc_error *error) DC_MUST_USE;
void dc_reaper_destroy(dc_reaper *reaper);

/* Looks at leaves[count]; each has a status of its own, DC_ESTOPPED where an interrupt or a loss
 * kept it from the look. */
dc_status dc_leaves_look(dc_reaper *reaper, dc_leaf *const *leaves, size_t count,
                         dc_error *error) DC_MUST_USE;

#endif
