#include "data/classes.h"

#include "base/error.h"

dc_status dc_dataset_need_classes(const dc_dataset *data, const char *who,
                                  dc_error *error) {
    size_t classes = dc_dataset_classes(data);
    if (classes == 0)
        return dc_fail(error, DC_EINPUT, "%s needs labels, and there are none", who);
    if (classes == 1)
        return dc_fail(error, DC_EINPUT,
                       "%s needs two classes, and all %zu points have the label \"%s\"",
                       who, dc_dataset_points(data), dc_dataset_class_name(data, 0));
    return DC_OK;
}
