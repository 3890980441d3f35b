/* Options of trainings, made of arguments. */
#ifndef DC_CLI_TRAINING_H
#define DC_CLI_TRAINING_H

#include <stdio.h>

#include <doublecheck/network.h>

#include "arguments.h"

/* Architecture, optimiser, seeds, ...: all but --freeze. Texts belong to arguments. */
void cli_prepare_training(dc_training_options *training, const cli_arguments *arguments);

/* "  network      16,16, leaky_relu", without the end of the line. */
void cli_print_network(FILE *out, const dc_training_options *training);

#endif
