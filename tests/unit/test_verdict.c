#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "simulation_of.h"

#include <math.h>

#include "simulate/verdict.h"

enum { LOOKS = 4 };

/* A run with t0 at its second look, every hypothesis, and the floor 1/2. */
typedef struct scene {
    dc_run run;
    dc_look looks[LOOKS];
    dc_setting setting;
    dc_simulation_options options;
    dc_data_floor data; /* for a run that has one */
} scene;

static void set_accuracy(scene *s, size_t k, double certain, double possible) {
    s->looks[k].certain = certain;
    s->looks[k].possible = possible;
    s->looks[k].accuracy = (certain + possible) / 2;
}

static void begin(scene *s) {
    memset(s, 0, sizeof *s);
    run_init(&s->run);
    s->setting.options = &s->options;
    s->run.looks = s->looks;
    s->run.look_count = LOOKS;
    s->run.start = s->run.highest = s->run.worst = 1;
    s->run.fits = true;
    s->run.ground.standing = DC_STANDS_BETTER;
    mpq_set_ui(s->run.ground.floor.accuracy, 1, 2);
    for (size_t k = 0; k < LOOKS; k++) {
        s->looks[k].loss = 0.6;
        s->looks[k].loss_error = 0.01;
        set_accuracy(s, k, 0.75, 0.75);
    }
}

static void expect(scene *s, dc_finding finding, unsigned fails) {
    dc_verdict_of_run(&s->run, &s->setting);
    assert_int_equal(s->run.fails, fails);
    assert_int_equal(s->run.finding, finding);
    run_clear(&s->run, false);
    begin(s);
}

static unsigned bit(dc_hypothesis hypothesis) {
    return 1u << hypothesis;
}

static void accuracies_are_held_against_the_floor(void **state) {
    scene s;
    (void)state;
    begin(&s);
    expect(&s, DC_CONFIRMED, 0);
    set_accuracy(&s, 3, 0.5, 0.5);
    expect(&s, DC_CONFIRMED, 0);
    set_accuracy(&s, 0, 0.2, 0.2); /* before t0 */
    expect(&s, DC_CONFIRMED, 0);
    for (size_t k = 1; k < LOOKS; k++) {
        set_accuracy(&s, k, 0.4375, 0.4375);
        expect(&s, DC_REFUTED, 0);
        set_accuracy(&s, k, 0.4375, nextafter(0.5, 0));
        expect(&s, DC_REFUTED, 0);
        set_accuracy(&s, k, 0.4375, 0.5);
        expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_DIGITS));
        set_accuracy(&s, k, nextafter(0.5, 0), 1);
        expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_DIGITS));
        set_accuracy(&s, k, 0.5, 1);
        expect(&s, DC_CONFIRMED, 0);
    }
    run_clear(&s.run, false);
}

/* A floor that is no double, just above a half and just below. */
static void floors_are_compared_exactly(void **state) {
    scene s;
    (void)state;
    begin(&s);
    set_accuracy(&s, 2, 0.5, 0.5);
    mpq_set_str(s.run.ground.floor.accuracy,
                "50000000000000000000000000000001/100000000000000000000000000000000", 10);
    expect(&s, DC_REFUTED, 0);
    set_accuracy(&s, 2, 0.5, 0.5);
    mpq_set_str(s.run.ground.floor.accuracy,
                "49999999999999999999999999999999/100000000000000000000000000000000", 10);
    expect(&s, DC_CONFIRMED, 0);
    run_clear(&s.run, false);
}

static void each_hypothesis_is_asked_for(void **state) {
    scene s;
    (void)state;
    begin(&s);
    s.run.start = SIZE_MAX;
    expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_START));
    s.run.highest = 2;
    expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_LOSS));
    s.run.fits = false;
    expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_SLOPES));
    s.run.ground.standing = DC_STANDS;
    expect(&s, DC_CONFIRMED, 0);
    s.run.ground.standing = DC_FALLS;
    expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_CONDITION));
    s.run.ground.standing = DC_OPEN;
    expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_ANSWER));
    s.run.ground.standing = DC_FALLS;
    s.setting.flat = true;
    expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_CONDITION) | bit(DC_NEEDS_INCLINE));
    s.setting.flat = true;
    expect(&s, DC_CONFIRMED, 0);
    for (dc_standing standing = DC_STANDS_BETTER; standing <= DC_OPEN; standing++) {
        s.run.moved = s.setting.flat = true;
        s.run.ground.standing = standing;
        expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_CELLS));
    }
    run_clear(&s.run, false);
}

/* Where only the loss rose the floor holds for Lbar; what else fails makes it silent. */
static void what_is_not_covered_is_compared_if_the_loss_rose(void **state) {
    scene s;
    (void)state;
    begin(&s);
    s.run.highest = 2;
    set_accuracy(&s, 3, 0.25, 0.25);
    expect(&s, DC_REFUTED, bit(DC_NEEDS_LOSS));
    s.run.highest = 2;
    set_accuracy(&s, 3, 0.25, 0.75);
    expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_LOSS) | bit(DC_NEEDS_DIGITS));
    s.run.highest = 2;
    s.run.fits = false;
    set_accuracy(&s, 3, 0.25, 0.25);
    expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_LOSS) | bit(DC_NEEDS_SLOPES));
    s.run.moved = true;
    set_accuracy(&s, 3, 0.25, 0.25);
    expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_CELLS));
    run_clear(&s.run, false);
}

/* T5 speaks of every look, covered or not, before t0 or after. */
static void the_trivial_floor_needs_no_hypothesis(void **state) {
    const double loss = 0.25, floor = 1 - 0.25 / M_LN2;
    scene s;
    (void)state;
    begin(&s);
    for (size_t k = 0; k < LOOKS; k++)
        for (int error = 0; error < 2; error++) {
            s.looks[k].loss = error ? loss / 2 : loss;
            s.looks[k].loss_error = error ? loss / 2 : 0;
            set_accuracy(&s, k, 0.6, floor - 1e-9);
            expect(&s, DC_REFUTED, 0);
            s.looks[k].loss = error ? loss / 2 : loss;
            s.looks[k].loss_error = error ? loss / 2 : 0;
            set_accuracy(&s, k, 0.6, floor);
            expect(&s, DC_CONFIRMED, 0);
        }
    s.looks[2].loss = 0.01;
    s.run.start = SIZE_MAX;
    expect(&s, DC_REFUTED, bit(DC_NEEDS_START));
    s.looks[3].loss = 0.01;
    s.run.moved = true;
    expect(&s, DC_REFUTED, bit(DC_NEEDS_CELLS));
    s.looks[3].loss = NAN;
    s.run.highest = 3;
    expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_LOSS));
    s.looks[3].loss = HUGE_VAL;
    s.run.highest = 3;
    expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_LOSS));
    run_clear(&s.run, false);
}

/* With all floors a run is covered if there is a t0 and the loss did not rise. */
static void t5_and_t9_need_no_condition(void **state) {
    scene s;
    (void)state;
    begin(&s);
    for (int all = 0; all < 2; all++) {
        static const dc_standing standings[] = { DC_FALLS, DC_OPEN };
        unsigned cells = bit(DC_NEEDS_CELLS), slopes = bit(DC_NEEDS_SLOPES);
        for (size_t k = 0; k < 2; k++) {
            unsigned lack = bit(k ? DC_NEEDS_ANSWER : DC_NEEDS_CONDITION);
            s.options.floors = all ? DC_FLOORS_ALL : DC_FLOORS_DOUBLING;
            s.run.ground.standing = standings[k];
            dc_verdict_of_run(&s.run, &s.setting);
            assert_int_equal(s.run.lacks, lack);
            expect(&s, all ? DC_CONFIRMED : DC_NOT_COVERED, all ? 0 : lack);
        }
        s.options.floors = all ? DC_FLOORS_ALL : DC_FLOORS_DOUBLING;
        s.run.fits = false;
        s.run.moved = true;
        expect(&s, all ? DC_CONFIRMED : DC_NOT_COVERED, all ? 0 : cells | slopes);
        s.options.floors = all ? DC_FLOORS_ALL : DC_FLOORS_DOUBLING;
        s.run.highest = 2;
        expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_LOSS));
        s.options.floors = all ? DC_FLOORS_ALL : DC_FLOORS_DOUBLING;
        s.run.start = SIZE_MAX;
        expect(&s, DC_NOT_COVERED, bit(DC_NEEDS_START));
    }
    run_clear(&s.run, false);
}

static void begin_all(scene *s, const mpq_t least) {
    begin(s);
    s->options.floors = DC_FLOORS_ALL;
    s->data.least[0] = least[0]; /* borrowed */
    s->run.data_floor = &s->data;
}

/* Each floor that applies refutes; the one of the condition only where it holds. */
static void every_floor_counts(void **state) {
    mpq_t least, none;
    scene s;
    (void)state;
    mpq_inits(least, none, NULL);
    mpq_set_ui(least, 5, 8);
    begin(&s);
    for (int k = 0; k < 24; k++) {
        bool lost = k & 1, holds = k & 2, rose = k & 4;
        int which = k / 8; /* data, trivial, condition */
        double low = which == 2 ? 0.4375 : 0.5625;
        run_clear(&s.run, false);
        begin_all(&s, which == 0 ? least : none);
        if (which == 1)
            mpq_set(s.run.ground.floor.trivial, least);
        s.run.ground.standing = holds ? DC_STANDS : DC_FALLS;
        s.run.highest = rose ? 2 : 1;
        set_accuracy(&s, 3, low, lost ? low : 0.75);
        bool speaks = which < 2 || holds;
        unsigned fails = rose ? bit(DC_NEEDS_LOSS) : 0;
        if (speaks && !lost)
            fails |= bit(DC_NEEDS_DIGITS);
        expect(&s,
               speaks && lost ? DC_REFUTED
               : fails        ? DC_NOT_COVERED
                              : DC_CONFIRMED,
               fails);
    }
    run_clear(&s.run, false);
    begin_all(&s, none);
    s.data.vacuous = true; /* but the run is such a classifier */
    expect(&s, DC_REFUTED, 0);
    run_clear(&s.run, false);
    mpq_clears(least, none, NULL);
}

/* At a floor it is confirmed, below it refuted, whatever the run itself did. */
static void adversaries_are_held_against_the_floors(void **state) {
    mpq_t least, none;
    scene s;
    (void)state;
    mpq_inits(least, none, NULL);
    mpq_set_ui(least, 5, 8);
    begin(&s);
    for (int k = 0; k < 32; k++) {
        static const dc_family_kind kinds[] = { DC_FAMILY_ALL, DC_FAMILY_AXES };
        bool below = k & 1, holds = k & 2;
        int which = k / 8 % 4; /* data, trivial, condition, that of its own loss */
        dc_family_kind kind = kinds[k / 4 % 2];
        double floor = which < 2 ? 0.625 : which == 2 ? 0.5 : 1 - 0.1 / M_LN2;
        run_clear(&s.run, false);
        begin_all(&s, which == 0 ? least : none);
        if (which == 1)
            mpq_set(s.run.ground.floor.trivial, least);
        s.options.floor.check.family.kind = kind;
        s.run.ground.standing = holds ? DC_STANDS : DC_OPEN;
        s.run.attacked = true;
        s.run.adversary = (dc_look){ .loss = which == 3 ? 0.1 : 0.6,
                                     .certain = floor - 0.25,
                                     .possible = below ? floor - 1e-3 : floor };
        bool refuted = below && (which != 2 || (holds && kind == DC_FAMILY_ALL));
        expect(&s, refuted ? DC_REFUTED : DC_CONFIRMED, 0);
    }
    run_clear(&s.run, false);
    mpq_clears(least, none, NULL);
}

/* Exact accuracies of points without weights are multiples of 1/N, and bounds that are nearly
 * that decide. */
static void bounds_are_rounded_to_points(void **state) {
    dc_dataset *data = row_data(6, false);
    scene s;
    (void)state;
    begin(&s);
    for (int k = 0; k < 3; k++) {
        s.setting.data = k ? data : NULL;
        mpq_set_ui(s.run.ground.floor.accuracy, 2, 3);
        if (k == 2)
            mpq_set_ui(s.run.ground.floor.accuracy, 667, 1000);
        set_accuracy(&s, 2, 2.0 / 3 - 1e-12, 2.0 / 3 + 1e-12);
        expect(&s,
               k == 0   ? DC_NOT_COVERED
               : k == 1 ? DC_CONFIRMED
                        : DC_REFUTED,
               k == 0 ? bit(DC_NEEDS_DIGITS) : 0);
    }
    run_clear(&s.run, false);
    dc_dataset_destroy(data);
}

static void all_runs_decide(void **state) {
    dc_run runs[3] = { 0 };
    (void)state;
    assert_int_equal(dc_verdict_of_all(runs, 0), DC_CONFIRMED);
    for (int k = 0; k < 27; k++) {
        bool refuted = false, confirmed = true;
        for (int j = 0, code = k; j < 3; j++, code /= 3) {
            runs[j].finding = (dc_finding)(code % 3);
            refuted = refuted || runs[j].finding == DC_REFUTED;
            confirmed = confirmed && runs[j].finding == DC_CONFIRMED;
        }
        assert_int_equal(dc_verdict_of_all(runs, 3), refuted     ? DC_REFUTED
                                                     : confirmed ? DC_CONFIRMED
                                                                 : DC_NOT_COVERED);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accuracies_are_held_against_the_floor),
        cmocka_unit_test(floors_are_compared_exactly),
        cmocka_unit_test(each_hypothesis_is_asked_for),
        cmocka_unit_test(what_is_not_covered_is_compared_if_the_loss_rose),
        cmocka_unit_test(the_trivial_floor_needs_no_hypothesis),
        cmocka_unit_test(t5_and_t9_need_no_condition),
        cmocka_unit_test(every_floor_counts),
        cmocka_unit_test(adversaries_are_held_against_the_floors),
        cmocka_unit_test(bounds_are_rounded_to_points),
        cmocka_unit_test(all_runs_decide),
    };
    return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
