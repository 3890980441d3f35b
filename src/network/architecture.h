/* The widths of a network, from "linear" or "16,16". */
#ifndef DC_NETWORK_ARCHITECTURE_H
#define DC_NETWORK_ARCHITECTURE_H

#include <doublecheck/network.h>

typedef struct dc_architecture {
    size_t layers;                    /* L */
    size_t width[DC_LAYERS_MOST + 1]; /* [L + 1]: features, hidden units, classes */
} dc_architecture;

/* DC_EUSAGE for a text that is neither, a width outside 1 .. DC_WIDTH_MOST or too many
 * layers. features and classes are not looked at. */
DC_MUST_USE dc_status dc_architecture_parse(dc_architecture *architecture,
                                            const char *text, size_t features,
                                            size_t classes, dc_error *error);

#endif
