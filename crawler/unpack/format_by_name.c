/* What a name says of content that has no mark, or not the one that it should have. */
#include "crawler/unpack/codec.h"
#include "crawler/unpack/format.h"

#include <string.h>
#include <strings.h>

static bool format_ends(struct span name, const char *ending)
{
    const size_t len = strlen(ending);
    return name.len > len && strncasecmp((const char *)name.ptr + name.len - len, ending, len) == 0;
}

bool format_is_archive_name(struct span name)
{
    static const char *const endings[] = {".zip",  ".7z",  ".rar", ".gz",   ".tgz",  ".bz2",
                                          ".tbz2", ".xz",  ".txz", ".zst",  ".tzst", ".lzma",
                                          ".lz",   ".zz",  ".tar", ".cpio", ".cab",  ".deb",
                                          ".rpm",  ".jar", ".war", ".docx", ".xlsx", ".pptx"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (format_ends(name, endings[i]))
            return true;
    }
    return false;
}

static bool format_is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* "a.7z.002", "a.zip.002", "a.tar.gz.002", "a.z02", "a.r02": what stands in it is the middle of
 * something. */
static bool format_is_volume(struct span name)
{
    enum { NUMBER = 4 };
    if (name.len <= NUMBER)
        return false;
    const uint8_t *const end = name.ptr + name.len - NUMBER;
    if (end[0] != '.' || !format_is_digit(end[2]) || !format_is_digit(end[3]))
        return false;
    if (format_is_digit(end[1]))
        return format_is_archive_name((struct span){name.ptr, name.len - NUMBER});
    return end[1] == 'z' || end[1] == 'Z' || end[1] == 'r' || end[1] == 'R';
}

/* The compression without a mark that a name tells of; FORMAT_BINARY: none. */
static enum format format_packed_name(struct span name)
{
    const enum format other = format_ends(name, ".deflate") ? FORMAT_DEFLATE : FORMAT_BINARY;
    return format_ends(name, ".br") ? FORMAT_BROTLI : other;
}

/* Nothing but zeros is a tar without members. */
static bool format_is_bare_tar(struct span head, struct span name)
{
    return head.len > 0 && head.ptr[0] == 0 && memcmp(head.ptr, head.ptr + 1, head.len - 1) == 0 &&
           format_ends(name, ".tar");
}

enum format format_by_name(enum format format, struct span head, struct span name)
{
    const enum format packed = format_packed_name(name);
    const bool is_read = format > FORMAT_BINARY && format_handling(format) != FORMAT_UNSUPPORTED;
    if (format == FORMAT_EMPTY || is_read)
        return format;
    if (format != FORMAT_BINARY)
        return packed != FORMAT_BINARY && codec_fits(codec_find(packed), head) ? packed : format;
    if (format_is_volume(name))
        return FORMAT_VOLUME;
    if (format_is_bare_tar(head, name))
        return FORMAT_TAR;
    if (format_ends(name, ".snappy") || format_ends(name, ".lz4"))
        return FORMAT_HADOOP;
    return format_ends(name, ".dmg") ? FORMAT_DMG : packed;
}
