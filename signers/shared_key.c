/* Shared Key authorization of Azure Storage. */
#include "signers/shared_key.h"

#include "signers/digest.h"
#include "signers/uri.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define KEY_TEXT_MAX 344 /* base64 of 256 bytes */
#define KEY_LEN_MAX (3 * (KEY_TEXT_MAX / 4))

/* Two pieces of a text that is owned elsewhere. */
struct shared_key_pair {
    const char *name;
    const char *value;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void lower(char *text)
{
    for (; *text != '\0'; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

/* ---- step 1: headers ---- */

/* Cuts "Name: value" in place. */
static struct shared_key_pair header_split(char *line)
{
    char *value = line + strcspn(line, ":");
    if (*value != '\0')
        *value++ = '\0';
    value += strspn(value, " \t");
    size_t len = strlen(value);
    while (len > 0 && is_blank(value[len - 1]))
        value[--len] = '\0';
    lower(line);
    return (struct shared_key_pair){line, value};
}

/* The service sorts as a dictionary does: hyphens count only where all else is equal. */
static int header_compare(const void *left, const void *right)
{
    const char *const first = ((const struct shared_key_pair *)left)->name;
    const char *const second = ((const struct shared_key_pair *)right)->name;
    const char *a = first, *b = second;
    for (;; a++, b++) {
        a += strspn(a, "-");
        b += strspn(b, "-");
        if (*a != *b)
            return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
        if (*a == '\0')
            return strcmp(first, second);
    }
}

/* The headers, in lower case and trimmed; all point into text. */
struct header_list {
    struct shared_key_pair *pairs;
    size_t count;
    char *text;
    size_t text_len;
};

static void header_list_free(struct header_list *list)
{
    free(list->pairs);
    free(list->text);
}

static bool header_list_init(struct header_list *list, const struct shared_key_request *request)
{
    size_t len = 0;
    for (size_t i = 0; i < request->header_count; i++)
        len += strlen(request->headers[i]) + 1;
    *list = (struct header_list){.count = request->header_count, .text_len = len};
    list->pairs = calloc(list->count + 1, sizeof *list->pairs);
    list->text = malloc(len + 1);
    if (list->pairs == NULL || list->text == NULL) {
        header_list_free(list);
        return false;
    }
    char *next = list->text;
    for (size_t i = 0; i < list->count; i++) {
        char *const line = next;
        next = stpcpy(line, request->headers[i]) + 1;
        list->pairs[i] = header_split(line);
    }
    qsort(list->pairs, list->count, sizeof *list->pairs, header_compare);
    return true;
}

static const char *header_list_get(const struct header_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->pairs[i].name, name) == 0)
            return list->pairs[i].value;
    return "";
}

static char *headers_write(const struct header_list *list)
{
    char *const text = malloc(list->text_len + 2 * list->count + 1);
    if (text == NULL)
        return NULL;
    char *next = text;
    *next = '\0';
    for (size_t i = 0; i < list->count; i++) {
        if (strncmp(list->pairs[i].name, "x-ms-", 5) != 0)
            continue;
        next = stpcpy(stpcpy(next, list->pairs[i].name), ":");
        next = stpcpy(stpcpy(next, list->pairs[i].value), "\n");
    }
    return text;
}

/* ---- step 2: resource ---- */

static int parameter_compare(const void *left, const void *right)
{
    const struct shared_key_pair *const a = left, *const b = right;
    const int by_name = strcmp(a->name, b->name);
    return by_name != 0 ? by_name : strcmp(a->value, b->value);
}

/* Cuts and decodes query in place; returns the number of parameters. */
static size_t query_split(char *query, struct shared_key_pair *out)
{
    size_t count = 0;
    for (char *name; (name = strsep(&query, "&")) != NULL;) {
        if (*name == '\0')
            continue;
        char *value = name;
        (void)strsep(&value, "=");
        if (value == NULL)
            value = name + strlen(name);
        uri_decode(name, strlen(name), false, name);
        uri_decode(value, strlen(value), false, value);
        lower(name);
        out[count++] = (struct shared_key_pair){name, value};
    }
    return count;
}

/* "\nNAME:VALUE" for each name; the values of one that comes again are joined by commas. */
static void query_write(const struct shared_key_pair *pairs, size_t count, char *next)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && strcmp(pairs[i].name, pairs[i - 1].name) == 0) {
            next = stpcpy(next, ",");
        } else {
            next = stpcpy(stpcpy(next, "\n"), pairs[i].name);
            next = stpcpy(next, ":");
        }
        next = stpcpy(next, pairs[i].value);
    }
}

static char *resource_write(const char *account, const struct shared_key_request *request)
{
    size_t pair_cap = 1;
    for (const char *c = request->query; *c != '\0'; c++)
        pair_cap += *c == '&';
    char *const query = strdup(request->query);
    struct shared_key_pair *const pairs = calloc(pair_cap, sizeof *pairs);
    char *const text =
        malloc(strlen(account) + strlen(request->path) + strlen(request->query) + 2 * pair_cap + 2);
    if (query != NULL && pairs != NULL && text != NULL) {
        char *const next = stpcpy(stpcpy(stpcpy(text, "/"), account), request->path);
        const size_t count = query_split(query, pairs);
        qsort(pairs, count, sizeof *pairs, parameter_compare);
        query_write(pairs, count, next);
    }
    const bool is_made = query != NULL && pairs != NULL && text != NULL;
    free(query);
    free(pairs);
    if (is_made)
        return text;
    free(text);
    return NULL;
}

/* ---- step 3: string to sign ---- */

/* The value that a standard header has in the string to sign: no length is no line, and the date
 * is that of x-ms-date where there is one. */
static const char *standard_value(const struct header_list *list, const char *name)
{
    const char *const value = header_list_get(list, name);
    if (strcmp(name, "content-length") == 0 && strcmp(value, "0") == 0)
        return "";
    if (strcmp(name, "date") == 0 && *header_list_get(list, "x-ms-date") != '\0')
        return "";
    return value;
}

static char *string_write(const char *method, const struct header_list *list,
                          const struct shared_key_result *result)
{
    static const char *const standard[] = {"content-encoding",
                                           "content-language",
                                           "content-length",
                                           "content-md5",
                                           "content-type",
                                           "date",
                                           "if-modified-since",
                                           "if-match",
                                           "if-none-match",
                                           "if-unmodified-since",
                                           "range"};
    enum { STANDARD_COUNT = sizeof standard / sizeof *standard };
    char *const text = malloc(strlen(method) + list->text_len + STANDARD_COUNT + 2 +
                              strlen(result->headers) + strlen(result->resource));
    if (text == NULL)
        return NULL;
    char *next = stpcpy(stpcpy(text, method), "\n");
    for (size_t i = 0; i < STANDARD_COUNT; i++)
        next = stpcpy(stpcpy(next, standard_value(list, standard[i])), "\n");
    stpcpy(stpcpy(next, result->headers), result->resource);
    return text;
}

/* ---- signature ---- */

/* Returns the length of the key, 0 when it is none; out is to be wiped. */
static size_t key_decode(const char *key, uint8_t out[KEY_LEN_MAX])
{
    const size_t len = strnlen(key, KEY_TEXT_MAX + 1);
    if (len > KEY_TEXT_MAX)
        return 0;
    const long key_len = digest_base64_decode(key, len, out);
    return key_len > 0 && key_len <= 256 ? (size_t)key_len : 0;
}

bool shared_key_is_valid(const char *key)
{
    uint8_t bytes[KEY_LEN_MAX];
    const bool is_valid = key_decode(key, bytes) > 0;
    digest_wipe(bytes, sizeof bytes);
    return is_valid;
}

bool shared_key_sign_text(const char *key, const char *text, char out[SHARED_KEY_SIGNATURE_SIZE])
{
    uint8_t bytes[KEY_LEN_MAX], hash[DIGEST_SHA256_LEN];
    const size_t len = key_decode(key, bytes);
    const bool is_signed = len > 0 && digest_hmac_sha256(bytes, len, text, strlen(text), hash);
    digest_wipe(bytes, sizeof bytes);
    if (is_signed)
        digest_base64_encode(hash, sizeof hash, out);
    return is_signed;
}

static char *authorization_write(const struct shared_key *key, const char *string_to_sign)
{
    char signature[SHARED_KEY_SIGNATURE_SIZE];
    char *text = NULL;
    if (!shared_key_sign_text(key->key, string_to_sign, signature) ||
        asprintf(&text, "SharedKey %s:%s", key->account, signature) < 0)
        return NULL;
    return text;
}

bool shared_key_sign(const struct shared_key *key, const struct shared_key_request *request,
                     struct shared_key_result *result)
{
    struct header_list list;
    *result = (struct shared_key_result){0};
    if (!header_list_init(&list, request))
        return false;
    result->headers = headers_write(&list);
    result->resource = resource_write(key->account, request);
    if (result->headers != NULL && result->resource != NULL)
        result->string_to_sign = string_write(request->method, &list, result);
    if (result->string_to_sign != NULL)
        result->authorization = authorization_write(key, result->string_to_sign);
    header_list_free(&list);
    if (result->authorization != NULL)
        return true;
    shared_key_free(result);
    return false;
}

void shared_key_free(struct shared_key_result *result)
{
    free(result->headers);
    free(result->resource);
    free(result->string_to_sign);
    free(result->authorization);
    *result = (struct shared_key_result){0};
}
