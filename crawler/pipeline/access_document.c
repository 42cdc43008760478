/* Documents to paste, laid out for people. */
#include "crawler/pipeline/access_document.h"

void document_texts(struct json *json, const char *key, const char *const *values)
{
    json_key(json, key);
    json_begin_array(json);
    for (; *values != NULL; values++)
        json_str(json, *values);
    json_end_array(json);
}

static void document_new_line(struct buffer *out, unsigned level)
{
    buffer_append_char(out, '\n');
    for (unsigned i = 0; i < level; i++)
        buffer_append_str(out, "  ");
}

void document_lay_out(struct buffer *compact, struct buffer *out)
{
    unsigned level = 0;
    bool is_text = false;
    for (size_t i = 0; i < compact->len; i++) {
        const char c = (char)compact->ptr[i];
        if (is_text) {
            buffer_append_char(out, c);
            if (c == '\\' && i + 1 < compact->len)
                buffer_append_char(out, (char)compact->ptr[++i]);
            is_text = c != '"';
            continue;
        }
        const bool is_empty = c == '[' && i + 1 < compact->len && compact->ptr[i + 1] == ']';
        if (c == '}' || c == ']')
            document_new_line(out, --level);
        buffer_append_char(out, c);
        if (is_empty)
            buffer_append_char(out, (char)compact->ptr[++i]);
        else if (c == '{' || c == '[')
            document_new_line(out, ++level);
        else if (c == ',')
            document_new_line(out, level);
        else if (c == ':')
            buffer_append_char(out, ' ');
        is_text = c == '"';
    }
    buffer_append_char(out, '\n');
    out->is_failed |= compact->is_failed;
    buffer_free(compact);
}
