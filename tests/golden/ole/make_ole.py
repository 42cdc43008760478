#!/usr/bin/env python3
"""Writes the compound files of this folder with programs of others: gsf (Debian package libgsf-bin), Perl's
Spreadsheet::WriteExcel (libspreadsheet-writeexcel-perl) and Python's xlwt (python3-xlwt).

    make_ole.py DIR

tests/unit/unpack/test_ole.c reads them. Everybody in them is made up.
"""
import io
import os
import subprocess
import sys
import struct
import tempfile
import zipfile
import zlib

BODY = "Patient: Marlow Quenby\r\nMRN: 48812345\r\nSSN: 536-90-4399\r\n" + "Seen for cough. " * 150 + "The end."
RTF = (
    r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}"
    + "".join(r"\pard\plain\f0\fs20 Patient %d: Ann Lee\par " % number for number in range(40))
    + "MRN: 48812345\\par SSN: 536-90-4395}"
).encode()
WORDS = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans "
    rb"SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" b"\r\n" rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
SHEET = r"""
use Spreadsheet::WriteExcel;
my $book = Spreadsheet::WriteExcel->new($ARGV[0]);
my $sheet = $book->add_worksheet("Patients");
$sheet->write_string(0, 0, "ssn");
$sheet->write_string(1, 0, "536-90-4399");
$sheet->write_number(1, 1, 6175550142);
$book->close();
"""


def attachment():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("lab.txt"), "Patient: Ann Lee\nSSN: 536-90-4397\n")
    return packed.getvalue()


def write_message(folder, name, streams):
    """A file whose root has these streams: name and content."""
    with tempfile.TemporaryDirectory() as work:
        for stream, content in streams:
            with open(os.path.join(work, stream), "wb") as out:
                out.write(content)
        subprocess.run(["gsf", "createole", os.path.join(folder, name), *[stream for stream, _ in streams]], cwd=work,
                       check=True, stderr=subprocess.DEVNULL)


def rtf_header(kind, content, raw, check):
    return struct.pack("<II4sI", len(content) + 12, len(raw), kind, check) + content


def pack_rtf(raw):
    """[MS-OXRTFCP]: what stood there before, in the words that all have or in the text, as runs of up to 17 bytes."""
    ring, out, at = WORDS + raw, b"", len(WORDS)
    while at <= len(ring):
        flags, items = 0, b""
        for bit in range(8):
            size = next((n for n in range(17, 1, -1) if at + n <= len(ring) and ring.find(ring[at:at + n], 0, at) >= 0), 0)
            if at == len(ring):
                size = 2
            if size:
                start = ring.find(ring[at:at + size], 0, at) if at < len(ring) else at % 4096
                flags |= 1 << bit
                items += struct.pack(">H", (start % 4096) << 4 | size - 2)
                at += size if at < len(ring) else 1
            else:
                items += ring[at:at + 1]
                at += 1
            if at > len(ring):
                break
        out += bytes([flags]) + items
    return rtf_header(b"LZFu", out, raw, zlib.crc32(out, 0xFFFFFFFF) ^ 0xFFFFFFFF)


def write_book(path):
    """Two sheets: columns of every kind below a title, and so many long texts that the shared strings go on in other
    records, cut within characters of one and of two bytes."""
    import datetime
    import xlwt
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Patients")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    sheet.write(0, 0, "Patients of the week")
    for column, name in enumerate(("Patient name", "SSN", "DOB", "Notes", "Phone", "MRN", "Zip")):
        sheet.write(2, column, name)
    sheet.write(3, 0, "Jos\u00e9 Quenby")
    sheet.write(3, 1, 536904399)
    sheet.write(3, 2, datetime.date(1980, 1, 3), day)
    sheet.write(3, 3, "phone 617-736-5000")
    sheet.write(3, 4, 6175550142)
    sheet.write(3, 5, "A1234567")
    sheet.write(3, 6, 2138)
    sheet.write(4, 0, "\u0141ukasz Marlow")
    sheet.write(4, 1, "536-90-4398")
    sheet.write(4, 2, datetime.date(1975, 5, 30), day)
    sheet.write(4, 5, xlwt.Formula('"A7"&"654321"'))
    more = book.add_sheet("More")
    more.write(0, 0, "Patient name")
    more.write(0, 1, "MRN")
    for row in range(1, 30):
        letter = "\u0142" if row % 2 else "x"
        more.write(row, 0, "Ann Lee %d " % row + letter * (300 + 13 * row))
        more.write(row, 1, "B%07d" % row)
    more.write(30, 1, "B7000040")
    book.save(path)


def main(folder):
    folder = os.path.abspath(folder)
    write_message(folder, "message.msg", [
        ("__substg1.0_0037001F", "Lab results".encode("utf-16-le")),
        ("__substg1.0_0C1F001E", b"a.lee@clinic.example"),
        ("__substg1.0_1000001F", BODY.encode("utf-16-le")),
        ("__substg1.0_37010102", attachment()),
    ])
    write_message(folder, "packed.msg", [("__substg1.0_10090102", pack_rtf(RTF))])
    write_message(folder, "plain.msg", [("__substg1.0_10090102", rtf_header(b"MELA", RTF, RTF, 0))])
    write_message(folder, "locked.doc", [("WordDocument", bytes([0xEC, 0xA5, 0xC1, 0]) + bytes(7) + b"\1" + bytes(60))])
    write_message(folder, "locked.docx", [("EncryptionInfo", b"\4\0\4\0"), ("EncryptedPackage", bytes(range(256)) * 20)])
    with tempfile.NamedTemporaryFile("w", suffix=".pl") as script:
        script.write(SHEET)
        script.flush()
        subprocess.run(["perl", script.name, os.path.join(folder, "table.xls")], check=True)
    write_book(os.path.join(folder, "book.xls"))


if __name__ == "__main__":
    main(sys.argv[1])
