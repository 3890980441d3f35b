/* CSV. An input is five bytes that choose the options, and the file. */
#include "reader.h"

static const char delimiters[] = { 0, ',', ';', '\t', '|', 0, 0, 0 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    fuzz_input input = { bytes, size };
    unsigned style = fuzz_take(&input), shift = fuzz_take(&input);
    unsigned parts = fuzz_take(&input), more = fuzz_take(&input);
    unsigned features = fuzz_take(&input);
    const dc_read_options options = {
        .format = "csv",
        .header = (dc_header)(style & 3),
        .delimiter = delimiters[style >> 2 & 7],
        .max_bytes = fuzz_budget(style >> 5),
        .label = fuzz_column(parts & 15),
        .weight = fuzz_column(parts >> 4),
        .cell = fuzz_column(more & 15),
        .drop = fuzz_column(more >> 4),
        .columns = fuzz_column(features & 15),
    };
    fuzz_read_text(input.bytes, input.size, &options, shift);
    return 0;
}
