#include "simulate/runs.h"

#include <stdlib.h>

#include "base/error.h"
#include "network/pack.h"
#include "simulate/trades.h"

static void init_ground(dc_ground *ground) {
    dc_floor_init(&ground->floor);
    dc_parameters_init(&ground->constants);
}

static void clear_ground(dc_ground *ground) {
    dc_floor_clear(&ground->floor);
    dc_parameters_clear(&ground->constants);
}

void dc_run_init(dc_run *run, uint64_t seed) {
    *run = (dc_run){ .seed = seed, .start = SIZE_MAX };
    mpq_init(run->loss);
    init_ground(&run->ground);
    for (size_t e = 0; e < DC_EVIDENCES; e++) {
        run->evidence[e].look = SIZE_MAX;
        init_ground(&run->evidence[e].ground);
    }
}

void dc_run_clear(dc_run *run) {
    free(run->looks);
    mpq_clear(run->loss);
    clear_ground(&run->ground);
    for (size_t e = 0; e < DC_EVIDENCES; e++)
        clear_ground(&run->evidence[e].ground);
}

/* Runs that are followed at the same time. */
typedef struct crowd {
    dc_trajectory *trajectory;
    const dc_setting *setting;
} crowd;

static dc_status follow(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
    const crowd *c = work;
    return dc_trajectory_follow(c->trajectory + k, c->setting, k, jobs, error);
}

/* What dc_trajectory_follow asks of a setting. */
static void tell(void *work, dc_bytes *out) {
    const dc_setting *setting = ((const crowd *)work)->setting;
    const dc_simulation_options *options = setting->options;
    dc_put_training(out, &options->training);
    dc_bytes_put_u64(out, options->runs);
    dc_bytes_put_u64(out, options->steps);
    dc_bytes_put_double(out, options->threshold);
    dc_bytes_put_bool(out, options->adversary);
    dc_bytes_put_bool(out, options->keep_features);
    dc_bytes_put_u64(out, options->floor.check.family.kind);
    dc_bytes_put_u64(out, options->floor.check.family.sparsity);
    dc_put_samples(out, &setting->samples);
    dc_bytes_put_array(out, setting->scale,
                       setting->samples.features * sizeof *setting->scale);
    dc_bytes_put_double(out, setting->span.size);
    dc_bytes_put_double(out, setting->span.error);
    dc_bytes_put_u64(out, setting->coverage);
    dc_bytes_put_u64(out, setting->layers);
    dc_bytes_put_u64(out, setting->every);
}

static void pack(void *work, size_t k, dc_bytes *out) {
    (void)work;
    (void)k;
    (void)out;
}

static void put_run(dc_bytes *out, const dc_run *run) {
    dc_bytes_put_u64(out, run->state);
    dc_bytes_put_u64(out, run->look_count);
    dc_bytes_put_array(out, run->looks, run->look_count * sizeof *run->looks);
    dc_bytes_put_u64(out, run->start);
    dc_bytes_put_u64(out, run->worst);
    dc_bytes_put_u64(out, run->highest);
    dc_bytes_put_mpq(out, run->loss);
    dc_bytes_put_double(out, run->slope);
    dc_bytes_put_bool(out, run->fits);
    dc_bytes_put_bool(out, run->moved);
    for (size_t e = 0; e < DC_EVIDENCES; e++) {
        dc_bytes_put_u64(out, run->evidence[e].look);
        dc_bytes_put_u64(out, run->evidence[e].cells);
        dc_bytes_put_double(out, run->evidence[e].moved);
    }
}

static void get_run(dc_reader *in, dc_run *run) {
    run->state = (dc_training_state)dc_get_u64(in);
    run->look_count = dc_get_u64(in);
    run->looks = dc_get_array(in, run->look_count * sizeof *run->looks);
    run->look_count = run->looks ? run->look_count : 0;
    run->start = dc_get_u64(in);
    run->worst = dc_get_u64(in);
    run->highest = dc_get_u64(in);
    dc_get_mpq(in, run->loss);
    run->slope = dc_get_double(in);
    run->fits = dc_get_bool(in);
    run->moved = dc_get_bool(in);
    for (size_t e = 0; e < DC_EVIDENCES; e++) {
        run->evidence[e].look = dc_get_u64(in);
        run->evidence[e].cells = dc_get_u64(in);
        run->evidence[e].moved = dc_get_double(in);
    }
}

static void put_trajectory(dc_bytes *out, const dc_trajectory *t,
                           const dc_samples *samples) {
    size_t points = samples->points, classes = samples->classes, number = sizeof(double);
    put_run(out, t->run);
    for (size_t e = 0; e < DC_EVIDENCES; e++)
        dc_bytes_put_array(out, t->cell[e], points * sizeof *t->cell[e]);
    dc_bytes_put_u64(out, t->inputs);
    dc_bytes_put_array(out, t->weights, classes * t->inputs * number);
    dc_bytes_put_array(out, t->biases, classes * number);
    dc_bytes_put_u64(out, t->feature_count);
    dc_bytes_put_array(out, t->features, points * t->feature_count * number);
}

static dc_status unpack(void *work, size_t k, dc_reader *in, dc_error *error) {
    const crowd *c = work;
    const dc_samples *samples = &c->setting->samples;
    size_t points = samples->points, classes = samples->classes, number = sizeof(double);
    dc_trajectory *t = c->trajectory + k;
    get_run(in, t->run);
    for (size_t e = 0; e < DC_EVIDENCES; e++)
        t->cell[e] = dc_get_array(in, points * sizeof *t->cell[e]);
    t->inputs = dc_get_u64(in);
    t->weights = dc_get_array(in, classes * t->inputs * number);
    t->biases = dc_get_array(in, classes * number);
    t->feature_count = dc_get_u64(in);
    t->features = dc_get_array(in, points * t->feature_count * number);
    return dc_succeed(error);
}

dc_status dc_runs_follow(dc_jobs *jobs, const dc_study_host *host,
                         dc_trajectory *trajectory, size_t count,
                         const dc_setting *setting, dc_error *error) {
    static const dc_craft craft = { &dc_trade_runs, tell, pack, unpack };
    crowd all = { trajectory, setting };
    return dc_jobs_spread(jobs, host, "training", count, follow, &craft, &all, error);
}

/* The other process's side. */
typedef struct shop {
    dc_simulation_options options;
    dc_training_texts texts;
    dc_setting setting;
    dc_study_host host;
    dc_jobs jobs;
} shop;

static void get_options(dc_reader *told, shop *s) {
    dc_simulation_options *options = &s->options;
    dc_get_training(told, &options->training, &s->texts);
    options->runs = dc_get_u64(told);
    options->steps = dc_get_u64(told);
    options->threshold = dc_get_double(told);
    options->adversary = dc_get_bool(told);
    options->keep_features = dc_get_bool(told);
    options->floor.check.family.kind = (dc_family_kind)dc_get_u64(told);
    options->floor.check.family.sparsity = dc_get_u64(told);
    told->bad = told->bad || options->runs > DC_RUNS_MOST;
}

static void get_setting(dc_reader *told, dc_setting *setting) {
    dc_get_samples(told, &setting->samples);
    setting->scale = dc_get_array(told,
                                  setting->samples.features * sizeof *setting->scale);
    setting->span.size = dc_get_double(told);
    setting->span.error = dc_get_double(told);
    setting->coverage = (dc_coverage)dc_get_u64(told);
    setting->layers = dc_get_u64(told);
    setting->every = dc_get_u64(told);
}

static dc_status open_shop(void **out, dc_reader *told, unsigned threads,
                           bool (*stop)(void *user), dc_error *error) {
    shop *s = calloc(1, sizeof *s);
    (void)threads;
    *out = s;
    if (!s)
        return dc_fail_memory(error, "the runs");
    s->setting.options = &s->options;
    s->host.stop = stop;
    get_options(told, s);
    get_setting(told, &s->setting);
    return dc_jobs_open(&s->jobs, &s->host, "training", told->bad ? 0 : s->options.runs,
                        error);
}

static dc_status follow_abroad(void *at, size_t k, dc_jobs *jobs, dc_reader *item,
                               dc_bytes *out, dc_error *error) {
    const shop *s = at;
    dc_run run;
    dc_trajectory trajectory = { .run = &run };
    (void)item;
    dc_run_init(&run, s->options.training.seed + k);
    dc_status status = dc_trajectory_follow(&trajectory, &s->setting, k, jobs, error);
    if (status == DC_OK)
        put_trajectory(out, &trajectory, &s->setting.samples);
    dc_trajectory_clear(&trajectory);
    dc_run_clear(&run);
    return status;
}

static bool work(void *at, unsigned thread, dc_reader *item, dc_bytes *answer) {
    shop *s = at;
    (void)thread;
    return dc_jobs_serve(&s->jobs, follow_abroad, s, item, answer);
}

static void close_shop(void *at) {
    shop *s = at;
    dc_jobs_clear(&s->jobs);
    dc_setting_clear(&s->setting);
    dc_training_texts_clear(&s->texts);
    free(s);
}

const dc_trade dc_trade_runs = { "runs", open_shop, NULL, work, close_shop };
