#include "search/leaves.h"

#include <stdlib.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"
#include "lp/alternative.h"
#include "search/cases.h"
#include "search/copy.h"
#include "search/pack.h"
#include "search/trades.h"
#include "search/workers.h"

dc_status dc_reaper_create(dc_reaper *reaper, const dc_problem *problem,
                           const dc_limits *limits, dc_error *error) {
    *reaper = (dc_reaper){ .problem = problem,
                           .limits = limits,
                           .threads = limits->threads,
                           .stage = { .threads = limits->options->threads } };
    return dc_workers_create(&reaper->cells, problem, reaper->threads, "the certificate",
                             error);
}

void dc_reaper_destroy(dc_reaper *reaper) {
    dc_stage_end(&reaper->stage);
    dc_workers_destroy(reaper->cells, reaper->threads);
    if (reaper->threads)
        dc_lp_release_workers(reaper->threads);
    *reaper = (dc_reaper){ 0 };
}

/* True if case analysis closes the box; its text is then the leaf. A witness against the
 * bound means that it is false. */
static bool closed_by_cases(const dc_problem *problem, dc_cells *cells, dc_leaf *leaf) {
    bool last = dc_box_widest(leaf->box, problem->space.spread) == leaf->box->dims;
    dc_effort effort = dc_cases_effort(leaf->box, last);
    if (effort.programs == 0)
        return false;
    fmpz *v = _fmpz_vec_init((slong)problem->space.dims);
    dc_cases_answer answer = dc_cases_decide(cells, leaf->box,
                                             problem->wide ? problem->width : NULL,
                                             &problem->condition, &effort, v, &leaf->text,
                                             &leaf->status);
    _fmpz_vec_clear(v, (slong)problem->space.dims);
    if (answer == DC_CASES_WITNESS)
        leaf->status = DC_EINTERNAL;
    return answer == DC_CASES_CLOSED;
}

static dc_saying look(const dc_problem *problem, dc_cells *cells, dc_leaf *leaf) {
    const dc_condition *condition = &problem->condition;
    dc_condition bound = *condition; /* kappa and h are borrowed */
    dc_saying said = leaf->known;
    dc_cells_set(cells, leaf->box, false);
    if (!said && dc_cells_safe(cells, &bound, NULL))
        return DC_SAID_SAFE;
    if (!said)
        said = DC_SAID_UNSAFE |
               (dc_cells_hopeless(&bound, condition) ? DC_SAID_HOPELESS : 0);
    return closed_by_cases(problem, cells, leaf) ? said : said | DC_SAID_RESISTS;
}

typedef struct round {
    const dc_reaper *reaper;
    dc_leaf *const *leaves;
} round;

static void tell(void *work, dc_bytes *out) {
    const round *r = work;
    dc_put_problem(out, r->reaper->problem);
}

static void news(void *work, dc_bytes *out) {
    (void)work, (void)out;
}

static void run(void *work, size_t k, unsigned thread) {
    const round *r = work;
    dc_leaf *leaf = r->leaves[k];
    leaf->said = look(r->reaper->problem, r->reaper->cells + thread, leaf);
}

static void pack(void *work, size_t k, dc_bytes *out) {
    const round *r = work;
    const dc_leaf *leaf = r->leaves[k];
    dc_put_box(out, leaf->box);
    dc_bytes_put_u64(out, leaf->known);
}

static bool unpack(void *work, size_t k, dc_reader *in) {
    const round *r = work;
    dc_leaf *leaf = r->leaves[k];
    size_t size;
    if (!in) {
        leaf->status = DC_ESTOPPED;
        return true;
    }
    leaf->said = (dc_saying)dc_get_u64(in);
    leaf->status = (dc_status)dc_get_u64(in);
    const unsigned char *text = dc_get_block(in, &size);
    if (text && size)
        dc_text_put(&leaf->text, "%.*s", (int)size, (const char *)text);
    return !in->bad;
}

/* A certificate has no deadline. */
static bool stopped(void *work) {
    const round *r = work;
    dc_stop stop = dc_limits_check(r->reaper->limits);
    return stop == DC_STOP_INTERRUPTED || stop == DC_STOP_LOST;
}

dc_status dc_leaves_look(dc_reaper *reaper, dc_leaf *const *leaves, size_t count,
                         dc_error *error) {
    static const dc_errand errand = { &dc_trade_leaves, tell,    news, run, pack,
                                      unpack,           stopped, false };
    round r = { reaper, leaves };
    return dc_team_run(&reaper->stage, &errand, count, reaper->threads, &r, error);
}

/* The other process's side. */
typedef struct shop {
    dc_copy copy;
    dc_reaper reaper;
} shop;

static dc_status open_shop(void **out, dc_reader *told, unsigned threads,
                           bool (*stop)(void *user), dc_error *error) {
    shop *s = calloc(1, sizeof *s);
    *out = s;
    if (!s)
        return dc_fail_memory(error, "a certificate's boxes");
    dc_copy_limits(&s->copy, threads, stop);
    dc_status status = dc_get_problem(told, &s->copy, error);
    return status == DC_OK
               ? dc_reaper_create(&s->reaper, &s->copy.problem, &s->copy.limits, error)
               : status;
}

static void renew(void *at, dc_reader *told) {
    (void)at, (void)told;
}

static bool do_item(void *at, unsigned thread, dc_reader *item, dc_bytes *answer) {
    shop *s = at;
    dc_leaf leaf = { .box = dc_get_box(item, s->copy.problem.space.dims) };
    leaf.known = (dc_saying)dc_get_u64(item);
    if (!item->bad) {
        leaf.said = look(&s->copy.problem, s->reaper.cells + thread, &leaf);
        dc_bytes_put_u64(answer, leaf.said);
        dc_bytes_put_u64(answer, leaf.text.failed ? DC_ENOMEM : leaf.status);
        dc_bytes_put_block(answer, leaf.text.bytes, leaf.text.length);
    }
    dc_text_clear(&leaf.text);
    free(leaf.box);
    return true;
}

static void close_shop(void *at) {
    shop *s = at;
    dc_reaper_destroy(&s->reaper);
    dc_copy_clear(&s->copy);
    free(s);
}

const dc_trade dc_trade_leaves = { "leaves", open_shop, renew, do_item, close_shop };
