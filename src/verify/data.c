#include "verify.h"

#include <search.h>

/* A record's fields, each a string of its own inside the file's bytes, which are kept. */
typedef struct reader {
    char *text, *at, *end;
    char delimiter;
    size_t line, next_line; /* where this record begins, and the one behind it */
    char **field;           /* [count] */
    size_t count, room;
    bool quoted; /* the last field */
} reader;

static void read_file(reader *r, const char *path) {
    FILE *in = open_file(path);
    size_t length = 0, room = 0;
    do {
        r->text = grow(r->text, length + 1, &room, 1);
        length += fread(r->text + length, 1, room - 1 - length, in);
    } while (!feof(in) && !ferror(in));
    if (ferror(in))
        fail("%s: cannot be read: %s", path, strerror(errno));
    if (in != stdin)
        fclose(in);
    r->at = r->text;
    r->end = r->text + length;
    *r->end = '\0';
}

__attribute__((noreturn)) static void wrong(const reader *r, size_t column,
                                            const char *what) {
    fail("%s: line %zu, column %zu: %s", where.data, r->line, column, what);
}

static bool blank(const reader *r, char c) {
    return c == ' ' || (c == '\t' && c != r->delimiter);
}

static void skip_blanks(reader *r) {
    while (blank(r, *r->at))
        r->at++;
}

/* Moves behind a field; its end. In quotes two quotes stand for one. */
static char *take_content(reader *r) {
    char *end = r->at;
    for (; r->at < r->end; *end++ = *r->at++) {
        if (!r->quoted && (*r->at == r->delimiter || *r->at == '\n' || *r->at == '\r'))
            break;
        if (*r->at == '"' && !r->quoted)
            wrong(r, r->count + 1, "a quote inside a field that does not begin with one");
        if (*r->at == '"' && *++r->at != '"')
            return end;
        r->next_line += *r->at == '\n';
    }
    if (r->quoted)
        wrong(r, r->count + 1, "a quote that is never closed");
    while (end > r->field[r->count] && blank(r, end[-1]))
        end--;
    return end;
}

/* One field and what ends it; true if another one follows. */
static bool take_field(reader *r) {
    r->field = grow(r->field, r->count, &r->room, sizeof *r->field);
    skip_blanks(r);
    r->quoted = *r->at == '"';
    r->at += r->quoted;
    r->field[r->count] = r->at;
    char *end = take_content(r);
    skip_blanks(r);
    if (*r->at == '\r' && r->at[1] != '\n' && r->at + 1 < r->end)
        wrong(r, r->count + 1, "a carriage return without a line feed");
    r->at += *r->at == '\r';
    char behind = *r->at;
    if (r->at < r->end && behind != r->delimiter && behind != '\n')
        wrong(r, r->count + 1, "text behind a closing quote");
    r->next_line += behind == '\n';
    r->at += r->at < r->end;
    *end = '\0';
    r->count++;
    return behind == r->delimiter;
}

/* The next record that is not empty; false at the end of the file. */
static bool next_record(reader *r) {
    do {
        if (r->at == r->end)
            return false;
        r->line = r->next_line;
        r->count = 0;
        while (take_field(r))
            continue;
    } while (r->count == 1 && !*r->field[0] && !r->quoted);
    return true;
}

static char *field(const reader *r, size_t column) {
    if (column > r->count)
        malformed("column %zu: the data have %zu", column, r->count);
    return r->field[column - 1];
}

static void read_number(mpq_t value, const reader *r, size_t column) {
    char *text = field(r, column) + strspn(field(r, column), " \t");
    char *end = text + strlen(text);
    while (end > text && strchr(" \t", end[-1]))
        end--;
    char behind = *end; /* put back: the column may hold labels, too */
    *end = '\0';
    if (!number_parse(value, text))
        fail("%s: line %zu, column %zu: \"%.40s\" is not a number", where.data, r->line,
             column, text);
    *end = behind;
}

typedef struct name {
    const char *text;
    size_t number;
} name;

static int compare_names(const void *left, const void *right) {
    return strcmp(((const name *)left)->text, ((const name *)right)->text);
}

static size_t read_name(names *known, const reader *r, size_t column) {
    if (column == 0)
        return 0;
    name wanted = { field(r, column), known->count + 1 };
    if (!*wanted.text)
        wrong(r, column, "the label or cell is empty");
    name **found = tfind(&wanted, &known->tree, compare_names);
    if (found)
        return (*found)->number;
    known->text = grow(known->text, known->count, &known->room, sizeof *known->text);
    known->text[known->count++] = wanted.text;
    name *new = get(1, sizeof *new);
    *new = wanted;
    if (!tsearch(new, &known->tree, compare_names))
        beyond("out of memory");
    return known->count;
}

static void add_point(data *d, const reader *r, const layout *c, size_t *room) {
    d->point = grow(d->point, d->count, room, sizeof *d->point);
    mpq_t *x = rationals(c->features);
    num weight = d->count && !c->weight ? d->point[0].weight : whole(1);
    for (size_t l = 0; l < c->features; l++)
        read_number(x[l], r, c->feature[l]);
    if (c->weight)
        read_number(weight, r, c->weight);
    if (mpq_sgn(weight) <= 0)
        wrong(r, c->weight, "the weight is not positive");
    d->point[d->count++] = (point){ x, weight, read_name(&d->classes, r, c->label),
                                    read_name(&d->cells, r, c->cell) };
}

static void say_header(const reader *r, const layout *c) {
    char **header = get(c->features, sizeof *header);
    for (size_t l = 0; l < c->features; l++)
        header[l] = field(r, c->feature[l]);
    say_names("names", header, c->features);
}

static void read_points(data *d, reader *r, const layout *columns) {
    size_t fields = 0, room = 0;
    if (memchr(r->text, '\0', (size_t)(r->end - r->text)))
        fail("%s: holds a NUL byte", where.data);
    if (strncmp(r->text, "\xef\xbb\xbf", 3) == 0)
        r->at += 3;
    for (bool first = true; next_record(r); first = false) {
        fields = first ? r->count : fields;
        if (r->count != fields)
            fail("%s: line %zu: %zu columns, but others have %zu", where.data, r->line,
                 r->count, fields);
        if (first && columns->header)
            say_header(r, columns);
        else
            add_point(d, r, columns, &room);
    }
    if (d->count == 0)
        fail("%s: no points", where.data);
}

static void check_hash(sha256 *s, const char *wanted, const char *what) {
    char hash[65];
    sha256_end(s, hash);
    if (strcmp(hash, wanted) != 0)
        reject("it is about other data: the %s of %s has SHA-256 %s, not %s", what,
               where.data, hash, wanted);
}

/* The canonical points. */
static void check_points(const data *d, const char *wanted) {
    sha256 s = { 0 };
    for (const point *p = d->point; p < d->point + d->count; p++) {
        void *start = mark();
        char text[64];
        for (size_t l = 0; l <= d->features; l++) {
            char *number = mpq_get_str(NULL, 10, l < d->features ? p->x[l] : p->weight);
            sha256_add(&s, number, strlen(number));
            sha256_add(&s, l + 1 < d->features ? "," : ";", 1);
        }
        int length = snprintf(text, sizeof text, "%zu;%zu\n", p->class, p->cell);
        sha256_add(&s, text, (size_t)length);
        release(start);
    }
    check_hash(&s, wanted, "list of points");
}

static void forget(void *node) {
    (void)node;
}

data data_read(const char *path, const layout *columns, const char *file_hash,
               const char *points_hash) {
    data d = { .features = columns->features };
    reader r = { .delimiter = columns->delimiter, .line = 1, .next_line = 1 };
    sha256 s = { 0 };
    read_file(&r, path);
    sha256_add(&s, r.text, (size_t)(r.end - r.text));
    check_hash(&s, file_hash, "content");
    read_points(&d, &r, columns);
    check_points(&d, points_hash);
    tdestroy(d.classes.tree, forget);
    tdestroy(d.cells.tree, forget);
    return d;
}
