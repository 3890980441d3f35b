#include "training.h"

#include <string.h>

#include "cli.h"

void cli_prepare_training(dc_training_options *training, const cli_arguments *arguments) {
    training->architecture = arguments->text[CLI_ARCH];
    training->activation = arguments->text[CLI_ACTIVATION];
    training->optimiser = arguments->text[CLI_OPTIMIZER];
    training->batch = (size_t)cli_count(arguments, CLI_BATCH);
    training->seed = cli_count(arguments, CLI_SEED);
    training->shuffle_seed = arguments->given[CLI_SHUFFLE_SEED]
                                 ? cli_count(arguments, CLI_SHUFFLE_SEED)
                                 : training->seed + 1;
    training->rate = cli_double(arguments, CLI_RATE);
    training->momentum = cli_double(arguments, CLI_MOMENTUM);
    training->single = arguments->given[CLI_FLOAT32];
    training->memory = cli_size(arguments, CLI_MEMORY);
}

void cli_print_network(FILE *out, const dc_training_options *training) {
    fprintf(out, "  %-12s ", "network");
    cli_print_clean(out, training->architecture);
    if (strcmp(training->architecture, "linear") == 0)
        return;
    fputs(", ", out);
    cli_print_clean(out, training->activation);
}
