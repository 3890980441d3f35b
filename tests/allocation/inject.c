#include "inject.h"

#include <errno.h>
#include <execinfo.h>
#include <gmp.h>
#include <jansson.h>
#include <lapacke.h>
#include <nlopt.h>
#include <pthread.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { CALLS_MOST = 1 << 20, BLOCK_BITS = 17, BLOCKS = 1 << BLOCK_BITS, DEPTH = 8 };

extern const char __executable_start;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void __real_free(void *block);
FILE *__real_fopen(const char *path, const char *mode);
FILE *__real_fopen64(const char *path, const char *mode);
FILE *__real_fdopen(int fd, const char *mode);
FILE *__real_fopencookie(void *cookie, const char *mode, cookie_io_functions_t functions);

/* Blocks in use and who asked for them: a table with linear probing. Addresses are kept
 * inverted, so that a leak check does not find the blocks here. */
typedef struct entry {
    uintptr_t block, site;
} entry;

static const uintptr_t GONE = 1;
static struct {
    pthread_mutex_t lock;
    bool on, traced;
    inject_mode mode;
    size_t k, calls, failures, left, used;
    uintptr_t place; /* if not 0: the first call from there fails */
    uintptr_t site[CALLS_MOST];
    uint64_t context[CALLS_MOST];
    entry blocks[BLOCKS];
} injector = { .lock = PTHREAD_MUTEX_INITIALIZER };

static uintptr_t offset_of(const void *address) {
    return (uintptr_t)address - (uintptr_t)&__executable_start;
}

static size_t place_of(uintptr_t block) {
    return (size_t)((block >> 4) * 0x9e3779b97f4a7c15u >> (64 - BLOCK_BITS));
}

static uint64_t context(void) {
    void *frames[DEPTH];
    uint64_t hash = 0;
    int count = backtrace(frames, DEPTH);
    for (int k = 0; k < count; k++)
        hash = (hash ^ offset_of(frames[k])) * 0x9e3779b97f4a7c15u;
    return hash;
}

/* The k-th call, from an address; true if it is to fail. */
static bool fails(const void *from) {
    pthread_mutex_lock(&injector.lock);
    bool fail = false;
    if (injector.on) {
        size_t call = ++injector.calls;
        if (call < CALLS_MOST)
            injector.site[call] = offset_of(from);
        if (call < CALLS_MOST && injector.traced)
            injector.context[call] = context();
        if (injector.place)
            fail = offset_of(from) == injector.place && injector.failures == 0;
        else
            fail = injector.k > 0 && (injector.mode == INJECT_ONE ? call == injector.k
                                                                  : call >= injector.k);
        injector.failures += fail;
    }
    pthread_mutex_unlock(&injector.lock);
    if (fail)
        errno = ENOMEM;
    return fail;
}

static void put(entry new) {
    size_t at = place_of(~new.block);
    while (injector.blocks[at % BLOCKS].block > GONE)
        at++;
    injector.used += injector.blocks[at % BLOCKS].block == 0;
    injector.blocks[at % BLOCKS] = new;
}

/* Without the places of blocks that are gone. */
static void put_all_again(void) {
    static entry old[BLOCKS];
    if (injector.left > 3 * (BLOCKS / 8))
        abort();
    memcpy(old, injector.blocks, sizeof old);
    memset(injector.blocks, 0, sizeof injector.blocks);
    injector.used = 0;
    for (size_t k = 0; k < BLOCKS; k++)
        if (old[k].block > GONE)
            put(old[k]);
}

static void *remember(void *block, const void *from) {
    pthread_mutex_lock(&injector.lock);
    if (block && injector.on) {
        if (injector.used > BLOCKS / 2)
            put_all_again();
        put((entry){ ~(uintptr_t)block, offset_of(from) });
        injector.left++;
    }
    pthread_mutex_unlock(&injector.lock);
    return block;
}

static void forget(const void *block) {
    pthread_mutex_lock(&injector.lock);
    size_t at = place_of((uintptr_t)block);
    for (; block && injector.blocks[at % BLOCKS].block; at++)
        if (injector.blocks[at % BLOCKS].block == ~(uintptr_t)block) {
            injector.blocks[at % BLOCKS].block = GONE;
            injector.left--;
            break;
        }
    pthread_mutex_unlock(&injector.lock);
}

void inject_start(inject_mode mode, size_t k) {
    memset(injector.blocks, 0, sizeof injector.blocks);
    injector.mode = mode;
    injector.k = k;
    injector.place = 0;
    injector.calls = injector.failures = injector.left = injector.used = 0;
    injector.on = true;
}

void inject_start_at(uintptr_t place) {
    inject_start(INJECT_ONE, 0);
    injector.place = place;
}

void inject_end(void) {
    injector.on = false;
}

size_t inject_calls(void) {
    return injector.calls;
}

size_t inject_failures(void) {
    return injector.failures;
}

size_t inject_left(void) {
    return injector.left;
}

uintptr_t inject_site(size_t k) {
    return k < CALLS_MOST ? injector.site[k] : 0;
}

uint64_t inject_context(size_t k) {
    return k < CALLS_MOST ? injector.context[k] : 0;
}

void inject_trace(bool on) {
    injector.traced = on;
}

void inject_print_left(FILE *out) {
    for (size_t k = 0; k < BLOCKS; k++)
        if (injector.blocks[k].block > GONE)
            fprintf(out, " %#lx", (unsigned long)injector.blocks[k].site);
    fputc('\n', out);
}

/* ---- GMP, jansson ---------------------------------------------------------------- */

static void *gmp_make(size_t size) {
    void *block = __real_malloc(size);
    if (!block)
        abort();
    return remember(block, __builtin_return_address(0));
}

static void *gmp_resize(void *old, size_t before, size_t size) {
    (void)before;
    forget(old);
    void *block = __real_realloc(old, size);
    if (!block)
        abort();
    return remember(block, __builtin_return_address(0));
}

static void gmp_drop(void *block, size_t size) {
    (void)size;
    forget(block);
    __real_free(block);
}

void *__wrap_malloc(size_t size);
void __wrap_free(void *block);

json_t *__real_json_load_file(const char *path, size_t flags, json_error_t *error);

/* As a whole: jansson calls a text malformed when memory is out while it reads one. */
json_t *__wrap_json_load_file(const char *path, size_t flags, json_error_t *error) {
    if (fails(__builtin_return_address(0))) {
        *error = (json_error_t){ .line = -1, .column = -1, .text = "not enough memory" };
        return NULL;
    }
    bool on = injector.on;
    injector.on = false;
    json_t *loaded = __real_json_load_file(path, flags, error);
    injector.on = on;
    return loaded;
}

void inject_init(void) {
    mp_set_memory_functions(gmp_make, gmp_resize, gmp_drop);
    json_set_alloc_funcs(__wrap_malloc, __wrap_free);
}

/* ---- libc ------------------------------------------------------------------------ */

#define FROM __builtin_return_address(0)

void *__wrap_malloc(size_t size) {
    return fails(FROM) ? NULL : remember(__real_malloc(size), FROM);
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails(FROM) ? NULL : remember(__real_calloc(count, size), FROM);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
    return fails(FROM) ? NULL : remember(__real_aligned_alloc(alignment, size), FROM);
}

void *__wrap_realloc(void *old, size_t size) {
    if (fails(FROM))
        return NULL;
    forget(old);
    void *block = __real_realloc(old, size);
    return remember(block ? block : old, FROM) && block ? block : NULL;
}

void __wrap_free(void *block) {
    int reason = errno;
    forget(block);
    __real_free(block);
    errno = reason;
}

char *__wrap_strndup(const char *text, size_t most) {
    size_t size = strnlen(text, most);
    char *copy = fails(FROM) ? NULL : remember(__real_malloc(size + 1), FROM);
    if (copy) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

char *__wrap_strdup(const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = fails(FROM) ? NULL : remember(__real_malloc(size), FROM);
    return copy ? memcpy(copy, text, size) : NULL;
}

int __wrap_asprintf(char **text, const char *format, ...) {
    va_list arguments;
    *text = (char *)1; /* nothing is promised of it after a failure */
    if (fails(FROM))
        return -1;
    va_start(arguments, format);
    int length = vasprintf(text, format, arguments);
    va_end(arguments);
    if (length >= 0)
        remember(*text, FROM);
    return length;
}

/* ---- files ----------------------------------------------------------------------- */

FILE *__wrap_fopen(const char *path, const char *mode) {
    return fails(FROM) ? NULL : __real_fopen(path, mode);
}

FILE *__wrap_fopen64(const char *path, const char *mode) {
    return fails(FROM) ? NULL : __real_fopen64(path, mode);
}

FILE *__wrap_fdopen(int fd, const char *mode) {
    return fails(FROM) ? NULL : __real_fdopen(fd, mode);
}

FILE *__wrap_fopencookie(void *cookie, const char *mode,
                         cookie_io_functions_t functions) {
    return fails(FROM) ? NULL : __real_fopencookie(cookie, mode, functions);
}

/* ---- zlib ------------------------------------------------------------------------ */

gzFile __real_gzdopen(int fd, const char *mode);
int __real_gzread(gzFile file, voidp buffer, unsigned size);
const char *__real_gzerror(gzFile file, int *code);

static bool zlib_failed;

gzFile __wrap_gzdopen(int fd, const char *mode) {
    zlib_failed = false;
    return fails(FROM) ? NULL : __real_gzdopen(fd, mode);
}

int __wrap_gzread(gzFile file, voidp buffer, unsigned size) {
    zlib_failed = fails(FROM);
    return zlib_failed ? -1 : __real_gzread(file, buffer, size);
}

const char *__wrap_gzerror(gzFile file, int *code) {
    if (!zlib_failed)
        return __real_gzerror(file, code);
    *code = Z_MEM_ERROR;
    return "insufficient memory";
}

/* ---- LAPACKE, NLopt, processes --------------------------------------------------- */

#define LAPACK(name, parameters, arguments) \
    lapack_int __real_LAPACKE_##name parameters; \
    lapack_int __wrap_LAPACKE_##name parameters; \
    lapack_int __wrap_LAPACKE_##name parameters { \
        return fails(FROM) ? LAPACK_WORK_MEMORY_ERROR : __real_LAPACKE_##name arguments; \
    }

LAPACK(dgesv,
       (int layout, lapack_int n, lapack_int columns, double *a, lapack_int lda,
        lapack_int *pivots, double *b, lapack_int ldb),
       (layout, n, columns, a, lda, pivots, b, ldb))
LAPACK(dsyev,
       (int layout, char what, char part, lapack_int n, double *a, lapack_int lda,
        double *w),
       (layout, what, part, n, a, lda, w))
LAPACK(dposv,
       (int layout, char part, lapack_int n, lapack_int columns, double *a,
        lapack_int lda, double *b, lapack_int ldb),
       (layout, part, n, columns, a, lda, b, ldb))
LAPACK(dgeqp3,
       (int layout, lapack_int m, lapack_int n, double *a, lapack_int lda,
        lapack_int *pivots, double *tau),
       (layout, m, n, a, lda, pivots, tau))
LAPACK(dgetri,
       (int layout, lapack_int n, double *a, lapack_int lda, const lapack_int *pivots),
       (layout, n, a, lda, pivots))

/* In columns these do not allocate. */
#define LAPACK_BY_ROWS(name, parameters, arguments) \
    lapack_int __real_LAPACKE_##name parameters; \
    lapack_int __wrap_LAPACKE_##name parameters; \
    lapack_int __wrap_LAPACKE_##name parameters { \
        return layout == LAPACK_ROW_MAJOR && fails(FROM) \
                   ? LAPACK_TRANSPOSE_MEMORY_ERROR \
                   : __real_LAPACKE_##name arguments; \
    }

LAPACK_BY_ROWS(dpotrf, (int layout, char part, lapack_int n, double *a, lapack_int lda),
               (layout, part, n, a, lda))
LAPACK_BY_ROWS(dtrtri,
               (int layout, char part, char diagonal, lapack_int n, double *a,
                lapack_int lda),
               (layout, part, diagonal, n, a, lda))

nlopt_opt __real_nlopt_create(nlopt_algorithm algorithm, unsigned n);
nlopt_opt __wrap_nlopt_create(nlopt_algorithm algorithm, unsigned n) {
    return fails(FROM) ? NULL : __real_nlopt_create(algorithm, n);
}

nlopt_result __real_nlopt_optimize(nlopt_opt method, double *x, double *value);
nlopt_result __wrap_nlopt_optimize(nlopt_opt method, double *x, double *value) {
    return fails(FROM) ? NLOPT_OUT_OF_MEMORY : __real_nlopt_optimize(method, x, value);
}

nlopt_result __real_nlopt_set_min_objective(nlopt_opt method, nlopt_func f, void *data);
nlopt_result __wrap_nlopt_set_min_objective(nlopt_opt method, nlopt_func f, void *data) {
    return fails(FROM) ? NLOPT_OUT_OF_MEMORY
                       : __real_nlopt_set_min_objective(method, f, data);
}

int __real_posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *actions, int fd,
                                            const char *path, int flags, mode_t mode);
int __wrap_posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *actions, int fd,
                                            const char *path, int flags, mode_t mode) {
    return fails(FROM)
               ? ENOMEM
               : __real_posix_spawn_file_actions_addopen(actions, fd, path, flags, mode);
}

int __real_posix_spawnp(pid_t *child, const char *file,
                        const posix_spawn_file_actions_t *actions,
                        const posix_spawnattr_t *attributes, char *const argv[],
                        char *const envp[]);
int __wrap_posix_spawnp(pid_t *child, const char *file,
                        const posix_spawn_file_actions_t *actions,
                        const posix_spawnattr_t *attributes, char *const argv[],
                        char *const envp[]) {
    return fails(FROM)
               ? ENOMEM
               : __real_posix_spawnp(child, file, actions, attributes, argv, envp);
}
