/* --dump-options: what the build makes of the tables and installs. */
#include <string.h>

#include "cli.h"
#include "commands.h"

int cli_dump_print(const char *what) {
    static const struct {
        const char *name;
        void (*print)(void);
    } forms[] = { { "man", cli_man_print },
                  { "bash", cli_bash_print },
                  { "zsh", cli_zsh_print },
                  { "fish", cli_fish_print },
                  { "markdown", cli_reference_print } };
    for (size_t k = 0; k < sizeof forms / sizeof *forms; k++)
        if (strcmp(forms[k].name, what) == 0)
            forms[k].print();
    return cli_finish_output(CLI_FINE);
}
