/* The jobs of a plan, on the threads of all processes. */
#ifndef DC_STRESS_TASKS_H
#define DC_STRESS_TASKS_H

#include "stress/archive.h"

/* One job: its archive is made from this when it begins. */
typedef struct dc_task {
    dc_stress_arm arm;
    size_t repetition, level;
    size_t budget, offset; /* of its points */
    size_t count;          /* that it has */
    uint64_t seed;
    dc_variance from; /* where a local search begins; the nominal point */
    bool complete;
} dc_task;

typedef struct dc_tasks {
    dc_context *context;
    dc_task *task; /* [count] */
    size_t count;
    dc_stress_point *point; /* those of a task from its offset on */
} dc_tasks;

/* Runs them. jobs tells how it went; the caller clears it in any case. What other processes
 * evaluate is in the cache when their task has ended. Fails as dc_stress does. */
DC_MUST_USE dc_status dc_tasks_run(dc_jobs *jobs, const dc_study_host *host,
                                   const char *stage, dc_tasks *tasks, dc_error *error);

#endif
