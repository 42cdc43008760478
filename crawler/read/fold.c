/* Normalises text as it streams by. */
#include "crawler/read/fold.h"

#include "crawler/base/utf8.h"
#include "crawler/read/fold_point.h"
#include "detectors/ascii.h"

#include <string.h>

void fold_begin(struct fold *fold, size_t unit, bool has_wide)
{
    fold->finder = fold_finder_choose(FOLD_BLOCK);
    fold->unit = unit;
    fold->has_wide = has_wide;
    fold->is_in_wide = false;
    fold->percent = 0;
    fold->count = 0;
}

void fold_drop(struct fold *fold, size_t len)
{
    size_t kept = 0;
    for (size_t i = 0; i < fold->count; i++) {
        struct text_edit edit = fold->edits[i];
        const size_t gone = len > edit.at ? len - edit.at : 0;
        if (edit.run > 0 ? gone >= edit.run : edit.at <= len)
            continue; /* the cursor has counted it */
        edit.run -= (uint32_t)(gone < edit.run ? gone : edit.run);
        edit.at -= (uint32_t)(len < edit.at ? len : edit.at);
        fold->edits[kept++] = edit;
    }
    fold->count = kept;
    fold->percent = fold->percent > len ? fold->percent - len : 0;
}

/* ---- what stands at a place ---- */

static const struct fold_unit nothing = {0};

static bool is_letter(const struct fold_view *view, size_t at, size_t *len, uint32_t *point)
{
    const size_t left = view->end - view->read - at;
    *len = utf8_decode((struct span){view->text + view->read + at, left}, point);
    return (*point < 0x80 && ascii_is_alpha((uint8_t)*point)) ||
           (*point >= 0x0370 && *point <= 0x052F);
}

/*
 * A Greek or Cyrillic letter. It is taken for the Latin one it looks like where its word has Latin
 * letters or touches a digit, as codes do, and none that looks like nothing Latin; else the word
 * stays as it is.
 */
static struct fold_unit fold_letter(const struct fold_view *view, uint32_t point, size_t len)
{
    bool is_latin = ascii_is_alnum(fold_view_front(view, 1));
    bool is_alike = true;
    size_t at = 0, step = 0;
    uint32_t next = 0;
    while (at + 4 < FOLD_AHEAD && view->read + at < view->end &&
           is_letter(view, at, &step, &next)) {
        is_latin |= next < 0x80;
        is_alike = is_alike && (next < 0x80 || fold_point_look_alike(next) != 0);
        at += step;
    }
    is_latin |= ascii_is_digit(fold_view_at(view, at));
    if (!is_latin || !is_alike)
        return (struct fold_unit){.raw_len = at, .is_copy = true};
    return (struct fold_unit){.raw_len = len, .len = 1, .bytes = {fold_point_look_alike(point)}};
}

/* A byte of Windows-1252, with no other from 0x80 up beside it. */
static struct fold_unit fold_single(const struct fold_view *view)
{
    const uint8_t byte = fold_view_at(view, 0);
    if (fold_view_front(view, 1) >= 0x80 || fold_view_at(view, 1) >= 0x80)
        return nothing;
    const bool is_numbers =
        ascii_is_digit(fold_view_front(view, 1)) && ascii_is_digit(fold_view_at(view, 1));
    if (byte == 0xAD)
        return (struct fold_unit){.raw_len = 1};
    if (byte == 0xA0 || byte == 0x96 || (byte == 0x97 && is_numbers))
        return (struct fold_unit){.raw_len = 1, .len = 1, .bytes = {byte == 0xA0 ? ' ' : '-'}};
    return nothing;
}

static struct fold_unit fold_character(const struct fold_view *view)
{
    uint32_t point;
    const struct span rest = {view->text + view->read, view->end - view->read};
    const size_t len = utf8_decode(rest, &point);
    if (len == 0)
        return fold_single(view);
    if (point >= 0x0370 && point <= 0x052F)
        return fold_letter(view, point, len);
    unsigned plain = fold_point(point);
    if (fold_point_is_long_dash(point) && ascii_is_digit(fold_view_front(view, 1)) &&
        ascii_is_digit(fold_view_at(view, len)))
        plain = '-';
    if (plain == FOLD_KEEP)
        return nothing;
    struct fold_unit unit = {.raw_len = len};
    if (plain != FOLD_DROP)
        unit.bytes[unit.len++] = (uint8_t)plain;
    return unit;
}

/* ---- edits ---- */

static struct text_edit *fold_last_edit(struct fold *fold)
{
    return fold->count > 0 ? &fold->edits[fold->count - 1] : NULL;
}

/* unit took the place of what stands at raw; at is the place behind it in the text. */
static void fold_note(struct fold *fold, const struct fold_unit *unit, const uint8_t *raw,
                      size_t at)
{
    const int64_t extra = (int64_t)text_raw_len(fold->unit, raw, unit->raw_len) -
                          (int64_t)text_raw_len(fold->unit, unit->bytes, unit->len);
    struct text_edit *const last = fold_last_edit(fold);
    if (extra == 0)
        return;
    if (unit->len == 0 && last != NULL && last->is_gap && last->at == at &&
        last->extra < INT32_MAX - (int32_t)FOLD_AHEAD && !last->has_line && !unit->has_line) {
        last->extra += (int32_t)extra;
        return;
    }
    fold->edits[fold->count++] = (struct text_edit){.at = (uint32_t)at,
                                                    .extra = (int32_t)extra,
                                                    .is_gap = unit->len == 0,
                                                    .has_line = unit->has_line};
}

/* ---- UTF-16LE in binaries ---- */

static bool fold_is_wide_unit(const uint8_t *raw)
{
    return raw[1] == 0 && ((raw[0] >= ' ' && raw[0] <= '~') || raw[0] >= 0xA0 ||
                           ascii_is_one_of(raw[0], "\t\r\n"));
}

/* One unit of a run, at raw, becomes one or two bytes of text at text[at]; returns how many. */
static size_t fold_put_wide(struct fold *fold, const uint8_t *raw, uint8_t *text, size_t at)
{
    const uint8_t byte = raw[0];
    if (byte == 0xAD) { /* shown at line ends only */
        fold->edits[fold->count++] =
            (struct text_edit){.at = (uint32_t)at, .extra = 2, .is_gap = true};
        return 0;
    }
    if (byte > 0xA0) {
        text[at] = (uint8_t)(0xC0 | byte >> 6);
        text[at + 1] = (uint8_t)(0x80 | (byte & 0x3F));
        return 2;
    }
    struct text_edit *const last = fold_last_edit(fold);
    if (last != NULL && last->run > 0 && last->at + last->run == at)
        last->run++;
    else
        fold->edits[fold->count++] = (struct text_edit){.at = (uint32_t)at, .run = 1};
    text[at] = byte == 0xA0 ? ' ' : byte;
    return 1;
}

/* ---- the stream ---- */

/* What is being folded: text[held) is done, [read, end) is to do. */
struct fold_pass {
    struct fold *fold;
    struct fold_text *text;
    size_t read, limit, end;
    size_t base, wide_base; /* blocks whose masks are known start here */
    uint64_t mask, wide_mask;
};

static struct fold_view fold_pass_view(const struct fold_pass *pass)
{
    const struct fold_text *const text = pass->text;
    const size_t before = text->before;
    return (struct fold_view){.text = text->text - before,
                              .write = before + text->held,
                              .read = before + pass->read,
                              .end = before + pass->end,
                              .after_percent = pass->fold->percent == text->held + 1};
}

/* Moves text up to the raw place to, as it is. */
static void fold_copy(struct fold_pass *pass, size_t to)
{
    uint8_t *const bytes = pass->text->text;
    const size_t len = to - pass->read;
    if (pass->text->held != pass->read)
        memmove(bytes + pass->text->held, bytes + pass->read, len);
    pass->text->held += len;
    pass->read = to;
}

/* A look at the next byte spares most closer looks. */
static bool fold_may_start(uint8_t byte, uint8_t next)
{
    switch (byte) {
    case '%':
        return ascii_is_hex(next);
    case '&':
        return next == '#' || ascii_is_alpha(next);
    case '\\':
        return ascii_is_one_of(next, "ux/\\nrt.");
    case 0xC2:
        return next == 0xA0 || next == 0xAD;
    case 0xE2:
        return next == 0x80 || next == 0x81 || next == 0x88;
    case 0xE3:
        return next == 0x80;
    default:
        return true;
    }
}

/* The next place from read on whose bit one of the masks has; limit when there is none. */
static size_t fold_pass_find(struct fold_pass *pass)
{
    const uint8_t *const bytes = pass->text->text;
    for (size_t at = pass->read; at < pass->limit; at = pass->base + FOLD_BLOCK) {
        if (at - pass->base >= FOLD_BLOCK) {
            if (!pass->fold->has_wide)
                at += pass->fold->finder.skip(bytes + at, pass->limit - at);
            pass->base = at;
            pass->mask = pass->fold->finder.mask(bytes + at);
            if (pass->fold->has_wide)
                pass->mask |= pass->wide_mask = pass->fold->finder.wide_mask(bytes + at);
        }
        uint64_t left = pass->mask & ~UINT64_C(0) << (at - pass->base);
        for (; left != 0; left &= left - 1) {
            const size_t bit = (size_t)__builtin_ctzll(left), found = pass->base + bit;
            if (found >= pass->limit)
                return pass->limit;
            if ((pass->wide_mask >> bit & 1) != 0 || fold_may_start(bytes[found], bytes[found + 1]))
                return found;
        }
    }
    return pass->limit;
}

/* Goes on in a run of UTF-16LE, or starts one; false when none is at read. */
static bool fold_wide(struct fold_pass *pass)
{
    struct fold *const fold = pass->fold;
    struct fold_text *const text = pass->text;
    const bool is_start = !fold->is_in_wide;
    if (is_start && (pass->wide_mask >> (pass->read - pass->base) & 1) == 0)
        return false;
    if (is_start && text->held + text->before > 0 && ascii_is_alnum(text->text[text->held - 1])) {
        /* A byte in front must not become part of the word: a NUL stands between. */
        const uint8_t first = text->text[pass->read];
        text->text[text->held++] = 0;
        text->text[text->held++] = first;
        fold->edits[fold->count++] =
            (struct text_edit){.at = (uint32_t)text->held - 1, .extra = -1};
        fold->edits[fold->count++] = (struct text_edit){.at = (uint32_t)text->held, .extra = 1};
        pass->read += 2;
    }
    fold->is_in_wide = true;
    while (pass->read < pass->limit && fold_has_room(fold)) {
        const uint8_t *const raw = text->text + pass->read;
        if (pass->end - pass->read < 2 || !fold_is_wide_unit(raw)) {
            fold->is_in_wide = false;
            break;
        }
        text->held += fold_put_wide(fold, raw, text->text, text->held);
        pass->read += 2;
    }
    return true;
}

static void fold_one(struct fold_pass *pass)
{
    const struct fold_view view = fold_pass_view(pass);
    struct fold_text *const text = pass->text;
    const uint8_t first = text->text[pass->read];
    const struct fold_unit unit = first < 0x80 ? fold_escape(&view) : fold_character(&view);
    if (unit.raw_len == 0 || unit.is_copy) {
        fold_copy(pass, pass->read + (unit.raw_len > 0 ? unit.raw_len : 1));
        return;
    }
    fold_note(pass->fold, &unit, text->text + pass->read, text->held + unit.len);
    memcpy(text->text + text->held, unit.bytes, unit.len);
    text->held += unit.len;
    pass->read += unit.raw_len;
    if (first == '%')
        pass->fold->percent = text->held + 1;
}

void fold_more(struct fold *fold, struct fold_text *text, bool is_last)
{
    const size_t end = text->held + text->pending;
    const size_t kept = is_last ? 0 : FOLD_AHEAD;
    if (is_last)
        memset(text->text + end, 0, 2 * FOLD_WIDE_MIN); /* what masks look at behind the end */
    struct fold_pass pass = {.fold = fold,
                             .text = text,
                             .read = text->held,
                             .limit = text->pending > kept ? end - kept : text->held,
                             .end = end};
    pass.base = pass.read - FOLD_BLOCK; /* no block is known; may wrap around */
    while (pass.read < pass.limit && fold_has_room(fold)) {
        if (fold->is_in_wide && fold_wide(&pass))
            continue;
        const size_t found = fold_pass_find(&pass);
        fold_copy(&pass, found);
        if (found == pass.limit)
            break;
        if (!fold->has_wide || !fold_wide(&pass))
            fold_one(&pass);
    }
    text->pending = end - pass.read;
    if (text->held != pass.read)
        memmove(text->text + text->held, text->text + pass.read, text->pending);
}
