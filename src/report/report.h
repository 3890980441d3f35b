/* Reports: results of doublecheck as one HTML file for people, or one figure of them.
 *
 *     report_options options = { .read = DC_READ_DEFAULTS };
 *     report_text html = { 0 };
 *     if (report_html(&html, files, count, &options, &error) == DC_OK) ... html.at[html.size]
 *     report_text_clear(&html);
 *
 * What is read is the JSON alone; but a result of check names its data file, and where it is
 * there, and its points give the masses that the result says, the pictures show them. The HTML
 * needs no other file, no network and no script. Nothing of the JSON is taken as markup. */
#ifndef DC_REPORT_REPORT_H
#define DC_REPORT_REPORT_H

#include <doublecheck/dataset.h>

#include "report/figure.h"

typedef struct report_options {
    dc_read_options read; /* how the data files of results of check are read */
    const char *data;     /* in place of the file that the result names; NULL: that one */
} report_options;

/* The report on files[count] ("-": standard input), a section for each. DC_EIO: a file that
 * cannot be read, gnuplot that is missing or fails; DC_EINPUT: what is no result of a command
 * that has a report, with file and key; DC_ENOMEM. Cost: one run of gnuplot for each figure;
 * for the points a pass over the data for each, and for the widest direction up to 100. */
DC_MUST_USE dc_status report_html(report_text *out, const char *const *files,
                                  size_t count, const report_options *options,
                                  dc_error *error);

/* Figure number `number`, from 1, of the report on the files, in a form. Fails as report_html
 * does; DC_EUSAGE: there are not so many. */
DC_MUST_USE dc_status report_plot(report_text *out, const char *const *files,
                                  size_t count, const report_options *options,
                                  size_t number, report_form form, dc_error *error);

#endif
