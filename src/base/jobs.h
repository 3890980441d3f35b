/* Jobs that do not depend on one another, one on each thread at a time.
 *
 *     static dc_status train(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
 *         ...
 *         while (dc_jobs_go_on(jobs, k, (double)epoch / epochs) && epoch++ < epochs)
 *             ...                         -- job k writes to places of its own only
 *         return dc_succeed(error);
 *     }
 *
 *     dc_jobs jobs;
 *     status = dc_jobs_run(&jobs, host, "training", runs, train, work, &error);
 *     for (size_t k = 0; k < runs; k++)
 *         if (jobs.complete[k]) ...
 *     dc_jobs_clear(&jobs);
 *
 * Jobs with a craft are spread over the processes of the run as well (base/team.h); each of
 * them does job k as the leader would. */
#ifndef DC_BASE_JOBS_H
#define DC_BASE_JOBS_H

#include <doublecheck/status.h>
#include <doublecheck/study.h>

#include "base/team.h"

typedef struct dc_jobs {
    const dc_study_host *host;
    const char *stage;
    size_t count, done;
    double *share;    /* [count]: how much of each is done */
    bool *complete;   /* [count]: it ended, and was not told to end before */
    bool interrupted; /* by the host, its time limit, or the loss of a process */
    bool failed;
    double start, shown;
} dc_jobs;

/* A job; work is that of dc_jobs_run. */
typedef dc_status dc_job(void *work, size_t k, dc_jobs *jobs, dc_error *error);

/* Threads that a host wants. */
unsigned dc_jobs_threads(const dc_study_host *host);

/* The host, wanting so many at most. */
dc_study_host dc_jobs_limit(const dc_study_host *host, unsigned threads);

/* Bytes that a study may take, or without a limit each of its trainings. */
size_t dc_jobs_memory(const dc_study_host *host);

/* Runs job 0 .. count - 1; OpenBLAS has one thread in the meantime. What a job returns must
 * depend on k only. The time limit of the host counts from now on. A job that is told to end
 * still returns DC_OK, and is not complete; those that have not begun then never do.
 * Returns DC_OK, also if interrupted; what the failing job of least k returned, after which
 * the others are told to end; DC_ENOMEM. The caller clears jobs in any case. */
DC_MUST_USE dc_status dc_jobs_run(dc_jobs *jobs, const dc_study_host *host,
                                  const char *stage, size_t count, dc_job *job,
                                  void *work, dc_error *error);
void dc_jobs_clear(dc_jobs *jobs);

/* What another process must know of jobs, and what it answers. */
typedef struct dc_craft {
    const dc_trade *trade;                   /* whose work is dc_jobs_serve */
    void (*tell)(void *work, dc_bytes *out); /* for all jobs */
    void (*pack)(void *work, size_t k,
                 dc_bytes *out); /* for job k; NULL: k says it all */
    /* To the places of job k; also of one that was told to end. */
    dc_status (*unpack)(void *work, size_t k, dc_reader *in, dc_error *error);
} dc_craft;

/* The same, spread. Once the host ends it, others have half a second to send what their jobs
 * have so far. */
DC_MUST_USE dc_status dc_jobs_spread(dc_jobs *jobs, const dc_study_host *host,
                                     const char *stage, size_t count, dc_job *job,
                                     const dc_craft *craft, void *work, dc_error *error);

/* What dc_jobs_run does first; for the shop of a trade, whose host has stop() alone. DC_ENOMEM;
 * the caller clears jobs in any case. */
DC_MUST_USE dc_status dc_jobs_open(dc_jobs *jobs, const dc_study_host *host,
                                   const char *stage, size_t count, dc_error *error);

/* Job k in a shop: item is what pack has put, out what unpack is to read. */
typedef dc_status dc_job_abroad(void *shop, size_t k, dc_jobs *jobs, dc_reader *item,
                                dc_bytes *out, dc_error *error);

/* Does the job of an item, and answers. False: it was not begun, as dc_trade's work says. */
bool dc_jobs_serve(dc_jobs *jobs, dc_job_abroad *job, void *shop, dc_reader *item,
                   dc_bytes *answer);

/* Tells the host that a share, 0 .. 1, of job k is done; false: the job is to end. To be
 * called at least some times a second, but not from a callback of another call of the library
 * that has its host wait (dc_check). */
bool dc_jobs_go_on(dc_jobs *jobs, size_t k, double share);

#endif
