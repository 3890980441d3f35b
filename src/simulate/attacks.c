#include "simulate/attacks.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "simulate/opponent.h"

/* Operations, about: some ten seconds for all runs, a few for one. */
static const double WORK = 8e9, MOST_WORK = 1e9;
static const double SHOWN_EVERY = 0.05; /* seconds */

/* Adversaries that play at the same time. */
typedef struct stage {
    const dc_setting *setting;
    dc_run *run;                     /* [runs] */
    const dc_trajectory *trajectory; /* [runs] */
    double limit, shown;
} stage;

/* One of them. */
typedef struct attack {
    stage *stage;
    dc_jobs *jobs;
    size_t k;
} attack;

static void show(attack *a, double now) {
    stage *all = a->stage;
    const dc_simulation_options *options = all->setting->options;
    const dc_run *run = all->run + a->k;
    const dc_look *look = run->looks + run->start;
    dc_simulation_progress progress = { .adversary = true,
                                        .done = a->jobs->done,
                                        .runs = options->runs,
                                        .seed = run->seed,
                                        .step = look->step,
                                        .steps = options->steps,
                                        .loss = mpq_get_d(run->loss),
                                        .accuracy = look->accuracy,
                                        .seconds = now - a->jobs->start };
    if (!options->progress || now < all->shown + SHOWN_EVERY)
        return;
    all->shown = now;
    options->progress(&progress, options->floor.check.user);
}

/* Asked by any thread. The limit ends them one by one: each has a result. */
static bool is_over(void *user) {
    attack *a = user;
    double limit = a->stage->limit, now = dc_clock();
    bool goes_on = dc_jobs_go_on(a->jobs, a->k, 0);
#pragma omp critical(dc_host)
    show(a, now);
    return !goes_on || (limit > 0 && now > a->jobs->start + limit);
}

/* The data floor, and what rounding may add. */
static double enough(const dc_run *run) {
    return run->data_floor ? mpq_get_d(run->data_floor->least) + 1e-9 : 0;
}

static dc_status play(attack *a, const dc_samples *points, dc_span span,
                      dc_error *error) {
    dc_run *run = a->stage->run + a->k;
    const dc_trajectory *trajectory = a->stage->trajectory + a->k;
    dc_halt halt = { .wanted = is_over, .user = a };
    dc_opponent end;
    size_t runs = a->stage->setting->options->runs;
    const dc_opponent_task task = { .samples = points,
                                    .span = span,
                                    .loss = mpq_get_d(run->loss),
                                    .weights = trajectory->weights,
                                    .biases = trajectory->biases,
                                    .enough = enough(run),
                                    .seed = run->seed,
                                    .work = fmin(WORK / (double)runs, MOST_WORK),
                                    .halt = &halt };
    dc_status status = dc_opponent_play(&end, &task, error);
    run->attacked = status == DC_OK && end.inside;
    run->adversary = end.look;
    dc_opponent_clear(&end);
    return status;
}

/* The inputs of the last layer are the points. */
static dc_status play_on_features(attack *a, dc_error *error) {
    const dc_setting *setting = a->stage->setting;
    dc_samples points = setting->samples; /* borrowed, but for x */
    dc_training *training = NULL;
    dc_span span = { 0 };
    dc_status status = dc_setting_begin(&training, setting, a->k, error);
    if (status != DC_OK)
        return status;
    points.features = dc_training_inputs(training, setting->layers - 1);
    points.x = dc_setting_last_inputs(setting, training);
    dc_training_destroy(training);
    if (!points.x)
        return dc_fail_memory(error, "the inputs of the last layer");
    for (size_t i = 0; i < points.points * points.features; i++)
        span.size = fmax(span.size, fabs(points.x[i]));
    status = play(a, &points, span, error);
    free(points.x);
    return status;
}

static dc_status attack_run(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
    stage *all = work;
    const dc_setting *setting = all->setting;
    const dc_run *run = all->run + k;
    attack a = { all, jobs, k };
    if (run->start == SIZE_MAX || !isfinite(run->looks[run->start].loss))
        return DC_OK;
    return setting->coverage == DC_COVERS_POINTS
               ? play(&a, &setting->samples, setting->span, error)
               : play_on_features(&a, error);
}

dc_status dc_attacks_play(dc_simulation *simulation, const dc_trajectory *trajectory,
                          const dc_setting *setting, double limit, dc_error *error) {
    const dc_study_host host = dc_setting_host(setting);
    stage all = { setting, simulation->runs, trajectory, limit, 0 };
    dc_jobs jobs;
    dc_status status = dc_jobs_run(&jobs, &host, "adversaries", simulation->run_count,
                                   attack_run, &all, error);
    dc_jobs_clear(&jobs);
    return status;
}
