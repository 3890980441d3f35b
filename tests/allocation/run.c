/* run_allocation REPORT STATUS ARGUMENT...: the program with these arguments, once undisturbed,
 * when it must end with the exit status, then again and again with allocations that fail. It
 * writes into out/, and its temporary files into tmp/.
 * Each run must end as the undisturbed one did, or say that memory is out; free all that it
 * was given; and leave in out/ only files that the undisturbed run leaves, too, and whole
 * (of files out/checkpoint*, which tell seconds, it is asked that they can be resumed).
 * "unit NAME" is no command, but a part of the program (units.h).
 * DC_ALLOCATION_PIPE: standard input comes through a pipe.
 *
 * Not every call fails: of the calls that came by the same way (the last returns) the first;
 * and of those of one place in the code the first four, and those whose number is a power of 2.
 * Of each place only the first, if DC_ALLOCATION_FEW is set; all, if DC_ALLOCATION_ALL is set.
 * DC_ALLOCATION_KNOWN: a report like REPORT of places that need not fail again.
 * REPORT gets a line for each place whose call failed alone.
 *
 * run_allocation REPORT RANK:PLACE ARGUMENT...: once; the first call from the place fails, in the
 * process of this rank. REPORT.RANK gets a line "STATUS FAILURES LEFT" and one for the place of
 * each call. */
#define calloc __real_calloc /* what is called here is no call of the program */
#define fdopen __real_fdopen

#include <dirent.h>
#include <flint/flint.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/saving.h"
#include "inject.h"
#include "times.h"
#include "units.h"

#define fopen __real_fopen64
FILE *__real_fopen64(const char *path, const char *mode);

int doublecheck_main(int argc, char **argv);

enum {
    ARGUMENTS_MOST = 64,
    FILES_MOST = 8,
    CODE_MEMORY = 2,
    SITE_FIRST = 4,
    SECONDS = 60
};

typedef struct file {
    char name[64];
    char *text;
} file;

/* What a run has left behind. */
typedef struct outcome {
    int code;
    char *out, *err;
    size_t left, count;
    file files[FILES_MOST];
} outcome;

static struct {
    int argc;
    char **argv;
    int in, out, err, said; /* descriptors: the run's streams; the tests' own output */
    size_t k;
    inject_mode mode;
} runner;

static void say(const char *text) {
    if (write(runner.said, text, strlen(text)) < 0)
        _exit(99);
}

static void describe(const char *what) {
    char line[4096];
    size_t length =
        (size_t)snprintf(line, sizeof line, "%s: allocation %zu%s, from %#lx:", what,
                         runner.k, runner.mode == INJECT_FROM ? " and all behind it" : "",
                         (unsigned long)inject_site(runner.k));
    for (int k = 0; k < runner.argc && length < sizeof line / 2; k++)
        length += (size_t)snprintf(line + length, sizeof line / 2 - length, " %s",
                                   runner.argv[k]);
    strcat(line, "\n");
    say(line);
}

static void on_signal(int number) {
    describe(number == SIGALRM ? "NO END" : "CRASH");
    _exit(98);
}

static char *read_whole(int fd) {
    off_t size = lseek(fd, 0, SEEK_END);
    char *text = calloc(1, (size_t)size + 1);
    if (!text || pread(fd, text, (size_t)size, 0) != size)
        abort();
    return text;
}

static bool is_name(const char *name) {
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

/* Removes the files of a folder; how many there were. */
static size_t clear(const char *folder) {
    DIR *dir = opendir(folder);
    size_t count = 0;
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (is_name(entry->d_name)) {
            unlinkat(dirfd(dir), entry->d_name, 0);
            count++;
        }
    closedir(dir);
    return count;
}

/* A checkpoint tells seconds: it counts whether it is whole. */
static char *checkpoint_text(const char *path) {
    unsigned char *at;
    size_t size;
    bool whole = dc_saved_read(&at, &size, path) == DC_KEPT_WHOLE;
    free(at);
    char *text = calloc(1, sizeof "damaged");
    if (!text)
        abort();
    return strcpy(text, whole ? "whole" : "damaged");
}

static bool is_checkpoint(const file *f) {
    return strncmp(f->name, "checkpoint", strlen("checkpoint")) == 0;
}

static void read_files(outcome *o) {
    DIR *dir = opendir("out");
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        char path[300];
        snprintf(path, sizeof path, "out/%s", entry->d_name);
        FILE *in = is_name(entry->d_name) ? fopen(path, "r") : NULL;
        if (!in || o->count == FILES_MOST)
            continue;
        file *f = o->files + o->count++;
        snprintf(f->name, sizeof f->name, "%.60s", entry->d_name);
        f->text = is_checkpoint(f) ? checkpoint_text(path) : read_whole(fileno(in));
        hide_times(f->text);
        fclose(in);
    }
    closedir(dir);
}

static void outcome_clear(outcome *o) {
    free(o->out);
    free(o->err);
    for (size_t k = 0; k < o->count; k++)
        free(o->files[k].text);
}

/* What is in a pipe is read once: each run gets another. */
static void refill_pipe(void) {
    int ends[2];
    char *text = read_whole(runner.in);
    size_t size = strlen(text);
    if (pipe(ends) || write(ends[1], text, size) != (ssize_t)size ||
        dup2(ends[0], STDIN_FILENO) < 0)
        abort();
    close(ends[0]);
    close(ends[1]);
    free(text);
}

/* With a list of its own: the program may change it. */
static int call_program(void) {
    char *argv[ARGUMENTS_MOST + 1] = { NULL };
    bool part = strcmp(runner.argv[1], "unit") == 0;
    memcpy(argv, runner.argv, (size_t)runner.argc * sizeof *argv);
    return (part ? unit_main : doublecheck_main)(runner.argc, argv);
}

static outcome run(inject_mode mode, size_t k) {
    outcome o = { 0 };
    clear("out");
    if (ftruncate(runner.out, 0) || ftruncate(runner.err, 0))
        abort();
    lseek(runner.out, 0, SEEK_SET);
    lseek(runner.err, 0, SEEK_SET);
    lseek(runner.in, 0, SEEK_SET);
    if (getenv("DC_ALLOCATION_PIPE"))
        refill_pipe();
    runner.mode = mode;
    runner.k = k;
    alarm(SECONDS);
    inject_start(mode, k);
    o.code = call_program();
    flint_cleanup();
    inject_end();
    o.left = inject_left();
    fflush(stdout);
    fflush(stderr);
    clearerr(stdout);
    o.out = read_whole(runner.out);
    o.err = read_whole(runner.err);
    hide_times(o.out);
    hide_times(o.err);
    read_files(&o);
    return o;
}

/* ---- what is asked of a run ------------------------------------------------------ */

static bool same_answer(const outcome *o, const outcome *good) {
    return o->code == good->code && strcmp(o->out, good->out) == 0;
}

/* One part of a text is missing, and the text says so. */
static bool says_missing(const outcome *o, const outcome *good) {
    return o->code == good->code && strstr(o->out, "(out of memory for ");
}

static bool says_memory(const outcome *o) {
    return o->code == CODE_MEMORY && strcasestr(o->err, "memory") &&
           !strstr(o->err, "internal error");
}

static const file *find(const outcome *o, const char *name) {
    for (size_t k = 0; k < o->count; k++)
        if (strcmp(o->files[k].name, name) == 0)
            return o->files + k;
    return NULL;
}

/* A cache may have been cut between two lines. */
static bool whole(const file *f, const outcome *good) {
    const file *other = find(good, f->name);
    size_t length = strlen(f->text);
    if (!other)
        return false;
    if (strcmp(f->name, "cache") == 0)
        return strncmp(f->text, other->text, length) == 0;
    return strcmp(f->text, other->text) == 0;
}

static size_t checkpoints(const outcome *o) {
    size_t count = 0;
    for (size_t k = 0; k < o->count; k++)
        count += is_checkpoint(o->files + k);
    return count;
}

/* A search goes on without a checkpoint that cannot be written, and warns. */
static bool all_are_there(const outcome *o, const outcome *good) {
    size_t missing = checkpoints(good) - checkpoints(o);
    return o->count + missing == good->count &&
           (missing == 0 || strcasestr(o->err, "memory"));
}

static bool files_are_good(const outcome *o, const outcome *good, bool done) {
    for (size_t k = 0; k < o->count; k++)
        if (!whole(o->files + k, good))
            return false;
    return clear("tmp") == 0 && (!done || all_are_there(o, good));
}

/* Who tells of a failure has not done all, but for a search that goes on without a file. */
static bool says_the_same(const outcome *o, const outcome *good) {
    return strcmp(o->err, good->err) == 0 || strstr(o->err, "the search goes on");
}

static size_t faults;

static void fault(const char *what, const outcome *o) {
    faults++;
    describe(what);
    dprintf(runner.said, "  exit status %d\n%s%s", o->code, o->out, o->err);
    for (size_t k = 0; k < o->count; k++)
        dprintf(runner.said, "  out/%s: %zu bytes\n", o->files[k].name,
                strlen(o->files[k].text));
}

static void judge(const outcome *o, const outcome *good) {
    bool same = same_answer(o, good);
    if (inject_failures() == 0)
        fault("NOTHING FAILED", o);
    if (!same && !says_memory(o) && !says_missing(o, good))
        fault("WRONG END", o);
    if (same && o->code != CODE_MEMORY && !says_the_same(o, good))
        fault("A MESSAGE, BUT NO FAILURE", o);
    if (!same && o->code != good->code && strstr(o->out, "HOLDS"))
        fault("HOLDS", o);
    if (!files_are_good(o, good, same))
        fault("WRONG FILES", o);
    if (o->left != good->left) {
        fault("LEAK", o);
        FILE *out = fdopen(dup(runner.said), "w");
        fprintf(out, "  %zu blocks:", o->left);
        inject_print_left(out);
        fclose(out);
    }
}

/* ---- which calls fail ------------------------------------------------------------ */

typedef struct call {
    uint64_t context;
    uintptr_t site;
    size_t k;
    bool chosen[2]; /* of each mode */
} call;

static int by_context(const void *left, const void *right) {
    const call *a = left, *b = right;
    if (a->context != b->context)
        return a->context < b->context ? -1 : 1;
    return (a->k > b->k) - (a->k < b->k);
}

static int by_site(const void *left, const void *right) {
    const call *a = left, *b = right;
    if (a->site != b->site)
        return a->site < b->site ? -1 : 1;
    return (a->k > b->k) - (a->k < b->k);
}

static int by_number(const void *left, const void *right) {
    const call *a = left, *b = right;
    return (a->k > b->k) - (a->k < b->k);
}

static bool power_of_two(size_t n) {
    return (n & (n - 1)) == 0;
}

static int by_place(const void *left, const void *right) {
    const uintptr_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Calls from places that need not fail again. */
static void spare_known(call *calls, size_t count) {
    enum { MOST = 1 << 16 };
    static uintptr_t known[MOST];
    size_t places = 0;
    const char *path = getenv("DC_ALLOCATION_KNOWN");
    FILE *in = path ? fopen(path, "r") : NULL;
    while (in && places < MOST && fscanf(in, "%lx", known + places) == 1)
        places++;
    if (in)
        fclose(in);
    qsort(known, places, sizeof *known, by_place);
    for (size_t k = 0; k < count; k++)
        if (bsearch(&calls[k].site, known, places, sizeof *known, by_place))
            calls[k].chosen[INJECT_ONE] = calls[k].chosen[INJECT_FROM] = false;
}

static void choose(call *calls, size_t count) {
    bool few = getenv("DC_ALLOCATION_FEW") != NULL;
    bool all = getenv("DC_ALLOCATION_ALL") != NULL;
    qsort(calls, count, sizeof *calls, by_context);
    for (size_t k = 0, n = 1; k < count; k++, n++) {
        if (k > 0 && calls[k].context != calls[k - 1].context)
            n = 1;
        calls[k].chosen[INJECT_ONE] = all || (n == 1 && !few);
    }
    qsort(calls, count, sizeof *calls, by_site);
    for (size_t k = 0, n = 1; k < count; k++, n++) {
        if (k > 0 && calls[k].site != calls[k - 1].site)
            n = 1;
        if (few ? n == 1 : n <= SITE_FIRST || power_of_two(n))
            calls[k].chosen[INJECT_ONE] = true;
        calls[k].chosen[INJECT_FROM] = all ||
                                       (!few && (n == 1 || (n > 4 && power_of_two(n))));
    }
    qsort(calls, count, sizeof *calls, by_number);
    spare_known(calls, count);
}

static call *trace(outcome *good, size_t *count) {
    outcome first = run(INJECT_ONE,
                        0); /* libraries keep what they make when first used */
    inject_trace(true);
    *good = run(INJECT_ONE, 0);
    inject_trace(false);
    if (!same_answer(&first, good) || clear("tmp"))
        fault("NOT THE SAME TWICE", good);
    outcome_clear(&first);
    *count = inject_calls();
    call *calls = calloc(*count + 1, sizeof *calls);
    for (size_t k = 0; k < *count; k++)
        calls[k] = (call){ .context = inject_context(k + 1),
                           .site = inject_site(k + 1),
                           .k = k + 1 };
    return calls;
}

static void report(const char *path, call *calls, size_t count) {
    FILE *out = fopen(path, "w");
    qsort(calls, count, sizeof *calls, by_site);
    for (size_t k = 0; out && k < count; k++)
        if (calls[k].chosen[INJECT_ONE])
            fprintf(out, "%#lx\n", (unsigned long)calls[k].site);
    if (!out || fclose(out) != 0)
        say("the report cannot be written\n");
}

/* One run, as one of several processes, which end with it. */
static int run_once(const char *path, const char *which) {
    const char *rank = getenv("OMPI_COMM_WORLD_RANK");
    size_t wanted;
    uintptr_t place;
    char own[4096], part[4096 + 8];
    if (!rank || sscanf(which, "%zu:%lx", &wanted, &place) != 2)
        return 97;
    bool chosen = strtoul(rank, NULL, 10) == wanted;
    snprintf(own, sizeof own, "%s.%s", path, rank);
    snprintf(part, sizeof part, "%s.part", own);
    inject_init();
    inject_start_at(chosen ? place : 0);
    int code = call_program();
    flint_cleanup();
    inject_end();
    FILE *out = fopen(part, "w");
    if (!out)
        return 97;
    fprintf(out, "%d %zu %zu\n", code, inject_failures(), inject_left());
    for (size_t n = 1; n <= inject_calls(); n++)
        fprintf(out, "%#lx\n", (unsigned long)inject_site(n));
    return fclose(out) == 0 && rename(part, own) == 0 ? code : 97;
}

static void redirect(void) {
    runner.in = dup(STDIN_FILENO);
    runner.said = dup(STDOUT_FILENO);
    runner.out = memfd_create("out", 0);
    runner.err = memfd_create("err", 0);
    dup2(runner.out, STDOUT_FILENO);
    dup2(runner.err, STDERR_FILENO);
}

int main(int argc, char **argv) {
    static const int signals[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGALRM };
    outcome good;
    size_t count, runs = 0;
    if (argc < 4 || argc - 2 > ARGUMENTS_MOST)
        return 2;
    runner.argc = argc - 2;
    runner.argv = argv + 2;
    const char *path = argv[1];
    const char *which = argv[2];
    int status = atoi(which);
    argv[2] = argv[0];
    if (strchr(which, ':'))
        return run_once(path, which);
    setenv("TMPDIR", "tmp", 1);
    redirect();
    inject_init();
    for (size_t k = 0; k < sizeof signals / sizeof *signals; k++)
        signal(signals[k], on_signal);
    call *calls = trace(&good, &count);
    if (good.code != status)
        fault("UNDISTURBED", &good);
    if (good.left != 0)
        fault("LEAK WITHOUT FAILURE", &good);
    choose(calls, count);
    for (size_t k = 0; k < count; k++)
        for (inject_mode mode = INJECT_ONE; mode <= INJECT_FROM; mode++)
            if (calls[k].chosen[mode]) {
                outcome o = run(mode, calls[k].k);
                judge(&o, &good);
                outcome_clear(&o);
                runs++;
            }
    report(path, calls, count);
    dprintf(runner.said,
            "exit status %d, %zu allocations, %zu runs, %zu kept, %zu faults\n",
            good.code, count, runs, good.left, faults);
    outcome_clear(&good);
    free(calls);
    return faults ? 1 : 0;
}
