/* A study of variability as text. */
#include <string.h>

#include "cli.h"
#include "training.h"
#include "variability_report.h"

static void print_title(FILE *out, const char *title) {
    fprintf(out, "  %-12s ", title);
}

static void print_data(FILE *out, const cli_variability_report *report) {
    const dc_predictions *p = report->predictions;
    const dc_dataset *data = report->data;
    fprintf(out, "doublecheck %s: ", dc_version());
    if (!data) {
        fprintf(out, "logits of %zu models\n", p->models);
        print_title(out, "data");
        fprintf(out, "%zu test points, %zu classes\n", p->points, p->classes);
        return;
    }
    const char *operand = report->arguments->operand;
    cli_print_clean(out, strcmp(operand, "-") == 0 ? "standard input" : operand);
    putc('\n', out);
    print_title(out, "data");
    fprintf(out, "%zu points, %zu feature%s, %zu classes; %zu ", dc_dataset_points(data),
            dc_dataset_features(data), dc_dataset_features(data) == 1 ? "" : "s",
            p->classes, p->points);
    if (report->arguments->text[CLI_TEST])
        fputs("more to test with\n", out);
    else
        fputs("of them to test with\n", out);
}

static void print_training(FILE *out, const cli_variability_report *report) {
    const dc_training_options *t = &report->options->training;
    if (!report->data)
        return;
    cli_print_network(out, t);
    putc('\n', out);
    print_title(out, "training");
    fprintf(out, "%s, %llu epochs, ", t->optimiser,
            (unsigned long long)report->options->epochs);
    if (t->batch)
        fprintf(out, "batches of %zu, ", t->batch);
    fprintf(out, "rate %s%s%s\n", report->arguments->text[CLI_RATE],
            strcmp(report->arguments->text[CLI_SCALE], "standard") == 0
                ? ", columns standardised"
                : "",
            t->single ? ", 32 bits" : "");
}

static void print_seeds(FILE *out, const dc_predictions *p, size_t from, size_t to) {
    if (p->seed)
        fprintf(out, " (seed%s %llu to %llu)", to - from == 1 ? "" : "s",
                (unsigned long long)p->seed[from], (unsigned long long)p->seed[to - 1]);
}

static void print_models(FILE *out, const cli_variability_report *report) {
    const dc_predictions *p = report->predictions;
    const dc_variability *v = report->variability;
    print_title(out, "models");
    fprintf(out, "%zu candidate%s", p->candidates, p->candidates == 1 ? "" : "s");
    print_seeds(out, p, 0, p->candidates);
    fprintf(out, ", %zu in the pool", p->models - p->candidates);
    print_seeds(out, p, p->candidates, p->models);
    if (p->diverged)
        fprintf(out, "; %zu diverged", p->diverged);
    putc('\n', out);
    print_title(out, "statistic");
    fputs(v->statistics == 1
              ? "the logit gap z_1 - z_0\n"
              : "the margin of each class against the best other; the largest level\n",
          out);
    print_title(out, "rounds");
    fprintf(out, "%zu (seed %llu) of n = %zu points, threshold %.4f (epsilon %s)\n",
            v->rounds, (unsigned long long)report->options->seed, v->half, v->threshold,
            report->arguments->text[CLI_EPSILON]);
}

/* A level of 0 is a plain 0; without a round there is none. */
static void print_exact(FILE *out, const dc_variability *v, double level) {
    if (v->rounds == 0)
        fprintf(out, "%8s", "-");
    else if (level == 0)
        fprintf(out, "%8s", "0");
    else
        fprintf(out, "%8.4f", level);
}

/* "  0.0321   0.050", the exact level and that of the grid. */
static void print_level(FILE *out, const dc_variability *v, double level) {
    double grid = dc_trimming_on_grid(level);
    print_exact(out, v, level);
    if (v->rounds == 0)
        fprintf(out, "  %6s", "-");
    else if (grid == 0)
        fprintf(out, "  %6s", "0");
    else if (grid > dc_trimming_grid(DC_TRIMMING_GRID - 1))
        fprintf(out, "  %6s", ">=0.50");
    else
        fprintf(out, "  %6.3f", grid);
}

static void print_name(FILE *out, const cli_variability_report *report, size_t model) {
    const dc_predictions *p = report->predictions;
    if (p->seed)
        fprintf(out, "seed %llu", (unsigned long long)p->seed[model]);
    else
        cli_print_clean(out, report->arguments->operands[model]);
}

static void print_candidates(FILE *out, const cli_variability_report *report) {
    const dc_variability *v = report->variability;
    const dc_judgement *judgement = v->steps[0].judgements + DC_AGAINST_MODELS;
    fprintf(out, "\n%8s  %6s  %8s  %6s  %8s  %8s  candidate\n", "level", "grid",
            "largest", "at 0", "accuracy", "ECE");
    for (size_t k = 0; k < v->candidates; k++) {
        const dc_level_summary *summary = judgement->summaries + k;
        print_level(out, v, summary->median);
        fputs("  ", out);
        print_exact(out, v, summary->largest);
        fprintf(out, "  %5.0f%%  %8.4f  %8.4f  ", 100 * summary->at_zero,
                v->quality[k].accuracy, v->quality[k].calibration);
        print_name(out, report, k);
        putc('\n', out);
    }
}

static void print_steps(FILE *out, const dc_variability *v) {
    fprintf(out,
            "\nEnsembles of m seeds (mean logits) against single models of the pool, and "
            "against\nensembles of as many of the pool; medians over rounds, the largest "
            "of all ensembles\n"
            "%5s  %3s  %8s  %6s  |  %3s  %8s  %6s  |  %8s  %8s  %8s\n",
            "m", "of", "level", "grid", "of", "level", "grid", "accuracy", "ECE",
            "churn");
    for (size_t k = 0; k < v->step_count; k++) {
        const dc_step *step = v->steps + k;
        fprintf(out, "%5zu  %3zu  ", step->members, step->ensembles);
        print_level(out, v, step->judgements[DC_AGAINST_MODELS].largest);
        fprintf(out, "  |  %3zu  ", step->references);
        print_level(out, v, step->judgements[DC_AGAINST_ENSEMBLES].largest);
        fprintf(out, "  |  %8.4f  %8.4f  %8.4f\n", step->quality.accuracy,
                step->quality.calibration, step->churn);
    }
}

static void print_quality(FILE *out, const dc_variability *v) {
    const dc_accuracies *all = &v->accuracies;
    fprintf(
        out,
        "\nAccuracy of the %zu models: mean %.4f, from %.4f to %.4f, standard deviation "
        "%.4f.\n"
        "Churn of two models: mean %.4f, largest %.4f.\n",
        v->models, all->mean, all->least, all->greatest, all->deviation,
        v->steps[0].churn, v->steps[0].most_churn);
}

static void print_enough(FILE *out, const cli_variability_report *report) {
    static const char *const against[] = {
        [DC_AGAINST_MODELS] = "single models of the pool",
        [DC_AGAINST_ENSEMBLES] = "ensembles of as many",
    };
    const dc_variability *v = report->variability;
    for (size_t a = 0; a < DC_AGAINST; a++) {
        fprintf(out, "Seeds that are enough for a level of %s against %s: ",
                report->arguments->text[CLI_ACCEPT], against[a]);
        if (v->enough[a])
            fprintf(out, "%zu.\n", v->enough[a]);
        else
            fprintf(out, "more than %zu.\n", v->step_count);
    }
}

static void print_verdict(FILE *out, const cli_variability_report *report) {
    const dc_variability *v = report->variability;
    const dc_judgement *judgement = v->steps[0].judgements + DC_AGAINST_MODELS;
    size_t worst = 0;
    if (v->rounds == 0)
        return;
    for (size_t k = 1; k < v->candidates; k++)
        if (judgement->summaries[k].median > judgement->summaries[worst].median)
            worst = k;
    fprintf(out, "Level of the candidates: median %.4f, largest %.4f", judgement->median,
            judgement->largest);
    if (judgement->largest > 0) {
        fputs(" (", out);
        print_name(out, report, worst);
        putc(')', out);
    }
    fputs(".\n", out);
    print_enough(out, report);
    if (v->threshold >= 1) {
        fprintf(out,
                "With n = %zu points everything passes: nothing can be said. More test "
                "points are needed.\n",
                v->half);
        return;
    }
    fprintf(
        out,
        "Distributions that differ by %.4f at most are not told apart: more test points "
        "see more.\n",
        v->threshold);
}

static void print_notes(FILE *out, const cli_variability_report *report) {
    const dc_predictions *p = report->predictions;
    const dc_variability *v = report->variability;
    if (report->arguments->text[CLI_WRITE_LOGITS])
        fprintf(out, "Logits of %zu models were written; the first %zu are candidates.\n",
                p->models, p->candidates);
    if (p->diverged)
        fprintf(out,
                "%zu training%s without finite logits %s left out: a smaller --rate may "
                "help.\n",
                p->diverged, p->diverged == 1 ? "" : "s",
                p->diverged == 1 ? "was" : "were");
    if (p->interrupted)
        fprintf(out, "Interrupted: %zu of %zu trainings were complete.\n",
                p->models + p->diverged, 2 * report->options->models);
    if (v->interrupted)
        fprintf(out, "Interrupted: %zu of %zu rounds were complete.\n", v->rounds,
                report->options->rounds);
}

void cli_variability_text_print_word(FILE *out, const void *of) {
    const cli_variability_report *report = of;
    fprintf(out, "%s\n", dc_stability_name(report->variability->stability));
}

void cli_variability_text_print(FILE *out, const void *of) {
    const cli_variability_report *report = of;
    print_data(out, report);
    print_training(out, report);
    print_models(out, report);
    print_candidates(out, report);
    print_steps(out, report->variability);
    print_quality(out, report->variability);
    print_verdict(out, report);
    print_notes(out, report);
    cli_variability_text_print_word(out, report);
}
