#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/random.h"
#include "stress/cache.h"

static const dc_cache_identity IDENTITY = { "da7a", "5e77" };

/* A name in a folder of its own. */
static char *new_path(char *path) {
    strcpy(path, "/tmp/dc-test-cache-XXXXXX");
    assert_non_null(mkdtemp(path));
    return strcat(path, "/cache");
}

static void remove_path(char *path) {
    unlink(path);
    *strrchr(path, '/') = '\0';
    rmdir(path);
}

static char *contents(const char *path, size_t *size) {
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    char *text = calloc(1, 1 << 20);
    *size = fread(text, 1, (1 << 20) - 1, in);
    fclose(in);
    return text;
}

static void put(const char *path, const char *text, size_t size) {
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
}

static void key_of(double *key, size_t k) {
    for (size_t l = 0; l < DC_CACHE_KEY_MOST; l++)
        key[l] = (double)(k * (l + 1) % 101) / 7;
    key[0] = (double)k;
}

static void add(dc_cache *cache, size_t k) {
    double key[DC_CACHE_KEY_MOST],
        value[DC_CACHE_VALUE_MOST] = { -1, 0.1, NAN, (double)k, HUGE_VAL, -0.0, 1 };
    dc_error error;
    key_of(key, k);
    if (dc_cache_add(cache, k % 3 ? DC_CACHE_OUTCOME : DC_CACHE_MASS, key, value,
                     &error) != DC_OK)
        fail_msg("%s", error.message);
}

static void expect(const dc_cache *cache, size_t k, bool there) {
    double key[DC_CACHE_KEY_MOST], value[DC_CACHE_VALUE_MOST] = { 0 };
    dc_cache_kind own = k % 3 ? DC_CACHE_OUTCOME : DC_CACHE_MASS;
    key_of(key, k);
    assert_int_equal(dc_cache_find(cache, own, key, value), there);
    if (there && own == DC_CACHE_OUTCOME) {
        assert_true(value[0] == -1 && value[1] == 0.1 && isnan(value[2]));
        assert_true(value[3] == (double)k && isinf(value[4]) && signbit(value[5]));
    }
    if (there && own == DC_CACHE_MASS)
        assert_true(value[0] == -1 && value[1] == 0.1);
    key[4] += 0x1p-40;
    assert_false(dc_cache_find(cache, own, key, value));
}

static void must_open(dc_cache *cache, const char *path) {
    dc_error error;
    if (dc_cache_open(cache, path, &IDENTITY, &error) != DC_OK)
        fail_msg("%s", error.message);
}

static void without_a_file(void **state) {
    dc_cache cache;
    (void)state;
    must_open(&cache, NULL);
    expect(&cache, 1, false);
    for (size_t k = 0; k < 5000; k++)
        add(&cache, k);
    for (size_t k = 0; k < 5010; k++)
        expect(&cache, k, k < 5000);
    dc_cache_close(&cache);
}

/* The file has them all. */
static void no_more_than_the_most_are_kept(void **state) {
    char path[64];
    dc_cache cache;
    (void)state;
    new_path(path);
    must_open(&cache, path);
    cache.most = 40;
    for (size_t k = 0; k < 60; k++)
        add(&cache, k);
    for (size_t k = 0; k < 30; k++)
        add(&cache, k);
    for (size_t k = 0; k < 60; k++)
        expect(&cache, k, k < 40);
    dc_cache_close(&cache);
    must_open(&cache, path);
    for (size_t k = 0; k < 60; k++)
        expect(&cache, k, true);
    assert_int_equal(cache.count, 60);
    dc_cache_close(&cache);
    unlink(path);
}

static void a_file_is_read_again(void **state) {
    char path[64];
    dc_cache cache;
    (void)state;
    new_path(path);
    for (size_t part = 0; part < 3; part++) {
        must_open(&cache, path);
        assert_int_equal(cache.read, part == 0 ? 0 : part == 1 ? 66 : 133);
        for (size_t k = 0; k < 300; k++)
            expect(&cache, k, k < 100 * part);
        for (size_t k = 0; k < 100 * (part + 1); k++)
            add(&cache, k);
        dc_cache_close(&cache);
    }
    remove_path(path);
}

/* Whatever is cut off, all whole lines stay, and the file goes on. */
static void a_cut_file_keeps_its_whole_lines(void **state) {
    char path[64];
    dc_cache cache;
    size_t size, header = 0;
    (void)state;
    new_path(path);
    must_open(&cache, path);
    for (size_t k = 0; k < 4; k++)
        add(&cache, k);
    dc_cache_close(&cache);
    char *text = contents(path, &size);
    for (int line = 0; line < 4; line++)
        header += strcspn(text + header, "\n") + 1;
    for (size_t cut = 0; cut <= size; cut++) {
        size_t whole = 0;
        for (size_t k = header; k < cut; k++)
            whole += text[k] == '\n';
        put(path, text, cut);
        must_open(&cache, path);
        for (size_t k = 0; k < 4; k++)
            expect(&cache, k, k < whole);
        for (size_t k = 0; k < 4; k++)
            add(&cache, k);
        dc_cache_close(&cache);
        size_t again;
        char *repaired = contents(path, &again);
        assert_int_equal(again, size);
        assert_memory_equal(repaired, text, size);
        free(repaired);
    }
    free(text);
    remove_path(path);
}

static void refuse(const char *path, const dc_cache_identity *identity, dc_status status,
                   const char *says) {
    dc_cache cache;
    dc_error error;
    assert_int_equal(dc_cache_open(&cache, path, identity, &error), status);
    if (!strstr(error.message, says) || !strstr(error.message, path))
        fail_msg("%s", error.message);
    dc_cache_close(&cache);
}

static void files_of_others_are_refused(void **state) {
    static const dc_cache_identity data = { "da7b", "5e77" },
                                   settings = { "da7a", "5e78" };
    char path[64];
    dc_cache cache;
    size_t size;
    (void)state;
    new_path(path);
    must_open(&cache, path);
    add(&cache, 1);
    refuse(path, &IDENTITY, DC_EIO, "another process");
    dc_cache_close(&cache);
    char *text = contents(path, &size);
    refuse(path, &data, DC_EINPUT, "for other data");
    refuse(path, &settings, DC_EINPUT, "for other options");
    char *version = strstr(text, "version ") + 8;
    *version ^= 1;
    put(path, text, size);
    refuse(path, &IDENTITY, DC_EINPUT, "another version");
    *version ^= 1;
    put(path, "a,b\n1,2\n", 8);
    refuse(path, &IDENTITY, DC_EINPUT, "no cache");
    *strrchr(path, '/') = '\0';
    refuse(path, &IDENTITY, DC_EIO, "cannot open");
    strcat(path, "/none/cache");
    refuse(path, &IDENTITY, DC_EIO, "cannot open");
    *strstr(path, "/none") = '\0';
    strcat(path, "/cache");
    free(text);
    remove_path(path);
}

/* Any byte of a record that is another one; a NUL; a longer, a shorter line. */
static void damaged_lines_are_refused(void **state) {
    char path[64];
    dc_cache cache;
    size_t size;
    (void)state;
    new_path(path);
    must_open(&cache, path);
    for (size_t k = 0; k < 3; k++)
        add(&cache, k);
    dc_cache_close(&cache);
    char *text = contents(path, &size), *line = strstr(text, "\nx ") + 1;
    static const char bad[] = { '\0', 'g', ' ', '\n', '-' };
    for (size_t k = 0; k < strcspn(line, "\n"); k += 5)
        for (size_t b = 0; b < sizeof bad; b++) {
            char kept = line[k];
            if (kept == bad[b])
                continue;
            line[k] = bad[b];
            put(path, text, size);
            refuse(path, &IDENTITY, DC_EINPUT, ":6: the line is damaged");
            line[k] = kept;
        }
    free(text);
    remove_path(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_file),
        cmocka_unit_test(no_more_than_the_most_are_kept),
        cmocka_unit_test(a_file_is_read_again),
        cmocka_unit_test(a_cut_file_keeps_its_whole_lines),
        cmocka_unit_test(files_of_others_are_refused),
        cmocka_unit_test(damaged_lines_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
