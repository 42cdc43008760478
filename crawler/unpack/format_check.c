/* What a short magic does not settle. */
#include "crawler/unpack/format_check.h"

#include "crawler/base/endian.h"
#include "crawler/unpack/charset.h"
#include "crawler/unpack/inflate.h"

#include <string.h>

#define EBCDIC_LEN_MIN 64
#define EBCDIC_LOOKED_AT ((size_t)1024)

static uint32_t format_u16le(struct span head, size_t at)
{
    return at + 2 <= head.len ? endian_little(head.ptr + at, 2) : 0;
}

static uint32_t format_u32le(struct span head, size_t at)
{
    return at + 4 <= head.len ? endian_little(head.ptr + at, 4) : 0;
}

static uint32_t format_u32be(struct span head, size_t at)
{
    return at + 4 <= head.len ? endian_big(head.ptr + at, 4) : 0;
}

static bool format_has(struct span head, size_t at, const char *text)
{
    const size_t len = strlen(text);
    return at + len <= head.len && memcmp(head.ptr + at, text, len) == 0;
}

static bool format_is_digits(struct span head, size_t at, size_t len, const char *digits)
{
    if (at + len > head.len)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (head.ptr[at + i] == 0 || strchr(digits, head.ptr[at + i]) == NULL)
            return false;
    }
    return true;
}

bool format_check_not_text(struct span head)
{
    return charset_guess(head) == CHARSET_BINARY;
}

/* ---- compression ---- */

bool format_check_gzip(struct span head)
{
    return head.len >= 3 && head.ptr[2] == 8 && (head.len < 4 || (head.ptr[3] & 0xE0) == 0);
}

bool format_check_zlib(struct span head)
{
    if (head.len < 8 || (head.ptr[0] << 8 | head.ptr[1]) % 31 != 0)
        return false;
    return inflate_looks_valid((struct span){head.ptr + 2, head.len - 2});
}

bool format_check_bzip2(struct span head)
{
    return head.len >= 10 && head.ptr[3] >= '1' && head.ptr[3] <= '9' &&
           (format_has(head, 4, "1AY&SY") || format_has(head, 4, "\x17rE8P\x90"));
}

/* What stands behind the frames to be skipped (RFC 8878, 3.1.2) is at hand and is magic. */
static bool format_is_behind_skipped(struct span head, const char *magic)
{
    size_t at = 0;
    while (head.len - at >= 8 && (head.ptr[at] & 0xF0) == 0x50 &&
           memcmp(head.ptr + at + 1, "\x2A\x4D\x18", 3) == 0) {
        const uint32_t len = format_u32le(head, at + 4);
        if (len > head.len - at - 8)
            return false;
        at += 8 + len;
    }
    return at > 0 && format_has(head, at, magic);
}

bool format_check_zstd_skipped(struct span head)
{
    return format_is_behind_skipped(head, "\x28\xB5\x2F\xFD");
}

bool format_check_lz4_skipped(struct span head)
{
    return format_is_behind_skipped(head, "\x04\x22\x4D\x18");
}

/* .lzma has no magic: properties 5D, a dictionary, and a length that is unknown or below 2^40. A
 * dictionary of 2 GiB and more is a round number: text and numbers have these bits, too. */
bool format_check_lzma(struct span head)
{
    if (head.len < 13)
        return false;
    const uint32_t dictionary = format_u32le(head, 1);
    const bool is_likely = dictionary < UINT32_C(0x80000000) || dictionary == UINT32_MAX ||
                           (dictionary & UINT32_C(0xBFFFFFFF)) == UINT32_C(0x80000000);
    const bool is_unknown =
        format_u32le(head, 5) == UINT32_MAX && format_u32le(head, 9) == UINT32_MAX;
    return is_likely && (is_unknown || format_u32le(head, 9) < 0x100) &&
           format_check_not_text(head);
}

bool format_check_lzh(struct span head)
{
    return head.len >= 22 && head.ptr[6] == '-' && strchr("hz", head.ptr[4]) != NULL &&
           format_check_not_text(head);
}

bool format_check_compress(struct span head)
{
    return head.len >= 3 && (head.ptr[2] & 0x60) == 0 && (head.ptr[2] & 0x1F) >= 9 &&
           (head.ptr[2] & 0x1F) <= 16;
}

/* Letters, digits and the blank of EBCDIC: all at 0x40, in runs of nine from 0x81 on, or from 0xF0.
 */
static bool is_ebcdic_word(uint8_t byte)
{
    const uint8_t low = byte & 0x0F;
    switch (byte >> 4) {
    case 0x4:
        return low == 0;
    case 0x8:
    case 0x9:
    case 0xC:
    case 0xD:
        return low >= 1 && low <= 9;
    case 0xA:
    case 0xE:
        return low >= 2 && low <= 9;
    case 0xF:
        return low <= 9;
    default:
        return false;
    }
}

/*
 * Files of mainframes have numbers in binary between their texts, so a part may be anything. Blanks
 * and small letters of ASCII are none of it: text in other sets of one byte has these.
 */
bool format_check_ebcdic(struct span head)
{
    const size_t len = head.len < EBCDIC_LOOKED_AT ? head.len : EBCDIC_LOOKED_AT;
    size_t words = 0, blanks = 0, others = 0;
    for (size_t i = 0; i < len; i++) {
        const uint8_t byte = head.ptr[i];
        words += is_ebcdic_word(byte);
        blanks += byte == 0x40;
        others += byte == ' ' || (byte >= 'b' && byte <= 'j') || (byte >= 'p' && byte <= 'x');
    }
    return len >= EBCDIC_LEN_MIN && words * 4 >= len * 3 && blanks * 50 >= len &&
           others * 50 <= len;
}

bool format_check_uu(struct span head)
{
    if (!format_is_digits(head, 6, 3, "01234567") || !format_has(head, 9, " "))
        return false;
    const uint8_t *const end = memchr(head.ptr, '\n', head.len);
    if (end == NULL || end + 1 == head.ptr + head.len)
        return false;
    return end[1] == 'M' || end[1] == '`' || (end[1] > ' ' && end[1] < 'M');
}

/* ---- archives ---- */

/* The name of the first entry starts with name. */
static bool format_zip_starts(struct span head, const char *name)
{
    return format_u16le(head, 26) >= strlen(name) && format_has(head, 30, name);
}

bool format_check_ooxml(struct span head)
{
    static const char *const parts[] = {
        "[Content_Types].xml", "_rels/.rels", "docProps/", "word/", "xl/", "ppt/", "customXml/"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (format_zip_starts(head, parts[i]))
            return true;
    }
    return false;
}

bool format_check_opendocument(struct span head)
{
    return format_u16le(head, 26) == 8 && format_zip_starts(head, "mimetype");
}

bool format_check_zip(struct span head)
{
    return !format_check_ooxml(head) && !format_check_opendocument(head);
}

bool format_check_zip_end(struct span head)
{
    return head.len >= 22 && format_u32le(head, 4) == 0 &&
           format_u16le(head, 8) == format_u16le(head, 10);
}

/* Eight octal digits of the checksum, as all tars write them: digits, padded by spaces and NUL. */
static bool format_tar_checksum(struct span head, uint32_t *checksum)
{
    size_t digits = 0;
    *checksum = 0;
    for (size_t i = 148; i < 156; i++) {
        const uint8_t c = head.ptr[i];
        if (c >= '0' && c <= '7') {
            *checksum = *checksum * 8 + (uint32_t)(c - '0');
            digits++;
        } else if (c != ' ' && c != 0) {
            return false;
        }
    }
    return digits > 0;
}

bool format_check_tar(struct span head)
{
    uint32_t stated;
    if (head.len < 512 || !format_tar_checksum(head, &stated))
        return false;
    /* Sun's tar and others summed signed bytes. */
    uint32_t sum = 8 * ' ', high = 0;
    for (size_t i = 0; i < 512; i++) {
        const uint32_t byte = i >= 148 && i < 156 ? 0 : head.ptr[i];
        sum += byte;
        high += byte >> 7;
    }
    return (sum == stated || sum - (high << 8) == stated) && stated > 8 * ' ';
}

bool format_check_cpio_ascii(struct span head)
{
    const bool is_old = format_has(head, 0, "070707");
    if (!is_old && !format_has(head, 0, "070701") && !format_has(head, 0, "070702"))
        return false;
    return is_old ? format_is_digits(head, 6, 70, "01234567")
                  : format_is_digits(head, 6, 104, "0123456789abcdefABCDEF");
}

bool format_check_cpio_binary(struct span head)
{
    if (head.len < 28)
        return false;
    const bool is_little = head.ptr[0] == 0xC7;
    const uint32_t name_len = is_little ? format_u16le(head, 20) : endian_big(head.ptr + 20, 2);
    return name_len >= 2 && name_len <= 1024 && head.ptr[26] >= ' ' && head.ptr[26] < 0x7F &&
           (26 + name_len > head.len || head.ptr[26 + name_len - 1] == 0);
}

/* ---- documents, pictures, sound ---- */

bool format_check_pdf(struct span head)
{
    const size_t reach = head.len < 1024 ? head.len : 1024;
    for (size_t at = 0; at < reach; at++) {
        if (format_has(head, at, "%PDF-") && format_is_digits(head, at + 5, 1, "12") &&
            format_has(head, at + 6, "."))
            return at == 0 || format_check_not_text(head);
    }
    return false;
}

bool format_check_word(struct span head)
{
    enum { FIB = 32, WORD_95 = 0x65, WORD_2007 = 0x112 };
    const uint32_t version = format_u32le(head, 2) & 0xFFFF;
    return head.len >= FIB && version >= WORD_95 && version <= WORD_2007;
}

bool format_check_bmp(struct span head)
{
    const uint32_t header = format_u32le(head, 14);
    return head.len >= 26 && format_u32le(head, 6) == 0 && format_u32le(head, 10) >= 26 &&
           format_u32le(head, 10) < 4096 && header >= 12 && header <= 124;
}

static bool format_is_isobmff(struct span head)
{
    const uint32_t size = format_u32be(head, 0);
    return head.len >= 16 && size >= 12 && size <= 4096;
}

bool format_check_isobmff_image(struct span head)
{
    static const char *const brands[] = {"heic", "heix", "heim", "hevc", "mif1", "msf1", "avif"};
    for (size_t i = 0; format_is_isobmff(head) && i < sizeof brands / sizeof brands[0]; i++) {
        if (format_has(head, 8, brands[i]))
            return true;
    }
    return false;
}

bool format_check_isobmff(struct span head)
{
    return format_is_isobmff(head) && !format_check_isobmff_image(head);
}

bool format_check_webp(struct span head)
{
    return format_has(head, 8, "WEBPVP8");
}

bool format_check_riff(struct span head)
{
    return format_has(head, 8, "WAVE") || format_has(head, 8, "AVI ");
}

bool format_check_jpeg(struct span head)
{
    return head.len >= 4 && (head.ptr[3] >= 0xC0 && head.ptr[3] != 0xFF);
}

bool format_check_tiff(struct span head)
{
    const bool is_little = head.len >= 8 && head.ptr[0] == 'I';
    const uint32_t first = is_little ? format_u32le(head, 4) : format_u32be(head, 4);
    return head.len >= 8 && first >= 8;
}

bool format_check_truetype(struct span head)
{
    return head.len >= 16 && head.ptr[4] == 0 && head.ptr[5] >= 3 && head.ptr[5] < 64 &&
           head.ptr[12] >= 'D' && head.ptr[12] <= 'z';
}

/* ---- programs and the rest ---- */

bool format_check_elf(struct span head)
{
    return head.len >= 6 && head.ptr[4] >= 1 && head.ptr[4] <= 2 && head.ptr[5] >= 1 &&
           head.ptr[5] <= 2;
}

bool format_check_exe(struct span head)
{
    return head.len >= 28 && format_u16le(head, 2) < 512 && format_u16le(head, 4) > 0 &&
           format_check_not_text(head);
}

/* Java class files and fat Mach-O files share CAFEBABE: a version from 45 on, or a small count of
 * programs. */
bool format_check_class(struct span head)
{
    return head.len >= 8 && format_u32be(head, 4) % 0x10000 >= 45;
}

bool format_check_mach_o_fat(struct span head)
{
    return head.len >= 8 && format_u32be(head, 4) < 45;
}

bool format_check_pst(struct span head)
{
    return format_has(head, 8, "SM");
}

bool format_check_pcap(struct span head)
{
    return head.len >= 24 && (format_u16le(head, 4) == 2 || format_u32be(head, 4) >> 16 == 2);
}
