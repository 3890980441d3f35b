#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "points_of.h"

#include "search/pack.h"

static dc_mass random_mass(dc_random *random) {
    return ((dc_mass)dc_random_below(random, UINT64_MAX) << 50) + 1;
}

static dc_node random_node(dc_random *random) {
    dc_node node = {
        .num = dc_random_below(random, 99), .den = 1, .serial = 7, .place = 5
    };
    uint64_t word[3];
    for (size_t k = 0; k < 3; k++)
        word[k] = dc_random_below(random, UINT64_MAX);
    assert_true(dc_way_of(&node.way, 3, (uint32_t)dc_random_below(random, 192), word));
    return node;
}

static void nodes_come_back(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(500); round++) {
        dc_bytes bytes = { 0 };
        dc_node node = random_node(&random), back;
        dc_put_node(&bytes, &node);
        dc_reader reader = dc_bytes_reader(&bytes);
        dc_get_node(&reader, &back);
        assert_false(reader.bad);
        assert_int_equal(reader.left, 0);
        assert_int_equal(back.way.chart, node.way.chart);
        assert_int_equal(back.way.depth, node.way.depth);
        assert_memory_equal(dc_way_word(&back.way), dc_way_word(&node.way),
                            8 * dc_way_words(&node.way));
        assert_true(back.num == node.num && back.den == node.den);
        assert_true(back.serial == node.serial && back.place == node.place);
        dc_way_clear(&back.way);

        /* Cut anywhere they are bad, and nothing is lost. */
        reader = dc_reader_over(bytes.at, dc_random_below(&random, bytes.size));
        dc_get_node(&reader, &back);
        assert_true(reader.bad);
        dc_way_clear(&back.way);
        dc_way_clear(&node.way);
        dc_bytes_clear(&bytes);
    }
}

static void bounds_and_intervals_come_back(void **state) {
    dc_random random;
    rule r = { { 2, 1 }, { 1, 4 }, { 1, 1 } };
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(200); round++) {
        dc_bytes bytes = { 0 };
        dc_condition bound, back;
        dc_interval interval, again;
        rule_condition(&bound, &r, 100);
        dc_condition_copy(&back, &bound);
        bound.floor = random_mass(&random);
        bound.ratio_num = random_mass(&random);
        bound.ratio_den = random_mass(&random);
        bound.ratio_infinite = round % 2;
        dc_interval_init(&interval);
        dc_interval_init(&again);
        fmpq_set_si(interval.a, -(slong)dc_random_below(&random, 1000), 7);
        fmpq_set_si(interval.b, (slong)dc_random_below(&random, 1000), 9);
        interval.mass = random_mass(&random);
        interval.dilated = random_mass(&random);
        dc_put_bound(&bytes, &bound);
        dc_put_interval(&bytes, &interval);

        dc_reader reader = dc_bytes_reader(&bytes);
        dc_get_bound(&reader, &back);
        dc_get_interval(&reader, &again);
        assert_false(reader.bad);
        assert_int_equal(reader.left, 0);
        assert_true(back.floor == bound.floor && back.ratio_num == bound.ratio_num &&
                    back.ratio_den == bound.ratio_den &&
                    back.ratio_infinite == bound.ratio_infinite);
        assert_true(fmpq_equal(interval.a, again.a) && fmpq_equal(interval.b, again.b));
        assert_true(interval.mass == again.mass && interval.dilated == again.dilated);
        dc_interval_clear(&again);
        dc_interval_clear(&interval);
        dc_condition_clear(&back);
        dc_condition_clear(&bound);
        dc_bytes_clear(&bytes);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_come_back),
        cmocka_unit_test(bounds_and_intervals_come_back),
    };
    return cmocka_run_group_tests_name("pack", tests, NULL, NULL);
}
