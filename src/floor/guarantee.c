#include <doublecheck/floor.h>

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

void dc_guarantee_init(dc_guarantee *guarantee) {
    memset(guarantee, 0, sizeof *guarantee);
    dc_parameters_init(&guarantee->parameters);
    mpq_inits(guarantee->loss, guarantee->radius, NULL);
    guarantee->classes = 2;
}

static size_t pairs_of(unsigned classes) {
    return (size_t)classes * (classes - 1) / 2;
}

static void clear_share(dc_guarantee *guarantee) {
    for (size_t g = 0; guarantee->share && g < pairs_of(guarantee->classes); g++)
        mpq_clear(guarantee->share[g]);
    free(guarantee->share);
    guarantee->share = NULL;
}

void dc_guarantee_clear(dc_guarantee *guarantee) {
    clear_share(guarantee);
    dc_parameters_clear(&guarantee->parameters);
    mpq_clears(guarantee->loss, guarantee->radius, NULL);
}

/* weight[classes + 1]: of each class, and of all. */
static void weigh_classes(mpq_t *weight, const dc_dataset *data) {
    size_t classes = dc_dataset_classes(data);
    mpq_t own;
    mpq_init(own);
    for (size_t s = 0; s < dc_dataset_points(data); s++) {
        size_t y = dc_dataset_class(data, s);
        dc_dataset_weight(own, data, s);
        mpq_add(weight[y], weight[y], own);
        mpq_add(weight[classes], weight[classes], own);
    }
    mpq_clear(own);
}

static void share_out(mpq_t *share, mpq_t *weight, size_t classes) {
    for (size_t a = 0, g = 0; a < classes; a++)
        for (size_t b = a + 1; b < classes; b++, g++) {
            mpq_init(share[g]);
            mpq_add(share[g], weight[a], weight[b]);
            mpq_div(share[g], share[g], weight[classes]);
        }
}

static dc_status check_classes(const dc_dataset *data, dc_error *error) {
    size_t classes = dc_dataset_classes(data);
    if (classes == 0)
        return dc_fail(error, DC_EINPUT, "an accuracy needs labels, and there are none");
    if (classes == 1)
        return dc_fail(error, DC_EINPUT,
                       "an accuracy needs two classes, and all %zu points "
                       "have the label \"%s\"",
                       dc_dataset_points(data), dc_dataset_class_name(data, 0));
    if (classes > DC_CLASSES_MOST)
        return dc_fail(error, DC_EINPUT, "%zu classes: a floor needs 2 to %d", classes,
                       DC_CLASSES_MOST);
    return DC_OK;
}

dc_status dc_guarantee_set_classes(dc_guarantee *guarantee, const dc_dataset *data,
                                   dc_error *error) {
    size_t classes = dc_dataset_classes(data);
    dc_status status = check_classes(data, error);
    if (status != DC_OK)
        return status;
    mpq_t *weight = malloc((classes + 1) * sizeof *weight);
    mpq_t *share = malloc(pairs_of((unsigned)classes) * sizeof *share);
    if (!weight || !share) {
        free(weight);
        free(share);
        return dc_fail_memory(error, "the classes' weights");
    }
    for (size_t k = 0; k <= classes; k++)
        mpq_init(weight[k]);
    weigh_classes(weight, data);
    share_out(share, weight, classes);
    for (size_t k = 0; k <= classes; k++)
        mpq_clear(weight[k]);
    free(weight);
    clear_share(guarantee);
    guarantee->classes = (unsigned)classes;
    guarantee->share = share;
    return dc_succeed(error);
}
