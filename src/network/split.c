#include <doublecheck/network.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "network/samples.h"

/* Draws which points of one class are for the test: of the first k of `points` each set of
 * `wanted` is as likely. */
static void draw_class(bool *tested, size_t *points, size_t count, size_t wanted,
                       dc_random *random) {
    for (size_t k = 0; k < wanted; k++) {
        size_t other = k + (size_t)dc_random_below(random, count - k);
        size_t kept = points[k];
        points[k] = points[other];
        points[other] = kept;
        tested[points[k]] = true;
    }
}

static dc_status draw(bool *tested, size_t *points, const dc_samples *samples,
                      double share, uint64_t seed, dc_error *error) {
    dc_random random;
    dc_random_seed(&random, seed);
    for (size_t c = 0; c < samples->classes; c++) {
        size_t count = 0;
        for (size_t s = 0; s < samples->points; s++)
            if ((size_t)samples->label[s] == c)
                points[count++] = s;
        if (count == 1)
            return dc_fail(error, DC_EINPUT,
                           "class %zu has one point: none would be left to train or to "
                           "test with",
                           c + 1);
        size_t wanted = (size_t)nearbyint(share * (double)count);
        wanted = wanted < 1 ? 1 : wanted;
        wanted = wanted > count - 1 ? count - 1 : wanted;
        if (count > 0)
            draw_class(tested, points, count, wanted, &random);
    }
    return DC_OK;
}

/* Copies the points for which tested is `which`. */
static bool take(dc_samples *part, const dc_samples *samples, const bool *tested,
                 bool which) {
    size_t n = samples->features, count = 0;
    for (size_t s = 0; s < samples->points; s++)
        count += tested[s] == which;
    if (!dc_samples_allocate(part, count, n, samples->classes))
        return false;
    for (size_t s = 0, to = 0; s < samples->points; s++) {
        if (tested[s] != which)
            continue;
        memcpy(part->x + to * n, samples->x + s * n, n * sizeof *part->x);
        part->label[to] = samples->label[s];
        part->weight[to++] = samples->weight[s];
    }
    return true;
}

static dc_status deal(dc_samples *train, dc_samples *test, const dc_samples *samples,
                      const bool *tested, dc_error *error) {
    if (take(train, samples, tested, false) && take(test, samples, tested, true))
        return dc_succeed(error);
    dc_samples_clear(train);
    dc_samples_clear(test);
    return dc_fail_memory(error, "the points of two sets");
}

dc_status dc_samples_split(dc_samples *train, dc_samples *test, const dc_samples *samples,
                           double share, uint64_t seed, dc_error *error) {
    *train = *test = (dc_samples){ 0 };
    if (samples->target)
        return dc_fail(error, DC_EUSAGE, "samples with targets have no classes to split");
    bool *tested = calloc(samples->points, sizeof *tested);
    size_t *points = calloc(samples->points, sizeof *points);
    dc_status status = DC_OK;
    if (!tested || !points)
        status = dc_fail_memory(error, "the points of two sets");
    if (status == DC_OK)
        status = draw(tested, points, samples, share, seed, error);
    if (status == DC_OK)
        status = deal(train, test, samples, tested, error);
    free(tested);
    free(points);
    return status;
}
