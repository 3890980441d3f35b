#include "floor/affine/point.h"

/* h of the shares: its sum over all classes, and how many shares are negative. */
typedef struct entropies {
    const dc_entropy *entropy;
    const int32_t *shares;
    int64_t sum;
    unsigned negative;
} entropies;

/* -x log x of a share; 0 outside 0 .. 1, where the share is to be levelled or another one is
 * negative. */
static int64_t of_share(const dc_entropy *entropy, int32_t share) {
    int64_t j = 2 * (int64_t)share;
    return j < 0 || j > (int64_t)1 << entropy->bits ? 0 : dc_entropy_of(entropy, j);
}

static entropies add_up(const dc_entropy *entropy, const int32_t *shares,
                        size_t classes) {
    entropies h = { entropy, shares, 0, 0 };
    for (size_t j = 0; j < classes; j++) {
        h.negative += shares[j] < 0;
        h.sum += of_share(entropy, shares[j]);
    }
    return h;
}

/* h with the shares of i and j replaced by their mean. False if it is not defined. */
static bool level(int64_t *value, const entropies *h, size_t i, size_t j) {
    int64_t both = (int64_t)h->shares[i] + h->shares[j];
    unsigned negative = h->negative - (h->shares[i] < 0) - (h->shares[j] < 0);
    if (negative > 0 || both < 0 || both > (int64_t)1 << h->entropy->bits)
        return false;
    *value = h->sum - of_share(h->entropy, h->shares[i]) -
             of_share(h->entropy, h->shares[j]) + 2 * dc_entropy_of(h->entropy, both);
    return true;
}

static bool as_they_are(int64_t *value, const entropies *h) {
    *value = h->sum;
    return h->negative == 0;
}

/* The point is misclassified by l. */
static bool lost(int64_t *value, const entropies *h, size_t own, size_t l) {
    return h->shares[l] < h->shares[own] ? level(value, h, own, l)
                                         : as_they_are(value, h);
}

/* The point is classified correctly: best is the first positive rival with the largest
 * share, or `own`. */
static bool correct(int64_t *value, const entropies *h, size_t own, size_t best) {
    return best != own && h->shares[best] > h->shares[own] ? level(value, h, own, best)
                                                           : as_they_are(value, h);
}

bool dc_point_contribution(int64_t *e, const dc_entropy *entropy, dc_standpoint point,
                           const int32_t *shares, int64_t k) {
    entropies h = add_up(entropy, shares, point.classes);
    size_t own = point.own, best = own;
    int64_t value = 0;
    for (size_t l = 0; l < point.classes && point.rival; l++) {
        if (l == own)
            continue;
        if (point.rival[l] == DC_RIVAL_NEGATIVE) {
            bool defined = lost(&value, &h, own, l);
            *e = value - k;
            return defined;
        }
        if (point.rival[l] == DC_RIVAL_POSITIVE &&
            (best == own || shares[l] > shares[best]))
            best = l;
    }
    if (!correct(e, &h, own, best))
        return false;
    for (size_t l = 0; l < point.classes; l++) {
        if (l == own || (point.rival && point.rival[l] != DC_RIVAL_OPEN))
            continue;
        if (!lost(&value, &h, own, l))
            return false;
        *e = value - k < *e ? value - k : *e;
    }
    return true;
}
