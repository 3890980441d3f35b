/* The other kind of certificate that doublecheck-verify-floor checks: of data floors.
 * docs/data-floor-certificate.md says what is checked, and why that is enough; sections
 * are those of that page. This is what the files share, from below to above.
 *
 * Points and classes are counted from 0 here, from 1 in certificates and messages. */
#ifndef VERIFY_DATA_FLOOR_H
#define VERIFY_DATA_FLOOR_H

#include "floor/floor.h"

/* Reads what follows the first token, and checks it. */
void data_floor_verify(void);

/* ---- statement.c: what is claimed (sections 1 and 2) ---------------------------- */

typedef struct statement {
    char file_hash[65], points_hash[65];
    layout columns;
    num loss, accuracy; /* accuracy NULL: vacuous */
} statement;

statement statement_read(void);

/* ---- small.c: integers that need not be GMP's ------------------------------------ */

/* Numbers below 2^SMALL_BITS may be words; sums of products below 2^SUM_BITS may be
 * masses. A test builds the program with SMALL_BITS = 0: without any words. */
#ifndef SMALL_BITS
#define SMALL_BITS 60
#endif
enum { SUM_BITS = 126 };

void set_small(mpz_t value, mass m);

/* How many bits |value| has, at least 1. */
int bits_of(unsigned long value);

/* The next token, an integer. It has at most INTEGER_BITS bits, else the program ends. */
enum { INTEGER_BITS = 40 };
long token_integer(void);

/* ---- coordinates.c: the points' coordinates (section 3) -------------------------- */

typedef struct coordinates {
    size_t count, dims; /* N, d */
    mpz_t *error;       /* [dims]: 2 e_l */
    mpz_t *u;           /* [count][dims]; or, if it is not NULL, */
    long *small;        /* [count][dims] */
    int bits;           /* of small numbers, and of errors then; else 0 */
} coordinates;

/* Reads what is kept, what is dropped, and the matrix; checks what is dropped. */
coordinates coordinates_read(const data *d);

/* sum += factor u_sl; and the sign of u_sl. */
void coordinates_add(mpz_t sum, mpz_t factor, const coordinates *c, size_t s, size_t l);
int coordinates_sign(const coordinates *c, size_t s, size_t l);

/* ---- weights.c: the points' weights as integers (section 3) ---------------------- */

typedef struct weights {
    long *of;              /* [N]: W_s */
    long all, sum, enough; /* Q, the sum of W_s, T */
} weights;

/* Reads Q. accuracy NULL: vacuous. */
weights weights_read(const data *d, num accuracy);

/* ---- eta.c: logarithms, rounded down (section 4) ---------------------------------- */

enum { MOST_BITS = 20, ETA_BITS = 48 };

/* eta(j), and a table of those that were asked for: [2^(b+1) + 1], at first all -1. */
typedef struct eta {
    int bits; /* b */
    long *known;
} eta;

eta eta_make(int bits);
long eta_of(const eta *e, long j);

/* ---- balance.c: vectors, and what is left of their sums (sections 3 and 6) -------- */

/* All that a proof is about. */
typedef struct problem {
    size_t count, classes, dims; /* N, K, d */
    const point *point;          /* [count] */
    coordinates at;
    weights weight;
    eta eta;
    mpz_ptr budget; /* floor(loss Q 2^48) */
} problem;

/* The class of a point. */
size_t class_of(const problem *p, size_t s);

/* What is read for a cut, or for a balanced leaf. */
typedef struct vector {
    long price;         /* k */
    long *P;            /* [count][classes]: P_sy, too */
    unsigned long most; /* the largest |P_sj - 2^b [y = j]| */
    mpz_t *rho;         /* [classes - 1][dims] */
    mpz_t *spread;      /* [classes - 1]: 2 rad_jl = spread_j 2 e_l */
    mass *sum;          /* [dims]: room to add rho up in words */
} vector;

vector vector_make(const problem *p);

/* Reads k and the integers, into all of the vector. */
void vector_read(vector *v, const problem *p);

/* ---- decisions.c: what is decided, and what a point contributes (section 5) -------- */

typedef struct decisions {
    signed char *sign; /* [count][classes]: of a rival's margin; 0: open */
    size_t *positive;  /* [count]: how many rivals are positive */
    size_t *negative;  /* [count]: the negative rival; the point's own class: none */
    long unkept;       /* the sum of W_s over the points that are not kept */
} decisions;

decisions decisions_make(const problem *p);

/* Decides an open rival of a point that is not lost; and makes it open again. */
void decisions_set(decisions *c, const problem *p, size_t s, size_t rival, int sign);
void decisions_clear(decisions *c, const problem *p, size_t s, size_t rival);

/* e, for P[classes] and k. name: of the leaf or cut, for messages. */
long value_of(const problem *p, const decisions *c, size_t s, const long *P, long price,
              const char *name);

/* True if sum + k T > loss Q 2^48. */
bool enough(const problem *p, mass sum, long price);

/* ---- basis.c: bases, and what they balance (section 6) ----------------------------- */

typedef struct block {
    size_t *point; /* [dims] */
    mpz_t *R;      /* [dims][dims] */
    mpz_t *reach;  /* [dims]: sum of |R_il| 2 e_l */
    mpz_ptr phi;   /* 2^(bits+1) phi */
} block;

typedef struct basis {
    mp_bitcnt_t bits;
    block *block; /* [classes - 1] */
} basis;

basis basis_read(const problem *p);

/* The two integers between which the steps of a block's points lie. */
typedef struct steps {
    mpz_t *middle;        /* [dims] */
    mpz_t *widest, *room; /* numbers that are needed on the way */
    long *least, *most;   /* [dims] */
} steps;

steps steps_make(const problem *p);
void steps_set(steps *t, const problem *p, const basis *b, size_t class, const vector *v);

/* ---- tree.c: proofs by points (section 6) ------------------------------------------ */

void tree_verify(const problem *p);

/* ---- charts.c: proofs by directions (section 7) ----------------------------------- */

void charts_verify(const problem *p);

#endif
