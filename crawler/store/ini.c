/* Reads the files that AWS's tools share. */
#include "crawler/store/ini.h"

#include "signers/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define ENTRIES_FIRST 32
#define INDENT_NONE ((size_t)-1)

/* Where a parser stands. Names point into the text of ini. */
struct ini_parser {
    struct ini *ini;
    struct fault *fault;
    unsigned line;
    const char *section; /* NULL before the first */
    const char *key;     /* the last name that is not nested */
    bool is_key_empty;   /* its value is "", so that nested entries may follow */
    size_t key_indent;   /* INDENT_NONE when there is no key yet */
};

/* ---- lines ---- */

static bool ini_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* Cuts white space at both ends, in place. */
static char *ini_trim(char *text)
{
    while (ini_is_space(*text))
        text++;
    size_t len = strlen(text);
    while (len > 0 && ini_is_space(text[len - 1]))
        len--;
    text[len] = '\0';
    return text;
}

/* Cuts a comment that follows white space. */
static void ini_cut_comment(char *text)
{
    for (char *next = text; *next != '\0'; next++) {
        const bool is_mark = *next == '#' || *next == ';';
        if (is_mark && next > text && ini_is_space(next[-1])) {
            *next = '\0';
            return;
        }
    }
}

static enum status ini_refuse(const struct ini_parser *parser, const char *why)
{
    fault_set(parser->fault, REASON_READ_ERROR, "%.200s:%u: %s", parser->ini->path, parser->line,
              why);
    return STATUS_STOP;
}

static enum status ini_add(struct ini_parser *parser, const char *parent, const char *name,
                           const char *value)
{
    struct ini *const ini = parser->ini;
    if (ini->count == ini->cap) {
        const size_t cap = ini->cap == 0 ? ENTRIES_FIRST : 2 * ini->cap;
        struct ini_entry *const entries = realloc(ini->entries, cap * sizeof *entries);
        if (entries == NULL)
            return STATUS_NO_MEMORY;
        ini->entries = entries;
        ini->cap = cap;
    }
    ini->entries[ini->count++] =
        (struct ini_entry){ini->path, parser->line, parser->section, parent, name, value};
    return STATUS_OK;
}

/* Makes 'profile   "my name"' into 'profile my name', in place. */
static void ini_normalize_section(char *name)
{
    char *end = name;
    while (*end != '\0' && !ini_is_space(*end))
        end++;
    if (*end == '\0')
        return;
    *end++ = ' ';
    char *rest = ini_trim(end);
    const size_t len = strlen(rest);
    if (len >= 2 && (rest[0] == '"' || rest[0] == '\'') && rest[len - 1] == rest[0]) {
        rest[len - 1] = '\0';
        rest++;
    }
    memmove(end, rest, strlen(rest) + 1);
}

static enum status ini_take_section(struct ini_parser *parser, char *text)
{
    char *const end = strchr(text, ']');
    if (end == NULL)
        return ini_refuse(parser, "a section without its ']'");
    *end = '\0';
    const char *const behind = ini_trim(end + 1);
    if (*behind != '\0' && *behind != '#' && *behind != ';')
        return ini_refuse(parser, "text behind the ']' of a section");
    char *const name = ini_trim(text + 1);
    if (*name == '\0')
        return ini_refuse(parser, "a section without a name");
    ini_normalize_section(name);
    parser->section = name;
    parser->key = NULL;
    parser->key_indent = INDENT_NONE;
    return ini_add(parser, NULL, "", "");
}

/* Splits "name = value"; NULL when there is no separator or no name. */
static char *ini_split(char *text, char **value)
{
    char *const separator = strpbrk(text, "=:");
    if (separator == NULL)
        return NULL;
    *separator = '\0';
    ini_cut_comment(separator + 1);
    *value = ini_trim(separator + 1);
    char *const name = ini_trim(text);
    for (char *next = name; *next != '\0'; next++) {
        if (*next >= 'A' && *next <= 'Z')
            *next = (char)(*next - 'A' + 'a');
    }
    return *name == '\0' ? NULL : name;
}

/* One line without its line break. */
static enum status ini_take_line(struct ini_parser *parser, char *text)
{
    size_t indent = 0;
    while (ini_is_space(text[indent]))
        indent++;
    char *const start = ini_trim(text);
    if (*start == '\0' || *start == '#' || *start == ';')
        return STATUS_OK;
    const bool is_below = parser->key != NULL && indent > parser->key_indent;
    if (*start == '[' && !is_below)
        return ini_take_section(parser, start);
    if (parser->section == NULL)
        return ini_refuse(parser, "expected a [section] first");
    char *value = start;
    if (is_below && !parser->is_key_empty)
        return STATUS_OK; /* the value goes on; none that we look for has more than one line */
    char *const name = ini_split(start, &value);
    if (is_below)
        return name == NULL ? STATUS_OK : ini_add(parser, parser->key, name, value);
    if (name == NULL)
        return ini_refuse(parser, "expected 'name = value'");
    parser->key = name;
    parser->key_indent = indent;
    parser->is_key_empty = *value == '\0';
    return ini_add(parser, NULL, name, value);
}

static enum status ini_take_text(struct ini_parser *parser)
{
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    char *next = parser->ini->text;
    char *const end = next + parser->ini->text_len;
    if (parser->ini->text_len >= 3 && memcmp(next, byte_order_mark, 3) == 0)
        next += 3;
    enum status status = STATUS_OK;
    while (next < end && status == STATUS_OK) {
        parser->line++;
        char *line_end = memchr(next, '\n', (size_t)(end - next));
        if (line_end == NULL)
            line_end = end;
        if (line_end - next > INI_LINE_MAX_LEN)
            return ini_refuse(parser, "the line is too long");
        if (memchr(next, '\0', (size_t)(line_end - next)) != NULL)
            return ini_refuse(parser, "a NUL byte: this is no text file");
        *line_end = '\0';
        status = ini_take_line(parser, next);
        next = line_end + 1;
    }
    return status;
}

/* ---- files ---- */

enum status ini_parse(const char *path, const void *bytes, size_t len, struct ini *out,
                      struct fault *fault)
{
    *out = (struct ini){.path = strdup(path), .text = malloc(len + 1), .text_len = len};
    struct ini_parser parser = {.ini = out, .fault = fault, .key_indent = INDENT_NONE};
    enum status status = STATUS_NO_MEMORY;
    if (out->path != NULL && out->text != NULL) {
        if (len > 0)
            memcpy(out->text, bytes, len);
        out->text[len] = '\0';
        status = ini_take_text(&parser);
    }
    if (status != STATUS_OK)
        ini_free(out);
    return status;
}

static enum status ini_refuse_file(const char *path, const char *why, struct fault *fault)
{
    fault_set(fault, REASON_READ_ERROR, "%.200s: %s", path, why);
    return STATUS_STOP;
}

/* Reads up to cap bytes; false on a read error, with errno. */
static bool ini_read_bytes(int fd, char *bytes, size_t cap, size_t *len)
{
    *len = 0;
    while (*len < cap) {
        const ssize_t got = read(fd, bytes + *len, cap - *len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        *len += (size_t)got;
    }
    return true;
}

static bool ini_is_null_device(const struct stat *facts)
{
    return S_ISCHR(facts->st_mode) && facts->st_rdev == makedev(1, 3);
}

/* Reads and parses what fd is; a FIFO or a terminal would make the program wait. */
static enum status ini_read_fd(int fd, const char *path, struct ini *out, struct fault *fault)
{
    const size_t cap = INI_FILE_MAX_LEN + 1;
    struct stat facts;
    size_t len;
    if (fstat(fd, &facts) != 0)
        return ini_refuse_file(path, strerror(errno), fault);
    if (!S_ISREG(facts.st_mode) && !ini_is_null_device(&facts))
        return ini_refuse_file(path, "not a regular file", fault);
    char *const bytes = malloc(cap);
    if (bytes == NULL)
        return STATUS_NO_MEMORY;
    enum status status;
    if (!ini_read_bytes(fd, bytes, cap, &len))
        status = ini_refuse_file(path, strerror(errno), fault);
    else if (len == cap)
        status = ini_refuse_file(path, "larger than 1 MiB", fault);
    else
        status = ini_parse(path, bytes, len, out, fault);
    if (status == STATUS_OK)
        out->is_exposed =
            S_ISREG(facts.st_mode) && (facts.st_mode & (S_IRWXG | S_IRWXO) & ~0111u) != 0;
    digest_wipe(bytes, cap);
    free(bytes);
    return status;
}

enum status ini_read(const char *path, struct ini *out, struct fault *fault)
{
    *out = (struct ini){0};
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return STATUS_END;
    if (fd < 0)
        return ini_refuse_file(path, strerror(errno), fault);
    const enum status status = ini_read_fd(fd, path, out, fault);
    close(fd);
    return status;
}

/* ---- lookups ---- */

bool ini_has_section(const struct ini *ini, const char *section)
{
    return ini_find(ini, section, NULL, "") != NULL;
}

const struct ini_entry *ini_find(const struct ini *ini, const char *section, const char *parent,
                                 const char *name)
{
    for (size_t i = ini->count; i-- > 0;) {
        const struct ini_entry *const entry = &ini->entries[i];
        if (strcmp(entry->name, name) != 0 || strcmp(entry->section, section) != 0 ||
            (parent == NULL) != (entry->parent == NULL))
            continue;
        if (parent == NULL || strcmp(entry->parent, parent) == 0)
            return entry;
    }
    return NULL;
}

void ini_free(struct ini *ini)
{
    if (ini->text != NULL)
        digest_wipe(ini->text, ini->text_len);
    free(ini->path);
    free(ini->text);
    free(ini->entries);
    *ini = (struct ini){0};
}
