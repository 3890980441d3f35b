/* Exact case analysis: what to do where no box is small enough.
 *
 * Where several linear forms vanish together (ties) the cell rule can fail on
 * every box around a direction. The slabs left over there have their ends at two
 * given points i, j (or, for family width, at a free centre), and whether a point
 * belongs to a slab or to its dilation is the sign of a linear form in the
 * direction (T3). A tree of decisions f >= 0 / f < 0 is grown; a leaf is closed
 * when the slab passes the condition by counting what is decided, or when the
 * decisions contradict each other, by a Motzkin certificate (src/lp). A solution
 * at which the slab is wanted is a witness. */
#ifndef DC_SEARCH_CASES_H
#define DC_SEARCH_CASES_H

#include <flint/fmpq.h>

#include "base/halt.h"
#include "certificate/text.h"
#include "search/cells.h"

typedef enum dc_cases_answer {
    DC_CASES_CLOSED,  /* no slab with direction in the box is wanted */
    DC_CASES_WITNESS, /* direction v has a wanted slab */
    DC_CASES_GAVE_UP  /* more work than the effort allows */
} dc_cases_answer;

/* What an attempt may cost. */
typedef struct dc_effort {
    size_t cells;    /* failing cells */
    size_t slabs;    /* pairs (i,j) and centre ranges */
    size_t forms;    /* undecided forms of one slab */
    size_t programs; /* linear programs in all */
    dc_halt *halt;   /* when it is wanted; NULL: never */
} dc_effort;

/* Decides the box that cells was last set to (not point-like). width: as a
 * rational in the units of space->y, or NULL. v[dims] is set for
 * DC_CASES_WITNESS. *status tells of a lack of memory (then GAVE_UP). proof (may be
 * NULL): where the box is closed, the leaf of a certificate that closes it is
 * appended; else nothing is. */
dc_cases_answer dc_cases_decide(dc_cells *cells, const dc_box *box, const fmpq *width,
                                const dc_condition *condition, const dc_effort *effort,
                                fmpz *v, dc_text *proof, dc_status *status);

/* The effort worth while for a box: none (0 programs) for most, and the more the
 * smaller the box, so that every box is closed in the end (T3). last: it cannot be
 * halved. */
dc_effort dc_cases_effort(const dc_box *box, bool last);

#endif
