/* The points that one job has evaluated.
 *
 *     dc_archive archive = { .context = &context, .jobs = jobs, .job = k, .budget = 100,
 *                            .point = room, .error = error };
 *     while (dc_archive_open(&archive))
 *         dc_archive_add(&archive, &x, &point);
 */
#ifndef DC_STRESS_ARCHIVE_H
#define DC_STRESS_ARCHIVE_H

#include "stress/cache.h"
#include "stress/evaluate.h"

/* What all jobs share. */
typedef struct dc_context {
    const dc_evaluator *evaluator;
    dc_cache *cache;
    dc_stress_outcome nominal;
} dc_context;

typedef struct dc_archive {
    const dc_context *context;
    dc_jobs *jobs;
    size_t job;
    dc_stress_arm arm; /* that every point is of */
    size_t repetition, level;
    size_t budget, count;   /* points that may be evaluated, that were */
    size_t asked;           /* calls of dc_archive_add */
    dc_stress_point *point; /* [budget], the caller's */
    bool ended;             /* the job was told to end, or failed */
    dc_status status;
    dc_error *error;
} dc_archive;

/* Times the budget that points may be asked for; those that were evaluated before
 * count. */
enum { DC_ARCHIVE_ASKED = 20 };

/* Can another point be added? */
bool dc_archive_open(const dc_archive *archive);

/* *point of x, in the archive. A point that is there is not added again, and costs
 * nothing; else it is taken from the cache, or evaluated. False: it could not; see
 * archive->status. */
bool dc_archive_add(dc_archive *archive, const dc_variance *x,
                    const dc_stress_point **point);

/* Adds what is known of a point to the cache. */
DC_MUST_USE dc_status dc_archive_remember(const dc_context *context,
                                          const dc_stress_point *point, dc_error *error);

/* What the search maximises: the damage, and, so that it finds its way where the
 * damage is the same, a little of 1 - exp(-loss) on the test points, and less of being
 * near. */
double dc_archive_merit(const dc_context *context, const dc_stress_point *point);

/* The point of most merit among those at most `most` away from the nominal one, of
 * several the first; best: NULL or one to beat. NULL: there is none. */
const dc_stress_point *dc_archive_best(const dc_stress_point *point, size_t count,
                                       const dc_context *context, double most,
                                       const dc_stress_point *best);

#endif
