/* What needs classes. */
#ifndef DC_DATA_CLASSES_H
#define DC_DATA_CLASSES_H

#include <doublecheck/dataset.h>

/* DC_EINPUT, with a message that names who needs them ("training"), unless the points have
 * labels of two classes or more. */
dc_status dc_dataset_need_classes(const dc_dataset *data, const char *who,
                                  dc_error *error) DC_MUST_USE;

#endif
