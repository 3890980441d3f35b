/* A problem on its way to another process, and what that has of it.
 *
 * Points go exactly, as integers. The space is made again there from them, and must come out
 * the same to the bit: what is found of a box must not depend on the process. */
#ifndef DC_SEARCH_COPY_H
#define DC_SEARCH_COPY_H

#include "base/bytes.h"
#include "search/limits.h"
#include "search/problem.h"

void dc_put_points(dc_bytes *bytes, const dc_points *points);

/* points is the caller's to destroy, unless the reader is bad. */
void dc_get_points(dc_reader *reader, dc_points *points);

/* All of it, where dc_put_bound (pack.h) puts what changes. */
void dc_put_condition(dc_bytes *bytes, const dc_condition *condition);
void dc_get_condition(dc_reader *reader, dc_condition *condition);

typedef struct dc_copy {
    dc_points points;
    dc_problem problem;
    bool open;
    dc_check_options options; /* stop only */
    dc_limits limits;         /* no deadline: the leader has it */
} dc_copy;

/* Limits that the leader's wish to end is all of. */
void dc_copy_limits(dc_copy *copy, unsigned threads, bool (*stop)(void *user));

/* A placed problem. */
void dc_put_problem(dc_bytes *bytes, const dc_problem *problem);

/* Makes it again. DC_EUSAGE if the space comes out another; DC_EINTERNAL if the bytes cannot
 * be read; DC_ENOMEM. copy is the caller's to clear in any case. */
dc_status dc_get_problem(dc_reader *reader, dc_copy *copy, dc_error *error) DC_MUST_USE;

void dc_copy_clear(dc_copy *copy);

#endif
