/* Signs and escapes of HL7 v2. */
#include "crawler/read/hl7_signs.h"

#include "detectors/ascii.h"

#include <string.h>

#define HL7_ESCAPE_AT 6

static bool is_sign(uint8_t byte)
{
    return byte > ' ' && byte < 0x7f && !ascii_is_alnum(byte);
}

bool hl7_signs_is_header(struct span text)
{
    if (text.len < HL7_HEADER_LEN ||
        (memcmp(text.ptr, "MSH", 3) != 0 && memcmp(text.ptr, "FHS", 3) != 0 &&
         memcmp(text.ptr, "BHS", 3) != 0))
        return false;
    const bool has_no_escape = text.ptr[HL7_ESCAPE_AT] == ' ' && text.len > HL7_HEADER_LEN &&
                               text.ptr[HL7_HEADER_LEN] == text.ptr[3];
    for (size_t i = 3; i < HL7_HEADER_LEN; i++) {
        if (i == HL7_ESCAPE_AT && has_no_escape)
            continue;
        const size_t others = i == HL7_HEADER_LEN - 1 ? i - 4 : i - 3;
        if (!is_sign(text.ptr[i]) || memchr(text.ptr + 3, text.ptr[i], others) != NULL)
            return false;
    }
    const struct span last = {text.ptr + HL7_HEADER_LEN - 1, text.len - HL7_HEADER_LEN + 1};
    return last.len == 1 || !ascii_is_alnum(last.ptr[1]) ||
           ascii_starts_with(last.ptr, last.len, "&amp;");
}

bool hl7_signs_is_line_end(uint8_t byte)
{
    return byte == '\r' || byte == '\n' || byte == HL7_MLLP_END;
}

void hl7_signs_read(struct hl7_signs *signs, const uint8_t *header)
{
    signs->field = header[3];
    signs->component = header[4];
    signs->repetition = header[5];
    signs->escape = header[HL7_ESCAPE_AT] != ' ' ? header[HL7_ESCAPE_AT] : 0;
    signs->part = header[7] != header[HL7_ESCAPE_AT] ? header[7] : '&';
    for (unsigned byte = 0; byte < 256; byte++)
        signs->is_end[byte] = hl7_signs_is_line_end((uint8_t)byte) || byte == signs->component ||
                              byte == signs->field || byte == signs->repetition;
}

/* The sign that the escape sequence (2.7.1) stands for that is at the start of rest; 0 when it is
 * none. *len: its length, with signs that are doubled. */
static uint8_t hl7_unescape(const struct hl7_signs *signs, struct span rest, size_t *len)
{
    const size_t signs_len = rest.len > 1 && rest.ptr[1] == signs->escape ? 2 : 1;
    *len = 2 * signs_len + 1;
    if (rest.len < *len || rest.ptr[0] != signs->escape ||
        rest.ptr[signs_len + 1] != signs->escape || rest.ptr[*len - 1] != signs->escape)
        return 0;
    switch (rest.ptr[signs_len]) {
    case 'F':
        return signs->field;
    case 'S':
        return signs->component;
    case 'T':
        return signs->part;
    case 'R':
        return signs->repetition;
    case 'E':
        return signs->escape;
    default:
        return 0;
    }
}

size_t hl7_signs_decode(const struct hl7_signs *signs, struct span raw, uint8_t *out, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < raw.len && len < size; i++) {
        size_t escape = 0;
        const struct span rest = {raw.ptr + i, raw.len - i};
        const uint8_t sign = hl7_unescape(signs, rest, &escape);
        const bool is_between = raw.ptr[i] == signs->part || raw.ptr[i] == signs->component;
        const uint8_t byte = is_between ? ' ' : raw.ptr[i];
        out[len++] = sign != 0 ? sign : byte;
        i += sign != 0 ? escape - 1 : 0;
    }
    return len;
}
