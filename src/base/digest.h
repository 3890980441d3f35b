/* SHA-256, by nettle.
 *
 *     dc_digest digest;
 *     dc_digest_start(&digest);
 *     dc_digest_add(&digest, bytes, size);
 *     dc_digest_hex(hex, &digest);
 */
#ifndef DC_BASE_DIGEST_H
#define DC_BASE_DIGEST_H

#include <nettle/sha2.h>
#include <stddef.h>

enum { DC_DIGEST_HEX = 2 * SHA256_DIGEST_SIZE + 1 };

typedef struct dc_digest {
    struct sha256_ctx context;
} dc_digest;

void dc_digest_start(dc_digest *digest);

void dc_digest_add(dc_digest *digest, const void *bytes, size_t size);

/* The digest of what was added so far, in lower case; more may be added after. */
void dc_digest_hex(char hex[DC_DIGEST_HEX], const dc_digest *digest);

#endif
