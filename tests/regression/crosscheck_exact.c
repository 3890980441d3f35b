/*
 * The signs of finitely many linear forms, wherever they are in a box. The closed box is
 * cut into the faces of the arrangement of their zeros. Each face is bounded; so it has a
 * vertex, an edge of it there, and so on up to the face itself, each cut out of the next
 * by one more form. For every ordered choice of independent forms the vertex is computed,
 * and the forms' signs a little further into the edge, from there into the next face: a
 * direction v[0] + e v[1] + e^2 v[2] + ... with small e > 0, whose signs are those of the
 * first terms that are not zero.
 */
#include "crosscheck.h"

typedef struct {
    const problem *p;
    const box *box;
    const open_slab *slab;
    const form *lines;
    int count;
    const form *chosen[MAX_DIMS];
    direction *v;
} arrangement;

static int sign_at(const form *f, const direction *v, int dims) {
    for (int term = 0; term < v->count; term++) {
        wide sum = 0;
        for (int l = 0; l < dims; l++)
            sum += f->c[l] * v->v[term][l];
        if (sum)
            return sum > 0 ? 1 : -1;
    }
    return 0;
}

static bool is_member(const problem *p, const moving_slab *s, const direction *v, int k,
                      int side) {
    for (int end = side; end < side + 2; end++) {
        const form f = membership(p, s, k, end);
        if (sign_at(&f, v, p->data->dims) < (s->strict && end == side))
            return false;
    }
    return true;
}

void exact_masses(const problem *p, const moving_slab *s, const direction *v, int *inner,
                  int *outer) {
    *inner = *outer = 0;
    for (int k = 0; k < p->data->count; k++) {
        *inner += is_member(p, s, v, k, 0);
        *outer += is_member(p, s, v, k, 2);
    }
}

static form box_side(const box *b, int l, bool upper) {
    form f = { { 0 } };
    f.c[l] = upper ? -UNIT : UNIT;
    f.c[b->chart] = upper ? b->hi[l] : -b->lo[l];
    return f;
}

static bool in_box(const arrangement *a) {
    const int dims = a->p->data->dims;
    for (int l = 0; l < dims; l++) {
        const form lower = box_side(a->box, l, false), upper = box_side(a->box, l, true);
        if (l != a->box->chart &&
            (sign_at(&lower, a->v, dims) < 0 || sign_at(&upper, a->v, dims) < 0))
            return false;
    }
    return true;
}

static bool violates_here(const arrangement *a) {
    const open_slab *s = a->slab;
    int inner = s->inner, outer = s->outer;
    if (!in_box(a) || sign_at(&s->slab.exists, a->v, a->p->data->dims) < 0)
        return false;
    for (int o = 0; o < s->count; o++) {
        inner += is_member(a->p, &s->slab, a->v, s->open[o], 0);
        outer += is_member(a->p, &s->slab, a->v, s->open[o], 2);
    }
    return !passes(a->p, inner, outer);
}

/* Determinant of the columns not in used of rows[size]. */
static wide determinant(const form *const *rows, int size, unsigned used, int dims) {
    wide sum = 0;
    int sign = 1;
    if (!size)
        return 1;
    for (int l = 0; l < dims; l++) {
        if (used >> l & 1)
            continue;
        if (rows[0]->c[l])
            sum += sign * rows[0]->c[l] *
                   determinant(rows + 1, size - 1, used | 1U << l, dims);
        sign = -sign;
    }
    return sum;
}

/* A vector on which dims - 1 rows vanish; 0 if they are dependent. */
static void common_zero(const form *const *rows, int dims, wide *v) {
    for (int l = 0; l < dims; l++)
        v[l] = (l % 2 ? -1 : 1) * determinant(rows, dims - 1, 1U << l, dims);
}

static void negate(wide *v, int dims) {
    for (int l = 0; l < dims; l++)
        v[l] = -v[l];
}

/*
 * A direction within the chart on which the first free = dims - 1 - term forms vanish and
 * the next one does not.
 */
static bool next_term(const arrangement *a, int term) {
    static const form unit[MAX_DIMS] = {
        { { 1, 0, 0, 0 } }, { { 0, 1, 0, 0 } }, { { 0, 0, 1, 0 } }, { { 0, 0, 0, 1 } }
    };
    const int dims = a->p->data->dims, chart = a->box->chart, fixed = dims - 1 - term;
    const form *rows[MAX_DIMS];
    direction *v = a->v;
    for (unsigned set = 0; set < 1U << dims; set++) {
        if (set >> chart & 1 || __builtin_popcount(set) != term - 1)
            continue;
        int count = 0;
        for (; count < fixed; count++)
            rows[count] = a->chosen[count];
        rows[count++] = &unit[chart];
        for (int l = 0; l < dims; l++)
            if (set >> l & 1)
                rows[count++] = &unit[l];
        common_zero(rows, dims, v->v[term]);
        wide value = 0;
        for (int l = 0; l < dims; l++)
            value += a->chosen[fixed]->c[l] * v->v[term][l];
        if (value)
            return true;
    }
    return false;
}

/* This direction, and those a little further on both sides. */
static bool faces_violate(const arrangement *a) {
    const int dims = a->p->data->dims, term = a->v->count;
    if (violates_here(a))
        return true;
    if (term == dims || !next_term(a, term))
        return false;
    for (int side = 0; side < 2; side++) {
        a->v->count = term + 1;
        if (faces_violate(a))
            return true;
        /* Deeper terms are computed again. */
        negate(a->v->v[term], dims);
    }
    a->v->count = term;
    return false;
}

/* In every order of the forms chosen, of which the first ones are settled. */
static bool orders_violate(arrangement *a, int settled) {
    const int free = a->p->data->dims - 1;
    if (settled >= free - 1 || settled >= MAX_DIMS - 2) {
        a->v->count = 1;
        return faces_violate(a);
    }
    for (int f = settled; f < free; f++) {
        const form *first = a->chosen[f];
        a->chosen[f] = a->chosen[settled];
        a->chosen[settled] = first;
        if (orders_violate(a, settled + 1))
            return true;
        a->chosen[settled] = a->chosen[f];
        a->chosen[f] = first;
    }
    return false;
}

static bool vertex_violates(arrangement *a) {
    const int dims = a->p->data->dims;
    wide *v = a->v->v[0];
    common_zero(a->chosen, dims, v);
    if (!v[a->box->chart])
        return false;
    if (v[a->box->chart] < 0)
        negate(v, dims);
    a->v->count = 1;
    return in_box(a) && orders_violate(a, 0);
}

static bool choices_violate(arrangement *a, int chosen, int next) {
    if (chosen == a->p->data->dims - 1 || chosen == MAX_DIMS - 1)
        return vertex_violates(a);
    for (int f = next; f < a->count; f++) {
        a->chosen[chosen] = &a->lines[f];
        if (choices_violate(a, chosen + 1, f + 1))
            return true;
    }
    return false;
}

bool exact_finds(const problem *p, const box *b, const open_slab *s, const form *lines,
                 int count, direction *found) {
    form all[MAX_LINES + 2 * MAX_DIMS];
    arrangement a = { .p = p, .box = b, .slab = s, .lines = all, .v = found };
    for (; a.count < count; a.count++)
        all[a.count] = lines[a.count];
    for (int l = 0; l < p->data->dims; l++)
        for (int upper = 0; upper < 2 && l != b->chart; upper++)
            all[a.count++] = box_side(b, l, upper);
    return choices_violate(&a, 0, 0);
}
