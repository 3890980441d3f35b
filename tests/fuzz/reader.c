#include "reader.h"

#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

uint8_t fuzz_take(fuzz_input *input) {
    if (input->size == 0)
        return 0;
    input->size--;
    return *input->bytes++;
}

fuzz_file fuzz_file_open(const void *bytes, size_t size) {
    fuzz_file file = { .descriptor = memfd_create("fuzz", MFD_CLOEXEC) };
    EXPECT(file.descriptor >= 0);
    for (size_t done = 0; done < size;) {
        ssize_t count = write(file.descriptor, (const char *)bytes + done, size - done);
        EXPECT(count > 0);
        done += (size_t)count;
    }
    snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.descriptor);
    return file;
}

void fuzz_file_close(const fuzz_file *file) {
    close(file->descriptor);
}

const char *fuzz_column(unsigned choice) {
    static const char *const choices[] = {
        NULL, "none", "label", "x",    "y", "x1",  "x2",    "1",
        "2",  "3",    "w",     "c, x", "",  "1,2", " 2 ,y", "0",
    };
    return choices[choice % COUNT(choices)];
}

size_t fuzz_budget(unsigned choice) {
    static const size_t choices[] = { 1 << 20, 1 << 14, 1 << 11, 64 };
    return choices[choice % COUNT(choices)];
}

dc_read_options fuzz_csv_options(fuzz_input *input, unsigned *choice) {
    static const char delimiters[] = { 0, ',', ';', '\t', '|', 0, 0, 0 };
    unsigned style = fuzz_take(input);
    *choice = fuzz_take(input);
    unsigned parts = fuzz_take(input), more = fuzz_take(input);
    unsigned features = fuzz_take(input);
    return (dc_read_options){
        .format = "csv",
        .header = (dc_header)(style & 3),
        .delimiter = delimiters[style >> 2 & 7],
        .max_bytes = fuzz_budget(style >> 5),
        .label = fuzz_column(parts & 15),
        .weight = fuzz_column(parts >> 4),
        .cell = fuzz_column(more & 15),
        .drop = fuzz_column(more >> 4),
        .columns = fuzz_column(features & 15),
    };
}

/* Length of the printable character that the text begins with; 0: there is none. */
static size_t printable(const unsigned char *text) {
    static const uint32_t least[] = { 0, 0x20, 0xa0, 0x800, 0x10000 }; /* by length */
    uint32_t c = text[0];
    size_t size = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    if (c == 0x7f || (c >= 0x80 && c < 0xc0) || c >= 0xf8)
        return 0;
    if (size > 1)
        c &= 0x7fu >> size;
    for (size_t k = 1; k < size; k++) {
        if ((text[k] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (text[k] & 0x3f);
    }
    bool surrogate = c >= 0xd800 && c < 0xe000;
    return c >= least[size] && !surrogate && c < 0x110000 ? size : 0;
}

static void expect_refusal(dc_status status, const dc_dataset *data,
                           const dc_error *error) {
    EXPECT_ABOUT(status == DC_EINPUT || status == DC_EUSAGE || status == DC_ENOMEM ||
                     status == DC_EIO,
                 error->message);
    EXPECT(status == error->status);
    EXPECT(!data);
    EXPECT(memchr(error->message, '\0', sizeof error->message));
    EXPECT(error->message[0]);
    for (const char *c = error->message; *c;) {
        size_t size = printable((const unsigned char *)c);
        EXPECT_ABOUT(size > 0, error->message);
        c += size;
    }
}

static void expect_names(const dc_dataset *data, size_t count,
                         const char *name(const dc_dataset *, size_t)) {
    for (size_t k = 0; k < count; k++)
        EXPECT(name(data, k) && *name(data, k));
    EXPECT(!name(data, count));
}

/* Counted from 0 in order of first appearance, each one used. */
static void expect_indices(const dc_dataset *data, size_t count,
                           size_t index(const dc_dataset *, size_t)) {
    size_t seen = 0;
    for (size_t k = 0; k < dc_dataset_points(data); k++) {
        EXPECT(index(data, k) <= seen);
        if (index(data, k) == seen && count > 0)
            seen++;
    }
    EXPECT(seen == count);
}

static void expect_lowest_terms(const mpq_t value) {
    mpz_t common;
    mpz_init(common);
    mpz_gcd(common, mpq_numref(value), mpq_denref(value));
    EXPECT(mpz_sgn(mpq_denref(value)) > 0 && mpz_cmp_ui(common, 1) == 0);
    mpz_clear(common);
}

static void expect_numbers(const dc_dataset *data, size_t max_bytes) {
    size_t N = dc_dataset_points(data), n = dc_dataset_features(data);
    mpq_t value;
    EXPECT(N > 0 && n > 0);
    EXPECT(max_bytes == 0 || N <= max_bytes / 16 / n);
    mpq_init(value);
    for (size_t k = 0; k < N; k++) {
        for (size_t l = 0; l < n; l++) {
            dc_dataset_value(value, data, k, l);
            expect_lowest_terms(value);
        }
        dc_dataset_weight(value, data, k);
        expect_lowest_terms(value);
        EXPECT(mpq_sgn(value) > 0);
        EXPECT(dc_dataset_weighted(data) || mpq_cmp_ui(value, 1, 1) == 0);
    }
    mpq_clear(value);
}

static void expect_dataset(const dc_dataset *data, size_t max_bytes) {
    expect_numbers(data, max_bytes);
    expect_names(data, dc_dataset_features(data), dc_dataset_feature_name);
    expect_names(data, dc_dataset_classes(data), dc_dataset_class_name);
    expect_names(data, dc_dataset_cells(data), dc_dataset_cell_name);
    expect_indices(data, dc_dataset_classes(data), dc_dataset_class);
    expect_indices(data, dc_dataset_cells(data), dc_dataset_cell);
}

static dc_dataset *read_and_look(const char *path, const dc_read_options *options,
                                 dc_error *error) {
    dc_dataset *data = (dc_dataset *)error;
    memset(error, 'x', sizeof *error);
    dc_status status = dc_dataset_read(&data, path, options, error);
    if (status != DC_OK) {
        expect_refusal(status, data, error);
        return NULL;
    }
    EXPECT(data && error->status == DC_OK && !error->message[0]);
    expect_dataset(data, options->max_bytes);
    return data;
}

static void expect_same_names(const dc_dataset *a, const dc_dataset *b, size_t count,
                              const char *name(const dc_dataset *, size_t)) {
    for (size_t k = 0; k < count; k++)
        EXPECT(strcmp(name(a, k), name(b, k)) == 0);
}

void fuzz_expect_same(const dc_dataset *a, const dc_dataset *b) {
    mpq_t x, y;
    EXPECT(dc_dataset_points(a) == dc_dataset_points(b));
    EXPECT(dc_dataset_features(a) == dc_dataset_features(b));
    EXPECT(dc_dataset_classes(a) == dc_dataset_classes(b));
    EXPECT(dc_dataset_cells(a) == dc_dataset_cells(b));
    EXPECT(dc_dataset_weighted(a) == dc_dataset_weighted(b));
    expect_same_names(a, b, dc_dataset_features(a), dc_dataset_feature_name);
    expect_same_names(a, b, dc_dataset_classes(a), dc_dataset_class_name);
    expect_same_names(a, b, dc_dataset_cells(a), dc_dataset_cell_name);
    mpq_inits(x, y, NULL);
    for (size_t k = 0; k < dc_dataset_points(a); k++) {
        for (size_t l = 0; l < dc_dataset_features(a); l++) {
            dc_dataset_value(x, a, k, l);
            dc_dataset_value(y, b, k, l);
            EXPECT(mpq_equal(x, y));
        }
        dc_dataset_weight(x, a, k);
        dc_dataset_weight(y, b, k);
        EXPECT(mpq_equal(x, y));
        EXPECT(dc_dataset_class(a, k) == dc_dataset_class(b, k));
        EXPECT(dc_dataset_cell(a, k) == dc_dataset_cell(b, k));
    }
    mpq_clears(x, y, NULL);
}

static bool is_feature(const dc_dataset *data, const char *name) {
    for (size_t l = 0; l < dc_dataset_features(data); l++)
        if (strcmp(dc_dataset_feature_name(data, l), name) == 0)
            return true;
    return false;
}

/* A column of the written file as an option asks for it: by its name if no feature has
 * that, else by its number. */
typedef struct reference {
    char number[32];
    const char *text;
} reference;

static void refer(reference *to, const dc_dataset *data, size_t column,
                  const char *name) {
    snprintf(to->number, sizeof to->number, "%zu", column);
    to->text = is_feature(data, name) ? to->number : name;
}

/* True for the datasets that do not come back: of more than 50 numbers, which idx alone
 * takes for labels. */
static bool may_be_refused(const dc_dataset *data) {
    bool numbers = dc_dataset_classes(data) > 50;
    for (size_t k = 0; numbers && k < dc_dataset_classes(data); k++) {
        const char *name = dc_dataset_class_name(data, k);
        numbers = name[strspn(name, "0123456789")] == '\0';
    }
    return numbers;
}

/* Reads what dc_dataset_write_csv wrote. NULL if no option can ask for the right columns,
 * because features have the name and the number of another column, or if it is refused. */
static dc_dataset *read_written(const dc_dataset *data, const char *path) {
    reference weight, cell, label;
    dc_read_options options = { .header = DC_HEADER_YES, .label = "none" };
    dc_error error;
    size_t columns = dc_dataset_features(data);
    if (dc_dataset_weighted(data)) {
        refer(&weight, data, ++columns, "weight");
        options.weight = weight.text;
    }
    if (dc_dataset_cells(data)) {
        refer(&cell, data, ++columns, "cell");
        options.cell = cell.text;
    }
    if (dc_dataset_classes(data)) {
        refer(&label, data, ++columns, "label");
        options.label = label.text;
    }
    if ((options.weight && is_feature(data, options.weight)) ||
        (options.cell && is_feature(data, options.cell)) ||
        (dc_dataset_classes(data) && is_feature(data, options.label)))
        return NULL;
    dc_dataset *again = read_and_look(path, &options, &error);
    EXPECT_ABOUT(again || may_be_refused(data), error.message);
    return again;
}

static fuzz_file write_file(const dc_dataset *data) {
    fuzz_file file = fuzz_file_open("", 0);
    dc_error error;
    dc_status status = dc_dataset_write_csv(data, file.path, &error);
    EXPECT_ABOUT(status == DC_OK, error.message);
    EXPECT(!error.message[0]);
    return file;
}

static void expect_equal_files(const fuzz_file *a, const fuzz_file *b) {
    off_t size = lseek(a->descriptor, 0, SEEK_END);
    EXPECT(size > 0 && size == lseek(b->descriptor, 0, SEEK_END));
    void *left = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, a->descriptor, 0);
    void *right = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, b->descriptor, 0);
    EXPECT(left != MAP_FAILED && right != MAP_FAILED);
    EXPECT(memcmp(left, right, (size_t)size) == 0);
    munmap(left, (size_t)size);
    munmap(right, (size_t)size);
}

static void expect_round_trip(const dc_dataset *data) {
    fuzz_file first = write_file(data);
    dc_dataset *again = read_written(data, first.path);
    if (again) {
        EXPECT(dc_dataset_plain_csv(again));
        fuzz_expect_same(data, again);
        fuzz_file second = write_file(again);
        expect_equal_files(&first, &second);
        fuzz_file_close(&second);
        dc_dataset_destroy(again);
    }
    fuzz_file_close(&first);
}

dc_dataset *fuzz_read_bytes(const void *bytes, size_t size,
                            const dc_read_options *options, dc_error *error) {
    fuzz_file file = fuzz_file_open(bytes, size);
    dc_dataset *data = read_and_look(file.path, options, error);
    fuzz_file_close(&file);
    if (data)
        expect_round_trip(data);
    return data;
}

/* Reads the bytes behind a line of blanks that leaves them the last `shift` bytes of the
 * reader's first window of 64 KiB. */
static dc_dataset *read_shifted(const void *bytes, size_t size,
                                const dc_read_options *options, size_t shift,
                                dc_error *error) {
    const size_t blanks = 65536 - shift;
    char *text = malloc(blanks + size);
    EXPECT(text);
    memset(text, ' ', blanks);
    text[blanks - 1] = '\n';
    memcpy(text + blanks, bytes, size);
    fuzz_file file = fuzz_file_open(text, blanks + size);
    free(text);
    dc_dataset *data = read_and_look(file.path, options, error);
    fuzz_file_close(&file);
    return data;
}

/* Some bytes mean something at the start of a file only: a byte-order mark, gzip's magic
 * number. */
static bool can_shift(const uint8_t *bytes, size_t size) {
    return size > 0 && bytes[0] != 0xef && bytes[0] != 0x1f;
}

void fuzz_read_text(const uint8_t *bytes, size_t size, const dc_read_options *options,
                    unsigned choice) {
    dc_error error, shifted_error;
    dc_dataset *data = fuzz_read_bytes(bytes, size, options, &error);
    if (choice % 8 == 7 && can_shift(bytes, size)) {
        dc_dataset *shifted = read_shifted(bytes, size, options, choice, &shifted_error);
        EXPECT_ABOUT(error.status == shifted_error.status, shifted_error.message);
        if (data)
            fuzz_expect_same(data, shifted);
        dc_dataset_destroy(shifted);
    }
    dc_dataset_destroy(data);
}
