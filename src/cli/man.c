/* The manual page, from the tables. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "commands.h"

/* Text for roff, never at the beginning of a line that could make it a request. */
static void print_roff(const char *text) {
    for (; *text; text++)
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else if (strncmp(text, "\n\n", 2) == 0)
            fputs("\n.PP\n\\&", stdout), text++;
        else
            putchar(*text);
}

static void print_line(const char *text) {
    fputs("\\&", stdout);
    print_roff(text);
    putchar('\n');
}

static void print_synopsis(void) {
    printf(".SH SYNOPSIS\n");
    for (size_t k = 0; k < CLI_COMMAND_COUNT; k++)
        printf("%s.B doublecheck\n%s%s%s\n[\\fIOPTION\\fR]... \\fI%s\\fR\n",
               k ? ".br\n" : "", k == CLI_CHECK ? "[\\fB" : "\\fB", cli_commands[k].name,
               k == CLI_CHECK ? "\\fR]" : "\\fR", cli_commands[k].operand);
}

static void print_commands(void) {
    printf(".SH DESCRIPTION\n.B doublecheck\n");
    print_line(cli_program_help);
    for (size_t k = 0; k < CLI_COMMAND_COUNT; k++) {
        const cli_command *command = &cli_commands[k];
        printf(".SS doublecheck %s \\fI%s\\fR\n", command->name, command->operand);
        print_line(command->help);
        printf(".PP\n");
        print_line(command->details);
    }
}

/* The commands an option belongs to, unless it is one of all. */
static void print_of(const cli_option *option) {
    const char *between = "";
    if (option->commands == (1u << CLI_COMMAND_COUNT) - 1)
        return;
    printf(" (");
    for (size_t k = 0; k < CLI_COMMAND_COUNT; k++)
        if (cli_option_allowed(option, (cli_command_id)k)) {
            printf("%s%s", between, cli_commands[k].name);
            between = ", ";
        }
    printf(")");
}

/* That of most commands, then those of others. */
static void print_defaults(const cli_option *option) {
    if (option->initial) {
        printf(" (default: ");
        print_roff(option->initial);
        printf(")");
    }
    for (const cli_default *d = cli_defaults; d->command < CLI_COMMAND_COUNT; d++) {
        if (option != cli_options + d->option || !d->initial)
            continue;
        printf(" (%s: ", cli_commands[d->command].name);
        print_roff(d->initial);
        printf(")");
    }
}

static void print_option(const cli_option *option) {
    char range[128];
    printf(".TP\n");
    if (option->letter)
        printf("\\fB\\-%c\\fR, ", option->letter);
    printf("\\fB\\-\\-");
    print_roff(option->name);
    printf("\\fR");
    if (option->argument) {
        printf(" \\fI");
        print_roff(option->argument);
        printf("\\fR");
    }
    print_of(option);
    printf("\n\\&");
    print_roff(option->help);
    if (option->range) {
        cli_range_words(range, sizeof range, option->range);
        printf("; %s", range);
    }
    print_defaults(option);
    printf(".\n");
}

static void print_options(void) {
    printf(".SH OPTIONS\n"
           "An option is followed by its value, after a blank or \"=\"; names are "
           "written in full; if one is given twice the last counts. \"\\-\\-\" ends the "
           "options. DATA \"\\-\" is standard input.\n");
    for (size_t s = 0; s < CLI_SECTION_COUNT; s++) {
        printf(".SS %s\n", cli_section_titles[s]);
        for (size_t k = 0; k < CLI_OPTION_COUNT; k++)
            if (cli_options[k].section == s && cli_options[k].commands)
                print_option(&cli_options[k]);
    }
}

static void print_exit_statuses(void) {
    printf(".SH EXIT STATUS\n");
    for (const cli_exit_status *status = cli_exit_statuses; status->help; status++) {
        printf(".TP\n.B %d\n", status->code);
        print_line(status->help);
    }
}

static void print_examples(void) {
    static const char *const examples[][2] = {
        { "doublecheck iris.csv", "Check each pair of classes." },
        { "doublecheck iris.csv --columns sepal_length,sepal_width --json iris.json",
          "Two features only; the whole result also goes to a file." },
        { "doublecheck wine.csv --family sparse:2 --top 20",
          "Slabs in every pair of columns; list the 20 worst pairs." },
        { "doublecheck iris.csv --maximize sigma --m0 1/5",
          "The largest sigma for which the condition holds with m0 = 1/5." },
        { "doublecheck generate clusters --points 300 | doublecheck -",
          "Check a synthetic data set." },
    };
    printf(".SH EXAMPLES\n");
    for (size_t k = 0; k < sizeof examples / sizeof *examples; k++) {
        printf(".TP\n.B ");
        print_line(examples[k][0]);
        print_line(examples[k][1]);
    }
}

void cli_man_print(void) {
    printf(".TH DOUBLECHECK 1 \"\" \"doublecheck %s\" \"User Commands\"\n.ad l\n"
           ".SH NAME\ndoublecheck \\- %s\n",
           dc_version(), cli_program_help);
    print_synopsis();
    print_commands();
    print_options();
    print_exit_statuses();
    print_examples();
    printf(
        ".SH OUTPUT\n"
        "The result goes to standard output, messages and progress to standard error. "
        "The last line of a text result is one for scripts: of check HOLDS, VIOLATED or "
        "UNDECIDED, of others what is said above. The JSON of \\fB\\-\\-json\\fR follows "
        "a schema in the folder doublecheck: result.schema.json for check, else that of "
        "the command's name; its exact numbers are strings.\n");
}
