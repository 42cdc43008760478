/* The parts of a canonical request. */
#include "signers/canonical.h"

#include "signers/digest.h"
#include "signers/uri.h"

#include <stdlib.h>
#include <string.h>

/* ---- path ---- */

/* True when the segment of len bytes is "." or "..". */
static bool segment_is(const char *segment, size_t len, const char *dots)
{
    return len == strlen(dots) && memcmp(segment, dots, len) == 0;
}

/*
 * Writes path without dot segments and empty segments; out has room for strlen(path) + 2. The
 * result starts with '/' and ends with one when path ends with '/' or a dot segment.
 */
static size_t path_normalize(const char *path, char *out)
{
    size_t len = 0;
    bool ends_with_slash = true;
    while (*path != '\0') {
        path += strspn(path, "/");
        const size_t segment_len = strcspn(path, "/");
        ends_with_slash = true;
        if (segment_is(path, segment_len, "..")) {
            while (len > 0 && out[--len] != '/')
                continue;
        } else if (segment_len > 0 && !segment_is(path, segment_len, ".")) {
            out[len++] = '/';
            memcpy(out + len, path, segment_len);
            len += segment_len;
            ends_with_slash = path[segment_len] == '/';
        }
        path += segment_len;
    }
    if (ends_with_slash)
        out[len++] = '/';
    out[len] = '\0';
    return len;
}

char *canonical_path(const char *path, bool normalize, bool double_encode)
{
    if (*path == '\0')
        path = "/";
    char *const once = malloc(strlen(path) + 2);
    if (once == NULL)
        return NULL;
    if (normalize)
        path_normalize(path, once);
    else
        strcpy(once, path);
    if (!double_encode)
        return once;
    const size_t len = strlen(once);
    char *const twice = malloc(3 * len + 1);
    if (twice != NULL)
        uri_encode(once, len, true, twice);
    free(once);
    return twice;
}

/* ---- sorted pairs ---- */

/* One pair in canonical form; order is its place in the given list. */
struct canonical_entry {
    const char *name;
    const char *value;
    size_t order;
};

/* Entries, and the text that they point into. */
struct canonical_list {
    struct canonical_entry *entries;
    size_t count;
    char *text;
    size_t text_len; /* of all names and values, with one terminator each */
};

/* Writes the canonical form of len bytes and a terminator to out; returns its length. */
typedef size_t (*canonical_form_fn)(const char *bytes, size_t len, char *out);

struct canonical_rules {
    canonical_form_fn name_form, value_form;
    size_t growth; /* bytes that one byte may become */
    int (*compare)(const void *left, const void *right);
};

static void canonical_list_free(struct canonical_list *list)
{
    free(list->entries);
    if (list->text != NULL)
        digest_wipe(list->text, list->text_len); /* a header may be a session token */
    free(list->text);
}

/* Makes the sorted list of pairs; false when memory is short. */
static bool canonical_list_init(struct canonical_list *list, const struct canonical_rules *rules,
                                const struct sigv4_pair *pairs, size_t count)
{
    size_t cap = 1;
    for (size_t i = 0; i < count; i++)
        cap += rules->growth * (strlen(pairs[i].name) + strlen(pairs[i].value)) + 2;
    *list = (struct canonical_list){.count = count};
    list->entries = calloc(count + 1, sizeof *list->entries);
    list->text = malloc(cap);
    if (list->entries == NULL || list->text == NULL) {
        canonical_list_free(list);
        return false;
    }
    char *next = list->text;
    for (size_t i = 0; i < count; i++) {
        char *const name = next;
        next += rules->name_form(pairs[i].name, strlen(pairs[i].name), name) + 1;
        char *const value = next;
        next += rules->value_form(pairs[i].value, strlen(pairs[i].value), value) + 1;
        list->entries[i] = (struct canonical_entry){name, value, i};
    }
    list->text_len = (size_t)(next - list->text);
    qsort(list->entries, count, sizeof *list->entries, rules->compare);
    return true;
}

/* ---- query ---- */

static size_t query_form(const char *bytes, size_t len, char *out)
{
    return uri_encode(bytes, len, false, out);
}

static int query_compare(const void *left, const void *right)
{
    const struct canonical_entry *const a = left, *const b = right;
    const int by_name = strcmp(a->name, b->name);
    return by_name != 0 ? by_name : strcmp(a->value, b->value);
}

char *canonical_query(const struct sigv4_pair *query, size_t count)
{
    static const struct canonical_rules rules = {query_form, query_form, 3, query_compare};
    struct canonical_list list;
    if (!canonical_list_init(&list, &rules, query, count))
        return NULL;
    char *const text = malloc(list.text_len + 1);
    if (text != NULL) {
        char *next = text;
        *next = '\0';
        for (size_t i = 0; i < count; i++) {
            if (i > 0)
                *next++ = '&';
            next = stpcpy(next, list.entries[i].name);
            *next++ = '=';
            next = stpcpy(next, list.entries[i].value);
        }
    }
    canonical_list_free(&list);
    return text;
}

/* ---- headers ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t header_name_form(const char *bytes, size_t len, char *out)
{
    for (size_t i = 0; i < len; i++)
        out[i] = bytes[i] >= 'A' && bytes[i] <= 'Z' ? (char)(bytes[i] - 'A' + 'a') : bytes[i];
    out[len] = '\0';
    return len;
}

/* Trims white space and folds its runs, line folds of RFC 9110 section 5.5 among them, to a space.
 */
static size_t header_value_form(const char *bytes, size_t len, char *out)
{
    size_t out_len = 0;
    for (size_t i = 0; i < len; i++) {
        if (!is_space(bytes[i]))
            out[out_len++] = bytes[i];
        else if (out_len > 0 && out[out_len - 1] != ' ')
            out[out_len++] = ' ';
    }
    if (out_len > 0 && out[out_len - 1] == ' ')
        out_len--;
    out[out_len] = '\0';
    return out_len;
}

static int header_compare(const void *left, const void *right)
{
    const struct canonical_entry *const a = left, *const b = right;
    const int by_name = strcmp(a->name, b->name);
    return by_name != 0 ? by_name : (a->order > b->order) - (a->order < b->order);
}

/* Writes the two texts of canonical_headers(). */
static void header_write(const struct canonical_list *list, char *block, char *names)
{
    *block = *names = '\0';
    for (size_t i = 0; i < list->count; i++) {
        const struct canonical_entry *const entry = &list->entries[i];
        const bool is_first = i == 0 || strcmp(entry->name, list->entries[i - 1].name) != 0;
        const bool is_last =
            i + 1 == list->count || strcmp(entry->name, list->entries[i + 1].name) != 0;
        if (is_first) {
            if (i > 0)
                *names++ = ';';
            names = stpcpy(names, entry->name);
            block = stpcpy(block, entry->name);
        }
        *block++ = is_first ? ':' : ',';
        block = stpcpy(block, entry->value);
        if (is_last)
            block = stpcpy(block, "\n");
    }
}

bool canonical_headers(const struct sigv4_pair *headers, size_t count, char **block, char **names)
{
    static const struct canonical_rules rules = {header_name_form, header_value_form, 1,
                                                 header_compare};
    struct canonical_list list;
    *block = *names = NULL;
    if (!canonical_list_init(&list, &rules, headers, count))
        return false;
    *block = malloc(list.text_len + 1);
    *names = malloc(list.text_len + 1);
    const bool is_made = *block != NULL && *names != NULL;
    if (is_made) {
        header_write(&list, *block, *names);
    } else {
        free(*block);
        free(*names);
        *block = *names = NULL;
    }
    canonical_list_free(&list);
    return is_made;
}
