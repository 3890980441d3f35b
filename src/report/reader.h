/* Results as JSON, read so that no form of them can do harm: the first thing that is missing or
 * of another kind is kept as a message that names file and key, and from then on every value
 * that is read is empty. Who reads looks at `bad` once, at the end.
 *
 *     report_reader reader = { .file = "result.json" };
 *     report_node root = { .reader = &reader, .value = json };
 *     double kappa = report_rational(report_get(report_get(root, "parameters"), "kappa"));
 *     if (reader.bad) ...                     -- reader.message
 */
#ifndef DC_REPORT_READER_H
#define DC_REPORT_READER_H

#include <gmp.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "report/text.h"

enum { REPORT_PATH = 120, REPORT_MESSAGE = 512 };

typedef struct report_reader {
    const char *file;
    bool bad;
    char message[REPORT_MESSAGE];
} report_reader;

/* A value and where it stands: "groups[0].witness". */
typedef struct report_node {
    report_reader *reader;
    const json_t *value; /* NULL: there is none */
    char path[REPORT_PATH];
} report_node;

/* A value of an object, an item of an array: both must be there. */
report_node report_get(report_node object, const char *key);
report_node report_item(report_node array, size_t index);

/* Items of an array, which it must be. */
size_t report_size(report_node array);

/* Is there such a key, and is its value not null? */
bool report_has(report_node object, const char *key);
bool report_is_null(report_node node);

/* Belongs to the JSON. */
const char *report_string(report_node node);
bool report_true(report_node node);

/* An integer >= 0. */
size_t report_count(report_node node);

/* A number; NaN for null, which is allowed: no finite one. */
double report_real(report_node node);

/* A number as text, "p" or "p/q" (or a decimal), exactly, into an initialised value; its nearest
 * double, with "infinity" allowed. */
void report_exact(mpq_t value, report_node node);
double report_rational(report_node node);

/* Which of two numbers as text is larger, exactly, in the way of strcmp(). */
int report_compare(report_node a, report_node b);

/* A number of either kind, at most REPORT_MOST in size. */
double report_finite(report_node node);

/* Keeps "FILE: PATH: wanted WHAT", unless something was wrong before. */
void report_blame(report_node node, const char *wanted);

#endif
