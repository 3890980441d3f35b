#include "search/question.h"

#include "base/error.h"

size_t dc_top_of(const dc_check_options *options) {
    return options->top ? options->top : 10;
}

dc_status dc_question_start(dc_condition *condition, const dc_check_options *options,
                            dc_mass total, dc_error *error) {
    const dc_parameters *p = &options->parameters;
    if (!dc_condition_init(condition, p->kappa, p->sigma, p->delta, total)) {
        dc_condition_clear(condition);
        return dc_fail(error, DC_EUSAGE, "sigma needs more than %d bits", DC_MASS_BITS);
    }
    if (options->question != DC_CRITICAL_MASS)
        condition->floor = dc_mass_below(p->m0, total);
    if (options->question == DC_MAXIMIZE_SIGMA) {
        condition->by_ratio = true;
        condition->ratio_infinite = true;
        condition->ratio_num = condition->ratio_den = 1;
    }
    return DC_OK;
}

dc_verdict dc_question_verdict(const dc_bracket *bracket, const dc_check_options *options,
                               bool found, bool complete) {
    if (options->question == DC_MAXIMIZE_SIGMA) {
        if (mpq_sgn(bracket->lo) > 0 || (complete && bracket->infinite))
            return DC_HOLDS;
        return found && mpq_sgn(bracket->hi) == 0 ? DC_VIOLATED : DC_UNDECIDED;
    }
    if (mpq_cmp(bracket->hi, options->parameters.m0) < 0)
        return DC_HOLDS;
    if (found && mpq_cmp(bracket->lo, options->parameters.m0) >= 0)
        return DC_VIOLATED;
    return DC_UNDECIDED;
}
