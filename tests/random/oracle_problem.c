#include <stdlib.h>

#include "oracle.h"

void *oracle_alloc(size_t count, size_t size) {
    void *memory = calloc(count + 1, size);
    if (memory == NULL)
        abort();
    return memory;
}

mpq_t *oracle_mpq_array(size_t count) {
    mpq_t *array = oracle_alloc(count, sizeof *array);
    for (size_t i = 0; i < count; i++)
        mpq_init(array[i]);
    return array;
}

void oracle_mpq_free(mpq_t *array, size_t count) {
    for (size_t i = 0; array != NULL && i < count; i++)
        mpq_clear(array[i]);
    free(array);
}

mpz_t *oracle_mpz_array(size_t count) {
    mpz_t *array = oracle_alloc(count, sizeof *array);
    for (size_t i = 0; i < count; i++)
        mpz_init(array[i]);
    return array;
}

void oracle_mpz_free(mpz_t *array, size_t count) {
    for (size_t i = 0; array != NULL && i < count; i++)
        mpz_clear(array[i]);
    free(array);
}

void oracle_problem_init(struct oracle_problem *problem, size_t N, size_t n) {
    *problem = (struct oracle_problem){ .N = N, .n = n, .family = ORACLE_ALL };
    problem->x = oracle_mpq_array(N * n);
    problem->weight = oracle_mpq_array(N);
    for (size_t k = 0; k < N; k++)
        mpq_set_ui(problem->weight[k], 1, 1);
    mpq_inits(problem->kappa, problem->sigma, problem->delta, problem->m0, problem->width,
              NULL);
    mpq_set_ui(problem->kappa, 2, 1);
    mpq_set_ui(problem->sigma, 1, 4);
    mpq_set_ui(problem->delta, 1, 2);
    mpq_set_ui(problem->m0, 1, 10);
    mpq_set_ui(problem->width, 1, 1);
    problem->sparsity = 1;
}

void oracle_problem_directions(struct oracle_problem *problem, size_t count) {
    oracle_mpq_free(problem->direction, problem->direction_count * problem->n);
    problem->direction = oracle_mpq_array(count * problem->n);
    problem->direction_count = count;
}

void oracle_problem_copy(struct oracle_problem *out,
                         const struct oracle_problem *problem) {
    size_t N = problem->N, n = problem->n;
    oracle_problem_init(out, N, n);
    for (size_t i = 0; i < N * n; i++)
        mpq_set(out->x[i], problem->x[i]);
    for (size_t k = 0; k < N; k++)
        mpq_set(out->weight[k], problem->weight[k]);
    mpq_set(out->kappa, problem->kappa);
    mpq_set(out->sigma, problem->sigma);
    mpq_set(out->delta, problem->delta);
    mpq_set(out->m0, problem->m0);
    mpq_set(out->width, problem->width);
    out->family = problem->family;
    out->sparsity = problem->sparsity;
    oracle_problem_directions(out, problem->direction_count);
    for (size_t i = 0; i < problem->direction_count * n; i++)
        mpq_set(out->direction[i], problem->direction[i]);
}

void oracle_problem_clear(struct oracle_problem *problem) {
    oracle_mpq_free(problem->x, problem->N * problem->n);
    oracle_mpq_free(problem->weight, problem->N);
    oracle_mpq_free(problem->direction, problem->direction_count * problem->n);
    mpq_clears(problem->kappa, problem->sigma, problem->delta, problem->m0,
               problem->width, NULL);
}

void oracle_answer_init(struct oracle_answer *answer, size_t n) {
    *answer = (struct oracle_answer){ .slab.n = n };
    answer->slab.v = oracle_mpq_array(n);
    mpq_inits(answer->value, answer->slab.c, answer->slab.r, answer->slab.inner,
              answer->slab.outer, NULL);
}

void oracle_answer_clear(struct oracle_answer *answer) {
    oracle_mpq_free(answer->slab.v, answer->slab.n);
    mpq_clears(answer->value, answer->slab.c, answer->slab.r, answer->slab.inner,
               answer->slab.outer, NULL);
}

/* |<v,x_k> - c| */
static void distance(mpq_t out, const struct oracle_slab *slab, const mpq_t *x) {
    mpq_t term;
    mpq_init(term);
    mpq_neg(out, slab->c);
    for (size_t l = 0; l < slab->n; l++) {
        mpq_mul(term, slab->v[l], x[l]);
        mpq_add(out, out, term);
    }
    mpq_abs(out, out);
    mpq_clear(term);
}

void oracle_slab_weigh(struct oracle_slab *slab, const struct oracle_problem *problem) {
    mpq_t away, wide, total;
    mpq_inits(away, wide, total, NULL);
    mpq_mul(wide, problem->kappa, slab->r);
    mpq_set_ui(slab->inner, 0, 1);
    mpq_set_ui(slab->outer, 0, 1);
    for (size_t k = 0; k < problem->N; k++) {
        distance(away, slab, (const mpq_t *)problem->x + k * problem->n);
        mpq_add(total, total, problem->weight[k]);
        if (mpq_cmp(away, slab->r) <= 0)
            mpq_add(slab->inner, slab->inner, problem->weight[k]);
        if (mpq_cmp(away, wide) <= 0)
            mpq_add(slab->outer, slab->outer, problem->weight[k]);
    }
    mpq_div(slab->inner, slab->inner, total);
    mpq_div(slab->outer, slab->outer, total);
    mpq_clears(away, wide, total, NULL);
}

bool oracle_slab_violates(const struct oracle_slab *slab,
                          const struct oracle_problem *problem) {
    mpq_t least;
    mpq_init(least);
    mpq_mul(least, problem->sigma, slab->inner);
    mpq_add(least, least, slab->inner);
    bool violates = mpq_cmp(slab->outer, problem->delta) < 0 &&
                    mpq_cmp(slab->outer, least) < 0;
    mpq_clear(least);
    return violates;
}

/* Are a and b multiples of each other? Neither is zero. */
static bool parallel(const mpq_t *a, const mpq_t *b, size_t n) {
    mpq_t left, right;
    bool same = true;
    mpq_inits(left, right, NULL);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            mpq_mul(left, a[i], b[j]);
            mpq_mul(right, a[j], b[i]);
            same = same && mpq_equal(left, right);
        }
    }
    mpq_clears(left, right, NULL);
    return same;
}

static bool wide_enough(const struct oracle_slab *slab, const mpq_t width) {
    mpq_t least, entry;
    bool wide = true;
    mpq_inits(least, entry, NULL);
    for (size_t l = 0; l < slab->n; l++) {
        mpq_abs(entry, slab->v[l]);
        mpq_mul(least, width, entry);
        mpq_sub(least, least, slab->r);
        wide = wide && mpq_cmp(least, slab->r) <= 0;
    }
    mpq_clears(least, entry, NULL);
    return wide;
}

bool oracle_slab_in_family(const struct oracle_slab *slab,
                           const struct oracle_problem *problem) {
    size_t nonzero = 0;
    for (size_t l = 0; l < slab->n; l++)
        nonzero += mpq_sgn(slab->v[l]) != 0;
    if (nonzero == 0 || mpq_sgn(slab->r) < 0)
        return false;
    if (problem->family == ORACLE_SPARSE)
        return nonzero <= problem->sparsity;
    if (problem->family == ORACLE_WIDTH)
        return wide_enough(slab, problem->width);
    if (problem->family == ORACLE_ALL)
        return true;
    for (size_t d = 0; d < problem->direction_count; d++)
        if (parallel((const mpq_t *)slab->v,
                     (const mpq_t *)problem->direction + d * slab->n, slab->n))
            return true;
    return false;
}
