/* Where the points stand in a CSV file. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "data/dataset.h"

static ssize_t add_bytes(void *digest, const char *bytes, size_t size) {
    dc_digest_add(digest, bytes, size);
    return (ssize_t)size;
}

/* The SHA-256 of the CSV text that would be written. */
static dc_status written_digest(char hex[DC_DIGEST_HEX], const dc_dataset *data,
                                dc_error *error) {
    dc_digest digest;
    dc_digest_start(&digest);
    FILE *out = fopencookie(&digest, "w", (cookie_io_functions_t){ .write = add_bytes });
    if (!out)
        return dc_fail_memory(error, "a digest");
    bool good = dc_dataset_print_csv(out, data);
    bool failed = ferror(out) != 0;
    failed |= fclose(out) != 0;
    if (!good || failed)
        return dc_fail_memory(error, "a digest");
    dc_digest_hex(hex, &digest);
    return DC_OK;
}

/* As write.c orders the columns. */
static void written_columns(dc_source *source, const dc_dataset *data) {
    size_t next = data->features;
    source->header = true;
    source->delimiter = ',';
    for (size_t l = 0; l < data->features; l++)
        source->feature[l] = l;
    source->weight = data->weighted ? next++ : DC_NO_COLUMN;
    source->cell = data->celled ? next++ : DC_NO_COLUMN;
    source->label = data->labelled ? next++ : DC_NO_COLUMN;
}

bool dc_dataset_plain_csv(const dc_dataset *data) {
    return data->source.feature != NULL;
}

const char *dc_dataset_sha256(const dc_dataset *data) {
    return data->sha256[0] ? data->sha256 : NULL;
}

dc_status dc_dataset_source(dc_source *source, const dc_dataset *data, dc_error *error) {
    dc_status status = DC_OK;
    *source = data->source;
    source->feature = malloc(data->features * sizeof *source->feature);
    if (!source->feature)
        return dc_fail_memory(error, "the list of columns");
    if (data->source.feature) {
        memcpy(source->feature, data->source.feature,
               data->features * sizeof *source->feature);
        memcpy(source->sha256, data->sha256, sizeof source->sha256);
        return DC_OK;
    }
    written_columns(source, data);
    status = written_digest(source->sha256, data, error);
    if (status != DC_OK) {
        free(source->feature);
        source->feature = NULL;
    }
    return status;
}
