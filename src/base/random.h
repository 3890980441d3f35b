/* Seeded pseudo-random integers, the same on every machine.
 *
 *     dc_random random;
 *     dc_random_seed(&random, 7);
 *     uint64_t die = 1 + dc_random_below(&random, 6);
 *
 * xoshiro256** of Blackman and Vigna, its state filled by splitmix64; both are in
 * the public domain. No libm: its last bit differs between machines. The state is
 * explicit, one for each stream; no function here can fail. Not for cryptography.
 */
#ifndef DC_BASE_RANDOM_H
#define DC_BASE_RANDOM_H

#include <stdint.h>

typedef struct dc_random {
    uint64_t state[4]; /* never all zero */
} dc_random;

/* Starts the stream of a seed; every seed is as good as any other. */
void dc_random_seed(dc_random *random, uint64_t seed);

/* The next 64 bits. */
uint64_t dc_random_next(dc_random *random);

/* Uniform on 0 .. bound - 1, without bias; bound >= 1. */
uint64_t dc_random_below(dc_random *random, uint64_t bound);

/* Uniform on [0, 1), a multiple of 2^-53. */
double dc_random_unit(dc_random *random);

/* Uniform on low .. high, both included; low <= high. */
int64_t dc_random_between(dc_random *random, int64_t low, int64_t high);

enum { DC_RANDOM_MAX_SCALE = 1 << 27 };

/* A normal deviate of mean 0 and standard deviation `scale`, rounded to an integer;
 * 0 <= scale <= DC_RANDOM_MAX_SCALE. It is the sum of 12 uniform deviates of 32 bits
 * (Irwin-Hall): exact in integers, mean and variance right, never outside +-6 scale,
 * kurtosis 2.9 in place of 3. */
int64_t dc_random_normal(dc_random *random, int64_t scale);

/* One step of splitmix64, which turns counters and seeds into unrelated seeds. */
uint64_t dc_random_split(uint64_t *counter);

#endif
