#include "search/check.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/team.h"
#include "search/boxtree.h"
#include "search/budget.h"
#include "search/checkpoint.h"
#include "search/pack_result.h"
#include "search/prepare.h"
#include "search/question.h"
#include "search/result.h"
#include "search/trace.h"

void dc_parameters_init(dc_parameters *p) {
    mpq_inits(p->kappa, p->sigma, p->delta, p->m0, NULL);
    mpq_set_ui(p->kappa, 2, 1);
    mpq_set_ui(p->sigma, 1, 4);
    mpq_set_ui(p->delta, 1, 2);
    mpq_set_ui(p->m0, 1, 10);
}

void dc_parameters_clear(dc_parameters *p) {
    mpq_clears(p->kappa, p->sigma, p->delta, p->m0, NULL);
}

void dc_check_options_init(dc_check_options *options) {
    memset(options, 0, sizeof *options);
    dc_parameters_init(&options->parameters);
    mpq_init(options->family.width);
    options->time_limit = 60;
    options->checkpoint_every = 60;
}

void dc_check_options_clear(dc_check_options *options) {
    dc_parameters_clear(&options->parameters);
    mpq_clear(options->family.width);
}

static dc_status check_parameters(const dc_parameters *p, dc_error *error) {
    if (mpq_cmp_ui(p->kappa, 1, 1) <= 0)
        return dc_fail(error, DC_EUSAGE, "kappa must be greater than 1");
    if (mpq_sgn(p->sigma) <= 0)
        return dc_fail(error, DC_EUSAGE, "sigma must be greater than 0");
    if (mpq_sgn(p->m0) <= 0)
        return dc_fail(error, DC_EUSAGE, "m0 must be greater than 0");
    if (mpq_cmp(p->m0, p->delta) >= 0)
        return dc_fail(error, DC_EUSAGE, "m0 must be less than delta");
    if (mpq_cmp_ui(p->delta, 1, 1) > 0)
        return dc_fail(error, DC_EUSAGE, "delta must be at most 1");
    return DC_OK;
}

static dc_status check_family(const dc_family *family, const dc_dataset *data,
                              dc_error *error) {
    size_t features = dc_dataset_features(data);
    if ((unsigned)family->kind > DC_FAMILY_DIRECTIONS)
        return dc_fail(error, DC_EUSAGE, "unknown family %d", (int)family->kind);
    if (family->kind == DC_FAMILY_WIDTH && mpq_sgn(family->width) <= 0)
        return dc_fail(error, DC_EUSAGE, "the width must be greater than 0");
    if (family->kind == DC_FAMILY_SPARSE &&
        (family->sparsity < 1 || family->sparsity > features))
        return dc_fail(error, DC_EUSAGE,
                       "sparsity %zu is outside 1 .. %zu, the number of features",
                       family->sparsity, features);
    if (family->kind != DC_FAMILY_DIRECTIONS)
        return DC_OK;
    if (!family->directions)
        return dc_fail(error, DC_EUSAGE, "family directions needs directions");
    if (dc_dataset_features(family->directions) != features)
        return dc_fail(error, DC_EUSAGE,
                       "directions have %zu entries, the data %zu features",
                       dc_dataset_features(family->directions), features);
    return DC_OK;
}

static void group_init(dc_group_result *group) {
    dc_bracket_init(&group->bracket);
    dc_witness_init(&group->witness);
}

static void group_clear(dc_group_result *group) {
    for (size_t k = 0; k < group->subset_count; k++) {
        free(group->subsets[k].features);
        dc_bracket_clear(&group->subsets[k].bracket);
        dc_witness_clear(&group->subsets[k].witness);
    }
    free(group->subsets);
    dc_trace_free(group->trace, group->trace_count);
    free(group->name);
    dc_boxtree_destroy(group->boxes);
    dc_bracket_clear(&group->bracket);
    dc_witness_clear(&group->witness);
}

void dc_result_destroy(dc_result *result) {
    if (!result)
        return;
    for (size_t g = 0; g < result->group_count; g++)
        group_clear(result->groups + g);
    free(result->groups);
    free(result);
}

static dc_status finish_group(dc_run *run, dc_error *error) {
    dc_group_result *result = run->result;
    const dc_points *points = &run->points;
    bool complete = result->stop == DC_STOP_NONE;
    result->distinct = run->prepared ? points->count : 0;
    result->constant = points->constant;
    result->dependent = points->dependent;
    result->dimension = points->dims;
    dc_bracket_set(&result->bracket, &run->known, run->found, &run->bound, complete);
    result->verdict = dc_question_verdict(&result->bracket, run->options, run->found,
                                          complete);
    dc_status status = dc_trace_end(run->limits->trace, result, error);
    if (status != DC_OK || !run->found)
        return status;
    return dc_witness_check(&result->witness, run->data, run->rows, run->count,
                            run->options, error);
}

/* True if a group's search goes on from a checkpoint. */
static bool is_inside(const dc_checkpoint *checkpoint) {
    return dc_checkpoint_waits(checkpoint, DC_LEVEL_SETS) ||
           dc_checkpoint_waits(checkpoint, DC_LEVEL_BOXES);
}

/* What is known before a group is looked at, unless its search goes on from a checkpoint. */
static void note_start(const dc_run *run) {
    const dc_limits *limits = run->limits;
    dc_condition bound = run->condition; /* kappa and h are borrowed */
    if (is_inside(limits->checkpoint))
        return;
    dc_condition_loosen(&bound);
    dc_trace_clear(limits->trace);
    dc_trace_note(limits->trace, 0, &run->condition, false, &bound);
}

static dc_status search_group(dc_run *run, const dc_group_search *instead,
                              dc_error *error) {
    return instead ? instead->search(run, instead->user, error)
                   : dc_family_find(run->options->family.kind)->search(run, error);
}

static dc_status run_group(dc_run *run, const dc_group_search *instead, dc_error *error) {
    dc_status status = dc_run_prepare(run, error);
    if (status == DC_OK)
        status = dc_question_start(&run->condition, run->options, run->points.total,
                                   error);
    if (status != DC_OK) {
        dc_run_give_up(run);
        return status;
    }
    dc_condition_copy(&run->known, &run->condition);
    dc_condition_copy(&run->bound, &run->condition);
    note_start(run);
    if (run->prepared)
        status = search_group(run, instead, error);
    else
        dc_condition_loosen(&run->bound);
    if (status == DC_OK && run->result->stop != DC_STOP_NONE)
        dc_checkpoint_stop(run->limits->checkpoint, run->result->stop);
    if (status == DC_OK)
        status = finish_group(run, error);
    dc_condition_clear(&run->bound);
    dc_condition_clear(&run->known);
    dc_condition_clear(&run->condition);
    dc_run_give_up(run);
    return status;
}

/* A launcher that has lost a process tells the others to end. */
static void look_for_losses(dc_result *result) {
    bool interrupted = false;
    for (size_t g = 0; g < result->group_count; g++)
        interrupted = interrupted || result->groups[g].stop == DC_STOP_INTERRUPTED;
    if (interrupted)
        dc_team_muster();
    for (size_t g = 0; g < result->group_count && dc_team_lost(); g++)
        if (result->groups[g].stop == DC_STOP_INTERRUPTED)
            result->groups[g].stop = DC_STOP_LOST;
}

static void summarise(dc_result *result) {
    result->verdict = DC_HOLDS;
    for (size_t g = 0; g < result->group_count; g++) {
        const dc_group_result *group = result->groups + g;
        if (group->verdict == DC_VIOLATED)
            result->verdict = DC_VIOLATED;
        else if (group->verdict == DC_UNDECIDED && result->verdict == DC_HOLDS)
            result->verdict = DC_UNDECIDED;
        if (result->stop == DC_STOP_NONE)
            result->stop = group->stop;
    }
}

/* The groups on their way. */
typedef struct progression {
    dc_result *result;
    dc_limits *limits;
    const dc_group_search *instead;
    size_t finished;
    double before, group_before; /* seconds of earlier calls: all, and in the group now */
    double group_start;
    size_t held; /* bytes of data and groups */
    unsigned threads;
    dc_trace trace; /* of the group now */
} progression;

static void put_groups(dc_saving *saving, const void *of) {
    const progression *p = of;
    double now = dc_clock();
    dc_bytes_put_double(&saving->bytes, p->before + now - p->limits->start);
    dc_bytes_put_double(&saving->bytes, p->group_before + now - p->group_start);
    dc_bytes_put_u64(&saving->bytes, p->finished);
    for (size_t g = 0; g < p->finished; g++)
        dc_put_group(saving, p->result->groups + g);
    dc_put_trace(&saving->bytes, &p->trace);
}

static dc_status name_group(dc_group_result *group, const dc_groups *groups, size_t g,
                            dc_error *error) {
    group_init(group);
    group->name = strdup(dc_groups_name(groups, g));
    group->points = dc_groups_size(groups, g);
    return group->name ? DC_OK : dc_fail_memory(error, "the results");
}

/* True if the answer to --decide does not depend on the groups that come after g. */
static bool decides(const dc_check_options *options, const dc_group_result *group,
                    bool last) {
    return options->question == DC_DECIDE && !last && group->verdict == DC_VIOLATED;
}

/* A witness from a file is looked at like one that was found. */
static dc_status check_finished(const dc_group_result *group, const dc_dataset *data,
                                const dc_groups *groups, size_t g,
                                const dc_check_options *options, dc_error *error) {
    if (group->points != dc_groups_size(groups, g))
        return dc_fail(error, DC_EINPUT, "a checkpoint has other groups");
    if (!group->witness.v)
        return DC_OK;
    return dc_witness_check(&group->witness, data, dc_groups_points(groups, g),
                            group->points, options, error);
}

static dc_status get_groups(progression *p, const dc_dataset *data,
                            const dc_groups *groups, dc_error *error) {
    dc_limits *limits = p->limits;
    dc_result *result = p->result;
    size_t count = dc_groups_count(groups);
    dc_status status = DC_OK;
    dc_reader *reader = dc_checkpoint_section(limits->checkpoint, DC_LEVEL_GROUPS);
    if (!reader)
        return DC_OK;
    p->before = dc_get_seconds(reader);
    p->group_before = dc_get_seconds(reader);
    uint64_t finished = dc_get_u64(reader);
    if (finished > count)
        reader->bad = true;
    while (status == DC_OK && !reader->bad && p->finished < finished) {
        size_t g = p->finished;
        result->group_count = g + 1;
        status = name_group(result->groups + g, groups, g, error);
        if (status == DC_OK)
            dc_get_group(reader, result->groups + g, dc_dataset_features(data), limits);
        if (result->groups[g].trace_count < 2) /* its beginning and its end */
            reader->bad = true;
        if (status == DC_OK && !reader->bad)
            status = check_finished(result->groups + g, data, groups, g, limits->options,
                                    error);
        result->decided_only = decides(limits->options, result->groups + g,
                                       g + 1 == count);
        p->finished++;
    }
    dc_trace_begin(&p->trace, p->group_start - p->group_before);
    if (status == DC_OK)
        dc_get_trace(reader, &p->trace, limits->options->question);
    if (p->trace.count == 0 && is_inside(limits->checkpoint))
        reader->bad = true;
    return status == DC_OK ? dc_checkpoint_check(limits->checkpoint, error) : status;
}

/* Limits of the group that is next. */
static void renew_limits(progression *p, const dc_groups *groups) {
    dc_limits *limits = p->limits;
    limits->progress.group = p->result->groups[p->finished].name;
    limits->progress.group_index = p->finished;
    limits->progress.group_count = dc_groups_count(groups);
    limits->threads = p->threads;
    limits->exceeded = false;
    limits->trace = p->instead ? NULL : &p->trace;
    limits->held = p->held;
    limits->kept = 0;
    for (size_t g = 0; g < p->finished; g++)
        limits->kept += dc_boxtree_bytes(p->result->groups[g].boxes);
}

static dc_status check_group(progression *p, const dc_dataset *data,
                             const dc_groups *groups, dc_error *error) {
    size_t g = p->finished, count = dc_groups_count(groups);
    dc_limits *limits = p->limits;
    dc_group_result *group = p->result->groups + g;
    p->group_start = dc_clock();
    if (p->trace.count == 0)
        dc_trace_begin(&p->trace, p->group_start - p->group_before);
    p->result->group_count = g + 1;
    dc_status status = name_group(group, groups, g, error);
    if (status != DC_OK)
        return status;
    renew_limits(p, groups);
    dc_run run = { .data = data,
                   .rows = dc_groups_points(groups, g),
                   .count = group->points,
                   .options = limits->options,
                   .limits = limits,
                   .result = group };
    status = run_group(&run, p->instead, error);
    double now = dc_clock();
    group->seconds = p->group_before + now - p->group_start;
    p->group_before = 0;
    p->group_start = now;
    p->finished = g + 1;
    p->result->decided_only = decides(limits->options, group, g + 1 == count);
    return status;
}

static dc_status check_groups(dc_result *result, const dc_dataset *data,
                              const dc_groups *groups, const dc_check_options *options,
                              const dc_group_search *instead, dc_checkpoint *checkpoint,
                              dc_error *error) {
    dc_limits limits;
    size_t count = dc_groups_count(groups);
    dc_limits_init(&limits, options);
    limits.checkpoint = checkpoint;
    limits.told = checkpoint;
    progression p = { .result = result,
                      .limits = &limits,
                      .instead = instead,
                      .group_start = limits.start,
                      .held = dc_budget_data(data, groups),
                      .threads = limits.threads };
    result->groups = calloc(count + 1, sizeof *result->groups);
    if (!result->groups)
        return dc_fail_memory(error, "the results");
    dc_status status = get_groups(&p, data, groups, error);
    dc_checkpoint_enter(checkpoint, DC_LEVEL_GROUPS, put_groups, &p);
    while (p.finished < count && status == DC_OK && !result->decided_only) {
        status = check_group(&p, data, groups, error);
        if (status == DC_OK)
            dc_checkpoint_pause(checkpoint);
    }
    if (status == DC_OK)
        dc_checkpoint_stop(checkpoint, DC_STOP_NONE);
    result->seconds = p.before + dc_clock() - limits.start;
    dc_trace_clear(&p.trace);
    return status;
}

/* With a checkpoint, where one is wanted. */
static dc_status check_kept(dc_result *result, const dc_dataset *data,
                            const dc_groups *groups, const dc_check_options *options,
                            const dc_group_search *instead, dc_error *error) {
    dc_checkpoint checkpoint;
    if (instead || (!options->checkpoint && !options->resume))
        return check_groups(result, data, groups, options, instead, NULL, error);
    dc_status status = dc_checkpoint_open(&checkpoint, data, dc_groups_count(groups),
                                          options, error);
    if (status == DC_OK)
        status = check_groups(result, data, groups, options, NULL, &checkpoint, error);
    result->resumable = status == DC_OK && checkpoint.saved;
    dc_checkpoint_close(&checkpoint);
    return status;
}

dc_status dc_check_instead(dc_result **out, const dc_dataset *data,
                           const dc_check_options *options,
                           const dc_group_search *instead, dc_error *error) {
    *out = NULL;
    dc_status status = check_parameters(&options->parameters, error);
    if (status == DC_OK)
        status = check_family(&options->family, data, error);
    if (status != DC_OK)
        return status;
    dc_groups *groups = NULL;
    status = dc_groups_create(&groups, data, options->grouping, error);
    if (status != DC_OK)
        return status;
    dc_result *result = calloc(1, sizeof *result);
    /* One BLAS thread: its sums, and so the witness, must not depend on more. */
    int blas_threads = openblas_get_num_threads();
    openblas_set_num_threads(1);
    status = result ? check_kept(result, data, groups, options, instead, error)
                    : dc_fail_memory(error, "the result");
    openblas_set_num_threads(blas_threads);
    dc_groups_destroy(groups);
    if (status != DC_OK) {
        dc_result_destroy(result);
        return status;
    }
    look_for_losses(result);
    summarise(result);
    *out = result;
    return dc_succeed(error);
}

dc_status dc_check(dc_result **out, const dc_dataset *data,
                   const dc_check_options *options, dc_error *error) {
    return dc_check_instead(out, data, options, NULL, error);
}
