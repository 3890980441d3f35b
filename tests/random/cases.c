#include "cases.h"

#include <stdlib.h>

/* Sebastiano Vigna's splitmix64. */
static uint64_t next_bits(struct case_random *random) {
    uint64_t z = random->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

long case_between(struct case_random *random, long lo, long hi) {
    uint64_t range = (uint64_t)hi - (uint64_t)lo + 1;
    return (long)((uint64_t)lo + next_bits(random) % range);
}

static void choose(mpq_t value, struct case_random *random, const char *const *list,
                   size_t count) {
    mpq_set_str(value, list[case_between(random, 0, (long)count - 1)], 10);
    mpq_canonicalize(value);
}

static void fill(struct oracle_problem *problem, struct case_random *random, long reach) {
    for (size_t i = 0; i < problem->N * problem->n; i++)
        mpq_set_si(problem->x[i], case_between(random, -reach, reach), 1);
}

static void make_general(struct oracle_problem *problem, struct case_random *random) {
    fill(problem, random, 1000);
}

static void make_huge(struct oracle_problem *problem, struct case_random *random) {
    fill(problem, random, 1000000000000);
}

static void make_grid(struct oracle_problem *problem, struct case_random *random) {
    fill(problem, random, case_between(random, 1, 3));
}

static void make_fractions(struct oracle_problem *problem, struct case_random *random) {
    for (size_t i = 0; i < problem->N * problem->n; i++) {
        mpq_set_si(problem->x[i], case_between(random, -30, 30),
                   (unsigned long)case_between(random, 1, 12));
        mpq_canonicalize(problem->x[i]);
    }
}

/* Columns of very different size. */
static void make_scales(struct oracle_problem *problem, struct case_random *random) {
    static const long factors[] = { 1, 1000, 1000000 };
    for (size_t i = 0; i < problem->N * problem->n; i++)
        mpq_set_si(problem->x[i],
                   case_between(random, -20, 20) * factors[i % problem->n % 3], 1);
}

static void copy_row(struct oracle_problem *problem, size_t to, size_t from) {
    for (size_t l = 0; l < problem->n; l++)
        mpq_set(problem->x[to * problem->n + l], problem->x[from * problem->n + l]);
}

static void make_duplicates(struct oracle_problem *problem, struct case_random *random) {
    fill(problem, random, case_between(random, 2, 50));
    for (size_t k = 1; k < problem->N; k++)
        if (case_between(random, 0, 1) == 1)
            copy_row(problem, k, (size_t)case_between(random, 0, (long)k - 1));
}

static void make_zeros(struct oracle_problem *problem, struct case_random *random) {
    fill(problem, random, 5);
    for (size_t i = 0; i < problem->N * problem->n; i++)
        if (i / problem->n % 2 == 0)
            mpq_set_ui(problem->x[i], 0, 1);
}

/* Points base + t direction; with lines = 2 every other one on a parallel line. */
static void make_lines(struct oracle_problem *problem, struct case_random *random,
                       size_t lines) {
    long *t = oracle_alloc(problem->N, sizeof *t);
    for (size_t k = 0; k < problem->N; k++)
        t[k] = case_between(random, -6, 6);
    for (size_t l = 0; l < problem->n; l++) {
        long base = case_between(random, -4, 4), step = case_between(random, -3, 3);
        long bases[2] = { base, base + case_between(random, -4, 4) };
        for (size_t k = 0; k < problem->N; k++)
            mpq_set_si(problem->x[k * problem->n + l], bases[k % lines] + t[k] * step, 1);
    }
    free(t);
}

static void make_collinear(struct oracle_problem *problem, struct case_random *random) {
    make_lines(problem, random, 1);
}

static void make_parallel(struct oracle_problem *problem, struct case_random *random) {
    make_lines(problem, random, 2);
}

static void make_constant(struct oracle_problem *problem, struct case_random *random) {
    size_t column = (size_t)case_between(random, 0, (long)problem->n - 1);
    long value = case_between(random, -3, 3);
    fill(problem, random, 9);
    for (size_t k = 0; k < problem->N; k++)
        mpq_set_si(problem->x[k * problem->n + column], value, 1);
}

/* The last column is an affine function of the others. */
static void make_dependent(struct oracle_problem *problem, struct case_random *random) {
    size_t n = problem->n;
    long shift = case_between(random, -3, 3), slope = case_between(random, -2, 2);
    fill(problem, random, 9);
    for (size_t k = 0; k < problem->N; k++) {
        long sum = shift;
        for (size_t l = 0; l + 1 < n; l++)
            sum += (slope + (long)l) * mpz_get_si(mpq_numref(problem->x[k * n + l]));
        mpq_set_si(problem->x[k * n + n - 1], sum, 1);
    }
}

/* Signed powers of 2 and 3, so that dilated ends fall on points. */
static void make_powers(struct oracle_problem *problem, struct case_random *random) {
    for (size_t i = 0; i < problem->N * problem->n; i++) {
        long base = case_between(random, 2, 3),
             value = 2 * case_between(random, 0, 1) - 1;
        for (long power = case_between(random, 0, 5); power > 0; power--)
            value *= base;
        mpq_set_si(problem->x[i], case_between(random, 0, 5) == 0 ? 0 : value, 1);
    }
}

/* Three or four heavy points in the middle and light ones around them, so that only
 * the slabs of few directions hold the heavy ones and gain nothing when dilated. */
static void make_crowd(struct oracle_problem *problem, struct case_random *random) {
    size_t heavy = (size_t)case_between(random, 3, 4);
    long weight = case_between(random, 5, 10), ring = case_between(random, 8, 16);
    fill(problem, random, 10);
    for (size_t k = 0; k < problem->N; k++) {
        size_t l = (size_t)case_between(random, 0, (long)problem->n - 1);
        mpq_ptr value = problem->x[k * problem->n + l];
        if (k < heavy)
            mpq_set_si(problem->weight[k], weight, 1);
        else
            mpq_set_si(value, case_between(random, 0, 1) == 1 ? ring : -ring, 1);
    }
}

/* Points on the edge of the dilation of a pair of others, whatever the direction, or by a
 * hair off it; or by a hair off another point. */
static void make_edges(struct oracle_problem *problem, struct case_random *random) {
    static const char *const hairs[] = { "0", "1/1000000000000000", "-1/1000000000000000",
                                         "1/1000000000000000000", "-1/1000000000000" };
    size_t n = problem->n;
    mpq_t factor, hair, term;
    mpq_inits(factor, hair, term, NULL);
    fill(problem, random, 20);
    for (size_t k = 2; k < problem->N; k++) {
        size_t i = (size_t)case_between(random, 0, (long)k - 1);
        size_t j = (size_t)case_between(random, 0, (long)k - 1);
        mpq_set_ui(factor, 1, 1);
        mpq_sub(factor, problem->kappa, factor);
        mpq_div_2exp(factor, factor, 1); /* h */
        if (case_between(random, 0, 2) == 0)
            mpq_set_ui(factor, 0, 1);
        choose(hair, random, hairs, sizeof hairs / sizeof *hairs);
        mpq_add(factor, factor, hair);
        for (size_t l = 0; l < n; l++) {
            mpq_sub(term, problem->x[j * n + l], problem->x[i * n + l]);
            mpq_mul(term, term, factor);
            mpq_add(problem->x[k * n + l], problem->x[j * n + l], term);
        }
    }
    mpq_clears(factor, hair, term, NULL);
}

static void make_planted(struct oracle_problem *problem, struct case_random *random) {
    case_plant(problem, NULL, problem->N < 3 ? problem->N : 3, random);
}

static const struct kind {
    const char *name;
    void (*make)(struct oracle_problem *problem, struct case_random *random);
} kinds[] = {
    { "general", make_general },     { "huge", make_huge },
    { "grid", make_grid },           { "fractions", make_fractions },
    { "scales", make_scales },       { "duplicates", make_duplicates },
    { "zeros", make_zeros },         { "collinear", make_collinear },
    { "parallel", make_parallel },   { "constant", make_constant },
    { "dependent", make_dependent }, { "powers", make_powers },
    { "crowd", make_crowd },         { "edges", make_edges },
    { "planted", make_planted },
};

size_t case_kind_count(void) {
    return sizeof kinds / sizeof *kinds;
}

const char *case_kind_name(size_t kind) {
    return kind < case_kind_count() ? kinds[kind].name : NULL;
}

static void make_weights(struct oracle_problem *problem, struct case_random *random) {
    long style = case_between(random, 0, 3);
    for (size_t k = 0; k < problem->N && style >= 2; k++) {
        mpq_set_si(problem->weight[k], case_between(random, 1, 6),
                   style == 2 ? 1 : (unsigned long)case_between(random, 1, 6));
        mpq_canonicalize(problem->weight[k]);
    }
}

void case_just_above_heavy(struct oracle_problem *problem) {
    mpq_t total;
    mpq_init(total);
    mpq_set_ui(problem->delta, 1, 1);
    for (size_t k = 0; k < problem->N; k++) {
        mpq_add(total, total, problem->weight[k]);
        if (mpq_cmp_ui(problem->weight[k], 1, 1) != 0)
            mpq_add(problem->delta, problem->delta, problem->weight[k]);
    }
    mpq_div(problem->delta, problem->delta, total);
    if (mpq_cmp_ui(problem->delta, 1, 1) > 0)
        mpq_set_ui(problem->delta, 1, 1);
    mpq_div_2exp(problem->m0, problem->delta, 1);
    mpq_clear(total);
}

void case_make(struct oracle_problem *problem, struct case_random *random, size_t kind,
               size_t N, size_t n) {
    static const char *const kappas[] = { "2", "3/2", "3", "5/4", "2", "11/10" };
    static const char *const sigmas[] = { "1/4", "1/10", "1", "1/1000", "1/2" };
    static const char *const deltas[] = { "1/2", "3/4", "1", "1/3", "1" };
    static const char *const parts[] = { "1/2", "1/5", "4/5", "3/4", "1/20" };
    oracle_problem_init(problem, N, n);
    choose(problem->kappa, random, kappas, sizeof kappas / sizeof *kappas);
    choose(problem->sigma, random, sigmas, sizeof sigmas / sizeof *sigmas);
    choose(problem->delta, random, deltas, sizeof deltas / sizeof *deltas);
    choose(problem->m0, random, parts, sizeof parts / sizeof *parts);
    mpq_mul(problem->m0, problem->m0, problem->delta);
    kinds[kind].make(problem, random);
    if (kinds[kind].make == make_crowd || kinds[kind].make == make_planted)
        case_just_above_heavy(problem);
    else
        make_weights(problem, random);
}

void case_width(struct oracle_problem *problem, struct case_random *random) {
    static const char *const factors[] = { "1", "1/2", "2/3", "1/4", "2", "1/10" };
    mpq_t factor;
    mpq_init(factor);
    problem->family = ORACLE_WIDTH;
    mpq_set_ui(problem->width, 0, 1);
    for (int trial = 0; mpq_sgn(problem->width) == 0 && trial < 20; trial++) {
        size_t a = (size_t)case_between(random, 0, (long)problem->N - 1);
        size_t b = (size_t)case_between(random, 0, (long)problem->N - 1);
        size_t l = (size_t)case_between(random, 0, (long)problem->n - 1);
        mpq_sub(problem->width, problem->x[a * problem->n + l],
                problem->x[b * problem->n + l]);
        mpq_abs(problem->width, problem->width);
    }
    if (mpq_sgn(problem->width) == 0)
        mpq_set_ui(problem->width, 1, 1);
    choose(factor, random, factors, sizeof factors / sizeof *factors);
    mpq_mul(problem->width, problem->width, factor);
    mpq_clear(factor);
}

void case_directions(struct oracle_problem *problem, struct case_random *random,
                     size_t count) {
    size_t n = problem->n;
    oracle_problem_directions(problem, count);
    problem->family = ORACLE_DIRECTIONS;
    for (size_t d = 0; d < count; d++) {
        bool zero = true;
        while (zero) {
            for (size_t l = 0; l < n; l++) {
                mpq_set_si(problem->direction[d * n + l], case_between(random, -4, 4),
                           (unsigned long)case_between(random, 1, 3));
                mpq_canonicalize(problem->direction[d * n + l]);
                zero = zero && mpq_sgn(problem->direction[d * n + l]) == 0;
            }
        }
    }
}

/* A product of elementary matrices and a diagonal one. */
void case_matrix(mpq_t *matrix, struct case_random *random, size_t n) {
    mpq_t term, factor;
    mpq_inits(term, factor, NULL);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            mpq_set_si(matrix[i * n + j],
                       i == j ? case_between(random, 1, 3) *
                                    (2 * case_between(random, 0, 1) - 1)
                              : 0,
                       1);
    for (size_t step = 0; n > 1 && step < 2 * n; step++) {
        size_t i = (size_t)case_between(random, 0, (long)n - 1);
        size_t j = (i + (size_t)case_between(random, 1, (long)n - 1)) % n;
        mpq_set_si(factor, case_between(random, -2, 2), 1);
        for (size_t l = 0; l < n; l++) {
            mpq_mul(term, factor, matrix[j * n + l]);
            mpq_add(matrix[i * n + l], matrix[i * n + l], term);
        }
    }
    mpq_clears(term, factor, NULL);
}

static void print_family(FILE *stream, const struct oracle_problem *problem) {
    static const char *const names[] = { "all", "width", "sparse", "directions" };
    fprintf(stream, " family %s", names[problem->family]);
    if (problem->family == ORACLE_WIDTH)
        gmp_fprintf(stream, " %Qd", problem->width);
    if (problem->family == ORACLE_SPARSE)
        fprintf(stream, " %zu", problem->sparsity);
    for (size_t d = 0; d < problem->direction_count; d++)
        for (size_t l = 0; l < problem->n; l++)
            gmp_fprintf(stream, "%s%Qd", l == 0 ? "  " : ",",
                        problem->direction[d * problem->n + l]);
    fputc('\n', stream);
}

void case_print(FILE *stream, const struct oracle_problem *problem) {
    gmp_fprintf(stream, "# kappa %Qd sigma %Qd delta %Qd m0 %Qd", problem->kappa,
                problem->sigma, problem->delta, problem->m0);
    print_family(stream, problem);
    for (size_t l = 0; l < problem->n; l++)
        fprintf(stream, "x%zu,", l + 1);
    fprintf(stream, "weight\n");
    for (size_t k = 0; k < problem->N; k++) {
        for (size_t l = 0; l < problem->n; l++)
            gmp_fprintf(stream, "%Qd,", problem->x[k * problem->n + l]);
        gmp_fprintf(stream, "%Qd\n", problem->weight[k]);
    }
}
