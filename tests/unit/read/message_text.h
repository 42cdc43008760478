/* The reader of a member and that of messages within its text, as one reader. */
#ifndef TESTS_UNIT_READ_MESSAGE_TEXT_H
#define TESTS_UNIT_READ_MESSAGE_TEXT_H

#include "crawler/read/reader.h"

/* Any text, read by whoever knows it. Fields without meaning are not emitted: which of them there
 * are depends on the cuts, and only where findings of the text stand is seen of them. */
extern const struct reader_ops message_text_ops;

#endif
