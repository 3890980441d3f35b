#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <flint/fmpz_vec.h>

#include "base/bytes.h"
#include "base/random.h"
#include "reading.h"

static void random_mpz(mpz_t value, dc_random *random) {
    mpz_set_ui(value, 1);
    for (uint64_t limbs = dc_random_below(random, 4); limbs > 0; limbs--) {
        mpz_mul_2exp(value, value, 64);
        mpz_add_ui(value, value, dc_random_below(random, UINT64_MAX));
    }
    if (dc_random_below(random, 5) == 0)
        mpz_set_ui(value, 0);
    if (dc_random_below(random, 2))
        mpz_neg(value, value);
}

/* What was put comes back, and nothing is left. */
static void everything_comes_back(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(300); round++) {
        dc_bytes bytes = { 0 };
        mpz_t z, z2;
        mpq_t q, q2;
        fmpz *v = _fmpz_vec_init(3), *v2 = _fmpz_vec_init(3);
        mpz_inits(z, z2, NULL);
        mpq_inits(q, q2, NULL);
        random_mpz(z, &random);
        random_mpz(mpq_numref(q), &random);
        random_mpz(mpq_denref(q), &random);
        mpz_abs(mpq_denref(q), mpq_denref(q));
        mpz_add_ui(mpq_denref(q), mpq_denref(q), 1);
        mpq_canonicalize(q);
        for (slong l = 0; l < 3; l++) {
            random_mpz(z2, &random);
            fmpz_set_mpz(v + l, z2);
        }
        dc_mass mass = (dc_mass)dc_random_below(&random, UINT64_MAX) << 50;
        uint64_t number = dc_random_below(&random, UINT64_MAX);
        const char *text = number % 3 ? number % 2 ? "one" : "" : NULL;

        dc_bytes_put_mpz(&bytes, z);
        dc_bytes_put_mpq(&bytes, q);
        dc_bytes_put_vector(&bytes, v, 3);
        dc_bytes_put_mass(&bytes, -mass);
        dc_bytes_put_bool(&bytes, number % 2);
        dc_bytes_put_u64(&bytes, number);
        dc_bytes_put_double(&bytes, -0.1);
        dc_bytes_put_text(&bytes, text);
        dc_bytes_put_block(&bytes, "block", 5);
        assert_false(bytes.failed);

        size_t size;
        dc_reader reader = dc_bytes_reader(&bytes);
        dc_get_mpz(&reader, z2);
        assert_int_equal(mpz_cmp(z, z2), 0);
        dc_get_mpq(&reader, q2);
        assert_true(mpq_equal(q, q2));
        dc_get_vector(&reader, v2, 3);
        assert_true(_fmpz_vec_equal(v, v2, 3));
        assert_true(dc_get_mass(&reader) == -mass);
        assert_true(dc_get_bool(&reader) == number % 2);
        assert_true(dc_get_u64(&reader) == number);
        assert_true(dc_get_double(&reader) == -0.1);
        char *back = dc_get_text(&reader);
        assert_true(text ? back && strcmp(text, back) == 0 : !back);
        assert_memory_equal(dc_get_block(&reader, &size), "block", 5);
        assert_int_equal(size, 5);
        assert_false(reader.bad);
        assert_int_equal(reader.left, 0);
        dc_get_bool(&reader);
        assert_true(reader.bad);
        free(back);
        dc_bytes_clear(&bytes);
        _fmpz_vec_clear(v, 3);
        _fmpz_vec_clear(v2, 3);
        mpz_clears(z, z2, NULL);
        mpq_clears(q, q2, NULL);
    }
}

/* Whatever the bytes are, reading ends with a value or bad, and takes no room that the
 * bytes do not have. */
static void wrong_bytes_are_bad(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(2000); round++) {
        unsigned char bytes[40];
        size_t size = dc_random_below(&random, sizeof bytes);
        mpq_t q;
        mpq_init(q);
        for (size_t k = 0; k < size; k++)
            bytes[k] = (unsigned char)(dc_random_below(&random, 3)
                                           ? dc_random_below(&random, 4)
                                           : dc_random_below(&random, 256));
        dc_reader reader = dc_reader_over(bytes, size);
        while (!reader.bad) {
            dc_get_mpq(&reader, q);
            free(dc_get_text(&reader));
            dc_get_count(&reader, 3);
        }
        assert_true(dc_get_u64(&reader) == 0);
        mpq_clear(q);
    }
}

static void counts_are_bounded_by_the_bytes(void **state) {
    dc_bytes bytes = { 0 };
    (void)state;
    dc_bytes_put_u64(&bytes, 3);
    dc_bytes_put(&bytes, "123456", 6);
    dc_reader two = dc_bytes_reader(&bytes), three = two;
    assert_int_equal(dc_get_count(&two, 2), 3);
    assert_false(two.bad);
    assert_int_equal(dc_get_count(&three, 3), 0);
    assert_true(three.bad);
    dc_bytes_clear(&bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_comes_back),
        cmocka_unit_test(wrong_bytes_are_bad),
        cmocka_unit_test(counts_are_bounded_by_the_bytes),
    };
    return cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
}
