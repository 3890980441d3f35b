#include "arguments.h"

#include <string.h>

#include "cli.h"

typedef struct scan {
    cli_arguments *arguments;
    int argc, next;
    char *const *argv;
    bool ended; /* "--" was seen */
    const char *surplus;
} scan;

/* Of the command that was named. */
static void set_defaults(cli_arguments *arguments) {
    for (size_t k = 0; k < CLI_OPTION_COUNT; k++)
        if (!arguments->given[k])
            arguments->text[k] = cli_option_initial(cli_options + k, arguments->command);
}

static void take_operand(scan *s, const char *text) {
    cli_arguments *arguments = s->arguments;
    cli_command_id command = cli_command_named(text);
    if (!arguments->named && !arguments->operand && !s->ended &&
        command < CLI_COMMAND_COUNT) {
        arguments->command = command;
        arguments->named = true;
    } else if (arguments->operand_count < cli_command_operands(arguments->command)) {
        arguments->operands[arguments->operand_count++] = text;
        arguments->operand = arguments->operands[0];
    } else if (!s->surplus) {
        s->surplus = text;
    }
}

/* inline_value: what follows "=" or the letter; NULL: nothing does. */
static bool take_value(scan *s, const cli_option *option, const char *inline_value) {
    size_t id = (size_t)(option - cli_options);
    s->arguments->given[id] = true;
    if (option->kind == CLI_FLAG) {
        if (inline_value)
            cli_fail(CLI_BAD, "--%s takes no value", option->name);
        return inline_value == NULL;
    }
    if (!inline_value && s->next < s->argc)
        inline_value = s->argv[s->next++];
    s->arguments->text[id] = inline_value;
    if (!inline_value)
        cli_fail(CLI_BAD, "--%s needs a value: --%s %s", option->name, option->name,
                 option->argument);
    return inline_value != NULL;
}

static bool take_long(scan *s, const char *text) {
    size_t length = strcspn(text, "=");
    const cli_option *option = cli_option_named(text, length);
    if (option)
        return take_value(s, option, text[length] ? text + length + 1 : NULL);
    option = cli_option_closest(text, length,
                                s->arguments->named ? s->arguments->command
                                                    : CLI_COMMAND_COUNT);
    if (option)
        cli_fail(CLI_BAD, "unknown option '--%.*s'; did you mean '--%s'?", (int)length,
                 text, option->name);
    else
        cli_fail(CLI_BAD, "unknown option '--%.*s'; see 'doublecheck --help'",
                 (int)length, text);
    return false;
}

/* One or more letters; the last may be followed by its value. */
static bool take_letters(scan *s, const char *text) {
    for (; *text; text++) {
        const cli_option *option = cli_option_lettered(*text);
        if (!option) {
            cli_fail(CLI_BAD, "unknown option '-%c'; see 'doublecheck --help'", *text);
            return false;
        }
        if (option->kind != CLI_FLAG)
            return take_value(s, option, text[1] ? text + 1 : NULL);
        if (!take_value(s, option, NULL))
            return false;
    }
    return true;
}

static bool take_next(scan *s) {
    const char *text = s->argv[s->next++];
    if (s->ended || text[0] != '-' || text[1] == '\0') {
        take_operand(s, text);
        return true;
    }
    if (text[1] != '-')
        return take_letters(s, text + 1);
    if (text[2] != '\0')
        return take_long(s, text + 2);
    s->ended = true;
    return true;
}

static bool check_options(const cli_arguments *arguments) {
    for (size_t k = 0; k < CLI_OPTION_COUNT; k++) {
        const cli_option *option = &cli_options[k];
        if (!arguments->given[k])
            continue;
        if (!cli_option_allowed(option, arguments->command)) {
            cli_fail(CLI_BAD, "--%s is no option of 'doublecheck %s'", option->name,
                     cli_commands[arguments->command].name);
            return false;
        }
        if (!cli_value_check(option, arguments->text[k]))
            return false;
    }
    return true;
}

static bool check_operands(const scan *s) {
    const cli_arguments *arguments = s->arguments;
    if (!s->surplus)
        return true;
    cli_command_id meant = arguments->named ? CLI_COMMAND_COUNT
                                            : cli_command_closest(arguments->operand);
    if (meant < CLI_COMMAND_COUNT)
        cli_fail(CLI_BAD, "'%s' is no command; did you mean '%s'?", arguments->operand,
                 cli_commands[meant].name);
    else if (cli_command_operands(arguments->command) > 1)
        cli_fail(CLI_BAD, "%s: at most %zu files; '%s' is one too many",
                 cli_commands[arguments->command].operand,
                 cli_command_operands(arguments->command), s->surplus);
    else
        cli_fail(CLI_BAD, "one %s is wanted; '%s' is one too many",
                 cli_commands[arguments->command].operand, s->surplus);
    return false;
}

bool cli_arguments_parse(cli_arguments *arguments, int argc, char *const *argv) {
    scan s = { .arguments = arguments, .argc = argc, .next = 1, .argv = argv };
    memset(arguments, 0, sizeof *arguments);
    arguments->command = CLI_CHECK;
    while (s.next < argc)
        if (!take_next(&s))
            return false;
    set_defaults(arguments);
    return check_operands(&s) && check_options(arguments);
}

bool cli_arguments_need_operand(const cli_arguments *arguments) {
    const cli_command *command = &cli_commands[arguments->command];
    if (!arguments->operand)
        cli_fail(CLI_BAD, "no %s given; see 'doublecheck%s%s --help'", command->operand,
                 arguments->named ? " " : "", arguments->named ? command->name : "");
    return arguments->operand != NULL;
}
