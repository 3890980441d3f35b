/* write_floor DATA CERTIFICATE [NAME=VALUE]...: writes a floor's certificate, and prints the
 * accuracy. Names: kappa, sigma, delta, m0, loss, radius, fineness; label, weight, cell,
 * columns; groups (pairs, cells). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <doublecheck/floor.h>

static const char *value_of(int argc, char **argv, const char *name) {
    size_t length = strlen(name);
    for (int k = 3; k < argc; k++)
        if (strncmp(argv[k], name, length) == 0 && argv[k][length] == '=')
            return argv[k] + length + 1;
    return NULL;
}

static void set_numbers(dc_guarantee *g, int argc, char **argv) {
    const struct {
        const char *name;
        mpq_ptr value;
    } numbers[] = {
        { "kappa", g->parameters.kappa },
        { "sigma", g->parameters.sigma },
        { "delta", g->parameters.delta },
        { "m0", g->parameters.m0 },
        { "loss", g->loss },
        { "radius", g->radius },
    };
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        const char *text = value_of(argc, argv, numbers[k].name);
        if (text && mpq_set_str(numbers[k].value, text, 10) != 0)
            exit(2);
    }
    const char *fineness = value_of(argc, argv, "fineness");
    g->fineness = fineness ? strtoul(fineness, NULL, 10) : 0;
}

int main(int argc, char **argv) {
    dc_read_options options = DC_READ_DEFAULTS;
    dc_dataset *data = NULL;
    dc_guarantee guarantee;
    dc_error error;
    mpq_t accuracy;
    if (argc < 3)
        return 2;
    options.label = value_of(argc, argv, "label");
    options.weight = value_of(argc, argv, "weight");
    options.cell = value_of(argc, argv, "cell");
    options.columns = value_of(argc, argv, "columns");
    const char *groups = value_of(argc, argv, "groups");
    dc_guarantee_init(&guarantee);
    set_numbers(&guarantee, argc, argv);
    mpq_init(accuracy);
    dc_status status = dc_dataset_read(&data, argv[1], &options, &error);
    if (status == DC_OK)
        status = dc_floor_certificate_write(argv[2], accuracy, &guarantee, data,
                                            groups && strcmp(groups, "cells") == 0
                                                ? DC_GROUPS_CELLS
                                                : DC_GROUPS_PAIRS,
                                            &error);
    if (status == DC_OK)
        gmp_printf("%.15f\n", mpq_get_d(accuracy));
    else
        fprintf(stderr, "%s: %s\n", argv[1], error.message);
    dc_dataset_destroy(data);
    dc_guarantee_clear(&guarantee);
    mpq_clear(accuracy);
    return (int)status;
}
