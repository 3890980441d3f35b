#include "stress/archive.h"

#include <math.h>

#include "stress/space.h"

static const double HINT = 0.05;   /* damage that the loss can be worth */
static const double NEARER = 1e-4; /* damage that the whole distance is worth */

double dc_stress_damage(const dc_stress_outcome *outcome,
                        const dc_stress_outcome *nominal, dc_damage_kind kind) {
    return kind == DC_DAMAGE_DROP ? outcome->at_start - outcome->least
                                  : nominal->test - outcome->test;
}

static double damage_of(const dc_context *context, const dc_stress_point *point) {
    return dc_stress_damage(&point->outcome, &context->nominal,
                            context->evaluator->options->damage);
}

bool dc_archive_open(const dc_archive *archive) {
    return !archive->ended && archive->count < archive->budget &&
           archive->asked < DC_ARCHIVE_ASKED * archive->budget;
}

static void unpack(dc_stress_outcome *outcome, const double *value) {
    *outcome = (dc_stress_outcome){ value[0], value[1], value[2], value[3],
                                    value[4], value[5], value[6] };
}

dc_status dc_archive_remember(const dc_context *context, const dc_stress_point *point,
                              dc_error *error) {
    const dc_stress_outcome *outcome = &point->outcome;
    return dc_cache_add(context->cache, DC_CACHE_OUTCOME, point->x.value,
                        (double[]){ outcome->start, outcome->at_start, outcome->least,
                                    outcome->train, outcome->test, outcome->loss,
                                    outcome->diverged },
                        error);
}

/* Its outcome from the cache, or else by a training. */
static dc_status find(dc_stress_point *point, bool *done, dc_archive *archive) {
    const dc_context *context = archive->context;
    double value[DC_CACHE_VALUE_MOST], all = (double)archive->budget;
    const dc_pace pace = { archive->jobs, archive->job, (double)archive->count / all,
                           (double)(archive->count + 1) / all };
    *done = dc_jobs_go_on(archive->jobs, archive->job, pace.from);
    if (!*done)
        return DC_OK;
    if (dc_cache_find(context->cache, DC_CACHE_OUTCOME, point->x.value, value)) {
        unpack(&point->outcome, value);
        return DC_OK;
    }
    dc_status status = dc_evaluate(&point->outcome, done, context->evaluator, &point->x,
                                   &pace, archive->error);
    if (status != DC_OK || !*done)
        return status;
    return dc_archive_remember(context, point, archive->error);
}

static bool evaluate(dc_archive *archive, const dc_variance *x) {
    dc_stress_point *point = archive->point + archive->count;
    bool done = false;
    *point = (dc_stress_point){ .x = *x,
                                .arm = archive->arm,
                                .repetition = archive->repetition,
                                .level = archive->level };
    point->distance = dc_variance_distance(x, &archive->context->evaluator->space);
    archive->status = find(point, &done, archive);
    archive->ended = archive->status != DC_OK || !done;
    archive->count += !archive->ended;
    return !archive->ended;
}

double dc_archive_merit(const dc_context *context, const dc_stress_point *point) {
    double loss = point->outcome.loss;
    double hint = isfinite(loss) ? 1 - exp(-loss) : 1;
    return damage_of(context, point) + HINT * hint - NEARER * point->distance;
}

bool dc_archive_add(dc_archive *archive, const dc_variance *x,
                    const dc_stress_point **point) {
    size_t k = 0;
    if (!dc_archive_open(archive))
        return false;
    archive->asked++;
    while (k < archive->count && dc_space_order(&archive->point[k].x, x) != 0)
        k++;
    if (k == archive->count && !evaluate(archive, x))
        return false;
    *point = archive->point + k;
    return true;
}

const dc_stress_point *dc_archive_best(const dc_stress_point *point, size_t count,
                                       const dc_context *context, double most,
                                       const dc_stress_point *best) {
    for (size_t k = 0; k < count; k++)
        if (point[k].distance <= most && (!best || dc_archive_merit(context, point + k) >
                                                       dc_archive_merit(context, best)))
            best = point + k;
    return best;
}
