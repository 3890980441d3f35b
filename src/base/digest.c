#include "base/digest.h"

void dc_digest_start(dc_digest *digest) {
    sha256_init(&digest->context);
}

void dc_digest_add(dc_digest *digest, const void *bytes, size_t size) {
    sha256_update(&digest->context, size, bytes);
}

void dc_digest_hex(char hex[DC_DIGEST_HEX], const dc_digest *digest) {
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[SHA256_DIGEST_SIZE];
    dc_digest copy = *digest;
    sha256_digest(&copy.context, sizeof bytes, bytes);
    for (size_t k = 0; k < sizeof bytes; k++) {
        hex[2 * k] = digits[bytes[k] >> 4];
        hex[2 * k + 1] = digits[bytes[k] & 15];
    }
    hex[2 * sizeof bytes] = '\0';
}
