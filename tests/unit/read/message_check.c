/* Compares the fields of messages. */
#include "tests/unit/read/message_check.h"

#include "detectors/registry.h"
#include "tests/unit/read/field_log.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Copies line, "PATH ID [VALUE]\n" or "ROW:COLUMN NAME ID [VALUE]\n", when it has a meaning that
 * the registry knows. */
static size_t copy_line(char *out, const char *line, size_t len)
{
    char first[64] = "", second[64] = "";
    if (sscanf(line, "%*s %63s %63s", first, second) < 1 ||
        (detector_find(first) < 0 && detector_find(second) < 0))
        return 0;
    memcpy(out, line, len);
    return len;
}

/* The lines with a known meaning; the caller frees them. */
static char *known_lines(const char *text)
{
    char *const out = malloc(strlen(text) + 1);
    ck_assert_ptr_nonnull(out);
    size_t out_len = 0;
    while (*text != '\0') {
        const char *const end = strchr(text, '\n');
        ck_assert_ptr_nonnull(end);
        const size_t len = (size_t)(end - text) + 1;
        out_len += copy_line(out + out_len, text, len);
        text += len;
    }
    out[out_len] = '\0';
    return out;
}

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

void message_check(const struct reader_ops *ops, const struct message_case *message)
{
    struct field_log *const log = field_log_read(ops, span_of(message->text), 0, FIELD_LOG_MAX);
    ck_assert_msg(log->is_known == (message->fields != NULL), "%s", message->name);
    if (message->fields != NULL) {
        char *const got = known_lines(log->text);
        char *const expected = known_lines(message->fields);
        ck_assert_msg(strcmp(got, expected) == 0, "%s:\n%s", message->name, got);
        ck_assert_msg(log->is_whole && log->is_in_order, "%s", message->name);
        ck_assert_msg(log->facts.is_health_format == message->is_health, "%s", message->name);
        ck_assert_msg(log->facts.has_patient == message->has_patient, "%s", message->name);
        free(expected);
        free(got);
    }
    field_log_free(log);
}
