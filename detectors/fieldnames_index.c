/* Turns the lists of field names into tables with open addressing. */
#include "detectors/fieldnames_index.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static uint64_t hash_step(uint64_t hash, uint64_t number)
{
    hash = (hash ^ number) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

static size_t place_of_token(const char text[FIELDNAMES_TOKEN_MAX])
{
    uint64_t hash = 0;
    for (size_t i = 0; i < FIELDNAMES_TOKEN_MAX; i += sizeof hash) {
        uint64_t part;
        memcpy(&part, text + i, sizeof part);
        hash = hash_step(hash, part);
    }
    return (size_t)hash;
}

static size_t place_of_node(uint16_t parent, uint16_t word)
{
    return (size_t)hash_step(0, (uint64_t)parent << 16 | word);
}

/* The place of the token with this text, or the free one where it belongs. */
static size_t find_token(const struct fieldnames *index, const char text[FIELDNAMES_TOKEN_MAX])
{
    size_t place = place_of_token(text);
    for (;; place++) {
        const char *const found = index->tokens[place % FIELDNAMES_TOKEN_PLACES].text;
        if (found[0] == '\0' || memcmp(found, text, FIELDNAMES_TOKEN_MAX) == 0) {
            return place % FIELDNAMES_TOKEN_PLACES;
        }
    }
}

static size_t find_node(const struct fieldnames *index, uint16_t parent, uint16_t word)
{
    size_t place = place_of_node(parent, word);
    for (;; place++) {
        const struct fieldnames_node *const found = &index->nodes[place % FIELDNAMES_NODE_PLACES];
        if (found->word == 0 || (found->word == word && found->parent == parent)) {
            return place % FIELDNAMES_NODE_PLACES;
        }
    }
}

const struct fieldnames_token *fieldnames_token_of(const struct fieldnames *index,
                                                   const char text[FIELDNAMES_TOKEN_MAX])
{
    const struct fieldnames_token *const token = &index->tokens[find_token(index, text)];
    return token->text[0] != '\0' ? token : NULL;
}

const struct fieldnames_node *fieldnames_node_of(const struct fieldnames *index, uint16_t parent,
                                                 uint16_t word)
{
    const struct fieldnames_node *const node = &index->nodes[find_node(index, parent, word)];
    return node->word != 0 ? node : NULL;
}

/* ---- making it ---- */

/* The token for the first len bytes of text, made when there is none yet. */
static struct fieldnames_token *add_token(struct fieldnames *index, const char *text, size_t len)
{
    char padded[FIELDNAMES_TOKEN_MAX] = {0};
    assert(len > 0 && len < FIELDNAMES_TOKEN_MAX);
    memcpy(padded, text, len);
    struct fieldnames_token *const token = &index->tokens[find_token(index, padded)];
    memcpy(token->text, padded, sizeof padded);
    return token;
}

/* The number of a canonical word. Its token stands for itself unless it is a spelling of another.
 */
static uint16_t add_word(struct fieldnames *index, const char *text, size_t len)
{
    struct fieldnames_token *const token = add_token(index, text, len);
    if (token->self != 0) {
        return token->self;
    }
    assert(index->word_count < FIELDNAMES_KNOWN_MAX && len < FIELDNAMES_WORD_MAX);
    token->self = index->word_count++;
    memcpy(index->words[token->self].text, text, len);
    if (token->count == 0) {
        token->word[token->count++] = token->self;
    }
    return token->self;
}

static void add_spelling(struct fieldnames *index, const struct word_spelling *row)
{
    struct fieldnames_token *const token = add_token(index, row->spelling, strlen(row->spelling));
    const char *from = row->canonical;
    token->count = 0;
    while (*from != '\0') {
        const size_t len = strcspn(from, " ");
        const uint16_t word = add_word(index, from, len);
        assert(token->count < FIELDNAMES_TOKEN_WORDS);
        token->word[token->count++] = word;
        from += len + (from[len] == ' ');
    }
}

/* A phrase takes the place of an equal one from a list before, unless only that one is strong. */
static void add_phrase(struct fieldnames *index, const struct field_phrase *row)
{
    struct fieldnames_node *node = NULL;
    const size_t end = strcspn(row->phrase, "?");
    for (size_t at = 0; at < end;) {
        const size_t len = strcspn(row->phrase + at, " ?");
        const uint16_t parent = node != NULL ? node->number : 0;
        const uint16_t word = add_word(index, row->phrase + at, len);
        node = &index->nodes[find_node(index, parent, word)];
        if (node->word == 0) {
            assert(index->node_count < FIELDNAMES_NODE_PLACES / 2);
            *node = (struct fieldnames_node){
                .parent = parent, .word = word, .number = ++index->node_count};
        }
        at += len + 1;
    }
    const bool is_weak = row->phrase[end] == '?';
    assert(node != NULL);
    if (!node->is_phrase || node->is_weak || !is_weak) {
        node->is_phrase = true;
        node->is_weak = is_weak;
        node->meaning = row->meaning;
    }
}

static void add_lists(struct fieldnames *index)
{
    static const struct phrase_list *const lists[FIELDNAMES_LISTS] = {
        &fieldnames_persons, &fieldnames_health, &fieldnames_others};
    for (size_t i = 0; i < fieldnames_spellings.count; i++) {
        add_spelling(index, &fieldnames_spellings.rows[i]);
    }
    for (size_t i = 0; i < fieldnames_roles.count; i++) {
        const struct word_in_role *const row = &fieldnames_roles.rows[i];
        index->words[add_word(index, row->word, strlen(row->word))].role = row->role;
    }
    for (size_t i = 0; i < FIELDNAMES_LISTS; i++) {
        for (size_t j = 0; j < lists[i]->count; j++) {
            add_phrase(index, &lists[i]->rows[j]);
        }
    }
}

/* Two words written as one that is no spelling: "ptname", "mbrdob". */
static void add_joined(struct fieldnames *index, const char *head, const char *tail)
{
    const size_t head_len = strlen(head), tail_len = strlen(tail);
    const struct fieldnames_token *const parts[] = {add_token(index, head, head_len),
                                                    add_token(index, tail, tail_len)};
    char joined[2 * FIELDNAMES_TOKEN_MAX];
    memcpy(joined, head, head_len);
    memcpy(joined + head_len, tail, tail_len);
    struct fieldnames_token *const token = add_token(index, joined, head_len + tail_len);
    if (token->count > 0) {
        return;
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        assert(parts[i]->count > 0 && token->count + parts[i]->count <= FIELDNAMES_TOKEN_WORDS);
        memcpy(token->word + token->count, parts[i]->word, parts[i]->count * sizeof token->word[0]);
        token->count = (uint8_t)(token->count + parts[i]->count);
    }
}

static void add_all_joined(struct fieldnames *index)
{
    static const char *const heads[] = {"patient", "pat",        "pt",   "member",    "mbr", "bene",
                                        "insured", "subscriber", "guar", "guarantor", "emp"};
    static const char *const tails[] = {"name",  "dob",   "ssn",   "zip",  "phone",   "addr",
                                        "city",  "id",    "no",    "num",  "address", "number",
                                        "fname", "lname", "first", "last", "mrn",     "email",
                                        "dod",   "age",   "ssnum", "acct"};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        for (size_t j = 0; j < sizeof tails / sizeof tails[0]; j++) {
            add_joined(index, heads[i], tails[j]);
        }
    }
}

/* Words in which the digits tell something: they stay. */
static void keep_digits(struct fieldnames *index)
{
    static const char *const kept[] = {"icd10", "icd9",   "zip3",  "zip5", "zip4",   "ssn4",
                                       "nm103", "nm104",  "nm105", "n301", "n302",   "n401",
                                       "n403",  "cpt4",   "ndc11", "sha1", "sha256", "md5",
                                       "ipv4",  "sha512", "ipv6"};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        add_token(index, kept[i], strlen(kept[i]))->keeps_digits = true;
    }
}

struct fieldnames *fieldnames_create(void)
{
    struct fieldnames *const index = calloc(1, sizeof *index);
    if (index == NULL) {
        return NULL;
    }
    index->word_count = 1;
    add_lists(index);
    add_all_joined(index);
    keep_digits(index);
    index->icd = add_word(index, "icd", 3);
    index->icd9 = add_word(index, "icd9", 4);
    index->icd10 = add_word(index, "icd10", 5);
    index->is = add_word(index, "is", 2);
    index->patient = add_word(index, "patient", 7);
    index->what = add_word(index, "what", 4);
    return index;
}

void fieldnames_free(struct fieldnames *index)
{
    free(index);
}
