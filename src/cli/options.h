/* The two tables that describe the program: its commands and its options.
 * The parser, --help, the manual page and the shell completions are all made
 * from them, so none of these can say something the others do not.
 */
#ifndef DC_CLI_OPTIONS_H
#define DC_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum cli_option_id {
    CLI_KAPPA,
    CLI_SIGMA,
    CLI_KAPPAS,
    CLI_SIGMAS,
    CLI_DELTA,
    CLI_M0,
    CLI_FAMILY,
    CLI_GROUPS,
    CLI_DECIDE,
    CLI_MAXIMIZE,
    CLI_ESTIMATE,
    CLI_TIME_LIMIT,
    CLI_MEMORY,
    CLI_THREADS,
    CLI_TOP,
    CLI_CHECKPOINT,
    CLI_CHECKPOINT_EVERY,
    CLI_RESUME,
    CLI_LOSS,
    CLI_ACCURACY,
    CLI_CURVE,
    CLI_REQUIRE,
    CLI_ONLY,
    CLI_FIXED,
    CLI_SLOPE,
    CLI_FINENESS,
    CLI_CERTIFICATE,
    CLI_FLOOR_CERTIFICATE,
    CLI_DATA_CERTIFICATE,
    CLI_NO_VERIFY,
    CLI_JSON,
    CLI_QUIET,
    CLI_POINTS,
    CLI_DIMS,
    CLI_ARCH,
    CLI_ACTIVATION,
    CLI_FREEZE,
    CLI_OPTIMIZER,
    CLI_RATE,
    CLI_MOMENTUM,
    CLI_BATCH,
    CLI_STEPS,
    CLI_EVERY,
    CLI_SEEDS,
    CLI_SEED,
    CLI_T0_ACCURACY,
    CLI_SCALE,
    CLI_FLOAT32,
    CLI_TRAJECTORIES,
    CLI_EXPORT_FEATURES,
    CLI_EPOCHS,
    CLI_SHUFFLE_SEED,
    CLI_TEST,
    CLI_TEST_SHARE,
    CLI_SPLIT_SEED,
    CLI_CSV,
    CLI_MODELS,
    CLI_ROUNDS,
    CLI_EPSILON,
    CLI_ACCEPT,
    CLI_CANDIDATES,
    CLI_WRITE_LOGITS,
    CLI_CLF_A,
    CLI_CLF_B,
    CLI_SWEEP,
    CLI_VARY,
    CLI_MARGIN,
    CLI_RESAMPLES,
    CLI_RESAMPLE_SEED,
    CLI_SERIES,
    CLI_WINDOW,
    CLI_HORIZON,
    CLI_LOSSES,
    CLI_NOISE,
    CLI_NOISE_SEED,
    CLI_WITHIN,
    CLI_DAMAGE,
    CLI_BUDGET,
    CLI_EVALUATIONS,
    CLI_REPETITIONS,
    CLI_SAMPLE,
    CLI_CACHE,
    CLI_REPLAY,
    CLI_DRAW_SEED,
    CLI_SEARCH_SEED,
    CLI_HELD_FLOORS,
    CLI_ADVERSARY,
    CLI_LIST,
    CLI_OUTPUT,
    CLI_PLOT,
    CLI_FIGURE,
    CLI_DATA,
    CLI_FORMAT,
    CLI_HEADER,
    CLI_DELIMITER,
    CLI_LABEL,
    CLI_LABELS_FILE,
    CLI_WEIGHT,
    CLI_CELL,
    CLI_COLUMNS,
    CLI_DROP,
    CLI_HELP,
    CLI_VERSION,
    CLI_DUMP_OPTIONS,
    CLI_OPTION_COUNT
} cli_option_id;

/* What an option's argument must look like. */
typedef enum cli_kind {
    CLI_FLAG,     /* no argument */
    CLI_RATIONAL, /* fraction or decimal in `range` */
    CLI_INTEGER,  /* digits, in `range` */
    CLI_SIZE,     /* bytes: digits and K, M, G or T, in `range` */
    CLI_WORDS,    /* one of the alternatives of `argument`; "name:X" takes any X */
    CLI_TEXT,     /* anything */
    CLI_FILE      /* a file's name, or what else `argument` allows */
} cli_kind;

/* Sections of --help and of the manual page, in order. */
typedef enum cli_section {
    CLI_SECTION_CONDITION,
    CLI_SECTION_QUESTION,
    CLI_SECTION_FLOOR,
    CLI_SECTION_TRAINING,
    CLI_SECTION_LEVELS,
    CLI_SECTION_STRESS,
    CLI_SECTION_LIMITS,
    CLI_SECTION_GENERATE,
    CLI_SECTION_RANDOM,
    CLI_SECTION_PROOF,
    CLI_SECTION_OUTPUT,
    CLI_SECTION_READING,
    CLI_SECTION_OTHER,
    CLI_SECTION_COUNT
} cli_section;

typedef struct cli_option {
    const char *name; /* without the two dashes */
    char letter;      /* "-q"; 0: none */
    cli_kind kind;
    const char *argument; /* as shown: "X", "yes|no"; NULL for a flag */
    const char *initial;  /* default; NULL: none, or said in `help` */
    const char *range;    /* "(1,", "(0,1]", "[1,4096]": ends open or closed; NULL: any */
    cli_section section;
    unsigned commands; /* bit c: an option of command c; 0: hidden, of all */
    const char *help;
} cli_option;

typedef enum cli_command_id {
    CLI_CHECK,
    CLI_PROFILE,
    CLI_FLOOR,
    CLI_SIMULATE,
    CLI_REPRODUCE,
    CLI_VARIABILITY,
    CLI_MEMORIZE,
    CLI_STRESS,
    CLI_REPORT,
    CLI_GENERATE,
    CLI_CONVERT,
    CLI_VERIFY,
    CLI_COMMAND_COUNT
} cli_command_id;

enum { CLI_OPERANDS_MOST = 1000 };

typedef struct cli_command {
    const char *name;
    const char *operand; /* what it works on: "DATA"; "...": or several of it */
    const char *help;    /* one line, no full stop */
    const char *details; /* paragraphs for the manual page, separated by "\n\n" */
} cli_command;

typedef struct cli_exit_status {
    int code;
    const char *help;
} cli_exit_status;

/* A default of one command, in place of the option's `initial`. */
typedef struct cli_default {
    cli_command_id command;
    cli_option_id option;
    const char *initial; /* NULL: none, or said in the command's `details` */
} cli_default;

extern const cli_default cli_defaults[]; /* ends with command CLI_COMMAND_COUNT */
extern const cli_option cli_options[CLI_OPTION_COUNT];
extern const char *const cli_section_titles[CLI_SECTION_COUNT];
extern const cli_command cli_commands[CLI_COMMAND_COUNT];
extern const cli_exit_status cli_exit_statuses[]; /* ends with help = NULL */
extern const char *const cli_program_help;        /* one line, no full stop */

/* True if the option may be given to the command; hidden ones always. */
bool cli_option_allowed(const cli_option *option, cli_command_id command);

/* True if it is one of the command's options, and not hidden. */
bool cli_option_shown(const cli_option *option, cli_command_id command);

/* The default of an option for a command; NULL: none. */
const char *cli_option_initial(const cli_option *option, cli_command_id command);

/* The option of that name (name[0..length)) or letter; NULL: there is none. */
const cli_option *cli_option_named(const char *name, size_t length);
const cli_option *cli_option_lettered(char letter);

/* The visible option of the command whose name is closest to the given one;
 * NULL if none resembles it. command CLI_COMMAND_COUNT: of any command. */
const cli_option *cli_option_closest(const char *name, size_t length,
                                     cli_command_id command);

/* Operands that a command takes: 1, or CLI_OPERANDS_MOST. */
size_t cli_command_operands(cli_command_id command);

/* The command of that name, or the one closest to it; CLI_COMMAND_COUNT: none. */
cli_command_id cli_command_named(const char *name);
cli_command_id cli_command_closest(const char *name);

/* Writes a range in words, such as " > 1" or "1 to 4096", into text[size]. */
void cli_range_words(char *text, size_t size, const char *range);

#endif
