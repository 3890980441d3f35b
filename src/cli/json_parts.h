/* Pieces of JSON output. Every exact number is a string. What is built of a piece that is NULL
 * (memory is out) is not whole, and becomes NULL itself. */
#ifndef DC_CLI_JSON_PARTS_H
#define DC_CLI_JSON_PARTS_H

#include <jansson.h>
#include <stdio.h>

#include <doublecheck/check.h>
#include <doublecheck/network.h>

/* Take over value; false if it is NULL or memory is out. */
bool cli_json_put(json_t *object, const char *key, json_t *value);
bool cli_json_append(json_t *array, json_t *value);

/* Takes over the object; NULL unless it was filled in whole. */
json_t *cli_json_finished(json_t *object, bool whole);

/* Text with what cannot be shown replaced; a fraction; a number. */
json_t *cli_json_plain(const char *text);
json_t *cli_json_rational(const mpq_t value);
json_t *cli_json_count(uint64_t value);

/* Begins a result: puts schema, program ("doublecheck" and the command, if that is not
 * NULL) and version. */
bool cli_json_put_head(json_t *object, const char *command);

/* Takes over a result and writes it, with `flags` of jansson beside the indent; false if it
 * is NULL or writing fails. */
bool cli_json_write(FILE *out, json_t *result, size_t flags);

/* Of `count` looks at a training (> 0) a result holds about CLI_LOOKS_KEPT: which comes after k,
 * at last the last one, then count. */
enum { CLI_LOOKS_KEPT = 200 };
size_t cli_json_next_look(size_t k, size_t count);

/* A number, or null for what is not finite: JSON has no infinities. */
json_t *cli_json_real(double value);

/* A seed as text: not every reader has integers of 64 bits. */
json_t *cli_json_seed(uint64_t seed);

/* Puts architecture, activation, optimizer, rate, momentum, batch (null: all) and float32. */
bool cli_json_put_training(json_t *object, const dc_training_options *training);

/* v, c, r and masses; null: there is none. */
json_t *cli_json_witness(const dc_witness *witness);

json_t *cli_json_parameters(const dc_parameters *parameters);

/* Puts the SHA-256 of data; nothing for data that are from no file (NULL). */
bool cli_json_put_digest(json_t *object, const char *digest);
json_t *cli_json_data(const dc_dataset *data, const char *file);

#endif
