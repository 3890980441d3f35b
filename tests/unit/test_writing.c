/* Bytes that must all be written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/writing.h"

enum { SIZE = 1 << 20 };

static unsigned char bytes[SIZE];

static void ignore(int number) {
    (void)number;
}

/* Exit status 0: it gets the bytes and no others. Slowly, so that the writer waits. */
static pid_t start_reader(int in, int out) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child > 0)
        return child;
    close(out);
    size_t size = 0;
    bool same = true;
    unsigned char part[9000];
    for (ssize_t got; (got = read(in, part, sizeof part)) > 0; size += (size_t)got) {
        same = same && size + (size_t)got <= SIZE &&
               memcmp(part, bytes + size, (size_t)got) == 0;
        usleep(100);
    }
    _exit(!same || size != SIZE);
}

/* A signal that comes while a pipe is full: before a byte was written, or after some. */
static void interrupts_lose_nothing(void **state) {
    static const struct itimerval often = { { 0, 150 }, { 0, 150 } }, never = { 0 };
    struct sigaction action = { .sa_handler = ignore }, before;
    int pipes[2], status;
    (void)state;
    for (size_t k = 0; k < SIZE; k++)
        bytes[k] = (unsigned char)(k * 2654435761u >> 13);
    assert_int_equal(pipe(pipes), 0);
    pid_t reader = start_reader(pipes[0], pipes[1]);
    close(pipes[0]);
    sigaction(SIGALRM, &action, &before);
    setitimer(ITIMER_REAL, &often, NULL);
    int reason = dc_write_all(pipes[1], bytes, SIZE);
    setitimer(ITIMER_REAL, &never, NULL);
    sigaction(SIGALRM, &before, NULL);
    close(pipes[1]);
    assert_int_equal(reason, 0);
    while (waitpid(reader, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void failures_have_a_reason(void **state) {
    (void)state;
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(full >= 0);
    assert_int_equal(dc_write_all(full, "words", 5), ENOSPC);
    assert_int_equal(dc_write_all(full, "", 0), 0);
    close(full);
    assert_int_equal(dc_write_all(-1, "words", 5), EBADF);
}

static void a_suffix_is_behind_the_path(void **state) {
    (void)state;
    char *path = dc_path_with("folder/name", ".new");
    assert_string_equal(path, "folder/name.new");
    free(path);
    path = dc_path_with("", "");
    assert_string_equal(path, "");
    free(path);
}

/* Whatever the folder: nothing is made, and nothing stays open. */
static void folders_are_left_as_they_are(void **state) {
    static const char *const paths[] = { "name", "/name", "/tmp/name", "/no-such/name" };
    (void)state;
    int next = dup(STDERR_FILENO);
    close(next);
    for (size_t k = 0; k < sizeof paths / sizeof *paths; k++)
        dc_sync_folder(paths[k]);
    int after = dup(STDERR_FILENO);
    assert_int_equal(after, next);
    close(after);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interrupts_lose_nothing),
        cmocka_unit_test(failures_have_a_reason),
        cmocka_unit_test(a_suffix_is_behind_the_path),
        cmocka_unit_test(folders_are_left_as_they_are),
    };
    return cmocka_run_group_tests_name("writing", tests, NULL, NULL);
}
