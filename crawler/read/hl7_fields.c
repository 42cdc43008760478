/* What the fields of HL7 v2 messages are. */
#include "crawler/read/hl7_fields.h"

#include "detectors/ascii.h"

#include <string.h>

/* Those of one segment stand together. */
static const struct hl7_rule rules[] = {
    {"PID", 2, HL7_ID, "patient-id"},
    {"PID", 3, HL7_ID, "mrn"},
    {"PID", 4, HL7_ID, "patient-id"},
    {"PID", 5, HL7_NAME, "person-name"},
    {"PID", 6, HL7_NAME, "person-name"},
    {"PID", 7, HL7_DATE, "dob"},
    {"PID", 9, HL7_NAME, "person-name"},
    {"PID", 11, HL7_ADDRESS, NULL},
    {"PID", 13, HL7_PHONE, "phone"},
    {"PID", 14, HL7_PHONE, "phone"},
    {"PID", 18, HL7_ID, "account-number"},
    {"PID", 19, HL7_PLAIN, "us-ssn"},
    {"PID", 20, HL7_PLAIN, "driver-license"},
    {"PID", 21, HL7_ID, "mrn"},
    {"PID", 29, HL7_DATE, "service-date"},
    {"MRG", 1, HL7_ID, "mrn"},
    {"MRG", 3, HL7_ID, "account-number"},
    {"MRG", 4, HL7_ID, "patient-id"},
    {"MRG", 7, HL7_NAME, "person-name"},
    {"NK1", 2, HL7_NAME, "person-name"},
    {"NK1", 4, HL7_ADDRESS, NULL},
    {"NK1", 5, HL7_PHONE, "phone"},
    {"NK1", 6, HL7_PHONE, "phone"},
    {"NK1", 16, HL7_DATE, "dob"},
    {"NK1", 37, HL7_PLAIN, "us-ssn"},
    {"GT1", 3, HL7_NAME, "person-name"},
    {"GT1", 5, HL7_ADDRESS, NULL},
    {"GT1", 6, HL7_PHONE, "phone"},
    {"GT1", 7, HL7_PHONE, "phone"},
    {"GT1", 8, HL7_DATE, "dob"},
    {"GT1", 12, HL7_PLAIN, "us-ssn"},
    {"IN1", 16, HL7_NAME, "person-name"},
    {"IN1", 18, HL7_DATE, "dob"},
    {"IN1", 19, HL7_ADDRESS, NULL},
    {"IN1", 36, HL7_PLAIN, "member-id"},
    {"IN1", 49, HL7_ID, "member-id"},
    {"IN2", 2, HL7_PLAIN, "us-ssn"},
    {"IN2", 8, HL7_PLAIN, "medicaid-id"},
    {"IN2", 61, HL7_ID, "member-id"},
    {"IN2", 63, HL7_PHONE, "phone"},
    {"PV1", 7, HL7_PROVIDER, NULL},
    {"PV1", 8, HL7_PROVIDER, NULL},
    {"PV1", 9, HL7_PROVIDER, NULL},
    {"PV1", 17, HL7_PROVIDER, NULL},
    {"PV1", 19, HL7_ID, "account-number"},
    {"PV1", 44, HL7_DATE, "service-date"},
    {"PV1", 45, HL7_DATE, "service-date"},
    {"PV1", 52, HL7_PROVIDER, NULL},
    {"PD1", 4, HL7_PROVIDER, NULL},
    {"EVN", 5, HL7_PROVIDER, NULL},
    {"NTE", 5, HL7_PROVIDER, NULL},
    {"ORC", 10, HL7_PROVIDER, NULL},
    {"ORC", 11, HL7_PROVIDER, NULL},
    {"ORC", 12, HL7_PROVIDER, NULL},
    {"OBR", 4, HL7_CODE, NULL},
    {"OBR", 16, HL7_PROVIDER, NULL},
    {"OBR", 28, HL7_PROVIDER, NULL},
    {"OBX", 3, HL7_CODE, NULL},
    {"OBX", 16, HL7_PROVIDER, NULL},
    {"DG1", 3, HL7_CODE, "icd10-cm"},
    {"DG1", 16, HL7_PROVIDER, NULL},
    {"PR1", 3, HL7_CODE, NULL},
    {"PR1", 8, HL7_PROVIDER, NULL},
    {"PR1", 11, HL7_PROVIDER, NULL},
    {"AL1", 3, HL7_CODE, NULL},
    {"IAM", 23, HL7_PROVIDER, NULL},
    {"FT1", 19, HL7_CODE, NULL},
    {"FT1", 20, HL7_PROVIDER, NULL},
    {"FT1", 21, HL7_PROVIDER, NULL},
    {"FT1", 24, HL7_PROVIDER, NULL},
    {"FT1", 25, HL7_CODE, NULL},
    {"RXA", 5, HL7_CODE, NULL},
    {"RXA", 10, HL7_PROVIDER, NULL},
    {"RXD", 2, HL7_CODE, NULL},
    {"RXD", 10, HL7_PROVIDER, NULL},
    {"RXE", 2, HL7_CODE, NULL},
    {"RXE", 13, HL7_PROVIDER, NULL},
    {"RXO", 1, HL7_CODE, NULL},
    {"SCH", 12, HL7_PROVIDER, NULL},
    {"SCH", 16, HL7_PROVIDER, NULL},
    {"SCH", 20, HL7_PROVIDER, NULL},
};

#define RULES (sizeof rules / sizeof rules[0])

const struct hl7_rule *hl7_rules_of(const char *segment)
{
    for (size_t i = 0; i < RULES; i++) {
        if (memcmp(rules[i].segment, segment, 3) == 0)
            return &rules[i];
    }
    return NULL;
}

const struct hl7_rule *hl7_rule_of(const struct hl7_rule *first, unsigned field)
{
    for (const struct hl7_rule *rule = first; rule != NULL && rule < rules + RULES; rule++) {
        if (memcmp(rule->segment, first->segment, 3) != 0)
            return NULL;
        if (rule->field == field)
            return rule;
    }
    return NULL;
}

bool hl7_may_mean(const struct hl7_rule *rule, unsigned component)
{
    if (rule == NULL)
        return false;
    switch ((enum hl7_type)rule->type) {
    case HL7_NAME:
        return component <= 3;
    case HL7_ADDRESS:
        return component <= 5;
    case HL7_PHONE:
        return component <= 12;
    default:
        return component == 1;
    }
}

size_t hl7_parts_needed(const struct hl7_rule *rule)
{
    switch (rule != NULL ? (enum hl7_type)rule->type : HL7_PLAIN) {
    case HL7_PROVIDER:
        return HL7_PARTS;
    case HL7_ID:
        return 5;
    case HL7_PHONE:
    case HL7_CODE:
        return 3;
    default:
        return 2; /* whether it stands alone */
    }
}

struct hl7_word {
    const char *word;
    const char *detector;
};

/* Kinds of identifiers, table 0203. */
static const struct hl7_word identifier_types[] = {
    {"MR", "mrn"},           {"SS", "us-ssn"},         {"DL", "driver-license"},
    {"PPN", "passport"},     {"MC", "us-mbi"},         {"MB", "member-id"},
    {"MA", "medicaid-id"},   {"AN", "account-number"}, {"PI", "patient-id"},
    {"PT", "patient-id"},    {"VN", "account-number"}, {"NPI", "us-npi"},
    {"XX", "us-npi"},        {"DEA", "us-dea"},        {"HC", "us-hicn"},
    {"BA", "bank-account"},  {"CC", "payment-card"},   {"LN", "license-number"},
    {"MD", "license-number"}};

/* Coding systems, table 0396, by how their names start. */
static const struct hl7_word code_systems[] = {
    {"i10", "icd10-cm"},  {"icd10", "icd10-cm"}, {"icd-10", "icd10-cm"}, {"i9", "icd9-cm"},
    {"icd9", "icd9-cm"},  {"icd-9", "icd9-cm"},  {"ln", "loinc"},        {"sct", "snomed-ct"},
    {"snm", "snomed-ct"}, {"ndc", "ndc"},        {"rxnorm", "rxnorm"},   {"c4", "hcpcs"},
    {"c5", "hcpcs"},      {"cpt", "hcpcs"},      {"hcp", "hcpcs"},       {"nucc", "nucc-taxonomy"}};

static struct span part_at(const struct hl7_parts *parts, size_t index)
{
    return index < parts->count ? parts->parts[index] : (struct span){NULL, 0};
}

static const char *identifier_of(struct span type, const char *otherwise)
{
    for (size_t i = 0; i < sizeof identifier_types / sizeof identifier_types[0]; i++) {
        const char *const word = identifier_types[i].word;
        if (type.len == strlen(word) && memcmp(type.ptr, word, type.len) == 0)
            return identifier_types[i].detector;
    }
    return otherwise;
}

static const char *code_of(const struct hl7_rule *rule, struct span system)
{
    for (size_t i = 0; i < sizeof code_systems / sizeof code_systems[0]; i++) {
        if (system.len > 0 && ascii_starts_with(system.ptr, system.len, code_systems[i].word))
            return code_systems[i].detector;
    }
    return system.len == 0 ? rule->detector : NULL;
}

/* A provider's number is an NPI when it says so (component 13) or has ten digits. */
static const char *provider_of(const struct hl7_parts *parts)
{
    const struct span type = part_at(parts, 12), id = parts->parts[0];
    if (type.len > 0)
        return identifier_of(type, NULL);
    return id.len == 10 && ascii_count_digits(id.ptr, id.len, 10) == 10 ? "us-npi" : NULL;
}

static const char *address_of(unsigned component)
{
    static const char *const detectors[] = {NULL, "postal-address", "postal-address", "city",
                                            NULL, "zip-code"};
    return component < sizeof detectors / sizeof detectors[0] ? detectors[component] : NULL;
}

/* Component 1 is a number of old (2.2), 4 an e-mail address, 6 and 7 the parts of a number, 12 the
 * unformatted number; 3 tells the equipment. */
static const char *phone_of(const struct hl7_rule *rule, unsigned component,
                            const struct hl7_parts *parts)
{
    const struct span value = parts->parts[0];
    const struct span equipment = part_at(parts, 2);
    switch (component) {
    case 1:
        if (value.len > 0 && memchr(value.ptr, '@', value.len) != NULL)
            return "email";
        return equipment.len == 2 && memcmp(equipment.ptr, "FX", 2) == 0 ? "fax" : rule->detector;
    case 4:
        return "email";
    case 6:
        return part_at(parts, 1).len > 0 ? rule->detector : NULL;
    case 7:
    case 12:
        return rule->detector;
    default:
        return NULL;
    }
}

const char *hl7_detector_of(const struct hl7_rule *rule, unsigned component,
                            const struct hl7_parts *parts)
{
    switch ((enum hl7_type)rule->type) {
    case HL7_NAME:
        return component <= 3 ? rule->detector : NULL;
    case HL7_ADDRESS:
        return address_of(component);
    case HL7_PHONE:
        return phone_of(rule, component, parts);
    default:
        break;
    }
    if (component != 1)
        return NULL;
    switch ((enum hl7_type)rule->type) {
    case HL7_ID:
        return identifier_of(part_at(parts, 4), rule->detector);
    case HL7_PROVIDER:
        return provider_of(parts);
    case HL7_CODE:
        return code_of(rule, part_at(parts, 2));
    default:
        return rule->detector;
    }
}
