/*
 * The matchers of numbers, places and names: what they find at a byte lies within the text, is the
 * same whatever stands beyond their reach, and is a value of its kind when it is taken out of the
 * text.
 */
#include "detectors/address.h"
#include "detectors/age.h"
#include "detectors/bank.h"
#include "detectors/dates.h"
#include "detectors/fieldnames.h"
#include "detectors/geo.h"
#include "detectors/hcpcs.h"
#include "detectors/hicn.h"
#include "detectors/icd9.h"
#include "detectors/ip.h"
#include "detectors/loinc.h"
#include "detectors/mac.h"
#include "detectors/names.h"
#include "detectors/national_ids.h"
#include "detectors/nucc.h"
#include "detectors/passport.h"
#include "detectors/snomed.h"
#include "detectors/states.h"
#include "detectors/taxid.h"
#include "detectors/udi.h"
#include "detectors/url.h"
#include "detectors/vin.h"
#include "detectors/zip.h"

#include <stdlib.h>
#include <string.h>

/* More than any matcher of these says it looks at. */
#define REACH 512
#define BEFORE 64

int LLVMFuzzerTestOneInput(const uint8_t *text, size_t len);

static void require(bool is_true)
{
    if (!is_true) {
        abort();
    }
}

typedef size_t (*match_fn)(const uint8_t *text, size_t before, size_t avail);
typedef bool (*value_fn)(const uint8_t *value, size_t len);

static size_t match_date(const uint8_t *text, size_t before, size_t avail)
{
    struct dates_date date;
    const size_t len = dates_match(text, before, avail, DATES_ANY, &date);
    require(len == 0 || (len == date.date_len && date.len >= len && date.len <= avail &&
                         dates_is_valid(date.year, date.month, date.day)));
    return len;
}

static bool is_date(const uint8_t *value, size_t len)
{
    struct dates_date date;
    return dates_parse(value, len, &date);
}

static size_t match_udi(const uint8_t *text, size_t before, size_t avail)
{
    struct udi udi;
    const size_t len = udi_match(text, before, avail, &udi);
    require(len == 0 || udi.serial_at + udi.serial_len <= len);
    return len > 0 && udi.is_valid ? len : 0;
}

static bool is_udi(const uint8_t *value, size_t len)
{
    struct udi udi;
    return udi_parse(value, len, &udi);
}

static size_t match_v4(const uint8_t *text, size_t before, size_t avail)
{
    unsigned flags = 0;
    return ip_match_v4(text, before, avail, &flags);
}

static size_t match_v6(const uint8_t *text, size_t before, size_t avail)
{
    unsigned flags = 0;
    return ip_match_v6(text, before, avail, &flags);
}

static bool is_ip(const uint8_t *value, size_t len)
{
    unsigned flags = 0;
    return ip_parse(value, len, &flags);
}

static size_t match_geo(const uint8_t *text, size_t before, size_t avail)
{
    struct geo geo;
    return geo_match(text, before, avail, &geo);
}

static size_t match_address(const uint8_t *text, size_t before, size_t avail)
{
    struct address address;
    const size_t len = address_match(text, before, avail, &address);
    require(len == 0 || address.street.len + address.place.len <= len);
    return len;
}

static size_t match_place(const uint8_t *text, size_t before, size_t avail)
{
    struct address_place place;
    const size_t len = address_match_place(text, before, avail, &place);
    require(len == 0 || (place.city_len < place.state_at && place.state < states_count() &&
                         place.zip_at + place.zip_len <= len));
    return len;
}

static size_t match_age(const uint8_t *text, size_t before, size_t avail)
{
    bool is_sure = false;
    return age_match_over_89(text, before, avail, &is_sure);
}

static size_t match_state(const uint8_t *text, size_t before, size_t avail)
{
    size_t index = 0;
    return states_match(text, before, avail, &index);
}

/* Where a matcher looks, with before bytes in front and avail from there on. */
struct place {
    const uint8_t *text;
    size_t before, avail;
};

struct matcher {
    match_fn match;
    value_fn is_value; /* NULL when there is none for its values */
};

static const struct matcher matchers[] = {
    {match_date, is_date},
    {taxid_match_itin, NULL},
    {taxid_match_ein, NULL},
    {hicn_match, NULL},
    {hicn_match_railroad, NULL},
    {bank_match_aba, NULL},
    {bank_match_iban, bank_is_iban},
    {vin_match, vin_is_valid},
    {match_udi, is_udi},
    {snomed_match, snomed_is_id},
    {loinc_match, loinc_is_code},
    {hcpcs_match, hcpcs_is_code},
    {hcpcs_match_cpt, hcpcs_is_code},
    {nucc_match, nucc_is_code},
    {icd9_match, icd9_is_code},
    {match_v4, is_ip},
    {match_v6, is_ip},
    {mac_match, mac_is_address},
    {url_match, url_is_valid},
    {match_geo, geo_is_pair},
    {zip_match, zip_is_code},
    {match_address, NULL},
    {match_place, NULL},
    {match_age, NULL},
    {match_state, NULL},
    {passport_match_us, passport_has_shape},
    {passport_match_mrz, NULL},
    {national_ids_match_nhs, national_ids_is_nhs},
};

/* exact is a copy of no more than may be read around a place, whole is the place in its text. */
static void check_matcher(const struct matcher *matcher, struct place exact, struct place whole)
{
    const size_t found = matcher->match(exact.text, exact.before, exact.avail);
    require(found <= exact.avail);
    require(found == matcher->match(whole.text, whole.before, whole.avail));
    if (found > 0 && matcher->is_value != NULL) {
        require(matcher->is_value(exact.text, found));
    }
}

static void check_place(const uint8_t *text, size_t len, size_t at)
{
    const size_t before = at < BEFORE ? at : BEFORE;
    const size_t avail = len - at < REACH ? len - at : REACH;
    uint8_t *const copy = malloc(before + avail);
    require(copy != NULL);
    memcpy(copy, text + at - before, before + avail);
    const struct place exact = {copy + before, before, avail};
    const struct place whole = {text + at, at, len - at};
    for (size_t i = 0; i < sizeof matchers / sizeof matchers[0]; i++) {
        check_matcher(&matchers[i], exact, whole);
    }
    free(copy);
}

/* A place found from behind is one that is found from the front. */
static void check_find_place(const uint8_t *text, size_t len, size_t at)
{
    struct address_place behind;
    struct address_place front;
    const size_t back = address_find_place(text + at, at, len - at, &behind);
    require(back <= at && back <= ADDRESS_BEFORE);
    if (back > 0) {
        require(address_match_place(text + at - back, at - back, len - at + back, &front) ==
                behind.len);
    }
}

static void check_values(const uint8_t *text, size_t len)
{
    static struct fieldnames *names;
    struct fieldnames_match match;
    if (names == NULL) {
        names = fieldnames_create();
    }
    const bool is_known = fieldnames_classify(names, text, len, &match);
    require(is_known == (match.meaning != FIELDNAMES_NONE));
    require(is_known == (fieldnames_detector_id(match.meaning)[0] != '\0'));
    (void)fieldnames_is_digest(text, len);
    (void)hicn_classify(text, len);
    (void)age_is_over_89(text, len);
    (void)national_ids_find_province(text, len);
    (void)national_ids_is_ehic(text, len);
    (void)bank_is_account(text, len);
    (void)url_names_person(text, len);
    (void)states_with_license(text, len);
    (void)names_lookup(text, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *text, size_t len)
{
    check_values(text, len);
    for (size_t at = 0; at < len; at++) {
        check_place(text, len, at);
        check_find_place(text, len, at);
    }
    return 0;
}
