#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stress_of.h"

static dc_stress_space space_of(toy_samples *toy) {
    dc_stress_options options;
    clusters(toy, 1, 40, 2);
    quick_options(&options);
    dc_stress_space space = must_space(&toy->samples, &options);
    dc_stress_options_clear(&options);
    return space;
}

static void text_is_read_back(void **state) {
    toy_samples toy;
    dc_random random;
    dc_error error;
    dc_stress_space space = space_of(&toy);
    (void)state;
    dc_random_seed(&random, 1);
    for (int round = 0; round < 2000; round++) {
        dc_variance x, again;
        random_variance(&x, &space, &random, dc_random_unit(&random));
        if (round % 2 == 0) /* values that no search makes */
            x.value[DC_STRESS_RATE] = 0.01 + dc_random_unit(&random) / 2;
        if (round % 4 == 0)
            x.value[DC_STRESS_SLOPE] = dc_random_unit(&random) * 0x1p-40;
        char *text = dc_variance_text(&x, &space);
        assert_non_null(text);
        if (dc_variance_parse(&again, &space, text, &error) != DC_OK)
            fail_msg("%s: %s", text, error.message);
        assert_memory_equal(&x, &again, sizeof x);
        free(text);
    }
}

static void known_texts(void **state) {
    toy_samples toy;
    dc_variance x;
    dc_error error;
    dc_stress_space space = space_of(&toy);
    (void)state;
    assert_int_equal(dc_variance_parse(&x, &space, "nominal", &error), DC_OK);
    char *text = dc_variance_text(&x, &space);
    assert_string_equal(text, "nominal");
    free(text);
    assert_int_equal(
        dc_variance_parse(&x, &space,
                          "optimizer=adam,noise=1/16,batch=10,precision=float,rate=2e-1",
                          &error),
        DC_OK);
    text = dc_variance_text(&x, &space);
    assert_string_equal(text,
                        "noise=0.0625,rate=0.2,batch=10,optimizer=adam,precision=float");
    free(text);
}

static void bad_texts_are_refused(void **state) {
    static const struct {
        const char *text, *says;
    } cases[] = {
        { "", "NAME=VALUE" },
        { ",", "NAME=VALUE" },
        { "noise=0.1,", "NAME=VALUE" },
        { "noise", "'noise' is not NAME=VALUE" },
        { "noises=0.1", "'noises' is no coordinate" },
        { "noise=x", "noise=x: wanted a number" },
        { "noise=", "wanted a number" },
        { "noise=0.3", "noise=0.3 is not in 0 .. 0.2" },
        { "noise=-0.1", "not in 0" },
        { "noise=0.1,noise=0.1", "noise is there twice" },
        { "noise=0.15,deletion=0.15", "sum to 0.3: the budget is 0.2" },
        { "batch=7.5", "wanted an integer" },
        { "batch=3", "not in 4 .. 40" },
        { "batch=41", "not in 4 .. 40" },
        { "reseed=16", "not in 0 .. 15" },
        { "reseed=1/2", "wanted an integer" },
        { "width=13", "not in 1 .. 12" },
        { "rate=1.01", "not in 0.01 .. 1" },
        { "slope=1.5", "not in 0 .. 1" },
        { "optimizer=sgdx", "no such optimizer" },
        { "optimizer=1", "no such optimizer" },
        { "precision=half", "no such precision" },
        { "nominal,noise=0.1", "'nominal' is not NAME=VALUE" },
    };
    toy_samples toy;
    dc_variance x;
    dc_error error;
    dc_stress_space space = space_of(&toy);
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        assert_int_equal(dc_variance_parse(&x, &space, cases[c].text, &error), DC_EUSAGE);
        if (!strstr(error.message, cases[c].says))
            fail_msg("%s: %s", cases[c].text, error.message);
    }
    space.axis[DC_STRESS_SLOPE].active = false;
    assert_int_equal(dc_variance_parse(&x, &space, "slope=0.5", &error), DC_EUSAGE);
    assert_non_null(strstr(error.message, "cannot vary here"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_read_back),
        cmocka_unit_test(known_texts),
        cmocka_unit_test(bad_texts_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
