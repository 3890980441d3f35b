#include "floor/affine/refute.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PRICES = 14, STEPS = 40 };

static const double SHORT = 1e-6; /* a gradient that ends a descent */

bool dc_refuter_create(dc_refuter *refuter, const dc_instance *instance) {
    *refuter = (dc_refuter){ .toll = { 0.3, 0, 0 } };
    refuter->rival = calloc(instance->points, instance->classes);
    bool descent = dc_descent_create(&refuter->descent, instance);
    bool balance = dc_balance_create(&refuter->balance, instance);
    return refuter->rival && descent && balance;
}

void dc_refuter_destroy(dc_refuter *refuter) {
    free(refuter->rival);
    dc_descent_destroy(&refuter->descent);
    dc_balance_destroy(&refuter->balance);
}

static double lost_mass(const dc_refuter *r, const dc_decisions *decisions) {
    const dc_instance *instance = r->descent.instance;
    double sum = 0;
    for (size_t s = 0; s < instance->points; s++)
        sum += instance->mass[s] *
               dc_slope_lost(dc_decisions_of(decisions, instance, s),
                             r->descent.scores + s * instance->classes, &decisions->toll);
    return sum;
}

/* Where the value as a function of the price is known: its height and slope. */
typedef struct tangent {
    double k, value, slope;
} tangent;

/* The value at price k; kept in refuter if it is the best. */
static tangent look(dc_refuter *r, double k, int64_t threshold, tangent *best) {
    const dc_instance *instance = r->descent.instance;
    dc_decisions decisions = { r->rival, dc_toll_of(k) };
    dc_descent_run(&r->descent, &decisions, SHORT, STEPS);
    dc_balance_round(&r->balance, &r->descent);
    double lost = lost_mass(r, &decisions);
    tangent here = { k, dc_balance_excess(&r->balance, &decisions, threshold),
                     (double)threshold / (double)instance->unit - lost };
    if (here.value >= best->value) {
        *best = here;
        r->toll = decisions.toll;
        r->excess = here.value;
        r->lost = lost;
    }
    return here;
}

/* Where two tangents of a concave function meet; *bound is their height there. */
static double meet(const tangent *low, const tangent *high, double *bound) {
    double k = (high->value - low->value + low->slope * low->k - high->slope * high->k) /
               (low->slope - high->slope);
    k = fmax(low->k, fmin(high->k, k));
    *bound = low->value + low->slope * (k - low->k);
    return k;
}

/* The next price inside a bracket: where tangents meet, but not too near to an end. */
static double inside(const tangent *low, const tangent *high, double meeting) {
    double margin = 0.15 * (high->k - low->k);
    return fmax(low->k + margin, fmin(high->k - margin, meeting));
}

void dc_refute(dc_refuter *refuter, int64_t threshold, bool loss_only) {
    static const double MOST = 4;
    tangent low = { 0, -INFINITY, INFINITY }, high = { MOST, -INFINITY, -INFINITY };
    tangent best = { 0, -INFINITY, 0 }, last;
    double k = loss_only ? 0 : refuter->toll.k;
    for (int step = 0; step < PRICES; step++) {
        last = look(refuter, k, threshold, &best);
        if (loss_only || last.value > 0 || fabs(last.slope) < 1e-5)
            break;
        *(last.slope > 0 ? &low : &high) = last;
        if (isinf(low.slope)) {
            if (k <= 0)
                break;
            k = k < 1e-3 ? 0 : 0.6 * k;
        } else if (isinf(high.slope)) {
            if (k >= MOST)
                break;
            k = fmin(MOST, 1.5 * k + 0.01);
        } else {
            double bound;
            k = meet(&low, &high, &bound);
            if (bound < 0 || high.k - low.k < 1e-4)
                break;
            k = inside(&low, &high, k);
        }
    }
    if (last.k != best.k) {
        dc_decisions decisions = { refuter->rival, refuter->toll };
        dc_descent_run(&refuter->descent, &decisions, SHORT, STEPS);
        dc_balance_round(&refuter->balance, &refuter->descent);
        refuter->excess = dc_balance_excess(&refuter->balance, &decisions, threshold);
    }
}
