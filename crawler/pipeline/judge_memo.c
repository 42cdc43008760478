/* Judges named values, and remembers what is said of short ones. */
#include "crawler/pipeline/judge_memo.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define PLACES 1024         /* a power of two */
#define VALUE_MAX 16        /* bytes: what is longer hardly ever comes again */
#define MIXED_BITS_SHIFT 40 /* of a product, its high bits are mixed best */

/* A value of known length and its meaning, in numbers: equal ones are equal. */
struct judge_key {
    uint64_t first, last, meaning;
    size_t len; /* 0: none */
};

struct judged {
    struct judge_key key;
    bool is_finding;
    struct finding finding;
};

static_assert(sizeof(struct field_meaning) == sizeof(uint64_t),
              "meanings are compared as a number");

struct judge_memo {
    const struct field_rules *rules;
    struct judged places[PLACES];
};

struct judge_memo *judge_memo_create(const struct field_rules *rules)
{
    struct judge_memo *const memo = calloc(1, sizeof *memo);
    if (memo != NULL)
        memo->rules = rules;
    return memo;
}

void judge_memo_free(struct judge_memo *memo)
{
    if (memo == NULL)
        return;
    explicit_bzero(memo, sizeof *memo);
    free(memo);
}

/* value has 1 to VALUE_MAX bytes. Its two ends overlap, or meet: with the length they tell it. */
static struct judge_key judge_memo_key(struct field_meaning meaning, struct span value)
{
    struct judge_key key = {.len = value.len};
    memcpy(&key.meaning, &meaning, sizeof key.meaning);
    if (value.len >= sizeof key.first) {
        memcpy(&key.first, value.ptr, sizeof key.first);
        memcpy(&key.last, value.ptr + value.len - sizeof key.last, sizeof key.last);
        return key;
    }
    if (value.len >= sizeof(uint32_t)) {
        uint32_t first, last;
        memcpy(&first, value.ptr, sizeof first);
        memcpy(&last, value.ptr + value.len - sizeof last, sizeof last);
        key.first = first;
        key.last = last;
        return key;
    }
    key.first = value.ptr[0] | (uint64_t)value.ptr[value.len / 2] << 8 |
                (uint64_t)value.ptr[value.len - 1] << 16;
    return key;
}

static struct judged *judge_memo_place(struct judge_memo *memo, const struct judge_key *key)
{
    uint64_t hash = (key->first ^ key->len) * UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ hash >> 32 ^ key->last) * UINT64_C(0xd6e8feb86659fd93);
    hash = (hash ^ hash >> 32 ^ key->meaning) * UINT64_C(0x9e3779b97f4a7c15);
    return &memo->places[hash >> MIXED_BITS_SHIFT & (PLACES - 1)];
}

bool judge_memo_judge(struct judge_memo *memo, struct field_meaning meaning, struct span value,
                      struct finding *finding)
{
    if (value.len == 0 || value.len > VALUE_MAX)
        return field_judge(memo->rules, meaning, value, finding);
    const struct judge_key key = judge_memo_key(meaning, value);
    struct judged *const place = judge_memo_place(memo, &key);
    if (place->key.len != key.len || place->key.first != key.first || place->key.last != key.last ||
        place->key.meaning != key.meaning) {
        place->key = key;
        place->is_finding = field_judge(memo->rules, meaning, value, &place->finding);
    }
    *finding = place->finding;
    return place->is_finding;
}
