/* Reads names and values that are kept in one text. */
#include "crawler/store/pairs.h"

#include "signers/uri.h"

#include <string.h>

static bool pairs_decode(const char *text, size_t len, struct buffer *out)
{
    buffer_clear(out);
    buffer_append(out, text, len);
    if (buffer_str(out) == NULL)
        return false;
    out->len = uri_decode((const char *)out->ptr, len, false, (char *)out->ptr);
    return buffer_str(out) != NULL;
}

bool pairs_next(const char **text, struct buffer *name, struct buffer *value)
{
    const char *const pair = *text;
    const size_t len = strcspn(pair, "&");
    const size_t name_len = strcspn(pair, "=&");
    if (len == 0)
        return false;
    *text = pair + len + (pair[len] == '&');
    const size_t value_at = name_len < len ? name_len + 1 : len;
    return pairs_decode(pair, name_len, name) &&
           pairs_decode(pair + value_at, len - value_at, value);
}
