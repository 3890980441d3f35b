/* A process that works for the leader of its run (base/team.h). */
#ifndef DC_BASE_SERVE_H
#define DC_BASE_SERVE_H

#include "base/team.h"

/* Serves until the leader ends the team. trades: what it knows, ended by NULL. Failures in
 * the work are the leader's to tell; what is returned is that of the service itself. */
DC_MUST_USE dc_status dc_serve(const dc_trade *const *trades, dc_error *error);

#endif
