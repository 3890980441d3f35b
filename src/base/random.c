#include "base/random.h"

static uint64_t rotate_left(uint64_t x, unsigned bits) {
    return x << bits | x >> (64 - bits);
}

uint64_t dc_random_split(uint64_t *counter) {
    uint64_t z = *counter += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* Four consecutive outputs of splitmix64 are distinct, so not all are zero. */
void dc_random_seed(dc_random *random, uint64_t seed) {
    for (int k = 0; k < 4; k++)
        random->state[k] = dc_random_split(&seed);
}

uint64_t dc_random_next(dc_random *random) {
    uint64_t *s = random->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

/* 2^64 mod bound values are rejected; the rest are a multiple of bound. */
uint64_t dc_random_below(dc_random *random, uint64_t bound) {
    uint64_t least = (0 - bound) % bound, x;
    do
        x = dc_random_next(random);
    while (x < least);
    return x % bound;
}

double dc_random_unit(dc_random *random) {
    return (double)(dc_random_next(random) >> 11) * 0x1p-53;
}

int64_t dc_random_between(dc_random *random, int64_t low, int64_t high) {
    uint64_t span = (uint64_t)high - (uint64_t)low + 1;
    uint64_t x = span ? dc_random_below(random, span) : dc_random_next(random);
    return (int64_t)((uint64_t)low + x);
}

/* |sum| <= 6 (2^32 - 1), so the product stays below 2^62. */
int64_t dc_random_normal(dc_random *random, int64_t scale) {
    const int64_t one = (int64_t)1 << 32;
    int64_t sum = -6 * (one - 1);
    for (int k = 0; k < 6; k++) {
        uint64_t x = dc_random_next(random);
        sum += (int64_t)(x >> 32) + (int64_t)(x & 0xffffffffu);
    }
    int64_t product = sum * scale;
    return product < 0 ? -((one / 2 - product) / one) : (product + one / 2) / one;
}
