#include "floor/guarantee.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "data/classes.h"

void dc_guarantee_init(dc_guarantee *guarantee) {
    memset(guarantee, 0, sizeof *guarantee);
    dc_parameters_init(&guarantee->parameters);
    mpq_inits(guarantee->loss, guarantee->radius, NULL);
    guarantee->classes = 2;
}

void dc_parameters_assign(dc_parameters *copy, const dc_parameters *parameters) {
    mpq_set(copy->kappa, parameters->kappa);
    mpq_set(copy->sigma, parameters->sigma);
    mpq_set(copy->delta, parameters->delta);
    mpq_set(copy->m0, parameters->m0);
}

static dc_status copy_shares(dc_guarantee *copy, const dc_guarantee *guarantee,
                             dc_error *error) {
    if (!guarantee->share)
        return DC_OK;
    copy->share = malloc((guarantee->group_count + 1) * sizeof *copy->share);
    if (!copy->share)
        return dc_fail_memory(error, "the groups' shares");
    for (; copy->group_count < guarantee->group_count; copy->group_count++) {
        mpq_init(copy->share[copy->group_count]);
        mpq_set(copy->share[copy->group_count], guarantee->share[copy->group_count]);
    }
    return DC_OK;
}

dc_status dc_guarantee_assign(dc_guarantee *copy, const dc_guarantee *guarantee,
                              dc_error *error) {
    dc_parameters_assign(&copy->parameters, &guarantee->parameters);
    mpq_set(copy->loss, guarantee->loss);
    mpq_set(copy->radius, guarantee->radius);
    copy->classes = guarantee->classes;
    copy->fineness = guarantee->fineness;
    copy->stop = guarantee->stop;
    copy->user = guarantee->user;
    return copy_shares(copy, guarantee, error);
}

void dc_mass_above(mpq_t mass) {
    enum { PARTS = 1000000 };
    mpz_t parts;
    mpz_init(parts);
    mpz_mul_ui(parts, mpq_numref(mass), PARTS);
    mpz_fdiv_q(parts, parts, mpq_denref(mass));
    mpz_add_ui(parts, parts, 1);
    mpq_set_z(mass, parts);
    mpz_set_ui(mpq_denref(mass), PARTS);
    mpq_canonicalize(mass);
    mpz_clear(parts);
}

static void clear_share(dc_guarantee *guarantee) {
    for (size_t g = 0; guarantee->share && g < guarantee->group_count; g++)
        mpq_clear(guarantee->share[g]);
    free(guarantee->share);
    guarantee->share = NULL;
    guarantee->group_count = 0;
}

void dc_guarantee_clear(dc_guarantee *guarantee) {
    clear_share(guarantee);
    dc_parameters_clear(&guarantee->parameters);
    mpq_clears(guarantee->loss, guarantee->radius, NULL);
}

void dc_guarantee_set_radius(dc_guarantee *guarantee, const mpq_t width,
                             const mpq_t slope) {
    mpq_mul(guarantee->radius, width, slope);
    mpq_div_2exp(guarantee->radius, guarantee->radius, 1);
}

/* weight += that of points[count], of all if points is NULL. */
static void weigh(mpq_t weight, const dc_dataset *data, const size_t *points,
                  size_t count) {
    mpq_t own;
    mpq_init(own);
    for (size_t k = 0; k < count; k++) {
        dc_dataset_weight(own, data, points ? points[k] : k);
        mpq_add(weight, weight, own);
    }
    mpq_clear(own);
}

/* Groups without weight hold no part of any accuracy. */
static dc_status set_shares(dc_guarantee *guarantee, const dc_dataset *data,
                            const dc_groups *groups, dc_error *error) {
    size_t count = dc_groups_count(groups);
    mpq_t total;
    guarantee->share = malloc((count + 1) * sizeof *guarantee->share);
    if (!guarantee->share)
        return dc_fail_memory(error, "the groups' shares");
    mpq_init(total);
    weigh(total, data, NULL, dc_dataset_points(data));
    for (size_t g = 0; g < count; g++) {
        mpq_t *share = guarantee->share + guarantee->group_count;
        mpq_init(*share);
        weigh(*share, data, dc_groups_points(groups, g), dc_groups_size(groups, g));
        if (mpq_sgn(*share) == 0) {
            mpq_clear(*share);
            continue;
        }
        mpq_div(*share, *share, total);
        guarantee->group_count++;
    }
    mpq_clear(total);
    return dc_succeed(error);
}

static dc_status check_classes(const dc_dataset *data, dc_error *error) {
    dc_status status = dc_dataset_need_classes(data, "an accuracy", error);
    if (status == DC_OK && dc_dataset_classes(data) > DC_CLASSES_MOST)
        status = dc_fail(error, DC_EINPUT, "%zu classes: a floor needs 2 to %d",
                         dc_dataset_classes(data), DC_CLASSES_MOST);
    return status;
}

dc_status dc_guarantee_set_groups(dc_guarantee *guarantee, const dc_dataset *data,
                                  dc_grouping grouping, dc_error *error) {
    dc_groups *groups = NULL;
    dc_status status = check_classes(data, error);
    if (status == DC_OK && grouping == DC_GROUPS_WHOLE && dc_dataset_classes(data) > 2)
        status = dc_fail(error, DC_EINPUT,
                         "a floor for %zu classes needs a group for each "
                         "pair of them",
                         dc_dataset_classes(data));
    if (status == DC_OK)
        status = dc_groups_create(&groups, data, grouping, error);
    if (status != DC_OK)
        return status;
    clear_share(guarantee);
    guarantee->classes = (unsigned)dc_dataset_classes(data);
    status = set_shares(guarantee, data, groups, error);
    dc_groups_destroy(groups);
    return status;
}
