#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "slopes_of.h"

#include "release_lp.h"
#include "search/piece.h"

static const dc_check_options no_options = { 0 };

/* A cut of a random box of a random scene in the plane. */
typedef struct cutting {
    scene s;
    dc_problem problem;
    dc_limits limits;
    dc_cutter cutter;
    dc_piece *pieces;
    dc_node node;
    dc_box *box;
} cutting;

static dc_way random_way(dc_random *random, unsigned depth) {
    dc_way way = dc_way_to_chart(dc_random_below(random, 2));
    while (way.depth < depth) {
        dc_way half;
        assert_true(dc_way_to_half(&half, &way, (int)dc_random_below(random, 2)));
        way = half; /* of less than 64 halvings: nothing is owned */
    }
    return way;
}

static void cutting_start(cutting *c, dc_random *random, bool wide, unsigned depth,
                          const dc_check_options *options) {
    dc_error error;
    mpq_t width;
    mpq_init(width);
    c->s.box = NULL;
    do { /* searches end when nothing can be wanted any more */
        if (c->s.box)
            scene_clear(&c->s);
        scene_random(&c->s, random, 10, 2, 6, 0, wide);
    } while (dc_condition_exhausted(&c->s.c));
    /* The scene in the problem's coordinates. */
    dc_space_destroy(&c->s.space);
    assert_int_equal(dc_space_create(&c->s.space, &c->s.points, !wide, NULL, &error),
                     DC_OK);
    toy_of_space(&c->s.t, &c->s.space);
    fmpq_get_mpq(width, c->s.wide);
    assert_int_equal(dc_problem_create(&c->problem, &c->s.points, &c->s.c,
                                       wide ? width : NULL, &error),
                     DC_OK);
    c->limits = (dc_limits){ .options = options, .threads = 1 };
    assert_int_equal(dc_cutter_create(&c->cutter, &c->problem, &c->limits, &error),
                     DC_OK);
    c->pieces = dc_pieces_create(&c->problem, DC_PIECES_MOST);
    assert_non_null(c->pieces);
    dc_condition bound = c->problem.condition; /* kappa and h are borrowed */
    dc_condition_loosen(&bound);
    if (dc_random_below(random, 2))
        bound = c->problem.condition;
    c->node = (dc_node){ .way = random_way(random, depth), .serial = 4 };
    dc_node_set(&c->node, &bound);
    c->box = dc_way_box(&c->node.way, 2, c->problem.space.spread);
    mpq_clear(width);
}

static void cutting_end(cutting *c) {
    free(c->box);
    dc_pieces_destroy(c->pieces, &c->problem, DC_PIECES_MOST);
    dc_cutter_destroy(&c->cutter);
    dc_problem_destroy(&c->problem);
    scene_clear(&c->s);
}

/* What is closed hides nothing, the bound of what is open covers it, and what was found is
 * there. box: the piece's. */
static void check_piece(cutting *c, const dc_piece *p, const dc_box *box) {
    fmpz v[2] = { 0, 0 };
    dc_condition *condition = &c->problem.condition, found;
    free(c->s.box);
    c->s.box = dc_box_half(box, 1 - box->chart, 0);
    assert_non_null(c->s.box);
    memcpy(c->s.box->centre, box->centre, 2 * sizeof *box->centre);
    memcpy(c->s.box->level, box->level, 2);
    dc_condition_assign(&c->s.c, condition);
    bool wanted = slopes_raise(v, &c->s, false);
    bool open = p->said & DC_SAID_RESISTS;
    if (wanted && !open) {
        scene_print(&c->s);
        fail_msg("a piece was closed (%x) that hides a slab", p->said);
    }
    if (open && dc_condition_order(&p->bound, &c->s.c) > 0) {
        scene_print(&c->s);
        fail_msg("the bound does not cover the best slab");
    }
    if (open) {
        dc_box *end = dc_way_box(&p->way, 2, c->problem.space.spread);
        assert_non_null(end);
        assert_memory_equal(end->centre, box->centre, 2 * sizeof *box->centre);
        assert_memory_equal(end->level, box->level, 2);
        free(end);
    }
    if (p->found) {
        dc_interval slab;
        bool there;
        dc_interval_init(&slab);
        dc_condition_copy(&found, condition);
        assert_true(dc_condition_order(&p->better, condition) < 0);
        assert_int_equal(dc_problem_look(&c->problem, p->v, &found, &slab, &there, NULL),
                         DC_OK);
        assert_true(there);
        assert_int_equal(dc_condition_order(&found, &p->better), 0);
        assert_true(fmpq_equal(slab.a, p->slab.a) && fmpq_equal(slab.b, p->slab.b));
        dc_condition_clear(&found);
        dc_interval_clear(&slab);
    }
    fmpz_clear(v);
    fmpz_clear(v + 1);
}

/* The pieces of one half of the box: itself, or its halves; returns how many. */
static unsigned check_half(cutting *c, dc_piece *p, const dc_box *half) {
    size_t l = 1 - half->chart;
    if (p[1].said == 0) {
        check_piece(c, p, half);
        return 1;
    }
    for (int side = 0; side < 2; side++) {
        dc_box *quarter = dc_box_half(half, l, side);
        check_piece(c, p + side, quarter);
        free(quarter);
    }
    return 2;
}

static void cut_boxes(uint64_t seed, unsigned long count, bool wide) {
    dc_random random;
    unsigned long pieces = 0, open = 0, found = 0;
    dc_random_seed(&random, seed);
    for (unsigned long round = 0; round < count; round++) {
        cutting c;
        cutting_start(&c, &random, wide, (unsigned)(round % 12), &no_options);
        dc_cut(&c.cutter, 0, &c.node, c.pieces);
        for (int side = 0; side < 2; side++) {
            dc_box *half = dc_box_half(c.box, 1 - c.box->chart, side);
            pieces += check_half(&c, c.pieces + 2 * side, half);
            free(half);
        }
        for (size_t k = 0; k < DC_PIECES_MOST; k++) {
            assert_int_equal(c.pieces[k].status, DC_OK);
            open += (c.pieces[k].said & DC_SAID_RESISTS) != 0;
            found += c.pieces[k].found;
        }
        cutting_end(&c);
    }
    assert_true(pieces > 2 * count && pieces < 4 * count);
    assert_true(open > count / 8 && found > 0);
}

static void pieces_hide_what_they_say(void **state) {
    (void)state;
    cut_boxes(1, rounds(300), false);
}

static void pieces_for_width(void **state) {
    (void)state;
    cut_boxes(2, rounds(100), true);
}

/* A box at the deepest level has no pieces. */
static void what_cannot_be_cut_has_no_pieces(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 3);
    cutting c;
    cutting_start(&c, &random, false, DC_BOX_DEEPEST, &no_options);
    dc_cut(&c.cutter, 0, &c.node, c.pieces);
    for (size_t k = 0; k < DC_PIECES_MOST; k++) {
        assert_int_equal(c.pieces[k].said, 0);
        assert_int_equal(c.pieces[k].status, DC_OK);
    }
    cutting_end(&c);
}

/* Once the round is cut no box is looked at. */
static void a_cut_round_stays_cut(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 4);
    cutting c;
    cutting_start(&c, &random, false, 2, &no_options);
    c.cutter.stop = DC_STOP_TIME;
    dc_cut(&c.cutter, 0, &c.node, c.pieces);
    for (size_t k = 0; k < DC_PIECES_MOST; k++)
        assert_int_equal(c.pieces[k].said, 0);
    cutting_end(&c);
}

/* Case analysis that would take more steps than are allowed gives up, and the round goes on;
 * with just as many as it takes nothing changes. */
static void steps_end_a_case_analysis(void **state) {
    unsigned ended = 0;
    dc_random random;
    (void)state;
    dc_random_seed(&random, 5);
    for (unsigned long round = 0; round < rounds(300); round++) {
        cutting c;
        cutting_start(&c, &random, round % 3 == 2, 16 + round % 2, &no_options);
        dc_cut(&c.cutter, 0, &c.node, c.pieces);
        size_t steps = c.pieces[0].steps;
        dc_saying said = c.pieces[0].said;
        assert_false(c.pieces[0].cut_short);
        for (size_t less = 0; less < 2 && steps > 1; less++) {
            c.cutter.most_steps = steps - less;
            dc_cut(&c.cutter, 0, &c.node, c.pieces);
            assert_int_equal(c.pieces[0].cut_short, less > 0);
            assert_int_equal(c.pieces[0].said, less ? said | DC_SAID_RESISTS : said);
            assert_int_equal(c.cutter.stop, DC_STOP_NONE);
            ended += less > 0 && !(said & DC_SAID_RESISTS);
        }
        cutting_end(&c);
    }
    assert_true(ended > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_hide_what_they_say),
        cmocka_unit_test(pieces_for_width),
        cmocka_unit_test(what_cannot_be_cut_has_no_pieces),
        cmocka_unit_test(a_cut_round_stays_cut),
        cmocka_unit_test(steps_end_a_case_analysis),
    };
    return cmocka_run_group_tests_name("piece", tests, NULL, release_lp);
}
