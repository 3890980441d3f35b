#include "search/forms.h"

#include <math.h>
#include <string.h>

#include <flint/fmpz_vec.h>

void dc_forms_init(dc_forms *forms, const dc_space *space, const dc_box *box,
                   bool centred) {
    forms->space = space;
    forms->dims = space->dims + (centred ? 1 : 0);
    forms->chart = box->chart;
    forms->C = _fmpz_vec_init((slong)forms->dims);
    forms->H = _fmpz_vec_init((slong)forms->dims);
    for (int kind = 0; kind < DC_FORM_KINDS; kind++)
        forms->end[kind] = _fmpz_vec_init((slong)forms->dims);
    forms->at_least = _fmpz_vec_init((slong)forms->dims);
    forms->has_row = false;
    fmpz_init(forms->times_inner);
    fmpz_init(forms->times_outer);
    forms->scale = dc_box_integers(forms->C, forms->H, box);
}

void dc_forms_clear(dc_forms *forms) {
    slong dims = (slong)forms->dims;
    fmpz_clear(forms->times_inner);
    fmpz_clear(forms->times_outer);
    _fmpz_vec_clear(forms->at_least, dims);
    for (int kind = 0; kind < DC_FORM_KINDS; kind++)
        _fmpz_vec_clear(forms->end[kind], dims);
    _fmpz_vec_clear(forms->H, dims);
    _fmpz_vec_clear(forms->C, dims);
}

/* From coefficients of z to coefficients of u, in place. */
static void localise(fmpz *g, const dc_forms *forms) {
    fmpz_t centre;
    fmpz_init(centre);
    _fmpz_vec_dot(centre, g, forms->C, (slong)forms->dims);
    for (size_t l = 0; l < forms->dims; l++)
        fmpz_mul(g + l, g + l, forms->H + l);
    fmpz_swap(g + forms->chart, centre);
    fmpz_clear(centre);
}

void dc_forms_pair(dc_forms *forms, const dc_condition *condition, size_t i, size_t j,
                   const fmpq *width) {
    slong dims = (slong)forms->space->dims;
    const fmpz *low = dc_space_row(forms->space, i),
               *high = dc_space_row(forms->space, j);
    fmpz_t sum;
    fmpz_init(sum);
    fmpz_add(sum, condition->h_num, condition->h_den);
    fmpz_one(forms->times_inner);
    fmpz_set(forms->times_outer, condition->h_den);
    _fmpz_vec_set(forms->end[DC_INNER_LOW], low, dims);
    _fmpz_vec_set(forms->end[DC_INNER_HIGH], high, dims);
    fmpz *A = forms->end[DC_OUTER_LOW], *B = forms->end[DC_OUTER_HIGH];
    _fmpz_vec_scalar_mul_fmpz(A, low, dims, sum);
    _fmpz_vec_scalar_submul_fmpz(A, high, dims, condition->h_num);
    _fmpz_vec_scalar_mul_fmpz(B, high, dims, sum);
    _fmpz_vec_scalar_submul_fmpz(B, low, dims, condition->h_num);
    _fmpz_vec_sub(forms->at_least, high, low, dims);
    if (width) {
        _fmpz_vec_scalar_mul_fmpz(forms->at_least, forms->at_least, dims,
                                  fmpq_denref(width));
        fmpz *own = forms->at_least + forms->chart;
        fmpz_sub(own, own, fmpq_numref(width));
    }
    localise(forms->at_least, forms);
    forms->has_row = true;
    fmpz_clear(sum);
}

/* c's centre and half-range over 2^scale, widened outward to integers: by at most 3 for
 * rounding, and by 1 where the range's ends do not have a middle. False if they were the
 * same before. */
static bool centre_range(dc_forms *forms, double c_low, double c_high) {
    size_t last = forms->dims - 1;
    slong up = (slong)forms->scale + forms->space->shift;
    fmpz_t low, high;
    fmpz_init(low);
    fmpz_init(high);
    fmpz_set_d_2exp(low, c_low, up);
    fmpz_set_d_2exp(high, c_high, up);
    fmpz_sub_ui(low, low, 2);
    fmpz_add_ui(high, high, 2);
    fmpz_add(low, low, high);
    fmpz_fdiv_q_2exp(low, low, 1);
    fmpz_sub(high, high, low);
    bool new = !fmpz_equal(forms->C + last, low) || !fmpz_equal(forms->H + last, high);
    fmpz_swap(forms->C + last, low);
    fmpz_swap(forms->H + last, high);
    fmpz_clear(high);
    fmpz_clear(low);
    return new;
}

bool dc_forms_centre(dc_forms *forms, const dc_condition *condition, const fmpq *width,
                     double c_low, double c_high) {
    size_t last = forms->dims - 1;
    fmpz_t kn, kd;
    fmpz_init(kn);
    fmpz_init(kd);
    fmpz_set_mpz(kn, mpq_numref(condition->kappa));
    fmpz_set_mpz(kd, mpq_denref(condition->kappa));
    bool new = centre_range(forms, c_low, c_high);
    /* a, b = c -+ (wn / 2 wd) v_chart, times 2 wd; A, B = c -+ (kn wn / 2 kd wd)
     * v_chart, times 2 kd wd. */
    fmpz_mul_ui(forms->times_inner, fmpq_denref(width), 2);
    fmpz_mul(forms->times_outer, forms->times_inner, kd);
    for (int kind = 0; kind < DC_FORM_KINDS; kind++) {
        bool inner = kind == DC_INNER_LOW || kind == DC_INNER_HIGH;
        fmpz *end = forms->end[kind], *own = end + forms->chart;
        _fmpz_vec_zero(end, (slong)forms->dims);
        fmpz_set(end + last, inner ? forms->times_inner : forms->times_outer);
        if (inner)
            fmpz_set(own, fmpq_numref(width));
        else
            fmpz_mul(own, fmpq_numref(width), kn);
        if (kind == DC_INNER_LOW || kind == DC_OUTER_LOW)
            fmpz_neg(own, own);
    }
    forms->has_row = false;
    fmpz_clear(kd);
    fmpz_clear(kn);
    return new;
}

void dc_forms_local(fmpz *g, const dc_forms *forms, size_t point, int kind) {
    bool inner = kind == DC_INNER_LOW || kind == DC_INNER_HIGH;
    slong dims = (slong)forms->dims, own = (slong)forms->space->dims;
    _fmpz_vec_zero(g + own, dims - own);
    _fmpz_vec_scalar_mul_fmpz(g, dc_space_row(forms->space, point), own,
                              inner ? forms->times_inner : forms->times_outer);
    _fmpz_vec_sub(g, g, forms->end[kind], dims);
    if (kind == DC_INNER_HIGH || kind == DC_OUTER_HIGH)
        _fmpz_vec_neg(g, g, dims);
    localise(g, forms);
}

int dc_forms_sign(const fmpz *g, size_t dims, size_t chart) {
    fmpz_t spread, end;
    fmpz_init(spread);
    fmpz_init(end);
    for (size_t l = 0; l < dims; l++) {
        if (l == chart)
            continue;
        if (fmpz_sgn(g + l) < 0)
            fmpz_sub(spread, spread, g + l);
        else
            fmpz_add(spread, spread, g + l);
    }
    fmpz_sub(end, g + chart, spread);
    int sign = fmpz_sgn(end) >= 0 ? 1 : 0;
    fmpz_add(end, g + chart, spread);
    if (sign == 0 && fmpz_sgn(end) < 0)
        sign = -1;
    fmpz_clear(end);
    fmpz_clear(spread);
    return sign;
}

void dc_forms_solution(fmpz *z, const dc_forms *forms, const fmpz *u) {
    for (size_t l = 0; l < forms->dims; l++) {
        fmpz_mul(z + l, forms->C + l, u + forms->chart);
        if (l != forms->chart)
            fmpz_addmul(z + l, forms->H + l, u + l);
    }
}
