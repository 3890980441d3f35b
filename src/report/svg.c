/* A drawn SVG inside HTML. */
#include <string.h>

#include "report/figure.h"

/* Elements that a page must not show: the tool tips "plot_1" and the name of the tool. */
static const struct {
    const char *from, *to;
} dropped[] = { { "<title>", "</title>" }, { "<desc>", "</desc>" } };

/* What stands before the name of an element, where it is defined and used. */
static const char *const names[] = { " id='", " id=\"", "href='#", "href=\"#", "url(#" };

static bool begins(const char *at, const char *with) {
    return strncmp(at, with, strlen(with)) == 0;
}

/* The end of an element that is dropped; NULL: it is none. */
static const char *skip(const char *at) {
    for (size_t k = 0; k < sizeof dropped / sizeof *dropped; k++)
        if (begins(at, dropped[k].from)) {
            const char *end = strstr(at, dropped[k].to);
            return end ? end + strlen(dropped[k].to) : NULL;
        }
    return NULL;
}

/* Inside a tag: copies one name's beginning with the figure's own; 0: here is none. */
static size_t rename_here(report_text *html, const char *at, size_t k) {
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        if (begins(at, names[n])) {
            report_printf(html, "%sf%zu-", names[n], k);
            return strlen(names[n]);
        }
    return 0;
}

void report_put_svg(report_text *html, const report_text *svg, size_t k) {
    const char *at = strstr(report_words(svg), "<svg");
    bool tag = false;
    while (at && *at) {
        const char *after = tag ? NULL : skip(at);
        size_t renamed = tag ? rename_here(html, at, k) : 0;
        if (after) {
            at = after;
        } else if (renamed) {
            at += renamed;
        } else {
            tag = tag ? *at != '>' : *at == '<';
            report_put_bytes(html, at++, 1);
        }
    }
}
