#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/saving.h"

static char folder[] = "/tmp/doublecheck-saving-XXXXXX";
static char path[64], previous[80], fresh[80], second[96];

static int make_folder(void **state) {
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/kept", folder);
    snprintf(previous, sizeof previous, "%s.previous", path);
    snprintf(fresh, sizeof fresh, "%s.new", path);
    snprintf(second, sizeof second, "%s.new", previous);
    return 0;
}

static int remove_folder(void **state) {
    (void)state;
    unlink(path);
    unlink(previous);
    return rmdir(folder);
}

static int save(const char *text, bool keep) {
    dc_saving saving;
    dc_saving_begin(&saving, path);
    for (const char *c = text; *c; c++) {
        dc_bytes_put(&saving.bytes, c, 1);
        dc_saving_flow(&saving);
    }
    return dc_saving_end(&saving, keep);
}

static void expect(const char *file, const char *text) {
    unsigned char *at;
    size_t size;
    assert_int_equal(dc_saved_read(&at, &size, file), DC_KEPT_WHOLE);
    assert_int_equal(size, strlen(text));
    assert_memory_equal(at, text, size);
    free(at);
}

static void the_one_before_stays(void **state) {
    (void)state;
    assert_int_equal(save("one", true), 0);
    assert_int_equal(access(previous, F_OK), -1);
    assert_int_equal(save("two", true), 0);
    expect(path, "two");
    expect(previous, "one");
    assert_int_equal(save("three", false), 0);
    expect(path, "three");
    expect(previous, "one");
    assert_int_equal(access(fresh, F_OK), -1);
}

/* Killed when the old file had both names already, or when its second one was not yet
   .previous: the next saving goes on from there, and leaves no name behind. */
static void the_one_before_is_replaced_at_once(void **state) {
    (void)state;
    assert_int_equal(save("one", false), 0);
    unlink(previous);
    assert_int_equal(link(path, previous), 0);
    assert_int_equal(save("two", true), 0);
    expect(path, "two");
    expect(previous, "one");
    assert_int_equal(link(path, second), 0);
    assert_int_equal(save("three", true), 0);
    expect(path, "three");
    expect(previous, "two");
    assert_int_equal(access(second, F_OK), -1);
}

/* What a run that was killed has left, longer than the new file, does not stay behind it. */
static void what_was_left_is_overwritten(void **state) {
    (void)state;
    FILE *file = fopen(fresh, "wb");
    assert_non_null(file);
    for (size_t k = 0; k < 1000; k++)
        assert_int_equal(fputc('x', file), 'x');
    assert_int_equal(fclose(file), 0);
    assert_int_equal(save("short", true), 0);
    expect(path, "short");
    assert_int_equal(access(fresh, F_OK), -1);
}

static void overwrite(const unsigned char *at, size_t size) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(at, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static dc_kept read_again(void) {
    unsigned char *at;
    size_t size;
    dc_kept kept = dc_saved_read(&at, &size, path);
    free(at);
    return kept;
}

/* Cut at any length, or with any byte flipped, it is told from a whole one. */
static void damage_is_seen(void **state) {
    unsigned char whole[200];
    (void)state;
    assert_int_equal(save("some bytes", true), 0);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(whole, 1, sizeof whole, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(size, 10 + 64);
    for (size_t length = 0; length < size; length++) {
        overwrite(whole, length);
        assert_int_equal(read_again(), DC_KEPT_DAMAGED);
    }
    for (size_t k = 0; k < size; k++) {
        whole[k] ^= 1;
        overwrite(whole, size);
        assert_int_equal(read_again(), DC_KEPT_DAMAGED);
        whole[k] ^= 1;
    }
    overwrite(whole, size);
    assert_int_equal(read_again(), DC_KEPT_WHOLE);
}

/* A device without room, and a folder that is not there. */
static void failures_change_nothing(void **state) {
    dc_saving saving;
    (void)state;
    assert_int_equal(save("good", true), 0);
    assert_int_equal(symlink("/dev/full", fresh), 0);
    assert_int_equal(save("bad", true), ELOOP);
    expect(path, "good");
    assert_int_equal(unlink(fresh), 0);
    dc_saving_begin(&saving, "/tmp/doublecheck-no-such-folder/kept");
    assert_int_equal(dc_saving_end(&saving, true), ENOENT);
}

static void what_cannot_be_read(void **state) {
    unsigned char *at;
    size_t size;
    (void)state;
    assert_int_equal(dc_saved_read(&at, &size, folder), DC_KEPT_UNREADABLE);
    assert_null(at);
    assert_int_equal(dc_saved_read(&at, &size, "/tmp/doublecheck-no-such-file"),
                     DC_KEPT_UNREADABLE);
    assert_int_equal(errno, ENOENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_one_before_stays),
        cmocka_unit_test(the_one_before_is_replaced_at_once),
        cmocka_unit_test(what_was_left_is_overwritten),
        cmocka_unit_test(damage_is_seen),
        cmocka_unit_test(failures_change_nothing),
        cmocka_unit_test(what_cannot_be_read),
    };
    return cmocka_run_group_tests_name("saving", tests, make_folder, remove_folder);
}
