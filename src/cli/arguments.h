/* The command line, parsed and checked against the tables of options.h.
 *
 *     cli_arguments arguments;
 *     if (!cli_arguments_parse(&arguments, argc, argv)) return CLI_BAD;
 *     size_t top = cli_integer(&arguments, CLI_TOP);
 */
#ifndef DC_CLI_ARGUMENTS_H
#define DC_CLI_ARGUMENTS_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "options.h"

typedef struct cli_arguments {
    cli_command_id command;
    bool named;          /* the command was named, not assumed */
    const char *operand; /* the first; NULL: none */
    size_t operand_count;
    const char *operands[CLI_OPERANDS_MOST]; /* [operand_count] */
    const char *text[CLI_OPTION_COUNT];      /* argument, else the default, else NULL */
    bool given[CLI_OPTION_COUNT];
} cli_arguments;

/* Parses and checks; the texts belong to argv and the tables. If an option is
 * given twice the last one counts. On failure prints one message and returns
 * false. Does not ask for an operand: see cli_arguments_need_operand. */
bool cli_arguments_parse(cli_arguments *arguments, int argc, char *const *argv);
bool cli_arguments_need_operand(const cli_arguments *arguments);

/* Values of options that have one, checked already. */
void cli_rational(mpq_t value, const cli_arguments *arguments, cli_option_id id);
uint64_t cli_integer(const cli_arguments *arguments, cli_option_id id);
double cli_double(const cli_arguments *arguments, cli_option_id id); /* the nearest */
size_t cli_size(const cli_arguments *arguments, cli_option_id id);

/* An integer, or 0 where an option has no value. */
uint64_t cli_count(const cli_arguments *arguments, cli_option_id id);

/* What follows "name:" in an option of kind CLI_WORDS; NULL: it is another word. */
const char *cli_word_rest(const cli_arguments *arguments, cli_option_id id,
                          const char *name);

/* True if an option of kind CLI_WORDS is that word. */
bool cli_word_is(const cli_arguments *arguments, cli_option_id id, const char *word);

/* Checks a value against the option's kind and range; prints a message and
 * returns false if it does not fit. */
bool cli_value_check(const cli_option *option, const char *text);

#endif
