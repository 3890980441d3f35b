/* Accuracy and loss of one classifier, exactly and outwards. */
#include <doublecheck/data_floor.h>
#include <mpfr.h>

#include "base/error.h"
#include "base/rationals.h"

enum { PRECISION = 96 };

typedef struct evaluation {
    const dc_affine *affine;
    const dc_dataset *data;
    mpq_t *score; /* [classes]; the last one stays 0 */
    mpq_t *x;     /* [features] */
    mpq_t weight, total, right, term;
    mpfr_t loss, sum, power; /* rounded up */
} evaluation;

static void set_scores(evaluation *e, size_t point) {
    size_t n = e->affine->features;
    for (size_t l = 0; l < n; l++)
        dc_dataset_value(e->x[l], e->data, point, l);
    for (size_t j = 0; j + 1 < e->affine->classes; j++) {
        const mpq_t *theta = (const mpq_t *)e->affine->theta + j * (n + 1);
        mpq_set(e->score[j], theta[0]);
        for (size_t l = 0; l < n; l++) {
            if (mpq_sgn(theta[l + 1]) == 0 || mpq_sgn(e->x[l]) == 0)
                continue;
            mpq_mul(e->term, theta[l + 1], e->x[l]);
            mpq_add(e->score[j], e->score[j], e->term);
        }
    }
}

/* power = e^x, rounded up; an x beyond 2^30 counts as that: no budget allows it. */
static void set_power(evaluation *e, const mpq_t x) {
    mpfr_set_q(e->power, x, MPFR_RNDU);
    if (mpfr_cmp_si_2exp(e->power, 1, 30) > 0)
        mpfr_set_inf(e->power, 1);
    mpfr_exp(e->power, e->power, MPFR_RNDU);
}

static void add_point(evaluation *e, size_t point) {
    size_t own = dc_dataset_class(e->data, point);
    bool lost = false;
    dc_dataset_weight(e->weight, e->data, point);
    mpq_add(e->total, e->total, e->weight);
    set_scores(e, point);
    mpfr_set_zero(e->sum, 1);
    for (size_t l = 0; l < e->affine->classes; l++) {
        if (l == own)
            continue;
        mpq_sub(e->term, e->score[l], e->score[own]);
        lost = lost || mpq_sgn(e->term) >= 0;
        set_power(e, e->term);
        mpfr_add(e->sum, e->sum, e->power, MPFR_RNDU);
    }
    if (!lost)
        mpq_add(e->right, e->right, e->weight);
    mpfr_log1p(e->sum, e->sum, MPFR_RNDU);
    mpfr_mul_q(e->sum, e->sum, e->weight, MPFR_RNDU);
    mpfr_add(e->loss, e->loss, e->sum, MPFR_RNDU);
}

static dc_status check_shape(const dc_affine *affine, const dc_dataset *data,
                             dc_error *error) {
    if (affine->classes != dc_dataset_classes(data) || affine->classes < 2 ||
        affine->features != dc_dataset_features(data))
        return dc_fail(error, DC_EUSAGE,
                       "a classifier of %zu features and %zu classes for data of %zu and "
                       "%zu",
                       affine->features, affine->classes, dc_dataset_features(data),
                       dc_dataset_classes(data));
    return DC_OK;
}

/* A loss beyond all numbers is given as 2^40. */
static void finish(mpq_t accuracy, mpq_t loss, evaluation *e) {
    mpq_div(accuracy, e->right, e->total);
    mpfr_div_q(e->loss, e->loss, e->total, MPFR_RNDU);
    if (mpfr_cmp_ui_2exp(e->loss, 1, 40) > 0)
        mpfr_set_ui_2exp(e->loss, 1, 40, MPFR_RNDU);
    mpfr_get_q(loss, e->loss);
}

dc_status dc_affine_evaluate(mpq_t accuracy, mpq_t loss, const dc_affine *affine,
                             const dc_dataset *data, dc_error *error) {
    dc_status status = check_shape(affine, data, error);
    if (status != DC_OK)
        return status;
    evaluation e = { .affine = affine, .data = data };
    e.score = dc_rationals_create(affine->classes);
    e.x = dc_rationals_create(affine->features);
    mpq_inits(e.weight, e.total, e.right, e.term, NULL);
    mpfr_inits2(PRECISION, e.loss, e.sum, e.power, (mpfr_ptr)NULL);
    mpfr_set_zero(e.loss, 1);
    if (!e.score || !e.x)
        status = dc_fail_memory(error, "the scores");
    for (size_t s = 0; s < dc_dataset_points(data) && status == DC_OK; s++)
        add_point(&e, s);
    if (status == DC_OK)
        finish(accuracy, loss, &e);
    mpfr_clears(e.loss, e.sum, e.power, (mpfr_ptr)NULL);
    mpq_clears(e.weight, e.total, e.right, e.term, NULL);
    dc_rationals_destroy(e.score, affine->classes);
    dc_rationals_destroy(e.x, affine->features);
    return status == DC_OK ? dc_succeed(error) : status;
}
