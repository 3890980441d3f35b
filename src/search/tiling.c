#include "search/tiling.h"

#include <omp.h>
#include <stdlib.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"
#include "lp/alternative.h"
#include "search/cases.h"

/* Boxes looked at in one round. */
enum { ROUND_MOST = 256 };

/* A part of the text in its place: a box still to be looked at, or tokens. */
typedef struct part {
    struct part *next;
    dc_box *box;
    dc_text text;
    size_t across; /* the coordinate the box was halved across; or dims: closed */
    bool hopeless; /* not to be looked at, but halved */
    dc_status status;
} part;

typedef struct tiling {
    const dc_problem *problem;
    dc_limits *limits;
    dc_sink *sink;
    dc_cells *workers; /* [threads] */
    unsigned threads;
    part *first; /* the text from here on */
    uint64_t *nodes;
} tiling;

static part *part_new(dc_box *box) {
    part *p = box ? calloc(1, sizeof *p) : NULL;
    if (!p) {
        free(box);
        return NULL;
    }
    p->box = box;
    return p;
}

static void part_free(part *p) {
    free(p->box);
    dc_text_clear(&p->text);
    free(p);
}

/* True if case analysis closes the box; its text is then the leaf. A witness against the
 * bound means that it is false. */
static bool closed_by_cases(const tiling *t, dc_cells *cells, part *p, bool last) {
    const dc_problem *problem = t->problem;
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

/* Says of a box that stays open whether its halves are hopeless. */
static bool closed_by_counting(const tiling *t, dc_cells *cells, part *p) {
    dc_condition bound = t->problem->condition; /* kappa and h are borrowed */
    dc_cells_set(cells, p->box, false);
    bool safe = dc_cells_safe(cells, &bound, NULL);
    p->hopeless = dc_cells_hopeless(&bound, &t->problem->condition);
    return safe;
}

/* Closes a box, or says across which coordinate it is to be halved. The halves of a
 * hopeless one are halved without a look. */
static void look_at(const tiling *t, dc_cells *cells, part *p) {
    size_t widest = dc_box_widest(p->box, t->problem->space.spread);
    bool last = widest == p->box->dims, hopeless = p->hopeless && !last;
    p->across = p->box->dims;
    p->hopeless = false;
    if (!hopeless && closed_by_counting(t, cells, p)) {
        dc_text_put(&p->text, " .");
    } else if (hopeless || !closed_by_cases(t, cells, p, last)) {
        p->across = widest;
        dc_text_put(&p->text, " %zu", widest + 1);
        if (last && p->status == DC_OK)
            p->status = DC_EINTERNAL;
    }
}

/* The first boxes of the text, in order. */
static int take_round(const tiling *t, part **round) {
    int count = 0;
    for (part *p = t->first; p && count < ROUND_MOST; p = p->next)
        if (p->box)
            round[count++] = p;
    return count;
}

/* Puts the halves of a box behind its own token. */
static dc_status settle(part *p, dc_error *error) {
    if (p->status != DC_OK)
        return dc_fail(error, p->status, "a box of directions cannot be closed: %s",
                       dc_status_name(p->status));
    for (int side = 1; side >= 0 && p->across < p->box->dims; side--) {
        part *half = part_new(dc_box_half(p->box, p->across, side));
        if (!half)
            return dc_fail_memory(error, "the certificate");
        half->hopeless = p->hopeless;
        half->next = p->next;
        p->next = half;
    }
    free(p->box);
    p->box = NULL;
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

static dc_status run(tiling *t, dc_error *error) {
    part *round[ROUND_MOST];
    const dc_condition *condition = &t->problem->condition;
    dc_status status = DC_OK;
    for (int count; status == DC_OK && (count = take_round(t, round)) > 0;) {
        if (dc_limits_check(t->limits) == DC_STOP_INTERRUPTED)
            return dc_fail(error, DC_ESTOPPED, "interrupted while writing a certificate");
#pragma omp parallel for schedule(dynamic, 1) num_threads(t->threads)
        for (int k = 0; k < count; k++)
            look_at(t, t->workers + omp_get_thread_num(), round[k]);
        for (int k = 0; k < count && status == DC_OK; k++)
            status = settle(round[k], error);
        *t->nodes += (uint64_t)count;
        if (status == DC_OK)
            status = flush(t, error);
        dc_limits_report(t->limits, *t->nodes, 0, condition, condition);
    }
    return status;
}

/* The charts, in order. */
static dc_status push_charts(tiling *t, dc_error *error) {
    size_t dims = t->problem->space.dims;
    for (size_t chart = dims; chart-- > 0;) {
        part *p = part_new(dc_box_chart(dims, chart));
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

dc_status dc_tiling_write(const dc_problem *problem, dc_limits *limits, dc_sink *sink,
                          uint64_t *nodes, dc_error *error) {
    tiling t = { .problem = problem,
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
