/* Whatever CSV file the library reads, the verifier must read as the same points; else no
 * certificate about it could be checked. An input is that of the target csv. The verifier
 * ends the program if it reads another thing, or none. */
#include <search.h>
#include <string.h>

#include "certificate/header.h"
#include "reader.h"
#include "verify/data.h"
#include "verify/stop.h"

/* In place of the C library's, which libFuzzer would not notice: the verifier has found
 * something wrong, and said what. */
_Noreturn void _Exit(int code) {
    (void)code;
    abort();
}

static void free_names(names *n) {
    tdestroy(n->tree, free);
    for (size_t k = 0; k < n->count; k++)
        free(n->text[k]);
    free(n->text);
}

static void free_data(data *d) {
    for (size_t k = 0; k < d->count; k++) {
        for (size_t l = 0; l < d->features; l++)
            mpq_clear(d->point[k].x[l]);
        free(d->point[k].x);
        mpq_clear(d->point[k].weight);
    }
    free(d->point);
    for (size_t l = 0; l < d->features && d->header; l++)
        free(d->header[l]);
    free(d->header);
    free_names(&d->classes);
    free_names(&d->cells);
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

static void read_again(const dc_dataset *read, const char *path) {
    char hash[65];
    dc_source source;
    dc_error error;
    data again;
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
    where = (place){ .data = path, .certificate = "a certificate" };
    data_read(&again, path, &columns, source.sha256, hash);
    free_data(&again);
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
