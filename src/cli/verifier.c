#include "verifier.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <doublecheck/rational.h>

#include "cli.h"

static const char verifier_name[] = "doublecheck-verify";

/* The program beside this one, else the one that PATH finds. The caller frees it. */
static char *find_verifier(void) {
    char own[4096], *path = NULL;
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    if (length > 0) {
        own[length] = '\0';
        if (asprintf(&path, "%s/%s", dirname(own), verifier_name) < 0)
            return NULL;
        if (access(path, X_OK) == 0)
            return path;
        free(path);
    }
    return strdup(verifier_name);
}

static bool fail_to_start(int reason) {
    cli_fail(CLI_BAD, "%s cannot be started: %s (--no-verify goes without)",
             verifier_name, strerror(reason));
    return false;
}

int cli_verifier_become(char **argv) {
    char *path = find_verifier();
    if (!path)
        return cli_fail_memory();
    argv[0] = path;
    execvp(path, argv);
    int reason = errno;
    free(path);
    return cli_fail(CLI_BAD, "%s cannot be started: %s", verifier_name, strerror(reason));
}

/* Standard output goes nowhere: the exit code says it all. */
static bool spawn(pid_t *child, char *const *argv) {
    posix_spawn_file_actions_t actions;
    int reason = posix_spawn_file_actions_init(&actions);
    if (reason)
        return fail_to_start(reason);
    reason = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
                                              O_WRONLY, 0);
    if (reason == 0)
        reason = posix_spawnp(child, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return reason ? fail_to_start(reason) : true;
}

static bool wait_for(pid_t child, int *code) {
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return fail_to_start(errno);
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return true;
}

/* Adds an argument to a list in which each ends with a NUL. */
static void DC_PRINTF(2, 3) add(FILE *list, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(list, format, arguments);
    va_end(arguments);
    fputc('\0', list);
}

static void expect_rational(FILE *list, const char *name, const mpq_t value) {
    char *text = dc_rational_text(value);
    add(list, "--expect-%s=%s", name, text ? text : "");
    free(text);
}

static void expect_condition(FILE *list, const cli_arguments *arguments,
                             const dc_check_options *options) {
    const dc_parameters *p = &options->parameters;
    bool free_sigma = options->question == DC_MAXIMIZE_SIGMA;
    add(list, "--expect-question=%s", free_sigma ? "sigma" : "critical-mass");
    expect_rational(list, "kappa", p->kappa);
    if (!free_sigma)
        expect_rational(list, "sigma", p->sigma);
    expect_rational(list, "delta", p->delta);
    expect_rational(list, "m0", p->m0);
    add(list, "--expect-family=%s",
        options->family.kind == DC_FAMILY_DIRECTIONS ? "directions"
                                                     : arguments->text[CLI_FAMILY]);
}

/* Runs the program that a list of size bytes begins with. */
static bool run_list(int *code, char *list, size_t size) {
    enum { MOST_ARGUMENTS = 32 };
    char *argv[MOST_ARGUMENTS + 1] = { NULL };
    size_t count = 0;
    pid_t child;
    for (char *at = list; at < list + size && count < MOST_ARGUMENTS;
         at += strlen(at) + 1)
        argv[count++] = at;
    return argv[0] && spawn(&child, argv) && wait_for(child, code);
}

bool cli_verifier_run(int *code, const char *data, const char *certificate,
                      const cli_arguments *arguments, const dc_check_options *options,
                      const dc_result *result, const char *grouping) {
    char *text = NULL, *program = find_verifier();
    size_t size = 0;
    bool run = false;
    FILE *list = program ? open_memstream(&text, &size) : NULL;
    if (!list) {
        free(program);
        cli_fail_memory();
        return false;
    }
    add(list, "%s", program);
    add(list, "--quiet");
    expect_condition(list, arguments, options);
    add(list, "--expect-groups=%s", grouping);
    add(list, "--expect-verdict=%s", dc_verdict_name(result->verdict));
    add(list, "--");
    add(list, "%s", data);
    add(list, "%s", certificate);
    bool lost = ferror(list) != 0;
    if (fclose(list) != 0 || lost)
        cli_fail_memory();
    else if (strcmp(data, "-") == 0 && lseek(STDIN_FILENO, 0, SEEK_SET) != 0)
        fail_to_start(errno);
    else
        run = run_list(code, text, size);
    free(text);
    free(program);
    return run;
}
