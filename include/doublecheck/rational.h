/* Exact numbers: the rational that a piece of text spells.
 *
 *     mpq_t kappa;
 *     mpq_init(kappa);
 *     dc_rational_parse(kappa, "1.5", &error);      -- 3/2
 *
 * Accepted: an optional sign, then an integer (12), a decimal (1.5, .5, 2.),
 * a decimal with an exponent (1e-3) or a fraction of two integers (3/2).
 * Nothing passes through a double. NaN, infinities, hexadecimal numbers and
 * digit separators are refused. A number whose exact value would need more
 * than DC_RATIONAL_MAX_DIGITS decimal digits (1e999999999) is refused before
 * any memory is used for it.
 */
#ifndef DOUBLECHECK_RATIONAL_H
#define DOUBLECHECK_RATIONAL_H

#include <gmp.h>
#include <stddef.h>

#include <doublecheck/status.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { DC_RATIONAL_MAX_DIGITS = 5000 };

/* Sets value (initialised by the caller) to the rational that text spells, in
 * lowest terms. Blanks around it are not accepted. Returns DC_OK, or DC_EINPUT
 * with a message that quotes the text; value is then unchanged. */
DC_API DC_MUST_USE dc_status dc_rational_parse(mpq_t value, const char *text,
                                               dc_error *error);

/* Text of value, "p" or "p/q" in lowest terms, allocated with malloc; the
 * caller frees it. NULL when memory is out. */
DC_API char *dc_rational_text(const mpq_t value);

/* The double nearest to value, ties to even, also below the normal doubles; +-infinity
 * where that is nearest by IEEE 754. (mpq_get_d rounds towards 0.) */
DC_API double dc_rational_nearest(const mpq_t value);

#ifdef __cplusplus
}
#endif
#endif
