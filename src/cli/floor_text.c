/* Floors as text: what was asked, the floors, what they mean. */
#include <ctype.h>
#include <string.h>

#include "cli.h"
#include "floor_report.h"
#include "format.h"

const char *cli_floor_better(const dc_floor *floor) {
    return mpq_cmp(floor->accuracy, floor->trivial) > 0 ? "doubling" : "trivial";
}

void cli_floor_text_print_number(FILE *out, const cli_floor_report *report) {
    for (size_t k = 0; k < report->count; k++) {
        bool inverse = report->arguments->given[CLI_ACCURACY];
        const cli_floor_row *row = report->rows + k;
        if (report->arguments->given[CLI_CURVE]) {
            cli_print_down(out, row->loss);
            putc(' ', out);
        }
        cli_print_down(out, inverse ? row->loss : row->floor.accuracy);
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
    fprintf(out, "  (1 - loss/log 2, whatever the data)\n  %-12s ", "doubling");
    if (p) {
        cli_print_down(out, row->floor.accuracy);
        fprintf(out, "  (the condition holds)\n  %-12s ", "constants");
        cli_print_parameters(out, p);
        putc('\n', out);
    } else {
        fputs("no better\n", out);
    }
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
    if (!report->arguments->given[CLI_CURVE]) {
        fputs("While the cross-entropy stays at or below ", out);
        cli_print_down(out, last->loss);
        fputs(", the accuracy on these points stays at or above ", out);
        cli_print_down(out, last->floor.accuracy);
        fputs(", whatever the optimiser, the start and the number of steps.\n", out);
    }
    print_covered(out, report);
    if (dc_choice_stop(report->choice) != DC_STOP_NONE)
        fputs("A limit cut the search for constants: more --time-limit may find better "
              "ones.\n",
              out);
    else if (report->stop == DC_STOP_NONE &&
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
    for (const char *c = cli_floor_better(&last->floor); *c; c++)
        putc(toupper((unsigned char)*c), out);
    putc('\n', out);
}

static void print_floor_proof(FILE *out, const cli_floor_report *report) {
    const cli_proof *proof = &report->floor_proof;
    if (!proof->path)
        return;
    if (report->proof.state == CLI_PROOF_NONE)
        fputs("\nproof\n", out);
    fprintf(out, "  %-12s ", "floor");
    cli_print_clean(out, proof->path);
    fprintf(out, ", %llu bytes, ", (unsigned long long)proof->bytes);
    if (proof->state == CLI_PROOF_VERIFIED)
        fprintf(out, "verified by doublecheck-verify-floor in %.2f s\n",
                proof->verify_seconds);
    else
        fputs("unverified (--no-verify)\n", out);
}

void cli_floor_text_print(FILE *out, const cli_floor_report *report) {
    const cli_report proof = { .proof = report->proof };
    print_question(out, report);
    if (report->arguments->given[CLI_CURVE])
        print_curve(out, report);
    else
        print_one(out, report);
    cli_text_print_proof(out, &proof);
    print_floor_proof(out, report);
    putc('\n', out);
    print_meaning(out, report);
}
