#include <stdlib.h>

#include "cases.h"

size_t case_plant_ring(size_t n) {
    size_t count = 1;
    for (size_t l = 1; l < n; l++)
        count *= 3;
    return n == 1 ? 2 : count - 1;
}

/* The planted slab [a,b] of direction v and its dilation [A,B]. */
struct plan {
    size_t pivot, low, high;  /* low and high: heavy points at a and b */
    long *v;                  /* [n], v[pivot] != 0 */
    mpq_t a, b, A, B, square; /* |v|^2 */
};

static void choose_direction(struct plan *plan, struct case_random *random, size_t n) {
    plan->v = oracle_alloc(n, sizeof *plan->v);
    mpq_inits(plan->a, plan->b, plan->A, plan->B, plan->square, NULL);
    plan->pivot = (size_t)case_between(random, 0, (long)n - 1);
    long square = 0;
    for (size_t l = 0; l < n; l++) {
        plan->v[l] = case_between(random, -30, 30);
        if (l == plan->pivot && plan->v[l] == 0)
            plan->v[l] = 1;
        square += plan->v[l] * plan->v[l];
    }
    mpq_set_si(plan->square, square, 1);
}

/* Heavy points around the origin, and what slab and dilation they make. */
static void plant_heavy(struct plan *plan, struct oracle_problem *problem,
                        struct case_random *random, size_t heavy) {
    size_t n = problem->n;
    mpq_t h;
    mpq_init(h);
    for (size_t k = 0; k < heavy; k++) {
        long p = 0;
        for (size_t l = 0; l < n; l++) {
            long x = case_between(random, -20, 20);
            mpq_set_si(problem->x[k * n + l], x, 1);
            p += x * plan->v[l];
        }
        mpq_set_si(problem->weight[k], case_between(random, 3, 9), 1);
        if (k == 0 || mpq_cmp_si(plan->a, p, 1) > 0) {
            mpq_set_si(plan->a, p, 1);
            plan->low = k;
        }
        if (k == 0 || mpq_cmp_si(plan->b, p, 1) < 0) {
            mpq_set_si(plan->b, p, 1);
            plan->high = k;
        }
    }
    mpq_set_si(h, 1, 1);
    mpq_sub(h, problem->kappa, h);
    mpq_div_2exp(h, h, 1);
    mpq_sub(plan->B, plan->b, plan->a);
    mpq_mul(h, h, plan->B);
    mpq_sub(plan->A, plan->a, h);
    mpq_add(plan->B, plan->b, h);
    mpq_clear(h);
}

/* Point k: x_j + (h + hair) (x_j - x_i) for the points i, j at the slab's ends: off the
 * edge of the dilation by a hair, in every direction in which they are the ends. */
static void plant_hair(const struct plan *plan, struct oracle_problem *problem,
                       struct case_random *random, size_t k) {
    static const char *const hairs[] = { "1/1000000000000000", "1/10000000000000000000",
                                         "1/1000000000000" };
    size_t n = problem->n;
    mpq_t factor, term;
    mpq_inits(factor, term, NULL);
    mpq_set_si(term, -1, 1);
    mpq_add(factor, problem->kappa, term);
    mpq_div_2exp(factor, factor, 1);
    mpq_set_str(term, hairs[case_between(random, 0, 2)], 10);
    mpq_add(factor, factor, term);
    for (size_t l = 0; l < n; l++) {
        const mpq_t *i = (const mpq_t *)problem->x + plan->low * n + l;
        const mpq_t *j = (const mpq_t *)problem->x + plan->high * n + l;
        mpq_sub(term, *j, *i);
        mpq_mul(term, term, factor);
        mpq_add(problem->x[k * n + l], *j, term);
    }
    mpq_clears(factor, term, NULL);
}

/* Point k: <v,x> = place, then away along the slab: for each coordinate l but the pivot,
 * the digits of way in base 3 less 1 are the multiples of v_pivot e_l - v_l e_pivot. */
static void plant_light(const struct plan *plan, struct oracle_problem *problem, size_t k,
                        const mpq_t place, size_t way, const mpq_t away) {
    mpq_t *row = problem->x + k * problem->n;
    mpq_t step, x;
    mpq_inits(step, x, NULL);
    mpq_div(step, place, plan->square);
    for (size_t l = 0; l < problem->n; l++) {
        mpq_set_si(x, plan->v[l], 1);
        mpq_mul(row[l], x, step);
    }
    for (size_t l = 0; l < problem->n; l++) {
        if (l == plan->pivot)
            continue;
        long digit = (long)(way % 3) - 1;
        way /= 3;
        mpq_set_si(x, digit * plan->v[plan->pivot], 1);
        mpq_mul(x, x, away);
        mpq_add(row[l], row[l], x);
        mpq_set_si(x, digit * plan->v[l], 1);
        mpq_mul(x, x, away);
        mpq_sub(row[plan->pivot], row[plan->pivot], x);
    }
    mpq_clears(step, x, NULL);
}

static void keep_slab(const struct plan *plan, struct oracle_slab *slab) {
    for (size_t l = 0; l < slab->n; l++)
        mpq_set_si(slab->v[l], plan->v[l], 1);
    mpq_add(slab->c, plan->a, plan->b);
    mpq_div_2exp(slab->c, slab->c, 1);
    mpq_sub(slab->r, plan->b, plan->a);
    mpq_div_2exp(slab->r, slab->r, 1);
}

/* out = size * numerator / denominator * 2^doublings */
static void portion(mpq_t out, const mpq_t size, long numerator,
                    unsigned long denominator, size_t doublings) {
    mpq_t part;
    mpq_init(part);
    mpq_set_si(part, numerator, denominator);
    mpq_canonicalize(part);
    mpq_mul(out, size, part);
    mpq_mul_2exp(out, out, doublings);
    mpq_clear(part);
}

/* One ring of light points, each at least margin off the dilation; those of the last
 * one exactly. A point above the slab in one way along it stops the same turn as
 * one below it in the opposite way: all are put on one side, so that hardly any
 * hyperplane through light points has its normal in the cone. */
static void plant_ring(const struct plan *plan, struct oracle_problem *problem,
                       struct case_random *random, size_t first, size_t ring, bool last,
                       const mpq_t margin) {
    size_t n = problem->n, count = case_plant_ring(n), half = count / 2;
    mpq_t across, place, away;
    mpq_inits(across, place, away, NULL);
    mpq_sub(across, plan->B, plan->A);
    if (mpq_sgn(across) == 0)
        mpq_set_ui(across, 1, 1);
    for (size_t i = 0; i < count && first + i < problem->N; i++) {
        portion(place, across, last ? 0 : case_between(random, 0, 9), 20ul << ring, 0);
        mpq_add(place, place, margin);
        if (i < half)
            mpq_sub(place, plan->A, place);
        else
            mpq_add(place, plan->B, place);
        portion(away, across, case_between(random, 8, 12), 40,
                last && ring > 0 ? 2 * ring - 1 : ring);
        mpq_div(away, away, plan->square);
        plant_light(plan, problem, first + i, place, i < half ? count - i : i + 1, away);
    }
    mpq_clears(across, place, away, NULL);
}

void case_plant(struct oracle_problem *problem, struct oracle_slab *slab, size_t heavy,
                struct case_random *random) {
    static const char *const margins[] = {
        "0", "1/1000000000000000", "1/100000000000", "1/10000", "1/100", "1/5", "4"
    };
    size_t count = case_plant_ring(problem->n);
    struct plan plan;
    mpq_t margin;
    mpq_init(margin);
    choose_direction(&plan, random, problem->n);
    if (mpq_cmp_ui(problem->kappa, 2, 1) < 0)
        mpq_set_ui(problem->kappa, 2, 1);
    plant_heavy(&plan, problem, random, heavy);
    mpq_set_str(margin, margins[case_between(random, 0, 6)], 10);
    size_t first = heavy;
    if (first < problem->N && case_between(random, 0, 1) == 1)
        plant_hair(&plan, problem, random, first++);
    for (size_t ring = 0; first < problem->N; first += count, ring++)
        plant_ring(&plan, problem, random, first, ring, first + count >= problem->N,
                   margin);
    if (slab != NULL)
        keep_slab(&plan, slab);
    mpq_clear(margin);
    mpq_clears(plan.a, plan.b, plan.A, plan.B, plan.square, NULL);
    free(plan.v);
}
