#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reading.h"

#define IMAGES "\0\0\x08\3\0\0\0\3\0\0\0\2\0\0\0\2"
#define BAD DC_SOURCE_ROOT "/tests/corpus/bad/"
#define GOOD DC_SOURCE_ROOT "/tests/corpus/good/"

static void bad_files_have_one_message(void **state) {
    static const bad_file files[] = {
        { "empty-idx3-ubyte", "the file ends in its header" },
        { "short_header-images-idx3-ubyte", "the file ends in its header" },
        { "magic-images-idx3-ubyte", "no idx file: it begins with 'P5 2'" },
        { "floats-images-idx3-ubyte",
          "its elements have type 0x0d; only unsigned bytes (0x08) are read" },
        { "dimensions-images-idx5-ubyte", "5 dimensions; at most 4 are read" },
        { "no_items-images-idx3-ubyte", "its header speaks of 0 items" },
        { "no_pixels-images-idx3-ubyte", "its header speaks of items of 0 bytes" },
        { "huge-images-idx3-ubyte", "its header speaks of items of over 1000000 bytes" },
        { "claims_more-images-idx3-ubyte",
          "the file ends in item 4 of the 4294967295 that its header speaks of" },
        { "truncated-images-idx3-ubyte",
          "the file ends in item 3 of the 3 that its header speaks of" },
        { "goes_on-images-idx3-ubyte",
          "the file goes on after the items that its header speaks of" },
        { "holds_labels-idx1-ubyte", "holds labels: give the file of the images" },
        { "digits-idx3-ubyte", "its name does not tell where the labels are: use "
                               "--labels-file FILE, or --label none" },
    };
    (void)state;
    expect_bad_files(files, sizeof files / sizeof *files);
}

static void refuse(const char *path, const dc_read_options *options, dc_status status,
                   const char *message) {
    dc_dataset *data;
    dc_error error;
    assert_int_equal(dc_dataset_read(&data, path, options, &error), status);
    assert_string_equal(error.message, message);
}

/* The message names the file of the labels. */
static void bad_labels(void **state) {
    (void)state;
    refuse(BAD "count-images-idx3-ubyte", NULL, DC_EINPUT,
           BAD "count-labels-idx1-ubyte: 4 labels, but there are 3 images");
    refuse(BAD "short_labels-images-idx3-ubyte", NULL, DC_EINPUT,
           BAD
           "short_labels-labels-idx1-ubyte: the file ends in item 3 of the 3 that its "
           "header speaks of");
    refuse(BAD "image_labels-images-idx3-ubyte", NULL, DC_EINPUT,
           BAD "image_labels-labels-idx1-ubyte: holds no labels, but items of 1 bytes");
    refuse(BAD "no_labels-images-idx3-ubyte", NULL, DC_EIO,
           BAD "no_labels-labels-idx1-ubyte: cannot be opened: No such file or directory "
               "(use --labels-file FILE, or --label none)");
    refuse(BAD "no_labels-images-idx3-ubyte",
           &(dc_read_options){ .labels_file = "/nowhere/labels" }, DC_EIO,
           "/nowhere/labels: cannot be opened: No such file or directory");
    refuse(BAD "no_labels-images-idx3-ubyte",
           &(dc_read_options){ .labels_file = "x", .label = "none" }, DC_EUSAGE,
           "--labels-file contradicts --label none");
    refuse(GOOD "tiny-images-idx3-ubyte", &(dc_read_options){ .label = "1" }, DC_EUSAGE,
           "in the format idx the label is the column 'label' (--label label), or none "
           "(--label none)");
}

static dc_dataset *read_good(const char *path, const dc_read_options *options) {
    dc_dataset *data;
    dc_error error;
    if (dc_dataset_read(&data, path, options, &error) != DC_OK)
        fail_msg("%s", error.message);
    return data;
}

static void expect_tiny(dc_dataset *data, const char *second, bool labelled) {
    assert_int_equal(dc_dataset_points(data), 3);
    assert_int_equal(dc_dataset_features(data), 4);
    assert_string_equal(dc_dataset_feature_name(data, 1), second);
    expect_row(data, 0, labelled ? "0 1 2 3 1" : "0 1 2 3");
    expect_row(data, 1, labelled ? "4 5 6 7 0" : "4 5 6 7");
    expect_row(data, 2, labelled ? "8 9 10 11 1" : "8 9 10 11");
    dc_dataset_destroy(data);
}

static void good_files(void **state) {
    (void)state;
    expect_tiny(read_good(GOOD "tiny-images-idx3-ubyte", NULL), "pixel_0_1", true);
    expect_tiny(read_good(GOOD "packed-images-idx3-ubyte.gz", NULL), "pixel_0_1", true);
    expect_tiny(read_good(GOOD "vectors-images.idx3-ubyte",
                          &(dc_read_options){ .label = "label" }),
                "pixel_1", true);
    expect_tiny(read_good(BAD "no_labels-images-idx3-ubyte",
                          &(dc_read_options){ .label = "none" }),
                "pixel_0_1", false);
    expect_tiny(read_good(BAD "no_labels-images-idx3-ubyte",
                          &(dc_read_options){ .labels_file = GOOD
                                              "packed-labels-idx1-ubyte.gz" }),
                "pixel_0_1", true);
}

static void pixels_can_be_chosen(void **state) {
    dc_dataset *data = read_good(GOOD "tiny-images-idx3-ubyte",
                                 &(dc_read_options){ .columns = "pixel_1_1,2" });
    (void)state;
    assert_string_equal(dc_dataset_feature_name(data, 1), "pixel_1_1");
    expect_row(data, 2, "9 11 1");
    dc_dataset_destroy(data);
}

static void bytes_are_unsigned(void **state) {
    const char bytes[] = IMAGES "\0\x7f\x80\xff"
                                "1234"
                                "5678";
    dc_dataset *data;
    (void)state;
    assert_int_equal(read_bytes(&data, bytes, sizeof bytes - 1,
                                &(dc_read_options){ .format = "idx", .label = "none" },
                                NULL),
                     DC_OK);
    expect_row(data, 0, "0 127 128 255");
    dc_dataset_destroy(data);
}

static void mutations_never_crash(void **state) {
    static const char seed[] = IMAGES "0123456789ab";
    const dc_read_options options = { .format = "idx", .label = "none" };
    dc_random random;
    size_t good = 0;
    (void)state;
    dc_random_seed(&random, 29);
    for (unsigned long k = 0; k < rounds(500); k++) {
        char bytes[64];
        dc_dataset *data;
        dc_error error = { 0 };
        memcpy(bytes, seed, sizeof seed - 1);
        size_t size = mutate(bytes, sizeof seed - 1, sizeof bytes, &random);
        dc_status status = read_bytes(&data, bytes, size, &options, &error);
        good += status == DC_OK;
        if (status == DC_OK)
            dc_dataset_destroy(data);
        else
            expect_message(k, status, &error);
    }
    assert_in_range(good, 20, rounds(500) - 100);
}

static void memory_is_bounded(void **state) {
    dc_dataset *data;
    dc_error error;
    (void)state;
    assert_int_equal(dc_dataset_read(&data, GOOD "tiny-images-idx3-ubyte",
                                     &(dc_read_options){ .max_bytes = 500 }, &error),
                     DC_ENOMEM);
}

static void mnist(void **state) {
    dc_dataset *data =
        read_good(DC_SOURCE_ROOT "/datasets/real/mnist/t10k-images-idx3-ubyte.gz", NULL);
    size_t sevens = 0;
    (void)state;
    assert_int_equal(dc_dataset_points(data), 10000);
    assert_int_equal(dc_dataset_features(data), 784);
    assert_int_equal(dc_dataset_classes(data), 10);
    assert_string_equal(dc_dataset_feature_name(data, 783), "pixel_27_27");
    assert_string_equal(dc_dataset_class_name(data, 0), "7");
    for (size_t k = 0; k < 10000; k++)
        sevens += dc_dataset_class(data, k) == 0;
    assert_int_equal(sevens, 1028);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_files_have_one_message),
        cmocka_unit_test(bad_labels),
        cmocka_unit_test(good_files),
        cmocka_unit_test(pixels_can_be_chosen),
        cmocka_unit_test(bytes_are_unsigned),
        cmocka_unit_test(mutations_never_crash),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(mnist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
