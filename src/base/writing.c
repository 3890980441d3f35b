#include "base/writing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int dc_write_all(int fd, const void *from, size_t size) {
    const char *at = from;
    while (size > 0) {
        ssize_t done = write(fd, at, size);
        if (done < 0 && errno != EINTR)
            return errno;
        at += done < 0 ? 0 : done;
        size -= done < 0 ? 0 : (size_t)done;
    }
    return 0;
}

char *dc_path_with(const char *path, const char *suffix) {
    size_t length = strlen(path), more = strlen(suffix) + 1;
    char *longer = malloc(length + more);
    if (longer) {
        memcpy(longer, path, length);
        memcpy(longer + length, suffix, more);
    }
    return longer;
}

void dc_sync_folder(const char *path) {
    char *folder = dc_path_with(path, "");
    if (!folder)
        return;
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(folder);
}
