#include "simulate/attacks.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "simulate/opponent.h"

/* Operations, about: some ten seconds for all runs, a few for one. */
static const double WORK = 8e9, MOST_WORK = 1e9;
static const double SHOWN_EVERY = 0.05; /* seconds */

/* What adversaries that play at the same time share. */
typedef struct stage {
    const dc_setting *setting;
    double start, limit, shown;
    size_t done;
    bool ended;
    size_t failed; /* the first run whose adversary failed */
    dc_error error;
} stage;

/* One of them. */
typedef struct attack {
    stage *stage;
    const dc_run *run;
} attack;

static void show(attack *a, double now) {
    stage *all = a->stage;
    const dc_simulation_options *options = all->setting->options;
    const dc_look *look = a->run->looks + a->run->start;
    dc_simulation_progress progress = { .adversary = true,
                                        .done = all->done,
                                        .runs = options->runs,
                                        .seed = a->run->seed,
                                        .step = look->step,
                                        .steps = options->steps,
                                        .loss = mpq_get_d(a->run->loss),
                                        .accuracy = look->accuracy,
                                        .seconds = now - all->start };
    if (!options->progress || now < all->shown + SHOWN_EVERY)
        return;
    all->shown = now;
    options->progress(&progress, options->floor.check.user);
}

/* Asked by any thread. */
static bool is_over(void *user) {
    attack *a = user;
    const dc_check_options *host = &a->stage->setting->options->floor.check;
    double now = dc_clock();
    bool ended;
#pragma omp critical(dc_host)
    {
        if (host->stop && host->stop(host->user))
            a->stage->ended = true;
        show(a, now);
        ended = a->stage->ended;
    }
    return ended || (a->stage->limit > 0 && now > a->stage->start + a->stage->limit);
}

/* The data floor, and what rounding may add. */
static double enough(const dc_run *run) {
    return run->data_floor ? mpq_get_d(run->data_floor->least) + 1e-9 : 0;
}

static dc_status play(dc_run *run, const dc_trajectory *trajectory,
                      const dc_samples *points, dc_span span, stage *all,
                      dc_error *error) {
    attack a = { all, run };
    dc_halt halt = { .wanted = is_over, .user = &a };
    dc_opponent end;
    size_t runs = all->setting->options->runs;
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
static dc_status play_on_features(dc_run *run, const dc_trajectory *trajectory,
                                  stage *all, dc_error *error) {
    const dc_setting *setting = all->setting;
    dc_samples points = setting->samples; /* borrowed, but for x */
    dc_training *training = NULL;
    dc_span span = { 0 };
    size_t k = (size_t)(run->seed - setting->options->training.seed);
    dc_status status = dc_setting_begin(&training, setting, k, error);
    if (status != DC_OK)
        return status;
    points.features = dc_training_inputs(training, setting->layers - 1);
    points.x = dc_setting_last_inputs(setting, training);
    dc_training_destroy(training);
    if (!points.x)
        return dc_fail_memory(error, "the inputs of the last layer");
    for (size_t i = 0; i < points.points * points.features; i++)
        span.size = fmax(span.size, fabs(points.x[i]));
    status = play(run, trajectory, &points, span, all, error);
    free(points.x);
    return status;
}

/* What goes wrong is kept if no run before it has failed. */
static void attack_run(dc_run *run, const dc_trajectory *trajectory, size_t k,
                       stage *all) {
    const dc_setting *setting = all->setting;
    dc_error own;
    if (run->start == SIZE_MAX || !isfinite(run->looks[run->start].loss))
        return;
    dc_status status = setting->coverage == DC_COVERS_POINTS
                           ? play(run, trajectory, &setting->samples, setting->span, all,
                                  &own)
                           : play_on_features(run, trajectory, all, &own);
#pragma omp critical(dc_host)
    {
        all->done++;
        if (status != DC_OK && k < all->failed) {
            all->failed = k;
            all->error = own;
            all->ended = true;
        }
    }
}

dc_status dc_attacks_play(dc_simulation *simulation, const dc_trajectory *trajectory,
                          const dc_setting *setting, double limit, dc_error *error) {
    size_t runs = simulation->run_count;
    stage all = {
        .setting = setting, .start = dc_clock(), .limit = limit, .failed = runs
    };
    int blas_threads = openblas_get_num_threads();
    openblas_set_num_threads(1);
#pragma omp parallel for schedule(dynamic, 1) num_threads(dc_setting_threads(setting))
    for (size_t k = 0; k < runs; k++)
        attack_run(simulation->runs + k, trajectory + k, k, &all);
    openblas_set_num_threads(blas_threads);
    return all.failed == runs ? dc_succeed(error)
                              : dc_fail(error, all.error.status, "%s", all.error.message);
}
