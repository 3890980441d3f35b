#include "temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/writing.h"
#include "cli.h"

static int open_temporary(char **path) {
    const char *folder = getenv("TMPDIR");
    if (!folder || !*folder)
        folder = "/tmp";
    if (asprintf(path, "%s/doublecheck-XXXXXX", folder) < 0) {
        *path = NULL;
        cli_fail_memory();
        return -1;
    }
    int fd = mkostemp(*path, O_CLOEXEC);
    if (fd >= 0)
        return fd;
    cli_fail(CLI_BAD, "no temporary file in %s: %s (TMPDIR names another folder)", folder,
             strerror(errno));
    free(*path);
    *path = NULL;
    return -1;
}

char *cli_temporary(void) {
    char *path;
    int fd = open_temporary(&path);
    if (fd >= 0)
        close(fd);
    return path;
}

static bool copy_input(int fd) {
    static char buffer[1 << 16];
    for (;;) {
        ssize_t got = read(STDIN_FILENO, buffer, sizeof buffer);
        if (got == 0)
            return true;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 || dc_write_all(fd, buffer, (size_t)got) != 0)
            return false;
    }
}

static bool can_be_read_twice(void) {
    struct stat status;
    return fstat(STDIN_FILENO, &status) == 0 && S_ISREG(status.st_mode) &&
           lseek(STDIN_FILENO, 0, SEEK_CUR) == 0;
}

bool cli_spool_input(void) {
    char *path;
    if (can_be_read_twice())
        return true;
    int fd = open_temporary(&path);
    if (fd < 0)
        return false;
    unlink(path);
    free(path);
    bool good = copy_input(fd) && lseek(fd, 0, SEEK_SET) == 0 &&
                dup2(fd, STDIN_FILENO) == STDIN_FILENO;
    if (!good)
        cli_fail(CLI_BAD, "standard input cannot be kept in a temporary file: %s",
                 strerror(errno));
    close(fd);
    return good;
}
