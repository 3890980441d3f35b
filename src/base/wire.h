/* Letters between the processes of one run: the only code that knows MPI.
 *
 * One of them is rank 0, the leader. All calls come from the thread that began. Without MPI built
 * in, and in a process that was started alone, there is one process and no letter. */
#ifndef DC_BASE_WIRE_H
#define DC_BASE_WIRE_H

#include <doublecheck/status.h>

#include "base/bytes.h"

typedef struct dc_letter {
    int from; /* rank */
    int kind; /* what the sender called it, >= 0 */
    dc_bytes bytes;
} dc_letter;

/* The kind of the last letter of a process, which has left; no one else sends it. */
enum { DC_WIRE_FAREWELL = 1 << 10 };

/* True if MPI is built in. */
bool dc_wire_built(void);

/* True if a launcher (mpirun, srun) started several processes that belong together. */
bool dc_wire_wanted(void);

/* Joins the processes that were started together. All of them must call it. */
DC_MUST_USE dc_status dc_wire_begin(int *rank, int *count, dc_error *error);

/* Leaves them. orderly: waits until all of them do; else nothing is waited for, and nothing
 * may be sent after. */
void dc_wire_end(bool orderly);

/* How many of the processes are on this machine, this one included. */
int dc_wire_neighbours(void);

/* Sends bytes, which are taken over, to the ranks first .. last - 1; does not wait. False if
 * that cannot be done: memory is out, or a process is not there any more. */
bool dc_wire_post(int first, int last, int kind, dc_bytes *bytes);

/* Letters are sent in pieces of at most so many bytes (1 .. INT_MAX, the same in all processes);
 * for tests. Without it: 1 GiB. */
void dc_wire_set_piece(size_t most);

/* The next letter that has come, its bytes the caller's; false if there is none. Letters of
 * one process come in the order in which they were sent. letter->bytes.failed: memory was out,
 * and they are empty. */
bool dc_wire_next(dc_letter *letter);

/* Waits for a while: short after a letter, then longer, to leave the core to others.
 * *turns: how often nothing came. */
void dc_wire_rest(unsigned *turns);

/* Turns from which it waits for tenths of milliseconds: where other threads want the cores. */
enum { DC_WIRE_BUSY = 96 };

#endif
