#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "affine_of.h"

#include "floor/affine/directions.h"

/* The box of the tree that holds v, |v| = 1 at coordinate `axis`: how it ends. */
static int32_t find_box(const dc_directions *d, const int64_t *v, size_t axis) {
    int64_t centre[DC_FEW_DIMS], half[DC_FEW_DIMS], one = 1L << DC_DIRECTION_BITS;
    size_t dims = d->instance->dims;
    int32_t node = d->tree[2 * axis + (v[axis] < 0)];
    for (size_t l = 0; l < dims; l++) {
        centre[l] = l == axis ? v[axis] : 0;
        half[l] = l == axis ? 0 : one;
    }
    while (node > 0) {
        size_t longest = 0;
        for (size_t l = 1; l < dims; l++)
            if (half[l] > half[longest])
                longest = l;
        half[longest] /= 2;
        bool upper = v[longest] > centre[longest];
        centre[longest] += upper ? half[longest] : -half[longest];
        node = d->tree[node + upper];
    }
    return node;
}

typedef struct hits {
    dc_directions *d;
    int64_t worst;
} hits;

static int64_t found(void *user, const double *v, const size_t *ties, size_t count) {
    hits *h = user;
    double length, wrong;
    double loss = dc_direction_loss(h->d->instance, v, false, &length, &wrong);
    (void)ties;
    int64_t lost = llrint(wrong * (double)h->d->instance->unit);
    if (count == 0)
        assert_true(loss <= h->d->instance->loss_about * (1 + 1e-9));
    if (loss <= h->d->instance->loss_about && lost > h->worst)
        h->worst = lost;
    return h->worst + 1 > h->d->threshold ? h->worst + 1 : h->d->threshold;
}

/* Margins in integers. */
static int64_t weight_lost(const dc_instance *instance, const int64_t *v) {
    int64_t weight = 0;
    for (size_t s = 0; s < instance->points; s++) {
        __int128 m = 0;
        for (size_t l = 0; l < instance->dims; l++)
            m += (__int128)v[l] * dc_instance_point(instance, s)[l];
        if ((instance->label[s] == 0 ? m : -m) <= 0)
            weight += instance->weight[s];
    }
    return weight;
}

/* The least loss along a direction, slowly. */
static double slow_loss(const dc_instance *instance, const double *v) {
    double least = log(2), size = 0;
    for (size_t s = 0; s < instance->points; s++) {
        double m = 0;
        for (size_t l = 0; l < instance->dims; l++)
            m += v[l] * (double)dc_instance_point(instance, s)[l];
        size += instance->mass[s] * fabs(m);
    }
    for (int step = -80; step <= 160; step++) {
        double t = exp2(step / 8.0) / size, loss = 0;
        for (size_t s = 0; s < instance->points; s++) {
            double m = 0;
            for (size_t l = 0; l < instance->dims; l++)
                m += t * v[l] * (double)dc_instance_point(instance, s)[l];
            m = instance->label[s] == 0 ? m : -m;
            loss += instance->mass[s] * (m < 0 ? -m + log1p(exp(m)) : log1p(exp(-m)));
        }
        least = fmin(least, loss);
    }
    return least;
}

static void random_direction(int64_t *v, size_t *axis, dc_random *random, size_t dims) {
    int64_t one = 1L << DC_DIRECTION_BITS;
    *axis = (size_t)dc_random_below(random, dims);
    for (size_t l = 0; l < dims; l++)
        v[l] = dc_random_below(random, 5) ? dc_random_between(random, -one, one) : 0;
    v[*axis] = dc_random_below(random, 2) ? one : -one;
}

static void lengths(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(40); round++) {
        const affine_shape shape = { 15, 1 + round % 3, 2, 5, NULL, false, round % 2 };
        dc_dataset *data = affine_random(&random, &shape);
        dc_instance instance;
        affine_instance(&instance, data, 0.5);
        for (int trial = 0; trial < 20; trial++) {
            int64_t v[DC_FEW_DIMS];
            double x[DC_FEW_DIMS], length, wrong, tied;
            size_t axis;
            random_direction(v, &axis, &random, instance.dims);
            for (size_t l = 0; l < instance.dims; l++)
                x[l] = ldexp((double)v[l], -DC_DIRECTION_BITS);
            double loss = dc_direction_loss(&instance, x, false, &length, &wrong);
            double slow = slow_loss(&instance, x);
            assert_true(loss <= slow + 1e-6 && loss >= slow - 2e-3 && length >= 0);
            assert_true(llrint(wrong * (double)instance.unit) ==
                        weight_lost(&instance, v));
            dc_direction_loss(&instance, x, true, &length, &tied);
            assert_true(tied >= wrong);
        }
        dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
}

/* What the tree says of random directions is true; cuts hold on all of C. */
static void trees_are_true(void **state) {
    dc_random random;
    size_t counted = 0, cut = 0, finished = 0;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(24); round++) {
        const affine_shape shape = { 8 + round % 12, 1 + round % 3, 2,        9,
                                     NULL,           false,         round % 2 };
        dc_dataset *data = affine_random(&random, &shape);
        dc_instance instance;
        dc_directions d;

        affine_instance(&instance, data,
                        (double)dc_random_between(&random, 20, 68) / 100);
        assert_true(dc_directions_create(&d, &instance, 1, 1 + round % 2, 1 << 21, NULL));
        assert_true(d.box_count == 2 * instance.dims);
        assert_true(dc_directions_bound(&d) == instance.total + 1);
        hits h = { &d, 0 };
        d.found = found;
        d.user = &h;
        int64_t last = instance.total + 1;
        for (int level = 0; level < (round % 3 ? 14 : 40); level++) {
            bool more = dc_directions_level(&d);
            int64_t bound = dc_directions_bound(&d);
            assert_true(bound <= last && bound > h.worst && bound >= d.threshold);
            last = bound;
            if (!more)
                break;
        }
        finished += d.box_count == 0;
        for (size_t k = 0; k < d.cut_count; k++) { /* rho and radius */
            for (size_t l = 0; l < instance.dims; l++) {
                __int128 rho = 0, size = 0;
                for (size_t s = 0; s < instance.points; s++) {
                    int64_t a = d.cut[k].shares[s];
                    assert_true(a >= 0 && a <= DC_SHARE_ONE);
                    rho += (__int128)a * instance.weight[s] *
                           (instance.label[s] == 0 ? 1 : -1) *
                           dc_instance_point(&instance, s)[l];
                    size += (__int128)a * instance.weight[s];
                }
                assert_true(rho == d.cut[k].rho[l]);
                assert_true(2 * d.cut[k].radius[l] >= size * instance.error[l]);
            }
        }
        for (int trial = 0; trial < 300; trial++) {
            int64_t v[DC_FEW_DIMS];
            double x[DC_FEW_DIMS];
            size_t axis;
            random_direction(v, &axis, &random, instance.dims);
            for (size_t l = 0; l < instance.dims; l++)
                x[l] = ldexp((double)v[l], -DC_DIRECTION_BITS);
            double loss = slow_loss(&instance, x);
            int64_t lost = weight_lost(&instance, v);
            if (loss < instance.loss_about - 1e-9 && lost >= last)
                fail_msg("round %lu: a classifier loses as much as was excluded", round);
            int32_t end = find_box(&d, v, axis);
            if (end == DC_DIRECTION_COUNT) {
                counted++;
                assert_true(lost < d.threshold);
            }
            if (end <= DC_DIRECTION_CUT) {
                const dc_cut *c = d.cut + (DC_DIRECTION_CUT - end);
                __int128 product = 0;
                cut++;
                assert_true((size_t)(DC_DIRECTION_CUT - end) < d.cut_count);
                for (size_t l = 0; l < instance.dims; l++)
                    product += c->rho[l] * v[l] +
                               c->radius[l] * (v[l] < 0 ? -v[l] : v[l]);
                if (product > 0 || loss < instance.loss_about - 1e-9)
                    fail_msg("round %lu: a cut that cuts off a classifier", round);
            }
            for (size_t k = 0; k < d.cut_count && loss < instance.loss_about - 1e-9;
                 k++) {
                long double product = 0;
                for (size_t l = 0; l < instance.dims; l++)
                    product += (long double)d.cut[k].rho[l] * (long double)v[l];
                assert_true(product > 0);
            }
        }
        dc_directions_destroy(&d);
        dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
    print_message("%zu counted, %zu cut off, %zu of %lu finished\n", counted, cut,
                  finished, rounds(24));
    assert_true(counted > 100 && cut > 500 && finished > 0);
}

/* Exact errors matter: a box is kept only if the exact point is, for any rounding. */
static void errors_count(void **state) {
    dc_dataset *data = affine_read("a,label\n-3,x\n-1,x\n1,y\n3,y\n");
    dc_instance instance;
    (void)state;
    affine_instance(&instance, data, 0.3);
    for (int64_t size = 0; size < 2; size++) {
        dc_directions d;
        hits h = { &d, 0 };
        /* Errors as large as the points: nothing can be counted or cut. */
        instance.error[1] = size ? 1L << 24 : 0;
        assert_true(dc_directions_create(&d, &instance, 1, 1, 1 << 20, NULL));
        d.found = found;
        d.user = &h;
        for (int level = 0; level < 8 && dc_directions_level(&d); level++)
            ;
        if (size)
            assert_true(dc_directions_bound(&d) == instance.total + 1);
        else
            assert_true(dc_directions_bound(&d) < instance.total + 1);
        dc_directions_destroy(&d);
    }
    dc_instance_clear(&instance);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths),
        cmocka_unit_test(trees_are_true),
        cmocka_unit_test(errors_count),
    };
    return cmocka_run_group_tests_name("directions", tests, NULL, NULL);
}
