/* Status codes and error messages.
 *
 * Every function that can fail returns a dc_status and, if it is given a
 * dc_error, fills in one message that names the offending file, line, column
 * and value. The library never prints, exits, aborts or installs signal
 * handlers.
 *
 *     dc_error error;
 *     dc_dataset *data;
 *     if (dc_dataset_read(&data, "iris.csv", NULL, &error) != DC_OK)
 *         fprintf(stderr, "%s\n", error.message);
 */
#ifndef DOUBLECHECK_STATUS_H
#define DOUBLECHECK_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) || defined(__clang__)
#define DC_MUST_USE __attribute__((warn_unused_result))
#define DC_PRINTF(format_, first_) __attribute__((format(printf, format_, first_)))
#define DC_API __attribute__((visibility("default")))
#else
#define DC_MUST_USE
#define DC_PRINTF(format_, first_)
#define DC_API
#endif

typedef enum dc_status {
    /* The call did what its header promises. */
    DC_OK = 0,
    /* The input (file, column, number, label) is malformed or cannot be used.
     * The message names file, line, column and text. */
    DC_EINPUT,
    /* An argument is outside its documented range. Nothing was computed. */
    DC_EUSAGE,
    /* A file could not be opened, read or written. */
    DC_EIO,
    /* Memory ran out, or the memory budget of the call would be exceeded. */
    DC_ENOMEM,
    /* The library found itself in a state that its own invariants exclude: a
     * bug. No result is returned, so nothing wrong is said. */
    DC_EINTERNAL,
    /* The host's stop callback asked the call to end, and it had nothing to give. */
    DC_ESTOPPED
} dc_status;

enum { DC_ERROR_SIZE = 640 };

/* A message in plain words, without a trailing newline; empty after DC_OK. */
typedef struct dc_error {
    dc_status status;
    char message[DC_ERROR_SIZE];
} dc_error;

/* The name of a status, e.g. "malformed input". Never NULL. */
DC_API const char *dc_status_name(dc_status status);

/* The library's version, e.g. "0.1.0". */
DC_API const char *dc_version(void);

#ifdef __cplusplus
}
#endif
#endif
