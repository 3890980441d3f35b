#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "affine_of.h"
#include "floor/affine/center.h"

/* Overlapping classes: the fit ends at the least loss, the center before it. */
static const char overlap[] =
    "a,b,label\n0,1,x\n2,0,x\n1,3,x\n4,2,x\n3,0,y\n5,1,y\n4,4,y\n"
    "1,2,y\n6,3,y\n2,5,y\n";

static double loss_at(const dc_center *center, const dc_instance *instance) {
    dc_descent descent;
    double wrong;
    assert_true(dc_descent_create(&descent, instance));
    memcpy(descent.theta, center->theta,
           dc_instance_parameters(instance) * sizeof *center->theta);
    double loss = dc_descent_loss(&descent, &wrong);
    dc_descent_destroy(&descent);
    return loss;
}

/* The curvature that the coordinates are made by is the unit matrix, but where it is small. */
static void inside_and_round(void **state) {
    dc_dataset *data = affine_read(overlap);
    dc_instance instance;
    dc_center center = { 0 };
    dc_error error;
    (void)state;
    affine_instance(&instance, data, 0.65);
    int64_t before = dc_instance_point(&instance, 0)[0];
    assert_int_equal(dc_center_find(&center, &instance, NULL, &error), DC_OK);
    assert_true(center.least_loss > 0.1 && center.least_loss < 0.65);
    assert_true(center.accuracy >= 0.5 && center.accuracy <= 1);
    double loss = loss_at(&center, &instance);
    assert_true(loss >= center.least_loss - 1e-9 && loss < 0.65);
    assert_true(dc_instance_point(&instance, 0)[0] != before); /* few dimensions */
    dc_center_clear(&center);
    assert_null(center.theta);
    dc_instance_clear(&instance);
    dc_dataset_destroy(data);
}

static bool always(void *user) {
    (void)user;
    return true;
}

/* Halted at once: a center, though not fitted. */
static void halted(void **state) {
    dc_dataset *data = affine_read(overlap);
    dc_halt halt = { .wanted = always };
    dc_instance instance;
    dc_center center = { 0 };
    dc_error error;
    (void)state;
    affine_instance(&instance, data, 0.65);
    assert_int_equal(dc_center_find(&center, &instance, &halt, &error), DC_OK);
    assert_true(fabs(loss_at(&center, &instance) - log(2)) < 1e-12);
    dc_center_clear(&center);
    dc_instance_clear(&instance);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(inside_and_round),
                                        cmocka_unit_test(halted) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
