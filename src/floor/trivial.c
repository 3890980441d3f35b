#include <doublecheck/floor.h>

#include "base/error.h"
#include "floor/logs.h"

dc_status dc_floor_trivial(mpq_t accuracy, const mpq_t loss, dc_error *error) {
    if (mpq_sgn(loss) < 0)
        return dc_fail(error, DC_EUSAGE, "a loss is not negative");
    fmpz_t two;
    mpz_t least;
    mpq_t one;
    fmpz_init(two);
    mpz_init(least);
    mpq_init(one);
    dc_log_two(two);
    fmpz_get_mpz(least, two);
    mpq_set_ui(one, 1, 1);
    mpq_mul_2exp(accuracy, loss, DC_LOG_BITS);
    mpz_mul(mpq_denref(accuracy), mpq_denref(accuracy), least);
    mpq_canonicalize(accuracy);
    mpq_sub(accuracy, one, accuracy);
    if (mpq_sgn(accuracy) < 0)
        mpq_set_ui(accuracy, 0, 1);
    mpq_clear(one);
    mpz_clear(least);
    fmpz_clear(two);
    return dc_succeed(error);
}
