/*
 * Words that name a value, or say something about one: "ssn", "date of birth", "Rx #", "example".
 *
 * A label is a phrase of our own list (labels_*.inc). Between its words stand up to three bytes
 * of white space, '_', '-', '.', '/' or an apostrophe of either kind, or nothing: "date of birth",
 * "dateOfBirth" and "date_of_birth" are one label. Matching is pure and position-local.
 */
#ifndef DETECTORS_LABELS_H
#define DETECTORS_LABELS_H

#include <stdbool.h>
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
    LABEL_ITIN,
    LABEL_EIN,
    LABEL_TAX, /* of either: "tax id" */
    LABEL_HICN,
    LABEL_MEDICAID,
    LABEL_MEDICAID_WEAK, /* "medicaid": only directly in front of a code with letters */
    LABEL_PATIENT,
    LABEL_ACCOUNT,
    LABEL_BANK,
    LABEL_ABA,
    LABEL_IBAN,
    LABEL_DRIVER,
    LABEL_PASSPORT,
    LABEL_LICENSE,
    LABEL_VIN,
    LABEL_PLATE,
    LABEL_DEVICE,
    LABEL_UDI,
    LABEL_GEO,
    LABEL_IP,
    LABEL_MAC,
    LABEL_STUDY,
    LABEL_NUMBER,   /* names another number, so that it is none of ours */
    LABEL_UNIT,     /* of a strength: "mg" */
    LABEL_MONTH,    /* where a date may start */
    LABEL_NEGATIVE, /* what stands near is an example */
    LABEL_NEGATION, /* "not a" */
    LABEL_SERVICE,  /* names a date of care: of admission, discharge, service, death */
    LABEL_AGE,      /* "age" or what follows one: "years" */
    LABEL_STREET,   /* the type of a street */
    LABEL_BOX,      /* of a post office */
    LABEL_STATE,    /* the name of a state */
    LABEL_ADDRESS,
    LABEL_CITY,
    LABEL_ZIP,
    LABEL_NAME,  /* names a person: "patient name" */
    LABEL_TITLE, /* stands in front of a person's name: "Mr" */
    LABEL_ICD9,
    LABEL_HCPCS,
    LABEL_LOINC,
    LABEL_SNOMED,
    LABEL_RXNORM,
    LABEL_NUCC,
    LABEL_HEALTH_NUMBER, /* of another country: LABEL_FLAG_UK and the like say which */
    LABEL_KIND_COUNT
};

/* The bit of a kind in a set of kinds. */
#define LABEL_BIT(kind) ((uint64_t)1 << (kind))

_Static_assert(LABEL_KIND_COUNT <= 64, "a set of kinds fits 64 bits");

enum label_flag {
    LABEL_FLAG_CAPITALS = 1 << 0, /* only written in capitals */
    LABEL_FLAG_NO_HOST = 1 << 1,  /* not as a part of a host name: "example", but not example.com */
    LABEL_FLAG_WEAK = 1 << 2,     /* may name something else, too: "name" a provider's, "account" a
                                     login; see patient_near.h */
    LABEL_FLAG_PUBLISHER = 1 << 3, /* LABEL_NEGATIVE of addresses and telephone numbers only: they
                                      are those of whoever published the text */
    LABEL_FLAG_DIRECT = 1 << 4,    /* LABEL_NEGATIVE, or short words for other things, too ("DL"):
                                      only directly in front of a value */
    LABEL_FLAG_THING = 1 << 5,     /* LABEL_NUMBER of a thing: "version", "order"; directly in front
                                      it speaks against a number whose shape alone makes it one */

    /* the same bits, for LABEL_HEALTH_NUMBER */
    LABEL_FLAG_UK = 1 << 3,
    LABEL_FLAG_CANADA = 1 << 4,
    LABEL_FLAG_EUROPE = 1 << 5,

    /* the same bits, for LABEL_NAME */
    LABEL_FLAG_SAYS = 1 << 3,     /* says that a name follows, whatever it is: "patient name";
                                     weak: where a patient is near, "surgeon" */
    LABEL_FLAG_ANYTHING = 1 << 4, /* of anything that has a name: "name", "re" */
    LABEL_FLAG_PART = 1 << 5,     /* of one part of a name: "last name" */
    LABEL_FLAG_BY = 1 << 6,       /* a name follows without a colon, too: "signed by", "name is";
                                     not weak: a relative, "wife" */

    /* for LABEL_NAME and LABEL_MEMBER_WEAK */
    LABEL_FLAG_PATIENT = 1 << 7, /* of a patient or member: "patient", "insured" */

    /* for LABEL_SERVICE */
    LABEL_FLAG_ALONE = 1 << 3, /* only where a line or a field of one starts, so that no word in
                                  front says of what it is */

    /* for LABEL_TITLE */
    LABEL_FLAG_DOCTOR = 1 << 3, /* "Dr" may be a street, too */
    LABEL_FLAG_SURELY = 1 << 4  /* nothing but a name follows: "Mr", not "Nurse" */
};

struct label {
    const char *phrase; /* lower case; a blank stands for what may separate words, '#' and ':' for
                           themselves */
    uint8_t kind;       /* enum label_kind */
    uint8_t flags;      /* set of enum label_flag */
};

/* The list; entry 0 is empty and stands for "no label". Indexes are what evidence holds as word. */
extern const struct label labels_table[];
size_t labels_count(void);

#define LABELS_KEY_LETTERS 8
#define LABELS_BITS 16 /* of the hash of a key */
#define LABELS_SLOTS 4096
#define LABELS_ENTRIES_MAX 4096

#define LABELS_SEPARATOR_MAX 3 /* bytes between two words of a label */

/* What a text goes on with behind a word, and up to three bytes that may separate words: its letter
 * as a number below 26, or one of these. */
enum labels_next {
    LABELS_NEXT_DIGIT = 26,
    LABELS_NEXT_HASH,
    LABELS_NEXT_OTHER,
    LABELS_NEXT_HIGH =
        30,              /* a byte above 0x7f: part of a letter with an accent, of a curly quote */
    LABELS_NEXT_ANY = 31 /* any other mark, or nothing need follow */
};

#define LABELS_NEXT_SEPARATOR 0x80 /* with one of these: the byte may separate words */

/* The same for the byte that it goes on with. */
unsigned labels_next_of(uint8_t byte);

/* True for bytes that may stand between two words of a label. */
bool labels_is_separator(uint8_t byte);

/* Where an entry goes on with its phrase. */
enum labels_start {
    LABELS_START_TEXT, /* at the start: the key has a letter more than the phrase, of a plural */
    LABELS_START_KEY,  /* directly behind the letters of the key */
    LABELS_START_GAP,  /* behind these and what separates words */
    LABELS_START_COUNT
};

/* A phrase of the list, under one of the keys with which it may begin. */
struct labels_entry {
    uint64_t lead;      /* the letters that it goes on with, at most eight, the first one lowest */
    uint64_t lead_mask; /* 0xff for each of them */
    const char *rest;   /* what follows these: of its phrase, or of one that users add */
    uint16_t word;      /* index into labels_table */
    uint8_t kind;       /* of it */
    uint8_t flags;
    uint8_t start;        /* enum labels_start */
    uint8_t lead_letters; /* in lead */
    uint8_t ahead;        /* what it goes on with: enum labels_next */
};

/* The phrases that begin with one word, or with words run together. */
struct labels_slot {
    uint64_t key;   /* 0: empty */
    uint64_t kinds; /* of all of them */
    uint16_t first; /* they stand side by side */
    uint16_t count;
};

/* The list, indexed by the first words of its phrases. Immutable after labels_index_fill(). */
struct labels_index {
    struct labels_slot slots[LABELS_SLOTS];
    struct labels_entry entries[LABELS_ENTRIES_MAX];
    uint8_t aheads[LABELS_ENTRIES_MAX + 8]; /* of the entries */
    uint8_t nexts[256]; /* enum labels_next of a byte, with LABELS_NEXT_SEPARATOR */

    /* the entries as they came, and the slots of their keys */
    size_t added_count;
    struct labels_entry added[LABELS_ENTRIES_MAX];
    uint16_t added_to[LABELS_ENTRIES_MAX];
};

void labels_index_fill(struct labels_index *index);

#define LABELS_PHRASE_MAX 32 /* letters of a phrase that is added */

/*
 * Adds a phrase (lower case, as in labels_table; it must outlive the index) that says the same as
 * the label word. False when there is no room.
 */
bool labels_index_add(struct labels_index *index, uint16_t word, const char *phrase);

/*
 * The key of a word, or of a word within camelCase: its first letters, at most LABELS_KEY_LETTERS,
 * in lower case, the first one lowest. bytes holds the eight bytes from its start on, the first one
 * lowest; letters is 1 or more.
 */
static inline uint64_t labels_key(uint64_t bytes, unsigned letters)
{
    const unsigned unused = letters < LABELS_KEY_LETTERS ? 64 - 8 * letters : 0;
    return (bytes | 0x2020202020202020) << unused >> unused;
}

static inline size_t labels_hash(uint64_t key)
{
    return (size_t)(key * 0x9e3779b97f4a7c15 >> (64 - LABELS_BITS));
}

/* A place in a text: before and avail say how many bytes may be read in front of text and from text
 * on. */
struct labels_place {
    const uint8_t *text;
    size_t before;
    size_t avail;
};

/* What the labels of these kinds with the key of a slot go on with: a set of bits of enum
 * labels_next. */
uint32_t labels_nexts(const struct labels_index *index, const struct labels_slot *slot,
                      uint64_t kinds);

/* The slot of a key in the index, or an empty one. */
static inline const struct labels_slot *labels_find_slot(const struct labels_index *index,
                                                         uint64_t key)
{
    size_t slot = labels_hash(key) % LABELS_SLOTS;
    while (index->slots[slot].key != 0 && index->slots[slot].key != key) {
        slot = (slot + 1) % LABELS_SLOTS;
    }
    return &index->slots[slot];
}

/*
 * The longest label that starts at place, where a word of so many letters starts whose key has this
 * slot: its length in bytes and its index in *word, or 0.
 */
size_t labels_match(const struct labels_index *index, const struct labels_place *place,
                    const struct labels_slot *slot, unsigned letters, uint16_t *word);

#endif
