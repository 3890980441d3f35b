#include "output.h"

#include <errno.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

int cli_output_refuse(const char *option, const char *path, int reason) {
    return cli_fail(CLI_BAD, "--%s %s: cannot write: %s", option, path, strerror(reason));
}

static bool same_file(const struct stat *a, const char *path) {
    struct stat b;
    return stat(path, &b) == 0 && a->st_dev == b.st_dev && a->st_ino == b.st_ino;
}

/* A file that is not there yet can be made if its folder is writable. */
static int check_folder(const char *option, const char *path) {
    char *copy = strdup(path);
    if (!copy)
        return cli_fail_memory();
    int reason = access(dirname(copy), W_OK | X_OK) == 0 ? 0 : errno;
    free(copy);
    return reason ? cli_output_refuse(option, path, reason) : CLI_FINE;
}

int cli_output_check(const char *option, const char *path, const char *data) {
    struct stat status;
    if (stat(path, &status) != 0)
        return errno == ENOENT ? check_folder(option, path)
                               : cli_output_refuse(option, path, errno);
    if (S_ISDIR(status.st_mode))
        return cli_output_refuse(option, path, EISDIR);
    if (S_ISREG(status.st_mode) && same_file(&status, data))
        return cli_fail(CLI_BAD, "--%s %s: this is the data file", option, path);
    return access(path, W_OK) == 0 ? CLI_FINE : cli_output_refuse(option, path, errno);
}
