/* phone, fax, email and payment-card. */
#include "detectors/finding.h"
#include "probe.h"
#include "suite.h"

#define INVALID FINDING_INVALID_RANGE
#define NEGATIVE FINDING_NEGATIVE_CONTEXT
#define FICTIONAL FINDING_FICTIONAL
#define TEST_VALUE FINDING_TEST_VALUE

static const struct probe_case phone_cases[] = {
    {"alternate 206 736-5000", "206 736-5000", 60, 0},
    {"alternate 206.736-5000", NULL, 0, 0},
    {"Tel: ( 212 ) 736 - 5000", "212 ) 736 - 5000", 83, 0},
    {"Tel: (212) - 736 - 5000", "(212) - 736 - 5000", 83, 0},
    {"Tel: 212 - - 736 5000", NULL, 0, 0},
    {"m\xc3\xb3vil: 2127365000", "2127365000", 80, 0},
    {"m, 2127365000", NULL, 0, 0},
    {"call 2010 - 2012", NULL, 0, 0},
    {"Caller ID: (212) 736-5000", "(212) 736-5000", 83, 0},
    {"celular 2127365000", "2127365000", 80, 0},
    {"Ph. 2127365000", "2127365000", 80, 0},
    {"ph: 2127365000", "2127365000", 80, 0},
    {"^PH|2127365000", NULL, 0, 0},
    {"pH 7.35 2127365000", NULL, 0, 0},
    {"415-674-2671", "415-674-2671", 60, 0},
    {"415.674.2671", "415.674.2671", 60, 0},
    {"415 674 2671", "415 674 2671", 60, 0},
    {"(415) 674-2671", "(415) 674-2671", 60, 0},
    {"(415)674-2671", "(415)674-2671", 60, 0},
    {"+1 415-674-2671", "+1 415-674-2671", 60, 0},
    {"+1 (415) 674-2671", "+1 (415) 674-2671", 60, 0},
    {"1-415-674-2671", "1-415-674-2671", 60, 0},
    {"001-415-674-2671", "001-415-674-2671", 60, 0},
    {"+14156742671", "+14156742671", 60, 0},
    {"Phone: (415) 674-2671", "(415) 674-2671", 83, 0},
    {"Tel. 415-674-2671", "415-674-2671", 83, 0},
    {"mobile phone was used by the caller: 415-674-2671", "415-674-2671", 80, 0},
    {"contact patient at +1 (415) 674-2671", "+1 (415) 674-2671", 83, 0},
    {"phone=+1 (415) 674-2671&x", "+1 (415) 674-2671", 83, 0},
    {"415-674-2671 ext. 123", "415-674-2671 ext. 123", 60, 0},
    {"415-674-2671 ext. 123+c@host.org", "415-674-2671", 60, 0},
    {"415-674-2671-Office", "415-674-2671", 60, 0},
    {"930.467.3943x22008", "930.467.3943x22008", 60, 0},
    {"415\xe2\x80\x93"
     "674\xe2\x80\x93"
     "2671",
     "415\xe2\x80\x93"
     "674\xe2\x80\x93"
     "2671",
     60, 0},
    {"(212) 555-0132", "(212) 555-0132", 60, FICTIONAL},
    {"Phone 555-963-9875", "555-963-9875", 65, INVALID | FICTIONAL},
    {"555-963-9875", NULL, 0, 0},
    {"115-674-2671", NULL, 0, 0},
    {"415-155-2671", NULL, 0, 0},
    {"911-674-2671", NULL, 0, 0},
    {"415-911-2671", NULL, 0, 0},
    {"899-457-1811", NULL, 0, 0},
    {"call +1 (899) 457-1811", "+1 (899) 457-1811", 65, INVALID},
    {"Phone: 4156742671", "4156742671", 80, 0},
    {"phone 14156742671", "14156742671", 80, 0},
    {"phone2: 4156742671", "4156742671", 80, 0},
    {"4156742671", NULL, 0, 0},
    {"phone count 1700000000 and NPI 4156742671", NULL, 0, 0},
    {"phone seq 4156742671", NULL, 0, 0},
    {"call_id=4156742671", NULL, 0, 0},
    {"\"phone\": null, \"orderId\": 4156742671", NULL, 0, 0},
    {"phone of Madrid: 4156742671", "4156742671", 70, 0},
    {"Phone: 467 3395", "467 3395", 65, INVALID},
    {"Phone: 0490 75 40 81", "0490 75 40 81", 65, INVALID},
    {"phone2: 44 20 7946 0958", "44 20 7946 0958", 65, INVALID},
    {"ph.2 44 20 7946 0958", "2 44 20 7946 0958", 65, INVALID},
    {"phone: 1 (020) 7946 0958", "1 (020) 7946 0958", 65, INVALID},
    {"tel 001-20-7946-0958", "001-20-7946-0958", 83, 0},
    {"phone: 5, 44 20 7946 0958", NULL, 0, 0},
    {"phone: 2025-08-28 11:32", NULL, 0, 0},
    {"call 1-800-555-2671 now", "1-800-555-2671", 83, 0},
    {"467 3395", NULL, 0, 0},
    {"+44 20 7123 4567", "+44 20 7123 4567", 60, 0},
    {"+447700677662", "+447700677662", 60, 0},
    {"+39 06 678 4343", "+39 06 678 4343", 60, 0},
    {"12/Mar/2024 +0000", NULL, 0, 0},
    {"2024-01-02T03:04:05+05:30", NULL, 0, 0},
    {"a+44207123456", NULL, 0, 0},
    {"contact 192.168.100.200", NULL, 0, 0},
    {"Contact: 2024-01-02", NULL, 0, 0},
    {"1415-674-2671", NULL, 0, 0},
    {"415-674-26711", NULL, 0, 0},
    {"9-415-674-2671-3", NULL, 0, 0},
    {"[0 0 612 792]", NULL, 0, 0},
    {"DFARS 252.227-7013", NULL, 0, 0},
    {"phone 415.674-2671", "415.674-2671", 80, 0},
    {"(800-292-9263 )", "800-292-9263", 60, 0},
};

static const struct probe_case fax_cases[] = {
    {"Fax: (415) 674-2671", "(415) 674-2671", 85, 0},
    {"fax +1 415-674-2671", "+1 415-674-2671", 85, 0},
    {"Facsimile 4156742671", "4156742671", 80, 0},
    {"Phone 415-674-2671, Fax 415-674-2672", "415-674-2672", 85, 0},
    {"the fax of our new office is now 415-674-2671", "415-674-2671", 82, 0},
    {"415-674-2671", NULL, 0, 0},
    {"Fax our office; phone 415-674-2671", NULL, 0, 0},
};

static const struct probe_case email_cases[] = {
    {"jess.doe@host.org", "jess.doe@host.org", 70, 0},
    {"Email: jess@host.org", "jess@host.org", 88, 0},
    {"<jess+tag@mail.host.co.uk>", "jess+tag@mail.host.co.uk", 70, 0},
    {"mailto:jess@host.org?subject=x", "jess@host.org", 88, 0},
    {"(jess@host.org).", "jess@host.org", 70, 0},
    {"'jess@host.org'", "jess@host.org", 70, 0},
    {"email=jess%40host.org&phone", "jess%40host.org", 88, 0},
    {"user@xn--80ak6aa92e.com", "user@xn--80ak6aa92e.com", 70, 0},
    {"a@xn--d1acufc.xn--p1ai", "a@xn--d1acufc.xn--p1ai", 70, 0},
    {"am\xd0\xb0nda@f\xd0\xb0st.com", "am\xd0\xb0nda@f\xd0\xb0st.com", 70, 0},
    {"jess@example.com", "jess@example.com", 70, FICTIONAL},
    {"\\njess@host.org\\n", "jess@host.org", 70, 0},
    {"noreply@host.org", NULL, 0, 0},
    {"jess@host", NULL, 0, 0},
    {"jess@host.", NULL, 0, 0},
    {"@host.org", NULL, 0, 0},
    {"jess@@host.org", NULL, 0, 0},
    {"git@github.com:org/repo.git", NULL, 0, 0},
    {"logo@2x.png", NULL, 0, 0},
    {"left-pad@1.3.0", NULL, 0, 0},
    {"https://user@host.org/", NULL, 0, 0},
    {"a@b.com@c.org", NULL, 0, 0},
    {"jess@host..org", NULL, 0, 0},
    {"jess@-host.org", NULL, 0, 0},
    {"100% 40 host.org", NULL, 0, 0},
};

static const struct probe_case card_cases[] = {
    {"4012001037141112", "4012001037141112", 70, 0},
    {"card 4012-0010-3714-1112", "4012-0010-3714-1112", 97, 0},
    {"4012 0010 3714 1112", "4012 0010 3714 1112", 70, 0},
    {"Visa ending soon, number 4012001037141112", "4012001037141112", 95, 0},
    {"card=4012001037141112&cvv=1", "4012001037141112", 97, 0},
    {"4111111111111111", "4111111111111111", 70, TEST_VALUE},
    {"371449635398431", "371449635398431", 70, TEST_VALUE},
    {"3714 496353 98431", "3714 496353 98431", 70, TEST_VALUE},
    {"30569309025904", "30569309025904", 70, TEST_VALUE},
    {"5019717010103742", "5019717010103742", 70, TEST_VALUE},
    {"6759649826438453", "6759649826438453", 70, 0},
    {"4012888888881882", NULL, 0, 0},
    {"card 4012888888881882", "4012888888881882", 65, INVALID},
    {"1234567812345670", NULL, 0, 0},
    {"0000000000000000", NULL, 0, 0},
    {"4012-0010 3714-1112", NULL, 0, 0},
    {"0.4012001037141112", NULL, 0, 0},
    {".4012001037141112", NULL, 0, 0},
    {"x4012001037141112", NULL, 0, 0},
    {"4012001037141112a", NULL, 0, 0},
    {"/4012001037141112", NULL, 0, 0},
    {"-4012001037141112", NULL, 0, 0},
    {"4012001037141112.5", NULL, 0, 0},
    {"40120010371411124", NULL, 0, 0},
    {"1700000000123", NULL, 0, 0},
    {"for example 4012001037141112", NULL, 0, 0},
    {"8162 4012 0010 3714 1112", NULL, 0, 0},
    {"4012 0010 3714 1112 85D5", NULL, 0, 0},
    {"4012 0010 3714 1112 12/25", "4012 0010 3714 1112", 70, 0},
    {"card: 4012 0010 3714 1112 2025", "4012 0010 3714 1112", 97, 0},
};

#define COUNT(table) ((int)(sizeof(table) / sizeof(table)[0]))

START_TEST(test_phone)
{
    probe_check("phone", &phone_cases[_i]);
}
END_TEST

START_TEST(test_fax)
{
    probe_check("fax", &fax_cases[_i]);
}
END_TEST

START_TEST(test_email)
{
    probe_check("email", &email_cases[_i]);
}
END_TEST

START_TEST(test_payment_card)
{
    probe_check("payment-card", &card_cases[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("contact");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_phone, 0, COUNT(phone_cases));
    tcase_add_loop_test(all, test_fax, 0, COUNT(fax_cases));
    tcase_add_loop_test(all, test_email, 0, COUNT(email_cases));
    tcase_add_loop_test(all, test_payment_card, 0, COUNT(card_cases));
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
