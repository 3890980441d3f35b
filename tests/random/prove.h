/* The certificate of an engine's run, and doublecheck-verify on it. */
#ifndef RANDOM_PROVE_H
#define RANDOM_PROVE_H

#include "engine.h"

/* NULL if the certificate of the run's result is verified; else what is wrong (owned by the
 * run). VERIFIER, a macro, is the program's path. */
const char *engine_prove(struct engine_run *run);

#endif
