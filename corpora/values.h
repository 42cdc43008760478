/*
 * Planted values: one row a kind of value, with the label type of the truth (as ../shared/labelled
 * prints it), a maker for values that pass their rule and, where there is a rule, one for values
 * that break it.
 */
#ifndef CORPORA_VALUES_H
#define CORPORA_VALUES_H

#include "corpora/prng.h"

#include <stdbool.h>

enum value_kind {
    VALUE_SSN,      /* 536-90-4399 */
    VALUE_SSN_BARE, /* 536904399 */
    VALUE_NPI,
    VALUE_DEA,
    VALUE_MBI, /* 1EG4-TE5-MK73 or without dashes */
    VALUE_HICN,
    VALUE_CARD, /* grouped or bare */
    VALUE_IBAN,
    VALUE_ABA,
    VALUE_VIN,
    VALUE_PHONE,
    VALUE_NDC,
    VALUE_LOINC,
    VALUE_SNOMED,
    VALUE_DOB,          /* 04/22/1978 */
    VALUE_DOB_ISO,      /* 1978-04-22 */
    VALUE_SERVICE_DATE, /* ISO, of the last years */
    VALUE_AGE_OVER_89,
    VALUE_NAME, /* First Last */
    VALUE_FIRST_NAME,
    VALUE_LAST_NAME,
    VALUE_ADDRESS, /* street, city, state, ZIP */
    VALUE_EMAIL,
    VALUE_IP,
    VALUE_MRN,
    VALUE_MEMBER_ID,
    VALUE_RX_NUMBER,
    VALUE_ACCOUNT,
    VALUE_ICD10,
    VALUE_DRUG,
    VALUE_KIND_COUNT
};

#define VALUE_TEXT_MAX 80

struct value {
    enum value_kind kind;
    bool is_valid; /* passes its check digit or range rule; kinds without a rule are always valid */
    char text[VALUE_TEXT_MAX]; /* printable ASCII without quote, backslash, comma or '|' (but
                                  ADDRESS has commas) */
};

/* "US_SSN", "CREDIT_CARD" ... */
const char *value_type(enum value_kind kind);

/* A value of this kind; about one in eight breaks its rule, where there is one. */
struct value value_draw(enum value_kind kind, struct prng *prng);

/* A value that passes its rule. */
struct value value_draw_valid(enum value_kind kind, struct prng *prng);

#endif
