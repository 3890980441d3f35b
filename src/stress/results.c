#include "stress/results.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/random.h"
#include "base/ranks.h"
#include "stress/critical.h"
#include "stress/front.h"
#include "stress/predictor.h"

enum { PERMUTATIONS = 9999 };

static double damage_of(const dc_stress_study *study, size_t k, dc_damage_kind kind) {
    return dc_stress_damage(&study->points[k].outcome, &study->nominal, kind);
}

/* Distances and damages of the points that are wanted. */
typedef struct cloud {
    double *distance, *damage; /* [count] */
    size_t count;
} cloud;

static bool make_cloud(cloud *c, size_t most) {
    *c = (cloud){ calloc(most, sizeof *c->distance), calloc(most, sizeof *c->damage), 0 };
    return c->distance && c->damage;
}

static void clear_cloud(cloud *c) {
    free(c->distance);
    free(c->damage);
}

/* The nominal point, and those of a repetition with one of the arms. */
static bool score(dc_stress_score *result, cloud *c, const dc_stress_study *study,
                  size_t repetition, unsigned arms, dc_damage_kind kind) {
    c->count = 0;
    for (size_t k = 0; k < study->point_count; k++) {
        const dc_stress_point *point = study->points + k;
        if (point->arm != DC_STRESS_NOMINAL &&
            (point->repetition != repetition || !(arms >> point->arm & 1)))
            continue;
        c->distance[c->count] = point->distance;
        c->damage[c->count++] = damage_of(study, k, kind);
    }
    return dc_front_score(result, c->distance, c->damage, c->count);
}

static bool fight(dc_stress_duel *duel, cloud *c, const dc_stress_study *study,
                  const dc_plan *plan, size_t r) {
    dc_damage_kind kind = plan->context->evaluator->options->damage;
    duel->complete = dc_plan_complete(plan, r, DC_STRESS_GLOBAL) &&
                     dc_plan_complete(plan, r, DC_STRESS_LOCAL) &&
                     dc_plan_complete(plan, r, DC_STRESS_UNIFORM) &&
                     dc_plan_complete(plan, r, DC_STRESS_NEAR);
    return score(&duel->search, c, study, r,
                 1u << DC_STRESS_GLOBAL | 1u << DC_STRESS_LOCAL, kind) &&
           score(&duel->uniform, c, study, r, 1u << DC_STRESS_UNIFORM, kind) &&
           score(&duel->near, c, study, r, 1u << DC_STRESS_NEAR, kind);
}

dc_status dc_results_duels(dc_stress_study *study, const dc_plan *plan, dc_error *error) {
    size_t count = plan->context->evaluator->options->repetitions;
    cloud c;
    bool room = make_cloud(&c, study->point_count + 1);
    study->duels = calloc(count, sizeof *study->duels);
    study->duel_count = study->duels ? count : 0;
    for (size_t r = 0; r < study->duel_count && room; r++)
        room = fight(study->duels + r, &c, study, plan, r);
    clear_cloud(&c);
    return room && study->duels ? dc_succeed(error)
                                : dc_fail_memory(error, "the repetitions");
}

/* As the one job of a stage: BLAS has one thread in it. */
typedef struct fitting {
    dc_stress_study *study;
    const dc_variance **x;
    const double *damage;
    const size_t *group;
} fitting;

static dc_status run_fit(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
    const fitting *own = work;
    (void)k;
    (void)jobs;
    return dc_predictor_fit(&own->study->predictor, &own->study->space, own->x,
                            own->damage, own->group, own->study->point_count, error);
}

/* Points of a group are left out of a fit together. Local methods begin where global ones of
 * their repetition ended; few repetitions leave the runs of methods. */
static size_t group_of(const dc_stress_point *point, size_t task, size_t repetitions) {
    uint64_t counter = task;
    if (point->arm == DC_STRESS_SAMPLE || repetitions >= DC_PREDICTOR_FOLDS)
        return point->repetition;
    return (size_t)(dc_random_split(&counter) >> 1);
}

/* A launcher that ends its processes gives them a second. */
static bool is_hurried(const dc_plan *plan) {
    return plan->interrupted && dc_team_count() > 1;
}

static dc_status fit(dc_stress_study *study, dc_plan *plan, const double *damage,
                     dc_error *error) {
    dc_jobs jobs;
    if (is_hurried(plan))
        return DC_OK;
    size_t *group = calloc(study->point_count + 1, sizeof *group);
    fitting own = { study, calloc(study->point_count + 1, sizeof *own.x), damage, group };
    size_t repetitions = plan->context->evaluator->options->repetitions;
    if (!own.x || !group) {
        free(own.x);
        free(group);
        return dc_fail_memory(error, "the predictor");
    }
    for (size_t k = 0; k < study->point_count; k++) {
        own.x[k] = &study->points[k].x;
        group[k] = group_of(study->points + k, plan->job[k], repetitions);
    }
    dc_study_host host = plan->host;
    host.time_limit = 0;
    dc_status status = dc_jobs_run(&jobs, &host, "predictor", 1, run_fit, &own, error);
    dc_jobs_clear(&jobs);
    free(group);
    free(own.x);
    return status;
}

static dc_status find_front(dc_stress_study *study, const cloud *c, dc_error *error) {
    size_t *front = calloc(study->point_count + 1, sizeof *front);
    size_t length = 0;
    bool room = front && dc_front_find(front, &length, c->distance, c->damage, c->count);
    study->front = room ? calloc(length + 1, sizeof *study->front) : NULL;
    study->front_count = study->front ? length : 0;
    for (size_t k = 0; k < study->front_count; k++)
        study->front[k] = (dc_stress_entry){
            .point = study->points[front[k]],
            .damage = c->damage[front[k]],
            .predicted = dc_stress_predict(study, &study->points[front[k]].x)
        };
    free(front);
    return study->front ? dc_succeed(error) : dc_fail_memory(error, "the front");
}

dc_status dc_results_front(dc_stress_study *study, dc_plan *plan, dc_error *error) {
    dc_damage_kind kind = plan->context->evaluator->options->damage;
    cloud c;
    bool room = make_cloud(&c, study->point_count + 1);
    for (size_t k = 0; k < study->point_count && room; k++) {
        c.distance[k] = study->points[k].distance;
        c.damage[k] = damage_of(study, k, kind);
    }
    c.count = study->point_count;
    dc_status status = room ? fit(study, plan, c.damage, error)
                            : dc_fail_memory(error, "the front");
    if (status == DC_OK)
        status = find_front(study, &c, error);
    clear_cloud(&c);
    return status;
}

/* m* of the front, then of the sample. */
typedef struct checks {
    const dc_context *context;
    dc_stress_study *study;
    size_t *sample; /* [sample_count]: points */
    size_t sample_count;
    dc_stress_mass *mass; /* [sample_count] */
} checks;

static dc_status run_check(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
    const checks *own = work;
    const dc_pace pace = { jobs, k, 0, 1 };
    size_t front = own->study->front_count;
    if (k < front) {
        dc_stress_entry *entry = own->study->front + k;
        return dc_critical_mass(&entry->mass, own->context, &entry->point.x, &pace,
                                error);
    }
    return dc_critical_mass(own->mass + (k - front), own->context,
                            &own->study->points[own->sample[k - front]].x, &pace, error);
}

/* Of m*, damages of one kind, and total strengths, each [N]. */
static bool correlate(dc_stress_rank *rank, const double *mass, const double *damage,
                      const double *strength, size_t N, uint64_t seed) {
    double xz, yz;
    if (!dc_spearman(&rank->rho, mass, damage, N) ||
        !dc_spearman_p(&rank->p, mass, damage, N, PERMUTATIONS, seed) ||
        !dc_spearman(&xz, mass, strength, N) || !dc_spearman(&yz, damage, strength, N))
        return false;
    rank->partial = dc_partial_correlation(rank->rho, xz, yz);
    return true;
}

static double strength_of(const dc_variance *x) {
    double total = 0;
    for (size_t k = 0; k < DC_STRESS_CHANGES; k++)
        total += x->value[k];
    return total;
}

static dc_status correlate_both(dc_stress_study *study, uint64_t seed, dc_error *error) {
    size_t N = study->sample_count;
    double *room = calloc(N + 1, 3 * sizeof *room);
    if (!room)
        return dc_fail_memory(error, "the rank correlations");
    double *drop = room, *final = room + N, *strength = room + 2 * N;
    for (size_t k = 0; k < N; k++) {
        drop[k] = damage_of(study, study->sample_point[k], DC_DAMAGE_DROP);
        final[k] = damage_of(study, study->sample_point[k], DC_DAMAGE_FINAL);
        strength[k] = strength_of(&study->points[study->sample_point[k]].x);
    }
    bool done = correlate(&study->by_drop, study->sample_mass, drop, strength, N, seed) &&
                correlate(&study->by_final, study->sample_mass, final, strength, N, seed);
    free(room);
    return done ? dc_succeed(error) : dc_fail_memory(error, "the rank correlations");
}

/* Whether one of them needed more memory than the host has. */
static bool have_exceeded(const dc_stress_study *study, const checks *own) {
    bool exceeded = false;
    for (size_t k = 0; k < study->front_count; k++)
        exceeded = exceeded || study->front[k].mass.exceeded;
    for (size_t k = 0; k < own->sample_count; k++)
        exceeded = exceeded || own->mass[k].exceeded;
    return exceeded;
}

static dc_status take_sample(dc_stress_study *study, const checks *own, dc_error *error) {
    study->sample_mass = calloc(own->sample_count + 1, sizeof *study->sample_mass);
    study->sample_point = calloc(own->sample_count + 1, sizeof *study->sample_point);
    if (!study->sample_mass || !study->sample_point)
        return dc_fail_memory(error, "the sample");
    for (size_t k = 0; k < own->sample_count; k++)
        if (own->mass[k].known) {
            study->sample_mass[study->sample_count] = own->mass[k].lo;
            study->sample_point[study->sample_count++] = own->sample[k];
        }
    return DC_OK;
}

/* One check at a time: each takes all threads. */
static dc_status run_checks(checks *own, dc_plan *plan, dc_error *error) {
    dc_jobs jobs;
    dc_plan_time(plan);
    dc_study_host host = plan->host;
    host.threads = 1;
    size_t count = own->study->front_count + own->sample_count;
    dc_status status = dc_jobs_run(&jobs, &host, "critical mass", count, run_check, own,
                                   error);
    plan->interrupted = plan->interrupted || jobs.interrupted;
    dc_jobs_clear(&jobs);
    return status;
}

dc_status dc_results_masses(dc_stress_study *study, dc_plan *plan, dc_error *error) {
    checks own = { .context = plan->context, .study = study };
    own.sample = calloc(study->point_count + 1, sizeof *own.sample);
    own.mass = calloc(study->point_count + 1, sizeof *own.mass);
    dc_status status = DC_OK;
    if (!own.sample || !own.mass)
        status = dc_fail_memory(error, "the sample");
    for (size_t k = 0; k < study->point_count && status == DC_OK; k++)
        if (study->points[k].arm == DC_STRESS_SAMPLE)
            own.sample[own.sample_count++] = k;
    if (status == DC_OK && !plan->interrupted)
        status = run_checks(&own, plan, error);
    if (status == DC_OK)
        study->exceeded = have_exceeded(study, &own);
    if (status == DC_OK)
        status = take_sample(study, &own, error);
    if (status == DC_OK)
        status = correlate_both(study, plan->context->evaluator->options->search_seed,
                                error);
    free(own.sample);
    free(own.mass);
    return status;
}
