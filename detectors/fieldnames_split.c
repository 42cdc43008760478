/* Cuts the name of a field into canonical words. */
#include "detectors/ascii.h"
#include "detectors/fieldnames_index.h"
#include "detectors/latin.h"

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

/* The next word of name, as it is written, from *at on, which goes behind it; false without one. */
static bool next_token(struct span name, size_t *at, struct span *token)
{
    while (*at < name.len && !ascii_is_alnum(name.ptr[*at])) {
        (*at)++;
    }
    const size_t start = *at;
    while (*at < name.len && ascii_is_alnum(name.ptr[*at]) &&
           (*at == start || !starts_word(name.ptr, name.len, *at))) {
        (*at)++;
    }
    *token = (struct span){name.ptr + start, *at - start};
    return token->len > 0;
}

/* The words of a Spanish name that only join others. */
static bool is_joint(struct span token)
{
    static const char *const joints[] = {"de", "del", "la", "las", "el", "los", "y"};
    return ascii_is_word_of(token, joints, sizeof joints / sizeof joints[0]);
}

/* True for "fecha de nacimiento", "numero_poliza", "No. de póliza": in Spanish what something is
 * stands in front of whose it is. */
static bool is_spanish(struct span name)
{
    static const char *const heads[] = {"fecha",     "nombre", "numero", "nro",      "telefono",
                                        "direccion", "codigo", "cuenta", "licencia", "seguro",
                                        "historia",  "correo", "tarjeta"};
    size_t at = 0;
    struct span first, second;
    if (!next_token(name, &at, &first)) {
        return false;
    }
    const bool has_head = ascii_is_word_of(first, heads, sizeof heads / sizeof heads[0]);
    return has_head || (next_token(name, &at, &second) && at < name.len &&
                        (ascii_is_word(second, "de") || ascii_is_word(second, "del")));
}

/* Puts the words of a token in front of all others, as far as there is room. */
static void put_in_front(struct words *words, const struct words *token)
{
    const size_t room = FIELDNAMES_WORDS_MAX - words->count;
    const size_t count = token->count < room ? token->count : room;
    memmove(words->word + count, words->word, words->count * sizeof words->word[0]);
    memcpy(words->word, token->word, count * sizeof words->word[0]);
    words->count += count;
}

static void split_spanish(const struct fieldnames *index, struct span name, struct words *words)
{
    struct span token;
    for (size_t at = 0; next_token(name, &at, &token);) {
        struct words front = {.count = 0};
        if (!is_joint(token)) {
            push_token(index, &front, token.ptr, token.len);
            put_in_front(words, &front);
        }
    }
}

void fieldnames_split(const struct fieldnames *index, const uint8_t *name, size_t len,
                      struct words *words)
{
    uint8_t letters[FIELDNAMES_LEN_MAX];
    struct span plain = {letters, 0};
    for (size_t at = 0; at < len && plain.len < sizeof letters;) {
        at += latin_read(name + at, len - at, &letters[plain.len++]);
    }
    words->count = 0;
    if (is_spanish(plain)) {
        split_spanish(index, plain, words);
        return;
    }
    struct span token;
    for (size_t at = 0; next_token(plain, &at, &token);) {
        push_token(index, words, token.ptr, token.len);
    }
}
