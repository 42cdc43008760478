/* Street lines, places and whole addresses, and sentences that only look like them. */
#include "detectors/address.h"
#include "match_case.h"

static size_t match_street(const uint8_t *text, size_t before, size_t avail)
{
    struct street street;
    return street_match(text, before, avail, &street);
}

/* Only what is a street without a city beside it. */
static size_t match_sure_street(const uint8_t *text, size_t before, size_t avail)
{
    struct street street;
    const size_t len = street_match(text, before, avail, &street);
    return len > 0 && !street.is_weak && !street.may_be_name ? len : 0;
}

static size_t match_place(const uint8_t *text, size_t before, size_t avail)
{
    struct address_place place;
    return address_match_place(text, before, avail, &place);
}

static size_t match_address(const uint8_t *text, size_t before, size_t avail)
{
    struct address address;
    return address_match(text, before, avail, &address);
}

static const struct match_case match_cases[] = {
    {match_sure_street, "123 Main St", 0, 11},
    {match_sure_street, "at 123 Main Street, apt", 3, 15},
    {match_sure_street, "17 Daws Rd.", 0, 10},
    {match_sure_street, "100 N. Main St", 0, 14},
    {match_sure_street, "100 North Main Street NW", 0, 24},
    {match_sure_street, "12 North St", 0, 11},
    {match_sure_street, "221B Baker Street", 0, 17},
    {match_sure_street, "12-34 56th Rd", 0, 13},
    {match_sure_street, "12 1/2 Oak Ave", 0, 14},
    {match_sure_street, "6477 Alder Lane", 0, 15},
    {match_sure_street, "350 5th Avenue", 0, 14},
    {match_sure_street, "100 MAIN ST", 0, 11},
    {match_sure_street, "1 O'Neil Ct", 0, 11},
    {match_sure_street, "8 Martin Luther King Blvd", 0, 25},
    {match_sure_street, "15 St Charles Ave", 0, 17},
    {match_sure_street, "120 Park Ave", 0, 12},
    {match_sure_street, "14 Avenue Road", 0, 14},
    {match_sure_street, "4500 State Highway 71", 0, 21},
    {match_sure_street, "77 County Road 12B", 0, 18},
    {match_sure_street, "900 Route 9", 0, 11},
    {match_sure_street, "123 Main St Apt 4B", 0, 18},
    {match_sure_street, "123 Main St, Suite 300, Rome", 0, 22},
    {match_sure_street, "123 Main St #12", 0, 15},
    {match_sure_street, "123 Main St. Unit B,", 0, 19},
    {match_sure_street, "123 Main St Apt # 4", 0, 19},
    {match_sure_street, "123 Main St, Aptos", 0, 11},
    {match_sure_street, "PO Box 123", 0, 10},
    {match_sure_street, "P.O. Box 4567,", 0, 13},
    {match_sure_street, "Post Office Box 12", 0, 18},
    {match_sure_street, "704 Huel Frontage road Suite 47", 0, 31},
    {match_sure_street, "5 Oak lane", 0, 10},
    {match_street, "5 lane", 0, 0},
    {match_street, "5 miles of road", 0, 0},
    {match_street, "653 King Promenade", 0, 18},
    {match_street, "319 Hahn Dam", 0, 12},
    {match_street, "184 Christiansen Fork Suite 97", 0, 30},
    {match_street, "1500 Broadway", 0, 13},
    {match_street, "2020 Patient Saw Dr. Jones", 0, 19},
    {match_sure_street, "2020 Patient Saw Dr. Jones", 0, 0},
    {match_sure_street, "319 Hahn Dam", 0, 0},
    {match_street, "123 main street", 0, 0},
    {match_street, "4 Way", 0, 0},
    {match_street, "5 mg St", 0, 0},
    {match_street, "123 Main", 0, 0},
    {match_street, "123  ", 0, 0},
    {match_street, "123", 0, 0},
    {match_street, "1234567 Main St", 0, 0},
    {match_street, "1.5 Main St", 2, 0},
    {match_street, "$5 Main St", 1, 0},
    {match_street, "x5 Main St", 1, 0},
    {match_street, "5 Patients Came. The St", 0, 0},
    {match_street, "5 One Two Three Four Five St", 0, 0},
    {match_street, "5 Main\nSt", 0, 0},
    {match_sure_street, "RR 2 Box 118,", 0, 12},
    {match_street, "9 Calle Lo\xc3\xadza, San Juan", 0, 14},
    {match_street, "1110 Avenida Ponce de Leon, San Juan", 0, 26},
    {match_street, "22 Calle 13, Ponce", 0, 11},
    {match_street, "22 Calle, Ponce", 0, 0},
    {match_street, "22 calle Luna", 0, 0},
    {match_street, "22 Camino de la", 0, 0},
    {match_sure_street, "HC 1, Box 3456", 0, 14},
    {match_sure_street, "Rural Route #2 Box #118", 0, 23},
    {match_sure_street, "118 Oak Ln., Ste. 200, Mesa", 0, 21},
    {match_sure_street, "118 Oak Lane\nApt 4B\nMesa", 0, 19},
    {match_sure_street, "118 Oak Lane\n# 4 things", 0, 12},
    {match_sure_street, "118 Oak Lane\n\nApt 4B", 0, 12},
    {match_street, "RR 18, box of", 0, 0},
    {match_street, "RR 2 Boxes 118", 0, 0},
    {match_street, "RR 2 Box 118a", 0, 0},
    {match_street, "HC Box 12", 0, 0},
    {match_street, "PO Box", 0, 0},
    {match_street, "PO Boxer 12", 0, 0},
    {match_street, "PO Box 12a", 0, 0},
    {match_street, "xPO Box 12", 1, 0},
    {match_street, "", 0, 0},

    {match_place, "Springfield, IL 62701", 0, 21},
    {match_place, "Springfield IL 62701-1234.", 0, 25},
    {match_place, "New York, NY 10001", 0, 18},
    {match_place, "Salt Lake City UT 84101", 0, 23},
    {match_place, "Boston, Massachusetts 02118", 0, 27},
    {match_place, "Boston, MA", 0, 10},
    {match_place, "Boston, MA, 02118", 0, 17},
    {match_place, "St. Louis, MO  63101", 0, 20},
    {match_place, "BOSTON, MA 02118", 0, 16},
    {match_place, "Virginia Beach, VA 23450", 0, 24},
    {match_place, "Washington DC 20001", 0, 19},
    {match_place, "Boston MA", 0, 0},
    {match_place, "Boston, XX 02118", 0, 0},
    {match_place, "boston, MA 02118", 0, 0},
    {match_place, "A B C D E, MA 02118", 0, 0},
    {match_place, "Boston,MA 02118", 0, 15},
    {match_place, "Boston, MAX", 0, 0},
    {match_place, "xBoston, MA", 1, 0},
    {match_place, "", 0, 0},

    {match_address, "6477 Alder Lane, Fairview, GA 36177", 0, 35},
    {match_address, "123 Main St\nBoston, MA 02118\n", 0, 28},
    {match_address, "123 Main St.\r\nBoston, MA 02118", 0, 30},
    {match_address, "123 Main St Apt 4, Boston, MA 02118-1234", 0, 40},
    {match_address, "123 Main St Boston MA 02118", 0, 27},
    {match_address, "319 Hahn Dam, Boston, MA 02118", 0, 30},
    {match_address, "PO Box 12, Boston, MA 02118", 0, 27},
    {match_address, "123 Main St, and", 0, 11},
    {match_address, "123 Main St\n\n\nBoston, MA", 0, 11},
    {match_address, "", 0, 0},
};

START_TEST(matches_in_text)
{
    match_case_check(&match_cases[_i]);
}
END_TEST

START_TEST(tells_the_parts)
{
    static const char text[] = "123 Main St Apt 4, New York, NY 10001-1234";
    struct address address;
    ck_assert_uint_eq(address_match((const uint8_t *)text, 0, sizeof text - 1, &address), 42);
    ck_assert_uint_eq(address.street.len, 17);
    ck_assert(address.street.has_unit);
    ck_assert(!address.street.is_box);
    ck_assert_uint_eq(address.place_at, 19);
    ck_assert_uint_eq(address.place.city_len, 8);
    ck_assert_uint_eq(address.place.state_at, 10);
    ck_assert_uint_eq(address.place.state_len, 2);
    ck_assert_uint_eq(address.place.zip_at, 13);
    ck_assert_uint_eq(address.place.zip_len, 10);
    ck_assert(address.place.zip_fits);
}
END_TEST

START_TEST(tells_when_zip_and_state_differ)
{
    struct address_place place;
    ck_assert_uint_gt(address_match_place((const uint8_t *)"Fairview, GA 36177", 0, 18, &place), 0);
    ck_assert(!place.zip_fits);
}
END_TEST

static const struct {
    const char *text;
    size_t zip_at;
    size_t back; /* 0: no place */
} lines[] = {
    {"Boston, MA 02118", 11, 11},
    {"lives in Boston, MA 02118 now", 20, 11},
    {"123 Main St, Boston, MA 02118", 24, 11},
    {"123 Main St Boston MA 02118", 22, 10},
    {"123 Main St. Boston MA 02118-1234", 23, 10},
    {"St. Louis, MO 63101", 14, 14},
    {"Salt Lake City, UT 84101", 19, 19},
    {"City: New York NY 10001", 18, 12},
    {"Boston MA 02118", 10, 10},
    {"02118", 0, 0},
    {"MA 02118", 3, 0},
    {"at 02118", 3, 0},
    {"Boston, XX 02118", 11, 0},
    {"Boston\nMA 02118", 10, 0},
    {"1,2,3,02118", 6, 0},
    {"Boston, MA 00401", 11, 0},
};

START_TEST(finds_places_from_behind)
{
    const uint8_t *zip = (const uint8_t *)lines[_i].text + lines[_i].zip_at;
    const size_t avail = strlen(lines[_i].text) - lines[_i].zip_at;
    struct address_place place = {0};
    const size_t back = address_find_place(zip, lines[_i].zip_at, avail, &place);
    ck_assert_msg(back == lines[_i].back, "%s: %zu", lines[_i].text, back);
    ck_assert(back == 0 || place.zip_at == back);
}
END_TEST

static const struct {
    const char *word;
    enum street_type type;
} types[] = {
    {"Street", STREET_STRONG},
    {"ST", STREET_STRONG},
    {"blvd", STREET_STRONG},
    {"alley", STREET_STRONG},
    {"way", STREET_STRONG},
    {"Gateway", STREET_WEAK},
    {"annex", STREET_WEAK},
    {"xrd", STREET_WEAK},
    {"crossroads", STREET_WEAK},
    {"Maine", STREET_NONE},
    {"s", STREET_NONE},
    {"", STREET_NONE},
    {"streetstreetstreet", STREET_NONE},
};

START_TEST(knows_types)
{
    ck_assert_msg(street_find_type((const uint8_t *)types[_i].word, strlen(types[_i].word)) ==
                      types[_i].type,
                  "%s", types[_i].word);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("address");
    TCase *tests = tcase_create("address");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, matches_in_text, 0, sizeof match_cases / sizeof match_cases[0]);
    tcase_add_test(tests, tells_the_parts);
    tcase_add_test(tests, tells_when_zip_and_state_differ);
    tcase_add_loop_test(tests, finds_places_from_behind, 0, sizeof lines / sizeof lines[0]);
    tcase_add_loop_test(tests, knows_types, 0, sizeof types / sizeof types[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
