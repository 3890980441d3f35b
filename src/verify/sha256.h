/* SHA-256 (FIPS 180-4). */
#ifndef VERIFY_SHA256_H
#define VERIFY_SHA256_H

#include <stddef.h>
#include <stdint.h>

typedef struct sha256 {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    unsigned char block[64];
} sha256;

void sha256_start(sha256 *s);
void sha256_add(sha256 *s, const void *bytes, size_t length);

/* Ends the digest: 64 hexadecimal digits and a NUL. */
void sha256_end(sha256 *s, char hex[65]);

#endif
