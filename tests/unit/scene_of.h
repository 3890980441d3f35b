/* For tests of the search: points, a condition and a box of directions together, and
 * exact looks along directions of the box. Included after cmocka.h. */
#ifndef TEST_SCENE_OF_H
#define TEST_SCENE_OF_H

#include <flint/fmpz_vec.h>

#include "points_of.h"

#include "geometry/box.h"
#include "geometry/line.h"
#include "search/cells.h"

typedef struct scene {
    toy t; /* the space's coordinates, if they fit */
    dc_points points;
    dc_space space;
    rule r;
    dc_condition c;
    long width[2]; /* in units of the coordinates; 0: none */
    fmpq_t wide;
    dc_box *box;
    dc_cells cells;
} scene;

static inline void scene_print(const scene *s) {
    toy_print(&s->t);
    rule_print(&s->r);
    fprintf(stderr, "  floor %ld of %ld, %s, width %ld/%ld, chart %u, box",
            (long)s->c.floor, (long)s->c.total, s->c.by_ratio ? "ratio" : "mass",
            s->width[0], s->width[1], s->box->chart);
    for (size_t l = 0; l < s->box->dims; l++)
        fprintf(stderr, " %.17g+-%g", s->box->centre[l], dc_box_radius(s->box, l));
    fprintf(stderr, "\n");
}

/* Halves every coordinate level times; towards quarters (ties of small points), or
 * anywhere. */
static inline dc_box *random_box(dc_random *random, size_t dims, int level) {
    dc_box *box = dc_box_chart(dims, dc_random_below(random, dims));
    bool tie = dc_random_below(random, 3) != 0;
    for (size_t l = 0; l < dims; l++) {
        double target = (double)dc_random_between(random, -4, 4) / 4;
        bool above = dc_random_below(random, 2) != 0;
        for (int k = 0; k < level && l != box->chart; k++) {
            int side = tie ? target > box->centre[l] ||
                                 (target == box->centre[l] && above)
                           : (int)dc_random_below(random, 2);
            dc_box *half = dc_box_half(box, l, side);
            assert_non_null(half);
            free(box);
            box = half;
        }
    }
    return box;
}

/* Points with at least two coordinates, from those of t. */
static inline bool scene_points(scene *s, const toy *t, bool whiten, bool wide) {
    dc_error error;
    toy_points(&s->points, t, wide ? DC_POINTS_COMMON_SCALE : 0);
    if (s->points.dims >= 2 &&
        dc_space_create(&s->space, &s->points, whiten, NULL, &error) == DC_OK)
        return true;
    dc_points_destroy(&s->points);
    return false;
}

/* Coordinates and widths of random scenes are multiplied by this: ties stay, and the
 * units in which directions and centres are counted become small beside them. */
static int64_t scene_stretch = 1;

/* And weights by this. */
static int64_t scene_weight = 1;

static inline void scene_finish(scene *s, dc_random *random, int level, bool wide) {
    dc_error error;
    s->r = rule_random(random);
    rule_condition(&s->c, &s->r, s->points.total);
    if (dc_random_below(random, 3) == 0)
        make_by_ratio(&s->c, 0);
    s->c.floor = (dc_mass)dc_random_below(random,
                                          (uint64_t)(3 * s->points.total / 4) + 1);
    s->width[0] = wide ? scene_stretch * dc_random_between(random, 1, 14) : 0;
    s->width[1] = dc_random_between(random, 1, 3);
    fmpq_init(s->wide);
    fmpq_set_si(s->wide, s->width[0], (ulong)s->width[1]);
    s->box = random_box(random, s->space.dims, level);
    double width = (double)s->width[0] / (double)s->width[1];
    assert_int_equal(dc_cells_create(&s->cells, &s->space, s->c.h_num, s->c.h_den,
                                     wide ? width : 0, &error),
                     DC_OK);
}

static inline void scene_random(scene *s, dc_random *random, size_t most, size_t dims,
                                int64_t spread, int level, bool wide) {
    toy t;
    bool whiten = !wide && dc_random_below(random, 2);
    do {
        toy_random(&t, random, 3 + dc_random_below(random, most - 2), dims, spread);
        for (size_t k = 0; k < t.N * t.n; k++)
            t.x[k] *= scene_stretch;
        for (size_t k = 0; k < t.N; k++)
            t.w[k] *= scene_weight;
    } while (!scene_points(s, &t, whiten, wide));
    toy_of_space(&s->t, &s->space);
    scene_finish(s, random, level, wide);
}

static inline void scene_clear(scene *s) {
    dc_cells_destroy(&s->cells);
    free(s->box);
    fmpq_clear(s->wide);
    dc_condition_clear(&s->c);
    dc_space_destroy(&s->space);
    dc_points_destroy(&s->points);
}

/* Is a slab along v (over the space's coordinates, |v_chart| the largest) wanted? */
static inline bool scene_wanted(const scene *s, const fmpz *v, const dc_condition *c,
                                dc_interval *best) {
    bool found;
    dc_condition raised;
    dc_error error;
    fmpq_t width;
    fmpz *p = _fmpz_vec_init((slong)s->space.count);
    dc_condition_copy(&raised, c);
    fmpq_init(width);
    fmpq_mul_fmpz(width, s->wide, v + s->box->chart);
    dc_space_project(p, &s->space, v);
    assert_int_equal(dc_line_search(best, &found, p, s->points.weight, s->space.count,
                                    s->width[0] ? width : NULL, &raised, &error),
                     DC_OK);
    fmpq_clear(width);
    dc_condition_clear(&raised);
    _fmpz_vec_clear(p, (slong)s->space.count);
    return found;
}

/* A direction of the box, often at its centre or on its edge. */
static inline void scene_direction(fmpz *v, const scene *s, dc_random *random) {
    const long parts = 12;
    size_t dims = s->space.dims;
    fmpz *radius = _fmpz_vec_init((slong)dims);
    bool corner = dc_random_below(random, 3) == 0;
    dc_box_integers(v, radius, s->box);
    for (size_t l = 0; l < dims; l++) {
        long at = dc_random_between(random, -parts, parts);
        if (corner)
            at = at > 4 ? parts : at < -4 ? -parts : 0;
        fmpz_mul_si(v + l, v + l, parts);
        if (at >= 0)
            fmpz_addmul_ui(v + l, radius + l, (ulong)at);
        else
            fmpz_submul_ui(v + l, radius + l, (ulong)-at);
    }
    _fmpz_vec_clear(radius, (slong)dims);
}

static inline void print_direction(const fmpz *v, size_t dims) {
    fprintf(stderr, "  v");
    for (size_t l = 0; l < dims; l++) {
        char *text = fmpz_get_str(NULL, 10, v + l);
        fprintf(stderr, " %s", text);
        free(text);
    }
    fprintf(stderr, "\n");
}

/* The largest |projection| that a direction of a box can give, or a bit more. */
static inline double reach_of(const dc_space *space) {
    double reach = 0;
    for (size_t k = 0; k < space->count; k++)
        reach = space->size[k] > reach ? space->size[k] : reach;
    return reach;
}

#endif
