/* Percent-encoding as signatures want it. */
#include "signers/uri.h"

static bool uri_is_unreserved(unsigned char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

size_t uri_encode(const char *bytes, size_t len, bool keep_slash, char *out)
{
    static const char digits[] = "0123456789ABCDEF";
    char *next = out;
    for (size_t i = 0; i < len; i++) {
        const unsigned char c = (unsigned char)bytes[i];
        if (uri_is_unreserved(c) || (c == '/' && keep_slash)) {
            *next++ = (char)c;
        } else {
            *next++ = '%';
            *next++ = digits[c >> 4];
            *next++ = digits[c & 15];
        }
    }
    *next = '\0';
    return (size_t)(next - out);
}

static int uri_hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t uri_decode(const char *text, size_t len, bool plus_is_space, char *out)
{
    char *next = out;
    for (size_t i = 0; i < len; i++) {
        const int high = text[i] == '%' && len - i > 2 ? uri_hex_value(text[i + 1]) : -1;
        const int low = high >= 0 ? uri_hex_value(text[i + 2]) : -1;
        if (low >= 0) {
            *next++ = (char)(high << 4 | low);
            i += 2;
        } else {
            *next++ = text[i] == '+' && plus_is_space ? ' ' : text[i];
        }
    }
    *next = '\0';
    return (size_t)(next - out);
}
