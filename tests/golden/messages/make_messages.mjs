/* Writes the messages and exports of files/ by other implementations: npm ci && node make_messages.mjs files
 * All tell of the one person of person.json, who is made up. */
import Calendar from 'ical-generator';
import Fhir from 'fhir';
import Hl7 from 'simple-hl7';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import Papa from 'papaparse';
import VCard from 'vcards-js';
import X12 from 'node-x12';
import fs from 'node:fs';
import vm from 'node:vm';
import {DOMImplementation, XMLSerializer} from '@xmldom/xmldom';
import {createRequire} from 'node:module';
import {HL7_2_5} from 'node-hl7-client';

const folder = process.argv[2];
const save = (name, content) => fs.writeFileSync(`${folder}/${name}`, content);
const person = JSON.parse(fs.readFileSync(new URL('person.json', import.meta.url)));
const {family, given, ssn, mrn, member, phone, email, street, city, state, zip, npi, code} = person;
const day = person.birth.replaceAll('-', '');
const address = `${street}^^${city}^${state}^${zip}`;

/* HL7 v2 */
const visit = new HL7_2_5({date: '8'});
visit.buildMSH({msh_3: 'ADT1', msh_4: 'HARBOUR', msh_9_1: 'ADT', msh_9_2: 'A01', msh_10: '77', msh_11_1: 'P'});
visit.buildEVN({evn_1: 'A01', evn_2: '20240305'});
visit.buildPID({
  pid_3: `${mrn}^^^H^MR`, pid_19: ssn, pid_5: `${family}^${given}`, pid_7: day, pid_8: 'F',
  pid_11: address, pid_13: phone,
});
visit.buildPV1({pv1_2: 'I', pv1_7: `${npi}^Stone^Ada`});
save('visit.hl7', visit.toString());

const result = new Hl7.Message('LAB', 'HARBOUR', 'EHR', 'HARBOUR', '20240305', '', ['ORU', 'R01'], '78', 'P', '2.5');
result.addSegment('PID', '1', '', [mrn, '', '', 'HARBOUR', 'MR'], '', [family, given], '', day, 'F', '', '',
  [street, '', city, state, zip], '', phone, '', '', '', '', '', ssn);
result.addSegment('OBX', '1', 'TX', 'NOTE', '', `SSN on file: ${ssn}`);
save('result.hl7', result.toString());

/* X12 837 professional */
const segment = (tag, ...elements) => ({tag, elements});
const claim = {
  options: {elementDelimiter: '*', segmentTerminator: '~', subElementDelimiter: ':', repetitionDelimiter: '^', format: true},
  header: ['00', '          ', '00', '          ', 'ZZ', 'HARBOUR        ', 'ZZ', 'PAYER          ', '240305', '1200', '^',
    '00501', '000000101', '0', 'P', ':'],
  functionalGroups: [{
    header: ['HC', 'HARBOUR', 'PAYER', '20240305', '1200', '1', 'X', '005010X222A1'],
    transactions: [{
      header: ['837', '0001', '005010X222A1'],
      segments: [
        segment('BHT', '0019', '00', '77', '20240305', '1200', 'CH'),
        segment('HL', '1', '', '20', '1'),
        segment('NM1', '85', '2', 'HARBOUR CLINIC', '', '', '', '', 'XX', npi),
        segment('HL', '2', '1', '22', '0'),
        segment('SBR', 'P', '18', '', '', '', '', '', '', 'CI'),
        segment('NM1', 'IL', '1', family, given, '', '', '', 'MI', member),
        segment('N3', street),
        segment('N4', city, state, zip),
        segment('DMG', 'D8', day, 'F'),
        segment('REF', 'SY', ssn.replaceAll('-', '')),
        segment('REF', 'EA', mrn),
        segment('PER', 'IC', `${given} ${family}`, 'TE', phone.replace(/\D/g, '')),
        segment('CLM', '991827', '120', '', '', '11:B:1', 'Y', 'A', 'Y', 'Y'),
        segment('HI', `ABK:${code.replace('.', '')}`),
      ],
    }],
  }],
};
save('claim.x12', new X12.X12Generator(claim).toString());

/* FHIR: what is written as JSON here, as XML */
const patient = {
  resourceType: 'Patient',
  id: 'a77',
  identifier: [
    {type: {coding: [{system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR'}]}, system: 'urn:oid:1.2.3.4', value: mrn},
    {system: 'http://hl7.org/fhir/sid/us-ssn', value: ssn.replaceAll('-', '')},
  ],
  name: [{use: 'official', family, given: [given]}],
  telecom: [{system: 'phone', value: phone}, {system: 'email', value: email}],
  gender: 'female',
  birthDate: person.birth,
  address: [{line: [street], city, state, postalCode: zip}],
};
const fhir = new Fhir.Fhir();
const xml = fhir.objToXml(patient);
save('patient.xml', xml);
save('patient.json', JSON.stringify(fhir.xmlToObj(xml), null, 2));

/* C-CDA, by the build for browsers: the other one wants a library in C */
const browser = vm.createContext({document: {implementation: new DOMImplementation()}, XMLSerializer, console});
browser.window = vm.runInContext('this', browser);
const bundle = createRequire(import.meta.url).resolve('blue-button-generate/dist/blue-button-generate.js');
vm.runInContext(fs.readFileSync(bundle, 'utf8'), browser);
const ccda = vm.runInContext("require('blue-button-generate')", browser);
const point = (date) => ({point: {date: `${date}T00:00:00Z`, precision: 'day'}});
save('summary.xml', ccda.generateCCD({
  meta: {identifiers: [{identifier: '1.2.3', extension: 'D1'}], sections: ['demographics', 'problems']},
  data: {
    demographics: {
      name: {first: given, last: family},
      dob: point(person.birth),
      gender: 'Female',
      identifiers: [
        {identifier: '2.16.840.1.113883.4.1', extension: ssn},
        {identifier: '1.2.3.4', extension: mrn},
      ],
      addresses: [{street_lines: [street], city, state, zip, country: 'US', use: 'primary home'}],
      phone: [{number: phone, type: 'primary home'}],
    },
    problems: [{
      date_time: {low: {date: '2024-03-05T00:00:00Z', precision: 'day'}},
      identifiers: [{identifier: '1.2.9'}],
      problem: {code: {name: 'Type 2 diabetes mellitus', code, code_system_name: 'ICD-10-CM'}},
    }],
  },
}));

/* Mail: two bodies, a table attached, and a message within */
const table = Papa.unparse(
  [{'Patient Name': `${family}, ${given}`, 'Member ID': member, SSN: ssn, 'Birth Date': person.birth, Note: 'said "call\r\nlater"; ok'}],
  {delimiter: ';', newline: '\r\n', quotes: true});
save('table.csv', `\ufeff${table}\r\n`);
const letter = new MailComposer({
  from: 'Ada Stone <ada.stone@harbour.example>', to: email, subject: `Votre rendez-vous \u2013 MRN ${mrn}`,
  date: new Date(0), messageId: '<1@harbour.example>', boundaryPrefix: 'part', baseBoundary: 'phicrawl',
  text: `Dear ${given},\n\nwe have your SSN: ${ssn} and your date of birth: ${person.birth}. \u2014 ${'x'.repeat(80)}\n`,
  html: `<p>Call <b>${phone}</b>, SSN: ${ssn.slice(0, 7)}<i>${ssn.slice(7)}</i></p>`,
  attachments: [
    {filename: 'lettre\u00e9.csv', content: table},
    {filename: 'first.eml', contentType: 'message/rfc822', content: `Subject: first\r\n\r\nMember ID: ${member}\r\n`},
  ],
});
save('letter.eml', await letter.compile().build());

/* Contacts and calendars */
const card = new VCard();
Object.assign(card, {firstName: given, lastName: family, birthday: new Date(`${person.birth}T12:00:00`), cellPhone: phone, email});
Object.assign(card.homeAddress, {street, city, stateProvince: state, postalCode: zip});
save('contact.vcf', card.getFormattedString());
const calendar = Calendar({name: 'Visits', prodId: '//harbour//visits//EN'});
calendar.createEvent({
  id: '1', stamp: new Date(0), start: new Date('2024-03-05T09:00:00Z'), summary: `Visit of ${given} ${family}, MRN: ${mrn}`,
  description: `Date of birth: ${person.birth}, SSN: ${ssn}, to be called before the visit at ${phone}.`,
  attendees: [{name: `${given} ${family}`, email}],
});
save('visits.ics', calendar.toString());
