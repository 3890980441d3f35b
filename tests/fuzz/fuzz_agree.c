/* Whatever CSV file the library reads, the verifier must read as the same points; else no
 * certificate about it could be checked. An input is that of the target csv. The verifier
 * ends the program if it reads another thing, or none. */
#include <string.h>

#include "certificate/header.h"
#include "reader.h"
#include "verify/verify.h"

/* In place of the C library's, which libFuzzer would not notice: the verifier has found
 * something wrong, and said what. */
_Noreturn void _Exit(int code) {
    (void)code;
    abort();
}

static size_t column_of(size_t column) {
    return column == DC_NO_COLUMN ? 0 : column + 1;
}

/* The digest of the canonical points, as a certificate has it. */
static void points_hash(char hash[65], const dc_dataset *read) {
    dc_text text = { 0 };
    dc_error error;
    EXPECT_ABOUT(dc_header_data(&text, read, &error) == DC_OK, error.message);
    memcpy(hash, strstr(text.bytes, "\npoints ") + 8, 64);
    hash[64] = '\0';
    dc_text_clear(&text);
}

/* The verifier has memory of its own, GMP's too, which the library must not get. */
static void read_by_verifier(const char *path, const layout *columns,
                             const char *file_hash, const char *points_hash) {
    void *(*allocate)(size_t);
    void *(*reallocate)(void *, size_t, size_t);
    void (*deallocate)(void *, size_t);
    mp_get_memory_functions(&allocate, &reallocate, &deallocate);
    watch_gmp();
    void *start = mark();
    data_read(path, columns, file_hash, points_hash);
    release(start);
    mp_set_memory_functions(allocate, reallocate, deallocate);
}

static void read_again(const dc_dataset *read, const char *path) {
    char hash[65];
    dc_source source;
    dc_error error;
    points_hash(hash, read);
    EXPECT_ABOUT(dc_dataset_source(&source, read, &error) == DC_OK, error.message);
    for (size_t l = 0; l < dc_dataset_features(read); l++)
        source.feature[l]++;
    const layout columns = { .header = source.header,
                             .delimiter = source.delimiter,
                             .features = dc_dataset_features(read),
                             .feature = source.feature,
                             .label = column_of(source.label),
                             .weight = column_of(source.weight),
                             .cell = column_of(source.cell) };
    quiet = true;
    where = (location){ .data = path, .certificate = "a certificate" };
    read_by_verifier(path, &columns, source.sha256, hash);
    free(source.feature);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    fuzz_input input = { bytes, size };
    unsigned unused;
    const dc_read_options options = fuzz_csv_options(&input, &unused);
    dc_error error;
    dc_dataset *read;
    fuzz_file file = fuzz_file_open(input.bytes, input.size);
    if (dc_dataset_read(&read, file.path, &options, &error) == DC_OK) {
        EXPECT(dc_dataset_plain_csv(read) || input.bytes[0] == 0x1f);
        if (dc_dataset_plain_csv(read))
            read_again(read, file.path);
        dc_dataset_destroy(read);
    }
    fuzz_file_close(&file);
    return 0;
}
