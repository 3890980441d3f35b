#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "choice_of.h"
#include "release_lp.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "data/derive.h"
#include "floor/chooser.h"
#include "floor/guarantee.h"

/* Two choices: of the table alone, and refined from a copy of it. */
typedef struct pair {
    dc_dataset *data;
    dc_floor_options options;
    dc_choice table, refined;
    dc_chooser chooser; /* of `refined` */
} pair;

static void init_choice(dc_choice *choice, const pair *p) {
    dc_error error;
    memset(choice, 0, sizeof *choice);
    dc_guarantee_init(&choice->guarantee);
    choice->guarantee.fineness = p->options.fineness;
    assert_int_equal(dc_guarantee_set_groups(&choice->guarantee, p->data,
                                             p->options.check.grouping, &error),
                     DC_OK);
}

/* Both have the table's constants; p->data and p->options are set. */
static void start(pair *p) {
    dc_error error;
    init_choice(&p->table, p);
    init_choice(&p->refined, p);
    dc_chooser_init(&p->chooser, &p->refined, p->data, &p->options);
    assert_int_equal(dc_chooser_try_table(&p->chooser, &error), DC_OK);
    for (size_t k = 0; k < p->refined.count; k++)
        assert_int_equal(dc_choice_add(&p->table, p->refined.list + k, &error), DC_OK);
}

static void refine(pair *p) {
    dc_error error;
    if (dc_chooser_refine(&p->chooser, &error) != DC_OK)
        fail_msg("%s", error.message);
}

static void clear_choice(dc_choice *choice) {
    for (size_t k = 0; k < choice->count; k++)
        dc_parameters_clear(choice->list + k);
    free(choice->list);
    dc_guarantee_clear(&choice->guarantee);
}

static void finish(pair *p) {
    dc_chooser_clear(&p->chooser);
    clear_choice(&p->refined);
    clear_choice(&p->table);
    dc_floor_options_clear(&p->options);
    dc_dataset_destroy(p->data);
}

static bool are_equal(const dc_parameters *a, const dc_parameters *b) {
    return mpq_equal(a->kappa, b->kappa) && mpq_equal(a->sigma, b->sigma) &&
           mpq_equal(a->delta, b->delta) && mpq_equal(a->m0, b->m0);
}

static bool has(const dc_choice *choice, const dc_parameters *p) {
    for (size_t k = 0; k < choice->count; k++)
        if (are_equal(choice->list + k, p))
            return true;
    return false;
}

static size_t count_new(const pair *p) {
    size_t count = 0;
    for (size_t k = 0; k < p->refined.count; k++)
        count += !has(&p->table, p->refined.list + k);
    return count;
}

/* sigma* by dc_check, or infinity. */
static double largest_sigma(const pair *p, const dc_parameters *constants) {
    dc_check_options options = p->options.check;
    double least = INFINITY;
    options.parameters = *constants;
    options.question = DC_MAXIMIZE_SIGMA;
    options.stop = NULL;
    dc_result *result = must_check(p->data, &options);
    for (size_t g = 0; g < result->group_count; g++)
        if (!result->groups[g].bracket.infinite)
            least = fmin(least, mpq_get_d(result->groups[g].bracket.lo));
    dc_result_destroy(result);
    return least;
}

/* New constants hold, with the least m0 for their sigma, and the largest sigma for their
 * m0: to one part in 4096, or where none is the largest, what grows to delta at once. */
static size_t expect_best(const pair *p) {
    size_t count = 0;
    for (size_t k = 0; k < p->refined.count; k++) {
        const dc_parameters *q = p->refined.list + k;
        if (has(&p->table, q))
            continue;
        double sigma = mpq_get_d(q->sigma), most = largest_sigma(p, q);
        double jump = mpq_get_d(q->delta) / mpq_get_d(q->m0) - 1;
        assert_int_equal(verdict_of(p->data, &p->options.check, q, 0), DC_HOLDS);
        assert_int_equal(verdict_of(p->data, &p->options.check, q, -1), DC_VIOLATED);
        if (sigma > most + 1e-12 || sigma < fmin(most, jump) * (1 - 1 / 4000.0))
            fail_msg("sigma %.9f for m0 %.6f: %.9f is the largest", sigma,
                     mpq_get_d(q->m0), most);
        count++;
    }
    return count;
}

static size_t refine_best(dc_dataset *data, dc_grouping grouping, unsigned long loss) {
    pair p = { .data = data };
    set_options(&p.options);
    set(p.options.loss, loss, 100);
    p.options.check.grouping = grouping;
    start(&p);
    p.chooser.work += 40000; /* tables of so small sets are no work */
    refine(&p);
    assert_int_equal(p.refined.stop, DC_STOP_NONE);
    size_t count = expect_best(&p);
    finish(&p);
    return count;
}

static void sigma_is_the_largest(void **state) {
    size_t count = 0;
    (void)state;
    for (unsigned long loss = 10; loss <= 30; loss += 20)
        count += refine_best(line_data(150), DC_GROUPS_AUTO, loss) +
                 refine_best(square_data(150, 2, 2), DC_GROUPS_AUTO, loss);
    assert_true(count >= 5);
}

/* Points of a line in two cells; the second is ever denser. */
static dc_dataset *cells_data(void) {
    enum { N = 300 };
    double x[N];
    int64_t labels[N];
    size_t cells[N];
    dc_dataset *line, *data;
    dc_error error;
    for (size_t k = 0; k < N; k++) {
        cells[k] = k >= N / 2;
        labels[k] = (int64_t)(k / (N / 4) % 2);
        x[k] = cells[k] ? sqrt((double)(k - N / 2)) : (double)k;
    }
    assert_int_equal(dc_dataset_from_doubles(&line, N, 1, x, labels, NULL, &error),
                     DC_OK);
    const dc_derivation derivation = { .cells = cells };
    assert_int_equal(dc_dataset_derive(&data, line, &derivation, &error), DC_OK);
    dc_dataset_destroy(line);
    return data;
}

static void the_worst_group_counts(void **state) {
    size_t count = 0;
    (void)state;
    for (unsigned long loss = 10; loss <= 20; loss += 10)
        count += refine_best(cells_data(), DC_GROUPS_CELLS, loss);
    if (count < 2)
        fail_msg("%zu only", count);
}

static double floor_at(const dc_choice *choice, const mpq_t loss) {
    dc_floor floor;
    dc_error error;
    dc_floor_init(&floor);
    assert_int_equal(dc_choice_floor(&floor, choice, loss, &error), DC_OK);
    double accuracy = mpq_get_d(floor.accuracy);
    dc_floor_clear(&floor);
    return accuracy;
}

static void floors_are_no_worse_than_the_tables(void **state) {
    unsigned better = 0;
    (void)state;
    for (unsigned long loss = 5; loss <= 50; loss += 15) {
        pair p = { .data = square_data(200, 2, 2) };
        set_options(&p.options);
        set(p.options.loss, loss, 100);
        p.options.range = loss == 50;
        start(&p);
        refine(&p);
        for (int k = 0; k < 3; k++) {
            double before = floor_at(&p.table, p.options.loss);
            double after = floor_at(&p.refined, p.options.loss);
            if (after < before)
                fail_msg("loss %lu/100: %.9f, not %.9f", loss, after, before);
            better += after > before + 0.001;
            mpq_div_2exp(p.options.loss, p.options.loss, 1);
        }
        finish(&p);
    }
    assert_true(better >= 3);
}

static void threads_change_nothing(void **state) {
    pair p[2];
    (void)state;
    for (unsigned k = 0; k < 2; k++) {
        p[k] = (pair){ .data = square_data(100, 2, 2) };
        set_options(&p[k].options);
        set(p[k].options.loss, 1, 5);
        p[k].options.check.threads = 1 + 2 * k;
        start(p + k);
        refine(p + k);
    }
    assert_int_equal(p[0].chooser.work, p[1].chooser.work);
    assert_int_equal(p[0].refined.count, p[1].refined.count);
    assert_true(count_new(p) > 0);
    for (size_t k = 0; k < p[0].refined.count; k++)
        assert_true(are_equal(p[0].refined.list + k, p[1].refined.list + k));
    finish(p);
    finish(p + 1);
}

static void time_leaves_what_there_is(void **state) {
    pair p = { .data = line_data(100) };
    (void)state;
    set_options(&p.options);
    set(p.options.loss, 3, 10);
    start(&p);
    p.chooser.deadline = dc_clock();
    refine(&p);
    assert_int_equal(p.refined.stop, DC_STOP_TIME);
    assert_int_equal(p.refined.count, p.table.count);
    for (size_t k = 0; k < p.table.count; k++)
        assert_true(are_equal(p.refined.list + k, p.table.list + k));
    finish(&p);
}

/* Stops at the call for which the count is 0. */
static bool stop_later(void *user) {
    unsigned *left = user;
    return *left == 0 || --*left == 0;
}

/* Wherever it stops, what was found holds. */
static void hosts_may_stop_it(void **state) {
    unsigned left, stopped = 0, found = 0;
    (void)state;
    for (unsigned calls = 1; calls < 1 << 20; calls *= 3) {
        pair p = { .data = square_data(60, 2, 2) };
        set_options(&p.options);
        set(p.options.loss, 1, 4);
        p.options.check.stop = stop_later;
        p.options.check.user = &left;
        left = UINT32_MAX;
        start(&p);
        left = calls;
        refine(&p);
        assert_int_equal(p.refined.stop == DC_STOP_INTERRUPTED, left == 0);
        stopped += left == 0;
        found += expect_best(&p) > 0;
        finish(&p);
        if (left > 0)
            break;
    }
    assert_true(stopped > 3 && found > 1 && left > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sigma_is_the_largest),
        cmocka_unit_test(the_worst_group_counts),
        cmocka_unit_test(floors_are_no_worse_than_the_tables),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(time_leaves_what_there_is),
        cmocka_unit_test(hosts_may_stop_it),
    };
    return cmocka_run_group_tests_name("refine", tests, NULL, release_lp);
}
