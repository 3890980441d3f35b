#include "progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;
static double last_shown; /* seconds */
static int shown_width;   /* characters on the line now */
static const char *stage; /* what the line begins with */

static void interrupt(int number) {
    (void)number;
    interrupted = 1;
}

/* A signal that the parent set to be ignored stays so (nohup). */
static void catch_signal(int number) {
    struct sigaction action, old;
    memset(&action, 0, sizeof action);
    action.sa_handler = interrupt;
    action.sa_flags = (int)SA_RESETHAND | SA_RESTART;
    sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        sigaction(number, &action, NULL);
}

static bool stop(void *user) {
    (void)user;
    return interrupted != 0;
}

static int terminal_width(void) {
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
        return size.ws_col - 1;
    return 79;
}

static void show_line(const char *line) {
    int width = (int)strlen(line), limit = terminal_width();
    if (width > limit)
        width = limit;
    fprintf(stderr, "\r%.*s%*s", width, line,
            shown_width > width ? shown_width - width : 0, "");
    fflush(stderr);
    shown_width = width;
}

static void show(const dc_progress *progress, void *user) {
    const dc_check_options *options = user;
    char line[256], saved[40] = "";
    if (shown_width > 0 && progress->seconds < last_shown + 0.1)
        return;
    last_shown = progress->seconds;
    if (progress->saved >= 0)
        snprintf(saved, sizeof saved, " (saved %.0f s ago)", progress->saved);
    snprintf(
        line, sizeof line,
        "%sgroup %zu/%zu  %.1f s%s  %llu nodes  %llu open  %.6g <= %s <= %.6g  gap %.3g",
        stage, progress->group_index + 1, progress->group_count, progress->seconds, saved,
        (unsigned long long)progress->nodes, (unsigned long long)progress->open,
        progress->lo, options->question == DC_MAXIMIZE_SIGMA ? "sigma*" : "m*",
        progress->hi, progress->hi - progress->lo);
    show_line(line);
}

static void show_training(const dc_simulation_progress *progress, void *user) {
    char line[256];
    (void)user;
    if (shown_width > 0 && progress->seconds < last_shown + 0.1)
        return;
    last_shown = progress->seconds;
    snprintf(line, sizeof line,
             "%s  %zu/%zu seeds  %.1f s  seed %llu: step %llu/%llu  loss %.6g  "
             "accuracy %.4f",
             progress->adversary ? "adversary" : "training", progress->done,
             progress->runs, progress->seconds, (unsigned long long)progress->seed,
             (unsigned long long)progress->step, (unsigned long long)progress->steps,
             progress->loss, progress->accuracy);
    show_line(line);
}

static void show_data_floor(const dc_data_floor_progress *progress, void *user) {
    char line[256];
    (void)user;
    snprintf(line, sizeof line,
             "data floor: %s  %.1f s  %llu nodes  %.6f <= floor <= %.6f  gap %.3g",
             progress->phase, progress->seconds, (unsigned long long)progress->nodes,
             progress->least, progress->most, progress->most - progress->least);
    show_line(line);
}

static void show_study(const dc_study_progress *progress, void *user) {
    char line[256], left[64] = "";
    (void)user;
    if (progress->seconds_left >= 0)
        snprintf(left, sizeof left, "  about %.0f s left", progress->seconds_left);
    snprintf(line, sizeof line, "%s  %zu/%zu  %.1f %%  %.1f s%s", progress->stage,
             progress->done, progress->total, 100 * progress->share, progress->seconds,
             left);
    show_line(line);
}

static bool wanted(bool quiet) {
    return isatty(STDERR_FILENO) && !quiet;
}

static void catch_signals(void) {
    catch_signal(SIGINT);
    catch_signal(SIGTERM);
    interrupted = 0;
}

void cli_progress_of_study(dc_study_host *host, bool quiet) {
    catch_signals();
    host->stop = stop;
    host->progress = wanted(quiet) ? show_study : NULL;
}

void cli_progress_begin(dc_check_options *options, const char *begin, bool quiet) {
    stage = begin;
    catch_signals();
    options->stop = stop;
    options->progress = wanted(quiet) ? show : NULL;
    options->user = options;
}

cli_show_trainings *cli_progress_of_trainings(bool quiet) {
    return wanted(quiet) ? show_training : NULL;
}

cli_show_data_floor *cli_progress_of_data_floor(bool quiet) {
    return wanted(quiet) ? show_data_floor : NULL;
}

void cli_progress_note(const char *line, bool quiet) {
    if (wanted(quiet))
        show_line(line);
}

void cli_progress_end(void) {
    if (shown_width > 0)
        fprintf(stderr, "\r%*s\r", shown_width, "");
    fflush(stderr);
    shown_width = 0;
}
