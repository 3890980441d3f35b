/* How a simulation divides the memory of its process (network/allowance.h). */
#ifndef DC_SIMULATE_ROOM_H
#define DC_SIMULATE_ROOM_H

#include "network/options.h"
#include "simulate/setting.h"

/* Sets the shares of a setting in which all else is set. DC_ENOMEM where its memory is too
 * little for the looks, for a run, or for an adversary. */
DC_MUST_USE dc_status dc_setting_divide(dc_setting *setting, const dc_training_plan *plan,
                                        dc_error *error);

/* For a search on the setting's data, or on others: its memory, and that points without room are
 * told. */
void dc_setting_share(dc_check_options *check, const dc_setting *setting,
                      const dc_dataset *data);

/* Whether so many bytes have room once runs are over, beside what these leave; that they have
 * none is told. */
bool dc_setting_has_room(const dc_setting *setting, size_t bytes);

/* The memory for boxes and proofs of a data floor, which are kept like those of the others. False
 * where points have no room, which is told. */
bool dc_setting_share_floor(size_t *share, const dc_setting *setting,
                            const dc_dataset *data);

#endif
