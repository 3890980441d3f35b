/* The rational simplex: every answer checks exactly, and agrees with the fast path. */
#include "../rounds.h"
#include "lp/exact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <flint/fmpz_vec.h>

#include "base/random.h"

/* Small integers, zero rows, copies and opposites of rows; one strict row at least. */
static void make_system(dc_system *system, dc_random *random, unsigned long bits) {
    size_t dims = 1 + dc_random_below(random, 5), rows = 1 + dc_random_below(random, 14);
    assert_true(dc_system_create(system, dims, rows));
    for (size_t r = 0; r < rows; r++) {
        uint64_t sort = dc_random_below(random, 6);
        fmpz *row = dc_system_append(system, r == 0 || dc_random_below(random, 3) == 0);
        if (sort < 2 && r > 0) {
            const fmpz *other = system->row + dc_random_below(random, r) * dims;
            _fmpz_vec_scalar_mul_si(row, other, (slong)dims, sort ? -1 : 2);
            continue;
        }
        for (size_t l = 0; l < dims && sort != 2; l++) {
            fmpz_set_si(row + l, dc_random_between(random, -4, 4));
            fmpz_mul_2exp(row + l, row + l, dc_random_below(random, bits + 1));
        }
    }
}

static void check_system(uint64_t seed, unsigned long bits) {
    dc_random random;
    dc_system system;
    dc_random_seed(&random, seed);
    make_system(&system, &random, bits);
    fmpz *z = _fmpz_vec_init((slong)system.dims);
    fmpz *multiplier = _fmpz_vec_init((slong)system.count);
    dc_alternative exact = dc_system_decide_exactly(&system, z, multiplier);
    if (exact == DC_UNKNOWN ||
        (exact == DC_SOLUTION && !dc_system_solved_by(&system, z)) ||
        (exact == DC_INFEASIBLE && !dc_system_refuted_by(&system, multiplier)))
        fail_msg("seed %llu: answer %d does not check", (unsigned long long)seed,
                 (int)exact);
    dc_alternative fast = dc_system_decide(&system, z, multiplier);
    if (fast != exact)
        fail_msg("seed %llu: %d, but %d in floating point", (unsigned long long)seed,
                 (int)exact, (int)fast);
    _fmpz_vec_clear(multiplier, (slong)system.count);
    _fmpz_vec_clear(z, (slong)system.dims);
    dc_system_destroy(&system);
}

static void small_systems(void **state) {
    (void)state;
    for (int64_t seed = 0; seed < (int64_t)rounds(1000); seed++)
        check_system((uint64_t)seed, 0);
}

static void systems_of_uneven_size(void **state) {
    (void)state;
    for (int64_t seed = 0; seed < (int64_t)rounds(300); seed++)
        check_system((uint64_t)seed, 150);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_systems),
        cmocka_unit_test(systems_of_uneven_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
