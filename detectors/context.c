/* Looks for labels around a value, by nearness. */
#include "detectors/context.h"

#include "detectors/context_above.h"

#define CONNECTOR_WORDS 3
#define ORDINAL_MAX 2      /* digits of the number of a label, as in phone2 */
#define KEY_GAP_MAX 6      /* between a key and its number */
#define LIST_CODES_MAX 8   /* codes behind one label */
#define LIST_GAP_MAX 3     /* bytes between two of them */
#define LIST_CODE_MAX 12   /* of one, with what modifies it */
#define LIST_BEFORE_MAX 50 /* of those in front: their label may stand above the first one */

_Static_assert(LIST_BEFORE_MAX + TILE_BEFORE_MAX < TILE_VIEW, "a list's label is within view");

/* Labels of numbers, and of dates: only these compete with one another. */
static const uint64_t number_labels =
    LABEL_BIT(LABEL_SSN) | LABEL_BIT(LABEL_NPI) | LABEL_BIT(LABEL_DEA) | LABEL_BIT(LABEL_MBI) |
    LABEL_BIT(LABEL_MRN) | LABEL_BIT(LABEL_MEMBER) | LABEL_BIT(LABEL_RX) | LABEL_BIT(LABEL_PHONE) |
    LABEL_BIT(LABEL_FAX) | LABEL_BIT(LABEL_CARD) | LABEL_BIT(LABEL_ICD) | LABEL_BIT(LABEL_NDC) |
    LABEL_BIT(LABEL_ICD9) | LABEL_BIT(LABEL_HCPCS) | LABEL_BIT(LABEL_LOINC) |
    LABEL_BIT(LABEL_SNOMED) | LABEL_BIT(LABEL_RXNORM) | LABEL_BIT(LABEL_NUCC) |
    LABEL_BIT(LABEL_ZIP) | LABEL_BIT(LABEL_NUMBER) | LABEL_BIT(LABEL_ITIN) | LABEL_BIT(LABEL_EIN) |
    LABEL_BIT(LABEL_TAX) | LABEL_BIT(LABEL_HICN) | LABEL_BIT(LABEL_MEDICAID) |
    LABEL_BIT(LABEL_PATIENT) | LABEL_BIT(LABEL_ACCOUNT) | LABEL_BIT(LABEL_BANK) |
    LABEL_BIT(LABEL_ABA) | LABEL_BIT(LABEL_IBAN) | LABEL_BIT(LABEL_DRIVER) |
    LABEL_BIT(LABEL_PASSPORT) | LABEL_BIT(LABEL_LICENSE) | LABEL_BIT(LABEL_VIN) |
    LABEL_BIT(LABEL_PLATE) | LABEL_BIT(LABEL_DEVICE) | LABEL_BIT(LABEL_UDI) |
    LABEL_BIT(LABEL_STUDY) | LABEL_BIT(LABEL_HEALTH_NUMBER);
static const uint64_t date_labels =
    LABEL_BIT(LABEL_BIRTH) | LABEL_BIT(LABEL_DATE) | LABEL_BIT(LABEL_SERVICE);

static uint64_t hit_kind(const struct label_hit *hit)
{
    return LABEL_BIT(hit->kind);
}

uint64_t context_rivals(enum rival rival)
{
    switch (rival) {
    case RIVAL_NUMBER:
        return number_labels;
    case RIVAL_DATE:
        return date_labels;
    case RIVAL_NONE:
        break;
    }
    return 0;
}

/* The length of a word that may stand between a label and its value at at, or 0. */
static size_t match_connecting_word(const struct tile *tile, size_t at, size_t to)
{
    enum { LETTERS_MAX = 7, WORDS_MAX = 11 };
    static const char *const words[LETTERS_MAX][WORDS_MAX] = {
        {"s", "n", "t", "r"},
        {"is", "no", "nr", "id", "on", "of", "at", "to", "as", "or", "in"},
        {"was", "num", "nbr", "the", "are", "him", "her", "you"},
        {"code", "file"},
        {"value", "reads"},
        {"number", "ending"},
        {"patient"}};
    size_t len = 0;
    while (at + len < to && ascii_is_alpha(tile_byte(tile, at + len))) {
        len++;
    }
    if (len == 0 || len > LETTERS_MAX) {
        return 0;
    }
    const char *const *const list = words[len - 1];
    size_t count = 0;
    while (count < WORDS_MAX && list[count] != NULL) {
        count++;
    }
    return ascii_is_word_of(tile_span(tile, at, len), list, count) ? len : 0;
}

/* True for what parts a label from what follows: digits, marks, and bytes that stand in no text. */
static bool is_apart(uint8_t byte)
{
    static const uint64_t apart[2] = {
        (UINT32_MAX ^ (ASCII_SET_BIT('\t') | ASCII_SET_BIT('\n') | ASCII_SET_BIT('\r'))) |
            ASCII_SET_DIGITS | ASCII_SET_BIT(';'),
        ASCII_SET_BIT('@') | ASCII_SET_BIT('{') | ASCII_SET_BIT(0x7f)};
    return ascii_is_in(byte, apart);
}

bool context_is_connected(const struct tile *tile, size_t from, size_t to)
{
    size_t words = 0;
    size_t lines = 0;
    if (to - from > CONTEXT_CONNECTOR_MAX) {
        return false;
    }
    const size_t ordinal = tile_count_digits(tile, from, ORDINAL_MAX + 1); /* phone2=, ssn_1: */
    for (size_t at = from + (ordinal <= ORDINAL_MAX ? ordinal : 0); at < to;) {
        const uint8_t byte = tile->bytes[at];
        size_t len = is_apart(byte) ? 0 : 1;
        if (ascii_is_alpha(byte)) {
            len = match_connecting_word(tile, at, to);
            words++;
        } else if (byte == '\n') {
            lines++;
        }
        if (len == 0 || words > CONNECTOR_WORDS || lines > 1) {
            return false;
        }
        at += len;
    }
    return true;
}

/* True when a number (or for dates, a date) stands in [from, to): the label in front of it is
 * spoken for. */
static bool has_rival_value(const struct tile *tile, const struct context_query *query, size_t from,
                            size_t to)
{
    const size_t long_run = query->rival == RIVAL_DATE ? 4 : 5;
    const size_t dash = tile_byte(tile, from) == '-' ? 1 : 0;
    if (tile_count_digits(tile, from + dash, ORDINAL_MAX + 1) > ORDINAL_MAX) {
        return true; /* the label is a part of a value: PATID1234, DLN-123 */
    }
    for (size_t at = from; at < to; at++) {
        if (!ascii_is_digit(tile->bytes[at])) {
            continue;
        }
        const size_t run = tile_count_digits(tile, at, to - at);
        at += run;
        if (run >= long_run || (at + 1 < to && ascii_is_one_of(tile_byte(tile, at), "/-") &&
                                tile_is_digit(tile, at + 1))) {
            return true;
        }
    }
    return false;
}

/* The label that ends nearest in front of the value, of the wanted kinds or its rivals; NULL when
 * there is none. Of several that end there the first, which is the longest. */
static const struct label_hit *find_nearest(const struct tile *tile,
                                            const struct context_query *query, uint64_t kinds)
{
    const size_t reach = query->before + LABELS_REACH;
    size_t from = query->at > reach ? query->at - reach : 0;
    const struct label_hit *nearest = NULL;
    for (size_t block = (query->at + 63) / 64; block-- > from / 64;) {
        const struct hits_block *entry = hits_block(tile->hits, block, kinds);
        for (size_t i = entry != NULL ? entry->count : 0; i-- > 0;) {
            const struct hits_place *place = &tile->hits->places[entry->first + i];
            const struct label_hit *hit = &place->hit;
            if (hit->at < from) {
                return nearest;
            }
            if ((place->kinds & kinds) == 0 || hit->at >= query->at || hit->end > query->at ||
                query->at - hit->end > query->before ||
                (nearest != NULL && hit->end < nearest->end)) {
                continue;
            }
            nearest = hit;
            if (hit->end > from + LABELS_REACH) {
                from = hit->end - (size_t)LABELS_REACH; /* what starts before ends before */
            }
        }
    }
    return nearest;
}

/* The first label of the wanted kinds behind the value. */
static const struct label_hit *find_behind(const struct tile *tile,
                                           const struct context_query *query)
{
    if (query->end - query->at > TILE_LABELLED_MAX) {
        return NULL;
    }
    return tile_next_label(tile, query->labels, query->end, query->end + query->after + 1);
}

/* True when a label behind a value speaks of that value, not of one that follows: "1234567 (MRN)".
 */
static bool points_back(const struct tile *tile, const struct context_query *query,
                        const struct label_hit *hit)
{
    size_t next = hit->end;
    while (next < hit->end + 4U && ascii_is_one_of(tile_byte(tile, next), " \t\"'")) {
        next++;
    }
    for (size_t at = query->end; at < hit->at; at++) {
        if (ascii_is_one_of(tile_byte(tile, at), ",.|\n\"<>&=:")) {
            return false;
        }
    }
    return !ascii_is_one_of(tile_byte(tile, next), ":=#|,") && !tile_is_digit(tile, next) &&
           context_is_connected(tile, query->end, hit->at);
}

/* True for names of fields that hold whatever is spoken of: "value". */
static bool is_plain_key(struct span key)
{
    static const char *const words[] = {"value", "val",  "number",     "num",  "no",   "nbr",
                                        "id",    "code", "identifier", "text", "data", "extension"};
    return ascii_is_word_of(key, words, sizeof words / sizeof words[0]);
}

/* Moves from at back to from, over these bytes. */
static size_t skip_back(const struct tile *tile, size_t from, size_t at, const char *bytes)
{
    while (at > from && ascii_is_one_of(tile_byte(tile, at - 1), bytes)) {
        at--;
    }
    return at;
}

/* Where the key ends whose value starts at at, behind from: in front of '=', or of the quote and
 * ':' of JSON; from when there is none. */
static size_t find_key_end(const struct tile *tile, size_t from, size_t at)
{
    at -= at > from && ascii_is_one_of(tile_byte(tile, at - 1), "\"'[(") ? 1 : 0;
    at = skip_back(tile, from, at, " ");
    if (at <= from + 1) {
        return from;
    }
    const uint8_t sign = tile_byte(tile, at - 1);
    if (sign == ':') {
        return ascii_is_one_of(tile_byte(tile, at - 2), "\"'") ? at - 2 : from;
    }
    return sign == '=' ? skip_back(tile, from, at, " =") : from;
}

/* True when the number at at is named by a key of its own behind a label that ends at from: "npi
 * lookup ts=1733179165". */
static bool has_own_key(const struct tile *tile, size_t from, size_t at)
{
    const size_t end = find_key_end(tile, from, at);
    size_t start = end;
    while (start > from && (ascii_is_alnum(tile_byte(tile, start - 1)) ||
                            ascii_is_one_of(tile_byte(tile, start - 1), "_.-"))) {
        start--;
    }
    return start > from && start < end && !is_plain_key(tile_span(tile, start, end - start));
}

/* True for a label that is a part of the name of a limit: PATIENT_ID_MAX, mrnLength. */
static bool is_limit(const struct tile *tile, size_t end)
{
    static const char *const words[] = {"max",    "min",   "len",   "length", "size",
                                        "offset", "count", "limit", "width"};
    const size_t start = end + (tile_byte(tile, end) == '_' ? 1 : 0);
    size_t len = 0;
    while (len < LABELS_KEY_LETTERS && ascii_is_alpha(tile_byte(tile, start + len))) {
        len++;
    }
    return len > 0 &&
           ascii_is_word_of(tile_span(tile, start, len), words, sizeof words / sizeof words[0]);
}

struct context context_find(const struct tile *tile, const struct context_query *query)
{
    const struct context none = {CONTEXT_NONE, 0};
    const bool has_rivals = query->rival != RIVAL_NONE;
    const struct label_hit *hit =
        find_nearest(tile, query, query->labels | context_rivals(query->rival));
    if (hit != NULL) {
        const bool is_ours = (hit_kind(hit) & query->labels) != 0;
        if (context_is_connected(tile, hit->end, query->at)) {
            return is_ours ? (struct context){CONTEXT_FIELD, hit->word} : none;
        }
    }
    const struct label_hit *const above = context_find_above(tile, query->labels, query->at);
    if (above != NULL) {
        return (struct context){CONTEXT_FIELD, above->word};
    }
    if (hit != NULL) {
        const bool is_ours = (hit_kind(hit) & query->labels) != 0;
        if (is_ours && !is_limit(tile, hit->end) &&
            !(has_rivals && (has_rival_value(tile, query, hit->end, query->at) ||
                             has_own_key(tile, hit->end, query->at)))) {
            return (struct context){CONTEXT_WORD, hit->word};
        }
    }
    hit = find_behind(tile, query);
    if (hit != NULL && (!has_rivals || points_back(tile, query, hit))) {
        return (struct context){CONTEXT_WORD, hit->word};
    }
    return none;
}

bool context_is_field(const struct tile *tile, uint64_t labels, enum rival rival, size_t at)
{
    const struct context_query query = {labels, rival, at, at, CONTEXT_CONNECTOR_MAX, 0};
    const struct label_hit *hit = find_nearest(tile, &query, labels | context_rivals(rival));
    const bool is_behind = hit != NULL && context_is_connected(tile, hit->end, at);
    return is_behind ? (hit_kind(hit) & labels) != 0 : context_find_above(tile, labels, at) != NULL;
}

/* The start of the code in front of at, with a comma or blanks between; at itself when there is
 * none. */
static size_t find_code_before(const struct tile *tile, context_code_fn is_code, size_t at)
{
    size_t end = at;
    while (end > 0 && at - end < LIST_GAP_MAX &&
           ascii_is_one_of(tile_byte(tile, end - 1), " ,;/")) {
        end--;
    }
    size_t start = end;
    while (start > 0 && end - start < LIST_CODE_MAX &&
           (ascii_is_alnum(tile_byte(tile, start - 1)) ||
            ascii_is_one_of(tile_byte(tile, start - 1), ".-"))) {
        start--;
    }
    const bool is_found = end < at && end > start && is_code(tile->bytes + start, end - start);
    return is_found ? start : at;
}

bool context_is_listed(const struct tile *tile, uint64_t labels, context_code_fn is_code, size_t at)
{
    const size_t last = at;
    for (size_t codes = 0; codes < LIST_CODES_MAX; codes++) {
        if (context_is_field(tile, labels, RIVAL_NUMBER, at)) {
            return true;
        }
        const size_t before = find_code_before(tile, is_code, at);
        if (before == at || last - before > LIST_BEFORE_MAX) {
            return false;
        }
        at = before;
    }
    return false;
}

uint16_t context_find_word(const struct tile *tile, const struct context_query *query)
{
    const struct label_hit *hit = find_nearest(tile, query, query->labels);
    if (hit == NULL) {
        hit = find_behind(tile, query);
    }
    return hit != NULL ? hit->word : 0;
}

bool context_is_of_id(const struct tile *tile, size_t at)
{
    size_t end = at;
    while (at - end < KEY_GAP_MAX && ascii_is_one_of(tile_byte(tile, end - 1), " \"':=")) {
        end--;
    }
    if (end == at || end < 3 || ascii_to_lower(tile_byte(tile, end - 1)) != 'd' ||
        ascii_to_lower(tile_byte(tile, end - 2)) != 'i') {
        return false;
    }
    const bool is_parameter = end == at - 1 && tile_byte(tile, end) == '='; /* "?fbid=" */
    return is_parameter || !ascii_is_alpha(tile_byte(tile, end - 3)) ||
           (ascii_is_upper(tile_byte(tile, end - 2)) && ascii_is_lower(tile_byte(tile, end - 3)));
}
