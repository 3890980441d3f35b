/* Constants for which a data set satisfies the condition, and the floors they give. */
#include "floor/choice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "floor/chooser.h"
#include "floor/coarse.h"
#include "floor/doubling.h"
#include "floor/guarantee.h"

enum { BISECTIONS = 20, ROOM = 64 };

/* The fine grid changes the ranks of gains that are closer than that to the best. */
static const double KEPT_GAIN = 0.85;

void dc_floor_options_init(dc_floor_options *options) {
    memset(options, 0, sizeof *options);
    dc_check_options_init(&options->check);
    mpq_inits(options->loss, options->slope, NULL);
}

void dc_floor_options_clear(dc_floor_options *options) {
    dc_check_options_clear(&options->check);
    mpq_clears(options->loss, options->slope, NULL);
}

void dc_floor_init(dc_floor *floor) {
    mpq_inits(floor->accuracy, floor->trivial, NULL);
    floor->constants = SIZE_MAX;
}

void dc_floor_clear(dc_floor *floor) {
    mpq_clears(floor->accuracy, floor->trivial, NULL);
}

void dc_choice_listen(dc_choice *choice, bool (*stop)(void *user), void *user) {
    choice->guarantee.stop = stop;
    choice->guarantee.user = user;
}

dc_stop dc_choice_stop(const dc_choice *choice) {
    return choice->stop;
}

size_t dc_choice_count(const dc_choice *choice) {
    return choice->count;
}

const dc_parameters *dc_choice_constants(const dc_choice *choice, size_t k) {
    return k < choice->count ? choice->list + k : NULL;
}

dc_status dc_choice_add(dc_choice *choice, const dc_parameters *constants,
                        dc_error *error) {
    if (choice->count == choice->room) {
        size_t room = choice->room ? 2 * choice->room : ROOM;
        dc_parameters *list = realloc(choice->list, room * sizeof *list);
        if (!list)
            return dc_fail_memory(error, "the constants");
        choice->list = list;
        choice->room = room;
    }
    dc_parameters *copy = choice->list + choice->count++;
    dc_parameters_init(copy);
    dc_parameters_assign(copy, constants);
    return DC_OK;
}

/* True if a asks for no less than b, and from no larger mass on: its floors are no
 * worse. */
static bool dominates(const dc_parameters *a, const dc_parameters *b) {
    return mpq_cmp(a->kappa, b->kappa) <= 0 && mpq_cmp(a->sigma, b->sigma) >= 0 &&
           mpq_cmp(a->delta, b->delta) >= 0 && mpq_cmp(a->m0, b->m0) <= 0;
}

bool dc_choice_needs(const dc_choice *choice, size_t k) {
    for (size_t j = 0; j < choice->count; j++) {
        bool better = j != k && dominates(choice->list + j, choice->list + k);
        if (better && (j < k || !dominates(choice->list + k, choice->list + j)))
            return false;
    }
    return true;
}

/* Of constants that dominate each other, which are equal, one stays. */
static void drop_dominated(dc_choice *choice) {
    for (size_t k = choice->count; k-- > 0;) {
        if (dc_choice_needs(choice, k))
            continue;
        dc_parameters_clear(choice->list + k);
        choice->list[k] = choice->list[--choice->count];
    }
}

static dc_status search_constants(dc_choice *choice, const dc_dataset *data,
                                  const dc_floor_options *options, dc_error *error) {
    dc_chooser c;
    dc_chooser_init(&c, choice, data, options);
    dc_status status = mpq_sgn(c.useful) > 0 ? dc_chooser_try_table(&c, error) : DC_OK;
    if (status == DC_OK && !options->fixed)
        status = dc_chooser_refine(&c, error);
    if (c.ended == DC_STOP_INTERRUPTED || choice->stop == DC_STOP_NONE)
        choice->stop = c.ended;
    drop_dominated(choice);
    dc_chooser_clear(&c);
    return status;
}

static dc_status set_radius(dc_guarantee *g, const dc_floor_options *options,
                            dc_error *error) {
    const dc_family *family = &options->check.family;
    if (family->kind != DC_FAMILY_WIDTH)
        return DC_OK;
    if (mpq_sgn(options->slope) <= 0)
        return dc_fail(error, DC_EUSAGE,
                       "family width needs a slope V > 0 that no "
                       "classifier's |v| exceeds");
    dc_guarantee_set_radius(g, family->width, options->slope);
    return DC_OK;
}

dc_status dc_choice_create(dc_choice **out, const dc_dataset *data,
                           const dc_floor_options *options, dc_error *error) {
    *out = NULL;
    dc_choice *choice = calloc(1, sizeof *choice);
    if (!choice)
        return dc_fail_memory(error, "the constants");
    dc_guarantee_init(&choice->guarantee);
    choice->guarantee.fineness = options->fineness;
    dc_status status = set_radius(&choice->guarantee, options, error);
    if (status == DC_OK)
        status = dc_guarantee_set_groups(&choice->guarantee, data,
                                         options->check.grouping, error);
    if (status == DC_OK)
        status = search_constants(choice, data, options, error);
    if (status != DC_OK) {
        dc_choice_destroy(choice);
        return status;
    }
    *out = choice;
    return dc_succeed(error);
}

dc_status dc_choice_of(dc_choice **out, const dc_guarantee *guarantee, dc_error *error) {
    *out = NULL;
    dc_choice *choice = calloc(1, sizeof *choice);
    if (!choice)
        return dc_fail_memory(error, "the constants");
    dc_guarantee_init(&choice->guarantee);
    dc_status status = dc_choice_add(choice, &guarantee->parameters, error);
    if (status == DC_OK)
        status = dc_guarantee_assign(&choice->guarantee, guarantee, error);
    if (status != DC_OK) {
        dc_choice_destroy(choice);
        return status;
    }
    *out = choice;
    return dc_succeed(error);
}

void dc_choice_destroy(dc_choice *choice) {
    if (!choice)
        return;
    for (size_t k = 0; k < choice->count; k++)
        dc_parameters_clear(choice->list + k);
    free(choice->list);
    dc_guarantee_clear(&choice->guarantee);
    free(choice);
}

/* Raises accuracy to the floor that constants give, on some grid. */
typedef dc_status raiser(mpq_t accuracy, const dc_choice *choice,
                         const dc_parameters *constants, const mpq_t loss,
                         dc_error *error);

static dc_status raise_fine(mpq_t accuracy, const dc_choice *choice,
                            const dc_parameters *constants, const mpq_t loss,
                            dc_error *error) {
    dc_guarantee g = choice->guarantee; /* its numbers are borrowed */
    g.parameters = *constants;
    g.loss[0] = loss[0];
    return dc_doubling_raise(accuracy, &g, error);
}

/* The same for a floor, which names the constants that raised it. */
static dc_status raise_by(raiser *raise, dc_floor *floor, const dc_choice *choice,
                          size_t k, const mpq_t loss, dc_error *error) {
    mpq_t before;
    mpq_init(before);
    mpq_set(before, floor->accuracy);
    dc_status status = raise(floor->accuracy, choice, choice->list + k, loss, error);
    if (mpq_cmp(floor->accuracy, before) > 0)
        floor->constants = k;
    mpq_clear(before);
    return status;
}

static dc_status raise_coarsely(dc_floor *floor, const dc_choice *choice, size_t k,
                                const mpq_t loss, dc_error *error) {
    return raise_by(dc_coarse_raise, floor, choice, k, loss, error);
}

/* Constants that beat floor->accuracy on a coarse grid, if there are any. The first to be
 * tried are often those that were best before. */
static dc_status any_of(dc_floor *floor, const dc_choice *choice, const mpq_t loss,
                        size_t first, dc_error *error) {
    dc_status status = DC_OK;
    floor->constants = SIZE_MAX;
    if (first < choice->count)
        status = raise_coarsely(floor, choice, first, loss, error);
    for (size_t k = 0; k < choice->count && status == DC_OK; k++)
        if (k != first && floor->constants == SIZE_MAX)
            status = raise_coarsely(floor, choice, k, loss, error);
    return status;
}

/* T5's floor. */
static dc_status begin(dc_floor *floor, const mpq_t loss, dc_error *error) {
    dc_status status = dc_floor_trivial(floor->trivial, loss, error);
    mpq_set(floor->accuracy, floor->trivial);
    floor->constants = SIZE_MAX;
    return status;
}

/* Of constants with the kappa of the k-th those with the best floor on a coarse grid, if
 * it beats floor->accuracy. The first to be tried, often those that were best before,
 * show soon that others are no better. */
static dc_status best_of_kappa(dc_floor *floor, const dc_choice *choice, size_t k,
                               const mpq_t loss, size_t first, dc_error *error) {
    mpq_srcptr kappa = choice->list[k].kappa;
    bool known = first < choice->count && mpq_equal(choice->list[first].kappa, kappa);
    dc_status status = known ? raise_coarsely(floor, choice, first, loss, error) : DC_OK;
    for (; k < choice->count && status == DC_OK; k++)
        if (!(known && k == first) && mpq_equal(choice->list[k].kappa, kappa))
            status = raise_coarsely(floor, choice, k, loss, error);
    return status;
}

static bool is_first_of_kappa(const dc_choice *choice, size_t k) {
    for (size_t j = 0; j < k; j++)
        if (mpq_equal(choice->list[j].kappa, choice->list[k].kappa))
            return false;
    return true;
}

static double expected_gain(const dc_choice *choice, const dc_floor *floor) {
    double gain = mpq_get_d(floor->accuracy) - mpq_get_d(floor->trivial);
    return gain * dc_coarse_growth(choice, choice->list[floor->constants].kappa);
}

/* Where the last of `count` belongs. */
static void sort_in(dc_floor *best, size_t count, const dc_choice *choice) {
    for (size_t i = count - 1; i > 0; i--) {
        if (expected_gain(choice, best + i) <= expected_gain(choice, best + i - 1))
            break;
        dc_floor other = best[i];
        best[i] = best[i - 1];
        best[i - 1] = other;
    }
}

/* best[choice->count]: for each kappa whose constants beat T5, the best; the better the
 * earlier. */
static dc_status rank(dc_floor *best, size_t *count, const dc_choice *choice,
                      const mpq_t loss, size_t first, dc_error *error) {
    dc_status status = DC_OK;
    *count = 0;
    for (size_t k = 0; k < choice->count && status == DC_OK; k++) {
        dc_floor *next = best + *count;
        if (!is_first_of_kappa(choice, k))
            continue;
        status = begin(next, loss, error);
        if (status == DC_OK)
            status = best_of_kappa(next, choice, k, loss, first, error);
        if (next->constants != SIZE_MAX)
            sort_in(best, ++*count, choice);
    }
    return status;
}

/* The best of each kappa on the fine grid; if that was stopped, on the coarse one. */
static dc_status improve(dc_floor *floor, const dc_choice *choice, const mpq_t loss,
                         size_t first, dc_error *error) {
    size_t count = choice->count, ranked = 0;
    dc_floor *best = malloc((count + 1) * sizeof *best);
    if (!best)
        return dc_fail_memory(error, "the floors");
    for (size_t k = 0; k < count; k++)
        dc_floor_init(best + k);
    dc_status status = rank(best, &ranked, choice, loss, first, error);
    if (ranked > 0) {
        mpq_set(floor->accuracy, best->accuracy);
        floor->constants = best->constants;
    }
    double most = ranked > 0 ? expected_gain(choice, best) : 0;
    for (size_t i = 0; i < ranked && status == DC_OK; i++)
        if (expected_gain(choice, best + i) >= KEPT_GAIN * most)
            status = raise_by(raise_fine, floor, choice, best[i].constants, loss, error);
    for (size_t k = 0; k < count; k++)
        dc_floor_clear(best + k);
    free(best);
    return status;
}

dc_status dc_choice_floor(dc_floor *floor, const dc_choice *choice, const mpq_t loss,
                          dc_error *error) {
    size_t first = floor->constants;
    dc_status status = begin(floor, loss, error);
    return status == DC_OK ? improve(floor, choice, loss, first, error) : status;
}

/* Losses that are tried for an accuracy; the largest so far that guarantees it, and its
 * floor. */
typedef struct inverse {
    const dc_choice *choice;
    mpq_srcptr accuracy;
    mpq_ptr loss;
    dc_floor *floor;
    dc_floor tried;
} inverse;

static void keep_tried(inverse *i) {
    mpq_set(i->floor->accuracy, i->tried.accuracy);
    mpq_set(i->floor->trivial, i->tried.trivial);
    i->floor->constants = i->tried.constants;
}

/* Raises the loss by step if the accuracy is guaranteed there too: on a coarse grid by
 * any constants, or on the fine one by those that are known. */
static dc_status raise_loss(bool *raised, inverse *i, const mpq_t step, bool coarse,
                            dc_error *error) {
    size_t known = i->floor->constants;
    mpq_t loss;
    mpq_init(loss);
    mpq_add(loss, i->loss, step);
    dc_status status = begin(&i->tried, loss, error);
    *raised = mpq_cmp(i->tried.accuracy, i->accuracy) >= 0;
    if (!*raised && status == DC_OK) {
        mpq_set(i->tried.accuracy, i->accuracy);
        i->tried.constants = known;
        status = coarse ? any_of(&i->tried, i->choice, loss, known, error)
                 : known < i->choice->count
                     ? raise_fine(i->tried.accuracy, i->choice, i->choice->list + known,
                                  loss, error)
                     : DC_OK;
        *raised = mpq_cmp(i->tried.accuracy, i->accuracy) > 0;
    }
    if (*raised) {
        mpq_set(i->loss, loss);
        keep_tried(i);
    }
    mpq_clear(loss);
    return status;
}

/* No floor is above 0 beyond log 2 < 1. */
static dc_status bisect(inverse *i, dc_error *error) {
    dc_status status = DC_OK;
    bool raised;
    mpq_t step;
    mpq_init(step);
    mpq_set_ui(step, 1, 1);
    for (int k = 0; k < BISECTIONS && status == DC_OK; k++) {
        mpq_div_2exp(step, step, 1);
        status = raise_loss(&raised, i, step, true, error);
    }
    mpq_clear(step);
    return status;
}

/* The best constants for the loss take the place of those that were the first to do. */
static dc_status compare(inverse *i, dc_error *error) {
    i->tried.constants = i->floor->constants;
    dc_status status = dc_choice_floor(&i->tried, i->choice, i->loss, error);
    if (mpq_cmp(i->tried.accuracy, i->floor->accuracy) >= 0)
        keep_tried(i);
    return status;
}

/* Rounded down to a multiple of 2^-BISECTIONS. */
static double whole_steps(double step) {
    return ldexp(floor(ldexp(step, BISECTIONS)), -BISECTIONS);
}

/* About how much the loss may grow: floors seldom fall faster than T5's. */
static void set_step(mpq_t step, const mpq_t reached, const mpq_t accuracy) {
    mpq_sub(step, reached, accuracy);
    mpq_set_d(step, whole_steps(mpq_get_d(step) * M_LN2));
}

static dc_status climb(inverse *i, dc_error *error) {
    dc_status status = DC_OK;
    bool raised;
    mpq_t step;
    mpq_init(step);
    set_step(step, i->floor->accuracy, i->accuracy);
    while (status == DC_OK && mpq_sgn(step) > 0) {
        status = raise_loss(&raised, i, step, false, error);
        if (raised)
            set_step(step, i->floor->accuracy, i->accuracy);
        else
            mpq_set_d(step, whole_steps(mpq_get_d(step) / 4));
    }
    mpq_clear(step);
    return status;
}

dc_status dc_choice_loss(mpq_t loss, dc_floor *floor, const dc_choice *choice,
                         const mpq_t accuracy, dc_error *error) {
    inverse i = { choice, accuracy, loss, floor, { .constants = SIZE_MAX } };
    if (mpq_sgn(accuracy) < 0 || mpq_cmp_ui(accuracy, 1, 1) > 0)
        return dc_fail(error, DC_EUSAGE, "an accuracy is between 0 and 1");
    dc_floor_init(&i.tried);
    mpq_set_ui(loss, 0, 1);
    dc_status status = begin(floor, loss, error);
    if (status == DC_OK)
        status = bisect(&i, error);
    if (status == DC_OK)
        status = compare(&i, error);
    if (status == DC_OK)
        status = climb(&i, error);
    dc_floor_clear(&i.tried);
    return status;
}
