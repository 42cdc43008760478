/* Names of columns and members that users' own rules speak of. */
#include "detectors/custom_fields.h"

#include "detectors/ascii.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MAX_BYTES 256 /* of a name, from its end; in words it may take twice as many */

struct name {
    size_t len;
    char text[2 * NAME_MAX_BYTES]; /* words in lower case, a blank in front of each */
};

struct custom_field {
    struct name name;
    size_t detector;
};

struct custom_fields {
    size_t count;
    struct custom_field fields[];
};

/* True when a word starts at text[at], which is no first byte, within letters and digits. */
static bool starts_word(struct span text, size_t at)
{
    if (!ascii_is_upper(text.ptr[at])) {
        return false;
    }
    return !ascii_is_upper(text.ptr[at - 1]) ||
           (at + 1 < text.len && ascii_is_lower(text.ptr[at + 1]));
}

static bool is_inner(uint8_t byte)
{
    return ascii_is_alnum(byte) || byte >= 0x80;
}

static void split(struct span text, struct name *name)
{
    if (text.len > NAME_MAX_BYTES) {
        text.ptr += text.len - NAME_MAX_BYTES;
        text.len = NAME_MAX_BYTES;
    }
    name->len = 0;
    bool is_within = false;
    for (size_t at = 0; at < text.len; at++) {
        if (!is_inner(text.ptr[at])) {
            is_within = false;
            continue;
        }
        if (!is_within || starts_word(text, at)) {
            name->text[name->len++] = ' ';
        }
        is_within = true;
        name->text[name->len++] = (char)ascii_to_lower(text.ptr[at]);
    }
}

static void add_texts(struct custom_fields *fields, const struct custom_texts *texts,
                      size_t detector)
{
    for (size_t i = 0; i < texts->count; i++) {
        struct custom_field *const field = &fields->fields[fields->count++];
        const char *const text = texts->texts[i];
        split((struct span){(const uint8_t *)text, strlen(text)}, &field->name);
        field->detector = detector;
    }
}

bool custom_fields_create(const struct custom_rules *rules, size_t first,
                          struct custom_fields **out)
{
    size_t count = 0;
    *out = NULL;
    for (size_t i = 0; rules != NULL && i < rules->detector_count; i++) {
        count += rules->detectors[i].fields.count;
    }
    for (size_t i = 0; rules != NULL && i < rules->change_count; i++) {
        count += rules->changes[i].fields.count;
    }
    if (count == 0) {
        return true;
    }
    struct custom_fields *const fields =
        calloc(1, sizeof *fields + count * sizeof fields->fields[0]);
    if (fields == NULL) {
        return false;
    }
    for (size_t i = 0; i < rules->detector_count; i++) {
        add_texts(fields, &rules->detectors[i].fields, first + i);
    }
    for (size_t i = 0; i < rules->change_count; i++) {
        add_texts(fields, &rules->changes[i].fields, rules->changes[i].detector);
    }
    *out = fields;
    return true;
}

void custom_fields_free(struct custom_fields *fields)
{
    free(fields);
}

int custom_fields_find(const struct custom_fields *fields, struct span text)
{
    struct name name;
    if (fields == NULL) {
        return -1;
    }
    split(text, &name);
    for (size_t i = 0; i < fields->count; i++) {
        const struct name *const wanted = &fields->fields[i].name;
        if (wanted->len > 0 && wanted->len <= name.len &&
            memcmp(name.text + name.len - wanted->len, wanted->text, wanted->len) == 0) {
            return (int)fields->fields[i].detector;
        }
    }
    return -1;
}
