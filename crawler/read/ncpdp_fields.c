/* What the fields of NCPDP claims are. */
#include "crawler/read/ncpdp_fields.h"

#include <stddef.h>
#include <string.h>

struct ncpdp_rule {
    char segment[3];
    char id[3];
    const char *detector; /* NULL: its qualifier decides */
};

static const struct ncpdp_rule rules[] = {
    {"01", "CA", "person-name"},
    {"01", "CB", "person-name"},
    {"01", "C4", "dob"},
    {"01", "CM", "postal-address"},
    {"01", "CN", "city"},
    {"01", "CP", "zip-code"},
    {"01", "CQ", "phone"},
    {"01", "HN", "email"},
    {"01", "CY", NULL},
    {"03", "DB", NULL},
    {"03", "DR", "person-name"},
    {"03", "2J", "person-name"},
    {"03", "4E", "person-name"},
    {"03", "PM", "phone"},
    {"03", "2K", "postal-address"},
    {"04", "C2", "member-id"},
    {"04", "CC", "person-name"},
    {"04", "CD", "person-name"},
    {"04", "2A", "member-id"},
    {"04", "N5", "medicaid-id"},
    {"05", "NU", "member-id"},
    {"05", "E8", "service-date"},
    {"06", "DZ", "account-number"},
    {"06", "DY", "service-date"},
    {"06", "CG", "postal-address"},
    {"06", "CH", "city"},
    {"06", "CK", "zip-code"},
    {"06", "CL", "phone"},
    {"07", "D2", NULL},
    {"07", "EN", "rx-number"},
    {"07", "D7", NULL},
    {"07", "DE", "service-date"},
    {"07", "EP", "service-date"},
    {"07", "EV", "unique-code"},
    {"10", "TE", "ndc"},
    {"12", "PE", "person-name"},
    {"12", "PF", "person-name"},
    {"12", "PG", "postal-address"},
    {"12", "PH", "city"},
    {"12", "PK", "zip-code"},
    {"12", "PY", "unique-code"},
    {"13", "DO", NULL},
    {"22", "D2", NULL},
    {"25", "C2", "member-id"},
    {"25", "N5", "medicaid-id"},
    {"28", "NU", "member-id"},
    {"29", "CA", "person-name"},
    {"29", "CB", "person-name"},
    {"29", "C4", "dob"},
};

void ncpdp_note(struct ncpdp_qualifiers *qualifiers, const char id[3], struct span value)
{
    const struct {
        const char *id;
        char *out;
    } places[] = {{"CX", qualifiers->patient},
                  {"EZ", qualifiers->prescriber},
                  {"E1", qualifiers->product},
                  {"WE", qualifiers->diagnosis},
                  {"EM", qualifiers->prescription}};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (strcmp(id, places[i].id) != 0)
            continue;
        const size_t len = value.len < 2 ? value.len : 2;
        memcpy(places[i].out, value.ptr, len);
        places[i].out[len] = '\0';
    }
}

struct ncpdp_code {
    const char *id;
    const char *qualifier;
    const char *detector;
};

/* Fields that their qualifier decides; those of none that is listed are the last row's. */
static const struct ncpdp_code codes[] = {
    {"CY", "01", "us-ssn"},
    {"CY", "02", "driver-license"},
    {"CY", "06", "medicaid-id"},
    {"CY", NULL, "patient-id"},
    {"DB", "01", "us-npi"},
    {"DB", "12", "us-dea"},
    {"DB", "08", "license-number"},
    {"D7", "03", "ndc"},
    {"DO", "01", "icd9-cm"},
    {"DO", "02", "icd10-cm"},
    {"D2", "2", NULL},
    {"D2", NULL, "rx-number"},
};

static const char *by_qualifier(const char id[3], const struct ncpdp_qualifiers *qualifiers)
{
    const char *const qualifier = id[0] == 'C'            ? qualifiers->patient
                                  : strcmp(id, "DB") == 0 ? qualifiers->prescriber
                                  : strcmp(id, "D7") == 0 ? qualifiers->product
                                  : strcmp(id, "DO") == 0 ? qualifiers->diagnosis
                                                          : qualifiers->prescription;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (strcmp(codes[i].id, id) == 0 &&
            (codes[i].qualifier == NULL || strcmp(codes[i].qualifier, qualifier) == 0))
            return codes[i].detector;
    }
    return NULL;
}

const char *ncpdp_detector_of(const char segment[3], const char id[3],
                              const struct ncpdp_qualifiers *qualifiers)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (strcmp(rules[i].segment, segment) == 0 && strcmp(rules[i].id, id) == 0)
            return rules[i].detector != NULL ? rules[i].detector : by_qualifier(id, qualifiers);
    }
    return NULL;
}

bool ncpdp_is_provider(const char segment[3])
{
    return strcmp(segment, "03") == 0;
}

bool ncpdp_is_patient(const char segment[3])
{
    return strcmp(segment, "01") == 0 || strcmp(segment, "04") == 0 || strcmp(segment, "29") == 0 ||
           strcmp(segment, "25") == 0;
}
