/* Signs and escapes of HL7 v2. */
#include "crawler/read/hl7_signs.h"

#include "detectors/ascii.h"

#include <string.h>

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
    for (size_t i = 3; i < HL7_HEADER_LEN; i++) {
        const size_t others = i == HL7_HEADER_LEN - 1 ? i - 4 : i - 3;
        if (!is_sign(text.ptr[i]) || memchr(text.ptr + 3, text.ptr[i], others) != NULL)
            return false;
    }
    return text.len == HL7_HEADER_LEN || !ascii_is_alnum(text.ptr[HL7_HEADER_LEN]);
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
    signs->escape = header[6];
    signs->part = header[7];
    for (unsigned byte = 0; byte < 256; byte++)
        signs->is_end[byte] = hl7_signs_is_line_end((uint8_t)byte) || byte == signs->component ||
                              byte == signs->field || byte == signs->repetition;
}

/* The sign that an escape sequence (2.7.1) of three bytes stands for; 0 when it is none. */
static uint8_t hl7_unescape(const struct hl7_signs *signs, struct span rest)
{
    if (rest.len < 3 || rest.ptr[0] != signs->escape || rest.ptr[2] != signs->escape)
        return 0;
    switch (rest.ptr[1]) {
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
        const uint8_t sign = hl7_unescape(signs, (struct span){raw.ptr + i, raw.len - i});
        const bool is_between = raw.ptr[i] == signs->part || raw.ptr[i] == signs->component;
        const uint8_t byte = is_between ? ' ' : raw.ptr[i];
        out[len++] = sign != 0 ? sign : byte;
        i += sign != 0 ? 2 : 0;
    }
    return len;
}
