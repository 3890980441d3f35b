/* One result as a section of the report. It answers in this order: what was asked, the verdict,
 * the number that matters, the pictures, the details.
 *
 * A builder reads the JSON of one program and fills a section; there is one file for each, and
 * one row in report_programs. */
#ifndef DC_REPORT_SECTION_H
#define DC_REPORT_SECTION_H

#include "report/figure.h"
#include "report/reader.h"
#include "report/report.h"

enum { REPORT_FIGURES_MOST = 12, REPORT_ROWS_MOST = 500, REPORT_CURVES_MOST = 40 };

typedef enum report_tone {
    REPORT_OPEN,
    REPORT_GOOD,
    REPORT_BAD,
    REPORT_TONES
} report_tone;

typedef struct report_section {
    const report_options *options;
    report_text title; /* "Check of iris.csv" */
    report_text asked; /* HTML: sentences */
    report_text word;  /* the verdict, as text: "HOLDS" */
    report_tone tone;
    report_text number;  /* as text: "m* = 2/15" */
    report_text meaning; /* HTML: what the number is */
    report_figure figures[REPORT_FIGURES_MOST];
    size_t figure_count;
    report_text details; /* HTML: tables */
} report_section;

void report_section_clear(report_section *section);

/* False: memory was out for some of it. */
bool report_section_whole(const report_section *section);

/* The next picture to be filled in. There must be room: no builder makes more than
 * REPORT_FIGURES_MOST. */
report_figure *report_add_figure(report_section *section);

typedef void report_builder(report_section *section, report_node result);

typedef struct report_program {
    const char *program; /* of the JSON: "doublecheck memorize" */
    report_builder *build;
} report_program;

extern const report_program report_programs[]; /* ends with program = NULL */

report_builder report_build_check;
report_builder report_build_profile;
report_builder report_build_floor;
report_builder report_build_simulate;
report_builder report_build_reproduce;
report_builder report_build_variability;
report_builder report_build_memorize;
report_builder report_build_stress;

/* Verdict and its tone from a table that ends with word = NULL; another word is blamed. */
typedef struct report_verdict {
    const char *key;  /* in the JSON: "holds" */
    const char *word; /* as shown: "HOLDS" */
    report_tone tone;
} report_verdict;
void report_put_verdict(report_section *section, report_node verdict,
                        const report_verdict *table);

/* The title: words such as "Check of", and the name of the result's data file. */
void report_put_title(report_section *section, const char *words, report_node result);

/* HTML of one file of data: "<b>iris.csv</b> (150 points, 4 features, 3 classes)". */
void report_put_data_words(report_text *html, report_node data);

/* HTML of the options of a training: "a network 32, relu, by sgd with rate 0.1, ...". */
void report_put_training_words(report_text *html, report_node training);

/* Text of an exact number: "2/15 (0.133333)", or the decimal alone for long fractions. */
void report_put_exact(report_text *text, report_node number);

/* Tables. A row has its cells between begin and end. */
void report_begin_table(report_text *html, const char *caption, const char *const *heads);
void report_end_table(report_text *html);
void report_begin_row(report_text *html);
void report_end_row(report_text *html);
void report_cell(report_text *html, const char *words);
void report_cell_real(report_text *html, double value);
void report_cell_exact(report_text *html, report_node number);
void report_cell_count(report_text *html, size_t count);

/* A row of two cells. */
void report_row(report_text *html, const char *name, const char *words);
void report_row_real(report_text *html, const char *name, double value);

/* A whole table, a row for each item of an array. put_row puts the cells of one. Beyond
 * REPORT_ROWS_MOST items a paragraph below says how many `what` are shown. */
typedef void report_row_writer(report_text *html, report_node item);
void report_put_items(report_text *html, const char *caption, const char *const *heads,
                      report_node items, report_row_writer *put_row, const char *what);

/* The last rows of a study's table: whether it was interrupted, and the version. */
void report_rows_of_end(report_text *html, report_node result);

/* A paragraph below tables: `shown` of `all` rows are in the table; nothing if all are. */
void report_put_left_out(report_text *html, size_t shown, size_t all, const char *what);

#endif
