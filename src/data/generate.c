#include <doublecheck/generate.h>

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "data/dataset.h"

/* Coordinates are integers in units of 1/ONE, so that nothing depends on the
 * machine's floating point. */
enum {
    ONE = 1000000,
    TENTH = ONE / 10,
    FAR = 10 * ONE,
    MAIN = 12 * ONE,
    MAX_POINTS = 1000000000,
    MAX_DIMS = 1000000,
    GRID_SIDE = 5,
    ISOLATED_SHARE = 5, /* one point in five */
    FILLED_SHARE = 10,  /* one point in ten of "filled" is of "gaps" */
    SERIES_START =
        200 /* steps of "series" before its first: no trace of the zeros is left */
};

/* How far from the boundary x[0] = 0 the points of a class are that lie closest to it, and
 * how many doublings of that the class reaches out to. */
typedef struct reach {
    int64_t least;
    uint64_t octaves;
} reach;

/* What a seed draws for "mixture"; shares in thousandths. */
typedef struct mixture {
    reach reach[2];
    uint64_t close[2]; /* share of the class in a cluster close to the boundary */
    uint64_t filling;  /* share of the points at all distances */
    uint64_t wrong;    /* share of the points that have the other class */
} mixture;

typedef struct sampler {
    dc_random random;
    size_t points, dims;
    uint64_t side;      /* of the smallest cube of integers that holds every point */
    int64_t *direction; /* [dims], each +-1 .. +-9 */
    int64_t *before; /* [dims]: of "series", the point before the last; starts as zeros */
    mixture mixture;
} sampler;

/* Writes point k to x[dims]; returns its class. */
typedef size_t point_maker(sampler *s, size_t k, int64_t *x);

typedef struct kind {
    const char *name, *description;
    size_t dims; /* the only ones possible; 0: any */
    bool labelled;
    point_maker *make;
} kind;

/* a / b to the nearest integer, halves away from zero; b > 0. */
static int64_t divide(int64_t a, int64_t b) {
    return a < 0 ? -((b / 2 - a) / b) : (a + b / 2) / b;
}

/* The largest integer whose square is at most x. */
static int64_t square_root(uint64_t x) {
    uint64_t root = 0;
    for (uint64_t bit = (uint64_t)1 << 31; bit; bit >>= 1)
        if ((root | bit) * (root | bit) <= x)
            root |= bit;
    return (int64_t)root;
}

static int64_t random_sign(sampler *s) {
    return dc_random_below(&s->random, 2) ? 1 : -1;
}

static size_t make_cube(sampler *s, size_t k, int64_t *x) {
    (void)k;
    for (size_t l = 0; l < s->dims; l++)
        x[l] = dc_random_between(&s->random, 0, ONE - 1);
    return 0;
}

/* Fills x with normal deviates and divides them by the norm of these and `further`
 * others. With two others the point is uniform in the ball, being a projection of the
 * sphere. The sum of squares is below 2^64: at most MAX_DIMS + 2 times 36 scale^2.
 * Short vectors, whose norm would be rounded too much, are drawn again. */
static void make_direction(sampler *s, size_t further, int64_t *x) {
    const int64_t scale = ONE / 2;
    uint64_t squares;
    do {
        squares = 0;
        for (size_t l = 0; l < s->dims + further; l++) {
            int64_t z = dc_random_normal(&s->random, scale);
            squares += (uint64_t)(z * z);
            if (l < s->dims)
                x[l] = z;
        }
    } while (squares < (uint64_t)TENTH * TENTH);
    int64_t norm = square_root(squares);
    for (size_t l = 0; l < s->dims; l++)
        x[l] = divide(x[l] * ONE, norm);
}

static size_t make_ball(sampler *s, size_t k, int64_t *x) {
    (void)k;
    make_direction(s, 2, x);
    return 0;
}

static size_t make_sphere(sampler *s, size_t k, int64_t *x) {
    (void)k;
    make_direction(s, 0, x);
    return 0;
}

static void make_normal(sampler *s, int64_t mean, int64_t deviation, int64_t *x) {
    for (size_t l = 0; l < s->dims; l++)
        x[l] = mean + dc_random_normal(&s->random, deviation);
}

static size_t make_gaussian(sampler *s, size_t k, int64_t *x) {
    (void)k;
    make_normal(s, 0, ONE, x);
    return 0;
}

static size_t make_rounded(sampler *s, size_t k, int64_t *x) {
    (void)k;
    for (size_t l = 0; l < s->dims; l++)
        x[l] = TENTH * dc_random_normal(&s->random, 10);
    return 0;
}

static size_t make_grid(sampler *s, size_t k, int64_t *x) {
    (void)k;
    for (size_t l = 0; l < s->dims; l++)
        x[l] = ONE * dc_random_between(&s->random, 0, GRID_SIDE - 1);
    return 0;
}

static size_t make_lattice(sampler *s, size_t k, int64_t *x) {
    uint64_t rest = k;
    for (size_t l = s->dims; l-- > 0; rest /= s->side)
        x[l] = ONE * (int64_t)(rest % s->side);
    return 0;
}

static size_t make_collinear(sampler *s, size_t k, int64_t *x) {
    int64_t t = dc_random_between(&s->random, -1000, 1000);
    (void)k;
    for (size_t l = 0; l < s->dims; l++)
        x[l] = t * s->direction[l] * (ONE / 1000);
    return 0;
}

static size_t make_line(sampler *s, size_t k, int64_t *x) {
    int64_t t = dc_random_between(&s->random, -ONE, ONE);
    (void)k;
    for (size_t l = 0; l < s->dims; l++)
        x[l] = t * s->direction[l] + dc_random_normal(&s->random, TENTH);
    return 0;
}

static size_t make_clusters(sampler *s, size_t k, int64_t *x) {
    size_t class_index = k % 2;
    make_normal(s, class_index ? 2 * ONE : -2 * ONE, ONE / 2, x);
    return class_index;
}

static size_t make_xor(sampler *s, size_t k, int64_t *x) {
    size_t negative = 0;
    (void)k;
    for (size_t l = 0; l < s->dims; l++) {
        int64_t sign = random_sign(s);
        negative += sign < 0;
        x[l] = sign * 2 * ONE + dc_random_normal(&s->random, ONE / 2);
    }
    return negative % 2;
}

/* The far points, of mass 1/5, lie within 10 +- 0.06 in every coordinate and the
 * others at 6 at most, so a slab around them gains nothing. Their class is that of the
 * other side of the cloud. */
static size_t make_isolated(sampler *s, size_t k, int64_t *x) {
    if (k % ISOLATED_SHARE == ISOLATED_SHARE - 1) {
        make_normal(s, FAR, ONE / 100, x);
        return 0;
    }
    make_normal(s, 0, ONE, x);
    return x[0] >= 0;
}

/* A uniform direction of the plane in units of 1/ONE, from an annulus: no sines. */
static void make_circle(sampler *s, int64_t *x) {
    const int64_t outer = (int64_t)1 << 20, inner = outer / 2;
    int64_t a, b, squares;
    do {
        a = dc_random_between(&s->random, -outer, outer);
        b = dc_random_between(&s->random, -outer, outer);
        squares = a * a + b * b;
    } while (squares < inner * inner || squares > outer * outer);
    int64_t norm = square_root((uint64_t)squares);
    x[0] = divide(a * ONE, norm);
    x[1] = divide(b * ONE, norm);
}

static void add_noise(sampler *s, int64_t deviation, int64_t *x) {
    for (size_t l = 0; l < s->dims; l++)
        x[l] += dc_random_normal(&s->random, deviation);
}

static size_t make_moons(sampler *s, size_t k, int64_t *x) {
    make_circle(s, x);
    x[1] = x[1] < 0 ? -x[1] : x[1];
    if (k % 2) {
        x[0] = ONE - x[0];
        x[1] = ONE / 2 - x[1];
    }
    add_noise(s, TENTH, x);
    return k % 2;
}

static size_t make_rings(sampler *s, size_t k, int64_t *x) {
    make_circle(s, x);
    if (k % 2) {
        x[0] = divide(x[0], 2);
        x[1] = divide(x[1], 2);
    }
    add_noise(s, TENTH / 2, x);
    return k % 2;
}

/* Uniform in a cube with the middle (middle, 0, ..., 0). */
static void make_cloud(sampler *s, int64_t middle, int64_t half_width, int64_t *x) {
    for (size_t l = 0; l < s->dims; l++)
        x[l] = dc_random_between(&s->random, -half_width, half_width);
    x[0] += middle;
}

static const reach gap_reach[2] = { { 3 * TENTH, 6 }, { TENTH, 8 } };

/* A cloud on the side of a class, at a distance from the boundary. */
static void make_side(sampler *s, size_t class_index, int64_t distance, int64_t *x) {
    make_cloud(s, class_index ? distance : -distance, distance / 4, x);
}

/* Of 20 points, 11 have x[0] < 0 and are of class 0, and 7 of these lie close to the
 * boundary; of the 9 others 4 do, and closer. Between those and the rest there is
 * nothing, on either side. */
static size_t make_gaps(sampler *s, size_t k, int64_t *x) {
    static const char roles[] = "aabABaabABaabABabBAB"; /* small letters: close */
    char role = roles[k % 20];
    size_t class_index = role == 'b' || role == 'B';
    bool close = role == 'a' || role == 'b';
    make_side(s, class_index, close ? gap_reach[class_index].least : MAIN, x);
    return class_index;
}

/* A point of the class at a distance of 2^j to 2^(j+1) times the least, with the larger
 * of two uniform j: the mass within 2^j times it grows as j^2. */
static void make_reaching(sampler *s, size_t class_index, const reach *r, int64_t *x) {
    uint64_t i = dc_random_below(&s->random, r->octaves);
    uint64_t j = dc_random_below(&s->random, r->octaves);
    int64_t least = r->least << (i > j ? i : j);
    int64_t distance = dc_random_between(&s->random, least, 2 * least);
    make_cloud(s, 0, distance / 2, x);
    x[0] = class_index ? distance : -distance;
}

/* The points of "gaps", and then nine times as many at all distances. */
static size_t make_filled(sampler *s, size_t k, int64_t *x) {
    if (k < (s->points + FILLED_SHARE - 1) / FILLED_SHARE)
        return make_gaps(s, k, x);
    make_reaching(s, k % 2, &gap_reach[k % 2], x);
    return k % 2;
}

static bool chance(sampler *s, uint64_t thousandths) {
    return dc_random_below(&s->random, 1000) < thousandths;
}

/* Close clusters of up to 7/10 of a class at 1/10 to 32/10 from the boundary; filling that
 * leaves all of them, 1/2, ..., or 1/32; up to 1/20 of wrong classes. All uniform, the
 * distances by octaves. */
static void draw_mixture(sampler *s) {
    mixture *m = &s->mixture;
    for (int c = 0; c < 2; c++) {
        uint64_t octave = dc_random_below(&s->random, 5);
        int64_t least = (int64_t)TENTH << octave;
        m->reach[c].least = dc_random_between(&s->random, least, 2 * least);
        m->reach[c].octaves = 8 - octave;
        m->close[c] = dc_random_below(&s->random, 701);
    }
    m->filling = 1000 - (1000 >> dc_random_below(&s->random, 6));
    m->wrong = dc_random_below(&s->random, 51);
}

/* The two classes take turns. */
static size_t make_mixture(sampler *s, size_t k, int64_t *x) {
    const mixture *m = &s->mixture;
    size_t side = k % 2;
    if (k == 0)
        draw_mixture(s);
    if (chance(s, m->filling))
        make_reaching(s, side, &m->reach[side], x);
    else
        make_side(s, side, chance(s, m->close[side]) ? m->reach[side].least : MAIN, x);
    return chance(s, m->wrong) ? !side : side;
}

/* x_t = 8/5 x_(t-1) - 9/10 x_(t-2) + a standard normal deviate: stationary, as the roots have
 * modulus 0.949, and with a period of about 11 steps. */
static void step_series(sampler *s, int64_t *x) {
    for (size_t l = 0; l < s->dims; l++) {
        int64_t next = divide(16 * x[l] - 9 * s->before[l], 10) +
                       dc_random_normal(&s->random, ONE);
        s->before[l] = x[l];
        x[l] = next;
    }
}

static size_t make_series(sampler *s, size_t k, int64_t *x) {
    for (size_t start = 0; k == 0 && start < SERIES_START; start++)
        step_series(s, x);
    step_series(s, x);
    return 0;
}

static const kind kinds[] = {
    { "ball", "uniform in the unit ball", 0, false, make_ball },
    { "clusters", "two well separated normal clouds, one for each class", 0, true,
      make_clusters },
    { "collinear", "exactly on a line through the origin", 0, false, make_collinear },
    { "cube", "uniform in the unit cube", 0, false, make_cube },
    { "filled", "gaps, and nine times as many points that fill the gaps", 0, true,
      make_filled },
    { "gaps", "two separated classes, each with a heavy cluster near the boundary", 0,
      true, make_gaps },
    { "gaussian", "standard normal", 0, false, make_gaussian },
    { "grid", "drawn from the integers 0 .. 4: many ties and repeated points", 0, false,
      make_grid },
    { "isolated",
      "a normal cloud cut into two classes, and a fifth of the points far away", 0, true,
      make_isolated },
    { "lattice", "the first points of the smallest cube of integers (no randomness)", 0,
      false, make_lattice },
    { "line", "close to a line through the origin", 0, false, make_line },
    { "mixture",
      "like gaps and filled, with shares and distances that the seed draws too", 0, true,
      make_mixture },
    { "moons", "two interleaved half circles, one for each class (2 features)", 2, true,
      make_moons },
    { "rings", "two circles, one inside the other, one for each class (2 features)", 2,
      true, make_rings },
    { "rounded", "standard normal, rounded to one decimal: ties", 0, false,
      make_rounded },
    { "series",
      "a time series in each column: an oscillation of period 11 that noise keeps going",
      0, false, make_series },
    { "sphere", "uniform on the unit sphere", 0, false, make_sphere },
    { "xor", "clouds at (+-2, ..., +-2), the class being the parity of the signs", 0,
      true, make_xor },
};

enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

const char *dc_generate_kind(size_t index) {
    return index < KIND_COUNT ? kinds[index].name : NULL;
}

const char *dc_generate_description(size_t index) {
    return index < KIND_COUNT ? kinds[index].description : NULL;
}

static const kind *find_kind(const char *name) {
    for (size_t k = 0; name && k < KIND_COUNT; k++)
        if (strcmp(kinds[k].name, name) == 0)
            return kinds + k;
    return NULL;
}

static dc_status check_sizes(const kind *chosen, const dc_generate_options *options,
                             dc_error *error) {
    if (options->points < 1 || options->points > MAX_POINTS)
        return dc_fail(error, DC_EUSAGE, "%zu points: 1 to %d are possible",
                       options->points, MAX_POINTS);
    if (options->dims < 1 || options->dims > MAX_DIMS)
        return dc_fail(error, DC_EUSAGE, "%zu features: 1 to %d are possible",
                       options->dims, MAX_DIMS);
    if (chosen->dims && chosen->dims != options->dims)
        return dc_fail(error, DC_EUSAGE, "%zu features: '%s' has %zu", options->dims,
                       chosen->name, chosen->dims);
    return DC_OK;
}

/* side^dims >= points; the product stays below MAX_POINTS^2. */
static bool cube_holds(uint64_t side, size_t dims, size_t points) {
    uint64_t held = 1;
    for (size_t l = 0; l < dims && held < points && side > 1; l++)
        held *= side;
    return held >= points;
}

static uint64_t lattice_side(size_t points, size_t dims) {
    uint64_t low = 1, high = points;
    while (low < high) {
        uint64_t middle = (low + high) / 2;
        if (cube_holds(middle, dims, points))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void start(sampler *s, const dc_generate_options *options) {
    dc_random_seed(&s->random, options->seed);
    s->points = options->points;
    s->dims = options->dims;
    s->side = lattice_side(options->points, options->dims);
    for (size_t l = 0; l < s->dims; l++)
        s->direction[l] = random_sign(s) * dc_random_between(&s->random, 1, 9);
}

static dc_number exact_number(int64_t units) {
    uint64_t a = ONE, b = units < 0 ? 0 - (uint64_t)units : (uint64_t)units;
    while (b) {
        uint64_t r = a % b;
        a = b;
        b = r;
    }
    dc_number number = { units / (int64_t)a, ONE / (int64_t)a };
    return number;
}

static dc_status append_point(dc_dataset *data, const kind *chosen, size_t class_number,
                              const int64_t *x, dc_number *values, dc_error *error) {
    const char *class_name = class_number ? "b" : "a";
    const dc_number weight = { 1, 1 };
    size_t class_index = 0;
    for (size_t l = 0; l < data->features; l++)
        values[l] = exact_number(x[l]);
    if (chosen->labelled) {
        dc_status status = dc_names_intern(&data->class_names, class_name, 1,
                                           &class_index, error);
        if (status != DC_OK)
            return status;
    }
    return dc_dataset_append(data, values, weight, class_index, 0, error);
}

static dc_status fill(dc_dataset *data, const kind *chosen,
                      const dc_generate_options *options, dc_error *error) {
    size_t n = options->dims;
    int64_t *direction = malloc(n * sizeof *direction);
    int64_t *x = calloc(n, sizeof *x), *before = calloc(n, sizeof *before);
    dc_number *values = malloc(n * sizeof *values);
    dc_status status = DC_OK;
    if (direction && x && before && values) {
        sampler s = { .direction = direction, .before = before };
        start(&s, options);
        for (size_t k = 0; status == DC_OK && k < s.points; k++) {
            size_t class_number = chosen->make(&s, k, x);
            status = append_point(data, chosen, class_number, x, values, error);
        }
    } else {
        status = dc_fail_memory(error, "a synthetic data set");
    }
    free(direction);
    free(before);
    free(x);
    free(values);
    return status;
}

dc_status dc_generate(dc_dataset **out, const dc_generate_options *options,
                      dc_error *error) {
    const kind *chosen = find_kind(options->kind);
    *out = NULL;
    if (!chosen)
        return dc_fail(error, DC_EUSAGE, "there is no kind '%.40s' of synthetic data",
                       options->kind ? options->kind : "");
    dc_status status = check_sizes(chosen, options, error);
    if (status == DC_OK)
        status = dc_dataset_new(out, options->dims, false, chosen->labelled, false, 0,
                                error);
    if (status == DC_OK)
        status = fill(*out, chosen, options, error);
    if (status == DC_OK)
        return dc_succeed(error);
    dc_dataset_destroy(*out);
    *out = NULL;
    return status;
}
