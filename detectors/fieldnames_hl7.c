/* Fields of HL7 v2 as names: what interface engines call them when they write JSON, XML or tables.
 */
#include "detectors/fieldnames_hl7.h"

#include "detectors/ascii.h"

#include <string.h>

struct hl7_name {
    const char *segment; /* in small letters */
    uint8_t field;
    uint8_t component; /* 0: the first, or none */
    enum fieldnames_meaning meaning;
};

static const struct hl7_name names[] = {
    {"pid", 2, 0, FIELDNAMES_PATIENT_ID},
    {"pid", 3, 0, FIELDNAMES_MRN},
    {"pid", 4, 0, FIELDNAMES_PATIENT_ID},
    {"pid", 5, 0, FIELDNAMES_PERSON_NAME},
    {"pid", 5, 2, FIELDNAMES_PERSON_NAME},
    {"pid", 5, 3, FIELDNAMES_PERSON_NAME},
    {"pid", 6, 0, FIELDNAMES_PERSON_NAME},
    {"pid", 7, 0, FIELDNAMES_DOB},
    {"pid", 9, 0, FIELDNAMES_PERSON_NAME},
    {"pid", 9, 2, FIELDNAMES_PERSON_NAME},
    {"pid", 11, 0, FIELDNAMES_POSTAL_ADDRESS},
    {"pid", 11, 2, FIELDNAMES_POSTAL_ADDRESS},
    {"pid", 11, 3, FIELDNAMES_CITY},
    {"pid", 11, 5, FIELDNAMES_ZIP_CODE},
    {"pid", 13, 0, FIELDNAMES_PHONE},
    {"pid", 13, 4, FIELDNAMES_EMAIL},
    {"pid", 13, 12, FIELDNAMES_PHONE},
    {"pid", 14, 0, FIELDNAMES_PHONE},
    {"pid", 18, 0, FIELDNAMES_ACCOUNT_NUMBER},
    {"pid", 19, 0, FIELDNAMES_US_SSN},
    {"pid", 20, 0, FIELDNAMES_DRIVER_LICENSE},
    {"nk1", 2, 0, FIELDNAMES_PERSON_NAME},
    {"nk1", 2, 2, FIELDNAMES_PERSON_NAME},
    {"nk1", 4, 0, FIELDNAMES_POSTAL_ADDRESS},
    {"nk1", 4, 3, FIELDNAMES_CITY},
    {"nk1", 4, 5, FIELDNAMES_ZIP_CODE},
    {"nk1", 5, 0, FIELDNAMES_PHONE},
    {"gt1", 3, 0, FIELDNAMES_PERSON_NAME},
    {"gt1", 3, 2, FIELDNAMES_PERSON_NAME},
    {"gt1", 5, 0, FIELDNAMES_POSTAL_ADDRESS},
    {"gt1", 6, 0, FIELDNAMES_PHONE},
    {"gt1", 8, 0, FIELDNAMES_DOB},
    {"gt1", 12, 0, FIELDNAMES_US_SSN},
    {"in1", 16, 0, FIELDNAMES_PERSON_NAME},
    {"in1", 16, 2, FIELDNAMES_PERSON_NAME},
    {"in1", 18, 0, FIELDNAMES_DOB},
    {"in1", 36, 0, FIELDNAMES_MEMBER_ID},
    {"in1", 49, 0, FIELDNAMES_MEMBER_ID},
    {"in2", 2, 0, FIELDNAMES_US_SSN},
    {"pv1", 19, 0, FIELDNAMES_ACCOUNT_NUMBER},
    {"pv1", 44, 0, FIELDNAMES_SERVICE_DATE},
    {"pv1", 45, 0, FIELDNAMES_SERVICE_DATE},
};

#define SEGMENT_LEN 3
#define NUMBERS_MAX 2

/* Reads the number that ends in front of name[*end], behind a separator, and steps in front of
 * that; 0, and no step, when none stands there that a field has. */
static unsigned read_number(const uint8_t *name, size_t *end)
{
    size_t at = *end;
    while (at > 0 && *end - at < 2 && ascii_is_digit(name[at - 1])) {
        at--;
    }
    if (at == *end || at == 0 || !ascii_is_one_of(name[at - 1], "._-")) {
        return 0;
    }
    const unsigned number = ascii_read_number(name + at, *end - at);
    *end = number > 0 ? at - 1 : *end;
    return number;
}

bool fieldnames_hl7_read(const uint8_t *name, size_t len, enum fieldnames_meaning *meaning)
{
    unsigned numbers[NUMBERS_MAX] = {0, 0}; /* the last first */
    size_t count = 0, end = len;
    while (count < NUMBERS_MAX && (numbers[count] = read_number(name, &end)) > 0) {
        count++;
    }
    const bool is_alone =
        end == SEGMENT_LEN || (end > SEGMENT_LEN && !ascii_is_alnum(name[end - SEGMENT_LEN - 1]));
    *meaning = FIELDNAMES_NONE;
    if (count == 0 || !is_alone) {
        return false;
    }
    const unsigned field = numbers[count - 1];
    const unsigned component = count == NUMBERS_MAX && numbers[0] > 1 ? numbers[0] : 0;
    const struct span segment = {name + end - SEGMENT_LEN, SEGMENT_LEN};
    bool is_field = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const bool is_segment = ascii_is_word(segment, names[i].segment);
        is_field = is_field || is_segment;
        if (is_segment && names[i].field == field && names[i].component == component) {
            *meaning = names[i].meaning;
        }
    }
    return is_field;
}
