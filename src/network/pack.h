/* Points and options of trainings as bytes (base/bytes.h), for another process. */
#ifndef DC_NETWORK_PACK_H
#define DC_NETWORK_PACK_H

#include <doublecheck/network.h>

#include "base/bytes.h"

void dc_put_samples(dc_bytes *bytes, const dc_samples *samples);

/* The caller clears samples, also if the reader is bad: bytes are missing, or memory is out. */
void dc_get_samples(dc_reader *reader, dc_samples *samples);

/* Options that own their texts. */
typedef struct dc_training_texts {
    char *architecture, *activation, *loss, *optimiser;
} dc_training_texts;

void dc_put_training(dc_bytes *bytes, const dc_training_options *options);

/* options borrow from texts, which the caller clears, also if the reader is bad. */
void dc_get_training(dc_reader *reader, dc_training_options *options,
                     dc_training_texts *texts);
void dc_training_texts_clear(dc_training_texts *texts);

#endif
