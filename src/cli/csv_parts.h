/* Pieces of CSV output. */
#ifndef DC_CLI_CSV_PARTS_H
#define DC_CLI_CSV_PARTS_H

#include <stdio.h>

/* A comma, and a number with as many digits as tell two doubles apart. */
void cli_csv_number(FILE *out, double value);

/* Text in quotes, each quote in it twice; NULL: nothing in them. */
void cli_csv_text(FILE *out, const char *text);

#endif
