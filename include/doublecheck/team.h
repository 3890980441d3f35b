/* Several processes, on one machine or many, that work on one check, simulation or stress study
 * (MPI).
 *
 *     MPI_Init_thread(...);                       -- or not: dc_team_begin does it then
 *     if (dc_team_begin(&error) != DC_OK) ...
 *     if (dc_team_rank() > 0)
 *         status = dc_team_serve(&error);         -- works until the leader ends the team
 *     else
 *         status = dc_check(&result, data, &options, &error);
 *     dc_team_end();
 *
 * Rank 0, the leader, calls the library as it would alone; boxes of directions, sets of
 * coordinates and trainings are handed to the ranks that serve. They need no files: what they
 * work on is sent to them. Results and the bytes of certificates are those of one process, if
 * all processes run on one CPU type; others are refused.
 *
 * Calls of the library that search (dc_check, dc_certificate_write) or train (dc_simulate,
 * dc_stress) spread their work if they come from the thread that called dc_team_begin; from
 * other threads, and before dc_team_begin, they work alone. Without MPI built in there is one
 * process.
 */
#ifndef DOUBLECHECK_TEAM_H
#define DOUBLECHECK_TEAM_H

#include <stdbool.h>

#include <doublecheck/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* True if MPI is built in. */
DC_API bool dc_team_built(void);

/* True if a launcher (mpirun, srun with PMIx) started this process as one of several. A program
 * that runs alone in a batch job is none. */
DC_API bool dc_team_wanted(void);

/* Joins the processes that were started together; every one of them calls it, once. Initialises
 * MPI unless the host has done so (at least MPI_THREAD_FUNNELED). DC_EUSAGE in every process if
 * MPI is not built in, or one of them is of another version or on another CPU type: the message
 * tells which. DC_EIO if MPI cannot be started. */
DC_API DC_MUST_USE dc_status dc_team_begin(dc_error *error);

/* This process among them; 0, the leader, in one that works alone. */
DC_API int dc_team_rank(void);

/* How many they are; 1 in one that works alone. */
DC_API int dc_team_count(void);

/* Works for the leader until it ends the team; for ranks > 0 between dc_team_begin and
 * dc_team_end. Takes the threads that the leader's options say, or one for each core of its
 * share of the machine, and memory for a copy of the points. It writes and prints nothing. */
DC_API DC_MUST_USE dc_status dc_team_serve(dc_error *error);

/* NULL; or, in the leader, a message that names the process that was lost: its work was not
 * done, and the call that noticed has stopped (DC_STOP_LOST). The team then does nothing more. */
DC_API const char *dc_team_lost(void);

/* Ends the team. The leader tells the others; all wait for one another, unless one was lost.
 * MPI is finalised if dc_team_begin had initialised it. Fine without dc_team_begin. */
DC_API void dc_team_end(void);

#ifdef __cplusplus
}
#endif
#endif
