#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/formats.h"
#include "reading.h"

static void files_are_known_by_their_names(void **state) {
    static const char *const cases[][2] = {
        { "a.csv", "csv" },
        { "a.csv.gz", "csv" },
        { "a.tsv", "csv" },
        { "a.txt", "csv" },
        { "A.CSV.GZ", "csv" },
        { "a", "csv" },
        { "-", "csv" },
        { "", "csv" },
        { "a.data", "csv" },
        { "/dev/fd/63", "csv" },
        { "a.libsvm", "libsvm" },
        { "a.svm.gz", "libsvm" },
        { "a.svmlight", "libsvm" },
        { "a.SVM", "libsvm" },
        { "a.idx", "idx" },
        { "a.idx.gz", "idx" },
        { "t10k-images-idx3-ubyte", "idx" },
        { "t10k-images-idx3-ubyte.gz", "idx" },
        { "t10k-images.idx3-ubyte", "idx" },
        { "dir.libsvm/a.csv", "csv" },
        { "dir-ubyte/a.csv", "csv" },
        { "dir-ubyte/a", "csv" },
        { "a.libsvm.csv", "csv" },
        { "libsvm", "csv" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_string_equal(dc_format_find(NULL, cases[k][0])->name, cases[k][1]);
    assert_string_equal(dc_format_find("idx", "a.csv")->name, "idx");
    assert_null(dc_format_find("xlsx", "a.csv"));
    assert_null(dc_format_find("", "a.csv"));
}

static void refuse(const dc_read_options *options, const char *message) {
    dc_dataset *data;
    dc_error error;
    assert_int_equal(dc_dataset_read(&data, "/nowhere/a.csv", options, &error),
                     DC_EUSAGE);
    assert_null(data);
    assert_string_equal(error.message, message);
}

static void options_are_checked_before_the_file(void **state) {
    (void)state;
    refuse(&(dc_read_options){ .format = "xl\nsx" },
           "there is no format 'xl\\x0asx'; the formats are csv, libsvm, idx");
    refuse(&(dc_read_options){ .delimiter = '|' },
           "--delimiter must be a comma, a semicolon or a tab");
    refuse(&(dc_read_options){ .header = (dc_header)3 },
           "--header must be detect, yes or no");
    refuse(&(dc_read_options){ .labels_file = "x" },
           "--labels-file has no meaning for the format csv");
    refuse(&(dc_read_options){ .format = "libsvm", .weight = "1" },
           "--weight has no meaning for the format libsvm");
    refuse(&(dc_read_options){ .format = "idx", .cell = "1" },
           "--cell has no meaning for the format idx");
    refuse(&(dc_read_options){ .format = "idx", .delimiter = ',' },
           "--delimiter has no meaning for the format idx");
}

static void files_that_cannot_be_opened(void **state) {
    dc_dataset *data;
    dc_error error;
    (void)state;
    assert_int_equal(dc_dataset_read(&data, "/nowhere/a.csv", NULL, &error), DC_EIO);
    assert_string_equal(error.message,
                        "/nowhere/a.csv: cannot be opened: No such file or directory");
    assert_int_equal(dc_dataset_read(&data, "/tmp", NULL, NULL), DC_EIO);
    assert_null(data);
}

static void real_files(void **state) {
    static const struct {
        const char *name;
        size_t points, features, classes;
    } files[] = {
        { "iris", 150, 4, 3 },
        { "wine", 178, 13, 3 },
        { "breast_cancer", 569, 30, 2 },
        { "digits", 1797, 64, 10 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        char path[512];
        dc_dataset *data;
        dc_error error;
        snprintf(path, sizeof path, DC_SOURCE_ROOT "/datasets/real/%s.csv",
                 files[k].name);
        if (dc_dataset_read(&data, path, NULL, &error) != DC_OK)
            fail_msg("%s", error.message);
        assert_int_equal(dc_dataset_points(data), files[k].points);
        assert_int_equal(dc_dataset_features(data), files[k].features);
        assert_int_equal(dc_dataset_classes(data), files[k].classes);
        dc_dataset_destroy(data);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_known_by_their_names),
        cmocka_unit_test(options_are_checked_before_the_file),
        cmocka_unit_test(files_that_cannot_be_opened),
        cmocka_unit_test(real_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
