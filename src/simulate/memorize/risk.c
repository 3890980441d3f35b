#include <doublecheck/memorize.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "loss/loss.h"

enum { DEVIATIONS = 4, DRAWS_EACH = 250, UNIT = 1 << 20 };

static const double deviations[DEVIATIONS] = { 0.25, 1, 4, 16 };
static const double ROUNDING = 64 * 0x1p-53; /* of a sum of K losses, over K times it */

/* A point whose loss is asked for each label, by the kernels that train, in doubles. */
typedef struct judge {
    dc_loss loss;
    dc_variant variant;
    size_t classes;
    double *logits, *gradient, *scratch;
} judge;

static void judge_clear(judge *j) {
    free(j->logits);
    free(j->gradient);
    free(j->scratch);
}

static dc_status judge_make(judge *j, const char *loss, size_t classes, dc_error *error) {
    *j = (judge){ .variant = dc_variant_best(false), .classes = classes };
    dc_status status = dc_loss_parse(&j->loss, loss, error);
    if (status != DC_OK)
        return status;
    if (dc_loss_takes_targets(&j->loss))
        return dc_fail(error, DC_EUSAGE, "loss '%s' takes targets, not labels", loss);
    if (classes < 2 || classes > DC_WIDTH_MOST)
        return dc_fail(error, DC_EUSAGE, "%zu classes are not in 2 .. %d", classes,
                       DC_WIDTH_MOST);
    size_t stride = dc_variant_padded(j->variant, classes);
    j->logits = calloc(stride, sizeof *j->logits);
    j->gradient = calloc(stride, sizeof *j->gradient);
    j->scratch = calloc(2 * dc_variant_padded(j->variant, 1), sizeof *j->scratch);
    if (j->logits && j->gradient && j->scratch)
        return dc_succeed(error);
    judge_clear(j);
    return dc_fail_memory(error, "the losses of a point");
}

static double loss_of(const judge *j, size_t label) {
    int own = (int)label;
    double weight = 1;
    const dc_loss_rows rows = { .count = 1,
                                .classes = j->classes,
                                .stride = dc_variant_padded(j->variant, j->classes),
                                .logits = j->logits,
                                .gradient = j->gradient,
                                .scratch = j->scratch,
                                .label = &own,
                                .weight = &weight,
                                .scale = 1 };
    return dc_loss_value(&j->loss, j->variant, &rows);
}

/* Over all labels but one; SIZE_MAX: over all. */
static double sum_but(const judge *j, size_t label) {
    long double sum = 0;
    for (size_t l = 0; l < j->classes; l++)
        if (l != label)
            sum += loss_of(j, l);
    return (double)sum;
}

static double constant_of(judge *j) {
    memset(j->logits, 0, j->classes * sizeof *j->logits);
    return sum_but(j, SIZE_MAX);
}

dc_status dc_memorize_symmetry(dc_symmetry *symmetry, const char *loss, size_t classes,
                               uint64_t seed, dc_error *error) {
    judge j;
    dc_random random;
    dc_status status = judge_make(&j, loss, classes, error);
    if (status != DC_OK)
        return status;
    double C = constant_of(&j);
    *symmetry = (dc_symmetry){
        .draws = DEVIATIONS * DRAWS_EACH, .constant = C, .least = C, .greatest = C
    };
    dc_random_seed(&random, seed);
    for (size_t k = 0; k < symmetry->draws; k++) {
        for (size_t l = 0; l < classes; l++)
            j.logits[l] = deviations[k % DEVIATIONS] *
                          (double)dc_random_normal(&random, UNIT) / UNIT;
        double sum = sum_but(&j, SIZE_MAX);
        symmetry->least = fmin(symmetry->least, sum);
        symmetry->greatest = fmax(symmetry->greatest, sum);
    }
    symmetry->symmetric = symmetry->greatest - symmetry->least <=
                          ROUNDING * (double)classes * C;
    judge_clear(&j);
    return dc_succeed(error);
}

/* Sums in long doubles, so that the bound of rounding does not depend on N. */
static void add_up(dc_noisy_risk *risk, judge *j, const dc_samples *samples,
                   const double *logits, double eta) {
    size_t K = samples->classes;
    long double clean = 0, noisy = 0, total = 0, each = (long double)eta / (K - 1);
    for (size_t s = 0; s < samples->points; s++) {
        size_t label = (size_t)samples->label[s];
        long double weight = samples->weight[s];
        memcpy(j->logits, logits + s * K, K * sizeof *logits);
        double own = loss_of(j, label), others = sum_but(j, label);
        clean += weight * own;
        noisy += weight * ((1 - (long double)eta) * own + each * others);
        total += weight;
    }
    risk->clean = (double)(clean / total);
    risk->noisy = (double)(noisy / total);
}

dc_status dc_memorize_risk(dc_noisy_risk *risk, const char *loss,
                           const dc_samples *samples, const double *logits, double eta,
                           dc_error *error) {
    judge j;
    double K = (double)samples->classes;
    dc_status status = judge_make(&j, loss, samples->classes, error);
    if (status != DC_OK)
        return status;
    double C = constant_of(&j);
    add_up(risk, &j, samples, logits, eta);
    risk->identity = C * eta / (K - 1) + (1 - eta * K / (K - 1)) * risk->clean;
    risk->deviation = fabs(risk->noisy - risk->identity);
    risk->rounding = ROUNDING * K * (C + risk->noisy);
    judge_clear(&j);
    return dc_succeed(error);
}
