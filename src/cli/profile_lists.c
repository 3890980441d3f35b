/* The lists of --kappas and --sigmas. */
#include <stdlib.h>
#include <string.h>

#include <doublecheck/rational.h>

#include "cli.h"
#include "profile_report.h"

/* As --help says. */
enum { SIGMAS = 20 };

/* Numbers above a bound, increasing. */
typedef struct list {
    cli_option_id id;
    unsigned above;
    mpq_t *values; /* [count] */
    size_t count;
} list;

static int refuse(const list *l, const char *word, size_t length, const char *why) {
    return cli_fail(CLI_BAD, "--%s: '%.*s' %s", cli_options[l->id].name, (int)length,
                    word, why);
}

static int add(list *l, const char *word, size_t length) {
    char *copy = strndup(word, length);
    if (!copy)
        return cli_fail_memory();
    mpq_t *value = l->values + l->count;
    mpq_init(*value);
    l->count++;
    bool number = dc_rational_parse(*value, copy, NULL) == DC_OK &&
                  mpq_cmp_ui(*value, l->above, 1) > 0;
    free(copy);
    if (!number)
        return refuse(l, word, length,
                      l->above ? "is no fraction or decimal > 1"
                               : "is no fraction or decimal > 0");
    if (l->count > 1 && mpq_cmp(*value, *(value - 1)) <= 0)
        return refuse(l, word, length, "is not more than what stands before it");
    return CLI_FINE;
}

static int read_list(list *l, const char *text) {
    int code = CLI_FINE;
    for (const char *at = text; code == CLI_FINE; at++) {
        size_t length = strcspn(at, ",");
        if (l->count == DC_PROFILE_LIST_MOST)
            return cli_fail(CLI_BAD, "--%s: more than %d numbers",
                            cli_options[l->id].name, DC_PROFILE_LIST_MOST);
        code = add(l, at, length);
        at += length;
        if (*at == '\0')
            break;
    }
    return code;
}

static int read_usual(list *l) {
    for (unsigned long k = 1; k <= SIGMAS; k++, l->count++) {
        mpq_init(l->values[l->count]);
        mpq_set_ui(l->values[l->count], k, SIGMAS);
        mpq_canonicalize(l->values[l->count]);
    }
    return CLI_FINE;
}

static int read_option(mpq_t **values, size_t *count, const cli_arguments *arguments,
                       cli_option_id id, unsigned above) {
    const char *text = arguments->text[id];
    list l = { .id = id, .above = above };
    l.values = calloc(DC_PROFILE_LIST_MOST, sizeof *l.values);
    if (!l.values)
        return cli_fail_memory();
    int code = text ? read_list(&l, text) : read_usual(&l);
    *values = l.values;
    *count = l.count;
    return code;
}

int cli_profile_lists_read(dc_profile_options *options, const cli_arguments *arguments) {
    int code = read_option(&options->kappas, &options->kappa_count, arguments, CLI_KAPPAS,
                           1);
    return code == CLI_FINE ? read_option(&options->sigmas, &options->sigma_count,
                                          arguments, CLI_SIGMAS, 0)
                            : code;
}

static void free_list(mpq_t *values, size_t count) {
    for (size_t k = 0; k < count; k++)
        mpq_clear(values[k]);
    free(values);
}

void cli_profile_lists_free(dc_profile_options *options) {
    free_list(options->kappas, options->kappa_count);
    free_list(options->sigmas, options->sigma_count);
}
