/* Results as bytes, for a checkpoint (pack.h). */
#ifndef DC_SEARCH_PACK_RESULT_H
#define DC_SEARCH_PACK_RESULT_H

#include "base/saving.h"
#include "search/boxtree.h"
#include "search/limits.h"
#include "search/result.h"
#include "search/trace.h"

/* A tree of boxes, or NULL. What comes back is the caller's; NULL too if the reader is bad or
 * memory is out, which makes it bad. It takes no more boxes. */
void dc_put_boxtree(dc_saving *saving, const dc_boxtree *tree);
dc_boxtree *dc_get_boxtree(dc_reader *reader, const dc_limits *limits);

/* What a clock can have told: finite, not negative. */
double dc_get_seconds(dc_reader *reader);

/* A trace on its way; what comes back has begun, and is empty. question: of the search. */
void dc_put_trace(dc_bytes *bytes, const dc_trace *trace);
void dc_get_trace(dc_reader *reader, dc_trace *trace, dc_question question);

/* All of a group's result but its name. group is initialised; features: of the data. */
void dc_put_group(dc_saving *saving, const dc_group_result *group);
void dc_get_group(dc_reader *reader, dc_group_result *group, size_t features,
                  const dc_limits *limits);

#endif
