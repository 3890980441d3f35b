#include "verifier.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <doublecheck/rational.h>

#include "cli.h"
#include "stream.h"

const char cli_verifier[] = "doublecheck-verify";
const char cli_verifier_floor[] = "doublecheck-verify-floor";

/* The program beside this one, else the one that PATH finds. The caller frees it. */
static char *find_verifier(const char *name) {
    char own[4096], *path = NULL;
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    if (length > 0) {
        own[length] = '\0';
        if (asprintf(&path, "%s/%s", dirname(own), name) < 0)
            return NULL;
        if (access(path, X_OK) == 0)
            return path;
        free(path);
    }
    return strdup(name);
}

static bool fail_to_start(const char *name, int reason) {
    cli_fail(CLI_BAD, "%s cannot be started: %s (--no-verify goes without)", name,
             strerror(reason));
    return false;
}

/* A file that begins as the certificates of floors do. Pipes are not looked into. */
static bool is_floor(const char *path) {
    static const char *const magics[] = { "dfloor ", "ddata " };
    char begin[8] = "";
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return false;
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    begin[fread(begin, 1, sizeof begin - 1, file)] = '\0';
    fclose(file);
    bool found = false;
    for (size_t k = 0; k < sizeof magics / sizeof *magics; k++)
        found = found || strncmp(begin, magics[k], strlen(magics[k])) == 0;
    return found;
}

/* The certificate is the last of the files. */
static const char *verifier_for(char **argv) {
    bool floor = false;
    for (size_t k = 1; argv[k]; k++)
        if (argv[k][0] != '-')
            floor = is_floor(argv[k]);
    return floor ? cli_verifier_floor : cli_verifier;
}

int cli_verifier_become(char **argv) {
    const char *name = verifier_for(argv);
    char *path = find_verifier(name);
    if (!path)
        return cli_fail_memory();
    argv[0] = path;
    execvp(path, argv);
    int reason = errno;
    free(path);
    return cli_fail(CLI_BAD, "%s cannot be started: %s", name, strerror(reason));
}

/* Standard output goes nowhere: the exit code says it all. */
static bool spawn(const char *name, pid_t *child, char *const *argv) {
    posix_spawn_file_actions_t actions;
    int reason = posix_spawn_file_actions_init(&actions);
    if (reason)
        return fail_to_start(name, reason);
    reason = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
                                              O_WRONLY, 0);
    if (reason == 0)
        reason = posix_spawnp(child, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return reason ? fail_to_start(name, reason) : true;
}

static bool wait_for(const char *name, pid_t child, int *code) {
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return fail_to_start(name, errno);
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

/* What a verifier is started with: its path, what it is to expect, its files. */
typedef struct command {
    const char *name;
    cli_stream list;
    bool lost; /* memory was out for one of them */
} command;

static void expect_rational(command *c, const char *name, const mpq_t value) {
    char *text = dc_rational_text(value);
    add(c->list.out, "--expect-%s=%s", name, text ? text : "");
    c->lost = c->lost || !text;
    free(text);
}

static void expect_condition(command *c, const cli_arguments *arguments,
                             const dc_check_options *options) {
    const dc_parameters *p = &options->parameters;
    bool free_sigma = options->question == DC_MAXIMIZE_SIGMA;
    add(c->list.out, "--expect-question=%s", free_sigma ? "sigma" : "critical-mass");
    expect_rational(c, "kappa", p->kappa);
    if (!free_sigma)
        expect_rational(c, "sigma", p->sigma);
    expect_rational(c, "delta", p->delta);
    expect_rational(c, "m0", p->m0);
    add(c->list.out, "--expect-family=%s",
        options->family.kind == DC_FAMILY_DIRECTIONS ? "directions"
                                                     : arguments->text[CLI_FAMILY]);
}

/* Runs the program that a list of size bytes begins with. */
static bool run_list(const char *name, int *code, char *list, size_t size) {
    enum { MOST_ARGUMENTS = 32 };
    char *argv[MOST_ARGUMENTS + 1] = { NULL };
    size_t count = 0;
    pid_t child;
    for (char *at = list; at < list + size && count < MOST_ARGUMENTS;
         at += strlen(at) + 1)
        argv[count++] = at;
    return argv[0] && spawn(name, &child, argv) && wait_for(name, child, code);
}

static bool command_begin(command *c, const char *name) {
    char *program = find_verifier(name);
    *c = (command){ .name = name };
    bool open = program && cli_stream_open(&c->list);
    if (open) {
        add(c->list.out, "%s", program);
        add(c->list.out, "--quiet");
    } else {
        cli_fail_memory();
    }
    free(program);
    return open;
}

static bool command_run(command *c, int *code, const char *data,
                        const char *certificate) {
    bool run = false;
    add(c->list.out, "--");
    add(c->list.out, "%s", data);
    add(c->list.out, "%s", certificate);
    char *list = cli_stream_close(&c->list);
    if (!list || c->lost)
        cli_fail_memory();
    else if (strcmp(data, "-") == 0 && lseek(STDIN_FILENO, 0, SEEK_SET) != 0)
        fail_to_start(c->name, errno);
    else
        run = run_list(c->name, code, list, c->list.size);
    free(list);
    return run;
}

bool cli_verifier_run(int *code, const char *data, const char *certificate,
                      const cli_arguments *arguments, const dc_check_options *options,
                      const dc_result *result, const char *grouping) {
    command c;
    if (!command_begin(&c, cli_verifier))
        return false;
    expect_condition(&c, arguments, options);
    add(c.list.out, "--expect-groups=%s", grouping);
    add(c.list.out, "--expect-verdict=%s", dc_verdict_name(result->verdict));
    return command_run(&c, code, data, certificate);
}

bool cli_verifier_run_floor(int *code, const char *data, const char *certificate,
                            const dc_guarantee *guarantee, const mpq_t accuracy,
                            dc_grouping grouping) {
    const dc_parameters *p = &guarantee->parameters;
    command c;
    if (!command_begin(&c, cli_verifier_floor))
        return false;
    expect_rational(&c, "kappa", p->kappa);
    expect_rational(&c, "sigma", p->sigma);
    expect_rational(&c, "delta", p->delta);
    expect_rational(&c, "m0", p->m0);
    expect_rational(&c, "radius", guarantee->radius);
    expect_rational(&c, "loss", guarantee->loss);
    expect_rational(&c, "accuracy", accuracy);
    add(c.list.out, "--expect-groups=%s",
        grouping == DC_GROUPS_CELLS ? "cells" : "pairs");
    return command_run(&c, code, data, certificate);
}

bool cli_verifier_run_data_floor(int *code, const char *data, const char *certificate,
                                 const mpq_t loss, const mpq_t *accuracy) {
    command c;
    if (!command_begin(&c, cli_verifier_floor))
        return false;
    expect_rational(&c, "loss", loss);
    if (accuracy)
        expect_rational(&c, "accuracy", *accuracy);
    return command_run(&c, code, data, certificate);
}
