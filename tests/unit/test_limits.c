#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "points_of.h"

#include "base/clock.h"
#include "search/limits.h"

typedef struct listener {
    int stops_left, reports;
    dc_progress last;
} listener;

static bool stop(void *user) {
    listener *l = user;
    return l->stops_left-- <= 0;
}

static void progress(const dc_progress *seen, void *user) {
    listener *l = user;
    l->reports++;
    l->last = *seen;
}

static void limits_stop_the_search(void **state) {
    listener l = { .stops_left = 2 };
    dc_check_options options = { .user = &l };
    dc_limits limits = { .options = &options };
    (void)state;
    assert_int_equal(dc_limits_check(&limits), DC_STOP_NONE);
    limits.deadline = dc_clock() + 3600;
    assert_int_equal(dc_limits_check(&limits), DC_STOP_NONE);
    limits.deadline = dc_clock();
    assert_int_equal(dc_limits_check(&limits), DC_STOP_TIME);
    limits.deadline = 0;
    options.stop = stop;
    assert_int_equal(dc_limits_check(&limits), DC_STOP_NONE);
    assert_int_equal(dc_limits_check(&limits), DC_STOP_NONE);
    assert_int_equal(dc_limits_check(&limits), DC_STOP_INTERRUPTED);
    limits.deadline = dc_clock();
    assert_int_equal(dc_limits_check(&limits), DC_STOP_INTERRUPTED);
}

static void progress_shows_the_bracket(void **state) {
    rule r = { { 2, 1 }, { 1, 4 }, { 1, 1 } };
    listener l = { 0 };
    dc_check_options options = { .user = &l, .progress = progress };
    dc_limits limits = { .options = &options, .start = dc_clock() - 10 };
    dc_condition known, bound;
    (void)state;
    rule_condition(&known, &r, 8);
    dc_condition_copy(&bound, &known);
    known.floor = 2;
    bound.floor = 5;
    limits.progress.group = "a|b";
    limits.progress.group_count = 3;
    dc_limits_report(&limits, 70, 7, &known, &bound);
    assert_int_equal(l.reports, 1);
    assert_string_equal(l.last.group, "a|b");
    assert_int_equal(l.last.group_count, 3);
    assert_int_equal(l.last.nodes, 70);
    assert_int_equal(l.last.open, 7);
    assert_true(l.last.lo == 0.25 && l.last.hi == 0.625);
    assert_true(l.last.seconds >= 10 && l.last.seconds < 3600);
    dc_limits_report(&limits, 71, 7, &known, &bound); /* too soon */
    assert_int_equal(l.reports, 1);
    limits.last_report = 0;
    make_by_ratio(&known, 0);
    make_by_ratio(&bound, 0);
    bound.ratio_infinite = false;
    bound.ratio_num = 3;
    bound.ratio_den = 2;
    dc_limits_report(&limits, 72, 7, &known, &bound);
    assert_int_equal(l.reports, 2);
    assert_true(l.last.lo == 0.5 && isinf(l.last.hi));
    options.progress = NULL;
    limits.last_report = 0;
    dc_limits_report(&limits, 73, 7, &known, &bound);
    assert_int_equal(l.reports, 2);
    dc_condition_clear(&bound);
    dc_condition_clear(&known);
}

static void work_stops_the_search(void **state) {
    dc_check_options options = { 0 };
    dc_limits limits = { .options = &options };
    (void)state;
    assert_int_equal(dc_limits_check_work(&limits, UINT64_MAX, UINT64_MAX), DC_STOP_NONE);
    assert_int_equal(dc_limits_share_steps(&limits, 5, 3), 0);
    limits.most_nodes = 10;
    limits.most_steps = 800;
    assert_int_equal(dc_limits_check_work(&limits, 9, 799), DC_STOP_NONE);
    assert_int_equal(dc_limits_check_work(&limits, 10, 0), DC_STOP_TIME);
    assert_int_equal(dc_limits_check_work(&limits, 0, 800), DC_STOP_TIME);
    /* One may have all that is left, many a part each; never "any number". */
    assert_int_equal(dc_limits_share_steps(&limits, 0, 1), 800);
    assert_int_equal(dc_limits_share_steps(&limits, 300, 1), 500);
    assert_int_equal(dc_limits_share_steps(&limits, 0, 64), 97);
    assert_true(dc_limits_share_steps(&limits, 5000, 1000000) > 0);
    limits.most_steps = UINT64_MAX;
    assert_true(dc_limits_share_steps(&limits, 0, 100) > UINT64_MAX / 20);
}

static void searches_side_by_side_share_the_memory(void **state) {
    dc_check_options options = { .memory = 1000, .threads = 7 };
    dc_limits limits;
    (void)state;
    dc_limits_init(&limits, &options);
    limits.held = 30;
    dc_limits share = dc_limits_share(&limits, 16, true);
    assert_true(share.memory == 1000 && share.held == 30 && share.others == 15);
    assert_true(share.threads == 1 && !share.silent);
    assert_true(limits.threads == 7 && limits.others == 0);
    assert_true(dc_limits_share(&limits, 1, false).silent);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_stop_the_search),
        cmocka_unit_test(searches_side_by_side_share_the_memory),
        cmocka_unit_test(progress_shows_the_bracket),
        cmocka_unit_test(work_stops_the_search),
    };
    return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
