/* What the elements of X12 segments are. */
#include "crawler/read/x12_elements.h"

#include "detectors/ascii.h"

#include <string.h>

struct x12_word {
    const char *word;
    const char *detector;
};

#define ALL 99 /* elements */

#define WORDS(table) table, sizeof(table) / sizeof(table)[0]
#define LOOKUP(table, word) lookup(WORDS(table), word)
#define CONTAINS(list, word) contains(list, sizeof(list) / sizeof(list)[0], word)

static const char *lookup(const struct x12_word *table, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++) {
        if (table[i].word[0] == word[0] && strcmp(table[i].word, word) == 0)
            return table[i].detector;
    }
    return NULL;
}

static bool contains(const char *const *list, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i][0] == word[0] && strcmp(list[i], word) == 0)
            return true;
    }
    return false;
}

/* id has four bytes, the unused ones zero: one comparison, asked for every element. */
static bool is_segment(const struct x12_place *place, const char id[4])
{
    return memcmp(place->id, id, sizeof place->id) == 0;
}

static void copy_code(char *out, struct span element)
{
    const size_t len = element.len <= 3 ? element.len : 0;
    for (size_t i = 0; i < len; i++) /* asked for every element: no call for a few bytes */
        out[i] = (char)element.ptr[i];
    out[len] = '\0';
}

/* NM101: subscriber, patient, corrected and prior insured, dependent, insured of old, and those who
 * stand for them: policyholder, employee, responsible party, guardian, parent, spouse, executor,
 * power of attorney ...; 31 has no name, but the address where mail to the member goes. */
static const char *const persons[] = {"IL", "QC", "74", "70", "03", "HK",  "31", "QD",
                                      "GD", "S1", "S3", "E1", "EI", "EXS", "GB", "J6",
                                      "LR", "TZ", "X4", "6Y", "9K", "EY",  "QE"};

/* Segments that begin a loop about somebody else. */
static const char *const openers[] = {"ISA", "GS",  "ST", "HL", "NM1",
                                      "N1",  "CLM", "LX", "SE", "INS"};

/* Segments that say something of somebody or of what was done, and the last element that does. */
static const struct {
    char id[4];
    unsigned last;
} telling[] = {{"NM1", 9},  {"N3", 2},  {"N4", 3},  {"DMG", 2}, {"INS", 12}, {"DTP", 3},
               {"DTM", 2},  {"CLM", 1}, {"CLP", 7}, {"REF", 2}, {"PER", 8},  {"LIN", ALL},
               {"HI", ALL}, {"SV1", 1}, {"SV2", 2}, {"SV3", 1}, {"SVC", 6},  {"SVD", 3},
               {"EQ", 2},   {"GS", 1},  {"ST", 1},  {"N1", 4},  {"SBR", 3},  {"PAT", 6},
               {"BPR", 15}, {"TRN", 2}, {"ENT", 4}, {"RMR", 2}};

/* NM108. */
static const struct x12_word name_numbers[] = {
    {"MI", "member-id"}, {"34", "us-ssn"}, {"SY", "us-ssn"},  {"XX", "us-npi"},
    {"24", "us-ein"},    {"FI", "us-ein"}, {"HN", "us-hicn"}, {"MR", "medicaid-id"},
};

/* NM108 of a patient and the like: what they had before, what payer and sponsor agreed on. */
static const struct x12_word person_numbers[] = {{"C", "member-id"},
                                                 {"EI", "member-id"},
                                                 {"II", "member-id"},
                                                 {"N", "member-id"},
                                                 {"ZZ", "member-id"}};

/* REF01. */
static const struct x12_word references[] = {
    {"SY", "us-ssn"},         {"EI", "us-ein"},         {"EA", "mrn"},
    {"IG", "member-id"},      {"1W", "member-id"},      {"0F", "member-id"},
    {"F6", "us-hicn"},        {"0B", "license-number"}, {"HPI", "us-npi"},
    {"EJ", "account-number"}, {"NQ", "medicaid-id"},    {"TJ", "us-ein"},
    {"HJ", "member-id"},      {"17", "member-id"},      {"23", "member-id"},
    {"6P", "member-id"},      {"3H", "account-number"}, {"Y4", "unique-code"},
    {"1K", "unique-code"},    {"F8", "unique-code"},    {"D9", "unique-code"},
    {"G1", "unique-code"},    {"9F", "unique-code"},    {"BB", "unique-code"},
    {"XZ", "rx-number"},      {"FJ", "unique-code"},    {"GH", "member-id"},
    {"ABB", "member-id"},     {"POL", "member-id"},     {"1L", "member-id"},
};

/* N103. */
static const struct x12_word company_numbers[] = {
    {"XX", "us-npi"}, {"FI", "us-ein"}, {"24", "us-ein"}};

/* ENT03: of the person that a premium is paid for. */
static const struct x12_word entity_numbers[] = {
    {"34", "us-ssn"}, {"SY", "us-ssn"}, {"EI", "member-id"}, {"II", "member-id"}};

/* RMR01: of policies; others are invoices. */
static const struct x12_word remittances[] = {{"AZ", "member-id"}, {"POL", "member-id"}};

/* LIN02 and those behind it. */
static const struct x12_word articles[] = {{"N4", "ndc"}};

/* BPR06, 08, 12, 14. */
static const struct x12_word banks[] = {
    {"01", "aba-routing"}, {"DA", "bank-account"}, {"SG", "bank-account"}};

/* PER03, 05, 07. */
static const struct x12_word contacts[] = {{"TE", "phone"}, {"HP", "phone"}, {"WP", "phone"},
                                           {"CP", "phone"}, {"FX", "fax"},   {"EM", "email"}};

/* DTP01 and DTM01: dates of care, of admission, discharge, onset, accident, payment; of work and
 * disability, of membership. */
static const char *const dates_of_care[] = {
    "435", "096", "472", "434", "431", "454", "304", "439", "484", "573", "232",
    "233", "150", "151", "356", "357", "090", "091", "286", "291", "292", "296",
    "297", "307", "314", "336", "337", "338", "339", "346", "347", "348", "349",
    "360", "361", "444", "453", "455", "463", "471", "473", "474", "738", "739"};

/* HI, SV1, SV2, SVC and the like. */
static const struct x12_word codes[] = {
    {"ABK", "icd10-cm"}, {"ABF", "icd10-cm"}, {"ABJ", "icd10-cm"}, {"ABN", "icd10-cm"},
    {"APR", "icd10-cm"}, {"BK", "icd9-cm"},   {"BF", "icd9-cm"},   {"BJ", "icd9-cm"},
    {"BN", "icd9-cm"},   {"PR", "icd9-cm"},   {"BP", "hcpcs"},     {"BO", "hcpcs"},
    {"HC", "hcpcs"},     {"AD", "hcpcs"},     {"N4", "ndc"},
};

void x12_start_segment(struct x12_place *place, const char *id)
{
    memcpy(place->id, id, sizeof place->id);
    place->element = 1;
    place->first[0] = place->previous[0] = '\0';
    place->last = 0;
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++) {
        if (is_segment(place, telling[i].id))
            place->last = telling[i].last;
    }
    if (CONTAINS(openers, id))
        place->is_person = place->is_somebody = false;
}

void x12_pass_element(struct x12_place *place, struct span element)
{
    copy_code(place->previous, element);
    if (place->element == 1)
        memcpy(place->first, place->previous, sizeof place->first);
    if (place->element == 2 && is_segment(place, "NM1")) {
        place->is_somebody = strcmp(place->previous, "1") == 0;
        place->is_person = place->is_somebody && CONTAINS(persons, place->first);
    }
    place->element += place->element < ALL;
}

static const char *detector_of_name(const struct x12_place *place)
{
    if (place->element >= 3 && place->element <= 5)
        return place->is_somebody ? "person-name" : NULL;
    if (place->element != 9)
        return NULL;
    const char *const known = LOOKUP(name_numbers, place->previous);
    return known != NULL || !place->is_person ? known : LOOKUP(person_numbers, place->previous);
}

/* The name of a contact: in the loop of a patient his own or a relative's. */
static bool is_contact_name(const struct x12_place *place)
{
    return is_segment(place, "PER") && place->element == 2;
}

bool x12_is_other(const struct x12_place *place)
{
    if (is_segment(place, "BPR"))
        return true;
    return !place->is_person &&
           (is_contact_name(place) ||
            (is_segment(place, "NM1") && place->element >= 3 && place->element <= 5));
}

/* Numbers of claims (the provider's, that is the patient's account, and the payer's), and of what
 * the member belongs to. */
static const char *detector_of_number(const struct x12_place *place)
{
    static const struct {
        char id[4];
        unsigned element;
        const char *detector;
    } numbers[] = {{"CLM", 1, "account-number"},
                   {"CLP", 1, "account-number"},
                   {"CLP", 7, "unique-code"},
                   {"SBR", 3, "member-id"}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (numbers[i].element == place->element && is_segment(place, numbers[i].id))
            return numbers[i].detector;
    }
    return NULL;
}

static const char *detector_of_address(const struct x12_place *place)
{
    if (!place->is_person)
        return NULL;
    if (place->id[1] == '3')
        return place->element <= 2 ? "postal-address" : NULL;
    return place->element == 1 ? "city" : place->element == 3 ? "zip-code" : NULL;
}

bool x12_is_date(const struct x12_place *place)
{
    if (!ascii_is_one_of((uint8_t)place->id[0], "DIP"))
        return false;
    return (is_segment(place, "DMG") && place->element == 2) ||
           (is_segment(place, "INS") && place->element == 12) ||
           (is_segment(place, "PAT") && place->element == 6) ||
           (is_segment(place, "DTP") && place->element == 3) ||
           (is_segment(place, "DTM") && place->element == 2);
}

static const char *detector_of_date(const struct x12_place *place)
{
    if (place->id[0] == 'D' && place->id[1] == 'T')
        return CONTAINS(dates_of_care, place->first) ? "service-date" : NULL;
    if (strcmp(place->previous, "D8") != 0)
        return NULL;
    return place->id[0] == 'D' ? "dob" : "service-date";
}

/* Elements that the one in front tells the meaning of. */
static const char *detector_of_qualified(const struct x12_place *place)
{
    static const struct {
        char id[4];
        unsigned first, step; /* of the elements; step 0: the first is the only one */
        const struct x12_word *words;
        size_t count;
    } lists[] = {{"REF", 2, 0, WORDS(references)},     {"PER", 4, 2, WORDS(contacts)},
                 {"N1", 4, 0, WORDS(company_numbers)}, {"BPR", 7, 1, WORDS(banks)},
                 {"ENT", 4, 0, WORDS(entity_numbers)}, {"RMR", 2, 0, WORDS(remittances)},
                 {"LIN", 3, 1, WORDS(articles)}};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (!is_segment(place, lists[i].id))
            continue;
        const unsigned from_first = place->element - lists[i].first;
        const bool is_one = lists[i].step > 0 ? from_first % lists[i].step == 0 : from_first == 0;
        return place->element >= lists[i].first && is_one
                   ? lookup(lists[i].words, lists[i].count, place->previous)
                   : NULL;
    }
    return NULL;
}

const char *x12_detector_of(const struct x12_place *place)
{
    if (place->element > place->last)
        return NULL;
    if (is_segment(place, "NM1"))
        return detector_of_name(place);
    if (is_segment(place, "N3\0") || is_segment(place, "N4\0"))
        return detector_of_address(place);
    if (x12_is_date(place))
        return detector_of_date(place);
    if (is_segment(place, "TRN")) /* of a request about somebody, otherwise of a payment */
        return place->element == 2 && place->is_person ? "unique-code" : NULL;
    if (is_segment(place, "PER") && place->element == 2) /* others' contacts are departments */
        return place->is_person ? "person-name" : NULL;
    const char *const number = detector_of_number(place);
    return number != NULL ? number : detector_of_qualified(place);
}

bool x12_is_composite(const struct x12_place *place)
{
    if (place->id[0] != 'H' && place->id[0] != 'S' && place->id[0] != 'E')
        return false;
    static const struct {
        char id[4];
        unsigned element; /* 0: all */
    } composites[] = {{"HI", 0},  {"SV1", 1}, {"SV2", 2}, {"SV3", 1},
                      {"SVC", 1}, {"SVC", 6}, {"SVD", 3}, {"EQ", 2}};
    for (size_t i = 0; i < sizeof composites / sizeof composites[0]; i++) {
        if (is_segment(place, composites[i].id) &&
            (composites[i].element == 0 || composites[i].element == place->element))
            return true;
    }
    return false;
}

const char *x12_detector_of_code(const struct x12_place *place, struct span qualifier)
{
    char code[4];
    copy_code(code, qualifier);
    return x12_is_composite(place) ? LOOKUP(codes, code) : NULL;
}

bool x12_tells_health(const struct x12_place *place, struct span element)
{
    static const char *const groups[] = {"HC", "HP", "HB", "HS", "HR", "HN", "BE", "HI"};
    static const char *const transactions[] = {"834", "835", "837", "270", "271",
                                               "276", "277", "278", "275"};
    char code[4];
    if (place->element != 1 || (place->id[0] != 'G' && place->id[0] != 'S'))
        return false;
    copy_code(code, element);
    return (is_segment(place, "GS\0") && CONTAINS(groups, code)) ||
           (is_segment(place, "ST\0") && CONTAINS(transactions, code));
}
