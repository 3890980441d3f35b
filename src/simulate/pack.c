#include "simulate/pack.h"

#include <stdlib.h>

#include "base/error.h"

void dc_put_setting(dc_bytes *out, const dc_setting *setting) {
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
    dc_bytes_put_u64(out, setting->allowance.training);
    dc_bytes_put_u64(out, setting->opponents.training);
}

static void get_options(dc_reader *told, dc_setting_copy *copy) {
    dc_simulation_options *options = &copy->options;
    dc_get_training(told, &options->training, &copy->texts);
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
    setting->allowance.training = dc_get_u64(told);
    setting->opponents.training = dc_get_u64(told);
}

dc_status dc_setting_copy_open(void **out, dc_reader *told, unsigned threads,
                               bool (*stop)(void *user), dc_error *error) {
    dc_setting_copy *copy = calloc(1, sizeof *copy);
    (void)threads;
    *out = copy;
    if (!copy)
        return dc_fail_memory(error, "the runs");
    copy->setting.options = &copy->options;
    copy->host.stop = stop;
    get_options(told, copy);
    get_setting(told, &copy->setting);
    return dc_jobs_open(&copy->jobs, &copy->host, "training",
                        told->bad ? 0 : copy->options.runs, error);
}

void dc_setting_copy_close(void *shop) {
    dc_setting_copy *copy = shop;
    dc_jobs_clear(&copy->jobs);
    dc_setting_clear(&copy->setting);
    dc_training_texts_clear(&copy->texts);
    free(copy);
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

void dc_put_classifier(dc_bytes *out, const dc_trajectory *t, const dc_samples *samples) {
    size_t classes = samples->classes, number = sizeof(double);
    dc_bytes_put_u64(out, t->inputs);
    dc_bytes_put_array(out, t->weights, classes * t->inputs * number);
    dc_bytes_put_array(out, t->biases, classes * number);
}

void dc_get_classifier(dc_reader *in, dc_trajectory *t, const dc_samples *samples) {
    size_t classes = samples->classes, number = sizeof(double);
    t->inputs = dc_get_u64(in);
    t->weights = dc_get_array(in, classes * t->inputs * number);
    t->biases = dc_get_array(in, classes * number);
}

void dc_put_trajectory(dc_bytes *out, const dc_trajectory *t, const dc_samples *samples) {
    size_t points = samples->points, number = sizeof(double);
    put_run(out, t->run);
    for (size_t e = 0; e < DC_EVIDENCES; e++)
        dc_bytes_put_array(out, t->cell[e], points * sizeof *t->cell[e]);
    dc_put_classifier(out, t, samples);
    dc_bytes_put_u64(out, t->feature_count);
    dc_bytes_put_array(out, t->features, points * t->feature_count * number);
}

void dc_get_trajectory(dc_reader *in, dc_trajectory *t, const dc_samples *samples) {
    size_t points = samples->points, number = sizeof(double);
    get_run(in, t->run);
    for (size_t e = 0; e < DC_EVIDENCES; e++)
        t->cell[e] = dc_get_array(in, points * sizeof *t->cell[e]);
    dc_get_classifier(in, t, samples);
    t->feature_count = dc_get_u64(in);
    t->features = dc_get_array(in, points * t->feature_count * number);
}
