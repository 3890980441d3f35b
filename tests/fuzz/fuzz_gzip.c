/* CSV packed by gzip. An input is five bytes and a text. The first byte chooses the read
 * options; the second what the file is: the text itself, or the text packed in one to four
 * members, whole, cut at a place, or with one byte changed there; the third and the fourth
 * are that place, the fifth the change.
 *
 * A packed file says what its text says; one that was cut is refused; one that was
 * changed is refused, or the change did no harm. */
#include <stdbool.h>
#include <string.h>
#include <zlib.h>

#include "reader.h"

enum { TEXT, WHOLE, CUT, CHANGED };

enum { MOST_MEMBERS = 4 };

typedef struct packed {
    unsigned char *bytes;
    size_t size, capacity;
    size_t members, start[MOST_MEMBERS]; /* where each member begins */
} packed;

/* Appends a member; the method is what deflate makes of the text. */
static void pack_member(packed *file, const void *text, size_t size, unsigned method) {
    static const struct {
        int level, strategy;
    } methods[] = {
        { 6, Z_DEFAULT_STRATEGY },
        { 0, Z_DEFAULT_STRATEGY },
        { 9, Z_FIXED },
        { 1, Z_HUFFMAN_ONLY },
    };
    z_stream stream = { 0 };
    int level = methods[method & 3].level, strategy = methods[method & 3].strategy;
    EXPECT(deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, strategy) == Z_OK);
    stream.next_in = (unsigned char *)text;
    stream.avail_in = (unsigned)size;
    stream.next_out = file->bytes + file->size;
    stream.avail_out = (unsigned)(file->capacity - file->size);
    EXPECT(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    file->start[file->members++] = file->size;
    file->size += stream.total_out;
    deflateEnd(&stream);
}

static packed pack(const uint8_t *text, size_t size, size_t members, unsigned method) {
    packed file = { .capacity = 2 * size + 1024 };
    file.bytes = malloc(file.capacity);
    EXPECT(file.bytes);
    size_t each = size / members;
    for (size_t k = 0; k < members; k++)
        pack_member(&file, text + k * each, k + 1 < members ? each : size - k * each,
                    method + (unsigned)k);
    return file;
}

/* True if the damage leaves no trace: zlib reads a file up to a member that is not there
 * or that it does not know by its first two bytes, and takes what follows for padding. */
static bool goes_unnoticed(const packed *file, unsigned kind, size_t place) {
    for (size_t k = 1; k < file->members; k++)
        if (place == file->start[k] || place == file->start[k] + 1)
            return kind == CUT || kind == CHANGED;
    return false;
}

static void expect_damage_seen(packed *file, unsigned kind, size_t place, uint8_t change,
                               const dc_read_options *options, const dc_dataset *plain) {
    dc_error error;
    if (kind == CUT)
        file->size = place;
    else
        file->bytes[place] ^= change;
    dc_dataset *data = fuzz_read_bytes(file->bytes, file->size, options, &error);
    if (data && !goes_unnoticed(file, kind, place)) {
        EXPECT(kind == CHANGED && plain);
        fuzz_expect_same(plain, data);
    }
    dc_dataset_destroy(data);
}

static void expect_same_as_plain(const packed *file, const dc_read_options *options,
                                 const dc_dataset *plain, const dc_error *plain_error) {
    dc_error error;
    dc_dataset *data = fuzz_read_bytes(file->bytes, file->size, options, &error);
    EXPECT(error.status == plain_error->status);
    EXPECT_ABOUT(strcmp(error.message, plain_error->message) == 0, error.message);
    if (data) {
        EXPECT(dc_dataset_plain_csv(plain) && !dc_dataset_plain_csv(data));
        fuzz_expect_same(plain, data);
    }
    dc_dataset_destroy(data);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    fuzz_input input = { bytes, size };
    unsigned style = fuzz_take(&input), making = fuzz_take(&input);
    size_t place = fuzz_take(&input);
    place = place << 8 | fuzz_take(&input);
    uint8_t change = fuzz_take(&input);
    unsigned kind = making & 3;
    dc_error error;
    const dc_read_options options = {
        .format = "csv",
        .header = (dc_header)(style & 3),
        .label = fuzz_column(style >> 2 & 15),
        .max_bytes = fuzz_budget(style >> 6),
    };
    dc_dataset *plain = fuzz_read_bytes(input.bytes, input.size, &options, &error);
    bool magic = input.size > 1 && input.bytes[0] == 0x1f && input.bytes[1] == 0x8b;
    if (kind != TEXT && !magic) {
        packed file = pack(input.bytes, input.size, 1 + (making >> 2 & 3), making >> 4);
        if (kind == WHOLE)
            expect_same_as_plain(&file, &options, plain, &error);
        else
            expect_damage_seen(&file, kind, place % file.size, change, &options, plain);
        free(file.bytes);
    }
    dc_dataset_destroy(plain);
    return 0;
}
