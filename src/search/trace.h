/* How the bracket of a group closes, step by step.
 *
 *     dc_trace trace;
 *     dc_trace_begin(&trace, dc_clock() - seconds_of_earlier_calls);
 *     dc_trace_note(&trace, nodes, &known, found, &bound);   -- after every round
 *     status = dc_trace_end(&trace, group, error);
 *     dc_trace_clear(&trace);                                 -- in any case
 *
 * An entry is kept where the bracket has changed. When there is no room for another, every second
 * one is dropped, and from then on only every second round (fourth, ...) is looked at: so what is
 * kept depends on the search alone, but for the seconds. The first entry and the last stay. */
#ifndef DC_SEARCH_TRACE_H
#define DC_SEARCH_TRACE_H

#include <doublecheck/check.h>

#include "geometry/condition.h"

enum { DC_TRACE_MOST = 100 };

typedef struct dc_trace {
    double start; /* dc_clock() at which the group would have begun in this call */
    uint64_t rounds, stride; /* notes so far; of so many one is looked at */
    size_t count;
    dc_trace_entry entry[DC_TRACE_MOST];
} dc_trace;

/* A trace of a group that began at dc_clock() = start; it is empty. */
void dc_trace_begin(dc_trace *trace, double start);

/* Empties it: the search of the group begins once more. NULL is allowed. */
void dc_trace_clear(dc_trace *trace);

/* The bracket after a round, as in dc_bracket_set. trace NULL: nothing is kept. */
void dc_trace_note(dc_trace *trace, uint64_t nodes, const dc_condition *known, bool found,
                   const dc_condition *bound);

/* Ends it with the group's own bracket and gives it to the group; it is empty then. NULL: the
 * group has none. DC_ENOMEM. */
dc_status dc_trace_end(dc_trace *trace, dc_group_result *group,
                       dc_error *error) DC_MUST_USE;

void dc_trace_free(dc_trace_entry *entry, size_t count);

#endif
