/* The tokens of a PDF. */
#include "crawler/unpack/pdf_token.h"

#include <string.h>

#define NO_BYTE (-1)

static int pdf_peek(struct window *window)
{
    if (window_held(window) == 0 && window_fill(window, 1) == 0)
        return NO_BYTE;
    return *window_at(window);
}

static int pdf_take(struct window *window)
{
    const int byte = pdf_peek(window);
    if (byte != NO_BYTE)
        window_take(window, 1);
    return byte;
}

static bool pdf_is_white(int byte)
{
    return byte == 0 || byte == '\t' || byte == '\n' || byte == '\f' || byte == '\r' || byte == ' ';
}

static bool pdf_is_regular(int byte)
{
    return byte != NO_BYTE && !pdf_is_white(byte) && strchr("()<>[]{}/%", byte) == NULL;
}

static void pdf_add(struct pdf_token *token, int byte)
{
    if (token->len < PDF_TOKEN_MAX)
        token->text[token->len++] = (uint8_t)byte;
    else
        token->is_cut = true;
}

/* The value of a hexadecimal digit; -1: it is none. */
static int pdf_hex(int byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    const int letter = byte | 0x20;
    return byte > 0 && letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* White space and comments. */
static void pdf_skip(struct window *window)
{
    int byte;
    while ((byte = pdf_peek(window)) == '%' || pdf_is_white(byte)) {
        while (byte == '%' && pdf_peek(window) != '\n' && pdf_peek(window) != '\r' &&
               pdf_peek(window) != NO_BYTE)
            window_take(window, 1);
        pdf_take(window);
    }
}

/* 7.3.4.2: what a backslash and what follows it stand for. */
static void pdf_read_escape(struct window *window, struct pdf_token *token)
{
    static const char letters[] = "nrtbf", controls[] = "\n\r\t\b\f";
    const int byte = pdf_take(window);
    const char *const letter = byte > 0 ? strchr(letters, byte) : NULL;
    if (byte >= '0' && byte <= '7') {
        int value = byte - '0';
        for (int i = 0; i < 2 && pdf_peek(window) >= '0' && pdf_peek(window) <= '7'; i++)
            value = 8 * value + pdf_take(window) - '0';
        pdf_add(token, value & 0xFF);
    } else if (letter != NULL) {
        pdf_add(token, controls[letter - letters]);
    } else if (byte == '\r') {
        if (pdf_peek(window) == '\n')
            pdf_take(window);
    } else if (byte != '\n' && byte != NO_BYTE) {
        pdf_add(token, byte);
    }
}

static void pdf_read_string(struct window *window, struct pdf_token *token)
{
    size_t depth = 1;
    int byte;
    token->kind = PDF_STRING;
    while ((byte = pdf_take(window)) != NO_BYTE) {
        depth += byte == '(';
        depth -= byte == ')';
        if (depth == 0)
            return;
        if (byte == '\\')
            pdf_read_escape(window, token);
        else
            pdf_add(token, byte);
    }
}

/* 7.3.4.3: pairs of digits, the last of which may lack its second. */
static void pdf_read_hex(struct window *window, struct pdf_token *token)
{
    int byte, high = -1;
    token->kind = PDF_STRING;
    while ((byte = pdf_take(window)) != NO_BYTE && byte != '>') {
        const int digit = pdf_hex(byte);
        if (digit >= 0 && high >= 0)
            pdf_add(token, high * 16 + digit);
        if (digit >= 0)
            high = high >= 0 ? -1 : digit;
    }
    if (high >= 0)
        pdf_add(token, high * 16);
}

static void pdf_read_name(struct window *window, struct pdf_token *token)
{
    token->kind = PDF_NAME;
    while (pdf_is_regular(pdf_peek(window))) {
        const int byte = pdf_take(window);
        const int high = byte == '#' ? pdf_hex(pdf_peek(window)) : -1;
        if (high < 0) {
            pdf_add(token, byte);
            continue;
        }
        pdf_take(window);
        const int low = pdf_hex(pdf_peek(window));
        pdf_add(token, low < 0 ? high : high * 16 + low);
        if (low >= 0)
            pdf_take(window);
    }
}

static void pdf_read_word(struct window *window, struct pdf_token *token)
{
    bool is_number = true;
    token->kind = PDF_WORD;
    while (pdf_is_regular(pdf_peek(window))) {
        const int byte = pdf_take(window);
        is_number = is_number && byte >= '0' && byte <= '9' && token->len < 18;
        if (is_number)
            token->number = 10 * token->number + (uint64_t)(byte - '0');
        pdf_add(token, byte);
    }
    if (is_number && token->len > 0)
        token->kind = PDF_NUMBER;
    if (token->len == 0) /* a bracket that nothing opened */
        pdf_add(token, pdf_take(window));
}

/* A bracket that may be doubled: "<<", ">>". */
static bool pdf_take_double(struct window *window, int bracket)
{
    return window_fill(window, 2) >= 2 && window_at(window)[1] == bracket &&
           pdf_take(window) == bracket && pdf_take(window) == bracket;
}

void pdf_token_read(struct window *window, struct pdf_token *token)
{
    token->number = 0;
    token->len = 0;
    token->is_cut = false;
    pdf_skip(window);
    const int byte = pdf_peek(window);
    token->kind = PDF_NOTHING;
    if (byte == NO_BYTE)
        return;
    if ((byte == '<' || byte == '>') && pdf_take_double(window, byte)) {
        token->kind = byte == '<' ? PDF_DICTIONARY : PDF_DICTIONARY_END;
        return;
    }
    if (memchr("[]<(/", byte, 5) == NULL) {
        pdf_read_word(window, token);
        return;
    }
    pdf_take(window);
    if (byte == '(')
        pdf_read_string(window, token);
    else if (byte == '<')
        pdf_read_hex(window, token);
    else if (byte == '/')
        pdf_read_name(window, token);
    else
        token->kind = byte == '[' ? PDF_ARRAY : PDF_ARRAY_END;
}

bool pdf_token_is(const struct pdf_token *token, enum pdf_kind kind, const char *text)
{
    return token->kind == kind && token->len == strlen(text) &&
           memcmp(token->text, text, token->len) == 0;
}
