#include "units.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <doublecheck/check.h>
#include <doublecheck/dataset.h>
#include <doublecheck/team.h>
#include <doublecheck/variability.h>

#include "cli/stream.h"
#include "floor/affine/branching.h"
#include "floor/affine/directions.h"
#include "geometry/way.h"
#include "lp/exact.h"
#include "stress/cache.h"

/* What a unit returns: whether it could do all. It asks for no memory by itself. */
typedef bool unit(void);

/* ---- data ------------------------------------------------------------------------ */

enum { POINTS = 12, COLUMNS = 2 };

static dc_status make_points(dc_dataset **data, const char *const *labels,
                             dc_error *error) {
    double doubles[POINTS * COLUMNS];
    for (int k = 0; k < POINTS; k++) {
        doubles[COLUMNS * k] = k % 4;
        doubles[COLUMNS * k + 1] = k * k % 7;
    }
    const dc_rows rows = {
        .points = POINTS, .features = COLUMNS, .doubles = doubles, .labels = labels
    };
    return dc_dataset_from_rows(data, &rows, error);
}

static bool points_in_memory(void) {
    dc_dataset *data;
    dc_error error;
    dc_status status = make_points(&data, NULL, &error);
    if (status == DC_OK)
        printf("%zu points\n", dc_dataset_points(data));
    dc_dataset_destroy(data);
    return status == DC_OK;
}

static bool empty_text(void) {
    cli_stream stream;
    if (!cli_stream_open(&stream))
        return false;
    char *text = cli_stream_close(&stream);
    bool made = text && *text == '\0';
    free(text);
    return made;
}

static bool two_samples(void) {
    static const double one[] = { 1, 2, 4 }, other[] = { 2, 3, 5, 7 };
    double distance, level;
    dc_error error;
    bool made = dc_trimming_distance(&distance, one, 3, other, 4, 0.1, &error) == DC_OK &&
                dc_trimming_level(&level, one, 3, other, 4, 0.2, &error) == DC_OK;
    if (made)
        printf("%.17g %.17g\n", distance, level);
    return made;
}

/* ---- search ---------------------------------------------------------------------- */

/* Halvings beyond what a word holds. */
static bool long_way(void) {
    dc_way way = dc_way_to_chart(1), half, copy;
    for (int k = 0; k < 3 * DC_WAY_INLINE; k++) {
        bool made = dc_way_to_half(&half, &way, k % 3 == 0);
        dc_way_clear(&way);
        if (!made)
            return false;
        way = half;
    }
    bool made = dc_way_of(&copy, way.chart, way.depth, dc_way_word(&way));
    if (made)
        printf("depth %u, %d\n", copy.depth,
               memcmp(dc_way_word(&copy), dc_way_word(&way),
                      dc_way_words(&way) * sizeof(uint64_t)));
    dc_way_clear(&copy);
    dc_way_clear(&way);
    return made;
}

/* z_0 > 0, and if `opposite` - z_0 > 0. */
static bool decide(bool opposite) {
    dc_system system;
    fmpz z[2] = { 0 }, multiplier[2] = { 0 };
    dc_alternative answer = DC_UNKNOWN;
    if (dc_system_create(&system, 2, 2)) {
        fmpz_set_si(dc_system_append(&system, true), 1);
        if (opposite)
            fmpz_set_si(dc_system_append(&system, true), -1);
        answer = dc_system_decide_exactly(&system, z, multiplier);
        dc_system_destroy(&system);
    }
    if (answer != DC_UNKNOWN)
        printf("%s\n", answer == DC_SOLUTION ? "a solution" : "multipliers");
    for (int k = 0; k < 2; k++) {
        fmpz_clear(z + k);
        fmpz_clear(multiplier + k);
    }
    return answer == (opposite ? DC_INFEASIBLE : DC_SOLUTION);
}

static bool exact_alternative(void) {
    return decide(false) && decide(true);
}

static bool stop_once_kept(void *user) {
    return access(user, F_OK) == 0;
}

/* Checks `data`; the program's messages and files are those of a command. */
static bool check(const dc_dataset *data, const dc_check_options *options) {
    dc_result *result;
    dc_error error;
    if (dc_check(&result, data, options, &error) != DC_OK)
        return false;
    gmp_printf("%s, %Qd\n", dc_stop_name(result->stop), result->groups[0].bracket.hi);
    dc_result_destroy(result);
    return true;
}

/* Points and options of a check by one thread; `destroy_question` frees both. */
static bool make_question(dc_dataset **data, dc_check_options *options) {
    dc_error error;
    if (make_points(data, NULL, &error) != DC_OK)
        return false;
    dc_check_options_init(options);
    options->threads = 1;
    return true;
}

static void destroy_question(dc_dataset *data, dc_check_options *options) {
    dc_check_options_clear(options);
    dc_dataset_destroy(data);
}

/* Cut between two sets of columns, and taken up there. */
static bool resumed_sets(void) {
    static char path[] = "out/checkpoint";
    dc_check_options options;
    dc_dataset *data;
    if (!make_question(&data, &options))
        return false;
    options.family.kind = DC_FAMILY_SPARSE;
    options.family.sparsity = 1;
    options.top = 1;
    options.checkpoint = options.user = path;
    options.checkpoint_every = 0;
    options.time_limit = 0;
    options.stop = stop_once_kept;
    bool made = check(data, &options);
    options.stop = NULL;
    options.resume = path;
    made = made && check(data, &options);
    destroy_question(data, &options);
    return made;
}

/* ---- several processes ------------------------------------------------------------ */

static bool stop_at_once(void *user) {
    (void)user;
    return true;
}

static bool lead(void) {
    dc_check_options options;
    dc_dataset *data;
    if (!make_question(&data, &options))
        return false;
    options.stop = stop_at_once;
    bool made = check(data, &options);
    destroy_question(data, &options);
    return made;
}

/* A leader that is told to end calls the others. */
static bool interrupted_leader(void) {
    dc_error error;
    bool made = dc_team_begin(&error) == DC_OK;
    if (made)
        made = dc_team_rank() == 0 ? lead() : dc_team_serve(&error) == DC_OK;
    if (dc_team_lost())
        fprintf(stderr, "%s\n", dc_team_lost());
    dc_team_end();
    return made;
}

/* ---- stress ---------------------------------------------------------------------- */

static bool many_outcomes(void) {
    static const dc_cache_identity identity;
    double key[DC_CACHE_KEY_MOST] = { 0 }, value[DC_CACHE_VALUE_MOST] = { 0 };
    dc_cache cache;
    dc_error error;
    dc_status status = dc_cache_open(&cache, NULL, &identity, &error);
    for (int k = 0; k < 1100 && status == DC_OK; k++) {
        key[0] = value[0] = k;
        status = dc_cache_add(&cache, DC_CACHE_OUTCOME, key, value, &error);
    }
    if (status == DC_OK)
        printf("%zu outcomes\n", cache.count);
    dc_cache_close(&cache);
    return status == DC_OK;
}

/* ---- a floor of the data ---------------------------------------------------------- */

static bool whiten(dc_instance *instance) {
    double whitener[DC_FEW_DIMS * DC_FEW_DIMS] = { 0 };
    size_t dims = instance->dims;
    for (size_t l = 0; l < dims; l++) {
        double size = 1;
        for (size_t s = 0; s < instance->points; s++)
            size = fmax(size, fabs((double)dc_instance_point(instance, s)[l]));
        whitener[l * dims + l] = 2 / size;
    }
    return dc_instance_whiten(instance, whitener);
}

static bool make_instance(dc_instance *instance) {
    static const char *const labels[POINTS] = { "a", "b", "a", "a", "b", "a",
                                                "b", "b", "a", "b", "b", "a" };
    dc_dataset *data;
    dc_error error;
    mpq_t loss;
    mpq_init(loss);
    mpq_set_d(loss, 0.6875);
    bool given = make_points(&data, labels, &error) == DC_OK;
    bool made = given &&
                dc_instance_create(instance, data, loss, NULL, &error) == DC_OK &&
                whiten(instance);
    if (given && !made)
        dc_instance_clear(instance);
    dc_dataset_destroy(data);
    mpq_clear(loss);
    return made;
}

static bool sets_of_decisions(void) {
    dc_instance instance;
    dc_branching branching;
    double center[2 * DC_FEW_DIMS] = { 0 };
    bool made = make_instance(&instance), proved = true;
    if (!made)
        return false;
    made = dc_branching_create(&branching, &instance, center, 1, NULL);
    for (int64_t T = instance.total; T > 0 && made && proved; T--) {
        proved = dc_branching_prove(&branching, T, 12);
        made = !branching.failed;
    }
    if (made)
        printf("threshold %lld\n", (long long)branching.proved);
    dc_branching_destroy(&branching);
    dc_instance_clear(&instance);
    return made;
}

static int64_t keep_threshold(void *user, const double *v, const size_t *ties,
                              size_t count) {
    const dc_directions *directions = user;
    (void)v;
    (void)ties;
    (void)count;
    return directions->threshold;
}

static bool boxes_of_directions(void) {
    dc_instance instance;
    dc_directions directions;
    if (!make_instance(&instance))
        return false;
    bool made = dc_directions_create(&directions, &instance, 1, 1, 1 << 20, NULL);
    directions.found = keep_threshold;
    directions.user = &directions;
    for (int level = 0; level < 8 && made && dc_directions_level(&directions); level++)
        ;
    made = made && !directions.failed;
    if (made)
        printf("%llu boxes\n", (unsigned long long)directions.nodes);
    dc_directions_destroy(&directions);
    dc_instance_clear(&instance);
    return made;
}

static const struct {
    const char *name;
    unit *run;
} units[] = {
    { "points", points_in_memory },
    { "text", empty_text },
    { "samples", two_samples },
    { "way", long_way },
    { "exact", exact_alternative },
    { "sets", resumed_sets },
    { "interrupted", interrupted_leader },
    { "outcomes", many_outcomes },
    { "decisions", sets_of_decisions },
    { "directions", boxes_of_directions },
};

int unit_main(int argc, char **argv) {
    for (size_t k = 0; k < sizeof units / sizeof *units && argc == 3; k++)
        if (strcmp(argv[2], units[k].name) == 0) {
            if (units[k].run())
                return 0;
            fputs("not enough memory\n", stderr);
            return 2;
        }
    fputs("no such unit\n", stderr);
    return 1;
}
