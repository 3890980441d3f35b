#include "simulate/attacks.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "simulate/opponent.h"
#include "simulate/pack.h"
#include "simulate/runs.h"
#include "simulate/trades.h"

/* Operations, about: some ten seconds for all runs, a few for one. */
static const double WORK = 8e9, MOST_WORK = 1e9;
static const double SHOWN_EVERY = 0.05; /* seconds */

/* Adversaries that play at the same time. */
typedef struct stage {
    const dc_setting *setting;
    const dc_trajectory *trajectory; /* [runs]; in another process NULL */
    double limit, shown;
} stage;

/* One of them. */
typedef struct attack {
    stage *stage;
    dc_jobs *jobs;
    size_t k;
    const dc_trajectory *trajectory;
    double enough; /* an accuracy that it need not go below */
} attack;

static void show(attack *a, double now) {
    stage *all = a->stage;
    const dc_simulation_options *options = all->setting->options;
    const dc_run *run = a->trajectory->run;
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
    all->shown = now;
    options->progress(&progress, options->floor.check.user);
}

/* No one is shown what another process does. */
static bool is_shown(const attack *a, double now) {
    const stage *all = a->stage;
    return all->setting->options->progress && now >= all->shown + SHOWN_EVERY;
}

/* Asked by any thread. The limit ends them one by one: each has a result. */
static bool is_over(void *user) {
    attack *a = user;
    double limit = a->stage->limit, now = dc_clock();
    bool goes_on = dc_jobs_go_on(a->jobs, a->k, 0);
#pragma omp critical(dc_host)
    if (is_shown(a, now))
        show(a, now);
    return !goes_on || (limit > 0 && now > a->jobs->start + limit);
}

/* The data floor, and what rounding may add. */
static double enough(const dc_run *run) {
    return run->data_floor ? mpq_get_d(run->data_floor->least) + 1e-9 : 0;
}

static dc_status play(attack *a, const dc_samples *points, dc_span span,
                      dc_error *error) {
    const dc_trajectory *trajectory = a->trajectory;
    dc_run *run = trajectory->run;
    dc_halt halt = { .wanted = is_over, .user = a };
    dc_opponent end;
    size_t runs = a->stage->setting->options->runs;
    const dc_opponent_task task = { .samples = points,
                                    .span = span,
                                    .loss = mpq_get_d(run->loss),
                                    .weights = trajectory->weights,
                                    .biases = trajectory->biases,
                                    .enough = a->enough,
                                    .seed = run->seed,
                                    .work = fmin(WORK / (double)runs, MOST_WORK),
                                    .memory = a->stage->setting->opponents.training,
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

static dc_status run_attack(attack *a, dc_error *error) {
    const dc_setting *setting = a->stage->setting;
    return setting->coverage == DC_COVERS_POINTS
               ? play(a, &setting->samples, setting->span, error)
               : play_on_features(a, error);
}

static bool is_wanted(const dc_run *run) {
    return run->start != SIZE_MAX && isfinite(run->looks[run->start].loss);
}

static dc_status attack_run(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
    stage *all = work;
    const dc_run *run = all->trajectory[k].run;
    attack a = { all, jobs, k, all->trajectory + k, enough(run) };
    return is_wanted(run) ? run_attack(&a, error) : DC_OK;
}

static void tell(void *work, dc_bytes *out) {
    const stage *all = work;
    dc_put_setting(out, all->setting);
    dc_bytes_put_double(out, all->limit);
}

static void pack(void *work, size_t k, dc_bytes *out) {
    const stage *all = work;
    const dc_trajectory *trajectory = all->trajectory + k;
    const dc_run *run = trajectory->run;
    dc_bytes_put_bool(out, is_wanted(run));
    dc_bytes_put_mpq(out, run->loss);
    dc_bytes_put_double(out, enough(run));
    dc_put_classifier(out, trajectory, &all->setting->samples);
}

static dc_status unpack(void *work, size_t k, dc_reader *in, dc_error *error) {
    const stage *all = work;
    dc_run *run = all->trajectory[k].run;
    run->attacked = dc_get_bool(in);
    dc_get(in, &run->adversary, sizeof run->adversary);
    return dc_succeed(error);
}

dc_status dc_attacks_play(dc_simulation *simulation, const dc_trajectory *trajectory,
                          const dc_setting *setting, double limit, dc_error *error) {
    static const dc_craft craft = { &dc_trade_attacks, tell, pack, unpack };
    const dc_study_host runs = dc_setting_host(setting);
    const dc_study_host host = dc_jobs_limit(&runs, setting->opponents.threads);
    stage all = { setting, trajectory, limit, 0 };
    dc_jobs jobs;
    dc_status status = dc_jobs_spread(&jobs, &host, "adversaries", simulation->run_count,
                                      attack_run, &craft, &all, error);
    simulation->interrupted = simulation->interrupted || jobs.interrupted;
    dc_jobs_clear(&jobs);
    return status;
}

/* The other process's side. */
typedef struct shop {
    dc_setting_copy *copy;
    stage stage;
} shop;

static dc_status open_shop(void **out, dc_reader *told, unsigned threads,
                           bool (*stop)(void *user), dc_error *error) {
    shop *s = calloc(1, sizeof *s);
    void *copy = NULL;
    *out = s;
    if (!s)
        return dc_fail_memory(error, "the adversaries");
    dc_status status = dc_setting_copy_open(&copy, told, threads, stop, error);
    s->copy = copy;
    if (status == DC_OK)
        s->stage = (stage){ &s->copy->setting, NULL, dc_get_double(told), 0 };
    return status;
}

static dc_status attack_abroad(void *at, size_t k, dc_jobs *jobs, dc_reader *item,
                               dc_bytes *out, dc_error *error) {
    shop *s = at;
    dc_run run;
    dc_trajectory trajectory = { .run = &run };
    dc_run_init(&run, s->copy->options.training.seed + k);
    bool wanted = dc_get_bool(item);
    dc_get_mpq(item, run.loss);
    attack a = { &s->stage, jobs, k, &trajectory, dc_get_double(item) };
    dc_get_classifier(item, &trajectory, &s->copy->setting.samples);
    dc_status status = wanted && !item->bad ? run_attack(&a, error) : DC_OK;
    dc_bytes_put_bool(out, run.attacked);
    dc_bytes_put(out, &run.adversary, sizeof run.adversary);
    dc_trajectory_clear(&trajectory);
    dc_run_clear(&run);
    return status;
}

static bool work(void *at, unsigned thread, dc_reader *item, dc_bytes *answer) {
    shop *s = at;
    (void)thread;
    return dc_jobs_serve(&s->copy->jobs, attack_abroad, s, item, answer);
}

static void close_shop(void *at) {
    shop *s = at;
    if (s->copy)
        dc_setting_copy_close(s->copy);
    free(s);
}

const dc_trade dc_trade_attacks = { "attacks", open_shop, NULL, work, close_shop };
