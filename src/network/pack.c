#include "network/pack.h"

#include <stdlib.h>

void dc_put_samples(dc_bytes *bytes, const dc_samples *samples) {
    size_t points = samples->points, number = sizeof(double);
    dc_bytes_put_u64(bytes, points);
    dc_bytes_put_u64(bytes, samples->features);
    dc_bytes_put_u64(bytes, samples->classes);
    dc_bytes_put_array(bytes, samples->x, points * samples->features * number);
    dc_bytes_put_array(bytes, samples->label, points * sizeof *samples->label);
    dc_bytes_put_array(bytes, samples->weight, points * number);
    dc_bytes_put_array(bytes, samples->target, points * samples->classes * number);
}

void dc_get_samples(dc_reader *reader, dc_samples *samples) {
    size_t number = sizeof(double);
    *samples = (dc_samples){ .points = dc_get_u64(reader) };
    samples->features = dc_get_u64(reader);
    samples->classes = dc_get_u64(reader);
    size_t points = samples->points;
    if (points > DC_POINTS_MOST || samples->features > DC_WIDTH_MOST ||
        samples->classes > DC_WIDTH_MOST)
        reader->bad = true;
    samples->x = dc_get_array(reader, points * samples->features * number);
    samples->label = dc_get_array(reader, points * sizeof *samples->label);
    samples->weight = dc_get_array(reader, points * number);
    samples->target = dc_get_array(reader, points * samples->classes * number);
    reader->bad = reader->bad || !samples->x || !samples->weight;
}

/* Numbers as they stand in memory. */
static dc_training_options without_texts(const dc_training_options *options) {
    dc_training_options bare = *options;
    bare.architecture = bare.activation = bare.loss = bare.optimiser = NULL;
    return bare;
}

void dc_put_training(dc_bytes *bytes, const dc_training_options *options) {
    dc_training_options bare = without_texts(options);
    dc_bytes_put_text(bytes, options->architecture);
    dc_bytes_put_text(bytes, options->activation);
    dc_bytes_put_text(bytes, options->loss);
    dc_bytes_put_text(bytes, options->optimiser);
    dc_bytes_put(bytes, &bare, sizeof bare);
}

void dc_get_training(dc_reader *reader, dc_training_options *options,
                     dc_training_texts *texts) {
    texts->architecture = dc_get_text(reader);
    texts->activation = dc_get_text(reader);
    texts->loss = dc_get_text(reader);
    texts->optimiser = dc_get_text(reader);
    dc_get(reader, options, sizeof *options);
    options->architecture = texts->architecture;
    options->activation = texts->activation;
    options->loss = texts->loss;
    options->optimiser = texts->optimiser;
    reader->bad = reader->bad || !texts->architecture || !texts->activation ||
                  !texts->loss || !texts->optimiser;
}

void dc_training_texts_clear(dc_training_texts *texts) {
    free(texts->architecture);
    free(texts->activation);
    free(texts->loss);
    free(texts->optimiser);
    *texts = (dc_training_texts){ 0 };
}
