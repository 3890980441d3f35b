#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "claims_of.h"
#include "release_lp.h"

/* One family with every grouping and question; threads make no difference. */
static tally check_family(const dc_family *family, const char *width, const char *only) {
    tally sum = { 0 };
    dc_dataset *data = mixed_data(30, only);
    for (int k = 0; k < 9; k++) {
        dc_check_options options;
        options_of(&options, &plain, "1/5");
        options.grouping = DC_GROUPS_WHOLE + k % 3;
        options.question = k / 3;
        options.family.kind = family->kind;
        options.family.sparsity = family->sparsity;
        options.family.directions = family->directions;
        must_set(options.family.width, width);
        dc_result *result = must_check(data, &options);
        char *text = must_write(result, data, &options);
        options.threads = k % 4 ? 1 : 2 + (unsigned)k / 8;
        char *other = must_write(result, data, &options);
        assert_string_equal(text, other);
        check_certificate(text, result, data, &options, &plain, &sum);
        free(other);
        free(text);
        dc_result_destroy(result);
        dc_check_options_clear(&options);
    }
    dc_dataset_destroy(data);
    return sum;
}

static void family_all_is_proved(void **state) {
    (void)state;
    tally sum = check_family(&(dc_family){ .kind = DC_FAMILY_ALL }, "1", NULL);
    assert_true(sum.boxes > 100 && sum.relations >= 6 && sum.unexamined > 0);
}

static void family_width_is_proved(void **state) {
    (void)state;
    tally sum = check_family(&(dc_family){ .kind = DC_FAMILY_WIDTH }, "1/2", "x1,x2,x4");
    assert_true(sum.boxes > 100 && sum.relations == 0);
    sum = check_family(&(dc_family){ .kind = DC_FAMILY_WIDTH }, "1/2", "x1,x3");
    assert_int_equal(sum.relations, 0);
}

static void family_sparse_is_proved(void **state) {
    (void)state;
    tally sum = check_family(&(dc_family){ .kind = DC_FAMILY_SPARSE, .sparsity = 2 }, "1",
                             NULL);
    assert_true(sum.boxes > 100 && sum.relations >= 6);
    assert_int_equal(sum.problems, 3 * sum.relations);
}

static void family_axes_is_proved(void **state) {
    (void)state;
    tally sum = check_family(&(dc_family){ .kind = DC_FAMILY_AXES }, "1", NULL);
    assert_true(sum.problems >= 18 && sum.boxes == sum.problems);
}

/* Along the second and the third all points are one. */
static void family_directions_is_proved(void **state) {
    dc_dataset *directions =
        must_read("1/2,0.75,-3,0\n0,0,0,5\n1,0,2,0\n1,0,0,0\n0,-2,1/3,1\n",
                  &(dc_read_options){ .label = "none" });
    dc_family family = { .kind = DC_FAMILY_DIRECTIONS, .directions = directions };
    (void)state;
    tally sum = check_family(&family, "1", NULL);
    assert_true(sum.relations >= 6 && 2 * sum.boxes == 3 * sum.relations);
    dc_dataset_destroy(directions);
}

/* The example of docs/certificate-format.md, up to its trees. */
static void the_square_is_as_documented(void **state) {
    static char expected[4000];
    static certified g;
    dc_check_options options;
    dc_text tokens = { 0 };
    dc_dataset *data;
    (void)state;
    assert_int_equal(dc_dataset_read(&data,
                                     DC_SOURCE_ROOT "/tests/certificate/data/square.csv",
                                     &(dc_read_options){ .label = "none" }, NULL),
                     DC_OK);
    FILE *file = fopen(DC_SOURCE_ROOT "/tests/certificate/good/square.dcert", "re");
    assert_non_null(file);
    assert_true(fread(expected, 1, sizeof expected - 1, file) > 0);
    fclose(file);
    *strstr(expected, "origin") = '\0';
    dc_text_put(&tokens, "%s", expected);
    options_of(&options, &plain, "3/5");
    dc_result *result = must_check(data, &options);
    char *text = must_write(result, data, &options);
    g.p.next = text;
    expect_tokens(&g, &tokens);
    free(text);
    dc_result_destroy(result);
    dc_check_options_clear(&options);
    dc_dataset_destroy(data);
}

/* A patient host, as often as *user says. */
static bool stop(void *user) {
    int *left = user;
    return (*left)-- <= 0;
}

/* Where no feature varies there is no problem, one feature's has a tree of one leaf. */
static void flat_data_have_little_to_prove(void **state) {
    static const char *const texts[] = { "1,7\n1,7\n1,7\n", "3,5\n",
                                         "1,7\n2,7\n3,7\n4,7\n" };
    (void)state;
    for (size_t k = 0; k < 6; k++) {
        dc_dataset *data = must_read(texts[k / 2], &(dc_read_options){ .label = "none" });
        dc_check_options options;
        tally sum = { 0 };
        options_of(&options, &plain, "2/5");
        options.question = k % 2 ? DC_MAXIMIZE_SIGMA : DC_CRITICAL_MASS;
        dc_result *result = must_check(data, &options);
        expect_certified(result, data, &options, &plain, &sum);
        assert_int_equal(sum.boxes, k < 4 ? 0 : 1);
        dc_result_destroy(result);
        dc_check_options_clear(&options);
        dc_dataset_destroy(data);
    }
}

/* hi += part of the way to 1; of sigma*, lo *= 1 - part. */
static void widen(dc_group_result *group, bool sigma, unsigned long part) {
    mpq_t by, one;
    mpq_inits(by, one, NULL);
    mpq_set_ui(one, 1, 1);
    mpq_set_ui(by, part, 10);
    mpq_canonicalize(by);
    if (sigma) {
        mpq_sub(by, one, by);
        mpq_mul(group->bracket.lo, group->bracket.lo, by);
        mpq_add(group->bracket.hi, group->bracket.hi, one);
    } else {
        mpq_sub(one, one, group->bracket.hi);
        mpq_mul(by, by, one);
        mpq_add(group->bracket.hi, group->bracket.hi, by);
    }
    group->stop = DC_STOP_TIME;
    mpq_clears(by, one, NULL);
}

/* What a search that is cut short leaves open is not claimed, what it knows is. */
static void undecided_results_are_proved(void **state) {
    unsigned long boxes[10] = { 0 };
    (void)state;
    for (unsigned long part = 0; part < 10; part++) {
        tally sum = { 0 };
        for (int sigma = 0; sigma < 2; sigma++) {
            finished f;
            finish(&f, DC_GROUPS_WHOLE, sigma ? DC_MAXIMIZE_SIGMA : DC_CRITICAL_MASS);
            assert_int_equal(f.result->stop, DC_STOP_NONE);
            widen(f.result->groups, sigma, part);
            expect_certified(f.result, f.data, &f.options, &plain, &sum);
            finished_clear(&f);
        }
        boxes[part] = sum.boxes;
    }
    assert_true(boxes[1] > 0 && boxes[9] < boxes[0]);
}

/* Without time or with an impatient host only what is given is known. */
static void no_time_gives_what_is_given(void **state) {
    dc_dataset *data = mixed_data(30, NULL);
    (void)state;
    for (int k = 0, left = 0; k < 4; k++, left = 0) {
        dc_check_options options;
        tally sum = { 0 };
        options_of(&options, &plain, "1/5");
        options.question = k % 2 ? DC_MAXIMIZE_SIGMA : DC_CRITICAL_MASS;
        options.time_limit = k < 2 ? 1e-9 : 0;
        options.stop = k < 2 ? NULL : stop;
        options.user = &left;
        dc_result *result = must_check(data, &options);
        assert_int_equal(result->stop, k < 2 ? DC_STOP_TIME : DC_STOP_INTERRUPTED);
        left = 100;
        expect_certified(result, data, &options, &plain, &sum);
        assert_int_equal(sum.boxes, 0);
        dc_result_destroy(result);
        dc_check_options_clear(&options);
    }
    dc_dataset_destroy(data);
}

static void expect_failure(const finished *f, const char *path, const dc_dataset *data,
                           dc_status status, const char *message) {
    dc_error error;
    assert_int_equal(dc_certificate_write(path, f->result, data, &f->options, &error),
                     status);
    assert_int_equal(error.status, status);
    assert_string_equal(error.message, message);
}

static void results_of_other_data_are_refused(void **state) {
    static const char *const message = "this result is not of these data";
    static const char *const others[] = { "1,2,3,4,a\n2,1,0,0,b\n",
                                          "1,2,3,4,a\n2,1,0,0,b\n0,1,2,3,d\n" };
    finished f;
    (void)state;
    finish(&f, DC_GROUPS_PAIRS, DC_CRITICAL_MASS);
    for (size_t k = 0; k < 2; k++) {
        dc_dataset *other = must_read(others[k], NULL);
        expect_failure(&f, "/dev/null", other, DC_EUSAGE, message);
        dc_dataset_destroy(other);
    }
    f.result->group_count--; /* for no reason */
    expect_failure(&f, "/dev/null", f.data, DC_EUSAGE, message);
    f.result->group_count++;
    f.options.grouping = DC_GROUPS_CELLS;
    expect_failure(&f, "/dev/null", f.data, DC_EUSAGE, message);
    finished_clear(&f);
}

static void files_that_cannot_be_written_are_reported(void **state) {
    finished f;
    (void)state;
    finish(&f, DC_GROUPS_WHOLE, DC_CRITICAL_MASS);
    expect_failure(&f, "/nowhere/x", f.data, DC_EIO,
                   "/nowhere/x: cannot be opened for writing: No such file or directory");
    expect_failure(&f, "/tmp", f.data, DC_EIO,
                   "/tmp: cannot be opened for writing: Is a directory");
    expect_failure(
        &f, "/dev/full", f.data, DC_EIO,
        "the certificate /dev/full cannot be written: No space left on device");
    finished_clear(&f);
}

static void hosts_may_interrupt(void **state) {
    finished f;
    (void)state;
    finish(&f, DC_GROUPS_WHOLE, DC_CRITICAL_MASS);
    f.options.stop = stop;
    for (int k = 0; k < 2; k++) {
        int left = k;
        f.options.user = &left;
        expect_failure(&f, "/dev/null", f.data, DC_ESTOPPED,
                       "interrupted while writing a certificate");
    }
    finished_clear(&f);
}

static void a_dash_is_standard_output(void **state) {
    memory_file file = memory_file_open("", 0);
    finished f;
    (void)state;
    finish(&f, DC_GROUPS_WHOLE, DC_CRITICAL_MASS);
    char *expected = must_write(f.result, f.data, &f.options);
    size_t size = strlen(expected);
    char *text = calloc(size + 2, 1);
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    dup2(file.descriptor, STDOUT_FILENO);
    dc_status status = dc_certificate_write("-", f.result, f.data, &f.options, NULL);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    assert_int_equal(status, DC_OK);
    assert_int_equal(pread(file.descriptor, text, size + 1, 0), size);
    assert_string_equal(text, expected);
    free(text);
    free(expected);
    close(file.descriptor);
    finished_clear(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(family_all_is_proved),
        cmocka_unit_test(family_width_is_proved),
        cmocka_unit_test(family_sparse_is_proved),
        cmocka_unit_test(family_axes_is_proved),
        cmocka_unit_test(family_directions_is_proved),
        cmocka_unit_test(the_square_is_as_documented),
        cmocka_unit_test(flat_data_have_little_to_prove),
        cmocka_unit_test(undecided_results_are_proved),
        cmocka_unit_test(no_time_gives_what_is_given),
        cmocka_unit_test(results_of_other_data_are_refused),
        cmocka_unit_test(files_that_cannot_be_written_are_reported),
        cmocka_unit_test(hosts_may_interrupt),
        cmocka_unit_test(a_dash_is_standard_output),
    };
    return cmocka_run_group_tests_name("prove", tests, NULL, release_lp);
}
