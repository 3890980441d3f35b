/* A second pass over a result that writes its certificate: each group's bracket is
 * proved at its upper end (docs/certificate-format.md, sections 4 to 6). */
#include <doublecheck/certificate.h>

#include <cblas.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"
#include "certificate/header.h"
#include "geometry/reduce.h"
#include "search/family.h"
#include "search/question.h"
#include "search/subset.h"
#include "search/tiling.h"

/* One group's proof. */
typedef struct proof {
    const dc_dataset *data;
    const dc_check_options *options;
    dc_limits *limits;
    dc_sink *sink;
    dc_text text; /* what comes next */
    dc_points points;
    dc_condition condition;  /* at the bound that is claimed */
    const dc_boxtree *boxes; /* what the search said of them; or NULL */
    uint64_t nodes;
} proof;

static void put_integers(dc_text *text, const char *word, const fmpz *value,
                         size_t count) {
    dc_text_put(text, "%s", word);
    for (size_t k = 0; k < count; k++) {
        dc_text_put(text, " ");
        dc_text_integer(text, value + k);
    }
    dc_text_put(text, "\n");
}

static bool by_ratio(const proof *p) {
    return p->options->question == DC_MAXIMIZE_SIGMA;
}

static dc_status fail_stopped(dc_error *error) {
    return dc_fail(error, DC_ESTOPPED, "interrupted while writing a certificate");
}

static dc_status check_stop(const proof *p, dc_error *error) {
    return dc_limits_check(p->limits) == DC_STOP_INTERRUPTED ? fail_stopped(error)
                                                             : DC_OK;
}

/* What is left out depends on what is kept: in the file's units, D scale_l and
 * c_j scale_j. */
static dc_status put_relations(proof *p, const dc_points *points,
                               const dc_reduction *reduction, dc_error *error) {
    dc_status status = DC_OK;
    fmpz *c = _fmpz_vec_init((slong)reduction->kept + 1);
    for (size_t l = 0, next = 0; l < points->dims && status == DC_OK; l++) {
        if (next < reduction->kept && reduction->keep[next] == l) {
            next++;
            continue;
        }
        status = check_stop(p, error);
        if (status == DC_OK && !dc_reduction_relation(c + 1, c, reduction, points, l))
            status = dc_fail(error, DC_EINTERNAL, "a dependent column is not dependent");
        fmpz_mul(c, c, points->scale + l);
        for (size_t j = 0; j < reduction->kept; j++)
            fmpz_mul(c + 1 + j, c + 1 + j, points->scale + reduction->keep[j]);
        put_integers(&p->text, "affine", c, reduction->kept + 1);
    }
    _fmpz_vec_clear(c, (slong)reduction->kept + 1);
    return status;
}

static void put_space(dc_text *text, const dc_space *space) {
    size_t dims = space->dims;
    put_integers(text, "scale", space->points->scale, dims);
    put_integers(text, "origin", space->origin, dims);
    dc_text_put(text, "transform");
    for (size_t r = 0; r < dims; r++)
        for (size_t c = 0; c <= r; c++) {
            dc_text_put(text, " ");
            dc_text_integer(text, space->transform + r * dims + c);
        }
    dc_text_put(text, "\n");
}

/* The problem about points (reduced): its space and trees. */
static dc_status write_trees(proof *p, const dc_points *points, dc_error *error) {
    dc_problem problem;
    bool wide = p->options->family.kind == DC_FAMILY_WIDTH;
    dc_problem_open(&problem, points, &p->condition,
                    wide ? p->options->family.width : NULL);
    dc_status status = dc_problem_place(&problem, p->limits, error);
    if (status == DC_OK && !problem.placed)
        status = fail_stopped(error);
    if (status != DC_OK) {
        dc_problem_destroy(&problem);
        return status;
    }
    put_space(&p->text, &problem.space);
    if (points->dims == 1)
        dc_text_put(&p->text, ".");
    status = dc_sink_put(p->sink, &p->text, error);
    if (status == DC_OK && points->dims > 1)
        status = dc_tiling_write(&problem, p->boxes, p->limits, p->sink, &p->nodes,
                                 error);
    dc_text_put(&p->text, "\n");
    dc_problem_destroy(&problem);
    return status;
}

/* The problem about some of the group's coordinates. */
static dc_status write_problem(proof *p, const size_t *columns, size_t size,
                               dc_error *error) {
    bool wide = p->options->family.kind == DC_FAMILY_WIDTH;
    dc_points all, kept;
    dc_reduction reduction = { 0 };
    dc_watch watch;
    dc_watch_start(&watch, p->limits);
    dc_status status = dc_points_project(&all, &p->points, columns, size, error);
    if (status != DC_OK)
        return status;
    status = dc_reduction_find(&reduction, &all, !wide, &watch.halt, error);
    if (status == DC_ESTOPPED)
        status = fail_stopped(error);
    if (status == DC_OK)
        status = dc_points_project(&kept, &all, reduction.keep, reduction.kept, error);
    if (status == DC_OK) {
        dc_text_put(&p->text, "keep %zu", reduction.kept);
        for (size_t j = 0; j < reduction.kept; j++)
            dc_text_put(&p->text, " %zu", kept.feature[j] + 1);
        dc_text_put(&p->text, "\n");
        status = put_relations(p, &all, &reduction, error);
        if (status == DC_OK)
            status = write_trees(p, &kept, error);
        dc_points_destroy(&kept);
    }
    dc_reduction_clear(&reduction);
    dc_points_destroy(&all);
    return status;
}

/* Every set of `size` of the group's coordinates. */
static dc_status write_subsets(proof *p, size_t size, dc_error *error) {
    size_t dims = p->points.dims;
    size_t *columns = malloc((size + 1) * sizeof *columns);
    dc_status status = columns ? DC_OK : dc_fail_memory(error, "coordinate sets");
    if (columns)
        dc_subset_first(columns, size);
    while (status == DC_OK) {
        status = check_stop(p, error);
        if (status == DC_OK)
            status = write_problem(p, columns, size, error);
        if (!dc_subset_next(columns, size, dims))
            break;
    }
    free(columns);
    return status;
}

/* A direction's problem has one coordinate, <v,x>, whose values share the least common
 * multiple of the columns' scales as a denominator. */
static void put_ray(dc_text *text, const fmpz *projection, size_t count,
                    const fmpz_t scale) {
    size_t k = 1;
    while (k < count && fmpz_equal(projection, projection + k))
        k++;
    if (k == count) {
        dc_text_put(text, "keep 0\naffine 1\n");
        return;
    }
    dc_text_put(text, "keep 1 1\n");
    put_integers(text, "scale", scale, 1);
    dc_text_put(text, "origin 0\ntransform 1\n.\n");
}

static dc_status write_rays(proof *p, dc_error *error) {
    const dc_dataset *directions = p->options->family.directions;
    const dc_points *points = &p->points;
    dc_status status = DC_OK;
    fmpz *projection = _fmpz_vec_init((slong)points->count);
    fmpz *v = _fmpz_vec_init((slong)points->dims);
    fmpz_t scale;
    fmpz_init(scale);
    for (size_t row = 0; row < dc_dataset_points(directions) && status == DC_OK; row++) {
        dc_ray_direction(v, scale, points, directions, row);
        for (size_t k = 0; k < points->count; k++)
            _fmpz_vec_dot(projection + k, dc_points_row(points, k), v,
                          (slong)points->dims);
        put_ray(&p->text, projection, points->count, scale);
        status = dc_sink_put(p->sink, &p->text, error);
        if (status == DC_OK)
            status = check_stop(p, error);
    }
    fmpz_clear(scale);
    _fmpz_vec_clear(v, (slong)points->dims);
    _fmpz_vec_clear(projection, (slong)points->count);
    return status;
}

/* The features that are constant on the group. */
static void put_constant(proof *p) {
    const dc_points *points = &p->points;
    dc_text_put(&p->text, "constant %zu", points->constant);
    for (size_t f = 0, l = 0; f < dc_dataset_features(p->data); f++) {
        if (l < points->dims && points->feature[l] == f)
            l++;
        else
            dc_text_put(&p->text, " %zu", f + 1);
    }
    dc_text_put(&p->text, "\n");
}

/* Coordinates in a problem: family sparse has many problems. */
static size_t problem_size(const proof *p) {
    const dc_family *family = &p->options->family;
    size_t wanted = family->kind == DC_FAMILY_SPARSE ? family->sparsity
                    : family->kind == DC_FAMILY_AXES ? 1
                                                     : p->points.dims;
    return wanted < p->points.dims ? wanted : p->points.dims;
}

static dc_status write_problems(proof *p, dc_error *error) {
    put_constant(p);
    if (p->options->family.kind == DC_FAMILY_DIRECTIONS)
        return write_rays(p, error);
    return p->points.dims ? write_subsets(p, problem_size(p), error) : DC_OK;
}

/* sigma* = L/U - 1. */
static void sigma_of_witness(mpq_t sigma, const dc_witness *witness) {
    mpq_div(sigma, witness->dilated_mass, witness->mass);
    mpz_sub(mpq_numref(sigma), mpq_numref(sigma), mpq_denref(sigma));
}

static void put_slab(proof *p, const dc_witness *witness) {
    mpq_t value;
    if (!witness->v) {
        dc_text_put(&p->text, "slab none\n");
        return;
    }
    mpq_init(value);
    if (by_ratio(p))
        sigma_of_witness(value, witness);
    else
        mpq_set(value, witness->mass);
    dc_text_put(&p->text, "slab ");
    dc_text_fraction(&p->text, value);
    for (size_t l = 0; l < witness->features; l++) {
        dc_text_put(&p->text, " ");
        dc_text_mpz(&p->text, witness->v[l]);
    }
    dc_text_put(&p->text, " ");
    dc_text_fraction(&p->text, witness->c);
    dc_text_put(&p->text, " ");
    dc_text_fraction(&p->text, witness->r);
    dc_text_put(&p->text, "\n");
    mpq_clear(value);
}

static bool proved_infinite(const dc_group_result *group) {
    return group->bracket.infinite && group->stop == DC_STOP_NONE;
}

/* The condition at a result's bound; true if it needs no proof. */
static bool set_bound(proof *p, const dc_group_result *group) {
    dc_condition *condition = &p->condition;
    const dc_bracket *bracket = &group->bracket;
    if (!by_ratio(p)) {
        condition->floor = dc_mass_most(bracket->hi, condition->total);
    } else if (!proved_infinite(group)) {
        mpq_t ratio;
        mpq_init(ratio);
        mpq_set_ui(ratio, 1, 1);
        mpq_add(ratio, ratio, bracket->lo);
        condition->ratio_infinite = false;
        if (!dc_mass_set_mpz(&condition->ratio_num, mpq_numref(ratio)) ||
            !dc_mass_set_mpz(&condition->ratio_den, mpq_denref(ratio)))
            dc_condition_loosen(condition);
        mpq_clear(ratio);
    }
    return dc_condition_exhausted(condition);
}

/* What is claimed of a group; true if that needs a proof. */
static bool put_claim(proof *p, const dc_group_result *group) {
    p->boxes = group->boxes;
    put_slab(p, &group->witness);
    dc_text_put(&p->text, "bound ");
    if (by_ratio(p) && proved_infinite(group))
        dc_text_put(&p->text, "infinite");
    else
        dc_text_fraction(&p->text, by_ratio(p) ? group->bracket.lo : group->bracket.hi);
    dc_text_put(&p->text, "\n");
    if (!set_bound(p, group))
        return true;
    dc_text_put(&p->text, "given\n");
    return false;
}

/* What holds for a group that was not examined: m* < delta, sigma* >= 0. */
static void put_unexamined(proof *p) {
    mpq_t bound;
    mpq_init(bound);
    if (!by_ratio(p))
        dc_mass_fraction(bound, p->condition.enough - 1, p->condition.total);
    dc_text_put(&p->text, "slab none\nbound ");
    dc_text_fraction(&p->text, bound);
    dc_text_put(&p->text, "\ngiven\n");
    mpq_clear(bound);
}

static dc_status write_proof(proof *p, const size_t *rows, size_t count,
                             dc_error *error) {
    dc_watch watch;
    dc_watch_start(&watch, p->limits);
    dc_status status = dc_points_create(&p->points, p->data, rows, count,
                                        dc_family_find(p->options->family.kind)->points,
                                        &watch.halt, error);
    if (status != DC_OK)
        return status == DC_ESTOPPED ? fail_stopped(error) : status;
    status = write_problems(p, error);
    dc_points_destroy(&p->points);
    return status;
}

/* The condition that a group starts with; its weights are enough for that. */
static dc_status start_group(proof *p, const size_t *rows, size_t count,
                             dc_error *error) {
    dc_points weights;
    dc_status status = dc_points_weigh(&weights, p->data, rows, count, error);
    if (status != DC_OK)
        return status;
    status = dc_question_start(&p->condition, p->options, weights.total, error);
    dc_points_destroy(&weights);
    return status;
}

/* result: NULL if the group was not examined. */
static dc_status prove_group(proof *p, const dc_groups *groups, size_t g,
                             const dc_group_result *result, dc_error *error) {
    const size_t *rows = dc_groups_points(groups, g), count = dc_groups_size(groups, g);
    dc_status status = start_group(p, rows, count, error);
    if (status != DC_OK)
        return status;
    dc_text_put(&p->text, "group %zu\n", g + 1);
    if (!result)
        put_unexamined(p);
    else if (put_claim(p, result))
        status = write_proof(p, rows, count, error);
    dc_condition_clear(&p->condition);
    return status == DC_OK ? dc_sink_put(p->sink, &p->text, error) : status;
}

static dc_status write_all(proof *p, const dc_result *result, const dc_groups *groups,
                           dc_error *error) {
    dc_text_put(&p->text, "dcert 1\n");
    dc_status status = dc_header_data(&p->text, p->data, error);
    dc_header_condition(&p->text, p->options,
                        dc_family_find(p->options->family.kind)->name);
    dc_header_groups(&p->text, p->data, p->options->grouping, dc_groups_count(groups));
    for (size_t g = 0; g < dc_groups_count(groups) && status == DC_OK; g++) {
        p->limits->progress.group_index = g;
        p->limits->progress.group_count = dc_groups_count(groups);
        p->limits->progress.group = dc_groups_name(groups, g);
        status = prove_group(p, groups, g,
                             g < result->group_count ? result->groups + g : NULL, error);
    }
    dc_text_put(&p->text, "end\n");
    return status == DC_OK ? dc_sink_put(p->sink, &p->text, error) : status;
}

/* Only what can be told: as many groups, of the same names and sizes, and features. */
static dc_status check_result(const dc_result *result, const dc_dataset *data,
                              const dc_groups *groups, dc_error *error) {
    bool fits = result->group_count == dc_groups_count(groups) ||
                (result->decided_only && result->group_count < dc_groups_count(groups));
    for (size_t g = 0; g < result->group_count && fits; g++) {
        const dc_group_result *group = result->groups + g;
        fits = strcmp(group->name, dc_groups_name(groups, g)) == 0 &&
               group->points == dc_groups_size(groups, g) &&
               (!group->witness.v ||
                group->witness.features == dc_dataset_features(data));
    }
    return fits ? DC_OK : dc_fail(error, DC_EUSAGE, "this result is not of these data");
}

static dc_status write_to(dc_sink *sink, const dc_result *result, const dc_dataset *data,
                          const dc_groups *groups, const dc_check_options *options,
                          dc_error *error) {
    dc_limits limits;
    dc_limits_init(&limits, options);
    proof p = { .data = data, .options = options, .limits = &limits, .sink = sink };
    dc_status status = write_all(&p, result, groups, error);
    dc_text_clear(&p.text);
    return status;
}

static dc_status write_file(const char *path, const dc_result *result,
                            const dc_dataset *data, const dc_groups *groups,
                            const dc_check_options *options, dc_error *error) {
    dc_sink sink;
    dc_status status = dc_sink_open(&sink, path, error);
    if (status != DC_OK)
        return status;
    /* One BLAS thread: its sums, and so the coordinates, must not depend on more. */
    int blas_threads = openblas_get_num_threads();
    openblas_set_num_threads(1);
    status = write_to(&sink, result, data, groups, options, error);
    openblas_set_num_threads(blas_threads);
    return dc_sink_close(&sink, status, error);
}

dc_status dc_certificate_write(const char *path, const dc_result *result,
                               const dc_dataset *data, const dc_check_options *options,
                               dc_error *error) {
    dc_groups *groups = NULL;
    dc_status status = dc_groups_create(&groups, data, options->grouping, error);
    if (status != DC_OK)
        return status;
    status = check_result(result, data, groups, error);
    if (status == DC_OK)
        status = write_file(path, result, data, groups, options, error);
    dc_groups_destroy(groups);
    return status == DC_OK ? dc_succeed(error) : status;
}
