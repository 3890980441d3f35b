/* Starting gnuplot: script in, picture out, through files in memory, without a shell. */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report/fail.h"
#include "report/figure.h"

enum { SCRIPT, PICTURE, COMPLAINT, FILES };

static const char *const terminals[REPORT_FORMS] = {
    [REPORT_SVG] = "svg size 600,420 dynamic noenhanced font 'sans-serif,14'",
    [REPORT_PNG] =
        ("pngcairo size 1200,840 noenhanced font 'sans-serif,14' fontscale 1.9 "
         "linewidth 2 pointscale 2"),
    [REPORT_PDF] = "pdfcairo size 15cm,10.5cm noenhanced font 'sans-serif,11'",
};

static const char settings[] = "set encoding utf8\n"
                               "set key outside top center horizontal\n"
                               "set border 3 lc rgb '#444444'\n"
                               "set tics nomirror\n"
                               "set grid lc rgb '#dddddd' lt 1\n";

static bool read_all(report_text *out, int fd) {
    char buffer[1 << 14];
    if (lseek(fd, 0, SEEK_SET) < 0)
        return false;
    for (;;) {
        ssize_t got = read(fd, buffer, sizeof buffer);
        if (got == 0)
            return !out->failed;
        if (got < 0 && errno != EINTR)
            return false;
        report_put_bytes(out, buffer, got < 0 ? 0 : (size_t)got);
    }
}

static dc_status write_script(int fd, const report_figure *figure, report_form form,
                              dc_error *error) {
    if (figure->script.failed)
        return report_fail(error, DC_ENOMEM, "out of memory for a figure");
    bool written = dprintf(fd, "set terminal %s\n%s%s", terminals[form], settings,
                           report_words(&figure->script)) >= 0 &&
                   lseek(fd, 0, SEEK_SET) == 0;
    return written ? report_succeed(error)
                   : report_fail(error, DC_EIO, "a script for gnuplot cannot be kept: %s",
                                 strerror(errno));
}

static int spawn(pid_t *child, const int *files) {
    static char name[] = "gnuplot", defaults[] = "-d";
    char *const argv[] = { name, defaults, NULL };
    posix_spawn_file_actions_t actions;
    int reason = posix_spawn_file_actions_init(&actions);
    if (reason)
        return reason;
    for (int k = 0; k < FILES && reason == 0; k++)
        reason = posix_spawn_file_actions_adddup2(&actions, files[k], k);
    if (reason == 0)
        reason = posix_spawnp(child, name, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return reason;
}

static dc_status run(const int *files, dc_error *error) {
    pid_t child;
    int status, reason = spawn(&child, files);
    if (reason == ENOENT)
        return report_fail(error, DC_EIO,
                           "gnuplot is not installed; it draws the figures (on Debian: "
                           "apt-get install gnuplot-nox)");
    if (reason)
        return report_fail(error, DC_EIO, "gnuplot cannot be started: %s",
                           strerror(reason));
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return report_fail(error, DC_EIO, "gnuplot is lost: %s", strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return report_succeed(error);
    report_text words = { 0 };
    read_all(&words, files[COMPLAINT]);
    size_t skipped = words.size > 400 ? words.size - 400
                                      : 0; /* the reason is at the end */
    report_fail(error, DC_EIO, "gnuplot failed: %s", report_words(&words) + skipped);
    report_text_clear(&words);
    return DC_EIO;
}

static dc_status draw(report_text *out, const report_figure *figure, report_form form,
                      const int *files, dc_error *error) {
    dc_status status = write_script(files[SCRIPT], figure, form, error);
    if (status == DC_OK)
        status = run(files, error);
    if (status == DC_OK && !read_all(out, files[PICTURE]))
        return report_fail(error, DC_ENOMEM, "out of memory for a figure");
    if (status == DC_OK && out->size == 0)
        return report_fail(error, DC_EIO, "gnuplot drew nothing");
    return status;
}

dc_status report_draw(report_text *out, const report_figure *figure, report_form form,
                      dc_error *error) {
    int files[FILES], opened = 0;
    while (opened < FILES && (files[opened] = memfd_create("figure", MFD_CLOEXEC)) >= 0)
        opened++;
    dc_status status = opened == FILES
                           ? draw(out, figure, form, files, error)
                           : report_fail(error, DC_EIO, "no file for a figure: %s",
                                         strerror(errno));
    while (opened > 0)
        close(files[--opened]);
    return status;
}
