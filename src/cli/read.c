#include "read.h"

#include <string.h>

#include "cli.h"

static dc_header header_option(const char *text) {
    if (strcmp(text, "yes") == 0)
        return DC_HEADER_YES;
    return strcmp(text, "no") == 0 ? DC_HEADER_NO : DC_HEADER_DETECT;
}

static char delimiter_option(const char *text) {
    if (!text)
        return 0;
    return strcmp(text, "tab") == 0 ? '\t' : text[0];
}

static int read_file(dc_dataset **data, const char *path,
                     const dc_read_options *options) {
    dc_error error;
    dc_status status = dc_dataset_read(data, path, options, &error);
    if (status == DC_ENOMEM && options->max_bytes)
        return cli_fail(CLI_BAD, "%s (--memory SIZE allows more)", error.message);
    return status == DC_OK ? CLI_FINE : cli_fail_status(&error);
}

int cli_read(dc_dataset **data, const cli_arguments *arguments, const char *cell,
             size_t max_bytes) {
    return cli_read_like(data, arguments->operand, arguments, cell, max_bytes);
}

/* The options of section "Reading the data". */
static dc_read_options options_of(const cli_arguments *arguments, size_t max_bytes) {
    const char *const *text = arguments->text;
    dc_read_options options = DC_READ_DEFAULTS;
    options.format = text[CLI_FORMAT];
    options.header = header_option(text[CLI_HEADER]);
    options.delimiter = delimiter_option(text[CLI_DELIMITER]);
    options.label = text[CLI_LABEL];
    options.labels_file = text[CLI_LABELS_FILE];
    options.weight = text[CLI_WEIGHT];
    options.columns = text[CLI_COLUMNS];
    options.drop = text[CLI_DROP];
    options.max_bytes = max_bytes;
    return options;
}

dc_read_options cli_read_options(const cli_arguments *arguments, const char *cell) {
    dc_read_options options = options_of(arguments, 0);
    options.cell = cell;
    return options;
}

int cli_read_like(dc_dataset **data, const char *path, const cli_arguments *arguments,
                  const char *cell, size_t max_bytes) {
    dc_read_options options = options_of(arguments, max_bytes);
    options.cell = cell;
    return read_file(data, path, &options);
}

int cli_read_logits(dc_dataset **data, const char *path, const cli_arguments *arguments,
                    size_t max_bytes) {
    dc_read_options options = options_of(arguments, max_bytes);
    options.numbered_classes = true;
    return read_file(data, path, &options);
}

int cli_read_directions(dc_dataset **data, const char *path, size_t max_bytes) {
    dc_read_options options = DC_READ_DEFAULTS;
    options.label = "none";
    options.max_bytes = max_bytes;
    return read_file(data, path, &options);
}
