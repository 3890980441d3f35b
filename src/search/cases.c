#include "search/cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <flint/fmpz_vec.h>

#include "lp/alternative.h"
#include "search/forms.h"

/* A point some of whose memberships are undecided on the box. */
typedef struct doubtful {
    size_t point;
    dc_mass weight;
    int sign[DC_FORM_KINDS];   /* 1: >= 0, -1: < 0, 0: undecided */
    fmpz *form[DC_FORM_KINDS]; /* local; set where undecided */
} doubtful;

/* The tree for one slab. */
typedef struct tree {
    const dc_condition *condition;
    dc_forms *forms;
    dc_system system; /* the box, the slab's row, the decisions so far */
    doubtful *points;
    size_t count, capacity;
    fmpz *storage; /* forms' coefficients */
    size_t form_count, form_limit;
    dc_mass inner, outer; /* of the points that are certain */
    size_t *programs;     /* linear programs left */
    fmpz *witness;        /* [dims of z] */
} tree;

static bool outside(const int *sign) {
    return sign[DC_INNER_LOW] < 0 || sign[DC_INNER_HIGH] < 0 || sign[DC_OUTER_LOW] < 0 ||
           sign[DC_OUTER_HIGH] < 0;
}

/* Above a slab's end is above its dilation's end. */
static bool dilated(const int *sign) {
    return (sign[DC_OUTER_LOW] > 0 || sign[DC_INNER_LOW] > 0) &&
           (sign[DC_OUTER_HIGH] > 0 || sign[DC_INNER_HIGH] > 0);
}

static bool beyond(const int *sign) {
    return sign[DC_OUTER_LOW] < 0 || sign[DC_OUTER_HIGH] < 0;
}

static bool inside(const int *sign) {
    return sign[DC_INNER_LOW] > 0 && sign[DC_INNER_HIGH] > 0;
}

/* Bounds on the slab's masses from what is decided. */
static void bounds(const tree *t, dc_mass *U, dc_mass *L) {
    *U = t->inner;
    *L = t->outer;
    for (size_t k = 0; k < t->count; k++) {
        const doubtful *d = t->points + k;
        if (!outside(d->sign))
            *U += d->weight;
        if (dilated(d->sign))
            *L += d->weight;
    }
}

static int sign_at(const tree *t, const fmpz *form, const fmpz *u, fmpz_t scratch) {
    _fmpz_vec_dot(scratch, form, u, (slong)t->forms->dims);
    return fmpz_sgn(scratch) >= 0 ? 1 : -1;
}

/* The decision that tells u's side apart: the heaviest point whose undecided form
 * keeps it, at u, out of the slab (want_inner) or in the dilation. */
typedef struct decision {
    doubtful *point;
    int kind, sign;
} decision;

static decision choose(const tree *t, const fmpz *u, bool leave_inner) {
    decision best = { NULL, 0, 0 };
    fmpz_t scratch;
    fmpz_init(scratch);
    for (size_t k = 0; k < t->count; k++) {
        doubtful *d = t->points + k;
        if (best.point && d->weight <= best.point->weight)
            continue;
        if (leave_inner ? outside(d->sign) : dilated(d->sign))
            continue;
        int kinds[DC_FORM_KINDS], found = 0;
        bool fits = !leave_inner;
        for (int kind = 0; kind < DC_FORM_KINDS; kind++) {
            bool inner = kind == DC_INNER_LOW || kind == DC_INNER_HIGH;
            if (inner != leave_inner || !d->form[kind] || d->sign[kind])
                continue;
            int sign = sign_at(t, d->form[kind], u, scratch);
            if (leave_inner && sign < 0) {
                kinds[found++] = kind;
                fits = true;
            } else if (!leave_inner && sign > 0) {
                kinds[found++] = kind;
            } else if (!leave_inner) {
                fits = false;
            }
        }
        if (fits && found && !(!leave_inner && beyond(d->sign)))
            best = (decision){ d, kinds[0], leave_inner ? -1 : 1 };
    }
    fmpz_clear(scratch);
    return best;
}

/* The slab's exact masses at u. */
static void masses_at(const tree *t, const fmpz *u, dc_mass *U, dc_mass *L) {
    fmpz_t scratch;
    fmpz_init(scratch);
    *U = t->inner;
    *L = t->outer;
    for (size_t k = 0; k < t->count; k++) {
        const doubtful *d = t->points + k;
        int sign[DC_FORM_KINDS];
        for (int kind = 0; kind < DC_FORM_KINDS; kind++)
            sign[kind] = d->sign[kind] || !d->form[kind]
                             ? d->sign[kind]
                             : sign_at(t, d->form[kind], u, scratch);
        if (inside(sign))
            *U += d->weight;
        if (dilated(sign))
            *L += d->weight;
    }
    fmpz_clear(scratch);
}

static void append_row(tree *t, const fmpz *form, int sign) {
    fmpz *row = dc_system_append(&t->system, sign < 0);
    if (sign < 0)
        _fmpz_vec_neg(row, form, (slong)t->forms->dims);
    else
        _fmpz_vec_set(row, form, (slong)t->forms->dims);
}

static dc_cases_answer grow(tree *t, const fmpz *u);

/* The side of a decision that u is not known to lie on: a solution of its own is
 * looked for. */
static dc_cases_answer grow_other(tree *t) {
    dc_cases_answer answer = DC_CASES_GAVE_UP;
    if (*t->programs == 0)
        return answer;
    --*t->programs;
    fmpz *u = _fmpz_vec_init((slong)t->forms->dims);
    switch (dc_system_decide(&t->system, u, NULL)) {
    case DC_INFEASIBLE:
        answer = DC_CASES_CLOSED;
        break;
    case DC_SOLUTION:
        answer = grow(t, u);
        break;
    case DC_UNKNOWN:
        break;
    }
    _fmpz_vec_clear(u, (slong)t->forms->dims);
    return answer;
}

/* Both sides of a decision; u solves the system and lies on the first. */
static dc_cases_answer branch(tree *t, decision d, const fmpz *u) {
    size_t rows = t->system.count;
    dc_cases_answer answer = DC_CASES_CLOSED;
    for (int side = 0; side < 2 && answer == DC_CASES_CLOSED; side++) {
        d.point->sign[d.kind] = side ? -d.sign : d.sign;
        append_row(t, d.point->form[d.kind], d.point->sign[d.kind]);
        answer = side ? grow_other(t) : grow(t, u);
        dc_system_truncate(&t->system, rows);
    }
    d.point->sign[d.kind] = 0;
    return answer;
}

static dc_cases_answer grow(tree *t, const fmpz *u) {
    dc_mass U, L;
    bounds(t, &U, &L);
    if (dc_condition_passes(t->condition, U, L))
        return DC_CASES_CLOSED;
    dc_mass mass, outer;
    masses_at(t, u, &mass, &outer);
    if (!dc_condition_passes(t->condition, mass, outer)) {
        dc_forms_solution(t->witness, t->forms, u);
        return DC_CASES_WITNESS;
    }
    bool heavy = mass > t->condition->floor && outer > L;
    decision d = choose(t, u, !heavy);
    if (!d.point)
        d = choose(t, u, heavy);
    return d.point ? branch(t, d, u) : DC_CASES_GAVE_UP;
}

/* Ends of the slab and of its dilation as floating-point ranges, outward. */
typedef struct ends {
    double a_low, a_high, b_low, b_high, A_low, A_high, B_low, B_high;
} ends;

static void set_sign(tree *t, doubtful *d, int kind, bool *full) {
    fmpz *g = t->storage + t->form_count * t->forms->dims;
    if (t->form_count == t->form_limit) {
        *full = true;
        return;
    }
    dc_forms_local(g, t->forms, d->point, kind);
    d->sign[kind] = dc_forms_sign(g, t->forms->dims, t->forms->chart);
    if (d->sign[kind] == 0) {
        d->form[kind] = g;
        t->form_count++;
    }
}

/* Decides the membership of a point exactly over the box, as far as it goes.
 * False when there are more undecided forms than the effort allows. */
static bool add_point(tree *t, size_t point, dc_mass weight) {
    size_t forms = t->form_count;
    doubtful d = { .point = point, .weight = weight };
    bool full = false;
    for (int kind = 0; kind < DC_FORM_KINDS && !full && !beyond(d.sign); kind++)
        set_sign(t, &d, kind, &full);
    if (full)
        return false;
    bool settled = (outside(d.sign) || inside(d.sign)) &&
                   (dilated(d.sign) || beyond(d.sign));
    if (settled) {
        t->form_count = forms;
        t->inner += inside(d.sign) ? weight : 0;
        t->outer += dilated(d.sign) ? weight : 0;
        return true;
    }
    if (t->count == t->capacity)
        return false;
    t->points[t->count++] = d;
    return true;
}

static bool add_points(tree *t, const dc_cells *cells, const ends *e) {
    const dc_mass *weight = cells->space->points->weight;
    t->count = t->form_count = 0;
    t->inner = t->outer = 0;
    for (size_t k = 0; k < cells->space->count; k++) {
        double lo = cells->lo[k], hi = cells->hi[k];
        bool in = lo >= e->a_high && hi <= e->b_low;
        bool out = hi < e->a_low || lo > e->b_high;
        bool in_dilation = lo >= e->A_high && hi <= e->B_low;
        bool out_dilation = hi < e->A_low || lo > e->B_high;
        if (out_dilation)
            continue;
        if (in || (out && in_dilation)) {
            t->inner += in ? weight[k] : 0;
            t->outer += weight[k];
        } else if (!add_point(t, k, weight[k])) {
            return false;
        }
    }
    return true;
}

/* |u_l| <= u_chart, u_chart > 0. */
static void append_box(tree *t) {
    for (size_t l = 0; l < t->forms->dims; l++) {
        if (l == t->forms->chart)
            continue;
        for (int side = -1; side <= 1; side += 2) {
            fmpz *row = dc_system_append(&t->system, false);
            fmpz_one(row + t->forms->chart);
            fmpz_set_si(row + l, side);
        }
    }
    fmpz_one(dc_system_append(&t->system, true) + t->forms->chart);
}

/* Decides one slab over the box. */
static dc_cases_answer decide_slab(tree *t, const dc_cells *cells, const ends *e) {
    dc_cases_answer answer = DC_CASES_GAVE_UP;
    size_t dims = t->forms->dims, chart = t->forms->chart;
    int sign = t->forms->has_row ? dc_forms_sign(t->forms->at_least, dims, chart) : 1;
    if (sign < 0)
        return DC_CASES_CLOSED;
    if (!add_points(t, cells, e))
        return DC_CASES_GAVE_UP;
    dc_mass U, L;
    bounds(t, &U, &L);
    if (dc_condition_passes(t->condition, U, L))
        return DC_CASES_CLOSED;
    dc_system_truncate(&t->system, 0);
    append_box(t);
    if (sign == 0)
        append_row(t, t->forms->at_least, 1);
    fmpz *u = _fmpz_vec_init((slong)dims);
    fmpz_one(u + chart);
    answer = dc_system_solved_by(&t->system, u) ? grow(t, u) : grow_other(t);
    _fmpz_vec_clear(u, (slong)dims);
    return answer;
}

/* The slabs to decide: pairs of points, and ranges of centres. */
typedef struct slab {
    bool centred;
    uint32_t i, j;
    double c_low, c_high;
} slab;

typedef struct worklist {
    slab *list;
    size_t count, most;
    uint32_t *slot; /* [slots]: pairs listed, by hash: index + 1, or 0 */
    size_t slots;   /* a power of two, at least twice most */
} worklist;

static bool worklist_create(worklist *work, size_t most) {
    work->count = 0;
    work->most = most;
    work->slots = 4;
    while (work->slots < 2 * most)
        work->slots *= 2;
    work->list = malloc((most + 1) * sizeof *work->list);
    work->slot = calloc(work->slots, sizeof *work->slot);
    return work->list && work->slot;
}

/* False if there is no room. A pair is listed once. */
static bool add_slab(worklist *work, slab s) {
    uint64_t key = (uint64_t)s.i << 32 | s.j;
    size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (work->slots - 1);
    for (; !s.centred && work->slot[at]; at = (at + 1) & (work->slots - 1)) {
        const slab *known = work->list + work->slot[at] - 1;
        if (known->i == s.i && known->j == s.j)
            return true;
    }
    if (work->count == work->most)
        return false;
    work->list[work->count++] = s;
    if (!s.centred)
        work->slot[at] = (uint32_t)work->count;
    return true;
}

/* Points whose projection may be the end of a slab: i with lo <= a_high and
 * hi >= a_low, and j likewise at the other end. */
static bool add_pairs(worklist *work, const dc_cells *cells, double a_low, double a_high,
                      double b_low, double b_high) {
    size_t count = cells->space->count;
    for (size_t i = 0; i < count; i++) {
        if (cells->lo[i] > a_high || cells->hi[i] < a_low)
            continue;
        for (size_t j = 0; j < count; j++) {
            if (cells->hi[j] < b_low || cells->lo[j] > b_high)
                continue;
            slab s = { false, (uint32_t)i, (uint32_t)j, 0, 0 };
            if (!add_slab(work, s))
                return false;
        }
    }
    return true;
}

/* A failing cell holds the tight slabs whose ends lie at hi[s] and lo[t]. Failing
 * centres stand for themselves, and for tight slabs a little wider around them. */
static bool add_cell(worklist *work, const dc_cells *cells, const dc_cell *cell) {
    if (!cell->centred) {
        double a = cells->high.value[cell->s], b = cells->low.value[cell->t];
        return add_pairs(work, cells, a, a, b, b);
    }
    if (!isfinite(cell->c_low) || !isfinite(cell->c_high))
        return false;
    double r = cells->width / 2;
    double slack = dc_cells_slack(cells, fmax(fabs(cell->c_low), fabs(cell->c_high)));
    slab s = { true, 0, 0, cell->c_low, cell->c_high };
    return add_slab(work, s) &&
           add_pairs(work, cells, cell->c_low - r - slack, cell->c_high - r + slack,
                     cell->c_low + r - slack, cell->c_high + r + slack);
}

/* scale: of the forms, which round a range of centres outward by up to 3 units. */
static ends slab_ends(const dc_cells *cells, const slab *s, unsigned scale) {
    double h = cells->h, slack;
    ends e;
    if (s->centred) {
        double r = cells->width / 2, R = r + h * cells->width;
        slack = dc_cells_slack(cells, fmax(fabs(s->c_low), fabs(s->c_high)));
        slack += ldexp(3, -(int)scale - (int)cells->space->shift);
        e = (ends){ s->c_low - r, s->c_high - r, s->c_low + r, s->c_high + r,
                    s->c_low - R, s->c_high - R, s->c_low + R, s->c_high + R };
    } else {
        double a = cells->lo[s->i], a2 = cells->hi[s->i];
        double b = cells->lo[s->j], b2 = cells->hi[s->j];
        slack = dc_cells_slack(cells, fabs(a) + fabs(a2) + fabs(b) + fabs(b2));
        e = (ends){ a,
                    a2,
                    b,
                    b2,
                    (1 + h) * a - h * b2,
                    (1 + h) * a2 - h * b,
                    (1 + h) * b - h * a2,
                    (1 + h) * b2 - h * a };
    }
    double *values[] = { &e.a_low, &e.a_high, &e.b_low, &e.b_high,
                         &e.A_low, &e.A_high, &e.B_low, &e.B_high };
    for (size_t k = 0; k < 8; k++)
        *values[k] += k % 2 ? slack : -slack;
    return e;
}

static bool tree_create(tree *t, size_t dims, const dc_effort *effort) {
    t->form_limit = effort->forms;
    t->capacity = effort->forms;
    t->points = malloc((t->capacity + 1) * sizeof *t->points);
    t->storage = _fmpz_vec_init((slong)((t->form_limit + 1) * dims));
    t->witness = _fmpz_vec_init((slong)dims);
    return dc_system_create(&t->system, dims, 2 * dims + 2 + effort->forms) && t->points;
}

static void tree_destroy(tree *t, size_t dims) {
    dc_system_destroy(&t->system);
    _fmpz_vec_clear(t->witness, (slong)dims);
    _fmpz_vec_clear(t->storage, (slong)((t->form_limit + 1) * dims));
    free(t->points);
}

/* Every slab of one sort: pairs (centred false) or centre ranges. */
static dc_cases_answer decide_slabs(const dc_cells *cells, const dc_box *box,
                                    const fmpq *width, const dc_condition *condition,
                                    const dc_effort *effort, const worklist *work,
                                    bool centred, size_t *programs, fmpz *v,
                                    dc_status *status) {
    dc_cases_answer answer = DC_CASES_CLOSED;
    dc_forms forms;
    dc_forms_init(&forms, cells->space, box, centred);
    tree t = { .condition = condition, .forms = &forms, .programs = programs };
    if (!tree_create(&t, forms.dims, effort)) {
        *status = DC_ENOMEM;
        answer = DC_CASES_GAVE_UP;
    }
    for (size_t k = 0; k < work->count && answer == DC_CASES_CLOSED; k++) {
        const slab *s = work->list + k;
        if (s->centred != centred)
            continue;
        ends e = slab_ends(cells, s, forms.scale);
        if (centred)
            dc_forms_centre(&forms, condition, width, s->c_low, s->c_high);
        else
            dc_forms_pair(&forms, condition, s->i, s->j, width);
        answer = decide_slab(&t, cells, &e);
    }
    if (answer == DC_CASES_WITNESS)
        _fmpz_vec_set(v, t.witness, (slong)cells->space->dims);
    tree_destroy(&t, forms.dims);
    dc_forms_clear(&forms);
    return answer;
}

dc_cases_answer dc_cases_decide(dc_cells *cells, const dc_box *box, const fmpq *width,
                                const dc_condition *condition, const dc_effort *effort,
                                fmpz *v, dc_status *status) {
    dc_cases_answer answer = DC_CASES_GAVE_UP;
    size_t programs = effort->programs;
    dc_cell *failing = malloc((effort->cells + 1) * sizeof *failing);
    worklist work;
    bool created = worklist_create(&work, effort->slabs);
    if (!failing || !created) {
        *status = DC_ENOMEM;
        goto done;
    }
    size_t count = dc_cells_failing(cells, condition, failing, effort->cells);
    if (count > effort->cells)
        goto done;
    for (size_t k = 0; k < count; k++)
        if (!add_cell(&work, cells, failing + k))
            goto done;
    answer = decide_slabs(cells, box, width, condition, effort, &work, false, &programs,
                          v, status);
    if (answer == DC_CASES_CLOSED && width)
        answer = decide_slabs(cells, box, width, condition, effort, &work, true,
                              &programs, v, status);
done:
    free(work.slot);
    free(work.list);
    free(failing);
    return answer;
}
