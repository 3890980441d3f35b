/* doublecheck-verify-floor DATA CERTIFICATE: docs/floor-certificate.md says what is checked,
 * and why that is enough. This is what its files share, from below to above; sections are
 * those of the page. */
#ifndef VERIFY_FLOOR_H
#define VERIFY_FLOOR_H

#include "verify.h"

/* Ends the program if a number has more bits than can be handled. */
enum { NUMBER_BITS = 20000, RADIUS_BITS = 1000000, WEIGHT_BITS = 100000 };
void limit_bits(const mpq_t value, size_t most, const char *what);

/* ---- claim.c: what is claimed (sections 1 to 3) -------------------------------- */

typedef struct floor_claim {
    char file_hash[65], points_hash[65];
    layout columns;
    bool cells;
    num kappa, sigma, delta, m0, radius, loss, accuracy;
} floor_claim;

/* Reads all this from its first token on, and says it. */
floor_claim floor_claim_read(void);

/* A fraction of the certificate, of not too many bits. */
num short_fraction(const char *what);

/* ---- shares.c: the groups' shares (section 2) ---------------------------------- */

typedef struct shares {
    size_t classes; /* K >= 2 */
    size_t count;   /* groups */
    mpq_t *share;   /* [count], increasing: w_g */
} shares;

shares shares_of(const data *d, const floor_claim *c);

/* ---- logs.c: logarithms, rounded down (section 4) ------------------------------ */

enum { LOG_BITS = 80 };

/* A(rho) and B(rho). */
void log_wrong(mpz_t value, const mpq_t radius);
void log_right(mpz_t value, const mpq_t radius);

/* ---- grid.c: the radii, and what is paid in their rings (sections 3 and 4) ------ */

typedef struct grid {
    size_t count, period; /* J, p */
    mpz_t *wrong, *right; /* [count + 1]: A_j, B_j */
} grid;

/* Reads the grid and checks it. */
grid grid_read(const floor_claim *c);

/* ---- prover.c: the bound of one scenario (sections 5 and 6) --------------------- */

/* A multiplier g_j, l_j or t_j. */
typedef struct row {
    char kind;
    size_t j;
    unsigned long value;
} row;

typedef struct set {
    unsigned long alone; /* Z */
    size_t count;
    row *row; /* [count] */
} set;

typedef struct prover {
    const floor_claim *claim;
    const grid *grid;
    unsigned long others, price; /* K - 1; y, over 2^bits */
    mp_bitcnt_t bits;
    num full;                   /* delta / (1 + sigma) */
    mpz_ptr growth_n, growth_d; /* of 1 + sigma */
    /* of the set in use: */
    unsigned long *growth, *least, *most; /* [count]: g, l, t */
    mpz_t *gain; /* [count + 1]: the lines of lambda without s_j, times unit 2^bits */
    mpz_ptr mass, unit; /* unit = (K-1) growth_d 2^LOG_BITS = mass growth_d */
    num alone;          /* z loss / w, times 2^bits */
    num bound;          /* V, times 2^bits */
} prover;

prover prover_make(const floor_claim *c, const grid *g, size_t classes, mp_bitcnt_t bits,
                   unsigned long price);

/* Puts a set in use, of a level with least share w. */
void prover_use(prover *p, const set *s, num w);

/* True if the set in use proves that V of scenario (i,k) is at most the bound. */
bool prover_holds(const prover *p, size_t i, size_t k);

/* ---- level.c: the levels (sections 6 and 7) ------------------------------------- */

/* Reads the levels and checks them; the sum of w_g V. */
num levels_read(prover *p, const shares *s);

#endif
