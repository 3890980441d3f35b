/* IDX. An input is two bytes that choose the options, the number of bytes in the file of
 * labels (0: there is none), that file, and the file of images. */
#include "reader.h"

static const char *const features[] = { NULL,    "pixel_0", "1", "pixel_0_0,pixel_0_1",
                                        "label", "2, 1",    "9", "" };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    fuzz_input input = { bytes, size };
    dc_error error;
    unsigned style = fuzz_take(&input), columns = fuzz_take(&input);
    size_t labels_size = fuzz_take(&input);
    if (labels_size > input.size)
        labels_size = input.size;
    fuzz_file labels = fuzz_file_open(input.bytes, labels_size);
    const dc_read_options options = {
        .format = "idx",
        .max_bytes = fuzz_budget(style >> 4),
        .label = fuzz_column(style & 15),
        .labels_file = labels_size > 0 ? labels.path : NULL,
        .columns = features[columns & 7],
        .drop = features[columns >> 3 & 7],
    };
    dc_dataset_destroy(fuzz_read_bytes(input.bytes + labels_size,
                                       input.size - labels_size, &options, &error));
    fuzz_file_close(&labels);
    return 0;
}
