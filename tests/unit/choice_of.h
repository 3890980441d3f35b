/* For tests of choices of constants: data, options, and whether constants hold. Included
 * after cmocka.h. */
#ifndef TEST_CHOICE_OF_H
#define TEST_CHOICE_OF_H

#include "checks_of.h"

#include <doublecheck/floor.h>

enum { LINE = 400 };

/* k / N, labelled by halves. */
static inline dc_dataset *line_data(size_t N) {
    double x[LINE];
    int64_t labels[LINE];
    dc_dataset *data;
    dc_error error;
    for (size_t k = 0; k < N; k++) {
        x[k] = (double)k / (double)N;
        labels[k] = k >= N / 2;
    }
    assert_int_equal(dc_dataset_from_doubles(&data, N, 1, x, labels, NULL, &error),
                     DC_OK);
    return data;
}

/* N points of a square, or a cube, in `classes` classes. */
static inline dc_dataset *square_data(size_t N, size_t n, int64_t classes) {
    dc_random random;
    double *x = malloc(N * n * sizeof *x);
    int64_t *labels = malloc(N * sizeof *labels);
    dc_dataset *data;
    dc_error error;
    assert_true(x && labels);
    dc_random_seed(&random, 1);
    for (size_t k = 0; k < N * n; k++)
        x[k] = (double)dc_random_between(&random, -1000, 1000) / 1024;
    for (size_t k = 0; k < N; k++)
        labels[k] = (int64_t)k % classes;
    assert_int_equal(dc_dataset_from_doubles(&data, N, n, x, labels, NULL, &error),
                     DC_OK);
    free(labels);
    free(x);
    return data;
}

static inline void set(mpq_t value, unsigned long num, unsigned long den) {
    mpq_set_ui(value, num, den);
    mpq_canonicalize(value);
}

static inline void set_options(dc_floor_options *options) {
    dc_floor_options_init(options);
    options->check.threads = 1;
    options->check.time_limit = 0;
    options->fineness = 1;
}

/* With m0 that many millionths larger; nothing holds with m0 = 0. */
static inline dc_verdict verdict_of(const dc_dataset *data, const dc_check_options *like,
                                    const dc_parameters *p, long millionths) {
    dc_check_options options;
    dc_check_options_init(&options);
    options.threads = 1;
    options.time_limit = 0;
    options.question = DC_DECIDE;
    options.family.kind = like->family.kind;
    mpq_set(options.family.width, like->family.width);
    options.grouping = like->grouping;
    mpq_set(options.parameters.kappa, p->kappa);
    mpq_set(options.parameters.sigma, p->sigma);
    mpq_set(options.parameters.delta, p->delta);
    mpq_set_si(options.parameters.m0, millionths, 1000000);
    mpq_canonicalize(options.parameters.m0);
    mpq_add(options.parameters.m0, options.parameters.m0, p->m0);
    dc_verdict verdict = DC_VIOLATED;
    if (mpq_sgn(options.parameters.m0) > 0) {
        dc_result *result = must_check(data, &options);
        verdict = result->verdict;
        dc_result_destroy(result);
    }
    dc_check_options_clear(&options);
    return verdict;
}

#endif
