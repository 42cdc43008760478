/* Cuts the name of a field into canonical words. */
#include "detectors/ascii.h"
#include "detectors/fieldnames_index.h"

#include <string.h>

/* Appends a canonical word; when there is no room, the first ones go: the end of a path tells most.
 */
static void push_word(struct words *words, uint16_t word)
{
    if (words->count == FIELDNAMES_WORDS_MAX) {
        words->count--;
        memmove(words->word, words->word + 1, words->count * sizeof words->word[0]);
    }
    words->word[words->count++] = word;
}

/* "ICD-10" and "icd_9" are one word: takes the number behind "icd". */
static bool take_icd_number(const struct fieldnames *index, struct words *words, const char *token)
{
    const bool is_nine = strcmp(token, "9") == 0;
    if (words->count == 0 || words->word[words->count - 1] != index->icd ||
        (!is_nine && strcmp(token, "10") != 0)) {
        return false;
    }
    words->word[words->count - 1] = is_nine ? index->icd9 : index->icd10;
    return true;
}

/* Takes the digits at the end of a token away, but for those that tell something; returns what its
 * length is then. */
static size_t cut_digits(const struct fieldnames *index, char *token, size_t len)
{
    while (len > 0 && ascii_is_digit((uint8_t)token[len - 1])) {
        const struct fieldnames_token *const known = fieldnames_token_of(index, token);
        if (known != NULL && known->keeps_digits) {
            break;
        }
        token[--len] = '\0';
    }
    return len;
}

/* Appends a word as it is written: without digits at its end, in its canonical words. */
static void push_token(const struct fieldnames *index, struct words *words, const uint8_t *text,
                       size_t len)
{
    char token[FIELDNAMES_TOKEN_MAX] = {0};
    if (len >= FIELDNAMES_TOKEN_MAX) {
        push_word(words, 0);
        return;
    }
    for (size_t i = 0; i < len; i++) {
        token[i] = (char)ascii_to_lower(text[i]);
    }
    if (take_icd_number(index, words, token) || cut_digits(index, token, len) == 0) {
        return; /* the rest is an index */
    }
    const struct fieldnames_token *const known = fieldnames_token_of(index, token);
    if (known == NULL || known->count == 0) {
        push_word(words, 0);
        return;
    }
    for (size_t i = 0; i < known->count; i++) {
        push_word(words, known->word[i]);
    }
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

void fieldnames_split(const struct fieldnames *index, const uint8_t *name, size_t len,
                      struct words *words)
{
    words->count = 0;
    size_t start = 0;
    for (size_t at = 0; at <= len; at++) {
        const bool is_end = at == len || !ascii_is_alnum(name[at]);
        if (at > start && (is_end || starts_word(name, len, at))) {
            push_token(index, words, name + start, at - start);
            start = at;
        }
        if (is_end) {
            start = at + 1;
        }
    }
}
