#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

void dc_bytes_clear(dc_bytes *bytes) {
    free(bytes->at);
    *bytes = (dc_bytes){ 0 };
}

void dc_bytes_empty(dc_bytes *bytes) {
    bytes->size = 0;
    bytes->failed = false;
}

/* False if there is no room for so many more. */
static bool reserve(dc_bytes *bytes, size_t more) {
    if (bytes->failed || more <= bytes->capacity - bytes->size)
        return !bytes->failed;
    size_t wanted = bytes->size + more;
    size_t larger = wanted > SIZE_MAX / 2 ? wanted : 2 * wanted;
    unsigned char *at = wanted < more ? NULL : realloc(bytes->at, larger);
    if (!at) {
        bytes->failed = true;
        return false;
    }
    bytes->at = at;
    bytes->capacity = larger;
    return true;
}

void dc_bytes_put(dc_bytes *bytes, const void *from, size_t size) {
    if (size == 0 || !reserve(bytes, size))
        return;
    memcpy(bytes->at + bytes->size, from, size);
    bytes->size += size;
}

void dc_bytes_put_u64(dc_bytes *bytes, uint64_t value) {
    dc_bytes_put(bytes, &value, sizeof value);
}

void dc_bytes_put_double(dc_bytes *bytes, double value) {
    dc_bytes_put(bytes, &value, sizeof value);
}

void dc_bytes_put_bool(dc_bytes *bytes, bool value) {
    dc_bytes_put(bytes, &(unsigned char){ value }, 1);
}

void dc_bytes_put_mass(dc_bytes *bytes, dc_mass value) {
    dc_bytes_put(bytes, &value, sizeof value);
}

/* The limbs of the absolute value behind their signed number. */
void dc_bytes_put_mpz(dc_bytes *bytes, const mpz_t value) {
    int64_t limbs = (int64_t)mpz_size(value);
    dc_bytes_put_u64(bytes, (uint64_t)(mpz_sgn(value) < 0 ? -limbs : limbs));
    dc_bytes_put(bytes, mpz_limbs_read(value), (size_t)limbs * sizeof(mp_limb_t));
}

void dc_bytes_put_mpq(dc_bytes *bytes, const mpq_t value) {
    dc_bytes_put_mpz(bytes, mpq_numref(value));
    dc_bytes_put_mpz(bytes, mpq_denref(value));
}

void dc_bytes_put_integer(dc_bytes *bytes, const fmpz_t value) {
    mpz_t big;
    mpz_init(big);
    fmpz_get_mpz(big, value);
    dc_bytes_put_mpz(bytes, big);
    mpz_clear(big);
}

void dc_bytes_put_vector(dc_bytes *bytes, const fmpz *vector, size_t count) {
    for (size_t k = 0; k < count; k++)
        dc_bytes_put_integer(bytes, vector + k);
}

void dc_bytes_put_block(dc_bytes *bytes, const void *from, size_t size) {
    dc_bytes_put_u64(bytes, size);
    dc_bytes_put(bytes, from, size);
}

void dc_bytes_put_array(dc_bytes *bytes, const void *from, size_t size) {
    dc_bytes_put_bool(bytes, from != NULL);
    if (from)
        dc_bytes_put_block(bytes, from, size);
}

void dc_bytes_put_text(dc_bytes *bytes, const char *text) {
    dc_bytes_put_bool(bytes, text != NULL);
    if (text)
        dc_bytes_put_block(bytes, text, strlen(text));
}

dc_reader dc_reader_over(const void *from, size_t size) {
    return (dc_reader){ .at = from, .left = size };
}

dc_reader dc_bytes_reader(const dc_bytes *bytes) {
    return dc_reader_over(bytes->at, bytes->size);
}

/* The next bytes; NULL, and bad, if there are not so many. */
static const unsigned char *take(dc_reader *reader, size_t size) {
    const unsigned char *at = reader->at;
    if (reader->bad || size > reader->left) {
        reader->bad = true;
        return NULL;
    }
    reader->at += size;
    reader->left -= size;
    return at;
}

void dc_get(dc_reader *reader, void *to, size_t size) {
    const unsigned char *from = take(reader, size);
    if (from && size)
        memcpy(to, from, size);
    else
        memset(to, 0, size);
}

uint64_t dc_get_u64(dc_reader *reader) {
    uint64_t value;
    dc_get(reader, &value, sizeof value);
    return value;
}

double dc_get_double(dc_reader *reader) {
    double value;
    dc_get(reader, &value, sizeof value);
    return value;
}

bool dc_get_bool(dc_reader *reader) {
    unsigned char value;
    dc_get(reader, &value, 1);
    reader->bad = reader->bad || value > 1;
    return value == 1;
}

dc_mass dc_get_mass(dc_reader *reader) {
    dc_mass value;
    dc_get(reader, &value, sizeof value);
    return value;
}

size_t dc_get_count(dc_reader *reader, size_t each) {
    uint64_t count = dc_get_u64(reader);
    reader->bad = reader->bad || count > reader->left / each;
    return reader->bad ? 0 : (size_t)count;
}

void dc_get_mpz(dc_reader *reader, mpz_t value) {
    int64_t limbs = (int64_t)dc_get_u64(reader);
    uint64_t count = limbs < 0 ? -(uint64_t)limbs : (uint64_t)limbs;
    mpz_set_ui(value, 0);
    reader->bad = reader->bad || count > reader->left / sizeof(mp_limb_t);
    if (reader->bad || count == 0)
        return;
    dc_get(reader, mpz_limbs_write(value, (mp_size_t)count), count * sizeof(mp_limb_t));
    mpz_limbs_finish(value, (mp_size_t)limbs);
}

void dc_get_mpq(dc_reader *reader, mpq_t value) {
    dc_get_mpz(reader, mpq_numref(value));
    dc_get_mpz(reader, mpq_denref(value));
    reader->bad = reader->bad || mpz_sgn(mpq_denref(value)) <= 0;
    if (reader->bad)
        mpq_set_ui(value, 0, 1);
    else
        mpq_canonicalize(value);
}

void dc_get_integer(dc_reader *reader, fmpz_t value) {
    mpz_t big;
    mpz_init(big);
    dc_get_mpz(reader, big);
    fmpz_set_mpz(value, big);
    mpz_clear(big);
}

void dc_get_vector(dc_reader *reader, fmpz *vector, size_t count) {
    for (size_t k = 0; k < count; k++)
        dc_get_integer(reader, vector + k);
}

const unsigned char *dc_get_block(dc_reader *reader, size_t *size) {
    *size = dc_get_count(reader, 1);
    return take(reader, *size);
}

void *dc_get_array(dc_reader *reader, size_t size) {
    size_t there;
    if (!dc_get_bool(reader))
        return NULL;
    const unsigned char *from = dc_get_block(reader, &there);
    reader->bad = reader->bad || there != size;
    unsigned char *array = reader->bad ? NULL : malloc(size + 1);
    if (!reader->bad && !array)
        dc_reader_lose(reader);
    if (array && size)
        memcpy(array, from, size);
    return array;
}

char *dc_get_text(dc_reader *reader) {
    size_t size;
    if (!dc_get_bool(reader))
        return NULL;
    const unsigned char *from = dc_get_block(reader, &size);
    char *text = from ? strndup((const char *)from, size) : NULL;
    if (!text)
        dc_reader_lose(reader);
    return text;
}
