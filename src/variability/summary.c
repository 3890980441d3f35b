#include "variability/summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/doubles.h"
#include "base/error.h"

static void keep(double *levels, size_t ensembles, const bool *complete, size_t rounds) {
    size_t to = 0;
    for (size_t e = 0; e < ensembles; e++)
        for (size_t r = 0; r < rounds; r++)
            if (complete[r])
                levels[to++] = levels[e * rounds + r];
}

size_t dc_summary_keep(dc_variability *v, const bool *complete, size_t rounds) {
    size_t kept = 0;
    for (size_t r = 0; r < rounds; r++)
        kept += complete[r];
    for (size_t k = 0; k < v->step_count; k++)
        for (size_t a = 0; a < DC_AGAINST; a++)
            keep(v->steps[k].judgements[a].levels, v->steps[k].ensembles, complete,
                 rounds);
    return kept;
}

double dc_summary_median(double *values, size_t count) {
    dc_doubles_sort(values, count);
    return values[(count - 1) / 2];
}

static dc_level_summary summarise(const double *levels, size_t rounds, double *scratch) {
    size_t zero = 0;
    memcpy(scratch, levels, rounds * sizeof *scratch);
    dc_level_summary summary = { .median = dc_summary_median(scratch, rounds),
                                 .largest = scratch[rounds - 1] };
    for (size_t r = 0; r < rounds; r++)
        zero += levels[r] == 0;
    summary.at_zero = (double)zero / (double)rounds;
    return summary;
}

/* scratch[max(ensembles, rounds)] */
static void judge(dc_judgement *judgement, size_t ensembles, size_t rounds,
                  double *scratch) {
    for (size_t e = 0; e < ensembles; e++)
        judgement->summaries[e] = summarise(judgement->levels + e * rounds, rounds,
                                            scratch);
    for (size_t e = 0; e < ensembles; e++)
        scratch[e] = judgement->summaries[e].median;
    judgement->median = dc_summary_median(scratch, ensembles);
    judgement->largest = scratch[ensembles - 1];
}

/* The least number of members from which on no ensemble's level exceeds accept. */
static size_t enough(const dc_variability *v, dc_against against, double accept) {
    size_t k = v->step_count;
    while (k > 0 && v->steps[k - 1].judgements[against].largest <= accept)
        k--;
    return k < v->step_count ? v->steps[k].members : 0;
}

dc_status dc_summary_make(dc_variability *v, double accept, size_t diverged,
                          dc_error *error) {
    v->stability = DC_UNJUDGED;
    bool blind = v->threshold >= 1; /* no distance exceeds 1 */
    if (v->rounds == 0)
        return dc_succeed(error);
    size_t most = v->rounds > v->candidates ? v->rounds : v->candidates;
    double *scratch = calloc(most, sizeof *scratch);
    if (!scratch)
        return dc_fail_memory(error, "the medians");
    for (size_t k = 0; k < v->step_count; k++)
        for (size_t a = 0; a < DC_AGAINST; a++)
            judge(v->steps[k].judgements + a, v->steps[k].ensembles, v->rounds, scratch);
    for (size_t a = 0; a < DC_AGAINST; a++)
        v->enough[a] = enough(v, (dc_against)a, accept);
    bool stable = diverged == 0 &&
                  v->steps[0].judgements[DC_AGAINST_MODELS].largest <= accept;
    v->stability = blind ? DC_UNJUDGED : stable ? DC_STABLE : DC_VARIABLE;
    free(scratch);
    return dc_succeed(error);
}
