/* Certificates: a result's brackets with their proofs, for a separate program to
 * check (docs/certificate-format.md).
 *
 *     dc_result *result;
 *     if (dc_check(&result, data, &options, &error) == DC_OK &&
 *         dc_certificate_write("out.dcert", result, data, &options, &error) == DC_OK)
 *         ...                     -- doublecheck-verify DATA out.dcert
 *
 * A result is not verified until doublecheck-verify says so.
 */
#ifndef DOUBLECHECK_CERTIFICATE_H
#define DOUBLECHECK_CERTIFICATE_H

#include <doublecheck/check.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Writes the certificate of a result to path ("-": standard output). result, data and
 * options must be those of one call of dc_check. Of each group it claims the bracket;
 * of groups that were not examined, only that m* < delta.
 *
 * It is for the file that the data were read from if dc_dataset_plain_csv says so, else
 * for the one that dc_dataset_write_csv writes. The bytes are a function of data, options and
 * brackets, not of the number of threads; on another type of CPU they may differ.
 *
 * Cost: a second pass over the boxes that the search did not settle for the bound it ended
 * with, a fifth to a half of the search's time; options->progress and options->stop are
 * called, limits of time and memory do not apply.
 * Returns DC_OK; DC_EUSAGE if names and sizes of the groups, or the features, show that the
 * result is not of these data (other data may go unnoticed here; the verifier notices);
 * DC_EIO; DC_ENOMEM; DC_ESTOPPED; DC_EINTERNAL, also for a bound that is false.
 *
 * The file takes its place when it is whole and on the disk: after a failure, or when the process
 * is killed, there is the one of before, or none. Until then what is written is beside it, as
 * PATH.NUMBER.new. Devices, pipes, symbolic links, files of another user and those in a folder
 * that takes no new file are written directly. */
DC_API DC_MUST_USE dc_status dc_certificate_write(const char *path,
                                                  const dc_result *result,
                                                  const dc_dataset *data,
                                                  const dc_check_options *options,
                                                  dc_error *error);

#ifdef __cplusplus
}
#endif
#endif
