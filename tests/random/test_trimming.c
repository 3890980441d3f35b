/* Distances to trimmings against oracles that know nothing of their closed form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <doublecheck/variability.h>

#include "../rounds.h"
#include "base/random.h"

enum { MOST = 14, CASES = 20000, SEEDS = 40 };
static const double NEAR = 1e-12, ROUNDING = 1e-14;

/* Samples of a case. */
typedef struct samples {
    double y[MOST], z[MOST];
    size_t n, m;
    double alpha;
} samples;

static void print(const samples *s) {
    print_error("alpha %.17g, y", s->alpha);
    for (size_t k = 0; k < s->n; k++)
        print_error(" %g", s->y[k]);
    print_error(", z");
    for (size_t k = 0; k < s->m; k++)
        print_error(" %g", s->z[k]);
    print_error("\n");
}

/* Ties within samples and between them where the range is small; sometimes one sample lies
 * beyond the other, or all values are equal. */
static void draw(samples *s, dc_random *random) {
    int64_t range = (int64_t)dc_random_below(random, dc_random_below(random, 2) ? 5 : 40);
    int64_t shift = dc_random_below(random, 4) ? 0 : dc_random_between(random, -45, 45);
    s->n = 1 + (size_t)dc_random_below(random, MOST);
    s->m = 1 + (size_t)dc_random_below(random, MOST);
    for (size_t k = 0; k < s->n; k++)
        s->y[k] = (double)dc_random_between(random, 0, range);
    for (size_t k = 0; k < s->m; k++)
        s->z[k] = (double)(shift + dc_random_between(random, 0, range));
    uint64_t kind = dc_random_below(random, 5);
    s->alpha = kind == 0   ? 0
               : kind == 1 ? dc_trimming_grid((size_t)dc_random_below(random, 13))
               : kind == 2 ? (double)dc_random_below(random, s->n) / (double)s->n
                           : (double)dc_random_below(random, 990) / 1000;
}

static double share(const double *values, size_t count, double x, bool left) {
    size_t below = 0;
    for (size_t k = 0; k < count; k++)
        below += left ? values[k] < x : values[k] <= x;
    return (double)below / (double)count;
}

/* The distinct values of y, increasing, and the share of y that each has. */
typedef struct atoms {
    double at[MOST], mass[MOST];
    size_t count;
} atoms;

static atoms atoms_of(const samples *s) {
    atoms a = { .count = 0 };
    double last = -INFINITY;
    for (;;) {
        double next = INFINITY;
        for (size_t k = 0; k < s->n; k++)
            if (s->y[k] > last && s->y[k] < next)
                next = s->y[k];
        if (next == INFINITY)
            return a;
        size_t times = 0;
        for (size_t k = 0; k < s->n; k++)
            times += s->y[k] == next;
        a.at[a.count] = last = next;
        a.mass[a.count++] = (double)times / (double)s->n;
    }
}

/* Masses that a trimming can have up to each atom if its distribution function is to stay
 * within d of F0: an interval each, as masses are between 0 and `density` times those of y.
 * After atom k the function is constant up to the next one, where F0 has risen to its left
 * limit. True if total mass 1 can be reached; weight[k] is then a trimming that does. */
static bool reaches(double *weight, const samples *s, const atoms *a, double density,
                    double d) {
    double least[MOST + 1] = { 0 }, most[MOST + 1] = { 0 };
    if (share(s->z, s->m, a->at[0], true) > d)
        return false;
    for (size_t k = 0; k < a->count; k++) {
        double from = share(s->z, s->m, a->at[k], false);
        bool last = k + 1 == a->count;
        double to = last ? 1 : share(s->z, s->m, a->at[k + 1], true);
        least[k + 1] = fmax(least[k], to - d);
        most[k + 1] = fmin(most[k] + density * a->mass[k], from + d);
        if (last)
            least[k + 1] = fmax(least[k + 1], 1);
        if (least[k + 1] > most[k + 1] + ROUNDING)
            return false;
    }
    double total = 1;
    for (size_t k = a->count; k-- > 0;) {
        double before = fmax(least[k], total - density * a->mass[k]);
        weight[k] = total - before;
        total = before;
    }
    return true;
}

/* sup |F* - F0| of a trimming, from both sides of every value. */
static double distance_of(const double *weight, const samples *s, const atoms *a) {
    double most = 0;
    for (size_t k = 0; k < a->count + s->m; k++) {
        double x = k < a->count ? a->at[k] : s->z[k - a->count], left = 0, upto = 0;
        for (size_t j = 0; j < a->count; j++) {
            left += a->at[j] < x ? weight[j] : 0;
            upto += a->at[j] <= x ? weight[j] : 0;
        }
        most = fmax(most, fabs(left - share(s->z, s->m, x, true)));
        most = fmax(most, fabs(upto - share(s->z, s->m, x, false)));
    }
    return most;
}

/* The least distance by bisection; weight is a trimming that has it. */
static double oracle(double *weight, const samples *s, const atoms *a) {
    double density = 1 / (1 - s->alpha), fails = -1e-15, passes = 1;
    if (!reaches(weight, s, a, density, passes + NEAR))
        fail_msg("not even a distance of 1");
    for (int k = 0; k < 60; k++) {
        double d = (fails + passes) / 2;
        if (reaches(weight, s, a, density, d))
            passes = d;
        else
            fails = d;
    }
    if (!reaches(weight, s, a, density, passes + 1e-14))
        fail_msg("the distance is lost");
    return passes;
}

static void check_weights(const double *weight, const samples *s, const atoms *a) {
    double total = 0, density = 1 / (1 - s->alpha);
    for (size_t k = 0; k < a->count; k++) {
        assert_true(weight[k] >= -NEAR && weight[k] <= density * a->mass[k] + NEAR);
        total += weight[k];
    }
    assert_true(fabs(total - 1) <= NEAR);
}

static void distances(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 61);
    for (size_t k = 0; k < rounds(CASES); k++) {
        double weight[MOST] = { 0 }, found;
        samples s;
        draw(&s, &random);
        const atoms a = atoms_of(&s);
        double expected = oracle(weight, &s, &a);
        assert_int_equal(dc_trimming_distance(&found, s.y, s.n, s.z, s.m, s.alpha, NULL),
                         DC_OK);
        check_weights(weight, &s, &a);
        if (!(fabs(found - expected) <= NEAR) ||
            !(fabs(distance_of(weight, &s, &a) - expected) <= NEAR)) {
            print(&s);
            fail_msg("case %zu: %.17g is not %.17g (%.17g)", k, found, expected,
                     distance_of(weight, &s, &a));
        }
    }
}

/* The least density at which a distance t is kept, from each pair of bounds that has to agree
 * (a lower one after atom k, an upper one after an atom i before it): mass can grow between
 * the two by `density` times the mass of y there. INFINITY: never. */
static double least_density(const samples *s, const atoms *a, double t) {
    double most = 1;
    for (size_t i = 0; i <= a->count; i++) {
        double top = i == 0 ? 0 : share(s->z, s->m, a->at[i - 1], false) + t;
        top = i == a->count ? fmin(top, 1) : top;
        double mass = 0;
        for (size_t k = i; k <= a->count; k++) {
            double bottom = k == a->count ? 1 : share(s->z, s->m, a->at[k], true) - t;
            if (k > i)
                mass += a->mass[k - 1];
            if (bottom > top)
                most = fmax(most, mass > 0 ? (bottom - top) / mass : INFINITY);
        }
    }
    return most;
}

static void levels(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 62);
    for (size_t k = 0; k < rounds(CASES); k++) {
        double found;
        samples s;
        draw(&s, &random);
        const atoms a = atoms_of(&s);
        /* No sum of fractions with small denominators, but for rounding. */
        double threshold = ((double)dc_random_below(&random, 1000) + 0.618) / 1237;
        double density = least_density(&s, &a, threshold), expected = 1 - 1 / density;
        assert_int_equal(dc_trimming_level(&found, s.y, s.n, s.z, s.m, threshold, NULL),
                         DC_OK);
        if (!(fabs(found - expected) <= NEAR)) {
            print(&s);
            fail_msg("case %zu, threshold %.17g: level %.17g is not %.17g", k, threshold,
                     found, expected);
        }
    }
}

static double normal(dc_random *random) {
    return (double)dc_random_normal(random, 1 << 26) / (1 << 26);
}

/* One candidate with a part `a` of its values from N(5, 1) against a pool of five models: the
 * part that was drawn is what has to be trimmed, and the threshold is forgiven:
 * (a - t)/(1 - t) <= level <= a, up to the noise of both samples and the 1 % of either normal
 * distribution beyond the middle between them. */
static void contaminated_level(size_t n, double a, dc_random *random) {
    double *y = calloc(n, sizeof *y), *z = calloc(5 * n, sizeof *z), level;
    double t = dc_trimming_threshold(n, 0.01), noise = 3 / sqrt((double)n) * 0.5 + 0.01;
    size_t bad = 0;
    assert_non_null(y);
    assert_non_null(z);
    for (size_t k = 0; k < n; k++) {
        bool far = (double)dc_random_below(random, 1000000) < 1e6 * a;
        bad += far;
        y[k] = normal(random) + (far ? 5 : 0);
    }
    for (size_t k = 0; k < 5 * n; k++)
        z[k] = normal(random);
    double part = (double)bad / (double)n;
    assert_int_equal(dc_trimming_level(&level, y, n, z, 5 * n, t, NULL), DC_OK);
    if (!(level <= part + 1e-12) || !(level >= (part - t - noise) / (1 - t)))
        fail_msg("n = %zu, a part of %g (%g drawn): level %g, threshold %g", n, a, part,
                 level, t);
    assert_true(a == 0 ? level == 0 : fabs(level - a) <= t + noise);
    free(y);
    free(z);
}

static void contaminated_normals(void **state) {
    static const double parts[] = { 0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.45 };
    static const size_t sizes[] = { 200, 1000, 4000 };
    dc_random random;
    (void)state;
    for (uint64_t seed = 1; seed <= rounds(SEEDS); seed++)
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
            dc_random_seed(&random, 100 * seed + k);
            contaminated_level(sizes[seed % 3], parts[k], &random);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances),
        cmocka_unit_test(levels),
        cmocka_unit_test(contaminated_normals),
    };
    return cmocka_run_group_tests_name("trimming", tests, NULL, NULL);
}
