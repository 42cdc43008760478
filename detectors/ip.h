/*
 * Internet addresses: IPv4 as four decimal octets (RFC 791, RFC 6943 3.1.1 strict form), IPv6 as
 * RFC 4291 2.2 writes it. Version numbers, object identifiers and section numbers look like IPv4;
 * name spaces of programs, times and fingerprints look like IPv6: the text forms refuse what is
 * more likely one of those. Special ranges are those of the IANA registries (RFC 6890). Pure; looks
 * at most IP_BEFORE bytes in front and IP_REACH ahead.
 */
#ifndef DETECTORS_IP_H
#define DETECTORS_IP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IP_BEFORE 10
#define IP_REACH 64

enum ip_flag {
    IP_SPECIAL = 1 << 0, /* private, loopback, link-local, documentation, multicast, unspecified:
                            names no host on the Internet */
    IP_SMALL = 1 << 1    /* IPv4 with no octet of 20 or more: rather a version or a section */
};

/*
 * The length of the IPv4 address that starts at text, or 0. Octets are 0-255 without leading zeros.
 * Not when letters, digits, '.', '-' or '_' touch it, or a path it is a part of; nor behind "v",
 * "version", "release" or "section". A port or a prefix length may follow and is not part of it.
 * Fills *flags with a set of enum ip_flag when there is one.
 */
size_t ip_match_v4(const uint8_t *text, size_t before, size_t avail, unsigned *flags);

/*
 * The length of the IPv6 address that starts at text (a hexadecimal digit or ':'), or 0: eight
 * groups, or fewer and "::" together with a digit, the last two perhaps as an IPv4 address. A zone
 * ("%eth0") or prefix length may follow and is not part of it. Eight groups of two digits each are
 * taken for an EUI-64.
 */
size_t ip_match_v6(const uint8_t *text, size_t before, size_t avail, unsigned *flags);

/*
 * True when value, without white space around it, is one address of either kind, perhaps in
 * brackets, with a port ("1.2.3.4:80", "[::1]:80"), zone or prefix length: for fields.
 */
bool ip_parse(const uint8_t *value, size_t len, unsigned *flags);

#endif
