/* What sections share: words of data and training, verdicts, tables. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/section.h"

void report_section_clear(report_section *section) {
    report_text *texts[] = { &section->title,  &section->asked,   &section->word,
                             &section->number, &section->meaning, &section->details };
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        report_text_clear(texts[k]);
    for (size_t k = 0; k < section->figure_count; k++)
        report_figure_clear(section->figures + k);
}

report_figure *report_add_figure(report_section *section) {
    return section->figures + section->figure_count++;
}

void report_put_verdict(report_section *section, report_node verdict,
                        const report_verdict *table) {
    const char *key = report_string(verdict);
    for (; table->key; table++)
        if (strcmp(table->key, key) == 0) {
            report_put(&section->word, table->word);
            section->tone = table->tone;
            return;
        }
    report_blame(verdict, "a verdict of this program");
}

void report_put_title(report_section *section, const char *words, report_node result) {
    report_printf(&section->title, "%s %s", words,
                  report_string(report_get(report_get(result, "data"), "file")));
}

static void put_plural(report_text *html, size_t count, const char *one) {
    report_printf(html, "%zu %s%s", count, one,
                  count == 1                    ? ""
                  : one[strlen(one) - 1] == 's' ? "es"
                                                : "s");
}

void report_put_data_words(report_text *html, report_node data) {
    report_put(html, "<b>");
    report_put_html(html, report_string(report_get(data, "file")));
    report_put(html, "</b> (");
    put_plural(html, report_count(report_get(data, "points")), "point");
    report_put(html, ", ");
    put_plural(html, report_size(report_get(data, "features")), "feature");
    size_t classes = report_size(report_get(data, "classes"));
    if (classes) {
        report_put(html, ", ");
        put_plural(html, classes, "class");
    }
    report_put(html, report_true(report_get(data, "weighted")) ? ", weighted)" : ")");
}

void report_put_training_words(report_text *html, report_node training) {
    const char *architecture = report_string(report_get(training, "architecture"));
    if (strcmp(architecture, "linear") == 0) {
        report_put(html, "a linear classifier");
    } else {
        report_put(html, "a network with hidden layers ");
        report_put_html(html, architecture);
        report_put(html, " (");
        report_put_html(html, report_string(report_get(training, "activation")));
        report_put(html, ")");
    }
    report_put(html, ", trained by ");
    report_put_html(html, report_string(report_get(training, "optimizer")));
    report_put(html, " with rate ");
    report_put_real(html, report_real(report_get(training, "rate")));
    report_node batch = report_get(training, "batch");
    if (report_is_null(batch))
        report_put(html, ", all points in a step");
    else
        report_printf(html, ", %zu points in a step", report_count(batch));
}

void report_put_exact(report_text *text, report_node number) {
    const char *words = report_string(number);
    double value = report_rational(number);
    if (strchr(words, '/') && strlen(words) <= 20)
        report_printf(text, "%s (%.6g)", words, value);
    else if (isinf(value) || strlen(words) <= 12)
        report_put(text, words);
    else
        report_put_real(text, value);
}

void report_begin_table(report_text *html, const char *caption,
                        const char *const *heads) {
    report_printf(html,
                  "<div class=\"wide\" tabindex=\"0\"><table>\n<caption>%s</caption>\n",
                  caption);
    if (heads) {
        report_put(html, "<thead><tr>");
        for (; *heads; heads++)
            report_printf(html, "<th scope=\"col\">%s</th>", *heads);
        report_put(html, "</tr></thead>\n");
    }
    report_put(html, "<tbody>\n");
}

void report_end_table(report_text *html) {
    report_put(html, "</tbody></table></div>\n");
}

void report_begin_row(report_text *html) {
    report_put(html, "<tr>");
}

void report_end_row(report_text *html) {
    report_put(html, "</tr>\n");
}

void report_cell(report_text *html, const char *words) {
    report_put(html, "<td>");
    report_put_html(html, words);
    report_put(html, "</td>");
}

void report_cell_real(report_text *html, double value) {
    report_put(html, "<td class=\"n\">");
    if (isnan(value))
        report_put(html, "\xe2\x80\x93");
    else
        report_put_real(html, value);
    report_put(html, "</td>");
}

void report_cell_exact(report_text *html, report_node number) {
    report_put(html, "<td class=\"n\">");
    report_put_exact(html, number);
    report_put(html, "</td>");
}

void report_cell_count(report_text *html, size_t count) {
    report_printf(html, "<td class=\"n\">%zu</td>", count);
}

void report_row(report_text *html, const char *name, const char *words) {
    report_printf(html, "<tr><th scope=\"row\">%s</th>", name);
    report_cell(html, words);
    report_end_row(html);
}

void report_row_real(report_text *html, const char *name, double value) {
    report_printf(html, "<tr><th scope=\"row\">%s</th>", name);
    report_cell_real(html, value);
    report_end_row(html);
}

void report_put_left_out(report_text *html, size_t shown, size_t all, const char *what) {
    if (shown < all)
        report_printf(html, "<p class=\"note\">The first %zu of %zu %s are shown.</p>\n",
                      shown, all, what);
}

void report_put_items(report_text *html, const char *caption, const char *const *heads,
                      report_node items, report_row_writer *put_row, const char *what) {
    size_t count = report_size(items);
    size_t shown = count < REPORT_ROWS_MOST ? count : REPORT_ROWS_MOST;
    report_begin_table(html, caption, heads);
    for (size_t k = 0; k < shown; k++) {
        report_begin_row(html);
        put_row(html, report_item(items, k));
        report_end_row(html);
    }
    report_end_table(html);
    report_put_left_out(html, shown, count, what);
}

void report_rows_of_end(report_text *html, report_node result) {
    report_row(html, "interrupted",
               report_true(report_get(result, "interrupted")) ? "yes" : "no");
    report_row(html, "version", report_string(report_get(result, "version")));
}
