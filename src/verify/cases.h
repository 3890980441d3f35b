/* Leaves with cases (format, section 10): "( ... )". */
#ifndef VERIFY_CASES_H
#define VERIFY_CASES_H

#include "ranges.h"

typedef struct cases cases;

cases *cases_create(ranges *e);
void cases_free(cases *c);

/* Reads what follows "(", and checks it on the box that the ranges were set to. */
void cases_read(cases *c);

#endif
