/* The role of Azure that reads the containers of some sources. For access_policy.c. */
#ifndef CRAWLER_PIPELINE_ACCESS_ROLE_H
#define CRAWLER_PIPELINE_ACCESS_ROLE_H

#include "crawler/base/buffer.h"
#include "crawler/pipeline/access_sources.h"

/* Appends a role definition, and to notes how to do without one; nothing when no source is a
 * container. */
void access_role_render(const struct access_sources *sources, struct buffer *out,
                        struct buffer *notes);

#endif
