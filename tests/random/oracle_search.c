#include <stdlib.h>

#include "oracle_search.h"

/* factor = least common multiple of factor and the denominators of values. */
static void widen(mpz_t factor, const mpq_t *values, size_t count) {
    for (size_t i = 0; i < count; i++)
        mpz_lcm(factor, factor, mpq_denref(values[i]));
}

static void to_integers(mpz_t *out, const mpq_t *values, size_t count,
                        const mpz_t factor) {
    for (size_t i = 0; i < count; i++) {
        mpz_divexact(out[i], factor, mpq_denref(values[i]));
        mpz_mul(out[i], out[i], mpq_numref(values[i]));
    }
}

/* The least integer that is not below bound * total. */
static void least_mass(mpz_t out, const mpz_t total, const mpq_t bound) {
    mpz_mul(out, total, mpq_numref(bound));
    mpz_cdiv_q(out, out, mpq_denref(bound));
}

void oracle_search_init(struct oracle_search *search, struct oracle_answer *answer,
                        const struct oracle_problem *problem, bool ratio) {
    size_t N = problem->N, n = problem->n;
    *search =
        (struct oracle_search){ .problem = problem, .answer = answer, .ratio = ratio };
    mpz_inits(search->scale, search->half_width, search->total, search->inner,
              search->outer, search->least, search->limit, search->near, search->wide,
              search->left, search->right, search->low, search->high, NULL);
    search->x = oracle_mpz_array(N * n);
    search->weight = oracle_mpz_array(N);
    search->p = oracle_mpz_array(N);
    search->prefix = oracle_mpz_array(N + 1);
    search->order = oracle_alloc(N, sizeof *search->order);

    mpz_set_ui(search->scale, 2);
    widen(search->scale, (const mpq_t *)problem->x, N * n);
    mpz_mul(search->scale, search->scale, mpq_denref(problem->width));
    mpz_mul(search->scale, search->scale, mpq_denref(problem->kappa));
    to_integers(search->x, (const mpq_t *)problem->x, N * n, search->scale);
    to_integers(&search->half_width, &problem->width, 1, search->scale);
    mpz_divexact_ui(search->half_width, search->half_width, 2);

    mpz_t factor;
    mpz_init_set_ui(factor, 1);
    widen(factor, (const mpq_t *)problem->weight, N);
    to_integers(search->weight, (const mpq_t *)problem->weight, N, factor);
    for (size_t k = 0; k < N; k++)
        mpz_add(search->total, search->total, search->weight[k]);
    mpz_clear(factor);
    least_mass(search->least, search->total, problem->m0);
    least_mass(search->limit, search->total, problem->delta);
    answer->found = answer->infinite = false;
    mpq_set_ui(answer->value, 0, 1);
}

void oracle_search_finish(struct oracle_search *search) {
    struct oracle_answer *answer = search->answer;
    size_t N = search->problem->N;
    if (answer->found && search->ratio) {
        mpz_sub(mpq_numref(answer->value), search->outer, search->inner);
        mpz_set(mpq_denref(answer->value), search->inner);
        mpq_canonicalize(answer->value);
    } else if (answer->found) {
        mpq_set(answer->value, answer->slab.inner);
    }
    answer->infinite = search->ratio && !answer->found;
    oracle_mpz_free(search->x, N * search->problem->n);
    oracle_mpz_free(search->weight, N);
    oracle_mpz_free(search->p, N);
    oracle_mpz_free(search->prefix, N + 1);
    free(search->order);
    mpz_clears(search->scale, search->half_width, search->total, search->inner,
               search->outer, search->least, search->limit, search->near, search->wide,
               search->left, search->right, search->low, search->high, NULL);
}

/* outer < (1 + sigma) inner */
static bool grows_too_little(const struct oracle_search *search, const mpz_t inner,
                             const mpz_t outer) {
    mpz_t left, right;
    mpz_inits(left, right, NULL);
    mpz_add(right, mpq_numref(search->problem->sigma),
            mpq_denref(search->problem->sigma));
    mpz_mul(right, right, inner);
    mpz_mul(left, outer, mpq_denref(search->problem->sigma));
    bool less = mpz_cmp(left, right) < 0;
    mpz_clears(left, right, NULL);
    return less;
}

/* Can no slab of this mass be better than the best one, whatever its dilation? None is
 * better than one that does not grow at all. */
static bool hopeless(const struct oracle_search *search, const mpz_t inner) {
    if (search->ratio)
        return mpz_cmp(inner, search->least) < 0 ||
               (search->answer->found && mpz_cmp(search->inner, search->outer) == 0);
    return mpz_cmp(inner, search->inner) <= 0;
}

static bool better(const struct oracle_search *search, const mpz_t inner,
                   const mpz_t outer) {
    if (hopeless(search, inner) || mpz_cmp(outer, search->limit) >= 0)
        return false;
    if (!search->ratio)
        return grows_too_little(search, inner, outer);
    if (!search->answer->found)
        return true;
    mpz_t left, right;
    mpz_inits(left, right, NULL);
    mpz_mul(left, outer, search->inner);
    mpz_mul(right, search->outer, inner);
    bool less = mpz_cmp(left, right) < 0;
    mpz_clears(left, right, NULL);
    return less;
}

/* Keeps the slab whose c and r are given doubled and times scale. Its masses, counted
 * again from the definition, must agree. */
static void keep(struct oracle_search *search, const mpz_t *v, const mpz_t c2,
                 const mpz_t r2, const mpz_t inner, const mpz_t outer) {
    struct oracle_slab *slab = &search->answer->slab;
    mpq_t mass;
    mpq_init(mass);
    mpz_set(search->inner, inner);
    mpz_set(search->outer, outer);
    search->answer->found = true;
    for (size_t l = 0; l < slab->n; l++)
        mpq_set_z(slab->v[l], v[l]);
    mpz_set(mpq_numref(slab->c), c2);
    mpz_mul_2exp(mpq_denref(slab->c), search->scale, 1);
    mpq_canonicalize(slab->c);
    mpz_set(mpq_numref(slab->r), r2);
    mpz_mul_2exp(mpq_denref(slab->r), search->scale, 1);
    mpq_canonicalize(slab->r);
    oracle_slab_weigh(slab, search->problem);
    mpq_set_num(mass, inner);
    mpz_set(mpq_denref(mass), search->total);
    mpq_canonicalize(mass);
    bool same = mpq_equal(mass, slab->inner);
    mpz_set(mpq_numref(mass), outer);
    mpz_set(mpq_denref(mass), search->total);
    mpq_canonicalize(mass);
    same = same && mpq_equal(mass, slab->outer);
    mpq_clear(mass);
    if (!same || !oracle_slab_in_family(slab, search->problem))
        abort();
}

static void project(struct oracle_search *search, const mpz_t *v) {
    size_t n = search->problem->n;
    for (size_t k = 0; k < search->problem->N; k++) {
        mpz_set_ui(search->p[k], 0);
        for (size_t l = 0; l < n; l++)
            mpz_addmul(search->p[k], v[l], search->x[k * n + l]);
    }
}

/* Sorts the points by projection and adds up their weights in that order. */
static void sort_points(struct oracle_search *search) {
    size_t N = search->problem->N, *order = search->order;
    for (size_t k = 0; k < N; k++) {
        size_t at = k;
        for (; at > 0 && mpz_cmp(search->p[order[at - 1]], search->p[k]) > 0; at--)
            order[at] = order[at - 1];
        order[at] = k;
    }
    for (size_t k = 0; k < N; k++)
        mpz_add(search->prefix[k + 1], search->prefix[k], search->weight[order[k]]);
}

/* The tight slab of the sorted places i <= j, first and last of their ties: its
 * dilation [(1+h) p_i - h p_j, (1+h) p_j - h p_i], with 2h = kappa - 1 = q / d, holds
 * the points with 2d p in [(2d + q) p_i - q p_j, (2d + q) p_j - q p_i]. */
static void try_pair(struct oracle_search *search, const mpz_t *v, size_t i, size_t j) {
    size_t N = search->problem->N, *order = search->order;
    mpz_t *p = search->p;
    mpz_ptr a = p[order[i]], b = p[order[j]];
    mpz_sub(search->near, search->prefix[j + 1], search->prefix[i]);
    if (hopeless(search, search->near))
        return;
    mpz_mul_2exp(search->right, mpq_denref(search->problem->kappa), 1);
    mpz_sub(search->left, mpq_numref(search->problem->kappa),
            mpq_denref(search->problem->kappa));
    mpz_add(search->low, search->left, search->right);
    mpz_mul(search->high, search->low, b);
    mpz_submul(search->high, search->left, a);
    mpz_mul(search->low, search->low, a);
    mpz_submul(search->low, search->left, b);
    mpz_set_ui(search->wide, 0);
    for (size_t k = 0; k < N; k++) {
        mpz_mul(search->left, search->right, p[k]);
        if (mpz_cmp(search->left, search->low) >= 0 &&
            mpz_cmp(search->left, search->high) <= 0)
            mpz_add(search->wide, search->wide, search->weight[k]);
    }
    if (!better(search, search->near, search->wide))
        return;
    mpz_add(search->low, a, b);
    mpz_sub(search->high, b, a);
    keep(search, v, search->low, search->high, search->near, search->wide);
}

/* Sets least to the smallest p_j - p_i that the family allows. */
static void least_gap(mpz_t least, const struct oracle_search *search, const mpz_t *v) {
    mpz_set_ui(least, 0);
    if (search->problem->family != ORACLE_WIDTH)
        return;
    for (size_t l = 0; l < search->problem->n; l++)
        if (mpz_cmpabs(v[l], least) > 0)
            mpz_abs(least, v[l]);
    mpz_mul(least, least, search->half_width);
    mpz_mul_2exp(least, least, 1);
}

void oracle_search_tight(struct oracle_search *search, const mpz_t *v) {
    if (hopeless(search, search->total))
        return;
    size_t N = search->problem->N, *order = search->order;
    mpz_t *p = search->p, least, gap;
    mpz_inits(least, gap, NULL);
    project(search, v);
    sort_points(search);
    least_gap(least, search, v);
    for (size_t i = 0; i < N; i++) {
        if (i > 0 && mpz_cmp(p[order[i]], p[order[i - 1]]) == 0)
            continue;
        for (size_t j = i; j < N; j++) {
            if (j + 1 < N && mpz_cmp(p[order[j]], p[order[j + 1]]) == 0)
                continue;
            mpz_sub(gap, p[order[j]], p[order[i]]);
            if (mpz_cmp(gap, least) >= 0)
                try_pair(search, v, i, j);
        }
    }
    mpz_clears(least, gap, NULL);
}

void oracle_search_slab(struct oracle_search *search, const mpz_t *v, const mpz_t c,
                        const mpz_t r) {
    if (hopeless(search, search->total))
        return;
    mpq_srcptr kappa = search->problem->kappa;
    project(search, v);
    mpz_set_ui(search->near, 0);
    mpz_set_ui(search->wide, 0);
    mpz_mul(search->right, mpq_numref(kappa), r);
    for (size_t k = 0; k < search->problem->N; k++) {
        mpz_sub(search->left, search->p[k], c);
        if (mpz_cmpabs(search->left, r) <= 0)
            mpz_add(search->near, search->near, search->weight[k]);
        mpz_mul(search->left, search->left, mpq_denref(kappa));
        if (mpz_cmpabs(search->left, search->right) <= 0)
            mpz_add(search->wide, search->wide, search->weight[k]);
    }
    if (!better(search, search->near, search->wide))
        return;
    mpz_mul_2exp(search->low, c, 1);
    mpz_mul_2exp(search->high, r, 1);
    keep(search, v, search->low, search->high, search->near, search->wide);
}
