/* Which losses memorize, as text: what was done, each loss, what it means. */
#include <math.h>
#include <string.h>

#include "cli.h"
#include "memorize_report.h"
#include "training.h"

enum { NAME_WIDTH = 16 };

static size_t least_looks(const dc_memorize_run *runs, size_t count) {
    size_t least = runs->look_count;
    for (size_t k = 1; k < count; k++)
        least = runs[k].look_count < least ? runs[k].look_count : least;
    return least;
}

static void find_best(cli_memorize_row *row, const dc_memorize_run *runs, size_t count) {
    row->best_j2 = -1;
    for (size_t epoch = 0; epoch < least_looks(runs, count); epoch++) {
        double sum = 0;
        for (size_t k = 0; k < count; k++)
            sum += runs[k].looks[epoch].j2;
        if (sum / (double)count > row->best_j2) {
            row->best_j2 = sum / (double)count;
            row->best_epoch = epoch;
        }
    }
}

static void add_run(cli_memorize_row *row, const dc_memorize_run *run) {
    double j2 = run->looks[run->look_count - 1].j2, deviation = run->risk.deviation;
    row->least_j2 = j2 < row->least_j2 ? j2 : row->least_j2;
    row->greatest_j2 = j2 > row->greatest_j2 ? j2 : row->greatest_j2;
    row->replaced += (double)run->replaced;
    row->diverged = row->diverged || run->state == DC_TRAINING_DIVERGED;
    row->rounding = row->rounding && deviation <= run->risk.rounding;
    row->deviation = isnan(deviation)             ? deviation
                     : deviation > row->deviation ? deviation
                                                  : row->deviation;
}

bool cli_memorize_row_make(cli_memorize_row *row, const cli_memorize_report *report,
                           size_t loss, size_t noise) {
    const dc_memorization *m = report->result;
    const dc_memorize_run *runs = m->runs +
                                  (loss * m->noise_count + noise) * m->runs_each;
    *row = (cli_memorize_row){ .least_j2 = 1, .rounding = true };
    row->j1 = dc_memorize_j1(m, loss, noise);
    row->j2 = dc_memorize_j2(m, loss, noise);
    if (isnan(row->j1))
        return false;
    for (size_t k = 0; k < m->runs_each; k++)
        add_run(row, runs + k);
    row->replaced /= (double)m->runs_each * (double)dc_dataset_points(report->data);
    find_best(row, runs, m->runs_each);
    return true;
}

bool cli_memorize_is_judged(const dc_memorization *result) {
    for (size_t l = 0; l < result->loss_count; l++)
        if (!result->losses[l].judged)
            return false;
    return true;
}

size_t cli_memorize_refuted(const dc_memorization *result) {
    for (size_t k = 0; k < result->run_count; k++) {
        const dc_memorize_run *run = result->runs + k;
        if (result->losses[run->loss].symmetry.symmetric &&
            run->risk.deviation > run->risk.rounding)
            return run->loss;
    }
    return result->loss_count;
}

const char *cli_memorize_word(const dc_memorization *result) {
    bool resists = false;
    for (size_t l = 0; l < result->loss_count; l++)
        resists = resists || result->losses[l].resists;
    return cli_memorize_refuted(result) < result->loss_count ? "REFUTED"
           : !cli_memorize_is_judged(result)                 ? "UNDECIDED"
           : resists                                         ? "RESISTS"
                                                             : "NONE";
}

void cli_memorize_print_verdict(FILE *out, const void *of) {
    const cli_memorize_report *report = of;
    const dc_memorization *m = report->result;
    const char *word = cli_memorize_word(m);
    fputs(word, out);
    for (size_t l = 0; l < m->loss_count && strcmp(word, "RESISTS") == 0; l++)
        if (m->losses[l].resists)
            fprintf(out, " %s", report->options->losses[l]);
    putc('\n', out);
}

static void print_training(FILE *out, const cli_memorize_report *report) {
    const dc_memorize_options *o = report->options;
    const dc_training_options *t = &o->training;
    cli_print_network(out, t);
    fprintf(out, "\n  %-12s %s, rate %g, ", "training", t->optimiser, t->rate);
    if (t->batch)
        fprintf(out, "batches of %zu, ", t->batch);
    fprintf(out, "%llu epoch%s%s%s\n", (unsigned long long)o->epochs,
            o->epochs == 1 ? "" : "s",
            strcmp(report->arguments->text[CLI_SCALE], "standard") == 0
                ? ", columns standardised"
                : "",
            t->single ? ", 32 bits" : "");
}

static void print_seeds(FILE *out, const char *what, uint64_t seed, size_t runs) {
    fprintf(out, "%s %llu", what, (unsigned long long)seed);
    if (runs > 1)
        fprintf(out, " to %llu", (unsigned long long)(seed + runs - 1));
}

static void print_noise(FILE *out, const cli_memorize_report *report) {
    const dc_memorize_options *o = report->options;
    size_t others = dc_dataset_classes(report->data) - 1;
    fprintf(out, "  %-12s ", "seeds");
    print_seeds(out, "weights", o->training.seed, o->runs);
    print_seeds(out, ", order", o->training.shuffle_seed, o->runs);
    print_seeds(out, ", noise", o->noise_seed, o->runs);
    fprintf(out, "\n  %-12s each label kept with probability 1 - noise, else ", "noise");
    if (others == 1)
        fputs("the other one\n", out);
    else
        fprintf(out, "one of the %zu others\n", others);
}

static void print_symmetries(FILE *out, const cli_memorize_report *report) {
    const dc_memorization *m = report->result;
    fprintf(out, "\n%-*s  symmetric  sum over all labels of %zu random outputs\n",
            NAME_WIDTH, "loss", m->losses->symmetry.draws);
    for (size_t l = 0; l < m->loss_count; l++) {
        const dc_symmetry *s = &m->losses[l].symmetry;
        fprintf(out, "%-*s  %-9s  ", NAME_WIDTH, report->options->losses[l],
                s->symmetric ? "yes" : "no");
        if (s->symmetric)
            fprintf(out, "%.9g, up to %.1e\n", s->constant, s->greatest - s->least);
        else
            fprintf(out, "%.6g to %.6g\n", s->least, s->greatest);
    }
}

/* Without noise it says nothing. */
static void print_identity(FILE *out, const cli_memorize_row *row, double eta) {
    if (isnan(row->deviation) || eta == 0)
        fprintf(out, "  %10s", "-");
    else if (row->rounding)
        fprintf(out, "  %10s", "rounding");
    else
        fprintf(out, "  %10.4g", row->deviation);
}

static void print_row(FILE *out, const cli_memorize_report *report, size_t loss,
                      size_t noise) {
    cli_memorize_row row;
    fprintf(out, "%-*s  %5g  ", NAME_WIDTH, report->options->losses[loss],
            report->options->noise[noise]);
    if (!cli_memorize_row_make(&row, report, loss, noise)) {
        fputs("not complete\n", out);
        return;
    }
    fprintf(out, "%8.4f  %6.4f  %6.4f", row.replaced, row.j1, row.j2);
    if (report->result->runs_each > 1)
        fprintf(out, "  %6.4f  %6.4f", row.least_j2, row.greatest_j2);
    fprintf(out, "  %7.4f  %8zu", row.best_j2, row.best_epoch);
    print_identity(out, &row, report->options->noise[noise]);
    fprintf(out, "%s\n", row.diverged ? "  diverged" : "");
}

static void print_rows(FILE *out, const cli_memorize_report *report) {
    const dc_memorization *m = report->result;
    fputs(
        "\nJ1: accuracy on the given labels of the training points; J2: on their labels "
        "before\nthe noise.",
        out);
    if (m->runs_each > 1)
        fprintf(out, " Means of %zu trainings, and J2's range.", m->runs_each);
    fprintf(out, "\n\n%-*s  noise  replaced      J1      J2", NAME_WIDTH, "loss");
    if (m->runs_each > 1)
        fputs("   least    most", out);
    fputs("  best J2  at epoch    identity\n", out);
    for (size_t l = 0; l < m->loss_count; l++)
        for (size_t e = 0; e < m->noise_count; e++)
            print_row(out, report, l, e);
}

static void print_judgement(FILE *out, const cli_memorize_report *report, size_t loss) {
    const dc_memorization *m = report->result;
    const dc_memorize_loss *l = m->losses + loss;
    fprintf(out, "%-*s  ", NAME_WIDTH, report->options->losses[loss]);
    if (isnan(l->clean))
        fprintf(out, "%8s", "-");
    else
        fprintf(out, "%8.4f", l->clean);
    if (!l->judged)
        fputs("  not judged\n", out);
    else if (l->resists_to == 0)
        fprintf(out, "  %-6s  none\n", l->learns ? "yes" : "no");
    else
        fprintf(out, "  %-6s  %g\n", l->learns ? "yes" : "no",
                report->options->noise[m->judged_from + l->resists_to - 1]);
}

static void print_judgements(FILE *out, const cli_memorize_report *report) {
    const dc_memorization *m = report->result;
    fprintf(out, "\n%-*s  clean J1  learns  resists noise up to\n", NAME_WIDTH, "loss");
    for (size_t l = 0; l < m->loss_count; l++)
        print_judgement(out, report, l);
}

static void print_notes(FILE *out, const cli_memorize_report *report) {
    const dc_memorization *m = report->result;
    const char *within = report->arguments->text[CLI_WITHIN];
    size_t refuted = cli_memorize_refuted(m), K = dc_dataset_classes(report->data);
    fprintf(
        out,
        "\nIdentity: how far the expected loss under noise is from what it is for a "
        "symmetric\nloss, C noise / (K - 1) + (1 - noise K / (K - 1)) times the clean "
        "loss.\n"
        "A loss resists noise if J2 is at least its clean J1 - %s; it learns if that "
        "is at\nleast the best clean J1 - %s, with at most half of the errors of always "
        "naming the\ncommonest class.\n",
        within, within);
    if (m->judged_to < m->noise_count)
        fprintf(
            out,
            "Noise from %zu/%zu on does not count: a wrong label is then as frequent as "
            "the right one.\n",
            K - 1, K);
    if (m->judged_from > 0 && m->judged_from == m->judged_to)
        fputs("No noise counts: there is nothing to judge.\n", out);
    if (m->judged_from == 0)
        fputs("Without noise 0 there is no clean J1, and no loss is judged.\n", out);
    if (m->interrupted)
        fputs("A limit or a signal ended the study early.\n", out);
    if (refuted < m->loss_count)
        fprintf(out,
                "%s is symmetric, and the identity does not hold for it: the theorem or "
                "this program is wrong.\n",
                report->options->losses[refuted]);
}

void cli_memorize_text_print(FILE *out, const void *of) {
    const cli_memorize_report *report = of;
    const cli_report plain = { .arguments = report->arguments, .data = report->data };
    cli_text_print_data(out, &plain);
    print_training(out, report);
    print_noise(out, report);
    print_symmetries(out, report);
    print_rows(out, report);
    print_judgements(out, report);
    print_notes(out, report);
    cli_memorize_print_verdict(out, report);
}
