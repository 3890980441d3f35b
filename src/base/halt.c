#include "base/halt.h"

#include "base/error.h"

bool dc_halt_now(dc_halt *halt) {
    if (!halt)
        return false;
    halt->steps = 0;
    halt->halted = halt->halted || halt->wanted(halt->user);
    return halt->halted;
}

bool dc_halt_after(dc_halt *halt, size_t steps) {
    if (!halt || halt->halted)
        return halt != NULL;
    halt->steps += steps;
    halt->spent += steps;
    halt->halted = halt->most && halt->spent > halt->most;
    return halt->halted || (halt->steps >= DC_HALT_STEPS && dc_halt_now(halt));
}

dc_status dc_halt_fail(dc_error *error) {
    return dc_fail(error, DC_ESTOPPED, "stopped before the search");
}
