#include "search/limits.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/team.h"
#include "search/checkpoint.h"

void dc_limits_init(dc_limits *limits, const dc_check_options *options) {
    memset(limits, 0, sizeof *limits);
    limits->options = options;
    limits->threads = options->threads ? options->threads : dc_team_cores();
    limits->memory = options->memory;
    limits->start = dc_clock();
}

dc_limits dc_limits_share(const dc_limits *limits, size_t count, bool speaker) {
    dc_limits share = *limits;
    share.threads = 1;
    share.others = count - 1;
    share.checkpoint = NULL; /* of searches side by side nothing is kept */
    share.trace = NULL;
    share.silent = limits->silent || !speaker;
    return share;
}

static bool host_stops(const dc_check_options *options) {
    bool stop = false;
#pragma omp critical(dc_host)
    stop = options->stop(options->user);
    return stop;
}

dc_stop dc_limits_check(const dc_limits *limits) {
    const dc_check_options *options = limits->options;
    if (dc_team_lost())
        return DC_STOP_LOST;
    if (options->stop && host_stops(options))
        return DC_STOP_INTERRUPTED;
    if (limits->deadline > 0 && dc_clock() >= limits->deadline)
        return DC_STOP_TIME;
    return DC_STOP_NONE;
}

dc_stop dc_limits_check_work(const dc_limits *limits, uint64_t nodes, uint64_t steps) {
    if ((limits->most_nodes && nodes >= limits->most_nodes) ||
        (limits->most_steps && steps >= limits->most_steps))
        return DC_STOP_TIME;
    return dc_limits_check(limits);
}

size_t dc_limits_share_steps(const dc_limits *limits, uint64_t steps, size_t count) {
    enum { LONGER = 8 }; /* than the mean may one be */
    uint64_t left = limits->most_steps > steps ? limits->most_steps - steps : 1;
    uint64_t share = count > LONGER ? left / count * LONGER : left - 1;
    return limits->most_steps ? (size_t)(share + 1) : 0;
}

static bool watch_asks(void *user) {
    dc_watch *watch = user;
    watch->stop = dc_limits_check(watch->limits);
    return watch->stop != DC_STOP_NONE;
}

void dc_watch_start(dc_watch *watch, const dc_limits *limits) {
    *watch = (dc_watch){ .limits = limits };
    watch->halt = (dc_halt){ .wanted = watch_asks, .user = watch };
}

static double value_of(const dc_condition *condition) {
    if (!condition->by_ratio)
        return (double)condition->floor / (double)condition->total;
    if (condition->ratio_infinite)
        return INFINITY;
    return (double)condition->ratio_num / (double)condition->ratio_den - 1;
}

void dc_limits_report(dc_limits *limits, uint64_t nodes, uint64_t open,
                      const dc_condition *known, const dc_condition *bound) {
    const dc_check_options *options = limits->options;
    double now = dc_clock();
    if (!options->progress || limits->silent || now - limits->last_report < 0.1)
        return;
    limits->last_report = now;
    dc_progress progress = limits->progress;
    progress.seconds = now - limits->start;
    progress.nodes = limits->nodes + nodes;
    progress.open = open;
    progress.saved = dc_checkpoint_age(limits->told);
    double a = value_of(known), b = value_of(bound);
    progress.lo = a < b ? a : b;
    progress.hi = a < b ? b : a;
    options->progress(&progress, options->user);
}
