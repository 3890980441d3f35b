#include <stdio.h> /* before gmp.h, which then declares what prints */

#include "stress/identity.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/jobs.h"
#include "base/variant.h"

static void add_samples(dc_digest *digest, const dc_samples *samples) {
    const uint64_t shape[] = { samples->points, samples->features, samples->classes };
    dc_digest_add(digest, shape, sizeof shape);
    dc_digest_add(digest, samples->x,
                  samples->points * samples->features * sizeof *samples->x);
    dc_digest_add(digest, samples->label, samples->points * sizeof *samples->label);
    dc_digest_add(digest, samples->weight, samples->points * sizeof *samples->weight);
}

static void print_bits(FILE *out, const char *name, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    fprintf(out, "%s %016" PRIx64 "\n", name, bits);
}

static void print_training(FILE *out, const dc_training_options *t) {
    fprintf(out, "%s\n%s\n%s\n%s\n%" PRIu64 " %" PRIu64 " %zu %d\n", t->architecture,
            t->activation, t->loss, t->optimiser, t->seed, t->shuffle_seed, t->batch,
            t->single);
    print_bits(out, "rate", t->rate);
    print_bits(out, "momentum", t->momentum);
    print_bits(out, "beta1", t->beta1);
    print_bits(out, "beta2", t->beta2);
    print_bits(out, "epsilon", t->epsilon);
}

static void print_directions(FILE *out, const dc_dataset *directions) {
    mpq_t value;
    mpq_init(value);
    for (size_t s = 0; s < dc_dataset_points(directions); s++)
        for (size_t l = 0; l < dc_dataset_features(directions); l++) {
            dc_dataset_value(value, directions, s, l);
            gmp_fprintf(out, "%Qd\n", value);
        }
    mpq_clear(value);
}

static void print_condition(FILE *out, const dc_stress_options *options) {
    const dc_family *family = &options->family;
    gmp_fprintf(out, "%Qd %Qd %Qd\n", options->parameters.kappa,
                options->parameters.sigma, options->parameters.delta);
    gmp_fprintf(out, "%d %Qd %zu\n", (int)family->kind, family->width, family->sparsity);
    if (family->kind == DC_FAMILY_DIRECTIONS && family->directions)
        print_directions(out, family->directions);
}

static void print_settings(FILE *out, const dc_stress_options *options) {
    print_training(out, &options->training);
    fprintf(out, "%" PRIu64 " %" PRIu64 "\n", options->epochs, options->draw_seed);
    fprintf(out, "%smemory %zu, numbers %d\n", options->host.memory ? "process " : "",
            dc_jobs_memory(&options->host), (int)dc_variant_best(false));
    print_bits(out, "threshold", options->threshold);
    print_bits(out, "budget", options->budget);
    print_condition(out, options);
}

static ssize_t add_bytes(void *digest, const char *bytes, size_t size) {
    dc_digest_add(digest, bytes, size);
    return (ssize_t)size;
}

dc_status dc_identity_of(dc_cache_identity *identity, const dc_evaluator *evaluator,
                         dc_error *error) {
    dc_digest digest;
    FILE *out = fopencookie(&digest, "w", (cookie_io_functions_t){ .write = add_bytes });
    if (!out)
        return dc_fail_memory(error, "the settings");
    dc_digest_start(&digest);
    print_settings(out, evaluator->options);
    bool lost = ferror(out) != 0;
    if (fclose(out) != 0 || lost)
        return dc_fail_memory(error, "the settings");
    dc_digest_hex(identity->settings, &digest);
    dc_digest_start(&digest);
    add_samples(&digest, evaluator->train);
    add_samples(&digest, evaluator->test);
    dc_digest_hex(identity->data, &digest);
    return dc_succeed(error);
}
