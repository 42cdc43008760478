/* person-name in text. */
#include "detectors/finding.h"
#include "probe.h"
#include "suite.h"

#include <string.h>

static const struct probe_case cases[] = {
    {"PATIENT: JOHANSSON^XIOMARA^C", "JOHANSSON^XIOMARA^C", 75, 0},
    {"Warm regards,\n\nJennifer P. Abernathyx", "Jennifer P. Abernathyx", 60, 0},
    {"The lines,\n\nJennifer P. Abernathyx", NULL, 0, 0},
    {"with Jennifer Abernathyx, MD, on", "Jennifer Abernathyx", 60, 0},
    {"with Jennifer Abernathyx, on", NULL, 0, 0},
    {"Jennifer Abernathyx is an 84-year-old", "Jennifer Abernathyx", 60, 0},
    {"Jennifer Abernathyx is a painter", NULL, 0, 0},
    {"Jennifer Abernathyx (DOB 04/22/1978)", "Jennifer Abernathyx", 60, 0},
    {"Jennifer Abernathyx (Paris)", NULL, 0, 0},
    {"RE: Jennifer Abernathyx\nDOB 04/22/1978", "Jennifer Abernathyx", 65, 0},
    {"RE: Jennifer Abernathyx", NULL, 0, 0},
    {"Dear Dr. Qvistberg:", "Qvistberg", 60, 0},
    {"Dr. Qvistberg: 5", NULL, 0, 0},
    {"Patient name ........ Joseph Smith", "Joseph Smith", 80, 0},
    {"Patient .. Jennifer Abernathyx", NULL, 0, 0},
    {"Patient name Jennifer Abernathyx", "Jennifer Abernathyx", 75, 0},
    {"Patient name Service Dates", NULL, 0, 0},
    {"Patient's name: ___Jennifer Abernathyx___", "Jennifer Abernathyx", 75, 0},
    {"Patient name\nJennifer Abernathyx\nDOB", "Jennifer Abernathyx", 75, 0},
    {"  4. Patient name:\r\n   Abernathyx, Qlorinda", "Abernathyx, Qlorinda", 75, 0},
    {"Patient name\nJennifer Abernathyx was here", NULL, 0, 0},
    {"Patient name\n\nJennifer Abernathyx\n", NULL, 0, 0},
    {"Patient name\nAttending Physician\n", NULL, 0, 0},
    {"the patient name\nJennifer Abernathyx\n", NULL, 0, 0},
    {"Dra. Xochitl Barrag\xc3\xa1n", "Xochitl Barrag\xc3\xa1n", 60, 0},
    {"Driver: Postgres Connector, patient_id", NULL, 0, 0},
    {"Referring physician: Qlorindo Abernathyx", NULL, 0, 0},
    {"Patient: Paul Johnson  MRN", "Paul Johnson", 80, 0},
    {"Patient: Jos\xC3\xA9 Nu\xC3\xB1"
     "ez  MRN",
     "Jos\xC3\xA9 Nu\xC3\xB1"
     "ez",
     80, 0},
    {"Patient: St\xC3\xA4"
     "ble w\xC3\xA4y",
     NULL, 0, 0},
    {"Patient Name: JOHNSON, PAUL", "JOHNSON, PAUL", 80, 0},
    {"\"name\": \"Betty Johnson\"", "Betty Johnson", 72, 0},
    {"Claimant: Christopher Gonzalez", "Christopher Gonzalez", 80, 0},
    {"Mr. Edwards presented", "Edwards", 70, 0},
    {"Signature: Dr. Sandra Robinson", "Sandra Robinson", 70, 0},
    {"seen by Samantha Morgan at noon", "Samantha Morgan", 72, 0},
    {"NURSING STAFF - Amanda K. Thompson", "Amanda K. Thompson", 60, 0},
    {"care of Karen White today", "Karen White", 60, 0},
    {"Susan Harris, SSN", "Susan Harris", 60, 0},
    {"Susan Harris MRN", "Susan Harris", 60, 0},
    {"Patient Edwards acknowledged", "Edwards", 65, 0},
    {"The patient, Nicole, reported", "Nicole", 65, 0},
    {"name=Nancy+Lopez&", "Nancy+Lopez", 72, 0},
    {"Nurse Karen gave", "Karen", 70, 0},
    {"my name is Aantje Mourik", "Aantje Mourik", 65, 0},
    {"name is Clark.", "Clark", 60, 0},
    {"Patient Name: Katrine J\xc3\xb8rgensen", "Katrine J\xc3\xb8rgensen", 75, 0},
    {"the name is Project Long", NULL, 0, 0},
    {"name is not set", NULL, 0, 0},
    {"NAME (LAST, FIRST): SMITH, JOHN", "SMITH, JOHN", 72, 0},
    {"Patient (Last, First): Smith, John", "Smith, John", 80, 0},
    {"Susan Lake", NULL, 0, 0},
    {"Patient Education", NULL, 0, 0},
    {"patient, March,", NULL, 0, 0},
    {"the patient, Nicole reported", NULL, 0, 0},
    {"Nancy+Lopez", NULL, 0, 0},
    {"Nurse Station", NULL, 0, 0},
    {"Patient: Stable", NULL, 0, 0},
    {"Name: Debian Project", NULL, 0, 0},
    {"name: build-server", NULL, 0, 0},
    {"MS Windows", NULL, 0, 0},
    {"Elm Dr Boston", NULL, 0, 0},
    {"Mr. Adeyemi presented", "Adeyemi", 60, 0},
    {"Mrs. Oluwaseun Adeyemi", "Oluwaseun Adeyemi", 60, 0},
    {"Dr. Sudeshna Bhattacharya", "Sudeshna Bhattacharya", 60, 0},
    {"Dr. Bhattacharya", "Bhattacharya", 60, 0},
    {"Dear Dr. Bhattacharya,", "Bhattacharya", 60, 0},
    {"seen by Dr. Bhattacharya", "Bhattacharya", 60, 0},
    {"Ocean Dr. Bhattacharya", NULL, 0, 0},
    {"12 Ocean Dr. Playa Vista", NULL, 0, 0},
    {"DR. S. SMITH", "S. SMITH", 70, 0},
    {"MS SMITH", NULL, 0, 0},
    {"Dictated by: Farah Siddiqui, MD", "Farah Siddiqui", 65, 0},
    {"Rendering: P. Venkataraman M.D.", "P. Venkataraman", 65, 0},
    {"Rendering: P. Venkataraman LLC", NULL, 0, 0},
    {"Dictated by: Voice Software", NULL, 0, 0},
    {"Name: ADEBAYO, FOLAKE   DOB: 01/02/1960", "ADEBAYO, FOLAKE", 65, 0},
    {"Name: ADEBAYO, FOLAKE", NULL, 0, 0},
    {"Emergency contact - Ngozi Okafor", "Ngozi Okafor", 65, 0},
    {"Patient - see chart", NULL, 0, 0},
    {"her son Dwayne called", "Dwayne", 65, 0},
    {"her son called", NULL, 0, 0},
    {"Mr. Not Available", NULL, 0, 0},
    {"Pt: Hernandez-Okafor, Marisol T.", "Hernandez-Okafor, Marisol T", 80, 0},
    {"Attending: Wei-Lin Zhao", "Wei-Lin Zhao", 72, 0},
    {"Patient: Xiomara Quispe", "Xiomara Quispe", 75, 0},
    {"Patient: Oluwaseun Adeyemi", "Oluwaseun Adeyemi", 65, 0},
    {"Patient: Oluwaseun Adeyemi was seen", NULL, 0, 0},
    {"PATIENT: OYELARAN, BABATUNDE", "OYELARAN, BABATUNDE", 70, 0},
    {"PATIENT: RESTING QUIETLY", NULL, 0, 0},
    {"Patient: Stable Condition", NULL, 0, 0},
    {"Patient Name: Oluwaseun Adeyemi MRN: 12", "Oluwaseun Adeyemi", 75, 0},
    {"Patient Name: Not Provided", NULL, 0, 0},
    {"Patient Name: Date Of Birth:", NULL, 0, 0},
    {"patient name: john smith", "john smith", 75, 0},
    {"patient name: same as above", NULL, 0, 0},
    {"Patient: Smith,John", "Smith,John", 80, 0},
    {"Physician: Smith, MD", NULL, 0, 0},
    {"Patient: Ana de la Cruz", "Ana de la Cruz", 80, 0},
    {"Member: Hernandez, Marisol", "Hernandez, Marisol", 80, 0},
    {"Member Hernandez", NULL, 0, 0},
    {"Policy: Quispe, Xiomara", NULL, 0, 0},
    {"PATIENT NAME:        TRAN, MINH QUANG", "TRAN, MINH QUANG", 80, 0},
    {"Patient Name (Last, First, MI): Abdi, Hodan M", "Abdi, Hodan M", 75, 0},
    {"Patient Name (unclosed: Abdi, Hodan", NULL, 0, 0},
    {"first_name: Xiomara", "Xiomara", 75, 0},
    {"Last Name: Smith", "Smith", 75, 0},
    {"\"lastName\": \"Quispe\"", "Quispe", 70, 0},
    {"Last Name: Required", NULL, 0, 0},
    {"Last Name: First Name:", NULL, 0, 0},
    {"last name, Quispe", NULL, 0, 0},
    {"Name: de la Cruz, Ana", "de la Cruz, Ana", 72, 0},
    {"Patient: St. John, Mary", "St. John, Mary", 80, 0},
    {"signed by Wei-Lin Zhao", "Wei-Lin Zhao", 72, 0},
    {"Prescriber: Brzezicka, Susan", "Brzezicka, Susan", 65, 0},
    {"Provider: Sterling Cooper", NULL, 0, 0},
    {"Patient: Maria Lopez Date of Birth: 4/12/1961", "Maria Lopez", 80, 0},
    {"Patient: Lopez, Maria Member ID: 12", "Lopez, Maria", 80, 0},
    {"Patient: Xiaoming Zhao Medical Record Number: 1", "Xiaoming Zhao", 65, 0},
    {"First name: Maria Last name: x", "Maria", 75, 0},
    {"Surname: Lopez Given names: x", "Lopez", 75, 0},
    {"Last name: Lopez, First name: x", "Lopez", 75, 0},
    {"Last Name: Lopez Patient First Name: x", "Lopez", 75, 0},
    {"First Name: Maria Middle Initial: L", "Maria", 75, 0},
    {"First name: Maria Elena", "Maria Elena", 75, 0},
    {"patient Maria Lopez presents", "Maria Lopez", 65, 0},
    {"the patient, Maria Lopez, was", "Maria Lopez", 65, 0},
    {"Patient Mary Ann Jones came", "Mary Ann Jones", 65, 0},
    {"patient Maria Hospital", "Maria", 65, 0},
    {"patient New York", NULL, 0, 0},
    {"Wife: Marisol\n", "Marisol", 60, 0},
    {"Patient name/ID: Mateo Villalobos / MV-0091823", "Mateo Villalobos", 75, 0},
    {"Contacto de emergencia: Rogelio Garcia", "Rogelio Garcia", 80, 0},
    {"Mother: Yesenia, aged 34", "Yesenia", 60, 0},
    {"Mother: Yesenia has diabetes", NULL, 0, 0},
    {"Mother: Diabetes\n", NULL, 0, 0},
    {"Submitted by: Wei-Lin Garcia", "Wei-Lin Garcia", 72, 0},
    {"Attending: Stark Industries", NULL, 0, 0},
    {"Name: Brzezicka, Susan", NULL, 0, 0},
    {"Austin Long", NULL, 0, 0},
    {"the johnson report", NULL, 0, 0},
    {"Parkinson Disease", NULL, 0, 0},
    {"class JohnSmith extends Robert", NULL, 0, 0},
    {"Samantha\nMorgan", NULL, 0, 0},
};

START_TEST(test_names)
{
    probe_check("person-name", &cases[_i]);
}
END_TEST

/* No finding may be longer than TILE_FINDING_MAX, or depend on what is further away than that. */
START_TEST(test_particles_without_end)
{
    char text[2048] = "Patient name: Juan ";
    for (int i = 0; i < _i; i++) {
        strcat(text, "de la ");
    }
    strcat(text, "Cruz");
    const struct probe_case test = {text, _i > 5 ? NULL : text + strlen("Patient name: "), 80, 0};
    probe_check("person-name", &test);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("person_name");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_names, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_loop_test(all, test_particles_without_end, 0, 300);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
