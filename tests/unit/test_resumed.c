/* Whole checks that are stopped and taken up again: each part of the search that a checkpoint
 * holds comes back as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "checkpoint_of.h"
#include "choice_of.h"
#include "results_of.h"

#include "search/limits.h"
#include "search/pack_result.h"

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

/* Puts some of at[size] out of shape, behind the first `head` bytes; the new size, at most twice
 * the old one. */
static size_t spoil(dc_random *random, unsigned char *at, size_t head, size_t size) {
    static const uint64_t usual[] = {
        0, 1, UINT64_MAX, INT64_MAX, (uint64_t)1 << 63, UINT32_MAX, 1u << 31, 99, 1 << 20
    };
    size_t place = head + dc_random_below(random, size - head), left = size - place;
    size_t length = 1 + dc_random_below(random, left < 200 ? left : 200);
    switch (dc_random_below(random, 5)) {
    case 0: /* one of the usual numbers, or of a limit */
        memcpy(at + place, usual + dc_random_below(random, sizeof usual / sizeof *usual),
               left < sizeof *usual ? left : sizeof *usual);
        return size;
    case 1: /* a cut */
        return dc_random_below(random, 4) == 0 ? place : size - 1;
    case 2: /* a hole */
        memmove(at + place, at + place + length, left - length);
        return size - length;
    case 3: /* a part once more */
        memmove(at + place + length, at + place, left);
        return size + length;
    default:
        at[place] ^= (unsigned char)(1 + dc_random_below(random, 255));
        return size;
    }
}

static size_t head_of(const unsigned char *at, size_t size) {
    static const char lines_end[] = "\n\n";
    const unsigned char *end = memmem(at, size, lines_end, 2);
    assert_non_null(end);
    return (size_t)(end - at) + 2;
}

static void save_bytes(const unsigned char *at, size_t size) {
    dc_saving saving;
    dc_saving_begin(&saving, path);
    dc_saving_write(&saving, at, size);
    assert_int_equal(dc_saving_end(&saving, false), 0);
}

/* Some of the file changed, behind its first lines, and the digest made anew. */
static void forge(dc_random *random, const unsigned char *at, size_t size) {
    unsigned char *copy = malloc(8 * size);
    assert_non_null(copy);
    memcpy(copy, at, size);
    size_t head = head_of(at, size);
    for (uint64_t k = 1 + dc_random_below(random, 3); k > 0 && size > head; k--)
        size = spoil(random, copy, head, size);
    save_bytes(copy, size);
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

/* What a state holds up to the boxes, or the sets of columns, of its group. */
typedef struct inside {
    double before, group_before;
    dc_group_result *finished; /* NULL: no group is */
    dc_trace trace;
    dc_group_result *group; /* of sets; NULL: there are boxes */
} inside;

static dc_group_result *get_group(dc_reader *reader, const dc_limits *limits,
                                  size_t features) {
    dc_group_result *group = calloc(1, sizeof *group);
    assert_non_null(group);
    dc_bracket_init(&group->bracket);
    dc_witness_init(&group->witness);
    dc_get_group(reader, group, features, limits);
    return group;
}

static void destroy_group(dc_group_result *group) {
    dc_result *result = calloc(1, sizeof *result);
    assert_non_null(result);
    *result = (dc_result){ .groups = group, .group_count = group != NULL };
    dc_result_destroy(result);
}

static void get_inside(dc_reader *reader, inside *in, const dc_limits *limits,
                       size_t features) {
    assert_int_equal(dc_get_u64(reader), DC_LEVEL_GROUPS);
    in->before = dc_get_double(reader);
    in->group_before = dc_get_double(reader);
    uint64_t finished = dc_get_u64(reader);
    assert_true(finished <= 1);
    in->finished = finished ? get_group(reader, limits, features) : NULL;
    dc_trace_begin(&in->trace, 0);
    dc_get_trace(reader, &in->trace, limits->options->question);
    uint64_t level = dc_get_u64(reader);
    assert_true(level == DC_LEVEL_SETS || level == DC_LEVEL_BOXES);
    in->group = level == DC_LEVEL_SETS ? get_group(reader, limits, features) : NULL;
    assert_false(reader->bad);
}

static void put_inside(dc_saving *saving, const inside *in) {
    dc_bytes *bytes = &saving->bytes;
    dc_bytes_put_u64(bytes, DC_LEVEL_GROUPS);
    dc_bytes_put_double(bytes, in->before);
    dc_bytes_put_double(bytes, in->group_before);
    dc_bytes_put_u64(bytes, in->finished != NULL);
    if (in->finished)
        dc_put_group(saving, in->finished);
    dc_put_trace(&saving->bytes, &in->trace);
    dc_bytes_put_u64(bytes, in->group ? DC_LEVEL_SETS : DC_LEVEL_BOXES);
    if (in->group)
        dc_put_group(saving, in->group);
}

static void clear_inside(inside *in) {
    destroy_group(in->finished);
    dc_trace_clear(&in->trace);
    destroy_group(in->group);
}

static void seconds_that_are_none(inside *in) {
    in->before = NAN;
}

static void seconds_of_the_group_below_zero(inside *in) {
    in->group_before = -0.5;
}

static void endless_seconds_of_an_entry(inside *in) {
    in->trace.entry->seconds = INFINITY;
}

static void no_trace(inside *in) {
    dc_trace_clear(&in->trace);
}

static void lo_that_falls(inside *in) {
    dc_trace_entry *entry = in->trace.entry;
    assert_true(in->trace.count > 1);
    mpq_set(entry->bracket.lo, entry->bracket.hi);
}

static void one_entry_of_what_is_finished(inside *in) {
    dc_group_result *group = in->finished;
    dc_trace_entry last = group->trace[group->trace_count - 1];
    group->trace[group->trace_count - 1] = *group->trace;
    *group->trace = last;
    dc_trace_entry *rest = group->trace + 1;
    while (group->trace_count > 1)
        dc_bracket_clear(&rest[--group->trace_count - 1].bracket);
}

/* The end of its search, which is not over. */
static void a_trace_of_what_is_not_finished(inside *in) {
    dc_group_result *group = in->group;
    group->trace = calloc(1, sizeof *group->trace);
    assert_non_null(group->trace);
    dc_bracket_init(&group->trace->bracket);
    mpq_set(group->trace->bracket.lo, group->bracket.lo);
    mpq_set(group->trace->bracket.hi, group->bracket.hi);
    group->trace_count = 1;
}

/* The state once more, spoilt; NULL: as it was. */
static dc_status resume_spoilt(const dc_dataset *data, dc_check_options *options,
                               const unsigned char *at, size_t size,
                               void (*spoil_it)(inside *in), dc_error *error) {
    inside in;
    dc_limits limits;
    dc_saving saving;
    dc_result *result;
    size_t head = head_of(at, size) + sizeof(uint64_t); /* the order of bytes */
    dc_reader reader = dc_reader_over(at + head, size - head);
    dc_limits_init(&limits, options);
    get_inside(&reader, &in, &limits, dc_dataset_features(data));
    if (spoil_it)
        spoil_it(&in);
    dc_saving_begin(&saving, path);
    dc_saving_write(&saving, at, head);
    put_inside(&saving, &in);
    dc_saving_write(&saving, reader.at, reader.left);
    assert_int_equal(dc_saving_end(&saving, false), 0);
    clear_inside(&in);
    host h = { .most = UINT64_MAX };
    options->user = &h;
    options->checkpoint = NULL;
    options->resume = path;
    dc_status status = dc_check(&result, data, options, error);
    dc_result_destroy(result);
    return status;
}

static void states_of_no_search_are_refused(void **state) {
    static const struct {
        const char *question;
        unsigned parts; /* of the search that are done: of 16 */
        void (*spoil)(inside *in);
    } wrong[] = {
        { "all", 15, seconds_that_are_none },
        { "all", 15, seconds_of_the_group_below_zero },
        { "all", 15, endless_seconds_of_an_entry },
        { "all", 15, no_trace },
        { "all", 15, lo_that_falls },
        { "triples of columns", 14, no_trace },
        { "triples of columns", 14, a_trace_of_what_is_not_finished },
        { "pairs of classes", 10, one_entry_of_what_is_finished },
    };
    (void)state;
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        const question *q = questions;
        dc_check_options options;
        dc_error error;
        uint64_t asked;
        size_t size;
        char message[DC_ERROR_SIZE];
        while (strcmp(q->name, wrong[k].question) != 0)
            q++;
        dc_dataset *data = square_data(q->N, q->n, q->classes);
        ask(&options, q);
        dc_result_destroy(undisturbed(data, &options, &asked));
        unsigned char *at = stopped_state(data, &options, asked * wrong[k].parts / 16,
                                          &size);
        if (resume_spoilt(data, &options, at, size, NULL, &error) != DC_OK)
            fail_msg("%s", error.message);
        assert_int_equal(resume_spoilt(data, &options, at, size, wrong[k].spoil, &error),
                         DC_EINPUT);
        snprintf(message, sizeof message,
                 "%s: what it holds cannot be the state of this search", path);
        assert_string_equal(error.message, message);
        free(at);
        dc_check_options_clear(&options);
        dc_dataset_destroy(data);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        KEPT(a_resumed_search_is_the_same),
        KEPT(forged_states_do_no_harm),
        KEPT(states_of_no_search_are_refused),
    };
    return cmocka_run_group_tests_name("resumed", tests, make_folder, remove_folder);
}
