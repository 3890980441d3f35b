/* For tests of checkpoints: a search to keep, its sections, and the files. Included after
 * cmocka.h. */
#ifndef TEST_CHECKPOINT_OF_H
#define TEST_CHECKPOINT_OF_H

#include "checks_of.h"

#include "search/checkpoint.h"

static char folder[48], path[64], previous[80], fresh[80];

/* In memory, where it can be: every checkpoint is brought to the disk. */
static inline int make_folder(void **state) {
    (void)state;
    snprintf(folder, sizeof folder, "%s/doublecheck-checkpoint-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/kept", folder);
    snprintf(previous, sizeof previous, "%s.previous", path);
    snprintf(fresh, sizeof fresh, "%s.new", path);
    return 0;
}

static inline int remove_files(void **state) {
    (void)state;
    unlink(path);
    unlink(previous);
    unlink(fresh);
    return 0;
}

static inline int remove_folder(void **state) {
    (void)state;
    return rmdir(folder);
}

/* What a checkpoint is of. */
typedef struct search {
    dc_dataset *data;
    dc_check_options options;
    size_t group_count;
    unsigned warnings;
    char warning[DC_ERROR_SIZE];
} search;

static inline void keep_warning(const char *message, void *user) {
    search *s = user;
    s->warnings++;
    snprintf(s->warning, sizeof s->warning, "%s", message);
}

static inline void search_of(search *s, const char *csv) {
    static const rule r = { { 2, 1 }, { 1, 4 }, { 1, 2 } };
    *s = (search){ .data = must_read(csv, NULL), .group_count = 1 };
    options_of(&s->options, &r, "1/10");
    s->options.warn = keep_warning;
    s->options.user = s;
    s->options.checkpoint = path;
    s->options.checkpoint_every = 0;
}

static inline void search_start(search *s) {
    search_of(s, "x,y,label\n0,1,a\n2,3,a\n5,8,b\n");
}

static inline void search_clear(search *s) {
    dc_dataset_destroy(s->data);
    dc_check_options_clear(&s->options);
}

static inline dc_status open_it(dc_checkpoint *c, const search *s, dc_error *error) {
    return dc_checkpoint_open(c, s->data, s->group_count, &s->options, error);
}

static inline void must_open(dc_checkpoint *c, const search *s) {
    dc_error error;
    if (open_it(c, s, &error) != DC_OK)
        fail_msg("%s", error.message);
}

static inline void resume_from(search *s, const char *file) {
    s->options.resume = file;
    s->options.checkpoint = NULL;
}

/* The sections of a search: words, of which there are none where the level is not entered. */
typedef struct words {
    size_t count;
    uint64_t word[50];
} words;

static inline void put_words(dc_saving *saving, const void *of) {
    const words *w = of;
    dc_bytes_put_u64(&saving->bytes, w->count);
    for (size_t k = 0; k < w->count; k++)
        dc_bytes_put_u64(&saving->bytes, w->word[k]);
    dc_saving_flow(saving);
}

static inline void get_words(dc_reader *reader, words *w) {
    w->count = dc_get_count(reader, sizeof *w->word);
    if (w->count > 50)
        reader->bad = true;
    for (size_t k = 0; k < w->count && !reader->bad; k++)
        w->word[k] = dc_get_u64(reader);
}

static inline void random_words(words *w, dc_random *random) {
    w->count = 1 + dc_random_below(random, 50);
    for (size_t k = 0; k < w->count; k++)
        w->word[k] = dc_random_below(random, UINT64_MAX);
}

/* Saves some levels, bit k of which: level k. */
static inline void save(const search *s, const words *levels, unsigned which) {
    dc_checkpoint c;
    must_open(&c, s);
    for (unsigned k = 0; k < DC_LEVELS; k++)
        if (which >> k & 1)
            dc_checkpoint_enter(&c, (dc_level)k, put_words, levels + k);
    dc_checkpoint_stop(&c, DC_STOP_NONE);
    assert_true(c.saved);
    dc_checkpoint_close(&c);
}

static inline unsigned char *bytes_of(const char *file, size_t *size) {
    FILE *in = fopen(file, "rb");
    unsigned char *at = malloc(1 << 16);
    assert_true(in && at);
    *size = fread(at, 1, 1 << 16, in);
    assert_int_equal(fclose(in), 0);
    return at;
}

static inline void write_bytes(const char *file, const unsigned char *at, size_t size) {
    FILE *out = fopen(file, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(at, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
}

/* Takes up the levels in their order, and no others. */
static inline void expect_levels(dc_checkpoint *c, const words *levels, unsigned which) {
    for (unsigned k = 0; k < DC_LEVELS; k++) {
        words back;
        dc_reader *reader = dc_checkpoint_section(c, (dc_level)k);
        assert_int_equal(reader != NULL, which >> k & 1);
        if (!reader)
            continue;
        get_words(reader, &back);
        assert_false(reader->bad);
        assert_int_equal(back.count, levels[k].count);
        assert_memory_equal(back.word, levels[k].word, back.count * sizeof *back.word);
    }
}

static inline words one_word(uint64_t word) {
    return (words){ .count = 1, .word = { word } };
}

static inline void expect_word(search *s, const char *file, uint64_t word) {
    dc_checkpoint c;
    words levels[DC_LEVELS] = { one_word(word) };
    const char *resume = s->options.resume;
    s->options.resume = file;
    must_open(&c, s);
    expect_levels(&c, levels, 1);
    dc_checkpoint_close(&c);
    s->options.resume = resume;
}

static inline void refuse(const search *s, dc_status status, const char *message) {
    dc_checkpoint c;
    dc_error error;
    dc_status got = open_it(&c, s, &error);
    dc_checkpoint_close(&c);
    assert_int_equal(got, status);
    assert_string_equal(error.message, message);
}

static inline void accept(const search *s) {
    dc_checkpoint c;
    must_open(&c, s);
    dc_checkpoint_close(&c);
}

#define KEPT(test) cmocka_unit_test_teardown(test, remove_files)

#endif
