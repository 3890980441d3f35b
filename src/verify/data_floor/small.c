#include "data_floor.h"

enum { SURELY_SHORT = 12 }; /* characters of a token */

void set_small(mpz_t value, mass m) {
    mpz_set_si(value, (long)(m >> 64));
    mpz_mul_2exp(value, value, 64);
    mpz_add_ui(value, value, (unsigned long)m);
}

int bits_of(unsigned long value) {
    return value ? 64 - __builtin_clzl(value) : 1;
}

static long read_long(void) {
    void *start = mark();
    mpz_t *number = integers(1);
    take_integer(*number);
    take('\0');
    if (mpz_sizeinbase(*number, 2) > INTEGER_BITS)
        beyond("an integer of a vector with more than %d bits", INTEGER_BITS);
    long value = mpz_get_si(*number);
    release(start);
    return value;
}

long token_integer(void) {
    if (strlen(token_next()) > SURELY_SHORT)
        return read_long();
    bool negative = take_if('-');
    long value = (long)take_count();
    take('\0');
    return negative ? -value : value;
}
