#include "data.h"

#include <errno.h>
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sha256.h"
#include "stop.h"

bytes bytes_read(const char *path) {
    bytes file = { NULL, 0 };
    size_t room = 0;
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (!in)
        fail("%s: cannot be read: %s", path, strerror(errno));
    do {
        if (file.length + 1 >= room)
            file.text = grow(file.text, room, &room, 1);
        file.length += fread(file.text + file.length, 1, room - 1 - file.length, in);
    } while (!feof(in) && !ferror(in));
    if (ferror(in))
        fail("%s: cannot be read: %s", path, strerror(errno));
    if (in != stdin)
        fclose(in);
    file.text[file.length] = '\0';
    return file;
}

void bytes_hash(const bytes *file, char hex[65]) {
    sha256 s;
    sha256_start(&s);
    sha256_add(&s, file->text, file->length);
    sha256_end(&s, hex);
}

/* A record's fields, each a string of its own inside the file's bytes. */
typedef struct reader {
    char *at, *end;
    char delimiter;
    size_t line; /* where the record begins */
    size_t next_line;
    char **field; /* [count] */
    size_t count, room;
    bool empty; /* a line with nothing but blanks */
} reader;

#define wrong(r, ...) fail_in((r)->line, (r)->count + 1, __VA_ARGS__)

__attribute__((noreturn, format(printf, 3, 4))) static void fail_in(size_t line,
                                                                    size_t column,
                                                                    const char *format,
                                                                    ...) {
    char message[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    fail("%s: line %zu, column %zu: %s", where.data, line, column, message);
}

static bool blank(const reader *r, char c) {
    return c == ' ' || (c == '\t' && c != r->delimiter);
}

static void skip_blanks(reader *r) {
    while (r->at < r->end && blank(r, *r->at))
        r->at++;
}

/* Moves behind a field's content, or the blanks behind it: a delimiter, the end of a line
 * or of the file. True if another field follows. */
static bool end_field(reader *r, char *content_end) {
    char *stop = r->at;
    bool more = stop < r->end && *stop == r->delimiter;
    if (stop < r->end && *stop == '\r' && (stop + 1 == r->end || stop[1] != '\n'))
        wrong(r, "a carriage return without a line feed");
    if (stop < r->end && *stop == '\r')
        r->at++;
    if (r->at < r->end && !more && *r->at != '\n')
        wrong(r, "text behind a closing quote");
    r->next_line += r->at < r->end && *r->at == '\n';
    r->at += r->at < r->end;
    *content_end = '\0';
    return more;
}

static bool plain_field(reader *r) {
    char *start = r->at, *content_end;
    while (r->at < r->end && *r->at != r->delimiter && *r->at != '\n' && *r->at != '\r') {
        if (*r->at == '"')
            wrong(r, "a quote inside a field that does not begin with one");
        r->at++;
    }
    for (content_end = r->at; content_end > start && blank(r, content_end[-1]);)
        content_end--;
    r->empty = r->count == 0 && content_end == start;
    r->field[r->count] = start;
    return end_field(r, content_end);
}

static bool quoted_field(reader *r) {
    char *content = ++r->at, *content_end = content;
    while (r->at < r->end && (*r->at != '"' || (r->at + 1 < r->end && r->at[1] == '"'))) {
        r->next_line += *r->at == '\n';
        r->at += *r->at == '"';
        *content_end++ = *r->at++;
    }
    if (r->at == r->end)
        wrong(r, "a quote that is never closed");
    r->at++;
    skip_blanks(r);
    r->field[r->count] = content;
    return end_field(r, content_end);
}

/* The next record that is not empty; false at the end of the file. */
static bool next_record(reader *r) {
    do {
        if (r->at == r->end)
            return false;
        r->line = r->next_line;
        r->count = 0;
        r->empty = false;
        for (bool more = true; more; r->count++) {
            r->field = grow(r->field, r->count, &r->room, sizeof *r->field);
            skip_blanks(r);
            more = r->at < r->end && *r->at == '"' ? quoted_field(r) : plain_field(r);
        }
    } while (r->empty && r->count == 1);
    return true;
}

static number number_in(const reader *r, size_t column, mpq_t scratch) {
    char *text = r->field[column - 1];
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    if (!number_parse(scratch, text, length))
        fail_in(r->line, column, "\"%.40s\" is not a number", text);
    return number_keep(scratch);
}

typedef struct name {
    const char *text;
    size_t number;
} name;

static int compare_names(const void *left, const void *right) {
    return strcmp(((const name *)left)->text, ((const name *)right)->text);
}

static size_t name_in(const reader *r, size_t column, names *known) {
    if (column == 0)
        return 0;
    name wanted = { r->field[column - 1], 0 };
    if (!*wanted.text)
        fail_in(r->line, column, "a label or cell is empty");
    name **found = tfind(&wanted, &known->tree, compare_names);
    if (found)
        return (*found)->number;
    known->text = grow(known->text, known->count, &known->room, sizeof *known->text);
    char *copy = get(strlen(wanted.text) + 1, 1);
    name *new = get(1, sizeof *new);
    known->text[known->count++] = strcpy(copy, wanted.text);
    *new = (name){ copy, known->count };
    if (!tsearch(new, &known->tree, compare_names))
        beyond("out of memory");
    return new->number;
}

static size_t last_column(const layout *c) {
    size_t last = c->label;
    last = c->weight > last ? c->weight : last;
    last = c->cell > last ? c->cell : last;
    for (size_t l = 0; l < c->features; l++)
        last = c->feature[l] > last ? c->feature[l] : last;
    return last;
}

static void add_point(data *d, const reader *r, const layout *c, mpq_t scratch) {
    static size_t room, row_room;
    d->x = grow(d->x, d->count, &row_room, c->features * sizeof *d->x);
    d->point = grow(d->point, d->count, &room, sizeof *d->point);
    for (size_t l = 0; l < c->features; l++)
        d->x[d->count * c->features + l] = number_in(r, c->feature[l], scratch);
    point *new = d->point + d->count++;
    new->weight = c->weight ? number_in(r, c->weight, scratch) : (number){ 1, 1 };
    if (c->weight && mpq_sgn(scratch) <= 0)
        fail_in(r->line, c->weight, "a weight that is not positive");
    new->class = name_in(r, c->label, &d->classes);
    new->cell = name_in(r, c->cell, &d->cells);
}

data data_read(bytes *file, const layout *columns) {
    data d = { .features = columns->features };
    reader r = { .at = file->text,
                 .end = file->text + file->length,
                 .delimiter = columns->delimiter,
                 .line = 1,
                 .next_line = 1 };
    size_t fields = 0, last = last_column(columns);
    bool header = columns->header;
    mpq_t scratch;
    mpq_init(scratch);
    if (memchr(file->text, '\0', file->length))
        fail("%s: holds a NUL byte", where.data);
    if (file->length >= 3 && memcmp(file->text, "\xef\xbb\xbf", 3) == 0)
        r.at += 3;
    while (next_record(&r)) {
        if (fields && r.count != fields)
            fail("%s: line %zu: %zu columns, but others have %zu", where.data, r.line,
                 r.count, fields);
        fields = r.count;
        if (last > fields)
            malformed("column %zu: the data have %zu", last, fields);
        if (!header)
            add_point(&d, &r, columns, scratch);
        header = false;
    }
    if (d.count == 0)
        fail("%s: no points", where.data);
    mpq_clear(scratch);
    free(r.field);
    free(file->text);
    return d;
}

static void hash_number(sha256 *s, number n, char behind, mpq_t scratch) {
    char text[64], *long_text = text;
    if (n.q == 0) {
        number_get(scratch, n);
        long_text = mpq_get_str(NULL, 10, scratch);
    } else if (n.q == 1) {
        snprintf(text, sizeof text, "%ld", n.p);
    } else {
        snprintf(text, sizeof text, "%ld/%ld", n.p, n.q);
    }
    sha256_add(s, long_text, strlen(long_text));
    sha256_add(s, &behind, 1);
    if (long_text != text)
        free(long_text);
}

void data_hash(const data *d, char hex[65]) {
    sha256 s;
    char text[64];
    mpq_t scratch;
    mpq_init(scratch);
    sha256_start(&s);
    for (size_t k = 0; k < d->count; k++) {
        for (size_t l = 0; l < d->features; l++)
            hash_number(&s, data_x(d, k, l), l + 1 < d->features ? ',' : ';', scratch);
        hash_number(&s, d->point[k].weight, ';', scratch);
        int length = snprintf(text, sizeof text, "%zu;%zu\n", d->point[k].class,
                              d->point[k].cell);
        sha256_add(&s, text, (size_t)length);
    }
    sha256_end(&s, hex);
    mpq_clear(scratch);
}
