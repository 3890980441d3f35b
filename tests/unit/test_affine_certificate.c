#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "affine_of.h"
#include "floor/affine/data_floor.h"
#include "run_verifier.h"

/* What kinds of proof there were. */
static struct { size_t points, directions, vacuous, early, leaves; } seen;

static size_t calls, patience;

static bool after_some_calls(void *user) {
    (void)user;
    return calls++ >= patience;
}

typedef struct limits {
    double loss, seconds;
    size_t patience; /* calls of stop; SIZE_MAX: no limit */
    bool safe_only;
} limits;

/* The floor of data as they are in a file; its certificate has to be verified, and says what
 * was proved. */
static void prove(const dc_dataset *source, const limits *l, const char *what) {
    char path[] = "/tmp/doublecheck-test-XXXXXX.csv";
    char certificate[] = "/tmp/doublecheck-test-XXXXXX.dcert";
    dc_read_options reading = DC_READ_DEFAULTS;
    dc_data_floor_options options;
    dc_data_floor *floor = NULL;
    dc_dataset *data = NULL;
    dc_error error = { 0 };
    mpq_t claimed;
    mpq_init(claimed);
    close(mkstemps(path, 4));
    close(mkstemps(certificate, 6));
    reading.header = DC_HEADER_YES;
    reading.label = "label";
    reading.weight = dc_dataset_weighted(source) ? "weight" : NULL;
    dc_data_floor_options_init(&options);
    mpq_set_d(options.loss, l->loss);
    options.time_limit = l->seconds;
    options.threads = 1;
    options.safe_only = l->safe_only;
    options.stop = l->patience == SIZE_MAX ? NULL : after_some_calls;
    calls = 0;
    patience = l->patience;
    if (dc_dataset_write_csv(source, path, &error) != DC_OK ||
        dc_dataset_read(&data, path, &reading, &error) != DC_OK ||
        dc_data_floor_create(&floor, data, &options, &error) != DC_OK ||
        dc_data_floor_certificate_write(certificate, claimed, floor, data, options.loss,
                                        &error) != DC_OK)
        fail_msg("%s: %s", what, error.message);
    if (run_verifier(VERIFIER_FLOOR, path, certificate) != 0)
        fail_msg("%s: not verified", what);
    if (!mpq_equal(claimed, floor->least) &&
        (!mpq_equal(floor->least, floor->trivial) || mpq_cmp(claimed, floor->least) > 0))
        fail_msg("%s: %.15f is claimed, not %.15f", what, mpq_get_d(claimed),
                 mpq_get_d(floor->least));
    assert_true(mpq_cmp(claimed, floor->safe) >= 0);
    FILE *in = fopen(certificate, "rb");
    char line[256];
    bool leaf = false;
    while (fgets(line, sizeof line, in)) {
        seen.points += strncmp(line, "proof points", 12) == 0;
        seen.directions += strncmp(line, "proof directions", 16) == 0;
        seen.vacuous += strstr(line, " vacuous") != NULL;
        leaf = leaf || strncmp(line, "b ", 2) == 0;
    }
    fclose(in);
    seen.leaves += leaf;
    seen.early += floor->stop != DC_STOP_NONE;
    assert_int_equal(dc_data_floor_certificate_write("/nowhere/at/all", claimed, floor,
                                                     data, options.loss, &error),
                     DC_EIO);
    dc_data_floor_destroy(floor);
    dc_dataset_destroy(data);
    dc_data_floor_options_clear(&options);
    mpq_clear(claimed);
    unlink(path);
    unlink(certificate);
}

/* Labels that fit, but for some noise. */
static dc_dataset *fitted(dc_random *random, size_t N, size_t n, size_t K,
                          bool weighted) {
    char *text = malloc(1 << 17), *to = text;
    for (size_t l = 0; l < n; l++)
        to += sprintf(to, "x%zu,", l);
    to += sprintf(to, "same,%slabel\n", weighted ? "weight," : "");
    for (size_t s = 0; s < N; s++) {
        double score = 0;
        for (size_t l = 0; l < n; l++) {
            long x = (long)dc_random_between(random, -40, 40);
            score += (double)x / 40 * (l % 2 ? -1 : 1);
            to += sprintf(to, "%ld,", x);
        }
        score += (double)dc_random_between(random, -500, 500) / 1000;
        long label = lround(floor((score + 1) / 2 * (double)K));
        label = s < K ? (long)s : label < 0 ? 0 : label >= (long)K ? (long)K - 1 : label;
        to += sprintf(to, "7/3,");
        if (weighted)
            to += sprintf(to, "%ld/%ld,", (long)dc_random_between(random, 1, 9),
                          (long)dc_random_between(random, 1, 90000));
        to += sprintf(to, "c%ld\n", label);
    }
    dc_dataset *data = affine_read(text);
    free(text);
    return data;
}

static void all_kinds_are_verified(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    memset(&seen, 0, sizeof seen);
    for (unsigned long round = 0; round < rounds(48); round++) {
        char what[64];
        dc_dataset *data = fitted(&random, 20 + 5 * (round % 5), 1 + round / 3 % 4,
                                  2 + round % 3, round % 4 == 0);
        limits l = { (double)(1 + round % 8) / 10, 0, 25, round % 11 == 0 };
        snprintf(what, sizeof what, "round %lu", round);
        prove(data, &l, what);
        dc_dataset_destroy(data);
    }
    print_message(
        "%zu by points, %zu by directions, %zu vacuous, %zu cut short, %zu with "
        "leaves\n",
        seen.points, seen.directions, seen.vacuous, seen.early, seen.leaves);
    assert_true(seen.points > 10 && seen.vacuous > 3 && seen.leaves > 10);
}

static void directions_are_verified(void **state) {
    dc_read_options reading = DC_READ_DEFAULTS;
    dc_dataset *data;
    dc_error error;
    (void)state;
    reading.columns = "mean_radius,mean_texture";
    reading.label = "label";
    reading.header = DC_HEADER_YES;
    assert_int_equal(dc_dataset_read(&data,
                                     DC_SOURCE_ROOT "/datasets/real/breast_cancer.csv",
                                     &reading, &error),
                     DC_OK);
    memset(&seen, 0, sizeof seen);
    prove(data, &(limits){ 0.4, 0, SIZE_MAX, false }, "breast cancer");
    assert_int_equal(seen.directions, 1);
    dc_dataset_destroy(data);
}

static void limits_at_any_time(void **state) {
    static const size_t after[] = { 0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144 };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    memset(&seen, 0, sizeof seen);
    for (size_t k = 0; k < sizeof after / sizeof *after; k++) {
        char what[64];
        dc_dataset *data = fitted(&random, 40, 1 + k % 4, 2 + k % 2, false);
        snprintf(what, sizeof what, "stopped at call %zu", after[k]);
        prove(data, &(limits){ 0.4, 1, after[k], false }, what);
        snprintf(what, sizeof what, "stopped after %zu ms", k);
        prove(data, &(limits){ 0.3, 0.001 * (double)(1 + k), SIZE_MAX, false }, what);
        dc_dataset_destroy(data);
    }
    assert_true(seen.early > 6);
}

/* Before there are coordinates. */
static void stopped_while_reading(void **state) {
    enum { N = 5000 };
    double *x = calloc(2 * N, sizeof *x);
    int64_t label[N];
    dc_dataset *data;
    dc_error error;
    (void)state;
    for (size_t s = 0; s < N; s++) {
        x[2 * s] = (double)(s * 7 % 101);
        x[2 * s + 1] = (double)(s * 11 % 13);
        label[s] = s % 3 == 0;
    }
    assert_int_equal(dc_dataset_from_doubles(&data, N, 2, x, label, NULL, &error), DC_OK);
    for (size_t k = 0; k < 2; k++)
        prove(data, &(limits){ 0.3, 0, k, false }, "stopped while reading");
    dc_dataset_destroy(data);
    free(x);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kinds_are_verified),
        cmocka_unit_test(directions_are_verified),
        cmocka_unit_test(limits_at_any_time),
        cmocka_unit_test(stopped_while_reading),
    };
    return cmocka_run_group_tests_name("data floor certificate", tests, NULL, NULL);
}
