/* Fields of XML, and of the health formats that are written in it. */
#include "tests/unit/read/field_log.h"
#include "tests/unit/read/message_check.h"
#include "tests/unit/read/reading_check.h"
#include "tests/unit/suite.h"

#include "crawler/read/embedded.h"

#include <stdlib.h>
#include <string.h>

#define CDA "<ClinicalDocument xmlns=\"urn:hl7-org:v3\">"
#define CDA_END "</ClinicalDocument>"
#define ROLE "<recordTarget><patientRole>"
#define ROLE_END "</patientRole></recordTarget>"
#define P "/ClinicalDocument/recordTarget/patientRole"
#define NPI "2.16.840.1.113883.4.6"
#define FHIR "xmlns=\"http://hl7.org/fhir\""

#define CONTENT "MRN: A1234567, SSN: 536-90-4399"
#define LETTERS "TVJOOiBBMTIzNDU2NywgU1NOOiA1MzYtOTAtNDM5OQ=="

static const struct message_case rows[] = {
    {"an element, an attribute, a label",
     "<a><ssn>536-90-4399</ssn><p dob='1970-01-02'/><field name=\"mrn\">A17</field></a>",
     "/a/ssn us-ssn [536-90-4399]\n/a/p/@dob dob [1970-01-02]\n/a/field mrn [A17]\n", false, false},
    {"a property list",
     "<plist><dict><key>ssn</key><string>536904399</string><key>phones</key><array>"
     "<string>2127365000</string></array><key>x</key><string>1</string></dict></plist>",
     "/plist/dict/string us-ssn [536904399]\n/plist/dict/array/string phone [2127365000]\n", false,
     false},
    {"names and values of other elements",
     "<a><name>MRN</name><value><string>A17</string></value><field name=\"ssn\"><value>536904399"
     "</value></field><key>ssn</key><size>536904399</size><value>536904398</value></a>",
     "/a/value/string mrn [A17]\n/a/field/value us-ssn [536904399]\n", false, false},
    {"value behind a name", "<a><attr name=\"ssn\" value=\"536904399\"/></a>",
     "/a/attr/@value us-ssn [536904399]\n", false, false},
    {"a provider's are nobody's", "<x><provider><lastName>Lee</lastName></provider></x>", "", false,
     false},
    {"names together", "<patient><name><first>Ann</first><last>Lee</last></name></patient>",
     "/patient/name/first person-name [Ann]\n/patient/name/last person-name [Lee]\n", false, false},
    {"prefixes are no part of a name", "<n:a xmlns:n='u'><n:patientId>77</n:patientId></n:a>",
     "/a/patientId patient-id [77]\n", false, false},
    {"references and CDATA",
     "<a><patientName>Anne&#x2d;Mari&#101; O&apos;Lee</patientName>"
     "<patientName><![CDATA[ A & B Lee ]]></patientName></a>",
     "/a/patientName person-name [Anne-Marie O'Lee]\n/a/patientName person-name [A & B Lee]\n",
     false, false},
    {"other references stay", "<!DOCTYPE a [<!ENTITY b \"<x>\">]><a><mrn>7&b;&#xFFFFFFF;</mrn></a>",
     "/a/mrn mrn [7&b;&#xFFFFFFF;]\n", false, false},
    {"comments, instructions",
     "<?xml version='1.0'?><!-- <ssn>1</ssn> --><a><?p <ssn>2?><ssn>3</ssn></a>",
     "/a/ssn us-ssn [3]\n", false, false},
    {"white space", "\xef\xbb\xbf \n<a>\n <ssn\n >\t536904399\n</ssn\n></a>",
     "/a/ssn us-ssn [536904399]\n", false, false},
    {"an end that was forgotten", "<a><p><ssn>536904399</p><mrn>7</mrn></a>",
     "/a/p/ssn us-ssn [536904399]\n/a/mrn mrn [7]\n", false, false},
    {"a tag that was forgotten", "<a><p x='1' <ssn>536904399</ssn></a>",
     "/a/p/ssn us-ssn [536904399]\n", false, false},
    {"names that may be values are not shown", "<a><b536904399><ssn>1</ssn></b536904399></a>",
     "/a/*/ssn us-ssn [1]\n", false, false},
    {"cut off in a value", "<?xml version='1.0'?><a><ssn>53690", "/a/ssn us-ssn [53690]\n", false,
     false},

    {"C-CDA: ids by root",
     CDA ROLE "<id extension=\"536904399\" root=\"2.16.840.1.113883.4.1\"/>"
              "<id root='1.2.3.4' extension='A7'/><id root='2.16.840.1.113883.4.927' "
              "extension='1EG4TE5MK73'/><id extension='D9' root='2.16.840.1.113883.4.3.36'/>"
              "<id nullFlavor='UNK'/>" ROLE_END CDA_END,
     P "/id/@extension us-ssn [536904399]\n" P "/id/@extension mrn [A7]\n" P
       "/id/@extension us-mbi [1EG4TE5MK73]\n" P "/id/@extension driver-license [D9]\n",
     true, true},
    {"C-CDA: the patient",
     CDA ROLE "<addr use='HP'><streetAddressLine>12 Main St</streetAddressLine><city>Troy</city>"
              "<postalCode>48104</postalCode></addr><telecom value='tel: (212)736-5000'/>"
              "<telecom value='mailto:a@b.org'/><patient><name><given>Ann</given><given>Q</given>"
              "<family>Lee</family></name><birthTime value='19700102030405-0500'/>"
              "</patient>" ROLE_END CDA_END,
     P "/addr/streetAddressLine postal-address [12 Main St]\n" P "/addr/city city [Troy]\n" P
       "/addr/postalCode zip-code [48104]\n" P "/telecom/@value phone [ (212)736-5000]\n" P
       "/telecom/@value email [a@b.org]\n" P "/patient/name/given person-name [Ann]\n" P
       "/patient/name/given person-name [Q]\n" P "/patient/name/family person-name [Lee]\n" P
       "/patient/birthTime/@value dob [19700102]\n",
     true, true},
    {"C-CDA: the organisation's name is no person's, its address is known",
     CDA ROLE "<providerOrganization><name>Good Clinic</name><addr><city>Troy</city></addr>"
              "</providerOrganization>" ROLE_END CDA_END,
     P "/providerOrganization/addr/city city [Troy]\n", false, true},
    {"C-CDA: a guarantor is assigned as staff is, whose whole names may be a company's",
     CDA "<assignedEntity><code code='GUAR'/><assignedPerson><name>Ann Lee</name></assignedPerson>"
         "</assignedEntity><assignedEntity><code code='207Q'/><assignedPerson><name>Ann Foe</name>"
         "</assignedPerson></assignedEntity>" CDA_END,
     "/ClinicalDocument/assignedEntity/assignedPerson/name person-name [Ann Lee]\n", false, true},
    {"C-CDA: a relative's number",
     CDA "<relatedSubject><subject><id root='1.2.3.4' "
         "extension='F7'/></subject></relatedSubject>" CDA_END,
     "/ClinicalDocument/relatedSubject/subject/id/@extension patient-id [F7]\n", false, true},
    {"HL7 v3: who a query asks for",
     "<Q xmlns='urn:hl7-org:v3'><parameterList><livingSubjectName><value><family>Lee</family>"
     "</value></livingSubjectName></parameterList></Q>",
     "/Q/parameterList/livingSubjectName/value/family person-name [Lee]\n", true, true},
    {"C-CDA: an id of its own is its root",
     CDA ROLE "<id root='db734647-fc99-424c-a864-7e3cda82e703'/><id root='1.2.3.4'/>" ROLE_END
              "<id root='db734647-fc99-424c-a864-7e3cda82e704'/>" CDA_END,
     P "/id/@root patient-id [db734647-fc99-424c-a864-7e3cda82e703]\n", true, true},
    {"HL7 v3: a patient of a message",
     "<PRPA_IN201301UV02 xmlns='urn:hl7-org:v3'><patient><id root='1.2.3.4' extension='A7'/>"
     "<patientPerson><name><family>Lee</family></name><birthTime value='19700102'/></patientPerson>"
     "</patient></PRPA_IN201301UV02>",
     "/*/patient/id/@extension mrn [A7]\n/*/patient/patientPerson/"
     "name/family person-name [Lee]\n/*/patient/patientPerson/birthTime/@value dob "
     "[19700102]\n",
     true, true},
    {"C-CDA: guardian",
     CDA ROLE "<patient><guardian><guardianPerson><name>Jo Lee</name></guardianPerson></guardian>"
              "</patient>" ROLE_END CDA_END,
     P "/patient/guardian/guardianPerson/name person-name [Jo Lee]\n", false, true},
    {"C-CDA: authors are providers",
     CDA "<author><assignedAuthor><id root='" NPI "' extension='1234567893'/><id root='1.2.3.4' "
         "extension='7'/><assignedPerson><name><given>Al</given></name></assignedPerson>"
         "<addr><city>Troy</city></addr></assignedAuthor></author>" CDA_END,
     "/ClinicalDocument/author/assignedAuthor/id/@extension us-npi [1234567893]\n"
     "/ClinicalDocument/author/assignedAuthor/assignedPerson/name/given person-name [Al]\n"
     "/ClinicalDocument/author/assignedAuthor/addr/city city [Troy]\n",
     false, true},
    {"C-CDA: participants by their class",
     CDA "<participant><associatedEntity classCode='NOK'><associatedPerson><name><family>Lee"
         "</family></name></associatedPerson></associatedEntity></participant><participant>"
         "<associatedEntity classCode='PROV'><associatedPerson><name><family>Foe</family></name>"
         "</associatedPerson></associatedEntity></participant>" CDA_END,
     "/ClinicalDocument/participant/associatedEntity/associatedPerson/name/family person-name "
     "[Lee]\n"
     "/ClinicalDocument/participant/associatedEntity/associatedPerson/name/family person-name "
     "[Foe]\n",
     false, true},
    {"C-CDA: coverage",
     CDA "<entry><participant typeCode='COV'><participantRole><id root='1.2.3.4' "
         "extension='M55'/></participantRole></participant></entry>" CDA_END,
     "/ClinicalDocument/entry/participant/participantRole/id/@extension member-id [M55]\n", true,
     true},
    {"C-CDA: codes by system, times",
     CDA "<entry><code code='44054006' codeSystem='2.16.840.1.113883.6.96'/><value code='E11.9' "
         "codeSystem='2.16.840.1.113883.6.90'/><value code='x' codeSystem='1.2.3'/><effectiveTime>"
         "<low value='20240102'/></effectiveTime><time value='20240102'/></entry>" CDA_END,
     "/ClinicalDocument/entry/code/@code snomed-ct [44054006]\n"
     "/ClinicalDocument/entry/value/@code icd10-cm [E11.9]\n",
     false, true},
    {"C-CDA: a date of care is somebody's",
     CDA ROLE "<id root='1.2.3.4' extension='A7'/>" ROLE_END
              "<effectiveTime value='20240102'/>" CDA_END,
     P "/id/@extension mrn [A7]\n/ClinicalDocument/effectiveTime/@value service-date [20240102]\n",
     true, true},
    {"C-CDA with a prefix",
     "<n1:ClinicalDocument xmlns:n1='urn:hl7-org:v3'><n1:recordTarget><n1:patientRole><n1:id "
     "root='1.2.3.4' extension='A7'/></n1:patientRole></n1:recordTarget></n1:ClinicalDocument>",
     P "/id/@extension mrn [A7]\n", true, true},
    {"a part of a C-CDA, without namespace",
     "<assignedAuthor><id root='" NPI "' extension='99999999'/></assignedAuthor>",
     "/assignedAuthor/id/@extension us-npi [99999999]\n", false, true},

    {"FHIR: patient",
     "<Patient " FHIR "><id value='p1'/><identifier><type><coding><system value='x'/><code "
     "value='SS'/></coding></type><value value='536904399'/></identifier><name><family "
     "value='Lee'/><given value='G.'/></name><telecom><system value='phone'/><value "
     "value='2127365000'/></telecom><birthDate value='1970-01-02'/><address><line "
     "value='12 Main St'/><postalCode value='48104'/></address></Patient>",
     "/Patient/id/@value patient-id [p1]\n/Patient/identifier/value/@value us-ssn [536904399]\n"
     "/Patient/name/family/@value person-name [Lee]\n/Patient/name/given/@value person-name [G.]\n"
     "/Patient/telecom/value/@value phone [2127365000]\n/Patient/birthDate/@value dob "
     "[1970-01-02]\n/Patient/address/line/@value postal-address [12 Main St]\n"
     "/Patient/address/postalCode/@value zip-code [48104]\n",
     true, true},
    {"FHIR: a bundle, with a prefix",
     "<f:Bundle xmlns:f='http://hl7.org/fhir'><f:entry><f:resource><f:Patient><f:birthDate "
     "value='1970-01-02'/></f:Patient></f:resource></f:entry></f:Bundle>",
     "/Bundle/entry/resource/Patient/birthDate/@value dob [1970-01-02]\n", true, true},
    {"FHIR: reference, code, extension",
     "<Observation " FHIR "><code><coding><system value='http://loinc.org'/><code value='2345-7'/>"
     "</coding></code><subject><reference value='Patient/77'/></subject><extension "
     "url='http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName'><valueString "
     "value='Foe'/></extension></Observation>",
     "/Observation/code/coding/code/@value loinc [2345-7]\n/Observation/subject/reference/@value "
     "patient-id [77]\n/Observation/extension/valueString/@value person-name [Foe]\n",
     false, true},
    {"FHIR: a reference to nobody takes back one to somebody",
     "<Encounter " FHIR "><actor><reference value='Patient/77'/><reference value='Location/1'/>"
     "<display value='Foe'/></actor></Encounter>",
     "", false, true},
    {"FHIR: practitioners are somebody else, definitions nobody",
     "<Bundle " FHIR "><Practitioner><name><family value='Lee'/></name></Practitioner>"
     "<StructureDefinition><contact><telecom><value value='2127365000'/></telecom></contact>"
     "</StructureDefinition></Bundle>",
     "/Bundle/Practitioner/name/family/@value person-name [Lee]\n", false, false},

    {"SCRIPT: a prescription",
     "<Message xmlns='http://www.ncpdp.org/schema/SCRIPT'><Body><NewRx><Patient><HumanPatient>"
     "<Name><LastName>Lee</LastName><FirstName>Ann</FirstName></Name><DateOfBirth><Date>1970-01-02"
     "</Date></DateOfBirth><Address><AddressLine1>12 Main St</AddressLine1><PostalCode>48104"
     "</PostalCode></Address></HumanPatient></Patient><Prescriber><NonVeterinarian>"
     "<Identification><NPI>1234567893</NPI></Identification><Name><LastName>Foe</LastName></Name>"
     "</NonVeterinarian></Prescriber></NewRx></Body></Message>",
     "/Message/Body/NewRx/Patient/HumanPatient/Name/LastName person-name [Lee]\n"
     "/Message/Body/NewRx/Patient/HumanPatient/Name/FirstName person-name [Ann]\n"
     "/Message/Body/NewRx/Patient/HumanPatient/DateOfBirth/Date dob [1970-01-02]\n"
     "/Message/Body/NewRx/Patient/HumanPatient/Address/AddressLine1 postal-address [12 Main St]\n"
     "/Message/Body/NewRx/Patient/HumanPatient/Address/PostalCode zip-code [48104]\n"
     "/Message/Body/NewRx/Prescriber/NonVeterinarian/Identification/NPI us-npi [1234567893]\n"
     "/Message/Body/NewRx/Prescriber/NonVeterinarian/Name/LastName person-name [Foe]\n",
     true, true},
    {"SCRIPT without a namespace",
     "<Message><Header/><Body><RxFill><Patient><LastName>Lee</LastName></Patient></RxFill></Body>"
     "</Message>",
     "/Message/Body/RxFill/Patient/LastName person-name [Lee]\n", true, true},

    {"not XML: HTML", "<!DOCTYPE html><html><p>x</p></html>", NULL, false, false},
    {"not XML: a message log", "<14>Jan 3 host app: x </14>", NULL, false, false},
    {"not XML: words", "<John> hello, all\n<Ann> hi", NULL, false, false},
    {"not XML: JSON", "{\"a\": \"<b/>\"}", NULL, false, false},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

START_TEST(test_fields)
{
    message_check(&xml_reader_ops, &rows[_i]);
}
END_TEST

START_TEST(test_cuts)
{
    reading_check_cuts(&xml_reader_ops,
                       (struct span){(const uint8_t *)rows[_i].text, strlen(rows[_i].text)}, 1);
}
END_TEST

static const struct {
    const char *name, *text, *fields;
} sheets[] = {
    {"a sheet of Excel",
     "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
     "xmlns:ss='urn:schemas-microsoft"
     "-com:office:spreadsheet'><Worksheet ss:Name='S'><Table><Row><Cell><Data>SSN</Data></Cell>"
     "<Cell><Data>Age</Data></Cell><Cell><Data>First Name</Data></Cell></Row><Row><Cell><Data "
     "ss:Type='String'>536904399</Data></Cell><Cell ss:Index='3'><Data>Ann</Data></Cell></Row>"
     "</Table></Worksheet></Workbook>",
     "2:3 First Name person-name [Ann]\n"},
    {"a flat sheet of OpenDocument",
     "<office:document xmlns:office='o' xmlns:table='t' "
     "xmlns:text='x'><table:table><table:table-row>"
     "<table:table-cell><text:p>SSN</text:p></table:table-cell><table:table-cell "
     "table:number-columns-repeated='2'/><table:table-cell><text:p>DOB</text:p></table:table-cell>"
     "</table:table-row><table:table-row><table:table-cell><text:p>536904399</text:p>"
     "</table:table-cell><table:table-cell/><table:table-cell/><table:table-cell><text:p>1970-01-02"
     "</text:p></table:table-cell></table:table-row></table:table></office:document>",
     "2:1 SSN us-ssn [536904399]\n2:4 DOB dob [1970-01-02]\n"},
};

static void note_other(void *user, const struct field *field)
{
    bool *const is_other = user;
    if (field->meaning.detector == field_meaning_of("person-name").detector)
        is_other[field->value.ptr[0] == 'F'] = field->meaning.is_other;
}

/* A provider's name is told, but makes no person. */
START_TEST(test_providers)
{
    static const char text[] =
        CDA ROLE "<patient><name>Lee</name></patient>" ROLE_END
                 "<author><assignedAuthor><assignedPerson><name><family>Foe</family></name>"
                 "</assignedPerson></assignedAuthor></author>" CDA_END;
    const struct span bytes = {(const uint8_t *)text, sizeof text - 1};
    const struct segment segment = {.text = bytes.ptr, .len = bytes.len};
    bool is_other[2] = {true, false};
    struct field_sink sink = {.emit = note_other, .user = is_other};
    const struct field_rules *const rules = field_log_rules();
    void *const state = cda_reader_ops.create(rules);
    ck_assert(cda_reader_ops.begin(state, bytes, true));
    ck_assert(cda_reader_ops.feed(state, &segment, &sink));
    ck_assert(!is_other[0] && is_other[1]);
    cda_reader_ops.free(state);
}
END_TEST

static const struct {
    const char *name, *text;
    const char *path; /* of the file; NULL: none */
} files[] = {
    {"the body",
     CDA "<component><nonXMLBody><text representation=\"B64\">" LETTERS
         "</text></nonXMLBody></component>" CDA_END,
     "/ClinicalDocument/component/nonXMLBody/text"},
    {"media",
     CDA "<entry><observationMedia><value representation=\"B64\">" LETTERS
         "</value></observationMedia></entry>" CDA_END,
     "/ClinicalDocument/entry/observationMedia/value"},
    {"a value of something else",
     CDA "<entry><observation><value>" LETTERS "</value></observation></entry>" CDA_END, NULL},
};

static void ignore_field(void *user, const struct field *field)
{
    (void)user;
    (void)field;
}

/* What stands in base64 is a file of its own. */
START_TEST(test_files)
{
    const struct span bytes = {(const uint8_t *)files[_i].text, strlen(files[_i].text)};
    const struct segment segment = {.text = bytes.ptr, .len = bytes.len};
    struct embedded *const embedded = malloc(sizeof *embedded);
    ck_assert_ptr_nonnull(embedded);
    embedded_init(embedded);
    struct field_sink sink = {.emit = ignore_field, .embedded = embedded};
    const struct field_rules *const rules = field_log_rules();
    void *const state = cda_reader_ops.create(rules);
    ck_assert(cda_reader_ops.begin(state, bytes, true));
    ck_assert(cda_reader_ops.feed(state, &segment, &sink));
    ck_assert_uint_eq(embedded->count, files[_i].path != NULL);
    if (files[_i].path != NULL) {
        const struct span path = embedded_path(embedded, 0),
                          content = embedded_content(embedded, 0);
        ck_assert_msg(path.len == strlen(files[_i].path) &&
                          memcmp(path.ptr, files[_i].path, path.len) == 0,
                      "%s: %.*s", files[_i].name, (int)path.len, (const char *)path.ptr);
        ck_assert_uint_eq(content.len, strlen(CONTENT));
        ck_assert_mem_eq(content.ptr, CONTENT, content.len);
    }
    cda_reader_ops.free(state);
    embedded_free(embedded);
    free(embedded);
}
END_TEST

/* Cells have the names of their columns, wherever they stand in the row. */
START_TEST(test_sheets)
{
    const struct span text = {(const uint8_t *)sheets[_i].text, strlen(sheets[_i].text)};
    struct field_log *const log = field_log_read(&xml_reader_ops, text, 0, FIELD_LOG_MAX);
    ck_assert_msg(log->len > strlen(sheets[_i].fields) &&
                      strcmp(log->text + log->len - strlen(sheets[_i].fields), sheets[_i].fields) ==
                          0,
                  "%s:\n%s", sheets[_i].name, log->text);
    field_log_free(log);
    reading_check_cuts(&xml_reader_ops, text, 1);
}
END_TEST

/* Texts, values and CDATA about as long as a value may be: what follows them is read. */
START_TEST(test_long_values)
{
    static const char *const shapes[][2] = {{"<a><p>", "</p><ssn>1</ssn></a>"},
                                            {"<a><p q=\"", "\"/><ssn>1</ssn></a>"},
                                            {"<a><![CDATA[", "]]><ssn>1</ssn></a>"},
                                            {"<a><p", "/><ssn>1</ssn></a>"},
                                            {"<a><!--", "--><ssn>1</ssn></a>"}};
    static const size_t lengths[] = {READER_VALUE_MAX - 9, READER_VALUE_MAX - 4,
                                     READER_VALUE_MAX - 2, READER_VALUE_MAX - 1,
                                     READER_VALUE_MAX,     1100};
    const size_t shape = (size_t)_i / 6;
    char text[2048];
    const size_t at = strlen(strcpy(text, shapes[shape][0]));
    memset(text + at, 'y', lengths[_i % 6]);
    strcpy(text + at + lengths[_i % 6], shapes[shape][1]);
    const struct span bytes = {(const uint8_t *)text, strlen(text)};
    reading_check_cuts(&xml_reader_ops, bytes, 1);
    struct field_log *const log = field_log_read(&xml_reader_ops, bytes, 0, FIELD_LOG_MAX);
    ck_assert_msg(strstr(log->text, "ssn us-ssn [1]") != NULL, "%s", log->text);
    field_log_free(log);
}
END_TEST

/* Cut off anywhere, with any byte wrong: fields in order, within the text, however it is cut. */
START_TEST(test_damage)
{
    const struct span text = {(const uint8_t *)rows[_i].text, strlen(rows[_i].text)};
    reading_check_damage(&xml_reader_ops, text);
}
END_TEST

static struct field_log *read_many(const char *head, const char *piece, size_t count,
                                   const char *tail)
{
    const size_t piece_len = strlen(piece), head_len = strlen(head);
    char *const text = malloc(head_len + piece_len * count + strlen(tail) + 1);
    ck_assert_ptr_nonnull(text);
    memcpy(text, head, head_len);
    for (size_t i = 0; i < count; i++)
        memcpy(text + head_len + i * piece_len, piece, piece_len);
    strcpy(text + head_len + count * piece_len, tail);
    struct field_log *const log = field_log_read(
        &xml_reader_ops, (struct span){(const uint8_t *)text, strlen(text)}, 8192, 8192);
    free(text);
    return log;
}

static const struct {
    const char *name, *head, *piece;
    size_t count;
    const char *tail;
} floods[] = {
    {"depth", "<?xml version='1.0'?><r>", "<a>", 1000000, "<ssn>2</ssn>"},
    {"attributes", "<r><q/><p ", "x='1' ", 100000, "/><ssn>1</ssn></r>"},
    {"a name", "<r><q/><p x", "y", 1000000, "='2'/><ssn>1</ssn></r>"},
    {"a quote that never closes", "<r><ssn>1</ssn><p x='", "y ", 500000, ""},
    {"laughs",
     "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'lol'><!ENTITY b "
     "'&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]><r>",
     "&b;", 100000, "<ssn>1</ssn></r>"},
    {"comments", "<?xml version='1.0'?><r>", "<!---->", 100000, "<ssn>1</ssn></r>"},
    {"ends without starts", "<?xml version='1.0'?><r>", "</q>", 300000, "<ssn>1</ssn></r>"},
    {"signs", "<?xml version='1.0'?><r><ssn>1</ssn>", "<", 1000000, ""},
};

/* Bounded time and memory, whatever there is a million of; what is sound is read. */
START_TEST(test_floods)
{
    struct field_log *const log =
        read_many(floods[_i].head, floods[_i].piece, floods[_i].count, floods[_i].tail);
    ck_assert_msg(log->is_whole && log->is_in_order, "%s", floods[_i].name);
    const bool is_deep = _i == 0;
    ck_assert_msg((strstr(log->text, "us-ssn [1]") != NULL) == !is_deep, "%s", floods[_i].name);
    field_log_free(log);
}
END_TEST

/* What lies too deep is passed over, and what stands behind it is read. */
START_TEST(test_depth)
{
    char text[8192] = "<r>";
    for (int i = 0; i < 200; i++)
        strcat(text, "<a>");
    strcat(text, "<ssn>1</ssn>");
    for (int i = 0; i < 200; i++)
        strcat(text, "</a>");
    strcat(text, "<ssn>2</ssn></r>");
    struct field_log *const log = field_log_read(
        &xml_reader_ops, (struct span){(const uint8_t *)text, strlen(text)}, 0, FIELD_LOG_MAX);
    ck_assert_ptr_nonnull(strstr(log->text, "/r/ssn us-ssn [2]"));
    field_log_free(log);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("xml");
    TCase *const tcase = tcase_create("xml");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_fields, 0, ROWS);
    tcase_add_loop_test(tcase, test_sheets, 0, (int)(sizeof sheets / sizeof sheets[0]));
    tcase_add_loop_test(tcase, test_cuts, 0, ROWS);
    tcase_add_loop_test(tcase, test_damage, 0, ROWS);
    tcase_add_loop_test(tcase, test_long_values, 0, 30);
    tcase_add_loop_test(tcase, test_floods, 0, (int)(sizeof floods / sizeof floods[0]));
    tcase_add_test(tcase, test_depth);
    tcase_add_test(tcase, test_providers);
    tcase_add_loop_test(tcase, test_files, 0, (int)(sizeof files / sizeof files[0]));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
