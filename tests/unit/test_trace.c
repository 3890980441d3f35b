#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks_of.h"
#include "results_of.h"

#include "base/clock.h"
#include "search/pack_result.h"

static const rule usual = { { 2, 1 }, { 1, 4 }, { 1, 1 } };

/* What a search of `rounds` rounds says whose lower end rises by one point of `total` in each
 * round, and whose upper end falls by one. */
static void note_rounds(dc_trace *trace, size_t from, size_t to, dc_mass total) {
    dc_condition known, bound;
    rule_condition(&known, &usual, total);
    dc_condition_copy(&bound, &known);
    for (size_t k = from; k < to; k++) {
        known.floor = (dc_mass)k;
        bound.floor = total - 1 - (dc_mass)k;
        dc_trace_note(trace, 10 * k, &known, k > 0, &bound);
    }
    dc_condition_clear(&bound);
    dc_condition_clear(&known);
}

static void expect_ends(const dc_trace_entry *entry, long lo, long hi, long total) {
    assert_int_equal(mpq_cmp_si(entry->bracket.lo, lo, (unsigned long)total), 0);
    assert_int_equal(mpq_cmp_si(entry->bracket.hi, hi, (unsigned long)total), 0);
}

static void end(dc_group_result *group, dc_trace *trace, const char *lo, const char *hi) {
    dc_error error;
    *group = (dc_group_result){ .nodes = 77777 };
    dc_bracket_init(&group->bracket);
    must_set(group->bracket.lo, lo);
    must_set(group->bracket.hi, hi);
    assert_int_equal(dc_trace_end(trace, group, &error), DC_OK);
    assert_int_equal(trace->count, 0);
}

static void clear(dc_group_result *group) {
    dc_trace_free(group->trace, group->trace_count);
    dc_bracket_clear(&group->bracket);
}

static void changes_are_kept(void **state) {
    dc_group_result group;
    dc_trace trace;
    (void)state;
    dc_trace_begin(&trace, dc_clock() - 100);
    note_rounds(&trace, 0, 2, 1000);
    note_rounds(&trace, 1, 3, 1000); /* the round before once more */
    end(&group, &trace, "1/5", "1/4");
    assert_int_equal(group.trace_count, 4);
    expect_ends(group.trace, 0, 999, 1000);
    expect_ends(group.trace + 1, 1, 998, 1000);
    expect_ends(group.trace + 2, 2, 997, 1000);
    expect_ends(group.trace + 3, 200, 250, 1000);
    assert_int_equal(group.trace[2].nodes, 20);
    assert_int_equal(group.trace[3].nodes, 77777);
    assert_true(group.trace[0].seconds >= 100 && group.trace[3].seconds < 3600);
    clear(&group);
}

static void many_changes_are_thinned_out(void **state) {
    (void)state;
    for (size_t count = 90; count < 20000; count = count * 5 / 4) {
        dc_group_result group;
        dc_trace trace;
        dc_trace_begin(&trace, 0);
        note_rounds(&trace, 0, count, 100000);
        end(&group, &trace, "1/2", "1/2");
        assert_in_range(group.trace_count, count < 100 ? count + 1 : 50, DC_TRACE_MOST);
        expect_ends(group.trace, 0, 99999, 100000);
        expect_ends(group.trace + group.trace_count - 1, 1, 1, 2);
        uint64_t step = group.trace[1].nodes, longest = 0;
        for (size_t k = 0; k + 1 < group.trace_count; k++) { /* evenly, in time */
            assert_int_equal(group.trace[k].nodes, k * step);
            longest = group.trace[k].nodes;
        }
        assert_true(10 * count - longest <= 2 * step);
        clear(&group);
    }
}

/* What comes back from a checkpoint goes on as if nothing had been. */
static void a_trace_goes_on(void **state) {
    (void)state;
    for (size_t cut = 1; cut < 1000; cut += 37) {
        dc_group_result whole, resumed;
        dc_trace trace, back;
        dc_bytes bytes = { 0 };
        dc_trace_begin(&trace, 0);
        note_rounds(&trace, 0, cut, 100000);
        dc_put_trace(&bytes, &trace);
        note_rounds(&trace, cut, 1000, 100000);
        end(&whole, &trace, "1/2", "1/2");
        dc_reader reader = dc_bytes_reader(&bytes);
        dc_trace_begin(&back, 7);
        dc_get_trace(&reader, &back, DC_CRITICAL_MASS);
        assert_true(!reader.bad && reader.left == 0);
        note_rounds(&back, cut, 1000, 100000);
        end(&resumed, &back, "1/2", "1/2");
        expect_trace(&whole, &resumed);
        clear(&resumed);
        clear(&whole);
        dc_bytes_clear(&bytes);
    }
}

/* Bytes that nobody has put: no step of 0 or beyond all rounds, and not more than there is room for. */
static void no_other_trace_comes_back(void **state) {
    static const struct {
        uint64_t stride, count;
        bool bad;
    } heads[] = { { 1, DC_TRACE_MOST - 2, false },
                  { 1, DC_TRACE_MOST - 1, true },
                  { 0, 1, true },
                  { (uint64_t)1 << 63, 1, true } };
    mpq_t half;
    (void)state;
    mpq_init(half);
    mpq_set_ui(half, 1, 2);
    for (size_t k = 0; k < sizeof heads / sizeof *heads; k++) {
        dc_bytes bytes = { 0 };
        dc_trace back;
        dc_bytes_put_u64(&bytes, 5);
        dc_bytes_put_u64(&bytes, heads[k].stride);
        dc_bytes_put_u64(&bytes, heads[k].count);
        for (size_t entry = 0; entry < heads[k].count; entry++) {
            dc_bytes_put_double(&bytes, 1);
            dc_bytes_put_u64(&bytes, 1);
            dc_bytes_put_mpq(&bytes, half);
            dc_bytes_put_mpq(&bytes, half);
            dc_bytes_put_bool(&bytes, false);
        }
        dc_reader reader = dc_bytes_reader(&bytes);
        dc_trace_begin(&back, 0);
        dc_get_trace(&reader, &back, DC_CRITICAL_MASS);
        assert_int_equal(reader.bad, heads[k].bad);
        dc_trace_clear(&back);
        dc_bytes_clear(&bytes);
    }
    mpq_clear(half);
}

typedef struct host {
    long stops_left;
} host;

static bool stop_after(void *user) {
    host *h = user;
    return h->stops_left-- <= 0;
}

static dc_result *check(const dc_dataset *data, const dc_family *family,
                        dc_question question, unsigned threads, host *h) {
    dc_check_options options;
    options_of(&options, &usual, "1/3");
    options.family.kind = family->kind;
    options.family.sparsity = family->sparsity;
    options.family.directions = family->directions;
    mpq_set_ui(options.family.width, 1, 5);
    options.question = question;
    options.threads = threads;
    options.stop = h ? stop_after : NULL;
    options.user = h;
    dc_result *result = must_check(data, &options);
    dc_check_options_clear(&options);
    return result;
}

static bool covers(const dc_bracket *outer, const dc_bracket *inner) {
    return mpq_cmp(outer->lo, inner->lo) <= 0 &&
           (outer->infinite || (!inner->infinite && mpq_cmp(outer->hi, inner->hi) >= 0));
}

/* Brackets that close from what always holds to the group's own, each round that of `exact`. */
static void expect_closing(const dc_group_result *group, const dc_group_result *exact) {
    assert_in_range(group->trace_count, 2, DC_TRACE_MOST);
    const dc_trace_entry *last = group->trace + group->trace_count - 1;
    assert_int_equal(mpq_sgn(group->trace->bracket.lo), 0);
    assert_int_equal(group->trace->nodes, 0);
    expect_bracket(&last->bracket, &group->bracket);
    assert_int_equal(last->nodes, group->nodes);
    assert_true(group->trace->seconds >= 0 && last->seconds <= group->seconds);
    for (const dc_trace_entry *entry = group->trace; entry < last; entry++) {
        assert_true(covers(&entry->bracket, &exact->bracket));
        assert_true(covers(&entry->bracket, &entry[1].bracket));
        assert_true(entry->nodes <= entry[1].nodes);
        assert_true(entry->seconds <= entry[1].seconds);
    }
}

typedef void use_search(const dc_dataset *data, const dc_family *family,
                        dc_question question);

static void for_random_searches(uint64_t seed, unsigned long count, use_search *use) {
    static const dc_question questions[] = { DC_CRITICAL_MASS, DC_DECIDE,
                                             DC_MAXIMIZE_SIGMA };
    dc_random random;
    dc_random_seed(&random, seed);
    for (unsigned long round = 0; round < rounds(count); round++) {
        toy t, rows = { .N = 3, .n = 3, .x = { 1, 2, 0, 0, 1, 0, 3, -1, 1 } };
        for (size_t k = 0; k < 3; k++)
            rows.w[k] = 1;
        toy_random(&t, &random, 40, 3, round % 2 ? 20 : 100000);
        dc_dataset *data = toy_dataset(&t), *directions = toy_dataset(&rows);
        for (int kind = DC_FAMILY_ALL; kind <= DC_FAMILY_DIRECTIONS; kind++)
            for (size_t q = 0; q < 3; q++) {
                const dc_family family = { .kind = (dc_family_kind)kind,
                                           .sparsity = 2,
                                           .directions = directions };
                use(data, &family, questions[q]);
            }
        dc_dataset_destroy(directions);
        dc_dataset_destroy(data);
    }
}

static void closes(const dc_dataset *data, const dc_family *family,
                   dc_question question) {
    dc_result *one = check(data, family, question, 1, NULL);
    dc_result *two = check(data, family, question, 2, NULL);
    expect_closing(one->groups, one->groups);
    expect_trace(one->groups, two->groups);
    dc_result_destroy(two);
    dc_result_destroy(one);
}

static void brackets_close(void **state) {
    (void)state;
    for_random_searches(1, 4, closes);
}

static void closes_when_cut(const dc_dataset *data, const dc_family *family,
                            dc_question question) {
    dc_result *whole = check(data, family, question, 1, NULL);
    for (long cut = 0; cut < 40; cut = 2 * cut + 1) {
        host h = { cut };
        dc_result *result = check(data, family, question, 1, &h);
        expect_closing(result->groups, whole->groups);
        dc_result_destroy(result);
    }
    dc_result_destroy(whole);
}

static void brackets_close_until_they_are_cut(void **state) {
    (void)state;
    for_random_searches(2, 2, closes_when_cut);
}

/* A search of many rounds has more to tell than its ends. */
static void searches_tell_their_way(void **state) {
    static const dc_family all = { .kind = DC_FAMILY_ALL };
    dc_random random;
    toy t;
    (void)state;
    dc_random_seed(&random, 5);
    toy_random(&t, &random, 40, 4, 100000);
    dc_dataset *data = toy_dataset(&t);
    dc_result *result = check(data, &all, DC_CRITICAL_MASS, 1, NULL);
    assert_in_range(result->groups->trace_count, 5, DC_TRACE_MOST);
    dc_result_destroy(result);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_kept),
        cmocka_unit_test(many_changes_are_thinned_out),
        cmocka_unit_test(a_trace_goes_on),
        cmocka_unit_test(no_other_trace_comes_back),
        cmocka_unit_test(brackets_close),
        cmocka_unit_test(brackets_close_until_they_are_cut),
        cmocka_unit_test(searches_tell_their_way),
    };
    return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
