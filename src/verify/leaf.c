#include "verify.h"

/* Neighbouring rows of cells are looked at together while they pass. */
enum { LONGEST_BLOCK = 64 };

typedef struct leaf {
    ranges *e;
    const listing *list;
    mass total;
    size_t *holder[2];   /* [count] */
    mpz_ptr half, reach; /* family width: w/2 and kappa w/2, times 2^K scale */
} leaf;

static void require_pair(const leaf *f, size_t i, size_t j) {
    size_t pair = i * f->e->count + j;
    if (f->list->pairs == 0 ||
        !bsearch(&pair, f->list->pair, f->list->pairs, sizeof pair, compare_counts))
        reject("pair %zu,%zu is missing", i + 1, j + 1);
}

static mpz_ptr end_at(const leaf *f, int side, size_t place) {
    return f->e->side[side].at[f->e->side[side].sorted[place].point];
}

/* The points in whose range an end lies go to holder[side]; how many they are. */
static size_t find_holders(const leaf *f, int side, mpz_t end) {
    size_t found = 0;
    mpz_neg(f->e->x, end);
    for (size_t k = 0; k < f->e->count; k++)
        if (mpz_cmp(f->e->side[side].at[k], end) <= 0 &&
            mpz_cmp(f->e->side[1 - side].at[k], f->e->x) <= 0)
            f->holder[side][found++] = k;
    return found;
}

/* A cell is a place s on side 1 and a place t on side 0, counted from 0. */
static void require_cell(const leaf *f, size_t s, size_t t) {
    if (!f->list)
        reject("a counted box with an unsafe cell (%zu,%zu)", f->e->count - s, t + 1);
    size_t lefts = find_holders(f, 1, end_at(f, 1, s));
    size_t rights = find_holders(f, 0, end_at(f, 0, t));
    for (size_t i = 0; i < lefts; i++)
        for (size_t j = 0; j < rights; j++)
            require_pair(f, f->holder[1][i], f->holder[0][j]);
}

/* L at a cell, or less: by tops, which are rounded down on both sides. */
static mass quick_dilated(const leaf *f, size_t s, size_t t) {
    const ranges *e = f->e;
    mass end[2] = { e->side[0].sorted[t].top, e->side[1].sorted[s].top }, L = f->total;
    for (int side = 0; side < 2 && e->small_h_d > 0; side++) {
        mass x = e->small_h_n * (end[0] + end[1]) + e->small_h_d * end[1 - side];
        L -= e->side[side].below[ranges_top_rank(e, side, -x)];
    }
    return e->small_h_d > 0 ? L : 0;
}

static mass weight_below(const leaf *f, int side, mpz_t scale, mpz_t x) {
    return f->e->side[side].below[ranges_rank(f->e, side, scale, x)];
}

/* L at a cell: A = -(1+h) left - h right, and -B = -(1+h) right - h left, times h_d. */
static mass dilated(const leaf *f, size_t s, size_t t) {
    const ranges *e = f->e;
    mass L = f->total;
    for (int side = 0; side < 2; side++) {
        mpz_add(e->x, end_at(f, 1, s), end_at(f, 0, t));
        mpz_mul(e->x, e->x, e->h_n);
        mpz_addmul(e->x, e->h_d, side ? end_at(f, 0, t) : end_at(f, 1, s));
        mpz_neg(e->x, e->x);
        L -= weight_below(f, side, e->h_d, e->x);
    }
    return L;
}

/* The first t with lo_(t) - hi_(s) >= w. */
static size_t first_wide(const leaf *f, size_t s) {
    const ranges *e = f->e;
    mpz_mul_2exp(e->x, e->w_n, e->box.K);
    mpz_submul(e->x, e->w_d, end_at(f, 1, s));
    return ranges_rank(e, 0, e->w_d, e->x);
}

/* The first of the masses, which do not fall, that is greater than m. */
static size_t first_above(const mass *list, size_t from, size_t count, mass m) {
    for (size_t left = count - from; left > 0; left /= 2)
        from += list[from + left / 2] <= m ? left - left / 2 : 0;
    return from;
}

/* Cells (s1,t) .. (s2,t) for all t, U being that of s2 and L that of s1 (C6): false if
 * one fails. If it is one row only, a cell that fails must be listed. */
static bool rows_pass(const leaf *f, size_t s1, size_t s2) {
    const rule *r = f->e->rule;
    const mass *below = f->e->side[0].below + 1;
    mass empty = f->total - f->e->side[1].below[s2 + 1], L = 0;
    for (size_t t = f->e->space->wide ? first_wide(f, s2) : 0;; t++) {
        t = first_above(below, t, f->e->count, rule_limit(r, L) + empty);
        if (t == f->e->count)
            return true;
        L = quick_dilated(f, s1, t);
        if (below[t] - empty > rule_limit(r, L) && s1 == s2)
            L = dilated(f, s1, t);
        if (below[t] - empty <= rule_limit(r, L))
            continue;
        if (s1 < s2)
            return false;
        require_cell(f, s1, t);
    }
}

static void check_cells(const leaf *f) {
    size_t s = first_above(f->e->side[1].below + 1, 0, f->e->count, f->e->rule->most);
    for (size_t block = 1; s < f->e->count;) {
        size_t last = s + block <= f->e->count ? s + block - 1 : f->e->count - 1;
        if (rows_pass(f, s, last)) {
            s = last + 1;
            block = block < LONGEST_BLOCK ? 2 * block : LONGEST_BLOCK;
        } else {
            block = (last - s + 1) / 2;
        }
    }
}

/* Narrows [low, high] to the centres whose left end c - w/2, or right end c + w/2, lies
 * in the range of point k. False if none is left. */
static bool narrow(const leaf *f, mpz_t low, mpz_t high, size_t k, bool left) {
    mpz_ptr from = f->e->x, to = f->e->y;
    mpz_mul(from, f->e->side[0].at[k], f->e->scale);
    mpz_mul(to, f->e->side[1].at[k], f->e->scale);
    mpz_neg(to, to);
    (left ? mpz_add : mpz_sub)(from, from, f->half);
    (left ? mpz_add : mpz_sub)(to, to, f->half);
    if (mpz_cmp(from, low) > 0)
        mpz_set(low, from);
    if (mpz_cmp(to, high) < 0)
        mpz_set(high, to);
    return mpz_cmp(low, high) <= 0;
}

/* True if stretches contain all of [from, to]. */
static bool covered(const listing *list, mpz_t from, mpz_t to) {
    mpz_ptr end = from; /* of what is known to be covered, if anything is */
    bool any = false;
    for (size_t k = 0; k < list->stretches; k++) {
        mpz_t *next = list->stretch[k];
        if (mpz_cmp(next[0], end) > 0 || mpz_cmp(next[1], end) < (any ? 1 : 0))
            continue;
        end = next[1];
        any = true;
        k = SIZE_MAX; /* from the first again */
    }
    return any && mpz_cmp(end, to) >= 0;
}

/* All centres in [from, to] do not pass, or all in it but its ends. */
static void require_centres(const leaf *f, mpz_t from, mpz_t to) {
    if (!f->list)
        reject("a counted box with centres that do not pass");
    if (!covered(f->list, from, to))
        reject("centres that do not pass are in no stretch");
    mpz_t *low = integers(2), *high = low + 1;
    for (size_t i = 0; i < f->e->count; i++)
        for (size_t j = 0; j < f->e->count; j++) {
            mpz_set(*low, from);
            mpz_set(*high, to);
            if (!narrow(f, *low, *high, i, true))
                break;
            if (narrow(f, *low, *high, j, false))
                require_pair(f, i, j);
        }
}

static bool centre_passes(const leaf *f, mpz_t c) {
    const ranges *e = f->e;
    mass U = -f->total, L = f->total;
    for (int side = 0; side < 2; side++) {
        (side ? mpz_sub : mpz_add)(e->x, f->half, c);
        mpz_add_ui(e->x, e->x, 1);
        U += weight_below(f, side, e->scale, e->x);
        (side ? mpz_neg : mpz_set)(e->x, c);
        mpz_sub(e->x, e->x, f->reach);
        L -= weight_below(f, side, e->scale, e->x);
    }
    return U <= rule_limit(e->rule, L);
}

static int compare_integers(const void *left, const void *right) {
    return mpz_cmp(*(const mpz_t *)left, *(const mpz_t *)right);
}

/* The break points: on side 0 they are end - w/2 and end + kappa w/2. */
static mpz_t *find_breaks(const leaf *f) {
    mpz_t *list = integers(4 * f->e->count), *at = list;
    for (int side = 0; side < 2; side++)
        for (size_t k = 0; k < f->e->count; k++, at += 2) {
            mpz_mul(at[0], f->e->side[side].at[k], f->e->scale);
            mpz_add(at[1], at[0], f->reach);
            mpz_sub(at[0], at[0], f->half);
            for (int l = 0; l < 2 && side; l++)
                mpz_neg(at[l], at[l]);
        }
    qsort(list, 4 * f->e->count, sizeof *list, compare_integers);
    return list;
}

static void check_centres(const leaf *f) {
    mpz_t *at = find_breaks(f), *middle = integers(1);
    for (size_t k = 0; k < 4 * f->e->count; k++) {
        void *start = mark();
        if (!centre_passes(f, at[k]))
            require_centres(f, at[k], at[k]);
        if (k + 1 < 4 * f->e->count) {
            mpz_add(*middle, at[k], at[k + 1]);
            mpz_divexact_ui(*middle, *middle, 2);
            if (!centre_passes(f, *middle))
                require_centres(f, at[k], at[k + 1]);
        }
        release(start);
    }
}

void leaf_check(ranges *e, const listing *list) {
    void *start = mark();
    leaf f = { .e = e, .list = list, .total = e->rule->total };
    for (int k = 0; k < 2 && list; k++)
        f.holder[k] = get(e->count, sizeof *f.holder[k]);
    check_cells(&f);
    if (e->space->wide) {
        f.half = *integers(1), f.reach = *integers(1);
        mpz_mul(f.half, e->w_n, e->k_d);
        mpz_mul_2exp(f.half, f.half, e->box.K + 1);
        mpz_mul(f.reach, e->w_n, e->k_n);
        mpz_mul_2exp(f.reach, f.reach, e->box.K + 1);
        check_centres(&f);
    }
    release(start);
}
