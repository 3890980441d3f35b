#include "verify.h"

#include <getopt.h>

void finish(const char *text) {
    fputs(text, stdout);
    if (fflush(stdout) != 0 || ferror(stdout))
        fail("standard output cannot be written: %s", strerror(errno));
    _Exit(VERIFIED);
}

__attribute__((noreturn)) static void finish_version(void) {
    printf("%s " DC_VERSION "\n", program);
    finish("");
}

/* Options --expect-NAME have the values FIRST, FIRST + 1, ...: all different, so that
 * getopt_long refuses an abbreviation that may be one or another. */
static void take_options(int argc, char **argv, const char *help,
                         const char *const *known) {
    enum { FIRST = 256 };
    struct option options[32] = { { "quiet", no_argument, NULL, 'q' },
                                  { "help", no_argument, NULL, 'h' },
                                  { "version", no_argument, NULL, 'V' } };
    int value;
    for (int k = 0; known[k]; k++) {
        char *name = get(strlen(known[k]) + 8, 1);
        sprintf(name, "expect-%s", known[k]);
        options[3 + k] = (struct option){ name, required_argument, NULL, FIRST + k };
    }
    while ((value = getopt_long(argc, argv, "qhV", options, NULL)) != -1) {
        if (value >= FIRST)
            expect(known[value - FIRST], optarg);
        else if (value == 'q')
            quiet = true;
        else if (value == 'h' && argc == 2)
            finish(help);
        else if (value == 'V' && argc == 2)
            finish_version();
        else if (value == 'h' || value == 'V')
            fail("--help and --version stand alone"); /* 0 must not be mistaken */
        else
            exit(BAD); /* getopt_long has said why */
    }
}

void options_read(int argc, char **argv, const char *help, const char *about,
                  const char *const *known) {
    watch_gmp();
    argv[0] = (char *)program;
    say_about(about, known);
    take_options(argc, argv, help, known);
    if (argc - optind != 2)
        fail("a data file and a certificate are wanted (--help tells more)");
    where = (location){ .data = argv[optind], .certificate = argv[optind + 1] };
    if (strcmp(where.data, "-") == 0 && strcmp(where.certificate, "-") == 0)
        fail("data and certificate cannot both be standard input");
}
