/* Variances in words and as commands; repetitions as numbers. */
#include <math.h>
#include <stdlib.h>

#include "again.h"
#include "stress_report.h"

void cli_stress_print_value(FILE *out, const dc_stress_axis *axis, double value) {
    char text[DC_STRESS_VALUE_SIZE];
    dc_stress_value_text(text, axis, value);
    fputs(text, out);
}

void cli_stress_print_words(FILE *out, const dc_stress_space *space,
                            const dc_variance *x) {
    const char *between = "";
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++) {
        const dc_stress_axis *axis = space->axis + k;
        if (x->value[k] == axis->nominal)
            continue;
        fprintf(out, "%s%s ", between, axis->name);
        if (k > DC_STRESS_RESEED) {
            cli_stress_print_value(out, axis, axis->nominal);
            fputs(" -> ", out);
        }
        cli_stress_print_value(out, axis, x->value[k]);
        between = "; ";
    }
    if (*between == '\0')
        fputs("nominal", out);
}

/* What an evaluation does not depend on. */
static bool is_of_search(size_t id) {
    static const cli_option_id ids[] = { CLI_EVALUATIONS, CLI_REPETITIONS, CLI_SAMPLE,
                                         CLI_SEARCH_SEED, CLI_CACHE,       CLI_REPLAY,
                                         CLI_JSON,        CLI_CSV,         CLI_QUIET,
                                         CLI_THREADS,     CLI_TIME_LIMIT };
    for (size_t k = 0; k < sizeof ids / sizeof *ids; k++)
        if (ids[k] == id)
            return true;
    return false;
}

bool cli_stress_print_command(FILE *out, const cli_stress_report *report,
                              const dc_variance *x) {
    char *text = dc_variance_text(x, report->space);
    if (!text)
        return false;
    cli_print_again(out, "stress ", report->arguments, is_of_search);
    fprintf(out, " --replay %s", text);
    free(text);
    return true;
}

static double value_of(const dc_stress_duel *duel, cli_side side, size_t level) {
    const dc_stress_score *score = side == CLI_SIDE_SEARCH    ? &duel->search
                                   : side == CLI_SIDE_UNIFORM ? &duel->uniform
                                                              : &duel->near;
    return level < DC_STRESS_LEVELS ? score->within[level] : score->volume;
}

cli_tally cli_stress_tally(const dc_stress_study *study, cli_side side, size_t level) {
    cli_tally tally = { 0 };
    double square = 0;
    for (size_t k = 0; k < study->duel_count; k++) {
        const dc_stress_duel *duel = study->duels + k;
        double value = value_of(duel, side, level);
        double search = value_of(duel, CLI_SIDE_SEARCH, level);
        if (!duel->complete)
            continue;
        tally.complete++;
        tally.mean += value;
        tally.wins += search > value;
        tally.ties += search == value;
    }
    tally.mean = tally.complete ? tally.mean / (double)tally.complete : NAN;
    for (size_t k = 0; k < study->duel_count; k++) {
        double from = value_of(study->duels + k, side, level) - tally.mean;
        square += study->duels[k].complete ? from * from : 0;
    }
    tally.deviation = tally.complete > 1 ? sqrt(square / (double)(tally.complete - 1))
                                         : NAN;
    return tally;
}
