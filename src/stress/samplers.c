#include "stress/samplers.h"

#include "base/error.h"
#include "base/random.h"
#include "stress/space.h"

static void draw_cube(dc_variance *x, const dc_stress_space *space, dc_random *random,
                      double most) {
    double z[DC_STRESS_COORDINATES];
    for (size_t k = 0; k < dc_space_dims(space); k++)
        z[k] = dc_random_unit(random);
    dc_space_decode(x, space, z, most);
}

/* Changes of the data in a random proportion, whose sum is uniform up to the budget. */
static void draw_change(dc_variance *x, const dc_stress_space *space, dc_random *random) {
    double part[DC_STRESS_CHANGES], sum = 0,
                                    total = dc_random_unit(random) * space->budget;
    for (size_t k = 0; k < DC_STRESS_CHANGES; k++)
        sum += part[k] = dc_random_unit(random) + 0x1p-60;
    dc_variance_nominal(x, space);
    for (size_t k = 0; k < DC_STRESS_CHANGES; k++)
        if (space->axis[k].active)
            x->value[k] = dc_space_down(total * part[k] / sum);
}

static void draw(dc_variance *x, const dc_archive *archive, dc_random *random) {
    const dc_stress_space *space = &archive->context->evaluator->space;
    if (archive->arm == DC_STRESS_SAMPLE)
        draw_change(x, space, random);
    else
        draw_cube(x, space, random,
                  archive->arm == DC_STRESS_NEAR
                      ? dc_stress_level(archive->asked % DC_STRESS_LEVELS)
                      : 1);
}

dc_status dc_sample(dc_archive *archive, uint64_t seed) {
    dc_random random;
    dc_variance x;
    const dc_stress_point *point;
    dc_random_seed(&random, seed);
    while (dc_archive_open(archive)) {
        draw(&x, archive, &random);
        if (!dc_archive_add(archive, &x, &point))
            break;
    }
    return archive->status == DC_OK ? dc_succeed(archive->error) : archive->status;
}
