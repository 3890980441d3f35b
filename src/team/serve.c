/* What a process that serves the leader of its run knows to do. */
#include <doublecheck/team.h>

#include "base/serve.h"
#include "search/trades.h"
#include "simulate/trades.h"
#include "stress/trades.h"

dc_status dc_team_serve(dc_error *error) {
    static const dc_trade *const trades[] = { &dc_trade_boxes, &dc_trade_leaves,
                                              &dc_trade_looks, &dc_trade_sets,
                                              &dc_trade_runs,  &dc_trade_attacks,
                                              &dc_trade_tasks, NULL };
    return dc_serve(trades, error);
}
