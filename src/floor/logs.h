/* What a point pays (D7, K = 2), bounded from below: by cross-entropy a point of margin m
 * pays log(1 + e^-m). Values are integers over 2^DC_LOG_BITS, rounded down. */
#ifndef DC_FLOOR_LOGS_H
#define DC_FLOOR_LOGS_H

#include <flint/fmpq.h>

enum { DC_LOG_BITS = 80 };

/* log(1 + e^u) and log(1 + e^-u), u >= 0; and log 2. Margins beyond 2^30 count as that,
 * which bounds the first from below, and 0 the second. */
void dc_log_wrong(fmpz_t value, const fmpq_t u);
void dc_log_right(fmpz_t value, const fmpq_t u);
void dc_log_two(fmpz_t value);

#endif
