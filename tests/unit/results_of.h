/* For tests of results: are two of them the same, to the last box? Included after cmocka.h. */
#ifndef TEST_RESULTS_OF_H
#define TEST_RESULTS_OF_H

#include <doublecheck/check.h>

#include "search/boxtree.h"

static inline void expect_bracket(const dc_bracket *a, const dc_bracket *b) {
    assert_true(mpq_equal(a->lo, b->lo) && mpq_equal(a->hi, b->hi));
    assert_int_equal(a->infinite, b->infinite);
}

static inline void expect_witness(const dc_witness *a, const dc_witness *b) {
    assert_int_equal(a->v != NULL, b->v != NULL);
    assert_int_equal(a->features, b->features);
    for (size_t l = 0; l < a->features; l++)
        assert_int_equal(mpz_cmp(a->v[l], b->v[l]), 0);
    assert_true(mpq_equal(a->c, b->c) && mpq_equal(a->r, b->r));
    assert_true(mpq_equal(a->mass, b->mass));
    assert_true(mpq_equal(a->dilated_mass, b->dilated_mass));
}

static inline void expect_subset(const dc_subset_result *a, const dc_subset_result *b) {
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->features != NULL, b->features != NULL);
    if (a->count)
        assert_memory_equal(a->features, b->features, a->count * sizeof *a->features);
    assert_int_equal(a->direction, b->direction);
    expect_bracket(&a->bracket, &b->bracket);
    expect_witness(&a->witness, &b->witness);
}

static inline void expect_boxes(const dc_boxtree *a, const dc_boxtree *b) {
    assert_int_equal(a != NULL, b != NULL);
    if (!a || !b)
        return;
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->number, b->number);
    assert_memory_equal(a->node, b->node, a->count * sizeof *a->node);
    assert_true(a->condition.total == b->condition.total);
    assert_true(a->condition.enough == b->condition.enough);
    assert_int_equal(a->condition.by_ratio, b->condition.by_ratio);
    assert_int_equal(dc_condition_order(&a->condition, &b->condition), 0);
}

/* But for their seconds. */
static inline void expect_trace(const dc_group_result *a, const dc_group_result *b) {
    assert_int_equal(a->trace_count, b->trace_count);
    for (size_t k = 0; k < a->trace_count; k++) {
        assert_int_equal(a->trace[k].nodes, b->trace[k].nodes);
        expect_bracket(&a->trace[k].bracket, &b->trace[k].bracket);
    }
}

/* But for its seconds. */
static inline void expect_group(const dc_group_result *a, const dc_group_result *b) {
    assert_int_equal(a->points, b->points);
    assert_int_equal(a->distinct, b->distinct);
    assert_int_equal(a->constant, b->constant);
    assert_int_equal(a->dependent, b->dependent);
    assert_int_equal(a->dimension, b->dimension);
    assert_int_equal(a->verdict, b->verdict);
    assert_int_equal(a->stop, b->stop);
    assert_int_equal(a->nodes, b->nodes);
    assert_int_equal(a->cases, b->cases);
    assert_int_equal(a->subset_total, b->subset_total);
    expect_bracket(&a->bracket, &b->bracket);
    expect_witness(&a->witness, &b->witness);
    assert_int_equal(a->subset_count, b->subset_count);
    for (size_t k = 0; k < a->subset_count; k++)
        expect_subset(a->subsets + k, b->subsets + k);
    expect_trace(a, b);
    expect_boxes(a->boxes, b->boxes);
}

#endif
