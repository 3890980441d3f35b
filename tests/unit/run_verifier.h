/* Running one of the verifiers, a program of its own. */
#ifndef DC_TESTS_UNIT_RUN_VERIFIER_H
#define DC_TESTS_UNIT_RUN_VERIFIER_H

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Exit status of program on data and certificate, -1 without one; its message stays on standard
 * error. */
static inline int run_verifier(const char *program, const char *data,
                               const char *certificate) {
    char *const argv[] = { (char *)program, "--quiet", (char *)data, (char *)certificate,
                           NULL };
    posix_spawn_file_actions_t actions;
    pid_t child;
    int status = -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&child, program, &actions, NULL, argv, environ) == 0)
        waitpid(child, &status, 0);
    posix_spawn_file_actions_destroy(&actions);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
