/* Hardware addresses, web addresses and places on the map, and what looks alike. */
#include "detectors/geo.h"
#include "detectors/mac.h"
#include "detectors/url.h"
#include "match_case.h"

static size_t match_geo(const uint8_t *text, size_t before, size_t avail)
{
    struct geo geo;
    return geo_match(text, before, avail, &geo);
}

/* Only the pairs that name themselves. */
static size_t match_named_geo(const uint8_t *text, size_t before, size_t avail)
{
    struct geo geo;
    const size_t len = geo_match(text, before, avail, &geo);
    return len > 0 && geo.names_itself ? len : 0;
}

static const struct match_case match_cases[] = {
    {mac_match, "00:1A:2B:3C:4D:5E", 0, 17},
    {mac_match, "mac=0a-23-f5-67-89-ac,", 4, 17},
    {mac_match, "001a.2b3c.4d5e", 0, 14},
    {mac_match, "00:1A:2B:3C:4D:5E.", 0, 17},
    {mac_match, "00:1A:2B:3C:4D-5E", 0, 0},
    {mac_match, "00:1A:2B:3C:4D", 0, 0},
    {mac_match, "00:1A:2B:3C:4D:5E:6F", 0, 0},
    {mac_match, "00:1A:2B:3C:4D:5E:", 0, 0},
    {mac_match, "11:00:1A:2B:3C:4D:5E", 3, 0},
    {mac_match, "mac:00:1A:2B:3C:4D:5E", 4, 17},
    {mac_match, "bssid:00:1A:2B:3C:4D:5E", 6, 17},
    {mac_match, "00-1A-2B-3C-4D-5E-6F", 0, 0},
    {mac_match, "00:00:00:00:00:00", 0, 0},
    {mac_match, "ff:ff:ff:ff:ff:ff", 0, 0},
    {mac_match, "0012.2334.4556", 0, 0},
    {mac_match, "00:1G:2B:3C:4D:5E", 0, 0},
    {mac_match, "a00:1A:2B:3C:4D:5E", 1, 0},
    {mac_match, "", 0, 0},

    {url_match, "http://www.ScrapbookInsider.com.pt/", 0, 35},
    {url_match, "see https://example.org/a?b=c#d.", 4, 27},
    {url_match, "www.microsoft.com", 0, 17},
    {url_match, "WWW.Microsoft.com, and", 0, 17},
    {url_match, "http://microsoft.webcam", 0, 23},
    {url_match, "(http://a.org/x)", 1, 14},
    {url_match, "http://a.org/x_(y)", 0, 18},
    {url_match, "<a href=\"http://a.org/x\">", 9, 14},
    {url_match, "http://a.org.", 0, 12},
    {url_match, "http://a.org:8080/x", 0, 19},
    {url_match, "http://user:secret@a.org/x", 0, 26},
    {url_match, "http://10.1.2.3/x", 0, 17},
    {url_match, "http://[::1]:80/x", 0, 17},
    {url_match, "http://localhost:80/x", 0, 21},
    {url_match, "ftp://a.org/x", 0, 13},
    {url_match, "http://localhosts/x", 0, 0},
    {url_match, "http://a", 0, 0},
    {url_match, "http://", 0, 0},
    {url_match, "http:/a.org", 0, 0},
    {url_match, "http://.org", 0, 0},
    {url_match, "http://a..org", 0, 0},
    {url_match, "http://1.2", 0, 0},
    {url_match, "http://[::1", 0, 0},
    {url_match, "xhttp://a.org", 1, 0},
    {url_match, "awww.a.org", 1, 0},
    {url_match, "www.", 0, 0},
    {url_match, "www.x", 0, 0},
    {url_match, "wwwa.org", 0, 0},
    {url_match, "", 0, 0},

    {match_geo, "40.7128, -74.0060", 0, 17},
    {match_geo, "geo:40.7128,-74.0060;u=35", 4, 16},
    {match_geo, "-33.86882 151.20930.", 0, 19},
    {match_geo, "90.000,180.000", 0, 14},
    {match_geo, "90.001,0.000", 0, 0},
    {match_geo, "40.71, -74.00", 0, 0},
    {match_geo, "40.7128, -74", 0, 0},
    {match_geo, "40.7128", 0, 0},
    {match_geo, "91.7128, -74.0060", 0, 0},
    {match_geo, "40.7128, -181.0060", 0, 0},
    {match_geo, "40.7128-74.0060", 0, 0},
    {match_geo, "140.7128, -74.0060", 1, 0},
    {match_geo, "1.40.7128, -74.0060", 2, 0},
    {match_geo, "40.7128, -74.0060.1", 0, 0},
    {match_geo, "40.7128, -74.0060mm", 0, 0},
    {match_geo, "40.7128 N, -74.0060", 0, 0},
    {match_geo, "", 0, 0},
    {match_named_geo, "40.7128\xc2\xb0 N, 74.0060\xc2\xb0 W", 0, 24},
    {match_named_geo, "40.7128N 74.0060W", 0, 17},
    {match_named_geo, "lat=40.7128&lon=-74.0060", 4, 20},
    {match_named_geo, "{\"lat\":40.7128,\"lng\":-74.0060}", 7, 22},
    {match_named_geo,
     "40\xc2\xb0"
     "42'46\"N 74\xc2\xb0"
     "0'22\"W",
     0, 22},
    {match_named_geo,
     "40\xc2\xb0 42\xe2\x80\xb2 46.5\xe2\x80\xb3 N, 74\xc2\xb0 0\xe2\x80\xb2 22\xe2\x80\xb3 W", 0,
     39},
    {match_named_geo,
     "40\xc2\xb0"
     "42'46\"N",
     0, 0},
    {match_named_geo,
     "40\xc2\xb0"
     "60'46\"N 74\xc2\xb0"
     "0'22\"W",
     0, 0},
    {match_named_geo,
     "40\xc2\xb0"
     "42'N 74\xc2\xb0"
     "0'W",
     0, 0},
    {match_named_geo, "40.7128, -74.0060", 0, 0},
};

START_TEST(matches_in_text)
{
    match_case_check(&match_cases[_i]);
}
END_TEST

static const struct value_case value_cases[] = {
    {mac_is_address, " 00:1A:2B:3C:4D:5E ", true},
    {mac_is_address, "001A2B3C4D5E", true},
    {mac_is_address, "001a.2b3c.4d5e", true},
    {mac_is_address, "000000000000", false},
    {mac_is_address, "001A2B3C4D5", false},
    {mac_is_address, "001A2B3C4D5EE", false},
    {mac_is_address, "", false},
    {url_is_valid, " http://a.org/x ", true},
    {url_is_valid, "http://a.org/x y", false},
    {url_is_valid, "a.org", false},
    {url_is_valid, "", false},
    {url_names_person, "https://ehr.example.org/patient/12345", true},
    {url_names_person, "https://ehr.example.org/fhir/Patient/a1b2-c3", true},
    {url_names_person, "http://a.org/x?mrn=0012345&y=1", true},
    {url_names_person, "http://a.org/x?y=1&memberId=W12345", true},
    {url_names_person, "http://a.org/x#ssn=123-45-6789", true},
    {url_names_person, "http://a.org/patient/search", false},
    {url_names_person, "http://a.org/patient/12", false},
    {url_names_person, "http://a.org/outpatient/12345", false},
    {url_names_person, "http://patient.org/12345", false},
    {url_names_person, "http://a.org/patient", false},
    {url_names_person, "http://a.org", false},
    {url_names_person, "", false},
    {geo_is_pair, " 40.7128, -74.0060 ", true},
    {geo_is_pair, "40.7128", false},
    {geo_is_pair, "", false},
    {geo_is_latitude, "42.3601", true},
    {geo_is_latitude, "-42.3", true},
    {geo_is_latitude, "42", false},
    {geo_is_latitude, "95.1", false},
    {geo_is_latitude, "42.3601x", false},
    {geo_is_latitude, "", false},
    {geo_is_longitude, "-171.0589", true},
    {geo_is_longitude, "42.3601 W", true},
    {geo_is_longitude, "181.1", false},
};

START_TEST(judges_values)
{
    value_case_check(&value_cases[_i]);
}
END_TEST

START_TEST(cuts_long_addresses)
{
    char text[URL_REACH + 100];
    memset(text, 'a', sizeof text);
    memcpy(text, "http://a.org/", 13);
    ck_assert_uint_eq(url_match((const uint8_t *)text, 0, sizeof text), URL_REACH);
    ck_assert(!url_is_valid((const uint8_t *)text, sizeof text));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net");
    TCase *tests = tcase_create("net");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, matches_in_text, 0, sizeof match_cases / sizeof match_cases[0]);
    tcase_add_loop_test(tests, judges_values, 0, sizeof value_cases / sizeof value_cases[0]);
    tcase_add_test(tests, cuts_long_addresses);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
