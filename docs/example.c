/* cc example.c $(pkg-config --cflags --libs doublecheck) && ./a.out iris.csv */
#include <stdio.h>

#include <doublecheck/doublecheck.h>

int main(int argc, char **argv) {
    dc_check_options options;
    dc_dataset *data = NULL;
    dc_result *result = NULL;
    dc_error error;
    dc_status status = DC_EUSAGE;
    dc_check_options_init(&options);
    if (argc != 2)
        fprintf(stderr, "usage: %s DATA.csv\n", argv[0]);
    else if ((status = dc_dataset_read(&data, argv[1], NULL, &error)) != DC_OK ||
             (status = dc_check(&result, data, &options, &error)) != DC_OK)
        fprintf(stderr, "%s: %s\n", dc_status_name(status), error.message);
    for (size_t g = 0; result && g < result->group_count; g++)
        gmp_printf("%s: %Qd <= m* <= %Qd\n", result->groups[g].name,
                   result->groups[g].bracket.lo, result->groups[g].bracket.hi);
    if (result)
        puts(dc_verdict_name(result->verdict));
    dc_result_destroy(result);
    dc_dataset_destroy(data);
    dc_check_options_clear(&options);
    return status == DC_OK ? 0 : 1;
}
