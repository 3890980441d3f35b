#include "certificate/casetree.h"

#include <flint/fmpz_vec.h>

void dc_casetree_pair(dc_text *text, size_t i, size_t j) {
    dc_text_put(text, " %zu,%zu", i + 1, j + 1);
}

void dc_casetree_stretch(dc_text *text, const fmpz_t centre, const fmpz_t half) {
    dc_text_put(text, " @");
    dc_text_integer(text, centre);
    dc_text_put(text, ",");
    dc_text_integer(text, half);
}

void dc_casetree_counted(dc_text *text) {
    dc_text_put(text, " .");
}

void dc_casetree_decision(dc_text *text, size_t point, int form, int first) {
    dc_text_put(text, " %c%zu%c", first > 0 ? '+' : '-', point + 1, "abAB"[form]);
}

void dc_casetree_infeasible(dc_text *text, const fmpz *multiplier, size_t count,
                            size_t first_row) {
    char before = '!';
    fmpz_t content, value;
    fmpz_init(content);
    fmpz_init(value);
    _fmpz_vec_content(content, multiplier, (slong)count);
    dc_text_put(text, " ");
    for (size_t k = 0; k < count; k++) {
        if (fmpz_is_zero(multiplier + k))
            continue;
        fmpz_divexact(value, multiplier + k, content);
        dc_text_put(text, "%c%zu:", before, first_row + k);
        dc_text_integer(text, value);
        before = ',';
    }
    fmpz_clear(value);
    fmpz_clear(content);
}
