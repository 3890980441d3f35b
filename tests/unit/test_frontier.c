#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "points_of.h"

#include "search/frontier.h"

enum { MOST = 600 };

/* Some of them with words of their own. */
static dc_way random_way(dc_random *random) {
    dc_way way = dc_way_to_chart(0);
    for (uint64_t depth = dc_random_below(random, 80); way.depth < depth;) {
        dc_way half;
        assert_true(dc_way_to_half(&half, &way, (int)dc_random_below(random, 2)));
        dc_way_clear(&way);
        way = half;
    }
    return way;
}

static dc_node random_node(dc_random *random, bool by_ratio, uint64_t serial) {
    dc_node node = { .way = random_way(random), .serial = serial, .den = 1 };
    node.num = (uint64_t)dc_random_between(random, 0, 40);
    if (by_ratio) {
        node.den = (uint64_t)dc_random_between(random, 1, 12);
        node.num = node.den + (uint64_t)dc_random_between(random, 0, 12);
    }
    if (by_ratio && dc_random_below(random, 10) == 0) {
        node.num = 1;
        node.den = 0;
    }
    return node;
}

/* Heavier floors first, smaller ratios first, then the newer node. */
static bool before(const dc_node *a, const dc_node *b, bool by_ratio) {
    if (by_ratio && (a->den == 0) != (b->den == 0))
        return b->den == 0;
    if (by_ratio && a->den && a->num * b->den != b->num * a->den)
        return a->num * b->den < b->num * a->den;
    if (!by_ratio && a->num != b->num)
        return a->num > b->num;
    return a->serial > b->serial;
}

static void nodes_come_best_first(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(60); round++) {
        bool by_ratio = round % 2;
        dc_frontier frontier;
        dc_node waiting[MOST], node;
        size_t count = 0;
        dc_frontier_init(&frontier, by_ratio, SIZE_MAX);
        for (uint64_t step = 0; step < MOST; step++) {
            if (dc_random_below(&random, 3)) {
                waiting[count] = random_node(&random, by_ratio, step);
                assert_true(dc_frontier_push(&frontier, &waiting[count++]));
            } else if (count > 0) {
                size_t best = 0;
                for (size_t k = 1; k < count; k++)
                    if (before(waiting + k, waiting + best, by_ratio))
                        best = k;
                assert_true(dc_frontier_pop(&frontier, &node));
                if (node.serial != waiting[best].serial)
                    fail_msg("round %lu step %lu: another node", round,
                             (unsigned long)step);
                dc_way_clear(&node.way);
                waiting[best] = waiting[--count];
            } else {
                assert_false(dc_frontier_pop(&frontier, &node));
            }
            assert_int_equal(dc_frontier_count(&frontier), count);
        }
        dc_frontier_clear(&frontier);
    }
}

/* Over the budget nodes go on a stack; pops take it first, and nothing is lost. */
static void the_budget_makes_a_stack(void **state) {
    dc_random random;
    dc_frontier frontier;
    dc_node node;
    (void)state;
    dc_random_seed(&random, 2);
    dc_frontier_init(&frontier, false, 1);
    for (uint64_t k = 0; k < 500; k++) {
        node = random_node(&random, false, k);
        assert_true(dc_frontier_push(&frontier, &node));
    }
    assert_int_equal(frontier.count, 1);
    assert_int_equal(frontier.stacked, 499);
    for (uint64_t k = 499; k > 0; k--) {
        assert_true(dc_frontier_pop(&frontier, &node));
        assert_int_equal(node.serial, k);
        dc_way_clear(&node.way);
    }
    assert_true(dc_frontier_pop(&frontier, &node));
    assert_int_equal(node.serial, 0);
    dc_way_clear(&node.way);
    assert_int_equal(frontier.bytes, 0);
    assert_false(dc_frontier_pop(&frontier, &node));
    dc_frontier_clear(&frontier);
}

/* The bound covers heap and stack, and never tightens what is known. */
static void the_bound_covers_every_node(void **state) {
    dc_random random;
    rule r = { { 2, 1 }, { 1, 4 }, { 1, 1 } };
    (void)state;
    dc_random_seed(&random, 3);
    for (unsigned long round = 0; round < rounds(400); round++) {
        bool by_ratio = round % 2;
        dc_frontier frontier;
        dc_condition known, bound;
        dc_node best, node;
        rule_condition(&known, &r, 100);
        if (by_ratio)
            make_by_ratio(&known, 0);
        best = random_node(&random, by_ratio, 0);
        dc_way_clear(&best.way);
        dc_node_get(&best, &known);
        dc_condition_copy(&bound, &known);
        dc_frontier_init(&frontier, by_ratio, dc_random_below(&random, 4) * 200);
        size_t count = dc_random_below(&random, 12);
        for (uint64_t k = 1; k <= count; k++) {
            node = random_node(&random, by_ratio, k);
            assert_true(dc_frontier_push(&frontier, &node));
            node.serial = 0; /* ties do not matter */
            if (before(&node, &best, by_ratio))
                best = node;
        }
        dc_frontier_bound(&frontier, &bound);
        dc_node_set(&node, &bound);
        bool equal = by_ratio ? (node.den == 0) == (best.den == 0) &&
                                    (node.den == 0 ||
                                     node.num * best.den == best.num * node.den)
                              : node.num == best.num;
        if (!equal)
            fail_msg("round %lu: bound %ld/%ld, not %ld/%ld", round, (long)node.num,
                     (long)node.den, (long)best.num, (long)best.den);
        assert_true(dc_condition_order(&bound, &known) <= 0);
        dc_frontier_clear(&frontier);
        dc_condition_clear(&bound);
        dc_condition_clear(&known);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_come_best_first),
        cmocka_unit_test(the_budget_makes_a_stack),
        cmocka_unit_test(the_bound_covers_every_node),
    };
    return cmocka_run_group_tests_name("frontier", tests, NULL, NULL);
}
