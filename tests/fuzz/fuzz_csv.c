/* CSV. An input is five bytes that choose the options, and the file. */
#include "reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    fuzz_input input = { bytes, size };
    unsigned shift;
    const dc_read_options options = fuzz_csv_options(&input, &shift);
    fuzz_read_text(input.bytes, input.size, &options, shift);
    return 0;
}
