/* What stands beside the text of a page. */
#include "crawler/read/html_aside.h"

#include "crawler/read/html_token.h"
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

void html_asides_add(struct html_asides *asides, struct span raw, uint64_t offset,
                     struct field_meaning meaning)
{
    if ((meaning.detector < 0 && !is_rich(raw)) || ascii_trim(raw.ptr, raw.len).len == 0 ||
        asides->count == HTML_ASIDES_MAX || raw.len > HTML_ASIDE_BYTES - asides->len)
        return;
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
