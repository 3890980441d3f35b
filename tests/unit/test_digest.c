#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/digest.h"
#include "base/random.h"

static void expect_digest(const dc_digest *digest, const char *expected) {
    char hex[DC_DIGEST_HEX];
    dc_digest_hex(hex, digest);
    assert_string_equal(hex, expected);
}

static void expect_text(const char *text, const char *expected) {
    dc_digest digest;
    dc_digest_start(&digest);
    dc_digest_add(&digest, text, strlen(text));
    expect_digest(&digest, expected);
}

/* FIPS 180-2, appendix B, and the digest of nothing. */
static const char million[] =
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

static void known_texts_have_known_digests(void **state) {
    (void)state;
    expect_text("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect_text("abc",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void a_million_letters(void **state) {
    static char letters[1000000];
    dc_digest digest;
    (void)state;
    memset(letters, 'a', sizeof letters);
    dc_digest_start(&digest);
    dc_digest_add(&digest, letters, sizeof letters);
    expect_digest(&digest, million);
}

/* Pieces of any size, empty ones too, around the 64 bytes of a block. */
static void pieces_make_the_whole(void **state) {
    static char letters[300];
    dc_digest digest;
    dc_random random;
    (void)state;
    memset(letters, 'a', sizeof letters);
    dc_random_seed(&random, 1);
    dc_digest_start(&digest);
    for (size_t left = 1000000; left > 0;) {
        size_t size = dc_random_below(&random, sizeof letters);
        size = size < left ? size : left;
        dc_digest_add(&digest, letters, size);
        left -= size;
    }
    expect_digest(&digest, million);
}

static void asking_does_not_end_it(void **state) {
    dc_digest digest;
    (void)state;
    dc_digest_start(&digest);
    dc_digest_add(&digest, "a", 1);
    for (int k = 0; k < 2; k++)
        expect_digest(&digest, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785"
                               "afee48bb");
    dc_digest_add(&digest, "bc", 2);
    for (int k = 0; k < 2; k++)
        expect_digest(&digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61"
                               "f20015ad");
    dc_digest_start(&digest);
    expect_digest(&digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852"
                           "b855");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_texts_have_known_digests),
        cmocka_unit_test(a_million_letters),
        cmocka_unit_test(pieces_make_the_whole),
        cmocka_unit_test(asking_does_not_end_it),
    };
    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
