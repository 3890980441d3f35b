#include "floor/coarse.h"

#include <math.h>

#include "floor/doubling.h"

/* The part of a gain that a grid loses for each unit of the factor between its radii. */
static const double GRID_LOSS = 0.3;

/* Radii to a factor of kappa. */
static size_t coarse_fineness(const dc_choice *choice, const mpq_t kappa) {
    bool even = choice->guarantee.fineness % 2 == 0;
    return mpq_cmp_ui(kappa, 5, 2) > 0 && even ? 2 : 1;
}

/* About what gains would be multiplied by if radii were infinitely many. */
static double lost(const mpq_t kappa, size_t fineness) {
    double factor = pow(mpq_get_d(kappa), 1 / (double)fineness);
    return 1 + GRID_LOSS * (factor - 1);
}

double dc_coarse_growth(const dc_choice *choice, const mpq_t kappa) {
    size_t fineness = choice->guarantee.fineness;
    return lost(kappa, coarse_fineness(choice, kappa)) /
           lost(kappa, fineness ? fineness : DC_FINENESS);
}

/* guarantee: its constants, loss and fineness are replaced. */
static dc_status raise_for(mpq_t accuracy, dc_guarantee guarantee,
                           const dc_choice *choice, const dc_parameters *constants,
                           const mpq_t loss, dc_error *error) {
    guarantee.parameters = *constants;
    guarantee.loss[0] = loss[0];
    guarantee.fineness = coarse_fineness(choice, constants->kappa);
    return dc_doubling_raise(accuracy, &guarantee, error);
}

dc_status dc_coarse_raise(mpq_t accuracy, const dc_choice *choice,
                          const dc_parameters *constants, const mpq_t loss,
                          dc_error *error) {
    return raise_for(accuracy, choice->guarantee, choice, constants, loss, error);
}

static dc_guarantee one_group(const dc_choice *choice) {
    dc_guarantee g = choice->guarantee;
    g.classes = 2;
    g.group_count = 0;
    g.share = NULL;
    return g;
}

dc_status dc_coarse_raise_gain(double *gain, const dc_choice *choice,
                               const dc_parameters *constants, const mpq_t loss,
                               dc_error *error) {
    double growth = dc_coarse_growth(choice, constants->kappa);
    mpq_t own, accuracy, trivial, before;
    mpq_inits(own, accuracy, trivial, before, NULL);
    mpq_set_ui(own, choice->guarantee.classes - 1, 1);
    mpq_div(own, loss, own);
    dc_status status = dc_floor_trivial(trivial, own, error);
    mpq_set_d(before, *gain / growth);
    mpq_add(before, before, trivial);
    mpq_set(accuracy, before);
    if (status == DC_OK)
        status = raise_for(accuracy, one_group(choice), choice, constants, own, error);
    if (mpq_cmp(accuracy, before) > 0) {
        mpq_sub(accuracy, accuracy, trivial);
        *gain = mpq_get_d(accuracy) * growth;
    }
    mpq_clears(own, accuracy, trivial, before, NULL);
    return status;
}
