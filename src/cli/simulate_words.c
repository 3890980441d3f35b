/* What hypotheses are called. */
#include "simulate_report.h"

static const struct {
    const char *word, *text;
} hypotheses[DC_HYPOTHESES] = {
    [DC_NEEDS_START] = { "t0", "the accuracy of t0 was not reached" },
    [DC_NEEDS_LOSS] = { "loss", "loss rose" },
    [DC_NEEDS_CELLS] = { "cells", "cells moved" },
    [DC_NEEDS_SLOPES] = { "slopes", "v outside the family" },
    [DC_NEEDS_CONDITION] = { "condition", "condition violated" },
    [DC_NEEDS_ANSWER] = { "limit", "condition undecided" },
    [DC_NEEDS_INCLINE] = { "zero-slope", "zero slope" },
    [DC_NEEDS_DIGITS] = { "rounding", "too close to the floor for the rounding errors" },
};

const char *cli_hypothesis_word(dc_hypothesis hypothesis) {
    return hypotheses[hypothesis].word;
}

const char *cli_hypothesis_text(dc_hypothesis hypothesis) {
    return hypotheses[hypothesis].text;
}

bool cli_ground_stands(const dc_ground *ground) {
    return ground->standing == DC_STANDS_BETTER || ground->standing == DC_STANDS;
}
