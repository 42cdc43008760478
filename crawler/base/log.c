/* Messages for people on standard error, one line each, safe for a terminal. */
#include "crawler/base/log.h"

#include "crawler/base/buffer.h"
#include "crawler/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LOG_LINE_MAX 2048

/* C0, C1, DEL and the controls of bidirectional text would let a key rewrite what the terminal
 * shows. */
static bool log_is_control(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point <= 0x9F) ||
           (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) ||
           point == 0x2028 || point == 0x2029;
}

void log_escape(struct buffer *out, struct span text)
{
    while (text.len > 0) {
        uint32_t point;
        size_t len = utf8_decode(text, &point);
        if (len == 0) {
            len = 1;
            buffer_append_format(out, "\\x%02x", text.ptr[0]);
        } else if (log_is_control(point)) {
            buffer_append_format(out, point < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)point);
        } else {
            buffer_append(out, text.ptr, len);
        }
        text.ptr += len;
        text.len -= len;
    }
}

void log_line(enum log_level level, const char *format, ...)
{
    static const char *const heads[] = {"phicrawl: error: ", "phicrawl: warning: ", "phicrawl: "};
    char text[LOG_LINE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct buffer line;
    buffer_init(&line, 6 * LOG_LINE_MAX + 64);
    buffer_append_str(&line, heads[level]);
    log_escape(&line, (struct span){(const uint8_t *)text, strlen(text)});
    buffer_append_char(&line, '\n');
    /* Nothing can be done about a standard error that does not take the line. */
    if (!line.is_failed && write(STDERR_FILENO, line.ptr, line.len) < 0)
        line.is_failed = true;
    buffer_free(&line);
}
