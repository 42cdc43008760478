#!/usr/bin/env python3
"""Writes the compound files of this folder with programs of others: gsf (Debian package libgsf-bin) and Perl's
Spreadsheet::WriteExcel (libspreadsheet-writeexcel-perl).

    make_ole.py DIR

tests/unit/unpack/test_ole.c reads them. Everybody in them is made up.
"""
import io
import os
import subprocess
import sys
import tempfile
import zipfile

BODY = "Patient: Marlow Quenby\r\nMRN: 48812345\r\nSSN: 536-90-4399\r\n" + "Seen for cough. " * 150 + "The end."
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


def main(folder):
    folder = os.path.abspath(folder)
    write_message(folder, "message.msg", [
        ("__substg1.0_0037001F", "Lab results".encode("utf-16-le")),
        ("__substg1.0_0C1F001E", b"a.lee@clinic.example"),
        ("__substg1.0_1000001F", BODY.encode("utf-16-le")),
        ("__substg1.0_37010102", attachment()),
    ])
    write_message(folder, "packed.msg", [("__substg1.0_10090102", b"LZFu" * 40)])
    write_message(folder, "locked.doc", [("WordDocument", bytes([0xEC, 0xA5, 0xC1, 0]) + bytes(7) + b"\1" + bytes(60))])
    write_message(folder, "locked.docx", [("EncryptionInfo", b"\4\0\4\0"), ("EncryptedPackage", bytes(range(256)) * 20)])
    with tempfile.NamedTemporaryFile("w", suffix=".pl") as script:
        script.write(SHEET)
        script.flush()
        subprocess.run(["perl", script.name, os.path.join(folder, "table.xls")], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
