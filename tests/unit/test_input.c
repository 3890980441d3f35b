#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

#include "base/random.h"
#include "data/input.h"
#include "reading.h"

static dc_input *must_open(const char *path) {
    dc_input *input;
    dc_error error;
    if (dc_input_open(&input, path, &error) != DC_OK)
        fail_msg("%s", error.message);
    return input;
}

static size_t compress_bytes(const void *bytes, size_t size, unsigned char *out,
                             size_t room) {
    z_stream stream = { .next_in = (Bytef *)bytes, .avail_in = (unsigned)size };
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY),
                     Z_OK);
    stream.next_out = out;
    stream.avail_out = (unsigned)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return stream.total_out;
}

static unsigned char sample(size_t k) {
    return (unsigned char)(k * 2654435761u >> 13);
}

/* 1 MB of bytes, so that the window moves and grows. */
enum { SAMPLE = 1000000, PACKED = 1100000 };

static unsigned char *new_sample(void) {
    unsigned char *bytes = malloc(SAMPLE);
    assert_non_null(bytes);
    for (size_t k = 0; k < SAMPLE; k++)
        bytes[k] = sample(k);
    return bytes;
}

/* Records of random lengths: each byte is seen in its place. */
static void expect_sample(const char *path) {
    dc_input *input = must_open(path);
    dc_random random;
    dc_random_seed(&random, 3);
    for (size_t start = 0; start < SAMPLE;) {
        size_t length = 1 + dc_random_below(&random, 70000);
        for (size_t p = 0; p < length; p++) {
            int expected = start + p < SAMPLE ? sample(start + p) : -1;
            if (dc_input_at(input, p) != expected)
                fail_msg("byte %zu of %s is %d, not %d", start + p, path,
                         dc_input_at(input, p), expected);
            if (expected < 0)
                length = p;
        }
        dc_input_advance(input, length);
        start += length;
    }
    assert_int_equal(dc_input_at(input, 0), -1);
    assert_int_equal(dc_input_status(input, NULL), DC_OK);
    dc_input_close(input);
}

static void bytes_arrive_in_order(void **state) {
    unsigned char *bytes = new_sample();
    unsigned char *packed = malloc(PACKED);
    (void)state;
    memory_file plain = memory_file_open(bytes, SAMPLE);
    size_t size = compress_bytes(bytes, SAMPLE, packed, PACKED);
    memory_file zipped = memory_file_open(packed, size);
    expect_sample(plain.path);
    expect_sample(zipped.path);
    close(plain.descriptor);
    close(zipped.descriptor);
    free(bytes);
    free(packed);
}

static void standard_input_is_a_dash(void **state) {
    unsigned char *bytes = new_sample();
    memory_file file = memory_file_open(bytes, SAMPLE);
    int saved = dup(STDIN_FILENO);
    (void)state;
    assert_int_equal(lseek(file.descriptor, 0, SEEK_SET), 0);
    assert_int_equal(dup2(file.descriptor, STDIN_FILENO), STDIN_FILENO);
    dc_input *input = must_open("-");
    assert_string_equal(input->name, "standard input");
    assert_int_equal(dc_input_at(input, 5), sample(5));
    dc_input_close(input);
    assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
    lseek(file.descriptor, 0, SEEK_SET);
    expect_sample("-");
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(file.descriptor);
    free(bytes);
}

static void every_cut_of_gzip_data_is_noticed(void **state) {
    unsigned char packed[200];
    char text[] = "one,two,three\n1,2,3\n4,5,6\n", read[4096];
    size_t size = compress_bytes(text, sizeof text - 1, packed, sizeof packed), got;
    dc_error error;
    (void)state;
    for (size_t cut = 3; cut < size; cut++) {
        memory_file file = memory_file_open(packed, cut);
        dc_input *input = must_open(file.path);
        assert_int_equal(dc_input_read(input, read, sizeof read, &got, &error),
                         DC_EINPUT);
        assert_string_equal(without_path(error.message),
                            "the gzip data end too early (a truncated file?)");
        dc_input_close(input);
        close(file.descriptor);
    }
    for (size_t flaw = 10; flaw < size - 4; flaw++) {
        packed[flaw] ^= 0x20;
        memory_file file = memory_file_open(packed, size);
        dc_input *input = must_open(file.path);
        dc_status status = dc_input_read(input, read, sizeof read, &got, &error);
        bool harmless = status == DC_OK && got == sizeof text - 1 &&
                        memcmp(read, text, got) == 0; /* a bit of padding */
        if (status != DC_EINPUT && !harmless)
            fail_msg("the flaw at byte %zu is not noticed", flaw);
        dc_input_close(input);
        close(file.descriptor);
        packed[flaw] ^= 0x20;
    }
}

static void what_cannot_be_opened(void **state) {
    dc_input *input;
    dc_error error;
    char secret[] = "/tmp/doublecheck-test-XXXXXX";
    (void)state;
    assert_int_equal(dc_input_open(&input, "/nowhere/x.csv", &error), DC_EIO);
    assert_null(input);
    assert_string_equal(error.message,
                        "/nowhere/x.csv: cannot be opened: No such file or directory");
    assert_int_equal(dc_input_open(&input, "/tmp", &error), DC_EIO);
    assert_string_equal(error.message, "/tmp: is a directory");
    assert_int_equal(dc_input_open(&input, "", NULL), DC_EIO);
    close(mkstemp(secret));
    chmod(secret, 0);
    if (geteuid() != 0) {
        assert_int_equal(dc_input_open(&input, secret, &error), DC_EIO);
        assert_non_null(strstr(error.message, "Permission denied"));
    }
    unlink(secret);
}

/* The memory of a process at address 0 opens, but does not read. */
static void what_cannot_be_read(void **state) {
    dc_input *input = must_open("/proc/self/mem");
    dc_error error;
    (void)state;
    assert_int_equal(dc_input_at(input, 0), -1);
    assert_int_equal(dc_input_status(input, &error), DC_EIO);
    assert_string_equal(error.message,
                        "/proc/self/mem: cannot be read: Input/output error");
    dc_input_close(input);
}

static void names_are_printable_and_short(void **state) {
    char path[400];
    dc_input *input;
    dc_error error;
    (void)state;
    assert_int_equal(dc_input_open(&input, "/nowhere/\x1b[1m\n", &error), DC_EIO);
    assert_int_equal(strncmp(error.message, "/nowhere/\\x1b[1m\\x0a: ", 22), 0);
    memset(path, 'a', sizeof path);
    memcpy(path + sizeof path - 5, ".csv", 5);
    assert_int_equal(dc_input_open(&input, path, &error), DC_EIO);
    assert_non_null(strstr(error.message, "aaa.csv: cannot be opened"));
    assert_int_equal(strncmp(error.message, "...aaa", 6), 0);
    assert_true(strlen(error.message) < 260);
}

static void lines_over_64_MiB_are_refused(void **state) {
    memory_file file = { memfd_create("test", MFD_CLOEXEC), "" };
    dc_error error;
    (void)state;
    snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.descriptor);
    assert_int_equal(ftruncate(file.descriptor, 100 << 20), 0);
    dc_input *input = must_open(file.path);
    input->line = 3;
    assert_int_equal(dc_input_at(input, DC_INPUT_MAX_RECORD - 1), 0);
    assert_int_equal(dc_input_at(input, DC_INPUT_MAX_RECORD), -1);
    assert_int_equal(dc_input_status(input, &error), DC_EINPUT);
    assert_string_equal(without_path(error.message), "line 3 is longer than 64 MiB");
    assert_true(input->capacity <= DC_INPUT_MAX_RECORD);
    dc_input_close(input);
    close(file.descriptor);
}

static void byte_order_mark_is_skipped_once(void **state) {
    const char text[] = "\xef\xbb\xbf\xef\xbb\xbfx";
    memory_file file = memory_file_open(text, sizeof text - 1);
    dc_input *input = must_open(file.path);
    (void)state;
    dc_input_skip_mark(input);
    assert_int_equal(dc_input_at(input, 0), 0xef);
    assert_int_equal(dc_input_at(input, 3), 'x');
    dc_input_close(input);
    close(file.descriptor);
    file = memory_file_open("\xef\xbb", 2);
    input = must_open(file.path);
    dc_input_skip_mark(input);
    assert_int_equal(dc_input_at(input, 0), 0xef);
    dc_input_close(input);
    close(file.descriptor);
}

static void find_stops_at_marked_bytes(void **state) {
    const unsigned char stops[256] = { [','] = 1 };
    memory_file file = memory_file_open("ab,cd", 5);
    dc_input *input = must_open(file.path);
    (void)state;
    assert_int_equal(dc_input_find(input, 0, stops), 2);
    assert_int_equal(dc_input_find(input, 2, stops), 2);
    assert_int_equal(dc_input_find(input, 3, stops), 5);
    dc_input_close(input);
    close(file.descriptor);
}

static void messages_say_where(void **state) {
    dc_input input = { .name = "f.csv" };
    dc_error error;
    (void)state;
    assert_int_equal(dc_input_fail(&input, 12, 3, "width", &error, "%d is bad", 5),
                     DC_EINPUT);
    assert_string_equal(error.message, "f.csv: line 12, column 3 (width): 5 is bad");
    dc_input_fail(&input, 12, 3, NULL, &error, "bad");
    assert_string_equal(error.message, "f.csv: line 12, column 3: bad");
    dc_input_fail(&input, 0, 3, "a\nb", &error, "bad");
    assert_string_equal(error.message, "f.csv: column 3 (a\\x0ab): bad");
    dc_input_fail(&input, 12, 0, NULL, &error, "bad");
    assert_string_equal(error.message, "f.csv: line 12: bad");
    dc_input_fail(&input, 0, 0, NULL, &error, "bad");
    assert_string_equal(error.message, "f.csv: bad");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_arrive_in_order),
        cmocka_unit_test(standard_input_is_a_dash),
        cmocka_unit_test(every_cut_of_gzip_data_is_noticed),
        cmocka_unit_test(what_cannot_be_opened),
        cmocka_unit_test(what_cannot_be_read),
        cmocka_unit_test(names_are_printable_and_short),
        cmocka_unit_test(lines_over_64_MiB_are_refused),
        cmocka_unit_test(byte_order_mark_is_skipped_once),
        cmocka_unit_test(find_stops_at_marked_bytes),
        cmocka_unit_test(messages_say_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
