/*
 * Boxes of directions, each with the slabs that no larger box has closed. Over a box the
 * forms of a slab have exact ranges. Points whose forms keep their signs are counted once
 * for all smaller boxes; the others are open. A slab is closed if it does not exist in the
 * box, or passes with all open points in it and none in its dilation, or if few different
 * forms change sign and it passes at all faces of their arrangement. Else the box is
 * halved. Ranges only shrink, so what is closed stays closed.
 */
#include "crosscheck.h"

#include <stdlib.h>

typedef struct {
    slab slab;
    int inner;                   /* points in it throughout the box */
    int outer;                   /* points in its dilation */
    int count;                   /* open points, */
    size_t first;                /* from here in the list's pool */
} candidate;

typedef struct {
    candidate *slabs;
    size_t count;
    size_t slab_room;
    int16_t *pool;
    size_t used;
    size_t pool_room;
} list;

typedef enum { OUT, OPEN, IN } range;

static void *grown(void *array, size_t needed, size_t *room, size_t size)
{
    if (needed <= *room)
        return array;
    *room = 2 * needed;
    array = realloc(array, *room * size);
    if (!array)
        give_up("out of memory", "candidates");
    return array;
}

static void list_add(list *l, candidate c, const int16_t *open)
{
    l->slabs = grown(l->slabs, l->count + 1, &l->slab_room, sizeof *l->slabs);
    l->pool = grown(l->pool, l->used + c.count, &l->pool_room, sizeof *l->pool);
    c.first = l->used;
    for (int o = 0; o < c.count; o++)
        l->pool[l->used++] = open[o];
    l->slabs[l->count++] = c;
}

static void list_free(list *l)
{
    free(l->slabs);
    free(l->pool);
}

static range range_of(const form *f, const box *b, int dims, bool strict)
{
    int64_t middle = 0, radius = 0;
    for (int l = 0; l < dims; l++) {
        middle += f->c[l] * (b->lo[l] + b->hi[l]);
        radius += llabs(f->c[l]) * (b->hi[l] - b->lo[l]);
    }
    if (middle - radius >= strict)
        return IN;
    return middle + radius < strict ? OUT : OPEN;
}

/* Of membership in the slab (side 0) or its dilation (side 2). */
static range member_range(const problem *p, const moving_slab *s, const box *b, int k,
                          int side)
{
    range all = IN;
    for (int end = side; end < side + 2; end++) {
        const form f = membership(p, s, k, end);
        const range r = range_of(&f, b, p->data->dims, s->strict && end == side);
        if (r == OUT)
            return OUT;
        if (r == OPEN)
            all = OPEN;
    }
    return all;
}

static bool proportional(const form *f, const form *g, int dims)
{
    for (int l = 0; l < dims; l++)
        for (int m = 0; m < l; m++)
            if ((wide)f->c[l] * g->c[m] != (wide)f->c[m] * g->c[l])
                return false;
    return true;
}

/* A form that keeps its sign is no line; false if there are more than limit. */
static bool add_line(const problem *p, const box *b, const form *f, bool strict,
                     form *lines, int *count, int limit)
{
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
                     int *count, int limit)
{
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

static bool is_smallest(const box *b, int dims)
{
    for (int l = 0; l < dims; l++)
        if (b->hi[l] - b->lo[l] >= 2)
            return false;
    return true;
}

/* Few lines in large boxes, where halving removes most of them. */
static int line_limit(const box *b, int dims)
{
    int64_t side = 1;
    int limit = 2;
    if (is_smallest(b, dims))
        return MAX_LINES;
    for (int l = 0; l < dims; l++)
        side = b->hi[l] - b->lo[l] > side ? b->hi[l] - b->lo[l] : side;
    for (; side < 2 * UNIT; side *= 2)
        limit++;
    return limit;
}

/*
 * Looks at one slab of the parent's list in the box. PROVED: it is closed, or is left to
 * the halves and has been added to rest.
 */
static verdict look(const problem *p, search *s, const box *b, const list *parent,
                    const candidate *c, list *rest)
{
    static int16_t open[MAX_POINTS];
    static form lines[MAX_LINES];
    const int dims = p->data->dims;
    const moving_slab slab = slab_at(p, &c->slab, b->chart);
    candidate left = {.slab = c->slab, .inner = c->inner, .outer = c->outer};
    int lowest, highest, count;
    if (range_of(&slab.exists, b, dims, false) == OUT)
        return PROVED;
    lowest = highest = 0;
    s->work += c->count;
    for (int o = 0; o < c->count; o++) {
        const int k = parent->pool[c->first + o];
        const range inner = member_range(p, &slab, b, k, 0);
        const range outer = inner == IN ? IN : member_range(p, &slab, b, k, 2);
        if (inner == OPEN || outer == OPEN) {
            open[left.count++] = (int16_t)k;
            highest += inner != OUT;
            lowest += outer == IN;
        } else {
            left.inner += inner == IN;
            left.outer += outer == IN;
        }
    }
    if (passes(p, left.inner + highest, left.outer + lowest))
        return PROVED;
    const open_slab exact = {slab, left.inner, left.outer, left.count, open};
    if (!lines_of(p, b, &exact, lines, &count, line_limit(b, dims))) {
        list_add(rest, left, open);
        return is_smallest(b, dims) ? TOO_LONG : PROVED;
    }
    if (!exact_finds(p, b, &exact, lines, count, &s->v))
        return PROVED;
    s->slab = c->slab;
    s->chart = b->chart;
    exact_masses(p, &slab, &s->v, &s->inner, &s->outer);
    return REFUTED;
}

static verdict search_box(const problem *p, search *s, const box *b, const list *slabs)
{
    list rest = {0};
    verdict found = PROVED;
    s->boxes++;
    for (size_t c = 0; c < slabs->count && found == PROVED; c++)
        found = look(p, s, b, slabs, &slabs->slabs[c], &rest);
    if (found == PROVED && s->work > s->limit)
        found = TOO_LONG;
    if (found == PROVED && rest.count) {
        box half[2] = {*b, *b};
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

static void list_all(const problem *p, list *all)
{
    int16_t every[MAX_POINTS];
    const int count = p->data->count;
    for (int k = 0; k < count; k++)
        every[k] = (int16_t)k;
    list_add(all, (candidate){.slab = {TIGHT, 0, 0}, .count = count}, every);
    all->count = 0;
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < count; j++)
            list_add(all, (candidate){.slab = {TIGHT, i, j}}, NULL);
        if (!p->asked->width.num)
            continue;
        list_add(all, (candidate){.slab = {LAST_POINT, i, i}}, NULL);
        list_add(all, (candidate){.slab = {BEFORE_DILATION, i, i}}, NULL);
    }
    /* All of them share the list of points. */
    for (size_t c = 0; c < all->count; c++) {
        all->slabs[c].first = 0;
        all->slabs[c].count = count;
    }
}

verdict search_directions(const problem *p, search *s)
{
    list all = {0};
    verdict found = PROVED;
    list_all(p, &all);
    for (int chart = 0; chart < p->data->dims && found == PROVED; chart++) {
        box b = {.chart = chart};
        for (int l = 0; l < p->data->dims; l++) {
            b.lo[l] = l == chart ? UNIT : -UNIT;
            b.hi[l] = UNIT;
        }
        found = search_box(p, s, &b, &all);
    }
    list_free(&all);
    return found;
}
