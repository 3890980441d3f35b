#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

static void random_bracket(dc_bracket *bracket, dc_random *random) {
    random_fraction(bracket->lo, random);
    random_fraction(bracket->hi, random);
    bracket->infinite = dc_random_below(random, 2);
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

static void random_subset(dc_subset_result *subset, dc_random *random, bool directions) {
    dc_bracket_init(&subset->bracket);
    dc_witness_init(&subset->witness);
    random_bracket(&subset->bracket, random);
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

static void random_trace(dc_group_result *group, dc_random *random) {
    size_t count = dc_random_below(random, 4);
    group->trace = calloc(count + 1, sizeof *group->trace);
    assert_non_null(group->trace);
    for (; group->trace_count < count; group->trace_count++) {
        dc_trace_entry *entry = group->trace + group->trace_count;
        dc_bracket_init(&entry->bracket);
        random_bracket(&entry->bracket, random);
        entry->seconds = (double)dc_random_below(random, 1000) / 7;
        entry->nodes = dc_random_below(random, UINT64_MAX);
    }
}

static dc_result *random_result(dc_random *random, const setting *s) {
    dc_result *result = empty_result();
    dc_group_result *group = result->groups;
    bool directions = dc_random_below(random, 2);
    random_counts(group, random);
    random_bracket(&group->bracket, random);
    random_witness(&group->witness, random);
    group->subset_count = dc_random_below(random, TOP + 1);
    group->subsets = calloc(TOP + 1, sizeof *group->subsets);
    assert_non_null(group->subsets);
    for (size_t k = 0; k < group->subset_count; k++)
        random_subset(group->subsets + k, random, directions);
    random_trace(group, random);
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
                      false);
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
        cmocka_unit_test(lists_have_an_end),
        cmocka_unit_test(ways_that_go_round_are_refused),
    };
    return cmocka_run_group_tests_name("pack_result", tests, NULL, NULL);
}
