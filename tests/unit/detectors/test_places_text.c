/* postal-address, city and zip-code in text. */
#include "probe.h"
#include "suite.h"

#include <check.h>

struct place_case {
    const char *id;
    struct probe_case probe;
};

static const struct place_case cases[] = {
    {"postal-address",
     {"at 742 Evergreen Terrace, Springfield, IL 62701.",
      "742 Evergreen Terrace, Springfield, IL 62701", 80, 0}},
    {"postal-address",
     {"Address: 235 Sycamore Road, Springfield, PA 10135\nPhone",
      "235 Sycamore Road, Springfield, PA 10135", 85, 0}},
    {"postal-address",
     {"<address>6823 Cedar Lane, Georgetown, FL 36523</address>",
      "6823 Cedar Lane, Georgetown, FL 36523", 85, 0}},
    {"postal-address", {"Address: 12 Oak Street", "12 Oak Street", 75, 0}},
    {"postal-address", {"Address: P.O. Box 1234", "P.O. Box 1234", 75, 0}},
    {"postal-address", {"12 Oak Street", NULL, 0, 0}},
    {"postal-address", {"77 Elm Dr, Boise, ID 83706", "77 Elm Dr, Boise, ID 83706", 80, 0}},
    {"postal-address", {"77 Elm Dr Unit 7, call", "77 Elm Dr Unit 7", 60, 0}},
    {"postal-address", {"77 Elm Dr, call", NULL, 0, 0}},
    {"postal-address", {"the 77 Mr. Elm, Boise, ID 83706", NULL, 0, 0}},
    {"postal-address", {"77 W 9TH ST APT 4C", "77 W 9TH ST APT 4C", 60, 0}},
    {"postal-address", {"Patient ID 1234567 of 12 Oak Street", "12 Oak Street", 60, 0}},
    {"postal-address", {"PO Box 1234", NULL, 0, 0}},
    {"postal-address", {"3 Way Handshake", NULL, 0, 0}},
    {"postal-address", {"Route 66 in 1950", NULL, 0, 0}},
    {"postal-address", {"address 0x7ffe1234", NULL, 0, 0}},
    {"postal-address",
     {"22 Calle Luna, San Juan, PR 00901", "22 Calle Luna, San Juan, PR 00901", 0, 0}},
    {"postal-address", {"of 22 Calle Luna 10", NULL, 0, 0}},
    {"postal-address", {"Street: 19 Cedar Elm Cove", "19 Cedar Elm Cove", 75, 0}},
    {"postal-address",
     {"Acme Foundation, 59 Temple Place, Boston, MA 02111", "59 Temple Place, Boston, MA 02111", 60,
      FINDING_NEGATIVE_CONTEXT}},
    {"city", {"Springfield, IL 62701", "Springfield", 70, 0}},
    {"city", {"742 Evergreen Terrace, Springfield, IL 62701", "Springfield", 70, 0}},
    {"city", {"Salt Lake City, Utah 84101", "Salt Lake City", 70, 0}},
    {"city", {"the city of Springfield", NULL, 0, 0}},
    {"city", {"ERROR IN 62701 bytes", NULL, 0, 0}},
    {"city", {"City: Springfield", "Springfield", 75, 0}},
    {"city", {"City: Salt Lake City, State: UT", "Salt Lake City", 75, 0}},
    {"city", {"city=\"Boston\"", "Boston", 75, 0}},
    {"city", {"City: O'Fallon\n", "O'Fallon", 75, 0}},
    {"city", {"City: The Dalles\n", "The Dalles", 75, 0}},
    {"city", {":keyword city: The name of the city", NULL, 0, 0}},
    {"city", {":ivar city: Required. The city to use", NULL, 0, 0}},
    {"city", {"City Springfield", NULL, 0, 0}},
    {"city", {"city: string", NULL, 0, 0}},
    {"city", {"City: Unknown", NULL, 0, 0}},
    {"city", {"city = City(name)", NULL, 0, 0}},
    {"city", {"capacity: Large", NULL, 0, 0}},
    {"zip-code", {"Springfield, IL 62701", "62701", 75, 0}},
    {"zip-code", {"Springfield, IL 62701-1234", "62701-1234", 75, 0}},
    {"zip-code", {"ZIP: 02134", "02134", 75, 0}},
    {"zip-code", {"postal code 02134", "02134", 75, 0}},
    {"zip-code", {"02134", NULL, 0, 0}},
    {"zip-code", {"the zip file has 02134 bytes", NULL, 0, 0}},
    {"zip-code", {"port IN 62701", NULL, 0, 0}},
    {"zip-code", {"zip: 00034", NULL, 0, 0}},
};

START_TEST(test_places)
{
    probe_check(cases[_i].id, &cases[_i].probe);
}
END_TEST

START_TEST(test_address_holds_city_and_zip)
{
    struct probe *probe = probe_create(0);
    probe_scan_string(probe, "742 Evergreen Terrace, Springfield, IL 62701");
    ck_assert_uint_eq(probe->count, 3);
    ck_assert_ptr_nonnull(probe_find(probe, "postal-address"));
    ck_assert_ptr_nonnull(probe_find(probe, "city"));
    ck_assert_ptr_nonnull(probe_find(probe, "zip-code"));
    probe_free(probe);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("places_text");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_places, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_test(all, test_address_holds_city_and_zip);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
