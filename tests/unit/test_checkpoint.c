#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checkpoint_of.h"

static void states_come_back_as_the_same_bytes(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(60); round++) {
        search s;
        words levels[DC_LEVELS];
        dc_checkpoint c;
        dc_error error;
        size_t size, again_size;
        unsigned which = (unsigned)dc_random_below(&random, 1u << DC_LEVELS);
        search_start(&s);
        for (size_t k = 0; k < DC_LEVELS; k++)
            random_words(levels + k, &random);
        save(&s, levels, which);
        unsigned char *at = bytes_of(path, &size);
        resume_from(&s, path);
        must_open(&c, &s);
        expect_levels(&c, levels, which);
        assert_int_equal(dc_checkpoint_check(&c, &error), DC_OK);
        dc_checkpoint_close(&c);
        save(&s, levels, which); /* what was not taken up stays as it is */
        unsigned char *again = bytes_of(path, &again_size);
        assert_int_equal(size, again_size);
        assert_memory_equal(at, again, size);
        free(again);
        free(at);
        assert_int_equal(s.warnings, 0);
        search_clear(&s);
        remove_files(NULL);
    }
}

static void what_is_left_is_not_kept(void **state) {
    search s;
    dc_checkpoint c;
    words outer = one_word(1), inner = one_word(2);
    (void)state;
    search_start(&s);
    must_open(&c, &s);
    dc_checkpoint_enter(&c, DC_LEVEL_GROUPS, put_words, &outer);
    dc_checkpoint_enter(&c, DC_LEVEL_BOXES, put_words, &inner);
    dc_checkpoint_leave(&c, DC_LEVEL_BOXES);
    dc_checkpoint_pause(&c);
    dc_checkpoint_close(&c);
    expect_word(&s, path, 1);
    search_clear(&s);
}

static void a_pause_waits_for_its_time(void **state) {
    search s;
    dc_checkpoint c;
    words w = one_word(1);
    (void)state;
    search_start(&s);
    s.options.checkpoint_every = 1e9;
    must_open(&c, &s);
    dc_checkpoint_enter(&c, DC_LEVEL_GROUPS, put_words, &w);
    dc_checkpoint_pause(&c);
    assert_int_equal(access(path, F_OK), -1);
    c.next = 0;
    dc_checkpoint_pause(&c);
    assert_int_equal(access(path, F_OK), 0);
    w = one_word(2);
    dc_checkpoint_pause(&c);
    expect_word(&s, path, 1);
    dc_checkpoint_stop(&c, DC_STOP_NONE);
    expect_word(&s, path, 2);
    expect_word(&s, previous, 1);
    dc_checkpoint_close(&c);
    search_clear(&s);
}

/* A search that was cut goes its own way. */
static void after_a_limit_nothing_is_kept(void **state) {
    static const dc_stop limits[] = { DC_STOP_TIME, DC_STOP_MEMORY, DC_STOP_INTERRUPTED,
                                      DC_STOP_LOST };
    (void)state;
    for (size_t k = 0; k < sizeof limits / sizeof *limits; k++) {
        search s;
        dc_checkpoint c;
        words w = one_word(1);
        search_start(&s);
        must_open(&c, &s);
        dc_checkpoint_enter(&c, DC_LEVEL_GROUPS, put_words, &w);
        dc_checkpoint_stop(&c, limits[k]);
        assert_true(c.saved);
        w = one_word(2);
        dc_checkpoint_pause(&c);
        dc_checkpoint_stop(&c, limits[k]);
        dc_checkpoint_stop(&c, DC_STOP_NONE);
        expect_word(&s, path, 1);
        dc_checkpoint_close(&c);
        search_clear(&s);
    }
}

static void an_answer_is_no_limit(void **state) {
    search s;
    dc_checkpoint c;
    words w = one_word(1);
    (void)state;
    search_start(&s);
    must_open(&c, &s);
    dc_checkpoint_enter(&c, DC_LEVEL_GROUPS, put_words, &w);
    dc_checkpoint_stop(&c, DC_STOP_DECIDED);
    assert_int_equal(access(path, F_OK), -1);
    dc_checkpoint_stop(&c, DC_STOP_NONE);
    expect_word(&s, path, 1);
    dc_checkpoint_close(&c);
    search_clear(&s);
}

/* Where a section still waits to be taken up, what the levels know is less than the file. */
static void what_was_not_taken_up_is_not_lost(void **state) {
    search s;
    dc_checkpoint c;
    words levels[DC_LEVELS] = { one_word(1), { 0 }, one_word(3) };
    static const char *const others[] = { NULL, "other" };
    (void)state;
    search_start(&s);
    save(&s, levels, 5);
    for (size_t k = 0; k < 2; k++) {
        char other[80];
        snprintf(other, sizeof other, "%s.other", path);
        s.options.resume = path;
        s.options.checkpoint = others[k] ? other : NULL;
        must_open(&c, &s);
        assert_true(dc_checkpoint_waits(&c, DC_LEVEL_GROUPS));
        assert_false(dc_checkpoint_waits(&c, DC_LEVEL_BOXES));
        assert_non_null(dc_checkpoint_section(&c, DC_LEVEL_GROUPS));
        dc_get_u64(&c.reader);
        dc_get_u64(&c.reader);
        words w = one_word(4);
        dc_checkpoint_enter(&c, DC_LEVEL_GROUPS, put_words, &w);
        dc_checkpoint_pause(&c);
        dc_checkpoint_stop(&c, DC_STOP_TIME);
        assert_int_equal(c.saved, k == 0); /* in the file that was read */
        assert_int_equal(access(other, F_OK), -1);
        dc_checkpoint_close(&c);
    }
    resume_from(&s, path);
    must_open(&c, &s);
    expect_levels(&c, levels, 5);
    dc_checkpoint_close(&c);
    search_clear(&s);
}

static void a_damaged_one_is_not_kept(void **state) {
    search s;
    dc_checkpoint c;
    words w = one_word(1);
    char message[DC_ERROR_SIZE];
    (void)state;
    search_start(&s);
    save(&s, &w, 1);
    w = one_word(2);
    save(&s, &w, 1);
    write_bytes(path, (const unsigned char *)"half", 4);
    resume_from(&s, path);
    must_open(&c, &s);
    snprintf(message, sizeof message,
             "cannot resume %s: it is damaged, or no checkpoint; going on from the "
             "checkpoint before",
             path);
    assert_int_equal(s.warnings, 1);
    assert_string_equal(s.warning, message);
    w = one_word(1);
    expect_levels(&c, &w, 1);
    w = one_word(3);
    dc_checkpoint_enter(&c, DC_LEVEL_GROUPS, put_words, &w);
    dc_checkpoint_pause(&c);
    expect_word(&s, path, 3);
    expect_word(&s, previous, 1);
    dc_checkpoint_pause(&c); /* now it is whole, and is kept */
    expect_word(&s, previous, 3);
    dc_checkpoint_close(&c);
    search_clear(&s);
}

static void failures_are_said_once(void **state) {
    search s;
    dc_checkpoint c;
    char message[DC_ERROR_SIZE];
    words w = one_word(1);
    (void)state;
    search_start(&s);
    must_open(&c, &s);
    dc_checkpoint_enter(&c, DC_LEVEL_GROUPS, put_words, &w);
    dc_checkpoint_pause(&c);
    assert_int_equal(symlink("nowhere", fresh), 0);
    snprintf(message, sizeof message,
             "checkpoint %s cannot be written: Too many levels of symbolic links; the "
             "search goes on, and the one before stays",
             path);
    w = one_word(2);
    for (unsigned k = 0; k < 3; k++) {
        dc_checkpoint_pause(&c);
        assert_false(c.saved);
        assert_int_equal(s.warnings, 1);
        assert_string_equal(s.warning, message);
    }
    expect_word(&s, path, 1);
    unlink(fresh);
    dc_checkpoint_pause(&c);
    assert_true(c.saved);
    expect_word(&s, path, 2);
    expect_word(&s, previous, 1);
    assert_int_equal(symlink("nowhere", fresh), 0);
    dc_checkpoint_pause(&c); /* another time */
    assert_int_equal(s.warnings, 2);
    s.options.warn = NULL;
    dc_checkpoint_pause(&c);
    dc_checkpoint_close(&c);
    search_clear(&s);
}

static void its_age_is_that_of_the_last_one(void **state) {
    search s;
    dc_checkpoint c;
    words w = one_word(1);
    (void)state;
    search_start(&s);
    assert_true(dc_checkpoint_age(NULL) < 0);
    must_open(&c, &s);
    assert_true(dc_checkpoint_age(&c) < 0);
    dc_checkpoint_enter(&c, DC_LEVEL_GROUPS, put_words, &w);
    dc_checkpoint_pause(&c);
    assert_true(dc_checkpoint_age(&c) >= 0);
    c.last -= 1000;
    assert_true(dc_checkpoint_age(&c) >= 1000);
    assert_int_equal(symlink("nowhere", fresh), 0);
    dc_checkpoint_pause(&c); /* fails */
    assert_true(dc_checkpoint_age(&c) >= 1000);
    unlink(fresh);
    dc_checkpoint_pause(&c);
    assert_true(dc_checkpoint_age(&c) < 1000);
    dc_checkpoint_close(&c);
    search_clear(&s);
}

static void sections_that_were_not_put_are_told(void **state) {
    search s;
    dc_checkpoint c;
    dc_error error;
    char message[DC_ERROR_SIZE];
    words w = one_word(1), back;
    (void)state;
    search_start(&s);
    save(&s, &w, 1);
    resume_from(&s, path);
    must_open(&c, &s);
    get_words(dc_checkpoint_section(&c, DC_LEVEL_GROUPS), &back);
    dc_get_u64(&c.reader); /* the end */
    assert_int_equal(dc_checkpoint_check(&c, &error), DC_OK);
    dc_get_u64(&c.reader);
    assert_int_equal(dc_checkpoint_check(&c, &error), DC_EINPUT);
    snprintf(message, sizeof message,
             "%s: what it holds cannot be the state of this search", path);
    assert_string_equal(error.message, message);
    dc_checkpoint_close(&c);
    search_clear(&s);
}

static void nobody_asks_for_one(void **state) {
    (void)state;
    dc_checkpoint_enter(NULL, DC_LEVEL_GROUPS, put_words, NULL);
    dc_checkpoint_leave(NULL, DC_LEVEL_GROUPS);
    dc_checkpoint_pause(NULL);
    dc_checkpoint_stop(NULL, DC_STOP_TIME);
    assert_false(dc_checkpoint_waits(NULL, DC_LEVEL_GROUPS));
    assert_null(dc_checkpoint_section(NULL, DC_LEVEL_GROUPS));
    dc_checkpoint_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        KEPT(states_come_back_as_the_same_bytes),
        KEPT(what_is_left_is_not_kept),
        KEPT(a_pause_waits_for_its_time),
        KEPT(after_a_limit_nothing_is_kept),
        KEPT(an_answer_is_no_limit),
        KEPT(what_was_not_taken_up_is_not_lost),
        KEPT(a_damaged_one_is_not_kept),
        KEPT(failures_are_said_once),
        KEPT(its_age_is_that_of_the_last_one),
        KEPT(sections_that_were_not_put_are_told),
        cmocka_unit_test(nobody_asks_for_one),
    };
    return cmocka_run_group_tests_name("checkpoint", tests, make_folder, remove_folder);
}
