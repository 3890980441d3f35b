/* What was computed before, in memory and in a file.
 *
 *     dc_cache cache;
 *     status = dc_cache_open(&cache, "run.cache", &identity, &error);   -- NULL: no file
 *     if (!dc_cache_find(&cache, DC_CACHE_OUTCOME, key, value)) {
 *         ...
 *         status = dc_cache_add(&cache, DC_CACHE_OUTCOME, key, value, &error);
 *     }
 *     dc_cache_close(&cache);
 *
 * The file is text: four lines that say what it is for, then one line for each record,
 * numbers as the hexadecimal digits of their bits. Records are added, one write each;
 * a process that is killed loses at most the last one.
 */
#ifndef DC_STRESS_CACHE_H
#define DC_STRESS_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include <doublecheck/status.h>

#include "base/bytes.h"
#include "base/digest.h"

typedef enum dc_cache_kind {
    DC_CACHE_OUTCOME,
    DC_CACHE_MASS,
    DC_CACHE_KINDS
} dc_cache_kind;

/* Numbers of a key and of a value of each kind. */
enum {
    DC_CACHE_KEY_MOST = 12,
    DC_CACHE_VALUE_MOST = 7,
    DC_CACHE_MASS_KEY = 5,
    DC_CACHE_MASS_VALUE = 2
};

/* What records depend on, beside their keys. */
typedef struct dc_cache_identity {
    char data[DC_DIGEST_HEX], settings[DC_DIGEST_HEX];
} dc_cache_identity;

typedef struct dc_cache_record {
    dc_cache_kind kind;
    double key[DC_CACHE_KEY_MOST], value[DC_CACHE_VALUE_MOST]; /* what is not used is 0 */
} dc_cache_record;

typedef struct dc_cache {
    const char *path; /* the caller's; NULL: no file */
    int file;
    size_t count, size; /* of records; of slots, a power of 2: half of them are free */
    dc_cache_record *record; /* [count], room for size / 2 */
    uint32_t *slot;          /* [size]: where a key belongs, 1 + its record; 0: free */
    size_t most;             /* records that are kept in memory; 0: any number */
    size_t read;             /* outcomes that the file had */
} dc_cache;

/* DC_EIO: the file cannot be opened, read or written, or another process has it open.
 * DC_EINPUT: it is no such file, is for others, or a line is damaged, which is named;
 * a last line without an end is dropped. DC_ENOMEM. To be closed in any case. */
DC_MUST_USE dc_status dc_cache_open(dc_cache *cache, const char *path,
                                    const dc_cache_identity *identity, dc_error *error);
void dc_cache_close(dc_cache *cache);

/* Bytes of a cache of so many records, at most. */
size_t dc_cache_bytes(size_t records);

/* Keys are compared bit by bit. Any thread can call these at any time. */
bool dc_cache_find(const dc_cache *cache, dc_cache_kind kind, const double *key,
                   double *value);

/* Outcomes for another process, which keeps them without a file. DC_ENOMEM. */
void dc_cache_pack(dc_bytes *bytes, const dc_cache *cache);
DC_MUST_USE dc_status dc_cache_unpack(dc_cache *cache, dc_reader *reader,
                                      dc_error *error);

/* Adds what is not there; beyond the most it is in the file alone. DC_ENOMEM, DC_EIO. */
DC_MUST_USE dc_status dc_cache_add(dc_cache *cache, dc_cache_kind kind, const double *key,
                                   const double *value, dc_error *error);

#endif
