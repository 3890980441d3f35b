#include "again.h"

#include <string.h>

void cli_print_shell_word(FILE *out, const char *text) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_./,:=+-";
    if (*text && strspn(text, plain) == strlen(text)) {
        fputs(text, out);
        return;
    }
    putc('\'', out);
    for (; *text; text++)
        if (*text == '\'')
            fputs("'\\''", out);
        else
            putc(*text, out);
    putc('\'', out);
}

void cli_print_again(FILE *out, const char *command, const cli_arguments *arguments,
                     bool (*left_out)(size_t id)) {
    fprintf(out, "doublecheck %s", command);
    if (arguments->operand[0] == '-' && arguments->operand[1])
        fputs("./", out);
    cli_print_shell_word(out, arguments->operand);
    for (size_t id = 0; id < CLI_OPTION_COUNT; id++) {
        if (!arguments->given[id] || left_out(id))
            continue;
        fprintf(out, " --%s", cli_options[id].name);
        if (cli_options[id].kind != CLI_FLAG) {
            putc(' ', out);
            cli_print_shell_word(out, arguments->text[id]);
        }
    }
}
