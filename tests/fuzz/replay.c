/* replay FOLDER: runs a fuzz target on every file of a folder. Exit status 1 if there is
 * none, or if one cannot be read. */
#include <dirent.h>
#include <string.h>

#include "target.h"

static void replay(const char *path) {
    static uint8_t bytes[1 << 20];
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (!file || ferror(file) || !feof(file)) {
        fprintf(stderr, "%s: cannot be read, or is over 1 MiB\n", path);
        exit(1);
    }
    fclose(file);
    /* Of this size exactly, so that a sanitizer sees what is read past the end. */
    uint8_t *exact = malloc(size ? size : 1);
    EXPECT(exact);
    memcpy(exact, bytes, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

int main(int argc, char **argv) {
    struct dirent **entries;
    int count = argc == 2 ? scandir(argv[1], &entries, NULL, alphasort) : -1;
    int files = 0;
    for (int k = 0; k < count; k++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], entries[k]->d_name);
        if (entries[k]->d_name[0] != '.') {
            printf("%s\n", path);
            fflush(stdout);
            replay(path);
            files++;
        }
        free(entries[k]);
    }
    if (count >= 0)
        free(entries);
    printf("%d files\n", files);
    return files > 0 ? 0 : 1;
}
