#include "simulate/data_floors.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "simulate/room.h"

/* Runs whose floors are wanted; on the same points those of one loss stand together. */
typedef struct queue {
    size_t count, floors; /* runs; floors that are still to be computed */
    dc_run **run;         /* [count] */
    bool shared;          /* by runs of one loss */
} queue;

static int compare(const void *left, const void *right) {
    const dc_run *a = *(dc_run *const *)left, *b = *(dc_run *const *)right;
    int order = mpq_cmp(a->loss, b->loss);
    return order ? order : (a->seed > b->seed) - (a->seed < b->seed);
}

/* Does run k take over the floor of the one before? */
static bool shares(const queue *q, size_t k) {
    return q->shared && k > 0 && mpq_equal(q->run[k]->loss, q->run[k - 1]->loss);
}

/* The classifier of zeros has the loss log K, and is never right. */
static bool is_wanted(const dc_run *run, size_t classes) {
    return run->start != SIZE_MAX && mpq_get_d(run->loss) < log((double)classes);
}

static bool line_up(queue *q, dc_simulation *simulation, size_t classes) {
    *q = (queue){ .shared = simulation->coverage == DC_COVERS_POINTS };
    q->run = calloc(simulation->run_count, sizeof(dc_run *));
    if (!q->run)
        return false;
    for (size_t k = 0; k < simulation->run_count; k++) {
        dc_run *run = simulation->runs + k;
        if (is_wanted(run, classes))
            q->run[q->count++] = run;
    }
    if (q->shared)
        qsort(q->run, q->count, sizeof(dc_run *), compare);
    for (size_t k = 0; k < q->count; k++)
        q->floors += !shares(q, k);
    return true;
}

/* NULL with DC_OK: there was no room for it. */
static dc_status compute(dc_data_floor **floor, const dc_run *run, const dc_dataset *data,
                         const dc_setting *setting, double limit, dc_error *error) {
    const dc_check_options *host = &setting->options->floor.check;
    dc_data_floor_options options;
    size_t memory;
    if (!data || !dc_setting_share_floor(&memory, setting, data))
        return dc_succeed(error);
    dc_data_floor_options_init(&options);
    mpq_set(options.loss, run->loss);
    options.time_limit = limit;
    options.memory = memory;
    options.threads = host->threads;
    options.stop = host->stop;
    options.progress = setting->options->data_progress;
    options.user = host->user;
    dc_status status = dc_data_floor_create(floor, data, &options, error);
    dc_data_floor_options_clear(&options);
    return status;
}

/* On the inputs of the last layer. */
static dc_status compute_on_features(dc_data_floor **floor, const dc_run *run,
                                     const dc_setting *setting, double limit,
                                     dc_error *error) {
    dc_dataset *data = NULL;
    size_t k = (size_t)(run->seed - setting->options->training.seed);
    dc_status status = dc_setting_features(&data, setting, k, error);
    if (status == DC_OK)
        status = compute(floor, run, data, setting, limit, error);
    dc_dataset_destroy(data);
    return status;
}

/* One floor after the other, each with an equal part of the time that is left. */
static dc_status work_off(queue *q, dc_simulation *simulation, const dc_setting *setting,
                          double limit, dc_error *error) {
    double start = dc_clock();
    dc_status status = DC_OK;
    for (size_t k = 0; k < q->count && status == DC_OK; k++) {
        dc_data_floor **floor = simulation->data_floors + simulation->data_floor_count;
        if (shares(q, k)) {
            q->run[k]->data_floor = q->run[k - 1]->data_floor;
            continue;
        }
        double left = (start + limit - dc_clock()) / (double)q->floors--;
        double own = limit > 0 ? fmax(left, 0.001) : 0;
        status = q->shared ? compute(floor, q->run[k], setting->data, setting, own, error)
                           : compute_on_features(floor, q->run[k], setting, own, error);
        if (status != DC_OK)
            break;
        q->run[k]->data_floor = *floor;
        simulation->data_floor_count += *floor != NULL;
    }
    return status;
}

dc_status dc_data_floors_settle(dc_simulation *simulation, const dc_setting *setting,
                                double limit, dc_error *error) {
    queue q;
    if (!line_up(&q, simulation, setting->samples.classes))
        return dc_fail_memory(error, "the data floors");
    simulation->data_floors = calloc(q.floors + 1, sizeof *simulation->data_floors);
    dc_status status = simulation->data_floors
                           ? work_off(&q, simulation, setting, limit, error)
                           : dc_fail_memory(error, "the data floors");
    free(q.run);
    return status;
}
