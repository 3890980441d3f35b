/* Before gmp.h, which then declares gmp_fprintf. */
#include <stdio.h>

#include "engine.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cases.h"

static const char *DC_PRINTF(2, 3)
    object(struct engine_run *run, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(run->why, sizeof run->why, format, arguments);
    va_end(arguments);
    return run->why;
}

/* Objects with two rationals. */
static const char *differ(struct engine_run *run, const char *what, const mpq_t got,
                          const mpq_t expected) {
    gmp_snprintf(run->why, sizeof run->why, "%s is %Qd, not %Qd", what, got, expected);
    return run->why;
}

static bool all_doubles(const mpq_t *values, size_t count) {
    mpq_t back;
    bool exact = true;
    mpq_init(back);
    for (size_t i = 0; i < count && exact; i++) {
        mpq_set_d(back, mpq_get_d(values[i]));
        exact = mpq_equal(back, values[i]) != 0;
    }
    mpq_clear(back);
    return exact;
}

static double *to_doubles(const mpq_t *values, size_t count) {
    double *out = oracle_alloc(count, sizeof *out);
    for (size_t i = 0; i < count; i++)
        out[i] = mpq_get_d(values[i]);
    return out;
}

/* weight may be NULL. */
static dc_status read_file(dc_dataset **out, size_t N, size_t n, const mpq_t *x,
                           const mpq_t *weight, dc_error *error) {
    dc_read_options options = DC_READ_DEFAULTS;
    char path[] = "/tmp/doublecheck-XXXXXX.csv";
    int descriptor = mkstemps(path, 4);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (file == NULL)
        abort();
    for (size_t l = 0; l < n; l++)
        fprintf(file, "%sf%zu", l == 0 ? "" : ",", l);
    fprintf(file, "%s\n", weight != NULL ? ",mass" : "");
    for (size_t k = 0; k < N; k++) {
        for (size_t l = 0; l < n; l++)
            gmp_fprintf(file, "%s%Qd", l == 0 ? "" : ",", x[k * n + l]);
        if (weight != NULL)
            gmp_fprintf(file, ",%Qd", weight[k]);
        fputc('\n', file);
    }
    fclose(file);
    options.header = DC_HEADER_YES;
    options.label = "none";
    options.weight = weight != NULL ? "mass" : NULL;
    dc_status status = dc_dataset_read(out, path, &options, error);
    unlink(path);
    return status;
}

static dc_status build(dc_dataset **out, size_t N, size_t n, const mpq_t *x,
                       const mpq_t *weight, bool by_file, dc_error *error) {
    if (by_file || !all_doubles(x, N * n) || (weight != NULL && !all_doubles(weight, N)))
        return read_file(out, N, n, x, weight, error);
    double *values = to_doubles(x, N * n);
    double *weights = weight != NULL ? to_doubles(weight, N) : NULL;
    dc_status status = dc_dataset_from_doubles(out, N, n, values, NULL, weights, error);
    free(values);
    free(weights);
    return status;
}

static void set_family(dc_family *family, const struct oracle_problem *problem) {
    static const dc_family_kind kinds[] = {
        [ORACLE_ALL] = DC_FAMILY_ALL,
        [ORACLE_WIDTH] = DC_FAMILY_WIDTH,
        [ORACLE_SPARSE] = DC_FAMILY_SPARSE,
        [ORACLE_DIRECTIONS] = DC_FAMILY_DIRECTIONS,
    };
    family->kind = kinds[problem->family];
    family->sparsity = problem->sparsity;
    mpq_set(family->width, problem->width);
    if (family->kind == DC_FAMILY_SPARSE && problem->sparsity == 1 && problem->N % 2 == 0)
        family->kind = DC_FAMILY_AXES; /* the same by another name */
}

const char *engine_prepare(struct engine_run *run, const struct oracle_problem *problem,
                           dc_question question, bool by_file) {
    dc_error error = { 0 };
    dc_check_options *options = &run->options;
    *run = (struct engine_run){ .data = NULL };
    dc_check_options_init(options);
    mpq_set(options->parameters.kappa, problem->kappa);
    mpq_set(options->parameters.sigma, problem->sigma);
    mpq_set(options->parameters.delta, problem->delta);
    mpq_set(options->parameters.m0, problem->m0);
    options->grouping = DC_GROUPS_WHOLE;
    options->question = question;
    options->time_limit = 0;
    options->threads = 1;
    if (build(&run->data, problem->N, problem->n, (const mpq_t *)problem->x,
              (const mpq_t *)problem->weight, by_file, &error) != DC_OK)
        return object(run, "dataset: %s", error.message);
    if (problem->family == ORACLE_DIRECTIONS &&
        build(&run->directions, problem->direction_count, problem->n,
              (const mpq_t *)problem->direction, NULL, by_file, &error) != DC_OK)
        return object(run, "directions: %s", error.message);
    set_family(&options->family, problem);
    options->family.directions = run->directions;
    return NULL;
}

const char *engine_check(struct engine_run *run) {
    dc_error error = { 0 };
    if (dc_check(&run->result, run->data, &run->options, &error) != DC_OK)
        return object(run, "dc_check: %s", error.message);
    if (run->result->group_count != 1)
        return object(run, "%zu groups", run->result->group_count);
    run->group = &run->result->groups[0];
    if (run->group->stop != DC_STOP_NONE && run->group->stop != DC_STOP_DECIDED)
        return object(run, "stopped: %s", dc_stop_name(run->group->stop));
    if (run->result->verdict != run->group->verdict)
        return object(run, "verdicts of result and group differ");
    return NULL;
}

void engine_stop(struct engine_run *run) {
    dc_result_destroy(run->result);
    dc_check_options_clear(&run->options);
    dc_dataset_destroy(run->data);
    dc_dataset_destroy(run->directions);
}

/* v coprime, its first non-zero entry positive. */
static bool normal(const dc_witness *witness) {
    mpz_t divisor;
    int first = 0;
    mpz_init(divisor);
    for (size_t l = 0; l < witness->features; l++) {
        mpz_gcd(divisor, divisor, witness->v[l]);
        if (first == 0)
            first = mpz_sgn(witness->v[l]);
    }
    bool good = first > 0 && mpz_cmp_ui(divisor, 1) == 0;
    mpz_clear(divisor);
    return good;
}

static const char *weigh_again(struct engine_run *run, const dc_witness *witness,
                               const struct oracle_slab *slab) {
    dc_error error = { 0 };
    mpq_t inner, outer;
    size_t count = dc_dataset_points(run->data);
    size_t *points = oracle_alloc(count, sizeof *points);
    for (size_t k = 0; k < count; k++)
        points[k] = k;
    mpq_inits(inner, outer, NULL);
    const char *why = NULL;
    if (dc_slab_masses(inner, outer, run->data, points, count, witness->v, witness->c,
                       witness->r, run->options.parameters.kappa, &error) != DC_OK)
        why = object(run, "dc_slab_masses: %s", error.message);
    else if (!mpq_equal(inner, slab->inner))
        why = differ(run, "dc_slab_masses' mass", inner, slab->inner);
    else if (!mpq_equal(outer, slab->outer))
        why = differ(run, "dc_slab_masses' dilated mass", outer, slab->outer);
    mpq_clears(inner, outer, NULL);
    free(points);
    return why;
}

const char *engine_weigh(struct engine_run *run, const dc_witness *witness,
                         const struct oracle_problem *problem, struct oracle_slab *slab) {
    if (witness->v == NULL)
        return object(run, "no witness");
    if (witness->features != problem->n)
        return object(run, "the witness has %zu features", witness->features);
    if (!normal(witness))
        return object(run, "v is not primitive, or its first entry is negative");
    for (size_t l = 0; l < problem->n; l++)
        mpq_set_z(slab->v[l], witness->v[l]);
    mpq_set(slab->c, witness->c);
    mpq_set(slab->r, witness->r);
    if (!oracle_slab_in_family(slab, problem))
        return object(run, "the witness is not in the family");
    oracle_slab_weigh(slab, problem);
    if (!mpq_equal(slab->inner, witness->mass))
        return differ(run, "the witness's mass", witness->mass, slab->inner);
    if (!mpq_equal(slab->outer, witness->dilated_mass))
        return differ(run, "the witness's dilated mass", witness->dilated_mass,
                      slab->outer);
    return weigh_again(run, witness, slab);
}

/* The witness of m*. */
static const char *attains_mass(struct engine_run *run, const struct oracle_slab *slab,
                                const struct oracle_problem *problem,
                                const struct oracle_answer *answer) {
    if (!oracle_slab_violates(slab, problem))
        return object(run, "the witness does not violate");
    if (!mpq_equal(slab->inner, answer->value))
        return differ(run, "the witness's mass", slab->inner, answer->value);
    return NULL;
}

/* The witness of sigma*. */
static const char *attains_sigma(struct engine_run *run, const struct oracle_slab *slab,
                                 const struct oracle_problem *problem,
                                 const struct oracle_answer *answer) {
    if (mpq_cmp(slab->inner, problem->m0) < 0 ||
        mpq_cmp(slab->outer, problem->delta) >= 0)
        return object(run, "the witness does not count: mass < m0 or dilated >= delta");
    mpq_t least;
    mpq_init(least);
    mpq_mul(least, slab->inner, answer->value);
    mpq_add(least, least, slab->inner);
    const char *why = NULL;
    if (!mpq_equal(least, slab->outer))
        why = differ(run, "the witness's dilated mass", slab->outer, least);
    mpq_clear(least);
    return why;
}

const char *engine_compare(struct engine_run *run, const dc_bracket *bracket,
                           const dc_witness *witness,
                           const struct oracle_problem *problem,
                           const struct oracle_answer *answer) {
    bool sigma = run->options.question == DC_MAXIMIZE_SIGMA;
    if (bracket->infinite != answer->infinite)
        return object(run, answer->infinite ? "the value is infinite, not finite"
                                            : "the value is finite, not infinite");
    if (!answer->infinite && !mpq_equal(bracket->lo, answer->value))
        return differ(run, "lo", bracket->lo, answer->value);
    if (!answer->infinite && !mpq_equal(bracket->hi, answer->value))
        return differ(run, "hi", bracket->hi, answer->value);
    if (!answer->found)
        return witness->v != NULL ? object(run, "a witness of nothing") : NULL;
    struct oracle_answer mine;
    oracle_answer_init(&mine, problem->n);
    const char *why = engine_weigh(run, witness, problem, &mine.slab);
    if (why == NULL)
        why = sigma ? attains_sigma(run, &mine.slab, problem, answer)
                    : attains_mass(run, &mine.slab, problem, answer);
    oracle_answer_clear(&mine);
    return why;
}

/* out = problem without point drop. */
static void without(struct oracle_problem *out, const struct oracle_problem *problem,
                    size_t drop) {
    size_t n = problem->n, last = problem->N - 1;
    oracle_problem_copy(out, problem);
    for (size_t k = drop; k < last; k++) {
        mpq_set(out->weight[k], problem->weight[k + 1]);
        for (size_t l = 0; l < n; l++)
            mpq_set(out->x[k * n + l], problem->x[(k + 1) * n + l]);
    }
    for (size_t l = 0; l < n; l++)
        mpq_clear(out->x[last * n + l]);
    mpq_clear(out->weight[last]);
    out->N = last;
}

typedef const char *judge_function(struct engine_run *run,
                                   const struct oracle_problem *problem);

/* Drops one point that is not needed for the objection; false if all are. */
static bool shrink(struct oracle_problem *problem, judge_function *judge) {
    for (size_t drop = 0; problem->N > 1 && drop < problem->N; drop++) {
        struct oracle_problem smaller;
        struct engine_run run;
        without(&smaller, problem, drop);
        bool objects = judge(&run, &smaller) != NULL;
        engine_stop(&run);
        if (objects) {
            oracle_problem_clear(problem);
            *problem = smaller;
            return true;
        }
        oracle_problem_clear(&smaller);
    }
    return false;
}

void engine_report(const struct oracle_problem *problem, uint64_t seed,
                   judge_function *judge) {
    struct oracle_problem small;
    struct engine_run run;
    oracle_problem_copy(&small, problem);
    while (shrink(&small, judge))
        continue;
    const char *why = judge(&run, &small);
    fprintf(stderr, "# seed %llu: %s\n", (unsigned long long)seed,
            why != NULL ? why : "(not reproduced)");
    case_print(stderr, &small);
    engine_stop(&run);
    oracle_problem_clear(&small);
}
