/* The bracket of the data floor (T9). */
#include "floor/affine/data_floor.h"

#include <cblas.h>
#include <doublecheck/floor.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "floor/affine/attack.h"
#include "floor/affine/center.h"
#include "floor/affine/classifier.h"

enum { FIRST_EFFORT = 64 };

/* Of an adversary, at most: operations, about, and passes over the points. Boxes of directions
 * find the worst by themselves. */
static const double OPERATIONS = 1e9, PASSES = 1e5, FEW_PASSES = 3e3;

/* Of the time that is left: the attack. */
static const double ATTACK_PART = 0.3;

typedef struct work {
    dc_data_floor *floor;
    struct dc_data_proof *proof;
    const dc_dataset *data;
    const dc_data_floor_options *options;
    dc_center center;
    dc_attack attack;
    dc_affine trial;
    mpq_t accuracy, loss;
    unsigned threads;
    double start, attack_start, last_report;
    const char *phase, *reported;
    bool starved; /* memory was out for something: what was found is not to be told */
    dc_halt halt, attack_halt;
    dc_error *error;
} work;

void dc_data_floor_options_init(dc_data_floor_options *options) {
    *options = (dc_data_floor_options){ .time_limit = 60 };
    mpq_init(options->loss);
}

void dc_data_floor_options_clear(dc_data_floor_options *options) {
    mpq_clear(options->loss);
}

static void report(work *w) {
    const struct dc_data_proof *p = w->proof;
    double now = dc_clock();
    if (!w->options->progress || (now - w->last_report < 0.1 && w->phase == w->reported))
        return;
    w->last_report = now;
    w->reported = w->phase;
    dc_data_floor_progress progress = {
        .phase = w->phase,
        .seconds = now - w->start,
        .least = mpq_get_d(w->floor->least),
        .most = mpq_get_d(w->floor->most),
        .nodes = p->points.nodes + p->directions.nodes,
    };
    w->options->progress(&progress, w->options->user);
}

/* Asked often by all that takes long. */
static bool halt_wanted(void *user) {
    work *w = user;
    const dc_data_floor_options *o = w->options;
    report(w);
    if (o->stop && o->stop(o->user))
        w->floor->stop = DC_STOP_INTERRUPTED;
    else if (o->time_limit > 0 && dc_clock() - w->start > o->time_limit)
        w->floor->stop = DC_STOP_TIME;
    return w->floor->stop != DC_STOP_NONE;
}

/* The attack leaves time for proofs. */
static bool attack_is_over(void *user) {
    work *w = user;
    double limit = w->options->time_limit;
    return dc_halt_now(&w->halt) ||
           (limit > 0 && dc_clock() - w->attack_start >
                             ATTACK_PART * (limit - (w->attack_start - w->start)));
}

/* What a proved threshold means; the trivial floor may be more. */
static void raise_least(work *w, int64_t threshold, bool by_directions) {
    struct dc_data_proof *p = w->proof;
    if (threshold >= p->threshold)
        return;
    p->threshold = threshold;
    p->by_directions = by_directions;
    dc_instance_accuracy(w->accuracy, &p->instance, threshold);
    if (mpq_cmp(w->accuracy, w->floor->least) > 0)
        mpq_set(w->floor->least, w->accuracy);
}

/* A classifier that floating point found; kept if it is in C, and less accurate. */
static bool keep_trial(work *w) {
    dc_data_floor *f = w->floor;
    if (dc_affine_evaluate(w->accuracy, w->loss, &w->trial, w->data, w->error) != DC_OK) {
        w->starved = true;
        return false;
    }
    if (mpq_cmp(w->loss, w->options->loss) > 0 ||
        (f->found && mpq_cmp(w->accuracy, f->most) >= 0))
        return false;
    mpq_set(f->most, w->accuracy);
    mpq_set(f->worst_loss, w->loss);
    f->found = true;
    dc_affine swap = f->worst;
    f->worst = w->trial;
    w->trial = swap;
    return true;
}

static void keep_attack(work *w) {
    if (w->attack.wrong < 0)
        return;
    if (dc_affine_set(&w->trial, &w->proof->instance, w->attack.best))
        (void)keep_trial(w);
    else
        w->starved = true;
}

/* The least threshold that is not refuted by a classifier. */
static int64_t open_threshold(const work *w) {
    if (!w->floor->found)
        return 1;
    const dc_instance *instance = &w->proof->instance;
    return dc_instance_threshold(instance, w->floor->most) +
           (instance->unit - instance->total); /* its weight may be rounded up to that */
}

static bool closed(const work *w) {
    return w->floor->found && mpq_cmp(w->floor->least, w->floor->most) >= 0;
}

/* Between what is proved and what is not: by halves. False if nothing is in between. */
static bool bisect(work *w, size_t effort) {
    dc_branching *points = &w->proof->points;
    int64_t low = open_threshold(w) - 1, high = w->proof->threshold;
    if (high > w->proof->instance.total)
        high = w->proof->instance.total + 1;
    bool any = high - low > 1;
    while (high - low > 1 && !dc_halt_now(&w->halt) && !points->failed) {
        int64_t middle = low + (high - low) / 2;
        if (dc_branching_prove(points, middle, effort)) {
            high = middle;
            raise_least(w, middle, false);
        } else {
            low = middle;
        }
        if (effort == 0) {
            if (dc_attack_try(&w->attack, points->slot->descent.theta))
                keep_attack(w);
        }
    }
    return any;
}

static void find_safe(work *w) {
    struct dc_data_proof *p = w->proof;
    bool *unsafe = calloc(p->instance.points, sizeof *unsafe);
    w->phase = "safe";
    w->starved = w->starved || !unsafe;
    if (!unsafe)
        return;
    dc_branching_find_safe(&p->points, unsafe);
    free(unsafe);
    int64_t threshold = p->instance.total - dc_branching_safe_weight(&p->points) + 1;
    dc_instance_accuracy(w->floor->safe, &p->instance, threshold);
    if (dc_branching_prove(&p->points, threshold, 0))
        raise_least(w, threshold, false);
}

/* dc_directions' callback. */
static int64_t found_direction(void *user, const double *direction, const size_t *ties,
                               size_t tie_count) {
    work *w = user;
    const dc_instance *instance = &w->proof->instance;
    double v[DC_FEW_DIMS], length, wrong;
    memcpy(v, direction, instance->dims * sizeof *v);
    if (dc_affine_tie(&w->trial, instance, w->data, v, ties, tie_count)) {
        double loss = dc_direction_loss(instance, v, tie_count > 0, &length, &wrong);
        w->starved = w->starved || loss < 0;
        if (loss >= 0 && loss <= instance->loss_about * (1 - DC_LOSS_CLEARANCE) &&
            wrong * (double)instance->unit >
                (double)w->proof->directions.threshold - 0.5) {
            dc_affine_scale(&w->trial, length);
            (void)keep_trial(w);
        }
    } else {
        w->starved = w->starved || isnan(v[0]);
    }
    int64_t open = open_threshold(w);
    return open > w->proof->directions.threshold ? open : w->proof->directions.threshold;
}

static bool suits_directions(const work *w) {
    const dc_instance *instance = &w->proof->instance;
    return instance->classes == 2 && instance->dims <= DC_FEW_DIMS &&
           instance->dims > 1 && instance->loss_about < M_LN2 * (1 - 1e-9);
}

static void search_directions(work *w) {
    struct dc_data_proof *p = w->proof;
    size_t memory = w->options->memory ? w->options->memory : (size_t)1 << 30;
    w->phase = "directions";
    if (!dc_directions_create(&p->directions, &p->instance, open_threshold(w), w->threads,
                              memory, &w->halt)) {
        w->starved = true;
        return;
    }
    p->directions.found = found_direction;
    p->directions.user = w;
    while (dc_directions_level(&p->directions))
        raise_least(w, dc_directions_bound(&p->directions), true);
    if (!p->directions.failed)
        raise_least(w, dc_directions_bound(&p->directions), true);
}

static void attack(work *w) {
    double passes = suits_directions(w) ? FEW_PASSES : PASSES;
    double operations = fmin(OPERATIONS, passes * dc_adversary_pass(&w->attack.terrain));
    w->phase = "attack";
    w->attack_start = dc_clock();
    w->attack_halt = (dc_halt){ .wanted = attack_is_over, .user = w };
    if (dc_attack_play(&w->attack, operations, w->threads))
        keep_attack(w);
}

/* With more and more effort, until the bracket is closed or a limit ends it. */
static void search_points(work *w) {
    w->phase = "points";
    for (size_t effort = FIRST_EFFORT; !closed(w) && !dc_halt_now(&w->halt);
         effort *= 2) {
        if (!bisect(w, effort) || w->proof->points.failed)
            return;
    }
}

/* True if C is empty, which is proved. */
static bool refute_all(work *w) {
    struct dc_data_proof *p = w->proof;
    if (w->floor->least_loss <= p->instance.loss_about ||
        !dc_branching_prove(&p->points, 0, 0))
        return false;
    p->threshold = 0;
    w->floor->vacuous = true;
    mpq_set_ui(w->floor->least, 1, 1);
    mpq_set_ui(w->floor->safe, 1, 1);
    mpq_set_ui(w->floor->most, 1, 1);
    return true;
}

/* Scores 0 lose all points, at a loss of log K. */
static bool all_can_be_lost(work *w) {
    const dc_instance *instance = &w->proof->instance;
    return instance->loss_about >= log((double)instance->classes) * (1 - 1e-9) &&
           keep_trial(w) && closed(w);
}

static dc_status search(work *w) {
    struct dc_data_proof *p = w->proof;
    w->phase = "bound";
    if (!dc_branching_create(&p->points, &p->instance, w->center.theta, w->threads,
                             &w->halt))
        return dc_fail_memory(w->error, "the search");
    if (refute_all(w))
        return DC_OK;
    if (!dc_attack_create(&w->attack, &p->instance, w->center.theta, &w->attack_halt) ||
        !dc_affine_create(&w->trial, p->instance.classes, p->instance.features) ||
        !dc_affine_create(&w->floor->worst, p->instance.classes, p->instance.features))
        return dc_fail_memory(w->error, "the search");
    if (all_can_be_lost(w))
        return DC_OK;
    dc_attack_try(&w->attack, w->center.theta);
    keep_attack(w);
    if (!w->options->safe_only)
        attack(w);
    find_safe(w);
    if (w->options->safe_only)
        return DC_OK;
    w->phase = "bound";
    (void)bisect(w, 0);
    if (!closed(w) && suits_directions(w))
        search_directions(w);
    if (!closed(w) && !suits_directions(w)) {
        w->phase = "points";
        (void)bisect(w, 1);
        search_points(w);
    }
    return DC_OK;
}

static dc_status compute(work *w) {
    struct dc_data_proof *p = w->proof;
    dc_status status = dc_floor_trivial(w->floor->trivial, w->options->loss, w->error);
    w->phase = "loss";
    mpq_set(w->floor->least, w->floor->trivial);
    if (status == DC_OK)
        status = dc_instance_create(&p->instance, w->data, w->options->loss, &w->halt,
                                    w->error);
    if (status == DC_OK)
        status = dc_center_find(&w->center, &p->instance, &w->halt, w->error);
    w->floor->least_loss = w->center.least_loss;
    w->floor->least_loss_accuracy = w->center.accuracy;
    if (status == DC_OK)
        status = search(w);
    if (status == DC_OK && (w->starved || w->attack.starved || p->points.failed ||
                            p->points.balance.starved || p->directions.failed))
        status = dc_fail_memory(w->error, "the search");
    return status;
}

static void finish(work *w) {
    dc_data_floor *f = w->floor;
    struct dc_data_proof *p = w->proof;
    f->optimal = f->vacuous || closed(w);
    if (f->optimal && f->stop != DC_STOP_INTERRUPTED)
        f->stop = DC_STOP_NONE;
    else if (p->directions.full && f->stop == DC_STOP_NONE)
        f->stop = DC_STOP_MEMORY;
    f->nodes = p->points.nodes + p->directions.nodes;
    f->seconds = dc_clock() - w->start;
}

static bool create(work *w) {
    w->floor = calloc(1, sizeof *w->floor);
    w->proof = calloc(1, sizeof *w->proof);
    if (!w->floor || !w->proof) {
        free(w->floor);
        free(w->proof);
        return false;
    }
    mpq_inits(w->floor->trivial, w->floor->safe, w->floor->least, w->floor->most,
              w->floor->worst_loss, w->accuracy, w->loss, NULL);
    mpq_set_ui(w->floor->most, 1, 1);
    w->floor->proof = w->proof;
    w->proof->threshold = INT64_MAX;
    w->halt = (dc_halt){ .wanted = halt_wanted, .user = w };
    w->threads = w->options->threads ? w->options->threads
                                     : (unsigned)omp_get_num_procs();
    return true;
}

dc_status dc_data_floor_create(dc_data_floor **out, const dc_dataset *data,
                               const dc_data_floor_options *options, dc_error *error) {
    work w = { .data = data, .options = options, .start = dc_clock(), .error = error };
    *out = NULL;
    if (mpq_sgn(options->loss) < 0)
        return dc_fail(error, DC_EUSAGE, "a negative loss");
    if (!create(&w))
        return dc_fail_memory(error, "the data floor");
    int blas_threads = openblas_get_num_threads();
    openblas_set_num_threads(1);
    dc_status status = compute(&w);
    openblas_set_num_threads(blas_threads);
    finish(&w);
    dc_attack_destroy(&w.attack);
    dc_affine_clear(&w.trial);
    dc_center_clear(&w.center);
    dc_branching_rest(&w.proof->points);
    mpq_clears(w.accuracy, w.loss, NULL);
    w.proof->points.halt = w.proof->directions.halt = NULL;
    if (status == DC_ESTOPPED) /* before there was anything but T5 */
        status = DC_OK;
    if (status != DC_OK) {
        dc_data_floor_destroy(w.floor);
        return status;
    }
    *out = w.floor;
    return dc_succeed(error);
}

void dc_data_floor_destroy(dc_data_floor *floor) {
    if (!floor)
        return;
    if (floor->proof) {
        dc_branching_destroy(&floor->proof->points);
        dc_directions_destroy(&floor->proof->directions);
        dc_instance_clear(&floor->proof->instance);
        free(floor->proof);
    }
    dc_affine_clear(&floor->worst);
    mpq_clears(floor->trivial, floor->safe, floor->least, floor->most, floor->worst_loss,
               NULL);
    free(floor);
}
