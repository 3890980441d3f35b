/* A box of directions of one chart (format, section 7), as its tree is walked. */
#ifndef VERIFY_BOX_H
#define VERIFY_BOX_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

enum { MOST_HALVINGS = 60 };

/* (C_l - R_l) / 2^K <= v_l <= (C_l + R_l) / 2^K, l != chart; C_chart = 2^K, R_chart = 0. */
typedef struct box {
    size_t dims, chart; /* chart from 0 */
    int K;
    long *C, *R; /* [dims] */

    int *level;   /* [dims]: halvings of v_l, whose middle is */
    long *middle; /* middle[l] / 2^level[l] */
    struct halving {
        size_t coordinate;
        bool upper;
    } * path; /* [depth]: from the chart to this box */
    size_t depth, room;
} box;

/* The whole chart. */
void box_start(box *b, size_t dims, size_t chart);
void box_free(box *b);

/* Goes to the lower half across a coordinate, counted from 1. */
void box_split(box *b, size_t coordinate);

/* Goes to the box that comes next in the tree; false if this was the last. */
bool box_next(box *b);

/* Sets K, C and R. */
void box_measure(box *b);

/* The least and the greatest value of a form f[dims] over the box, times 2^K. */
void box_range(mpz_t low, mpz_t high, mpz_t *f, const box *b);

#endif
