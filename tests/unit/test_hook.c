#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "network/training.h"
#include "reals_of.h"
#include "reproduce_of.h"

enum { POINTS = 20 };

/* What a hook saw; it makes the gradient twice as long. */
typedef struct witness {
    size_t calls, points;
    double weight, loss, adds;
} witness;

static double look(void *user, dc_variant variant, const dc_loss_rows *rows,
                   double loss) {
    witness *w = user;
    w->calls++;
    w->points += rows->count;
    w->weight += 1 / rows->scale;
    w->loss = loss;
    for (size_t k = 0; k < rows->count * rows->stride; k++)
        put_real(variant, rows->gradient, k, 2 * get_real(variant, rows->gradient, k));
    return loss + w->adds;
}

static void must_hook(dc_training *t, witness *w) {
    dc_error error;
    if (dc_training_set_hook(t, (dc_batch_hook){ look, w }, &error) != DC_OK)
        fail_msg("%s", error.message);
}

static bool same_parameters(const dc_training *a, const dc_training *b) {
    size_t count;
    double *x = parameters_of(a, &count), *y = parameters_of(b, &count);
    bool same = memcmp(x, y, count * sizeof *x) == 0;
    free(x);
    free(y);
    return same;
}

/* Twice the gradient is twice the rate; in batches of 7, 7 and 6, and with all points,
 * whether or not the loss was looked at before. */
static void hooks_change_the_gradient(void **state) {
    toy_samples toy;
    (void)state;
    toy_samples_random(&toy, 1, POINTS, 2, 3);
    for (int k = 0; k < 8; k++) {
        dc_training_options options = options_of("5", "leaky_relu",
                                                 k & 4 ? "momentum" : "sgd", k & 1);
        witness w = { 0 };
        options.batch = k & 2 ? 7 : 0;
        options.rate = 0.125;
        dc_training *hooked = must_train(&toy.samples, &options);
        options.rate = 0.25;
        dc_training *plain = must_train(&toy.samples, &options);
        must_hook(hooked, &w);
        for (int step = 0; step < 6; step++) {
            if (step % 2)
                assert_true(dc_training_loss(hooked) == dc_training_loss(plain));
            double loss = dc_training_loss(hooked);
            dc_training_step(hooked);
            dc_training_step(plain);
            if (options.batch == 0)
                assert_true(w.loss == loss);
        }
        assert_true(same_parameters(hooked, plain));
        assert_int_equal(w.calls, 6);
        assert_int_equal(w.points, options.batch ? 2 * POINTS : 6 * POINTS);
        assert_true(fabs(w.weight - (options.batch ? 2 : 6) * hooked->total) < 1e-9);
        dc_training_destroy(hooked);
        dc_training_destroy(plain);
    }
}

/* A value that is not finite ends the training before the step. */
static void hooks_can_end_it(void **state) {
    toy_samples toy;
    (void)state;
    toy_samples_random(&toy, 2, POINTS, 2, 3);
    for (int k = 0; k < 4; k++) {
        dc_training_options options = options_of("5", "abs", k & 2 ? "adam" : "sgd",
                                                 false);
        witness w = { .adds = HUGE_VAL };
        options.batch = k & 1 ? 7 : 0;
        dc_training *t = must_train(&toy.samples, &options);
        dc_training *begun = must_train(&toy.samples, &options);
        must_hook(t, &w);
        assert_int_equal(dc_training_step(t), DC_TRAINING_DIVERGED);
        assert_int_equal(dc_training_steps(t), 0);
        assert_true(same_parameters(t, begun));
        dc_training_destroy(t);
        dc_training_destroy(begun);
    }
}

static void refuse(dc_training *t, dc_status status, const char *says) {
    witness w = { 0 };
    dc_error error;
    assert_int_equal(dc_training_set_hook(t, (dc_batch_hook){ look, &w }, &error),
                     status);
    if (!strstr(error.message, says))
        fail_msg("%s", error.message);
    dc_training_step(t);
    assert_int_equal(w.calls, 0);
    dc_training_destroy(t);
}

static void where_there_is_no_batch(void **state) {
    static toy_samples toy;
    (void)state;
    toy_samples_random(&toy, 3, 64, 8, 3);
    dc_training_options options = options_of("32,32", "abs", "armijo", false);
    refuse(must_train(&toy.samples, &options), DC_EUSAGE, "armijo");
    options.optimiser = "sgd";
    dc_training *t = must_train(&toy.samples, &options);
    size_t whole = t->chunk;
    dc_training_destroy(t);
    assert_int_equal(whole, 64);
    for (options.memory = 1 << 20; whole == 64; options.memory -= 1024) {
        t = must_train(&toy.samples, &options);
        whole = t->chunk;
        if (whole == 64)
            dc_training_destroy(t);
    }
    refuse(t, DC_ENOMEM, "its 64 points at once, and memory is allowed for 32");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hooks_change_the_gradient),
        cmocka_unit_test(hooks_can_end_it),
        cmocka_unit_test(where_there_is_no_batch),
    };
    return cmocka_run_group_tests_name("hook", tests, NULL, NULL);
}
