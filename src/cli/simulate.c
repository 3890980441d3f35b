/* doublecheck simulate DATA */
#include <doublecheck/simulate.h>

#include <string.h>

#include "certify.h"
#include "cli.h"
#include "commands.h"
#include "floor_report.h"
#include "output.h"
#include "prepare.h"
#include "print.h"
#include "progress.h"
#include "simulate_report.h"
#include "study.h"
#include "training.h"
#include "write.h"

static void prepare_training(dc_simulation_options *options,
                             const cli_arguments *arguments) {
    cli_prepare_training(&options->training, arguments);
    options->training.freeze = (size_t)cli_count(arguments, CLI_FREEZE);
    options->standardise = cli_word_is(arguments, CLI_SCALE, "standard");
    options->runs = (size_t)cli_count(arguments, CLI_SEEDS);
    options->steps = cli_count(arguments, CLI_STEPS);
    options->every = cli_count(arguments, CLI_EVERY);
    options->threshold = cli_double(arguments, CLI_T0_ACCURACY);
    options->adversary = arguments->given[CLI_ADVERSARY];
    options->floors = options->adversary || cli_word_is(arguments, CLI_HELD_FLOORS, "all")
                          ? DC_FLOORS_ALL
                          : DC_FLOORS_DOUBLING;
    options->keep_features = arguments->text[CLI_EXPORT_FEATURES] != NULL;
}

static int prepare_condition(dc_floor_options *options, const cli_arguments *arguments) {
    options->fixed = arguments->given[CLI_FIXED];
    options->fineness = (size_t)cli_integer(arguments, CLI_FINENESS);
    cli_prepare_limits(&options->check, arguments);
    int code = cli_prepare_constants(&options->check.parameters, arguments);
    return code == CLI_FINE ? cli_prepare_family(&options->check.family, arguments)
                            : code;
}

/* A file that is written beside that of --json, and that of another option, if given. */
static int prepare_file(const cli_arguments *arguments, cli_option_id id,
                        cli_option_id other_id) {
    const char *name = cli_options[id].name, *path = arguments->text[id];
    const char *json = cli_prepare_json_file(arguments),
               *other = arguments->text[other_id];
    if (!path)
        return CLI_FINE;
    if (strcmp(path, "-") == 0)
        return cli_fail(CLI_BAD, "--%s -: they go to a file", name);
    if (json && cli_output_same(json, path))
        return cli_fail(CLI_BAD, "--%s %s: --json names the same file", name, path);
    if (other && cli_output_same(other, path))
        return cli_fail(CLI_BAD, "--%s %s: --%s names the same file", name, path,
                        cli_options[other_id].name);
    return cli_output_check(name, path, arguments->operand);
}

static int prepare_files(const cli_arguments *arguments) {
    int code = cli_prepare_outputs(arguments);
    if (arguments->text[CLI_EXPORT_FEATURES] &&
        strcmp(arguments->text[CLI_ARCH], "linear") == 0)
        return cli_fail(CLI_BAD,
                        "--export-features: a linear network has no layer before the "
                        "last one: its features are those of DATA, which doublecheck "
                        "floor reads");
    if (code == CLI_FINE)
        code = prepare_file(arguments, CLI_TRAJECTORIES, CLI_EXPORT_FEATURES);
    return code == CLI_FINE
               ? prepare_file(arguments, CLI_EXPORT_FEATURES, CLI_TRAJECTORIES)
               : code;
}

static int check_adversary(const cli_arguments *arguments) {
    if (arguments->given[CLI_ADVERSARY] && arguments->given[CLI_HELD_FLOORS] &&
        !cli_word_is(arguments, CLI_HELD_FLOORS, "all"))
        return cli_fail(CLI_BAD,
                        "--adversary is held against all floors, and --floor %s asks for "
                        "one",
                        arguments->text[CLI_HELD_FLOORS]);
    return CLI_FINE;
}

static int prepare(dc_simulation_options *options, const cli_arguments *arguments) {
    if (check_adversary(arguments) != CLI_FINE)
        return CLI_BAD;
    prepare_training(options, arguments);
    int code = prepare_condition(&options->floor, arguments);
    return code == CLI_FINE ? prepare_files(arguments) : code;
}

static bool same_constants(const dc_parameters *a, const dc_parameters *b) {
    return mpq_equal(a->kappa, b->kappa) && mpq_equal(a->sigma, b->sigma) &&
           mpq_equal(a->delta, b->delta) && mpq_equal(a->m0, b->m0);
}

/* Is the condition of run k, on the same points, that of a run before? */
static bool proved_before(const dc_simulation *simulation, size_t k) {
    const dc_run *runs = simulation->runs;
    for (size_t j = 0; j < k && simulation->coverage == DC_COVERS_POINTS; j++)
        if (cli_ground_stands(&runs[j].ground) && runs[j].start != SIZE_MAX &&
            same_constants(&runs[j].ground.constants, &runs[k].ground.constants))
            return true;
    return false;
}

/* Has the condition of a run proved on its points. */
static int certify_on(cli_simulate_report *report, size_t k, const dc_dataset *data) {
    const dc_parameters *constants = &report->simulation->runs[k].ground.constants;
    dc_check_options check = report->options->floor.check; /* its numbers are borrowed */
    cli_proof proof = { 0 };
    check.memory = dc_simulation_left(report->simulation, report->data, data,
                                      check.memory);
    int code = cli_certify_constants(&proof, constants, &check, data, report->arguments);
    report->proofs++;
    report->state = proof.state;
    report->proof_seconds += proof.verify_seconds;
    return code;
}

static int certify_run(cli_simulate_report *report, size_t k) {
    const dc_simulation *simulation = report->simulation;
    dc_dataset *features = NULL;
    dc_error error;
    if (simulation->coverage == DC_COVERS_POINTS)
        return certify_on(report, k, report->data);
    if (dc_simulation_features(&features, simulation, k, report->data, report->options,
                               &error) != DC_OK)
        return cli_fail_status(&error);
    int code = certify_on(report, k, features);
    dc_dataset_destroy(features);
    return code;
}

/* Has the data floor of a run proved, unless T5 is as good. */
static int certify_data_floor(cli_simulate_report *report, const dc_run *run,
                              dc_data_floor *floor, const dc_dataset *data) {
    cli_proof proof = { 0 };
    if (!floor->vacuous && mpq_cmp(floor->least, floor->trivial) <= 0)
        return CLI_FINE;
    int code = cli_certify_data_floor(&proof, floor, run->loss, data, report->arguments);
    report->data_proofs++;
    report->data_state = proof.state;
    report->data_seconds += proof.verify_seconds;
    return code;
}

static int certify_floor_of(cli_simulate_report *report, size_t k, dc_data_floor *floor) {
    const dc_simulation *simulation = report->simulation;
    const dc_run *run = simulation->runs + k;
    dc_dataset *features = NULL;
    dc_error error;
    if (simulation->coverage == DC_COVERS_POINTS)
        return certify_data_floor(report, run, floor, report->data);
    if (dc_simulation_features(&features, simulation, k, report->data, report->options,
                               &error) != DC_OK)
        return cli_fail_status(&error);
    int code = certify_data_floor(report, run, floor, features);
    dc_dataset_destroy(features);
    return code;
}

/* Each floor once, for a run that has it. */
static int certify_data_floors(cli_simulate_report *report) {
    const dc_simulation *simulation = report->simulation;
    int code = CLI_FINE;
    for (size_t j = 0; j < simulation->data_floor_count && code == CLI_FINE; j++) {
        size_t k = 0;
        while (k < simulation->run_count &&
               simulation->runs[k].data_floor != simulation->data_floors[j])
            k++;
        if (k < simulation->run_count && !simulation->interrupted)
            code = certify_floor_of(report, k, simulation->data_floors[j]);
    }
    return code;
}

/* Of cells that move there is no proof. */
static int certify(cli_simulate_report *report) {
    const dc_simulation *simulation = report->simulation;
    int code = CLI_FINE;
    if (simulation->coverage == DC_COVERS_CELLS || simulation->interrupted)
        return CLI_FINE;
    for (size_t k = 0; k < simulation->run_count && code == CLI_FINE; k++)
        if (simulation->runs[k].start != SIZE_MAX &&
            cli_ground_stands(&simulation->runs[k].ground) &&
            !proved_before(simulation, k))
            code = certify_run(report, k);
    return code;
}

/* Those of the first seed. */
static int export_features(const cli_simulate_report *report) {
    const char *path = report->arguments->text[CLI_EXPORT_FEATURES];
    const dc_simulation *simulation = report->simulation;
    uint64_t seed = report->options->training.seed;
    dc_dataset *features = NULL;
    dc_error error;
    if (!path)
        return CLI_FINE;
    if (simulation->run_count == 0 || simulation->runs->seed != seed)
        return cli_fail(CLI_BAD,
                        "--export-features %s: the run of seed %llu was not begun", path,
                        (unsigned long long)seed);
    dc_status status = dc_simulation_features(&features, simulation, 0, report->data,
                                              report->options, &error);
    if (status == DC_EINPUT)
        return cli_fail(CLI_BAD,
                        "--export-features %s: what the layers of seed %llu make of the "
                        "points is not finite",
                        path, (unsigned long long)seed);
    if (status != DC_OK)
        return cli_fail_status(&error);
    int code = cli_write(features, path);
    dc_dataset_destroy(features);
    return code;
}

static void print_word(FILE *out, const void *of) {
    const cli_simulate_report *report = of;
    fprintf(out, "%s\n", dc_finding_name(report->simulation->finding));
}

static void print_text(FILE *out, const void *report) {
    cli_simulate_text_print(out, report);
}

static int print(const cli_simulate_report *report) {
    static const cli_forms forms = { cli_simulate_json_print, print_word, print_text };
    static const int codes[] = { [DC_CONFIRMED] = CLI_FINE,
                                 [DC_NOT_COVERED] = CLI_UNDECIDED,
                                 [DC_REFUTED] = CLI_INTERNAL };
    return cli_print_with_file(report->arguments, CLI_TRAJECTORIES,
                               cli_simulate_csv_print, &forms, report,
                               codes[report->simulation->finding]);
}

static int answer(dc_simulation_options *options, const cli_arguments *arguments,
                  const dc_dataset *data) {
    dc_simulation *simulation = NULL;
    dc_error error;
    bool quiet = arguments->given[CLI_QUIET];
    cli_progress_begin(&options->floor.check, "constants  ", quiet);
    options->progress = cli_progress_of_trainings(quiet);
    options->data_progress = cli_progress_of_data_floor(quiet);
    dc_status status = dc_simulate(&simulation, data, options, &error);
    cli_progress_end();
    if (status != DC_OK)
        return cli_fail_status(&error);
    cli_simulate_report report = {
        .arguments = arguments, .options = options, .data = data, .simulation = simulation
    };
    cli_study_tell_exceeded(simulation->exceeded, arguments);
    int code = certify(&report);
    if (code == CLI_FINE)
        code = certify_data_floors(&report);
    if (code == CLI_FINE)
        code = print(&report);
    int exported = code == CLI_BAD ? CLI_FINE : export_features(&report);
    dc_simulation_destroy(simulation);
    return exported == CLI_FINE ? code : exported;
}

int cli_simulate_run(const cli_arguments *arguments) {
    dc_simulation_options options;
    dc_dataset *data = NULL, *directions = NULL;
    if (!cli_arguments_need_operand(arguments))
        return CLI_BAD;
    dc_simulation_options_init(&options);
    int code = prepare(&options, arguments);
    if (code == CLI_FINE)
        code = cli_prepare_inputs(&data, &directions, arguments);
    options.floor.check.family.directions = directions;
    if (code == CLI_FINE)
        code = answer(&options, arguments, data);
    dc_dataset_destroy(data);
    dc_dataset_destroy(directions);
    dc_simulation_options_clear(&options);
    return code;
}
