/* Simulations as text: what was done, each run, what it means. */
#include <math.h>
#include <string.h>

#include "cli.h"
#include "format.h"
#include "simulate_report.h"
#include "training.h"

static const dc_look *last_look(const dc_run *run) {
    return run->looks + run->look_count - 1;
}

static bool has_started(const dc_run *run) {
    return run->start != SIZE_MAX;
}

static void print_network(FILE *out, const cli_simulate_report *report) {
    const dc_training_options *training = &report->options->training;
    cli_print_network(out, training);
    if (training->freeze)
        fprintf(out, ", first %zu layer%s frozen", training->freeze,
                training->freeze == 1 ? "" : "s");
    putc('\n', out);
}

static void print_training(FILE *out, const cli_simulate_report *report) {
    const dc_simulation_options *o = report->options;
    fprintf(out, "  %-12s %s, ", "training", o->training.optimiser);
    if (o->training.batch)
        fprintf(out, "batches of %zu, ", o->training.batch);
    fprintf(out, "at most %llu steps, seeds %llu to %llu%s, %.2f s\n",
            (unsigned long long)o->steps, (unsigned long long)o->training.seed,
            (unsigned long long)(o->training.seed + o->runs - 1),
            o->standardise ? ", columns standardised" : "", report->simulation->seconds);
}

static void print_coverage(FILE *out, const cli_simulate_report *report) {
    static const char *const words[] = {
        [DC_COVERS_POINTS] = "checked on the features",
        [DC_COVERS_FEATURES] = "checked on the inputs of the last layer, for each seed",
        [DC_COVERS_CELLS] = "checked in the cells of the points, for each seed",
    };
    fprintf(out, "  %-12s %s\n", "condition", words[report->simulation->coverage]);
    if (report->simulation->floors == DC_FLOORS_ALL)
        fprintf(out,
                "  %-12s all that apply; only the doubling floor needs the condition\n",
                "floors");
}

/* "NOT COVERED: loss rose, cells moved". */
static void print_finding(FILE *out, const dc_run *run) {
    const char *before = ": ";
    fputs(dc_finding_name(run->finding), out);
    for (unsigned h = 0; h < DC_HYPOTHESES; h++)
        if (run->fails >> h & 1) {
            fprintf(out, "%s%s", before, cli_hypothesis_text((dc_hypothesis)h));
            before = ", ";
        }
    putc('\n', out);
}

/* The floors of a run with a t0. */
static void print_floors(FILE *out, const dc_simulation *simulation, const dc_run *run) {
    cli_print_down(out, run->ground.floor.trivial);
    fputs("  ", out);
    if (simulation->floors == DC_FLOORS_ALL)
        cli_simulate_text_print_floors(out, run);
    else
        cli_print_down(out, run->ground.floor.accuracy);
}

static void print_run(FILE *out, const dc_simulation *simulation, const dc_run *run) {
    bool all = simulation->floors == DC_FLOORS_ALL;
    const dc_look *end = last_look(run);
    fprintf(out, "%6llu  ", (unsigned long long)run->seed);
    if (has_started(run)) {
        const dc_look *start = run->looks + run->start, *worst = run->looks + run->worst;
        fprintf(out, "%7llu  ", (unsigned long long)start->step);
        double loss = mpq_get_d(run->loss);
        fprintf(out, loss < 10 ? "%8.6f" : "%8.2g", loss);
        fprintf(out, "%c %8.6f  ", run->highest == run->start ? ' ' : '*',
                start->accuracy);
        print_floors(out, simulation, run);
        fprintf(out, "  %8.6f %8llu  ", worst->accuracy, (unsigned long long)worst->step);
    } else {
        fprintf(out, "%7s  %8s  %8s  %8s  %8s  ", "-", "-", "-", "-", "-");
        if (all)
            fprintf(out, "%18s  ", "-");
        fprintf(out, "%8s %8s  ", "-", "-");
    }
    fprintf(out, "%7llu%c %9.3g  ", (unsigned long long)end->step,
            run->state == DC_TRAINING_RUNS         ? ' '
            : run->state == DC_TRAINING_STATIONARY ? '='
                                                   : '!',
            isnan(end->loss) ? fabs(end->loss) : end->loss);
    print_finding(out, run);
}

static void print_runs(FILE *out, const dc_simulation *simulation) {
    bool all = simulation->floors == DC_FLOORS_ALL;
    fprintf(out, "\n%6s  %7s  %8s  %8s  %8s  %8s  ", "seed", "t0", "Lbar", "accuracy",
            "trivial", all ? "doubling" : "floor");
    if (all)
        fprintf(out, "%18s  ", "data");
    fprintf(out, "%8s %8s  %7s  %9s  finding\n", "least", "at step", "end", "loss");
    for (size_t k = 0; k < simulation->run_count; k++)
        print_run(out, simulation, simulation->runs + k);
}

static void print_time(FILE *out, const dc_run *run, const dc_evidence *evidence) {
    const dc_look *look = run->looks + evidence->look;
    fprintf(out, "%6llu  %7llu  %7zu  %8.6f  ", (unsigned long long)run->seed,
            (unsigned long long)look->step, evidence->cells, evidence->moved);
    cli_print_down(out, evidence->ground.floor.trivial);
    fputs("  ", out);
    cli_print_down(out, evidence->ground.floor.accuracy);
    fprintf(out, "  %8.6f\n", run->looks[run->worst].accuracy);
}

static void print_evidence(FILE *out, const dc_simulation *simulation) {
    if (simulation->coverage != DC_COVERS_CELLS)
        return;
    fprintf(out,
            "\nEvidence, not proof: floors for cells that stay as they are at a time\n"
            "%6s  %7s  %7s  %8s  %8s  %8s  %8s\n",
            "seed", "step", "cells", "moved", "trivial", "floor", "least");
    for (size_t k = 0; k < simulation->run_count; k++)
        for (size_t e = 0; e < DC_EVIDENCES; e++) {
            const dc_run *run = simulation->runs + k;
            if (run->evidence[e].look != SIZE_MAX)
                print_time(out, run, run->evidence + e);
        }
}

static void print_proofs(FILE *out, const char *of, const char *verifier,
                         cli_proof_state state, size_t count, double seconds) {
    if (state == CLI_PROOF_VERIFIED)
        fprintf(out, "Proofs of %s: %zu, verified by %s in %.2f s.\n", of, count,
                verifier, seconds);
    else if (state == CLI_PROOF_UNVERIFIED)
        fprintf(out, "Proofs of %s: unverified (--no-verify).\n", of);
}

/* Does the floor of a run rest on the condition? */
static bool rests_on_constants(const dc_run *run) {
    return has_started(run) && !run->moved && run->ground.standing == DC_STANDS_BETTER;
}

/* Points are the same for all runs, and so are constants with the same number. */
static bool named_before(const dc_simulation *simulation, size_t k) {
    const dc_run *runs = simulation->runs;
    for (size_t j = 0; j < k && simulation->coverage == DC_COVERS_POINTS; j++)
        if (rests_on_constants(runs + j) &&
            runs[j].ground.floor.constants == runs[k].ground.floor.constants)
            return true;
    return false;
}

/* Constants that the floors rest on, each once. */
static void print_constants(FILE *out, const dc_simulation *simulation) {
    for (size_t k = 0; k < simulation->run_count; k++) {
        const dc_run *run = simulation->runs + k;
        if (!rests_on_constants(run) || named_before(simulation, k))
            continue;
        fputs("The condition holds for ", out);
        cli_print_parameters(out, &run->ground.constants);
        if (simulation->coverage != DC_COVERS_POINTS)
            fprintf(out, " (seed %llu)", (unsigned long long)run->seed);
        fputs(".\n", out);
    }
}

static size_t count_findings(const dc_simulation *simulation, dc_finding finding) {
    size_t count = 0;
    for (size_t k = 0; k < simulation->run_count; k++)
        count += simulation->runs[k].finding == finding;
    return count;
}

static void print_counts(FILE *out, const dc_simulation *simulation) {
    static const dc_finding findings[] = { DC_CONFIRMED, DC_NOT_COVERED, DC_REFUTED };
    fprintf(out, "%zu run%s", simulation->run_count,
            simulation->run_count == 1 ? "" : "s");
    for (size_t k = 0; k < sizeof findings / sizeof *findings; k++) {
        size_t count = count_findings(simulation, findings[k]);
        if (count)
            fprintf(out, "%s%zu %s", k && count < simulation->run_count ? ", " : ": ",
                    count, dc_finding_name(findings[k]));
    }
    fputs(".\n", out);
}

static void print_drop(FILE *out, const dc_simulation *simulation) {
    const dc_run *most = NULL;
    for (size_t k = 0; k < simulation->run_count; k++) {
        const dc_run *run = simulation->runs + k;
        if (has_started(run) && (!most || dc_run_drop(run) > dc_run_drop(most)))
            most = run;
    }
    if (!most)
        return;
    const dc_look *start = most->looks + most->start, *worst = most->looks + most->worst;
    fprintf(out, "Largest drop of the accuracy after t0: %.6f", dc_run_drop(most));
    if (worst != start)
        fprintf(out, " (seed %llu: %.6f at step %llu, %.6f at step %llu)",
                (unsigned long long)most->seed, start->accuracy,
                (unsigned long long)start->step, worst->accuracy,
                (unsigned long long)worst->step);
    fputs(".\n", out);
}

static bool any_ends(const dc_simulation *simulation, dc_training_state state) {
    for (size_t k = 0; k < simulation->run_count; k++)
        if (simulation->runs[k].state == state)
            return true;
    return false;
}

/* Is a run confirmed that may rest on its cells? */
static bool any_stayed(const dc_simulation *simulation) {
    for (size_t k = 0; k < simulation->run_count; k++)
        if (simulation->runs[k].finding == DC_CONFIRMED && !simulation->runs[k].moved)
            return true;
    return false;
}

static unsigned all_failures(const dc_simulation *simulation) {
    unsigned fails = 0;
    for (size_t k = 0; k < simulation->run_count; k++)
        fails |= simulation->runs[k].fails;
    return fails;
}

/* What to know, or to do, about runs of some kind. */
static void print_notes(FILE *out, const cli_simulate_report *report) {
    const dc_simulation *simulation = report->simulation;
    unsigned fails = all_failures(simulation);
    const struct {
        bool wanted;
        const char *text;
    } notes[] = {
        { fails >> DC_NEEDS_LOSS & 1,
          "* The loss rose above that of t0: Lbar is the largest one that was seen, and the "
          "floor speaks of what was looked at only." },
        { any_ends(simulation, DC_TRAINING_STATIONARY),
          "= The line search found no step that lowers the computed loss, and the run ended." },
        { any_ends(simulation, DC_TRAINING_DIVERGED),
          "! The loss was no finite number any more: a smaller --rate may help." },
        { fails >> DC_NEEDS_START & 1,
          "Runs without t0 never had the accuracy of --t0-accuracy: more --steps, or a lower "
          "one." },
        { fails >> DC_NEEDS_CONDITION & 1 && report->options->floor.fixed,
          "Condition violated: for --kappa, --sigma, --delta and --m0; doublecheck check shows a "
          "slab." },
        { fails >> DC_NEEDS_CONDITION & 1 && !report->options->floor.fixed,
          "Condition violated: no constants hold that raise the floor above the trivial one, "
          "1 - loss/log 2, nor those of --kappa, --sigma, --delta and --m0. Fewer columns may "
          "help." },
        { fails >> DC_NEEDS_ANSWER & 1 && !simulation->exceeded,
          "A limit cut the check of the condition: --time-limit gives it more, fewer columns "
          "make it quicker." },
        { fails >> DC_NEEDS_ANSWER & 1 && simulation->exceeded,
          "The condition was not checked where points had no room, or a limit cut its check: "
          "more --memory gives it room, --time-limit more time." },
        { fails >> DC_NEEDS_CELLS & 1,
          "Points left the cells they were in at t0: --freeze fixes the cells." },
        { simulation->coverage == DC_COVERS_CELLS && any_stayed(simulation),
          "Cells that stayed are those of the looks; that the condition holds in them was "
          "searched, and not proved by doublecheck-verify." },
        { simulation->interrupted, "Interrupted: runs are missing, or shorter." },
    };
    for (size_t k = 0; k < sizeof notes / sizeof *notes; k++)
        if (notes[k].wanted)
            fprintf(out, "%s\n", notes[k].text);
}

void cli_simulate_text_print(FILE *out, const cli_simulate_report *report) {
    const cli_report plain = { .arguments = report->arguments,
                               .options = &report->options->floor.check,
                               .data = report->data };
    const dc_simulation *simulation = report->simulation;
    cli_text_print_input(out, &plain);
    print_network(out, report);
    print_training(out, report);
    print_coverage(out, report);
    fprintf(out, "  %-12s the first look with an accuracy of at least %s\n", "t0",
            report->arguments->text[CLI_T0_ACCURACY]);
    print_runs(out, simulation);
    print_evidence(out, simulation);
    cli_simulate_text_print_adversaries(out, simulation);
    putc('\n', out);
    print_constants(out, simulation);
    print_proofs(out, "the condition", "doublecheck-verify", report->state,
                 report->proofs, report->proof_seconds);
    print_proofs(out, "data floors", "doublecheck-verify-floor", report->data_state,
                 report->data_proofs, report->data_seconds);
    print_drop(out, simulation);
    print_counts(out, simulation);
    print_notes(out, report);
    cli_simulate_text_print_floor_notes(out, report);
    fprintf(out, "%s\n", dc_finding_name(simulation->finding));
}
