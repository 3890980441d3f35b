#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checkpoint_of.h"

/* Cut at any length, or with any byte changed. */
static void damage_is_refused(void **state) {
    dc_random random;
    search s;
    words levels[DC_LEVELS] = { one_word(1), one_word(2), one_word(3) };
    char message[DC_ERROR_SIZE];
    size_t size;
    (void)state;
    dc_random_seed(&random, 2);
    search_start(&s);
    save(&s, levels, 7);
    unlink(previous);
    resume_from(&s, path);
    unsigned char *at = bytes_of(path, &size);
    snprintf(
        message, sizeof message,
        "cannot resume %s: it is damaged, or no checkpoint; and there is no %s to go "
        "on with",
        path, previous);
    for (size_t k = 0; k < size; k++) {
        write_bytes(path, at, k);
        refuse(&s, DC_EIO, message);
        unsigned char flip = (unsigned char)(1 + dc_random_below(&random, 255));
        at[k] ^= flip;
        write_bytes(path, at, size);
        refuse(&s, DC_EIO, message);
        at[k] ^= flip;
    }
    write_bytes(path, at, size);
    accept(&s);
    free(at);
    search_clear(&s);
}

/* The whole file with a digest of its own, after some bytes of it were put in the place of
 * others. */
static void forge(const char *from, const char *to) {
    unsigned char *at;
    size_t size, length = strlen(from);
    dc_saving saving;
    assert_int_equal(length, strlen(to));
    assert_int_equal(dc_saved_read(&at, &size, path), DC_KEPT_WHOLE);
    unsigned char *found = memmem(at, size, from, length);
    assert_non_null(found);
    memcpy(found, to, length);
    dc_saving_begin(&saving, path);
    dc_saving_write(&saving, at, size);
    assert_int_equal(dc_saving_end(&saving, true), 0);
    free(at);
}

static void other_versions_are_refused(void **state) {
    static const char order[] = "\x08\x07\x06\x05\x04\x03\x02\x01";
    static const char turned[] = "\x01\x02\x03\x04\x05\x06\x07\x08";
    char own[40], other[40], message[DC_ERROR_SIZE];
    words w = one_word(1);
    search s;
    (void)state;
    search_start(&s);
    resume_from(&s, path);
    snprintf(own, sizeof own, "doublecheck checkpoint 2 %s", dc_version());
    snprintf(other, sizeof other, "doublecheck checkpoint 1 %s", dc_version());
    s.options.checkpoint = path;
    s.options.resume = NULL;
    save(&s, &w, 1);
    resume_from(&s, path);
    forge(own, other);
    snprintf(message, sizeof message, "%s is a checkpoint of '%s', and this is '%s'",
             path, other, own);
    refuse(&s, DC_EUSAGE, message);
    forge(other, own);
    snprintf(other, sizeof other, "doublecheck checkpoint 2 %s", dc_version());
    other[strlen(other) - 1]++;
    forge(own, other);
    snprintf(message, sizeof message, "%s is a checkpoint of '%s', and this is '%s'",
             path, other, own);
    refuse(&s, DC_EUSAGE, message);
    forge(other, own);
    accept(&s);
    forge(order, turned);
    snprintf(message, sizeof message, "%s is a checkpoint of another kind of machine",
             path);
    refuse(&s, DC_EUSAGE, message);
    search_clear(&s);
}

static void set_kappa(search *s) {
    must_set(s->options.parameters.kappa, "3");
}

static void set_sigma(search *s) {
    must_set(s->options.parameters.sigma, "1/3");
}

static void set_delta(search *s) {
    must_set(s->options.parameters.delta, "2/3");
}

static void set_m0(search *s) {
    must_set(s->options.parameters.m0, "1/5");
}

static void set_decide(search *s) {
    s->options.question = DC_DECIDE;
}

static void set_maximize(search *s) {
    s->options.question = DC_MAXIMIZE_SIGMA;
}

static void set_sparse(search *s) {
    s->options.family.kind = DC_FAMILY_SPARSE;
    s->options.family.sparsity = 2;
}

static void set_width(search *s) {
    s->options.family.kind = DC_FAMILY_WIDTH;
    must_set(s->options.family.width, "1/2");
}

static void set_pairs(search *s) {
    s->options.grouping = DC_GROUPS_PAIRS;
}

static void set_groups(search *s) {
    s->group_count = 2;
}

static void set_top(search *s) {
    s->options.top = 3;
}

static void set_data(search *s) {
    dc_dataset_destroy(s->data);
    s->data = must_read("x,y,label\n0,1,a\n2,3,a\n5,9,b\n", NULL);
}

static void set_labels(search *s) {
    dc_dataset_destroy(s->data);
    s->data = must_read("x,y,label\n0,1,a\n2,3,b\n5,8,b\n", NULL);
}

static void set_order(search *s) {
    dc_dataset_destroy(s->data);
    s->data = must_read("x,y,label\n2,3,a\n0,1,a\n5,8,b\n", NULL);
}

static void other_searches_are_refused(void **state) {
    static const char data[] = "other data, or of other columns of them";
    static const struct {
        void (*set)(search *s);
        const char *of;
    } others[] = {
        { set_kappa, "'kappa 2', and this is 'kappa 3'" },
        { set_sigma, "'sigma 1/4', and this is 'sigma 1/3'" },
        { set_delta, "'delta 1/2', and this is 'delta 2/3'" },
        { set_m0, "'m0 1/10', and this is 'm0 1/5'" },
        { set_decide, "'decide no', and this is 'decide yes'" },
        { set_maximize, "'question critical-mass', and this is 'question sigma'" },
        { set_sparse, "'family all', and this is 'family sparse 2'" },
        { set_width, "'family all', and this is 'family width 1/2'" },
        { set_pairs, "'groups whole 1', and this is 'groups pairs 1'" },
        { set_groups, "'groups whole 1', and this is 'groups whole 2'" },
        { set_top, "'top 10', and this is 'top 3'" },
        { set_data, data },
        { set_labels, data },
        { set_order, data },
    };
    words w = one_word(1);
    (void)state;
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
        search s;
        char message[DC_ERROR_SIZE];
        search_start(&s);
        save(&s, &w, 1);
        resume_from(&s, path);
        accept(&s);
        others[k].set(&s);
        snprintf(message, sizeof message, "%s is a checkpoint of %s", path, others[k].of);
        refuse(&s, DC_EUSAGE, message);
        search_clear(&s);
    }
}

/* Of directions each one matters. */
static void other_directions_are_refused(void **state) {
    search s;
    words w = one_word(1);
    char message[DC_ERROR_SIZE];
    static const dc_read_options unlabelled = { .label = "none" };
    dc_dataset *one = must_read("x,y\n1,2\n3,4\n", &unlabelled);
    dc_dataset *other = must_read("x,y\n1,2\n3,5\n", &unlabelled);
    (void)state;
    search_start(&s);
    s.options.family.kind = DC_FAMILY_DIRECTIONS;
    s.options.family.directions = one;
    save(&s, &w, 1);
    resume_from(&s, path);
    accept(&s);
    s.options.family.directions = other;
    snprintf(message, sizeof message, "%s is a checkpoint of other directions", path);
    refuse(&s, DC_EUSAGE, message);
    dc_dataset_destroy(one);
    dc_dataset_destroy(other);
    search_clear(&s);
}

/* What may differ between two calls of one search. */
static void limits_may_differ(void **state) {
    search s;
    words w = one_word(1);
    (void)state;
    search_start(&s);
    save(&s, &w, 1);
    resume_from(&s, path);
    s.options.threads = 7;
    s.options.time_limit = 1;
    s.options.memory = 1 << 20;
    s.options.checkpoint_every = 9;
    s.options.top = 10; /* as if it were not given */
    accept(&s);
    search_clear(&s);
}

static void files_of_others_stay(void **state) {
    search s;
    char message[DC_ERROR_SIZE];
    size_t size;
    dc_saving saving;
    (void)state;
    search_start(&s);
    write_bytes(path, (const unsigned char *)"my diary", 8);
    snprintf(
        message, sizeof message,
        "checkpoint %s: there is such a file, and it is no checkpoint; it is left as "
        "it is",
        path);
    refuse(&s, DC_EUSAGE, message);
    unsigned char *at = bytes_of(path, &size);
    assert_int_equal(size, 8);
    free(at);
    dc_saving_begin(&saving, path); /* whole, and something else */
    dc_saving_write(&saving, "a diary that nobody may read, not even now", 42);
    assert_int_equal(dc_saving_end(&saving, false), 0);
    resume_from(&s, path);
    snprintf(message, sizeof message, "%s is no checkpoint", path);
    refuse(&s, DC_EIO, message);
    s.options.resume = "/tmp/doublecheck-no-such-file";
    refuse(&s, DC_EIO,
           "cannot resume /tmp/doublecheck-no-such-file: No such file or directory; and "
           "there is no /tmp/doublecheck-no-such-file.previous to go on with");
    s.options.resume = NULL;
    s.options.checkpoint = path;
    write_bytes(path, (const unsigned char *)"", 0); /* an empty file is free */
    accept(&s);
    search_clear(&s);
}

/* A checkpoint of something else may be overwritten. */
static void other_checkpoints_are_replaced(void **state) {
    search s;
    words w = one_word(1);
    (void)state;
    search_start(&s);
    save(&s, &w, 1);
    set_kappa(&s);
    w = one_word(2);
    save(&s, &w, 1);
    expect_word(&s, path, 2);
    search_clear(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        KEPT(damage_is_refused),
        KEPT(other_versions_are_refused),
        KEPT(other_searches_are_refused),
        KEPT(other_directions_are_refused),
        KEPT(limits_may_differ),
        KEPT(files_of_others_stay),
        KEPT(other_checkpoints_are_replaced),
    };
    return cmocka_run_group_tests_name("checkpoint_refused", tests, make_folder,
                                       remove_folder);
}
