#include "search/tiling.h"

#include <omp.h>
#include <stdlib.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"
#include "lp/alternative.h"
#include "search/cases.h"

/* Boxes looked at in one round, and boxes written down in it without a look. */
enum { ROUND_MOST = 256, KNOWN_MOST = 4096 };

/* A part of the text in its place: a box still to be looked at, or tokens. */
typedef struct part {
    struct part *next;
    dc_box *box;
    dc_text text;
    size_t across;  /* the coordinate the box was halved across; or dims: closed */
    uint32_t place; /* in the search's tree */
    bool skip;      /* not to be looked at, but halved */
    bool hopeless;  /* the same of its halves */
    dc_status status;
} part;

typedef struct tiling {
    const dc_problem *problem;
    const dc_boxtree *known; /* or NULL */
    dc_limits *limits;
    dc_sink *sink;
    dc_cells *workers; /* [threads] */
    unsigned threads;
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
    p->box = box;
    p->place = place;
    return p;
}

static void part_free(part *p) {
    free(p->box);
    dc_text_clear(&p->text);
    free(p);
}

/* True if case analysis closes the box; its text is then the leaf. A witness against the
 * bound means that it is false. */
static bool closed_by_cases(const tiling *t, dc_cells *cells, part *p) {
    const dc_problem *problem = t->problem;
    bool last = dc_box_widest(p->box, problem->space.spread) == p->box->dims;
    dc_effort effort = dc_cases_effort(p->box, last);
    if (effort.programs == 0)
        return false;
    fmpz *v = _fmpz_vec_init((slong)problem->space.dims);
    dc_cases_answer answer = dc_cases_decide(cells, p->box,
                                             problem->wide ? problem->width : NULL,
                                             &problem->condition, &effort, v, &p->text,
                                             &p->status);
    _fmpz_vec_clear(v, (slong)problem->space.dims);
    if (answer == DC_CASES_WITNESS)
        p->status = DC_EINTERNAL;
    return answer == DC_CASES_CLOSED;
}

/* What a look says of a box. known: what is known already. */
static dc_saying look(const tiling *t, dc_cells *cells, part *p, dc_saying known) {
    const dc_condition *condition = &t->problem->condition;
    dc_condition bound = *condition; /* kappa and h are borrowed */
    dc_cells_set(cells, p->box, false);
    if (!known && dc_cells_safe(cells, &bound, NULL))
        return DC_SAID_SAFE;
    if (!known)
        known = DC_SAID_UNSAFE |
                (dc_cells_hopeless(&bound, condition) ? DC_SAID_HOPELESS : 0);
    return closed_by_cases(t, cells, p) ? known : known | DC_SAID_RESISTS;
}

/* Writes the box's token; of one that resists, across which coordinate it is halved. */
static void decide(const tiling *t, part *p, dc_saying said) {
    p->across = p->box->dims;
    p->hopeless = said & DC_SAID_HOPELESS;
    if (said == DC_SAID_SAFE) {
        dc_text_put(&p->text, " .");
    } else if (said & DC_SAID_RESISTS) {
        p->across = dc_box_widest(p->box, t->problem->space.spread);
        dc_text_put(&p->text, " %zu", p->across + 1);
        if (p->across == p->box->dims && p->status == DC_OK)
            p->status = DC_EINTERNAL;
    }
}

/* What is known of a box before it is looked at. The halves of a hopeless one are halved
 * without a look. */
static dc_saying known_of(const tiling *t, const part *p) {
    size_t widest = dc_box_widest(p->box, t->problem->space.spread);
    bool last = widest == p->box->dims;
    if (p->skip && !last)
        return DC_SAID_UNSAFE | DC_SAID_RESISTS;
    if (!t->known)
        return 0;
    dc_saying said = dc_boxtree_said(t->known, p->place, &t->problem->condition);
    bool resists = (said & DC_SAID_UNSAFE) && dc_cases_effort(p->box, last).programs == 0;
    return resists ? said | DC_SAID_RESISTS : said;
}

static bool is_known(dc_saying said) {
    return said & (DC_SAID_SAFE | DC_SAID_RESISTS);
}

static void look_at(const tiling *t, dc_cells *cells, part *p) {
    decide(t, p, look(t, cells, p, known_of(t, p)));
}

/* Puts the halves of a box behind its own token. */
static dc_status settle(tiling *t, part *p, dc_error *error) {
    if (p->status != DC_OK)
        return dc_fail(error, p->status, "a box of directions cannot be closed: %s",
                       dc_status_name(p->status));
    uint32_t place = t->known ? dc_boxtree_half(t->known, p->place) : 0;
    for (uint32_t side = 2; side-- > 0 && p->across < p->box->dims;) {
        part *half = part_new(dc_box_half(p->box, p->across, (int)side),
                              place ? place + side : 0);
        if (!half)
            return dc_fail_memory(error, "the certificate");
        half->skip = p->hopeless;
        half->next = p->next;
        p->next = half;
    }
    free(p->box);
    p->box = NULL;
    ++*t->nodes;
    return DC_OK;
}

/* Writes the text before the first open box. */
static dc_status flush(tiling *t, dc_error *error) {
    dc_status status = DC_OK;
    while (status == DC_OK && t->first && !t->first->box) {
        part *done = t->first;
        status = dc_sink_put(t->sink, &done->text, error);
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
        if (!p->box)
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
        if (dc_limits_check(t->limits) == DC_STOP_INTERRUPTED)
            return dc_fail(error, DC_ESTOPPED, "interrupted while writing a certificate");
#pragma omp parallel for schedule(dynamic, 1) num_threads(t->threads)
        for (int k = 0; k < t->count; k++)
            look_at(t, t->workers + omp_get_thread_num(), t->round[k]);
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

static dc_status create_workers(tiling *t, dc_error *error) {
    const dc_problem *problem = t->problem;
    double width = problem->wide ? dc_problem_width(problem) : 0;
    t->workers = calloc(t->threads, sizeof *t->workers);
    if (!t->workers)
        return dc_fail_memory(error, "the certificate");
    dc_status status = DC_OK;
    for (unsigned k = 0; k < t->threads && status == DC_OK; k++)
        status = dc_cells_create(t->workers + k, &problem->space,
                                 problem->condition.h_num, problem->condition.h_den,
                                 width, error);
    return status;
}

static void destroy(tiling *t) {
    while (t->first) {
        part *next = t->first->next;
        part_free(t->first);
        t->first = next;
    }
    for (unsigned k = 0; k < t->threads && t->workers; k++)
        dc_cells_destroy(t->workers + k);
    free(t->workers);
    dc_lp_release_workers(t->threads);
}

dc_status dc_tiling_write(const dc_problem *problem, const dc_boxtree *known,
                          dc_limits *limits, dc_sink *sink, uint64_t *nodes,
                          dc_error *error) {
    tiling t = { .problem = problem,
                 .known = known,
                 .limits = limits,
                 .sink = sink,
                 .threads = limits->threads,
                 .nodes = nodes };
    dc_status status = create_workers(&t, error);
    if (status == DC_OK)
        status = push_charts(&t, error);
    if (status == DC_OK)
        status = run(&t, error);
    destroy(&t);
    return status;
}
