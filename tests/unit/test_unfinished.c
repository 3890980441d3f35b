/* Which files are removed. */
#include "base/unfinished.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void files_go(void **state) {
    char path[] = "/tmp/unfinished-XXXXXX";
    int fd = mkstemp(path);
    (void)state;
    assert_true(fd >= 0);
    close(fd);
    dc_unfinished_remove(path);
    assert_int_not_equal(access(path, F_OK), 0);
    dc_unfinished_remove(path); /* again: nothing is there */
}

static void pipes_and_links_stay(void **state) {
    char folder[] = "/tmp/unfinished-XXXXXX", pipe[64], link[64];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(pipe, sizeof pipe, "%s/pipe", folder);
    snprintf(link, sizeof link, "%s/link", folder);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_int_equal(symlink("pipe", link), 0);
    dc_unfinished_remove(pipe);
    dc_unfinished_remove(link);
    dc_unfinished_remove("-");
    assert_int_equal(access(link, F_OK), 0);
    unlink(link);
    unlink(pipe);
    rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_go),
        cmocka_unit_test(pipes_and_links_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
