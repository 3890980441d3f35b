#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "geometry/way.h"
#include "reading.h"

static void expect_same(const dc_box *a, const dc_box *b) {
    assert_int_equal(a->chart, b->chart);
    assert_int_equal(a->depth, b->depth);
    assert_memory_equal(a->centre, b->centre, a->dims * sizeof *a->centre);
    assert_memory_equal(a->level, b->level, a->dims);
}

/* Down to where nothing can be halved, a way leads to the box that halving makes; also when
 * it is taken apart into words. */
static void a_way_leads_to_its_box(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(60); round++) {
        double spread[6];
        size_t dims = 2 + dc_random_below(&random, 5);
        size_t chart = dc_random_below(&random, dims);
        for (size_t l = 0; l < dims; l++)
            spread[l] = (double)(1 + dc_random_below(&random, 9));
        dc_box *box = dc_box_chart(dims, chart);
        dc_way way = dc_way_to_chart(chart);
        size_t l = dc_box_widest(box, spread);
        for (; l < dims; l = dc_box_widest(box, spread)) {
            int side = (int)dc_random_below(&random, 2);
            dc_box *half = dc_box_half(box, l, side);
            dc_way to_half, copy;
            assert_true(dc_way_to_half(&to_half, &way, side));
            assert_true(
                dc_way_of(&copy, to_half.chart, to_half.depth, dc_way_word(&to_half)));
            dc_way_clear(&way);
            free(box);
            dc_box *end = dc_way_box(&copy, dims, spread);
            assert_non_null(end);
            expect_same(end, half);
            free(end);
            dc_way_clear(&copy);
            way = to_half;
            box = half;
        }
        assert_int_equal(way.depth, (dims - 1) * DC_BOX_DEEPEST);
        dc_way beyond;
        assert_true(dc_way_to_half(&beyond, &way, 0));
        assert_null(dc_way_box(&beyond, dims, spread));
        dc_way_clear(&beyond);
        dc_way_clear(&way);
        free(box);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_way_leads_to_its_box),
    };
    return cmocka_run_group_tests_name("way", tests, NULL, NULL);
}
