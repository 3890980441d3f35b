#include "variability/room.h"

#include "base/jobs.h"
#include "base/room.h"
#include "variability/ensembles.h"
#include "variability/quality.h"
#include "variability/rounds.h"

size_t dc_predictions_bytes(const dc_predictions *shape) {
    size_t logits = dc_size_times(shape->classes, sizeof(double));
    size_t each = dc_size_plus(dc_size_times(shape->models, logits), sizeof(int));
    return dc_size_times(shape->points, each);
}

static size_t bytes_of_levels(const dc_predictions *shape, size_t rounds) {
    size_t pool = shape->models - shape->candidates, ensembles = 0;
    for (size_t m = 1; m <= shape->candidates && m <= pool; m++)
        ensembles += shape->candidates / m;
    size_t each = dc_size_plus(dc_size_times(rounds, sizeof(double)),
                               sizeof(dc_level_summary));
    return dc_size_times(DC_AGAINST * ensembles, each);
}

static size_t most(size_t a, size_t b) {
    return a > b ? a : b;
}

dc_status dc_variability_room(dc_study_host *host, const dc_predictions *shape,
                              const dc_variability_options *options, dc_error *error) {
    size_t held = dc_size_plus(dc_predictions_bytes(shape), dc_ensembles_bytes(shape));
    held = dc_size_plus(held, bytes_of_levels(shape, options->rounds));
    size_t round = dc_rounds_bytes(shape);
    size_t beside = most(most(dc_ensembles_making(shape), dc_quality_bytes(shape)),
                         round);
    const dc_study_host *wanted = &options->host;
    *host = dc_jobs_limit(wanted, dc_room_threads(wanted->memory, held, round,
                                                  dc_jobs_threads(wanted)));
    return dc_room_check(wanted->memory, dc_size_plus(held, beside), "the ensembles",
                         error);
}
