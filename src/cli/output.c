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

/* Is there a folder that holds both, and are their names in it the same? */
static bool same_place(const char *a, const char *b) {
    char *folder_a = strdup(a), *folder_b = strdup(b);
    char *name_a = strdup(a), *name_b = strdup(b);
    struct stat status;
    bool same = folder_a && folder_b && name_a && name_b &&
                strcmp(basename(name_a), basename(name_b)) == 0 &&
                stat(dirname(folder_a), &status) == 0 &&
                same_file(&status, dirname(folder_b));
    free(folder_a);
    free(folder_b);
    free(name_a);
    free(name_b);
    return same;
}

bool cli_output_same(const char *a, const char *b) {
    struct stat status;
    if (strcmp(a, b) == 0)
        return true;
    if (stat(a, &status) != 0)
        return same_place(a, b);
    return S_ISREG(status.st_mode) && same_file(&status, b);
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
