/* How many boxes a search would examine, from a sample of its tree of boxes.
 *
 * A descent goes down the tree generation by generation, as the search cuts its boxes, under a
 * condition that is not raised. Of a generation with more than `width` open boxes that many
 * are kept. A quarter of those are the ones that stand out: on which case analysis has given
 * up, then those that may hide the heaviest slabs. Below them the tree is deepest, and where
 * points have ties a few of them take most of the time. The others are kept evenly spaced in
 * the order of the tree from a random start, and each stands for as many as are left out. So
 * every box counts 1 in the mean, and the mean of a count over many descents is that of the
 * tree (Knuth 1975 with width 1; Chen 1992). A generation of `width` boxes or less is counted
 * in full: small trees are counted exactly. */
#ifndef DC_SEARCH_SURVEY_H
#define DC_SEARCH_SURVEY_H

#include "search/piece.h"

/* Trees of more boxes are told apart no more. */
#define DC_SURVEY_MOST 1e24

enum { DC_SURVEY_LEVELS = 256 };

/* A sample's estimate of the tree. */
typedef struct dc_tally {
    double boxes, cases; /* examined; closed by case analysis */
    double cut;          /* of those examined, pieces of so many boxes that were cut */
    double seconds;      /* of one thread */
    double steps;        /* of case analysis (base/halt.h) */
    double open;         /* boxes that wait at a time, at most, when taken best first */
    double change[DC_SURVEY_LEVELS +
                  1];  /* of how many wait as the bound falls past a level */
    uint64_t examined; /* in the sample, */
    uint64_t spent;    /* with so many steps */
    bool
        improved; /* a better slab was found on the way, and kept: the tree was another */
    bool whole;   /* nothing was left out */
    bool unfinished; /* there are more boxes: DC_SURVEY_MOST, or a limit cut the descent;
                     * or more steps: limits->most_steps ended a case analysis, whose box then
                     * counts as closed */
} dc_tally;

/* One descent through the boxes of a problem that is placed and has two coordinates at least.
 * most: boxes to examine; the descent ends unfinished there, and after limits->most_steps of
 * case analysis. The tally, but for its seconds,
 * depends on the problem, the seed, width and most alone, unless limits cut it. */
dc_status dc_survey(dc_tally *tally, dc_problem *problem, const dc_limits *limits,
                    uint64_t seed, size_t width, uint64_t most,
                    dc_error *error) DC_MUST_USE;

#endif
