/* Where to cut a range of keys in two. */
#include "crawler/store/list_split.h"

#include "crawler/base/utf8.h"

#include <string.h>

#define DIGITS_MAX 10      /* as many as a double holds of a small alphabet */
#define CUT_MAX 1000       /* bytes: keys have 1,024 at most */
#define POINT_LIMIT 0xD800 /* see the top of list_split.h */
#define BYTE_LIMIT 0xEE    /* first byte of characters from U+E000 on */

/* ---- order ---- */

size_t list_key_shared(struct span a, struct span b)
{
    const size_t len = a.len < b.len ? a.len : b.len;
    size_t i = 0;
    while (i < len && a.ptr[i] == b.ptr[i])
        i++;
    return i;
}

int list_key_compare(struct span a, struct span b)
{
    const size_t len = a.len < b.len ? a.len : b.len;
    const int order = len > 0 ? memcmp(a.ptr, b.ptr, len) : 0;
    if (order != 0)
        return order < 0 ? -1 : 1;
    return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}

bool list_keys_in_order(struct span last, struct span next)
{
    const size_t common = list_key_shared(last, next);
    if (common == next.len)
        return common == last.len; /* the same key again, for its other versions */
    if (common == last.len || last.ptr[common] < next.ptr[common])
        return true;
    return next.ptr[common] >= BYTE_LIMIT;
}

/* ---- characters as digits ---- */

/* The index of the first symbol that is not below point. */
static size_t alphabet_place(const struct list_alphabet *alphabet, uint32_t point)
{
    size_t low = 0, high = alphabet->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (alphabet->symbols[middle] < point)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void alphabet_add(struct list_alphabet *alphabet, uint32_t point)
{
    const size_t place = alphabet_place(alphabet, point);
    if (place < alphabet->count && alphabet->symbols[place] == point)
        return;
    if (alphabet->count == LIST_SYMBOLS_MAX)
        return;
    memmove(alphabet->symbols + place + 1, alphabet->symbols + place,
            (alphabet->count - place) * sizeof alphabet->symbols[0]);
    alphabet->symbols[place] = point;
    alphabet->count++;
}

/* The character at the start of text and its length; what is no UTF-8 is one byte. */
static size_t take_point(struct span text, uint32_t *point)
{
    const size_t len = utf8_decode(text, point);
    return len > 0 ? len : 1;
}

void list_alphabet_learn(struct list_alphabet *alphabet, struct span key)
{
    for (size_t i = 0; i < key.len;) {
        const uint8_t byte = key.ptr[i];
        uint32_t point = byte;
        if (byte < sizeof alphabet->is_met && alphabet->is_met[byte]) {
            i++;
            continue;
        }
        i += take_point((struct span){key.ptr + i, key.len - i}, &point);
        if (point == 0 || point >= POINT_LIMIT)
            continue; /* a NUL cannot be asked with */
        if (byte < sizeof alphabet->is_met)
            alphabet->is_met[byte] = true;
        alphabet_add(alphabet, point);
    }
}

/* The key from byte skip on as a fraction. */
static double key_fraction(const struct list_alphabet *alphabet, struct span key, size_t skip)
{
    double value = 0, scale = 1;
    size_t at = skip;
    for (int i = 0; i < DIGITS_MAX && at < key.len; i++) {
        uint32_t point;
        at += take_point((struct span){key.ptr + at, key.len - at}, &point);
        scale /= (double)alphabet->count;
        value += scale * (double)alphabet_place(alphabet, point);
    }
    return value < 1 ? value : 1;
}

/* ---- gaps ---- */

/* The last place up to len where a character begins. */
static size_t whole_characters(struct span key, size_t len)
{
    while (len > 0 && len < key.len && (key.ptr[len] & 0xC0) == 0x80)
        len--;
    return len;
}

size_t list_split_shared(const struct list_gap *gap)
{
    const size_t common =
        gap->until.ptr == NULL ? gap->prefix_len : list_key_shared(gap->at, gap->until);
    return whole_characters(gap->at, common);
}

static double gap_end(const struct list_alphabet *alphabet, const struct list_gap *gap,
                      size_t common)
{
    return gap->until.ptr == NULL ? 1 : key_fraction(alphabet, gap->until, common);
}

static bool is_between(const struct list_gap *gap, const struct buffer *cut)
{
    const struct span text = {cut->ptr, cut->len};
    return list_key_compare(gap->at, text) < 0 &&
           (gap->until.ptr == NULL || list_key_compare(text, gap->until) < 0);
}

/* Whether both orders agree on what lies behind a cut, and it can be asked with. */
static bool is_same_in_both_orders(struct span cut)
{
    for (size_t i = 0; i < cut.len; i++)
        if (cut.ptr[i] >= BYTE_LIMIT || cut.ptr[i] == 0)
            return false;
    return cut.len <= CUT_MAX;
}

/* The text whose digits are halfway between both ends, as short as it can be. */
static bool cut_middle(const struct list_alphabet *alphabet, const struct list_gap *gap,
                       struct buffer *out)
{
    const size_t common = list_split_shared(gap);
    double value = (key_fraction(alphabet, gap->at, common) + gap_end(alphabet, gap, common)) / 2;
    buffer_clear(out);
    buffer_append(out, gap->at.ptr, common);
    for (int i = 0; i < DIGITS_MAX; i++) {
        uint8_t encoded[4];
        value *= (double)alphabet->count;
        size_t digit = (size_t)value;
        if (digit >= alphabet->count)
            digit = alphabet->count - 1;
        value -= (double)digit;
        buffer_append(out, encoded, utf8_encode(alphabet->symbols[digit], encoded));
        if (is_between(gap, out))
            return true;
    }
    return false;
}

/* The end of what begins with the first bytes of the last key. */
static bool cut_behind(const struct list_gap *gap, size_t level, struct buffer *out)
{
    uint8_t last[4];
    const size_t common = list_split_shared(gap);
    const size_t len = whole_characters(gap->at, (common + level + 1) / 2);
    if (level <= common || len <= common || len > gap->at.len)
        return false;
    buffer_clear(out);
    buffer_append(out, gap->at.ptr, len);
    buffer_append(out, last, utf8_encode(POINT_LIMIT - 1, last));
    return is_between(gap, out);
}

bool list_split_cut(const struct list_alphabet *alphabet, const struct list_gap *gap, size_t level,
                    struct buffer *out)
{
    if (alphabet->count < 2)
        return false;
    if (!cut_behind(gap, level, out) && !cut_middle(alphabet, gap, out))
        return false;
    return !out->is_failed && is_same_in_both_orders((struct span){out->ptr, out->len});
}

double list_split_estimate(const struct list_alphabet *alphabet, struct span from, size_t count,
                           const struct list_gap *gap)
{
    const struct list_gap whole = {from, gap->until, gap->prefix_len};
    const size_t common = list_split_shared(&whole);
    const double at = key_fraction(alphabet, gap->at, common);
    const double left = gap_end(alphabet, gap, common) - at;
    const double done = at - key_fraction(alphabet, from, common);
    if (left <= 0)
        return 0;
    const double keys = done > 0 ? (double)count * (left / done) : (double)UINT32_MAX;
    return keys < (double)UINT32_MAX ? keys : (double)UINT32_MAX;
}
