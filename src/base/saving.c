#include "base/saving.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/writing.h"

enum { MUCH = 1 << 16, HEX = DC_DIGEST_HEX - 1 };

void dc_saving_begin(dc_saving *saving, const char *path) {
    *saving = (dc_saving){ .path = path,
                           .fresh = dc_path_with(path, ".new"),
                           .previous = dc_path_with(path, ".previous"),
                           .second = dc_path_with(path, ".previous.new"),
                           .fd = -1 };
    dc_digest_start(&saving->digest);
    if (!saving->fresh || !saving->previous || !saving->second) {
        saving->reason = ENOMEM;
        return;
    }
    saving->fd = open(saving->fresh,
                      O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (saving->fd < 0)
        saving->reason = errno;
}

static void write_on(dc_saving *saving, const void *from, size_t size) {
    if (saving->reason == 0)
        saving->reason = dc_write_all(saving->fd, from, size);
}

/* What waits, whatever its size. */
static void drain(dc_saving *saving) {
    if (saving->bytes.failed && saving->reason == 0)
        saving->reason = ENOMEM;
    dc_digest_add(&saving->digest, saving->bytes.at, saving->bytes.size);
    write_on(saving, saving->bytes.at, saving->bytes.size);
    dc_bytes_empty(&saving->bytes);
}

void dc_saving_flow(dc_saving *saving) {
    if (saving->bytes.failed || saving->bytes.size >= MUCH)
        drain(saving);
}

void dc_saving_write(dc_saving *saving, const void *from, size_t size) {
    drain(saving);
    dc_digest_add(&saving->digest, from, size);
    write_on(saving, from, size);
}

static void finish_file(dc_saving *saving) {
    char hex[DC_DIGEST_HEX];
    drain(saving);
    dc_digest_hex(hex, &saving->digest);
    write_on(saving, hex, HEX);
    if (saving->reason == 0 && fsync(saving->fd) != 0)
        saving->reason = errno;
    if (saving->fd >= 0 && close(saving->fd) != 0 && saving->reason == 0)
        saving->reason = errno;
}

/* There is a previous file at every moment once there has been one: the second name of the
   file takes the place of the old one at once. Where files have no second name there is
   none; the file itself is whole. */
static void keep_previous(const dc_saving *saving) {
    unlink(saving->second);
    if (link(saving->path, saving->second) != 0)
        return;
    int renamed = rename(saving->second, saving->previous);
    (void)renamed;
    unlink(saving->second); /* two names of one file stay both */
}

int dc_saving_end(dc_saving *saving, bool keep) {
    finish_file(saving);
    if (saving->reason == 0) {
        if (keep)
            keep_previous(saving);
        if (rename(saving->fresh, saving->path) != 0)
            saving->reason = errno;
        dc_sync_folder(saving->path);
    }
    if (saving->reason != 0 && saving->fd >= 0)
        unlink(saving->fresh);
    dc_bytes_clear(&saving->bytes);
    free(saving->fresh);
    free(saving->previous);
    free(saving->second);
    return saving->reason;
}

static bool read_all(int fd, unsigned char *at, size_t size) {
    while (size > 0) {
        ssize_t got = read(fd, at, size);
        if (got == 0)
            errno = EIO;
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        at += got < 0 ? 0 : got;
        size -= got < 0 ? 0 : (size_t)got;
    }
    return true;
}

/* The bytes of a regular file; NULL: errno tells. */
static unsigned char *read_file(int fd, size_t *size) {
    struct stat status;
    if (fstat(fd, &status) != 0)
        return NULL;
    if (!S_ISREG(status.st_mode)) {
        errno = EINVAL;
        return NULL;
    }
    *size = (size_t)status.st_size;
    unsigned char *at = malloc(*size + 1);
    if (at && read_all(fd, at, *size))
        return at;
    free(at);
    return NULL;
}

static bool is_whole(const unsigned char *at, size_t size) {
    char hex[DC_DIGEST_HEX];
    dc_digest digest;
    if (size < HEX)
        return false;
    dc_digest_start(&digest);
    dc_digest_add(&digest, at, size - HEX);
    dc_digest_hex(hex, &digest);
    return memcmp(hex, at + size - HEX, HEX) == 0;
}

dc_kept dc_saved_read(unsigned char **at, size_t *size, const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    *at = fd < 0 ? NULL : read_file(fd, size);
    int reason = errno;
    if (fd >= 0)
        close(fd);
    errno = reason;
    if (!*at)
        return DC_KEPT_UNREADABLE;
    if (is_whole(*at, *size)) {
        *size -= HEX;
        return DC_KEPT_WHOLE;
    }
    free(*at);
    *at = NULL;
    return DC_KEPT_DAMAGED;
}
