/* Cuts the name of a field into canonical words. */
#include "detectors/ascii.h"
#include "detectors/fieldnames_table.h"

#include <string.h>

#define TOKEN_MAX 24 /* of a word as it is written, with terminator */

/* The canonical words for a spelling, or NULL when it is not listed. */
static const char *find_spelling(const char *token)
{
    size_t low = 0;
    size_t high = fieldnames_spellings.count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(token, fieldnames_spellings.rows[middle].spelling);
        if (order == 0) {
            return fieldnames_spellings.rows[middle].canonical;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

static enum word_role find_role(const char *word)
{
    size_t low = 0;
    size_t high = fieldnames_roles.count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(word, fieldnames_roles.rows[middle].word);
        if (order == 0) {
            return fieldnames_roles.rows[middle].role;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return WORD_PLAIN;
}

/* Appends one canonical word; when there is no room, the first ones go: the end of a path tells
 * most. */
static void push_word(struct words *words, const char *text, size_t len)
{
    if (words->count == FIELDNAMES_WORDS_MAX) {
        memmove(&words->word[0], &words->word[1],
                (FIELDNAMES_WORDS_MAX - 1) * sizeof words->word[0]);
        words->count--;
    }
    struct word *word = &words->word[words->count++];
    const size_t kept = len < FIELDNAMES_WORD_MAX ? len : 0; /* a longer word is none of ours */
    memcpy(word->text, text, kept);
    word->text[kept] = '\0';
    word->role = find_role(word->text);
}

/* Words in which the digits tell something: they stay. */
static bool keeps_digits(const char *token)
{
    static const char *const kept[] = {"icd10", "icd9",   "zip3",  "zip5", "zip4",   "ssn4",
                                       "nm103", "nm104",  "nm105", "n301", "n302",   "n401",
                                       "n403",  "cpt4",   "ndc11", "sha1", "sha256", "md5",
                                       "ipv4",  "sha512", "ipv6"};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (strcmp(token, kept[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* "ICD-10" and "icd_9" are one word. */
static bool ends_in_icd(const struct words *words)
{
    return words->count > 0 && strcmp(words->word[words->count - 1].text, "icd") == 0;
}

/* Where the second word of a token starts that is two written as one: "ptname", "mbrdob"; 0 when it
 * is not. */
static size_t find_seam(const char *token)
{
    static const char *const heads[] = {"patient", "pat",        "pt",   "member",    "mbr", "bene",
                                        "insured", "subscriber", "guar", "guarantor", "emp"};
    static const char *const tails[] = {"name",  "dob",   "ssn",   "zip",  "phone",   "addr",
                                        "city",  "id",    "no",    "num",  "address", "number",
                                        "fname", "lname", "first", "last", "mrn",     "email",
                                        "dod",   "age",   "ssnum", "acct"};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        const size_t len = strlen(heads[i]);
        if (strncmp(token, heads[i], len) != 0) {
            continue;
        }
        for (size_t j = 0; j < sizeof tails / sizeof tails[0]; j++) {
            if (strcmp(token + len, tails[j]) == 0) {
                return len;
            }
        }
    }
    return 0;
}

/* Appends the canonical words of a spelling. */
static void push_canonical(struct words *words, const char *token)
{
    const char *canonical = find_spelling(token);
    const char *from = canonical == NULL ? token : canonical;
    while (*from != '\0') {
        const size_t part = strcspn(from, " ");
        push_word(words, from, part);
        from += from[part] == ' ' ? part + 1 : part;
    }
}

/* Appends a word as it is written: without digits at its end, in its canonical words. */
static void push_token(struct words *words, const uint8_t *text, size_t len)
{
    char token[TOKEN_MAX] = {0};
    if (len >= TOKEN_MAX) {
        push_word(words, "", 0);
        return;
    }
    for (size_t i = 0; i < len; i++) {
        token[i] = (char)ascii_to_lower(text[i]);
    }
    if (ends_in_icd(words) && (strcmp(token, "9") == 0 || strcmp(token, "10") == 0)) {
        memcpy(words->word[words->count - 1].text + 3, token, len + 1);
        return;
    }
    while (len > 0 && ascii_is_digit((uint8_t)token[len - 1]) && !keeps_digits(token)) {
        token[--len] = '\0';
    }
    if (len == 0) {
        return; /* an index */
    }
    const size_t seam = find_spelling(token) == NULL ? find_seam(token) : 0;
    if (seam > 0) {
        char head[TOKEN_MAX] = {0};
        memcpy(head, token, seam);
        push_canonical(words, head);
    }
    push_canonical(words, token + seam);
}

/* "1ST", "2ND", "3RD", "4TH": the letters at name[at] belong to the digit in front. */
static bool is_ordinal(const uint8_t *name, size_t len, size_t at)
{
    static const char *const ends[] = {"st", "nd", "rd", "th"};
    const size_t rest = len - at;
    if (!ascii_is_digit(name[at - 1]) || rest < 2 || (rest > 2 && ascii_is_alnum(name[at + 2]))) {
        return false;
    }
    return ascii_is_word_of((struct span){name + at, 2}, ends, sizeof ends / sizeof ends[0]);
}

/* True when a new word starts at name[at] inside a run of letters and digits: "birthDate",
 * "SSNCode". */
static bool starts_word(const uint8_t *name, size_t len, size_t at)
{
    if (!ascii_is_upper(name[at]) || is_ordinal(name, len, at)) {
        return false;
    }
    return !ascii_is_upper(name[at - 1]) || (at + 1 < len && ascii_is_lower(name[at + 1]));
}

void fieldnames_split(const uint8_t *name, size_t len, struct words *words)
{
    words->count = 0;
    size_t start = 0;
    for (size_t at = 0; at <= len; at++) {
        const bool is_end = at == len || !ascii_is_alnum(name[at]);
        if (at > start && (is_end || starts_word(name, len, at))) {
            push_token(words, name + start, at - start);
            start = at;
        }
        if (is_end) {
            start = at + 1;
        }
    }
}
