/*
 * Messages for people on standard error: "phicrawl: error: ...". One event is one line; control
 * characters (C0, C1, DEL, bidi controls) that come from outside are escaped. Never content of
 * objects, never a secret.
 */
#ifndef CRAWLER_BASE_LOG_H
#define CRAWLER_BASE_LOG_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

enum log_level { LOG_ERROR, LOG_WARNING, LOG_NOTE };

/* Thread safe: one write(2) a line. */
void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends text from outside as one line that is safe on a terminal: controls become \\xNN or
 * \\uNNNN. */
void log_escape(struct buffer *out, struct span text);

#endif
