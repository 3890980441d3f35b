/* Constants between those of the table.
 *
 * For one kappa and delta, sigma* grows with m0, in steps. Between two constants that are
 * known there may be others with at best the sigma of one and the m0 of the other: a gap,
 * whose worth is what those half-way would add to the floor. The best gap is asked for
 * its sigma*, again and again: first where it begins, then in its middle, which makes two
 * of it. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/simplest.h"
#include "floor/chooser.h"
#include "floor/coarse.h"
#include "floor/guarantee.h"

enum {
    LOSSES = 3,       /* where floors are compared */
    WORK_LEAST = 500, /* that is spent on gaps, and ... */
    WORK_PART = 4,    /* ... one part in so many of what the table took */
    SPLITS_MOST = 48,
    SIMPLE = 4096 /* sigma* is rounded down by less than one part in so many */
};

/* Floors that grow by less are not worth it. */
static const double LEAST_GAIN = 1.0 / 8192;

static const unsigned UNMEASURED = UINT_MAX;

typedef struct gap {
    size_t left;    /* constants of the choice */
    bool lifted;    /* their sigma is sigma* */
    mpq_t from, to; /* an m0 between has at most ... */
    mpq_t sigma;    /* ... this sigma */
    double gain;    /* of the floor, when ... */
    unsigned
        seen; /* ... so many better constants had been found; or UNMEASURED: a bound */
} gap;

typedef struct refinement {
    dc_chooser *chooser;
    gap *gaps; /* [count] */
    size_t count;
    mpq_t losses[LOSSES], bound;
    size_t loss_count;
    mpq_srcptr loss;   /* the current one: */
    double best;       /* gain */
    unsigned improved; /* how often */
} refinement;

/* Raises what constants gain. Ended meanwhile, it is not raised. */
static dc_status raise_gain(double *gain, refinement *r, const dc_parameters *constants,
                            dc_error *error) {
    dc_chooser *c = r->chooser;
    dc_status status = dc_coarse_raise_gain(gain, c->choice, constants, r->loss, error);
    if (status == DC_ESTOPPED && c->choice->stop == DC_STOP_NONE)
        c->choice->stop = c->ended;
    return status == DC_ESTOPPED ? DC_OK : status;
}

/* No sigma below delta / m0 - 1 lets mass m0 grow to delta at once; a larger one asks for
 * no more. */
static void set_jump(mpq_t sigma, const dc_parameters *p) {
    mpq_div(sigma, p->delta, p->m0);
    mpz_sub(mpq_numref(sigma), mpq_numref(sigma), mpq_denref(sigma));
}

/* What it may gain: with the sigma of its middle from its beginning on. */
static dc_status measure(gap *g, refinement *r, dc_error *error) {
    dc_chooser *c = r->chooser;
    dc_parameters p = c->choice->list[g->left]; /* its numbers are borrowed */
    g->gain = 0;
    g->seen = r->improved;
    if (mpq_cmp(g->sigma, p.sigma) <= 0 || mpq_cmp(g->from, g->to) >= 0)
        return DC_OK;
    double best = r->best;
    mpq_add(r->bound, p.sigma, g->sigma);
    mpq_div_2exp(r->bound, r->bound, 1);
    p.sigma[0] = r->bound[0];
    p.m0[0] = g->from[0];
    dc_status status = raise_gain(&best, r, &p, error);
    g->gain = best - r->best;
    return status;
}

/* The gap above constants, below others. */
static gap *add_gap(refinement *r, size_t left, const mpq_t to, const mpq_t sigma) {
    const dc_chooser *c = r->chooser;
    const dc_parameters *p = c->choice->list + left;
    gap *g = r->gaps + r->count++;
    *g = (gap){ .left = left, .gain = 1, .seen = UNMEASURED };
    mpq_inits(g->from, g->to, g->sigma, NULL);
    mpq_set(g->from, p->m0);
    mpq_set(g->to, mpq_cmp(to, c->useful) < 0 ? to : c->useful);
    set_jump(g->sigma, p);
    if (mpq_cmp(sigma, g->sigma) < 0)
        mpq_set(g->sigma, sigma);
    return g;
}

/* Below the constants of the same kappa and delta with the next larger sigma; or with
 * that of the table, where they failed; or with kappa - 1, as seldom slabs grow by more
 * than that. */
static void add_first_gap(refinement *r, size_t left) {
    const dc_choice *choice = r->chooser->choice;
    const dc_parameters *p = choice->list + left, *next = NULL;
    for (size_t k = 0; k < choice->count; k++) {
        const dc_parameters *q = choice->list + k;
        if (mpq_equal(p->kappa, q->kappa) && mpq_equal(p->delta, q->delta) &&
            mpq_cmp(q->sigma, p->sigma) > 0 &&
            (!next || mpq_cmp(q->sigma, next->sigma) < 0))
            next = q;
    }
    if (!next && !dc_table_next_sigma(r->bound, p)) {
        mpq_set_ui(r->bound, 1, 1);
        mpq_sub(r->bound, p->kappa, r->bound);
    }
    add_gap(r, left, next ? next->m0 : p->delta, next ? next->sigma : r->bound);
}

/* May there be more between b's ends? Then a gains no more. */
static bool is_within(const gap *a, const gap *b, const dc_parameters *list) {
    const dc_parameters *p = list + a->left, *q = list + b->left;
    return mpq_equal(p->kappa, q->kappa) && mpq_cmp(p->delta, q->delta) <= 0 &&
           mpq_cmp(a->from, b->from) >= 0 && mpq_cmp(a->sigma, b->sigma) <= 0 &&
           mpq_cmp(p->sigma, q->sigma) <= 0;
}

/* Lowers what a gap may gain to what is known of others. False if that is nothing new. */
static bool estimate(gap *g, const refinement *r) {
    double before = g->gain;
    for (const gap *h = r->gaps; h < r->gaps + r->count; h++)
        if (h->seen != UNMEASURED && h->gain < g->gain &&
            is_within(g, h, r->chooser->choice->list))
            g->gain = h->gain;
    return g->gain < before;
}

/* The best gap, worth to be halved; SIZE_MAX: none. What was measured earlier is a
 * bound. */
static dc_status choose_gap(size_t *best, refinement *r, dc_error *error) {
    dc_status status = DC_OK;
    while (status == DC_OK) {
        *best = SIZE_MAX;
        for (size_t k = 0; k < r->count; k++)
            if (r->gaps[k].gain >= LEAST_GAIN &&
                (*best == SIZE_MAX || r->gaps[k].gain > r->gaps[*best].gain))
                *best = k;
        if (*best == SIZE_MAX || r->gaps[*best].seen == r->improved ||
            dc_chooser_is_over(r->chooser))
            return DC_OK;
        gap *g = r->gaps + *best;
        if (!estimate(g, r))
            status = measure(g, r, error);
    }
    return status;
}

static double seconds_left(const dc_chooser *c) {
    return c->deadline > 0 ? fmax(c->deadline - dc_clock(), 0.001) : 0;
}

/* Between the ends of a gap, in the middle of their logarithms; a whole number of
 * millionths. */
static void set_middle(mpq_t m0, const gap *g) {
    double middle = sqrt(mpq_get_d(g->from) * mpq_get_d(g->to));
    mpq_set_d(m0, middle);
    if (mpq_cmp(m0, g->from) > 0)
        dc_mass_above(m0);
    if (mpq_cmp(m0, g->from) < 0 || mpq_cmp(m0, g->to) >= 0)
        mpq_set(m0, g->from);
}

/* Less than the part of a number that can be left out. */
static void set_slack(mpq_t slack, const mpq_t number) {
    mpq_t part;
    mpq_init(part);
    mpq_set_ui(part, 1, SIMPLE);
    mpq_mul(slack, number, part);
    mpq_clear(part);
}

/* A simple sigma up to sigma*, or above what is needed where no slab limits it; and an m0
 * up to which sigma* is no larger. */
static void read_sigma(mpq_t sigma, mpq_t until, const dc_result *result,
                       const dc_parameters *p) {
    const dc_group_result *least = NULL;
    mpq_t low, high, slack;
    mpq_inits(low, high, slack, NULL);
    for (size_t g = 0; g < result->group_count; g++) {
        const dc_group_result *group = result->groups + g;
        if (!group->bracket.infinite &&
            (!least || mpq_cmp(group->bracket.lo, least->bracket.lo) < 0))
            least = group;
    }
    if (least)
        mpq_set(high, least->bracket.lo);
    else
        set_jump(high, p);
    mpq_set(low, high);
    set_slack(slack, high);
    if (least)
        mpq_sub(low, low, slack);
    else
        mpq_add(high, high, slack);
    if (mpq_sgn(low) > 0)
        dc_rational_simplest(sigma, low, high);
    else
        mpq_set_ui(sigma, 0, 1);
    mpq_set(until, least ? least->witness.mass : p->delta);
    mpq_clears(low, high, slack, NULL);
}

/* sigma* for the kappa, delta and m0 of c->check. False if it is not known. */
static dc_status ask_sigma(bool *known, mpq_t until, refinement *r, dc_error *error) {
    dc_chooser *c = r->chooser;
    dc_parameters *p = &c->check.parameters;
    dc_result *result = NULL;
    dc_status status = dc_chooser_ask(c, DC_MAXIMIZE_SIGMA, seconds_left(c), &result,
                                      error);
    *known = status == DC_OK && result->stop == DC_STOP_NONE;
    if (*known)
        read_sigma(p->sigma, until, result, p);
    dc_result_destroy(result);
    return status;
}

/* The best floor so far, with new constants. */
static dc_status compare(refinement *r, const dc_parameters *p, dc_error *error) {
    double before = r->best;
    dc_status status = raise_gain(&r->best, r, p, error);
    r->improved += r->best > before;
    return status;
}

/* The largest sigma for the constants where a gap begins; more is to be had from `until`
 * on. */
static dc_status lift(refinement *r, gap *g, dc_error *error) {
    dc_chooser *c = r->chooser;
    dc_parameters *p = c->choice->list + g->left;
    bool known;
    g->lifted = true;
    set_jump(r->bound, p);
    if (mpq_cmp(p->sigma, r->bound) >= 0) {
        mpq_set(g->from, g->to);
        return DC_OK;
    }
    dc_parameters_assign(&c->check.parameters, p);
    dc_status status = ask_sigma(&known, g->from, r, error);
    if (!known) {
        mpq_set(g->from, g->to);
        return status;
    }
    dc_mass_above(g->from);
    if (mpq_cmp(c->check.parameters.sigma, p->sigma) <= 0)
        return DC_OK;
    mpq_set(p->sigma, c->check.parameters.sigma);
    return compare(r, p, error);
}

/* Constants of c->check hold: with the least m0, they are kept. */
static dc_status keep_least(bool *kept, refinement *r, dc_error *error) {
    dc_chooser *c = r->chooser;
    dc_result *result = NULL;
    *kept = false;
    dc_status status = dc_chooser_ask(c, DC_CRITICAL_MASS, seconds_left(c), &result,
                                      error);
    if (status == DC_OK && result->stop == DC_STOP_NONE)
        status = dc_chooser_keep(c, result, kept, error);
    dc_result_destroy(result);
    return status;
}

/* sigma* in the middle of a gap is sigma: constants there make two of it. */
static dc_status take_middle(refinement *r, gap *g, const mpq_t until, dc_error *error) {
    dc_choice *choice = r->chooser->choice;
    size_t left = choice->count - 1;
    const dc_parameters *p = choice->list + left;
    gap *above = add_gap(r, left, g->to, g->sigma);
    above->lifted = true;
    above->gain = g->gain;
    mpq_set(above->from, until);
    dc_mass_above(above->from);
    mpq_set(g->to, p->m0);
    mpq_set(g->sigma, p->sigma);
    return compare(r, p, error);
}

/* A gap without a step up to its middle begins later. */
static dc_status split(refinement *r, gap *g, dc_error *error) {
    dc_chooser *c = r->chooser;
    const dc_parameters *left = c->choice->list + g->left;
    bool known, kept = false;
    mpq_t until;
    mpq_init(until);
    dc_parameters_assign(&c->check.parameters, left);
    set_middle(c->check.parameters.m0, g);
    dc_status status = ask_sigma(&known, until, r, error);
    bool step = known && mpq_cmp(c->check.parameters.sigma, left->sigma) > 0;
    if (status == DC_OK && step)
        status = keep_least(&kept, r, error);
    if (status == DC_OK && kept) {
        status = take_middle(r, g, until, error);
    } else if (known && !step) {
        mpq_set(g->from, until);
        dc_mass_above(g->from);
    } else {
        mpq_set(g->from, g->to);
    }
    mpq_clear(until);
    return status;
}

static dc_status begin(refinement *r, mpq_srcptr loss, dc_error *error) {
    const dc_choice *choice = r->chooser->choice;
    r->loss = loss;
    for (size_t k = 0; k < r->count; k++) {
        r->gaps[k].gain = 1;
        r->gaps[k].seen = UNMEASURED;
    }
    dc_status status = DC_OK;
    r->best = 0;
    for (size_t k = 0; k < choice->count && status == DC_OK; k++)
        if (dc_choice_needs(choice, k))
            status = raise_gain(&r->best, r, choice->list + k, error);
    return status;
}

static dc_status fill_gaps(refinement *r, mpq_srcptr loss, uint64_t work, size_t most,
                           dc_error *error) {
    r->chooser->work_most = 0;
    dc_status status = begin(r, loss, error);
    r->chooser->work_most = r->chooser->work + work;
    while (status == DC_OK && r->count < most) {
        size_t k;
        status = choose_gap(&k, r, error);
        if (status != DC_OK || k == SIZE_MAX || dc_chooser_is_over(r->chooser))
            break;
        gap *g = r->gaps + k;
        status = g->lifted ? split(r, g, error) : lift(r, g, error);
        g->seen = UNMEASURED;
    }
    return status;
}

/* The largest loss of interest, and parts of it if smaller ones are, too. */
static void set_losses(refinement *r) {
    const dc_floor_options *options = r->chooser->options;
    bool any = mpq_sgn(options->loss) == 0;
    r->loss_count = options->range || any ? LOSSES : 1;
    mpq_set_ui(r->losses[0], 1, 2);
    if (!any && mpq_cmp(options->loss, r->losses[0]) < 0)
        mpq_set(r->losses[0], options->loss);
    for (size_t i = 1; i < LOSSES; i++)
        mpq_div_2exp(r->losses[i], r->losses[i - 1], 1);
}

/* Each loss has its share of the work and of the gaps. */
static dc_status search(refinement *r, dc_error *error) {
    dc_chooser *c = r->chooser;
    size_t first = c->choice->count, losses = r->loss_count;
    uint64_t work = (WORK_LEAST + c->work / WORK_PART) / losses;
    dc_status status = DC_OK;
    for (size_t k = 0; k < first; k++)
        add_first_gap(r, k);
    for (size_t i = 0; i < losses && status == DC_OK; i++)
        status = fill_gaps(r, r->losses[i], work, first + SPLITS_MOST * (i + 1) / losses,
                           error);
    return status;
}

dc_status dc_chooser_refine(dc_chooser *c, dc_error *error) {
    dc_choice *choice = c->choice;
    refinement r = { .chooser = c };
    if (choice->count == 0 || dc_chooser_is_over(c))
        return DC_OK;
    r.gaps = malloc((choice->count + SPLITS_MOST + 1) * sizeof *r.gaps);
    if (!r.gaps)
        return dc_fail_memory(error, "the constants");
    for (size_t i = 0; i < LOSSES; i++)
        mpq_init(r.losses[i]);
    mpq_init(r.bound);
    set_losses(&r);
    choice->guarantee.stop = dc_chooser_stops;
    choice->guarantee.user = c;
    dc_status status = search(&r, error);
    choice->guarantee.stop = NULL;
    choice->guarantee.user = NULL;
    for (size_t k = 0; k < r.count; k++)
        mpq_clears(r.gaps[k].from, r.gaps[k].to, r.gaps[k].sigma, NULL);
    for (size_t i = 0; i < LOSSES; i++)
        mpq_clear(r.losses[i]);
    mpq_clear(r.bound);
    free(r.gaps);
    return status;
}
