/* What the components of HL7 v2 fields are. */
#include "crawler/read/hl7_fields.h"

#include "detectors/ascii.h"

#include <string.h>

bool hl7_is_of_other(const struct hl7_rule *rule, unsigned component)
{
    static const char *const others[] = {"ARQ", "CTD", "PRD", "PRT", "ROL", "SCH", "STF"};
    if (rule->type == HL7_PROVIDER)
        return component > 1 && rule->detector == NULL;
    for (size_t i = 0; i < sizeof others / sizeof others[0] && rule->type != HL7_ID; i++) {
        if (memcmp(rule->segment, others[i], 3) == 0)
            return true;
    }
    return false;
}

bool hl7_may_mean(const struct hl7_rule *rule, unsigned component)
{
    if (rule == NULL)
        return false;
    switch ((enum hl7_type)rule->type) {
    case HL7_NAME:
    case HL7_PROVIDER:
        return component <= 3;
    case HL7_ADDRESS:
        return component <= 5;
    case HL7_PHONE:
        return component <= 12;
    case HL7_FILE:
        return component == 5;
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

/* Kinds of identifiers, table 0203, in small letters. */
static const struct hl7_word identifier_types[] = {
    {"mr", "mrn"},
    {"ss", "us-ssn"},
    {"dl", "driver-license"},
    {"ppn", "passport"},
    {"mc", "us-mbi"},
    {"mb", "member-id"},
    {"ma", "medicaid-id"},
    {"an", "account-number"},
    {"pi", "patient-id"},
    {"pt", "patient-id"},
    {"vn", "account-number"},
    {"npi", "us-npi"},
    {"xx", "us-npi"},
    {"dea", "us-dea"},
    {"hc", "us-hicn"},
    {"ba", "bank-account"},
    {"cc", "payment-card"},
    {"ln", "license-number"},
    {"md", "license-number"},
    {"mrt", "mrn"},
    {"ssn", "us-ssn"},
    {"sn", "member-id"},
    {"rri", "license-number"},
    {"sl", "license-number"},
    {"upin", "license-number"},
};

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
        if (ascii_is_word(type, identifier_types[i].word))
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

/* A provider's number is an NPI when it says so (component 13) or has ten digits; 2 and 3 are the
 * name. */
static const char *provider_of(const struct hl7_rule *rule, unsigned component,
                               const struct hl7_parts *parts)
{
    if (component > 1)
        return component <= 3 ? "person-name" : NULL;
    if (rule->detector != NULL)
        return rule->detector;
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
    case HL7_PROVIDER:
        return provider_of(rule, component, parts);
    default:
        break;
    }
    if (component != 1)
        return NULL;
    switch ((enum hl7_type)rule->type) {
    case HL7_ID:
        return identifier_of(part_at(parts, 4), rule->detector);
    case HL7_CODE:
        return code_of(rule, part_at(parts, 2));
    default:
        return rule->detector;
    }
}
