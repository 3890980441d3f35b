/* LIBSVM. An input is three bytes that choose the options, and the file. */
#include <stdbool.h>

#include "reader.h"

/* True if an index is so large that naming its columns costs most of a second, but not
 * so large that it is refused. */
static bool is_slow(fuzz_input input) {
    const unsigned long slow = 3000, refused = 1000001;
    unsigned long number = 0;
    for (size_t k = 0; k < input.size; k++) {
        unsigned digit = input.bytes[k] - (unsigned)'0';
        if (input.bytes[k] == ':' && number > slow && number < refused)
            return true;
        if (digit > 9)
            number = 0;
        else if (number < refused)
            number = 10 * number + digit;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    fuzz_input input = { bytes, size };
    unsigned style = fuzz_take(&input), shift = fuzz_take(&input);
    unsigned features = fuzz_take(&input);
    const dc_read_options options = {
        .format = "libsvm",
        .max_bytes = fuzz_budget(style >> 4),
        .label = fuzz_column(style & 15),
        .drop = fuzz_column(features & 15),
        .columns = fuzz_column(features >> 4),
    };
    if (!is_slow(input))
        fuzz_read_text(input.bytes, input.size, &options, shift);
    return 0;
}
