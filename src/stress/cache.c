#include "stress/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/random.h"
#include "base/size.h"
#include "base/writing.h"

enum { FIRST_SIZE = 1 << 10, HEX = 16, LINE_MOST = 512, HEADER_LINES = 4 };

static const struct kind {
    char letter;
    size_t keys, values;
} kinds[DC_CACHE_KINDS] = {
    [DC_CACHE_OUTCOME] = { 'x', DC_CACHE_KEY_MOST, DC_CACHE_VALUE_MOST },
    [DC_CACHE_MASS] = { 'm', DC_CACHE_MASS_KEY, DC_CACHE_MASS_VALUE },
};

static uint64_t bits_of(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static bool same_key(const dc_cache_record *a, const dc_cache_record *b) {
    for (size_t k = 0; k < DC_CACHE_KEY_MOST; k++)
        if (bits_of(a->key[k]) != bits_of(b->key[k]))
            return false;
    return a->kind == b->kind;
}

/* The slot of a record, or the free one where it belongs. */
static uint32_t *place(const dc_cache *cache, const dc_cache_record *record) {
    uint64_t hash = record->kind;
    for (size_t k = 0; k < DC_CACHE_KEY_MOST; k++) {
        hash ^= bits_of(record->key[k]);
        hash = dc_random_split(&hash);
    }
    for (size_t k = (size_t)hash;; k++) {
        uint32_t *slot = cache->slot + (k & (cache->size - 1));
        if (!*slot || same_key(cache->record + (*slot - 1), record))
            return slot;
    }
}

/* Twice the room. */
static bool grow(dc_cache *cache) {
    size_t capacity = cache->size ? cache->size : FIRST_SIZE / 2;
    dc_cache_record *record = realloc(cache->record, capacity * sizeof *record);
    cache->record = record ? record : cache->record;
    uint32_t *slot = record ? calloc(2 * capacity, sizeof *slot) : NULL;
    if (!slot)
        return false;
    free(cache->slot);
    cache->slot = slot;
    cache->size = 2 * capacity;
    for (size_t k = 0; k < cache->count; k++)
        *place(cache, cache->record + k) = (uint32_t)(k + 1);
    return true;
}

size_t dc_cache_bytes(size_t records) {
    size_t each = sizeof(dc_cache_record) + 6 * sizeof(uint32_t);
    return dc_size_plus(FIRST_SIZE * sizeof(uint32_t), dc_size_times(records, each));
}

/* *added: it was not there. False: memory is out. */
static bool insert(dc_cache *cache, const dc_cache_record *record, bool *added) {
    if (cache->most && cache->count >= cache->most) {
        *added = !cache->size || !*place(cache, record);
        return true;
    }
    if (2 * (cache->count + 1) > cache->size &&
        (cache->count >= UINT32_MAX / 2 || !grow(cache)))
        return false;
    uint32_t *to = place(cache, record);
    *added = !*to;
    if (*added) {
        cache->record[cache->count] = *record;
        *to = (uint32_t)++cache->count;
    }
    return true;
}

static dc_cache_record record_of(dc_cache_kind kind, const double *key,
                                 const double *value) {
    dc_cache_record record = { .kind = kind };
    memcpy(record.key, key, kinds[kind].keys * sizeof *key);
    if (value)
        memcpy(record.value, value, kinds[kind].values * sizeof *value);
    return record;
}

bool dc_cache_find(const dc_cache *cache, dc_cache_kind kind, const double *key,
                   double *value) {
    const dc_cache_record wanted = record_of(kind, key, NULL);
    bool found = false;
#pragma omp critical(dc_cache)
    if (cache->size > 0) {
        uint32_t slot = *place(cache, &wanted);
        found = slot > 0;
        if (found)
            memcpy(value, cache->record[slot - 1].value,
                   kinds[kind].values * sizeof *value);
    }
    return found;
}

static dc_status fail_file(const dc_cache *cache, const char *what, dc_error *error) {
    return dc_fail(error, DC_EIO, "%s: cannot %s: %s", cache->path, what,
                   strerror(errno));
}

static dc_status write_record(const dc_cache *cache, const dc_cache_record *record,
                              dc_error *error) {
    const struct kind *kind = kinds + record->kind;
    char line[LINE_MOST];
    size_t used = 1;
    line[0] = kind->letter;
    for (size_t k = 0; k < kind->keys + kind->values; k++) {
        double number = k < kind->keys ? record->key[k] : record->value[k - kind->keys];
        used += (size_t)snprintf(line + used, LINE_MOST - used, " %016" PRIx64,
                                 bits_of(number));
    }
    line[used++] = '\n';
    return dc_write_all(cache->file, line, used) == 0 ? DC_OK
                                                      : fail_file(cache, "write", error);
}

dc_status dc_cache_add(dc_cache *cache, dc_cache_kind kind, const double *key,
                       const double *value, dc_error *error) {
    const dc_cache_record record = record_of(kind, key, value);
    dc_status status = DC_OK;
#pragma omp critical(dc_cache)
    {
        bool added;
        if (!insert(cache, &record, &added))
            status = dc_fail_memory(error, "the evaluations");
        else if (added && cache->path)
            status = write_record(cache, &record, error);
    }
    return status == DC_OK ? dc_succeed(error) : status;
}

static bool read_number(double *number, const char **text) {
    uint64_t bits = 0;
    if (*(*text)++ != ' ')
        return false;
    for (int k = 0; k < HEX; k++, ++*text) {
        static const char digits[] = "0123456789abcdef";
        const char *digit = **text ? strchr(digits, **text) : NULL;
        if (!digit)
            return false;
        bits = bits << 4 | (uint64_t)(digit - digits);
    }
    memcpy(number, &bits, sizeof bits);
    return true;
}

/* A line without its end. */
static bool read_record(dc_cache_record *record, const char *line) {
    *record = (dc_cache_record){ 0 };
    while (record->kind < DC_CACHE_KINDS && kinds[record->kind].letter != *line)
        record->kind++;
    if (record->kind == DC_CACHE_KINDS)
        return false;
    const struct kind *kind = kinds + record->kind;
    line++;
    for (size_t k = 0; k < kind->keys; k++)
        if (!read_number(record->key + k, &line))
            return false;
    for (size_t k = 0; k < kind->values; k++)
        if (!read_number(record->value + k, &line))
            return false;
    return *line == '\0';
}

/* Reads the lines from text on, which ends at end; *kept: where the last whole one
 * ends. */
static dc_status read_records(dc_cache *cache, char *text, const char *end,
                              const char **kept, dc_error *error) {
    size_t line = HEADER_LINES;
    *kept = text;
    for (char *newline; (newline = memchr(text, '\n', (size_t)(end - text)));
         text = newline + 1) {
        dc_cache_record record;
        bool added;
        *newline = '\0';
        line++;
        if (strlen(text) != (size_t)(newline - text) || !read_record(&record, text))
            return dc_fail(error, DC_EINPUT, "%s:%zu: the line is damaged", cache->path,
                           line);
        if (!insert(cache, &record, &added))
            return dc_fail_memory(error, "the evaluations");
        cache->read += added && record.kind == DC_CACHE_OUTCOME;
        *kept = newline + 1;
    }
    return DC_OK;
}

static size_t print_header(char *header, size_t size, const dc_cache_identity *identity) {
    return (size_t)snprintf(header, size,
                            "doublecheck stress cache 1\nversion %s\ndata %s\n"
                            "settings %s\n",
                            dc_version(), identity->data, identity->settings);
}

/* Compares line by line, so that it is known what differs. */
static dc_status check_header(const dc_cache *cache, const char *text, const char *wanted,
                              dc_error *error) {
    static const char *const differs[HEADER_LINES] = {
        "is no cache of doublecheck stress", "is of another version of doublecheck",
        "is for other data (or another part of them to train with)",
        "is for other options"
    };
    for (size_t k = 0; k < HEADER_LINES; k++) {
        size_t length = strcspn(wanted, "\n") + 1;
        if (strncmp(text, wanted, length) != 0)
            return dc_fail(error, DC_EINPUT, "%s: the file %s", cache->path, differs[k]);
        text += length;
        wanted += length;
    }
    return DC_OK;
}

/* text[size] and a zero. A beginning of the header, or nothing, is a new file. */
static dc_status take(dc_cache *cache, char *text, size_t size,
                      const dc_cache_identity *identity, dc_error *error) {
    char header[LINE_MOST];
    size_t length = print_header(header, sizeof header, identity);
    if (size < length && strncmp(header, text, size) == 0) {
        if (ftruncate(cache->file, 0) != 0 ||
            dc_write_all(cache->file, header, length) != 0)
            return fail_file(cache, "write", error);
        return DC_OK;
    }
    const char *kept;
    dc_status status = check_header(cache, text, header, error);
    if (status == DC_OK)
        status = read_records(cache, text + length, text + size, &kept, error);
    if (status == DC_OK && ftruncate(cache->file, kept - text) != 0)
        return fail_file(cache, "write", error);
    return status;
}

static dc_status read_file(dc_cache *cache, const dc_cache_identity *identity,
                           dc_error *error) {
    struct stat about;
    if (fstat(cache->file, &about) != 0)
        return fail_file(cache, "read", error);
    if (!S_ISREG(about.st_mode))
        return dc_fail(error, DC_EIO, "%s: a cache is a regular file", cache->path);
    size_t size = (size_t)about.st_size, got = 0;
    char *text = malloc(size + 1);
    if (!text)
        return dc_fail_memory(error, "the cache");
    for (ssize_t part = 1; got < size && part > 0; got += part > 0 ? (size_t)part : 0)
        part = pread(cache->file, text + got, size - got, (off_t)got);
    text[got] = '\0';
    dc_status status = got == size ? take(cache, text, size, identity, error)
                                   : fail_file(cache, "read", error);
    free(text);
    return status;
}

dc_status dc_cache_open(dc_cache *cache, const char *path,
                        const dc_cache_identity *identity, dc_error *error) {
    *cache = (dc_cache){ .path = path, .file = -1 };
    if (!path)
        return dc_succeed(error);
    cache->file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (cache->file < 0)
        return fail_file(cache, "open", error);
    if (flock(cache->file, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK
                   ? dc_fail(error, DC_EIO, "%s: another process uses the file", path)
                   : fail_file(cache, "lock", error);
    dc_status status = read_file(cache, identity, error);
    return status == DC_OK ? dc_succeed(error) : status;
}

void dc_cache_close(dc_cache *cache) {
    if (cache->file >= 0)
        close(cache->file);
    free(cache->record);
    free(cache->slot);
    *cache = (dc_cache){ .file = -1 };
}

void dc_cache_pack(dc_bytes *bytes, const dc_cache *cache) {
    size_t count = 0;
    for (size_t k = 0; k < cache->count; k++)
        count += cache->record[k].kind == DC_CACHE_OUTCOME;
    dc_bytes_put_u64(bytes, count);
    for (size_t k = 0; k < cache->count; k++)
        if (cache->record[k].kind == DC_CACHE_OUTCOME)
            dc_bytes_put(bytes, cache->record + k, sizeof *cache->record);
}

dc_status dc_cache_unpack(dc_cache *cache, dc_reader *reader, dc_error *error) {
    size_t count = dc_get_count(reader, sizeof *cache->record);
    for (size_t k = 0; k < count; k++) {
        dc_cache_record record;
        bool added;
        dc_get(reader, &record, sizeof record);
        if (!insert(cache, &record, &added))
            return dc_fail_memory(error, "the evaluations");
    }
    return dc_succeed(error);
}
