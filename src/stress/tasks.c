#include "stress/tasks.h"

#include <stdlib.h>

#include "base/error.h"
#include "network/pack.h"
#include "stress/samplers.h"
#include "stress/search.h"
#include "stress/trades.h"

static dc_status evaluate_one(dc_archive *archive, const dc_variance *x) {
    const dc_stress_point *point;
    return dc_archive_add(archive, x, &point) ? DC_OK : archive->status;
}

static dc_status run_arm(dc_archive *archive, const dc_task *task) {
    switch (task->arm) {
    case DC_STRESS_NOMINAL:
        return evaluate_one(archive, &task->from);
    case DC_STRESS_GLOBAL:
        return dc_search_global(archive, task->seed);
    case DC_STRESS_LOCAL:
        return dc_search_local(archive, &task->from, task->seed);
    default:
        return dc_sample(archive, task->seed);
    }
}

/* point[task->budget]. */
static dc_status run_task(dc_task *task, dc_stress_point *point,
                          const dc_context *context, size_t k, dc_jobs *jobs,
                          dc_error *error) {
    dc_archive archive = { .context = context,
                           .jobs = jobs,
                           .job = k,
                           .arm = task->arm,
                           .repetition = task->repetition,
                           .level = task->level,
                           .budget = task->budget,
                           .point = point,
                           .error = error };
    dc_status status = run_arm(&archive, task);
    task->count = archive.count;
    return status;
}

static dc_status run(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
    const dc_tasks *tasks = work;
    dc_task *task = tasks->task + k;
    return run_task(task, tasks->point + task->offset, tasks->context, k, jobs, error);
}

/* What searches and evaluations depend on, and the evaluations that are known. */
static void tell(void *work, dc_bytes *out) {
    const dc_tasks *tasks = work;
    const dc_context *context = tasks->context;
    const dc_evaluator *evaluator = context->evaluator;
    const dc_stress_options *options = evaluator->options;
    dc_bytes_put_u64(out, tasks->count);
    dc_put_training(out, &options->training);
    dc_bytes_put_u64(out, options->epochs);
    dc_bytes_put_double(out, options->threshold);
    dc_bytes_put_u64(out, options->damage);
    dc_bytes_put_double(out, options->budget);
    dc_bytes_put_u64(out, options->draw_seed);
    dc_bytes_put_u64(out, evaluator->allowance.training);
    dc_put_samples(out, evaluator->train);
    dc_put_samples(out, evaluator->test);
    dc_bytes_put(out, &context->nominal, sizeof context->nominal);
    dc_cache_pack(out, context->cache);
}

static void pack(void *work, size_t k, dc_bytes *out) {
    const dc_tasks *tasks = work;
    dc_bytes_put(out, tasks->task + k, sizeof *tasks->task);
}

static void put_points(dc_bytes *out, const dc_stress_point *point, size_t count) {
    dc_bytes_put_u64(out, count);
    dc_bytes_put(out, point, count * sizeof *point);
}

static dc_status unpack(void *work, size_t k, dc_reader *in, dc_error *error) {
    const dc_tasks *tasks = work;
    dc_task *task = tasks->task + k;
    dc_stress_point *point = tasks->point + task->offset;
    size_t count = dc_get_count(in, sizeof *point);
    in->bad = in->bad || count > task->budget;
    for (task->count = 0; task->count < count && !in->bad; task->count++) {
        dc_get(in, point + task->count, sizeof *point);
        dc_status status = dc_archive_remember(tasks->context, point + task->count,
                                               error);
        if (status != DC_OK)
            return status;
    }
    return dc_succeed(error);
}

dc_status dc_tasks_run(dc_jobs *jobs, const dc_study_host *host, const char *stage,
                       dc_tasks *tasks, dc_error *error) {
    static const dc_craft craft = { &dc_trade_tasks, tell, pack, unpack };
    return dc_jobs_spread(jobs, host, stage, tasks->count, run, &craft, tasks, error);
}

/* The other process's side. */
typedef struct shop {
    dc_stress_options options;
    dc_training_texts texts;
    dc_samples train, test;
    size_t memory; /* of a training */
    dc_evaluator evaluator;
    dc_cache cache;
    dc_context context;
    dc_jobs jobs;
} shop;

static void get_options(dc_reader *told, shop *s) {
    dc_stress_options *options = &s->options;
    dc_get_training(told, &options->training, &s->texts);
    options->epochs = dc_get_u64(told);
    options->threshold = dc_get_double(told);
    options->damage = (dc_damage_kind)dc_get_u64(told);
    options->budget = dc_get_double(told);
    options->draw_seed = dc_get_u64(told);
    s->memory = dc_get_u64(told);
}

static dc_status furnish(shop *s, dc_reader *told, dc_error *error) {
    size_t count = dc_get_u64(told);
    get_options(told, s);
    dc_get_samples(told, &s->train);
    dc_get_samples(told, &s->test);
    dc_get(told, &s->context.nominal, sizeof s->context.nominal);
    if (told->bad)
        return DC_OK; /* the caller tells why */
    dc_status status = dc_cache_unpack(&s->cache, told, error);
    if (status == DC_OK)
        status = dc_jobs_open(&s->jobs, &s->options.host, "search", count, error);
    if (status == DC_OK)
        status = dc_evaluator_create(&s->evaluator, &s->train, &s->test, &s->options,
                                     error);
    s->evaluator.allowance.training = s->memory;
    return status;
}

static dc_status open_shop(void **out, dc_reader *told, unsigned threads,
                           bool (*stop)(void *user), dc_error *error) {
    shop *s = calloc(1, sizeof *s);
    (void)threads;
    *out = s;
    if (!s)
        return dc_fail_memory(error, "the study");
    dc_stress_options_init(&s->options);
    s->options.host.stop = stop;
    s->cache.file = -1;
    s->context.evaluator = &s->evaluator;
    s->context.cache = &s->cache;
    return furnish(s, told, error);
}

static dc_status run_abroad(void *at, size_t k, dc_jobs *jobs, dc_reader *item,
                            dc_bytes *out, dc_error *error) {
    const shop *s = at;
    dc_task task;
    dc_get(item, &task, sizeof task);
    dc_stress_point *point = calloc(task.budget + 1, sizeof *point);
    if (!point)
        return dc_fail_memory(error, "the points");
    dc_status status = run_task(&task, point, &s->context, k, jobs, error);
    if (status == DC_OK)
        put_points(out, point, task.count);
    free(point);
    return status;
}

static bool work(void *at, unsigned thread, dc_reader *item, dc_bytes *answer) {
    shop *s = at;
    (void)thread;
    return dc_jobs_serve(&s->jobs, run_abroad, s, item, answer);
}

static void close_shop(void *at) {
    shop *s = at;
    dc_jobs_clear(&s->jobs);
    dc_cache_close(&s->cache);
    dc_evaluator_clear(&s->evaluator);
    dc_samples_clear(&s->train);
    dc_samples_clear(&s->test);
    dc_training_texts_clear(&s->texts);
    dc_stress_options_clear(&s->options);
    free(s);
}

const dc_trade dc_trade_tasks = { "tasks", open_shop, NULL, work, close_shop };
