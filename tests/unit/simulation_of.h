/* For tests of simulations: data, options and runs. Included after cmocka.h. */
#ifndef TEST_SIMULATION_OF_H
#define TEST_SIMULATION_OF_H

#include <doublecheck/simulate.h>

#include "reading.h"

#include "simulate/trajectory.h"

/* 0 .. N - 1 in two halves; every seventh point is in the other class if mixed. */
static inline dc_dataset *row_data(size_t N, bool mixed) {
    double *x = malloc(N * sizeof *x);
    int64_t *labels = malloc(N * sizeof *labels);
    dc_dataset *data;
    dc_error error;
    assert_true(x && labels);
    for (size_t k = 0; k < N; k++) {
        x[k] = (double)k;
        labels[k] = (k >= N / 2) ^ (mixed && k % 7 == 0);
    }
    assert_int_equal(dc_dataset_from_doubles(&data, N, 1, x, labels, NULL, &error),
                     DC_OK);
    free(labels);
    free(x);
    return data;
}

/* Fractions that are no doubles, weights likewise, and classes that the sum of the
 * coordinates decides for most points. */
static inline dc_dataset *fraction_data(uint64_t seed, size_t N, size_t n, long K) {
    static const dc_read_options columns = { .header = DC_HEADER_YES,
                                             .label = "label",
                                             .weight = "w" };
    char text[8192];
    int used = 0;
    dc_random random;
    dc_random_seed(&random, seed);
    for (size_t l = 0; l < n; l++)
        used += sprintf(text + used, "x%zu,", l + 1);
    used += sprintf(text + used, "w,label\n");
    for (size_t s = 0; s < N; s++) {
        long sum = 0, label;
        for (size_t l = 0; l < n; l++) {
            long x = dc_random_between(&random, -30, 30);
            sum += x;
            used += sprintf(text + used, "%ld/%ld,", x, dc_random_between(&random, 1, 9));
        }
        label = (sum + 30 * (long)n) * K / (60 * (long)n + 1);
        if (s < (size_t)K || dc_random_below(&random, 8) == 0)
            label = (long)s % K;
        used += sprintf(text + used, "%ld/7,%c\n", dc_random_between(&random, 1, 20),
                        (char)('a' + label));
        assert_true((size_t)used + 200 < sizeof text);
    }
    return must_read(text, &columns);
}

/* One thread, no time limit, a coarse grid; constants that hold on a row of 100. */
static inline void simulation_options(dc_simulation_options *options,
                                      const char *architecture, const char *activation,
                                      const char *optimiser) {
    dc_parameters *p = &options->floor.check.parameters;
    dc_simulation_options_init(options);
    options->training.architecture = architecture;
    options->training.activation = activation;
    options->training.optimiser = optimiser;
    options->runs = 3;
    options->steps = 20;
    options->floor.check.threads = 1;
    options->floor.check.time_limit = 0;
    options->floor.fixed = true;
    options->floor.fineness = 1;
    mpq_set_ui(p->kappa, 3, 2);
    mpq_set_ui(p->sigma, 1, 5);
    mpq_set_ui(p->delta, 9, 10);
    mpq_set_ui(p->m0, 17, 100);
}

static inline void must_make(dc_setting *setting, const dc_dataset *data,
                             const dc_simulation_options *options) {
    dc_error error;
    if (dc_setting_make(setting, data, options, &error) != DC_OK)
        fail_msg("%s: %s", options->training.architecture, error.message);
}

static inline void ground_init(dc_ground *ground) {
    dc_floor_init(&ground->floor);
    dc_parameters_init(&ground->constants);
}

static inline void ground_clear(dc_ground *ground) {
    dc_floor_clear(&ground->floor);
    dc_parameters_clear(&ground->constants);
}

/* A run that is still to be followed. */
static inline void run_init(dc_run *run) {
    *run = (dc_run){ .start = SIZE_MAX };
    mpq_init(run->loss);
    ground_init(&run->ground);
    for (size_t e = 0; e < DC_EVIDENCES; e++) {
        run->evidence[e].look = SIZE_MAX;
        ground_init(&run->evidence[e].ground);
    }
}

/* looks: not if they are the test's own. */
static inline void run_clear(dc_run *run, bool looks) {
    if (looks)
        free(run->looks);
    mpq_clear(run->loss);
    ground_clear(&run->ground);
    for (size_t e = 0; e < DC_EVIDENCES; e++)
        ground_clear(&run->evidence[e].ground);
}

static inline dc_simulation *must_simulate(const dc_dataset *data,
                                           const dc_simulation_options *options) {
    dc_simulation *simulation;
    dc_error error;
    if (dc_simulate(&simulation, data, options, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_string_equal(error.message, "");
    return simulation;
}

#endif
