/* Which fields of HL7 v2 segments say something. */
#include "crawler/read/hl7_fields.h"

#include <string.h>

/* Sorted by segment, then by field. */
static const struct hl7_rule rules[] = {
    {"ACC", 1, HL7_DATE, "service-date"},
    {"AIP", 3, HL7_PROVIDER, NULL},
    {"AL1", 3, HL7_CODE, NULL},
    {"ARQ", 15, HL7_PROVIDER, NULL},
    {"ARQ", 16, HL7_PHONE, "phone"},
    {"ARQ", 17, HL7_ADDRESS, NULL},
    {"ARQ", 19, HL7_PROVIDER, NULL},
    {"CSR", 4, HL7_ID, "patient-id"},
    {"CSR", 5, HL7_ID, "patient-id"},
    {"CTD", 2, HL7_NAME, "person-name"},
    {"CTD", 3, HL7_ADDRESS, NULL},
    {"CTD", 5, HL7_PHONE, "phone"},
    {"DG1", 3, HL7_CODE, "icd10-cm"},
    {"DG1", 5, HL7_DATE, "service-date"},
    {"DG1", 16, HL7_PROVIDER, NULL},
    {"EVN", 5, HL7_PROVIDER, NULL},
    {"FT1", 4, HL7_DATE, "service-date"},
    {"FT1", 19, HL7_CODE, NULL},
    {"FT1", 20, HL7_PROVIDER, NULL},
    {"FT1", 21, HL7_PROVIDER, NULL},
    {"FT1", 24, HL7_PROVIDER, NULL},
    {"FT1", 25, HL7_CODE, NULL},
    {"GT1", 2, HL7_ID, "account-number"},
    {"GT1", 3, HL7_NAME, "person-name"},
    {"GT1", 4, HL7_NAME, "person-name"},
    {"GT1", 5, HL7_ADDRESS, NULL},
    {"GT1", 6, HL7_PHONE, "phone"},
    {"GT1", 7, HL7_PHONE, "phone"},
    {"GT1", 8, HL7_DATE, "dob"},
    {"GT1", 12, HL7_PLAIN, "us-ssn"},
    {"GT1", 18, HL7_PHONE, "phone"},
    {"GT1", 19, HL7_ID, "unique-code"},
    {"GT1", 42, HL7_NAME, "person-name"},
    {"GT1", 45, HL7_NAME, "person-name"},
    {"GT1", 46, HL7_PHONE, "phone"},
    {"IAM", 14, HL7_NAME, "person-name"},
    {"IAM", 23, HL7_PROVIDER, NULL},
    {"IN1", 16, HL7_NAME, "person-name"},
    {"IN1", 18, HL7_DATE, "dob"},
    {"IN1", 19, HL7_ADDRESS, NULL},
    {"IN1", 36, HL7_PLAIN, "member-id"},
    {"IN1", 49, HL7_ID, "member-id"},
    {"IN2", 1, HL7_ID, "unique-code"},
    {"IN2", 2, HL7_PLAIN, "us-ssn"},
    {"IN2", 6, HL7_PLAIN, "us-hicn"},
    {"IN2", 8, HL7_PLAIN, "medicaid-id"},
    {"IN2", 10, HL7_PLAIN, "unique-code"},
    {"IN2", 26, HL7_ID, "member-id"},
    {"IN2", 40, HL7_NAME, "person-name"},
    {"IN2", 61, HL7_ID, "member-id"},
    {"IN2", 63, HL7_PHONE, "phone"},
    {"IN2", 64, HL7_PHONE, "phone"},
    {"MRG", 1, HL7_ID, "mrn"},
    {"MRG", 2, HL7_ID, "patient-id"},
    {"MRG", 3, HL7_ID, "account-number"},
    {"MRG", 4, HL7_ID, "patient-id"},
    {"MRG", 5, HL7_ID, "account-number"},
    {"MRG", 6, HL7_ID, "account-number"},
    {"MRG", 7, HL7_NAME, "person-name"},
    {"NK1", 2, HL7_NAME, "person-name"},
    {"NK1", 4, HL7_ADDRESS, NULL},
    {"NK1", 5, HL7_PHONE, "phone"},
    {"NK1", 6, HL7_PHONE, "phone"},
    {"NK1", 12, HL7_ID, "unique-code"},
    {"NK1", 16, HL7_DATE, "dob"},
    {"NK1", 26, HL7_NAME, "person-name"},
    {"NK1", 30, HL7_NAME, "person-name"},
    {"NK1", 31, HL7_PHONE, "phone"},
    {"NK1", 32, HL7_ADDRESS, NULL},
    {"NK1", 33, HL7_ID, "patient-id"},
    {"NK1", 37, HL7_PLAIN, "us-ssn"},
    {"NK1", 40, HL7_PHONE, "phone"},
    {"NK1", 41, HL7_PHONE, "phone"},
    {"NTE", 5, HL7_PROVIDER, NULL},
    {"OBR", 4, HL7_CODE, NULL},
    {"OBR", 7, HL7_DATE, "service-date"},
    {"OBR", 10, HL7_PROVIDER, NULL},
    {"OBR", 16, HL7_PROVIDER, NULL},
    {"OBR", 28, HL7_PROVIDER, NULL},
    {"OBR", 32, HL7_PROVIDER, NULL},
    {"OBR", 33, HL7_PROVIDER, NULL},
    {"OBR", 34, HL7_PROVIDER, NULL},
    {"OBR", 35, HL7_PROVIDER, NULL},
    {"OBX", 2, HL7_KIND, NULL},
    {"OBX", 3, HL7_CODE, NULL},
    {"OBX", 16, HL7_PROVIDER, NULL},
    {"ORC", 10, HL7_PROVIDER, NULL},
    {"ORC", 11, HL7_PROVIDER, NULL},
    {"ORC", 12, HL7_PROVIDER, NULL},
    {"ORC", 19, HL7_PROVIDER, NULL},
    {"PD1", 4, HL7_PROVIDER, NULL},
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
    {"PID", 23, HL7_PLAIN, "city"},
    {"PID", 29, HL7_DATE, "service-date"},
    {"PID", 40, HL7_PHONE, "phone"},
    {"PR1", 3, HL7_CODE, NULL},
    {"PR1", 5, HL7_DATE, "service-date"},
    {"PR1", 8, HL7_PROVIDER, NULL},
    {"PR1", 11, HL7_PROVIDER, NULL},
    {"PR1", 12, HL7_PROVIDER, NULL},
    {"PRD", 2, HL7_NAME, "person-name"},
    {"PRD", 3, HL7_ADDRESS, NULL},
    {"PRD", 5, HL7_PHONE, "phone"},
    {"PRT", 5, HL7_PROVIDER, NULL},
    {"PRT", 14, HL7_ADDRESS, NULL},
    {"PRT", 15, HL7_PHONE, "phone"},
    {"PV1", 5, HL7_ID, "account-number"},
    {"PV1", 7, HL7_PROVIDER, NULL},
    {"PV1", 8, HL7_PROVIDER, NULL},
    {"PV1", 9, HL7_PROVIDER, NULL},
    {"PV1", 17, HL7_PROVIDER, NULL},
    {"PV1", 19, HL7_ID, "account-number"},
    {"PV1", 44, HL7_DATE, "service-date"},
    {"PV1", 45, HL7_DATE, "service-date"},
    {"PV1", 50, HL7_ID, "account-number"},
    {"PV1", 52, HL7_PROVIDER, NULL},
    {"PV2", 8, HL7_DATE, "service-date"},
    {"PV2", 9, HL7_DATE, "service-date"},
    {"PV2", 13, HL7_PROVIDER, NULL},
    {"QPD", 3, HL7_ID, "patient-id"},
    {"QPD", 4, HL7_NAME, "person-name"},
    {"QPD", 5, HL7_NAME, "person-name"},
    {"QPD", 6, HL7_DATE, "dob"},
    {"QPD", 8, HL7_ADDRESS, NULL},
    {"QPD", 9, HL7_PHONE, "phone"},
    {"QRD", 8, HL7_PROVIDER, "patient-id"},
    {"ROL", 4, HL7_PROVIDER, NULL},
    {"ROL", 11, HL7_ADDRESS, NULL},
    {"ROL", 12, HL7_PHONE, "phone"},
    {"RXA", 3, HL7_DATE, "service-date"},
    {"RXA", 5, HL7_CODE, NULL},
    {"RXA", 10, HL7_PROVIDER, NULL},
    {"RXD", 2, HL7_CODE, NULL},
    {"RXD", 3, HL7_DATE, "service-date"},
    {"RXD", 7, HL7_PLAIN, "rx-number"},
    {"RXD", 10, HL7_PROVIDER, NULL},
    {"RXE", 2, HL7_CODE, NULL},
    {"RXE", 13, HL7_PROVIDER, NULL},
    {"RXE", 14, HL7_PROVIDER, NULL},
    {"RXE", 15, HL7_PLAIN, "rx-number"},
    {"RXO", 1, HL7_CODE, NULL},
    {"RXO", 14, HL7_PROVIDER, NULL},
    {"SCH", 12, HL7_PROVIDER, NULL},
    {"SCH", 13, HL7_PHONE, "phone"},
    {"SCH", 14, HL7_ADDRESS, NULL},
    {"SCH", 16, HL7_PROVIDER, NULL},
    {"SCH", 17, HL7_PHONE, "phone"},
    {"SCH", 18, HL7_ADDRESS, NULL},
    {"SCH", 20, HL7_PROVIDER, NULL},
    {"STF", 2, HL7_ID, NULL},
    {"STF", 3, HL7_NAME, "person-name"},
    {"STF", 10, HL7_PHONE, "phone"},
    {"STF", 11, HL7_ADDRESS, NULL},
    {"TXA", 4, HL7_DATE, "service-date"},
    {"TXA", 5, HL7_PROVIDER, NULL},
    {"TXA", 9, HL7_PROVIDER, NULL},
    {"TXA", 10, HL7_PROVIDER, NULL},
    {"TXA", 11, HL7_PROVIDER, NULL},
    {"TXA", 22, HL7_PROVIDER, NULL},
};

#define RULES (sizeof rules / sizeof rules[0])

const struct hl7_rule *hl7_rules_of(const char *segment)
{
    size_t low = 0, high = RULES;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (memcmp(rules[middle].segment, segment, 3) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < RULES && memcmp(rules[low].segment, segment, 3) == 0 ? &rules[low] : NULL;
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

const struct hl7_rule *hl7_rule_of_value(struct span type)
{
    static const struct hl7_rule values[] = {
        {"AD", 5, HL7_ADDRESS, NULL},   {"CK", 5, HL7_ID, "patient-id"},
        {"CN", 5, HL7_PROVIDER, NULL},  {"CX", 5, HL7_ID, "patient-id"},
        {"ED", 5, HL7_FILE, NULL},      {"PN", 5, HL7_NAME, "person-name"},
        {"TN", 5, HL7_PHONE, "phone"},  {"XAD", 5, HL7_ADDRESS, NULL},
        {"XCN", 5, HL7_PROVIDER, NULL}, {"XPN", 5, HL7_NAME, "person-name"},
        {"XTN", 5, HL7_PHONE, "phone"},
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (type.len == strlen(values[i].segment) &&
            memcmp(type.ptr, values[i].segment, type.len) == 0)
            return &values[i];
    }
    return NULL;
}
