#include "data/header.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "data/message.h"

/* What a column says: FEATURE (until --columns leaves it out) and NUMBER hold
 * numbers, so other text speaks for a header; LABEL holds any text, so only a number
 * there speaks, against one. */
enum { FEATURE, NUMBER, LABEL, IGNORED };

typedef struct evidence {
    const dc_record *first;
    unsigned char *kinds; /* [first->count] */
    bool named;           /* an option asks for a name that the record holds */
    bool unknown;         /* or for one that no header would make right */
} evidence;

/* Text that stands for a value, though not for a number. */
static bool stands_for_value(const char *text, size_t length) {
    static const char *const values[] = { "nan", "inf", "infinity", "null", "n/a", "?" };
    if (length && (*text == '-' || *text == '+'))
        text++, length--;
    for (size_t k = 0; k < sizeof values / sizeof *values; k++)
        if (strlen(values[k]) == length && strncasecmp(values[k], text, length) == 0)
            return true;
    return false;
}

static bool holds(const dc_record *first, const char *entry, size_t length) {
    for (size_t k = 0; k < first->count; k++)
        if (first->fields[k].length == length &&
            memcmp(dc_record_text(first, k), entry, length) == 0)
            return true;
    return false;
}

/* Marks the column that an entry gives by number or as x1, x2, ...; or notes that it
 * is a name. */
static void mark(evidence *e, unsigned char kind, const char *entry, size_t length) {
    size_t count = e->first->count, index;
    bool place = dc_list_place(entry, length, count, &index);
    if (!place && length && holds(e->first, entry, length))
        e->named = true;
    else if (place || (length && entry[0] == 'x' &&
                       dc_list_place(entry + 1, length - 1, count, &index)))
        e->kinds[index] = kind;
    else
        e->unknown = true;
}

static void mark_one(evidence *e, unsigned char kind, const char *entry) {
    if (entry)
        mark(e, kind, entry, strlen(entry));
}

static void mark_list(evidence *e, unsigned char kind, const char *list) {
    const char *entry;
    size_t length;
    while (dc_list_next(&list, &entry, &length))
        mark(e, kind, entry, length);
}

static void mark_label(evidence *e, const char *label) {
    if (label) {
        if (strcmp(label, "none") != 0)
            mark(e, LABEL, label, strlen(label));
        return;
    }
    for (size_t k = e->first->count; k-- > 0;) {
        if (e->kinds[k] == FEATURE) {
            e->kinds[k] = LABEL;
            return;
        }
    }
}

/* The first column of each sort; DC_NO_COLUMN: none. */
static void weigh(const evidence *e, size_t *name, size_t *value) {
    *name = *value = DC_NO_COLUMN;
    for (size_t k = 0; k < e->first->count; k++) {
        const char *text = dc_record_text(e->first, k);
        size_t length = e->first->fields[k].length;
        if (length == 0 || e->kinds[k] == IGNORED)
            continue;
        bool is_value = dc_is_number(text, length) || stands_for_value(text, length);
        if (is_value && *value == DC_NO_COLUMN)
            *value = k;
        if (!is_value && e->kinds[k] != LABEL && *name == DC_NO_COLUMN)
            *name = k;
    }
}

static dc_status fail_ambiguous(const dc_record *first, size_t name, size_t value,
                                dc_error *error) {
    char name_quote[DC_QUOTE_SIZE], value_quote[DC_QUOTE_SIZE];
    dc_quote(name_quote, dc_record_text(first, name), first->fields[name].length);
    dc_quote(value_quote, dc_record_text(first, value), first->fields[value].length);
    return dc_input_fail(first->input, dc_record_line(first, name), name + 1, NULL, error,
                         "%s is not a number, but column %zu holds %s: is this line a "
                         "header? Say --header yes or --header no",
                         name_quote, value + 1, value_quote);
}

dc_status dc_header_detect(bool *header, const dc_record *first,
                           const dc_read_options *options, dc_error *error) {
    size_t name, value;
    evidence e = { .first = first, .kinds = calloc(first->count + 1, 1) };
    if (!e.kinds)
        return dc_fail_memory(error, "the list of columns");
    mark_list(&e, IGNORED, options->drop);
    mark_one(&e, NUMBER, options->weight);
    mark_one(&e, LABEL, options->cell);
    mark_label(&e, options->label);
    mark_list(&e, NUMBER, options->columns);
    for (size_t k = 0; options->columns && k < first->count; k++)
        if (e.kinds[k] == FEATURE)
            e.kinds[k] = IGNORED;
    weigh(&e, &name, &value);
    free(e.kinds);
    bool ambiguous = name != DC_NO_COLUMN && value != DC_NO_COLUMN;
    *header = e.named || (name != DC_NO_COLUMN && !ambiguous);
    if (e.named || e.unknown || !ambiguous)
        return DC_OK;
    return fail_ambiguous(first, name, value, error);
}
