/* How good T6 and T7 are: distributions that satisfy the condition at every radius, and have
 * nearly as much misclassified as the floor allows. The finer the grid, the less is missing.
 * For K > 2 classes, all as large, every group has the same distribution: misclassified and
 * assigned to it, correct, and free (F2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include <doublecheck/floor.h>

#include "../rounds.h"
#include "floor/scenario.h"
#include "lp/alternative.h"
#include "lp/program.h"

enum { ATOMS = 512 };

/* Margins to the condition that make up for the rounding of linear programs. */
static const double MARGIN = 1e-6;

typedef struct constants {
    unsigned classes;
    long sigma[2], m0[2], loss[2]; /* kappa 2, delta 1/2 */
} constants;

/* Masses at the radii of a grid and at one radius more, where all that is left is: D is
 * constant in between, and kappa takes radii to radii. So the condition at the grid's radii
 * is the condition at all. */
typedef struct worst {
    dc_rings rings;
    double growth, delta, m0; /* a little stricter than the constants */
    fmpq radius[ATOMS];
    double wrong[ATOMS], right[ATOMS], free[ATOMS];
    size_t count; /* of atoms: rings.count + 1 */
    dc_program *program;
    double value; /* the mass of what is misclassified and assigned */
} worst;

static double fraction(const long value[2]) {
    return (double)value[0] / (double)value[1];
}

/* Radii from 2^-octaves on. */
static void set_atoms(worst *w, ulong octaves, size_t period) {
    fmpq_t kappa, least, most;
    dc_error error;
    fmpq_init(kappa);
    fmpq_init(least);
    fmpq_init(most);
    fmpq_set_si(kappa, 2, 1);
    fmpq_set_si(most, 16, 1);
    fmpq_one(least);
    fmpq_div_2exp(least, least, octaves);
    assert_int_equal(dc_rings_create(&w->rings, kappa, least, most, period, &error),
                     DC_OK);
    w->count = w->rings.count + 1;
    assert_true(w->count <= ATOMS);
    for (size_t j = 0; j < w->count; j++) {
        fmpq_init(w->radius + j);
        if (j < w->rings.count)
            fmpq_set(w->radius + j, w->rings.radius + j);
        else
            fmpq_mul(w->radius + j, w->radius + j - period, kappa);
    }
    fmpq_clear(most);
    fmpq_clear(least);
    fmpq_clear(kappa);
}

/* Columns: misclassified, correct and free at each atom, D_j but for the last. */
static size_t right_column(const worst *w, size_t j) {
    return w->count + j;
}

static size_t free_column(const worst *w, size_t j) {
    return 2 * w->count + j;
}

static size_t mass_column(const worst *w, size_t j) {
    return 3 * w->count + j;
}

static void put_balance(worst *w, size_t j) {
    size_t index[5] = { j, right_column(w, j), free_column(w, j) };
    size_t used = 3, last = w->count - 1;
    double value[5] = { 1, 1, 1 };
    if (j > 0) {
        index[used] = mass_column(w, j - 1);
        value[used++] = 1;
    }
    if (j < last) {
        index[used] = mass_column(w, j);
        value[used++] = -1;
    }
    dc_program_bound_row(w->program, j, j == last, j == last);
    assert_true(dc_program_set_row(w->program, j, index, value, used));
}

/* What all groups pay together, 2 / K the share of each, and what one pays alone. */
static void put_losses(worst *w, const constants *c) {
    size_t index[3 * ATOMS];
    double shared[3 * ATOMS], alone[3 * ATOMS];
    double others = c->classes - 1, loss = fraction(c->loss) - MARGIN;
    for (size_t j = 0; j < w->count; j++) {
        double u = fmpq_get_d(w->radius + j);
        index[j] = j;
        index[w->count + j] = right_column(w, j);
        index[2 * w->count + j] = free_column(w, j);
        shared[j] = others * log1p(exp(u));
        shared[w->count + j] = log1p(exp(-u));
        shared[2 * w->count + j] = 0;
        alone[j] = log1p(exp(u));
        alone[w->count + j] = log1p(exp(-u));
        alone[2 * w->count + j] = M_LN2;
        dc_program_set_cost(w->program, j, 1);
        dc_program_bound_column(w->program, free_column(w, j), 0,
                                c->classes > 2 ? INFINITY : 0);
    }
    dc_program_bound_row(w->program, w->count, -INFINITY, loss);
    dc_program_bound_row(w->program, w->count + 1, -INFINITY, loss * c->classes / 2);
    assert_true(dc_program_set_row(w->program, w->count, index, shared, 3 * w->count));
    assert_true(dc_program_set_row(w->program, w->count + 1, index, alone, 3 * w->count));
}

static size_t growth_row(const worst *w, size_t j) {
    return w->count + 2 + j;
}

static void worst_create(worst *w, const constants *c, size_t period) {
    memset(w, 0, sizeof *w);
    w->growth = 1 + fraction(c->sigma) + MARGIN;
    w->delta = 0.5 + MARGIN;
    w->m0 = fraction(c->m0) - MARGIN;
    set_atoms(w, (ulong)ceil(log(0.5 / fraction(c->m0)) / log1p(fraction(c->sigma))) + 6,
              period);
    w->program = dc_program_create(4 * w->count - 1, 2 * w->count + 1);
    assert_non_null(w->program);
    for (size_t j = 0; j < w->count; j++)
        put_balance(w, j);
    put_losses(w, c);
    for (size_t j = 0; j + period < w->rings.count; j++) {
        size_t index[] = { mass_column(w, j), mass_column(w, j + period) };
        double value[] = { w->growth, -1 };
        assert_true(dc_program_set_row(w->program, growth_row(w, j), index, value, 2));
    }
}

static void worst_destroy(worst *w) {
    dc_program_destroy(w->program);
    for (size_t j = 0; j < w->count; j++)
        fmpq_clear(w->radius + j);
    dc_rings_destroy(&w->rings);
}

/* The most that is misclassified where mass is at most m0 before radius `first`, grows from
 * there on, and to delta at least from radius `full` on; negative if nothing fits. */
static double solve(worst *w, const dc_scenario *s) {
    for (size_t j = 0; j < w->rings.count; j++) {
        bool grows = s->first <= j && j < s->full;
        dc_program_bound_column(w->program, mass_column(w, j),
                                j >= s->full + w->rings.period ? w->delta : 0,
                                j < s->first ? w->m0 : INFINITY);
        dc_program_bound_row(w->program, growth_row(w, j), -INFINITY,
                             grows ? 0 : INFINITY);
    }
    return dc_program_solve(w->program) ? dc_program_value(w->program) : -1;
}

/* Keeps the solution where it is better, what is left of the mass far out. */
static bool keep(worst *w, const dc_scenario *s) {
    double value = solve(w, s), total = 0;
    if (value <= w->value + 1e-9)
        return false;
    w->value = value;
    for (size_t j = 0; j < w->count; j++) {
        w->wrong[j] = fmax(0, dc_program_column(w->program, j));
        w->right[j] = fmax(0, dc_program_column(w->program, right_column(w, j)));
        w->free[j] = fmax(0, dc_program_column(w->program, free_column(w, j)));
        total += w->wrong[j] + w->right[j] + w->free[j];
    }
    w->right[w->count - 1] += 1 - total;
    return true;
}

static dc_scenario search_all(worst *w) {
    dc_scenario s = { 0, 0 }, best = s;
    do
        if (keep(w, &s))
            best = s;
    while (dc_scenario_next(&s, &w->rings));
    return best;
}

/* From a scenario to neighbours as long as they are better. */
static dc_scenario search_from(worst *w, dc_scenario best) {
    bool better = true;
    keep(w, &best);
    while (better) {
        better = false;
        for (int move = 0; move < 9; move++) {
            dc_scenario s = best;
            s.first += (size_t)(move % 3) - 1;
            s.full += (size_t)(move / 3) - 1;
            if (s.first > s.full || s.full > w->rings.count || !keep(w, &s))
                continue;
            best = s;
            better = true;
        }
    }
    return best;
}

/* D(radius), or D(kappa radius), with kappa = 2. */
static double mass_within(const worst *w, const fmpq_t radius, bool dilated) {
    size_t low = 0, high = w->count;
    double D = 0;
    fmpq_t r;
    fmpq_init(r);
    fmpq_set(r, radius);
    if (dilated)
        fmpq_mul_2exp(r, r, 1);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (fmpq_cmp(w->radius + middle, r) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t j = 0; j < low; j++)
        D += w->wrong[j] + w->right[j] + w->free[j];
    fmpq_clear(r);
    return D;
}

static void expect_growth(const worst *w, const constants *c, const fmpq_t radius) {
    double D = mass_within(w, radius, false), more = mass_within(w, radius, true);
    if (D >= fraction(c->m0) && more < fmin(0.5, (1 + fraction(c->sigma)) * D))
        fail_msg("radius %.9g: mass %.12f grows to %.12f only", fmpq_get_d(radius), D,
                 more);
}

/* D3 at all radii, the losses and the misclassified mass, from the atoms alone. D(r) and
 * D(kappa r) change at atoms, and where kappa r is one. */
static void expect_distribution(const worst *w, const constants *c) {
    fmpq_t r;
    double shared = 0, alone = 0, wrong = 0, total = 0, others = c->classes - 1;
    fmpq_init(r);
    for (size_t j = 0; j < w->count; j++) {
        double u = fmpq_get_d(w->radius + j);
        double assigned = w->wrong[j] * log1p(exp(u)),
               right = w->right[j] * log1p(exp(-u));
        assert_true(w->wrong[j] >= 0 && w->right[j] >= 0 && w->free[j] >= 0);
        shared += others * assigned + right;
        alone += assigned + right + w->free[j] * M_LN2;
        wrong += w->wrong[j];
        total += w->wrong[j] + w->right[j] + w->free[j];
        expect_growth(w, c, w->radius + j);
        fmpq_div_2exp(r, w->radius + j, 1);
        expect_growth(w, c, r);
    }
    assert_true(fabs(total - 1) < 1e-12 && shared <= fraction(c->loss));
    assert_true(alone <= fraction(c->loss) * c->classes / 2);
    assert_true(fabs(wrong - w->value) < 1e-8);
    fmpq_clear(r);
}

/* What the floor allows. */
static double bound_of(const constants *c, size_t period) {
    dc_guarantee g;
    dc_error error;
    mpq_t accuracy;
    mpq_init(accuracy);
    dc_guarantee_init(&g);
    mpq_set_si(g.parameters.sigma, c->sigma[0], (unsigned long)c->sigma[1]);
    mpq_set_si(g.parameters.m0, c->m0[0], (unsigned long)c->m0[1]);
    mpq_set_si(g.loss, c->loss[0], (unsigned long)c->loss[1]);
    g.fineness = period;
    g.classes = c->classes;
    if (dc_floor_doubling(accuracy, &g, &error) != DC_OK)
        fail_msg("%s", error.message);
    double bound = 1 - mpq_get_d(accuracy);
    dc_guarantee_clear(&g);
    mpq_clear(accuracy);
    return bound;
}

/* Every bound is above every distribution, and half as far when the grid is twice as fine,
 * or nearly so. */
static void approach(const constants *c, size_t finest) {
    dc_scenario s = { 0, 0 };
    double gap = INFINITY, most = 0, least = 1;
    for (size_t p = 1; p <= finest; p *= 2) {
        worst w;
        worst_create(&w, c, p);
        s = p == 1 ? search_all(&w)
                   : search_from(&w, (dc_scenario){ 2 * s.first, 2 * s.full });
        expect_distribution(&w, c);
        double bound = bound_of(c, p), before = gap;
        double wrong = (c->classes - 1) * w.value;
        gap = bound - wrong;
        most = fmax(most, wrong);
        least = fmin(least, bound);
        print_message(
            "K %u, sigma %ld/%ld, loss %ld/%ld, p %zu: %.6f of %.6f, gap %.6f\n",
            c->classes, c->sigma[0], c->sigma[1], c->loss[0], c->loss[1], p, wrong, bound,
            gap);
        worst_destroy(&w);
        if (gap > 0.75 * before)
            fail_msg("p = %zu: gap %.9f, %.9f with half as many radii", p, gap, before);
    }
    assert_true(most <= least);
}

static void floors_are_nearly_attained(void **state) {
    static const constants list[] = {
        { 2, { 9, 10 }, { 1, 100 }, { 1, 10 } }, { 2, { 9, 10 }, { 1, 100 }, { 1, 20 } },
        { 2, { 1, 4 }, { 1, 100 }, { 1, 10 } },  { 2, { 1, 4 }, { 1, 100 }, { 1, 20 } },
        { 3, { 9, 10 }, { 1, 100 }, { 1, 10 } }, { 3, { 9, 10 }, { 1, 100 }, { 1, 20 } },
        { 3, { 1, 4 }, { 1, 100 }, { 1, 10 } },
    };
    (void)state;
    /* p = 8 takes most of the time. */
    bool patient = rounds(1) > 1;
    for (size_t k = 0; k < sizeof list / sizeof *list; k++)
        approach(list + k, k == 0 || patient ? 8 : 4);
}

static int release(void **state) {
    (void)state;
    dc_lp_release_thread();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(floors_are_nearly_attained),
    };
    return cmocka_run_group_tests_name("worst", tests, NULL, release);
}
