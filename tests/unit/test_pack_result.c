#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "checks_of.h"
#include "results_of.h"

#include "search/pack_result.h"
#include "search/question.h"
#include "search/result.h"

enum { FEATURES = 4, TOP = 3 };

/* What a group's result is of: one of the three questions. */
typedef struct setting {
    dc_check_options options;
    dc_limits limits;
} setting;

static void setting_init(setting *s, dc_question question) {
    static const rule r = { { 2, 1 }, { 1, 4 }, { 1, 1 } };
    options_of(&s->options, &r, "1/3");
    s->options.question = question;
    s->options.top = TOP;
    dc_limits_init(&s->limits, &s->options);
}

static void setting_clear(setting *s) {
    dc_check_options_clear(&s->options);
}

static void random_integer(mpz_t value, dc_random *random) {
    mpz_set_ui(value, 1);
    mpz_mul_2exp(value, value, (mp_bitcnt_t)dc_random_below(random, 200));
    mpz_add_ui(value, value, dc_random_below(random, 99));
    if (dc_random_below(random, 2))
        mpz_neg(value, value);
    if (dc_random_below(random, 4) == 0)
        mpz_set_ui(value, 0);
}

static void random_fraction(mpq_t value, dc_random *random) {
    random_integer(mpq_numref(value), random);
    do
        random_integer(mpq_denref(value), random);
    while (mpz_sgn(mpq_denref(value)) <= 0);
    mpq_canonicalize(value);
}

/* value = least + something that is not negative. */
static void random_above(mpq_t value, const mpq_t least, dc_random *random) {
    mpq_t more;
    mpq_init(more);
    random_fraction(more, random);
    mpq_abs(more, more);
    mpq_add(value, least, more);
    mpq_clear(more);
}

static void random_bracket(dc_bracket *bracket, dc_random *random, dc_question question) {
    mpq_t zero;
    mpq_init(zero);
    random_above(bracket->lo, zero, random);
    random_above(bracket->hi, bracket->lo, random);
    bracket->infinite = question == DC_MAXIMIZE_SIGMA && dc_random_below(random, 2);
    mpq_clear(zero);
}

static void random_witness(dc_witness *witness, dc_random *random) {
    if (dc_random_below(random, 3) == 0)
        return;
    assert_int_equal(dc_witness_reserve(witness, FEATURES, NULL), DC_OK);
    for (size_t l = 0; l < FEATURES; l++)
        random_integer(witness->v[l], random);
    random_fraction(witness->c, random);
    random_fraction(witness->r, random);
    random_fraction(witness->mass, random);
    random_fraction(witness->dilated_mass, random);
}

static void random_subset(dc_subset_result *subset, dc_random *random, bool directions,
                          dc_question question) {
    dc_bracket_init(&subset->bracket);
    dc_witness_init(&subset->witness);
    random_bracket(&subset->bracket, random, question);
    random_witness(&subset->witness, random);
    if (directions) {
        subset->direction = dc_random_below(random, 1000);
        return;
    }
    subset->count = 1 + dc_random_below(random, FEATURES);
    subset->features = malloc(subset->count * sizeof *subset->features);
    assert_non_null(subset->features);
    for (size_t k = 0; k < subset->count; k++)
        subset->features[k] = dc_random_below(random, FEATURES);
}

static void random_boxes(dc_boxtree *tree, dc_random *random) {
    dc_condition condition;
    dc_condition_copy(&condition, &tree->condition);
    for (uint64_t k = dc_random_below(random, 60); k > 0; k--) {
        uint32_t place = (uint32_t)dc_random_below(random, tree->count);
        dc_boxtree_halve(tree, place);
        dc_boxtree_say(tree, place, (dc_saying)dc_random_below(random, 16),
                       (double)dc_random_below(random, 1000));
        if (dc_random_below(random, 9) == 0) {
            dc_condition_raise(&condition, condition.floor + 1,
                               condition.floor + 1 + (dc_mass)k);
            dc_boxtree_raise(tree, &condition);
        }
    }
    dc_condition_clear(&condition);
}

static dc_boxtree *random_tree(dc_random *random, const setting *s) {
    dc_condition condition;
    dc_mass total = 1 + (dc_mass)dc_random_below(random, 1u << 20);
    assert_int_equal(dc_question_start(&condition, &s->options, total, NULL), DC_OK);
    dc_boxtree *tree = dc_boxtree_create(FEATURES, &condition, 1 << 12);
    dc_condition_clear(&condition);
    assert_non_null(tree);
    random_boxes(tree, random);
    return tree;
}

/* A result of one group, of which nothing is left out. */
static dc_result *empty_result(void) {
    dc_result *result = calloc(1, sizeof *result);
    assert_non_null(result);
    result->groups = calloc(1, sizeof *result->groups);
    assert_non_null(result->groups);
    result->group_count = 1;
    dc_bracket_init(&result->groups->bracket);
    dc_witness_init(&result->groups->witness);
    return result;
}

static void random_counts(dc_group_result *group, dc_random *random) {
    size_t *const sizes[] = {
        &group->points,    &group->distinct,  &group->constant,
        &group->dependent, &group->dimension, &group->subset_total
    };
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        *sizes[k] = (size_t)dc_random_below(random, UINT64_MAX);
    group->nodes = dc_random_below(random, UINT64_MAX);
    group->cases = dc_random_below(random, UINT64_MAX);
    group->verdict = (dc_verdict)dc_random_below(random, DC_UNDECIDED + 1);
    group->stop = (dc_stop)dc_random_below(random, DC_STOP_DECIDED + 1);
    group->seconds = (double)dc_random_below(random, 1000) / 7;
}

/* What there may have been before a bracket. */
static void random_before(dc_bracket *before, const dc_bracket *after, dc_random *random,
                          dc_question question) {
    mpq_t part;
    mpq_init(part);
    mpq_set_ui(part, dc_random_below(random, 3), 2);
    if (question == DC_MAXIMIZE_SIGMA) {
        before->infinite = after->infinite || dc_random_below(random, 3) == 0;
        random_above(before->hi, after->hi, random);
        mpq_div_2exp(part, part, 1);
        mpq_mul(before->lo, before->hi, part);
    } else {
        mpq_div_2exp(part, part, 1);
        mpq_mul(before->lo, after->lo, part);
        random_above(before->hi, before->lo, random);
    }
    mpq_clear(part);
}

/* It ends with the group's bracket. */
static void random_trace(dc_group_result *group, dc_random *random,
                         dc_question question) {
    size_t count = dc_random_below(random, 4);
    group->trace = calloc(count + 1, sizeof *group->trace);
    assert_non_null(group->trace);
    group->trace_count = count;
    for (size_t k = count; k-- > 0;) {
        dc_trace_entry *entry = group->trace + k;
        dc_bracket_init(&entry->bracket);
        if (k + 1 < count) {
            random_before(&entry->bracket, &entry[1].bracket, random, question);
        } else {
            mpq_set(entry->bracket.lo, group->bracket.lo);
            mpq_set(entry->bracket.hi, group->bracket.hi);
            entry->bracket.infinite = group->bracket.infinite;
        }
        entry->seconds = (double)dc_random_below(random, 1000) / 7;
        entry->nodes = dc_random_below(random, UINT64_MAX);
    }
}

static dc_result *random_result(dc_random *random, const setting *s) {
    dc_result *result = empty_result();
    dc_group_result *group = result->groups;
    dc_question question = s->options.question;
    bool directions = dc_random_below(random, 2);
    random_counts(group, random);
    random_bracket(&group->bracket, random, question);
    random_witness(&group->witness, random);
    group->subset_count = dc_random_below(random, TOP + 1);
    group->subsets = calloc(TOP + 1, sizeof *group->subsets);
    assert_non_null(group->subsets);
    for (size_t k = 0; k < group->subset_count; k++)
        random_subset(group->subsets + k, random, directions, question);
    random_trace(group, random, question);
    if (dc_random_below(random, 3))
        group->boxes = random_tree(random, s);
    return result;
}

/* What is put; never NULL. */
static unsigned char *put(const dc_result *result, size_t *size) {
    memory_file file = memory_file_open("", 0);
    dc_saving saving = { .fd = file.descriptor };
    dc_digest_start(&saving.digest);
    dc_put_group(&saving, result->groups);
    dc_saving_write(&saving, "", 0); /* what waits */
    assert_int_equal(saving.reason, 0);
    dc_bytes_clear(&saving.bytes);
    *size = (size_t)lseek(file.descriptor, 0, SEEK_END);
    return (unsigned char *)memory_file_text(&file);
}

/* What comes of bytes, all of them read; NULL: they are refused. */
static dc_result *get(const unsigned char *at, size_t size, const setting *s) {
    dc_result *result = empty_result();
    dc_reader reader = dc_reader_over(at, size);
    dc_get_group(&reader, result->groups, FEATURES, &s->limits);
    if (!reader.bad && reader.left == 0)
        return result;
    dc_result_destroy(result);
    return NULL;
}

typedef void check_one(dc_random *random, const setting *s, const dc_result *result);

static void for_random_results(uint64_t seed, unsigned long count, check_one *check) {
    dc_random random;
    dc_random_seed(&random, seed);
    for (unsigned long round = 0; round < rounds(count); round++) {
        setting s;
        setting_init(&s, (dc_question)(round % 3));
        dc_result *result = random_result(&random, &s);
        check(&random, &s, result);
        dc_result_destroy(result);
        setting_clear(&s);
    }
}

static void comes_back(dc_random *random, const setting *s, const dc_result *result) {
    size_t size, again_size;
    (void)random;
    unsigned char *at = put(result, &size);
    dc_result *back = get(at, size, s);
    assert_non_null(back);
    expect_group(result->groups, back->groups);
    assert_true(result->groups->seconds == back->groups->seconds);
    unsigned char *again = put(back, &again_size);
    assert_int_equal(size, again_size);
    assert_memory_equal(at, again, size);
    free(again);
    dc_result_destroy(back);
    free(at);
}

static void groups_come_back(void **state) {
    (void)state;
    for_random_results(1, 100, comes_back);
}

static void is_refused_when_cut(dc_random *random, const setting *s,
                                const dc_result *result) {
    size_t size;
    (void)random;
    unsigned char *at = put(result, &size);
    for (size_t length = 0; length < size; length++) {
        unsigned char *cut = malloc(length + 1); /* so that reading on is seen */
        assert_non_null(cut);
        memcpy(cut, at, length);
        assert_null(get(cut, length, s));
        free(cut);
    }
    free(at);
}

static void truncations_are_refused(void **state) {
    (void)state;
    for_random_results(2, 6, is_refused_when_cut);
}

/* What a result may say, whoever has written the bytes. */
static void expect_possible(const dc_group_result *group) {
    assert_true(group->verdict <= DC_UNDECIDED && group->stop <= DC_STOP_DECIDED);
    assert_true(group->subset_count <= TOP);
    assert_true(!group->witness.v || group->witness.features == FEATURES);
    for (size_t k = 0; k < group->subset_count; k++)
        for (size_t l = 0; l < group->subsets[k].count; l++)
            assert_true(group->subsets[k].features[l] < FEATURES);
    for (uint32_t k = 0; group->boxes && k < group->boxes->count; k++)
        assert_true(group->boxes->node[k].half == 0 ||
                    (group->boxes->node[k].half > k &&
                     group->boxes->node[k].half + 1 < group->boxes->count));
}

/* Bytes that nobody has put, without the digest that tells of them, are refused or are the
 * bytes of some result. */
static void is_possible_when_flipped(dc_random *random, const setting *s,
                                     const dc_result *result) {
    size_t size, again_size;
    unsigned char *at = put(result, &size);
    for (size_t k = 0; k < size; k++) {
        unsigned char flip = (unsigned char)(1 + dc_random_below(random, 255));
        at[k] ^= flip;
        dc_result *back = get(at, size, s);
        if (back) {
            expect_possible(back->groups);
            free(put(back, &again_size));
            dc_result_destroy(back);
        }
        at[k] ^= flip;
    }
    free(at);
}

static void flipped_bytes_are_refused_or_possible(void **state) {
    (void)state;
    for_random_results(3, 5, is_possible_when_flipped);
}

/* One thing that no result has: where it stands in the bytes, and what stands there. */
static void impossible_results_are_refused(void **state) {
    static const struct {
        size_t word;
        uint64_t value;
    } wrong[] = { { 5, DC_UNDECIDED + 1 }, { 6, DC_STOP_DECIDED + 1 } };
    dc_random random;
    setting s;
    size_t size;
    (void)state;
    dc_random_seed(&random, 4);
    setting_init(&s, DC_CRITICAL_MASS);
    dc_result *result = random_result(&random, &s);
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        unsigned char *at = put(result, &size);
        memcpy(at + 8 * wrong[k].word, &wrong[k].value, 8);
        assert_null(get(at, size, &s));
        free(at);
    }
    dc_result_destroy(result);
    setting_clear(&s);
}

/* A result with a trace of three entries and a subset. */
static dc_result *full_result(dc_random *random, const setting *s) {
    for (;;) {
        dc_result *result = random_result(random, s);
        if (result->groups->trace_count == 3 && result->groups->subset_count > 0)
            return result;
        dc_result_destroy(result);
    }
}

static void hi_below_lo(dc_bracket *bracket) {
    bracket->infinite = false;
    mpq_set_ui(bracket->lo, 3, 4);
    mpq_set_ui(bracket->hi, 2, 4);
    mpq_canonicalize(bracket->hi);
}

static void no_seconds(dc_group_result *group) {
    group->seconds = NAN;
}

static void endless_seconds(dc_group_result *group) {
    group->seconds = INFINITY;
}

static void negative_seconds(dc_group_result *group) {
    group->seconds = -1;
}

static void no_seconds_of_an_entry(dc_group_result *group) {
    group->trace[1].seconds = NAN;
}

static void negative_seconds_of_an_entry(dc_group_result *group) {
    group->trace[2].seconds = -1e-9;
}

/* With its last entry. */
static void bracket_turned_round(dc_group_result *group) {
    hi_below_lo(&group->bracket);
    hi_below_lo(&group->trace[2].bracket);
}

static void subset_turned_round(dc_group_result *group) {
    hi_below_lo(&group->subsets->bracket);
}

static void entry_turned_round(dc_group_result *group) {
    hi_below_lo(&group->trace->bracket);
}

static void negative_lo(dc_group_result *group) {
    mpq_set_si(group->trace->bracket.lo, -1, 5);
}

static void another_end(dc_group_result *group) {
    dc_bracket *last = &group->trace[2].bracket;
    mpq_set(last->lo, group->bracket.hi);
    mpq_set_ui(group->bracket.lo, 0, 1);
    mpq_add(last->hi, last->hi, last->hi);
    last->infinite = group->bracket.infinite;
}

static void set_entry(dc_trace_entry *entry, unsigned long lo, unsigned long hi,
                      bool infinite) {
    mpq_set_ui(entry->bracket.lo, lo, 1);
    mpq_set_ui(entry->bracket.hi, hi, 1);
    entry->bracket.infinite = infinite;
}

/* From 5 .. 10 over lo .. hi to 5. */
static void set_entries(dc_group_result *group, unsigned long lo, unsigned long hi,
                        bool infinite) {
    set_entry(group->trace, 5, 10, infinite);
    set_entry(group->trace + 1, lo, hi, infinite);
    set_entry(group->trace + 2, 5, 5, false);
    mpq_set_ui(group->bracket.lo, 5, 1);
    mpq_set_ui(group->bracket.hi, 5, 1);
    group->bracket.infinite = false;
}

static void lo_falls(dc_group_result *group) {
    set_entries(group, 4, 10, false);
}

static void hi_rises(dc_group_result *group) {
    set_entries(group, 5, 11, false);
}

static void hi_rises_beyond_all(dc_group_result *group) {
    set_entries(group, 5, 10, false);
    group->trace[1].bracket.infinite = true;
}

static void mass_is_infinite(dc_group_result *group) {
    set_entries(group, 5, 10, true);
}

/* What one question rules out another may bring forth: a critical mass has open boxes above it,
 * sigma* below. */
static void impossible_brackets_are_refused(void **state) {
    enum { NEVER = 0, MASS = 1, SIGMA = 2 };
    static const struct {
        void (*spoil)(dc_group_result *group);
        unsigned fine; /* for these questions */
    } wrong[] = {
        { no_seconds, NEVER },
        { endless_seconds, NEVER },
        { negative_seconds, NEVER },
        { no_seconds_of_an_entry, NEVER },
        { negative_seconds_of_an_entry, NEVER },
        { bracket_turned_round, NEVER },
        { subset_turned_round, NEVER },
        { entry_turned_round, NEVER },
        { negative_lo, NEVER },
        { another_end, NEVER },
        { lo_falls, SIGMA },
        { hi_rises, MASS },
        { hi_rises_beyond_all, NEVER },
        { mass_is_infinite, SIGMA },
    };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 7);
    for (unsigned long k = 0; k < 2 * sizeof wrong / sizeof *wrong; k++) {
        setting s;
        size_t size;
        setting_init(&s, k % 2 ? DC_MAXIMIZE_SIGMA : DC_CRITICAL_MASS);
        dc_result *result = full_result(&random, &s);
        unsigned char *at = put(result, &size);
        dc_result *back = get(at, size, &s);
        assert_non_null(back);
        dc_result_destroy(back);
        free(at);
        wrong[k / 2].spoil(result->groups);
        at = put(result, &size);
        back = get(at, size, &s);
        if ((back != NULL) != (wrong[k / 2].fine >> k % 2 & 1))
            fail_msg("%lu: %s", k, back ? "it is taken" : "it is refused");
        dc_result_destroy(back);
        free(at);
        dc_result_destroy(result);
        setting_clear(&s);
    }
}

/* A list is no longer than was asked for. */
static void lists_have_an_end(void **state) {
    dc_random random;
    setting s;
    size_t size;
    (void)state;
    dc_random_seed(&random, 5);
    setting_init(&s, DC_CRITICAL_MASS);
    dc_result *result = random_result(&random, &s);
    while (result->groups->subset_count < TOP)
        random_subset(result->groups->subsets + result->groups->subset_count++, &random,
                      false, DC_CRITICAL_MASS);
    unsigned char *at = put(result, &size);
    dc_result *back = get(at, size, &s);
    assert_non_null(back);
    dc_result_destroy(back);
    s.options.top = TOP - 1;
    assert_null(get(at, size, &s));
    free(at);
    dc_result_destroy(result);
    setting_clear(&s);
}

/* The tree must be one: its ways lead down, and its top is no box. */
static void ways_that_go_round_are_refused(void **state) {
    static const struct {
        uint32_t place, half;
    } wrong[] = { { 1, 1 }, { 2, 1 }, { 0, 1 }, { 1, 100 }, { 1, UINT32_MAX } };
    dc_random random;
    setting s;
    size_t size;
    (void)state;
    dc_random_seed(&random, 6);
    setting_init(&s, DC_CRITICAL_MASS);
    dc_result *result = empty_result();
    result->groups->boxes = random_tree(&random, &s);
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        dc_boxtree_node *node = result->groups->boxes->node + wrong[k].place;
        uint32_t kept = node->half;
        node->half = wrong[k].half;
        unsigned char *at = put(result, &size);
        assert_null(get(at, size, &s));
        free(at);
        node->half = kept;
    }
    dc_result_destroy(result);
    setting_clear(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_come_back),
        cmocka_unit_test(truncations_are_refused),
        cmocka_unit_test(flipped_bytes_are_refused_or_possible),
        cmocka_unit_test(impossible_results_are_refused),
        cmocka_unit_test(impossible_brackets_are_refused),
        cmocka_unit_test(lists_have_an_end),
        cmocka_unit_test(ways_that_go_round_are_refused),
    };
    return cmocka_run_group_tests_name("pack_result", tests, NULL, NULL);
}
