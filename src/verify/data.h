/* The training set (format, section 3), read from a CSV file that is held in memory. */
#ifndef VERIFY_DATA_H
#define VERIFY_DATA_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

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
    mpq_t *x;           /* [features] */
    mpq_t weight;       /* > 0 */
    size_t class, cell; /* from 1; 0: there is no such column */
} point;

typedef struct data {
    size_t count, features;
    point *point; /* [count] */
    names classes, cells;
    char **header; /* [features]: their names; NULL: there is no header */
} data;

/* Reads the file (path "-": standard input), whose SHA-256 must be as given, and the
 * points in it, whose canonical form must have the other. */
void data_read(data *d, const char *path, const layout *columns, const char *file_hash,
               const char *points_hash);

#endif
