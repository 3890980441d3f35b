#include "oracle_affine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where the loss has no minimum, the ridge gives one; 1e-6 is far above what it costs. */
static const long double RIDGE = 1e-13L, NEAR = 1e-9L, FAR = 12;

enum { NEWTON_STEPS = 400, MARGINS = AFFINE_POINTS * (AFFINE_CLASSES - 1) };

/* A margin as a form of theta. */
struct margin {
    size_t point, rival;
    long form[AFFINE_SIZE];
};

struct search {
    const struct affine_set *set;
    size_t D, count;
    struct margin margin[MARGINS];
    struct affine_places *places;
    size_t chosen[AFFINE_SIZE];
};

static void set_form(struct margin *m, const struct affine_set *set) {
    size_t d = set->n + 1, own = set->label[m->point];
    memset(m->form, 0, sizeof m->form);
    for (size_t l = 0; l < d; l++) {
        long z = l ? set->x[m->point][l - 1] : 1;
        if (own + 1 < set->K)
            m->form[own * d + l] += z;
        if (m->rival + 1 < set->K)
            m->form[m->rival * d + l] -= z;
    }
}

/* Brings rows[count][D] to echelon form, without fractions; the rank. */
static size_t eliminate(__int128 rows[][AFFINE_SIZE], size_t count, size_t D) {
    size_t rank = 0;
    for (size_t c = 0; c < D && rank < count; c++) {
        size_t pivot = rank;
        while (pivot < count && rows[pivot][c] == 0)
            pivot++;
        if (pivot == count)
            continue;
        for (size_t l = 0; l < D; l++) {
            __int128 swap = rows[pivot][l];
            rows[pivot][l] = rows[rank][l];
            rows[rank][l] = swap;
        }
        for (size_t r = rank + 1; r < count; r++) {
            __int128 a = rows[rank][c], b = rows[r][c], divisor = 0;
            for (size_t l = 0; l < D; l++) {
                rows[r][l] = rows[r][l] * a - rows[rank][l] * b;
                __int128 p = rows[r][l] < 0 ? -rows[r][l] : rows[r][l];
                while (p) {
                    __int128 rest = divisor % p;
                    divisor = p;
                    p = rest;
                }
            }
            for (size_t l = 0; l < D && divisor > 1; l++)
                rows[r][l] /= divisor;
        }
        rank++;
    }
    return rank;
}

/* The rank of the chosen margins, and of margin k besides unless it is `count`. */
static size_t rank_with(const struct search *s, size_t size, size_t k) {
    __int128 rows[AFFINE_SIZE + 1][AFFINE_SIZE];
    size_t count = size;
    for (size_t i = 0; i < size; i++)
        for (size_t l = 0; l < s->D; l++)
            rows[i][l] = s->margin[s->chosen[i]].form[l];
    if (k < s->count)
        for (size_t l = 0, i = count++; l < s->D; l++)
            rows[i][l] = s->margin[k].form[l];
    return eliminate(rows, count, s->D);
}

/* basis[D - size][D], orthonormal, of the theta on which the chosen margins are 0. */
static size_t null_space(long double basis[][AFFINE_SIZE], const struct search *s,
                         size_t size) {
    long double rows[2 * AFFINE_SIZE][AFFINE_SIZE];
    size_t count = 0, found = 0;
    for (size_t i = 0; i < size + s->D; i++) {
        long double *row = rows[count], square = 0;
        for (size_t l = 0; l < s->D; l++)
            row[l] = i < size ? (long double)s->margin[s->chosen[i]].form[l]
                              : (l == i - size);
        long double before = 0;
        for (size_t l = 0; l < s->D; l++)
            before += row[l] * row[l];
        for (int twice = 0; twice < 2; twice++)
            for (size_t k = 0; k < count; k++) {
                long double along = 0;
                for (size_t l = 0; l < s->D; l++)
                    along += rows[k][l] * row[l];
                for (size_t l = 0; l < s->D; l++)
                    row[l] -= along * rows[k][l];
            }
        for (size_t l = 0; l < s->D; l++)
            square += row[l] * row[l];
        if (i >= size && square < 1e-12L * before)
            continue;
        for (size_t l = 0; l < s->D; l++)
            row[l] /= sqrtl(square);
        if (i >= size)
            memcpy(basis[found++], row, s->D * sizeof *row);
        count++;
    }
    return found;
}

/* Loss at theta with gradient[D] and curvature[D][D]. */
static long double loss_at(const struct search *s, const long double *theta,
                           long double *gradient, long double curvature[][AFFINE_SIZE]) {
    const struct affine_set *set = s->set;
    long double loss = 0, total = 0;
    size_t K = set->K;
    memset(gradient, 0, s->D * sizeof *gradient);
    memset(curvature, 0, s->D * sizeof *curvature);
    for (size_t p = 0; p < set->N; p++)
        total += (long double)set->weight[p];
    for (size_t k = 0; k < s->count; k += K - 1) { /* the margins of one point */
        const struct margin *m = s->margin + k;
        long double value[AFFINE_CLASSES], most = 0, sum = 0;
        long double w = (long double)set->weight[m->point] / total;
        for (size_t r = 0; r + 1 < K; r++) {
            value[r] = 0;
            for (size_t l = 0; l < s->D; l++)
                value[r] -= theta[l] * (long double)m[r].form[l];
            most = value[r] > most ? value[r] : most;
        }
        for (size_t r = 0; r + 1 < K; r++)
            sum += value[r] = expl(value[r] - most);
        loss += w * (most > 0 ? most + logl(sum + expl(-most)) : log1pl(sum));
        sum += expl(-most);
        long double mean[AFFINE_SIZE] = { 0 };
        for (size_t r = 0; r + 1 < K; r++)
            for (size_t l = 0; l < s->D; l++)
                mean[l] -= value[r] / sum * (long double)m[r].form[l];
        for (size_t l = 0; l < s->D; l++) {
            gradient[l] += w * mean[l];
            for (size_t i = 0; i < s->D; i++) {
                for (size_t r = 0; r + 1 < K; r++)
                    curvature[l][i] += w * value[r] / sum * (long double)m[r].form[l] *
                                       (long double)m[r].form[i];
                curvature[l][i] -= w * mean[l] * mean[i];
            }
        }
    }
    for (size_t l = 0; l < s->D; l++) {
        loss += RIDGE * theta[l] * theta[l];
        gradient[l] += 2 * RIDGE * theta[l];
        curvature[l][l] += 2 * RIDGE;
    }
    return loss;
}

/* x = A^-1 x by Cholesky. */
static void solve(long double A[][AFFINE_SIZE], long double *x, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            for (size_t k = 0; k < j; k++)
                A[i][j] -= A[i][k] * A[j][k];
            A[i][j] = i == j ? sqrtl(A[i][i] > RIDGE * 1e-6L ? A[i][i] : RIDGE * 1e-6L)
                             : A[i][j] / A[j][j];
        }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            x[i] -= A[i][k] * x[k];
        x[i] /= A[i][i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            x[i] -= A[k][i] * x[k];
        x[i] /= A[i][i];
    }
}

/* Newton's method on the span of basis[size]. */
static long double minimise(const struct search *s, long double *theta,
                            long double basis[][AFFINE_SIZE], size_t size) {
    long double gradient[AFFINE_SIZE], curvature[AFFINE_SIZE][AFFINE_SIZE];
    long double loss = loss_at(s, theta, gradient, curvature), fall = 1;
    for (int step = 0; step < NEWTON_STEPS && fall > 1e-16L; step++) {
        long double A[AFFINE_SIZE][AFFINE_SIZE], g[AFFINE_SIZE] = { 0 };
        long double way[AFFINE_SIZE];
        for (size_t i = 0; i < size; i++) {
            g[i] = 0;
            for (size_t l = 0; l < s->D; l++)
                g[i] -= basis[i][l] * gradient[l];
            for (size_t j = 0; j < size; j++) {
                A[i][j] = 0;
                for (size_t l = 0; l < s->D; l++)
                    for (size_t k = 0; k < s->D; k++)
                        A[i][j] += basis[i][l] * curvature[l][k] * basis[j][k];
            }
        }
        memcpy(way, g, sizeof way);
        solve(A, way, size);
        fall = 0;
        for (size_t i = 0; i < size; i++)
            fall += g[i] * way[i];
        long double from[AFFINE_SIZE], before = loss, t = 1;
        memcpy(from, theta, sizeof from);
        do {
            for (size_t l = 0; l < s->D; l++) {
                theta[l] = from[l];
                for (size_t i = 0; i < size; i++)
                    theta[l] += t * way[i] * basis[i][l];
            }
            loss = loss_at(s, theta, gradient, curvature);
            t /= 2;
        } while (loss > before - 0.1L * t * fall && t > 1e-12L);
    }
    return loss;
}

static void keep_place(struct affine_places *p, struct affine_place place) {
    if (p->count == p->capacity) {
        p->capacity = 2 * p->capacity + 16;
        p->place = realloc(p->place, p->capacity * sizeof *p->place);
        if (!p->place)
            abort();
    }
    p->place[p->count++] = place;
}

static void add_place(struct search *s, size_t size) {
    long double basis[AFFINE_SIZE][AFFINE_SIZE], theta[AFFINE_SIZE] = { 0 };
    size_t dims = null_space(basis, s, size);
    struct affine_place place = { .loss = (double)minimise(s, theta, basis, dims) };
    for (size_t l = 0; l < s->D; l++)
        place.far = place.far || fabsl(theta[l]) > FAR;
    for (size_t k = 0; k < s->count; k += s->set->K - 1) {
        bool lost = false, doubt = false;
        for (size_t r = 0; r + 1 < s->set->K; r++) {
            const struct margin *m = s->margin + k + r;
            long double value = 0;
            for (size_t l = 0; l < s->D; l++)
                value += theta[l] * (long double)m->form[l];
            if (value < -NEAR || (value < NEAR && rank_with(s, size, k + r) == size))
                lost = true;
            doubt = doubt || value < NEAR;
        }
        long w = s->set->weight[s->margin[k].point];
        place.lost += lost ? w : 0;
        place.doubtful += doubt && !lost ? w : 0;
    }
    keep_place(s->places, place);
}

/* All independent sets with the chosen margins and some from `next` on; those that leave
 * only 0 are left out. */
static void extend(struct search *s, size_t size, size_t next) {
    add_place(s, size);
    for (size_t k = next; k < s->count && size + 1 < s->D; k++) {
        if (rank_with(s, size, k) == size)
            continue;
        s->chosen[size] = k;
        extend(s, size + 1, k + 1);
    }
}

void affine_places_find(struct affine_places *places, const struct affine_set *set) {
    struct search s = { .set = set, .D = (set->K - 1) * (set->n + 1), .places = places };
    *places = (struct affine_places){ 0 };
    for (size_t p = 0; p < set->N; p++) {
        places->total += set->weight[p];
        for (size_t l = 0; l < set->K; l++)
            if (l != set->label[p]) {
                struct margin *m = s.margin + s.count++;
                m->point = p;
                m->rival = l;
                set_form(m, set);
            }
    }
    extend(&s, 0, 0);
    keep_place(places,
               (struct affine_place){ log((double)set->K), places->total, 0, false });
}

void affine_places_clear(struct affine_places *places) {
    free(places->place);
    *places = (struct affine_places){ 0 };
}

void affine_worst(long *least, long *most, const struct affine_places *places,
                  double loss, double slack) {
    *least = *most = -1;
    for (size_t k = 0; k < places->count; k++) {
        const struct affine_place *p = places->place + k;
        if (p->loss < loss - slack && p->lost > *least)
            *least = p->lost;
        if (p->loss < loss + slack && p->lost + p->doubtful > *most)
            *most = p->lost + p->doubtful;
    }
}

bool affine_needs_infinity(const struct affine_places *places, double loss, long lost) {
    for (size_t k = 0; k < places->count; k++) {
        const struct affine_place *p = places->place + k;
        if (p->far && p->loss > loss && p->lost >= lost)
            return true;
    }
    return false;
}

double affine_loss(const struct affine_set *set, const double *theta, double near,
                   long *lost) {
    size_t d = set->n + 1, K = set->K;
    double loss = 0;
    long total = 0;
    *lost = 0;
    for (size_t p = 0; p < set->N; p++) {
        double score[AFFINE_CLASSES] = { 0 }, sum = 0;
        bool wrong = false;
        for (size_t j = 0; j + 1 < K; j++)
            for (size_t l = 0; l < d; l++)
                score[j] += theta[j * d + l] * (l ? (double)set->x[p][l - 1] : 1);
        for (size_t j = 0; j < K; j++) {
            if (j == set->label[p])
                continue;
            sum += exp(score[j] - score[set->label[p]]);
            wrong = wrong || score[set->label[p]] - score[j] < near;
        }
        loss += (double)set->weight[p] * log1p(sum);
        *lost += wrong ? set->weight[p] : 0;
        total += set->weight[p];
    }
    return loss / (double)total;
}
