#include <doublecheck/simulate.h>

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/room.h"
#include "data/dataset.h"
#include "simulate/attacks.h"
#include "simulate/data_floors.h"
#include "simulate/grounds.h"
#include "simulate/runs.h"
#include "simulate/verdict.h"

static const double THRESHOLD = 0.95;

enum { RUNS = 20, STEPS = 1000 };

void dc_simulation_options_init(dc_simulation_options *options) {
    *options = (dc_simulation_options){
        .standardise = true, .runs = RUNS, .steps = STEPS, .threshold = THRESHOLD
    };
    dc_training_options_init(&options->training);
    dc_floor_options_init(&options->floor);
}

void dc_simulation_options_clear(dc_simulation_options *options) {
    dc_floor_options_clear(&options->floor);
}

void dc_simulation_destroy(dc_simulation *simulation) {
    if (!simulation)
        return;
    for (size_t k = 0; k < simulation->run_count; k++)
        dc_run_clear(simulation->runs + k);
    free(simulation->runs);
    for (size_t k = 0; k < simulation->data_floor_count; k++)
        dc_data_floor_destroy(simulation->data_floors[k]);
    free(simulation->data_floors);
    free(simulation->features);
    free(simulation);
}

static dc_simulation *create(const dc_setting *setting) {
    dc_simulation *simulation = calloc(1, sizeof *simulation);
    size_t runs = setting->options->runs;
    if (!simulation)
        return NULL;
    simulation->coverage = setting->coverage;
    simulation->floors = setting->options->floors;
    simulation->runs = calloc(runs, sizeof *simulation->runs);
    if (!simulation->runs) {
        free(simulation);
        return NULL;
    }
    simulation->run_count = runs;
    for (size_t k = 0; k < runs; k++)
        dc_run_init(simulation->runs + k, setting->options->training.seed + k);
    return simulation;
}

/* What the trajectory of the first seed has kept. */
static void take_features(dc_simulation *simulation, dc_trajectory *trajectory) {
    simulation->features = trajectory->features;
    simulation->feature_count = trajectory->feature_count;
    trajectory->features = NULL;
}

/* Trains all runs, one on each thread. */
static dc_status train(dc_simulation *simulation, dc_trajectory *trajectory,
                       const dc_setting *setting, dc_error *error) {
    const dc_study_host host = dc_setting_host(setting);
    dc_jobs jobs;
    dc_status status = dc_runs_follow(&jobs, &host, trajectory, simulation->run_count,
                                      setting, error);
    take_features(simulation, trajectory);
    simulation->interrupted = jobs.interrupted;
    simulation->seconds = dc_clock() - jobs.start;
    dc_jobs_clear(&jobs);
    return status;
}

/* Runs that an interruption kept from beginning are the last ones, or stand between others:
 * those that were looked at move up. */
static void drop_missing(dc_simulation *simulation) {
    size_t kept = 0;
    for (size_t k = 0; k < simulation->run_count; k++) {
        dc_run *run = simulation->runs + k;
        if (run->look_count == 0)
            dc_run_clear(run);
        else
            simulation->runs[kept++] = *run;
    }
    simulation->run_count = kept;
}

/* The time limit, in equal parts for what is still to be done. */
static double part(const dc_setting *setting, double start, unsigned stages) {
    double limit = setting->options->floor.check.time_limit;
    if (limit <= 0)
        return 0;
    return fmax((start + limit - dc_clock()) / stages, 0.001);
}

/* What the runs are held against. */
static dc_status settle(dc_simulation *simulation, dc_trajectory *trajectory,
                        const dc_setting *setting, dc_error *error) {
    bool all = setting->options->floors == DC_FLOORS_ALL;
    bool data = all && setting->coverage != DC_COVERS_CELLS;
    bool adversary = setting->options->adversary;
    double start = dc_clock();
    unsigned stages = 1 + data + adversary;
    size_t runs = simulation->run_count;
    dc_status status = dc_grounds_settle(trajectory, runs, setting,
                                         part(setting, start, stages), error);
    if (status == DC_OK && data)
        status = dc_data_floors_settle(simulation, setting,
                                       part(setting, start, stages - 1), error);
    if (status == DC_OK && adversary)
        status = dc_attacks_play(simulation, trajectory, setting, part(setting, start, 1),
                                 error);
    return status;
}

static dc_status judge(dc_simulation *simulation, dc_trajectory *trajectory,
                       dc_setting *setting, dc_error *error) {
    size_t runs = simulation->run_count;
    dc_status status = train(simulation, trajectory, setting, error);
    dc_setting_rest(setting);
    if (status == DC_OK)
        status = settle(simulation, trajectory, setting, error);
    if (status != DC_OK)
        return status;
    for (size_t k = 0; k < runs; k++)
        dc_verdict_of_run(simulation->runs + k, setting);
    drop_missing(simulation);
    simulation->finding = dc_verdict_of_all(simulation->runs, simulation->run_count);
    if (simulation->interrupted && simulation->finding == DC_CONFIRMED)
        simulation->finding = DC_NOT_COVERED;
    return dc_succeed(error);
}

static dc_status simulate(dc_simulation **out, dc_setting *setting, dc_error *error) {
    dc_simulation *simulation = create(setting);
    size_t runs = setting->options->runs;
    dc_trajectory *trajectory = calloc(runs, sizeof *trajectory);
    dc_status status = DC_OK;
    if (!simulation || !trajectory) {
        status = dc_fail_memory(error, "the runs");
    } else {
        for (size_t k = 0; k < runs; k++)
            trajectory[k].run = simulation->runs + k;
        simulation->held = dc_size_plus(setting->results, setting->floors);
        setting->exceeded = &simulation->exceeded;
        status = judge(simulation, trajectory, setting, error);
        for (size_t k = 0; k < runs; k++)
            dc_trajectory_clear(trajectory + k);
    }
    free(trajectory);
    if (status != DC_OK) {
        dc_simulation_destroy(simulation);
        return status;
    }
    *out = simulation;
    return DC_OK;
}

dc_status dc_simulate(dc_simulation **out, const dc_dataset *data,
                      const dc_simulation_options *options, dc_error *error) {
    dc_setting setting;
    *out = NULL;
    dc_status status = dc_setting_make(&setting, data, options, error);
    if (status == DC_OK)
        status = simulate(out, &setting, error);
    dc_setting_clear(&setting);
    return status;
}

/* Has it kept those of a run? */
static bool has_kept(const dc_simulation *simulation, const dc_run *run,
                     const dc_simulation_options *options) {
    return simulation->features && run->seed == options->training.seed;
}

static dc_status make_features(dc_dataset **out, const dc_simulation *simulation,
                               const dc_run *run, const dc_setting *setting,
                               dc_error *error) {
    const dc_simulation_options *options = setting->options;
    const dc_derivation kept = { .values = simulation->features,
                                 .features = simulation->feature_count };
    size_t k = (size_t)(run->seed - options->training.seed);
    dc_status status = has_kept(simulation, run, options)
                           ? dc_setting_derive(out, setting, &kept, error)
                           : dc_setting_features(out, setting, k, error);
    if (status == DC_OK && !*out)
        return dc_fail(
            error, DC_ENOMEM,
            "the inputs of the last layer have no room as data in the %.3g MiB "
            "of memory that are allowed",
            (double)options->floor.check.memory / 1048576);
    return status;
}

dc_status dc_simulation_features(dc_dataset **out, const dc_simulation *simulation,
                                 size_t run, const dc_dataset *data,
                                 const dc_simulation_options *options, dc_error *error) {
    dc_setting setting;
    bool exceeded;
    *out = NULL;
    if (run >= simulation->run_count ||
        (simulation->coverage != DC_COVERS_FEATURES &&
         !has_kept(simulation, simulation->runs + run, options)))
        return dc_fail(error, DC_EUSAGE, "run %zu has no inputs of a last layer", run);
    dc_status status = dc_setting_make(&setting, data, options, error);
    setting.exceeded = &exceeded;
    if (status == DC_OK)
        status = make_features(out, simulation, simulation->runs + run, &setting, error);
    dc_setting_clear(&setting);
    return status;
}

size_t dc_simulation_left(const dc_simulation *simulation, const dc_dataset *data,
                          const dc_dataset *points, size_t memory) {
    size_t others = points == data ? 0 : dc_dataset_bytes(data);
    return dc_room_share(memory, dc_size_plus(simulation->held, others));
}

double dc_run_drop(const dc_run *run) {
    if (run->start == SIZE_MAX)
        return 0;
    return run->looks[run->start].accuracy - run->looks[run->worst].accuracy;
}

const char *dc_finding_name(dc_finding finding) {
    static const char *const names[] = { [DC_CONFIRMED] = "CONFIRMED",
                                         [DC_NOT_COVERED] = "NOT COVERED",
                                         [DC_REFUTED] = "REFUTED" };
    return names[finding];
}
