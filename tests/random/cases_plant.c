#include <stdlib.h>

#include "cases.h"

/* Two for each way to turn the slab: on the same end, one above and one below, so that
 * either sense of rotation takes one in, and no hyperplane through points is in
 * the cone. */
size_t case_plant_light(size_t n) {
    return n == 1 ? 2 : 2 * (n - 1);
}

/* The planted slab [a,b] of direction v and its dilation [A,B]. */
struct plan {
    size_t pivot;
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
        if (k == 0 || mpq_cmp_si(plan->a, p, 1) > 0)
            mpq_set_si(plan->a, p, 1);
        if (k == 0 || mpq_cmp_si(plan->b, p, 1) < 0)
            mpq_set_si(plan->b, p, 1);
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

/* Point k: p = place, and away from the origin along the slab, in coordinates l and
 * pivot. */
static void plant_light(const struct plan *plan, struct oracle_problem *problem, size_t k,
                        const mpq_t place, size_t l, long away) {
    mpq_t step, x;
    mpq_inits(step, x, NULL);
    mpq_div(step, place, plan->square);
    for (size_t m = 0; m < problem->n; m++) {
        mpq_set_si(x, plan->v[m], 1);
        mpq_mul(problem->x[k * problem->n + m], x, step);
    }
    if (l != plan->pivot) {
        mpq_set_si(x, away * plan->v[plan->pivot], 1);
        mpq_add(problem->x[k * problem->n + l], problem->x[k * problem->n + l], x);
        mpq_set_si(x, -away * plan->v[l], 1);
        mpq_add(problem->x[k * problem->n + plan->pivot],
                problem->x[k * problem->n + plan->pivot], x);
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

void case_plant(struct oracle_problem *problem, struct oracle_slab *slab,
                struct case_random *random) {
    static const char *const margins[] = { "0", "1/10000", "1/50", "1", "20" };
    size_t n = problem->n, wanted = case_plant_light(n);
    size_t most = problem->N > 2 ? problem->N - 2 : 0;
    size_t light = wanted < most ? wanted : most, heavy = problem->N - light;
    long far = case_between(random, 0, 1) == 1 ? 10 : 100;
    struct plan plan;
    mpq_t margin, place;
    mpq_inits(margin, place, NULL);
    choose_direction(&plan, random, n);
    plant_heavy(&plan, problem, random, heavy);
    mpq_set_str(margin, margins[case_between(random, 0, 4)], 10);
    for (size_t i = 0; i < light; i++) {
        size_t l = n == 1 ? 0 : (plan.pivot + 1 + i / 2) % n;
        long away = far * case_between(random, 1, 9);
        if (i % 2 == 0)
            mpq_add(place, plan.B, margin);
        else
            mpq_sub(place, plan.A, margin);
        plant_light(&plan, problem, heavy + i, place, l, away);
    }
    if (slab != NULL)
        keep_slab(&plan, slab);
    mpq_clears(margin, place, NULL);
    mpq_clears(plan.a, plan.b, plan.A, plan.B, plan.square, NULL);
    free(plan.v);
}
