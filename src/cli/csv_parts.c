#include "csv_parts.h"

#include <math.h>

void cli_csv_number(FILE *out, double value) {
    if (isnan(value)) /* without a sign, which some processors set */
        fputs(",nan", out);
    else
        fprintf(out, ",%.17g", value);
}

void cli_csv_text(FILE *out, const char *text) {
    putc('"', out);
    for (const char *c = text ? text : ""; *c; c++) {
        if (*c == '"')
            putc('"', out);
        putc(*c, out);
    }
    putc('"', out);
}
