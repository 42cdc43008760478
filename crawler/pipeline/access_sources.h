/* What the SOURCEs of a policy lead to. For access_*.c. */
#ifndef CRAWLER_PIPELINE_ACCESS_SOURCES_H
#define CRAWLER_PIPELINE_ACCESS_SOURCES_H

#include "crawler/base/buffer.h"
#include "crawler/base/fault.h"
#include "crawler/store/locator.h"

#include <stdbool.h>
#include <stddef.h>

struct access_source {
    struct locator locator;
    size_t number;     /* of the SOURCE, from 1 */
    bool is_inventory; /* the files of one: they are read, and nothing else is asked there */
};

struct access_sources {
    struct access_source *all;
    size_t count;
    const char *partition; /* of AWS; static text */
};

/*
 * Parses the SOURCEs. One of an inventory
 * ("s3-inventory+s3://BUCKET/PREFIX/LISTED/NAME/TIME/manifest.json") leads to its files and to the
 * bucket that it lists, which its key names: "LISTED-BUCKET" when it does not, with a line in
 * notes. False with a fault when something is no SOURCE; is_failed of notes is set when memory is
 * short. Release in any case.
 */
bool access_sources_parse(const char *const *sources, size_t count, struct access_sources *out,
                          struct buffer *notes, struct fault *fault);
void access_sources_free(struct access_sources *sources);

#endif
