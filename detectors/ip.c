/* Internet addresses, and what only looks like one. */
#include "detectors/ip.h"

#include "detectors/ascii.h"

#include <string.h>

#define SMALL_OCTET 20

/* Reads four octets to bytes; returns the length or 0. What stands around is not looked at. */
static size_t read_v4(const uint8_t *text, size_t avail, uint8_t bytes[4])
{
    size_t at = 0;
    for (size_t i = 0; i < 4; i++) {
        if (i > 0 && (at >= avail || text[at++] != '.')) {
            return 0;
        }
        const size_t count = ascii_count_digits(text + at, avail - at, 4);
        if (count == 0 || count > 3 || (count > 1 && text[at] == '0') ||
            ascii_read_number(text + at, count) > 255) {
            return 0;
        }
        bytes[i] = (uint8_t)ascii_read_number(text + at, count);
        at += count;
    }
    return at;
}

struct v4_range {
    uint32_t first;
    uint32_t mask;
};

/* RFC 6890: this network, private, shared, loopback, link-local, protocol, documentation,
 * benchmarks, multicast, reserved and broadcast. */
static const struct v4_range v4_special[] = {
    {0x00000000, 0xff000000}, {0x0a000000, 0xff000000}, {0x64400000, 0xffc00000},
    {0x7f000000, 0xff000000}, {0xa9fe0000, 0xffff0000}, {0xac100000, 0xfff00000},
    {0xc0000000, 0xffffff00}, {0xc0000200, 0xffffff00}, {0xc0a80000, 0xffff0000},
    {0xc6120000, 0xfffe0000}, {0xc6336400, 0xffffff00}, {0xcb007100, 0xffffff00},
    {0xe0000000, 0xf0000000}, {0xf0000000, 0xf0000000}};

static bool v4_is_special(const uint8_t bytes[4])
{
    const uint32_t address =
        (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
    for (size_t i = 0; i < sizeof v4_special / sizeof v4_special[0]; i++) {
        if ((address & v4_special[i].mask) == v4_special[i].first) {
            return true;
        }
    }
    return false;
}

static unsigned v4_flags(const uint8_t bytes[4])
{
    const bool is_small = bytes[0] < SMALL_OCTET && bytes[1] < SMALL_OCTET &&
                          bytes[2] < SMALL_OCTET && bytes[3] < SMALL_OCTET;
    return (v4_is_special(bytes) ? IP_SPECIAL : 0U) | (is_small ? IP_SMALL : 0U);
}

/* True when the word in front of text says that a version or a section follows. */
static bool follows_version(const uint8_t *text, size_t before)
{
    static const char *const words[] = {"version", "ver", "v", "release", "rev", "section", "sec"};
    size_t at = 0;
    while (at < before && at < 2 && ascii_is_one_of(text[-1 - (ptrdiff_t)at], " .:")) {
        at++;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const size_t len = strlen(words[i]);
        if (at + len > before || at + len > IP_BEFORE - 1 ||
            !ascii_starts_with(text - at - len, len, words[i])) {
            continue;
        }
        if (at + len == before || !ascii_is_alpha(text[-1 - (ptrdiff_t)(at + len)])) {
            return true;
        }
    }
    return false;
}

/* "://1.2.3.4" and "//1.2.3.4" are hosts; "/1.2.3.4" is a directory of a release. */
static bool v4_is_joined_before(const uint8_t *text, size_t before)
{
    if (before == 0) {
        return false;
    }
    if (text[-1] == '/') {
        return before < 2 || text[-2] != '/';
    }
    return ascii_is_alnum(text[-1]) || ascii_is_one_of(text[-1], ".-_+%");
}

static bool v4_is_joined_behind(const uint8_t *end, size_t avail, bool is_host)
{
    if (avail == 0) {
        return false;
    }
    if (ascii_is_alnum(end[0]) || end[0] == '_') {
        return true;
    }
    if (avail == 1) {
        return false;
    }
    if (end[0] == '/') {
        return !is_host && !ascii_is_digit(end[1]);
    }
    return ascii_is_one_of(end[0], ".-+") && ascii_is_alnum(end[1]);
}

size_t ip_match_v4(const uint8_t *text, size_t before, size_t avail, unsigned *flags)
{
    uint8_t bytes[4];
    if (v4_is_joined_before(text, before)) {
        return 0;
    }
    const size_t len = read_v4(text, avail, bytes);
    const bool is_host = before > 0 && text[-1] == '/';
    if (len == 0 || v4_is_joined_behind(text + len, avail - len, is_host) ||
        follows_version(text, before)) {
        return 0;
    }
    *flags = v4_flags(bytes);
    return len;
}

/* What has been read of an IPv6 address. */
struct v6 {
    uint8_t bytes[16];
    size_t filled;     /* bytes in front of and behind the gap */
    size_t gap;        /* where "::" stands, or 16 */
    size_t pair_count; /* groups of two digits */
    bool has_digit;
    bool has_tail; /* ends in an IPv4 address */
};

static void add_group(struct v6 *v6, const uint8_t *text, size_t count)
{
    unsigned group = 0;
    for (size_t i = 0; i < count; i++) {
        const uint8_t byte = ascii_to_lower(text[i]);
        v6->has_digit = v6->has_digit || ascii_is_digit(byte);
        group =
            group << 4 | (ascii_is_digit(byte) ? byte - (unsigned)'0' : byte - (unsigned)'a' + 10);
    }
    v6->pair_count += count == 2 ? 1 : 0;
    v6->bytes[v6->filled++] = (uint8_t)(group >> 8);
    v6->bytes[v6->filled++] = (uint8_t)group;
}

/* Reads one group, or an IPv4 tail; returns the length or 0. */
static size_t read_group(struct v6 *v6, const uint8_t *text, size_t avail)
{
    size_t count = 0;
    while (count < avail && count < 5 && ascii_is_hex(text[count])) {
        count++;
    }
    if (count < avail && text[count] == '.' && v6->filled <= 12) {
        const size_t len = read_v4(text, avail, v6->bytes + v6->filled);
        if (len > 0) {
            v6->filled += 4;
            v6->has_digit = true;
            v6->has_tail = true;
            return len;
        }
    }
    if (count == 0 || count > 4 || v6->filled > 14) {
        return 0;
    }
    add_group(v6, text, count);
    return count;
}

/* The length of the ':' or the first "::" behind a group, or 0 when the address ends there. */
static size_t match_colons(struct v6 *v6, const uint8_t *text, size_t avail)
{
    if (avail < 2 || text[0] != ':' || v6->filled == 16 || v6->has_tail) {
        return 0;
    }
    if (text[1] != ':') {
        return ascii_is_hex(text[1]) ? 1 : 0;
    }
    if (v6->gap < 16) {
        return 0;
    }
    v6->gap = v6->filled;
    return 2;
}

/* Reads an address as far as it goes; returns its length or 0. */
static size_t read_v6(const uint8_t *text, size_t avail, struct v6 *v6)
{
    const bool has_gap = avail > 1 && text[0] == ':' && text[1] == ':';
    size_t at = has_gap ? 2 : 0;
    size_t colons = 1;
    *v6 = (struct v6){.gap = has_gap ? 0 : 16};
    while (colons > 0 && at < avail && v6->filled < 16 && ascii_is_hex(text[at])) {
        const size_t len = read_group(v6, text + at, avail - at);
        if (len == 0) {
            return 0;
        }
        at += len;
        colons = match_colons(v6, text + at, avail - at);
        at += colons;
    }
    const bool is_whole = v6->gap == 16 ? v6->filled == 16 : v6->filled < 16;
    return is_whole ? at : 0;
}

/* Moves what stands behind "::" to the end. */
static void open_gap(struct v6 *v6)
{
    if (v6->gap == 16) {
        return;
    }
    const size_t behind = v6->filled - v6->gap;
    memmove(v6->bytes + 16 - behind, v6->bytes + v6->gap, behind);
    memset(v6->bytes + v6->gap, 0, 16 - behind - v6->gap);
}

static unsigned v6_flags(const struct v6 *v6)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    static const uint8_t zeros[15] = {0};
    static const uint8_t documentation[4] = {0x20, 0x01, 0x0d, 0xb8};
    const uint8_t *bytes = v6->bytes;
    if (memcmp(bytes, mapped, sizeof mapped) == 0) {
        return v4_is_special(bytes + 12) ? IP_SPECIAL : 0;
    }
    const bool is_special = (memcmp(bytes, zeros, sizeof zeros) == 0 && bytes[15] <= 1) ||
                            (bytes[0] & 0xfe) == 0xfc || bytes[0] == 0xff ||
                            (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80) ||
                            memcmp(bytes, documentation, sizeof documentation) == 0;
    return is_special ? IP_SPECIAL : 0;
}

size_t ip_match_v6(const uint8_t *text, size_t before, size_t avail, unsigned *flags)
{
    struct v6 v6;
    if (before > 0 && (ascii_is_alnum(text[-1]) || ascii_is_one_of(text[-1], "._-") ||
                       ascii_continues_address(text, before, 4))) {
        return 0;
    }
    const size_t len = read_v6(text, avail < IP_REACH ? avail : IP_REACH, &v6);
    if (len == 0 || !v6.has_digit || v6.pair_count == 8) {
        return 0;
    }
    if (len < avail && (text[len] == ':' || ascii_is_joined_behind(text + len, avail - len)) &&
        text[len] != '/') {
        return 0;
    }
    open_gap(&v6);
    *flags = v6_flags(&v6);
    return len;
}

/* True when all of tail is a zone, a prefix length or a port that may follow an address. */
static bool may_follow(struct span tail)
{
    if (tail.len == 0) {
        return true;
    }
    const bool is_number = tail.len > 1 && tail.len <= 6 &&
                           ascii_count_digits(tail.ptr + 1, tail.len - 1, 6) == tail.len - 1;
    if (tail.ptr[0] == '%') {
        return tail.len > 1 && tail.len <= 20;
    }
    return ascii_is_one_of(tail.ptr[0], "/:") && is_number;
}

/* "[::1]" and what may follow it becomes "::1" and what follows; false when the brackets do not
 * close. */
static bool strip_brackets(struct span *value, struct span *tail)
{
    *tail = (struct span){value->ptr + value->len, 0};
    if (value->ptr[0] != '[') {
        return true;
    }
    const uint8_t *close = memchr(value->ptr, ']', value->len);
    if (close == NULL) {
        return false;
    }
    *tail = (struct span){close + 1, (size_t)(value->ptr + value->len - close) - 1};
    *value = (struct span){value->ptr + 1, (size_t)(close - value->ptr) - 1};
    return true;
}

bool ip_parse(const uint8_t *value, size_t len, unsigned *flags)
{
    struct span address = ascii_trim(value, len);
    struct span tail;
    uint8_t bytes[4];
    struct v6 v6;
    if (address.len < 2 || address.len > IP_REACH || !strip_brackets(&address, &tail) ||
        !may_follow(tail)) {
        return false;
    }
    size_t end = read_v4(address.ptr, address.len, bytes);
    unsigned found = end > 0 ? v4_flags(bytes) : 0;
    if (end == 0) {
        end = read_v6(address.ptr, address.len, &v6);
        if (end == 0) {
            return false;
        }
        open_gap(&v6);
        found = v6_flags(&v6);
    }
    if (!may_follow((struct span){address.ptr + end, address.len - end})) {
        return false;
    }
    *flags = found;
    return true;
}
