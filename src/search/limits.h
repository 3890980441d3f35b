/* What may stop a search, and whom to tell about it. */
#ifndef DC_SEARCH_LIMITS_H
#define DC_SEARCH_LIMITS_H

#include <doublecheck/check.h>

#include "base/halt.h"
#include "geometry/condition.h"

typedef struct dc_limits {
    const dc_check_options *options;
    unsigned threads;    /* >= 1 */
    size_t memory;       /* bytes, as in the options; 0: no limit (budget.h) */
    size_t held;         /* of them: data that are there beside a search's own */
    size_t kept;         /* and what is kept of searches that are over */
    size_t others;       /* searches side by side with this one */
    bool exceeded;       /* the points of this group do not fit, which is no failure */
    double start;        /* dc_clock() at the start of the call */
    double deadline;     /* dc_clock() at which to stop; 0: never */
    uint64_t most_nodes; /* of one search: it stops as if time were up; 0: any number */
    uint64_t most_steps; /* of its case analysis (base/halt.h): the same */
    double last_report;
    struct dc_checkpoint *checkpoint; /* where the search is kept; NULL: nowhere */
    struct dc_trace *trace; /* where the group's bracket is noted; NULL: the search is not
                             * that of a whole group */
    const struct dc_checkpoint *told; /* of it reports tell, also those of a share */
    bool silent;                      /* no reports */
    uint64_t nodes;                   /* examined before, to be added in reports */
    dc_progress progress;             /* the fields that stay the same for a while */
} dc_limits;

/* Limits of a call that starts now, without a deadline. */
void dc_limits_init(dc_limits *limits, const dc_check_options *options);

/* The limits of one of `count` searches that run side by side, on one thread each. It reports
 * only if it is the speaker. */
dc_limits dc_limits_share(const dc_limits *limits, size_t count, bool speaker);

/* True if the search ended with what was asked. */
static inline bool dc_stop_answers(dc_stop stop) {
    return stop == DC_STOP_NONE || stop == DC_STOP_DECIDED;
}

/* DC_STOP_NONE to go on. From any thread. */
dc_stop dc_limits_check(const dc_limits *limits);

/* The same for a search that has examined so many boxes, with so many steps of case analysis. */
dc_stop dc_limits_check_work(const dc_limits *limits, uint64_t nodes, uint64_t steps);

/* Steps for each of `count` case analyses that begin now, some of which are short; 0: any
 * number. */
size_t dc_limits_share_steps(const dc_limits *limits, uint64_t steps, size_t count);

/* For work outside the search, which is given &watch->halt. */
typedef struct dc_watch {
    dc_halt halt;
    const dc_limits *limits;
    dc_stop stop; /* why it halted */
} dc_watch;

void dc_watch_start(dc_watch *watch, const dc_limits *limits);

/* Reports progress, at most ten times a second. bound: what may still be found. */
void dc_limits_report(dc_limits *limits, uint64_t nodes, uint64_t open,
                      const dc_condition *known, const dc_condition *bound);

#endif
