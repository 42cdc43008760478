/*
 * Words that name a value, or say something about one: "ssn", "date of birth", "Rx #", "example".
 *
 * A label is a phrase of our own list (labels_table.c). Between its words stand up to three bytes
 * of white space,
 * '_', '-', '.', '/' or an apostrophe, or nothing: "date of birth", "dateOfBirth" and
 * "date_of_birth" are one label. Matching is pure and position-local.
 */
#ifndef DETECTORS_LABELS_H
#define DETECTORS_LABELS_H

#include <stddef.h>
#include <stdint.h>

/* No match is longer, and none depends on more than this many bytes from where it starts. */
#define LABELS_REACH 40

enum label_kind {
    LABEL_NONE,
    LABEL_SSN,
    LABEL_NPI,
    LABEL_DEA,
    LABEL_MBI,
    LABEL_MRN,
    LABEL_MEMBER,
    LABEL_MEMBER_WEAK, /* "policy", "insurance": only directly in front of an id with letters */
    LABEL_RX,
    LABEL_RX_WEAK,  /* "rx", "prescription": only with a word of the pharmacy near */
    LABEL_PHARMACY, /* such a word */
    LABEL_BIRTH,
    LABEL_DATE, /* names another date, so that it is not one of birth */
    LABEL_PHONE,
    LABEL_FAX,
    LABEL_EMAIL,
    LABEL_CARD,
    LABEL_ICD,
    LABEL_NDC,
    LABEL_NUMBER,   /* names another number, so that it is none of ours */
    LABEL_UNIT,     /* of a strength: "mg" */
    LABEL_MONTH,    /* where a date may start */
    LABEL_NEGATIVE, /* what stands near is an example */
    LABEL_NEGATION, /* "not a" */
    LABEL_KIND_COUNT
};

/* The bit of a kind in a set of kinds. */
#define LABEL_BIT(kind) ((uint32_t)1 << (kind))

enum label_flag {
    LABEL_FLAG_CAPITALS = 1 << 0, /* only written in capitals */
    LABEL_FLAG_NO_HOST = 1 << 1   /* not as a part of a host name: "example", but not example.com */
};

struct label {
    const char *phrase; /* lower case; a blank stands for what may separate words, '#' for itself */
    uint8_t kind;       /* enum label_kind */
    uint8_t flags;      /* set of enum label_flag */
};

/* The list; entry 0 is empty and stands for "no label". Indexes are what evidence holds as word. */
extern const struct label labels_table[];
size_t labels_count(void);

#define LABELS_KEYS                                                                                \
    ((size_t)27 * 27 * 27) /* of the first three letters of a word, 0 for no letter */
#define LABELS_SLOTS 1024
#define LABELS_ENTRIES_MAX 1024

/* The list, indexed by the first letters of its phrases. Immutable after labels_index_fill(). */
struct labels_index {
    uint64_t is_key[LABELS_KEYS / 64 + 1];
    uint8_t letter[256];               /* 1-26 for letters of either case, else 0 */
    uint16_t slot_key[LABELS_SLOTS];   /* key + 1; 0: empty */
    uint16_t slot_entry[LABELS_SLOTS]; /* first entry of the key */
    uint16_t entry_word[LABELS_ENTRIES_MAX];
    uint16_t entry_next[LABELS_ENTRIES_MAX]; /* 0: last; entries count from 1 */
};

void labels_index_fill(struct labels_index *index);

/* Three letters of text as a key; text has at least three readable bytes. */
static inline size_t labels_key(const struct labels_index *index, const uint8_t *text)
{
    const size_t first = index->letter[text[0]];
    const size_t second = index->letter[text[1]];
    const size_t third = second == 0 ? 0 : index->letter[text[2]];
    return (first * 27 + second) * 27 + third;
}

/* False for nearly all words that start no label. */
static inline int labels_may_match(const struct labels_index *index, size_t key)
{
    return (int)(index->is_key[key / 64] >> (key % 64) & 1);
}

/*
 * The longest label that starts at text, where a word starts (also one within camelCase): its
 * length in bytes and its index in *word, or 0. before and avail say how many bytes may be read in
 * front of text and from text on.
 */
size_t labels_match(const struct labels_index *index, const uint8_t *text, size_t before,
                    size_t avail, uint16_t *word);

#endif
