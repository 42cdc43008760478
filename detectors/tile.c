/* Boundaries of numbers and codes, and the labels of a stretch of text. */
#include "detectors/tile.h"

const struct label_hit *tile_next_label(const struct tile *tile, uint64_t kinds, size_t from,
                                        size_t to)
{
    to = to < tile->len ? to : tile->len;
    for (size_t block = from / 64; 64 * block < to; block++) {
        const struct hits_block *entry = hits_block(tile->hits, block, kinds);
        if (entry == NULL) {
            continue;
        }
        const struct hits_place *place = &tile->hits->places[entry->first];
        for (size_t i = 0; i < entry->count; i++) {
            if (place[i].hit.at >= to) {
                return NULL;
            }
            if (place[i].hit.at >= from && (place[i].kinds & kinds) != 0) {
                return &place[i].hit;
            }
        }
    }
    return NULL;
}

const struct label_hit *tile_last_label(const struct tile *tile, uint64_t kinds, size_t from,
                                        size_t to)
{
    to = to < tile->len ? to : tile->len;
    for (size_t block = (to + 63) / 64; block-- > from / 64;) {
        const struct hits_block *entry = hits_block(tile->hits, block, kinds);
        if (entry == NULL) {
            continue;
        }
        const struct hits_place *place = &tile->hits->places[entry->first];
        for (size_t i = entry->count; i-- > 0;) {
            if (place[i].hit.at < from) {
                return NULL;
            }
            if (place[i].hit.at < to && (place[i].kinds & kinds) != 0) {
                return &place[i].hit;
            }
        }
    }
    return NULL;
}

bool tile_is_glued(const struct tile *tile, uint64_t kinds, size_t at)
{
    if (!ascii_is_alpha(tile_byte(tile, at - 1))) {
        return false;
    }
    const struct label_hit *hit =
        tile_next_label(tile, kinds, at > LABELS_REACH ? at - LABELS_REACH : 0, at);
    while (hit != NULL && hit->end != at) {
        hit = tile_next_label(tile, kinds, hit->at + 1U, at);
    }
    return hit != NULL;
}

size_t tile_match_dash(const struct tile *tile, size_t at)
{
    if (tile_byte(tile, at) == '-') {
        return 1;
    }
    if (tile_byte(tile, at) == 0xe2 && tile_byte(tile, at + 1) == 0x80 &&
        tile_byte(tile, at + 2) >= 0x90 && tile_byte(tile, at + 2) <= 0x93) {
        return 3;
    }
    return 0;
}

/* Lead bytes of two-byte sequences from U+00C0 to U+052F: Latin, Greek and Cyrillic letters. */
static bool leads_letter(uint8_t byte)
{
    return byte >= 0xc3 && byte <= 0xd4;
}

/* The ASCII bytes below '@' that may join a number with what stands in front of it, and behind. */
static const uint64_t joints_before = (uint64_t)0x3ff << '0' | (uint64_t)1 << '$' |
                                      (uint64_t)1 << '%' | (uint64_t)1 << '+' | (uint64_t)1 << '-' |
                                      (uint64_t)1 << '.' | (uint64_t)1 << '/' | (uint64_t)1 << ':';
static const uint64_t joints_behind = (uint64_t)0x3ff << '0' | (uint64_t)1 << '%' |
                                      (uint64_t)1 << '-' | (uint64_t)1 << '.' | (uint64_t)1 << '/' |
                                      (uint64_t)1 << ':';

bool tile_starts_token(const struct tile *tile, size_t at)
{
    const uint8_t last = tile_byte(tile, at - 1);
    if (last < 64 && (joints_before >> last & 1) == 0) {
        return true; /* as most: a blank */
    }
    if (ascii_is_alpha(last)) {
        return tile_byte(tile, at - 2) == '\\';
    }
    if (last == '_') {
        return !ascii_is_alnum(tile_byte(tile, at - 2)); /* the line of a form */
    }
    if (ascii_is_digit(last) || ascii_is_one_of(last, "$%+")) {
        return false;
    }
    if (ascii_is_one_of(last, "-./:")) {
        return !tile_is_digit(tile, at - 2);
    }
    if (last < 0x80) {
        return true;
    }
    return !leads_letter(tile_byte(tile, at - 2)) &&
           !(tile_match_dash(tile, at - 3) == 3 && tile_is_digit(tile, at - 4));
}

bool tile_ends_token(const struct tile *tile, size_t at)
{
    const uint8_t next = tile_byte(tile, at);
    if (next < 64 && (joints_behind >> next & 1) == 0) {
        return true;
    }
    if (next == '_') {
        return !ascii_is_alnum(tile_byte(tile, at + 1));
    }
    if (ascii_is_alnum(next) || ascii_is_one_of(next, "%@") || leads_letter(next)) {
        return false;
    }
    const size_t dash = tile_match_dash(tile, at);
    if (dash > 0) {
        return !ascii_is_alnum(tile_byte(tile, at + dash));
    }
    return !(ascii_is_one_of(next, "./:") && tile_is_digit(tile, at + 1));
}
