#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/dataset.h"
#include "reading.h"

static void digest_of(char hex[DC_DIGEST_HEX], const void *bytes, size_t size) {
    dc_digest digest;
    dc_digest_start(&digest);
    dc_digest_add(&digest, bytes, size);
    dc_digest_hex(hex, &digest);
}

/* "y,1 2,4,0,3": header, features, label, weight and cell, columns from 1, 0: none. */
static void expect_places(const dc_source *source, size_t features,
                          const char *expected) {
    char places[200];
    int used = snprintf(places, sizeof places, "%c%c", source->header ? 'y' : 'n',
                        source->delimiter);
    for (size_t l = 0; l < features; l++)
        used += snprintf(places + used, sizeof places - (size_t)used, "%s%zu",
                         l ? " " : "", source->feature[l] + 1);
    const size_t others[] = { source->label, source->weight, source->cell };
    for (size_t k = 0; k < 3; k++)
        used += snprintf(places + used, sizeof places - (size_t)used, ",%zu",
                         others[k] == DC_NO_COLUMN ? 0 : others[k] + 1);
    assert_string_equal(places, expected);
}

static void expect_source_of(const dc_dataset *data, const void *bytes, size_t size,
                             const char *expected) {
    char hex[DC_DIGEST_HEX];
    dc_source source;
    dc_error error;
    if (dc_dataset_source(&source, data, &error) != DC_OK)
        fail_msg("%s", error.message);
    expect_places(&source, dc_dataset_features(data), expected);
    digest_of(hex, bytes, size);
    assert_string_equal(source.sha256, hex);
    free(source.feature);
}

static void expect_digest(const dc_dataset *data, const void *bytes, size_t size) {
    char hex[DC_DIGEST_HEX];
    digest_of(hex, bytes, size);
    assert_non_null(dc_dataset_sha256(data));
    assert_string_equal(dc_dataset_sha256(data), hex);
}

/* The place of everything in a plain CSV file, and the digest of its bytes. */
static void expect_plain(const char *text, const dc_read_options *options,
                         const char *expected) {
    dc_dataset *data = must_read(text, options);
    assert_true(dc_dataset_plain_csv(data));
    expect_source_of(data, text, strlen(text), expected);
    expect_digest(data, text, strlen(text));
    dc_dataset_destroy(data);
}

static void columns_are_where_the_file_has_them(void **state) {
    static const char *const text = "a,w,b,c,l\n1,2,3,k,A\n4,5,6,m,B\n";
    (void)state;
    expect_plain("1,2,A\n3,4,B\n", NULL, "n,1 2,3,0,0");
    expect_plain("x,y,l\n1,2,A\n3,4,B\n", NULL, "y,1 2,3,0,0");
    expect_plain("1\n2\n", &(dc_read_options){ .label = "none" }, "n,1,0,0,0");
    expect_plain(text, &(dc_read_options){ .weight = "w", .cell = "c" }, "y,1 3,5,2,4");
    expect_plain(text,
                 &(dc_read_options){
                     .weight = "2", .cell = "4", .label = "none", .columns = "3" },
                 "y,3,0,2,4");
}

static void options_choose_columns(void **state) {
    static const char *const text = "l,a,b,c,d\nA,1,2,3,4\nB,5,6,7,8\n";
    (void)state;
    expect_plain(text, &(dc_read_options){ .label = "l" }, "y,2 3 4 5,1,0,0");
    expect_plain(text, &(dc_read_options){ .label = "l", .columns = "d,b" },
                 "y,3 5,1,0,0");
    expect_plain(text, &(dc_read_options){ .label = "l", .drop = "a, c" }, "y,3 5,1,0,0");
    expect_plain(text, &(dc_read_options){ .drop = "l", .label = "d" }, "y,2 3 4,5,0,0");
    expect_plain("1,A,2,x\n3,B,4,x\n", &(dc_read_options){ .weight = "3", .drop = "4" },
                 "n,1,2,3,0");
    expect_plain(text, &(dc_read_options){ .label = "none", .drop = "1", .weight = "a" },
                 "y,3 4 5,0,2,0");
    expect_plain("1,2\n3,4\n",
                 &(dc_read_options){ .label = "none", .header = DC_HEADER_YES },
                 "y,1 2,0,0,0");
}

/* The digest is that of the bytes, whatever they stand for. */
static void files_are_taken_as_they_are(void **state) {
    (void)state;
    expect_plain("1;2;A\n3;4;B", NULL, "n;1 2,3,0,0");
    expect_plain("1\t2\tA\r\n3\t4\tB\r\n\r\n", NULL, "n\t1 2,3,0,0");
    expect_plain("\n \nx, y ,\"l,\"\n1.50,+2,\"A\nB\"\n\n3,4/2,\"q\"\"\"\n", NULL,
                 "y,1 2,3,0,0");
    expect_plain("\xef\xbb\xbf"
                 "1,2,A\n3,4,B\n",
                 NULL, "n,1 2,3,0,0");
}

/* More than one buffer of a reader holds. */
static void long_files_are_digested_whole(void **state) {
    enum { LINES = 50000 };
    char *text = malloc((size_t)LINES * 16 + 1), *end = text;
    (void)state;
    assert_non_null(text);
    for (int k = 0; k < LINES; k++)
        end += sprintf(end, "%d,%d,%c\n", k, k % 1000, 'a' + k % 3);
    expect_plain(text, NULL, "n,1 2,3,0,0");
    free(text);
}

/* Of data from elsewhere: the columns and bytes of the file that would be written. */
static void expect_written(const dc_dataset *data, const char *expected) {
    memory_file file = memory_file_open("", 0);
    assert_false(dc_dataset_plain_csv(data));
    assert_int_equal(dc_dataset_write_csv(data, file.path, NULL), DC_OK);
    char *bytes = memory_file_text(&file);
    expect_source_of(data, bytes, strlen(bytes), expected);
    free(bytes);
}

/* The digest of a file is that of its own bytes, whatever its format. */
static void every_format_is_digested(void **state) {
    static const char *const paths[] = { "plain.libsvm", "tiny-images-idx3-ubyte" };
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        char path[400], bytes[4096];
        dc_dataset *data;
        dc_error error;
        snprintf(path, sizeof path, DC_SOURCE_ROOT "/tests/corpus/good/%s", paths[k]);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        size_t size = fread(bytes, 1, sizeof bytes, file);
        assert_true(size < sizeof bytes);
        fclose(file);
        if (dc_dataset_read(&data, path, NULL, &error) != DC_OK)
            fail_msg("%s", error.message);
        expect_digest(data, bytes, size);
        dc_dataset_destroy(data);
    }
}

static void other_data_are_in_the_file_to_be_written(void **state) {
    const double values[] = { 0.1, -2.5, 5e-324, 1e300 }, weights[] = { 1, 0.75 };
    const int64_t labels[] = { 7, -3 };
    dc_dataset *data;
    (void)state;
    for (int parts = 0; parts < 4; parts++) {
        static const char *const expected[] = { "y,1 2,0,0,0", "y,1 2,3,0,0",
                                                "y,1 2,0,3,0", "y,1 2,4,3,0" };
        assert_int_equal(dc_dataset_from_doubles(&data, 2, 2, values,
                                                 parts & 1 ? labels : NULL,
                                                 parts & 2 ? weights : NULL, NULL),
                         DC_OK);
        expect_written(data, expected[parts]);
        assert_null(dc_dataset_sha256(data));
        dc_dataset_destroy(data);
    }
    data = must_read("A 1:1 3:2\nB 2:0.5\n", &(dc_read_options){ .format = "libsvm" });
    expect_written(data, "y,1 2 3,4,0,0");
    dc_dataset_destroy(data);
}

/* gzip of "w,a,c,b,l\n2,1,k,3,A\n1,2,m,4,B\n". */
static const unsigned char compressed[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x2b, 0xd7, 0x49,
    0xd4, 0x49, 0xd6, 0x49, 0xd2, 0xc9, 0xe1, 0x32, 0xd2, 0x31, 0xd4, 0xc9, 0xd6,
    0x31, 0xd6, 0x71, 0xe4, 0x32, 0xd4, 0x31, 0xd2, 0xc9, 0xd5, 0x31, 0xd1, 0x71,
    0xe2, 0x02, 0x00, 0xc0, 0x5c, 0xf1, 0xd5, 0x1e, 0x00, 0x00, 0x00,
};

static void compressed_files_are_not_plain(void **state) {
    static const char *const rows[] = { "1 3 w=2 A @k", "2 4 w=1 B @m" };
    dc_dataset *data;
    dc_error error;
    (void)state;
    const dc_read_options options = { .weight = "w", .cell = "c" };
    if (read_bytes(&data, compressed, sizeof compressed, &options, &error) != DC_OK)
        fail_msg("%s", error.message);
    expect_row(data, 0, rows[0]);
    expect_row(data, 1, rows[1]);
    expect_written(data, "y,1 2,5,3,4");
    static const char *const inside = "w,a,c,b,l\n2,1,k,3,A\n1,2,m,4,B\n";
    expect_digest(data, inside, strlen(inside));
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_where_the_file_has_them),
        cmocka_unit_test(options_choose_columns),
        cmocka_unit_test(files_are_taken_as_they_are),
        cmocka_unit_test(long_files_are_digested_whole),
        cmocka_unit_test(every_format_is_digested),
        cmocka_unit_test(other_data_are_in_the_file_to_be_written),
        cmocka_unit_test(compressed_files_are_not_plain),
    };
    return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
