/* Reads words that may be a person's name. */
#include "detectors/person_words.h"

#include "detectors/names.h"
#include "detectors/ruleset.h"

#include <string.h>

#define LEN_MAX 72       /* bytes from the first word to where the last one may start */
#define PARTICLES_MAX 32 /* and of particles in front of a word, about */
#define FIELD_MAX 48     /* of the name of a field of a form, with its colon */

/* The length of a word at at, or 0; an initial counts. */
static size_t match_word(const struct tile *tile, size_t at, bool allows_small)
{
    size_t len = 0;
    const uint8_t first = tile_byte(tile, at);
    if (!ascii_is_upper(first) && !(allows_small && ascii_is_lower(first))) {
        return 0;
    }
    while (len < PERSON_WORD_MAX && (ascii_is_alpha(tile_byte(tile, at + len)) ||
                                     (len > 0 && tile_byte(tile, at + len) >= 0x80) ||
                                     (len > 0 && ascii_is_one_of(tile_byte(tile, at + len), "'-") &&
                                      ascii_is_alpha(tile_byte(tile, at + len + 1))))) {
        len++;
    }
    const uint8_t next = tile_byte(tile, at + len);
    const bool is_line = next == '_' && tile_byte(tile, at + len + 1) == '_'; /* of a form */
    return ascii_is_alnum(next) || (ascii_is_one_of(next, "_@(/\\") && !is_line) ? 0 : len;
}

/* The length of "de la ", "St. " and the like at at, with the blank behind; 0 when there is none.
 */
static size_t match_particles(const struct tile *tile, size_t at)
{
    static const char *const particles[] = {"de",  "la",  "las", "los", "del", "van", "der",
                                            "von", "den", "da",  "dos", "das", "di",  "du",
                                            "le",  "bin", "ibn", "al",  "el",  "ter", "y"};
    const uint8_t first = tile_byte(tile, at);
    if (first != 'S' && ascii_is_upper(first)) {
        return 0; /* as nearly all */
    }
    const bool is_saint =
        at < tile->len && ascii_starts_with(tile->bytes + at, tile->len - at, "st. ");
    size_t end = at + (is_saint ? 4 : 0);
    for (size_t len = 1; len > 0 && end - at < PARTICLES_MAX;) {
        len = 0;
        while (len < 4 && ascii_is_lower(tile_byte(tile, end + len))) {
            len++;
        }
        const bool is_one = tile_byte(tile, end + len) == ' ' &&
                            ascii_is_word_of(tile_span(tile, end, len), particles,
                                             sizeof particles / sizeof particles[0]);
        len = is_one ? len + 1 : 0;
        end += len;
    }
    return ascii_is_upper(tile_byte(tile, end)) ? end - at : 0;
}

/* What the parts of a word tell, "Wei-Lin", "Hernandez-Okafor": a list holds none with a hyphen. */
static unsigned find_kinds(const struct names_filter *filter, struct span word)
{
    unsigned kinds = 0;
    for (size_t at = 0, end = 0; at < word.len; at = end + 1) {
        for (end = at; end < word.len && word.ptr[end] != '-';) {
            end++;
        }
        kinds |= names_find(filter, word.ptr + at, end - at);
    }
    return kinds;
}

/* Behind "Smith, " a title, no given name. */
static bool is_credential(struct span word)
{
    static const char *const titles[] = {"md",  "do", "rn", "np",  "pa",  "phd", "dds",
                                         "dmd", "jr", "sr", "ii",  "iii", "iv",  "lpn",
                                         "dpm", "od", "dc", "msw", "crna"};
    return ascii_is_word_of(word, titles, sizeof titles / sizeof titles[0]);
}

/* "Dr. Sandra Robinson": a title is no part of the name. */
static bool is_title(const struct tile *tile, size_t at, size_t len)
{
    static const char *const titles[] = {"dr", "mr", "mrs", "ms", "miss", "prof"};
    return tile_byte(tile, at + len) == '.' &&
           ascii_is_word_of(tile_span(tile, at, len), titles, sizeof titles / sizeof titles[0]);
}

/* "Paul Johnson DOB": what stands behind names on one line. */
static bool is_next_label(struct span word)
{
    static const char *const labels[] = {"dob", "mrn", "ssn", "npi"};
    return ascii_is_word_of(word, labels, sizeof labels / sizeof labels[0]);
}

/* Words that stand behind labels in forms and sentences, and are nobody's name. */
static bool is_form_word(struct span word)
{
    static const char *const words[] = {
        "access",       "address",      "admitted",     "age",
        "alert",        "all",          "and",          "anonymous",
        "any",          "appears",      "applicable",   "as",
        "assessment",   "associates",   "at",           "available",
        "bank",         "care",         "center",       "clinic",
        "company",      "condition",    "confidential", "consent",
        "corp",         "corporation",  "data",         "date",
        "denies",       "department",   "diagnosis",    "discharge",
        "education",    "emergency",    "enterprises",  "example",
        "experience",   "feels",        "female",       "file",
        "first",        "for",          "foundation",   "given",
        "group",        "has",          "health",       "history",
        "hospital",     "id",           "in",           "inc",
        "industries",   "information",  "instructions", "insurance",
        "is",           "laboratories", "laboratory",   "labs",
        "last",         "lives",        "llc",          "male",
        "medical",      "mr",           "name",         "nature",
        "new",          "no",           "none",         "not",
        "number",       "of",           "on",           "only",
        "optional",     "or",           "partners",     "payment",
        "per",          "pharmacy",     "phone",        "plan",
        "portal",       "presented",    "presents",     "provided",
        "record",       "redacted",     "report",       "reports",
        "requests",     "required",     "requires",     "responsibility",
        "rights",       "room",         "safety",       "sample",
        "satisfaction", "school",       "see",          "services",
        "sex",          "signature",    "solutions",    "stable",
        "states",       "status",       "summary",      "systems",
        "test",         "the",          "this",         "to",
        "type",         "unit",         "university",   "unknown",
        "visit",        "was",          "with",         "withheld",
        "without",      "yes"};
    return ascii_is_word_of(word, words, sizeof words / sizeof words[0]);
}

static bool has_lower(struct span word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (ascii_is_lower(word.ptr[i])) {
            return true;
        }
    }
    return false;
}

static void add_word(const struct site *site, struct person_words *words, size_t at, size_t len)
{
    const struct span word = tile_span(site->tile, at, len);
    const unsigned kinds = find_kinds(&site->ruleset->names, word);
    words->any |= kinds;
    words->kinds |= (kinds & NAMES_WORD) == 0 ? kinds : 0;
    words->is_capitals = words->is_capitals && !has_lower(word);
    words->word[words->words++] = word;
    words->end = at + len;
}

/* Moves behind what stands between two words; false when no word can follow. */
static bool skip_gap(const struct tile *tile, struct person_words *words,
                     const struct person_manner *manner, size_t *at)
{
    const size_t len = words->end - *at;
    *at = words->end + (len <= 2 && tile_byte(tile, words->end) == '.' ? 1 : 0);
    const bool may_turn = manner->allows_comma && !words->has_comma && words->words == 1;
    if (ascii_is_one_of(tile_byte(tile, *at), ",^") && may_turn) { /* "LAST^FIRST^MIDDLE" */
        const size_t blank = tile_byte(tile, *at + 1) == ' ' ? 1 : 0;
        const size_t next = *at + 1 + blank;
        const size_t most = match_word(tile, next, false);
        if (most == 0 || is_credential(tile_span(tile, next, most))) {
            return false;
        }
        words->has_comma = true;
        *at = next;
        return true;
    }
    const uint8_t blank = tile_byte(tile, *at);
    *at += 1;
    return blank == ' ' || (manner->allows_plus && blank == '+') ||
           (words->has_comma && blank == '^');
}

/* A degree that nothing but a person has; "PA" is a state, too, "DO" a word. */
static bool is_degree(struct span word)
{
    static const char *const degrees[] = {"md",  "do",     "rn",  "np",   "pac",  "phd",  "dds",
                                          "dmd", "lpn",    "dpm", "aprn", "fnp",  "crna", "lcsw",
                                          "cnm", "pharmd", "dnp", "dpt",  "mbbs", "psyd"};
    return ascii_is_word_of(word, degrees, sizeof degrees / sizeof degrees[0]);
}

bool person_words_have_credential(const struct tile *tile, const struct person_words *words)
{
    uint8_t letters[8];
    size_t len = 0;
    size_t at = words->end + (tile_byte(tile, words->end) == ',' ? 1U : 0U);
    if (tile_byte(tile, at) != ' ') {
        return false;
    }
    const size_t end = ++at + 2 * sizeof letters;    /* a sign behind each letter */
    for (; at < end && len < sizeof letters; at++) { /* "M.D.", "PA-C" */
        const uint8_t byte = tile_byte(tile, at);
        if (ascii_is_alpha(byte)) {
            letters[len++] = byte;
        } else if (byte != '.' && byte != '-') {
            break;
        }
    }
    return len > 0 && ascii_is_upper(letters[0]) && is_degree((struct span){letters, len});
}

/* True where the next field of a form begins, "Date of Birth:" or "Patient Last Name:" behind
 * "Maria Lopez ". */
static bool starts_field(const struct tile *tile, size_t at)
{
    const size_t most = tile->len - at < FIELD_MAX ? tile->len - at : FIELD_MAX;
    if (memchr(tile->bytes + at, ':', most) == NULL) {
        return false; /* as in nearly all text */
    }
    const struct label_hit *label = NULL;
    for (size_t end = at; end < at + most; end = label->end + 1U) {
        label = tile_next_label(tile, UINT64_MAX, end, end + 1);
        if (label == NULL || tile_byte(tile, label->end) != ' ') {
            break;
        }
    }
    return label != NULL && tile_byte(tile, label->end) == ':';
}

struct person_words person_words_read(const struct site *site, size_t at,
                                      struct person_manner manner)
{
    const struct tile *tile = site->tile;
    struct person_words words = {.at = at, .end = at, .is_capitals = true};
    while (words.words < manner.most && at - words.at <= LEN_MAX) {
        const size_t particles = match_particles(tile, at);
        const size_t start = at + particles;
        const size_t len = match_word(tile, start, manner.allows_small);
        const bool is_field = tile_byte(tile, start + len) == ':' && !manner.allows_colon;
        if (len == 0 || is_field || is_title(tile, start, len) ||
            is_next_label(tile_span(tile, start, len)) ||
            (words.words > 0 && starts_field(tile, start))) {
            break;
        }
        add_word(site, &words, start, len);
        at = start;
        const bool is_named = words.words >= 2 && person_words_have_credential(tile, &words);
        if (is_named || !skip_gap(tile, &words, &manner, &at)) {
            break;
        }
    }
    return words;
}

bool person_words_have_form(const struct person_words *words)
{
    for (unsigned i = 0; i < words->words; i++) {
        if (is_form_word(words->word[i])) {
            return true;
        }
    }
    return false;
}

bool person_words_are_alone(const struct tile *tile, const struct person_words *words)
{
    const size_t dot = tile_byte(tile, words->end) == '.' ? 1 : 0;
    const size_t next = words->end + dot;
    return !(tile_byte(tile, next) == ' ' && ascii_is_lower(tile_byte(tile, next + 1))) &&
           tile_byte(tile, next) != ':';
}
