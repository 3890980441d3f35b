#include "report/slabs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/widest.h"

enum { CLASSES_SHOWN = 9, BINS = 48, GRID = 400, VALUES_MOST = 1 << 24, NAMES_SHOWN = 4 };

/* Of all values, also of those that are too large to be drawn: places in the range are counted. */
static report_range range_of(const double *values, size_t count) {
    report_range found = REPORT_NO_RANGE;
    for (size_t k = 0; k < count; k++) {
        found.low = fmin(found.low, values[k]);
        found.high = fmax(found.high, values[k]);
    }
    return found;
}

static double clamp(double value, report_range r) {
    return fmin(fmax(value, r.low), r.high);
}

/* The slab in doubles: [0] itself, [1] its dilation. */
typedef struct bands {
    report_range of[2];
} bands;

static bands bands_of(const report_slab *slab) {
    double c = dc_rational_nearest(slab->c);
    double r = dc_rational_nearest(slab->r), dilated = dc_rational_nearest(slab->dilated);
    return (bands){ { { c - r, c + r }, { c - dilated, c + dilated } } };
}

static size_t series_of(const report_slab_view *view, size_t k) {
    size_t class = view->side->class[k];
    return class < CLASSES_SHOWN ? class : CLASSES_SHOWN;
}

static size_t series_count(const report_slab_view *view) {
    size_t classes = dc_dataset_classes(view->points->data);
    return classes == 0 ? 1 : classes <= CLASSES_SHOWN ? classes : CLASSES_SHOWN + 1;
}

static void put_series_title(report_text *script, const report_slab_view *view,
                             size_t s) {
    const dc_dataset *data = view->points->data;
    const char *name = dc_dataset_classes(data) == 0 ? "points"
                       : s < CLASSES_SHOWN           ? dc_dataset_class_name(data, s)
                                                     : "other classes";
    report_put(script, "title ");
    report_put_quoted(script, name);
    report_put(script, " ");
}

static bool has_series(const report_slab_view *view, size_t s) {
    for (size_t k = 0; k < view->side->count; k++)
        if (series_of(view, k) == s)
            return true;
    return false;
}

static const char *const band_titles[] = { "slab", "dilation" };
static const double band_fills[] = { 0.22, 0.10 };

/* Bands behind what is plotted along x. */
static void put_bands(report_text *script, const bands *b, report_range x) {
    for (size_t k = 2; k-- > 0;) {
        double low = clamp(b->of[k].low, x), high = clamp(b->of[k].high, x);
        report_printf(
            script,
            "set object rectangle from first %.17g, graph 0 to first %.17g, graph 1 "
            "behind fc rgb 'black' fs transparent solid %g noborder\n",
            low, high, band_fills[k]);
        const double ends[] = { b->of[k].low, b->of[k].high };
        for (size_t e = 0; e < 2; e++)
            if (ends[e] >= x.low && ends[e] <= x.high)
                report_printf(
                    script,
                    "set arrow from first %.17g, graph 0 to first %.17g, graph 1 "
                    "nohead back lc rgb '#444444' lw 1.5 dt %s\n",
                    ends[e], ends[e], k ? "'-'" : "solid");
    }
}

static void put_band_keys(report_text *script) {
    for (size_t k = 0; k < 2; k++)
        report_printf(
            script,
            ", keyentry with boxes fc rgb 'black' fs transparent solid %g border lc "
            "rgb '#444444' dt %zu title '%s'",
            band_fills[k], k + 1, band_titles[k]);
    report_put(script, "\n");
}

/* One block of points for each series, one of those that would fall on one spot. */
static void put_scatter(report_text *script, const report_slab_view *view,
                        const double *x, const double *y, report_range across,
                        report_range up) {
    size_t series = series_count(view);
    unsigned char *taken = malloc(GRID * GRID);
    for (size_t s = 0; s < series && taken; s++) {
        memset(taken, 0, GRID * GRID);
        report_begin_data(script, "s", s);
        for (size_t k = 0; k < view->side->count; k++) {
            size_t i = (size_t)((x[k] - across.low) / (across.high - across.low) *
                                (GRID - 1));
            size_t j = (size_t)((y[k] - up.low) / (up.high - up.low) * (GRID - 1));
            if (series_of(view, k) != s || taken[i * GRID + j]++)
                continue;
            taken[i * GRID + j] = 1;
            report_put_data(script, x[k]);
            report_put_data(script, y[k]);
            report_put(script, "\n");
        }
        report_end_data(script);
    }
    script->failed = script->failed || !taken;
    free(taken);
}

static void plot_scatter(report_text *script, const report_slab_view *view,
                         const char *between) {
    for (size_t s = 0; s < series_count(view); s++) {
        if (!has_series(view, s))
            continue;
        report_printf(script, "%s$s%zu using 1:2 with points ", between, s);
        report_printf(script, "lc rgb '%s' pt %u ps 0.7 ", report_colour(s),
                      report_shape(s));
        put_series_title(script, view, s);
        between = ", ";
    }
    put_band_keys(script);
}

void report_put_carriers(report_text *html, const report_slab_view *view) {
    size_t carriers = 0, shown = 0;
    for (size_t l = 0; l < view->slab->dims; l++)
        carriers += mpq_sgn(view->slab->v[l]) != 0;
    for (size_t l = 0; l < view->slab->dims && shown < NAMES_SHOWN; l++) {
        if (mpq_sgn(view->slab->v[l]) == 0)
            continue;
        if (shown++)
            report_put(html, shown == carriers ? " and " : ", ");
        report_put_html(html, report_string(report_item(view->features, l)));
    }
    if (carriers > shown)
        report_printf(html, " and %zu more", carriers - shown);
}

static void put_masses(report_text *html, const report_slab_view *view) {
    report_put(html, "The slab holds ");
    report_put_exact(html, report_get(view->witness, "mass"));
    report_put(html, " of the weight of ");
    if (strcmp(view->group, "whole") == 0) {
        report_put(html, "all points");
    } else {
        report_put(html, "group ");
        report_put_html(html, view->group);
    }
    report_put(html, ", its dilation ");
    report_put_exact(html, report_get(view->witness, "dilated_mass"));
    report_put(html, ". ");
}

static report_figure *begin(report_section *section, const report_slab_view *view,
                            const char *what) {
    report_figure *figure = report_add_figure(section);
    report_printf(&figure->name, "%s, group %s", what, view->group);
    return figure;
}

/* Line <v,x> = t from one side of the box to the other; along the axis that it crosses less
 * steeply, so that its ends stay near the box. */
static void put_line(report_text *script, const double *v, double t, report_range x,
                     report_range y, bool backwards) {
    bool steep = fabs(v[0]) * (x.high - x.low) >= fabs(v[1]) * (y.high - y.low);
    report_range side = steep ? y : x;
    const double ends[] = { side.low, side.high };
    for (size_t e = 0; e < 2; e++) {
        double at = ends[backwards ? 1 - e : e];
        double other = (t - v[steep ? 1 : 0] * at) / v[steep ? 0 : 1];
        report_put_data(script, steep ? other : at);
        report_put_data(script, steep ? at : other);
        report_put(script, "\n");
    }
}

/* Values that <v,x> takes on the box, and a little more. */
static report_range range_in_box(const double *v, report_range x, report_range y) {
    double corners[] = { v[0] * x.low + v[1] * y.low, v[0] * x.low + v[1] * y.high,
                         v[0] * x.high + v[1] * y.low, v[0] * x.high + v[1] * y.high };
    return report_range_widen(range_of(corners, 4));
}

/* Blocks $b0, $b1: outlines of the bands; $e0, $e1: their edges. */
static void put_band_blocks(report_text *script, const bands *b, const double *v,
                            report_range x, report_range y) {
    report_range seen = range_in_box(v, x, y);
    for (size_t k = 0; k < 2; k++) {
        double low = clamp(b->of[k].low, seen), high = clamp(b->of[k].high, seen);
        report_begin_data(script, "b", k);
        put_line(script, v, low, x, y, false);
        put_line(script, v, high, x, y, true);
        report_end_data(script);
        report_begin_data(script, "e", k);
        put_line(script, v, low, x, y, false);
        report_put(script, "\n");
        put_line(script, v, high, x, y, false);
        report_end_data(script);
    }
}

static void plot_band_blocks(report_text *script) {
    report_put(script, "plot ");
    for (size_t k = 2; k-- > 0;)
        report_printf(
            script,
            "$b%zu using 1:2 with filledcurves closed fc rgb 'black' fs transparent "
            "solid %g noborder notitle, $e%zu using 1:2 with lines lc rgb '#444444' "
            "lw 1.5 dt %zu notitle, ",
            k, band_fills[k], k, k + 1);
}

/* v and the coordinates along two columns, as doubles. False: memory is out. */
static bool take_columns(const report_slab_view *view, double *v, double **x,
                         double **y) {
    size_t count = view->side->count;
    *x = malloc(count * sizeof **x);
    *y = malloc(count * sizeof **y);
    for (size_t k = 0; k < count && *x && *y; k++) {
        (*x)[k] = report_points_value(view->points, view->side->at[k], 0);
        (*y)[k] = report_points_value(view->points, view->side->at[k], 1);
    }
    v[0] = dc_rational_nearest(view->slab->v[0]);
    v[1] = dc_rational_nearest(view->slab->v[1]);
    return *x && *y;
}

void report_draw_points(report_section *section, const report_slab_view *view) {
    report_figure *figure = begin(section, view, "points, slab and dilation");
    report_text *script = &figure->script;
    double v[2], *x, *y;
    if (take_columns(view, v, &x, &y)) {
        bands b = bands_of(view->slab);
        report_range across = report_range_widen(range_of(x, view->side->count));
        report_range up = report_range_widen(range_of(y, view->side->count));
        report_set(script, "xlabel", report_string(report_item(view->features, 0)));
        report_set(script, "ylabel", report_string(report_item(view->features, 1)));
        report_put_range(script, "x", across);
        report_put_range(script, "y", up);
        put_band_blocks(script, &b, v, across, up);
        put_scatter(script, view, x, y, across, up);
        plot_band_blocks(script);
        plot_scatter(script, view, "");
    } else {
        script->failed = true;
    }
    free(x);
    free(y);
    report_printf(
        &figure->caption,
        "The %zu points by class, with the slab (dark, solid edges) and its dilation "
        "(light, dashed edges). ",
        view->side->count);
    put_masses(&figure->caption, view);
}

/* Shares of the weight in each bin of each series; the range of the shares. */
static report_range put_bins(report_text *script, const report_slab_view *view,
                             report_range x) {
    report_range y = report_range_with(REPORT_NO_RANGE, 0);
    double width = (x.high - x.low) / BINS;
    for (size_t s = 0; s < series_count(view); s++) {
        double bins[BINS] = { 0 };
        for (size_t k = 0; k < view->side->count; k++)
            if (series_of(view, k) == s) {
                size_t bin = (size_t)((view->side->along[k] - x.low) / width);
                bins[bin < BINS ? bin : BINS - 1] += view->side->weight[k];
            }
        report_begin_data(script, "s", s);
        for (size_t bin = 0; bin < BINS; bin++) {
            report_put_data(script, x.low + ((double)bin + 0.5) * width);
            report_put_data(script, bins[bin]);
            report_put(script, "\n");
            y = report_range_with(y, bins[bin]);
        }
        report_end_data(script);
    }
    return y;
}

/* Of the values, and of the dilation as far as it is not many times as wide. */
static report_range histogram_range(const report_slab_view *view, const bands *b) {
    report_range x = range_of(view->side->along, view->side->count);
    double room = fmax(x.high - x.low, 1e-9 * fabs(x.high));
    x.low = fmin(x.low, fmax(b->of[1].low, x.low - room));
    x.high = fmax(x.high, fmin(b->of[1].high, x.high + room));
    return report_range_widen(x);
}

void report_draw_histogram(report_section *section, const report_slab_view *view) {
    report_figure *figure = begin(section, view,
                                  "histogram of <v,x> by class, with both bands");
    report_text *script = &figure->script;
    const char *between = "plot ";
    bands b = bands_of(view->slab);
    report_range x = histogram_range(view, &b);
    report_put(script, "set xlabel '\xe2\x9f\xa8v,x\xe2\x9f\xa9'\n"
                       "set ylabel 'share of the weight'\n"
                       "set boxwidth 1 relative\n");
    report_put_range(script, "x", x);
    put_bands(script, &b, x);
    report_range y = put_bins(script, view, x);
    report_put_range(script, "y", (report_range){ 0, 1.04 * y.high });
    for (size_t s = 0; s < series_count(view); s++) {
        if (!has_series(view, s))
            continue;
        report_printf(script, "%s$s%zu using 1:2 with boxes lc rgb '%s' fs transparent ",
                      between, s, report_colour(s));
        report_printf(script,
                      s % 2 ? "pattern %zu border lc rgb '%s' "
                            : "solid 0.%zu border lc rgb '%s' ",
                      s % 2 ? 4 + s / 2 % 4 : 5 - s / 2 % 3, report_colour(s));
        put_series_title(script, view, s);
        between = ", ";
    }
    put_band_keys(script);
    report_printf(
        &figure->caption,
        "How \xe2\x9f\xa8v,x\xe2\x9f\xa9 is distributed over %zu points, by class, and "
        "the bands of the slab (dark, solid edges) and of its dilation (light, dashed "
        "edges). v is carried by ",
        view->side->count);
    report_put_carriers(&figure->caption, view);
    report_put(&figure->caption, ". ");
    put_masses(&figure->caption, view);
}

/* Rows of points as doubles, [count][dims]; NULL: memory is out. */
static double *rows_of(const report_slab_view *view, const size_t *at, size_t count) {
    size_t dims = view->points->dims;
    double *rows = malloc(count * dims * sizeof *rows);
    for (size_t k = 0; k < count && rows; k++)
        for (size_t l = 0; l < dims; l++)
            rows[k * dims + l] = report_points_value(view->points, at[k], l);
    return rows;
}

/* v over its largest entry; doubles of the entries could be too large. */
static double *unit_v(const report_slab *slab) {
    double *v = malloc(slab->dims * sizeof *v);
    mpq_t most, entry;
    mpq_inits(most, entry, NULL);
    for (size_t l = 0; l < slab->dims; l++) {
        mpq_abs(entry, slab->v[l]);
        if (mpq_cmp(entry, most) > 0)
            mpq_set(most, entry);
    }
    for (size_t l = 0; l < slab->dims && v; l++) {
        mpq_div(entry, slab->v[l], most);
        v[l] = dc_rational_nearest(entry);
    }
    mpq_clears(most, entry, NULL);
    return v;
}

/* The largest entries of the widest direction, by name. */
static void put_widest_names(report_text *html, const report_slab_view *view,
                             const double *direction) {
    size_t best = 0;
    for (size_t l = 1; l < view->points->dims; l++)
        if (fabs(direction[l]) > fabs(direction[best]))
            best = l;
    report_put(html, "mostly ");
    report_put_html(html, report_string(report_item(view->features, best)));
}

/* The plane of v and the widest direction beside it. */
typedef struct plane {
    double *rows, *v, *where, *direction;
    double share; /* of the variance beside v */
} plane;

/* False: memory is out. */
static bool plane_find(plane *p, const report_slab_view *view) {
    size_t count = view->side->count, dims = view->points->dims;
    p->rows = rows_of(view, view->side->at, count);
    p->v = unit_v(view->slab);
    p->where = malloc(count * sizeof *p->where);
    p->direction = calloc(dims, sizeof *p->direction);
    if (!p->rows || !p->v || !p->where || !p->direction)
        return false;
    p->share = report_widest(p->where, p->direction, p->rows, p->v, count, dims);
    return p->share >= 0;
}

static void plane_clear(plane *p) {
    free(p->rows);
    free(p->v);
    free(p->where);
    free(p->direction);
}

static void draw_plane(report_figure *figure, const report_slab_view *view,
                       const plane *p) {
    report_text *script = &figure->script;
    bands b = bands_of(view->slab);
    report_range x = histogram_range(view, &b);
    report_range y = report_range_widen(range_of(p->where, view->side->count));
    report_put(script, "set xlabel '\xe2\x9f\xa8v,x\xe2\x9f\xa9'\n"
                       "set ylabel 'widest direction beside v'\n");
    report_put_range(script, "x", x);
    report_put_range(script, "y", y);
    put_bands(script, &b, x);
    put_scatter(script, view, view->side->along, p->where, x, y);
    plot_scatter(script, view, "plot ");
    report_printf(
        &figure->caption,
        "The points seen along v and, orthogonal to it, along the direction in which "
        "they are widest (%.0f %% of the variance beside v, ",
        100 * p->share);
    put_widest_names(&figure->caption, view, p->direction);
    report_put(&figure->caption, "). v is carried by ");
    report_put_carriers(&figure->caption, view);
    report_put(&figure->caption, ". ");
}

void report_draw_plane(report_section *section, const report_slab_view *view) {
    size_t stride = view->side->count / (VALUES_MOST / view->points->dims + 1) + 1;
    report_figure *figure = begin(section, view,
                                  "the plane of v and the widest direction");
    plane p = { 0 };
    report_side_thin(view->side, stride);
    if (plane_find(&p, view))
        draw_plane(figure, view, &p);
    else
        figure->script.failed = true;
    if (stride > 1)
        report_printf(&figure->caption, "One point of %zu is shown. ", stride);
    put_masses(&figure->caption, view);
    plane_clear(&p);
}
