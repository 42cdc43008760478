/* Folds a text that is at hand as a whole, where no way back to its raw bytes is asked for: the
 * values that readers of records give. What becomes what is said in fold.h. */
#ifndef CRAWLER_READ_FOLD_VALUE_H
#define CRAWLER_READ_FOLD_VALUE_H

#include "crawler/base/buffer.h"
#include "crawler/read/fold.h"
#include "detectors/span.h"

#define FOLD_VALUE_MAX ((size_t)16 << 20) /* longer ones stay as they are */

struct fold_value {
    struct fold fold;
    struct buffer bytes; /* the folded text, and room for vectors behind it */
};

/* Needs fold_value_free(). */
void fold_value_init(struct fold_value *value);
void fold_value_free(struct fold_value *value);

/* text itself when nothing in it is folded, or its folded form, valid until the next call; text
 * itself, too, when memory is short. */
struct span fold_value_plain(struct fold_value *value, struct span text);

#endif
