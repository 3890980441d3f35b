/* -x log x at the multiples of 2^-(b+1), rounded down (docs/data-floor-certificate.md,
 * section 4). */
#ifndef DC_FLOOR_AFFINE_ENTROPY_H
#define DC_FLOOR_AFFINE_ENTROPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DC_ENTROPY_BITS = 48 };

/* Values are found when they are first asked for, by any thread. */
typedef struct dc_entropy {
    unsigned bits;
    int64_t *value; /* [2^bits + 1]; negative: not yet known */
} dc_entropy;

/* x = j / 2^bits. False when memory is out. */
bool dc_entropy_create(dc_entropy *entropy, unsigned bits);
void dc_entropy_clear(dc_entropy *entropy);

/* floor(-2^DC_ENTROPY_BITS x log x), exactly. */
int64_t dc_entropy_find(unsigned bits, int64_t j);

/* eta(j), 0 <= j <= 2^bits. */
static inline int64_t dc_entropy_of(const dc_entropy *entropy, int64_t j) {
    int64_t value = __atomic_load_n(entropy->value + j, __ATOMIC_RELAXED);
    if (value < 0) {
        value = dc_entropy_find(entropy->bits, j);
        __atomic_store_n(entropy->value + j, value, __ATOMIC_RELAXED);
    }
    return value;
}

#endif
