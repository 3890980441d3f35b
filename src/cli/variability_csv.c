/* Levels, and logits, as CSV: numbers with as many digits as tell two doubles apart. */
#include "variability_report.h"

static void print_judgement(FILE *out, const dc_step *step, dc_against against,
                            size_t rounds) {
    const dc_judgement *judgement = step->judgements + against;
    for (size_t e = 0; e < step->ensembles; e++)
        for (size_t r = 0; r < rounds; r++) {
            double level = judgement->levels[e * rounds + r];
            fprintf(out, "%zu,%zu,%s,%zu,%.17g,%g\n", step->members, e + 1,
                    cli_against_word(against), r + 1, level, dc_trimming_on_grid(level));
        }
}

bool cli_variability_csv_print(FILE *out, const void *of) {
    const dc_variability *v = ((const cli_variability_report *)of)->variability;
    fputs("members,ensemble,against,round,level,grid\n", out);
    for (size_t k = 0; k < v->step_count; k++)
        for (size_t a = 0; a < DC_AGAINST; a++)
            print_judgement(out, v->steps + k, (dc_against)a, v->rounds);
    return !ferror(out);
}

/* In quotes, whatever it holds. */
static void print_quoted(FILE *out, const char *before, const char *text) {
    fprintf(out, "\"%s", before);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', out);
        putc(*text, out);
    }
    putc('"', out);
}

bool cli_variability_logits_print(FILE *out, const void *of) {
    const cli_model_logits *logits = of;
    const dc_predictions *p = logits->report->predictions;
    const dc_dataset *data = logits->report->data;
    const double *row = p->logits + logits->model * p->points * p->classes;
    for (size_t k = 0; k < p->classes; k++) {
        print_quoted(out, "logit_", dc_dataset_class_name(data, k));
        putc(',', out);
    }
    fputs("label\n", out);
    for (size_t s = 0; s < p->points; s++, row += p->classes) {
        for (size_t k = 0; k < p->classes; k++)
            fprintf(out, "%.17g,", row[k]);
        print_quoted(out, "", dc_dataset_class_name(data, (size_t)p->label[s]));
        putc('\n', out);
    }
    return !ferror(out);
}
