/* A study of variability as text, JSON and CSV. */
#ifndef DC_CLI_VARIABILITY_REPORT_H
#define DC_CLI_VARIABILITY_REPORT_H

#include <doublecheck/variability.h>

#include "report.h"

typedef struct cli_variability_report {
    const cli_arguments *arguments;
    const dc_variability_options *options;
    const dc_dataset *data; /* NULL: logits were read */
    const dc_predictions *predictions;
    const dc_variability *variability;
} cli_variability_report;

/* Text; the last line is STABLE, VARIABLE or UNJUDGED. */
void cli_variability_text_print(FILE *out, const void *of);
void cli_variability_text_print_word(FILE *out, const void *of);

/* JSON (docs/variability.schema.json), and the levels as CSV; false if memory is out or
 * writing fails. */
bool cli_variability_json_print(FILE *out, const void *of);
bool cli_variability_csv_print(FILE *out, const void *of);

/* The logits of one model, as dc_predictions_append reads them. */
typedef struct cli_model_logits {
    const cli_variability_report *report;
    size_t model;
} cli_model_logits;
bool cli_variability_logits_print(FILE *out, const void *of);

/* "models_of_pool", "ensembles_of_pool". */
const char *cli_against_word(dc_against against);

#endif
