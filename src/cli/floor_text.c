/* Floors as text: what was asked, the floors, what they mean. */
#include <ctype.h>
#include <string.h>

#include "cli.h"
#include "floor_report.h"
#include "format.h"

const char *cli_floor_better(const dc_floor *floor) {
    return mpq_cmp(floor->accuracy, floor->trivial) > 0 ? "doubling" : "trivial";
}

const char *cli_floor_best_name(const cli_floor_report *report,
                                const cli_floor_row *row) {
    const dc_data_floor *f = report->data_floor;
    if (f && f->vacuous)
        return "vacuous";
    return f && mpq_cmp(f->least, row->floor.accuracy) > 0
               ? "data"
               : cli_floor_better(&row->floor);
}

const mpq_t *cli_floor_best(const cli_floor_report *report, const cli_floor_row *row) {
    const dc_data_floor *f = report->data_floor;
    return (const mpq_t *)(f && mpq_cmp(f->least, row->floor.accuracy) > 0
                               ? &f->least
                               : &row->floor.accuracy);
}

void cli_floor_text_print_number(FILE *out, const cli_floor_report *report) {
    for (size_t k = 0; k < report->count; k++) {
        bool inverse = report->arguments->given[CLI_ACCURACY];
        const cli_floor_row *row = report->rows + k;
        if (report->arguments->given[CLI_CURVE]) {
            cli_print_down(out, row->loss);
            putc(' ', out);
        }
        cli_print_down(out, inverse ? row->loss : *cli_floor_best(report, row));
        putc('\n', out);
    }
}

static void print_source(FILE *out, const cli_floor_report *report) {
    const cli_floor_source *source = report->source;
    fprintf(out, "doublecheck %s: ", dc_version());
    cli_print_clean(out, report->arguments->operand);
    fprintf(out, "\n  %-12s ", "data");
    cli_print_clean(out, source->file);
    fprintf(out, ", %zu points, %u classes, in %zu groups\n  %-12s ", source->points,
            source->guarantee.classes, source->guarantee.group_count, "slabs");
    cli_print_clean(out, source->family_text);
    fprintf(out, "\n  %-12s as the result says; its proof: ", "condition");
    cli_print_clean(out, source->proof);
    putc('\n', out);
}

static void print_question(FILE *out, const cli_floor_report *report) {
    if (report->source) {
        print_source(out, report);
        return;
    }
    const cli_report plain = { .arguments = report->arguments,
                               .options = &report->options->check,
                               .data = report->data };
    cli_text_print_input(out, &plain);
}

static void print_one(FILE *out, const cli_floor_report *report) {
    const cli_floor_row *row = report->rows;
    const dc_parameters *p = dc_choice_constants(report->choice, row->floor.constants);
    fprintf(out, "\nfloor\n  %-12s ", "loss");
    cli_print_down(out, row->loss);
    fprintf(out, "\n  %-12s ", "trivial");
    cli_print_down(out, row->floor.trivial);
    fputs("  (1 - loss/log 2, whatever the data)\n", out);
    if (report->data && !cli_floor_wants(report->arguments, "doubling"))
        return;
    fprintf(out, "  %-12s ", "doubling");
    if (p) {
        cli_print_down(out, row->floor.accuracy);
        fprintf(out, "  (the condition holds)\n  %-12s ", "constants");
        cli_print_parameters(out, p);
        putc('\n', out);
    } else {
        fputs("no better\n", out);
    }
}

/* What of the classifiers of such a loss is known. */
static void print_data_floor(FILE *out, const cli_floor_report *report) {
    const dc_data_floor *f = report->data_floor;
    if (!f)
        return;
    fprintf(out, "  %-12s ", "data");
    if (f->vacuous) {
        fputs("no classifier has such a loss\n", out);
        return;
    }
    cli_print_down(out, f->least);
    if (f->optimal) {
        fputs("  (exact: a classifier of such a loss is as bad)\n", out);
    } else if (f->found) {
        fputs(" .. ", out);
        cli_print_down(out, f->most);
        fputs("  (a classifier of such a loss is as bad as that)\n", out);
    } else {
        fputs("  (no classifier of such a loss was found)\n", out);
    }
    fprintf(out, "  %-12s ", "safe points");
    cli_print_down(out, f->safe);
    fputs("  (right for every classifier of such a loss)\n", out);
}

static void print_curve(FILE *out, const cli_floor_report *report) {
    fprintf(out, "\n%-10s %-10s %-10s constants\n", "loss", "trivial", "doubling");
    for (size_t k = 0; k < report->count; k++) {
        const dc_floor *floor = &report->rows[k].floor;
        const dc_parameters *p = dc_choice_constants(report->choice, floor->constants);
        cli_print_down(out, report->rows[k].loss);
        fputs("   ", out);
        cli_print_down(out, floor->trivial);
        fputs("   ", out);
        if (p) {
            cli_print_down(out, floor->accuracy);
            fputs("   ", out);
            cli_print_parameters(out, p);
        } else {
            fputs("no better", out);
        }
        putc('\n', out);
    }
}

static void print_covered(FILE *out, const cli_floor_report *report) {
    static const char *const words[] = {
        [DC_FAMILY_ALL] = "",
        [DC_FAMILY_WIDTH] = ", as long as max|v| <= V (--slope)",
        [DC_FAMILY_SPARSE] = ", with at most K non-zero coefficients in every v",
        [DC_FAMILY_AXES] = ", with one non-zero coefficient in every v",
        [DC_FAMILY_DIRECTIONS] = ", with every v along a row of FILE",
    };
    fprintf(
        out,
        "It covers classifiers whose differences of scores are affine in the features "
        "of each group, <v,x> - c: softmax regression, or a last layer over these "
        "features%s.\n",
        words[report->source ? report->source->family
                             : report->options->check.family.kind]);
}

/* What is missing when the floors were cut. */
static void print_stop(FILE *out, const cli_floor_report *report) {
    const cli_arguments *arguments = report->arguments;
    if (report->stop == DC_STOP_NONE)
        return;
    fputs(report->stop == DC_STOP_TIME ? "The time limit cut the floors (--time-limit): "
                                       : "An interrupt cut the floors: ",
          out);
    if (arguments->given[CLI_CURVE])
        fprintf(out,
                "%zu of %zu losses were reached, and the last floor may be better.\n",
                report->count, report->wanted);
    else if (arguments->given[CLI_ACCURACY])
        fputs("a larger loss may do.\n", out);
    else
        fputs("a better one may be found.\n", out);
}

static void print_meaning(FILE *out, const cli_floor_report *report) {
    const cli_floor_row *last = report->rows + report->count - 1;
    const dc_data_floor *f = report->data_floor;
    if (f && f->vacuous) {
        fputs(
            "No classifier whose scores are affine in the features has a cross-entropy of at "
            "most ",
            out);
        cli_print_down(out, last->loss);
        fprintf(out, ": the least is about %.6g.\n", f->least_loss);
    } else if (!report->arguments->given[CLI_CURVE]) {
        fputs("While the cross-entropy stays at or below ", out);
        cli_print_down(out, last->loss);
        fputs(", the accuracy on these points stays at or above ", out);
        cli_print_down(out, *cli_floor_best(report, last));
        fputs(", whatever the optimiser, the start and the number of steps.\n", out);
    }
    print_covered(out, report);
    if (dc_choice_stop(report->choice) != DC_STOP_NONE)
        fputs("A limit cut the search for constants: more --time-limit may find better "
              "ones.\n",
              out);
    else if (report->stop == DC_STOP_NONE &&
             cli_floor_wants(report->arguments, "doubling") &&
             strcmp(cli_floor_better(&last->floor), "trivial") == 0)
        fputs(report->source
                  ? "The constants of the result give no more than the trivial "
                    "floor.\n"
                  : "No constants of the condition that hold for these data give "
                    "more than the trivial floor.\n",
              out);
    print_stop(out, report);
    if (report->arguments->given[CLI_REQUIRE])
        fprintf(out, "required %s: %s\n", report->arguments->text[CLI_REQUIRE],
                cli_floor_is_met(report) ? "met" : "not met");
    for (const char *c = cli_floor_best_name(report, last); *c; c++)
        putc(toupper((unsigned char)*c), out);
    putc('\n', out);
}

/* A line for a certificate of a floor. */
static void print_proof_line(FILE *out, const char *name, const cli_proof *proof) {
    fprintf(out, "  %-12s ", name);
    if (proof->path) {
        cli_print_clean(out, proof->path);
        fputs(", ", out);
    }
    if (proof->bytes)
        fprintf(out, "%llu bytes, ", (unsigned long long)proof->bytes);
    if (proof->state == CLI_PROOF_VERIFIED)
        fprintf(out, "verified by doublecheck-verify-floor in %.2f s\n",
                proof->verify_seconds);
    else
        fputs("unverified (--no-verify)\n", out);
}

static void print_floor_proofs(FILE *out, const cli_floor_report *report) {
    bool floor = report->floor_proof.path, data = report->data_floor;
    if ((floor || data) && report->proof.state == CLI_PROOF_NONE)
        fputs("\nproof\n", out);
    if (floor)
        print_proof_line(out, "floor", &report->floor_proof);
    if (data)
        print_proof_line(out, "data floor", &report->data_proof);
}

void cli_floor_text_print(FILE *out, const cli_floor_report *report) {
    const cli_report proof = { .proof = report->proof };
    print_question(out, report);
    if (report->arguments->given[CLI_CURVE])
        print_curve(out, report);
    else
        print_one(out, report);
    print_data_floor(out, report);
    cli_text_print_proof(out, &proof);
    print_floor_proofs(out, report);
    putc('\n', out);
    print_meaning(out, report);
}
