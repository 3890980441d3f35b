/* Allocations that fail on purpose. The linker sends every call of malloc and its like that
 * the project's own objects make to inject.c (--wrap); what shared libraries ask for is out of
 * reach, but for jansson and zlib, which are told to, and LAPACKE and NLopt, whose
 * answers are replaced. GMP's memory is watched and never fails: GMP would abort.
 *
 *     inject_start(INJECT_ONE, k);            the k-th call fails, from 1; 0: none
 *     ... the project's code ...
 *     inject_end();
 *     inject_left()                           blocks that were not freed
 *
 * Only between start and end are calls counted. */
#ifndef TESTS_ALLOCATION_INJECT_H
#define TESTS_ALLOCATION_INJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef enum inject_mode {
    INJECT_ONE,  /* the k-th call fails */
    INJECT_FROM, /* it and all behind it */
} inject_mode;

/* Before all else. */
void inject_init(void);

void inject_start(inject_mode mode, size_t k);
void inject_end(void);

/* As inject_start; what fails is the first call from a place (as inject_site gives it), be it
 * which it may; 0: none. Where threads or processes run, calls have no fixed numbers. */
void inject_start_at(uintptr_t place);

/* Since the last start: calls, those that failed, and blocks that are not freed. */
size_t inject_calls(void);
size_t inject_failures(void);
size_t inject_left(void);

/* Where the k-th call of the last run came from, from 1: the address behind the call, from
 * the program's beginning; and, if the run was traced, a hash of the calls that led there. */
uintptr_t inject_site(size_t k);
uint64_t inject_context(size_t k);

/* From now on runs are traced, which is slow, or are not. */
void inject_trace(bool on);

/* Prints where the blocks that are left were asked for. */
void inject_print_left(FILE *out);

#endif
