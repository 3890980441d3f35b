/* Results of doublecheck stress. */
#include <math.h>
#include <string.h>

#include "report/section.h"

static void put_asked(report_section *section, report_node result) {
    report_text *html = &section->asked;
    report_node training = report_get(result, "training");
    report_put(
        html, "How much damage does how small a change of the data and the configuration "
              "do to a training on ");
    report_put_data_words(html, report_get(result, "data"));
    report_put(html, "? Damage is the ");
    report_put(
        html,
        strcmp(report_string(report_get(result, "damage")), "drop") == 0
            ? "fall of the accuracy on the changed training points, from t0 to its least "
              "later value"
            : "test accuracy at the end without change, less that with it");
    report_put(html, "; the budget of changes is ");
    report_put_real(html, report_real(report_get(result, "budget")));
    report_put(html, ". Without change: ");
    report_put_training_words(html, training);
    report_put(html, ".");
}

/* The entry of most damage; SIZE_MAX: there is none. */
static size_t find_worst(report_node entries) {
    size_t worst = SIZE_MAX, count = report_size(entries);
    double most = -INFINITY;
    for (size_t k = 0; k < count; k++) {
        double damage = report_real(report_get(report_item(entries, k), "damage"));
        if (damage > most) {
            most = damage;
            worst = k;
        }
    }
    return worst;
}

static void put_answer(report_section *section, report_node result, report_node entries,
                       size_t worst) {
    bool replayed = !report_has(result, "search");
    if (!replayed || worst == SIZE_MAX)
        report_printf(&section->word, "FRONT %zu", report_size(entries));
    else
        report_put(&section->word, "DAMAGE");
    if (worst == SIZE_MAX) {
        report_put(&section->number, "nothing was evaluated");
        return;
    }
    report_node entry = report_item(entries, worst);
    report_printf(&section->number, "damage %.4g at distance %.4g",
                  report_real(report_get(entry, "damage")),
                  report_real(report_get(entry, "distance")));
    report_put(&section->meaning,
               "the most damage that was found. The front holds the changes "
               "that no smaller one exceeds in damage; others may be there "
               "that the search has not met.");
}

static void draw_front(report_section *section, report_node entries, size_t worst) {
    report_figure *figure = report_add_figure(section);
    report_text *script = &figure->script;
    size_t count = report_size(entries);
    bool predicted = false;
    report_range x = report_range_with(REPORT_NO_RANGE, 0), y = REPORT_NO_RANGE;
    report_begin_data(script, "f", 0);
    for (size_t k = 0; k < count; k++) {
        report_node entry = report_item(entries, k);
        double guess = report_real(report_get(entry, "predicted"));
        double distance = report_finite(report_get(entry, "distance"));
        double damage = report_finite(report_get(entry, "damage"));
        x = report_range_with(x, distance);
        y = report_range_with(report_range_with(y, damage), guess);
        report_put_data(script, distance);
        report_put_data(script, damage);
        report_put_data(script, guess);
        report_put(script, "\n");
        predicted = predicted || !isnan(guess);
    }
    report_end_data(script);
    report_put_range(script, "x", report_range_widen(x));
    report_put_range(script, "y", report_range_widen(y));
    report_put(
        script,
        "set xlabel 'distance from the configuration without change'\n"
        "set ylabel 'damage'\n"
        "plot $f0 using 1:2 with steps lc rgb '#0072B2' lw 2 notitle, '' using 1:2 with "
        "points lc rgb '#0072B2' pt 7 ps 1.1 title 'front: most damage within a distance'");
    if (predicted)
        report_put(script,
                   ", '' using 1:3 with points lc rgb '#D55E00' pt 8 ps 1.2 title 'as "
                   "the predictor has it'");
    report_put(script, "\n");
    report_node entry = report_item(entries, worst);
    report_put(&figure->name, "front of distance and damage");
    report_printf(
        &figure->caption,
        "The %zu changes of the front, by distance and damage. The most damage, %.4g, "
        "is done at distance %.4g.",
        count, report_real(report_get(entry, "damage")),
        report_real(report_get(entry, "distance")));
}

static void cell_mass(report_text *html, report_node entry) {
    report_node mass = report_get(entry, "mass");
    if (report_is_null(mass)) {
        report_cell(html, "\xe2\x80\x93");
        return;
    }
    report_printf(html, "<td class=\"n\">%.4g to %.4g</td>",
                  report_real(report_get(mass, "lo")),
                  report_real(report_get(mass, "hi")));
}

static void cells_of_entry(report_text *html, report_node entry) {
    report_node arm = report_get(entry, "arm");
    report_cell_real(html, report_real(report_get(entry, "distance")));
    report_cell_real(html, report_real(report_get(entry, "damage")));
    report_cell_real(html, report_real(report_get(entry, "predicted")));
    cell_mass(html, entry);
    report_cell_real(html, report_real(report_get(report_get(entry, "outcome"),
                                                  "test_accuracy")));
    report_cell(html, report_is_null(arm) ? "--replay" : report_string(arm));
    report_put(html, "<td><code>");
    report_put_html(html, report_string(report_get(entry, "command")));
    report_put(html, "</code></td>");
}

static void put_front(report_section *section, report_node entries) {
    static const char *const heads[] = { "distance",      "damage",   "predicted", "m*",
                                         "test accuracy", "found by", "command",   NULL };
    report_put_items(&section->details, "The front", heads, entries, cells_of_entry,
                     "changes");
}

/* A value of a coordinate, a number or a word. */
static void cell_value(report_text *html, report_node node) {
    if (json_is_string(node.value))
        report_cell(html, report_string(node));
    else
        report_cell_real(html, report_real(node));
}

static void put_coordinates(report_section *section, report_node result,
                            report_node entries, size_t worst) {
    static const char *const heads[] = { "coordinate",     "what it is", "varies",
                                         "from",           "to",         "without change",
                                         "at most damage", NULL };
    report_text *html = &section->details;
    report_node coordinates = report_get(result, "coordinates");
    size_t count = report_size(coordinates);
    report_begin_table(html, "What can change", heads);
    for (size_t k = 0; k < count && k < REPORT_ROWS_MOST; k++) {
        report_node c = report_item(coordinates, k);
        const char *name = report_string(report_get(c, "name"));
        report_begin_row(html);
        report_cell(html, name);
        report_cell(html, report_string(report_get(c, "help")));
        report_cell(html, report_true(report_get(c, "varies")) ? "yes" : "no");
        cell_value(html, report_get(c, "low"));
        cell_value(html, report_get(c, "high"));
        cell_value(html, report_get(c, "nominal"));
        if (worst != SIZE_MAX)
            cell_value(html,
                       report_get(report_get(report_item(entries, worst), "variance"),
                                  name));
        report_end_row(html);
    }
    report_end_table(html);
}

static void put_rank(report_text *html, report_node search, const char *key,
                     const char *words) {
    report_row_real(html, words,
                    report_real(report_get(report_get(search, key), "spearman")));
}

static void put_study(report_section *section, report_node result) {
    report_text *html = &section->details;
    report_begin_table(html, "The study", NULL);
    report_node search = report_get(result, "search");
    if (!report_is_null(search)) {
        report_row_real(html, "evaluations allowed",
                        (double)report_count(report_get(search, "evaluations")));
        report_row_real(html, "points evaluated",
                        (double)report_count(report_get(search, "points")));
        put_rank(html, search, "mass_and_drop", "rank correlation of m* and drop");
        put_rank(html, search, "mass_and_final", "rank correlation of m* and final loss");
    }
    report_row(html, "family of slabs of m*",
               report_string(report_get(result, "family")));
    report_rows_of_end(html, result);
    report_end_table(html);
}

void report_build_stress(report_section *section, report_node result) {
    report_node entries = report_get(result, "entries");
    size_t worst = find_worst(entries);
    report_put_title(section, "Stress on", result);
    put_asked(section, result);
    put_answer(section, result, entries, worst);
    if (worst != SIZE_MAX)
        draw_front(section, entries, worst);
    put_front(section, entries);
    put_coordinates(section, result, entries, worst);
    put_study(section, result);
}
