#include "geometry/line.h"

#include <stdlib.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"
#include "base/integer.h"

/* Distinct projections in increasing order; below[t] is the mass of the first t. */
typedef struct line {
    size_t count;
    fmpz *p;        /* [count], borrowed entries: shallow copies of the input */
    dc_mass *below; /* [count + 1] */
    dc_condition *condition;
    dc_interval *best;
    bool found;
} line;

void dc_interval_init(dc_interval *interval) {
    fmpq_init(interval->a);
    fmpq_init(interval->b);
    interval->mass = interval->dilated = 0;
}

void dc_interval_clear(dc_interval *interval) {
    fmpq_clear(interval->a);
    fmpq_clear(interval->b);
}

void dc_interval_set(dc_interval *copy, const dc_interval *interval) {
    fmpq_set(copy->a, interval->a);
    fmpq_set(copy->b, interval->b);
    copy->mass = interval->mass;
    copy->dilated = interval->dilated;
}

static dc_status line_init(line *l, const fmpz *projection, const dc_mass *weight,
                           size_t count, dc_error *error) {
    size_t *order = malloc((count + 1) * sizeof *order);
    l->p = malloc((count + 1) * sizeof *l->p);
    l->below = malloc((count + 1) * sizeof *l->below);
    if (!order || !l->p || !l->below ||
        !dc_integer_sort_rows(order, projection, 1, count)) {
        free(order);
        free(l->p);
        free(l->below);
        return dc_fail_memory(error, "sorting projections");
    }
    l->count = 0;
    l->below[0] = 0;
    for (size_t k = 0; k < count; k++) {
        if (l->count == 0 || !fmpz_equal(l->p + l->count - 1, projection + order[k])) {
            l->p[l->count++] = projection[order[k]];
            l->below[l->count] = l->below[l->count - 1];
        }
        l->below[l->count] += weight[order[k]];
    }
    free(order);
    return DC_OK;
}

/* Number of projections p with scale p < x, or <= x if inclusive. */
static size_t rank_of(const line *l, const fmpz_t scale, const fmpz_t x, bool inclusive,
                      fmpz_t scratch) {
    size_t low = 0, high = l->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        fmpz_mul(scratch, scale, l->p + middle);
        int order = dc_integer_compare(scratch, x);
        if (order < 0 || (inclusive && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The first t >= start with U of (s,t) > mass; l->count if there is none. */
static size_t first_heavier(const line *l, size_t s, size_t start, dc_mass mass) {
    size_t low = start, high = l->count;
    dc_mass target = l->below[s] + mass;
    for (size_t step = 1; low + step < high; step *= 2) {
        if (l->below[low + step] > target)
            high = low + step;
        else
            low += step;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (l->below[middle + 1] <= target)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void record(line *l, const fmpq_t a, const fmpq_t b, dc_mass U, dc_mass L) {
    dc_condition_raise(l->condition, U, L);
    fmpq_set(l->best->a, a);
    fmpq_set(l->best->b, b);
    l->best->mass = U;
    l->best->dilated = L;
    l->found = true;
}

typedef struct scratch {
    fmpz_t A, B, x, y;
    fmpq_t a, b;
} scratch;

static void scratch_init(scratch *w) {
    fmpz_init(w->A);
    fmpz_init(w->B);
    fmpz_init(w->x);
    fmpz_init(w->y);
    fmpq_init(w->a);
    fmpq_init(w->b);
}

static void scratch_clear(scratch *w) {
    fmpz_clear(w->A);
    fmpz_clear(w->B);
    fmpz_clear(w->x);
    fmpz_clear(w->y);
    fmpq_clear(w->a);
    fmpq_clear(w->b);
}

/* Mass of the dilation of [p_s, p_t]. */
static dc_mass dilated_mass(const line *l, size_t s, size_t t, scratch *w) {
    const dc_condition *c = l->condition;
    fmpz_sub(w->x, l->p + t, l->p + s);
    fmpz_mul(w->x, w->x, c->h_num);
    fmpz_mul(w->A, c->h_den, l->p + s);
    fmpz_sub(w->A, w->A, w->x);
    fmpz_mul(w->B, c->h_den, l->p + t);
    fmpz_add(w->B, w->B, w->x);
    return l->below[rank_of(l, c->h_den, w->B, true, w->y)] -
           l->below[rank_of(l, c->h_den, w->A, false, w->y)];
}

/* First t with p_t - p_s >= width. */
static size_t first_wide(const line *l, size_t s, const fmpq *width, scratch *w) {
    if (!width)
        return s;
    fmpz_mul(w->x, fmpq_denref(width), l->p + s);
    fmpz_add(w->x, w->x, fmpq_numref(width));
    return rank_of(l, fmpq_denref(width), w->x, false, w->y);
}

/* Lower ends p_s1 .. p_s2, looked at together. */
typedef struct block {
    size_t s1, s2;
} block;

/* The first t in start .. end - 1 for which some slab (s,t) of the block may be wanted: its
 * mass is at most that of (s1,t), its dilation's at least that of (s2,t), *L; end if there
 * is none. */
static size_t first_failing(const line *l, block k, size_t start, size_t end, dc_mass *L,
                            scratch *w) {
    for (size_t t = start; t < end;) {
        *L = t < k.s2 ? 0 : dilated_mass(l, k.s2, t, w);
        if (!dc_condition_passes(l->condition, l->below[t + 1] - l->below[k.s1], *L))
            return t;
        t = first_heavier(l, k.s1, t + 1, dc_condition_allows(l->condition, *L));
    }
    return end;
}

/* The slabs (s,t), t < end, that beat each other in turn. */
static void record_row(line *l, size_t s, size_t t, size_t end, dc_mass L, scratch *w) {
    while (t < end) {
        fmpq_set_fmpz(w->a, l->p + s);
        fmpq_set_fmpz(w->b, l->p + t);
        record(l, w->a, w->b, l->below[t + 1] - l->below[s], L);
        t = first_failing(l, (block){ s, s }, t + 1, end, &L, w);
    }
}

/* Slabs with least < U <= most, in order of s, then t. */
static void search_level(line *l, const fmpq *width, dc_mass least, dc_mass most,
                         size_t longest, scratch *w) {
    size_t length = longest;
    for (size_t s = 0; s < l->count && !dc_condition_exhausted(l->condition);) {
        least = l->condition->floor > least ? l->condition->floor : least;
        if (l->below[l->count] - l->below[s] <= least)
            return;
        block k = { s, s + length <= l->count ? s + length - 1 : l->count - 1 };
        size_t start = first_heavier(l, k.s1, first_wide(l, s, width, w), least);
        size_t end = first_heavier(l, k.s2, start, most);
        dc_mass L = 0;
        size_t t = first_failing(l, k, start, end, &L, w);
        if (t < end && k.s1 < k.s2) {
            length = (k.s2 - k.s1 + 1) / 2;
            continue;
        }
        record_row(l, s, t, end, L, w);
        s = k.s2 + 1;
        length = 2 * length < longest ? 2 * length : longest;
    }
}

/* Levels of mass, each twice as heavy as the one below: of heavy slabs many neighbours are
 * looked at together. The heaviest come first. Ratios have one level: among equal ones the
 * mass does not count. */
static void search_pairs(line *l, const fmpq *width, scratch *w) {
    dc_mass total = l->below[l->count], edge[DC_MASS_BITS + 2] = { l->condition->floor };
    size_t levels = 0;
    for (; edge[levels] < total; levels++) {
        dc_mass next = l->condition->by_ratio ? total : 2 * edge[levels] + 1;
        edge[levels + 1] = next < total ? next : total;
    }
    for (; levels > 0; levels--) {
        double share = (double)edge[levels - 1] / (double)total;
        double longest = share * (double)l->count / 4;
        if (edge[levels] > l->condition->floor)
            search_level(l, width, edge[levels - 1], edge[levels],
                         longest > 1 ? (size_t)longest : 1, w);
    }
}

/* One slab of exactly the given width: p is inside if |scale p - c| <= r, and in
 * the dilation if |scale p - c| <= R. */
static void try_centre(line *l, const fmpz_t scale, const fmpz_t c, const fmpz_t r,
                       const fmpz_t R, scratch *w) {
    fmpz_add(w->x, c, r);
    size_t top = rank_of(l, scale, w->x, true, w->y);
    fmpz_sub(w->x, c, r);
    size_t bottom = rank_of(l, scale, w->x, false, w->y);
    dc_mass U = l->below[top] - l->below[bottom];
    if (U <= l->condition->floor)
        return;
    fmpz_add(w->A, c, R);
    top = rank_of(l, scale, w->A, true, w->y);
    fmpz_sub(w->A, c, R);
    bottom = rank_of(l, scale, w->A, false, w->y);
    dc_mass L = l->below[top] - l->below[bottom];
    if (dc_condition_passes(l->condition, U, L))
        return;
    fmpq_set_fmpz_frac(w->a, w->x, scale);
    fmpz_add(w->x, c, r);
    fmpq_set_fmpz_frac(w->b, w->x, scale);
    record(l, w->a, w->b, U, L);
}

/* Slabs of exactly the given width: the masses change only where an end of the
 * slab or of its dilation meets a point, so those centres and one between each
 * two neighbours are all. */
static void search_centres(line *l, const fmpq *width, scratch *w) {
    size_t events = 4 * l->count;
    fmpz_t scale, r, R, c;
    fmpz *at = _fmpz_vec_init((slong)events);
    fmpz_init(scale);
    fmpz_init(r);
    fmpz_init(R);
    fmpz_init(c);
    /* Scaled by 4 wd kd: then w / 2, kappa w / 2 and midpoints are integers. */
    mpz_t kn, kd;
    mpz_init_set(kn, mpq_numref(l->condition->kappa));
    mpz_init_set(kd, mpq_denref(l->condition->kappa));
    fmpz_set_mpz(scale, kd);
    fmpz_mul(scale, scale, fmpq_denref(width));
    fmpz_mul_ui(scale, scale, 4);
    fmpz_set_mpz(r, kd);
    fmpz_mul(r, r, fmpq_numref(width));
    fmpz_mul_ui(r, r, 2);
    fmpz_set_mpz(R, kn);
    fmpz_mul(R, R, fmpq_numref(width));
    fmpz_mul_ui(R, R, 2);
    mpz_clear(kn);
    mpz_clear(kd);
    for (size_t k = 0; k < l->count; k++) {
        fmpz_mul(c, scale, l->p + k);
        fmpz_sub(at + 4 * k, c, r);
        fmpz_add(at + 4 * k + 1, c, r);
        fmpz_sub(at + 4 * k + 2, c, R);
        fmpz_add(at + 4 * k + 3, c, R);
    }
    qsort(at, events, sizeof *at, dc_integer_compare);
    for (size_t k = 0; k < events && !dc_condition_exhausted(l->condition); k++) {
        try_centre(l, scale, at + k, r, R, w);
        if (k + 1 == events)
            break;
        fmpz_add(c, at + k, at + k + 1);
        fmpz_fdiv_q_2exp(c, c, 1);
        try_centre(l, scale, c, r, R, w);
    }
    fmpz_clear(c);
    fmpz_clear(R);
    fmpz_clear(r);
    fmpz_clear(scale);
    _fmpz_vec_clear(at, (slong)events);
}

dc_status dc_line_search(dc_interval *best, bool *found, const fmpz *projection,
                         const dc_mass *weight, size_t count, const fmpq *width,
                         dc_condition *condition, dc_error *error) {
    line l = { .condition = condition, .best = best };
    scratch w;
    *found = false;
    dc_status status = line_init(&l, projection, weight, count, error);
    if (status != DC_OK)
        return status;
    scratch_init(&w);
    search_pairs(&l, width, &w);
    if (width)
        search_centres(&l, width, &w);
    *found = l.found;
    scratch_clear(&w);
    free(l.p);
    free(l.below);
    return DC_OK;
}
