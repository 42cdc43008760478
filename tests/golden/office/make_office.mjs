/* Writes the office documents of files/ by other implementations: npm ci && node make_office.mjs files */
import Excel from 'exceljs';
import * as docx from 'docx';
import Slides from 'pptxgenjs';
import Sheets from 'xlsx';
import fs from 'node:fs';

const folder = process.argv[2];
const day = (year, month, date) => new Date(Date.UTC(year, month - 1, date));

const book = new Excel.Workbook();
const sheet = book.addWorksheet('Patients');
sheet.addRow(['Patient name', 'SSN', 'DOB', 'Notes', 'Empty', 'MRN']);
sheet.addRow(['John Smith', '536-22-4817', day(1980, 1, 3), 'phone 617-736-5000 & <b>', null, '00123456']);
sheet.addRow(['Ann Lee', 536224817, day(1975, 5, 30), {richText: [{text: 'SSN: 536-'}, {text: '22-4817', font: {bold: true}}]}]);
sheet.getColumn(3).numFmt = 'yyyy\\-mm\\-dd';
sheet.getCell('B5').value = {formula: 'B2', result: '536-22-4817'};
await book.xlsx.writeFile(`${folder}/book.xlsx`);

const run = (text, bold) => new docx.TextRun({text, bold});
const cell = (text) => new docx.TableCell({children: [new docx.Paragraph(text)]});
const row = (...texts) => new docx.TableRow({children: texts.map(cell)});
const paper = new docx.Document({
  sections: [{
    headers: {default: new docx.Header({children: [new docx.Paragraph('SSN: 536-22-4817')]})},
    children: [
      new docx.Paragraph({children: [run('Patient SSN: 536-'), run('22-', true), run('4817.')]}),
      new docx.Table({rows: [row('Patient name', 'MRN'), row('John Smith', '00123456')]}),
    ],
  }],
});
fs.writeFileSync(`${folder}/paper.docx`, await docx.Packer.toBuffer(paper));

const deck = new Slides();
const slide = deck.addSlide();
slide.addText([{text: 'SSN: 536-'}, {text: '22-4817', options: {bold: true}}], {x: 1, y: 1, w: 5, h: 1});
slide.addNotes('SSN: 536-22-4817');
await deck.writeFile({fileName: `${folder}/deck.pptx`});

const cells = Sheets.utils.aoa_to_sheet([
  ['Patient name', 'SSN', 'DOB', 'MRN'],
  ['John Smith', '536-22-4817', day(1980, 1, 3), '00123456'],
]);
const old = Sheets.utils.book_new();
Sheets.utils.book_append_sheet(old, cells, 'Patients');
Sheets.writeFile(old, `${folder}/book5.xls`, {bookType: 'biff5'});
