#include "ranges.h"

#include <stdlib.h>

#include "stop.h"

/* Neighbouring rows of cells are looked at together while they pass. */
enum { LONGEST_BLOCK = 64 };

void ranges_init(ranges *e, const space *s, const rule *rule, const mpq_t kappa) {
    size_t count = s->count;
    mpq_t h;
    *e = (ranges){ .space = s, .rule = rule };
    mpq_init(h);
    mpq_set_si(h, -1, 1);
    mpq_add(h, h, kappa);
    mpq_div_2exp(h, h, 1);
    mpz_init_set(e->h_n, mpq_numref(h));
    mpz_init_set(e->h_d, mpq_denref(h));
    mpz_init_set(e->k_n, mpq_numref(kappa));
    mpz_init_set(e->k_d, mpq_denref(kappa));
    mpz_init_set(e->w_n, mpq_numref(s->width));
    mpz_init_set(e->w_d, mpq_denref(s->width));
    mpq_clear(h);
    e->lo = integers(count);
    e->hi = integers(count);
    e->event = integers(s->wide ? 4 * count : 0);
    e->by_lo = get(count, sizeof *e->by_lo);
    e->by_hi = get(count, sizeof *e->by_hi);
    e->below_lo = get(count + 1, sizeof *e->below_lo);
    e->below_hi = get(count + 1, sizeof *e->below_hi);
    mpz_inits(e->left, e->right, e->centre_scale, e->half, e->reach, NULL);
}

void ranges_free(ranges *e) {
    free_integers(e->lo, e->space->count);
    free_integers(e->hi, e->space->count);
    free_integers(e->event, e->space->wide ? 4 * e->space->count : 0);
    free(e->by_lo);
    free(e->by_hi);
    free(e->below_lo);
    free(e->below_hi);
    mpz_clears(e->h_n, e->h_d, e->k_n, e->k_d, e->w_n, e->w_d, e->left, e->right,
               e->centre_scale, e->half, e->reach, NULL);
}

static int compare_ends(const void *left, const void *right, void *context) {
    mpz_t *end = context;
    return mpz_cmp(end[*(const size_t *)left], end[*(const size_t *)right]);
}

static void sort_ends(size_t *order, mass *below, mpz_t *end, const space *s) {
    for (size_t k = 0; k < s->count; k++)
        order[k] = k;
    qsort_r(order, s->count, sizeof *order, compare_ends, end);
    for (size_t k = 0; k < s->count; k++)
        below[k + 1] = below[k] + s->weight[order[k]];
}

/* In units of 1 / (4 w_d k_d 2^K). */
static void set_widths(ranges *e) {
    mpz_mul(e->centre_scale, e->w_d, e->k_d);
    mpz_mul_ui(e->centre_scale, e->centre_scale, 4);
    mpz_mul(e->half, e->w_n, e->k_d);
    mpz_mul_2exp(e->half, e->half, (mp_bitcnt_t)e->box->K + 1);
    mpz_mul(e->reach, e->w_n, e->k_n);
    mpz_mul_2exp(e->reach, e->reach, (mp_bitcnt_t)e->box->K + 1);
}

void ranges_set(ranges *e, box *b) {
    const space *s = e->space;
    box_measure(b);
    e->box = b;
    for (size_t k = 0; k < s->count; k++)
        box_range(e->lo[k], e->hi[k], s->y + k * s->dims, b);
    sort_ends(e->by_lo, e->below_lo, e->lo, s);
    sort_ends(e->by_hi, e->below_hi, e->hi, s);
    if (s->wide)
        set_widths(e);
}

/* The weight of the points whose end, times scale, is < x, or <= x if inclusive. */
static mass weight_below(const ranges *e, mpz_t *end, const size_t *order,
                         const mass *below, mpz_t scale, mpz_t x, bool inclusive) {
    size_t low = 0, high = e->space->count;
    mpz_t scaled;
    mpz_init(scaled);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        mpz_mul(scaled, scale, end[order[middle]]);
        if (mpz_cmp(scaled, x) < (inclusive ? 1 : 0))
            low = middle + 1;
        else
            high = middle;
    }
    mpz_clear(scaled);
    return below[low];
}

static mass lo_below(const ranges *e, mpz_t scale, mpz_t x, bool inclusive) {
    return weight_below(e, e->lo, e->by_lo, e->below_lo, scale, x, inclusive);
}

static mass hi_below(const ranges *e, mpz_t scale, mpz_t x, bool inclusive) {
    return weight_below(e, e->hi, e->by_hi, e->below_hi, scale, x, inclusive);
}

/* L at cell (s,t): A and B times h_d. */
static mass outer(ranges *e, size_t s, size_t t) {
    mpz_t *a = e->hi + e->by_hi[s], *b = e->lo + e->by_lo[t];
    mpz_sub(e->left, *b, *a);
    mpz_mul(e->left, e->left, e->h_n);
    mpz_set(e->right, e->left);
    mpz_addmul(e->right, e->h_d, *b);
    mpz_neg(e->left, e->left);
    mpz_addmul(e->left, e->h_d, *a);
    return hi_below(e, e->h_d, e->right, true) - lo_below(e, e->h_d, e->left, false);
}

/* The first t with lo_(t) - hi_(s) >= w. */
static size_t first_wide(ranges *e, size_t s) {
    size_t low = 0, high = e->space->count;
    mpz_mul_2exp(e->right, e->w_n, (mp_bitcnt_t)e->box->K);
    mpz_addmul(e->right, e->w_d, e->hi[e->by_hi[s]]);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        mpz_mul(e->left, e->w_d, e->lo[e->by_lo[middle]]);
        if (mpz_cmp(e->left, e->right) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Cells (s1,t) .. (s2,t) for all t, U being that of s1 and L that of s2 (C6): false, or if
 * there is a visitor a call, for each t that fails. */
static bool rows_pass(ranges *e, size_t s1, size_t s2, const visitor *v) {
    size_t count = e->space->count, t = e->space->wide ? first_wide(e, s1) : 0;
    mass base = e->below_hi[s1], L = -1;
    for (;; t++) {
        t = rule_first_failing(e->rule, e->below_lo + 1, base, L, t, count);
        if (t == count)
            return true;
        L = outer(e, s2, t);
        if (rule_passes(e->rule, e->below_lo[t + 1] - base, L))
            continue;
        if (!v)
            return false;
        v->cell(v->context, s1, t);
    }
}

static void visit_cells(ranges *e, const visitor *v) {
    size_t count = e->space->count, block = 1;
    for (size_t s = 0; s < count;) {
        if (e->below_lo[count] - e->below_hi[s] <= e->rule->most)
            return;
        size_t last = s + block <= count ? s + block - 1 : count - 1;
        if (rows_pass(e, s, last, last == s ? v : NULL)) {
            s = last + 1;
            block = block < LONGEST_BLOCK ? 2 * block : LONGEST_BLOCK;
        } else {
            block = (last - s + 1) / 2;
        }
    }
}

static bool centre_passes(ranges *e, mpz_t c) {
    mpz_add(e->left, c, e->half);
    mass U = lo_below(e, e->centre_scale, e->left, true);
    mpz_sub(e->left, c, e->half);
    U -= hi_below(e, e->centre_scale, e->left, false);
    mpz_add(e->left, c, e->reach);
    mass L = hi_below(e, e->centre_scale, e->left, true);
    mpz_sub(e->left, c, e->reach);
    L -= lo_below(e, e->centre_scale, e->left, false);
    return rule_passes(e->rule, U, L);
}

static int compare_integers(const void *left, const void *right) {
    return mpz_cmp(*(const mpz_t *)left, *(const mpz_t *)right);
}

static void visit_centres(ranges *e, const visitor *v) {
    size_t count = 4 * e->space->count;
    mpz_t middle;
    mpz_init(middle);
    for (size_t k = 0; k < count; k++) {
        mpz_mul(e->event[k], (k % 2 ? e->hi : e->lo)[k / 4], e->centre_scale);
        if (k % 4 == 0 || k % 4 == 3)
            mpz_sub(e->event[k], e->event[k], k % 4 == 0 ? e->half : e->reach);
        else
            mpz_add(e->event[k], e->event[k], k % 4 == 1 ? e->half : e->reach);
    }
    qsort(e->event, count, sizeof *e->event, compare_integers);
    for (size_t k = 0; k < count; k++) {
        if (!centre_passes(e, e->event[k]))
            v->centres(v->context, e->event[k], e->event[k]);
        if (k + 1 == count || mpz_cmp(e->event[k], e->event[k + 1]) == 0)
            continue;
        mpz_add(middle, e->event[k], e->event[k + 1]);
        mpz_divexact_ui(middle, middle, 2);
        if (!centre_passes(e, middle))
            v->centres(v->context, e->event[k], e->event[k + 1]);
    }
    mpz_clear(middle);
}

void ranges_visit(ranges *e, const visitor *v) {
    visit_cells(e, v);
    if (e->space->wide)
        visit_centres(e, v);
}
