/* Constants for which a data set satisfies the condition, and the floors they give. */
#include <doublecheck/floor.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "floor/doubling.h"
#include "floor/guarantee.h"

enum {
    KAPPAS = 4,
    SIGMAS = 4,
    DELTAS = 4,
    COARSE = 1,
    BISECTIONS = 20,
    USEFUL_PARTS = 1000000
};

typedef struct fraction {
    long num;
    unsigned long den;
} fraction;

/* Growth to about kappa^(1/4), ^(1/2), ^(3/4), ^(9/10) of the mass. */
static const struct {
    fraction kappa, sigma[SIGMAS];
} growths[KAPPAS] = {
    { { 4, 1 }, { { 2, 5 }, { 1, 1 }, { 9, 5 }, { 5, 2 } } },
    { { 3, 1 }, { { 3, 10 }, { 7, 10 }, { 6, 5 }, { 8, 5 } } },
    { { 2, 1 }, { { 1, 5 }, { 2, 5 }, { 2, 3 }, { 9, 10 } } },
    { { 3, 2 }, { { 1, 10 }, { 1, 5 }, { 1, 3 }, { 2, 5 } } },
};
static const fraction deltas[DELTAS] = { { 1, 4 }, { 1, 2 }, { 3, 4 }, { 9, 10 } };

struct dc_choice {
    dc_guarantee guarantee; /* all but constants and loss */
    dc_parameters *list;    /* [count] */
    size_t count;
    dc_stop stop;
};

typedef struct chooser {
    dc_choice *choice;
    const dc_dataset *data;
    const dc_floor_options *options;
    dc_check_options check; /* parameters of its own */
    mpq_t useful;           /* constants help with m0 below this only */
    double start;
    size_t tried, tries;
    bool fails[KAPPAS][DELTAS][SIGMAS];
} chooser;

void dc_floor_options_init(dc_floor_options *options) {
    memset(options, 0, sizeof *options);
    dc_check_options_init(&options->check);
    mpq_inits(options->loss, options->slope, NULL);
}

void dc_floor_options_clear(dc_floor_options *options) {
    dc_check_options_clear(&options->check);
    mpq_clears(options->loss, options->slope, NULL);
}

void dc_floor_init(dc_floor *floor) {
    mpq_inits(floor->accuracy, floor->trivial, NULL);
    floor->constants = SIZE_MAX;
}

void dc_floor_clear(dc_floor *floor) {
    mpq_clears(floor->accuracy, floor->trivial, NULL);
}

void dc_choice_listen(dc_choice *choice, bool (*stop)(void *user), void *user) {
    choice->guarantee.stop = stop;
    choice->guarantee.user = user;
}

dc_stop dc_choice_stop(const dc_choice *choice) {
    return choice->stop;
}

size_t dc_choice_count(const dc_choice *choice) {
    return choice->count;
}

const dc_parameters *dc_choice_constants(const dc_choice *choice, size_t k) {
    return k < choice->count ? choice->list + k : NULL;
}

/* m0 just above the greatest m*. */
static void set_above(mpq_t m0, const dc_result *result) {
    mpq_set_ui(m0, 0, 1);
    for (size_t g = 0; g < result->group_count; g++)
        if (mpq_cmp(result->groups[g].bracket.hi, m0) > 0)
            mpq_set(m0, result->groups[g].bracket.hi);
    dc_mass_above(m0);
}

/* The time that is left, shared among the checks to come. Where constants fail those of the
 * same kappa that ask for more are not tried: one check may take half of a kappa's time. */
static void share_time(chooser *c) {
    double limit = c->options->check.time_limit;
    if (limit <= 0)
        return;
    double left = fmax(c->start + limit - dc_clock(), 0.001);
    double tries = (double)(c->tries - c->tried);
    double kappas = ceil(tries / (DELTAS * SIGMAS));
    c->check.time_limit = fmin(left, left * fmax(4 / tries, 0.5 / kappas));
}

/* One call of dc_check, whose result is destroyed by the caller. */
static dc_status ask(chooser *c, dc_question question, dc_result **result,
                     dc_error *error) {
    c->check.question = question;
    share_time(c);
    dc_status status = dc_check(result, c->data, &c->check, error);
    if (status == DC_OK && (*result)->stop == DC_STOP_INTERRUPTED)
        c->choice->stop = DC_STOP_INTERRUPTED;
    bool open = status == DC_OK &&
                (question == DC_DECIDE ? (*result)->verdict == DC_UNDECIDED
                                       : (*result)->stop != DC_STOP_DECIDED);
    if (open && c->choice->stop == DC_STOP_NONE)
        c->choice->stop = (*result)->stop;
    return status;
}

/* Keeps the constants of c->check, with m0 just above m*, if they can help. */
static dc_status keep(chooser *c, const dc_result *result, bool *kept, dc_error *error) {
    dc_choice *choice = c->choice;
    dc_parameters *p = choice->list + choice->count;
    dc_parameters_init(p);
    dc_parameters_assign(p, &c->check.parameters);
    set_above(p->m0, result);
    *kept = mpq_cmp(p->m0, p->delta) < 0 && mpq_cmp(p->m0, c->useful) < 0;
    if (*kept)
        choice->count++;
    else
        dc_parameters_clear(p);
    return dc_succeed(error);
}

/* An m0 that helps is below what is useful, and well below delta: from m0 on masses have to
 * grow until delta only. */
static void set_m0(chooser *c) {
    dc_parameters *p = &c->check.parameters;
    mpq_mul_2exp(p->m0, p->delta, 3);
    mpq_sub(p->m0, p->m0, p->delta);
    mpq_div_2exp(p->m0, p->m0, 3);
    if (mpq_cmp(c->useful, p->m0) < 0)
        mpq_set(p->m0, c->useful);
}

/* Do the constants of c->check hold with an m0 that helps? A decision is quick where they do
 * not. */
static dc_status try_constants(chooser *c, bool *kept, dc_error *error) {
    dc_result *result = NULL;
    *kept = false;
    set_m0(c);
    dc_status status = ask(c, DC_DECIDE, &result, error);
    bool hopeful = status == DC_OK && result->verdict == DC_HOLDS;
    dc_result_destroy(result);
    result = NULL;
    if (!hopeful || c->choice->stop == DC_STOP_INTERRUPTED)
        return status;
    status = ask(c, DC_CRITICAL_MASS, &result, error);
    if (status == DC_OK)
        status = keep(c, result, kept, error);
    dc_result_destroy(result);
    return status;
}

/* True if constants that ask for less, a smaller sigma and delta, have failed already. */
static bool known_to_fail(const chooser *c, size_t k, size_t d, size_t s) {
    for (size_t e = 0; e <= d; e++)
        for (size_t t = 0; t <= s; t++)
            if (c->fails[k][e][t])
                return true;
    return false;
}

/* True if a asks for no less than b, and from no larger mass on: its floors are no worse. */
static bool dominates(const dc_parameters *a, const dc_parameters *b) {
    return mpq_cmp(a->kappa, b->kappa) <= 0 && mpq_cmp(a->sigma, b->sigma) >= 0 &&
           mpq_cmp(a->delta, b->delta) >= 0 && mpq_cmp(a->m0, b->m0) <= 0;
}

/* Of constants that dominate each other, which are equal, one stays. */
static void drop_dominated(dc_choice *choice) {
    for (size_t k = choice->count; k-- > 0;) {
        bool needed = true;
        for (size_t j = 0; j < choice->count && needed; j++)
            needed = j == k || !dominates(choice->list + j, choice->list + k);
        if (needed)
            continue;
        dc_parameters_clear(choice->list + k);
        choice->list[k] = choice->list[--choice->count];
    }
}

static void set_fraction(mpq_t value, fraction f) {
    mpq_set_si(value, f.num, f.den);
    mpq_canonicalize(value);
}

static dc_status try_table(chooser *c, dc_error *error) {
    dc_parameters *p = &c->check.parameters;
    dc_status status = DC_OK;
    for (size_t k = 0; k < (size_t)KAPPAS * DELTAS * SIGMAS && status == DC_OK; k++) {
        size_t row = k / ((size_t)DELTAS * SIGMAS), d = k / SIGMAS % DELTAS,
               s = k % SIGMAS;
        bool kept = false;
        c->tried = k;
        if (c->choice->stop == DC_STOP_INTERRUPTED || known_to_fail(c, row, d, s))
            continue;
        set_fraction(p->kappa, growths[row].kappa);
        set_fraction(p->sigma, growths[row].sigma[s]);
        set_fraction(p->delta, deltas[d]);
        status = try_constants(c, &kept, error);
        c->fails[row][d][s] = !kept;
    }
    return status;
}

/* Only a group that may lose more than m0 log 2 is helped (T6): m0 below the loss over log 2
 * and the least share. A proposal: nothing rests on it. */
static void set_useful(chooser *c) {
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

static dc_status search_constants(chooser *c, dc_error *error) {
    bool kept;
    set_useful(c);
    if (mpq_sgn(c->useful) == 0)
        return DC_OK;
    c->check = c->options->check;
    dc_parameters_init(&c->check.parameters);
    dc_parameters_assign(&c->check.parameters, &c->options->check.parameters);
    c->tries = c->options->fixed ? 1 : (size_t)KAPPAS * DELTAS * SIGMAS;
    dc_status status = c->options->fixed ? try_constants(c, &kept, error)
                                         : try_table(c, error);
    dc_parameters_clear(&c->check.parameters);
    drop_dominated(c->choice);
    return status;
}

/* r0 = w V / 2 (T8). */
static dc_status set_radius(dc_guarantee *g, const dc_floor_options *options,
                            dc_error *error) {
    const dc_family *family = &options->check.family;
    if (family->kind != DC_FAMILY_WIDTH)
        return DC_OK;
    if (mpq_sgn(options->slope) <= 0)
        return dc_fail(error, DC_EUSAGE,
                       "family width needs a slope V > 0 that no "
                       "classifier's |v| exceeds");
    mpq_mul(g->radius, family->width, options->slope);
    mpq_div_2exp(g->radius, g->radius, 1);
    return DC_OK;
}

dc_status dc_choice_create(dc_choice **out, const dc_dataset *data,
                           const dc_floor_options *options, dc_error *error) {
    chooser c = { .data = data, .options = options, .start = dc_clock() };
    *out = NULL;
    dc_choice *choice = calloc(1, sizeof *choice);
    if (!choice)
        return dc_fail_memory(error, "the constants");
    c.choice = choice;
    dc_guarantee_init(&choice->guarantee);
    choice->guarantee.fineness = options->fineness;
    choice->list = malloc((size_t)KAPPAS * DELTAS * SIGMAS * sizeof *choice->list);
    dc_status status = choice->list ? set_radius(&choice->guarantee, options, error)
                                    : dc_fail_memory(error, "the constants");
    if (status == DC_OK)
        status = dc_guarantee_set_groups(&choice->guarantee, data,
                                         options->check.grouping, error);
    mpq_init(c.useful);
    if (status == DC_OK)
        status = search_constants(&c, error);
    mpq_clear(c.useful);
    if (status != DC_OK) {
        dc_choice_destroy(choice);
        return status;
    }
    *out = choice;
    return dc_succeed(error);
}

dc_status dc_choice_of(dc_choice **out, const dc_guarantee *guarantee, dc_error *error) {
    *out = NULL;
    dc_choice *choice = calloc(1, sizeof *choice);
    dc_parameters *list = malloc(sizeof *list);
    if (!choice || !list) {
        free(choice);
        free(list);
        return dc_fail_memory(error, "the constants");
    }
    dc_guarantee_init(&choice->guarantee);
    dc_parameters_init(list);
    dc_parameters_assign(list, &guarantee->parameters);
    choice->list = list;
    choice->count = 1;
    dc_status status = dc_guarantee_assign(&choice->guarantee, guarantee, error);
    if (status != DC_OK) {
        dc_choice_destroy(choice);
        return status;
    }
    *out = choice;
    return dc_succeed(error);
}

void dc_choice_destroy(dc_choice *choice) {
    if (!choice)
        return;
    for (size_t k = 0; k < choice->count; k++)
        dc_parameters_clear(choice->list + k);
    free(choice->list);
    dc_guarantee_clear(&choice->guarantee);
    free(choice);
}

/* Raises accuracy to the floor that constants give; fineness 0: as the choice's. */
static dc_status raise_to(mpq_t accuracy, const dc_choice *choice, size_t k,
                          const mpq_t loss, size_t fineness, dc_error *error) {
    dc_guarantee g = choice->guarantee; /* its numbers are borrowed */
    g.parameters = choice->list[k];
    g.loss[0] = loss[0];
    if (fineness)
        g.fineness = fineness;
    return dc_doubling_raise(accuracy, &g, error);
}

static dc_status raise_coarsely(dc_floor *floor, const dc_choice *choice, size_t k,
                                const mpq_t loss, dc_error *error) {
    mpq_t before;
    mpq_init(before);
    mpq_set(before, floor->accuracy);
    dc_status status = raise_to(floor->accuracy, choice, k, loss, COARSE, error);
    if (mpq_cmp(floor->accuracy, before) > 0)
        floor->constants = k;
    mpq_clear(before);
    return status;
}

/* The constants with the best floor on a coarse grid, if it beats floor->accuracy; or, if any
 * will do, some that beat it. The first to be tried, often those that were best before, show
 * soon that others are no better. */
static dc_status best_of(dc_floor *floor, const dc_choice *choice, const mpq_t loss,
                         size_t first, bool any, dc_error *error) {
    dc_status status = DC_OK;
    floor->constants = SIZE_MAX;
    if (first < choice->count)
        status = raise_coarsely(floor, choice, first, loss, error);
    for (size_t k = 0; k < choice->count && status == DC_OK; k++)
        if (k != first && !(any && floor->constants != SIZE_MAX))
            status = raise_coarsely(floor, choice, k, loss, error);
    return status;
}

/* T5's floor. */
static dc_status begin(dc_floor *floor, const mpq_t loss, dc_error *error) {
    dc_status status = dc_floor_trivial(floor->trivial, loss, error);
    mpq_set(floor->accuracy, floor->trivial);
    floor->constants = SIZE_MAX;
    return status;
}

dc_status dc_choice_floor(dc_floor *floor, const dc_choice *choice, const mpq_t loss,
                          dc_error *error) {
    size_t first = floor->constants;
    dc_status status = begin(floor, loss, error);
    if (status == DC_OK)
        status = best_of(floor, choice, loss, first, false, error);
    if (status == DC_OK && floor->constants != SIZE_MAX)
        status = raise_to(floor->accuracy, choice, floor->constants, loss, 0, error);
    return status;
}

/* Losses that are tried for an accuracy; the largest so far that guarantees it, and its
 * floor. */
typedef struct inverse {
    const dc_choice *choice;
    mpq_srcptr accuracy;
    mpq_ptr loss;
    dc_floor *floor;
    dc_floor tried;
} inverse;

static void keep_tried(inverse *i) {
    mpq_set(i->floor->accuracy, i->tried.accuracy);
    mpq_set(i->floor->trivial, i->tried.trivial);
    i->floor->constants = i->tried.constants;
}

/* Raises the loss by step if the accuracy is guaranteed there too: on a coarse grid by any
 * constants, or on the fine one by those that are known. */
static dc_status raise_loss(bool *raised, inverse *i, const mpq_t step, bool coarse,
                            dc_error *error) {
    size_t known = i->floor->constants;
    mpq_t loss;
    mpq_init(loss);
    mpq_add(loss, i->loss, step);
    dc_status status = begin(&i->tried, loss, error);
    *raised = mpq_cmp(i->tried.accuracy, i->accuracy) >= 0;
    if (!*raised && status == DC_OK) {
        mpq_set(i->tried.accuracy, i->accuracy);
        i->tried.constants = known;
        status = coarse ? best_of(&i->tried, i->choice, loss, known, true, error)
                 : known < i->choice->count
                     ? raise_to(i->tried.accuracy, i->choice, known, loss, 0, error)
                     : DC_OK;
        *raised = mpq_cmp(i->tried.accuracy, i->accuracy) > 0;
    }
    if (*raised) {
        mpq_set(i->loss, loss);
        keep_tried(i);
    }
    mpq_clear(loss);
    return status;
}

/* No floor is above 0 beyond log 2 < 1. */
static dc_status bisect(inverse *i, dc_error *error) {
    dc_status status = DC_OK;
    bool raised;
    mpq_t step;
    mpq_init(step);
    mpq_set_ui(step, 1, 1);
    for (int k = 0; k < BISECTIONS && status == DC_OK; k++) {
        mpq_div_2exp(step, step, 1);
        status = raise_loss(&raised, i, step, true, error);
    }
    mpq_clear(step);
    return status;
}

/* The best constants for the loss take the place of those that were the first to do. */
static dc_status compare(inverse *i, dc_error *error) {
    i->tried.constants = i->floor->constants;
    dc_status status = dc_choice_floor(&i->tried, i->choice, i->loss, error);
    if (mpq_cmp(i->tried.accuracy, i->floor->accuracy) >= 0)
        keep_tried(i);
    return status;
}

/* Rounded down to a multiple of 2^-BISECTIONS. */
static double whole_steps(double step) {
    return ldexp(floor(ldexp(step, BISECTIONS)), -BISECTIONS);
}

/* About how much the loss may grow: floors seldom fall faster than T5's. */
static void set_step(mpq_t step, const mpq_t reached, const mpq_t accuracy) {
    mpq_sub(step, reached, accuracy);
    mpq_set_d(step, whole_steps(mpq_get_d(step) * M_LN2));
}

static dc_status climb(inverse *i, dc_error *error) {
    dc_status status = DC_OK;
    bool raised;
    mpq_t step;
    mpq_init(step);
    set_step(step, i->floor->accuracy, i->accuracy);
    while (status == DC_OK && mpq_sgn(step) > 0) {
        status = raise_loss(&raised, i, step, false, error);
        if (raised)
            set_step(step, i->floor->accuracy, i->accuracy);
        else
            mpq_set_d(step, whole_steps(mpq_get_d(step) / 4));
    }
    mpq_clear(step);
    return status;
}

dc_status dc_choice_loss(mpq_t loss, dc_floor *floor, const dc_choice *choice,
                         const mpq_t accuracy, dc_error *error) {
    inverse i = { choice, accuracy, loss, floor, { .constants = SIZE_MAX } };
    if (mpq_sgn(accuracy) < 0 || mpq_cmp_ui(accuracy, 1, 1) > 0)
        return dc_fail(error, DC_EUSAGE, "an accuracy is between 0 and 1");
    dc_floor_init(&i.tried);
    mpq_set_ui(loss, 0, 1);
    dc_status status = begin(floor, loss, error);
    if (status == DC_OK)
        status = bisect(&i, error);
    if (status == DC_OK)
        status = compare(&i, error);
    if (status == DC_OK)
        status = climb(&i, error);
    dc_floor_clear(&i.tried);
    return status;
}
