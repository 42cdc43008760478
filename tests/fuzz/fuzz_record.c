/*
 * The bytes as everything about an object that comes from outside: key, member name, version,
 * content type. Properties: a manifest line, a finding and a private key stay one line of
 * well-formed JSON and UTF-8, without control characters.
 */
#include "crawler/base/utf8.h"
#include "crawler/report/finding_line.h"
#include "crawler/report/manifest.h"
#include "crawler/report/private_keys.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define TEXT_MAX ((size_t)8 << 20)
#define FIELDS 4

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

/* A string from its opening quote; returns what follows. RFC 8259 section 7, with the escapes that
 * we write. */
static const uint8_t *skip_string(const uint8_t *at, const uint8_t *end)
{
    require(at < end && *at++ == '"');
    while (at < end && *at != '"') {
        require(*at >= 0x20 && *at != 0x7F);
        if (*at == '\\') {
            at++;
            require(at < end && strchr("\"\\nrtu", *at) != NULL);
            if (*at == 'u') {
                for (int i = 1; i <= 4; i++)
                    require(at + i < end && strchr("0123456789abcdef", at[i]) != NULL);
                at += 4;
            }
        }
        at++;
    }
    require(at < end);
    return at + 1;
}

static const uint8_t *skip_value(const uint8_t *at, const uint8_t *end);

static const uint8_t *skip_members(const uint8_t *at, const uint8_t *end, char close)
{
    at++;
    for (bool is_first = true; at < end && *at != close; is_first = false) {
        if (!is_first)
            require(*at++ == ',');
        if (close == '}') {
            at = skip_string(at, end);
            require(at < end && *at++ == ':');
        }
        at = skip_value(at, end);
    }
    require(at < end);
    return at + 1;
}

static const uint8_t *skip_value(const uint8_t *at, const uint8_t *end)
{
    require(at < end);
    if (*at == '"')
        return skip_string(at, end);
    if (*at == '{' || *at == '[')
        return skip_members(at, end, *at == '{' ? '}' : ']');
    const uint8_t *const start = at;
    while (at < end && strchr("truefalsn0123456789", *at) != NULL && *at != '\0')
        at++;
    require(at > start);
    return at;
}

/* One object, compact, nothing behind it. */
static void check_line(struct buffer *out)
{
    require(!out->is_failed && out->len > 2 && out->ptr[0] == '{');
    require(utf8_is_valid((struct span){out->ptr, out->len}));
    require(skip_value(out->ptr, out->ptr + out->len) == out->ptr + out->len);
    buffer_clear(out);
}

/* Cuts the next field off at a NUL; the last takes the rest. */
static struct span next_field(struct span *rest, bool is_last)
{
    const uint8_t *const end =
        is_last || rest->len == 0 ? NULL : memchr(rest->ptr, '\0', rest->len);
    const struct span field = {rest->ptr, end != NULL ? (size_t)(end - rest->ptr) : rest->len};
    const size_t used = field.len + (end != NULL);
    *rest = (struct span){rest->ptr + used, rest->len - used};
    return field;
}

/* As headers and listings give it: a text, which ends at a NUL. */
static char *text_of(struct span field)
{
    char *const text = strndup((const char *)field.ptr, field.len);
    require(text != NULL);
    return text;
}

static void check_record(const struct object_record *record, struct span member, struct buffer *out)
{
    const struct finding_record finding = {
        .member = member, .finding = {.confidence = 90, .flags = 0x7F}, .line = 1, .column = 1};
    manifest_render(out, record);
    struct manifest_line pieces;
    struct buffer line;
    buffer_init(&line, TEXT_MAX);
    manifest_complete(&pieces, (struct span){out->ptr, out->len}, UINT64_MAX, "prev");
    for (size_t i = 0; i < 3; i++)
        buffer_append(&line, pieces.pieces[i].ptr, pieces.pieces[i].len);
    check_line(&line);
    buffer_free(&line);
    check_line(out);
    finding_line_render(out, record->uri, record->version_id, &finding);
    check_line(out);
    private_keys_render(out, 1, record);
    check_line(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct span rest = {bytes, len}, fields[FIELDS];
    struct coverage coverage = {.http_status = (int)len - 5};
    struct buffer out;
    struct tally *const tally = tally_create(NULL);
    require(tally != NULL);
    for (size_t i = 0; i < FIELDS; i++)
        fields[i] = next_field(&rest, i + 1 == FIELDS);
    char *const version_id = text_of(fields[1]);
    char *const content_type = text_of(fields[2]);
    coverage.reasons = len % 2 == 0 ? 0 : (UINT32_C(1) << REASON_COUNT) - 1;
    coverage.bytes_scanned = len % 3;
    buffer_init(&out, TEXT_MAX);
    const struct object_record record = {
        .uri = fields[0],
        .key = fields[0],
        .provider = "s3",
        .bucket = version_id,
        .version_id = version_id,
        .etag = content_type,
        .content_type = content_type,
        .storage_class = version_id,
        .encryption_mode = content_type,
        .encryption_key_id = version_id,
        .size = len,
        .last_modified = (time_t)(len * 7919),
        .coverage = &coverage,
        .tally = tally,
        .phi_in_key = true,
        .true_uri = fields[0],
        .true_key = fields[3],
    };
    check_record(&record, fields[3], &out);
    buffer_free(&out);
    free(version_id);
    free(content_type);
    tally_free(tally);
    return 0;
}
