#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "release_lp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <doublecheck/floor.h>

static const char data_path[] = DC_SOURCE_ROOT "/tests/certificate/floor/data/pair.csv";

static dc_dataset *read_pair(const char *label) {
    dc_read_options options = DC_READ_DEFAULTS;
    dc_dataset *data = NULL;
    dc_error error;
    options.label = label;
    options.columns = "1";
    assert_int_equal(dc_dataset_read(&data, data_path, &options, &error), DC_OK);
    return data;
}

/* What is written: [length], to be freed. */
static char *write_text(mpq_t accuracy, const dc_guarantee *g, const dc_dataset *data) {
    char path[] = "/tmp/doublecheck-test-XXXXXX";
    dc_error error;
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    assert_int_equal(dc_floor_certificate_write(path, accuracy, g, data, DC_GROUPS_PAIRS,
                                                &error),
                     DC_OK);
    FILE *in = fopen(path, "rb");
    char *text = calloc(1, 1 << 20);
    assert_non_null(in);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, in) > 0);
    fclose(in);
    unlink(path);
    return text;
}

/* The accuracy is the floor, or a little less; the certificate says it. */
static void the_floor_is_claimed(void **state) {
    static const struct {
        const char *loss, *proof;
    } known[] = { { "1/5", "doubling" }, { "1/100", "trivial" }, { "2", "trivial" } };
    dc_dataset *data = read_pair(NULL);
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        dc_guarantee g;
        dc_error error;
        mpq_t claimed, floor;
        char expected[200];
        mpq_inits(claimed, floor, NULL);
        dc_guarantee_init(&g);
        mpq_set_ui(g.parameters.kappa, 4, 1);
        mpq_set_ui(g.parameters.sigma, 2, 1);
        mpq_set_str(g.loss, known[k].loss, 10);
        g.fineness = 1;
        g.classes = 7; /* the data's classes count */
        char *text = write_text(claimed, &g, data);
        g.classes = 2;
        assert_int_equal(dc_floor_doubling(floor, &g, &error), DC_OK);
        assert_true(mpq_cmp(claimed, floor) <= 0);
        assert_true(mpq_get_d(floor) - mpq_get_d(claimed) < 2e-15);
        gmp_snprintf(expected, sizeof expected, "\naccuracy %Qd\nproof %s", claimed,
                     known[k].proof);
        assert_non_null(strstr(text, expected));
        assert_int_equal(strcmp(text + strlen(text) - 5, "\nend\n"), 0);
        free(text);
        dc_guarantee_clear(&g);
        mpq_clears(claimed, floor, NULL);
    }
    dc_dataset_destroy(data);
}

static void expect_failure(const dc_guarantee *g, const dc_dataset *data,
                           const char *path, dc_status wanted, const char *message) {
    dc_error error;
    mpq_t accuracy;
    mpq_init(accuracy);
    assert_int_equal(dc_floor_certificate_write(path, accuracy, g, data, DC_GROUPS_PAIRS,
                                                &error),
                     wanted);
    assert_non_null(strstr(error.message, message));
    mpq_clear(accuracy);
}

static void failures_are_told(void **state) {
    dc_dataset *data = read_pair(NULL), *bare = read_pair("none");
    dc_guarantee g;
    (void)state;
    dc_guarantee_init(&g);
    g.fineness = 1;
    expect_failure(&g, bare, "/dev/null", DC_EINPUT, "an accuracy needs labels");
    expect_failure(&g, data, "/none/made", DC_EIO, "cannot be opened for writing");
    expect_failure(&g, data, "/dev/full", DC_EIO, "written");
    mpq_set_ui(g.parameters.sigma, 0, 1);
    expect_failure(&g, data, "/dev/null", DC_EUSAGE, "the constants must be");
    dc_guarantee_clear(&g);
    dc_dataset_destroy(bare);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_floor_is_claimed),
        cmocka_unit_test(failures_are_told),
    };
    return cmocka_run_group_tests_name("floor_certificate", tests, NULL, release_lp);
}
