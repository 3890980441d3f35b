#include "verifier.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"

extern char **environ;

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

enum { MOST_ARGUMENTS = 32 };

typedef struct command {
    char *argv[MOST_ARGUMENTS];
    size_t count;
    bool failed;
} command;

/* Takes over text from malloc. */
static void add_owned(command *c, char *text) {
    c->failed = c->failed || !text;
    c->argv[c->count++] = text;
}

static void add(command *c, const char *text) {
    add_owned(c, strdup(text));
}

static void expect(command *c, const char *what, const char *value) {
    char *text = NULL;
    if (asprintf(&text, "--expect-%s=%s", what, value) < 0)
        text = NULL;
    add_owned(c, text);
}

static void expect_condition(command *c, const cli_arguments *arguments,
                             const dc_check_options *options) {
    static const cli_option_id ids[] = { CLI_KAPPA, CLI_SIGMA, CLI_DELTA, CLI_M0 };
    bool free_sigma = options->question == DC_MAXIMIZE_SIGMA;
    expect(c, "question", free_sigma ? "sigma" : "critical-mass");
    for (size_t k = 0; k < sizeof ids / sizeof *ids; k++)
        if (ids[k] != CLI_SIGMA || !free_sigma)
            expect(c, cli_options[ids[k]].name, arguments->text[ids[k]]);
    expect(c, "family",
           options->family.kind == DC_FAMILY_DIRECTIONS ? "directions"
                                                        : arguments->text[CLI_FAMILY]);
}

bool cli_verifier_run(int *code, const char *data, const char *certificate,
                      const cli_arguments *arguments, const dc_check_options *options,
                      const dc_result *result, const char *grouping) {
    command c = { .count = 0 };
    pid_t child;
    add_owned(&c, find_verifier());
    add(&c, "--quiet");
    expect_condition(&c, arguments, options);
    expect(&c, "groups", grouping);
    expect(&c, "verdict", dc_verdict_name(result->verdict));
    add(&c, "--");
    add(&c, data);
    add(&c, certificate);
    bool run = false;
    if (c.failed)
        cli_fail_memory();
    else if (strcmp(data, "-") == 0 && lseek(STDIN_FILENO, 0, SEEK_SET) != 0)
        fail_to_start(errno);
    else
        run = spawn(&child, c.argv) && wait_for(child, code);
    for (size_t k = 0; k < c.count; k++)
        free(c.argv[k]);
    return run;
}
