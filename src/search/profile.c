#include <doublecheck/profile.h>

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "search/check.h"
#include "search/prior.h"
#include "search/profile_order.h"
#include "search/result.h"

/* A profile on its way. */
typedef struct profiling {
    const dc_dataset *data;
    const dc_profile_options *options;
    dc_groups *groups;
    dc_profile *profile;
    dc_check_options
        check;         /* of the point now; its numbers but m0 are those of options */
    dc_prior *priors;  /* [group_count]: of the point now */
    bool *is_searched; /* [group_count]: so is the group, at the point now */
    bool *is_done;     /* [point_count]: something is known of it */
    size_t left;       /* points that are to be done, with the one now */
    double start;
} profiling;

void dc_profile_options_init(dc_profile_options *options) {
    memset(options, 0, sizeof *options);
    dc_check_options_init(&options->check);
}

void dc_profile_options_clear(dc_profile_options *options) {
    dc_check_options_clear(&options->check);
}

static void clear_value(dc_profile_value *value) {
    dc_bracket_clear(&value->bracket);
    dc_witness_clear(&value->witness);
}

void dc_profile_destroy(dc_profile *profile) {
    if (!profile)
        return;
    for (size_t k = 0; k < profile->point_count; k++) {
        dc_profile_point *point = profile->points + k;
        for (size_t g = 0; point->groups && g < profile->group_count; g++)
            clear_value(point->groups + g);
        free(point->groups);
        dc_bracket_clear(&point->bracket);
    }
    for (size_t g = 0; profile->group_names && g < profile->group_count; g++)
        free(profile->group_names[g]);
    free(profile->group_names);
    free(profile->points);
    free(profile);
}

static dc_status check_list(const char *name, mpq_t *list, size_t count, unsigned above,
                            dc_error *error) {
    if (count < 1 || count > DC_PROFILE_LIST_MOST)
        return dc_fail(error, DC_EUSAGE, "%zu values of %s: 1 to %d are allowed", count,
                       name, DC_PROFILE_LIST_MOST);
    if (mpq_cmp_ui(list[0], above, 1) <= 0)
        return dc_fail(error, DC_EUSAGE, "%s must be greater than %u", name, above);
    for (size_t k = 1; k < count; k++)
        if (mpq_cmp(list[k], list[k - 1]) <= 0)
            return dc_fail(error, DC_EUSAGE,
                           "values of %s must increase: number %zu does not", name,
                           k + 1);
    return DC_OK;
}

static bool name_groups(dc_profile *profile, const dc_groups *groups) {
    profile->group_names = calloc(profile->group_count + 1, sizeof(char *));
    bool named = profile->group_names != NULL;
    for (size_t g = 0; g < profile->group_count && named; g++) {
        profile->group_names[g] = strdup(dc_groups_name(groups, g));
        named = profile->group_names[g] != NULL;
    }
    return named;
}

static bool make_point(dc_profile *profile, size_t kappa, size_t sigma) {
    dc_profile_point *point = profile->points + profile->point_count++;
    point->kappa = kappa;
    point->sigma = sigma;
    dc_bracket_init(&point->bracket);
    point->groups = calloc(profile->group_count + 1, sizeof *point->groups);
    for (size_t g = 0; point->groups && g < profile->group_count; g++) {
        dc_bracket_init(&point->groups[g].bracket);
        dc_witness_init(&point->groups[g].witness);
    }
    return point->groups != NULL;
}

/* Every point, with nothing known of it. */
static dc_status make_profile(profiling *p, dc_error *error) {
    const dc_profile_options *options = p->options;
    size_t count = options->kappa_count * options->sigma_count;
    dc_profile *profile = p->profile = calloc(1, sizeof *profile);
    bool made = profile != NULL;
    if (made) {
        profile->group_count = dc_groups_count(p->groups);
        profile->points = calloc(count, sizeof *profile->points);
        made = profile->points && name_groups(profile, p->groups);
    }
    for (size_t k = 0; k < count && made; k++)
        made = make_point(profile, k / options->sigma_count, k % options->sigma_count);
    return made ? DC_OK : dc_fail_memory(error, "the profile");
}

static dc_status make_priors(profiling *p, dc_error *error) {
    size_t groups = p->profile->group_count;
    p->priors = calloc(groups + 1, sizeof *p->priors);
    for (size_t g = 0; p->priors && g < groups; g++)
        dc_prior_init(p->priors + g);
    p->is_searched = calloc(groups + 1, sizeof *p->is_searched);
    p->is_done = calloc(p->profile->point_count, sizeof *p->is_done);
    return p->priors && p->is_searched && p->is_done
               ? DC_OK
               : dc_fail_memory(error, "the profile");
}

static dc_prior_place place_of(const dc_profile_point *point) {
    return (dc_prior_place){ point->kappa, point->sigma };
}

/* The constants of a point. m0 plays no part in m*, but is less than delta. */
static void set_constants(profiling *p, const dc_profile_point *point) {
    dc_parameters *parameters = &p->check.parameters;
    mpq_set(parameters->kappa, p->options->kappas[point->kappa]);
    mpq_set(parameters->sigma, p->options->sigmas[point->sigma]);
    mpq_set(parameters->delta, p->options->check.parameters.delta);
    mpq_div_2exp(parameters->m0, parameters->delta, 1);
}

static dc_status try_slab(profiling *p, dc_prior *prior, size_t g,
                          const dc_profile_value *value, dc_error *error) {
    if (!value || !value->witness.v)
        return DC_OK;
    return dc_prior_try(prior, &value->witness, &p->check.parameters, p->data,
                        dc_groups_points(p->groups, g), dc_groups_size(p->groups, g),
                        error);
}

/* What the points that are done tell of a group at one: the upper bounds of harder ones; the
 * heaviest slab of easier ones, and that of the harder one that is nearest in m*, which may
 * violate here, too. */
static dc_status ask_others(profiling *p, const dc_profile_point *point, size_t g,
                            dc_error *error) {
    const dc_profile *profile = p->profile;
    const dc_profile_value *easier = NULL, *harder = NULL;
    dc_prior *prior = p->priors + g;
    dc_prior_place here = place_of(point);
    prior->bounded = prior->found = false;
    for (size_t k = 0; k < profile->point_count; k++) {
        const dc_profile_point *other = profile->points + k;
        const dc_profile_value *value = other->groups + g;
        if (!p->is_done[k])
            continue;
        if (dc_prior_is_harder(here, place_of(other)) &&
            (!easier || mpq_cmp(value->bracket.lo, easier->bracket.lo) > 0))
            easier = value;
        if (!dc_prior_is_harder(place_of(other), here))
            continue;
        dc_prior_bound(prior, value->bracket.hi);
        if (!harder || mpq_cmp(value->bracket.lo, harder->bracket.lo) < 0)
            harder = value;
    }
    dc_status status = try_slab(p, prior, g, easier, error);
    return status == DC_OK ? try_slab(p, prior, g, harder, error) : status;
}

static dc_status ask_of_all_groups(profiling *p, const dc_profile_point *point,
                                   bool *closed, dc_error *error) {
    dc_status status = DC_OK;
    *closed = true;
    for (size_t g = 0; g < p->profile->group_count && status == DC_OK; g++) {
        status = ask_others(p, point, g, error);
        *closed = *closed && dc_prior_closes(p->priors + g);
    }
    return status;
}

/* Both bounds of a prior into a value; its witness is used up. */
static dc_status take_prior(dc_profile_value *value, dc_prior *prior, dc_error *error) {
    if (prior->bounded && mpq_cmp(prior->hi, value->bracket.hi) < 0)
        mpq_set(value->bracket.hi, prior->hi);
    if (prior->found && mpq_cmp(prior->witness.mass, value->bracket.lo) > 0) {
        mpq_set(value->bracket.lo, prior->witness.mass);
        dc_witness_clear(&value->witness);
        value->witness = prior->witness;
        dc_witness_init(&prior->witness);
        prior->found = false;
    }
    int order = mpq_cmp(value->bracket.lo, value->bracket.hi);
    if (order == 0)
        value->stop = DC_STOP_NONE;
    return order <= 0 ? DC_OK
                      : dc_fail(error, DC_EINTERNAL,
                                "two points of a profile contradict each other");
}

static dc_status take_priors(profiling *p, dc_profile_point *point, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t g = 0; g < p->profile->group_count && status == DC_OK; g++)
        status = take_prior(point->groups + g, p->priors + g, error);
    return status;
}

/* The slab that is known is where the search of the group begins. */
static dc_status begin_with(dc_run *run, const dc_prior *prior, dc_error *error) {
    dc_mass mass = dc_mass_most(prior->witness.mass, run->condition.total);
    dc_condition_raise(&run->condition, mass, 0);
    dc_condition_assign(&run->known, &run->condition);
    dc_condition_assign(&run->bound, &run->condition);
    run->found = true;
    return dc_witness_copy(&run->result->witness, &prior->witness, error);
}

static dc_status search_group(dc_run *run, void *user, dc_error *error) {
    profiling *p = user;
    size_t g = run->limits->progress.group_index;
    const dc_prior *prior = p->priors + g;
    dc_status status = prior->found ? begin_with(run, prior, error) : DC_OK;
    if (status != DC_OK || dc_prior_closes(prior))
        return status;
    p->is_searched[g] = true;
    return dc_family_find(run->options->family.kind)->search(run, error);
}

static double time_left(const profiling *p) {
    return p->start + p->options->check.time_limit - dc_clock();
}

static void take_group(dc_profile_value *value, dc_group_result *group) {
    dc_witness_clear(&value->witness);
    value->witness = group->witness;
    dc_witness_init(&group->witness);
    mpq_set(value->bracket.lo, group->bracket.lo);
    mpq_set(value->bracket.hi, group->bracket.hi);
    value->stop = group->stop;
    value->nodes += group->nodes;
    value->seconds += group->seconds;
}

/* Each point that is left gets an equal share of what is left of the time. */
static void share_time(profiling *p) {
    double share = time_left(p) / (double)(p->left > 0 ? p->left : 1);
    p->check.time_limit = share > 1e-9 ? share : 1e-9;
    if (p->options->check.time_limit <= 0)
        p->check.time_limit = 0;
}

static dc_status search_point(profiling *p, dc_profile_point *point, dc_error *error) {
    const dc_group_search instead = { search_group, p };
    size_t groups = p->profile->group_count;
    dc_result *result = NULL;
    memset(p->is_searched, 0, groups * sizeof *p->is_searched);
    share_time(p);
    dc_status status = dc_check_instead(&result, p->data, &p->check, &instead, error);
    for (size_t g = 0; g < groups && status == DC_OK; g++) {
        take_group(point->groups + g, result->groups + g);
        point->groups[g].searched = point->groups[g].searched || p->is_searched[g];
    }
    dc_result_destroy(result);
    return status;
}

/* What others told is the whole answer: there is no other bound to begin with. */
static void set_to_bounds(const profiling *p, dc_profile_point *point) {
    for (size_t g = 0; g < p->profile->group_count; g++)
        mpq_set(point->groups[g].bracket.hi, p->priors[g].hi);
}

static dc_status do_point(profiling *p, size_t k, dc_error *error) {
    dc_profile_point *point = p->profile->points + k;
    bool closed;
    set_constants(p, point);
    dc_status status = ask_of_all_groups(p, point, &closed, error);
    if (status == DC_OK && closed)
        set_to_bounds(p, point);
    else if (status == DC_OK)
        status = search_point(p, point, error);
    if (status == DC_OK)
        status = take_priors(p, point, error);
    p->is_done[k] = true;
    p->left--;
    return status;
}

static bool is_exact(const dc_profile_point *point, size_t groups) {
    bool exact = true;
    for (size_t g = 0; g < groups; g++)
        exact = exact && point->groups[g].stop == DC_STOP_NONE;
    return exact;
}

/* True if a group used up its share of the time: more of it may help. */
static bool ran_out_of_time(const dc_profile_point *point, size_t groups) {
    bool time = false;
    for (size_t g = 0; g < groups; g++)
        time = time || point->groups[g].stop == DC_STOP_TIME;
    return time;
}

/* The order in which all points are done: coarse lists first. */
static void order_points(size_t *order, const dc_profile_options *options) {
    size_t kappas[DC_PROFILE_LIST_MOST], sigmas[DC_PROFILE_LIST_MOST];
    dc_profile_order(kappas, options->kappa_count);
    dc_profile_order(sigmas, options->sigma_count);
    for (size_t s = 0; s < options->sigma_count; s++)
        for (size_t k = 0; k < options->kappa_count; k++)
            *order++ = kappas[k] * options->sigma_count + sigmas[s];
}

static dc_status do_all(profiling *p, const size_t *order, dc_error *error) {
    dc_status status = DC_OK;
    p->left = p->profile->point_count;
    for (size_t k = 0; k < p->profile->point_count && status == DC_OK; k++)
        status = do_point(p, order[k], error);
    return status;
}

/* How many points used up their share of the time. */
static size_t count_late(const profiling *p) {
    size_t late = 0;
    for (size_t k = 0; k < p->profile->point_count; k++)
        late += ran_out_of_time(p->profile->points + k, p->profile->group_count);
    return late;
}

/* Points that took less than their share leave the others more. A round takes all the time that
 * is left, or there is one point less for the next. */
static dc_status do_late(profiling *p, const size_t *order, dc_error *error) {
    dc_status status = DC_OK;
    while (status == DC_OK && (p->left = count_late(p)) > 0 && time_left(p) > 0)
        for (size_t k = 0; k < p->profile->point_count && status == DC_OK; k++)
            if (ran_out_of_time(p->profile->points + order[k], p->profile->group_count))
                status = do_point(p, order[k], error);
    return status;
}

static dc_status do_points(profiling *p, dc_error *error) {
    size_t *order = calloc(p->profile->point_count, sizeof *order);
    if (!order)
        return dc_fail_memory(error, "the profile");
    order_points(order, p->options);
    dc_status status = do_all(p, order, error);
    if (status == DC_OK)
        status = do_late(p, order, error);
    free(order);
    return status;
}

/* Points that a limit cut, by what came after them. */
static dc_status tighten(profiling *p, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t k = 0; k < p->profile->point_count && status == DC_OK; k++) {
        dc_profile_point *point = p->profile->points + k;
        bool closed;
        if (is_exact(point, p->profile->group_count))
            continue;
        set_constants(p, point);
        status = ask_of_all_groups(p, point, &closed, error);
        if (status == DC_OK)
            status = take_priors(p, point, error);
    }
    return status;
}

static void summarise_point(dc_profile *profile, dc_profile_point *point) {
    for (size_t g = 0; g < profile->group_count; g++) {
        const dc_profile_value *value = point->groups + g;
        if (mpq_cmp(value->bracket.lo, point->bracket.lo) > 0) {
            mpq_set(point->bracket.lo, value->bracket.lo);
            point->worst = g;
        }
        if (mpq_cmp(value->bracket.hi, point->bracket.hi) > 0)
            mpq_set(point->bracket.hi, value->bracket.hi);
        profile->searches += value->searched;
        profile->nodes += value->nodes;
        if (profile->stop == DC_STOP_NONE)
            profile->stop = value->stop;
    }
}

static void summarise(profiling *p) {
    for (size_t k = 0; k < p->profile->point_count; k++)
        summarise_point(p->profile, p->profile->points + k);
    p->profile->seconds = dc_clock() - p->start;
}

/* The host's callbacks see the profile, not the point. */
static void report(const dc_progress *progress, void *user) {
    const profiling *p = user;
    const dc_check_options *host = &p->options->check;
    dc_progress own = *progress;
    own.group_count = p->profile->point_count * p->profile->group_count;
    own.group_index += own.group_count - p->left * p->profile->group_count;
    own.seconds = dc_clock() - p->start;
    host->progress(&own, host->user);
}

static bool stop(void *user) {
    const profiling *p = user;
    return p->options->check.stop(p->options->check.user);
}

/* The options of a point: those of the profile, with numbers and callbacks of its own. */
static void prepare_check(profiling *p) {
    const dc_check_options *of = &p->options->check;
    dc_parameters_init(&p->check.parameters);
    p->check.family = of->family; /* its width is borrowed */
    p->check.grouping = of->grouping;
    p->check.question = DC_CRITICAL_MASS;
    p->check.memory = of->memory;
    p->check.threads = of->threads;
    p->check.top = 1;
    p->check.progress = of->progress ? report : NULL;
    p->check.stop = of->stop ? stop : NULL;
    p->check.user = p;
}

static void profiling_clear(profiling *p) {
    for (size_t g = 0; p->priors && g < p->profile->group_count; g++)
        dc_prior_clear(p->priors + g);
    free(p->priors);
    free(p->is_searched);
    free(p->is_done);
    dc_groups_destroy(p->groups);
    dc_parameters_clear(&p->check.parameters);
}

static dc_status run(profiling *p, dc_error *error) {
    dc_status status = dc_groups_create(&p->groups, p->data, p->options->check.grouping,
                                        error);
    if (status == DC_OK)
        status = make_profile(p, error);
    if (status == DC_OK)
        status = make_priors(p, error);
    if (status == DC_OK)
        status = do_points(p, error);
    if (status == DC_OK)
        status = tighten(p, error);
    if (status == DC_OK)
        summarise(p);
    return status;
}

dc_status dc_profile_create(dc_profile **out, const dc_dataset *data,
                            const dc_profile_options *options, dc_error *error) {
    profiling p = { .data = data, .options = options, .start = dc_clock() };
    *out = NULL;
    dc_status status = check_list("kappa", options->kappas, options->kappa_count, 1,
                                  error);
    if (status == DC_OK)
        status = check_list("sigma", options->sigmas, options->sigma_count, 0, error);
    if (status != DC_OK)
        return status;
    prepare_check(&p);
    status = run(&p, error);
    profiling_clear(&p);
    if (status != DC_OK) {
        dc_profile_destroy(p.profile);
        return status;
    }
    *out = p.profile;
    return dc_succeed(error);
}
