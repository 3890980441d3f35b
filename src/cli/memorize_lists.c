/* The lists of --losses and --noise. */
#include <stdlib.h>
#include <string.h>

#include <doublecheck/rational.h>

#include "cli.h"
#include "memorize_report.h"

static int add_loss(cli_memorize_lists *lists, char *word) {
    dc_symmetry symmetry;
    dc_error error;
    for (size_t k = 0; k < lists->loss_count; k++)
        if (strcmp(lists->losses[k], word) == 0)
            return cli_fail(CLI_BAD, "--losses: '%s' is there twice", word);
    if (dc_memorize_symmetry(&symmetry, word, 2, 0, &error) == DC_EUSAGE)
        return cli_fail(CLI_BAD, "--losses: %s", error.message);
    lists->losses[lists->loss_count++] = word;
    return CLI_FINE;
}

static int add_noise(cli_memorize_lists *lists, char *word) {
    mpq_t exact;
    mpq_init(exact);
    bool number = dc_rational_parse(exact, word, NULL) == DC_OK && mpq_sgn(exact) >= 0 &&
                  mpq_cmp_ui(exact, 1, 1) <= 0;
    double value = number ? dc_rational_nearest(exact) : 0;
    mpq_clear(exact);
    if (!number)
        return cli_fail(CLI_BAD, "--noise: '%s': wanted a fraction or decimal, 0 to 1",
                        word);
    if (lists->noise_count > 0 && value <= lists->noise[lists->noise_count - 1])
        return cli_fail(CLI_BAD, "--noise: '%s' is not more than what stands before it",
                        word);
    lists->noise[lists->noise_count++] = value;
    return CLI_FINE;
}

/* Cuts text at its commas. */
static int read_list(cli_memorize_lists *lists, char *text, cli_option_id id,
                     int (*add)(cli_memorize_lists *, char *)) {
    int code = CLI_FINE;
    size_t count = 0;
    for (char *word = text, *next; word && code == CLI_FINE; word = next) {
        next = strchr(word, ',');
        if (next)
            *next++ = '\0';
        if (count++ == DC_MEMORIZE_LIST_MOST)
            return cli_fail(CLI_BAD, "--%s: more than %d", cli_options[id].name,
                            DC_MEMORIZE_LIST_MOST);
        code = add(lists, word);
    }
    return code;
}

int cli_memorize_lists_read(cli_memorize_lists *lists, const cli_arguments *arguments) {
    char *noise = strdup(arguments->text[CLI_NOISE]);
    *lists = (cli_memorize_lists){ .text = strdup(arguments->text[CLI_LOSSES]) };
    int code = noise && lists->text ? CLI_FINE : cli_fail_memory();
    if (code == CLI_FINE)
        code = read_list(lists, lists->text, CLI_LOSSES, add_loss);
    if (code == CLI_FINE)
        code = read_list(lists, noise, CLI_NOISE, add_noise);
    free(noise);
    return code;
}
