/* Many words looked for at once: by their first two letters, then letter by letter. */
#include "detectors/needles.h"

#include "detectors/ascii.h"

#include <stdlib.h>
#include <string.h>

#define GAP_MAX 3 /* bytes that stand for a blank */

static size_t slot_of(uint8_t first, uint8_t second)
{
    const uint32_t key = (uint32_t)ascii_to_lower(first) | (uint32_t)ascii_to_lower(second) << 8;
    return key * 2654435761U >> 20 & (NEEDLES_SLOTS - 1);
}

/* Orders by kind and text, in any case, so that equal ones stand together; then by user. */
static int compare_uses(const void *left, const void *right)
{
    const struct needle_use *const one = left;
    const struct needle_use *const other = right;
    if (one->kind != other->kind) {
        return one->kind < other->kind ? -1 : 1;
    }
    const size_t least = one->text.len < other->text.len ? one->text.len : other->text.len;
    for (size_t i = 0; i < least; i++) {
        const int order =
            ascii_to_lower(one->text.ptr[i]) - (int)ascii_to_lower(other->text.ptr[i]);
        if (order != 0) {
            return order;
        }
    }
    if (one->text.len != other->text.len) {
        return one->text.len < other->text.len ? -1 : 1;
    }
    return one->user < other->user ? -1 : one->user > other->user;
}

static bool is_same(const struct needle *needle, const struct needle_use *use)
{
    if (needle->kind != use->kind || needle->text.len != use->text.len) {
        return false;
    }
    for (size_t i = 0; i < use->text.len; i++) {
        if (ascii_to_lower(needle->text.ptr[i]) != ascii_to_lower(use->text.ptr[i])) {
            return false;
        }
    }
    return true;
}

static void add_use(struct needles *needles, uint32_t use)
{
    const struct needle_use *const added = &needles->uses[use];
    if (needles->count > 0 && is_same(&needles->all[needles->count - 1], added)) {
        needles->all[needles->count - 1].use_count++;
        return;
    }
    const uint8_t first = added->text.ptr[0];
    const uint8_t second = added->text.ptr[1];
    const size_t slot = slot_of(first, second);
    needles->all[needles->count] =
        (struct needle){added->text, added->kind, use, 1, needles->slots[slot]};
    needles->slots[slot] = (uint32_t)needles->count++;
    const uint8_t firsts[] = {ascii_to_lower(first), ascii_to_upper(first)};
    const uint8_t seconds[] = {ascii_to_lower(second), ascii_to_upper(second)};
    for (size_t i = 0; i < 4; i++) {
        const size_t key = (size_t)firsts[i / 2] | (size_t)seconds[i % 2] << 8;
        needles->pairs[key / 64] |= (uint64_t)1 << (key % 64);
    }
}

bool needles_fill(struct needles *needles, struct needle_use *uses, size_t count)
{
    memset(needles, 0, sizeof *needles);
    memset(needles->slots, 0xff, sizeof needles->slots);
    needles->uses = uses;
    needles->use_count = count;
    needles->all = calloc(count + 1, sizeof needles->all[0]);
    if (needles->all == NULL) {
        return false;
    }
    if (count > 0) {
        qsort(uses, count, sizeof uses[0], compare_uses);
    }
    for (size_t i = 0; i < count; i++) {
        add_use(needles, (uint32_t)i);
    }
    return true;
}

void needles_free(struct needles *needles)
{
    free(needles->all);
    free(needles->uses);
    needles->all = NULL;
    needles->uses = NULL;
}

uint32_t needles_first(const struct needles *needles, uint8_t first, uint8_t second)
{
    return needles->slots[slot_of(first, second)];
}

static uint8_t byte_at(const struct needle_place *place, size_t at)
{
    return at < place->len ? place->bytes[at] : 0;
}

/* A letter, a digit, or a part of a letter outside of ASCII. */
static bool is_inner(uint8_t byte)
{
    return ascii_is_alnum(byte) || byte >= 0x80;
}

/* True when a word may start at the place: not within another, but for camelCase and \n. */
static bool starts_word(const struct needle_place *place)
{
    const uint8_t last = byte_at(place, place->at - 1);
    const uint8_t first = byte_at(place, place->at);
    if (!is_inner(last) || !is_inner(first)) {
        return true;
    }
    return (ascii_is_upper(first) && !ascii_is_upper(last)) ||
           (ascii_is_alpha(last) && byte_at(place, place->at - 2) == '\\') ||
           (ascii_is_digit(last) && !ascii_is_digit(first));
}

/* True when a word may end in front of end: digits may follow, and another word of camelCase. */
static bool ends_word(const struct needle_place *place, size_t end)
{
    const uint8_t last = byte_at(place, end - 1);
    const uint8_t next = byte_at(place, end);
    if (!is_inner(last) || !is_inner(next) || ascii_is_digit(next)) {
        return true;
    }
    return ascii_is_upper(next) && !ascii_is_upper(last);
}

/* How many bytes at at stand for a blank. */
static size_t gap_len(const struct needle_place *place, size_t at)
{
    size_t len = 0;
    while (len < GAP_MAX && ascii_is_one_of(byte_at(place, at + len), " \t_-./")) {
        len++;
    }
    return len;
}

static size_t match_word(const struct needle *needle, const struct needle_place *place)
{
    size_t at = place->at;
    for (size_t i = 0; i < needle->text.len; i++) {
        const uint8_t wanted = needle->text.ptr[i];
        if (wanted == ' ') {
            at += gap_len(place, at);
        } else if (at >= place->len || ascii_to_lower(place->bytes[at]) != ascii_to_lower(wanted)) {
            return 0;
        } else {
            at++;
        }
    }
    return starts_word(place) && ends_word(place, at) ? at - place->at : 0;
}

size_t needle_match(const struct needle *needle, const struct needle_place *place)
{
    if (needle->kind == NEEDLE_WORD) {
        return match_word(needle, place);
    }
    if (needle->text.len > place->len - place->at) {
        return 0;
    }
    for (size_t i = 0; i < needle->text.len; i++) {
        if (ascii_to_lower(place->bytes[place->at + i]) != ascii_to_lower(needle->text.ptr[i])) {
            return 0;
        }
    }
    return needle->text.len;
}

size_t needle_word_reach(struct span text)
{
    size_t reach = text.len;
    for (size_t i = 0; i < text.len; i++) {
        reach += text.ptr[i] == ' ' ? GAP_MAX - 1 : 0;
    }
    return reach;
}
