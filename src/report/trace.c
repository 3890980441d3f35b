#include "report/trace.h"

#include <math.h>
#include <string.h>

#include "report/curves.h"

static const char *const ends[] = { "lo", "hi" };

/* What all traces need of the axes. */
typedef struct span {
    report_range value;
    double first, last; /* seconds, the first that is > 0; last 0: there is none */
} span;

static double seconds_of(report_node entry) {
    report_node seconds = report_get(entry, "seconds");
    double value = report_finite(seconds);
    if (value < 0)
        report_blame(seconds, "seconds that are not negative");
    return value;
}

static double end_of(report_node entry, const char *end) {
    return report_rational(report_get(entry, end));
}

static void measure(span *s, report_node trace) {
    size_t count = report_size(trace);
    for (size_t k = 0; k < count; k++) {
        report_node entry = report_item(trace, k);
        double seconds = seconds_of(entry);
        if (seconds > 0 && (s->last == 0 || seconds < s->first))
            s->first = seconds;
        s->last = fmax(s->last, seconds);
        for (size_t e = 0; e < 2; e++)
            s->value = report_range_with(s->value, end_of(entry, ends[e]));
    }
}

static bool is_logarithmic(const span *s) {
    return s->last > 100 * s->first;
}

/* Is an end what it was before? The last entry tells how far the line goes. */
static bool repeats(report_node trace, size_t e, size_t count, const char *end) {
    return e > 0 && e + 1 < count &&
           end_of(report_item(trace, e), end) == end_of(report_item(trace, e - 1), end);
}

/* Blocks $lok and $hik: an end, where it changed. What came before the axis begins stands at its
 * beginning. */
static void put_end(report_text *script, const span *s, report_node trace, size_t k,
                    const char *end) {
    size_t count = report_size(trace);
    report_begin_data(script, end, k);
    for (size_t e = 0; e < count; e++) {
        report_node entry = report_item(trace, e);
        if (repeats(trace, e, count, end))
            continue;
        report_put_data(script,
                        fmax(seconds_of(entry), is_logarithmic(s) ? s->first : 0));
        report_put_data(script, end_of(entry, end));
        report_put(script, "\n");
    }
    report_end_data(script);
}

static void put_axes(report_text *script, const span *s, const char *symbol) {
    bool logarithmic = is_logarithmic(s);
    report_printf(script, "set xlabel 'seconds%s'\nset ylabel 'bracket of %s'\n",
                  logarithmic ? ", logarithmic" : "", symbol);
    if (logarithmic)
        report_put_logarithmic(script, "x", (report_range){ s->first, s->last });
    else
        report_put_range(script, "x", report_range_widen((report_range){ 0, s->last }));
    report_put_range(script, "y", report_range_widen(report_range_from(s->value, 0)));
}

static void plot_trace(report_text *script, size_t k, const char *name) {
    for (size_t e = 0; e < 2; e++) {
        report_printf(script, "%s$%s%zu using 1:2 with steps ", k || e ? ", " : "plot ",
                      ends[e], k);
        report_put_style(script, k);
        report_printf(script, "notitle, $%s%zu using 1:2 with points ", ends[e], k);
        report_put_style(script, k);
        report_put(script, "notitle");
    }
    report_put(script, ", keyentry with linespoints ");
    report_put_style(script, k);
    report_put(script, "title ");
    report_put_quoted(script, name);
}

/* "12/25 (0.48)", or "between 0 and 49/100 (0.49)". */
static void put_bracket(report_text *html, report_node entry) {
    report_node low = report_get(entry, "lo"), high = report_get(entry, "hi");
    if (strcmp(report_string(low), report_string(high)) != 0) {
        report_put(html, "between ");
        report_put_exact(html, low);
        report_put(html, " and ");
    }
    report_put_exact(html, high);
}

/* "a|b: between 0 and 49/100 (0.49) at first, 12/25 (0.48) after 0.105 s and 52 boxes. " */
static void describe(report_text *html, report_node group) {
    report_node trace = report_get(group, "trace");
    size_t count = report_size(trace);
    report_node last = report_item(trace, count ? count - 1 : 0);
    report_put_html(html, report_string(report_get(group, "name")));
    report_put(html, ": ");
    put_bracket(html, report_item(trace, 0));
    report_put(html, " at first, ");
    put_bracket(html, last);
    report_printf(html, " after %.3g s and %zu boxes. ", seconds_of(last),
                  report_count(report_get(last, "nodes")));
}

/* When m0 was no longer inside. */
static void describe_decision(report_text *html, report_node trace, report_node m0) {
    size_t count = report_size(trace);
    for (size_t k = 0; k < count; k++) {
        report_node entry = report_item(trace, k);
        if (report_compare(report_get(entry, "hi"), m0) < 0 ||
            report_compare(report_get(entry, "lo"), m0) >= 0) {
            report_printf(html, "It was decided after %.3g s. ", seconds_of(entry));
            return;
        }
    }
    report_put(html, "It was not decided. ");
}

static bool all_have_traces(report_node groups, const size_t *order, size_t count) {
    bool all = count > 0;
    for (size_t k = 0; k < count; k++)
        all = all && report_has(report_item(groups, order[k]), "trace");
    return all;
}

static void draw(report_figure *figure, report_node groups, const size_t *order,
                 size_t count, const char *symbol, double m0) {
    report_text *script = &figure->script;
    span s = { .value = report_range_with(REPORT_NO_RANGE, m0) };
    for (size_t k = 0; k < count; k++)
        measure(&s, report_get(report_item(groups, order[k]), "trace"));
    for (size_t k = 0; k < count; k++)
        for (size_t e = 0; e < 2; e++)
            put_end(script, &s, report_get(report_item(groups, order[k]), "trace"), k,
                    ends[e]);
    put_axes(script, &s, symbol);
    for (size_t k = 0; k < count; k++)
        plot_trace(script, k,
                   report_string(report_get(report_item(groups, order[k]), "name")));
    if (!isnan(m0)) {
        report_put(script, ", ");
        report_plot_level(script, m0, 6, "m0");
    }
    report_put(script, "\n");
}

void report_draw_traces(report_section *section, report_node groups, const size_t *order,
                        size_t count, const char *symbol, const report_node *m0) {
    if (!all_have_traces(groups, order, count))
        return;
    report_figure *figure = report_add_figure(section);
    report_text *html = &figure->caption;
    draw(figure, groups, order, count, symbol, m0 ? report_finite(*m0) : NAN);
    report_printf(&figure->name, "bracket of %s against time", symbol);
    report_printf(html, "How the bracket of %s closed over the seconds of the search%s. ",
                  symbol, count > 1 ? ", in each of the worst groups" : "");
    for (size_t k = 0; k < count; k++) {
        report_node group = report_item(groups, order[k]);
        describe(html, group);
        if (m0)
            describe_decision(html, report_get(group, "trace"), *m0);
    }
}
