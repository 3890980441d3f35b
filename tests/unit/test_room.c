#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/room.h"

enum { MIB = 1 << 20 };

static void sizes_end_somewhere(void **state) {
    (void)state;
    assert_int_equal(dc_size_plus(3, 4), 7);
    assert_int_equal(dc_size_plus(SIZE_MAX - 3, 3), SIZE_MAX);
    assert_int_equal(dc_size_plus(SIZE_MAX - 3, 4), SIZE_MAX);
    assert_int_equal(dc_size_times(3, 4), 12);
    assert_int_equal(dc_size_times(SIZE_MAX, 0), 0);
    assert_int_equal(dc_size_times(0, SIZE_MAX), 0);
    assert_int_equal(dc_size_times(SIZE_MAX / 4, 5), SIZE_MAX);
    assert_int_equal(dc_size_minus(4, 3), 1);
    assert_int_equal(dc_size_minus(3, 4), 0);
}

static void the_program_comes_first(void **state) {
    (void)state;
    assert_int_equal(dc_room_left(100 * MIB, 4 * MIB), 80 * MIB);
    assert_int_equal(dc_room_left(32 * MIB, 0), 16 * MIB);
    assert_int_equal(dc_room_left(10 * MIB, MIB), 4 * MIB);
    assert_int_equal(dc_room_left(100 * MIB, 85 * MIB), 0);
    assert_int_equal(dc_room_left(0, SIZE_MAX), SIZE_MAX);
}

/* What is left never falls as memory grows. */
static void more_memory_leaves_more(void **state) {
    (void)state;
    for (size_t memory = 2; memory < 64 * MIB; memory += MIB / 3)
        assert_true(dc_room_left(memory, 0) >= dc_room_left(memory - 1, 0));
}

/* The memory that a refusal names is just enough. */
static void a_refusal_says_what_is_needed(void **state) {
    dc_error error;
    (void)state;
    assert_int_equal(dc_room_check(40 * MIB, 24 * MIB, "points", &error), DC_OK);
    assert_int_equal(dc_room_check(40 * MIB, 24 * MIB + 1, "points", &error), DC_ENOMEM);
    assert_string_equal(error.message,
                        "points need about 40.1 MiB of memory, the program included, and "
                        "40 MiB are allowed");
    assert_int_equal(dc_room_check(8 * MIB, 5 * MIB, "points", &error), DC_ENOMEM);
    assert_non_null(strstr(error.message, "need about 10 MiB"));
    assert_int_equal(dc_room_check(10 * MIB, 5 * MIB, "points", &error), DC_OK);
    for (size_t needed = 1; needed < 64 * MIB; needed += MIB / 3 + 1) {
        size_t memory = dc_room_memory(needed);
        assert_int_equal(dc_room_check(memory, needed, "points", &error), DC_OK);
        assert_int_equal(dc_room_check(memory - 1, needed, "points", &error), DC_ENOMEM);
    }
    assert_int_equal(dc_room_check(0, SIZE_MAX, "points", &error), DC_OK);
    assert_int_equal(dc_room_check(SIZE_MAX, SIZE_MAX, "points", &error), DC_ENOMEM);
}

static void others_share_what_is_not_held(void **state) {
    (void)state;
    assert_int_equal(dc_room_share(40 * MIB, 4 * MIB), 36 * MIB);
    assert_int_equal(dc_room_share(4 * MIB, 40 * MIB), 1);
    assert_int_equal(dc_room_share(0, 40 * MIB), 0);
}

static void threads_have_room(void **state) {
    (void)state;
    assert_int_equal(dc_room_threads(48 * MIB, 2 * MIB, 10 * MIB, 8), 3);
    assert_int_equal(dc_room_threads(48 * MIB, 2 * MIB, 10 * MIB, 2), 2);
    assert_int_equal(dc_room_threads(48 * MIB, 2 * MIB, 31 * MIB, 8), 1);
    assert_int_equal(dc_room_threads(48 * MIB, SIZE_MAX, SIZE_MAX, 8), 1);
    assert_int_equal(dc_room_threads(48 * MIB, 0, 0, 8), 8);
    assert_int_equal(dc_room_threads(0, SIZE_MAX, SIZE_MAX / 9, 8), 8);
    assert_int_equal(dc_room_threads(0, MIB, MIB, 8), 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_end_somewhere),
        cmocka_unit_test(the_program_comes_first),
        cmocka_unit_test(more_memory_leaves_more),
        cmocka_unit_test(a_refusal_says_what_is_needed),
        cmocka_unit_test(others_share_what_is_not_held),
        cmocka_unit_test(threads_have_room),
    };
    return cmocka_run_group_tests_name("room", tests, NULL, NULL);
}
