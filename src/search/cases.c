#include "search/cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <flint/fmpz_vec.h>

#include "certificate/casetree.h"
#include "lp/alternative.h"
#include "search/forms.h"
#include "search/worklist.h"

enum {
    CASES_LEVEL = 8, /* halvings of every coordinate before cases are tried */
    EFFORT_DOUBLINGS = 10,
    FORM_STEPS = 8,    /* of work (base/halt.h) for a point's forms, in each dimension */
    PROGRAM_STEPS = 64 /* for a row of a linear program, in each dimension */
};

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
    bool row_needed;  /* the slab's row does not hold on the whole box */
    dc_text *proof;   /* or NULL */
    doubtful *points;
    size_t count, capacity;
    fmpz *storage; /* forms' coefficients */
    size_t form_count, form_limit;
    dc_mass inner, outer; /* of the points that are certain */
    size_t *programs;     /* linear programs left */
    dc_halt *halt;
    fmpz *witness; /* [dims of z] */
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

/* The system has no solution. Rows of the box are left to the reader of the proof. */
static void note_infeasible(const tree *t, const fmpz *multiplier) {
    size_t first = 2 * (t->forms->dims - 1) + 1;
    if (t->proof)
        dc_casetree_infeasible(t->proof, multiplier + first, t->system.count - first,
                               t->row_needed ? 0 : 1);
}

static void note_counted(const tree *t) {
    if (t->proof)
        dc_casetree_counted(t->proof);
}

static dc_cases_answer grow(tree *t, const fmpz *u);

/* The side of a decision that u is not known to lie on: a solution of its own is
 * looked for. */
static dc_cases_answer grow_other(tree *t) {
    dc_cases_answer answer = DC_CASES_GAVE_UP;
    if (*t->programs == 0 ||
        dc_halt_after(t->halt, PROGRAM_STEPS * t->system.count * t->forms->dims))
        return answer;
    --*t->programs;
    slong rows = (slong)t->system.count;
    fmpz *u = _fmpz_vec_init((slong)t->forms->dims);
    fmpz *multiplier = t->proof ? _fmpz_vec_init(rows) : NULL;
    switch (dc_system_decide(&t->system, u, multiplier)) {
    case DC_INFEASIBLE:
        note_infeasible(t, multiplier);
        answer = DC_CASES_CLOSED;
        break;
    case DC_SOLUTION:
        answer = grow(t, u);
        break;
    case DC_UNKNOWN:
        break;
    }
    if (multiplier)
        _fmpz_vec_clear(multiplier, rows);
    _fmpz_vec_clear(u, (slong)t->forms->dims);
    return answer;
}

/* Both sides of a decision; u solves the system and lies on the first. */
static dc_cases_answer branch(tree *t, decision d, const fmpz *u) {
    size_t rows = t->system.count;
    dc_cases_answer answer = DC_CASES_CLOSED;
    if (t->proof)
        dc_casetree_decision(t->proof, d.point->point, d.kind, d.sign);
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
    if (dc_condition_passes(t->condition, U, L)) {
        note_counted(t);
        return DC_CASES_CLOSED;
    }
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
    size_t near = dc_cells_between(cells->scratch, cells, e->A_low, e->B_high);
    for (size_t m = 0; m < near; m++) {
        size_t k = cells->scratch[m];
        double lo = cells->lo[k], hi = cells->hi[k];
        bool in = lo >= e->a_high && hi <= e->b_low;
        bool out = hi < e->a_low || lo > e->b_high;
        bool in_dilation = lo >= e->A_high && hi <= e->B_low;
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

/* The slab's row alone is infeasible on the box. */
static void note_reversed(const tree *t) {
    fmpz_t one;
    fmpz_init_set_ui(one, 1);
    if (t->proof)
        dc_casetree_infeasible(t->proof, one, 1, 0);
    fmpz_clear(one);
}

/* Decides one slab over the box. */
static dc_cases_answer decide_slab(tree *t, const dc_cells *cells, const ends *e) {
    dc_cases_answer answer = DC_CASES_GAVE_UP;
    size_t dims = t->forms->dims, chart = t->forms->chart;
    int sign = t->forms->has_row ? dc_forms_sign(t->forms->at_least, dims, chart) : 1;
    t->row_needed = sign == 0;
    if (sign < 0) {
        note_reversed(t);
        return DC_CASES_CLOSED;
    }
    if (!add_points(t, cells, e))
        return DC_CASES_GAVE_UP;
    dc_mass U, L;
    bounds(t, &U, &L);
    if (dc_condition_passes(t->condition, U, L)) {
        note_counted(t);
        return DC_CASES_CLOSED;
    }
    dc_system_truncate(&t->system, 0);
    append_box(t);
    if (t->row_needed)
        append_row(t, t->forms->at_least, 1);
    fmpz *u = _fmpz_vec_init((slong)dims);
    fmpz_one(u + chart);
    answer = dc_system_solved_by(&t->system, u) ? grow(t, u) : grow_other(t);
    _fmpz_vec_clear(u, (slong)dims);
    return answer;
}

/* scale: of the forms, which widen a range of centres by at most 4 units at either end. */
static ends slab_ends(const dc_cells *cells, const dc_slab *s, unsigned scale) {
    double h = cells->h, slack;
    ends e;
    if (s->centred) {
        double r = cells->width / 2, R = r + h * cells->width;
        slack = dc_cells_slack(cells, fmax(fabs(s->c_low), fabs(s->c_high)));
        slack += ldexp(4, -(int)scale - (int)cells->space->shift);
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

static void note_slab(const tree *t, const dc_slab *s) {
    size_t last = t->forms->dims - 1;
    if (!t->proof)
        return;
    if (s->centred)
        dc_casetree_stretch(t->proof, t->forms->C + last, t->forms->H + last);
    else
        dc_casetree_pair(t->proof, s->i, s->j);
}

/* Every slab of one sort: pairs (centred false) or centre ranges. */
static dc_cases_answer decide_slabs(const dc_cells *cells, const dc_box *box,
                                    const fmpq *width, const dc_condition *condition,
                                    const dc_effort *effort, const dc_worklist *work,
                                    bool centred, size_t *programs, fmpz *v,
                                    dc_text *proof, dc_status *status) {
    dc_cases_answer answer = DC_CASES_CLOSED;
    dc_forms forms;
    dc_forms_init(&forms, cells->space, box, centred);
    tree t = { .condition = condition,
               .forms = &forms,
               .programs = programs,
               .proof = proof,
               .halt = effort->halt };
    size_t steps = FORM_STEPS * cells->space->count * forms.dims;
    if (!tree_create(&t, forms.dims, effort)) {
        *status = DC_ENOMEM;
        answer = DC_CASES_GAVE_UP;
    }
    for (size_t k = 0; k < work->count && answer == DC_CASES_CLOSED; k++) {
        const dc_slab *s = work->list + k;
        if (s->centred != centred)
            continue;
        ends e = slab_ends(cells, s, forms.scale);
        if (!centred)
            dc_forms_pair(&forms, condition, s->i, s->j, width);
        else if (!dc_forms_centre(&forms, condition, width, s->c_low, s->c_high))
            continue; /* the same as the one before */
        note_slab(&t, s);
        answer = dc_halt_after(t.halt, steps) ? DC_CASES_GAVE_UP
                                              : decide_slab(&t, cells, &e);
    }
    if (answer == DC_CASES_WITNESS)
        _fmpz_vec_set(v, t.witness, (slong)cells->space->dims);
    tree_destroy(&t, forms.dims);
    dc_forms_clear(&forms);
    return answer;
}

dc_cases_answer dc_cases_decide(dc_cells *cells, const dc_box *box, const fmpq *width,
                                const dc_condition *condition, const dc_effort *effort,
                                fmpz *v, dc_text *proof, dc_status *status) {
    dc_cases_answer answer = DC_CASES_GAVE_UP;
    size_t programs = effort->programs, written = proof ? proof->length : 0;
    dc_worklist work;
    if (!dc_worklist_create(&work, effort->cells, effort->slabs)) {
        *status = DC_ENOMEM;
    } else if (dc_worklist_fill(&work, cells, condition, proof != NULL)) {
        if (proof)
            dc_text_put(proof, " (");
        answer = decide_slabs(cells, box, width, condition, effort, &work, false,
                              &programs, v, proof, status);
        if (answer == DC_CASES_CLOSED && width)
            answer = decide_slabs(cells, box, width, condition, effort, &work, true,
                                  &programs, v, proof, status);
    }
    if (proof && answer == DC_CASES_CLOSED)
        dc_text_put(proof, " )");
    else if (proof)
        dc_text_truncate(proof, written);
    dc_worklist_destroy(&work);
    return answer;
}

dc_effort dc_cases_effort(const dc_box *box, bool last) {
    size_t free_coordinates = box->dims - 1;
    size_t level = box->depth / (free_coordinates ? free_coordinates : 1);
    dc_effort none = { 0 };
    if (!last &&
        (level < CASES_LEVEL || (free_coordinates && box->depth % free_coordinates != 0)))
        return none;
    size_t doublings = last ? EFFORT_DOUBLINGS : (level - CASES_LEVEL) / 2;
    if (doublings > EFFORT_DOUBLINGS)
        doublings = EFFORT_DOUBLINGS;
    return (dc_effort){ .cells = (size_t)16 << doublings,
                        .slabs = (size_t)32 << doublings,
                        .forms = (size_t)16 << doublings,
                        .programs = (size_t)64 << doublings };
}
