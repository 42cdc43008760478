/* DICOM without a preamble: known by two elements in a row, spelled alike and in order (PS3.5,
 * chapter 7). */
#include "crawler/unpack/format_check.h"

#include "crawler/base/endian.h"

#include <stdint.h>
#include <string.h>

#define FIRST_VALUE_MAX 256 /* first elements are a length, a character set, a date, a UID */

/* How elements are spelled. */
struct spelling {
    bool is_big, is_explicit;
};

struct head {
    uint32_t tag, length;
    size_t size;
};

/* The VRs that the elements of the first groups have, and SQ with its longer head. */
static bool is_vr(const uint8_t *bytes)
{
    static const char vrs[] = "AECSDADTISLOLTPNSHSTTMUIULUSOBSQUNUT";
    for (size_t i = 0; i + 1 < sizeof vrs; i += 2) {
        if (memcmp(bytes, vrs + i, 2) == 0)
            return true;
    }
    return false;
}

static bool is_long_vr(const uint8_t *bytes)
{
    return memcmp(bytes, "OB", 2) == 0 || memcmp(bytes, "SQ", 2) == 0 ||
           memcmp(bytes, "UN", 2) == 0 || memcmp(bytes, "UT", 2) == 0;
}

static bool read_head(struct spelling spelling, struct span bytes, struct head *head)
{
    if (bytes.len < 12)
        return false;
    head->tag = (uint32_t)endian_number(bytes.ptr, 2, spelling.is_big) << 16 |
                (uint32_t)endian_number(bytes.ptr + 2, 2, spelling.is_big);
    head->size = 8;
    head->length = (uint32_t)endian_number(bytes.ptr + 4, 4, spelling.is_big);
    if (!spelling.is_explicit)
        return true;
    if (!is_vr(bytes.ptr + 4))
        return false;
    head->length = (uint32_t)endian_number(bytes.ptr + 6, 2, spelling.is_big);
    if (is_long_vr(bytes.ptr + 4)) {
        head->length = (uint32_t)endian_number(bytes.ptr + 8, 4, spelling.is_big);
        head->size = 12;
    }
    return true;
}

static bool is_spelled(struct spelling spelling, struct span bytes)
{
    struct head first, second;
    if (!read_head(spelling, bytes, &first))
        return false;
    const uint32_t group = first.tag >> 16;
    const bool is_start = group == 2 || group == 4 || group == 8;
    if (!is_start || (first.tag & 0xFFFF) > 0x70 || first.length > FIRST_VALUE_MAX ||
        first.length % 2 != 0 || bytes.len < first.size + first.length)
        return false;
    bytes.ptr += first.size + first.length;
    bytes.len -= first.size + first.length;
    if (!read_head(spelling, bytes, &second))
        return false;
    return second.tag > first.tag && second.tag >> 16 <= 0x20 &&
           (second.length == UINT32_MAX || second.length % 2 == 0);
}

bool format_check_dicom(struct span head)
{
    static const struct spelling spellings[] = {
        {false, true}, {false, false}, {true, true}, {true, false}};
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        if (is_spelled(spellings[i], head))
            return true;
    }
    return false;
}
