#include "search/prepare.h"

#include <flint/fmpz_vec.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/integer.h"
#include "base/size.h"
#include "geometry/reduce.h"
#include "search/budget.h"

/* Whether the points, which are there, fit with their space. Where the family has several
 * problems they stay beside these. */
static dc_status take_room(dc_run *run, bool one_problem, dc_error *error) {
    const dc_points *points = &run->points;
    dc_limits *limits = run->limits;
    slong bits = labs(
        _fmpz_vec_max_bits(points->x, (slong)(points->count * points->dims)));
    size_t own = dc_budget_points(points->count, points->dims, (size_t)bits, one_problem);
    size_t rounds = dc_budget_rounds(points->count, points->dims);
    size_t thread = dc_budget_thread(points->count);
    dc_status status = dc_budget_check(limits, dc_size_plus(own, thread), error);
    limits->threads = dc_budget_threads(limits, own + rounds, points->count);
    limits->held += one_problem ? 0 : own;
    return status;
}

/* Laid out, if they find room once they are there. */
static dc_status lay_out_points(dc_run *run, unsigned flags, dc_halt *halt,
                                dc_error *error) {
    dc_points *points = &run->points;
    size_t bits;
    dc_status status = dc_budget_check(run->limits,
                                       dc_budget_points(run->count, 0, 0, false), error);
    if (status == DC_OK)
        status = dc_points_lay_out(points, run->data, run->rows, run->count, flags, halt,
                                   error);
    if (status != DC_OK || run->limits->memory == 0)
        return status;
    status = dc_points_bits(&bits, points, run->data, halt, error);
    return status == DC_OK
               ? dc_budget_check(run->limits,
                                 dc_budget_points(run->count, points->dims, bits, false),
                                 error)
               : status;
}

static dc_status create_points(dc_run *run, dc_halt *halt, dc_error *error) {
    const dc_family_row *family = dc_family_find(run->options->family.kind);
    if (dc_halt_now(halt))
        return dc_halt_fail(error);
    dc_status status = lay_out_points(run, family->points, halt, error);
    if (status == DC_OK)
        status = dc_points_fill(&run->points, run->data, halt, error);
    if (status == DC_OK && family->reduce)
        status = dc_points_reduce(&run->points, halt, error);
    return status == DC_OK ? take_room(run, family->one_problem, error) : status;
}

/* The search of each group gets its share of the time that is left; what comes before it
 * may take all of that, for without it there is nothing to search. */
static void share_time(dc_limits *limits, size_t count) {
    const dc_check_options *options = limits->options;
    if (options->time_limit <= 0)
        return;
    double now = dc_clock(), end = limits->start + options->time_limit;
    double rest = end > now ? end - now : 0;
    limits->deadline = now + rest / (double)count;
}

void dc_run_give_up(dc_run *run) {
    dc_points_destroy(&run->points);
    if (run->limits->memory > 0)
        dc_integer_give_back();
}

dc_status dc_run_prepare(dc_run *run, dc_error *error) {
    dc_limits *limits = run->limits;
    dc_watch watch;
    share_time(limits, 1);
    dc_watch_start(&watch, limits);
    dc_status status = create_points(run, &watch.halt, error);
    share_time(limits, limits->progress.group_count - limits->progress.group_index);
    run->prepared = status == DC_OK;
    if (!run->prepared)
        dc_run_give_up(run);
    if (status == DC_ESTOPPED) {
        run->result->stop = limits->exceeded ? DC_STOP_MEMORY : watch.stop;
        status = dc_points_weigh(&run->points, run->data, run->rows, run->count, error);
    }
    return status;
}
