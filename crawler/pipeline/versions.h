/* Which libraries this build uses, for --version. */
#ifndef CRAWLER_PIPELINE_VERSIONS_H
#define CRAWLER_PIPELINE_VERSIONS_H

struct buffer;

/* Appends one line a library, "libcurl 7.88.1 ...", and one for the instructions that the scan core
 * uses on this processor. */
void versions_append(struct buffer *out);

#endif
