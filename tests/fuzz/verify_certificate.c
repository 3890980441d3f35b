/* verify_certificate FOLDER CERTIFICATE: doublecheck-verify on a certificate alone. The data
 * are the file of the folder that has the SHA-256 that the certificate names, or the first
 * one. For fuzzing certificates: see README.md. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verify/verify.h"

int verifier_main(int argc, char **argv);

static char *read_file(const char *path, size_t *length) {
    static char bytes[1 << 20];
    FILE *file = fopen(path, "rb");
    *length = file ? fread(bytes, 1, sizeof bytes - 1, file) : 0;
    if (file)
        fclose(file);
    bytes[*length] = '\0';
    return bytes;
}

/* True if the certificate names this file: its second token but one is the digest. */
static int named(const char *certificate, const char *file) {
    char hash[65];
    size_t length;
    sha256 s = { 0 };
    const char *bytes = read_file(file, &length);
    sha256_add(&s, bytes, length);
    sha256_end(&s, hash);
    bytes = read_file(certificate, &length);
    return strstr(bytes, hash) != NULL;
}

int main(int argc, char **argv) {
    struct dirent **entries;
    int count = argc == 3 ? scandir(argv[1], &entries, NULL, alphasort) : -1;
    char first[4096] = "", path[4096] = "";
    for (int k = 0; k < count; k++) {
        if (entries[k]->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entries[k]->d_name);
        if (!*first)
            memcpy(first, path, sizeof first);
        if (named(argv[2], path))
            break;
        path[0] = '\0';
    }
    if (!*first) {
        fprintf(stderr, "usage: verify_certificate FOLDER CERTIFICATE\n");
        return 2;
    }
    char *arguments[] = { "doublecheck-verify", *path ? path : first, argv[2], NULL };
    return verifier_main(3, arguments);
}
