/* Percent-encoding as signatures want it (RFC 3986 section 2). */
#ifndef SIGNERS_URI_H
#define SIGNERS_URI_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes bytes with everything but A-Z a-z 0-9 - . _ ~ as %XX in upper case; '/' stays as it is
 * when keep_slash. out has room for 3 * len + 1 bytes; returns the length without terminator.
 */
size_t uri_encode(const char *bytes, size_t len, bool keep_slash, char *out);

/*
 * Undoes %XX; a '%' without two hexadecimal digits stays as it is; '+' becomes a space when
 * plus_is_space. out has room for len + 1 bytes (it may be text itself); returns the length without
 * terminator, which is wrong as a strlen() when %00 was decoded.
 */
size_t uri_decode(const char *text, size_t len, bool plus_is_space, char *out);

#endif
