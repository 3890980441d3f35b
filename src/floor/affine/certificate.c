/* The certificate of a data floor (docs/data-floor-certificate.md). */
#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "certificate/header.h"
#include "certificate/sink.h"
#include "floor/affine/data_floor.h"

typedef struct writer {
    const struct dc_data_proof *proof;
    dc_sink sink;
    dc_text text;
    size_t *number; /* of each basis or cut that is used, from 1; 0: not used */
    size_t numbers;
    uint8_t *rival;     /* [points][classes]: what is decided above */
    dc_descent descent; /* leaves are made again */
    dc_balance balance;
    bool failed; /* memory ran out */
    dc_status status;
    dc_error *error;
} writer;

static void flush(writer *w) {
    if (w->status == DC_OK)
        w->status = dc_sink_put(&w->sink, &w->text, w->error);
    dc_text_truncate(&w->text, 0);
}

static void put_space(dc_text *text, const dc_instance *instance) {
    size_t kept = instance->dims - 1;
    mpq_t coefficient;
    mpq_init(coefficient);
    dc_text_put(text, "bits %d\nkeep %zu\n", DC_SHARE_BITS, kept);
    for (size_t i = 0; i < kept; i++) {
        dc_text_put(text, "%zu ", instance->kept[i].feature + 1);
        dc_text_fraction(text, instance->kept[i].shift);
        dc_text_put(text, " ");
        dc_text_fraction(text, instance->kept[i].scale);
        dc_text_put(text, "\n");
    }
    dc_text_put(text, "drop %zu\n", instance->dropped_count);
    for (size_t i = 0; i < instance->dropped_count; i++) {
        dc_text_put(text, "%zu", instance->dropped[i] + 1);
        for (size_t l = 0; l < instance->dims; l++) {
            fmpq_get_mpq(coefficient,
                         fmpq_mat_entry(instance->relation, (slong)i, (slong)l));
            dc_text_put(text, " ");
            dc_text_fraction(text, coefficient);
        }
        dc_text_put(text, "\n");
    }
    mpq_clear(coefficient);
    dc_text_put(text, "matrix");
    for (size_t k = 0; k < instance->dims * (instance->dims + 1) / 2; k++)
        dc_text_put(text, " %lld", (long long)instance->matrix[k]);
    dc_text_put(text, "\nweights %lld\n", (long long)instance->unit);
}

/* What is claimed: what the threshold means, which T5 alone may exceed by a rounding. */
static dc_status put_claim(writer *w, mpq_t accuracy, const dc_data_floor *floor,
                           const dc_dataset *data, const mpq_t loss) {
    const dc_instance *instance = &w->proof->instance;
    dc_text_put(&w->text, "ddata 1\n");
    dc_status status = dc_header_data(&w->text, data, w->error);
    int64_t threshold = w->proof->threshold;
    if (threshold > instance->total)
        threshold = instance->total + 1;
    dc_instance_accuracy(accuracy, instance, threshold);
    dc_text_put(&w->text, "loss ");
    dc_text_fraction(&w->text, loss);
    if (floor->vacuous) {
        mpq_set_ui(accuracy, 1, 1);
        dc_text_put(&w->text, " vacuous\n");
    } else {
        dc_text_put(&w->text, " accuracy ");
        dc_text_fraction(&w->text, accuracy);
        dc_text_put(&w->text, "\n");
    }
    put_space(&w->text, instance);
    return status;
}

static void use(writer *w, size_t k) {
    if (!w->number[k])
        w->number[k] = ++w->numbers;
}

static void use_node(writer *w, const dc_node *node) {
    for (size_t k = 0; k < node->count; k++)
        use(w, node->fixing[k].leaf.basis);
    if (node->ending == DC_NODE_LEAF)
        use(w, node->leaf.basis);
    for (int side = 0; side < 2; side++)
        if (node->half[side])
            use_node(w, node->half[side]);
}

static void put_basis(writer *w, const dc_basis *basis) {
    const dc_instance *instance = &w->proof->instance;
    size_t d = instance->dims;
    dc_text_put(&w->text, "%u\n", basis->bits);
    for (size_t j = 0; j < instance->rows; j++) {
        for (size_t i = 0; i < d; i++)
            dc_text_put(&w->text, "%zu ", basis->point[j * d + i] + 1);
        for (size_t k = 0; k < d * d; k++)
            dc_text_put(&w->text, "%lld ", (long long)basis->inverse[j * d * d + k]);
        dc_text_put(&w->text, "\n");
    }
    flush(w);
}

/* In the order of their numbers. */
static void put_used(writer *w, size_t count, void (*put)(writer *w, size_t k)) {
    for (size_t n = 1; n <= w->numbers; n++)
        for (size_t k = 0; k < count; k++)
            if (w->number[k] == n)
                put(w, k);
}

static void put_numbered_basis(writer *w, size_t k) {
    put_basis(w, w->proof->points.balance.basis + k);
}

static void put_shares(writer *w) {
    const dc_instance *instance = &w->proof->instance;
    size_t K = instance->classes;
    for (size_t s = 0; s < instance->points; s++)
        for (size_t j = 0; j < K; j++)
            if (j != instance->label[s])
                dc_text_put(&w->text, " %d", w->balance.shares[s * K + j]);
    dc_text_put(&w->text, "\n");
}

static void put_leaf(writer *w, const dc_leaf *leaf) {
    const dc_instance *instance = &w->proof->instance;
    dc_decisions decisions = { w->rival, leaf->toll };
    memcpy(w->descent.theta, leaf->theta,
           dc_instance_parameters(instance) * sizeof *leaf->theta);
    dc_descent_look(&w->descent, &decisions);
    dc_balance_round(&w->balance, &w->descent);
    dc_text_put(&w->text, "b %zu %lld", w->number[leaf->basis],
                (long long)dc_balance_price(&leaf->toll));
    put_shares(w);
    flush(w);
}

static void decide(writer *w, const dc_fixing *fixing, uint8_t decision) {
    w->rival[fixing->point * w->proof->instance.classes + fixing->rival] = decision;
}

/* The leaf of fixing k: its shares know of the first few fixings only. */
static void put_refutation(writer *w, const dc_node *node, size_t k) {
    const dc_fixing *fixing = node->fixing + k;
    for (size_t i = fixing->leaf.known; i < k; i++)
        decide(w, node->fixing + i, DC_RIVAL_OPEN);
    decide(w, fixing, DC_RIVAL_POSITIVE + DC_RIVAL_NEGATIVE - fixing->decided);
    put_leaf(w, &fixing->leaf);
    for (size_t i = fixing->leaf.known; i < k; i++)
        decide(w, node->fixing + i, node->fixing[i].decided);
}

static void put_fixings(writer *w, const dc_node *node) {
    for (size_t k = 0; k < node->count; k++) {
        const dc_fixing *fixing = node->fixing + k;
        dc_text_put(&w->text, "p%zu:%zu\n", fixing->point + 1, fixing->rival + 1);
        if (fixing->decided == DC_RIVAL_POSITIVE)
            put_refutation(w, node, k);
        decide(w, fixing, fixing->decided);
    }
}

/* The second halves of fixings that were negative, the last one first. */
static void put_second_halves(writer *w, const dc_node *node) {
    for (size_t k = node->count; k-- > 0;) {
        if (node->fixing[k].decided == DC_RIVAL_NEGATIVE)
            put_refutation(w, node, k);
        decide(w, node->fixing + k, DC_RIVAL_OPEN);
    }
}

static void put_node(writer *w, const dc_node *node) {
    put_fixings(w, node);
    if (node->ending == DC_NODE_COUNT)
        dc_text_put(&w->text, "n\n");
    if (node->ending == DC_NODE_LEAF)
        put_leaf(w, &node->leaf);
    if (node->ending == DC_NODE_SPLIT) {
        dc_fixing split = { .point = node->point, .rival = node->rival };
        dc_text_put(&w->text, "p%zu:%zu\n", node->point + 1, node->rival + 1);
        decide(w, &split, DC_RIVAL_NEGATIVE);
        put_node(w, node->half[0]);
        decide(w, &split, DC_RIVAL_POSITIVE);
        put_node(w, node->half[1]);
        decide(w, &split, DC_RIVAL_OPEN);
    }
    put_second_halves(w, node);
}

static void put_points(writer *w) {
    const dc_branching *points = &w->proof->points;
    dc_node none = { .ending = DC_NODE_COUNT };
    const dc_node *proof = points->proof ? points->proof : &none;
    const dc_node *safe = points->safe ? points->safe : &none;
    use_node(w, safe);
    use_node(w, proof);
    dc_text_put(&w->text, "proof points bases %zu\n", w->numbers);
    put_used(w, points->balance.count, put_numbered_basis);
    put_fixings(w, safe);
    put_node(w, proof);
    flush(w);
}

static void put_cut(writer *w, size_t k) {
    dc_text_put(&w->text, "0");
    for (size_t s = 0; s < w->proof->instance.points; s++)
        dc_text_put(&w->text, " %d", w->proof->directions.cut[k].shares[s]);
    dc_text_put(&w->text, "\n");
    flush(w);
}

/* One node of the charts; what waits is counted. */
static void put_direction(writer *w, int32_t node) {
    if (node > 0)
        dc_text_put(&w->text, "h ");
    else if (node <= DC_DIRECTION_CUT)
        dc_text_put(&w->text, "c%zu ", w->number[DC_DIRECTION_CUT - node]);
    else
        dc_text_put(&w->text, "n ");
    if (w->text.length > 60000)
        flush(w);
}

/* Depth first; the depth is at most that of the halvings. */
static void put_chart(writer *w, uint32_t root) {
    const int32_t *tree = w->proof->directions.tree;
    uint32_t waiting[DC_DIRECTION_BITS * DC_FEW_DIMS + 2];
    size_t count = 0;
    waiting[count++] = root;
    while (count > 0) {
        int32_t node = tree[waiting[--count]];
        put_direction(w, node);
        if (node > 0) {
            waiting[count++] = (uint32_t)node + 1;
            waiting[count++] = (uint32_t)node;
        }
    }
}

static void put_directions(writer *w) {
    const dc_directions *d = &w->proof->directions;
    for (size_t k = 0; k < d->node_count; k++)
        if (d->tree[k] <= DC_DIRECTION_CUT)
            use(w, (size_t)(DC_DIRECTION_CUT - d->tree[k]));
    dc_text_put(&w->text, "proof directions cuts %zu\n", w->numbers);
    put_used(w, d->cut_count, put_cut);
    for (uint32_t chart = 0; chart < 2 * w->proof->instance.dims; chart++)
        put_chart(w, chart);
    dc_text_put(&w->text, "\n");
    flush(w);
}

static dc_status prepare(writer *w) {
    const struct dc_data_proof *p = w->proof;
    size_t most = p->points.balance.count > p->directions.cut_count
                      ? p->points.balance.count
                      : p->directions.cut_count;
    w->number = calloc(most + 1, sizeof *w->number);
    w->rival = calloc(p->instance.points, p->instance.classes);
    bool descent = dc_descent_create(&w->descent, &p->instance);
    bool balance = dc_balance_create(&w->balance, &p->instance);
    return w->number && w->rival && descent && balance
               ? DC_OK
               : dc_fail_memory(w->error, "the certificate");
}

static dc_status write_to(writer *w, const char *path) {
    dc_status status = dc_sink_open(&w->sink, path, w->error);
    if (status != DC_OK)
        return status;
    flush(w);
    if (w->proof->by_directions)
        put_directions(w);
    else
        put_points(w);
    dc_text_put(&w->text, "end\n");
    flush(w);
    return dc_sink_close(&w->sink, w->status, w->error);
}

dc_status dc_data_floor_certificate_write(const char *path, mpq_t accuracy,
                                          const dc_data_floor *floor,
                                          const dc_dataset *data, const mpq_t loss,
                                          dc_error *error) {
    struct dc_data_proof none = { .threshold = INT64_MAX };
    writer w = { .proof = floor->proof, .error = error };
    dc_status status = DC_OK;
    bool early = !floor->proof->points.safe; /* stopped before there was an instance */
    int blas_threads = openblas_get_num_threads();
    openblas_set_num_threads(1);
    if (early) {
        w.proof = &none;
        status = dc_instance_create(&none.instance, data, loss, NULL, error);
    }
    if (status == DC_OK)
        status = prepare(&w);
    if (status == DC_OK)
        status = put_claim(&w, accuracy, floor, data, loss);
    if (status == DC_OK)
        status = write_to(&w, path);
    openblas_set_num_threads(blas_threads);
    free(w.number);
    free(w.rival);
    dc_descent_destroy(&w.descent);
    dc_balance_destroy(&w.balance);
    dc_text_clear(&w.text);
    if (early)
        dc_instance_clear(&none.instance);
    return status == DC_OK ? dc_succeed(error) : status;
}
