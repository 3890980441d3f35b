/* Random small sets for the data floor, and a leaf checked again from the document
 * (docs/data-floor-certificate.md), in rationals. Included after cmocka.h. */
#ifndef TEST_AFFINE_OF_H
#define TEST_AFFINE_OF_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <flint/fmpq_mat.h>

#include "base/random.h"
#include "floor/affine/balance.h"
#include "reading.h"

/* The file's text read with a header, a column "label", and "weight" if that occurs. */
static inline dc_dataset *affine_read(const char *text) {
    char path[] = "/tmp/doublecheck-test-XXXXXX";
    dc_read_options options = DC_READ_DEFAULTS;
    dc_dataset *data = NULL;
    dc_error error = { 0 };
    int file = mkstemp(path);
    FILE *out = fdopen(file, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    options.header = DC_HEADER_YES;
    options.label = "label";
    options.weight = strstr(text, "weight") ? "weight" : NULL;
    options.format = "csv";
    if (dc_dataset_read(&data, path, &options, &error) != DC_OK)
        fail_msg("%s", error.message);
    unlink(path);
    return data;
}

typedef struct affine_shape {
    size_t N, n, K;
    long reach; /* integers -reach .. reach */
    const char
        *factors; /* one of them for each column, as in "13": times 10^(9 (c - '1')) */
    bool fractions, weighted;
} affine_shape;

/* Ties, repeated places, and each class at least once. */
static inline dc_dataset *affine_random(dc_random *random, const affine_shape *shape) {
    char *text = malloc(1 << 16), *to = text;
    assert_non_null(text);
    for (size_t l = 0; l < shape->n; l++)
        to += sprintf(to, "x%zu,", l);
    to += sprintf(to, "%slabel\n", shape->weighted ? "weight," : "");
    for (size_t s = 0; s < shape->N; s++) {
        for (size_t l = 0; l < shape->n; l++) {
            char factor = shape->factors ? shape->factors[l] : '2';
            to += sprintf(to, "%ld%s%s,",
                          (long)dc_random_between(random, -shape->reach, shape->reach),
                          factor == '3' ? "000000000" : "",
                          factor == '1'      ? "/1000000000"
                          : shape->fractions ? "/7"
                                             : "");
        }
        if (shape->weighted)
            to += sprintf(to, "%ld,", (long)dc_random_between(random, 1, 4));
        to += sprintf(to, "c%lu\n",
                      s < shape->K ? (unsigned long)s
                                   : (unsigned long)dc_random_below(random, shape->K));
    }
    dc_dataset *data = affine_read(text);
    free(text);
    return data;
}

/* With a whitener that makes columns about 1. */
static inline void affine_instance(dc_instance *instance, const dc_dataset *data,
                                   double loss) {
    dc_error error = { 0 };
    mpq_t budget;
    mpq_init(budget);
    mpq_set_d(budget, loss);
    if (dc_instance_create(instance, data, budget, NULL, &error) != DC_OK)
        fail_msg("%s", error.message);
    mpq_clear(budget);
    size_t d = instance->dims;
    double *whitener = calloc(d, d * sizeof *whitener);
    assert_non_null(whitener);
    for (size_t l = 0; l < d; l++) {
        double size = 1;
        for (size_t s = 0; s < instance->points; s++)
            size = fmax(size, fabs((double)dc_instance_point(instance, s)[l]));
        whitener[l * d + l] = 2 / size;
    }
    assert_true(dc_instance_whiten(instance, whitener));
    free(whitener);
}

/* z_sl exactly: the coordinate that x' is rounded from. */
static inline void affine_exact(fmpq_t z, const dc_instance *instance,
                                const dc_dataset *data, size_t s, size_t l) {
    mpq_t x;
    if (l == 0) {
        fmpq_set_si(z, 1 << DC_CONSTANT_BITS, 1);
        return;
    }
    mpq_init(x);
    dc_dataset_value(x, data, s, instance->kept[l - 1].feature);
    mpq_sub(x, x, instance->kept[l - 1].shift);
    mpq_mul(x, x, instance->kept[l - 1].scale);
    fmpq_set_mpq(z, x);
    mpq_clear(x);
}

/* The same after the matrix: what u is rounded from. */
static inline void affine_exact_u(fmpq_t u, const dc_instance *instance,
                                  const dc_dataset *data, size_t s, size_t l) {
    fmpq_t z;
    fmpq_init(z);
    fmpq_zero(u);
    for (size_t j = 0; j <= l; j++) {
        affine_exact(z, instance, data, s, j);
        fmpz_t factor;
        fmpz_init_set_si(factor, instance->matrix[l * (l + 1) / 2 + j]);
        fmpq_mul_fmpz(z, z, factor);
        fmpz_clear(factor);
        fmpq_add(u, u, z);
    }
    fmpq_clear(z);
}

/* h of shares over 2^(b+1), doubled; false if one is negative. Section 4 and 5. */
static inline bool affine_h(int64_t *h, const int64_t *twice, size_t K) {
    *h = 0;
    for (size_t j = 0; j < K; j++) {
        if (twice[j] < 0)
            return false;
        if (twice[j] <= 2 * DC_SHARE_ONE)
            *h += dc_entropy_find(DC_SHARE_BITS + 1, twice[j]);
    }
    return true;
}

/* h of P^l, or of P_l if `below` is false, of the document. */
static inline bool affine_level(int64_t *h, const int32_t *P, size_t K, size_t y,
                                size_t l, bool below) {
    int64_t twice[16];
    for (size_t j = 0; j < K; j++)
        twice[j] = 2 * (int64_t)P[j];
    if (l != y && (below ? P[l] < P[y] : P[l] > P[y]))
        twice[l] = twice[y] = (int64_t)P[l] + P[y];
    return affine_h(h, twice, K);
}

/* Section 5, word for word. */
static inline bool affine_contribution(int64_t *e, dc_standpoint point, const int32_t *P,
                                       int64_t k) {
    size_t K = point.classes, y = point.own, best = y;
    int64_t h;
    for (size_t l = 0; l < K; l++)
        if (l != y && point.rival && point.rival[l] == DC_RIVAL_NEGATIVE) {
            bool defined = affine_level(&h, P, K, y, l, true);
            *e = h - k;
            return defined;
        }
    for (size_t l = 0; l < K; l++)
        if (l != y && point.rival && point.rival[l] == DC_RIVAL_POSITIVE &&
            (best == y || P[l] > P[best]))
            best = l;
    bool defined = affine_level(e, P, K, y, best, false);
    for (size_t l = 0; l < K; l++)
        if (l != y && (!point.rival || point.rival[l] == DC_RIVAL_OPEN)) {
            defined = affine_level(&h, P, K, y, l, true) && defined;
            *e = h - k < *e ? h - k : *e;
        }
    return defined;
}

/* The numbers of section 6 of one block, and the exact solution t of B t = rho. */
typedef struct affine_block {
    fmpq_mat_t middle, wide, exact; /* [d] */
    bool fits;                      /* phi < 1/2 */
} affine_block;

static inline void affine_row(affine_block *b, const dc_balance *balance,
                              const dc_basis *basis, size_t j, const fmpz *rho,
                              const fmpz *twice_radius) {
    const dc_instance *instance = balance->instance;
    size_t d = instance->dims;
    fmpq_t phi, most, F, term, dev;
    fmpz_t R, number, one;
    fmpq_init(phi);
    fmpq_init(most);
    fmpq_init(F);
    fmpq_init(term);
    fmpq_init(dev);
    fmpz_init(R);
    fmpz_init(number);
    fmpz_init(one);
    for (size_t i = 0; i < d; i++) {
        fmpq_zero(F);
        fmpq_zero(dev);
        for (size_t k = 0; k < d; k++) {
            size_t s = basis->point[j * d + k];
            fmpz_zero(number);
            fmpz_t slack;
            fmpz_init(slack);
            for (size_t l = 0; l < d; l++) {
                fmpz_set_si(R, basis->inverse[(j * d + i) * d + l]);
                fmpz_set_si(one, dc_instance_point(instance, s)[l]);
                fmpz_mul_si(one, one, instance->weight[s]);
                fmpz_addmul(number, R, one);
                fmpz_abs(R, R);
                fmpz_mul_si(R, R, instance->error[l]);
                fmpz_add(slack, slack, R);
            }
            fmpz_set_ui(one, i == k);
            fmpz_mul_2exp(one, one, basis->bits);
            fmpz_sub(number, one, number);
            fmpz_abs(number, number);
            fmpz_mul_ui(number, number, 2);
            fmpz_mul_si(slack, slack, instance->weight[s]);
            fmpz_add(number, number, slack);
            fmpq_set_fmpz(term, number);
            fmpq_add(F, F, term);
            fmpz_clear(slack);
        }
        fmpq_div_2exp(F, F, basis->bits + 1);
        if (fmpq_cmp(F, phi) > 0)
            fmpq_set(phi, F);
        fmpq_zero(F);
        for (size_t l = 0; l < d; l++) {
            fmpz_set_si(R, basis->inverse[(j * d + i) * d + l]);
            fmpz_mul(number, R, rho + l);
            fmpq_set_fmpz(term, number);
            fmpq_add(F, F, term);
            fmpz_abs(R, R);
            fmpz_mul(number, R, twice_radius + l);
            fmpq_set_fmpz(term, number);
            fmpq_add(dev, dev, term);
        }
        fmpq_div_2exp(fmpq_mat_entry(b->middle, i, 0), F, basis->bits);
        fmpq_div_2exp(fmpq_mat_entry(b->wide, i, 0), dev, basis->bits + 1);
        fmpq_abs(F, fmpq_mat_entry(b->middle, i, 0));
        fmpq_add(F, F, fmpq_mat_entry(b->wide, i, 0));
        if (fmpq_cmp(F, most) > 0)
            fmpq_set(most, F);
    }
    fmpq_mul(most, most, phi);
    fmpq_add(most, most, most);
    for (size_t i = 0; i < d; i++)
        fmpq_add(fmpq_mat_entry(b->wide, i, 0), fmpq_mat_entry(b->wide, i, 0), most);
    fmpq_set_si(F, 1, 2);
    b->fits = fmpq_cmp(phi, F) < 0;
    fmpq_clear(phi);
    fmpq_clear(most);
    fmpq_clear(F);
    fmpq_clear(term);
    fmpq_clear(dev);
    fmpz_clear(R);
    fmpz_clear(number);
    fmpz_clear(one);
}

/* t by FLINT, from exact coordinates. */
static inline void affine_solve(affine_block *b, const dc_balance *balance,
                                const dc_basis *basis, size_t j, const dc_dataset *data) {
    const dc_instance *instance = balance->instance;
    size_t d = instance->dims, K = instance->classes;
    fmpq_mat_t B, rho;
    fmpq_t u;
    fmpz_t factor;
    fmpq_init(u);
    fmpz_init(factor);
    fmpq_mat_init(B, d, d);
    fmpq_mat_init(rho, d, 1);
    for (size_t l = 0; l < d; l++) {
        for (size_t i = 0; i < d; i++) {
            size_t s = basis->point[j * d + i];
            affine_exact_u(fmpq_mat_entry(B, l, i), instance, data, s, l);
            fmpz_set_si(factor, instance->weight[s]);
            fmpq_mul_fmpz(fmpq_mat_entry(B, l, i), fmpq_mat_entry(B, l, i), factor);
        }
        for (size_t s = 0; s < instance->points; s++) {
            affine_exact_u(u, instance, data, s, l);
            fmpz_set_si(factor, (instance->label[s] == j ? DC_SHARE_ONE : 0) -
                                    balance->shares[s * K + j]);
            fmpz_mul_si(factor, factor, instance->weight[s]);
            fmpq_mul_fmpz(u, u, factor);
            fmpq_add(fmpq_mat_entry(rho, l, 0), fmpq_mat_entry(rho, l, 0), u);
        }
    }
    assert_true(fmpq_mat_solve(b->exact, B, rho));
    fmpq_clear(u);
    fmpz_clear(factor);
    fmpq_mat_clear(B);
    fmpq_mat_clear(rho);
}

static inline int32_t affine_end(const affine_block *b, size_t i, int side) {
    fmpq_t end;
    fmpz_t rounded;
    fmpq_init(end);
    fmpz_init(rounded);
    if (side == 0) {
        fmpq_sub(end, fmpq_mat_entry(b->middle, i, 0), fmpq_mat_entry(b->wide, i, 0));
        fmpz_fdiv_q(rounded, fmpq_numref(end), fmpq_denref(end));
    } else {
        fmpq_add(end, fmpq_mat_entry(b->middle, i, 0), fmpq_mat_entry(b->wide, i, 0));
        fmpz_cdiv_q(rounded, fmpq_numref(end), fmpq_denref(end));
    }
    int32_t value = (int32_t)fmpz_get_si(rounded);
    fmpq_clear(end);
    fmpz_clear(rounded);
    return value;
}

/* True if the leaf of section 6 is right: the rounded shares with this basis. Fails the test
 * if an exact correction is not between its ends. */
static inline bool affine_leaf(dc_balance *balance, const dc_basis *basis,
                               const dc_decisions *decisions, int64_t threshold,
                               const dc_dataset *data) {
    const dc_instance *instance = balance->instance;
    size_t d = instance->dims, K = instance->classes, N = instance->points;
    int64_t k = dc_balance_price(&decisions->toll);
    int64_t *e = calloc(N, sizeof *e);
    bool *taken = calloc(N, sizeof *taken), right = true;
    fmpz *rho = _fmpz_vec_init((slong)d), *radius = _fmpz_vec_init((slong)d);
    assert_true(e && taken && k >= 0);
    for (size_t j = 0; j + 1 < K && right; j++) {
        affine_block b;
        fmpq_mat_init(b.middle, d, 1);
        fmpq_mat_init(b.wide, d, 1);
        fmpq_mat_init(b.exact, d, 1);
        for (size_t l = 0; l < d; l++) {
            fmpz_zero(rho + l);
            fmpz_zero(radius + l);
            for (size_t s = 0; s < N; s++) {
                int64_t g = (instance->label[s] == j ? DC_SHARE_ONE : 0) -
                            balance->shares[s * K + j];
                fmpz_t term;
                fmpz_init_set_si(term, g);
                fmpz_mul_si(term, term, instance->weight[s]);
                fmpz_mul_si(term, term, dc_instance_point(instance, s)[l]);
                fmpz_add(rho + l, rho + l, term);
                fmpz_set_si(term, g < 0 ? -g : g);
                fmpz_mul_si(term, term, instance->weight[s]);
                fmpz_mul_si(term, term, instance->error[l]);
                fmpz_add(radius + l, radius + l, term);
                fmpz_clear(term);
            }
        }
        affine_row(&b, balance, basis, j, rho, radius);
        right = right && b.fits;
        if (b.fits)
            affine_solve(&b, balance, basis, j, data);
        for (size_t i = 0; i < d && right; i++) {
            size_t s = basis->point[j * d + i];
            assert_false(taken[s]);
            taken[s] = true;
            for (int side = 0; side < 2; side++) {
                int32_t P[16], t = affine_end(&b, i, side);
                int64_t value = 0;
                fmpq_t end;
                fmpq_init(end);
                fmpq_set_si(end, t, 1);
                int order = fmpq_cmp(end, fmpq_mat_entry(b.exact, i, 0));
                if (side ? order < 0 : order > 0)
                    fail_msg("a correction is beyond its end");
                fmpq_clear(end);
                memcpy(P, balance->shares + s * K, K * sizeof *P);
                P[j] += t;
                P[K - 1] -= t;
                right = affine_contribution(&value,
                                            dc_decisions_of(decisions, instance, s), P,
                                            k) &&
                        right;
                e[s] = side == 0 || value < e[s] ? value : e[s];
            }
        }
        fmpq_mat_clear(b.middle);
        fmpq_mat_clear(b.wide);
        fmpq_mat_clear(b.exact);
    }
    fmpz_t sum, term;
    fmpq_t limit;
    fmpz_init(sum);
    fmpz_init(term);
    fmpq_init(limit);
    for (size_t s = 0; s < N && right; s++) {
        if (!taken[s])
            right = affine_contribution(e + s, dc_decisions_of(decisions, instance, s),
                                        balance->shares + s * K, k);
        fmpz_set_si(term, e[s]);
        fmpz_mul_si(term, term, instance->weight[s]);
        fmpz_add(sum, sum, term);
    }
    fmpz_set_si(term, k);
    fmpz_mul_si(term, term, threshold);
    fmpz_add(sum, sum, term);
    fmpq_set_mpq(limit, instance->loss);
    fmpz_set_si(term, instance->unit);
    fmpq_mul_fmpz(limit, limit, term);
    fmpq_mul_2exp(limit, limit, DC_ENTROPY_BITS);
    fmpz_mul(term, sum, fmpq_denref(limit));
    right = right && fmpz_cmp(term, fmpq_numref(limit)) > 0;
    fmpz_clear(sum);
    fmpz_clear(term);
    fmpq_clear(limit);
    _fmpz_vec_clear(rho, (slong)d);
    _fmpz_vec_clear(radius, (slong)d);
    free(e);
    free(taken);
    return right;
}

/* A random classifier theta[rows][dims] in coordinates z. */
static inline void affine_theta(double *theta, dc_random *random,
                                const dc_instance *instance, double size) {
    for (size_t k = 0; k < instance->rows * instance->dims; k++)
        theta[k] = size * (double)dc_random_between(random, -1000, 1000) / 1000;
}

#endif
