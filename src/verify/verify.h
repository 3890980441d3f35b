/* doublecheck-verify DATA CERTIFICATE: docs/certificate-format.md says what is checked,
 * docs/trust.md why that is enough. This is what the files share, from below to above. */
#ifndef VERIFY_VERIFY_H
#define VERIFY_VERIFY_H

#include <errno.h>
#include <stdarg.h> /* before gmp.h, which then knows gmp_vsnprintf */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gmp.h>

/* ---- stop.c: how the program ends when something is wrong -------------------------
 * A check that fails says why and ends the program: nothing goes on after it. */

/* Exit statuses; and, with status BAD, a certificate that is not of the format's form. */
enum { VERIFIED = 0, REJECTED = 1, BAD = 2, LIMIT = 3, MALFORMED = 8 | BAD };

extern const char *program; /* its name: doublecheck-verify, unless main changes it */

/* What is being checked, for messages; numbers count from 1, 0: none. */
typedef struct location {
    const char *data, *certificate;
    size_t line; /* of the certificate */
    size_t group, problem, chart;
} location;

extern location where;

/* Says what is wrong, and where if it is the certificate; ends the program. The format is
 * that of gmp_printf. */
__attribute__((noreturn)) void stop(int how, const char *format, ...);

#define reject(...) stop(REJECTED, __VA_ARGS__)     /* a statement does not hold */
#define malformed(...) stop(MALFORMED, __VA_ARGS__) /* not of the form asked for */
#define fail(...) stop(BAD, __VA_ARGS__)            /* wrong usage, input or output */
#define beyond(...) stop(LIMIT, __VA_ARGS__)        /* more than can be handled */

/* Opens a file to be read; "-" is standard input. */
FILE *open_file(const char *path);

/* Prints a text, in which bytes that could change a terminal become "?". */
void print_clean(FILE *out, const char *text);

/* ---- memory.c: memory, GMP's too --------------------------------------------------
 * Nothing is freed one by one: what was made behind a mark goes when that is released. What
 * grows, as numbers do, stays on its side of each mark. */

/* Makes GMP use this memory: before all else. */
void watch_gmp(void);

void *mark(void);
void release(void *mark);

/* Zeroed memory for count things; room for one more in a growing array, at first NULL. */
void *get(size_t count, size_t size);
void *grow(void *array, size_t count, size_t *room, size_t size);

/* Numbers, all 0. GMP's own mpz_init would ask for memory when they are first set, which
 * may be behind another mark. */
mpz_t *integers(size_t count);
mpq_t *rationals(size_t count);

/* For qsort and bsearch. */
int compare_counts(const void *left, const void *right);

/* ---- number.c: rationals, and masses ------------------------------------------- */

/* A rational in an expression; each result is a new one. */
typedef mpq_ptr num;

num whole(unsigned long n);

typedef void operation(mpq_ptr result, mpq_srcptr a, mpq_srcptr b);
num calculate(operation *how, mpq_srcptr a, mpq_srcptr b);

/* The sum of v[l] x[l]. */
void project(mpq_t sum, mpq_t term, mpz_t *v, mpq_t *x, size_t count);

/* value = the rational that the text spells, as data files do (format, section 3); false
 * if it spells none. Exponents beyond 10,000 end the program. */
bool number_parse(mpq_t value, const char *text);

/* A mass in a group, as an integer: a sum of its weights. All of them are below 2^120. */
__extension__ typedef __int128 mass;
enum { MASS_BITS = 120 };

/* An integer as a mass; ends the program for what is too large. */
mass mass_of(const mpz_t value);

/* m / total, where m >= 0. */
num mass_share(mass m, mass total);

/* q total, where q >= 0, rounded by mpz_fdiv_q or mpz_cdiv_q. */
typedef void rounding(mpz_ptr quotient, mpz_srcptr a, mpz_srcptr b);
mass mass_part(mpq_srcptr q, mass total, rounding *how);

/* What passes (format, section 8): U <= most, or L >= enough, or, unless share is NULL,
 * U <= share L. */
typedef struct rule {
    mass most, enough, total;
    num share;     /* 0 < share <= 1 */
    mass num, den; /* of the share, if products of them and of masses fit; else 0 */
} rule;

rule rule_make(mass most, mass enough, mass total, num share);

/* The greatest U <= total that passes with L. */
mass rule_limit(const rule *r, mass L);

/* ---- sha256.c ------------------------------------------------------------------ */

/* Zeroed at first. */
typedef struct sha256 {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    unsigned char block[64];
} sha256;

void sha256_add(sha256 *s, const void *bytes, size_t length);

/* Ends the digest: 64 hexadecimal digits and a NUL. */
void sha256_end(sha256 *s, char hex[65]);

/* ---- token.c: the certificate as a stream of tokens (format, sections 1 and 2) - */

void token_open(const char *path);

/* The next token, valid until the one behind it is read. */
const char *token_next(void);

/* True if the next token is this word, which is then read. */
bool token_is(const char *word);

/* Reads a token that must be this word, a hash, or one of the kinds of number. */
void token_word(const char *word);
void token_hash(char hex[65]);
size_t token_count(void);
num token_fraction(void);
mpz_t *token_integers(size_t count);

/* A count in 1 .. most; what: what it counts, for the message. */
size_t token_place(size_t most, const char *what);

/* Reads a word, a count, and so many of the features, which increase. Says for each
 * feature whether it was read. */
bool *token_features(const char *word, const size_t *feature, size_t features,
                     size_t *count);

/* Reads one of the words, which end with NULL; its index. */
size_t token_choice(const char *const *words);

/* Nothing but blanks may be left. */
void token_close(void);

/* Parts of the token that was read last, one after the other; '\0': its end. */
bool take_if(char wanted);
void take(char wanted);
size_t take_count(void);
void take_integer(mpz_t value);

/* ---- say.c: what the certificate claims, one thing a line, and what is insisted on  */

extern bool quiet; /* print nothing */

/* A text to be printed before all else, and the names for which values may be expected;
 * NULL ends them, they are at most 28; NULL in their place: as before. */
void say_about(const char *text, const char *const *known);

/* Insists on a value, as --expect-NAME=VALUE does, for one of the names. */
void expect(const char *name, const char *value);

/* Prints a line, with gmp_printf's format; rejects it if something else was expected. */
void say(const char *name, const char *format, ...);

/* The same for a number that may be larger than what was expected, too. NULL: vacuous, which
 * is more than any number. */
void say_least(const char *name, num value);

/* Prints nothing; rejects whatever was expected. */
void say_nothing(const char *name);

/* Prints a vector, or names in quotes. */
void say_vector(const char *name, mpz_t *v, size_t count);
void say_names(const char *name, char **text, size_t count);

/* ---- options.c: the command line, and the end ---------------------------------- */

/* Before all else: reads the options, and where data and certificate are. */
void options_read(int argc, char **argv, const char *help, const char *about,
                  const char *const *known);

/* Prints a text and ends the program with success. */
__attribute__((noreturn)) void finish(const char *text);

/* ---- layout.c: what a certificate says of its data (format, section 2) --------- */

/* Where things stand in the data file: columns counted from 1, 0: none. */
typedef struct layout {
    bool header;
    char delimiter;
    size_t features, *feature; /* [features] */
    size_t label, weight, cell;
} layout;

/* Reads all this and the two hashes, and says it. */
void layout_read(layout *columns, char file_hash[65], char points_hash[65]);

/* Reads a name and what is behind it, and says it: one of some words (its index), or a
 * fraction. */
size_t claim_choice(const char *name, const char *const *words);
num claim_number(const char *name);

/* ---- claim.c: what is said before the groups (format, sections 2 to 4) --------- */

typedef enum family { ALL, WIDTH, SPARSE, AXES, DIRECTIONS } family;
typedef enum grouping { WHOLE, PAIRS, CELLS } grouping;

typedef struct claim {
    char file_hash[65], points_hash[65];
    layout columns;
    bool dual; /* the question is sigma*; sigma is NULL then */
    num kappa, sigma, delta, m0;
    family family;
    num width;         /* WIDTH; else 0 */
    size_t sparsity;   /* SPARSE, AXES; else the number of features */
    size_t directions; /* DIRECTIONS */
    mpz_t **direction; /* [directions][features] */
    grouping grouping;
    size_t groups;
} claim;

/* Reads all this, and says it. */
claim claim_read(void);

/* ---- data.c: the training set (format, section 3) ---------------------------------
 * It is a CSV file, which is held in memory. */

/* Texts, numbered from 1 in the order in which they first come. */
typedef struct names {
    void *tree;        /* of tsearch, while data are read */
    const char **text; /* [count] */
    size_t count, room;
} names;

typedef struct point {
    mpq_t *x;           /* [features] */
    num weight;         /* > 0 */
    size_t class, cell; /* from 1; 0: there is no such column */
} point;

typedef struct data {
    size_t count, features;
    point *point; /* [count] */
    names classes, cells;
} data;

/* Reads the file (path "-": standard input), whose SHA-256 must be as given, and the
 * points in it, whose canonical form must have the other. */
data data_read(const char *path, const layout *columns, const char *file_hash,
               const char *points_hash);

/* ---- group.c: the groups of points (format, section 3) ------------------------- */

typedef struct group {
    size_t cell, first, second; /* of one cell, of two classes; 0: of any */
    size_t count;
    const point **point; /* [count] */
    mass *weight, total; /* [count]: coprime integers, and their sum */
} group;

/* Calls read for each group of the claim that has points, in order. */
typedef void group_reader(const claim *c, const data *d, const group *g);
void groups_read(const claim *c, const data *d, group_reader *read);

/* ---- slab.c: a group's slab (format, section 4) -----------------------------------
 * It is a lower bound of m*, or an upper one of sigma*. */

typedef struct slab {
    mpz_t *v; /* [features]; NULL: there is none */
    num c, r, value;
    num inner, outer; /* the masses of the slab and of its dilation */
} slab;

/* Reads the slab and checks all that is said of it. */
slab slab_read(const claim *c, const group *g);

/* ---- proof.c: a group's bound and its proof (format, sections 4 and 5) --------- */

/* Reads the bound and its proof, and checks it. NULL: the bound is infinite. */
num bound_read(const claim *c, const group *g);

/* ---- space.c: from the data to the points that boxes are about (format, section 6)  */

/* One problem's features, of the points of a group. */
typedef struct table {
    size_t count, features;
    const size_t *feature; /* [features]: their numbers, increasing, from 1 */
    mpq_t *x;              /* [count][features]: to be read only */
    const mass *weight;    /* [count] */
} table;

/* Points with integer coordinates, equal ones merged. */
typedef struct space {
    size_t count, dims;
    mpz_t *y;     /* [count][dims] */
    mass *weight; /* [count] */
    bool wide;    /* family width: */
    num width;    /* in units of y; else 0 */
} space;

/* Reads what is kept, the relations and the space, and checks them. The space has no
 * dimension if nothing was kept. */
space space_read(const table *t, const claim *c);

/* ---- box.c: the trees of boxes of directions (format, section 7) --------------- */

/* (C_l - R_l) / 2^K <= z_l <= (C_l + R_l) / 2^K; z is v and behind it one more
 * coordinate: the centre of a stretch, or nothing. */
typedef struct box {
    size_t dims, chart; /* chart from 0 */
    mp_bitcnt_t K;
    long *small;  /* [2][dims]: C and R of v */
    mpz_t *C, *R; /* [dims + 1] */
} box;

box box_make(size_t dims);

/* The boxes of one chart that are still to come, the next one last. */
typedef struct boxes {
    size_t dims, chart, count, room;
    long *stack; /* [count][2][dims]: their C and R with K = 60 */
} boxes;

/* The whole chart. */
boxes boxes_start(size_t dims, size_t chart);

/* Puts the lower half, then the upper one, of the next box in its place. */
void boxes_split(boxes *t, size_t coordinate);

/* Takes the next box off. */
void boxes_next(boxes *t, box *b);

/* The least value over the box of a form f[count], and that of -f, times 2^K. */
void box_least(mpz_t of_f, mpz_t of_minus_f, mpz_t *f, size_t count, const box *b);

/* ---- ranges.c: ranges of the points over a box, sorted (format, section 9) --------
 * All is said of side 0, that of the lower ends lo_k, and of side 1, that of -hi_k, the
 * lower ends of -y: what holds on one side holds on the other in the same words. */

typedef struct key {
    long top; /* of an end: divided by 2^cut, rounded down */
    size_t point;
} key;

/* Slot b, with the tops from least + b 2^shift on, begins at sorted[start[b]]. */
typedef struct ends {
    mpz_t *at;        /* [count]: the ends, in point order, times 2^K */
    key *sorted;      /* [count] */
    mass *below;      /* [count + 1]: weight of the first so many */
    size_t *start;    /* [slots + 1] */
    long least, most; /* tops */
    int shift;
} ends;

typedef struct ranges {
    const space *space;
    const rule *rule;
    size_t count;
    box box;
    ends side[2];
    size_t y_bits, cut, slots;
    key *unsorted; /* [count] */
    long *small;   /* [count][dims]: y; NULL if it is too large */
    /* h = (kappa - 1) / 2, kappa and w in lowest terms */
    mpz_ptr h_n, h_d, k_n, k_d, w_n, w_d;
    long small_h_n, small_h_d; /* 0 if they are too large */
    mpz_ptr scale; /* break points of family width, times 2^K scale, are even integers */
    mpz_ptr x, y, z; /* for whoever needs them; ranges_rank needs y and z */
} ranges;

ranges ranges_make(const space *s, const rule *r, num kappa);

/* To be called when the box has changed. */
void ranges_set(ranges *e);

/* How many ends of a side, times scale > 0, are < x. */
size_t ranges_rank(const ranges *e, int side, const mpz_t scale, const mpz_t x);

/* How many tops of a side, times small_h_d, are < x. */
size_t ranges_top_rank(const ranges *e, int side, mass x);

/* ---- leaf.c: what must pass, or be listed, in a box (format, sections 9 and 10)  */

/* Pairs i,j of points, from 0, as i N + j, increasing; stretches of centres as their two
 * ends, times 2^K scale. */
typedef struct listing {
    size_t *pair, pairs, pair_room;
    mpz_t **stretch;
    size_t stretches, stretch_room;
} listing;

/* Checks the box that the ranges are set to: all passes, or is dealt with by what is
 * listed (NULL: nothing may be). */
void leaf_check(ranges *e, const listing *list);

/* ---- cases.c: leaves with cases (format, section 10) --------------------------- */

/* Reads what follows "(", and checks it on the box that the ranges are set to. */
void cases_read(ranges *e);

#endif
