#!/usr/bin/env python3
"""Writes the DICOM files of this folder with DCMTK (Debian package dcmtk): dump2dcm, img2dcm, cda2dcm.

    make_dicom.py DIR

test_dicom.py reads them, and with --update calls this first. Everybody in them is made up. UIDs are fixed, so that equal
programs write equal bytes; but those of document.dcm.
"""
import os
import struct
import subprocess
import sys
import tempfile

STUDY = r"""
(0008,0005) CS [%(charset)s]
(0008,0016) UI [1.2.840.10008.5.1.4.1.1.4]
(0008,0018) UI [1.2.276.0.7230010.3.1.4.536904399]
(0008,0020) DA [20040119]
(0008,0023) DA [20040120]
(0008,0050) SH [ACC-20040119-7]
(0008,0060) CS [MR]
(0008,0080) LO [Test Hospital]
(0008,0090) PN [Referrer^Rita^^Dr.]
(0008,1070) PN [Op^One\Op^Two]
(0009,0010) LO [ACME PRIVATE]
(0009,1001) LO [call 617-555-0142 for films]
(0010,0010) PN [%(name)s]
(0010,0020) LO [MRN-0047113]
(0010,0030) DA [19471203]
(0010,1000) LO [OLD-1\OLD-2]
(0010,1002) SQ
(fffe,e000) na
(0010,0020) LO [OTHER-31]
(0010,0021) LO [ELSEWHERE]
(fffe,e00d) na
(fffe,e000) na
(0010,0020) LO [OTHER-32]
(0010,0024) SQ
(fffe,e000) na
(0040,0031) UT [2.16.840.1.113883.4.1]
(fffe,e00d) na
(fffe,e0dd) na
(fffe,e00d) na
(fffe,e0dd) na
(0010,1010) AS [056Y]
(0010,1040) LO [12 Harbour Street, Salem MA 01970]
(0010,2154) SH [978-555-0167]
(0010,4000) LT [Patient of Dr. Who. SSN 536-90-4399.]
%(removed)s
(0018,1000) LO [SN-88123]
(0020,000d) UI [1.2.276.0.7230010.3.1.2.1]
(0020,0010) SH [4711]
(0028,0002) US 1
(0028,0010) US 2
(0028,0011) US 2
(7fe0,0010) OW 3635\3433\3231\3039
"""

CDA = """<?xml version="1.0"?>
<ClinicalDocument xmlns="urn:hl7-org:v3"><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><id root="1.2.3"/>
<code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><title>Note</title><recordTarget><patientRole>
<id root="2.16.840.1.113883.4.1" extension="536-90-4399"/><patient><name><given>Mary</given><family>Roe</family></name>
<birthTime value="19471203"/></patient></patientRole></recordTarget></ClinicalDocument>
"""

# name, options of dump2dcm, words of the text
FILES = [
    ("explicit", ["+te"], {}),
    ("implicit", ["+ti"], {}),
    ("big-endian", ["+tb"], {}),
    ("deflated", ["+td"], {}),
    ("undefined-lengths", ["+te", "-e"], {}),
    ("group-lengths", ["+te", "+g"], {}),
    ("dataset-explicit", ["+te", "-F"], {}),
    ("dataset-implicit", ["+ti", "-F"], {}),
    ("utf-8", ["+te"], {"charset": "ISO_IR 192", "name": "M\u00fcller^J\u00f6rg"}),
    ("latin-1", ["+ti"], {"charset": "ISO_IR 100", "name": "M\u00fcller^J\u00f6rg"}),
    ("removed", ["+te"], {"removed": "(0012,0062) CS [YES]"}),
]


def run(*arguments):
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)


def write_dump(path, words):
    words = {"charset": "ISO_IR 6", "name": "Roe^Mary^Ann", "removed": "", **words}
    encoding = "utf-8" if words["charset"] == "ISO_IR 192" else "latin-1"
    with open(path, "w", encoding=encoding) as out:
        out.write(STUDY % words)


def write_bmp(path):
    pixels = bytes(2 * 2 * 3) + bytes(4)
    with open(path, "wb") as out:
        out.write(struct.pack("<2sIHHIIiiHHIIiiII", b"BM", 54 + 16, 0, 0, 54, 40, 2, 2, 1, 24, 0, 16, 0, 0, 0, 0) + pixels)


def main(folder):
    with tempfile.TemporaryDirectory() as work:
        dump = os.path.join(work, "dump")
        for name, options, words in FILES:
            write_dump(dump, words)
            run("dump2dcm", *options, dump, os.path.join(folder, name + ".dcm"))
        document = os.path.join(work, "document.xml")
        with open(document, "w", encoding="ascii") as out:
            out.write(CDA)
        run("cda2dcm", document, os.path.join(folder, "document.dcm"))
        picture = os.path.join(work, "picture.bmp")
        write_bmp(picture)
        keys = ["0010,0010=Roe^Mary", "0010,0020=MRN-9", "0020,000d=1.2.3", "0020,000e=1.2.4", "0008,0018=1.2.5",
                "0008,0020=20040119", "0008,0030=101010"]
        run("img2dcm", "-i", "BMP", "--no-checks", *[word for key in keys for word in ("-k", key)], picture,
            os.path.join(folder, "screen.dcm"))


if __name__ == "__main__":
    main(sys.argv[1])
