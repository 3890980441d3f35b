/* Where --json FILE and the like go. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "output.h"
#include "report.h"

/* Writes and closes. Returns 0 or an errno. */
static int write_and_close(FILE *out, cli_printer print, const void *report) {
    errno = 0;
    bool written = print(out, report);
    int reason = written ? 0 : errno ? errno : ENOMEM;
    if (fclose(out) != 0 && reason == 0)
        reason = errno;
    return reason;
}

/* Straight into the file: a device, a pipe, or a folder that takes no new file. */
static int write_in_place(const char *path, cli_printer print, const void *report) {
    FILE *out = fopen(path, "w");
    return out ? write_and_close(out, print, report) : errno;
}

static int mode_of(const char *path) {
    struct stat status;
    mode_t mask = umask(0);
    umask(mask);
    return stat(path, &status) == 0 ? status.st_mode & 07777 : 0666 & ~mask;
}

static int write_beside(const char *temporary, int fd, const char *path,
                        cli_printer print, const void *report) {
    FILE *out = fdopen(fd, "w");
    if (!out) {
        int reason = errno;
        close(fd);
        return reason;
    }
    int reason = fchmod(fd, (mode_t)mode_of(path)) == 0 ? 0 : errno;
    int lost = write_and_close(out, print, report);
    if (reason == 0)
        reason = lost;
    return reason ? reason : rename(temporary, path) == 0 ? 0 : errno;
}

static bool is_special(const char *path) {
    struct stat status;
    return lstat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

int cli_output_write(const char *option, const char *path, cli_printer print,
                     const void *report) {
    static const char suffix[] = ".XXXXXX";
    size_t length = strlen(path);
    char *temporary = malloc(length + sizeof suffix);
    if (!temporary)
        return cli_fail_memory();
    memcpy(temporary, path, length);
    memcpy(temporary + length, suffix, sizeof suffix);
    int fd = is_special(path) ? -1 : mkstemp(temporary), reason;
    if (fd < 0) {
        reason = write_in_place(path, print, report);
    } else {
        reason = write_beside(temporary, fd, path, print, report);
        if (reason)
            unlink(temporary);
    }
    free(temporary);
    return reason ? cli_output_refuse(option, path, reason) : CLI_FINE;
}
