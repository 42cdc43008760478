/* The heads of the elements that a DICOM data set is made of. */
#include "crawler/read/dicom_element.h"

#include "crawler/base/endian.h"
#include "crawler/read/dicom_tags.h"
#include "detectors/ascii.h"

#include <string.h>

struct vr_row {
    char name[3];
    bool is_long; /* four bytes of length behind two that are reserved */
    enum dicom_kind kind;
};

/* PS3.5, table 6.2-1 and section 7.1.2. */
static const struct vr_row vrs[] = {
    {"AE", false, DICOM_TEXT_LIST}, {"AS", false, DICOM_TEXT_LIST}, {"AT", false, DICOM_NUMBERS},
    {"CS", false, DICOM_TEXT_LIST}, {"DA", false, DICOM_TEXT_LIST}, {"DS", false, DICOM_DIGITS},
    {"DT", false, DICOM_TEXT_LIST}, {"FD", false, DICOM_NUMBERS},   {"FL", false, DICOM_NUMBERS},
    {"IS", false, DICOM_DIGITS},    {"LO", false, DICOM_TEXT_LIST}, {"LT", false, DICOM_TEXT},
    {"OB", true, DICOM_OPAQUE},     {"OD", true, DICOM_NUMBERS},    {"OF", true, DICOM_NUMBERS},
    {"OL", true, DICOM_NUMBERS},    {"OV", true, DICOM_NUMBERS},    {"OW", true, DICOM_NUMBERS},
    {"PN", false, DICOM_TEXT_LIST}, {"SH", false, DICOM_TEXT_LIST}, {"SL", false, DICOM_NUMBERS},
    {"SQ", true, DICOM_SEQUENCE},   {"SS", false, DICOM_NUMBERS},   {"ST", false, DICOM_TEXT},
    {"SV", true, DICOM_NUMBERS},    {"TM", false, DICOM_DIGITS},    {"UC", true, DICOM_TEXT_LIST},
    {"UI", false, DICOM_DIGITS},    {"UL", false, DICOM_NUMBERS},   {"UN", true, DICOM_OPAQUE},
    {"UR", true, DICOM_TEXT},       {"US", false, DICOM_NUMBERS},   {"UT", true, DICOM_TEXT},
    {"UV", true, DICOM_NUMBERS},
};

static const struct vr_row *vr_find(const char vr[2])
{
    for (size_t i = 0; i < sizeof vrs / sizeof vrs[0]; i++) {
        if (vrs[i].name[0] == vr[0] && vrs[i].name[1] == vr[1])
            return &vrs[i];
    }
    return NULL;
}

static bool is_vr(const uint8_t *bytes)
{
    return bytes[0] >= 'A' && bytes[0] <= 'Z' && bytes[1] >= 'A' && bytes[1] <= 'Z';
}

/* A VR that is not known yet is long, as new ones are to be; its reserved bytes show it. */
static bool is_long(const struct vr_row *vr, const uint8_t *bytes)
{
    return vr != NULL ? vr->is_long : bytes[6] == 0 && bytes[7] == 0;
}

bool dicom_element_read(struct dicom_syntax syntax, struct span bytes,
                        struct dicom_element *element)
{
    if (bytes.len < 8)
        return false;
    *element = (struct dicom_element){
        .tag = (uint32_t)endian_number(bytes.ptr, 2, syntax.is_big) << 16 |
               (uint32_t)endian_number(bytes.ptr + 2, 2, syntax.is_big),
        .length = (uint32_t)endian_number(bytes.ptr + 4, 4, syntax.is_big),
        .head = 8,
    };
    const bool is_delimiter = element->tag >> 16 == 0xFFFE;
    if (!syntax.is_explicit || is_delimiter || !is_vr(bytes.ptr + 4))
        return true;
    memcpy(element->vr, bytes.ptr + 4, 2);
    element->length = (uint32_t)endian_number(bytes.ptr + 6, 2, syntax.is_big);
    if (!is_long(vr_find(element->vr), bytes.ptr))
        return true;
    if (bytes.len < DICOM_HEAD_MAX)
        return false;
    element->length = (uint32_t)endian_number(bytes.ptr + 8, 4, syntax.is_big);
    element->head = DICOM_HEAD_MAX;
    return true;
}

struct dicom_syntax dicom_syntax_of(struct span bytes)
{
    if (bytes.len < 8)
        return (struct dicom_syntax){false, false};
    /* Data sets start with a low group: (0008,xxxx) in most, and it is the smaller number. */
    const uint32_t big = (uint32_t)endian_big(bytes.ptr, 2),
                   little = (uint32_t)endian_little(bytes.ptr, 2);
    const char vr[2] = {(char)bytes.ptr[4], (char)bytes.ptr[5]};
    return (struct dicom_syntax){vr_find(vr) != NULL, big != 0 && big < little};
}

enum dicom_kind dicom_kind_of(const char vr[2])
{
    const struct vr_row *const row = vr_find(vr);
    return row != NULL ? row->kind : DICOM_OPAQUE;
}

bool dicom_is_text(struct span value)
{
    size_t len = value.len;
    while (len > 0 && (value.ptr[len - 1] == 0 || value.ptr[len - 1] == ' '))
        len--;
    for (size_t i = 0; i < len; i++) {
        const uint8_t byte = value.ptr[i];
        if (byte < ' ' && !ascii_is_one_of(byte, "\t\n\f\r\x1B"))
            return false;
    }
    return len > 0;
}

bool dicom_is_number(struct span value)
{
    uint8_t before = '\\';
    for (size_t i = 0; i < value.len; i++) {
        const uint8_t byte = value.ptr[i];
        const bool is_sign = byte == '-' || byte == '+';
        if (is_sign && strchr("\\eE ", before) == NULL) /* it parts two numbers */
            return false;
        if (!is_sign && !ascii_is_digit(byte) && byte != 0 && strchr(" .:eE\\", byte) == NULL)
            return false;
        before = byte;
    }
    return true;
}
