#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "network/optimiser.h"

enum { COUNT = 8, STEPS = 5 };

/* p, g, m, v of one number, by the formulas. */
static void slow_step(const char *name, double *p, double g, double *m, double *v,
                      int t) {
    if (strcmp(name, "momentum") == 0) {
        *m = 0.5 * *m + g;
        *p -= 0.25 * *m;
    } else if (strcmp(name, "adam") == 0) {
        *m = 0.75 * *m + 0.25 * g;
        *v = 0.875 * *v + 0.125 * g * g;
        *p -= 0.25 * (*m / (1 - pow(0.75, t))) / (sqrt(*v / (1 - pow(0.875, t))) + 0.5);
    } else {
        *p -= 0.25 * g;
    }
}

static double gradient_at(int step, size_t k) {
    return k == 3 ? 0 : sin((double)(step + 3) * (double)(k + 1));
}

static void check(const char *name, dc_variant variant) {
    _Alignas(64) double p[COUNT] = { 0 }, g[COUNT] = { 0 }, m[COUNT] = { 0 },
                        v[COUNT] = { 0 };
    double slow_p[COUNT] = { 0 }, slow_m[COUNT] = { 0 }, slow_v[COUNT] = { 0 };
    const dc_optimiser *optimiser;
    const dc_kernel *kernel = dc_kernel_of(variant);
    assert_int_equal(dc_optimiser_parse(&optimiser, name, NULL), DC_OK);
    for (int t = 1; t <= STEPS; t++) {
        double now[COUNT];
        for (size_t k = 0; k < COUNT; k++)
            now[k] = gradient_at(t, k);
        kernel->set(g, now, COUNT, 1);
        optimiser->step(kernel, &(dc_descent){ .count = COUNT,
                                               .parameters = p,
                                               .gradient = g,
                                               .first = m,
                                               .second = v,
                                               .rate = 0.25,
                                               .momentum = 0.5,
                                               .beta1 = 0.75,
                                               .beta2 = 0.875,
                                               .epsilon = 0.5,
                                               .unbias1 = 1 - pow(0.75, t),
                                               .unbias2 = 1 - pow(0.875, t) });
        kernel->get(now, p, COUNT, 1);
        for (size_t k = 0; k < COUNT; k++) {
            slow_step(name, slow_p + k, gradient_at(t, k), slow_m + k, slow_v + k, t);
            double near = dc_variant_size(variant) == sizeof(float) ? 1e-6 : 1e-14;
            if (!(fabs(now[k] - slow_p[k]) < near))
                fail_msg("%s, variant %d, step %d: %g, not %g", name, variant, t, now[k],
                         slow_p[k]);
        }
    }
}

static void steps_follow_the_formulas(void **state) {
    static const char *const names[] = { "gd", "sgd", "momentum", "adam" };
    (void)state;
    for (dc_variant variant = 0; variant < DC_VARIANTS; variant++)
        for (size_t k = 0; k < 4 && dc_variant_runs(variant); k++)
            check(names[k], variant);
}

static void unknown_ones_are_refused(void **state) {
    const dc_optimiser *optimiser;
    dc_error error;
    (void)state;
    assert_int_equal(dc_optimiser_parse(&optimiser, "Adam", &error), DC_EUSAGE);
    assert_string_equal(error.message, "'Adam' is no optimiser: known are armijo, gd, "
                                       "sgd, momentum, adam");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_follow_the_formulas),
        cmocka_unit_test(unknown_ones_are_refused),
    };
    return cmocka_run_group_tests_name("optimiser", tests, NULL, NULL);
}
