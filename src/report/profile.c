/* Results of doublecheck profile. */
#include <math.h>
#include <string.h>

#include "report/section.h"

/* The points, for each kappa for each sigma. */
typedef struct grid {
    report_node kappas, sigmas, points;
    size_t kappa_count, sigma_count;
} grid;

static grid grid_of(report_node result) {
    grid g = { .kappas = report_get(result, "kappas"),
               .sigmas = report_get(result, "sigmas"),
               .points = report_get(result, "points") };
    g.kappa_count = report_size(g.kappas);
    g.sigma_count = report_size(g.sigmas);
    if (g.kappa_count == 0 || report_size(g.points) % g.kappa_count != 0 ||
        report_size(g.points) / g.kappa_count != g.sigma_count || g.sigma_count == 0)
        report_blame(g.points, "a point for each kappa and sigma");
    return g;
}

static size_t count_of(const grid *g) {
    return g->points.reader->bad ? 0 : g->kappa_count * g->sigma_count;
}

/* Of the largest m*; that of another group may be open still. */
static bool is_exact(report_node point) {
    return strcmp(report_string(report_get(point, "lo")),
                  report_string(report_get(point, "hi"))) == 0;
}

static size_t count_open(const grid *g) {
    size_t open = 0;
    for (size_t k = 0; k < count_of(g); k++)
        open += !is_exact(report_item(g->points, k));
    return open;
}

static void put_asked(report_section *section, report_node result, const grid *g) {
    report_text *html = &section->asked;
    report_node groups = report_get(result, "groups");
    report_put(html, "What is the critical mass m* of ");
    report_put_data_words(html, report_get(result, "data"));
    report_printf(html,
                  " for %zu value%s of \xce\xba and %zu of \xcf\x83, with \xce\xb4 = ",
                  g->kappa_count, g->kappa_count == 1 ? "" : "s", g->sigma_count);
    report_put_exact(html, report_get(result, "delta"));
    report_put(html, ", for slabs of family ");
    report_put_html(html, report_string(report_get(result, "family")));
    report_put(html, " and groups ");
    report_put_html(html, report_string(report_get(result, "grouping")));
    report_printf(html, ": the largest of %zu group%s?", report_size(groups),
                  report_size(groups) == 1 ? "" : "s");
}

/* The points of the smallest lower end and of the largest upper end. */
typedef struct extremes {
    report_node least, most;
} extremes;

static extremes find_extremes(const grid *g) {
    extremes e = { report_item(g->points, 0), report_item(g->points, 0) };
    for (size_t k = 1; k < count_of(g); k++) {
        report_node point = report_item(g->points, k);
        if (report_compare(report_get(point, "lo"), report_get(e.least, "lo")) < 0)
            e.least = point;
        if (report_compare(report_get(point, "hi"), report_get(e.most, "hi")) > 0)
            e.most = point;
    }
    return e;
}

static void put_number(report_section *section, const extremes *e) {
    report_node low = report_get(e->least, "lo"), high = report_get(e->most, "hi");
    if (strcmp(report_string(low), report_string(high)) == 0) {
        report_put(&section->number, "m* = ");
        report_put_exact(&section->number, low);
        report_put(&section->meaning,
                   "with all of these constants; the condition holds for every m0 "
                   "above it, and for no other.");
        return;
    }
    report_put_exact(&section->number, low);
    report_put(&section->number, " \xe2\x89\xa4 m* \xe2\x89\xa4 ");
    report_put_exact(&section->number, high);
    report_put(&section->meaning,
               "over all of these constants; the condition holds with all of them for m0 "
               "above the upper end, and with none for m0 up to the lower end.");
}

static void put_pair(report_text *html, report_node point) {
    report_put(html, "\xce\xba = ");
    report_put_html(html, report_string(report_get(point, "kappa")));
    report_put(html, ", \xcf\x83 = ");
    report_put_html(html, report_string(report_get(point, "sigma")));
}

/* What goes along x, and what a line is drawn for. */
typedef struct axes {
    bool by_sigma; /* sigma along x, a line for each kappa; else the other way round */
    size_t lines, along;
    report_node names; /* of the lines */
} axes;

static axes axes_of(const grid *g) {
    bool by_sigma = g->sigma_count > 1 || g->kappa_count == 1;
    size_t lines = by_sigma ? g->kappa_count : g->sigma_count;
    return (axes){ .by_sigma = by_sigma,
                   .lines = lines < REPORT_CURVES_MOST ? lines : REPORT_CURVES_MOST,
                   .along = by_sigma ? g->sigma_count : g->kappa_count,
                   .names = by_sigma ? g->kappas : g->sigmas };
}

static report_node point_at(const grid *g, const axes *a, size_t line, size_t k) {
    return report_item(g->points, a->by_sigma ? line * g->sigma_count + k
                                              : k * g->sigma_count + line);
}

/* Blocks $lk: the points of line k, at what m* is at least; $ek: those that are exact; $bk:
 * those that are brackets, with both ends. */
static const char *const blocks[] = { "l", "e", "b" };

static bool is_in(size_t block, report_node point) {
    return block == 0 || is_exact(point) == (block == 1);
}

static void put_block(report_text *script, const grid *g, const axes *a, size_t line,
                      size_t block) {
    report_begin_data(script, blocks[block], line);
    for (size_t k = 0; k < a->along; k++) {
        report_node point = point_at(g, a, line, k);
        if (!is_in(block, point))
            continue;
        report_put_data(script, report_rational(
                                    report_get(point, a->by_sigma ? "sigma" : "kappa")));
        report_put_data(script, report_rational(report_get(point, "lo")));
        report_put_data(script, report_rational(report_get(point, "hi")));
        report_put(script, "\n");
    }
    report_end_data(script);
}

static void put_lines(report_text *script, const grid *g, const axes *a) {
    for (size_t line = 0; line < a->lines; line++)
        for (size_t block = 0; block < sizeof blocks / sizeof *blocks; block++)
            put_block(script, g, a, line, block);
}

static void measure(report_range *x, report_range *y, const grid *g, const axes *a) {
    for (size_t line = 0; line < a->lines; line++)
        for (size_t k = 0; k < a->along; k++) {
            report_node point = point_at(g, a, line, k);
            const char *along = a->by_sigma ? "sigma" : "kappa";
            *x = report_range_with(*x, report_rational(report_get(point, along)));
            *y = report_range_with(*y, report_rational(report_get(point, "lo")));
            *y = report_range_with(*y, report_rational(report_get(point, "hi")));
        }
}

static void put_title(report_text *script, const axes *a, size_t line) {
    report_text title = { 0 };
    report_printf(&title, "%s = %s", a->by_sigma ? "\xce\xba" : "\xcf\x83",
                  report_string(report_item(a->names, line)));
    report_put(script, "title ");
    report_put_quoted(script, report_words(&title));
    script->failed = script->failed || title.failed;
    report_text_clear(&title);
}

static void plot_lines(report_text *script, const axes *a, bool any_open) {
    for (size_t line = 0; line < a->lines; line++) {
        report_printf(script, "%s$l%zu using 1:2 with lines ", line ? ", " : "plot ",
                      line);
        report_put_style(script, line);
        report_printf(script, "notitle, $e%zu using 1:2 with points ", line);
        report_put_style(script, line);
        report_printf(
            script,
            "notitle, $b%zu using 1:2:2:3 with yerrorbars lc rgb '%s' lw 1.5 pt "
            "6 ps 1.2 notitle, keyentry with linespoints ",
            line, report_colour(line));
        report_put_style(script, line);
        put_title(script, a, line);
    }
    if (any_open)
        report_put(script, ", keyentry with yerrorbars lc rgb '#444444' lw 1.5 pt 6 ps "
                           "1.2 title 'bracket'");
    report_put(script, "\n");
}

static void put_axis(report_text *script, const axes *a, report_range x) {
    bool logarithmic = x.low > 0 && x.high > 100 * x.low;
    report_printf(script, "set xlabel '%s%s'\n", a->by_sigma ? "\xcf\x83" : "\xce\xba",
                  logarithmic ? ", logarithmic" : "");
    if (logarithmic)
        report_put_logarithmic(script, "x", x);
    else
        report_put_range(script, "x", report_range_widen(x));
}

static void describe(report_text *html, const grid *g, const axes *a, const extremes *e,
                     size_t open) {
    size_t all = a->by_sigma ? g->kappa_count : g->sigma_count;
    report_printf(html, "m* against %s, a line for each %s",
                  a->by_sigma ? "\xcf\x83" : "\xce\xba",
                  a->by_sigma ? "\xce\xba" : "\xcf\x83");
    if (a->lines < all)
        report_printf(html, " (the first %zu of %zu)", a->lines, all);
    report_printf(html, ". %zu of %zu points are exact", count_of(g) - open, count_of(g));
    if (open)
        report_put(html, "; of the others (circles) the circle is what m* is at least, "
                         "and the bar goes up to what it is at most");
    report_put(html, ". The smallest is ");
    report_put_exact(html, report_get(e->least, "lo"));
    report_put(html, " (");
    put_pair(html, e->least);
    report_put(html, "), the largest ");
    report_put(html, is_exact(e->most) ? "" : "at most ");
    report_put_exact(html, report_get(e->most, "hi"));
    report_put(html, " (");
    put_pair(html, e->most);
    report_put(html, "). m* does not fall where \xcf\x83 grows, nor where \xce\xba "
                     "falls.");
}

static void draw_profile(report_section *section, const grid *g, const extremes *e) {
    report_figure *figure = report_add_figure(section);
    report_text *script = &figure->script;
    report_range x = REPORT_NO_RANGE, y = REPORT_NO_RANGE;
    axes a = axes_of(g);
    size_t open = count_open(g);
    put_lines(script, g, &a);
    measure(&x, &y, g, &a);
    put_axis(script, &a, x);
    report_put(script, "set ylabel 'critical mass m*'\n");
    report_put_range(script, "y", report_range_widen(report_range_from(y, 0)));
    plot_lines(script, &a, open > 0);
    report_printf(&figure->name, "profile: m* by %s for each %s",
                  a.by_sigma ? "sigma" : "kappa", a.by_sigma ? "kappa" : "sigma");
    describe(&figure->caption, g, &a, e, open);
}

static void cells_of_point(report_text *html, report_node point) {
    report_node group = report_get(point, "group");
    report_cell(html, report_string(report_get(point, "kappa")));
    report_cell(html, report_string(report_get(point, "sigma")));
    report_cell_exact(html, report_get(point, "lo"));
    report_cell_exact(html, report_get(point, "hi"));
    report_cell(html, report_is_null(group) ? "\xe2\x80\x93" : report_string(group));
    report_cell(html, is_exact(point) ? "exact" : "UNDECIDED");
    report_cell(html, report_string(report_get(point, "stop")));
    report_cell(html, report_true(report_get(point, "searched")) ? "yes" : "no");
}

static void put_run(report_section *section, report_node result) {
    report_text *html = &section->details;
    report_begin_table(html, "The run", NULL);
    report_row_real(html, "searches of a group at a point",
                    (double)report_count(report_get(result, "searches")));
    report_row_real(html, "boxes", (double)report_count(report_get(result, "nodes")));
    report_row_real(html, "seconds", report_real(report_get(result, "seconds")));
    report_row(html, "ended", report_string(report_get(result, "stop")));
    report_row(html, "version", report_string(report_get(result, "version")));
    report_end_table(html);
}

void report_build_profile(report_section *section, report_node result) {
    static const report_verdict verdicts[] = { { "EXACT", "EXACT", REPORT_GOOD },
                                               { "UNDECIDED", "UNDECIDED", REPORT_OPEN },
                                               { NULL, NULL, REPORT_OPEN } };
    static const char *const heads[] = { "\xce\xba", "\xcf\x83", "at least",
                                         "at most",  "group",    "m*",
                                         "ended",    "searched", NULL };
    grid g = grid_of(result);
    report_put_title(section, "Profile of", result);
    put_asked(section, result, &g);
    report_put_verdict(section, report_get(result, "verdict"), verdicts);
    if (count_of(&g)) {
        extremes e = find_extremes(&g);
        put_number(section, &e);
        draw_profile(section, &g, &e);
    }
    report_put_items(&section->details, "m* for each \xce\xba and \xcf\x83", heads,
                     g.points, cells_of_point, "points");
    put_run(section, result);
}
