/* Results of doublecheck check. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/section.h"
#include "report/slabs.h"
#include "report/trace.h"

enum { GROUPS_DRAWN = 3, BRACKETS_DRAWN = 30, ENTRIES_SHOWN = 20 };

/* What the groups were asked for. */
typedef struct quantity {
    const char *key, *symbol;
    bool mass;
} quantity;

static quantity quantity_of(report_node result) {
    const char *question = report_string(report_get(result, "question"));
    bool dual = strcmp(question, "maximize-sigma") == 0;
    return dual ? (quantity){ "sigma_star", "\xcf\x83*", false }
                : (quantity){ "critical_mass", "m*", true };
}

static void put_constant(report_text *html, report_node parameters, const char *key,
                         const char *symbol) {
    report_printf(html, "%s = ", symbol);
    report_put_exact(html, report_get(parameters, key));
}

static void put_asked(report_section *section, report_node result,
                      const quantity *asked) {
    report_text *html = &section->asked;
    report_node parameters = report_get(result, "parameters");
    report_put(html, "Does the uniform doubling condition hold on ");
    report_put_data_words(html, report_get(result, "data"));
    report_put(html, ", with ");
    put_constant(html, parameters, "kappa", "\xce\xba");
    if (asked->mass) {
        report_put(html, ", ");
        put_constant(html, parameters, "sigma", "\xcf\x83");
    }
    report_put(html, ", ");
    put_constant(html, parameters, "delta", "\xce\xb4");
    report_put(html, " and ");
    put_constant(html, parameters, "m0", "m0");
    report_put(html, ", for slabs of family ");
    report_put_html(html, report_string(report_get(result, "family")));
    report_put(html, " and groups ");
    report_put_html(html, report_string(report_get(result, "grouping")));
    report_put(html, asked->mass ? "?" : "? For which \xcf\x83 does it?");
}

/* Groups by how bad they are. */
typedef struct ranked {
    size_t index;
    double key;
} ranked;

static int worse(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    if (x->key != y->key)
        return x->key > y->key ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

/* Worst first: of masses the largest hi, of sigmas the smallest lo. NULL: memory is out. */
static ranked *rank_groups(report_node groups, const quantity *asked, size_t count) {
    ranked *order = calloc(count + 1, sizeof *order);
    for (size_t g = 0; g < count && order; g++) {
        report_node bracket = report_get(report_item(groups, g), asked->key);
        double low = report_rational(report_get(bracket, "lo"));
        double high = report_rational(report_get(bracket, "hi"));
        order[g] = (ranked){ g, asked->mass ? high : -low };
    }
    if (order)
        qsort(order, count, sizeof *order, worse);
    return order;
}

static void put_bracket(report_text *text, report_node bracket, const char *symbol) {
    report_node low = report_get(bracket, "lo"), high = report_get(bracket, "hi");
    if (strcmp(report_string(low), report_string(high)) == 0) {
        report_printf(text, "%s = ", symbol);
        report_put_exact(text, low);
        return;
    }
    report_put_exact(text, low);
    report_printf(text, " \xe2\x89\xa4 %s \xe2\x89\xa4 ", symbol);
    report_put_exact(text, high);
}

static void put_number(report_section *section, report_node result, report_node worst,
                       const quantity *asked) {
    put_bracket(&section->number, report_get(worst, asked->key), asked->symbol);
    if (asked->mass) {
        report_put(&section->meaning,
                   "the mass of the heaviest slab whose dilation gains too little; the "
                   "condition asks for less than ");
        put_constant(&section->meaning, report_get(result, "parameters"), "m0", "m0");
    } else {
        report_put(&section->meaning, "the condition holds for \xcf\x83 below it");
    }
    report_put(&section->meaning, ". Group ");
    report_put_html(&section->meaning, report_string(report_get(worst, "name")));
    report_put(&section->meaning, ", the worst one.");
}

static bool is_finite(const report_points *points, const report_side *side) {
    for (size_t k = 0; k < side->count; k++) {
        if (!(fabs(side->along[k]) <= REPORT_MOST))
            return false;
        for (size_t l = 0; l < points->dims; l++)
            if (!(fabs(report_points_value(points, side->at[k], l)) <= REPORT_MOST))
                return false;
    }
    return true;
}

static bool is_finite_slab(const report_slab *slab) {
    bool finite = fabs(dc_rational_nearest(slab->c)) <= REPORT_MOST &&
                  fabs(dc_rational_nearest(slab->dilated)) <= REPORT_MOST;
    for (size_t l = 0; l < slab->dims; l++)
        finite = finite && fabs(dc_rational_nearest(slab->v[l])) <= REPORT_MOST;
    return finite;
}

static void draw_views(report_section *section, const report_slab_view *view) {
    if (view->points->dims == 2) {
        report_draw_points(section, view);
        return;
    }
    report_draw_histogram(section, view);
    if (view->points->dims > 2)
        report_draw_plane(section, view);
}

static void put_missing(report_section *section, const char *name, const char *why) {
    report_put(&section->details,
               "<p class=\"note\">There is no picture of the points of group ");
    report_put_html(&section->details, name);
    report_put(&section->details, ": ");
    report_put_html(&section->details, why);
    report_put(&section->details, ".</p>\n");
}

static bool is_zero(const report_slab *slab) {
    for (size_t l = 0; l < slab->dims; l++)
        if (mpq_sgn(slab->v[l]) != 0)
            return false;
    return true;
}

static void draw_slab(report_section *section, report_node result, report_node group,
                      const report_points *points, const report_slab *slab) {
    report_side side = { 0 };
    report_text why = { 0 };
    report_slab_view view = {
        .points = points,
        .side = &side,
        .slab = slab,
        .witness = report_get(group, "witness"),
        .features = report_get(report_get(result, "data"), "features"),
        .group = report_string(report_get(group, "name")),
    };
    if (is_zero(slab)) {
        report_blame(report_get(view.witness, "v"), "a number that is not 0");
    } else if (report_side_find(&side, points, view.group, slab, view.witness, &why)) {
        if (is_finite_slab(slab) && is_finite(points, &side))
            draw_views(section, &view);
        else
            report_put(&why, "numbers are too large to be drawn");
    }
    section->details.failed = section->details.failed || why.failed;
    if (why.size)
        put_missing(section, view.group, why.at);
    report_side_clear(&side);
    report_text_clear(&why);
}

static void draw_group(report_section *section, report_node result, report_node group,
                       const report_points *points) {
    report_slab slab;
    if (!report_has(group, "witness")) {
        report_get(group, "witness");
        put_missing(section, report_string(report_get(group, "name")),
                    "no slab was found that could be shown");
        return;
    }
    report_node kappa = report_get(report_get(result, "parameters"), "kappa");
    report_node features = report_get(report_get(result, "data"), "features");
    report_slab_read(&slab, report_get(group, "witness"), kappa, report_size(features));
    if (!slab.v)
        section->details.failed = true;
    else if (!result.reader->bad)
        draw_slab(section, result, group, points, &slab);
    report_slab_clear(&slab);
}

/* A bracket for each group, against m0. */
static void draw_brackets(report_section *section, report_node result,
                          const quantity *asked, const ranked *order, size_t count) {
    report_figure *figure = report_add_figure(section);
    report_text *script = &figure->script;
    report_node groups = report_get(result, "groups");
    size_t shown = count < BRACKETS_DRAWN ? count : BRACKETS_DRAWN;
    double m0 = report_finite(report_get(report_get(result, "parameters"), "m0"));
    report_range x = report_range_with(report_range_with(REPORT_NO_RANGE, 0), m0);
    report_begin_data(script, "g", 0);
    for (size_t k = 0; k < shown; k++) {
        report_node bracket = report_get(report_item(groups, order[k].index), asked->key);
        double low = report_rational(report_get(bracket, "lo"));
        double high = report_rational(report_get(bracket, "hi"));
        x = report_range_with(report_range_with(x, low), high);
        report_put_data(script, low);
        report_put_data(script, high);
        report_printf(script, "%zu\n", shown - k);
    }
    report_end_data(script);
    report_put_range(script, "x", report_range_widen(x));
    report_printf(script, "set yrange [0.4:%zu.6]\nset ytics (", shown);
    for (size_t k = 0; k < shown; k++) {
        report_put_quoted(script,
                          report_string(
                              report_get(report_item(groups, order[k].index), "name")));
        report_printf(script, " %zu%s", shown - k, k + 1 < shown ? ", " : ")\n");
    }
    report_printf(
        script,
        "set xlabel 'critical mass m*'\n"
        "set arrow from first %.17g, graph 0 to first %.17g, graph 1 nohead lc rgb "
        "'#D55E00' lw 2 dt 2\n"
        "plot $g0 using 1:3:($2-$1):(0) with vectors nohead lc rgb '#0072B2' lw 4 "
        "notitle, '' using 1:3 with points pt 7 ps 1 lc rgb '#0072B2' title 'proved "
        "bracket', '' using 2:3 with points pt 7 ps 1 lc rgb '#0072B2' notitle, "
        "keyentry with lines lc rgb '#D55E00' lw 2 dt 2 title 'm0'\n",
        m0, m0);
    report_put(&figure->name, "bracket of m* for each group, against m0");
    report_printf(
        &figure->caption,
        "What is proved of m* for %s%zu of %zu groups, worst first; the dashed line is "
        "m0 = %.6g. A group holds if its bracket lies left of the line.",
        shown < count ? "the worst " : "", shown, count, m0);
}

static void put_group_row(report_text *html, report_node group, const quantity *asked) {
    report_node bracket = report_get(group, asked->key);
    report_begin_row(html);
    report_cell(html, report_string(report_get(group, "name")));
    report_cell_count(html, report_count(report_get(group, "points")));
    report_cell_count(html, report_count(report_get(group, "dimension")));
    report_cell_exact(html, report_get(bracket, "lo"));
    report_cell_exact(html, report_get(bracket, "hi"));
    report_cell(html, report_string(report_get(group, "verdict")));
    report_cell(html, report_string(report_get(group, "stop")));
    report_cell_count(html, report_count(report_get(group, "nodes")));
    report_end_row(html);
}

static void put_groups(report_section *section, report_node groups, const quantity *asked,
                       const ranked *order, size_t count) {
    static const char *const heads[] = { "group",    "points",  "dimensions",
                                         "at least", "at most", "verdict",
                                         "ended",    "boxes",   NULL };
    report_text *html = &section->details;
    size_t shown = count < REPORT_ROWS_MOST ? count : REPORT_ROWS_MOST;
    report_begin_table(html,
                       asked->mass ? "Groups, worst first: m*"
                                   : "Groups, worst first: \xcf\x83*",
                       heads);
    for (size_t k = 0; k < shown; k++)
        put_group_row(html, report_item(groups, order[k].index), asked);
    report_end_table(html);
    report_put_left_out(html, shown, count, "groups");
}

/* Columns that carry v, and the slab. */
static void put_witness(report_section *section, report_node result, report_node group) {
    static const char *const heads[] = { "column", "entry of v", NULL };
    report_text *html = &section->details;
    if (!report_has(group, "witness"))
        return;
    report_node witness = report_get(group, "witness"), v = report_get(witness, "v");
    report_node features = report_get(report_get(result, "data"), "features");
    size_t carriers = 0, dims = report_size(v);
    report_begin_table(
        html,
        "The slab {x : |\xe2\x9f\xa8v,x\xe2\x9f\xa9 \xe2\x88\x92 c| \xe2\x89\xa4 r} of the worst group",
        heads);
    for (size_t l = 0; l < dims; l++) {
        report_node entry = report_item(v, l);
        if (strcmp(report_string(entry), "0") == 0 || carriers++ >= ENTRIES_SHOWN)
            continue;
        report_begin_row(html);
        report_cell(html, report_string(report_item(features, l)));
        report_cell(html, report_string(entry));
        report_end_row(html);
    }
    report_row(html, "c", report_string(report_get(witness, "c")));
    report_row(html, "r", report_string(report_get(witness, "r")));
    report_row(html, "mass", report_string(report_get(witness, "mass")));
    report_row(html, "mass of the dilation",
               report_string(report_get(witness, "dilated_mass")));
    report_end_table(html);
    report_put_left_out(html, carriers < ENTRIES_SHOWN ? carriers : ENTRIES_SHOWN,
                        carriers, "columns that carry v");
}

static void put_run(report_section *section, report_node result) {
    report_text *html = &section->details;
    report_node proof = report_get(result, "proof");
    report_begin_table(html, "The run", NULL);
    report_row(html, "proof", report_string(report_get(proof, "state")));
    if (report_has(proof, "certificate"))
        report_row(html, "certificate", report_string(report_get(proof, "certificate")));
    report_row(html, "ended", report_string(report_get(result, "stop")));
    report_row_real(html, "seconds", report_real(report_get(result, "seconds")));
    report_row(html, "version", report_string(report_get(result, "version")));
    report_end_table(html);
}

/* Of a result of an older version there is a note instead. */
static void draw_traces(report_section *section, report_node result,
                        const quantity *asked, const ranked *order, size_t count) {
    size_t drawn[GROUPS_DRAWN], before = section->figure_count;
    report_node m0 = report_get(report_get(result, "parameters"), "m0");
    size_t shown = count < GROUPS_DRAWN ? count : GROUPS_DRAWN;
    for (size_t k = 0; k < shown; k++)
        drawn[k] = order[k].index;
    report_draw_traces(section, report_get(result, "groups"), drawn, shown, asked->symbol,
                       asked->mass ? &m0 : NULL);
    if (section->figure_count == before)
        report_put(&section->details,
                   "<p class=\"note\">The result does not hold how the bracket closed "
                   "over time, so that there is no picture of it.</p>\n");
}

static void draw(report_section *section, report_node result, const quantity *asked,
                 const ranked *order, size_t count) {
    report_node groups = report_get(result, "groups");
    report_points points;
    report_points_read(&points, result, section->options);
    for (size_t k = 0; k < count && k < GROUPS_DRAWN; k++)
        draw_group(section, result, report_item(groups, order[k].index), &points);
    section->details.failed = section->details.failed || points.why.failed;
    report_points_clear(&points);
    if (asked->mass && (count > 1 || section->figure_count == 0))
        draw_brackets(section, result, asked, order, count);
}

void report_build_check(report_section *section, report_node result) {
    static const report_verdict verdicts[] = { { "holds", "HOLDS", REPORT_GOOD },
                                               { "violated", "VIOLATED", REPORT_BAD },
                                               { "undecided", "UNDECIDED", REPORT_OPEN },
                                               { NULL, NULL, REPORT_OPEN } };
    quantity asked = quantity_of(result);
    report_node groups = report_get(result, "groups");
    size_t count = report_size(groups);
    report_put_title(section, "Check of", result);
    put_asked(section, result, &asked);
    report_put_verdict(section, report_get(result, "verdict"), verdicts);
    ranked *order = rank_groups(groups, &asked, count);
    section->details.failed = section->details.failed || !order;
    if (order && !result.reader->bad) {
        report_node worst = report_item(groups, order[0].index);
        put_number(section, result, worst, &asked);
        put_groups(section, groups, &asked, order, count);
        put_witness(section, result, worst);
        draw(section, result, &asked, order, count);
        draw_traces(section, result, &asked, order, count);
        put_run(section, result);
    }
    free(order);
}
