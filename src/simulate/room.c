#include "simulate/room.h"

#include "base/error.h"
#include "base/jobs.h"
#include "base/room.h"
#include "data/dataset.h"
#include "floor/affine/size.h"
#include "network/samples.h"
#include "simulate/opponent.h"
#include "simulate/pattern.h"
#include "simulate/trajectory.h"

/* Sizes of the network. */
typedef struct shape {
    size_t points, inputs, classes; /* N; of the last layer; K */
    size_t units, widest;           /* of all hidden layers; of one of them */
    size_t largest;                 /* layer's numbers */
} shape;

static shape shape_of(const dc_setting *setting, const dc_training_plan *plan) {
    const dc_architecture *a = &plan->architecture;
    shape s = { .points = setting->samples.points,
                .inputs = a->width[a->layers - 1],
                .classes = setting->samples.classes };
    for (size_t l = 0; l < a->layers; l++) {
        size_t numbers = (a->width[l] + 1) * a->width[l + 1];
        s.largest = numbers > s.largest ? numbers : s.largest;
        s.units += l > 0 ? a->width[l] : 0;
        s.widest = l > 0 && a->width[l] > s.widest ? a->width[l] : s.widest;
    }
    return s;
}

static size_t bytes_of_inputs(const shape *s) {
    return dc_size_times(dc_size_times(s->points, s->inputs), sizeof(double));
}

/* Looks at a run. */
static double looks_of(const dc_setting *setting) {
    return (double)setting->options->steps / (double)setting->every + 2;
}

static dc_status check_looks(const dc_setting *setting, size_t memory, dc_error *error) {
    size_t runs = setting->options->runs;
    double looks = looks_of(setting), bytes = looks * (double)runs * sizeof(dc_look);
    if (bytes > (double)memory)
        return dc_fail(error, DC_ENOMEM,
                       "%.3g looks at %zu runs need %.3g MiB, and %.3g MiB are allowed: "
                       "look less often",
                       looks, runs, bytes / 1048576, (double)memory / 1048576);
    return DC_OK;
}

/* What stays of all runs. */
static size_t bytes_of_runs(const dc_setting *setting, const shape *s) {
    const dc_simulation_options *o = setting->options;
    bool cells = setting->coverage == DC_COVERS_CELLS;
    size_t run = (size_t)looks_of(setting) * sizeof(dc_look) + sizeof(dc_run) +
                 sizeof(dc_trajectory);
    if (cells)
        run = dc_size_plus(run, dc_size_times(DC_EVIDENCES * sizeof(size_t), s->points));
    if (o->adversary)
        run += s->classes * (s->inputs + 1) * sizeof(double);
    size_t all = dc_size_times(o->runs, run);
    return o->keep_features && cells ? dc_size_plus(all, bytes_of_inputs(s)) : all;
}

/* What a run has beside its training. */
static size_t bytes_beside(const dc_setting *setting, const shape *s) {
    size_t beside = dc_size_times(s->points + s->largest, sizeof(double));
    if (setting->coverage == DC_COVERS_FEATURES)
        beside = dc_size_plus(beside, bytes_of_inputs(s));
    if (setting->coverage == DC_COVERS_CELLS)
        beside = dc_size_plus(beside, dc_pattern_bytes(s->points, s->units, s->widest));
    return beside;
}

static bool have_floors(const dc_setting *setting) {
    return setting->options->floors == DC_FLOORS_ALL &&
           setting->coverage != DC_COVERS_CELLS;
}

/* One for each run, until the end. */
static dc_status make_room_for_floors(dc_setting *setting, size_t held, const shape *s,
                                      dc_error *error) {
    size_t kept = dc_data_floor_kept(s->points, s->inputs, s->classes);
    size_t making = dc_data_floor_making(s->points, s->inputs, s->classes);
    setting->floors = dc_size_times(setting->options->runs, kept);
    return dc_room_check(setting->options->floor.check.memory,
                         dc_size_plus(held, dc_size_plus(setting->floors, making)),
                         "the data floors of all runs", error);
}

static dc_status allow_opponents(dc_setting *setting, const dc_study_host *host,
                                 size_t held, const shape *s, dc_error *error) {
    const dc_samples samples = { .points = s->points,
                                 .features = s->inputs,
                                 .classes = s->classes };
    bool derived = setting->coverage == DC_COVERS_FEATURES;
    size_t each = dc_opponent_bytes(s->points, s->inputs, s->classes);
    const dc_claims claims = { held, dc_size_plus(each, derived ? bytes_of_inputs(s) : 0),
                               .at_once = false };
    dc_training_options options;
    dc_opponent_network(&options);
    return dc_allowance_find(&setting->opponents, host, &claims, &samples, &options,
                             error);
}

dc_status dc_setting_divide(dc_setting *setting, const dc_training_plan *plan,
                            dc_error *error) {
    const dc_simulation_options *o = setting->options;
    const shape s = shape_of(setting, plan);
    const dc_study_host host = { .threads = o->floor.check.threads,
                                 .memory = o->floor.check.memory };
    dc_status status = check_looks(setting, dc_jobs_memory(&host), error);
    if (status != DC_OK)
        return status;
    setting->results = bytes_of_runs(setting, &s);
    size_t held = dc_size_plus(dc_dataset_bytes(setting->data),
                               dc_size_plus(dc_samples_bytes(&setting->samples),
                                            setting->results));
    if (have_floors(setting))
        status = make_room_for_floors(setting, held, &s, error);
    /* Features are made again beside the floors of other runs. */
    bool again = setting->coverage == DC_COVERS_FEATURES;
    const dc_claims claims = { .held = again ? dc_size_plus(held, setting->floors) : held,
                               .each = bytes_beside(setting, &s) };
    if (status == DC_OK)
        status = dc_allowance_find(&setting->allowance, &host, &claims, &setting->samples,
                                   &o->training, error);
    held = dc_size_plus(held, setting->floors);
    return status == DC_OK && o->adversary
               ? allow_opponents(setting, &host, held, &s, error)
               : status;
}

/* Bytes that are there once runs are over, and data floors. */
static size_t held_after(const dc_setting *setting) {
    size_t results = dc_size_plus(setting->results, setting->floors);
    size_t held = dc_size_plus(results, dc_dataset_bytes(setting->data));
    return setting->samples.x ? dc_size_plus(held, dc_samples_bytes(&setting->samples))
                              : held;
}

/* And beside the data that a search is given, which it counts. */
static size_t held_beside(const dc_setting *setting, const dc_dataset *data) {
    size_t own = data == setting->data ? dc_dataset_bytes(data) : 0;
    return held_after(setting) - own;
}

void dc_setting_share(dc_check_options *check, const dc_setting *setting,
                      const dc_dataset *data) {
    check->memory = dc_room_share(setting->options->floor.check.memory,
                                  held_beside(setting, data));
    check->exceeded = setting->exceeded;
}

bool dc_setting_has_room(const dc_setting *setting, size_t bytes) {
    size_t memory = setting->options->floor.check.memory;
    bool fits = bytes <= dc_room_left(memory, held_after(setting));
    if (!fits)
        *setting->exceeded = true;
    return fits;
}

bool dc_setting_share_floor(size_t *share, const dc_setting *setting,
                            const dc_dataset *data) {
    size_t memory = setting->options->floor.check.memory, least = memory / 16;
    size_t making = dc_data_floor_making(dc_dataset_points(data),
                                         dc_dataset_features(data),
                                         dc_dataset_classes(data));
    size_t own = data == setting->data ? 0 : dc_dataset_bytes(data);
    size_t all = dc_size_plus(own, making);
    size_t left = dc_room_left(memory, dc_size_plus(held_after(setting), all));
    *share = memory == 0 ? 0 : (left > least ? left : least) / setting->options->runs;
    return dc_setting_has_room(setting, all);
}
