#include "base/target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/writing.h"

enum { NAMES = 1000, NAME_SIZE = 40 };

/* Whether a new file may take the place of what is there: nothing, or a file of one's own. */
static bool is_replaceable(const char *path, struct stat *old) {
    if (lstat(path, old) != 0) {
        *old = (struct stat){ 0 };
        return errno == ENOENT && *path != '\0';
    }
    return S_ISREG(old->st_mode) && old->st_uid == geteuid() &&
           faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0;
}

/* A new file with a name that nobody has; -1: errno tells. */
static int open_beside(dc_target *target) {
    int fd = -1;
    for (int k = 0; fd < 0 && k < NAMES; k++) {
        char suffix[NAME_SIZE];
        snprintf(suffix, sizeof suffix, ".%ld-%d.new", (long)getpid(), k);
        target->fresh = dc_path_with(target->path, suffix);
        if (!target->fresh) {
            errno = ENOMEM;
            return -1;
        }
        fd = open(target->fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0)
            break;
        int reason = errno;
        free(target->fresh);
        target->fresh = NULL;
        errno = reason;
        if (reason != EEXIST)
            break;
    }
    return fd;
}

/* The new file as a stream. */
static int begin(dc_target *target, int fd, const struct stat *old) {
    int reason = 0;
    if (old->st_mode && fchmod(fd, old->st_mode & 07777) != 0)
        reason = errno;
    if (reason == 0 && !(target->out = fdopen(fd, "w")))
        reason = errno;
    if (reason == 0)
        return 0;
    close(fd);
    unlink(target->fresh);
    free(target->fresh);
    target->fresh = NULL;
    return reason;
}

/* Where the folder takes no new file, or none with a name so long, an old one may still be
 * written. */
static bool is_for_the_folder(int reason) {
    return reason == EACCES || reason == EPERM || reason == EROFS ||
           reason == ENAMETOOLONG;
}

int dc_target_open(dc_target *target, const char *path) {
    struct stat old;
    *target = (dc_target){ .path = path };
    if (strcmp(path, "-") == 0) {
        target->out = stdout;
        return 0;
    }
    if (is_replaceable(path, &old)) {
        int fd = open_beside(target);
        if (fd >= 0)
            return begin(target, fd, &old);
        if (!is_for_the_folder(errno))
            return errno;
    }
    target->out = fopen(path, "we");
    return target->out ? 0 : errno;
}

static void remove_half(const char *path) {
    struct stat status;
    if (lstat(path, &status) == 0 && S_ISREG(status.st_mode))
        unlink(path);
}

/* What was written takes its place, or goes. */
static int settle(const dc_target *target, int reason) {
    bool standard = strcmp(target->path, "-") == 0;
    if (target->fresh && reason == 0 && rename(target->fresh, target->path) != 0)
        reason = errno;
    if (target->fresh && reason == 0)
        dc_sync_folder(target->path);
    else if (target->fresh)
        unlink(target->fresh);
    else if (reason != 0 && !standard)
        remove_half(target->path);
    return reason;
}

int dc_target_close(dc_target *target, int reason) {
    FILE *out = target->out;
    if (reason == 0 && ferror(out))
        reason = errno ? errno : EIO;
    if (reason == 0 && fflush(out) != 0)
        reason = errno;
    if (reason == 0 && target->fresh && fsync(fileno(out)) != 0)
        reason = errno;
    if (out != stdout && fclose(out) != 0 && reason == 0)
        reason = errno;
    reason = settle(target, reason);
    free(target->fresh);
    *target = (dc_target){ 0 };
    return reason;
}
