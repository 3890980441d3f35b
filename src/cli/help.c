#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "commands.h"

enum { WIDTH = 80, INDENT = 26 };

/* Prints words from column on, broken at WIDTH, later lines indented. */
static void print_wrapped(const char *text, size_t column, size_t indent) {
    while (*text) {
        size_t word = strcspn(text, " ");
        if (column + 1 + word > WIDTH && column > indent) {
            printf("\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            putchar(' ');
            column++;
        }
        printf("%.*s", (int)word, text);
        column += word;
        text += word + strspn(text + word, " ");
    }
    putchar('\n');
}

static size_t print_name(const cli_option *option) {
    int used = option->letter ? printf("  -%c, --%s", option->letter, option->name)
                              : printf("      --%s", option->name);
    if (option->argument)
        used += printf(" %s", option->argument);
    if (used + 2 > INDENT)
        printf("\n%*s", INDENT, "");
    else
        printf("%*s", INDENT - used, "");
    return INDENT;
}

static void print_option(const cli_option *option, cli_command_id command) {
    const char *initial = cli_option_initial(option, command);
    char text[512], range[128] = "";
    if (option->range)
        cli_range_words(range, sizeof range, option->range);
    snprintf(text, sizeof text, "%s%s%s%s%s%s", option->help, *range ? "; " : "", range,
             initial ? " (default: " : "", initial ? initial : "", initial ? ")" : "");
    print_wrapped(text, print_name(option), INDENT);
}

static void print_section(cli_section section, cli_command_id command) {
    bool titled = false;
    for (size_t k = 0; k < CLI_OPTION_COUNT; k++) {
        const cli_option *option = &cli_options[k];
        if (option->section != section || !cli_option_shown(option, command))
            continue;
        if (!titled)
            printf("\n%s:\n", cli_section_titles[section]);
        titled = true;
        print_option(option, command);
    }
}

static void print_usage(cli_command_id command, const char *lead) {
    if (command == CLI_CHECK)
        printf("%s doublecheck [check] [OPTION]... DATA\n", lead);
    else
        printf("%s doublecheck %s [OPTION]... %s\n", lead, cli_commands[command].name,
               cli_commands[command].operand);
}

static void print_commands(void) {
    for (size_t k = 0; k < CLI_COMMAND_COUNT; k++)
        print_usage((cli_command_id)k, k == 0 ? "Usage:" : "      ");
    printf("\ndoublecheck %s.\n\nCommands:\n", cli_program_help);
    for (size_t k = 0; k < CLI_COMMAND_COUNT; k++)
        printf("  %-10s %s\n", cli_commands[k].name, cli_commands[k].help);
    printf("\nThe options of check follow; 'doublecheck generate --help' shows those of\n"
           "generate. DATA \"-\" is standard input. \"--\" ends the options.\n");
}

static void print_exit_statuses(void) {
    printf("\nExit status:\n");
    for (const cli_exit_status *status = cli_exit_statuses; status->help; status++) {
        size_t column = (size_t)printf("  %d  ", status->code);
        print_wrapped(status->help, column, column);
    }
}

int cli_help_print(const cli_arguments *arguments) {
    if (arguments->named) {
        print_usage(arguments->command, "Usage:");
        printf("\n");
        print_wrapped(cli_commands[arguments->command].help, 0, 0);
    } else {
        print_commands();
    }
    for (size_t s = 0; s < CLI_SECTION_COUNT; s++)
        print_section((cli_section)s, arguments->command);
    print_exit_statuses();
    return cli_finish_output(CLI_FINE);
}
