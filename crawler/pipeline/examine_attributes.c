/* Tags and metadata of an object. */
#include "crawler/pipeline/examine_attributes.h"

#include "crawler/pipeline/examine_state.h"
#include "crawler/store/pairs.h"
#include "crawler/unpack/mime_header.h"
#include "detectors/field.h"
#include "detectors/registry.h"

#include <string.h>

#define ATTRIBUTE_MAX ((size_t)192 << 10) /* all headers of an answer, encoded */

/* One at a time. */
struct attribute {
    struct examiner *examiner;
    struct buffer name, raw, value; /* raw: as it came; value: without encoded words */
    struct buffer text;             /* "name: value", gaps of the name as spaces */
    struct buffer path;             /* "tag:NAME", masked */
    struct buffer shown;            /* the value, masked */
    uint64_t offset;                /* of text, among all attributes of the object */
};

static void attribute_init(struct attribute *attribute, struct examiner *examiner)
{
    *attribute = (struct attribute){.examiner = examiner};
    buffer_init(&attribute->name, ATTRIBUTE_MAX);
    buffer_init(&attribute->raw, ATTRIBUTE_MAX);
    buffer_init(&attribute->value, ATTRIBUTE_MAX);
    buffer_init(&attribute->text, 2 * ATTRIBUTE_MAX);
    buffer_init(&attribute->path, 2 * ATTRIBUTE_MAX);
    buffer_init(&attribute->shown, ATTRIBUTE_MAX);
}

static void attribute_wipe(struct attribute *attribute)
{
    buffer_wipe(&attribute->name);
    buffer_wipe(&attribute->raw);
    buffer_wipe(&attribute->value);
    buffer_wipe(&attribute->text);
    buffer_wipe(&attribute->path);
    buffer_wipe(&attribute->shown);
}

static bool attribute_has_failed(const struct attribute *attribute)
{
    return attribute->name.is_failed || attribute->raw.is_failed || attribute->value.is_failed ||
           attribute->text.is_failed || attribute->path.is_failed || attribute->shown.is_failed;
}

static struct span span_of(const struct buffer *buffer)
{
    return (struct span){buffer->ptr, buffer->len};
}

/* Headers have words of other alphabets encoded (RFC 2047). */
static void attribute_decode(struct attribute *attribute)
{
    buffer_clear(&attribute->value);
    mime_header_decode(span_of(&attribute->raw), &attribute->value);
}

static void attribute_make_text(struct attribute *attribute)
{
    struct buffer *const text = &attribute->text;
    buffer_clear(text);
    for (size_t i = 0; i < attribute->name.len; i++) {
        const char c = (char)attribute->name.ptr[i];
        buffer_append_char(text, c == '-' || c == '_' || c == '.' ? ' ' : c);
    }
    buffer_append_str(text, ": ");
    buffer_append(text, attribute->value.ptr, attribute->value.len);
}

/* The whole value as one, where the name says what it is. */
static bool attribute_judge_field(const struct attribute *attribute, struct finding *finding)
{
    const struct field_rules *const rules = attribute->examiner->rules;
    const struct field_meaning meaning = field_meaning_of_name(rules, span_of(&attribute->name));
    *finding = (struct finding){0};
    if (meaning.detector < 0 || attribute->value.len > FIELD_VALUE_MAX ||
        !field_judge(rules, meaning, span_of(&attribute->value), finding))
        return false;
    finding->offset = attribute->examiner->attribute_at;
    finding->length = (uint32_t)attribute->value.len;
    return true;
}

static bool is_hidden(const struct examiner *examiner, const struct finding *finding)
{
    const enum role role = ruleset_detector_at(examiner->setup->ruleset, finding->detector)->role;
    return (finding->flags & FINDING_CANDIDATE) == 0 &&
           (role == ROLE_PERSON || role == ROLE_PAYMENT);
}

/* Hides as much of the shown value as the finding covers of the value. */
static void attribute_hide(struct attribute *attribute, const struct finding *finding)
{
    const size_t at = (size_t)(finding->offset - attribute->examiner->attribute_at);
    if (!is_hidden(attribute->examiner, finding) || at > attribute->shown.len)
        return;
    const size_t left = attribute->shown.len - at;
    memset(attribute->shown.ptr + at, '*', finding->length < left ? finding->length : left);
}

static void attribute_emit(struct attribute *attribute, const struct finding *finding)
{
    static const struct finding_cell nowhere = {0};
    attribute_hide(attribute, finding);
    examiner_take_place(attribute->examiner, finding, &nowhere, span_of(&attribute->path));
}

/* What starts in the name was counted when that was masked. */
static void attribute_take(void *user, const struct finding *finding)
{
    struct attribute *const attribute = user;
    if (finding->offset >= attribute->examiner->attribute_at)
        attribute_emit(attribute, finding);
}

static void attribute_scan(struct attribute *attribute)
{
    struct examiner *const examiner = attribute->examiner;
    const struct segment segment = {
        .text = attribute->text.ptr, .len = attribute->text.len, .offset = attribute->offset};
    struct finding finding;
    examiner->leaf->segment = segment;
    examiner->attribute_at = attribute->offset + attribute->text.len - attribute->value.len;
    if (attribute_judge_field(attribute, &finding))
        attribute_emit(attribute, &finding);
    else
        scan_text(examiner->setup->ruleset, examiner->scratch, &segment, attribute_take, attribute);
    attribute->offset += attribute->text.len + 1;
}

/* Judges the pair at hand. */
static void attribute_examine(struct attribute *attribute, const char *kind, struct buffer *masked)
{
    struct examiner *const examiner = attribute->examiner;
    attribute_decode(attribute);
    attribute_make_text(attribute);
    (void)examiner_mask_name(examiner, span_of(&attribute->name), true, &attribute->shown);
    buffer_clear(&attribute->path);
    buffer_append_format(&attribute->path, "%s:", kind);
    buffer_append(&attribute->path, attribute->shown.ptr, attribute->shown.len);
    if (masked != NULL) {
        buffer_append(masked, attribute->shown.ptr, attribute->shown.len);
        buffer_append_char(masked, '\0');
    }
    (void)examiner_mask_name(examiner, span_of(&attribute->value), false, &attribute->shown);
    if (attribute_has_failed(attribute))
        return;
    attribute_scan(attribute);
    if (masked != NULL) {
        buffer_append(masked, attribute->shown.ptr, attribute->shown.len);
        buffer_append_char(masked, '\0');
    }
}

/* Makes the examiner ready for what is no member. */
static bool attributes_begin(struct examiner *examiner, const struct finding_sink *sink)
{
    if (examiner->rules == NULL)
        examiner->rules = field_rules_create(examiner->setup->ruleset);
    examiner->sink = sink;
    examiner->leaf = &examiner->leaves[0];
    examiner->leaf->records = NULL;
    examiner->leaf->has_pages = examiner->leaf->is_member_masked = false;
    buffer_clear(&examiner->leaf->member_path);
    tally_begin_member(examiner->tally);
    return examiner->rules != NULL;
}

enum status examiner_take_attributes(struct examiner *examiner, const struct attributes *attributes,
                                     const struct finding_sink *sink, struct buffer *masked)
{
    struct attribute attribute;
    const char *pairs = attributes->pairs;
    if (pairs == NULL || *pairs == '\0')
        return STATUS_OK;
    if (!attributes_begin(examiner, sink))
        return STATUS_NO_MEMORY;
    attribute_init(&attribute, examiner);
    while (!examiner->is_stopped && pairs_next(&pairs, &attribute.name, &attribute.raw))
        attribute_examine(&attribute, attributes->kind, masked);
    const bool has_failed =
        attribute_has_failed(&attribute) || (masked != NULL && masked->is_failed);
    attribute_wipe(&attribute);
    examiner->attribute_at = 0;
    if (has_failed)
        return STATUS_NO_MEMORY;
    return examiner->is_stopped ? STATUS_STOP : STATUS_OK;
}
