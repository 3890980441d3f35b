#include "search/tiling.h"

#include <stdlib.h>

#include "base/error.h"
#include "search/cases.h"
#include "search/leaves.h"

/* Boxes looked at in one round, and boxes written down in it without a look. */
enum { ROUND_MOST = 256, KNOWN_MOST = 4096 };

/* A part of the text in its place: a box still to be looked at, or tokens. */
typedef struct part {
    struct part *next;
    dc_leaf leaf;
    size_t across;  /* the coordinate the box was halved across; or dims: closed */
    uint32_t place; /* in the search's tree */
    bool skip;      /* not to be looked at, but halved */
    bool hopeless;  /* the same of its halves */
} part;

typedef struct tiling {
    const dc_problem *problem;
    const dc_boxtree *known; /* or NULL */
    dc_limits *limits;
    dc_sink *sink;
    dc_reaper reaper;
    part *first; /* the text from here on */
    part *round[ROUND_MOST];
    int count; /* in the round */
    uint64_t *nodes;
} tiling;

static part *part_new(dc_box *box, uint32_t place) {
    part *p = box ? calloc(1, sizeof *p) : NULL;
    if (!p) {
        free(box);
        return NULL;
    }
    p->leaf.box = box;
    p->place = place;
    return p;
}

static void part_free(part *p) {
    free(p->leaf.box);
    dc_text_clear(&p->leaf.text);
    free(p);
}

/* Writes the box's token; of one that resists, across which coordinate it is halved. */
static void decide(const tiling *t, part *p, dc_saying said) {
    p->across = p->leaf.box->dims;
    p->hopeless = said & DC_SAID_HOPELESS;
    if (said == DC_SAID_SAFE) {
        dc_text_put(&p->leaf.text, " .");
    } else if (said & DC_SAID_RESISTS) {
        p->across = dc_box_widest(p->leaf.box, t->problem->space.spread);
        dc_text_put(&p->leaf.text, " %zu", p->across + 1);
        if (p->across == p->leaf.box->dims && p->leaf.status == DC_OK)
            p->leaf.status = DC_EINTERNAL;
    }
}

/* What is known of a box before it is looked at. The halves of a hopeless one are halved
 * without a look. */
static dc_saying known_of(const tiling *t, const part *p) {
    size_t widest = dc_box_widest(p->leaf.box, t->problem->space.spread);
    bool last = widest == p->leaf.box->dims;
    if (p->skip && !last)
        return DC_SAID_UNSAFE | DC_SAID_RESISTS;
    if (!t->known)
        return 0;
    dc_saying said = dc_boxtree_said(t->known, p->place, &t->problem->condition);
    bool resists = (said & DC_SAID_UNSAFE) &&
                   dc_cases_effort(p->leaf.box, last).programs == 0;
    return resists ? said | DC_SAID_RESISTS : said;
}

static bool is_known(dc_saying said) {
    return said & (DC_SAID_SAFE | DC_SAID_RESISTS);
}

/* Looks at the boxes of the round. */
static dc_status look(tiling *t, dc_error *error) {
    dc_leaf *leaves[ROUND_MOST];
    for (int k = 0; k < t->count; k++) {
        leaves[k] = &t->round[k]->leaf;
        leaves[k]->known = known_of(t, t->round[k]);
    }
    dc_status status = dc_leaves_look(&t->reaper, leaves, (size_t)t->count, error);
    for (int k = 0; k < t->count && status == DC_OK; k++)
        if (leaves[k]->status == DC_OK)
            decide(t, t->round[k], leaves[k]->said);
    return status;
}

static dc_status fail_stopped(dc_error *error) {
    return dc_fail(error, DC_ESTOPPED, "interrupted while writing a certificate");
}

/* Puts the halves of a box behind its own token. */
static dc_status settle(tiling *t, part *p, dc_error *error) {
    if (p->leaf.status == DC_ESTOPPED)
        return fail_stopped(error);
    if (p->leaf.status != DC_OK)
        return dc_fail(error, p->leaf.status, "a box of directions cannot be closed: %s",
                       dc_status_name(p->leaf.status));
    uint32_t place = t->known ? dc_boxtree_half(t->known, p->place) : 0;
    for (uint32_t side = 2; side-- > 0 && p->across < p->leaf.box->dims;) {
        part *half = part_new(dc_box_half(p->leaf.box, p->across, (int)side),
                              place ? place + side : 0);
        if (!half)
            return dc_fail_memory(error, "the certificate");
        half->skip = p->hopeless;
        half->next = p->next;
        p->next = half;
    }
    free(p->leaf.box);
    p->leaf.box = NULL;
    ++*t->nodes;
    return DC_OK;
}

/* Writes the text before the first open box. */
static dc_status flush(tiling *t, dc_error *error) {
    dc_status status = DC_OK;
    while (status == DC_OK && t->first && !t->first->leaf.box) {
        part *done = t->first;
        status = dc_sink_put(t->sink, &done->leaf.text, error);
        t->first = done->next;
        part_free(done);
    }
    return status;
}

/* The first boxes of the text that have to be looked at, in order; what is known of those
 * between them is written down. */
static dc_status take_round(tiling *t, dc_error *error) {
    dc_status status = DC_OK;
    int written = 0;
    t->count = 0;
    for (part *p = t->first;
         p && t->count < ROUND_MOST && written < KNOWN_MOST && status == DC_OK;
         p = p->next) {
        if (!p->leaf.box)
            continue;
        dc_saying known = known_of(t, p);
        if (is_known(known)) {
            decide(t, p, known);
            status = settle(t, p, error);
            written++;
        } else {
            t->round[t->count++] = p;
        }
    }
    return status;
}

static dc_status run(tiling *t, dc_error *error) {
    const dc_condition *condition = &t->problem->condition;
    dc_status status = take_round(t, error);
    while (status == DC_OK && t->first) {
        dc_stop stop = dc_limits_check(t->limits);
        if (stop == DC_STOP_INTERRUPTED || stop == DC_STOP_LOST)
            return fail_stopped(error);
        status = look(t, error);
        for (int k = 0; k < t->count && status == DC_OK; k++)
            status = settle(t, t->round[k], error);
        if (status == DC_OK)
            status = flush(t, error);
        dc_limits_report(t->limits, *t->nodes, 0, condition, condition);
        if (status == DC_OK)
            status = take_round(t, error);
    }
    return status;
}

/* The charts, in order. */
static dc_status push_charts(tiling *t, dc_error *error) {
    size_t dims = t->problem->space.dims;
    for (size_t chart = dims; chart-- > 0;) {
        part *p = part_new(dc_box_chart(dims, chart), dc_boxtree_chart(chart));
        if (!p)
            return dc_fail_memory(error, "the charts");
        p->next = t->first;
        t->first = p;
    }
    return DC_OK;
}

static void destroy(tiling *t) {
    while (t->first) {
        part *next = t->first->next;
        part_free(t->first);
        t->first = next;
    }
    dc_reaper_destroy(&t->reaper);
}

dc_status dc_tiling_write(const dc_problem *problem, const dc_boxtree *known,
                          dc_limits *limits, dc_sink *sink, uint64_t *nodes,
                          dc_error *error) {
    tiling t = {
        .problem = problem, .known = known, .limits = limits, .sink = sink, .nodes = nodes
    };
    dc_status status = dc_reaper_create(&t.reaper, problem, limits, error);
    if (status == DC_OK)
        status = push_charts(&t, error);
    if (status == DC_OK)
        status = run(&t, error);
    destroy(&t);
    return status;
}
