/* Reads the part of TOML that rules files are written in. */
#include "crawler/cli/toml.h"

#include "crawler/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX ((int64_t)1 << 40)
#define SURROGATES 0xd800U
#define SURROGATES_END 0xe000U
#define UNICODE_END 0x110000U

struct toml {
    struct span bytes;
    size_t at;
    unsigned line;
    bool is_failed;
    char *strings; /* decoded: never longer than what they are decoded from */
    size_t strings_len;
    size_t count;
    struct toml_value values[TOML_VALUES_MAX];
};

struct toml *toml_create(struct span bytes)
{
    struct toml *const toml = calloc(1, sizeof *toml);
    if (toml == NULL)
        return NULL;
    toml->bytes = bytes;
    toml->line = 1;
    toml->strings = malloc(bytes.len + 1);
    if (toml->strings == NULL) {
        free(toml);
        return NULL;
    }
    if (bytes.len >= 3 && memcmp(bytes.ptr, "\xef\xbb\xbf", 3) == 0)
        toml->at = 3;
    return toml;
}

void toml_free(struct toml *toml)
{
    if (toml != NULL) {
        free(toml->strings);
        free(toml);
    }
}

const char *toml_type_name(enum toml_type type)
{
    static const char *const names[] = {"a string", "a number", "true or false"};
    return names[type];
}

bool toml_error_set(struct toml_error *error, unsigned line, const char *format, ...)
{
    va_list arguments;
    error->line = line;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return false;
}

/* The byte at the place, or '\n' behind the end: a line always ends. */
static int toml_peek(const struct toml *toml)
{
    return toml->at < toml->bytes.len ? toml->bytes.ptr[toml->at] : '\n';
}

static bool toml_is_end(const struct toml *toml)
{
    return toml->at >= toml->bytes.len;
}

static void toml_skip_blanks(struct toml *toml)
{
    while (toml_peek(toml) == ' ' || toml_peek(toml) == '\t')
        toml->at++;
}

/* Takes one character of a comment or string; false when it may not stand there. */
static bool toml_take_character(struct toml *toml, struct toml_error *error, size_t *len)
{
    const uint8_t *const text = toml->bytes.ptr + toml->at;
    *len = 1;
    uint32_t point;
    if (text[0] >= 0x80)
        *len = utf8_decode((struct span){text, toml->bytes.len - toml->at}, &point);
    if (*len == 0)
        return toml_error_set(error, toml->line,
                              "these bytes are no UTF-8: save the file as UTF-8");
    if ((text[0] < 0x20 && text[0] != '\t') || text[0] == 0x7f)
        return toml_error_set(error, toml->line, "control character 0x%02x: remove it", text[0]);
    toml->at += *len;
    return true;
}

/* Skips a comment, if there is one, up to the end of the line. */
static bool toml_skip_comment(struct toml *toml, struct toml_error *error)
{
    size_t len;
    if (toml_peek(toml) != '#')
        return true;
    while (toml_peek(toml) != '\n' && toml_peek(toml) != '\r') {
        if (!toml_take_character(toml, error, &len))
            return false;
    }
    return true;
}

/* Takes the end of a line; false when something else stands there. */
static bool toml_take_newline(struct toml *toml)
{
    if (toml_peek(toml) == '\r' && toml->at + 1 < toml->bytes.len &&
        toml->bytes.ptr[toml->at + 1] == '\n')
        toml->at++;
    if (toml_peek(toml) != '\n')
        return false;
    toml->at += !toml_is_end(toml);
    toml->line++;
    return true;
}

static bool toml_finish_line(struct toml *toml, struct toml_error *error)
{
    toml_skip_blanks(toml);
    if (!toml_skip_comment(toml, error))
        return false;
    if (!toml_take_newline(toml))
        return toml_error_set(error, toml->line,
                              "nothing but a comment may follow here: one entry a line");
    return true;
}

/* Skips blanks, comments and ends of lines. */
static bool toml_skip_lines(struct toml *toml, struct toml_error *error)
{
    for (;;) {
        toml_skip_blanks(toml);
        if (!toml_skip_comment(toml, error))
            return false;
        if (toml_is_end(toml) || !toml_take_newline(toml))
            return true;
    }
}

static bool toml_is_name_byte(int byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

static bool toml_read_name(struct toml *toml, struct toml_entry *entry, struct toml_error *error)
{
    size_t len = 0;
    toml_skip_blanks(toml);
    while (toml_is_name_byte(toml_peek(toml))) {
        if (len == TOML_NAME_MAX)
            return toml_error_set(error, toml->line, "a name has at most %d letters",
                                  TOML_NAME_MAX);
        entry->name[len++] = (char)toml->bytes.ptr[toml->at++];
    }
    entry->name[len] = '\0';
    toml_skip_blanks(toml);
    if (toml_peek(toml) == '.' || toml_peek(toml) == '"' || toml_peek(toml) == '\'')
        return toml_error_set(error, toml->line, "dotted and quoted names are not used here");
    if (len == 0)
        return toml_error_set(error, toml->line, "expected 'key = value', '[[name]]' or a comment");
    return true;
}

/* ---- values ---- */

static void toml_add_byte(struct toml *toml, char byte)
{
    toml->strings[toml->strings_len++] = byte;
}

/* \uXXXX and \UXXXXXXXX, from the first digit on. */
static bool toml_read_code(struct toml *toml, struct toml_error *error, size_t digits)
{
    uint32_t code = 0;
    for (size_t i = 0; i < digits; i++) {
        const char *const all = "0123456789abcdef0123456789ABCDEF";
        const int byte = toml_peek(toml);
        const char *const digit = byte != 0 ? strchr(all, byte) : NULL;
        if (digit == NULL)
            return toml_error_set(error, toml->line, "\\u wants 4 hexadecimal digits, \\U wants 8");
        code = code << 4 | (uint32_t)((digit - all) & 15);
        toml->at++;
    }
    if (code == 0 || code >= UNICODE_END || (code >= SURROGATES && code < SURROGATES_END))
        return toml_error_set(error, toml->line, "\\u%04x is no character that can stand here",
                              code);
    toml->strings_len += utf8_encode(code, (uint8_t *)toml->strings + toml->strings_len);
    return true;
}

static bool toml_read_escape(struct toml *toml, struct toml_error *error)
{
    static const char from[] = "btnfr\"\\";
    static const char to[] = "\b\t\n\f\r\"\\";
    const int letter = toml_peek(toml);
    const char *const known = letter != 0 ? strchr(from, letter) : NULL;
    if (letter == 'u' || letter == 'U') {
        toml->at++;
        return toml_read_code(toml, error, letter == 'u' ? 4 : 8);
    }
    if (known == NULL)
        return toml_error_set(
            error, toml->line,
            "unknown escape in \"...\": write expressions in '...', which has none");
    toml_add_byte(toml, to[known - from]);
    toml->at++;
    return true;
}

/* A string from its quote on. */
static bool toml_read_string(struct toml *toml, struct toml_value *value, struct toml_error *error)
{
    const int quote = toml->bytes.ptr[toml->at++];
    value->type = TOML_STRING;
    value->text = toml->strings + toml->strings_len;
    while (toml_peek(toml) != quote) {
        size_t len;
        const uint8_t *const from = toml->bytes.ptr + toml->at;
        if (toml_peek(toml) == '\n' || toml_peek(toml) == '\r')
            return toml_error_set(error, toml->line,
                                  "the string does not end on its line: add a %c", quote);
        if (quote == '"' && *from == '\\') {
            toml->at++;
            if (!toml_read_escape(toml, error))
                return false;
            continue;
        }
        if (!toml_take_character(toml, error, &len))
            return false;
        memcpy(toml->strings + toml->strings_len, from, len);
        toml->strings_len += len;
    }
    toml->at++;
    value->len = (size_t)(toml->strings + toml->strings_len - value->text);
    toml_add_byte(toml, '\0');
    if (value->len == 0 && toml_peek(toml) == quote)
        return toml_error_set(error, toml->line, "strings over several lines are not used here");
    return true;
}

static bool toml_read_number(struct toml *toml, struct toml_value *value, struct toml_error *error)
{
    const bool is_negative = toml_peek(toml) == '-';
    toml->at += toml_peek(toml) == '-' || toml_peek(toml) == '+';
    const size_t first = toml->at;
    value->type = TOML_NUMBER;
    while (toml_peek(toml) >= '0' && toml_peek(toml) <= '9') {
        value->number = 10 * value->number + toml_peek(toml) - '0';
        toml->at++;
        if (value->number > NUMBER_MAX)
            return toml_error_set(error, toml->line, "the number is too large");
    }
    const size_t digits = toml->at - first;
    const bool has_zero = digits > 1 && toml->bytes.ptr[first] == '0';
    if (digits == 0 || has_zero || toml_is_name_byte(toml_peek(toml)) || toml_peek(toml) == '.' ||
        toml_peek(toml) == ':')
        return toml_error_set(
            error, toml->line,
            "not a value: give a \"string\", a whole number, true, false or an [array]");
    value->number = is_negative ? -value->number : value->number;
    return true;
}

static bool toml_take_word(struct toml *toml, const char *word)
{
    const size_t len = strlen(word);
    const size_t left = toml->bytes.len - toml->at;
    const bool is_there = left >= len && memcmp(toml->bytes.ptr + toml->at, word, len) == 0 &&
                          (left == len || !toml_is_name_byte(toml->bytes.ptr[toml->at + len]));
    toml->at += is_there ? len : 0;
    return is_there;
}

static bool toml_read_value(struct toml *toml, struct toml_error *error)
{
    if (toml->count == TOML_VALUES_MAX)
        return toml_error_set(error, toml->line, "an array has at most %d values", TOML_VALUES_MAX);
    struct toml_value *const value = &toml->values[toml->count++];
    *value = (struct toml_value){.line = toml->line};
    if (toml_peek(toml) == '"' || toml_peek(toml) == '\'')
        return toml_read_string(toml, value, error);
    if (toml_peek(toml) == '{')
        return toml_error_set(error, toml->line,
                              "inline tables are not used here: give each key its line");
    if (toml_take_word(toml, "true") || toml_take_word(toml, "false")) {
        value->type = TOML_TRUTH;
        value->number = toml->bytes.ptr[toml->at - 2] == 'u';
        return true;
    }
    return toml_read_number(toml, value, error);
}

/* An array from its '[' on. */
static bool toml_read_array(struct toml *toml, struct toml_error *error)
{
    toml->at++;
    for (;;) {
        if (!toml_skip_lines(toml, error))
            return false;
        if (toml_is_end(toml))
            return toml_error_set(error, toml->line, "the array does not end: add a ]");
        if (toml_peek(toml) == ']')
            break;
        if (toml_peek(toml) == '[')
            return toml_error_set(error, toml->line, "arrays within arrays are not used here");
        if (!toml_read_value(toml, error) || !toml_skip_lines(toml, error))
            return false;
        if (toml_peek(toml) == ',')
            toml->at++;
        else if (toml_peek(toml) != ']' && !toml_is_end(toml))
            return toml_error_set(error, toml->line,
                                  "expected ',' or ']' behind a value of the array");
    }
    toml->at++;
    return true;
}

static bool toml_read_pair(struct toml *toml, struct toml_entry *entry, struct toml_error *error)
{
    entry->kind = TOML_PAIR;
    if (!toml_read_name(toml, entry, error))
        return false;
    if (toml_peek(toml) != '=')
        return toml_error_set(error, toml->line, "expected '=' behind the name of a key");
    toml->at++;
    toml_skip_blanks(toml);
    entry->is_array = toml_peek(toml) == '[';
    const bool is_read =
        entry->is_array ? toml_read_array(toml, error) : toml_read_value(toml, error);
    return is_read && toml_finish_line(toml, error);
}

/* A table from its first '[' on. */
static bool toml_read_table(struct toml *toml, struct toml_entry *entry, struct toml_error *error)
{
    toml->at++;
    const bool is_item = toml_peek(toml) == '[';
    toml->at += is_item;
    entry->kind = is_item ? TOML_TABLE_ITEM : TOML_TABLE;
    if (!toml_read_name(toml, entry, error))
        return false;
    for (int closing = is_item ? 2 : 1; closing > 0; closing--) {
        if (toml_peek(toml) != ']')
            return toml_error_set(error, toml->line, "expected %s behind the name of a table",
                                  is_item ? "']]'" : "']'");
        toml->at++;
    }
    return toml_finish_line(toml, error);
}

static bool toml_read_next(struct toml *toml, struct toml_entry *entry, struct toml_error *error)
{
    if (!toml_skip_lines(toml, error))
        return false;
    entry->line = toml->line;
    if (toml_is_end(toml))
        return true;
    toml->count = 0;
    entry->values = toml->values;
    const bool is_read = toml_peek(toml) == '[' ? toml_read_table(toml, entry, error)
                                                : toml_read_pair(toml, entry, error);
    entry->count = toml->count;
    return is_read;
}

bool toml_next(struct toml *toml, struct toml_entry *entry, struct toml_error *error)
{
    *entry = (struct toml_entry){.kind = TOML_END};
    if (toml->is_failed)
        return false;
    toml->is_failed = !toml_read_next(toml, entry, error);
    return !toml->is_failed;
}
