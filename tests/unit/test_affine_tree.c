#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "floor/affine/tree.h"

/* A leaf owns a copy; a fixing takes the leaf over. */
static void fixings_own_their_leaves(void **state) {
    double theta[3] = { 1, 2, 3 };
    dc_toll toll = { 0.5, 0.1, 2 };
    dc_node *node = dc_node_create();
    (void)state;
    assert_non_null(node);
    assert_int_equal(node->ending, DC_NODE_OPEN);
    for (size_t k = 0; k < 100; k++) {
        dc_leaf leaf = { 0 };
        theta[0] = (double)k;
        assert_true(dc_leaf_set(&leaf, theta, 3, &toll, k + 7));
        leaf.known = k;
        assert_true(dc_node_fix(node, k, 2 * k,
                                k % 2 ? DC_RIVAL_POSITIVE : DC_RIVAL_NEGATIVE, &leaf));
        assert_null(leaf.theta);
    }
    assert_int_equal(node->count, 100);
    for (size_t k = 0; k < 100; k++) {
        const dc_fixing *f = node->fixing + k;
        assert_int_equal(f->point, k);
        assert_int_equal(f->rival, 2 * k);
        assert_int_equal(f->decided, k % 2 ? DC_RIVAL_POSITIVE : DC_RIVAL_NEGATIVE);
        assert_int_equal(f->leaf.basis, k + 7);
        assert_int_equal(f->leaf.known, k);
        assert_true(f->leaf.theta[0] == (double)k && f->leaf.theta[2] == 3 &&
                    f->leaf.toll.k == 0.5 && f->leaf.toll.margin == 2);
    }
    dc_node_destroy(node);
    dc_node_destroy(NULL);
}

/* Bushes of any form are freed (the sanitizers look), deep ones too. */
static void any_tree_is_destroyed(void **state) {
    (void)state;
    for (unsigned form = 0; form < 4; form++) {
        dc_node *root = dc_node_create(), *last = root;
        for (size_t depth = 0; depth < 200000; depth++) {
            unsigned side = form < 2 ? form : (unsigned)(depth * 2654435761u >> 16) % 2;
            assert_non_null(last);
            last->half[side] = dc_node_create();
            if (form != 3 || depth % 3 == 0)
                last->half[!side] = dc_node_create();
            last = last->half[side];
        }
        dc_node_destroy(root);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixings_own_their_leaves),
        cmocka_unit_test(any_tree_is_destroyed),
    };
    return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
