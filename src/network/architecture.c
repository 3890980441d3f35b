#include "network/architecture.h"

#include <ctype.h>
#include <string.h>

#include "base/error.h"

/* Reads digits; past the largest width it stays above it. */
static size_t read_width(const char **text) {
    size_t width = 0;
    for (; isdigit((unsigned char)**text); ++*text)
        if (width <= DC_WIDTH_MOST)
            width = 10 * width + (size_t)(**text - '0');
    return width;
}

static dc_status read_widths(dc_architecture *a, const char *text, dc_error *error) {
    for (const char *end = text;; end++) {
        if (!isdigit((unsigned char)*end))
            break;
        size_t width = read_width(&end);
        if (width < 1 || width > DC_WIDTH_MOST)
            return dc_fail(error, DC_EUSAGE,
                           "architecture '%s': a layer has 1 to %d units", text,
                           DC_WIDTH_MOST);
        if (a->layers == DC_LAYERS_MOST)
            return dc_fail(error, DC_EUSAGE,
                           "architecture '%.40s...': more than %d layers", text,
                           DC_LAYERS_MOST);
        a->width[a->layers++] = width;
        if (*end == '\0')
            return DC_OK;
        if (*end != ',')
            break;
    }
    return dc_fail(error, DC_EUSAGE,
                   "architecture '%s' is neither 'linear' nor widths as in '16,16'",
                   text);
}

dc_status dc_architecture_parse(dc_architecture *architecture, const char *text,
                                size_t features, size_t classes, dc_error *error) {
    *architecture = (dc_architecture){ .layers = 1, .width = { features } };
    if (strcmp(text, "linear") != 0) {
        dc_status status = read_widths(architecture, text, error);
        if (status != DC_OK)
            return status;
    }
    architecture->width[architecture->layers] = classes;
    return dc_succeed(error);
}
