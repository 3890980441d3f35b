/* The jobs of a study, and their points.
 *
 *     dc_plan plan;
 *     status = dc_plan_create(&plan, &context, &error);
 *     status = dc_plan_run(&plan, &error);
 *     ... plan.point, plan.count, dc_plan_complete(&plan, r, DC_STRESS_GLOBAL)
 *     dc_plan_clear(&plan);
 */
#ifndef DC_STRESS_PLAN_H
#define DC_STRESS_PLAN_H

#include "stress/tasks.h"

typedef struct dc_plan {
    dc_context *context;
    dc_study_host host; /* its time limit: what is left of it */
    double end;         /* clock; 0: never */
    size_t task_count, room;
    dc_task *task; /* in the order in which they run: nominal; those that are alone;
                             * those that begin where others ended */
    dc_stress_point *point; /* [room], later [count] */
    size_t count;           /* known when all is done, with no gaps */
    size_t *job;            /* [count]: the task of each */
    bool interrupted;
} dc_plan;

/* The context stays the caller's; its nominal outcome is filled in by dc_plan_run.
 * DC_ENOMEM; to be cleared in any case. */
DC_MUST_USE dc_status dc_plan_create(dc_plan *plan, dc_context *context, dc_error *error);
void dc_plan_clear(dc_plan *plan);

/* Bytes of its points. */
size_t dc_plan_bytes(const dc_plan *plan);

/* Runs all; DC_OK also if interrupted. */
DC_MUST_USE dc_status dc_plan_run(dc_plan *plan, dc_error *error);

/* Are all tasks of a repetition with that arm complete? */
bool dc_plan_complete(const dc_plan *plan, size_t repetition, dc_stress_arm arm);

/* Sets the host's time limit to what is left of it. */
void dc_plan_time(dc_plan *plan);

#endif
