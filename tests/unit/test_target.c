/* Files that are there when they are whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/target.h"

enum { NOBODY = 65534 };

static char folder[40], path[64], other[64];

static int make_folder(void **state) {
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/doublecheck-target-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/out", folder);
    snprintf(other, sizeof other, "%s/other", folder);
    return chmod(folder, 0777);
}

static int remove_folder(void **state) {
    (void)state;
    unlink(path);
    unlink(other);
    return rmdir(folder); /* there is nothing else */
}

static void put(const char *at, const char *text) {
    FILE *out = fopen(at, "wb");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static void expect(const char *at, const char *text) {
    char got[100] = "";
    FILE *in = fopen(at, "rb");
    assert_non_null(in);
    got[fread(got, 1, sizeof got - 1, in)] = '\0';
    fclose(in);
    assert_string_equal(got, text);
}

static size_t count_files(void) {
    DIR *open = opendir(folder);
    size_t count = 0;
    assert_non_null(open);
    while (readdir(open))
        count++;
    closedir(open);
    return count - 2; /* . and .. */
}

static struct stat status_of(const char *at) {
    struct stat status;
    assert_int_equal(lstat(at, &status), 0);
    return status;
}

/* As its user; that of the files if they are another's. */
static void write_text(const char *at, const char *text) {
    dc_target target;
    assert_int_equal(dc_target_open(&target, at), 0);
    fputs(text, target.out);
    assert_int_equal(dc_target_close(&target, 0), 0);
}

static void expect_refused(const char *at, int reason) {
    dc_target target;
    assert_int_equal(dc_target_open(&target, at), reason);
}

static void a_new_file_is_there_when_it_is_whole(void **state) {
    dc_target target;
    mode_t mask = umask(027);
    (void)state;
    assert_int_equal(dc_target_open(&target, path), 0);
    fputs("words", target.out);
    fflush(target.out);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(count_files(), 1);
    assert_int_equal(dc_target_close(&target, 0), 0);
    umask(mask);
    expect(path, "words");
    assert_int_equal(count_files(), 1);
    assert_int_equal(status_of(path).st_mode & 07777, 0640);
}

static void the_old_file_stays_until_then(void **state) {
    dc_target target;
    (void)state;
    put(path, "a longer text");
    assert_int_equal(chmod(path, 0604), 0);
    assert_int_equal(dc_target_open(&target, path), 0);
    fputs("words", target.out);
    fflush(target.out);
    expect(path, "a longer text");
    assert_int_equal(dc_target_close(&target, 0), 0);
    expect(path, "words");
    assert_int_equal(count_files(), 1);
    assert_int_equal(status_of(path).st_mode & 07777, 0604);
}

static void after_a_failure_there_is_what_there_was(void **state) {
    dc_target target;
    (void)state;
    for (int old = 0; old < 2; old++) {
        assert_int_equal(dc_target_open(&target, path), 0);
        fputs("words", target.out);
        assert_int_equal(dc_target_close(&target, ENOMEM), ENOMEM);
        assert_int_equal(count_files(), old);
        if (old)
            expect(path, "old");
        put(path, "old");
    }
}

/* A process that does it; how it ends. */
static int ending_of(void (*act)(void)) {
    int status;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        act();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void die_half_way(void) {
    dc_target target;
    if (dc_target_open(&target, path) != 0)
        _exit(1);
    fputs("half of it", target.out);
    fflush(target.out);
    raise(SIGKILL);
}

static void whoever_is_killed_leaves_the_old_file(void **state) {
    char left[100];
    (void)state;
    put(path, "old");
    int status = ending_of(die_half_way);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    expect(path, "old");
    assert_int_equal(count_files(), 2);
    DIR *open = opendir(folder);
    for (struct dirent *entry; (entry = readdir(open));)
        if (strncmp(entry->d_name, "out.", 4) == 0) {
            snprintf(left, sizeof left, "%s/%.40s", folder, entry->d_name);
            unlink(left);
        }
    closedir(open);
}

/* Exit status: the reason. */
static void fill_the_disk(void) {
    static const struct rlimit most = { 1000, 1000 };
    dc_target target;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &most);
    if (dc_target_open(&target, path) != 0)
        _exit(255);
    for (size_t k = 0; k < 100000; k++)
        fputc('x', target.out);
    _exit(dc_target_close(&target, 0));
}

static void a_full_disk_leaves_the_old_file(void **state) {
    (void)state;
    put(path, "old");
    int status = ending_of(fill_the_disk);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EFBIG);
    expect(path, "old");
    assert_int_equal(count_files(), 1);
}

static void links_are_written_through(void **state) {
    dc_target target;
    (void)state;
    put(other, "a longer text");
    ino_t inode = status_of(other).st_ino;
    assert_int_equal(symlink(other, path), 0);
    write_text(path, "words");
    assert_true(S_ISLNK(status_of(path).st_mode));
    expect(other, "words");
    assert_int_equal(status_of(other).st_ino, inode);
    assert_int_equal(dc_target_open(&target, path), 0);
    assert_int_equal(dc_target_close(&target, EIO), EIO);
    assert_true(S_ISLNK(status_of(path).st_mode));
    assert_int_equal(count_files(), 2);
}

static void devices_and_pipes_are_written_directly(void **state) {
    dc_target target;
    char got[20] = "";
    (void)state;
    write_text("/dev/null", "words");
    assert_int_equal(dc_target_open(&target, "/dev/full"), 0);
    fputs("words", target.out);
    assert_int_equal(dc_target_close(&target, 0), ENOSPC);
    assert_int_equal(dc_target_open(&target, "/dev/null"), 0);
    assert_int_equal(dc_target_close(&target, EIO), EIO);
    assert_true(S_ISCHR(status_of("/dev/null").st_mode));
    assert_int_equal(mkfifo(path, 0600), 0);
    int in = open(path, O_RDONLY | O_NONBLOCK);
    write_text(path, "words");
    assert_int_equal(read(in, got, sizeof got), 5);
    assert_string_equal(got, "words");
    close(in);
    assert_true(S_ISFIFO(status_of(path).st_mode));
    assert_int_equal(count_files(), 1);
}

/* Root may do everything; another user not. */
static void as_user(void (*act)(void)) {
    bool root = geteuid() == 0;
    assert_true(!root || seteuid(NOBODY) == 0);
    act();
    assert_true(!root || seteuid(0) == 0);
}

static void write_protected(void) {
    put(path, "old");
    assert_int_equal(chmod(path, 0444), 0);
    expect_refused(path, EACCES);
    expect(path, "old");
    assert_int_equal(count_files(), 1);
}

static void a_protected_file_is_refused(void **state) {
    (void)state;
    as_user(write_protected);
}

static void put_old(void) {
    put(path, "a longer text");
}

static void write_directly(void) {
    ino_t inode = status_of(path).st_ino;
    write_text(path, "words");
    expect(path, "words");
    assert_int_equal(status_of(path).st_ino, inode);
    assert_int_equal(count_files(), 1);
}

/* The folder is another's, too, or one's own. */
static void a_folder_that_takes_no_new_file(void **state) {
    (void)state;
    as_user(put_old);
    assert_int_equal(chmod(folder, 0555), 0);
    as_user(write_directly);
    assert_int_equal(chmod(folder, 0777), 0);
}

/* Its owner stays; and who may not rename it (/tmp) does not lose what was computed. */
static void a_file_of_another_user(void **state) {
    (void)state;
    put_old();
    assert_int_equal(chmod(path, 0666), 0);
    assert_int_equal(chmod(folder, 01777), 0);
    if (geteuid() == 0) { /* another user's there are for root only */
        as_user(write_directly);
        assert_int_equal(chown(path, NOBODY, NOBODY), 0);
        write_directly();
        assert_int_equal(status_of(path).st_uid, NOBODY);
    }
    assert_int_equal(chmod(folder, 0777), 0);
}

static void a_long_name_is_written_directly(void **state) {
    char name[400];
    (void)state;
    snprintf(name, sizeof name, "%s/%0250d", folder, 1);
    write_text(name, "words");
    expect(name, "words");
    assert_int_equal(unlink(name), 0);
    snprintf(name, sizeof name, "%s/%0256d", folder, 1);
    expect_refused(name, ENAMETOOLONG);
}

static void what_is_no_file_is_refused(void **state) {
    char name[100];
    (void)state;
    expect_refused("", ENOENT);
    expect_refused(folder, EISDIR);
    expect_refused("/tmp/doublecheck-no-such-folder/out", ENOENT);
    put(path, "old");
    snprintf(name, sizeof name, "%s/", path);
    expect_refused(name, EISDIR); /* with O_CREAT */
    snprintf(name, sizeof name, "%s/more", path);
    expect_refused(name, ENOTDIR);
    expect(path, "old");
    assert_int_equal(count_files(), 1);
}

/* Of another run, or of one that was killed. */
static void names_that_are_taken_stay(void **state) {
    char taken[100];
    dc_target one, two;
    (void)state;
    snprintf(taken, sizeof taken, "%s.%ld-0.new", path, (long)getpid());
    put(taken, "taken");
    assert_int_equal(dc_target_open(&one, path), 0);
    assert_int_equal(dc_target_open(&two, path), 0);
    fputs("one", one.out);
    fputs("two", two.out);
    assert_int_equal(dc_target_close(&two, 0), 0);
    expect(path, "two");
    assert_int_equal(dc_target_close(&one, 0), 0);
    expect(path, "one");
    expect(taken, "taken");
    assert_int_equal(unlink(taken), 0);
}

static void a_dash_is_standard_output(void **state) {
    char got[20] = "";
    int pipes[2], saved = dup(STDOUT_FILENO);
    (void)state;
    fflush(stdout);
    assert_int_equal(pipe(pipes), 0);
    dup2(pipes[1], STDOUT_FILENO);
    write_text("-", "one ");
    write_text("-", "two");
    dup2(saved, STDOUT_FILENO);
    close(saved);
    close(pipes[1]);
    assert_int_equal(read(pipes[0], got, sizeof got), 7);
    close(pipes[0]);
    assert_string_equal(got, "one two");
    assert_int_equal(access("-", F_OK), -1);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_new_file_is_there_when_it_is_whole),
        IN_FOLDER(the_old_file_stays_until_then),
        IN_FOLDER(after_a_failure_there_is_what_there_was),
        IN_FOLDER(whoever_is_killed_leaves_the_old_file),
        IN_FOLDER(a_full_disk_leaves_the_old_file),
        IN_FOLDER(links_are_written_through),
        IN_FOLDER(devices_and_pipes_are_written_directly),
        IN_FOLDER(a_protected_file_is_refused),
        IN_FOLDER(a_folder_that_takes_no_new_file),
        IN_FOLDER(a_file_of_another_user),
        IN_FOLDER(a_long_name_is_written_directly),
        IN_FOLDER(what_is_no_file_is_refused),
        IN_FOLDER(names_that_are_taken_stay),
        IN_FOLDER(a_dash_is_standard_output),
    };
    return cmocka_run_group_tests_name("target", tests, NULL, NULL);
}
