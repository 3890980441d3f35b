/* The training set (format, section 3), read from a CSV file that is held in memory. */
#ifndef VERIFY_DATA_H
#define VERIFY_DATA_H

#include "number.h"

/* Where the certificate says that things stand: columns counted from 1, 0: none. */
typedef struct layout {
    bool header;
    char delimiter;
    size_t features, *feature; /* [features] */
    size_t label, weight, cell;
} layout;

/* Texts, numbered from 1 in the order in which they first come. */
typedef struct names {
    void *tree;  /* of tsearch */
    char **text; /* [count] */
    size_t count, room;
} names;

typedef struct point {
    number weight;      /* > 0 */
    size_t class, cell; /* from 1; 0: there is no such column */
} point;

typedef struct data {
    size_t count, features;
    number *x;    /* [count][features] */
    point *point; /* [count] */
    names classes, cells;
} data;

/* The whole file (path "-": standard input); bytes end in a NUL that is not counted. */
typedef struct bytes {
    char *text;
    size_t length;
} bytes;

bytes bytes_read(const char *path);
void bytes_hash(const bytes *file, char hex[65]);

/* Reads the points; frees the bytes. */
data data_read(bytes *file, const layout *columns);

/* The digest of the canonical points. */
void data_hash(const data *d, char hex[65]);

static inline number data_x(const data *d, size_t k, size_t feature) {
    return d->x[k * d->features + feature];
}

#endif
