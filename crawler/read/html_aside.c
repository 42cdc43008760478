/* What stands beside the text of a page. */
#include "crawler/read/html_aside.h"

#include "crawler/read/html_token.h"
#include "crawler/read/xml_token.h"
#include "detectors/ascii.h"

#define ASIDES_OF_A_TAG 32

void html_asides_reset(struct html_asides *asides)
{
    asides->count = asides->next = asides->len = 0;
}

bool html_asides_has_room(const struct html_asides *asides, size_t len)
{
    return asides->count + ASIDES_OF_A_TAG <= HTML_ASIDES_MAX &&
           len <= HTML_ASIDE_BYTES - asides->len;
}

/* Letters without blanks hold nothing that could be found without a meaning. */
static bool is_rich(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (ascii_is_digit(text.ptr[i]) || text.ptr[i] == '@' || text.ptr[i] == ' ')
            return true;
    }
    return false;
}

bool html_asides_add(struct html_asides *asides, struct span raw, uint64_t offset,
                     struct field_meaning meaning)
{
    if ((meaning.detector < 0 && !is_rich(raw)) || ascii_trim(raw.ptr, raw.len).len == 0)
        return true;
    if (asides->count == HTML_ASIDES_MAX || raw.len > HTML_ASIDE_BYTES - asides->len)
        return false;
    const size_t len = html_decode(raw, asides->bytes + asides->len);
    asides->asides[asides->count++] = (struct html_aside){
        .meaning = meaning,
        .at = asides->len,
        .len = len,
        .offset = offset,
        .length = raw.len,
        .is_raw = len == raw.len,
    };
    asides->len += len;
    return true;
}

struct field_meaning html_meaning_of_tag(const struct field_rules *rules, struct span tag,
                                         size_t at)
{
    struct html_attribute attribute;
    struct field_meaning meaning = FIELD_NO_MEANING;
    while (meaning.detector < 0 && html_next_attribute(tag, &at, &attribute)) {
        if (html_name_is(attribute.name, "name") || html_name_is(attribute.name, "id"))
            meaning = field_meaning_of_name(rules, attribute.value);
    }
    return meaning;
}

/* Texts that office documents have in attributes: of pictures, links and variables. */
static bool is_of_office(struct span name)
{
    static const char *const names[] = {"descr", "title", "alt", "tooltip", "string-value"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (span_is(xml_local_name(name), names[i]))
            return true;
    }
    return false;
}

/* What the value of an attribute means: "data-ssn" says it itself. */
static struct field_meaning meaning_of_attribute(const struct field_rules *rules, struct span name,
                                                 struct field_meaning of_tag)
{
    static const size_t prefix = 5;
    if (html_name_is(name, "value") || html_name_is(name, "content"))
        return of_tag;
    if (rules == NULL || name.len <= prefix || !ascii_starts_with(name.ptr, name.len, "data-"))
        return FIELD_NO_MEANING;
    return field_meaning_of_name(rules, (struct span){name.ptr + prefix, name.len - prefix});
}

bool html_asides_add_tag(struct html_asides *asides, const struct field_rules *rules,
                         struct span raw, size_t at, uint64_t offset)
{
    const struct field_meaning none = FIELD_NO_MEANING;
    const struct field_meaning meaning = rules != NULL ? html_meaning_of_tag(rules, raw, at) : none;
    struct html_attribute attribute;
    bool is_whole = true;
    while (html_next_attribute(raw, &at, &attribute)) {
        if (rules != NULL || is_of_office(attribute.name))
            is_whole &= html_asides_add(asides, attribute.value,
                                        offset + (size_t)(attribute.value.ptr - raw.ptr),
                                        meaning_of_attribute(rules, attribute.name, meaning));
    }
    return is_whole;
}

bool html_asides_next(struct html_asides *asides, struct record_value *value)
{
    if (asides->next == asides->count) {
        html_asides_reset(asides);
        return false;
    }
    const struct html_aside *const aside = &asides->asides[asides->next++];
    *value = (struct record_value){
        .meaning = aside->len <= READER_VALUE_MAX ? aside->meaning : FIELD_NO_MEANING,
        .text = {asides->bytes + aside->at, aside->len},
        .offset = aside->offset,
        .length = aside->length,
        .is_raw = aside->is_raw,
    };
    return true;
}
