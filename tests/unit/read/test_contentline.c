/* Contacts, calendars and directories. */
#include "tests/unit/read/field_log.h"
#include "tests/unit/read/message_check.h"
#include "tests/unit/read/reading_check.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#define CARD "BEGIN:VCARD\r\nVERSION:3.0\r\n"
#define CALENDAR "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"

static const struct {
    const struct reader_ops *ops;
    struct message_case message;
} rows[] = {
    {&vcard_reader_ops,
     {"a card",
      CARD
      "FN:Ann Lee\r\nN:Lee;Ann;Marie,Eve;Dr.;Jr.\r\nNICKNAME:Annie\r\nBDAY:19700102T000000Z\r\n"
      "TEL;TYPE=home,voice:+1 212-736-5000\r\nTEL;TYPE=FAX:(212) 736-5001\r\n"
      "EMAIL;TYPE=INTERNET:ann@lee.org\r\n"
      "ADR;TYPE=home:PO Box 5;Apt 3;12 Main St;Troy;MI;48104;USA\r\nGEO:42.28;-83.74\r\n"
      "UID:12345-678\r\nREV:20240102T030405Z\r\nEND:VCARD\r\n",
      "FN person-name [Ann Lee]\nN.1 person-name [Lee]\nN.2 person-name [Ann]\n"
      "N.3 person-name [Marie,Eve]\nNICKNAME person-name [Annie]\nBDAY dob [19700102]\n"
      "TEL phone [+1 212-736-5000]\nTEL fax [(212) 736-5001]\nEMAIL email [ann@lee.org]\n"
      "ADR.1 postal-address [PO Box 5]\nADR.2 postal-address [Apt 3]\n"
      "ADR.3 postal-address [12 Main St]\nADR.4 city [Troy]\nADR.6 zip-code [48104]\n"
      "GEO geo-coordinate [42.28,-83.74]\n",
      false, false}},
    {&vcard_reader_ops,
     {"4.0: groups, URIs, parameters with quotes",
      "begin:vcard\nVERSION:4.0\nitem1.TEL;VALUE=uri;TYPE=\"voice,home\":tel:+12127365000;ext=5\n"
      "GEO:geo:42.28,-83.74\nADR;LABEL=\"12 Main St; Troy\":;;;;;;\nBDAY:1970-01-02\n"
      "DEATHDATE:2020-01-02T03:04:05\nX-SOCIAL-SECURITY:536-90-4399\nX-PHASE:7\n",
      "item1.TEL phone [+12127365000]\nGEO geo-coordinate [42.28,-83.74]\n"
      "ADR;LABEL postal-address [12 Main St; Troy]\nBDAY dob [1970-01-02]\n"
      "DEATHDATE service-date [2020-01-02]\nX-SOCIAL-SECURITY us-ssn [536-90-4399]\n",
      false, false}},
    {&vcard_reader_ops,
     {"folds and escapes",
      CARD "FN:Ann\\, L\r\n ee\r\nTE\r\n L:212-7\r\n\t36-5000\r\nADR:;;12\\; Main\\nApt 3;Tr\r\n "
           "oy;;\r\n"
           " 48104\r\n",
      "FN person-name [Ann, Lee]\nTEL phone [212-736-5000]\n"
      "ADR.3 postal-address [12; Main Apt 3]\nADR.4 city [Troy]\nADR.6 zip-code [48104]\n",
      false, false}},
    {&vcard_reader_ops,
     {"2.1: quoted-printable",
      "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;=\r\n"
      "Ann\r\nTEL;WORK;FAX:212-736-5001\r\nLABEL;QUOTED-PRINTABLE:12 Main=0D=0A=\r\nTroy\r\n",
      "N.1 person-name [M\xc3\xbcller]\nN.2 person-name [Ann]\nTEL fax [212-736-5001]\n"
      "LABEL postal-address [12 Main\r\nTroy]\n",
      false, false}},
    {&vcard_reader_ops,
     {"lines that are none", CARD "no line\n\n:x\n;y:z\nTEL\nTEL;\nTEL:\nTEL;A=\":\nTEL:2127365000",
      "TEL phone [2127365000]\n", false, false}},
    {&vcard_reader_ops, {"not at the start", "X\nBEGIN:VCARD\n", NULL, false, false}},
    {&vcard_reader_ops, {"another thing", "BEGIN:VCARDS\n", NULL, false, false}},
    {&vcard_reader_ops, {"a calendar", CALENDAR, NULL, false, false}},
    {&icalendar_reader_ops,
     {"an event",
      CALENDAR "UID:1@x\r\nDTSTART:20240102T100000Z\r\n"
               "ORGANIZER;CN=\"Lee, Ann\":mailto:ann@lee.org\r\n"
               "ATTENDEE;ROLE=REQ-PARTICIPANT;CN=Bob\r\n  Foe;RSVP=TRUE:MAILTO:bob@foe.org\r\n"
               "ATTENDEE;EMAIL=eve@foe.org:urn:uuid:7\r\nSUMMARY:Visit\r\nTEL:2127365000\r\n"
               "X-PATIENT-MRN:A12345\r\n",
      "ORGANIZER;CN person-name [Lee, Ann]\nORGANIZER email [ann@lee.org]\n"
      "ATTENDEE;CN person-name [Bob Foe]\nATTENDEE email [bob@foe.org]\n"
      "ATTENDEE;EMAIL email [eve@foe.org]\nATTENDEE email [urn:uuid:7]\n"
      "X-PATIENT-MRN mrn [A12345]\n",
      false, false}},
    {&icalendar_reader_ops, {"a card", CARD, NULL, false, false}},
    {&ldif_reader_ops,
     {"entries",
      "version: 1\n# people\n\ndn: uid=ann,ou=people,dc=x\nobjectClass: inetOrgPerson\n"
      "cn;lang-en: Ann Lee\nsn: L\n ee\ngivenName:: QW5u\nmail: ann@lee.org\n"
      "telephoneNumber: 212 736 5000\nhomePostalAddress: 12 Main St$Troy\nl: Troy\n"
      "postalCode: 48104\nssn: 536904399\nuid: ann\no: Lee\njpegPhoto:: QUJD\n-\n",
      "cn person-name [Ann Lee]\nsn person-name [Lee]\ngivenName person-name [Ann]\n"
      "mail email [ann@lee.org]\ntelephoneNumber phone [212 736 5000]\n"
      "homePostalAddress postal-address [12 Main St$Troy]\nl city [Troy]\n"
      "postalCode zip-code [48104]\nssn us-ssn [536904399]\n",
      false, false}},
    {&ldif_reader_ops, {"YAML", "dn: x\ncn: y\n", NULL, false, false}},
    {&ldif_reader_ops, {"text", "version: 1\nnone\n", NULL, false, false}},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_fields)
{
    message_check(rows[_i].ops, &rows[_i].message);
}
END_TEST

START_TEST(test_cuts)
{
    const struct span text = span_of(rows[_i].message.text);
    reading_check_cuts(rows[_i].ops, text, 1);
    reading_check_pieces(rows[_i].ops, text);
}
END_TEST

/* Cut off anywhere, with any byte wrong: fields in order, within the text. */
START_TEST(test_damage)
{
    reading_check_damage(rows[_i].ops, span_of(rows[_i].message.text));
}
END_TEST

/* Lines that are longer than a value, or about as long, with folds: what follows them is read. */
START_TEST(test_long_values)
{
    static const char *const fronts[] = {
        "FN:", "N:", "NOTE;ENCODING=QUOTED-PRINTABLE:", "ADR;LABEL=\""};
    char text[2048];
    for (size_t i = 0; i < sizeof fronts / sizeof fronts[0]; i++) {
        const size_t len = (_i < 8 ? READER_VALUE_MAX - 6 : 1000) + (size_t)_i;
        size_t at = strlen(strcpy(text, CARD));
        at += strlen(strcpy(text + at, fronts[i]));
        for (size_t end = at + len; at < end; at++)
            text[at] = "y\r\n y=\r\nz"[at % 9];
        strcpy(text + at, "z\r\nTEL:2127365000");
        reading_check_cuts(&vcard_reader_ops, span_of(text), 1);
        struct field_log *const log = field_log_read(&vcard_reader_ops, span_of(text), 0, 64);
        ck_assert_msg(strstr(log->text, "TEL phone [2127365000]\n") != NULL, "%s", log->text);
        field_log_free(log);
    }
}
END_TEST

static void note_other(void *user, const struct field *field)
{
    if (field->meaning.detector >= 0)
        *(bool *)user = field->meaning.is_other;
}

/* The values of groups and companies, of rooms and lists, make no person. */
START_TEST(test_others)
{
    static const struct {
        const struct reader_ops *ops;
        const char *text;
        bool is_other;
    } cases[] = {
        {&vcard_reader_ops, CARD "KIND:org\nFN:Ann Lee\n", true},
        {&vcard_reader_ops, CARD "KIND:individual\nFN:Ann Lee\n", false},
        {&vcard_reader_ops, CARD "KIND:group\nEND:VCARD\n" CARD "FN:Ann Lee\n", false},
        {&icalendar_reader_ops, CALENDAR "ATTENDEE;CN=Ann Lee;CUTYPE=ROOM:\n", true},
        {&icalendar_reader_ops, CALENDAR "ATTENDEE;CN=Ann Lee;CUTYPE=INDIVIDUAL:\n", false},
        {&ldif_reader_ops, "dn: cn=x\nobjectClass: groupOfNames\ncn: Ann Lee\n", true},
        {&ldif_reader_ops, "dn: cn=x\nobjectClass: organizationalPerson\ncn: Ann Lee\n", false},
    };
    const struct field_rules *const rules = field_log_rules();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool is_other = !cases[i].is_other;
        void *const state = cases[i].ops->create(rules);
        struct field_sink sink = {note_other, &is_other, 0, NULL, NULL};
        const struct span bytes = span_of(cases[i].text);
        const struct segment segment = {.text = bytes.ptr, .len = bytes.len};
        ck_assert(cases[i].ops->begin(state, bytes, true));
        ck_assert(cases[i].ops->feed(state, &segment, &sink));
        cases[i].ops->free(state);
        ck_assert_msg(is_other == cases[i].is_other, "%s", cases[i].text);
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("contentline");
    TCase *const tcase = tcase_create("contentline");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_fields, 0, ROWS);
    tcase_add_loop_test(tcase, test_cuts, 0, ROWS);
    tcase_add_loop_test(tcase, test_damage, 0, ROWS);
    tcase_add_loop_test(tcase, test_long_values, 0, 9);
    tcase_add_test(tcase, test_others);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
