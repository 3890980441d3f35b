/* Whole checks that are stopped and taken up again: each part of the search that a checkpoint
 * holds comes back as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checkpoint_of.h"
#include "choice_of.h"
#include "results_of.h"

#include "search/limits.h"

/* A question about random points in classes. */
typedef struct question {
    const char *name;
    size_t N, n;
    int64_t classes;
    dc_grouping grouping;
    dc_question asked;
    const char *m0;
    dc_family_kind family;
    size_t sparsity, top;
    const char *width;
    size_t memory;
} question;

static const question questions[] = {
    { "all", 60, 3, 2, DC_GROUPS_WHOLE, DC_CRITICAL_MASS, "1/10", DC_FAMILY_ALL, 0, 0,
      "1", 0 },
    { "short of memory", 60, 3, 2, DC_GROUPS_WHOLE, DC_CRITICAL_MASS, "1/10",
      DC_FAMILY_ALL, 0, 0, "1", 40000 },
    { "width", 40, 3, 2, DC_GROUPS_WHOLE, DC_CRITICAL_MASS, "1/10", DC_FAMILY_WIDTH, 0, 0,
      "1/20", 0 },
    { "pairs of columns", 40, 5, 2, DC_GROUPS_WHOLE, DC_CRITICAL_MASS, "1/10",
      DC_FAMILY_SPARSE, 2, 3, "1", 0 },
    { "triples of columns", 60, 5, 2, DC_GROUPS_WHOLE, DC_CRITICAL_MASS, "1/10",
      DC_FAMILY_SPARSE, 3, 3, "1", 0 },
    { "sigma of pairs", 60, 5, 2, DC_GROUPS_WHOLE, DC_MAXIMIZE_SIGMA, "2/5",
      DC_FAMILY_SPARSE, 2, 3, "1", 0 },
    { "sigma", 60, 3, 2, DC_GROUPS_WHOLE, DC_MAXIMIZE_SIGMA, "2/5", DC_FAMILY_ALL, 0, 0,
      "1", 0 },
    { "decide", 60, 3, 2, DC_GROUPS_WHOLE, DC_DECIDE, "9/20", DC_FAMILY_ALL, 0, 0, "1",
      0 },
    { "pairs of classes", 60, 3, 3, DC_GROUPS_PAIRS, DC_CRITICAL_MASS, "1/10",
      DC_FAMILY_ALL, 0, 0, "1", 0 },
    /* where limits count in the middle of a round */
    { "many points", 5500, 3, 2, DC_GROUPS_WHOLE, DC_DECIDE, "12/25", DC_FAMILY_ALL, 0, 0,
      "1", 0 },
};
enum { QUESTIONS = sizeof questions / sizeof *questions, SHORT = QUESTIONS - 1 };

/* A host that stops the search when it has been asked so often. */
typedef struct host {
    uint64_t asked, most;
} host;

static bool stop_later(void *user) {
    host *h = user;
    return ++h->asked > h->most;
}

static void ask(dc_check_options *options, const question *q) {
    static const rule r = { { 2, 1 }, { 1, 4 }, { 1, 2 } };
    options_of(options, &r, q->m0);
    options->question = q->asked;
    options->grouping = q->grouping;
    options->family.kind = q->family;
    options->family.sparsity = q->sparsity;
    must_set(options->family.width, q->width);
    options->top = q->top;
    options->memory = q->memory;
    options->stop = stop_later;
    options->checkpoint_every = 1e9;
}

static dc_result *go_on(const dc_dataset *data, dc_check_options *options,
                        uint64_t most) {
    host h = { .most = most };
    options->user = &h;
    options->checkpoint = path;
    options->resume = access(path, F_OK) == 0 ? path : NULL;
    return must_check(data, options);
}

static void expect_result(const dc_result *a, const dc_result *b) {
    assert_int_equal(a->verdict, b->verdict);
    assert_int_equal(a->stop, b->stop);
    assert_int_equal(a->decided_only, b->decided_only);
    assert_int_equal(a->group_count, b->group_count);
    for (size_t g = 0; g < a->group_count; g++) {
        assert_string_equal(a->groups[g].name, b->groups[g].name);
        expect_group(a->groups + g, b->groups + g);
    }
}

/* What nobody stops, and how often it asks. */
static dc_result *undisturbed(const dc_dataset *data, dc_check_options *options,
                              uint64_t *asked) {
    host h = { .most = UINT64_MAX };
    options->user = &h;
    dc_result *result = must_check(data, options);
    *asked = h.asked;
    return result;
}

/* Is there something to keep: a group, or boxes or sets of the first one? */
static bool is_inside(const dc_result *result) {
    return result->group_count > 1 || result->groups->nodes > 0;
}

/* Stopped after random times, sooner or later, until it comes to its end; how often inside of
 * the search. */
static unsigned resume_often(const dc_dataset *data, dc_check_options *options,
                             dc_random *random, uint64_t asked, const dc_result *whole) {
    enum { MOST = 2000 };
    unsigned inside = 0, calls = 0;
    for (bool ended = false; !ended;) {
        if (++calls > MOST)
            fail_msg("it does not come to its end");
        uint64_t sooner = asked >> dc_random_below(random, 6);
        dc_result *result = go_on(data, options, dc_random_below(random, sooner + 1));
        assert_true(result->resumable);
        ended = dc_stop_answers(result->stop);
        inside += !ended && is_inside(result);
        if (ended)
            expect_result(whole, result);
        dc_result_destroy(result);
    }
    return inside;
}

static void a_resumed_search_is_the_same(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (size_t k = 0; k < QUESTIONS; k++) {
        const question *q = questions + k;
        dc_check_options options;
        uint64_t asked;
        unsigned inside = 0;
        dc_dataset *data = square_data(q->N, q->n, q->classes);
        ask(&options, q);
        dc_result *whole = undisturbed(data, &options, &asked);
        for (unsigned long round = 0; round < rounds(k < SHORT ? 4 : 2); round++) {
            inside += resume_often(data, &options, &random, asked, whole);
            remove_files(NULL);
        }
        if (inside < 3)
            fail_msg("%s: stopped inside %u times", q->name, inside);
        dc_result_destroy(whole);
        dc_check_options_clear(&options);
        dc_dataset_destroy(data);
    }
}

/* One byte of the file changed, behind its first lines, and the digest made anew. */
static void forge(dc_random *random, const unsigned char *at, size_t size) {
    static const char lines_end[] = "\n\n";
    dc_saving saving;
    unsigned char *copy = malloc(size);
    assert_non_null(copy);
    memcpy(copy, at, size);
    const unsigned char *end = memmem(at, size, lines_end, 2);
    assert_non_null(end);
    size_t head = (size_t)(end - at) + 2;
    copy[head + dc_random_below(random, size - head)] ^=
        (unsigned char)(1 + dc_random_below(random, 255));
    dc_saving_begin(&saving, path);
    dc_saving_write(&saving, copy, size);
    assert_int_equal(dc_saving_end(&saving, false), 0);
    free(copy);
}

/* Whoever forges a checkpoint may lead the search astray, but it ends, and a witness is one. */
static void resume_forged(const dc_dataset *data, dc_check_options *options,
                          uint64_t most) {
    dc_result *result;
    dc_error error;
    host h = { .most = most };
    options->user = &h;
    options->checkpoint = NULL;
    options->resume = path;
    dc_status status = dc_check(&result, data, options, &error);
    if (status == DC_OK)
        dc_result_destroy(result);
    else if (status != DC_EINPUT && status != DC_EINTERNAL && status != DC_EUSAGE)
        fail_msg("status %d: %s", (int)status, error.message);
}

/* The state of a search that was stopped somewhere. */
static unsigned char *stopped_state(const dc_dataset *data, dc_check_options *options,
                                    uint64_t most, size_t *size) {
    unsigned char *at;
    remove_files(NULL);
    dc_result_destroy(go_on(data, options, most));
    assert_int_equal(dc_saved_read(&at, size, path), DC_KEPT_WHOLE);
    return at;
}

static void forged_states_do_no_harm(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (size_t k = 0; k < SHORT; k++) {
        const question *q = questions + k;
        dc_check_options options;
        uint64_t asked;
        size_t size;
        dc_dataset *data = square_data(q->N, q->n, q->classes);
        ask(&options, q);
        dc_result_destroy(undisturbed(data, &options, &asked));
        unsigned char *at = stopped_state(data, &options, asked - asked / 16 - 1, &size);
        for (unsigned long round = 0; round < rounds(40); round++) {
            forge(&random, at, size);
            resume_forged(data, &options, 2 * asked);
        }
        free(at);
        dc_check_options_clear(&options);
        dc_dataset_destroy(data);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        KEPT(a_resumed_search_is_the_same),
        KEPT(forged_states_do_no_harm),
    };
    return cmocka_run_group_tests_name("resumed", tests, make_folder, remove_folder);
}
