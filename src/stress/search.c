#include "stress/search.h"

#include <math.h>
#include <nlopt.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "stress/samplers.h"
#include "stress/space.h"

static const double STEP = 0.25;      /* of a local method, at first */
static const double CONVERGED = 0.01; /* of a local method, all coordinates */

static const struct method {
    nlopt_algorithm global, local;
} methods[] = {
    { NLOPT_GN_ESCH, NLOPT_LN_SBPLX },
    { NLOPT_GN_CRS2_LM, NLOPT_LN_COBYLA },
};
enum { METHODS = sizeof methods / sizeof *methods };

typedef struct task {
    dc_archive *archive;
    const dc_stress_space *space;
    double most;
    nlopt_opt method;
} task;

/* What is minimised. NLopt goes on for some calls after it was told to stop. */
static double objective(unsigned dims, const double *z, double *gradient, void *data) {
    task *t = data;
    dc_variance x;
    const dc_stress_point *point;
    double place[DC_STRESS_COORDINATES];
    (void)gradient;
    for (unsigned k = 0; k < dims; k++)
        place[k] = z[k] > 0 ? fmin(1, z[k]) : 0;
    dc_space_decode(&x, t->space, place, t->most);
    if (dc_archive_add(t->archive, &x, &point))
        return -dc_archive_merit(t->archive->context, point);
    nlopt_force_stop(t->method);
    return HUGE_VAL;
}

static bool set(nlopt_opt method, task *t, bool global) {
    double dims = (double)dc_space_dims(t->space);
    unsigned fewest = (unsigned)dims + 2;
    bool fine = nlopt_set_lower_bounds1(method, 0) > 0 &&
                nlopt_set_upper_bounds1(method, 1) > 0 &&
                nlopt_set_min_objective(method, objective, t) > 0;
    if (fine && global)
        return nlopt_set_population(method, fewest) > 0;
    return fine && nlopt_set_initial_step1(method, STEP) > 0 &&
           nlopt_set_xtol_abs1(method, CONVERGED) > 0;
}

/* From z[dims], which ends where the method has. */
static dc_status run(task *t, double *z, bool global) {
    const struct method *own = methods + t->archive->level % METHODS;
    double value;
    t->method = nlopt_create(global ? own->global : own->local,
                             (unsigned)dc_space_dims(t->space));
    if (!t->method || !set(t->method, t, global)) {
        nlopt_destroy(t->method);
        return dc_fail_memory(t->archive->error, "the search");
    }
    nlopt_result result = nlopt_optimize(t->method, z, &value);
    nlopt_destroy(t->method);
    if (t->archive->status != DC_OK)
        return t->archive->status;
    if (result == NLOPT_OUT_OF_MEMORY)
        return dc_fail_memory(t->archive->error, "the search");
    if (result == NLOPT_INVALID_ARGS)
        return dc_fail(t->archive->error, DC_EINTERNAL, "NLopt refuses its arguments");
    return dc_succeed(t->archive->error);
}

static task task_of(dc_archive *archive) {
    return (task){ .archive = archive,
                   .space = &archive->context->evaluator->space,
                   .most = dc_stress_level(archive->level) };
}

/* About two coordinates are drawn anew. */
static void neighbour(double *z, size_t dims, dc_random *random) {
    for (size_t k = 0; k < dims; k++)
        if (dc_random_below(random, dims) < 2)
            z[k] = dc_random_unit(random);
}

/* NLopt's random numbers are those of the thread. */
dc_status dc_search_global(dc_archive *archive, uint64_t seed) {
    task t = task_of(archive);
    dc_variance nominal;
    double z[DC_STRESS_COORDINATES];
    dc_status status = DC_OK;
    dc_variance_nominal(&nominal, t.space);
    while (dc_archive_open(archive) && status == DC_OK) {
        nlopt_srand((unsigned long)dc_random_split(&seed));
        dc_space_encode(z, t.space, &nominal);
        status = run(&t, z, true);
    }
    return status;
}

dc_status dc_search_local(dc_archive *archive, const dc_variance *from, uint64_t seed) {
    task t = task_of(archive);
    dc_random random;
    double z[DC_STRESS_COORDINATES];
    size_t dims = dc_space_dims(t.space);
    dc_status status = DC_OK;
    dc_random_seed(&random, seed);
    dc_space_encode(z, t.space, from);
    while (dc_archive_open(archive) && status == DC_OK) {
        status = run(&t, z, false);
        const dc_stress_point *best = dc_archive_best(archive->point, archive->count,
                                                      archive->context, t.most, NULL);
        dc_space_encode(z, t.space, best ? &best->x : from);
        neighbour(z, dims, &random);
    }
    return status;
}
