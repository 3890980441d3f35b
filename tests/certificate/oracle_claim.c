/* What the slow oracles of tests/random say about one group of points. Standard input:
 * words and numbers, separated by blanks,
 *
 *     critical-mass | sigma
 *     N n kappa sigma delta m0
 *     all | width W | sparse K | directions COUNT, then so many times n numbers
 *     for each of the N points its weight and its n features
 *
 * (question sigma has no use for the number sigma). Standard output: the critical mass,
 * or sigma* or "infinite". Costs as in oracle.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

__attribute__((noreturn)) static void refuse(const char *what) {
    fprintf(stderr, "oracle_claim: %s is wrong or missing\n", what);
    exit(2);
}

static size_t read_count(const char *what) {
    size_t count;
    if (scanf("%zu", &count) != 1)
        refuse(what);
    return count;
}

static void read_numbers(mpq_t *value, size_t count, const char *what) {
    for (size_t i = 0; i < count; i++) {
        if (gmp_scanf("%Qd", value[i]) != 1 || mpz_sgn(mpq_denref(value[i])) == 0)
            refuse(what);
        mpq_canonicalize(value[i]);
    }
}

static void read_family(struct oracle_problem *problem) {
    char word[16] = "";
    if (scanf("%15s", word) != 1)
        refuse("the family");
    if (strcmp(word, "width") == 0) {
        problem->family = ORACLE_WIDTH;
        read_numbers(&problem->width, 1, "the width");
    } else if (strcmp(word, "sparse") == 0) {
        problem->family = ORACLE_SPARSE;
        problem->sparsity = read_count("the sparsity");
    } else if (strcmp(word, "directions") == 0) {
        problem->family = ORACLE_DIRECTIONS;
        oracle_problem_directions(problem, read_count("the number of directions"));
        read_numbers(problem->direction, problem->direction_count * problem->n,
                     "a direction");
    } else if (strcmp(word, "all") != 0) {
        refuse("the family");
    }
}

static void read_problem(struct oracle_problem *problem) {
    size_t N = read_count("N"), n = read_count("n");
    oracle_problem_init(problem, N, n);
    read_numbers(&problem->kappa, 1, "kappa");
    read_numbers(&problem->sigma, 1, "sigma");
    read_numbers(&problem->delta, 1, "delta");
    read_numbers(&problem->m0, 1, "m0");
    read_family(problem);
    for (size_t k = 0; k < N; k++) {
        read_numbers(problem->weight + k, 1, "a weight");
        read_numbers(problem->x + k * n, n, "a feature");
    }
}

int main(void) {
    struct oracle_problem problem;
    struct oracle_answer answer;
    char question[16];
    if (scanf("%15s", question) != 1)
        refuse("the question");
    read_problem(&problem);
    oracle_answer_init(&answer, problem.n);
    if (strcmp(question, "sigma") == 0)
        oracle_sigma_star(&answer, &problem);
    else
        oracle_critical_mass(&answer, &problem);
    if (answer.infinite)
        puts("infinite");
    else
        gmp_printf("%Qd\n", answer.value);
    oracle_answer_clear(&answer);
    oracle_problem_clear(&problem);
    return 0;
}
