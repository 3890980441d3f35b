#include "base/wire.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#include "base/error.h"

/* A number in the environment; 0 without it. */
static long number_of(const char *name) {
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : 0;
}

/* Slurm sets its variables in every batch script; only the steps that it starts with PMIx have
 * a rank there. */
bool dc_wire_wanted(void) {
    return number_of("OMPI_COMM_WORLD_SIZE") > 1 ||
           (getenv("PMIX_RANK") && number_of("SLURM_STEP_NUM_TASKS") > 1);
}

void dc_wire_rest(unsigned *turns) {
    long microseconds = 10L << (*turns / 32 < 7 ? *turns / 32 : 7);
    struct timespec rest = { .tv_nsec = 1000 * microseconds };
    if (*turns == 0)
        prctl(PR_SET_TIMERSLACK, 1000L); /* of this thread: one microsecond */
    ++*turns;
    nanosleep(&rest, NULL);
}

#ifdef DC_HAVE_MPI

#include <mpi.h>

/* Bytes on their way. */
typedef struct parcel {
    struct parcel *next;
    dc_bytes bytes;
    int count;
    MPI_Request request[]; /* [count] */
} parcel;

static struct {
    MPI_Comm comm;
    bool own; /* this file began MPI, and so ends it */
    parcel *sent;
    dc_letter coming; /* under way, if receiving */
    bool receiving;
    int left; /* processes whose farewell has come */
    MPI_Request arrival;
} wire;

bool dc_wire_built(void) {
    return true;
}

/* Errors come back as codes: the loss of a process must not end this one. */
static dc_status join(int *rank, int *count) {
    int begun = 0, level = 0;
    if (MPI_Initialized(&begun) != MPI_SUCCESS)
        return DC_EIO;
    wire.own = !begun;
    if (!begun && MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level) != MPI_SUCCESS)
        return DC_EIO;
    if (MPI_Query_thread(&level) != MPI_SUCCESS || level < MPI_THREAD_FUNNELED)
        return DC_EUSAGE;
    if (MPI_Comm_dup(MPI_COMM_WORLD, &wire.comm) != MPI_SUCCESS)
        return DC_EIO;
    MPI_Comm_set_errhandler(wire.comm, MPI_ERRORS_RETURN);
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    MPI_Comm_rank(wire.comm, rank);
    MPI_Comm_size(wire.comm, count);
    return DC_OK;
}

dc_status dc_wire_begin(int *rank, int *count, dc_error *error) {
    dc_status status = join(rank, count);
    if (status == DC_EUSAGE)
        return dc_fail(error, status,
                       "MPI was begun without threads: MPI_Init_thread with "
                       "MPI_THREAD_FUNNELED is needed");
    return status == DC_OK ? DC_OK : dc_fail(error, status, "MPI could not be started");
}

int dc_wire_neighbours(void) {
    MPI_Comm here;
    int count = 1;
    if (MPI_Comm_split_type(wire.comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here) !=
        MPI_SUCCESS)
        return 1;
    MPI_Comm_size(here, &count);
    MPI_Comm_free(&here);
    return count;
}

static void discard(parcel *p) {
    dc_bytes_clear(&p->bytes);
    free(p);
}

/* Frees what has arrived. */
static void collect(void) {
    for (parcel **at = &wire.sent; *at;) {
        parcel *p = *at;
        int done = 0;
        if (MPI_Testall(p->count, p->request, &done, MPI_STATUSES_IGNORE) !=
                MPI_SUCCESS ||
            !done) {
            at = &p->next;
            continue;
        }
        *at = p->next;
        discard(p);
    }
}

bool dc_wire_post(int first, int last, int kind, dc_bytes *bytes) {
    size_t count = (size_t)(last - first);
    parcel *p = bytes->failed || bytes->size > INT_MAX
                    ? NULL
                    : malloc(sizeof *p + count * sizeof *p->request);
    if (!p) {
        dc_bytes_clear(bytes);
        return false;
    }
    bool posted = true;
    *p = (parcel){ .next = wire.sent, .bytes = *bytes };
    *bytes = (dc_bytes){ 0 };
    wire.sent = p;
    for (int rank = first; rank < last; rank++)
        if (MPI_Isend(p->bytes.at, (int)p->bytes.size, MPI_BYTE, rank, kind, wire.comm,
                      p->request + p->count) == MPI_SUCCESS)
            p->count++;
        else
            posted = false;
    return posted;
}

/* Begins to receive a letter, if there is one. Its sender may be lost in the middle of it, so
 * that no one waits for it here. Without memory it is cut to nothing, but taken in, as its sender
 * waits for that. */
static void receive(void) {
    static char none;
    MPI_Message message;
    MPI_Status status;
    int there = 0, size = 0;
    if (MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, wire.comm, &there, &message, &status) !=
            MPI_SUCCESS ||
        !there)
        return;
    MPI_Get_count(&status, MPI_BYTE, &size);
    wire.coming = (dc_letter){ .from = status.MPI_SOURCE, .kind = status.MPI_TAG };
    dc_bytes *bytes = &wire.coming.bytes;
    bytes->at = malloc((size_t)size + 1);
    bytes->failed = !bytes->at;
    bytes->size = bytes->capacity = bytes->at ? (size_t)size : 0;
    wire.receiving = true;
    wire.arrival = MPI_REQUEST_NULL;
    if (MPI_Imrecv(bytes->at ? (void *)bytes->at : &none, (int)bytes->size, MPI_BYTE,
                   &message, &wire.arrival) != MPI_SUCCESS)
        bytes->size = 0;
}

bool dc_wire_next(dc_letter *letter) {
    int arrived = 0;
    collect();
    if (!wire.receiving)
        receive();
    if (!wire.receiving)
        return false;
    if (MPI_Test(&wire.arrival, &arrived, MPI_STATUS_IGNORE) != MPI_SUCCESS) {
        wire.coming.bytes.size = 0;
        arrived = true;
    }
    if (!arrived)
        return false;
    *letter = wire.coming;
    wire.receiving = false;
    wire.left += letter->kind == DC_WIRE_FAREWELL;
    return true;
}

/* Asks for no memory: it must come even where that is out. */
static bool say_farewell(int first, int last) {
    bool posted = true;
    for (int rank = first; rank < last; rank++) {
        MPI_Request request;
        if (MPI_Isend(NULL, 0, MPI_BYTE, rank, DC_WIRE_FAREWELL, wire.comm, &request) !=
                MPI_SUCCESS ||
            MPI_Request_free(&request) != MPI_SUCCESS)
            posted = false;
    }
    return posted;
}

/* A process that was told to end may still have sent what nobody waits for any more; MPI
 * ends only after all of it was taken in. Letters come in order: behind each one's farewell
 * there is nothing. */
static void part(void) {
    int rank = 0, count = 1;
    unsigned turns = 0;
    MPI_Comm_rank(wire.comm, &rank);
    MPI_Comm_size(wire.comm, &count);
    int first = rank == 0 ? 1 : 0, last = rank == 0 ? count : 1, awaited = last - first;
    bool posted = say_farewell(first, last);
    for (; posted && (wire.left < awaited || wire.sent); dc_wire_rest(&turns)) {
        dc_letter letter;
        while (dc_wire_next(&letter))
            dc_bytes_clear(&letter.bytes);
    }
    wire.left = 0;
}

void dc_wire_end(bool orderly) {
    if (!orderly)
        return; /* MPI would wait for those that are not there */
    part();
    MPI_Comm_free(&wire.comm);
    if (wire.own)
        MPI_Finalize();
}

#else

bool dc_wire_built(void) {
    return false;
}

dc_status dc_wire_begin(int *rank, int *count, dc_error *error) {
    *rank = 0;
    *count = 1;
    return dc_fail(
        error, DC_EUSAGE,
        "several processes were started (mpirun, srun), but this doublecheck was "
        "built without MPI");
}

int dc_wire_neighbours(void) {
    return 1;
}

bool dc_wire_post(int first, int last, int kind, dc_bytes *bytes) {
    (void)first, (void)last, (void)kind;
    dc_bytes_clear(bytes);
    return false;
}

bool dc_wire_next(dc_letter *letter) {
    (void)letter;
    return false;
}

void dc_wire_end(bool orderly) {
    (void)orderly;
}

#endif
