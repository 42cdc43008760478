/*
 * Web addresses (RFC 3986) with the schemes http, https, ftp, ftps, sftp, or none and "www.". Most
 * name no person: url_names_person() says which do by what their path or query is made of. Pure;
 * looks at one byte in front and at most URL_REACH ahead; a longer address is cut there.
 */
#ifndef DETECTORS_URL_H
#define DETECTORS_URL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define URL_REACH 400

/*
 * The length of the address that starts at text with its scheme or "www." in any case, or 0. The
 * host is a name with a dot, "localhost", an IPv4 address, or an IPv6 address in brackets, perhaps
 * behind user information and in front of a port. Punctuation that ends a sentence, and a closing
 * bracket or quote without its opening one, do not belong to it.
 */
size_t url_match(const uint8_t *text, size_t before, size_t avail);

/*
 * True when the path, query or fragment of the address of len bytes holds a word for a person of
 * health care (patient, member, mrn, subscriber ...) followed by '/', '=' or ':' and an identifier
 * of four bytes or more that holds a digit.
 */
bool url_names_person(const uint8_t *url, size_t len);

/* True when value, without white space around it, is one address of at most URL_REACH bytes. */
bool url_is_valid(const uint8_t *value, size_t len);

#endif
