/* Archives and messages that are only named. */
#include "crawler/unpack/format_check.h"

#include "crawler/base/endian.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The header of the archive: its length, that of its fixed part, versions, and a type that is 2. */
bool format_check_arj(struct span head)
{
    enum { HEADER = 34, HEADER_MAX = 2600 };
    if (head.len < HEADER)
        return false;
    const uint64_t size = endian_little(head.ptr + 2, 2);
    return size >= head.ptr[4] && size <= HEADER_MAX && head.ptr[4] >= 30 && head.ptr[10] == 2;
}

/* A block without a mark in front of it: levels 1 and 2, type 1. */
bool format_check_zpaq(struct span head)
{
    return head.len >= 5 && (head.ptr[3] == 1 || head.ptr[3] == 2) && head.ptr[4] == 1;
}

/* ---- RFC 4880 ---- */

enum pgp_tag {
    PGP_PUBLIC_KEY = 1,
    PGP_PASSWORD = 3,
    PGP_OLD_DATA = 9,
    PGP_DATA = 18,
    PGP_AEAD = 20
};

struct pgp_packet {
    unsigned tag;
    size_t body, end; /* end 0: it is not told where that is */
};

/* 4.2.1: two bits are how many bytes the length has, 3: none. */
static bool pgp_parse_old(struct span head, size_t at, struct pgp_packet *packet)
{
    const unsigned kind = head.ptr[at] & 3;
    const size_t bytes = (size_t)1 << kind;
    packet->tag = head.ptr[at] >> 2 & 15;
    packet->body = at + 1;
    if (kind == 3)
        return true;
    if (head.len - at <= bytes)
        return false;
    packet->body += bytes;
    packet->end = packet->body + endian_big(head.ptr + at + 1, bytes);
    return true;
}

/* 4.2.2: keys and passwords are short, and data may be in parts. */
static bool pgp_parse_new(struct span head, size_t at, struct pgp_packet *packet)
{
    packet->tag = head.ptr[at] & 63;
    packet->body = at + 2;
    if (head.len - at < 3)
        return false;
    const size_t first = head.ptr[at + 1];
    if (first < 192)
        packet->end = packet->body + first;
    if (first >= 192 && first < 224) {
        packet->body++;
        packet->end = packet->body + (first - 192) * 256 + head.ptr[at + 2] + 192;
    }
    return true;
}

static bool pgp_parse(struct span head, size_t at, struct pgp_packet *packet)
{
    *packet = (struct pgp_packet){.end = 0};
    if (at >= head.len || (head.ptr[at] & 0x80) == 0)
        return false;
    return (head.ptr[at] & 0x40) != 0 ? pgp_parse_new(head, at, packet)
                                      : pgp_parse_old(head, at, packet);
}

/* Whether what a session key is encrypted with has a version that there is. */
static bool pgp_is_key(struct span head, const struct pgp_packet *packet)
{
    enum { KEY_ID = 9, LEN_LEAST = 4 };
    if (packet->end < packet->body + LEN_LEAST || packet->end >= head.len)
        return false;
    const uint8_t *const body = head.ptr + packet->body;
    const size_t len = packet->end - packet->body;
    if (packet->tag == PGP_PUBLIC_KEY)
        return (body[0] == 3 && len > KEY_ID + 2 && body[KEY_ID] > 0 && body[KEY_ID] <= 26) ||
               body[0] == 6;
    return packet->tag == PGP_PASSWORD && body[0] >= 4 && body[0] <= 6 && body[1] <= 64;
}

bool format_check_pgp(struct span head)
{
    struct pgp_packet packet, next;
    if (!pgp_parse(head, 0, &packet) || !pgp_is_key(head, &packet) ||
        !pgp_parse(head, packet.end, &next))
        return false;
    return next.tag == PGP_DATA || next.tag == PGP_AEAD || next.tag == PGP_OLD_DATA ||
           pgp_is_key(head, &next);
}

/* 5.6: compressed data of a length that is not told, by one of three methods. */
bool format_check_pgp_packed(struct span head)
{
    return head.len >= 2 && head.ptr[1] >= 1 && head.ptr[1] <= 3 && format_check_not_text(head);
}
