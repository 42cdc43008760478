/* Folds a text that is at hand as a whole. */
#include "crawler/read/fold_value.h"

#include <string.h>

static const uint8_t zeros[2 * FOLD_BLOCK];

void fold_value_init(struct fold_value *value)
{
    buffer_init(&value->bytes, FOLD_VALUE_MAX + sizeof zeros);
}

void fold_value_free(struct fold_value *value)
{
    buffer_wipe(&value->bytes);
}

static bool fold_value_is_clean(const struct fold_finder *finder, struct span text)
{
    for (size_t at = finder->skip(text.ptr, text.len); at < text.len; at++) {
        const uint8_t byte = text.ptr[at];
        if (byte >= 0x80 || byte == '%' || byte == '&' || byte == '\\' || byte == '=')
            return false;
    }
    return true;
}

struct span fold_value_plain(struct fold_value *value, struct span text)
{
    const struct fold_finder finder = fold_finder_choose(FOLD_BLOCK);
    if (text.len > FOLD_VALUE_MAX || fold_value_is_clean(&finder, text))
        return text;
    buffer_clear(&value->bytes);
    buffer_append(&value->bytes, text.ptr, text.len);
    buffer_append(&value->bytes, zeros, sizeof zeros);
    if (value->bytes.is_failed) {
        buffer_clear(&value->bytes);
        return text;
    }
    struct fold_text folded = {.text = (uint8_t *)value->bytes.ptr, .pending = text.len};
    fold_begin(&value->fold, 1, false);
    while (folded.pending > 0) {
        value->fold.count = 0; /* nobody goes back */
        fold_more(&value->fold, &folded, true);
    }
    return (struct span){folded.text, folded.held};
}
