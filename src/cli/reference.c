/* The reference of commands, in Markdown, from the tables. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "commands.h"

/* Text that Markdown leaves as it is, in a table as well. */
static void print_text(const char *text) {
    for (; *text; text++)
        printf("%s%c", strchr("\\*_<|`", *text) ? "\\" : "", *text);
}

static void print_name(const cli_option *option) {
    printf("| `--%s", option->name);
    if (option->argument) {
        putchar(' ');
        for (const char *c = option->argument; *c; c++)
            printf("%s%c", *c == '|' ? "\\" : "", *c);
    }
    printf("`");
    if (option->letter)
        printf(", `-%c`", option->letter);
    printf(" | ");
}

static void print_option(const cli_option *option, cli_command_id command) {
    const char *initial = cli_option_initial(option, command);
    char range[128];
    print_name(option);
    print_text(option->help);
    if (option->range) {
        cli_range_words(range, sizeof range, option->range);
        printf("; ");
        print_text(range);
    }
    printf(" | ");
    print_text(initial ? initial : "");
    printf(" |\n");
}

static void print_section(size_t section, cli_command_id command) {
    bool titled = false;
    for (size_t k = 0; k < CLI_OPTION_COUNT; k++) {
        const cli_option *option = &cli_options[k];
        if (option->section != section || !cli_option_shown(option, command))
            continue;
        if (!titled)
            printf("\n%s:\n\n| option | what it does | default |\n|---|---|---|\n",
                   cli_section_titles[section]);
        titled = true;
        print_option(option, command);
    }
}

static void print_command(cli_command_id command) {
    printf("\n## doublecheck %s %s\n\n", cli_commands[command].name,
           cli_commands[command].operand);
    print_text(cli_commands[command].help);
    printf(".\n\n");
    print_text(cli_commands[command].details);
    putchar('\n');
    for (size_t s = 0; s < CLI_SECTION_COUNT; s++)
        print_section(s, command);
}

void cli_reference_print(void) {
    printf("# Commands of doublecheck %s\n\ndoublecheck ", dc_version());
    print_text(cli_program_help);
    printf(
        ". An option is followed by its value, after a blank or \"=\"; names are written "
        "in full; if one is given twice the last counts. \"--\" ends the options. DATA "
        "\"-\" is standard input.\n");
    for (size_t k = 0; k < CLI_COMMAND_COUNT; k++)
        print_command((cli_command_id)k);
    printf("\n## Exit status\n\n| code | meaning |\n|---|---|\n");
    for (const cli_exit_status *status = cli_exit_statuses; status->help; status++) {
        printf("| %d | ", status->code);
        print_text(status->help);
        printf(" |\n");
    }
}
