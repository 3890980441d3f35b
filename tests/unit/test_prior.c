#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "search/prior.h"
#include "search/result.h"

/* Ten points in a row. */
enum { COUNT = 10 };

static dc_dataset *row(size_t *rows) {
    double x[COUNT];
    dc_dataset *data;
    for (size_t k = 0; k < COUNT; k++) {
        x[k] = (double)k;
        rows[k] = k;
    }
    assert_int_equal(dc_dataset_from_doubles(&data, COUNT, 1, x, NULL, NULL, NULL),
                     DC_OK);
    return data;
}

/* The slab low .. high, with masses that are wrong on purpose. */
static void set_slab(dc_witness *slab, long low, long high) {
    dc_witness_init(slab);
    assert_int_equal(dc_witness_reserve(slab, 1, NULL), DC_OK);
    mpz_set_si(slab->v[0], 1);
    mpq_set_si(slab->c, low + high, 2);
    mpq_set_si(slab->r, high - low, 2);
    mpq_canonicalize(slab->c);
    mpq_canonicalize(slab->r);
    mpq_set_si(slab->mass, 9, 10);
    mpq_set_si(slab->dilated_mass, 9, 10);
}

static void set_constants(dc_parameters *p, long kappa, long sigma, unsigned long of) {
    dc_parameters_init(p);
    mpq_set_si(p->kappa, kappa, 1);
    mpq_set_si(p->sigma, sigma, of);
    mpq_canonicalize(p->sigma);
}

static void try(dc_prior *prior, long low, long high, long kappa, long sigma,
                unsigned long of) {
    size_t rows[COUNT];
    dc_dataset *data = row(rows);
    dc_witness slab;
    dc_parameters p;
    set_slab(&slab, low, high);
    set_constants(&p, kappa, sigma, of);
    assert_int_equal(dc_prior_try(prior, &slab, &p, data, rows, COUNT, NULL), DC_OK);
    dc_parameters_clear(&p);
    dc_witness_clear(&slab);
    dc_dataset_destroy(data);
}

/* Three points of ten gain one with kappa 2, which is more than 1/4 and less than 2/5; the
 * masses are those at the constants, not those that are told. */
static void slabs_are_evaluated(void **state) {
    dc_prior prior;
    (void)state;
    dc_prior_init(&prior);
    try(&prior, 0, 2, 2, 1, 4);
    assert_false(prior.found);
    try(&prior, 0, 2, 2, 2, 5);
    assert_true(prior.found);
    assert_int_equal(mpq_cmp_ui(prior.witness.mass, 3, 10), 0);
    assert_int_equal(mpq_cmp_ui(prior.witness.dilated_mass, 4, 10), 0);
    dc_prior_clear(&prior);
}

/* A slab whose dilation has mass delta does not violate, nor does one that gains just
 * sigma. */
static void equality_is_no_violation(void **state) {
    dc_prior prior;
    (void)state;
    dc_prior_init(&prior);
    try(&prior, 0, 3, 2, 1, 1);
    try(&prior, 0, 2, 2, 1, 3);
    assert_false(prior.found);
    dc_prior_clear(&prior);
}

static void the_heavier_is_kept(void **state) {
    dc_prior prior;
    (void)state;
    dc_prior_init(&prior);
    try(&prior, 0, 1, 2, 2, 5);
    assert_int_equal(mpq_cmp_ui(prior.witness.mass, 1, 5), 0);
    try(&prior, 0, 2, 2, 2, 5);
    try(&prior, 4, 5, 2, 2, 5);
    assert_int_equal(mpq_cmp_ui(prior.witness.mass, 3, 10), 0);
    assert_int_equal(mpq_cmp_ui(prior.witness.c, 1, 1), 0);
    dc_prior_clear(&prior);
}

static void bounds_meet(void **state) {
    dc_prior prior;
    mpq_t hi;
    (void)state;
    dc_prior_init(&prior);
    mpq_init(hi);
    assert_false(dc_prior_closes(&prior));
    mpq_set_ui(hi, 2, 5);
    dc_prior_bound(&prior, hi);
    try(&prior, 0, 2, 2, 2, 5);
    assert_false(dc_prior_closes(&prior));
    mpq_set_ui(hi, 1, 2);
    dc_prior_bound(&prior, hi);
    assert_int_equal(mpq_cmp_ui(prior.hi, 2, 5), 0);
    mpq_set_ui(hi, 3, 10);
    dc_prior_bound(&prior, hi);
    assert_true(dc_prior_closes(&prior));
    mpq_clear(hi);
    dc_prior_clear(&prior);
}

/* m* <= 0 needs no slab. */
static void nothing_violates(void **state) {
    dc_prior prior;
    mpq_t hi;
    (void)state;
    dc_prior_init(&prior);
    mpq_init(hi);
    dc_prior_bound(&prior, hi);
    assert_true(dc_prior_closes(&prior));
    mpq_clear(hi);
    dc_prior_clear(&prior);
}

static void harder_points(void **state) {
    const dc_prior_place here = { 1, 1 };
    (void)state;
    assert_true(dc_prior_is_harder(here, here));
    assert_true(dc_prior_is_harder((dc_prior_place){ 0, 2 }, here));
    assert_true(dc_prior_is_harder(here, (dc_prior_place){ 2, 0 }));
    assert_false(dc_prior_is_harder((dc_prior_place){ 2, 2 }, here));
    assert_false(dc_prior_is_harder((dc_prior_place){ 0, 0 }, here));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slabs_are_evaluated), cmocka_unit_test(equality_is_no_violation),
        cmocka_unit_test(the_heavier_is_kept), cmocka_unit_test(bounds_meet),
        cmocka_unit_test(nothing_violates),    cmocka_unit_test(harder_points),
    };
    return cmocka_run_group_tests_name("prior", tests, NULL, NULL);
}
