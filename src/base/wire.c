#include "base/wire.h"

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

/* In the tag of a piece: the next message of its sender is another one of the same letter. */
enum { MORE = 1 << 11 };

/* MPI counts bytes in an int. */
static size_t piece_most = (size_t)1 << 30;

void dc_wire_set_piece(size_t most) {
    piece_most = most;
}

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
    bool receiving;   /* a piece of it */
    bool more;        /* and others follow */
    bool dropped;     /* what comes of it is not kept */
    int left;         /* processes whose farewell has come */
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

/* Piece k of what is sent. */
static bool send_piece(parcel *p, size_t k, int rank, int kind) {
    size_t from = k * piece_most, left = p->bytes.size - from;
    bool last = left <= piece_most;
    if (MPI_Isend(p->bytes.at + from, (int)(last ? left : piece_most), MPI_BYTE, rank,
                  last ? kind : kind | MORE, wire.comm,
                  p->request + p->count) != MPI_SUCCESS)
        return false;
    p->count++;
    return true;
}

bool dc_wire_post(int first, int last, int kind, dc_bytes *bytes) {
    size_t ranks = (size_t)(last - first);
    size_t pieces = bytes->size > 0 ? (bytes->size - 1) / piece_most + 1 : 1;
    parcel *p = bytes->failed ? NULL
                              : malloc(sizeof *p + ranks * pieces * sizeof *p->request);
    if (!p) {
        dc_bytes_clear(bytes);
        return false;
    }
    bool posted = true;
    *p = (parcel){ .next = wire.sent, .bytes = *bytes };
    *bytes = (dc_bytes){ 0 };
    wire.sent = p;
    for (int rank = first; rank < last; rank++)
        for (size_t k = 0; k < pieces; k++)
            posted = send_piece(p, k, rank, kind) && posted;
    return posted;
}

/* Nothing is left of the letter under way, whatever still comes of it. */
static void drop(void) {
    bool failed = wire.coming.bytes.failed;
    dc_bytes_clear(&wire.coming.bytes);
    wire.coming.bytes.failed = failed;
    wire.dropped = true;
}

/* Room for so many bytes more of the letter under way; NULL: they are dropped. */
static unsigned char *room_for(size_t more) {
    dc_bytes *bytes = &wire.coming.bytes;
    if (wire.dropped)
        return NULL;
    unsigned char *at = realloc(bytes->at, bytes->size + more + 1);
    if (!at) {
        bytes->failed = true;
        drop();
        return NULL;
    }
    unsigned char *room = at + bytes->size;
    bytes->at = at;
    bytes->size += more;
    bytes->capacity = bytes->size;
    return room;
}

/* Begins to receive a letter, or the next piece of one, if there is one. Its sender may be lost in
 * the middle of it, so that no one waits for it here. Without memory it is cut to nothing, but
 * taken in, as its sender waits for that. */
static void receive(void) {
    static char none;
    MPI_Message message;
    MPI_Status status;
    int there = 0, size = 0;
    if (MPI_Improbe(wire.more ? wire.coming.from : MPI_ANY_SOURCE, MPI_ANY_TAG, wire.comm,
                    &there, &message, &status) != MPI_SUCCESS ||
        !there)
        return;
    MPI_Get_count(&status, MPI_BYTE, &size);
    if (!wire.more) {
        wire.coming = (dc_letter){ .from = status.MPI_SOURCE,
                                   .kind = status.MPI_TAG & ~MORE };
        wire.dropped = false;
    }
    wire.more = status.MPI_TAG & MORE;
    wire.receiving = true;
    wire.arrival = MPI_REQUEST_NULL;
    unsigned char *room = room_for((size_t)size);
    if (MPI_Imrecv(room ? (void *)room : &none, room ? size : 0, MPI_BYTE, &message,
                   &wire.arrival) != MPI_SUCCESS)
        drop();
}

static bool has_arrived(void) {
    int arrived = 0;
    if (MPI_Test(&wire.arrival, &arrived, MPI_STATUS_IGNORE) == MPI_SUCCESS)
        return arrived;
    drop();
    return true;
}

bool dc_wire_next(dc_letter *letter) {
    collect();
    do {
        if (!wire.receiving)
            receive();
        if (!wire.receiving || !has_arrived())
            return false;
        wire.receiving = false;
    } while (wire.more);
    *letter = wire.coming;
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

void dc_wire_set_piece(size_t most) {
    (void)most;
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
