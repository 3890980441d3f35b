#include "options.h"

#include <stdio.h>
#include <string.h>

enum {
    CHECK = 1 << CLI_CHECK,
    PROFILE = 1 << CLI_PROFILE,
    FLOOR = 1 << CLI_FLOOR,
    SIMULATE = 1 << CLI_SIMULATE,
    REPRODUCE = 1 << CLI_REPRODUCE,
    VARIABILITY = 1 << CLI_VARIABILITY,
    MEMORIZE = 1 << CLI_MEMORIZE,
    STRESS = 1 << CLI_STRESS,
    STUDIES = REPRODUCE | VARIABILITY | MEMORIZE | STRESS,
    TRAINERS = SIMULATE | STUDIES,
    SEEDERS = TRAINERS & ~(STRESS | VARIABILITY),
    LOOKERS = SIMULATE | STRESS,
    SPLITTERS = REPRODUCE | VARIABILITY | STRESS,
    GENERATE = 1 << CLI_GENERATE,
    CONVERT = 1 << CLI_CONVERT,
    FLOORS = FLOOR | SIMULATE,
    CHECKERS = CHECK | FLOORS,
    CONDITIONS = CHECKERS | STRESS,
    SEARCHERS = CHECKERS | PROFILE,
    REPORT = 1 << CLI_REPORT,
    READERS = SEARCHERS | STUDIES | CONVERT | REPORT,
    WRITERS = GENERATE | CONVERT | REPORT,
    VERIFY = 1 << CLI_VERIFY,
    ALL = SEARCHERS | STUDIES | GENERATE | CONVERT | VERIFY | REPORT
};

const char *const cli_section_titles[CLI_SECTION_COUNT] = {
    [CLI_SECTION_CONDITION] = "The condition",
    [CLI_SECTION_QUESTION] = "The question",
    [CLI_SECTION_FLOOR] = "The floor",
    [CLI_SECTION_TRAINING] = "The training",
    [CLI_SECTION_LEVELS] = "The levels",
    [CLI_SECTION_STRESS] = "The search",
    [CLI_SECTION_LIMITS] = "Limits",
    [CLI_SECTION_GENERATE] = "What to generate",
    [CLI_SECTION_RANDOM] = "Random numbers",
    [CLI_SECTION_PROOF] = "Proof",
    [CLI_SECTION_OUTPUT] = "Output",
    [CLI_SECTION_READING] = "Reading the data",
    [CLI_SECTION_OTHER] = "Other",
};

/* Tables, to be read by row. */
/* clang-format off */
const cli_default cli_defaults[] = {
    {CLI_REPRODUCE, CLI_ARCH, "32"},
    {CLI_REPRODUCE, CLI_OPTIMIZER, "sgd"},
    {CLI_REPRODUCE, CLI_BATCH, "32"},
    {CLI_REPRODUCE, CLI_TIME_LIMIT, "0"},
    {CLI_VARIABILITY, CLI_ARCH, "32"},
    {CLI_VARIABILITY, CLI_OPTIMIZER, "sgd"},
    {CLI_VARIABILITY, CLI_BATCH, "32"},
    {CLI_VARIABILITY, CLI_TIME_LIMIT, "0"},
    {CLI_MEMORIZE, CLI_ARCH, "256"},
    {CLI_MEMORIZE, CLI_OPTIMIZER, "adam"},
    {CLI_MEMORIZE, CLI_RATE, "0.001"},
    {CLI_MEMORIZE, CLI_BATCH, "32"},
    {CLI_MEMORIZE, CLI_EPOCHS, "200"},
    {CLI_MEMORIZE, CLI_SEEDS, "1"},
    {CLI_MEMORIZE, CLI_TIME_LIMIT, "0"},
    {CLI_STRESS, CLI_ARCH, "8"},
    {CLI_STRESS, CLI_OPTIMIZER, "sgd"},
    {CLI_STRESS, CLI_BATCH, "16"},
    {CLI_STRESS, CLI_T0_ACCURACY, "0.9"},
    {CLI_STRESS, CLI_FAMILY, "axes"},
    {CLI_STRESS, CLI_TIME_LIMIT, "0"},
    {CLI_COMMAND_COUNT, CLI_OPTION_COUNT, NULL},
};

const cli_option cli_options[CLI_OPTION_COUNT] = {
    [CLI_KAPPA] = {"kappa", 0, CLI_RATIONAL, "X", "2", "(1,",
        CLI_SECTION_CONDITION, CONDITIONS, "dilation factor of the slabs"},
    [CLI_SIGMA] = {"sigma", 0, CLI_RATIONAL, "X", "1/4", "(0,",
        CLI_SECTION_CONDITION, CONDITIONS, "relative gain of mass that is asked for"},
    [CLI_KAPPAS] = {"kappas", 0, CLI_TEXT, "LIST", "3/2,2,3", NULL,
        CLI_SECTION_CONDITION, PROFILE,
        "dilation factors: fractions or decimals > 1 with commas, increasing, at most 100"},
    [CLI_SIGMAS] = {"sigmas", 0, CLI_TEXT, "LIST", NULL, NULL,
        CLI_SECTION_CONDITION, PROFILE,
        "relative gains: fractions or decimals > 0 with commas, increasing, at most 100 "
        "(default: 1/20 to 1 in steps of 1/20)"},
    [CLI_DELTA] = {"delta", 0, CLI_RATIONAL, "X", "1/2", "(0,1]",
        CLI_SECTION_CONDITION, CONDITIONS | PROFILE, "mass from which a dilation is heavy enough"},
    [CLI_M0] = {"m0", 0, CLI_RATIONAL, "X", "1/10", "(0,1)",
        CLI_SECTION_CONDITION, CHECK | SIMULATE,
        "mass from which a slab has to gain; less than delta"},
    [CLI_FAMILY] = {"family", 0, CLI_WORDS, "all|width:W|sparse:K|axes|directions:FILE",
        "all", NULL, CLI_SECTION_CONDITION, CONDITIONS | PROFILE,
        "the slabs: every one; those with 2 r >= W max|v|; those whose v has at most K "
        "non-zero entries; those with one (sparse:1); those along the rows of FILE"},
    [CLI_GROUPS] = {"groups", 0, CLI_WORDS, "auto|whole|pairs|cells:COL", "auto", NULL,
        CLI_SECTION_CONDITION, CHECK | PROFILE | FLOOR,
        "the groups of points: pairs if there are labels, else whole; all points; each "
        "pair of classes; each cell named in column COL, with each pair of classes"},
    [CLI_DECIDE] = {"decide", 0, CLI_FLAG, NULL, NULL, NULL,
        CLI_SECTION_QUESTION, CHECK,
        "answer for m0 alone: quicker, but m* may remain a bracket"},
    [CLI_MAXIMIZE] = {"maximize", 0, CLI_WORDS, "sigma", NULL, NULL,
        CLI_SECTION_QUESTION, CHECK,
        "find sigma*, the largest sigma for which the condition holds with m0"},
    [CLI_ESTIMATE] = {"estimate", 0, CLI_FLAG, NULL, NULL, NULL,
        CLI_SECTION_QUESTION, CHECK,
        "do not answer the question: estimate, from a sample that takes some seconds, how long "
        "that takes, and how much memory"},
    [CLI_TIME_LIMIT] = {"time-limit", 0, CLI_RATIONAL, "S", "60", "[0,1000000000]",
        CLI_SECTION_LIMITS, SEARCHERS | STUDIES, "seconds; 0: no limit"},
    [CLI_MEMORY] = {"memory", 0, CLI_SIZE, "SIZE", "1G", "[1024,",
        CLI_SECTION_LIMITS, SEARCHERS | STUDIES, "memory of the process, in searches and in studies: bytes, or with K, M, G or T, such as "
        "512M; where it is not given, the data or each training may take as much, and a "
        "search's boxes of directions 160M beside them"},
    [CLI_THREADS] = {"threads", 0, CLI_INTEGER, "N", NULL, "[1,4096]",
        CLI_SECTION_LIMITS, SEARCHERS | STUDIES, "threads to use (default: one for each core)"},
    [CLI_TOP] = {"top", 0, CLI_INTEGER, "N", "10", "[1,1000000]",
        CLI_SECTION_LIMITS, CHECK,
        "families sparse, axes and directions: how many of the worst sets of columns or "
        "directions to solve in full and list"},
    [CLI_CHECKPOINT] = {"checkpoint", 0, CLI_FILE, "FILE", NULL, NULL,
        CLI_SECTION_LIMITS, CHECK, "keep the search in FILE from time to time, when a limit or a "
        "signal ends it, and at its end; the one before is FILE.previous"},
    [CLI_CHECKPOINT_EVERY] = {"checkpoint-every", 0, CLI_RATIONAL, "S", "60", "[0,1000000000]",
        CLI_SECTION_LIMITS, CHECK, "seconds between two checkpoints; 0: after every round"},
    [CLI_RESUME] = {"resume", 0, CLI_FILE, "FILE", NULL, NULL,
        CLI_SECTION_LIMITS, CHECK, "go on with the search in FILE, of the same data and question; "
        "checkpoints go to FILE again, unless --checkpoint names another"},
    [CLI_LOSS] = {"loss", 0, CLI_RATIONAL, "X", NULL, "[0,1000000]",
        CLI_SECTION_FLOOR, FLOOR, "cross-entropy that is not exceeded: weighted mean over all "
        "points, in nats"},
    [CLI_ACCURACY] = {"accuracy", 0, CLI_RATIONAL, "A", NULL, "[0,1]",
        CLI_SECTION_FLOOR, FLOOR, "the inverse: find the largest loss that guarantees this "
        "accuracy"},
    [CLI_CURVE] = {"curve", 0, CLI_FLAG, NULL, NULL, NULL,
        CLI_SECTION_FLOOR, FLOOR, "a table for 20 losses up to --loss (default: 0.7)"},
    [CLI_REQUIRE] = {"require", 0, CLI_RATIONAL, "A", NULL, "[0,1]",
        CLI_SECTION_FLOOR, FLOOR, "exit status 1 if the floor is below A"},
    [CLI_ONLY] = {"only", 0, CLI_WORDS, "all|doubling|data", "all", NULL,
        CLI_SECTION_FLOOR, FLOOR, "one floor beside the trivial one: that of the condition, or "
        "that of the data"},
    [CLI_FIXED] = {"fixed", 0, CLI_FLAG, NULL, NULL, NULL,
        CLI_SECTION_FLOOR, FLOORS, "use --kappa, --sigma and --delta as given (simulate: --m0 "
        "too); else the best constants are searched; m0 is just above the m* that is found"},
    [CLI_SLOPE] = {"slope", 0, CLI_RATIONAL, "V", NULL, "(0,",
        CLI_SECTION_FLOOR, FLOOR, "family width: no |v| of the classifiers exceeds V"},
    [CLI_FINENESS] = {"fineness", 0, CLI_INTEGER, "N", "4", "[1,32]",
        CLI_SECTION_FLOOR, FLOORS, "radii of the grid to a factor of kappa: more give a better "
        "floor, and take longer"},
    [CLI_CERTIFICATE] = {"certificate", 0, CLI_FILE, "FILE", NULL, NULL,
        CLI_SECTION_PROOF, CHECK | FLOOR,
        "write a proof of the result (floor: that the condition holds for its constants), for "
        "doublecheck-verify to check"},
    [CLI_FLOOR_CERTIFICATE] = {"floor-certificate", 0, CLI_FILE, "FILE", NULL, NULL,
        CLI_SECTION_PROOF, FLOOR,
        "write a proof that the loss guarantees the floor if the condition holds, for "
        "doublecheck-verify-floor to check; not with --curve"},
    [CLI_DATA_CERTIFICATE] = {"data-certificate", 0, CLI_FILE, "FILE", NULL, NULL,
        CLI_SECTION_PROOF, FLOOR,
        "write a proof of the data floor, for doublecheck-verify-floor to check"},
    [CLI_NO_VERIFY] = {"no-verify", 0, CLI_FLAG, NULL, NULL, NULL,
        CLI_SECTION_PROOF, CHECKERS,
        "do not check the proof; without this no unchecked HOLDS, or floor, is printed"},
    [CLI_JSON] = {"json", 0, CLI_FILE, "FILE|-", NULL, NULL,
        CLI_SECTION_OUTPUT, SEARCHERS | STUDIES,
        "write the result as JSON; \"-\": to standard output, in place of the text"},
    [CLI_QUIET] = {"quiet", 'q', CLI_FLAG, NULL, NULL, NULL,
        CLI_SECTION_OUTPUT, SEARCHERS | STUDIES, "print the verdict, or the floor, only, and no progress"},
    [CLI_POINTS] = {"points", 0, CLI_INTEGER, "N", "100", "[1,1000000000]",
        CLI_SECTION_GENERATE, GENERATE, "number of points"},
    [CLI_DIMS] = {"dims", 0, CLI_INTEGER, "N", "2", "[1,1000000]",
        CLI_SECTION_GENERATE, GENERATE, "number of features"},
    [CLI_ARCH] = {"arch", 0, CLI_TEXT, "linear|W,W,...", "linear", NULL,
        CLI_SECTION_TRAINING, TRAINERS,
        "softmax regression, or the widths of hidden layers: 16,16"},
    [CLI_ACTIVATION] = {"activation", 0, CLI_TEXT, "NAME", "leaky_relu", NULL,
        CLI_SECTION_TRAINING, TRAINERS,
        "of hidden layers: abs, relu, hard_tanh, leaky_relu:A, prelu:A,B,... (one slope for each "
        "layer), pieces:T,...:S,... (break points, slopes)"},
    [CLI_FREEZE] = {"freeze", 0, CLI_INTEGER, "K", "0", "[0,64]",
        CLI_SECTION_TRAINING, SIMULATE,
        "the first K layers stay as they begin; of all but the last, the cells are fixed"},
    [CLI_OPTIMIZER] = {"optimizer", 0, CLI_WORDS, "armijo|gd|sgd|momentum|adam", "armijo", NULL,
        CLI_SECTION_TRAINING, TRAINERS,
        "armijo: gradient descent with a line search, which never raises the loss; gradient "
        "descent on all points; on batches; with momentum; Adam"},
    [CLI_RATE] = {"rate", 0, CLI_RATIONAL, "X", "0.1", "(0,1000000]",
        CLI_SECTION_TRAINING, TRAINERS, "length of a step; armijo: of the first that is tried"},
    [CLI_MOMENTUM] = {"momentum", 0, CLI_RATIONAL, "X", "0.9", "[0,1)",
        CLI_SECTION_TRAINING, TRAINERS, "of --optimizer momentum"},
    [CLI_BATCH] = {"batch", 0, CLI_INTEGER, "N", NULL, "[1,1000000000]",
        CLI_SECTION_TRAINING, TRAINERS, "points in a step (simulate: all, unless given)"},
    [CLI_STEPS] = {"steps", 0, CLI_INTEGER, "N", "1000", "[1,1000000000000]",
        CLI_SECTION_TRAINING, SIMULATE, "steps of each run, at most"},
    [CLI_EVERY] = {"every", 0, CLI_INTEGER, "N", NULL, "[1,1000000000000]",
        CLI_SECTION_TRAINING, SIMULATE,
        "steps between looks at loss and accuracy (default: 1; with --batch, those of an epoch)"},
    [CLI_SEEDS] = {"seeds", 0, CLI_INTEGER, "N", "20", "[1,100000]",
        CLI_SECTION_TRAINING, SEEDERS, "runs: of --seed and the seeds that follow it"},
    [CLI_T0_ACCURACY] = {"t0-accuracy", 0, CLI_RATIONAL, "A", "0.95", "[0,1]",
        CLI_SECTION_TRAINING, LOOKERS, "t0 is the first look with this accuracy"},
    [CLI_SCALE] = {"scale", 0, CLI_WORDS, "standard|none", "standard", NULL,
        CLI_SECTION_TRAINING, TRAINERS,
        "train on columns of mean 0 and variance 1, or on the numbers of the file"},
    [CLI_FLOAT32] = {"float32", 0, CLI_FLAG, NULL, NULL, NULL,
        CLI_SECTION_TRAINING, TRAINERS, "train in 32 bits in place of 64"},
    [CLI_SEED] = {"seed", 0, CLI_INTEGER, "N", "1", "[0,18446744073709551615]",
        CLI_SECTION_RANDOM, GENERATE | TRAINERS, "seed of the random numbers"},
    [CLI_EPOCHS] = {"epochs", 0, CLI_INTEGER, "N", "30", "[1,1000000000]",
        CLI_SECTION_TRAINING, STUDIES, "passes over the points of each run"},
    [CLI_TEST] = {"test", 0, CLI_FILE, "FILE", NULL, NULL,
        CLI_SECTION_READING, SPLITTERS,
        "points to test with, read like DATA (default: a part of DATA)"},
    [CLI_TEST_SHARE] = {"test-share", 0, CLI_RATIONAL, "X", "3/10", "(0,1)",
        CLI_SECTION_READING, SPLITTERS,
        "without --test: the part of each class that is kept from training, to test with"},
    [CLI_SPLIT_SEED] = {"split-seed", 0, CLI_INTEGER, "N", "1", "[0,18446744073709551615]",
        CLI_SECTION_RANDOM, SPLITTERS, "seed of that part"},
    [CLI_SHUFFLE_SEED] = {"shuffle-seed", 0, CLI_INTEGER, "N", NULL,
        "[0,18446744073709551615]", CLI_SECTION_RANDOM, STUDIES,
        "seed of the order of the points (default: one more than --seed)"},
    [CLI_CSV] = {"csv", 0, CLI_FILE, "FILE", NULL, NULL,
        CLI_SECTION_OUTPUT, STUDIES | PROFILE, "write the raw results as CSV"},
    [CLI_MODELS] = {"models", 0, CLI_INTEGER, "M", "10", "[1,500]",
        CLI_SECTION_TRAINING, VARIABILITY,
        "candidates, and as many models of the pool: of --seed and the seeds that follow it"},
    [CLI_ROUNDS] = {"rounds", 0, CLI_INTEGER, "N", "100", "[1,1000000]",
        CLI_SECTION_LEVELS, VARIABILITY, "draws of test points"},
    [CLI_EPSILON] = {"epsilon", 0, CLI_RATIONAL, "X", "0.01", "(0,1)",
        CLI_SECTION_LEVELS, VARIABILITY,
        "of the threshold: the part of equal distributions that may be told apart"},
    [CLI_ACCEPT] = {"accept", 0, CLI_RATIONAL, "X", "0.05", "[0,1)",
        CLI_SECTION_LEVELS, VARIABILITY, "a level that is small enough"},
    [CLI_CANDIDATES] = {"candidates", 0, CLI_INTEGER, "N", NULL, "[1,999]",
        CLI_SECTION_LEVELS, VARIABILITY,
        "of LOGITS the first N are candidates, the others the pool (default: half)"},
    [CLI_WRITE_LOGITS] = {"write-logits", 0, CLI_FILE, "PREFIX", NULL, NULL,
        CLI_SECTION_OUTPUT, VARIABILITY,
        "write the logits of each model on the test points as CSV: PREFIX001.csv, ..., "
        "candidates first"},
    [CLI_CLF_A] = {"a", 0, CLI_TEXT, "X|LIST", NULL, NULL,
        CLI_SECTION_TRAINING, REPRODUCE,
        "weight of the Stable Loss, 0 or more (default: 0.1; with --sweep, 0,0.1,0.5)"},
    [CLI_CLF_B] = {"b", 0, CLI_TEXT, "X|LIST", NULL, NULL,
        CLI_SECTION_TRAINING, REPRODUCE,
        "weight of the Variance Penalty Loss, 0 or more (default: 0.1; with --sweep, 0,0.1,1)"},
    [CLI_SWEEP] = {"sweep", 0, CLI_FLAG, NULL, NULL, NULL,
        CLI_SECTION_TRAINING, REPRODUCE, "compare for each pair of --a and --b, lists with commas"},
    [CLI_VARY] = {"vary", 0, CLI_WORDS, "both|init|shuffle", "both", NULL,
        CLI_SECTION_RANDOM, REPRODUCE,
        "what differs between the runs: the initial weights (--seed and those that follow), the "
        "order of the points (--shuffle-seed and those that follow), or both"},
    [CLI_MARGIN] = {"margin", 0, CLI_RATIONAL, "X", "0.01", "[0,1000000]",
        CLI_SECTION_QUESTION, REPRODUCE,
        "difference of mean accuracies up to which they are equal; with --series, of mean errors "
        "as a share of the plain one's"},
    [CLI_RESAMPLES] = {"resamples", 0, CLI_INTEGER, "N", "10000", "[100,1000000]",
        CLI_SECTION_RANDOM, REPRODUCE, "resamples of the bootstrap"},
    [CLI_RESAMPLE_SEED] = {"resample-seed", 0, CLI_INTEGER, "N", "1",
        "[0,18446744073709551615]", CLI_SECTION_RANDOM, REPRODUCE | VARIABILITY,
        "seed of the bootstrap"},
    [CLI_SERIES] = {"series", 0, CLI_TEXT, "COL", NULL, NULL,
        CLI_SECTION_READING, REPRODUCE,
        "forecast the time series in column COL in place of a classification"},
    [CLI_WINDOW] = {"window", 0, CLI_INTEGER, "W", "12", "[1,1000000]",
        CLI_SECTION_READING, REPRODUCE, "with --series: consecutive values that are known"},
    [CLI_HORIZON] = {"horizon", 0, CLI_INTEGER, "H", "1", "[1,1000000000]",
        CLI_SECTION_READING, REPRODUCE,
        "with --series: steps from the last of them to the value that is forecast"},
    [CLI_LOSSES] = {"losses", 0, CLI_TEXT, "LIST",
        "cross-entropy,mse,normalised-mse,mae,rll:0.45", NULL, CLI_SECTION_TRAINING, MEMORIZE,
        "losses to train with, with commas: cross-entropy, mse, normalised-mse, mae, and rll:A "
        "with a number A"},
    [CLI_NOISE] = {"noise", 0, CLI_TEXT, "LIST", "0,0.2,0.4,0.6", NULL,
        CLI_SECTION_TRAINING, MEMORIZE,
        "shares of labels that are replaced by another one, increasing, from 0 to 1"},
    [CLI_NOISE_SEED] = {"noise-seed", 0, CLI_INTEGER, "N", "3", "[0,18446744073709551615]",
        CLI_SECTION_RANDOM, MEMORIZE, "seed of the labels that are replaced"},
    [CLI_WITHIN] = {"within", 0, CLI_RATIONAL, "X", "0.15", "[0,1]",
        CLI_SECTION_TRAINING, MEMORIZE,
        "a loss resists noise while J2 is at most this below its J1 on clean labels"},
    [CLI_TRAJECTORIES] = {"trajectories", 0, CLI_FILE, "FILE", NULL, NULL,
        CLI_SECTION_OUTPUT, SIMULATE,
        "write loss, accuracy and margins of every look at every run as CSV"},
    [CLI_EXPORT_FEATURES] = {"export-features", 0, CLI_FILE, "FILE", NULL, NULL,
        CLI_SECTION_OUTPUT, SIMULATE,
        "write the inputs of the last layer, for the first seed, with labels and weights as CSV "
        "that doublecheck floor reads: of frozen layers as they are, else of the network as it "
        "is at the end of the training"},
    [CLI_DAMAGE] = {"damage", 0, CLI_WORDS, "drop|final", "final", NULL,
        CLI_SECTION_STRESS, STRESS,
        "drop: the accuracy at t0 less the least later one, on the changed training points; "
        "final: the nominal accuracy at the end, on the test points, less that of the variance"},
    [CLI_BUDGET] = {"budget", 0, CLI_RATIONAL, "X", "1/5", "[0,1]",
        CLI_SECTION_STRESS, STRESS,
        "what the strengths of all changes of the data may sum to"},
    [CLI_EVALUATIONS] = {"evaluations", 0, CLI_INTEGER, "N", "400", "[20,1000000]",
        CLI_SECTION_STRESS, STRESS,
        "trainings of the search in each repetition, and of each kind of random search"},
    [CLI_REPETITIONS] = {"repetitions", 0, CLI_INTEGER, "N", "10", "[1,1000]",
        CLI_SECTION_STRESS, STRESS, "of the search and of random search, with other seeds"},
    [CLI_SAMPLE] = {"sample", 0, CLI_INTEGER, "N", "200", "[0,100000]",
        CLI_SECTION_STRESS, STRESS,
        "changes of the data, drawn at random, whose m* is held against the damage they do"},
    [CLI_CACHE] = {"cache", 0, CLI_FILE, "FILE", NULL, NULL,
        CLI_SECTION_STRESS, STRESS,
        "keep evaluations in FILE as they are done, and take from it those that it has: a run "
        "that was ended goes on where it was"},
    [CLI_REPLAY] = {"replay", 0, CLI_TEXT, "NAME=VALUE,...|nominal", NULL, NULL,
        CLI_SECTION_STRESS, STRESS, "no search: evaluate this variance, and show all its digits"},
    [CLI_DRAW_SEED] = {"draw-seed", 0, CLI_INTEGER, "N", "1", "[0,18446744073709551615]",
        CLI_SECTION_RANDOM, STRESS, "seed of what changes of the data draw"},
    [CLI_SEARCH_SEED] = {"search-seed", 0, CLI_INTEGER, "N", "1",
        "[0,18446744073709551615]", CLI_SECTION_RANDOM, STRESS,
        "seed of the search, of random search and of the sample"},
    [CLI_HELD_FLOORS] = {"floor", 0, CLI_WORDS, "doubling|all", "doubling", NULL,
        CLI_SECTION_TRAINING, SIMULATE,
        "what runs are held against: the floor of the condition; or every floor that applies, "
        "the trivial one and that of the data, too"},
    [CLI_ADVERSARY] = {"adversary", 0, CLI_FLAG, NULL, NULL, NULL,
        CLI_SECTION_TRAINING, SIMULATE,
        "from t0 on, lose as many points as can be lost while the loss stays at most Lbar, and "
        "hold that against all floors; linear, or all layers but the last frozen"},
    [CLI_LIST] = {"list", 0, CLI_FLAG, NULL, NULL, NULL,
        CLI_SECTION_GENERATE, GENERATE, "list the kinds, and generate nothing"},
    [CLI_OUTPUT] = {"output", 'o', CLI_FILE, "FILE|-", "-", NULL,
        CLI_SECTION_OUTPUT, WRITERS, "file to write; \"-\": standard output"},
    [CLI_PLOT] = {"plot", 0, CLI_FILE, "FILE.svg|png|pdf", NULL, NULL,
        CLI_SECTION_OUTPUT, REPORT, "write one figure alone, of the form that the name ends in"},
    [CLI_FIGURE] = {"figure", 0, CLI_INTEGER, "N", "1", "[1,10000]",
        CLI_SECTION_OUTPUT, REPORT, "which figure --plot writes, by its number in the report"},
    [CLI_DATA] = {"data", 0, CLI_FILE, "FILE", NULL, NULL,
        CLI_SECTION_READING, REPORT,
        "the points of a result of check (default: the file that it names)"},
    [CLI_FORMAT] = {"format", 0, CLI_WORDS, "csv|libsvm|idx", NULL, NULL,
        CLI_SECTION_READING, READERS, "format of DATA (default: by its name)"},
    [CLI_HEADER] = {"header", 0, CLI_WORDS, "auto|yes|no", "auto", NULL,
        CLI_SECTION_READING, READERS, "csv: is the first line a header?"},
    [CLI_DELIMITER] = {"delimiter", 0, CLI_WORDS, ",|;|tab", NULL, NULL,
        CLI_SECTION_READING, READERS, "csv: what separates fields (default: detected)"},
    [CLI_LABEL] = {"label", 0, CLI_TEXT, "NAME|INDEX|none", NULL, NULL,
        CLI_SECTION_READING, READERS,
        "column of the class labels (default: the last); none: the data has no labels"},
    [CLI_LABELS_FILE] = {"labels-file", 0, CLI_FILE, "FILE", NULL, NULL,
        CLI_SECTION_READING, READERS,
        "idx: file of the labels (default: the one that belongs beside DATA)"},
    [CLI_WEIGHT] = {"weight", 0, CLI_TEXT, "COL", NULL, NULL,
        CLI_SECTION_READING, READERS,
        "column of the weights (default: every weight is 1)"},
    [CLI_CELL] = {"cell", 0, CLI_TEXT, "COL", NULL, NULL,
        CLI_SECTION_READING, CONVERT | REPORT, "column of the cells (default: none)"},
    [CLI_COLUMNS] = {"columns", 0, CLI_TEXT, "LIST", NULL, NULL,
        CLI_SECTION_READING, READERS,
        "features to keep: names or numbers from 1, with commas (default: all)"},
    [CLI_DROP] = {"drop", 0, CLI_TEXT, "LIST", NULL, NULL,
        CLI_SECTION_READING, READERS, "columns to leave out"},
    [CLI_HELP] = {"help", 'h', CLI_FLAG, NULL, NULL, NULL,
        CLI_SECTION_OTHER, ALL, "show this help"},
    [CLI_VERSION] = {"version", 'V', CLI_FLAG, NULL, NULL, NULL,
        CLI_SECTION_OTHER, ALL, "show the version"},
    [CLI_DUMP_OPTIONS] = {"dump-options", 0, CLI_WORDS, "man|bash|zsh|fish|markdown", NULL, NULL,
        CLI_SECTION_OTHER, 0, "write the manual page or a shell's completion"},
};
/* clang-format on */

bool cli_option_allowed(const cli_option *option, cli_command_id command) {
    return option->commands == 0 || (option->commands >> command & 1);
}

bool cli_option_shown(const cli_option *option, cli_command_id command) {
    return option->commands != 0 && cli_option_allowed(option, command);
}

const char *cli_option_initial(const cli_option *option, cli_command_id command) {
    for (const cli_default *d = cli_defaults; d->command < CLI_COMMAND_COUNT; d++)
        if (d->command == command && option == cli_options + d->option)
            return d->initial;
    return option->initial;
}

const cli_option *cli_option_named(const char *name, size_t length) {
    for (size_t k = 0; k < CLI_OPTION_COUNT; k++)
        if (strlen(cli_options[k].name) == length &&
            memcmp(cli_options[k].name, name, length) == 0)
            return &cli_options[k];
    return NULL;
}

const cli_option *cli_option_lettered(char letter) {
    for (size_t k = 0; k < CLI_OPTION_COUNT; k++)
        if (cli_options[k].letter && cli_options[k].letter == letter)
            return &cli_options[k];
    return NULL;
}

size_t cli_command_operands(cli_command_id command) {
    return strstr(cli_commands[command].operand, "...") ? CLI_OPERANDS_MOST : 1;
}

cli_command_id cli_command_named(const char *name) {
    size_t k = 0;
    while (k < CLI_COMMAND_COUNT && strcmp(cli_commands[k].name, name) != 0)
        k++;
    return (cli_command_id)k;
}

/* How to say each way a range can begin and end. */
static void print_end(char *text, size_t size, const char *sign, const char *from,
                      const char *to) {
    size_t used = strlen(text);
    if (used < size)
        snprintf(text + used, size - used, "%s%s %.*s", used ? " and " : "", sign,
                 (int)(to - from), from);
}

void cli_range_words(char *text, size_t size, const char *range) {
    const char *comma = strchr(range, ','), *end = range + strlen(range) - 1;
    text[0] = '\0';
    if (*range == '[' && *end == ']') {
        snprintf(text, size, "%.*s to %.*s", (int)(comma - range - 1), range + 1,
                 (int)(end - comma - 1), comma + 1);
        return;
    }
    print_end(text, size, *range == '(' ? ">" : ">=", range + 1, comma);
    if (end > comma)
        print_end(text, size, *end == ')' ? "<" : "<=", comma + 1, end);
}
