#include "floor/chooser.h"

#include <math.h>

#include "base/clock.h"
#include "base/error.h"
#include "floor/guarantee.h"

enum {
    USEFUL_PARTS = 1000000,
    FLOOR_WORK = 3,  /* of a linear program */
    ROUND_WORK = 512 /* of a round of boxes, at most */
};

bool dc_chooser_is_over(const dc_chooser *c) {
    return c->ended != DC_STOP_NONE || (c->work_most > 0 && c->work > c->work_most);
}

static void listen(dc_chooser *c) {
    const dc_check_options *host = &c->options->check;
    if (host->stop && host->stop(host->user))
        c->ended = DC_STOP_INTERRUPTED;
    else if (c->ended == DC_STOP_NONE && c->deadline > 0 && dc_clock() >= c->deadline)
        c->ended = DC_STOP_TIME;
}

bool dc_chooser_stops(void *user) {
    dc_chooser *c = user;
    c->work += FLOOR_WORK;
    listen(c);
    return dc_chooser_is_over(c);
}

static bool check_stops(void *user) {
    dc_chooser *c = user;
    c->calls++;
    listen(c);
    return c->ended != DC_STOP_NONE || (c->calls_most > 0 && c->calls > c->calls_most);
}

static void tell(const dc_progress *progress, void *user) {
    const dc_check_options *host = &((dc_chooser *)user)->options->check;
    host->progress(progress, host->user);
}

/* Only a group that may lose more than m0 log 2 is helped (T6): m0 below the loss over
 * log 2 and the least share. A proposal: nothing rests on it. */
static void set_useful(dc_chooser *c) {
    const dc_guarantee *g = &c->choice->guarantee;
    mpq_set_ui(c->useful, 1, 1);
    if (mpq_sgn(c->options->loss) == 0)
        return;
    double least = 1;
    for (size_t k = 0; k < g->group_count; k++)
        least = fmin(least, mpq_get_d(g->share[k]));
    double most = mpq_get_d(c->options->loss) / M_LN2 / least;
    if (most < 1)
        mpq_set_d(c->useful, floor(most * USEFUL_PARTS) / USEFUL_PARTS);
}

void dc_chooser_init(dc_chooser *c, dc_choice *choice, const dc_dataset *data,
                     const dc_floor_options *options) {
    double limit = options->check.time_limit;
    *c = (dc_chooser){ .choice = choice, .data = data, .options = options };
    c->deadline = limit > 0 ? dc_clock() + limit : 0;
    c->check = options->check;
    c->check.stop = check_stops;
    c->check.progress = options->check.progress ? tell : NULL;
    c->check.user = c;
    c->check.exceeded = options->check.exceeded ? &c->exceeded : NULL;
    dc_parameters_init(&c->check.parameters);
    dc_parameters_assign(&c->check.parameters, &options->check.parameters);
    mpq_init(c->useful);
    set_useful(c);
}

void dc_chooser_clear(dc_chooser *c) {
    mpq_clear(c->useful);
    dc_parameters_clear(&c->check.parameters);
}

/* It was asked to stop: its own reason counts. */
static void note_stop(dc_chooser *c, const dc_result *result) {
    dc_stop stop = result->stop == DC_STOP_INTERRUPTED ? c->ended : result->stop;
    bool open = c->check.question == DC_DECIDE ? result->verdict == DC_UNDECIDED
                                               : stop != DC_STOP_DECIDED;
    if (stop == DC_STOP_INTERRUPTED || (open && c->choice->stop == DC_STOP_NONE))
        c->choice->stop = stop;
}

/* What does not fit for these constants does not for others. */
static void end_for_memory(dc_chooser *c) {
    *c->options->check.exceeded = true;
    if (c->ended == DC_STOP_NONE)
        c->ended = DC_STOP_MEMORY;
}

/* Not many more than those before took, and rounds for the work that is left. */
static void set_calls_most(dc_chooser *c) {
    uint64_t left = c->work_most > c->work ? c->work_most - c->work : 0;
    uint64_t several = 4 * (c->calls / (c->asked + 1)) + 1;
    uint64_t own = several < c->longest ? several : c->longest;
    c->calls_most = c->calls + own + left / ROUND_WORK + 1;
}

dc_status dc_chooser_ask(dc_chooser *c, dc_question question, double seconds,
                         dc_result **result, dc_error *error) {
    uint64_t before = c->calls;
    if (c->work_most > 0)
        set_calls_most(c);
    c->check.question = question;
    c->check.time_limit = seconds;
    dc_status status = dc_check(result, c->data, &c->check, error);
    if (status != DC_OK)
        return status;
    uint64_t own = c->calls - before;
    c->asked++;
    c->longest = own > c->longest ? own : c->longest;
    c->work += own + 1;
    for (size_t g = 0; g < (*result)->group_count; g++)
        c->work += (*result)->groups[g].nodes;
    note_stop(c, *result);
    if (c->exceeded)
        end_for_memory(c);
    return DC_OK;
}

void dc_chooser_set_m0(dc_chooser *c) {
    dc_parameters *p = &c->check.parameters;
    mpq_mul_2exp(p->m0, p->delta, 3);
    mpq_sub(p->m0, p->m0, p->delta);
    mpq_div_2exp(p->m0, p->m0, 3);
    if (mpq_cmp(c->useful, p->m0) < 0)
        mpq_set(p->m0, c->useful);
}

/* m0 just above the greatest m*. */
static void set_above(mpq_t m0, const dc_result *result) {
    mpq_set_ui(m0, 0, 1);
    for (size_t g = 0; g < result->group_count; g++)
        if (mpq_cmp(result->groups[g].bracket.hi, m0) > 0)
            mpq_set(m0, result->groups[g].bracket.hi);
    dc_mass_above(m0);
}

dc_status dc_chooser_keep(dc_chooser *c, const dc_result *result, bool *kept,
                          dc_error *error) {
    dc_parameters *p = &c->check.parameters;
    set_above(p->m0, result);
    *kept = mpq_cmp(p->m0, p->delta) < 0 && mpq_cmp(p->m0, c->useful) < 0;
    return *kept ? dc_choice_add(c->choice, p, error) : DC_OK;
}
