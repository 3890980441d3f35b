/* For tests of the readers: files made of bytes in memory, and what is expected of
 * reading them. Included after cmocka.h. */
#ifndef TEST_READING_H
#define TEST_READING_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <doublecheck/dataset.h>

#include "../rounds.h"
#include "base/random.h"

#ifndef DC_SOURCE_ROOT
#define DC_SOURCE_ROOT "."
#endif

typedef struct memory_file {
    int descriptor;
    char path[64];
} memory_file;

static inline memory_file memory_file_open(const void *bytes, size_t size) {
    memory_file file;
    file.descriptor = memfd_create("test", MFD_CLOEXEC);
    assert_true(file.descriptor >= 0);
    for (size_t done = 0; done < size;) {
        ssize_t count = write(file.descriptor, (const char *)bytes + done, size - done);
        assert_true(count > 0);
        done += (size_t)count;
    }
    snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.descriptor);
    return file;
}

/* All that was written to it, as a string to be freed; closes it. */
static inline char *memory_file_text(const memory_file *file) {
    off_t size = lseek(file->descriptor, 0, SEEK_END);
    char *text = malloc((size_t)size + 1);
    assert_non_null(text);
    assert_int_equal(pread(file->descriptor, text, (size_t)size, 0), size);
    text[size] = '\0';
    close(file->descriptor);
    return text;
}

static inline dc_status read_bytes(dc_dataset **out, const void *bytes, size_t size,
                                   const dc_read_options *options, dc_error *error) {
    memory_file file = memory_file_open(bytes, size);
    dc_status status = dc_dataset_read(out, file.path, options, error);
    close(file.descriptor);
    return status;
}

/* The message behind "file: ". */
static inline const char *without_path(const char *message) {
    const char *colon = strncmp(message, "/proc/", 6) == 0 ? strstr(message, ": ") : NULL;
    return colon ? colon + 2 : message;
}

static inline dc_dataset *must_read(const char *text, const dc_read_options *options) {
    dc_dataset *data;
    dc_error error;
    if (read_bytes(&data, text, strlen(text), options, &error) != DC_OK)
        fail_msg("'%.200s' is refused: %s", text, error.message);
    assert_string_equal(error.message, "");
    return data;
}

static inline void must_refuse(const char *text, size_t size,
                               const dc_read_options *options, dc_status status,
                               const char *message) {
    dc_dataset *data = (dc_dataset *)&size;
    dc_error error;
    dc_status got = read_bytes(&data, text, size, options, &error);
    if (got == DC_OK)
        fail_msg("'%.200s' is read", text);
    assert_null(data);
    assert_string_equal(without_path(error.message), message);
    assert_int_equal(got, status);
    assert_int_equal(error.status, status);
}

static inline void must_refuse_text(const char *text, const dc_read_options *options,
                                    const char *message) {
    must_refuse(text, strlen(text), options, DC_EINPUT, message);
}

/* Compares a row of a dataset, written "x y ... [w=weight] [class] [@cell]". */
static inline void expect_row(const dc_dataset *data, size_t point,
                              const char *expected) {
    char row[1024], *text = row;
    mpq_t value;
    mpq_init(value);
    for (size_t l = 0; l < dc_dataset_features(data); l++) {
        dc_dataset_value(value, data, point, l);
        text += gmp_sprintf(text, "%s%Qd", l ? " " : "", value);
    }
    if (dc_dataset_weighted(data)) {
        dc_dataset_weight(value, data, point);
        text += gmp_sprintf(text, " w=%Qd", value);
    }
    if (dc_dataset_classes(data))
        text += sprintf(text, " %s",
                        dc_dataset_class_name(data, dc_dataset_class(data, point)));
    if (dc_dataset_cells(data))
        sprintf(text, " @%s", dc_dataset_cell_name(data, dc_dataset_cell(data, point)));
    mpq_clear(value);
    assert_string_equal(row, expected);
}

/* Reads a text, compares its rows (NULL-ended) and the feature names, joined. */
static inline void expect_rows(const char *text, const dc_read_options *options,
                               const char *names, const char *const *rows) {
    dc_dataset *data = must_read(text, options);
    char joined[1024];
    int used = 0;
    for (size_t l = 0; l < dc_dataset_features(data); l++)
        used += snprintf(joined + used, sizeof joined - (size_t)used, "%s%s",
                         l ? " " : "", dc_dataset_feature_name(data, l));
    assert_string_equal(joined, names);
    size_t count = 0;
    for (; rows[count]; count++) {
        assert_true(count < dc_dataset_points(data));
        expect_row(data, count, rows[count]);
    }
    assert_int_equal(dc_dataset_points(data), count);
    dc_dataset_destroy(data);
}

#define ROWS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* A file of tests/corpus/bad and the end of its message. */
typedef struct bad_file {
    const char *name, *message;
} bad_file;

static inline void expect_bad_files(const bad_file *files, size_t count) {
    for (size_t k = 0; k < count; k++) {
        char path[512], expected[DC_ERROR_SIZE];
        dc_dataset *data;
        dc_error error;
        snprintf(path, sizeof path, DC_SOURCE_ROOT "/tests/corpus/bad/%s", files[k].name);
        snprintf(expected, sizeof expected, "%s: %s", path, files[k].message);
        dc_status status = dc_dataset_read(&data, path, NULL, &error);
        if (status != DC_EINPUT)
            fail_msg("%s: status %d %s", path, status, status ? error.message : "");
        if (strlen(path) < 200)
            assert_string_equal(error.message, expected);
    }
}

/* Changes, inserts or removes up to four bytes of text[size]; returns the new size. */
static inline size_t mutate(char *text, size_t size, size_t room, dc_random *random) {
    static const char bytes[] = ",;\t\"\n\r 0123456789.-+eE/xna\0\x80\xff";
    for (uint64_t count = 1 + dc_random_below(random, 4); count > 0; count--) {
        size_t at = dc_random_below(random, size + 1);
        char byte = bytes[dc_random_below(random, sizeof bytes - 1)];
        if (dc_random_below(random, 3) == 0 && at < size) {
            memmove(text + at, text + at + 1, --size - at);
        } else if (dc_random_below(random, 2) && at < size) {
            text[at] = byte;
        } else if (size < room) {
            memmove(text + at + 1, text + at, size++ - at);
            text[at] = byte;
        }
    }
    return size;
}

/* What bad input gives: one line, and one of two statuses. */
static inline void expect_message(unsigned long round, dc_status status,
                                  const dc_error *error) {
    if ((status != DC_EINPUT && status != DC_EUSAGE) || status != error->status ||
        !error->message[0] || strpbrk(error->message, "\n\r\x1b"))
        fail_msg("round %lu: status %d, '%s'", round, status, error->message);
}

#endif
