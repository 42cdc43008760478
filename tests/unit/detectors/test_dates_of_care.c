/* service-date and age-over-89 in text. */
#include "detectors/finding.h"
#include "probe.h"
#include "suite.h"

#include <string.h>

#define INVALID FINDING_INVALID_RANGE
#define NEGATIVE FINDING_NEGATIVE_CONTEXT

static const struct probe_case service_cases[] = {
    {"Admission date: 04/22/2019", "04/22/2019", 80, 0},
    {"Admitted: 2019-04-22", "2019-04-22", 80, 0},
    {"Discharged on April 22, 2019.", "April 22, 2019", 80, 0},
    {"Date of Service: 4/2/19", "4/2/19", 80, 0},
    {"DOS 22-APR-2019", "22-APR-2019", 80, 0},
    {"DOS          Code\n04/22/2019   99214", "04/22/2019", 80, 0},
    {"DOS          Code\n2 visits     99214\n04/22/2019   99214", "04/22/2019", 80, 0},
    {"Patient   Date of service   Code\r\n1         04/22/2019        99214", "04/22/2019", 80, 0},
    {"DOS          Code\n             99214\n04/22/2019   99214", NULL, 0, 0},
    {"DOS range    Code\nof claims\n04/22/2019   99214", NULL, 0, 0},
    {"Patient   Date of service   Code\n1              04/22/2019   99214", "04/22/2019", 65, 0},
    {"Patient   Date of service   Code\n1  of     04/22/2019", "04/22/2019", 80, 0},
    {"see the date of service   Code\n1       04/22/2019", "04/22/2019", 65, 0},
    {"MRN 5530198. Arrival 04/22/2019 22:47", "04/22/2019", 80, 0},
    {"Chart no 5530198, night of: May 3, 2019", "May 3, 2019", 80, 0},
    {"Arrival 04/22/2019 22:47", NULL, 0, 0},
    {"date_of_death=20190422", "20190422", 80, 0},
    {"Date of Surgery: 2023-02-22T11:27:00Z", "2023-02-22", 80, 0},
    {"The patient was admitted to the ward late on 04/22/2019", "04/22/2019", 65, 0},
    {"Admission date: 13/45/2019", "13/45/2019", 65, INVALID},
    {"admitted, but the DOB is 04/22/1978", NULL, 0, 0},
    {"MS-dos 6.22 of 04/22/1994", NULL, 0, 0},
    {"Last-Modified: 2019-04-22", NULL, 0, 0},
    {"service started 2019-04-22", NULL, 0, 0},
    {"Date: 2019-04-22", NULL, 0, 0},
    {"Date: 2019-04-22T16:17:00Z\nPatient: Ann Lee, MRN 1234567", "2019-04-22", 80, 0},
    {"MRN: 1234567  Date: 04/22/2019", "04/22/2019", 80, 0},
    {"MRN: 1234567 Due Date: 04/22/2019", NULL, 0, 0},
    {"MRN: 1234567\nDate of that: 04/22/2019", NULL, 0, 0},
    {"mrn=1234567 {\"date\":\"2019-04-22\"}", NULL, 0, 0},
    {"Discharge 20190422 rows", "20190422", 80, 0},
    {"admission of 20190422 rows of version 2", "20190422", 80, 0},
    {"readmission 04/22/2019", NULL, 0, 0},
    {"2019-04-22 12:00:01 admission webhook denied", NULL, 0, 0},
    {"MRN: 1234567 Collected: 04/22/2019", "04/22/2019", 80, 0},
    {"Collected: 04/22/2019   DOB: 01/02/1960", "04/22/2019", 80, 0},
    {"Collected: 04/22/2019", NULL, 0, 0},
    {"Date of consult: 04/22/2019", "04/22/2019", 80, 0},
    {"Last fill: 04/22/2019", "04/22/2019", 80, 0},
    {"Date/time of death: 04/22/2019", "04/22/2019", 80, 0},
    {"Taken: 04/22/2019   DOB: 01/02/1960", "04/22/2019", 80, 0},
    {"Taken: 04/22/2019", NULL, 0, 0},
    {"DOB: 01/02/2019 DTaP 04/22/2019", "04/22/2019", 80, 0},
    {"DTaP 04/22/2019", NULL, 0, 0},
    {"MRN: 1234567 was collected by us on the road on 04/22/2019", NULL, 0, 0},
    {"patient received 2019-04-22", "2019-04-22", 80, 0},
    {"bytes received 2019-04-22", NULL, 0, 0},
    {"Date(s) of Service, patient Lee: 04/22/2019", NULL, 0, 0},
    {"Member ID 123. Date(s) of Service: 04/22/2019", "04/22/2019", 80, 0},
    {"Terms of Service 04/22/2019", NULL, 0, 0},
};

/* Dates of care in a text: the second of a range is named by what names the first. */
static const struct {
    const char *text;
    size_t count;
} range_cases[] = {
    {"Date of Service: 04/22/2019 - 04/24/2019", 2},
    {"Date of Service: 04/22/2019-04/24/2019", 1},
    {"DOS 04/22/2019 to 04/24/2019", 2},
    {"Admitted April 22, 2019 through April 24, 2019.", 2},
    {"DOS: 2019-04-22 \xe2\x80\x93 2019-04-24", 2},
    {"DOS: 04/22/2019, 04/24/2019", 1},
    {"DOS: 04/22/2019 paid 04/24/2019", 1},
    {"DOS: 04/22/2019 into 04/24/2019", 1},
    {"DOB: 04/22/2019 - 04/24/2019", 0},
    {"from 04/22/2019 - 04/24/2019", 0},
};

static const struct probe_case age_cases[] = {
    {"98yo", "98yo", 80, 0},
    {"98Yo", NULL, 0, 0},
    {"\xcc"
     "98yo\xe5",
     NULL, 0, 0},
    {"\xe2\x80\x9c"
     "98yo\xe2\x80\x9d",
     "98yo", 80, 0},
    {"A 92-year-old woman", "92-year-old", 80, 0},
    {"he is 101 years old", "101 years old", 80, 0},
    {"a 90yo male", "90yo", 80, 0},
    {"93 y/o female", "93 y/o", 80, 0},
    {"Age: 93", "93", 85, 0},
    {"\"age\": 95,", "95", 85, 0},
    {"She turned 94 in May", "94", 85, 0},
    {"an 89-year-old man", NULL, 0, 0},
    {"age 90 or older", NULL, 0, 0},
    {"for 95 years", NULL, 0, 0},
    {"95 years ago", NULL, 0, 0},
    {"75 to 110 years old", NULL, 0, 0},
    {"\"age\":90,", NULL, 0, 0},
    {"age: 90", "90", 85, 0},
    {"Age: 90, male", "90", 85, 0},
    {"women aged 90,", NULL, 0, 0},
    {"age: 90%", NULL, 0, 0},
    {"page: 90", NULL, 0, 0},
    {"age: 130", NULL, 0, 0},
    {"Age: 93%", NULL, 0, 0},
    {"max-age=99999", NULL, 0, 0},
    {"package 95", NULL, 0, 0},
    {"year 1995", NULL, 0, 0},
};

#define COUNT(table) ((int)(sizeof(table) / sizeof(table)[0]))

START_TEST(test_service_date)
{
    probe_check("service-date", &service_cases[_i]);
}
END_TEST

START_TEST(test_age_over_89)
{
    probe_check("age-over-89", &age_cases[_i]);
}
END_TEST

START_TEST(test_range)
{
    struct probe *const probe = probe_create(60);
    size_t count = 0;
    probe_scan_string(probe, range_cases[_i].text);
    for (size_t i = 0; i < probe->count; i++)
        count += strcmp(detector_at(probe->findings[i].detector)->id, "service-date") == 0;
    ck_assert_msg(count == range_cases[_i].count, "%s: %zu", range_cases[_i].text, count);
    probe_free(probe);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dates_of_care");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_service_date, 0, COUNT(service_cases));
    tcase_add_loop_test(all, test_range, 0, COUNT(range_cases));
    tcase_add_loop_test(all, test_age_over_89, 0, COUNT(age_cases));
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
