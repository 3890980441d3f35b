#include "data/formats.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "data/dataset.h"
#include "data/message.h"

static const dc_format formats[] = {
    { "csv", { ".csv", ".tsv", ".txt" }, NULL, true, false, dc_read_csv },
    { "libsvm", { ".libsvm", ".svm", ".svmlight" }, NULL, false, false, dc_read_libsvm },
    { "idx", { ".idx" }, "-ubyte", false, true, dc_read_idx },
};

enum { FORMATS = sizeof formats / sizeof *formats };

static bool ends_with(const char *text, size_t length, const char *ending) {
    size_t size = strlen(ending);
    return size <= length && strncasecmp(text + length - size, ending, size) == 0;
}

static bool matches(const dc_format *format, const char *name, size_t length) {
    const size_t endings = sizeof format->endings / sizeof *format->endings;
    for (size_t k = 0; k < endings && format->endings[k]; k++)
        if (ends_with(name, length, format->endings[k]))
            return true;
    return format->infix && strcasestr(name, format->infix);
}

const dc_format *dc_format_find(const char *name, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *file = slash ? slash + 1 : path;
    size_t length = strlen(file);
    if (ends_with(file, length, ".gz"))
        length -= 3;
    for (size_t k = 0; k < FORMATS; k++)
        if (name ? strcmp(name, formats[k].name) == 0
                 : matches(&formats[k], file, length))
            return &formats[k];
    return name ? NULL : &formats[0];
}

static dc_status unknown_format(const char *name, dc_error *error) {
    char list[128], quote[DC_QUOTE_SIZE];
    size_t used = 0;
    for (size_t k = 0; k < FORMATS; k++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", k ? ", " : "",
                                 formats[k].name);
    return dc_fail(error, DC_EUSAGE, "there is no format %s; the formats are %s",
                   dc_quote(quote, name, strlen(name)), list);
}

/* Options that the format has no use for are an error, not silence. */
static dc_status check_options(const dc_format *format, const dc_read_options *options,
                               dc_error *error) {
    const struct {
        const char *name;
        bool set, allowed;
    } uses[] = {
        { "--delimiter", options->delimiter != 0, format->columns },
        { "--weight", options->weight != NULL, format->columns },
        { "--cell", options->cell != NULL, format->columns },
        { "--labels-file", options->labels_file != NULL, format->labels_file },
    };
    for (size_t k = 0; k < sizeof uses / sizeof *uses; k++)
        if (uses[k].set && !uses[k].allowed)
            return dc_fail(error, DC_EUSAGE, "%s has no meaning for the format %s",
                           uses[k].name, format->name);
    if (options->delimiter && !strchr(",;\t", options->delimiter))
        return dc_fail(error, DC_EUSAGE,
                       "--delimiter must be a comma, a semicolon or a tab");
    if ((unsigned)options->header > DC_HEADER_NO)
        return dc_fail(error, DC_EUSAGE, "--header must be detect, yes or no");
    return DC_OK;
}

dc_status dc_dataset_read(dc_dataset **out, const char *path,
                          const dc_read_options *options, dc_error *error) {
    const dc_read_options defaults = DC_READ_DEFAULTS;
    *out = NULL;
    if (!options)
        options = &defaults;
    const dc_format *format = dc_format_find(options->format, path);
    if (!format)
        return unknown_format(options->format, error);
    dc_status status = check_options(format, options, error);
    if (status != DC_OK)
        return status;
    dc_input *input;
    status = dc_input_open(&input, path, error);
    if (status != DC_OK)
        return status;
    status = format->read(out, input, path, options, error);
    if (status == DC_OK) /* it was read to its end */
        dc_digest_hex((*out)->sha256, &input->digest);
    dc_input_close(input);
    return status == DC_OK ? dc_succeed(error) : status;
}
