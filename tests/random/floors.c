#include "floors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../unit/run_verifier.h"

bool affine_set_number(struct affine_set *set) {
    size_t name[AFFINE_CLASSES], count = 0;
    for (size_t s = 0; s < set->N; s++) {
        size_t k = 0;
        while (k < count && name[k] != set->label[s])
            k++;
        if (k == count)
            name[count++] = set->label[s];
        set->label[s] = k;
    }
    return count == set->K;
}

void affine_set_make(struct affine_set *set, struct case_random *random, size_t N,
                     size_t n, size_t K) {
    do {
        long reach = case_between(random, 1, 6), shape = case_between(random, 0, 4);
        bool weighted = case_between(random, 0, 2) == 0;
        *set = (struct affine_set){ .N = N, .n = n, .K = K };
        for (size_t s = 0; s < N; s++) {
            for (size_t l = 0; l < n; l++)
                set->x[s][l] = case_between(random, -reach, reach);
            if (shape == 1) /* collinear */
                set->x[s][n - 1] = n > 1 ? 2 * set->x[s][0] - 1 : set->x[s][0];
            if (shape == 2 && s > 0 && case_between(random, 0, 1)) /* the same place */
                memcpy(set->x[s], set->x[case_between(random, 0, (long)s - 1)],
                       sizeof set->x[s]);
            set->label[s] = (size_t)case_between(random, 0, (long)K - 1);
            if (shape == 3) /* nearly parted */
                set->label[s] = (size_t)(set->x[s][0] + reach) * K /
                                (size_t)(2 * reach + 1);
            if (shape == 3 && case_between(random, 0, 9) == 0)
                set->label[s] = (size_t)case_between(random, 0, (long)K - 1);
            set->weight[s] = weighted ? case_between(random, 1, 5) : 1;
        }
    } while (!affine_set_number(set));
}

dc_dataset *affine_set_data(const struct affine_set *set) {
    double x[AFFINE_POINTS * AFFINE_DIMS], weight[AFFINE_POINTS];
    int64_t label[AFFINE_POINTS];
    bool weighted = false;
    dc_dataset *data = NULL;
    dc_error error;
    for (size_t s = 0; s < set->N; s++) {
        for (size_t l = 0; l < set->n; l++)
            x[s * set->n + l] = (double)set->x[s][l];
        weight[s] = (double)set->weight[s];
        label[s] = (int64_t)set->label[s];
        weighted = weighted || set->weight[s] != 1;
    }
    if (dc_dataset_from_doubles(&data, set->N, set->n, x, label, weighted ? weight : NULL,
                                &error) != DC_OK)
        abort();
    return data;
}

void affine_set_print(FILE *stream, const struct affine_set *set, double loss) {
    fprintf(stream, "# K %zu, loss %.17g\n", set->K, loss);
    for (size_t s = 0; s < set->N; s++) {
        for (size_t l = 0; l < set->n; l++)
            fprintf(stream, "%ld,", set->x[s][l]);
        fprintf(stream, "%ld,c%zu\n", set->weight[s], set->label[s]);
    }
}

const char *floor_object(const dc_data_floor *floor, const dc_dataset *data,
                         double loss) {
    const char *why = NULL;
    dc_error error;
    mpq_t accuracy, above, limit;
    mpq_inits(accuracy, above, limit, NULL);
    mpq_set_d(limit, loss);
    if (mpq_cmp(floor->least, floor->most) > 0)
        why = "least > most";
    else if (mpq_cmp(floor->trivial, floor->least) > 0)
        why = "trivial > least";
    else if (mpq_cmp(floor->safe, floor->least) > 0)
        why = "safe > least";
    else if (mpq_sgn(floor->least) < 0 || mpq_sgn(floor->safe) < 0 ||
             mpq_cmp_ui(floor->most, 1, 1) > 0)
        why = "outside 0 .. 1";
    else if (floor->optimal !=
             (mpq_equal(floor->least, floor->most) && (floor->vacuous || floor->found)))
        why = "optimal is not least = most";
    else if (floor->optimal && floor->stop != DC_STOP_NONE)
        why = "a reason to stop, though optimal";
    else if (floor->vacuous && (floor->found || mpq_cmp_ui(floor->least, 1, 1) != 0 ||
                                mpq_cmp_ui(floor->safe, 1, 1) != 0))
        why = "vacuous";
    else if (!floor->found && mpq_cmp_ui(floor->most, 1, 1) != 0)
        why = "most < 1 without a classifier";
    else if (floor->found &&
             dc_affine_evaluate(accuracy, above, &floor->worst, data, &error) != DC_OK)
        why = "the worst classifier has another shape";
    else if (floor->found && !mpq_equal(accuracy, floor->most))
        why = "the worst classifier has another accuracy";
    else if (floor->found &&
             (!mpq_equal(above, floor->worst_loss) || mpq_cmp(above, limit) > 0))
        why = "the worst classifier has another loss";
    mpq_clears(accuracy, above, limit, NULL);
    return why;
}

static const char *write_and_verify(const char *path, const char *certificate,
                                    const dc_dataset *data,
                                    const dc_data_floor_options *options) {
    dc_data_floor *floor = NULL;
    dc_error error;
    mpq_t claimed;
    if (dc_data_floor_create(&floor, data, options, &error) != DC_OK)
        return "dc_data_floor_create";
    mpq_init(claimed);
    const char *why = NULL;
    if (dc_data_floor_certificate_write(certificate, claimed, floor, data, options->loss,
                                        &error) != DC_OK)
        why = "dc_data_floor_certificate_write";
    else if (!mpq_equal(claimed, floor->least) &&
             (!mpq_equal(floor->least, floor->trivial) ||
              mpq_cmp(claimed, floor->least) > 0 || mpq_cmp(claimed, floor->safe) < 0))
        why = "another accuracy is claimed";
    else if (run_verifier(VERIFIER_FLOOR, path, certificate) != 0)
        why = "not verified";
    mpq_clear(claimed);
    dc_data_floor_destroy(floor);
    return why;
}

const char *floor_prove(const dc_dataset *data, const dc_data_floor_options *options) {
    char path[] = "/tmp/doublecheck-XXXXXX.csv";
    char certificate[] = "/tmp/doublecheck-XXXXXX.dcert";
    dc_read_options reading = DC_READ_DEFAULTS;
    dc_dataset *again = NULL;
    dc_error error;
    const char *why = "the data as CSV";
    int first = mkstemps(path, 4), second = mkstemps(certificate, 6);
    if (first < 0 || second < 0)
        return "temporary files";
    reading.header = DC_HEADER_YES;
    reading.label = "label";
    reading.weight = dc_dataset_weighted(data) ? "weight" : NULL;
    if (dc_dataset_write_csv(data, path, &error) == DC_OK &&
        dc_dataset_read(&again, path, &reading, &error) == DC_OK)
        why = write_and_verify(path, certificate, again, options);
    dc_dataset_destroy(again);
    close(first);
    close(second);
    unlink(path);
    unlink(certificate);
    return why;
}
