#include "simulate/runs.h"

#include <stdlib.h>

#include "base/error.h"
#include "simulate/pack.h"
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

static void tell(void *work, dc_bytes *out) {
    const crowd *c = work;
    dc_put_setting(out, c->setting);
}

static dc_status unpack(void *work, size_t k, dc_reader *in, dc_error *error) {
    const crowd *c = work;
    dc_get_trajectory(in, c->trajectory + k, &c->setting->samples);
    return dc_succeed(error);
}

dc_status dc_runs_follow(dc_jobs *jobs, const dc_study_host *host,
                         dc_trajectory *trajectory, size_t count,
                         const dc_setting *setting, dc_error *error) {
    static const dc_craft craft = { &dc_trade_runs, tell, NULL, unpack };
    crowd all = { trajectory, setting };
    return dc_jobs_spread(jobs, host, "training", count, follow, &craft, &all, error);
}

/* The other process's side. */
static dc_status follow_abroad(void *shop, size_t k, dc_jobs *jobs, dc_reader *item,
                               dc_bytes *out, dc_error *error) {
    const dc_setting *setting = &((const dc_setting_copy *)shop)->setting;
    dc_run run;
    dc_trajectory trajectory = { .run = &run };
    (void)item;
    dc_run_init(&run, setting->options->training.seed + k);
    dc_status status = dc_trajectory_follow(&trajectory, setting, k, jobs, error);
    if (status == DC_OK)
        dc_put_trajectory(out, &trajectory, &setting->samples);
    dc_trajectory_clear(&trajectory);
    dc_run_clear(&run);
    return status;
}

static bool work(void *shop, unsigned thread, dc_reader *item, dc_bytes *answer) {
    dc_setting_copy *copy = shop;
    (void)thread;
    return dc_jobs_serve(&copy->jobs, follow_abroad, copy, item, answer);
}

const dc_trade dc_trade_runs = { "runs", dc_setting_copy_open, NULL, work,
                                 dc_setting_copy_close };
