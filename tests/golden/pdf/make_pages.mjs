/* Writes the pages of pages/ by other implementations: npm ci && node make_pages.mjs pages
 *
 * office.pdf there is by LibreOffice: a table of words, dates and numbers, narrower than its headings,
 *     soffice --headless --infilter='HTML (StarWriter)' --convert-to pdf:writer_pdf_Export office.html
 * Everybody in them is made up. */
import fs from 'node:fs';
import {jsPDF} from 'jspdf';
import autoTable from 'jspdf-autotable';
import {PDFDocument, StandardFonts} from 'pdf-lib';
import Kit from 'pdfkit';

const folder = process.argv[2];
const names = ['Patient name', 'Date of birth', 'SSN', 'Member ID', 'MRN'];
const people = [
  ['Maria Delgado', '1961-03-14', '219099812', 'W98213377', '00482913'],
  ['Alan Whitcomb', '1958-07-02', '457555462', 'W98213391', '00482914'],
  ['Rosa Pickering', '1971-11-23', '536228714', 'W98213402', '00482915'],
];

const table = new jsPDF();
table.setCreationDate(new Date(0));
table.setFileId('0'.repeat(32));
table.text('Members of the plan', 14, 15);
autoTable(table, {head: [names], body: people, startY: 20});
fs.writeFileSync(`${folder}/table.pdf`, Buffer.from(table.output('arraybuffer')));

/* Cells column by column, then a page of two columns of prose with a value in each. */
const kit = new Kit({info: {CreationDate: new Date(0)}});
const kitDone = new Promise((done) => kit.pipe(fs.createWriteStream(`${folder}/columns.pdf`)).on('finish', done));
kit.fontSize(11).text('Members of the plan', 72, 80);
names.forEach((name, column) => {
  [name, ...people.map((person) => person[column])].forEach((cell, row) => {
    kit.text(cell, [72, 180, 270, 350, 430][column], 120 + 16 * row, {lineBreak: false});
  });
});
kit.addPage();
const prose = (value) => `The patient was seen in the clinic and went home in a stable state with instructions to come back. ${value} `
  + 'She was told to call at any time when there was fever, and to take her medicines as she did before. ';
kit.text(prose('Her SSN is 219-09-9812.').repeat(1) + prose('').repeat(4), 72, 72, {width: 200});
kit.text(prose('').repeat(4) + prose('His SSN is 457-55-5462.'), 320, 72, {width: 200});
kit.end();
await kitDone;

/* A form: labels above what was filled in, a field, and a page without a letter. */
const form = await PDFDocument.create();
form.setCreationDate(new Date(0));
form.setModificationDate(new Date(0));
const font = await form.embedFont(StandardFonts.Helvetica);
const page = form.addPage([600, 400]);
const draw = (texts, y, size) => texts.forEach((text, i) => page.drawText(text, {x: 50 + 170 * i, y, size, font}));
draw(['Patient Name', 'Date of Birth', 'Social Security No.'], 350, 7);
draw(['Maria Delgado', '03/14/1961', '219099812'], 337, 11);
draw(['Member ID', 'Medical Record Number', 'Telephone'], 310, 7);
draw(['W98213377', '00482913', '(305) 555-0147'], 297, 11);
const field = form.getForm().createTextField('patient.ssn');
field.setText('457-55-5462');
field.addToPage(page, {x: 50, y: 200, width: 150, height: 20});
form.addPage([600, 400]).drawRectangle({x: 50, y: 50, width: 100, height: 100});
fs.writeFileSync(`${folder}/form.pdf`, await form.save({useObjectStreams: false}));
