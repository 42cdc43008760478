/* Boundaries of numbers and codes, and the labels of a stretch of text. */
#include "detectors/tile.h"

size_t tile_count_hits(const struct tile *tile)
{
    return tile->first_hit[(tile->len + 63) / 64];
}

size_t tile_find_hit(const struct tile *tile, size_t at)
{
    if (at >= tile->len) {
        return tile_count_hits(tile);
    }
    const size_t end = tile->first_hit[at / 64 + 1];
    size_t hit = tile->first_hit[at / 64];
    while (hit < end && tile->hits[hit].at < at) {
        hit++;
    }
    return hit;
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

bool tile_starts_token(const struct tile *tile, size_t at)
{
    const uint8_t last = tile_byte(tile, at - 1);
    if (ascii_is_alpha(last)) {
        return tile_byte(tile, at - 2) == '\\';
    }
    if (ascii_is_digit(last) || ascii_is_one_of(last, "_$%+")) {
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
    if (ascii_is_alnum(next) || ascii_is_one_of(next, "_%@") || leads_letter(next)) {
        return false;
    }
    const size_t dash = tile_match_dash(tile, at);
    if (dash > 0) {
        return !ascii_is_alnum(tile_byte(tile, at + dash));
    }
    return !(ascii_is_one_of(next, "./:") && tile_is_digit(tile, at + 1));
}
