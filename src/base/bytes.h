/* Values as bytes, for a file or another process of the same machine type.
 *
 *     dc_bytes bytes = { 0 };
 *     dc_bytes_put_u64(&bytes, 7);
 *     if (bytes.failed) ...                  -- memory was out
 *     dc_reader reader = dc_bytes_reader(&bytes);
 *     uint64_t seven = dc_get_u64(&reader);
 *     if (reader.bad) ...                    -- bytes are missing, or not what was put
 *     dc_bytes_clear(&bytes);
 *
 * Who puts and who gets must agree on the order: nothing in the bytes tells what they are. */
#ifndef DC_BASE_BYTES_H
#define DC_BASE_BYTES_H

#include <flint/fmpz.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mass.h"

typedef struct dc_bytes {
    unsigned char *at; /* [size] */
    size_t size, capacity;
    bool failed; /* memory was out: what was put is not all there */
} dc_bytes;

void dc_bytes_clear(dc_bytes *bytes);

/* Empties it; its room stays. */
void dc_bytes_empty(dc_bytes *bytes);

void dc_bytes_put(dc_bytes *bytes, const void *from, size_t size);
void dc_bytes_put_u64(dc_bytes *bytes, uint64_t value);
void dc_bytes_put_double(dc_bytes *bytes, double value);
void dc_bytes_put_bool(dc_bytes *bytes, bool value);
void dc_bytes_put_mass(dc_bytes *bytes, dc_mass value);
void dc_bytes_put_integer(dc_bytes *bytes, const fmpz_t value);
void dc_bytes_put_mpz(dc_bytes *bytes, const mpz_t value);
void dc_bytes_put_mpq(dc_bytes *bytes, const mpq_t value);
void dc_bytes_put_vector(dc_bytes *bytes, const fmpz *vector, size_t count);

/* Text with its length; NULL is told from "". */
void dc_bytes_put_text(dc_bytes *bytes, const char *text);

/* Bytes with their length. */
void dc_bytes_put_block(dc_bytes *bytes, const void *from, size_t size);

/* The same; NULL is told from none. */
void dc_bytes_put_array(dc_bytes *bytes, const void *from, size_t size);

/* Bytes (borrowed) on their way back. After a failure everything read is zero. */
typedef struct dc_reader {
    const unsigned char *at;
    size_t left;
    bool bad;
    bool lost; /* and that only because memory was out */
} dc_reader;

dc_reader dc_reader_over(const void *from, size_t size);
dc_reader dc_bytes_reader(const dc_bytes *bytes);

/* Bad from now on, for there is no memory for what the bytes tell. */
static inline void dc_reader_lose(dc_reader *reader) {
    reader->lost = reader->lost || !reader->bad;
    reader->bad = true;
}

void dc_get(dc_reader *reader, void *to, size_t size);
uint64_t dc_get_u64(dc_reader *reader);
double dc_get_double(dc_reader *reader);
bool dc_get_bool(dc_reader *reader);
dc_mass dc_get_mass(dc_reader *reader);

/* A count of things that take at least `each` bytes (> 0): bad if so many cannot follow. */
size_t dc_get_count(dc_reader *reader, size_t each);

/* value, vector[count]: initialised by the caller. */
void dc_get_integer(dc_reader *reader, fmpz_t value);
void dc_get_mpz(dc_reader *reader, mpz_t value);
void dc_get_mpq(dc_reader *reader, mpq_t value);
void dc_get_vector(dc_reader *reader, fmpz *vector, size_t count);

/* malloc'd; NULL for NULL, and when it is bad (reader->bad tells). */
char *dc_get_text(dc_reader *reader);

/* An array in new memory; NULL for NULL. Bad, and NULL, for one of another size, and if memory
 * is out. */
void *dc_get_array(dc_reader *reader, size_t size);

/* Borrowed from the reader's bytes; *size tells how many. */
const unsigned char *dc_get_block(dc_reader *reader, size_t *size);

#endif
