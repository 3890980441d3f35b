/* Completions for bash, zsh and fish: data from the tables, then fixed code. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <doublecheck/generate.h>

#include "commands.h"

/* Prints the alternatives of "a|b:X|C" with blanks between: those in capitals
 * stand for something else and are left out, "b:X" becomes "b:". */
static void print_words(const char *words) {
    const char *between = "";
    while (*words) {
        size_t length = strcspn(words, "|"), shown = strcspn(words, "|:");
        bool kept = !isupper((unsigned char)*words);
        shown += shown < length;
        if (kept)
            printf("%s%.*s", between, (int)shown, words);
        between = kept ? " " : between;
        words += length + (words[length] == '|');
    }
}

static void print_command_names(void) {
    for (size_t k = 0; k < CLI_COMMAND_COUNT; k++)
        printf("%s%s", k ? " " : "", cli_commands[k].name);
}

static void print_kinds(void) {
    for (size_t k = 0; dc_generate_kind(k); k++)
        printf("%s%s", k ? " " : "", dc_generate_kind(k));
}

static void print_bash_names(void) {
    printf("_doublecheck_names() {\n    case $1 in\n");
    for (size_t c = 0; c < CLI_COMMAND_COUNT; c++) {
        const char *between = "";
        printf("        %s) echo \"", cli_commands[c].name);
        for (size_t k = 0; k < CLI_OPTION_COUNT; k++)
            if (cli_option_shown(&cli_options[k], (cli_command_id)c)) {
                printf("%s--%s", between, cli_options[k].name);
                between = " ";
            }
        printf("\" ;;\n");
    }
    printf("        commands) echo \"");
    print_command_names();
    printf("\" ;;\n        kinds) echo \"");
    print_kinds();
    printf("\" ;;\n    esac\n}\n");
}

/* What may follow each option that takes a value. */
static void print_bash_values(void) {
    printf("_doublecheck_values() {\n    case $1 in\n");
    for (size_t k = 0; k < CLI_OPTION_COUNT; k++) {
        const cli_option *option = &cli_options[k];
        if (option->commands == 0 || option->kind == CLI_FLAG)
            continue;
        printf("        --%s", option->name);
        if (option->letter)
            printf("|-%c", option->letter);
        printf(") echo \"");
        if (option->kind == CLI_FILE)
            printf("files");
        else if (option->kind == CLI_WORDS)
            print_words(option->argument);
        printf("\" ;;\n");
    }
    printf("        *) echo none ;;\n    esac\n}\n");
}

static const char bash_code[] =
    "_doublecheck() {\n"
    "    local current=\"${COMP_WORDS[COMP_CWORD]}\" word words command=check\n"
    "    local previous=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
    "    if [[ $current == '=' ]]; then\n"
    "        current=\n"
    "    elif [[ $previous == '=' ]]; then\n"
    "        previous=\"${COMP_WORDS[COMP_CWORD-2]}\"\n"
    "    fi\n"
    "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
    "        if [[ \" $(_doublecheck_names commands) \" == *\" $word \"* ]]; then\n"
    "            command=$word\n"
    "            break\n"
    "        fi\n"
    "    done\n"
    "    words=$(_doublecheck_values \"$previous\")\n"
    "    if [[ $words == none ]]; then\n"
    "        words=files\n"
    "        if [[ $current == -* ]]; then\n"
    "            words=$(_doublecheck_names \"$command\")\n"
    "        elif [[ $command == generate ]]; then\n"
    "            words=$(_doublecheck_names kinds)\n"
    "        fi\n"
    "    fi\n"
    "    COMPREPLY=()\n"
    "    if [[ $words != files ]]; then\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
    "        [[ ${COMPREPLY[0]} == *: ]] && compopt -o nospace\n"
    "        return 0\n"
    "    fi\n"
    "    compopt -o filenames\n"
    "    mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
    "    if [[ $COMP_CWORD == 1 ]]; then\n"
    "        words=$(_doublecheck_names commands)\n"
    "        mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < \\\n"
    "            <(compgen -W \"$words\" -- \"$current\")\n"
    "    fi\n"
    "}\n"
    "complete -F _doublecheck doublecheck\n";

void cli_bash_print(void) {
    printf("# bash completion, made by doublecheck --dump-options bash\n");
    print_bash_names();
    print_bash_values();
    printf("%s", bash_code);
}

/* Text inside '...', with what zsh's _arguments would take for syntax escaped. */
static void print_zsh_text(const char *text) {
    for (; *text; text++)
        if (*text == '\'')
            printf("'\\''");
        else if (strchr("[]:\\", *text))
            printf("\\%c", *text);
        else
            putchar(*text);
}

/* The alternatives of print_words that end in ":", or the others. A colon in zsh's
 * specifications has a backslash before it. */
static void print_zsh_words(const char *words, bool open) {
    for (; *words; words += strcspn(words, "|"), words += *words == '|') {
        size_t shown = strcspn(words, "|:");
        if (!isupper((unsigned char)*words) && (words[shown] == ':') == open)
            printf(" \"%.*s%s\"", (int)shown, words, open ? "\\:" : "");
    }
}

/* A word that ends in ":" is not complete: no blank goes behind it. */
static void print_zsh_choice(const char *words) {
    printf("{compadd --");
    print_zsh_words(words, false);
    if (strchr(words, ':')) {
        printf("; compadd -S \"\" --");
        print_zsh_words(words, true);
    }
    printf("}");
}

/* What follows the option: ":message:action". */
static void print_zsh_value(const cli_option *option) {
    printf(":");
    print_zsh_text(option->argument);
    printf(":");
    if (option->kind == CLI_FILE) {
        printf("_files");
    } else if (option->kind == CLI_WORDS) {
        print_zsh_choice(option->argument);
    }
}

static void print_zsh_option(const cli_option *option) {
    const char *name = option->name;
    char letter = option->letter;
    bool valued = option->argument != NULL;
    if (letter)
        printf("        '(-%c --%s)'{-%c%s,--%s%s}'", letter, name, letter,
               valued ? "+" : "", name, valued ? "=" : "");
    else
        printf("        '--%s%s", name, valued ? "=" : "");
    printf("[");
    print_zsh_text(option->help);
    printf("]");
    if (valued)
        print_zsh_value(option);
    printf("' \\\n");
}

static void print_zsh_command(size_t command, const char *pattern) {
    printf("    %s)\n        _arguments -S \\\n", pattern);
    for (size_t k = 0; k < CLI_OPTION_COUNT; k++)
        if (cli_option_shown(&cli_options[k], (cli_command_id)command))
            print_zsh_option(&cli_options[k]);
    if (command == CLI_GENERATE) {
        printf("        '1:command:' '2:kind:(");
        print_kinds();
        printf(")'\n");
    } else if (command == CLI_CHECK) {
        printf("        '1: : _alternative \"commands:command:(");
        print_command_names();
        printf(")\" \"files:data file:_files\"' '2:data file:_files'\n");
    } else {
        printf("        '1:command:' '%s:data file:_files'\n",
               cli_command_operands((cli_command_id)command) > 1 ? "*" : "2");
    }
    printf("        ;;\n");
}

void cli_zsh_print(void) {
    printf("#compdef doublecheck\n"
           "# zsh completion, made by doublecheck --dump-options zsh\n"
           "case ${words[2]} in\n");
    for (size_t c = CLI_CHECK + 1; c < CLI_COMMAND_COUNT; c++)
        print_zsh_command(c, cli_commands[c].name);
    print_zsh_command(CLI_CHECK, "*");
    printf("esac\n");
}

/* Text inside '...' in fish. */
static void print_fish_text(const char *text) {
    for (; *text; text++)
        printf("%s%c", strchr("'\\", *text) ? "\\" : "", *text);
}

/* True in fish if the option belongs to what has been typed so far. */
static void print_fish_condition(const cli_option *option) {
    bool of_check = cli_option_allowed(option, CLI_CHECK), any = false;
    for (size_t c = CLI_CHECK + 1; c < CLI_COMMAND_COUNT; c++)
        if (cli_option_shown(option, (cli_command_id)c) != of_check) {
            if (!any)
                printf(" -n '%s__fish_seen_subcommand_from", of_check ? "not " : "");
            printf(" %s", cli_commands[c].name);
            any = true;
        }
    printf("%s", any ? "'" : "");
}

static void print_fish_option(const cli_option *option) {
    printf("complete -c doublecheck");
    print_fish_condition(option);
    if (option->letter)
        printf(" -s %c", option->letter);
    printf(" -l %s", option->name);
    if (option->kind == CLI_FILE)
        printf(" -r -F");
    else if (option->kind != CLI_FLAG)
        printf(" -x");
    if (option->kind == CLI_WORDS) {
        printf(" -a '");
        print_words(option->argument);
        printf("'");
    }
    printf(" -d '");
    print_fish_text(option->help);
    printf("'\n");
}

void cli_fish_print(void) {
    printf("# fish completion, made by doublecheck --dump-options fish\n");
    for (size_t c = 0; c < CLI_COMMAND_COUNT; c++)
        printf("complete -c doublecheck -n __fish_use_subcommand -a %s -d '%s'\n",
               cli_commands[c].name, cli_commands[c].help);
    printf("complete -c doublecheck -n '__fish_seen_subcommand_from generate' -f -a '");
    print_kinds();
    printf("'\n");
    for (size_t k = 0; k < CLI_OPTION_COUNT; k++)
        if (cli_options[k].commands)
            print_fish_option(&cli_options[k]);
}
