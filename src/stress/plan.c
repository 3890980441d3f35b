#include "stress/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "base/size.h"

enum { SAMPLE_PART = 10 }; /* points of one task of the sample */

static const double NO_TIME = 1e-9; /* seconds; 0 would be no limit */

void dc_plan_time(dc_plan *plan) {
    if (plan->end == 0)
        return;
    double left = plan->end - dc_clock();
    plan->host.time_limit = left > NO_TIME ? left : NO_TIME;
}

static void add(dc_plan *plan, dc_stress_arm arm, size_t repetition, size_t level,
                size_t budget) {
    const dc_stress_options *options = plan->context->evaluator->options;
    uint64_t seed = options->search_seed;
    dc_task *task = plan->task + plan->task_count++;
    seed = dc_random_split(&seed);
    seed ^= (uint64_t)arm << 56 ^ (uint64_t)level << 48 ^ repetition;
    *task = (dc_task){ .arm = arm,
                       .repetition = repetition,
                       .level = level,
                       .budget = budget,
                       .offset = plan->room,
                       .seed = dc_random_split(&seed) };
    dc_variance_nominal(&task->from, &plan->context->evaluator->space);
    plan->room += budget;
}

/* The part of a level of all evaluations of a stage: a wider one has more to search. */
static size_t part(size_t all, size_t level) {
    static const size_t tenths[DC_STRESS_LEVELS + 1] = { 0, 1, 2, 4, 7, 10 };
    return all * tenths[level + 1] / 10 - all * tenths[level] / 10;
}

static void add_alone(dc_plan *plan, const dc_stress_options *options) {
    size_t sample = options->budget > 0 ? options->sample : 0;
    for (size_t r = 0; r < options->repetitions; r++) {
        add(plan, DC_STRESS_UNIFORM, r, 0, options->evaluations);
        add(plan, DC_STRESS_NEAR, r, 0, options->evaluations);
        for (size_t l = 0; l < DC_STRESS_LEVELS; l++)
            add(plan, DC_STRESS_GLOBAL, r, l, part(options->evaluations / 2, l));
    }
    for (size_t k = 0; k * SAMPLE_PART < sample; k++) {
        size_t left = sample - k * SAMPLE_PART;
        add(plan, DC_STRESS_SAMPLE, k, 0, left < SAMPLE_PART ? left : SAMPLE_PART);
    }
}

static void add_following(dc_plan *plan, const dc_stress_options *options) {
    size_t all = options->evaluations - options->evaluations / 2;
    for (size_t r = 0; r < options->repetitions; r++)
        for (size_t l = 0; l < DC_STRESS_LEVELS; l++)
            add(plan, DC_STRESS_LOCAL, r, l, part(all, l));
}

dc_status dc_plan_create(dc_plan *plan, dc_context *context, dc_error *error) {
    const dc_stress_options *options = context->evaluator->options;
    *plan = (dc_plan){ .context = context, .host = options->host };
    if (options->host.time_limit > 0)
        plan->end = dc_clock() + options->host.time_limit;
    size_t tasks = 1 + (2 + 2 * DC_STRESS_LEVELS) * options->repetitions +
                   options->sample / SAMPLE_PART + 1;
    plan->task = calloc(tasks, sizeof *plan->task);
    if (!plan->task)
        return dc_fail_memory(error, "the jobs");
    add(plan, DC_STRESS_NOMINAL, 0, 0, 1);
    add_alone(plan, options);
    add_following(plan, options);
    plan->point = calloc(plan->room, sizeof *plan->point);
    plan->job = calloc(plan->room, sizeof *plan->job);
    return plan->point && plan->job ? dc_succeed(error)
                                    : dc_fail_memory(error, "the points");
}

size_t dc_plan_bytes(const dc_plan *plan) {
    return dc_size_times(plan->room, sizeof *plan->point + sizeof *plan->job);
}

void dc_plan_clear(dc_plan *plan) {
    free(plan->task);
    free(plan->point);
    free(plan->job);
    *plan = (dc_plan){ 0 };
}

/* What the global searches of a repetition found best within a level. */
static void begin_at_best(dc_task *task, const dc_plan *plan) {
    const dc_stress_point *best = NULL;
    for (size_t k = 0; k < plan->task_count; k++) {
        const dc_task *e = plan->task + k;
        if (e->arm == DC_STRESS_GLOBAL && e->repetition == task->repetition)
            best = dc_archive_best(plan->point + e->offset, e->count, plan->context,
                                   dc_stress_level(task->level), best);
    }
    if (best)
        task->from = best->x;
}

/* Tasks first .. end - 1. */
static dc_status run_stage(dc_plan *plan, const char *name, size_t first, size_t end,
                           dc_error *error) {
    dc_jobs jobs;
    dc_tasks tasks = { plan->context, plan->task + first, end - first, plan->point };
    if (plan->interrupted)
        return DC_OK;
    dc_plan_time(plan);
    const dc_study_host host = dc_jobs_limit(&plan->host,
                                             plan->context->evaluator->allowance.threads);
    dc_status status = dc_tasks_run(&jobs, &host, name, &tasks, error);
    for (size_t k = 0; k < tasks.count && status == DC_OK; k++)
        tasks.task[k].complete = jobs.complete[k];
    plan->interrupted = jobs.interrupted;
    dc_jobs_clear(&jobs);
    return status;
}

static void close_ranks(dc_plan *plan) {
    for (size_t e = 0; e < plan->task_count; e++) {
        const dc_task *task = plan->task + e;
        memmove(plan->point + plan->count, plan->point + task->offset,
                task->count * sizeof *plan->point);
        for (size_t k = 0; k < task->count; k++)
            plan->job[plan->count++] = e;
    }
}

dc_status dc_plan_run(dc_plan *plan, dc_error *error) {
    size_t following = plan->task_count;
    while (plan->task[following - 1].arm == DC_STRESS_LOCAL)
        following--;
    dc_status status = run_stage(plan, "nominal point", 0, 1, error);
    if (status == DC_OK && plan->task[0].count == 1)
        plan->context->nominal = plan->point[0].outcome;
    if (status == DC_OK)
        status = run_stage(plan, "global search", 1, following, error);
    for (size_t k = following; k < plan->task_count; k++)
        begin_at_best(plan->task + k, plan);
    if (status == DC_OK)
        status = run_stage(plan, "local search", following, plan->task_count, error);
    close_ranks(plan);
    return status == DC_OK ? dc_succeed(error) : status;
}

bool dc_plan_complete(const dc_plan *plan, size_t repetition, dc_stress_arm arm) {
    for (size_t k = 0; k < plan->task_count; k++) {
        const dc_task *task = plan->task + k;
        if (task->arm == arm && task->repetition == repetition && !task->complete)
            return false;
    }
    return true;
}
