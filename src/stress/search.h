/* The search of one level: the most damage within a distance. */
#ifndef DC_STRESS_SEARCH_H
#define DC_STRESS_SEARCH_H

#include "stress/archive.h"

/* Fills the archive with points at most dc_stress_level(archive->level) away from the
 * nominal one, that a global method of NLopt asks for. DC_ENOMEM, DC_EINTERNAL, and as
 * dc_evaluate. */
DC_MUST_USE dc_status dc_search_global(dc_archive *archive, uint64_t seed);

/* The same with a local method, from a point within that distance. */
DC_MUST_USE dc_status dc_search_local(dc_archive *archive, const dc_variance *from,
                                      uint64_t seed);

#endif
