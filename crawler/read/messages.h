/*
 * Messages of HL7 v2 and X12 that stand within other text, as engines of integration log and store
 * them: behind the prefix of a line, in strings of JSON, text of XML, values of SQL, cells of
 * tables. Their fields become those of the member, in order with what the member's own reader
 * emits; a value of that reader with a message in it is only the place of what is in front of it. A
 * message in base64 is a file (embedded.h), "base64@OFFSET".
 *
 * Text without a header costs one look at 64 bytes at a time. Nothing is kept but the state of the
 * readers, so that memory does not depend on the length of a message, and fields do not depend on
 * how the text is cut. Files are kept, as those of other readers are.
 */
#ifndef CRAWLER_READ_MESSAGES_H
#define CRAWLER_READ_MESSAGES_H

#include "crawler/read/embedded.h"
#include "crawler/read/reader.h"

struct messages;

/* One per worker, used for one member after the other; NULL when memory is short. */
struct messages *messages_create(const struct field_rules *rules);
void messages_free(struct messages *messages);

/* Starts a member. */
void messages_begin(struct messages *messages);

/*
 * Starts a segment of it, which is fed to the member's reader with the sink that is returned: its
 * own one where no message is in sight. has_files: that reader takes files out of values itself.
 */
struct field_sink *messages_open(struct messages *messages, const struct segment *segment,
                                 struct field_sink *sink, bool has_files);

/* Emits what is left of the messages in the segment, once that was fed. */
void messages_close(struct messages *messages);

/* Files in base64 that were messages, or stood in one: the caller takes the whole ones and forgets
 * them. The member's reader has its own, since two may come by at the same time. */
struct embedded *messages_files(struct messages *messages);

/* What messages told of the member: a health format once a field of theirs meant anything. */
struct reader_facts messages_facts(const struct messages *messages);

/* The format of the last message; NULL: there was none. */
const char *messages_format(const struct messages *messages);

#endif
