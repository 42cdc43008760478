/* Passes archived objects on to a restore manifest, when one is asked for. */
#ifndef CRAWLER_PIPELINE_RESTORER_H
#define CRAWLER_PIPELINE_RESTORER_H

#include "crawler/report/restore_manifest.h"
#include "crawler/store/store.h"

#include <stdbool.h>

struct run_options; /* crawler/pipeline/run.h */

/* The zero value passes nothing on. */
struct restorer {
    struct restore_manifest *manifest;
};

/* Makes the manifest that the options name, if any; false when it cannot be made, which was said.
 */
bool restorer_open(struct restorer *restorer, const struct run_options *options);

/* Lists an object that is archived. Any thread; a failure shows at the end. */
void restorer_add(struct restorer *restorer, const struct store *store,
                  const struct object *object);

/* False when something could not be written, which was said. */
bool restorer_close(struct restorer *restorer);

/* Takes the manifest away again when there is one still open, to which nothing was added. */
void restorer_discard(struct restorer *restorer);

#endif
