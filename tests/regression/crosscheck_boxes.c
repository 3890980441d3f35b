/*
 * Boxes of directions, each with the slabs that no larger box has closed. Over a box the
 * forms of a slab have exact ranges. Points whose forms keep their signs are counted once
 * for all smaller boxes; the others are open. A slab is closed if it does not exist in
 * the box, or passes with all open points in it and none in its dilation, or if few
 * different forms change sign and it passes at all faces of their arrangement. Else the
 * box is halved. Ranges only shrink, so what is closed stays closed.
 */
#include "crosscheck.h"

#include <stdlib.h>

typedef struct {
    slab slab;
    int inner;    /* points in it throughout the box */
    int outer;    /* points in its dilation */
    int count;    /* open points, */
    size_t first; /* from here in the list's pool */
} candidate;

typedef struct {
    candidate *slabs;
    size_t count;
    size_t slab_room;
    int16_t *pool;
    size_t used;
    size_t pool_room;
} list;

enum { OUT, OPEN, IN };
typedef int8_t range;

static void *grown(void *array, size_t needed, size_t *room, size_t size) {
    if (needed <= *room)
        return array;
    *room = 2 * needed;
    array = realloc(array, *room * size);
    if (!array)
        give_up("out of memory", "candidates");
    return array;
}

static void list_add(list *l, candidate c, const int16_t *open) {
    l->slabs = grown(l->slabs, l->count + 1, &l->slab_room, sizeof *l->slabs);
    l->pool = grown(l->pool, l->used + c.count, &l->pool_room, sizeof *l->pool);
    c.first = l->used;
    for (int o = 0; o < c.count; o++)
        l->pool[l->used++] = open[o];
    l->slabs[l->count++] = c;
}

static void list_free(list *l) {
    free(l->slabs);
    free(l->pool);
}

/* Of numbers up to radius from middle that are to be >= strict. */
static range range_around(int64_t middle, int64_t radius, bool strict) {
    /* OUT, OPEN or IN; without branches, which no processor would foresee. */
    return (range)((middle + radius >= strict) + (middle - radius >= strict));
}

static int64_t middle_of(const form *f, const box *b, int dims) {
    int64_t sum = 0;
    for (int l = 0; l < dims; l++)
        sum += f->c[l] * (b->lo[l] + b->hi[l]);
    return sum;
}

static range range_of(const form *f, const box *b, int dims, bool strict) {
    int64_t radius = 0;
    for (int l = 0; l < dims; l++)
        radius += llabs(f->c[l]) * (b->hi[l] - b->lo[l]);
    return range_around(middle_of(f, b, dims), radius, strict);
}

/* Everything about a box that its slabs share. */
typedef struct {
    const problem *p;
    const box *box;
    int64_t middle[MAX_POINTS];
    int free;           /* coordinates that vary, and the points' coordinates */
    int axis[MAX_DIMS]; /* there times the box's size */
    int64_t spread[MAX_POINTS][MAX_DIMS];
} view;

static void spread(const view *w, const form *f, int64_t *result) {
    for (int a = 0; a < w->free; a++)
        result[a] = f->c[w->axis[a]] * (w->box->hi[w->axis[a]] - w->box->lo[w->axis[a]]);
}

static void view_init(view *w, const problem *p, const box *b) {
    w->p = p;
    w->box = b;
    w->free = 0;
    for (int l = 0; l < p->data->dims; l++)
        if (l != b->chart)
            w->axis[w->free++] = l;
    for (int k = 0; k < p->data->count; k++) {
        w->middle[k] = middle_of(&p->x[k], b, p->data->dims);
        spread(w, &p->x[k], w->spread[k]);
    }
}

/* Of p_k - end, or of end - p_k. */
static range end_range(const view *w, int k, int64_t middle, const int64_t *end_spread,
                       bool strict) {
    int64_t radius = 0;
    for (int a = 0; a < w->free; a++)
        radius += llabs(w->spread[k][a] - end_spread[a]);
    return range_around(middle, radius, strict);
}

/* Of membership forms side (of the slab 0, of its dilation 2) and side + 1. */
static void member_ranges(const view *w, const moving_slab *s, int side,
                          const int16_t *chosen, int count, range *ranges) {
    const form *low = &s->end[side], *high = &s->end[side + 1];
    const int64_t low_middle = middle_of(low, w->box, w->p->data->dims);
    const int64_t high_middle = middle_of(high, w->box, w->p->data->dims);
    int64_t low_spread[MAX_DIMS], high_spread[MAX_DIMS];
    spread(w, low, low_spread);
    spread(w, high, high_spread);
    for (int o = 0; o < count; o++) {
        const int k = chosen[o];
        const int64_t p_k = w->middle[k];
        const range a = end_range(w, k, p_k - low_middle, low_spread, s->strict);
        const range b = end_range(w, k, high_middle - p_k, high_spread, false);
        ranges[o] = a < b ? a : b;
    }
}

static bool proportional(const form *f, const form *g, int dims) {
    for (int l = 0; l < dims; l++)
        for (int m = 0; m < l; m++)
            if ((wide)f->c[l] * g->c[m] != (wide)f->c[m] * g->c[l])
                return false;
    return true;
}

/* A form that keeps its sign is no line; false if there are more than limit. */
static bool add_line(const problem *p, const box *b, const form *f, bool strict,
                     form *lines, int *count, int limit) {
    if (range_of(f, b, p->data->dims, strict) != OPEN)
        return true;
    for (int l = 0; l < *count; l++)
        if (proportional(f, &lines[l], p->data->dims))
            return true;
    if (*count == limit)
        return false;
    lines[(*count)++] = *f;
    return true;
}

static bool lines_of(const problem *p, const box *b, const open_slab *s, form *lines,
                     int *count, int limit) {
    *count = 0;
    if (!add_line(p, b, &s->slab.exists, false, lines, count, limit))
        return false;
    for (int o = 0; o < s->count; o++) {
        for (int side = 0; side < 4; side++) {
            const form f = membership(p, &s->slab, s->open[o], side);
            if (!add_line(p, b, &f, s->slab.strict && side % 2 == 0, lines, count, limit))
                return false;
        }
    }
    return true;
}

static bool is_smallest(const box *b, int dims) {
    for (int l = 0; l < dims; l++)
        if (b->hi[l] - b->lo[l] >= 2)
            return false;
    return true;
}

/*
 * Few lines in large boxes, where halving removes most of them, and fewer still in more
 * dimensions, where their arrangement has many faces.
 */
static int line_limit(const box *b, int dims) {
    int64_t side = 1;
    int limit = 2;
    if (is_smallest(b, dims))
        return MAX_LINES;
    for (int l = 0; l < dims; l++)
        side = b->hi[l] - b->lo[l] > side ? b->hi[l] - b->lo[l] : side;
    for (; side < 2 * UNIT; side *= 2)
        limit++;
    return dims > 2 ? 1 + limit / 12 : limit;
}

/*
 * Bounds of the masses of a slab of the parent's list; the points that stay open. False
 * if they show that it passes.
 */
static bool bound(const view *w, const moving_slab *s, const list *parent,
                  const candidate *c, candidate *left, int16_t *open) {
    static range inner[MAX_POINTS], outer[MAX_POINTS];
    const int16_t *chosen = parent->pool + c->first;
    int highest = c->inner, lowest = c->outer;
    member_ranges(w, s, 0, chosen, c->count, inner);
    for (int o = 0; o < c->count; o++)
        highest += inner[o] != OUT;
    if (passes(w->p, highest, 0))
        return false;
    member_ranges(w, s, 2, chosen, c->count, outer);
    *left = *c;
    left->count = 0;
    for (int o = 0; o < c->count; o++) {
        const bool stays = (inner[o] == OPEN) | (outer[o] == OPEN);
        open[left->count] = chosen[o];
        left->count += stays;
        left->inner += !stays & (inner[o] == IN);
        left->outer += !stays & (outer[o] == IN);
        lowest += outer[o] == IN;
    }
    return !passes(w->p, highest, lowest);
}

/*
 * Looks at one slab of the parent's list in the box. PROVED: it is closed, or is left to
 * the halves and has been added to rest.
 */
static verdict look(const view *w, search *s, const list *parent, const candidate *c,
                    list *rest) {
    static int16_t open[MAX_POINTS];
    static form lines[MAX_LINES];
    const problem *p = w->p;
    const box *b = w->box;
    const int dims = p->data->dims;
    const moving_slab moving = slab_at(p, &c->slab, b->chart);
    candidate left;
    int count;
    if (range_of(&moving.exists, b, dims, false) == OUT)
        return PROVED;
    s->work += c->count;
    if (!bound(w, &moving, parent, c, &left, open))
        return PROVED;
    const open_slab exact = { moving, left.inner, left.outer, left.count, open };
    if (!lines_of(p, b, &exact, lines, &count, line_limit(b, dims))) {
        list_add(rest, left, open);
        return is_smallest(b, dims) ? TOO_LONG : PROVED;
    }
    if (!exact_finds(p, b, &exact, lines, count, &s->v))
        return PROVED;
    s->slab = c->slab;
    s->chart = b->chart;
    exact_masses(p, &moving, &s->v, &s->inner, &s->outer);
    return REFUTED;
}

static verdict search_box(const problem *p, search *s, const box *b, const list *slabs) {
    static view w;
    list rest = { 0 };
    verdict found = PROVED;
    view_init(&w, p, b);
    s->boxes++;
    for (size_t c = 0; c < slabs->count && found == PROVED; c++)
        found = look(&w, s, slabs, &slabs->slabs[c], &rest);
    if (found == PROVED && s->work > s->limit)
        found = TOO_LONG;
    if (found == PROVED && rest.count) {
        box half[2] = { *b, *b };
        int longest = 0;
        for (int l = 1; l < p->data->dims; l++)
            if (b->hi[l] - b->lo[l] > b->hi[longest] - b->lo[longest])
                longest = l;
        half[0].hi[longest] = half[1].lo[longest] = (b->lo[longest] + b->hi[longest]) / 2;
        for (int side = 0; side < 2 && found == PROVED; side++)
            found = search_box(p, s, &half[side], &rest);
    }
    list_free(&rest);
    return found;
}

static void list_all(const problem *p, list *all) {
    int16_t every[MAX_POINTS] = { 0 };
    const int count = p->data->count;
    for (int k = 0; k < count; k++)
        every[k] = (int16_t)k;
    list_add(all, (candidate){ .slab = { TIGHT, 0, 0 }, .count = count }, every);
    all->count = 0;
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < count; j++)
            list_add(all, (candidate){ .slab = { TIGHT, i, j } }, NULL);
        if (!p->asked->width.num)
            continue;
        list_add(all, (candidate){ .slab = { LAST_POINT, i, i } }, NULL);
        list_add(all, (candidate){ .slab = { BEFORE_DILATION, i, i } }, NULL);
    }
    /* All of them share the list of points. */
    for (size_t c = 0; c < all->count; c++) {
        all->slabs[c].first = 0;
        all->slabs[c].count = count;
    }
}

verdict search_directions(const problem *p, search *s) {
    list all = { 0 };
    verdict found = PROVED;
    list_all(p, &all);
    for (int chart = 0; chart < p->data->dims && found == PROVED; chart++) {
        box b = { .chart = chart };
        for (int l = 0; l < p->data->dims; l++) {
            b.lo[l] = l == chart ? UNIT : -UNIT;
            b.hi[l] = UNIT;
        }
        found = search_box(p, s, &b, &all);
    }
    list_free(&all);
    return found;
}
