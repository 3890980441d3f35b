/* Stress as text for a person. */
#include <math.h>
#include <string.h>

#include "cli.h"
#include "stress_report.h"
#include "training.h"

static const char *const scales[] = {
    [DC_STRESS_LINEAR] = "linear", [DC_STRESS_LOG] = "log", [DC_STRESS_CHOICE] = "choice"
};

static void print_training(FILE *out, const cli_stress_report *report) {
    const dc_training_options *t = &report->options->training;
    cli_print_network(out, t);
    fprintf(out, "\n  training     %s, rate %g, ", t->optimiser, t->rate);
    if (report->space->axis[DC_STRESS_BATCH].nominal < (double)report->train->points)
        fprintf(out, "batch %g, ", report->space->axis[DC_STRESS_BATCH].nominal);
    fprintf(out, "%llu epochs, seeds %llu and %llu%s\n",
            (unsigned long long)report->options->epochs, (unsigned long long)t->seed,
            (unsigned long long)t->shuffle_seed, t->single ? ", 32 bits" : "");
}

static void print_input(FILE *out, const cli_stress_report *report) {
    fprintf(out, "doublecheck %s: ", dc_version());
    cli_print_clean(out, report->arguments->operand);
    fprintf(out,
            "\n  data         %zu points to train with, %zu to test, %zu features, %zu "
            "classes\n",
            report->train->points, report->test->points, report->train->features,
            report->train->classes);
    print_training(out, report);
    fprintf(
        out, "  damage       %s\n",
        report->options->damage == DC_DAMAGE_DROP
            ? "drop: accuracy at t0 less the least later one, changed training points"
            : "final: accuracy on the test points, nominal less that of the variance");
    fprintf(out, "  t0           the first look with an accuracy of at least %g\n",
            report->options->threshold);
}

static void print_outcome(FILE *out, const char *name, const dc_stress_outcome *o) {
    fprintf(out, "  %-12s test accuracy %.6f, training accuracy %.6f; ", name, o->test,
            o->train);
    if (o->start < 0)
        fputs("t0 is not reached", out);
    else
        fprintf(out, "t0 at epoch %.0f: %.6f, later at least %.6f", o->start, o->at_start,
                o->least);
    fprintf(out, "%s\n", o->diverged > 0 ? "; diverged" : "");
}

static void print_range(FILE *out, const dc_stress_axis *axis) {
    char low[40], high[40], text[96];
    snprintf(low, sizeof low, "%g", axis->low);
    snprintf(high, sizeof high, "%g", axis->high);
    if (axis->words[0]) {
        text[0] = '\0';
        for (size_t k = 0; k < 4 && axis->words[k]; k++)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s",
                     k ? "|" : "", axis->words[k]);
    } else {
        snprintf(text, sizeof text, "%s to %s", low, high);
    }
    fprintf(out, "  %-24s  %-6s  ", text, scales[axis->scale]);
}

static void print_space(FILE *out, const cli_stress_report *report) {
    fprintf(out, "\n  %-12s  %-24s  %-6s  %-8s  %s\n", "coordinate", "range", "scale",
            "nominal", "what it does");
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++) {
        const dc_stress_axis *axis = report->space->axis + k;
        if (!axis->active)
            continue;
        fprintf(out, "  %-12s", axis->name);
        print_range(out, axis);
        if (axis->words[0])
            fprintf(out, "%-8s", axis->words[(size_t)axis->nominal]);
        else
            fprintf(out, "%-8g", axis->nominal);
        fprintf(out, "  %s\n", axis->help);
    }
    fprintf(out, "  The first %d change the data; together at most %g.\n",
            DC_STRESS_CHANGES, report->space->budget);
}

static void print_mass(FILE *out, const dc_stress_mass *mass) {
    char text[40] = "-";
    if (mass->known && mass->lo == mass->hi)
        snprintf(text, sizeof text, "%.6f", mass->lo);
    else if (mass->known)
        snprintf(text, sizeof text, "%.3f..%.3f", mass->lo, mass->hi);
    fprintf(out, "  %-8s", text);
}

static void print_real(FILE *out, double value) {
    if (isfinite(value))
        fprintf(out, "  %9.6f", value);
    else
        fprintf(out, "  %9s", "-");
}

static void print_front(FILE *out, const cli_stress_report *report) {
    fprintf(out, "\n  %8s  %9s  %9s  %-8s  %s\n", "distance", "damage", "predicted", "m*",
            "variance");
    for (size_t k = 0; k < report->entry_count; k++) {
        const dc_stress_entry *entry = report->entries + k;
        fprintf(out, "  %8.6f", entry->point.distance);
        print_real(out, entry->damage);
        print_real(out, entry->predicted);
        print_mass(out, &entry->mass);
        fputs("  ", out);
        cli_stress_print_words(out, report->space, &entry->point.x);
        fputs(entry->point.outcome.diverged > 0 ? " (diverged)\n" : "\n", out);
    }
    fputs("\n  The same again, one command each:\n", out);
    for (size_t k = 0; k < report->entry_count; k++) {
        fputs("    ", out);
        if (!cli_stress_print_command(out, report, &report->entries[k].point.x))
            fputs("(out of memory for the command)", out);
        putc('\n', out);
    }
}

static void print_missing_masses(FILE *out, const cli_stress_report *report) {
    if (cli_stress_exceeded(report))
        fputs("  m* is not known where its points had no room: more --memory gives it to "
              "them.\n",
              out);
}

static void print_predictor(FILE *out, const dc_stress_study *study) {
    const dc_stress_predictor *p = &study->predictor;
    if (!p->fitted) {
        fprintf(out, "\n  Predictor: %s.\n",
                study->interrupted ? "none, the study was interrupted"
                                   : "too few points");
        return;
    }
    if (p->constant_error == 0) {
        fputs("\n  Predictor: the damage is the same at all points.\n", out);
        return;
    }
    fprintf(out,
            "\n  Predictor of the damage: quadratic, %zu terms, %zu points. Error by "
            "cross-validation\n  %.6f, of the mean damage alone %.6f (%s%.1f %%); rank "
            "correlation with the\n  damage %.3f.\n",
            p->terms, p->points, p->error, p->constant_error,
            p->error <= p->constant_error ? "less by " : "more by ",
            100 * fabs(1 - p->error / p->constant_error), p->rank);
}

static void print_tallies(FILE *out, const dc_stress_study *study, size_t level) {
    if (level < DC_STRESS_LEVELS)
        fprintf(out, "  damage within %-4g", dc_stress_level(level));
    else
        fprintf(out, "  %-18s", "volume");
    for (cli_side side = CLI_SIDE_SEARCH; side < CLI_SIDES; side++) {
        cli_tally tally = cli_stress_tally(study, side, level);
        fprintf(out, "  %8.6f (%.6f)", tally.mean,
                isnan(tally.deviation) ? 0 : tally.deviation);
    }
    for (cli_side side = CLI_SIDE_UNIFORM; side < CLI_SIDES; side++) {
        cli_tally tally = cli_stress_tally(study, side, level);
        char text[40];
        snprintf(text, sizeof text, "%zu:%zu", tally.wins,
                 tally.complete - tally.wins - tally.ties);
        fprintf(out, "  %8s", text);
    }
    putc('\n', out);
}

/* Who has the greater volume, in how many repetitions, and by how much in the mean. */
static void print_winner(FILE *out, const dc_stress_study *study, cli_side side,
                         const char *name) {
    cli_tally own = cli_stress_tally(study, CLI_SIDE_SEARCH, DC_STRESS_LEVELS);
    cli_tally other = cli_stress_tally(study, side, DC_STRESS_LEVELS);
    size_t losses = other.complete - other.wins - other.ties;
    const char *word = own.mean > other.mean   ? "wins against"
                       : own.mean < other.mean ? "loses against"
                                               : "is as good as";
    fprintf(out,
            "  The search %s %s random search: greater volume in %zu of %zu, smaller in "
            "%zu",
            word, name, other.wins, other.complete, losses);
    if (other.mean > 0)
        fprintf(out, "; mean volume %+.1f %%", 100 * (own.mean / other.mean - 1));
    fputs(".\n", out);
}

static void print_duels(FILE *out, const cli_stress_report *report) {
    const dc_stress_study *study = report->study;
    size_t complete = cli_stress_tally(study, CLI_SIDE_SEARCH, 0).complete;
    if (complete == 0) {
        fputs("\n  No repetition is complete: no comparison with random search.\n", out);
        return;
    }
    fprintf(out,
            "\n  Search against random search, %zu repetitions of %zu evaluations each: "
            "means (deviations)\n  %-18s  %-19s  %-19s  %-19s  %8s  %8s\n",
            complete, report->options->evaluations, "", "search", "uniform", "near",
            "uniform", "near");
    for (size_t l = 0; l <= DC_STRESS_LEVELS; l++)
        print_tallies(out, study, l);
    print_winner(out, study, CLI_SIDE_UNIFORM, "uniform");
    print_winner(out, study, CLI_SIDE_NEAR, "near");
}

static void print_rank(FILE *out, const char *name, const dc_stress_rank *rank) {
    if (isnan(rank->rho)) {
        fprintf(out, "    %-6s not defined: m*, or the damage, is the same for all\n",
                name);
        return;
    }
    fprintf(out, "    %-6s %+.3f, p %.4f", name, rank->rho, rank->p);
    if (!isnan(rank->partial))
        fprintf(out, "; at equal total strength %+.3f", rank->partial);
    putc('\n', out);
}

static void print_ranks(FILE *out, const dc_stress_study *study) {
    fprintf(out,
            "\n  Rank correlation of m* with the damage over %zu random changes of the "
            "data alone:\n",
            study->sample_count);
    print_rank(out, "drop", &study->by_drop);
    print_rank(out, "final", &study->by_final);
}

static void print_counts(FILE *out, const cli_stress_report *report) {
    fprintf(out, "  evaluated    %zu variances%s\n", report->study->point_count,
            report->study->interrupted
                ? "; a limit or a signal ended the run: it is incomplete"
                : "");
}

static void print_replay(FILE *out, const cli_stress_report *report) {
    const dc_stress_entry *entry = report->entries;
    fputs("  variance     ", out);
    cli_stress_print_words(out, report->space, &entry->point.x);
    putc('\n', out);
    print_outcome(out, "outcome", &entry->point.outcome);
    fputs("  m*         ", out);
    print_mass(out, &entry->mass);
    putc('\n', out);
    print_missing_masses(out, report);
    putc('\n', out);
}

void cli_stress_text_print_word(FILE *out, const void *of) {
    const cli_stress_report *report = of;
    if (report->study)
        fprintf(out, "FRONT %zu\n", report->entry_count);
    else
        fprintf(out, "DAMAGE %.17g AT DISTANCE %.17g\n", report->entries->damage,
                report->entries->point.distance);
}

void cli_stress_text_print(FILE *out, const void *of) {
    const cli_stress_report *report = of;
    bool any = !report->study || report->study->point_count > 0;
    print_input(out, report);
    if (any)
        print_outcome(out, "nominal", report->nominal);
    if (report->study) {
        print_counts(out, report);
        print_space(out, report);
        print_front(out, report);
        print_missing_masses(out, report);
        print_predictor(out, report->study);
        print_duels(out, report);
        print_ranks(out, report->study);
        putc('\n', out);
    } else {
        print_replay(out, report);
    }
    cli_stress_text_print_word(out, report);
}
