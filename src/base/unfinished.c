#include "base/unfinished.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void dc_unfinished_remove(const char *path) {
    struct stat status;
    if (strcmp(path, "-") != 0 && lstat(path, &status) == 0 && S_ISREG(status.st_mode))
        unlink(path);
}
