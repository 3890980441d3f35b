#include "base/jobs.h"

#include <cblas.h>
#include <omp.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"

static const double SHOWN_EVERY = 0.1; /* seconds */

unsigned dc_jobs_threads(const dc_study_host *host) {
    return host->threads ? host->threads : (unsigned)omp_get_num_procs();
}

size_t dc_jobs_memory(const dc_study_host *host) {
    return host->memory ? host->memory : (size_t)1 << 30;
}

static void show(dc_jobs *jobs, double now) {
    const dc_study_host *host = jobs->host;
    dc_study_progress progress = { .stage = jobs->stage,
                                   .done = jobs->done,
                                   .total = jobs->count,
                                   .seconds = now - jobs->start,
                                   .seconds_left = -1 };
    for (size_t k = 0; k < jobs->count; k++)
        progress.share += jobs->share[k];
    progress.share /= (double)jobs->count;
    if (progress.share > 0)
        progress.seconds_left = progress.seconds * (1 - progress.share) / progress.share;
    jobs->shown = now;
    host->progress(&progress, host->user);
}

/* To be called by one thread at a time. */
static bool ask(dc_jobs *jobs) {
    const dc_study_host *host = jobs->host;
    double now = dc_clock();
    if (!jobs->interrupted &&
        ((host->stop && host->stop(host->user)) ||
         (host->time_limit > 0 && now > jobs->start + host->time_limit)))
        jobs->interrupted = true;
    if (host->progress && now > jobs->shown + SHOWN_EVERY)
        show(jobs, now);
    return !jobs->interrupted && !jobs->failed;
}

bool dc_jobs_go_on(dc_jobs *jobs, size_t k, double share) {
    bool goes_on;
#pragma omp critical(dc_host)
    {
        jobs->share[k] = share;
        goes_on = ask(jobs);
        jobs->complete[k] = jobs->complete[k] && goes_on;
    }
    return goes_on;
}

/* Where the first failure is kept. */
typedef struct failure {
    size_t job;
    dc_error error;
} failure;

static void run(dc_jobs *jobs, size_t k, dc_job *job, void *work, failure *first) {
    dc_error own = { 0 };
    bool begins;
#pragma omp critical(dc_host)
    begins = jobs->complete[k] = !jobs->interrupted && !jobs->failed;
    if (!begins)
        return;
    dc_status status = job(work, k, jobs, &own);
#pragma omp critical(dc_host)
    {
        jobs->share[k] = 1;
        jobs->done += jobs->complete[k];
        if (status != DC_OK) {
            jobs->complete[k] = false;
            jobs->failed = true;
        }
        if (status != DC_OK && k < first->job)
            *first = (failure){ k, own };
    }
}

/* One thread needs no team, and work that makes teams of its own finds the pool's threads. */
static void run_all(dc_jobs *jobs, dc_job *job, void *work, failure *first) {
    unsigned threads = dc_jobs_threads(jobs->host);
    if (threads == 1 || jobs->count == 1) {
        for (size_t k = 0; k < jobs->count; k++)
            run(jobs, k, job, work, first);
        return;
    }
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (size_t k = 0; k < jobs->count; k++)
        run(jobs, k, job, work, first);
}

dc_status dc_jobs_run(dc_jobs *jobs, const dc_study_host *host, const char *stage,
                      size_t count, dc_job *job, void *work, dc_error *error) {
    failure first = { .job = count };
    int blas_threads = openblas_get_num_threads();
    *jobs = (dc_jobs){ .host = host,
                       .stage = stage,
                       .count = count,
                       .share = calloc(count, sizeof *jobs->share),
                       .complete = calloc(count, sizeof *jobs->complete),
                       .start = dc_clock() };
    if (count > 0 && (!jobs->share || !jobs->complete))
        return dc_fail_memory(error, "the list of trainings");
    openblas_set_num_threads(1);
    run_all(jobs, job, work, &first);
    openblas_set_num_threads(blas_threads);
    if (first.job == count)
        return dc_succeed(error);
    return dc_fail(error, first.error.status, "%s", first.error.message);
}

void dc_jobs_clear(dc_jobs *jobs) {
    free(jobs->share);
    free(jobs->complete);
    *jobs = (dc_jobs){ 0 };
}
