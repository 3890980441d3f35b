#include "floor/affine/balance.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/lapack.h"
#include "base/mass.h"

enum { INVERSE_BITS = 50, BASES_MOST = 4096, TRIES = 4 };

/* For shares that cannot move at all, which may be in balance as they are. */
static const double LEAST_ROOM = 1e-6;

static mpz_t *new_integers(size_t count) {
    mpz_t *x = malloc(count * sizeof *x);
    for (size_t k = 0; x && k < count; k++)
        mpz_init(x[k]);
    return x;
}

static void free_integers(mpz_t *x, size_t count) {
    for (size_t k = 0; x && k < count; k++)
        mpz_clear(x[k]);
    free(x);
}

bool dc_balance_create(dc_balance *balance, const dc_instance *instance) {
    size_t N = instance->points, d = instance->dims;
    *balance = (dc_balance){ .instance = instance };
    mpz_init(balance->sum);
    balance->shares = calloc(N, instance->classes * sizeof *balance->shares);
    balance->e = calloc(N, sizeof *balance->e);
    balance->form = calloc(d, sizeof *balance->form);
    balance->rho = new_integers(d);
    balance->radius = new_integers(d);
    balance->middle = new_integers(d);
    balance->width = new_integers(d);
    balance->basis = calloc(BASES_MOST, sizeof *balance->basis);
    return balance->shares && balance->e && balance->form && balance->rho &&
           balance->radius && balance->middle && balance->width && balance->basis;
}

static void clear_basis(dc_basis *basis, size_t rows) {
    free(basis->point);
    free(basis->inverse);
    free_integers(basis->skew, rows);
    *basis = (dc_basis){ 0 };
}

void dc_balance_destroy(dc_balance *balance) {
    if (!balance->instance)
        return;
    size_t d = balance->instance->dims;
    for (size_t k = 0; k < balance->count; k++)
        clear_basis(balance->basis + k, balance->instance->rows);
    free(balance->basis);
    free(balance->shares);
    free(balance->e);
    free(balance->form);
    free_integers(balance->rho, d);
    free_integers(balance->radius, d);
    free_integers(balance->middle, d);
    free_integers(balance->width, d);
    mpz_clear(balance->sum);
    *balance = (dc_balance){ 0 };
}

/* Larger ones would not fit. */
static const double SHARES_MOST = 8192;

/* Shares that are not negative stay so, that of the own class too. */
static void round_point(int32_t *rounded, const double *shares, size_t classes,
                        size_t own) {
    int32_t sum = 0;
    size_t largest = own == 0;
    for (size_t j = 0; j < classes; j++) {
        if (j == own)
            continue;
        double share = fmax(-SHARES_MOST, fmin(SHARES_MOST, shares[j]));
        rounded[j] = (int32_t)lrint(ldexp(share, DC_SHARE_BITS));
        sum += rounded[j];
        largest = rounded[j] > rounded[largest] ? j : largest;
    }
    rounded[own] = DC_SHARE_ONE - sum;
    if (rounded[own] < 0 && shares[own] >= 0) {
        rounded[largest] += rounded[own];
        rounded[own] = 0;
    }
}

void dc_balance_round(dc_balance *balance, const dc_descent *descent) {
    size_t K = balance->instance->classes;
    for (size_t s = 0; s < balance->instance->points; s++)
        round_point(balance->shares + s * K, descent->shares + s * K, K,
                    balance->instance->label[s]);
}

int64_t dc_balance_price(const dc_toll *toll) {
    return llrint(ldexp(toll->k, DC_ENTROPY_BITS));
}

/* value = a, of any size. */
static void set_wide(mpz_t value, dc_mass a) {
    dc_mass_get_mpz(value, a < 0 ? -a : a);
    if (a < 0)
        mpz_neg(value, value);
}

/* value = sum - budget + k T. */
static void set_excess(mpz_t value, const dc_balance *balance, const mpz_t sum, int64_t k,
                       int64_t threshold) {
    mpz_t paid;
    mpz_init_set_si(paid, k);
    mpz_mul_si(paid, paid, threshold);
    mpz_add(value, sum, paid);
    mpz_sub(value, value, balance->instance->budget);
    mpz_clear(paid);
}

double dc_balance_excess(dc_balance *balance, const dc_decisions *decisions,
                         int64_t threshold) {
    const dc_instance *instance = balance->instance;
    int64_t k = dc_balance_price(&decisions->toll);
    dc_mass sum = 0;
    for (size_t s = 0; s < instance->points; s++) {
        if (!dc_point_contribution(balance->e + s, &instance->entropy,
                                   dc_decisions_of(decisions, instance, s),
                                   balance->shares + s * instance->classes, k))
            return -INFINITY;
        sum += (dc_mass)instance->weight[s] * balance->e[s];
    }
    set_wide(balance->sum, sum);
    mpz_t value;
    mpz_init(value);
    set_excess(value, balance, balance->sum, k, threshold);
    double excess = ldexp(mpz_get_d(value) / (double)instance->unit, -DC_ENTROPY_BITS);
    mpz_clear(value);
    return excess;
}

/* rho and radius (doubled) of class j. */
static void set_form(dc_balance *balance, size_t j) {
    const dc_instance *instance = balance->instance;
    size_t d = instance->dims;
    dc_mass *rho = balance->form, size = 0;
    memset(rho, 0, d * sizeof *rho);
    for (size_t s = 0; s < instance->points; s++) {
        int64_t g = (instance->label[s] == j ? DC_SHARE_ONE : 0) -
                    balance->shares[s * instance->classes + j];
        if (g == 0)
            continue;
        const int64_t *u = dc_instance_point(instance, s);
        int64_t weighted = instance->weight[s] * g;
        for (size_t l = 0; l < d; l++)
            rho[l] += (dc_mass)weighted * u[l];
        size += weighted < 0 ? -weighted : weighted;
    }
    for (size_t l = 0; l < d; l++) {
        set_wide(balance->rho[l], rho[l]);
        set_wide(balance->radius[l], size * instance->error[l]);
    }
}

/* middle and width (doubled), over 2^r, of the corrections of a block. */
static void set_corrections(dc_balance *balance, const dc_basis *basis, size_t j) {
    size_t d = balance->instance->dims;
    mpz_t most, both;
    mpz_inits(most, both, NULL);
    for (size_t i = 0; i < d; i++) {
        const int64_t *row = basis->inverse + (j * d + i) * d;
        mpz_set_ui(balance->middle[i], 0);
        mpz_set_ui(balance->width[i], 0);
        for (size_t l = 0; l < d; l++) {
            mpz_mul_si(both, balance->rho[l], row[l]);
            mpz_add(balance->middle[i], balance->middle[i], both);
            mpz_mul_si(both, balance->radius[l], row[l] < 0 ? -row[l] : row[l]);
            mpz_add(balance->width[i], balance->width[i], both);
        }
        mpz_mul_2exp(both, balance->middle[i], 1);
        mpz_abs(both, both);
        mpz_add(both, both, balance->width[i]);
        if (mpz_cmp(both, most) > 0)
            mpz_set(most, both);
    }
    mpz_mul(most, most, basis->skew[j]);
    mpz_cdiv_q_2exp(most, most, basis->bits);
    for (size_t i = 0; i < d; i++)
        mpz_add(balance->width[i], balance->width[i], most);
    mpz_clears(most, both, NULL);
}

/* The ends of correction i: floor and ceiling. False if they are far too large. */
static bool get_ends(int32_t ends[2], const dc_balance *balance, const dc_basis *basis,
                     size_t i) {
    mpz_t end;
    mpz_init(end);
    mpz_mul_2exp(end, balance->middle[i], 1);
    mpz_sub(end, end, balance->width[i]);
    mpz_fdiv_q_2exp(end, end, basis->bits + 1);
    bool fits = mpz_cmpabs_ui(end, 4 * DC_SHARE_ONE) < 0;
    ends[0] = fits ? (int32_t)mpz_get_si(end) : 0;
    mpz_mul_2exp(end, balance->middle[i], 1);
    mpz_add(end, end, balance->width[i]);
    mpz_cdiv_q_2exp(end, end, basis->bits + 1);
    fits = fits && mpz_cmpabs_ui(end, 4 * DC_SHARE_ONE) < 0;
    ends[1] = fits ? (int32_t)mpz_get_si(end) : 0;
    mpz_clear(end);
    return fits;
}

/* *e = the smaller contribution of a point at both ends of its correction. */
static bool corrected(int64_t *e, dc_balance *balance, const dc_decisions *decisions,
                      size_t s, size_t j, const int32_t ends[2]) {
    const dc_instance *instance = balance->instance;
    size_t last = instance->classes - 1;
    int32_t *shares = balance->shares + s * instance->classes;
    int64_t k = dc_balance_price(&decisions->toll);
    bool defined = true;
    for (int end = 0; end < 2 && defined; end++) {
        int64_t value = 0;
        shares[j] += ends[end];
        shares[last] -= ends[end];
        defined = dc_point_contribution(&value, &instance->entropy,
                                        dc_decisions_of(decisions, instance, s), shares,
                                        k);
        shares[j] -= ends[end];
        shares[last] += ends[end];
        *e = end == 0 || value < *e ? value : *e;
    }
    return defined;
}

/* sum += what the corrections of a block change. */
static bool correct_block(mpz_t sum, dc_balance *balance, const dc_basis *basis,
                          const dc_decisions *decisions, size_t j) {
    const dc_instance *instance = balance->instance;
    bool defined = true;
    dc_mass change = 0;
    mpz_t wide;
    set_form(balance, j);
    set_corrections(balance, basis, j);
    for (size_t i = 0; i < instance->dims && defined; i++) {
        size_t s = basis->point[j * instance->dims + i];
        int32_t ends[2];
        int64_t e = 0;
        defined = get_ends(ends, balance, basis, i) &&
                  corrected(&e, balance, decisions, s, j, ends);
        change += (dc_mass)instance->weight[s] * (e - balance->e[s]);
    }
    mpz_init(wide);
    set_wide(wide, change);
    mpz_add(sum, sum, wide);
    mpz_clear(wide);
    return defined;
}

static bool proves_with(dc_balance *balance, const dc_basis *basis,
                        const dc_decisions *decisions, int64_t threshold) {
    mpz_t sum;
    mpz_init_set(sum, balance->sum);
    bool proven = true;
    for (size_t j = 0; j < balance->instance->rows && proven; j++)
        proven = correct_block(sum, balance, basis, decisions, j);
    set_excess(sum, balance, sum, dc_balance_price(&decisions->toll), threshold);
    proven = proven && mpz_sgn(sum) > 0;
    mpz_clear(sum);
    return proven;
}

/* How far shares j and K-1 of a point can be moved, times its weight. */
static double room_of(const dc_balance *balance, size_t s, size_t j) {
    size_t K = balance->instance->classes;
    const int32_t *shares = balance->shares + s * K;
    int32_t a = shares[j], b = shares[K - 1];
    int32_t room = a < b ? a : b;
    room = DC_SHARE_ONE - a < room ? DC_SHARE_ONE - a : room;
    room = DC_SHARE_ONE - b < room ? DC_SHARE_ONE - b : room;
    return (room <= 0 ? LEAST_ROOM : room) * balance->instance->mass[s];
}

/* The d points of class j that span most, by QR with pivoting; none that is taken. */
static bool choose_points(size_t *point, dc_balance *balance, size_t j, bool *taken) {
    const dc_instance *instance = balance->instance;
    size_t N = instance->points, d = instance->dims;
    double *a = malloc(N * d * sizeof *a), *tau = malloc(d * sizeof *tau);
    lapack_int *order = calloc(N, sizeof *order);
    bool done = a && tau && order && N >= d;
    if (done) {
        for (size_t s = 0; s < N; s++) {
            double room = taken[s] ? 0 : room_of(balance, s, j);
            for (size_t l = 0; l < d; l++)
                a[s * d + l] = room * instance->z[l * N + s];
        }
        lapack_int info = LAPACKE_dgeqp3(LAPACK_COL_MAJOR, (lapack_int)d, (lapack_int)N,
                                         a, (lapack_int)d, order, tau);
        done = info == 0;
        balance->starved = balance->starved || dc_lapack_starved(info);
        for (size_t i = 0; i < d && done; i++) {
            point[i] = (size_t)order[i] - 1;
            done = fabs(a[i * d + i]) > 0 && !taken[point[i]];
            taken[point[i]] = true;
        }
    }
    balance->starved = balance->starved || !a || !tau || !order;
    free(a);
    free(tau);
    free(order);
    return done;
}

/* R, about 2^bits B^-1, from doubles. */
static bool invert(double *inverse, dc_balance *balance, const size_t *point) {
    const dc_instance *instance = balance->instance;
    size_t d = instance->dims;
    lapack_int *pivot = malloc(d * sizeof *pivot);
    for (size_t i = 0; i < d; i++)
        for (size_t l = 0; l < d; l++)
            inverse[i * d + l] = (double)instance->weight[point[i]] *
                                 (double)dc_instance_point(instance, point[i])[l];
    lapack_int info = pivot ? LAPACKE_dgetrf(LAPACK_COL_MAJOR, (lapack_int)d,
                                             (lapack_int)d, inverse, (lapack_int)d, pivot)
                            : LAPACK_WORK_MEMORY_ERROR;
    if (info == 0)
        info = LAPACKE_dgetri(LAPACK_COL_MAJOR, (lapack_int)d, inverse, (lapack_int)d,
                              pivot);
    balance->starved = balance->starved || dc_lapack_starved(info);
    free(pivot);
    return info == 0;
}

/* most = 2^(r+1) phi of a block. */
static void set_skew(mpz_t most, const dc_instance *instance, const dc_basis *basis,
                     size_t j) {
    size_t d = instance->dims;
    mpz_t row, entry, one;
    mpz_inits(row, entry, one, NULL);
    mpz_set_ui(most, 0);
    for (size_t i = 0; i < d; i++) {
        const int64_t *R = basis->inverse + (j * d + i) * d;
        dc_mass slack = 0;
        for (size_t l = 0; l < d; l++)
            slack += (dc_mass)(R[l] < 0 ? -R[l] : R[l]) * instance->error[l];
        mpz_set_ui(row, 0);
        for (size_t k = 0; k < d; k++) {
            size_t s = basis->point[j * d + k];
            dc_mass product = 0;
            for (size_t l = 0; l < d; l++)
                product += (dc_mass)R[l] * dc_instance_point(instance, s)[l];
            set_wide(entry, product);
            mpz_mul_si(entry, entry, instance->weight[s]);
            mpz_set_ui(one, i == k);
            mpz_mul_2exp(one, one, basis->bits);
            mpz_sub(entry, one, entry);
            mpz_abs(entry, entry);
            mpz_mul_2exp(entry, entry, 1);
            mpz_add(row, row, entry);
            set_wide(entry, slack);
            mpz_mul_si(entry, entry, instance->weight[s]);
            mpz_add(row, row, entry);
        }
        if (mpz_cmp(row, most) > 0)
            mpz_set(most, row);
    }
    mpz_clears(row, entry, one, NULL);
}

static double largest(const double *x, size_t count) {
    double most = 0;
    for (size_t k = 0; k < count; k++)
        most = fmax(most, fabs(x[k]));
    return most;
}

/* The integers of all blocks, over one power of two. */
static bool set_inverses(dc_basis *basis, const dc_instance *instance, double *inverse) {
    size_t count = instance->dims * instance->dims, rows = instance->rows;
    double most = largest(inverse, rows * count);
    if (!isfinite(most) || most == 0)
        return false;
    int exponent = INVERSE_BITS - ilogb(most);
    if (exponent < 0)
        return false;
    basis->bits = (unsigned)exponent;
    for (size_t k = 0; k < rows * count; k++)
        basis->inverse[k] = llrint(ldexp(inverse[k], exponent));
    bool small = true;
    for (size_t j = 0; j < rows && small; j++) {
        set_skew(basis->skew[j], instance, basis, j);
        small = mpz_sizeinbase(basis->skew[j], 2) <= basis->bits; /* phi < 1/2 */
    }
    return small;
}

/* The inverse of column-major B has the rows of R as columns of its transpose. */
static bool fill_basis(dc_basis *basis, dc_balance *balance, double *inverse,
                       bool *taken) {
    const dc_instance *instance = balance->instance;
    size_t d = instance->dims;
    for (size_t j = 0; j < instance->rows; j++) {
        double *block = inverse + j * d * d;
        if (!choose_points(basis->point + j * d, balance, j, taken) ||
            !invert(block, balance, basis->point + j * d))
            return false;
        for (size_t i = 0; i < d; i++)
            for (size_t l = 0; l < i; l++) {
                double swap = block[i * d + l];
                block[i * d + l] = block[l * d + i];
                block[l * d + i] = swap;
            }
    }
    return set_inverses(basis, instance, inverse);
}

/* Appends a basis that suits the rounded shares. */
static bool add_basis(dc_balance *balance) {
    const dc_instance *instance = balance->instance;
    size_t d = instance->dims, rows = instance->rows;
    dc_basis basis = { 0 };
    if (balance->count == BASES_MOST)
        return false;
    double *inverse = calloc(rows * d, d * sizeof *inverse);
    bool *taken = calloc(instance->points, sizeof *taken);
    basis.point = calloc(rows, d * sizeof *basis.point);
    basis.inverse = calloc(rows * d, d * sizeof *basis.inverse);
    basis.skew = new_integers(rows);
    bool room = inverse && taken && basis.point && basis.inverse && basis.skew;
    bool done = room && fill_basis(&basis, balance, inverse, taken);
    balance->starved = balance->starved || !room;
    free(inverse);
    free(taken);
    if (done)
        balance->basis[balance->count++] = basis;
    else
        clear_basis(&basis, rows);
    return done;
}

bool dc_balance_proves(dc_balance *balance, size_t *used, const dc_decisions *decisions,
                       int64_t threshold) {
    size_t tries = balance->count < TRIES ? balance->count : TRIES;
    for (size_t k = balance->count; k-- > balance->count - tries;) {
        *used = k;
        if (proves_with(balance, balance->basis + k, decisions, threshold))
            return true;
    }
    if (!add_basis(balance))
        return false;
    *used = balance->count - 1;
    if (proves_with(balance, balance->basis + *used, decisions, threshold))
        return true;
    clear_basis(balance->basis + --balance->count, balance->instance->rows);
    return false;
}
