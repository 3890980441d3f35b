#include "floor/affine/slope.h"

#include <math.h>

static const double WIDTH = 0.02; /* of scores over which a jump is smoothed */
static const double PUSH = 2000; /* by how much a decision moves a share, times the gap */
static const double FAR = 40;    /* margins beyond that are as good as infinite */

enum { HALVINGS = 45, MIXTURES = 60 };

/* How near a mixture's worth comes to its price, or a margin to the right one. */
static const double WORTH = 1e-10, MARGIN = 1e-6;

static double entropy_of_two(double q) {
    return q <= 0 || q >= 1 ? 0 : -q * log(q) - (1 - q) * log1p(-q);
}

/* q in (0, 1/2) with H(q) = log 2 - k; 0 for larger k. */
dc_toll dc_toll_of(double k) {
    dc_toll toll = { k, 0, FAR };
    if (k >= M_LN2)
        return toll;
    double low = 0, high = 0.5;
    for (int step = 0; step < HALVINGS; step++) {
        double middle = (low + high) / 2;
        *(entropy_of_two(middle) < M_LN2 - k ? &low : &high) = middle;
    }
    toll.share = (low + high) / 2;
    toll.margin = fmin(FAR, log1p(-toll.share) - log(toll.share));
    return toll;
}

static void softmax(double *shares, const double *scores, size_t classes) {
    double most = scores[0], sum = 0;
    for (size_t j = 1; j < classes; j++)
        most = scores[j] > most ? scores[j] : most;
    for (size_t j = 0; j < classes; j++)
        sum += shares[j] = exp(scores[j] - most);
    for (size_t j = 0; j < classes; j++)
        shares[j] /= sum;
}

/* As if both scores were their mean, and the gap's push on top: towards what was decided. */
static dc_slope pushed(double *shares, dc_standpoint point, const double *scores,
                       size_t rival) {
    double gap = scores[point.own] - scores[rival];
    softmax(shares, scores, point.classes);
    double mean = (shares[rival] + shares[point.own]) / 2;
    double cosine = 1 / cosh(fmin(fabs(gap), FAR) / 2);
    double scale = 1 / (1 - 2 * mean + 2 * mean * cosine);
    for (size_t j = 0; j < point.classes; j++)
        shares[j] *= scale;
    double push = PUSH * gap;
    shares[rival] = mean * cosine * scale - push;
    shares[point.own] = mean * cosine * scale + push;
    return (dc_slope){ 1, PUSH, rival };
}

/* The rival of a kind with the largest score; `own` if there is none. */
static size_t strongest(dc_standpoint point, const double *scores, uint8_t kind) {
    size_t best = point.own;
    for (size_t l = 0; l < point.classes; l++)
        if (l != point.own && (point.rival ? point.rival[l] : DC_RIVAL_OPEN) == kind &&
            (best == point.own || scores[l] > scores[best]))
            best = l;
    return best;
}

/* A point between lost and kept, K > 2: with the margin mu of its kept part, its two classes'
 * common share is both, and the rival's part of that q = 1 / (1 + e^mu). */
typedef struct mixture {
    double margin, level; /* X_own - X_rival; their mean less log(sum of the others) */
    double mu, q, both;
    double gain; /* both (log 2 - H(q)), less the price */
} mixture;

/* With l = log(1 + e^-mu): -log(1-q) = l, -log q = mu + l, H(q) = l + mu q. */
static void set_mixture(mixture *x, double mu, double k) {
    double lost = 1 - x->margin / mu, tail = exp(-mu), l = log1p(tail);
    x->mu = mu;
    x->q = tail / (1 + tail);
    double odds = x->level + lost * M_LN2 + (1 - lost) * (mu / 2 + l);
    x->both = odds > 0 ? 1 / (1 + exp(-odds)) : exp(odds) / (1 + exp(odds));
    x->gain = x->both * (M_LN2 - l - mu * x->q) - k;
}

/* The margin of no gain, by the rule of false position; an end that stays counts half the next
 * time (Dowell and Jarratt, BIT 11, 1971: the Illinois method). */
static void balance_mixture(mixture *x, double k) {
    double low = x->mu, at_low = x->gain, high = FAR;
    int stays = 0;
    set_mixture(x, high, k);
    double at_high = x->gain;
    for (int step = 0; step < MIXTURES && at_high > 0; step++) {
        set_mixture(x, high - at_high * (high - low) / (at_high - at_low), k);
        if (fabs(x->gain) < WORTH || high - low < MARGIN)
            return;
        if (x->gain < 0) {
            low = x->mu;
            at_low = x->gain;
            at_high /= stays < 0 ? 2 : 1;
            stays = -1;
        } else {
            high = x->mu;
            at_high = x->gain;
            at_low /= stays > 0 ? 2 : 1;
            stays = 1;
        }
    }
}

/* False if the point is kept at these scores. */
static bool find_mixture(mixture *x, dc_standpoint point, const double *scores,
                         size_t rival, double k) {
    double most = -INFINITY, sum = 0;
    for (size_t j = 0; j < point.classes; j++)
        if (j != point.own && j != rival)
            most = fmax(most, scores[j]);
    for (size_t j = 0; j < point.classes; j++)
        if (j != point.own && j != rival)
            sum += exp(scores[j] - most);
    x->margin = scores[point.own] - scores[rival];
    x->level = (scores[point.own] + scores[rival]) / 2 - most - log(sum);
    if (x->margin >= FAR || (set_mixture(x, x->margin, k), x->gain >= 0))
        return false;
    balance_mixture(x, k);
    return true;
}

/* Scales the shares of the other classes to what the two leave them. */
static void put_mixture(double *shares, dc_standpoint point, size_t rival, double both,
                        double q) {
    double others = 1 - shares[point.own] - shares[rival];
    for (size_t j = 0; j < point.classes && others > 0; j++)
        shares[j] *= (1 - both) / others;
    shares[point.own] = both * (1 - q);
    shares[rival] = both * q;
}

/* Blends the softmax, right at margin 0 and below, into what holds from WIDTH on. */
static dc_slope blend(double *shares, dc_standpoint point, size_t rival, double margin,
                      double both, double q) {
    double plain[2] = { shares[rival], shares[point.own] }, t = margin / WIDTH;
    bool two = point.classes == 2;
    if (t >= 1) {
        put_mixture(shares, point, rival, both, q);
        return (dc_slope){ two ? 0 : 1, 0, rival };
    }
    put_mixture(shares, point, rival, (1 - t) * (plain[0] + plain[1]) + t * both,
                ((1 - t) * plain[0] + t * both * q) /
                    ((1 - t) * (plain[0] + plain[1]) + t * both));
    return (dc_slope){ two ? 1 - t : 1, fmax(0, plain[0] - both * q) / WIDTH, rival };
}

dc_slope dc_slope_of(double *shares, dc_standpoint point, const double *scores,
                     const dc_toll *toll) {
    const dc_slope plain = { 1, 0, point.own };
    size_t rival = point.rival ? strongest(point, scores, DC_RIVAL_NEGATIVE) : point.own;
    if (rival != point.own && scores[rival] < scores[point.own])
        return pushed(shares, point, scores, rival);
    size_t ally = point.rival ? strongest(point, scores, DC_RIVAL_POSITIVE) : point.own;
    if (rival == point.own && ally != point.own && scores[ally] > scores[point.own])
        return pushed(shares, point, scores, ally);
    softmax(shares, scores, point.classes);
    if (rival != point.own || toll->k <= 0)
        return plain;
    rival = strongest(point, scores, DC_RIVAL_OPEN);
    double margin = scores[point.own] - scores[rival];
    if (rival == point.own || margin <= 0)
        return plain;
    if (point.classes == 2)
        return margin >= toll->margin
                   ? plain
                   : blend(shares, point, rival, margin, 1, toll->share);
    mixture x;
    return find_mixture(&x, point, scores, rival, toll->k)
               ? blend(shares, point, rival, margin, x.both, x.q)
               : plain;
}

double dc_slope_lost(dc_standpoint point, const double *scores, const dc_toll *toll) {
    if (point.rival && strongest(point, scores, DC_RIVAL_NEGATIVE) != point.own)
        return 1;
    size_t rival = strongest(point, scores, DC_RIVAL_OPEN);
    if (rival == point.own)
        return 0;
    double margin = scores[point.own] - scores[rival];
    if (margin <= 0)
        return 1;
    if (toll->k <= 0)
        return 0;
    if (point.classes == 2)
        return fmax(0, 1 - margin / toll->margin);
    mixture x;
    return find_mixture(&x, point, scores, rival, toll->k) ? 1 - margin / x.mu : 0;
}
