/* What the start of an encrypted ZIP entry says of a password. */
#include "crawler/unpack/zip_guess.h"

#include "crawler/unpack/format.h"
#include "crawler/unpack/inflate.h"
#include "crawler/unpack/zip_method.h"

#define GUESS_MAGIC 4  /* bytes that a method begins with */
#define GUESS_SOME 32  /* random bytes are seldom deflate for so long ... */
#define GUESS_LONG 256 /* ... and never for so long */

/*
 * True when some values of bytes are too frequent for a key that is wrong. The sum of the squares
 * by which the counts of 256 values miss their mean, over the mean, is 255 for random bytes, give
 * or take 23.
 */
static bool zip_guess_is_uneven(struct span content)
{
    enum { RANDOM = 255, SPREAD = 23 };
    uint32_t counts[256] = {0};
    uint64_t squares = 0;
    for (size_t i = 0; i < content.len; i++)
        counts[content.ptr[i]]++;
    for (size_t i = 0; i < 256; i++)
        squares += (uint64_t)counts[i] * counts[i];
    return content.len >= GUESS_LONG &&
           squares * 256 / content.len > content.len + RANDOM + 8 * SPREAD;
}

/* Stored: text, or a format that has a mark, or at least no noise. */
static enum zip_guess zip_guess_stored(const struct zip_guess_start *start)
{
    const struct span content = start->content;
    if (start->is_all && start->seal->has_crc)
        return inflate_crc32(0, content.ptr, content.len) == start->header->crc ? ZIP_GUESS_RIGHT
                                                                                : ZIP_GUESS_WRONG;
    const enum format format = format_recognise(content, start->is_all);
    const bool is_known = format != FORMAT_BINARY && format != FORMAT_EMPTY;
    return is_known || zip_guess_is_uneven(content) ? ZIP_GUESS_RIGHT : ZIP_GUESS_MAYBE;
}

/* Whether a CRC is that of the content: of the header, or of the data descriptor (4.3.9) behind len
 * bytes of data. */
static bool zip_guess_has_crc(const struct zip_guess_start *start, size_t len, uint32_t crc)
{
    if (start->is_sized)
        return start->header->crc == crc;
    const size_t at = len + start->seal->tail;
    if (start->raw.len < at + 8)
        return false;
    const uint8_t *const behind = start->raw.ptr + at;
    return zip_u32(behind) == crc ||
           (zip_u32(behind) == ZIP_DESCRIPTOR && zip_u32(behind + 4) == crc);
}

/* A stream with another CRC, or without an end, may be a damaged one, if it is no short one. */
static enum zip_guess zip_guess_deflated(const struct zip_guess_start *start)
{
    struct inflate_trial trial;
    if (!inflate_try(start->content, &trial))
        return ZIP_GUESS_WRONG;
    if (trial.taken >= GUESS_LONG)
        return ZIP_GUESS_RIGHT;
    const bool has_check = trial.is_end && start->seal->has_crc;
    if (has_check && zip_guess_has_crc(start, trial.taken, trial.crc))
        return ZIP_GUESS_RIGHT;
    const bool may_go_on = !start->is_all && !has_check;
    return may_go_on || trial.taken >= GUESS_SOME ? ZIP_GUESS_MAYBE : ZIP_GUESS_WRONG;
}

static enum zip_guess zip_guess_magic(const struct zip_guess_start *start)
{
    const struct codec *const codec = zip_method_codec(start->header->method);
    const struct span magic = {start->content.ptr, GUESS_MAGIC};
    if (start->content.len < GUESS_MAGIC)
        return ZIP_GUESS_MAYBE;
    if (start->header->method == ZIP_LZMA)
        return zip_method_is_lzma(magic.ptr) ? ZIP_GUESS_RIGHT : ZIP_GUESS_WRONG;
    if (codec->is_start == NULL)
        return ZIP_GUESS_MAYBE;
    return codec->is_start(magic) ? ZIP_GUESS_RIGHT : ZIP_GUESS_WRONG;
}

enum zip_guess zip_guess(const struct zip_guess_start *start)
{
    if (start->is_sized && start->header->unpacked == 0)
        return ZIP_GUESS_MAYBE;
    switch (start->header->method) {
    case ZIP_STORED:
        return zip_guess_stored(start);
    case ZIP_DEFLATED:
        return zip_guess_deflated(start);
    default:
        return zip_guess_magic(start);
    }
}
