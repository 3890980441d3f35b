#include "network/allowance.h"

#include "base/jobs.h"
#include "base/room.h"
#include "data/dataset.h"
#include "network/samples.h"
#include "network/training.h"

/* What is needed for one of so many bytes to begin. */
static size_t needed(const dc_claims *claims, size_t one) {
    return dc_size_plus(claims->held, claims->halves ? dc_size_times(one, 2) : one);
}

/* And for what is aside, where the largest takes so many. */
static size_t needed_aside(const dc_claims *claims, size_t one) {
    size_t aside = dc_size_plus(claims->aside, dc_size_least(one, claims->aside));
    return dc_size_plus(claims->held, aside);
}

static dc_status divide(dc_allowance *out, const dc_study_host *host,
                        const dc_claims *claims, const dc_training_size *size,
                        dc_error *error) {
    size_t each = dc_size_plus(claims->each, size->beside);
    size_t begins = dc_size_plus(claims->at_once ? size->whole : size->least, each);
    dc_status status = dc_room_check(host->memory, needed(claims, begins),
                                     "the trainings", error);
    if (status != DC_OK)
        return status;
    size_t left = dc_room_left(host->memory, claims->held);
    out->training = (claims->halves ? left / 2 : left) - each;
    size_t one = dc_size_least(size->whole, out->training) + each;
    size_t held = dc_size_plus(claims->held, claims->aside);
    if (dc_size_plus(held, one) > dc_room_left(host->memory, 0))
        return dc_room_check(host->memory,
                             needed_aside(claims, dc_size_plus(size->whole, each)),
                             "the trainings and their results", error);
    out->threads = dc_room_threads(host->memory, held, one, dc_jobs_threads(host));
    return DC_OK;
}

/* The data go before the parts come. */
dc_status dc_study_data_fit(const dc_study_host *host, const dc_dataset *data,
                            const dc_samples *held, dc_error *error) {
    size_t points = dc_dataset_points(data), drawn = sizeof(bool) + sizeof(size_t);
    size_t samples = dc_samples_room(points, dc_dataset_features(data));
    size_t whole = dc_size_plus(dc_dataset_bytes(data), samples);
    size_t parts = dc_size_plus(dc_size_times(2, samples), dc_size_times(drawn, points));
    size_t most = whole > parts ? whole : parts;
    return dc_room_check(host->memory,
                         dc_size_plus(most, held ? dc_samples_bytes(held) : 0),
                         "the points", error);
}

dc_status dc_allowance_find(dc_allowance *allowance, const dc_study_host *host,
                            const dc_claims *claims, const dc_samples *samples,
                            const dc_training_options *options, dc_error *error) {
    dc_training_options measured = *options;
    dc_training_size size;
    *allowance = (dc_allowance){ options->memory, dc_jobs_threads(host) };
    if (host->memory)
        measured.memory = SIZE_MAX;
    dc_status status = dc_training_measure(&size, samples, &measured, error);
    return status == DC_OK && host->memory ? divide(allowance, host, claims, &size, error)
                                           : status;
}
