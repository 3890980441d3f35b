#include "data_floor.h"

/* Names of other certificates' claims: nothing to be said of this one. */
static const char *const absent[] = {
    "groups", "kappa", "sigma", "delta", "m0", "radius"
};

statement statement_read(void) {
    statement c = { 0 };
    token_word("1");
    for (size_t k = 0; k < sizeof absent / sizeof *absent; k++)
        say_nothing(absent[k]);
    layout_read(&c.columns, c.file_hash, c.points_hash);
    token_word("loss");
    c.loss = short_fraction("loss");
    if (mpq_sgn(c.loss) < 0)
        malformed("a negative loss");
    say("loss", "%Qd", c.loss);
    if (!token_is("vacuous")) {
        token_word("accuracy");
        c.accuracy = short_fraction("accuracy");
        if (mpq_sgn(c.accuracy) < 0 || mpq_cmp_ui(c.accuracy, 1, 1) > 0)
            malformed("the accuracy is not from 0 to 1");
    }
    say_least("accuracy", c.accuracy);
    if (!c.columns.label)
        malformed("an accuracy needs a label column");
    return c;
}
