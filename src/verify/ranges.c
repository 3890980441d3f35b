#include "ranges.h"

#include <stdlib.h>

#include "stop.h"

/* Neighbouring rows of cells are looked at together while they pass. */
enum { LONGEST_BLOCK = 64 };

void ranges_init(ranges *e, const space *s, const rule *r, const mpq_t kappa) {
    mpq_t h;
    *e = (ranges){ .space = s, .rule = r };
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
    ends_init(&e->lo, s->count);
    ends_init(&e->hi, s->count);
    e->event = integers(s->wide ? 4 * s->count : 0);
    mpz_inits(e->left, e->right, e->centre_scale, e->half, e->reach, NULL);
}

void ranges_free(ranges *e) {
    ends_free(&e->lo);
    ends_free(&e->hi);
    free_integers(e->event, e->space->wide ? 4 * e->space->count : 0);
    mpz_clears(e->h_n, e->h_d, e->k_n, e->k_d, e->w_n, e->w_d, e->left, e->right,
               e->centre_scale, e->half, e->reach, NULL);
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
        box_range(e->lo.at[k], e->hi.at[k], s->y + k * s->dims, b);
    ends_sort(&e->lo, s->weight);
    ends_sort(&e->hi, s->weight);
    if (s->wide)
        set_widths(e);
}

/* The ends at places s and t. */
static mpz_ptr hi_at(const ranges *e, size_t s) {
    return e->hi.at[e->hi.sorted[s].point];
}

static mpz_ptr lo_at(const ranges *e, size_t t) {
    return e->lo.at[e->lo.sorted[t].point];
}

/* The weight of the points with lo or hi, times scale, < x, or <= x if inclusive. */
static mass weight_below(ends *e, mpz_t scale, mpz_t x, bool inclusive) {
    return e->below[ends_below(e, scale, x, inclusive)];
}

/* L at cell (s,t): A and B times h_d. */
static mass outer(ranges *e, size_t s, size_t t) {
    mpz_sub(e->left, lo_at(e, t), hi_at(e, s));
    mpz_mul(e->left, e->left, e->h_n);
    mpz_set(e->right, e->left);
    mpz_addmul(e->right, e->h_d, lo_at(e, t));
    mpz_neg(e->left, e->left);
    mpz_addmul(e->left, e->h_d, hi_at(e, s));
    return weight_below(&e->hi, e->h_d, e->right, true) -
           weight_below(&e->lo, e->h_d, e->left, false);
}

/* The first t with lo_(t) - hi_(s) >= w. */
static size_t first_wide(ranges *e, size_t s) {
    if (!e->space->wide)
        return 0;
    mpz_mul_2exp(e->left, e->w_n, (mp_bitcnt_t)e->box->K);
    mpz_addmul(e->left, e->w_d, hi_at(e, s));
    return ends_below(&e->lo, e->w_d, e->left, false);
}

/* Cells (s1,t) .. (s2,t) for all t, U being that of s1 and L that of s2 (C6): false, or if
 * there is a visitor a call, for each t that fails. */
static bool rows_pass(ranges *e, size_t s1, size_t s2, const visitor *v) {
    size_t count = e->space->count, t = first_wide(e, s1);
    mass base = e->hi.below[s1], L = -1;
    for (;; t++) {
        t = rule_first_failing(e->rule, e->lo.below + 1, base, L, t, count);
        if (t == count)
            return true;
        L = outer(e, s2, t);
        if (rule_passes(e->rule, e->lo.below[t + 1] - base, L))
            continue;
        if (!v)
            return false;
        v->cell(v->context, s1, t);
    }
}

static void visit_cells(ranges *e, const visitor *v) {
    size_t count = e->space->count, block = 1;
    for (size_t s = 0; s < count;) {
        if (e->lo.below[count] - e->hi.below[s] <= e->rule->most)
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
    mpz_sub(e->right, c, e->half);
    mass U = weight_below(&e->lo, e->centre_scale, e->left, true) -
             weight_below(&e->hi, e->centre_scale, e->right, false);
    mpz_add(e->left, c, e->reach);
    mpz_sub(e->right, c, e->reach);
    mass L = weight_below(&e->hi, e->centre_scale, e->left, true) -
             weight_below(&e->lo, e->centre_scale, e->right, false);
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
        mpz_mul(e->event[k], (k % 2 ? e->hi.at : e->lo.at)[k / 4], e->centre_scale);
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
