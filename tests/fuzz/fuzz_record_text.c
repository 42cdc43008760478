/* Values of any sizes as one text: every way of reading it gives the same text and the same fields,
 * and each byte is found in the value it stands in. */
#include "crawler/base/byte_source.h"
#include "crawler/read/record_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
    if (!is_true)
        abort();
}

/* Each value takes a byte that says how it is, one of length, and its text. */
struct script {
    struct byte_source *bytes;
    uint8_t head[2], text[256];
    uint64_t at;
    uint64_t row;
};

static void *script_create(const struct field_rules *rules)
{
    (void)rules;
    return calloc(1, sizeof(struct script));
}

static void script_begin(void *state, struct byte_source *bytes, struct coverage *coverage)
{
    (void)coverage;
    *(struct script *)state = (struct script){.bytes = bytes};
}

static enum status script_next(void *state, struct record_value *value)
{
    struct script *const script = state;
    size_t len = 0;
    if (byte_source_fill(script->bytes, script->head, 2, &len) != STATUS_OK || len < 2)
        return STATUS_END;
    const enum status status = byte_source_fill(script->bytes, script->text, script->head[1], &len);
    const uint8_t how = script->head[0];
    script->row++;
    *value = (struct record_value){
        .meaning = {.detector = how & 1 ? 1 : -1},
        .text = {script->text, len},
        .offset = script->at + 2,
        .length = how & 2 ? len : len + 7,
        .is_raw = (how & 2) != 0,
        .is_joined = (how & 4) != 0,
        .row = script->row,
        .column = 1,
        .name = {script->text, how & 8 ? len : 0},
        .path = {script->head, how & 16 ? 2 : 0},
    };
    script->at += 2 + len;
    return status == STATUS_OK || len > 0 ? STATUS_OK : (how & 32 ? STATUS_SKIP : STATUS_END);
}

static const struct record_ops script_ops = {
    .format = FORMAT_BINARY,
    .create = script_create,
    .free = free,
    .begin = script_begin,
    .next = script_next,
};

struct fields {
    uint64_t sum;
    uint64_t end;
};

static void take(void *user, const struct field *field)
{
    struct fields *const fields = user;
    check(field->offset >= fields->end && field->value.len == field->length);
    fields->end = field->offset + field->length;
    for (size_t i = 0; i < field->value.len; i++)
        fields->sum = fields->sum * 31 + field->value.ptr[i];
    fields->sum = fields->sum * 31 + field->offset;
}

/* Reads it all, then feeds it in pieces; returns what the fields were. */
static uint64_t read_text(struct record_text *text, struct span data, size_t piece)
{
    struct coverage coverage = {0};
    struct byte_source *const source = byte_source_from_span(data);
    check(record_text_begin(text, &script_ops, source, &coverage, NULL));
    static uint8_t whole[1 << 21];
    size_t len = 0, more = 0;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && len < sizeof whole) {
        status = byte_source_fill(record_text_bytes(text), whole + len, piece, &more);
        len += more;
        check(len + piece <= sizeof whole);
    }
    struct fields fields = {0, 0};
    struct field_sink sink = {take, &fields, UINT64_MAX, NULL, NULL};
    for (size_t at = 0; at < len; at += piece) {
        const struct segment segment = {.text = whole + at,
                                        .len = len - at < piece ? len - at : piece,
                                        .before = at < SCAN_REACH ? at : SCAN_REACH,
                                        .after = len - at < piece ? 0 : len - at - piece,
                                        .offset = at};
        record_text_feed(text, &segment, &sink);
        const struct finding finding = {.offset = at, .length = (uint32_t)segment.len};
        const struct record_place place = record_text_locate(text, &finding);
        check(place.row > 0 && place.offset <= data.len + 7);
    }
    byte_source_close(source);
    return fields.sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct record_text *text;
    if (text == NULL)
        text = record_text_create(NULL);
    if (size > (1 << 19))
        return 0;
    const struct span bytes = {data, size};
    const uint64_t sum = read_text(text, bytes, 8192);
    check(read_text(text, bytes, 511) == sum);
    return 0;
}
