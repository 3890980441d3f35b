/*
 * The values in DATA.expected once more, by another method than the library's and with
 * none of its code: see crosscheck.c. Numbers of definitions and theorems are those of
 * proofs/theory.md. Everything is an exact integer.
 */
#ifndef CROSSCHECK_H
#define CROSSCHECK_H

#include <stdbool.h>
#include <stdint.h>

enum { MAX_DIMS = 4, MAX_POINTS = 1000 };

/* Boxes of directions have corners that are multiples of 1/UNIT. */
enum { UNIT = 1 << 20 };

typedef __int128 wide;

typedef struct {
    int64_t num;
    int64_t den;
} ratio;

/* What a line of DATA.expected asks for, and its answer. */
typedef struct {
    ratio kappa;
    ratio sigma;
    ratio delta;
    ratio m0;
    ratio width; /* 0 unless the family is width */
    int sparse;  /* 0 unless the family is sparse or axes */
    bool labelled;
    bool maximize; /* value is sigma*, not m* */
    bool infinite; /* value is infinity */
    ratio value;
} question;

/* Points of one group as integers: the numbers of the file times scale. */
typedef struct {
    int dims;
    int count;
    int64_t scale;
    int64_t x[MAX_POINTS][MAX_DIMS];
} points;

/* crosscheck_read.c: these print what is wrong with their input and exit with 2. */
_Noreturn void give_up(const char *what, const char *where);
bool read_ratio(const char *text, ratio *value);
void read_points(const char *path, bool labelled, const char *group, points *data);
void read_question(const char *options, const char *value, question *asked);

/* crosscheck_slabs.c: the slabs to be looked at. */

/*
 * A slab whose ends move with v. TIGHT is T2's [p_i,p_j]. The other two have the width w
 * and one of the ends of the slab or of its dilation at p_i: [p_i - w, p_i], and, just to
 * the right of it, the slab whose dilation begins at p_i. They stand for all slabs of
 * width w: slide one to the left until it would lose a point, or until its dilation would
 * gain one; on the way it can only gain points, and its dilation only lose them.
 */
typedef enum { TIGHT, LAST_POINT, BEFORE_DILATION } slab_kind;

typedef struct {
    slab_kind kind;
    int i;
    int j;
} slab;

/* A linear form <c,v>. */
typedef struct {
    int64_t c[MAX_DIMS];
} form;

/*
 * A slab in the chart v_chart = 1. Point k is in it iff forms 0 and 1 of k are >= 0, in
 * its dilation iff forms 2 and 3 are; forms 0 and 2 must be > 0 if strict is set. The
 * slab exists where exists is >= 0.
 */
typedef struct {
    bool strict;
    form end[4];
    form exists;
} moving_slab;

typedef struct {
    const points *data;
    const question *asked;
    int64_t factor;     /* of all forms */
    int64_t width;      /* w times factor times scale */
    int64_t growth;     /* h w times factor times scale */
    form x[MAX_POINTS]; /* points times factor */
} problem;

void problem_init(problem *p, const points *data, const question *asked);
/* Bits of the greatest coefficient of a form, box sides included. */
int problem_bits(const problem *p);
moving_slab slab_at(const problem *p, const slab *s, int chart);
form membership(const problem *p, const moving_slab *s, int k, int side);
/* A slab with these masses (or bounds: inner from above, outer from below) is no
 * objection to the value. */
bool passes(const problem *p, int inner, int outer);

/* crosscheck_exact.c: one slab at every face of an arrangement in a box. */

typedef struct {
    int chart;
    int64_t lo[MAX_DIMS]; /* in multiples of 1/UNIT; UNIT at chart */
    int64_t hi[MAX_DIMS];
} box;

/* v[0] + e v[1] + e^2 v[2] + ... for all small e > 0. */
typedef struct {
    int count;
    wide v[MAX_DIMS][MAX_DIMS];
} direction;

/* A slab and what is known of it in the box: masses of all points but the open ones. */
typedef struct {
    moving_slab slab;
    int inner;
    int outer;
    int count;
    const int16_t *open;
} open_slab;

/* Of a slab, in one box. */
enum { MAX_LINES = 200 };

/*
 * Whether a slab that does not pass occurs in the closed box. lines[count] are the forms
 * that change sign in the box, one of each up to a factor.
 */
bool exact_finds(const problem *p, const box *b, const open_slab *s, const form *lines,
                 int count, direction *found);
/* Masses at a direction, from all points. */
void exact_masses(const problem *p, const moving_slab *s, const direction *v, int *inner,
                  int *outer);

/* crosscheck_boxes.c: all directions. */

typedef enum { PROVED, REFUTED, TOO_LONG } verdict;

typedef struct {
    int64_t boxes;
    int64_t work;  /* points looked at, of all slabs in all boxes */
    int64_t limit; /* of work */
    slab slab;     /* REFUTED: a slab that does not pass, */
    int chart;
    direction v; /* its direction */
    int inner;   /* and its masses */
    int outer;
} search;

/* work, limit and boxes add up over calls. */
verdict search_directions(const problem *p, search *s);

#endif
