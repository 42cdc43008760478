/*
 * What users write on an object beside its content, and what can be PHI as well: tags and metadata.
 * Names are judged as names of fields, values as their values or as text.
 */
#ifndef CRAWLER_PIPELINE_EXAMINE_ATTRIBUTES_H
#define CRAWLER_PIPELINE_EXAMINE_ATTRIBUTES_H

#include "crawler/base/buffer.h"
#include "crawler/pipeline/examine.h"

struct attributes {
    const char *kind;  /* "tag", "metadata": findings stand at the path "tag:NAME" */
    const char *pairs; /* crawler/store/pairs.h; NULL: not known */
};

/*
 * Examines them, after examiner_reset() and before examiner_run(): findings go to the tally and to
 * sink. masked, which may be NULL, gets each name and value, terminated, as they may be shown: with
 * detected values of persons and payment instruments replaced by '*'. STATUS_OK; STOP when sink
 * said false; NO_MEMORY.
 */
enum status examiner_take_attributes(struct examiner *examiner, const struct attributes *attributes,
                                     const struct finding_sink *sink, struct buffer *masked);

#endif
