#include "base/jobs.h"

#include <cblas.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"

static const double SHOWN_EVERY = 0.1; /* seconds */

unsigned dc_jobs_threads(const dc_study_host *host) {
    return host->threads ? host->threads : dc_team_cores();
}

dc_study_host dc_jobs_limit(const dc_study_host *host, unsigned threads) {
    dc_study_host own = *host;
    if (threads < dc_jobs_threads(host))
        own.threads = threads;
    return own;
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
        ((host->stop && host->stop(host->user)) || dc_team_lost() ||
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

/* Jobs at work, and where the first failure is kept. */
typedef struct crowd {
    dc_jobs *jobs;
    dc_job *job;
    const dc_craft *craft;
    void *work;
    size_t failing; /* the least job that failed; count: none did */
    dc_error failure;
} crowd;

static bool begin(dc_jobs *jobs, size_t k) {
    bool begins;
#pragma omp critical(dc_host)
    begins = jobs->complete[k] = !jobs->interrupted && !jobs->failed;
    return begins;
}

static void end(crowd *c, size_t k, bool complete, dc_status status,
                const dc_error *error) {
    dc_jobs *jobs = c->jobs;
#pragma omp critical(dc_host)
    {
        jobs->share[k] = 1;
        jobs->complete[k] = complete && status == DC_OK;
        jobs->done += complete;
        jobs->failed = jobs->failed || status != DC_OK;
        if (status != DC_OK && k < c->failing) {
            c->failing = k;
            c->failure = *error;
        }
    }
}

static void run(void *at, size_t k, unsigned thread) {
    crowd *c = at;
    dc_error error = { 0 };
    (void)thread;
    if (!begin(c->jobs, k))
        return;
    dc_status status = c->job(c->work, k, c->jobs, &error);
    end(c, k, c->jobs->complete[k], status, &error);
}

static void tell(void *at, dc_bytes *out) {
    const crowd *c = at;
    c->craft->tell(c->work, out);
}

static void pack(void *at, size_t k, dc_bytes *out) {
    const crowd *c = at;
    dc_bytes_put_u64(out, k);
    if (c->craft->pack)
        c->craft->pack(c->work, k, out);
}

/* How the job ended there, and what came of it. */
static dc_status take(crowd *c, size_t k, dc_reader *in, bool *complete,
                      dc_error *error) {
    *complete = dc_get_bool(in);
    dc_status status = (dc_status)dc_get_u64(in);
    char *message = dc_get_text(in);
    if (status != DC_OK)
        dc_error_set(error, status, "%s", message ? message : "");
    free(message);
    return status == DC_OK ? c->craft->unpack(c->work, k, in, error) : status;
}

/* A job that did not come back was not begun. */
static bool unpack(void *at, size_t k, dc_reader *in) {
    crowd *c = at;
    dc_error error = { 0 };
    bool complete;
    if (!in)
        return true;
    dc_status status = take(c, k, in, &complete, &error);
    if (in->bad)
        return false;
    end(c, k, complete, status, &error);
    return true;
}

static bool stopped(void *at) {
    const crowd *c = at;
    bool goes_on;
#pragma omp critical(dc_host)
    goes_on = ask(c->jobs);
    return !goes_on;
}

/* One thread needs no team, and work that makes teams of its own finds the pool's threads. */
static void run_here(crowd *c) {
    unsigned threads = dc_jobs_threads(c->jobs->host);
    if (threads == 1 || c->jobs->count == 1) {
        for (size_t k = 0; k < c->jobs->count; k++)
            run(c, k, 0);
        return;
    }
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (size_t k = 0; k < c->jobs->count; k++)
        run(c, k, 0);
}

static dc_status run_spread(crowd *c, dc_error *error) {
    const dc_errand errand = { c->craft->trade, tell,    NULL, run, pack,
                               unpack,          stopped, true };
    const dc_jobs *jobs = c->jobs;
    dc_stage stage = { .threads = jobs->host->threads, .heavy = true };
    dc_status status = dc_team_run(&stage, &errand, jobs->count,
                                   dc_jobs_threads(jobs->host), c, error);
    dc_stage_end(&stage);
    return status;
}

dc_status dc_jobs_open(dc_jobs *jobs, const dc_study_host *host, const char *stage,
                       size_t count, dc_error *error) {
    *jobs = (dc_jobs){ .host = host,
                       .stage = stage,
                       .count = count,
                       .share = calloc(count + 1, sizeof *jobs->share),
                       .complete = calloc(count + 1, sizeof *jobs->complete),
                       .start = dc_clock() };
    return jobs->share && jobs->complete ? DC_OK
                                         : dc_fail_memory(error, "the list of trainings");
}

dc_status dc_jobs_spread(dc_jobs *jobs, const dc_study_host *host, const char *stage,
                         size_t count, dc_job *job, const dc_craft *craft, void *work,
                         dc_error *error) {
    crowd all = { jobs, job, craft, work, .failing = count };
    int blas_threads = openblas_get_num_threads();
    dc_status status = dc_jobs_open(jobs, host, stage, count, error);
    if (status != DC_OK)
        return status;
    openblas_set_num_threads(1);
    if (craft && dc_team_count() > 1)
        status = run_spread(&all, error);
    else
        run_here(&all);
    openblas_set_num_threads(blas_threads);
    if (status != DC_OK)
        return status;
    if (all.failing == count)
        return dc_succeed(error);
    return dc_fail(error, all.failure.status, "%s", all.failure.message);
}

dc_status dc_jobs_run(dc_jobs *jobs, const dc_study_host *host, const char *stage,
                      size_t count, dc_job *job, void *work, dc_error *error) {
    return dc_jobs_spread(jobs, host, stage, count, job, NULL, work, error);
}

bool dc_jobs_serve(dc_jobs *jobs, dc_job_abroad *job, void *shop, dc_reader *item,
                   dc_bytes *answer) {
    dc_error error = { 0 };
    dc_bytes out = { 0 };
    size_t k = dc_get_u64(item);
    if (item->bad || k >= jobs->count || !begin(jobs, k))
        return false;
    dc_status status = job(shop, k, jobs, item, &out, &error);
    if (status == DC_OK && item->lost)
        status = dc_fail_memory(&error, "what another process sends");
    dc_bytes_put_bool(answer, jobs->complete[k]);
    dc_bytes_put_u64(answer, status);
    dc_bytes_put_text(answer, status == DC_OK ? NULL : error.message);
    if (status == DC_OK)
        dc_bytes_put(answer, out.at, out.size);
    answer->failed = answer->failed || out.failed;
    dc_bytes_clear(&out);
    return true;
}

void dc_jobs_clear(dc_jobs *jobs) {
    free(jobs->share);
    free(jobs->complete);
    *jobs = (dc_jobs){ 0 };
}
