#!/usr/bin/env python3
"""Writes the PDF of this folder: a form with a note, properties, metadata and a form in XML, put together here and
attached to, packed and encrypted by qpdf (Debian package qpdf).

    make_pdf.py DIR

tests/unit/unpack/test_pdf_parts.c and test_pdf_sealed.c read them. Everybody in them is made up.
"""
import os
import subprocess
import sys
import tempfile

XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description><MRN>A7654321</MRN></rdf:Description>'
    "</rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
)
XFA = "<xfa:datasets xmlns:xfa='x'><xfa:data><patient><ssn>536-90-4396</ssn></patient></xfa:data></xfa:datasets>"
PAGE = "BT /F1 12 Tf 20 200 Td (Hello page) Tj ET"

SEALED = [
    ("aes256.pdf", ["stra\u00dfe", "owner", "256"]),
    ("aes128.pdf", ["secret", "owner", "128", "--use-aes=y"]),
    ("rc4.pdf", ["secret", "owner", "40"]),
    ("open.pdf", ["", "owner", "128", "--use-aes=n"]),
]


def stream(content, more=""):
    return "<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


OBJECTS = [
    "<< /Type /Catalog /Pages 2 0 R /Metadata 8 0 R /AcroForm << /Fields [5 0 R] /XFA [(datasets) 9 0 R] >> >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F1 << /Type /Font "
    "/Subtype /Type1 /BaseFont /Helvetica >> >> >> /Annots [5 0 R 6 0 R] >>",
    stream(PAGE),
    "<< /Type /Annot /Subtype /Widget /FT /Tx /V (536-90-4399) /T (SSN) /Rect [20 100 200 120] /P 3 0 R >>",
    "<< /Type /Annot /Subtype /Text /T (Dr Lee) /Contents <feff004d0052004e003a00200041003100320033003400350036> "
    "/Rect [20 20 40 40] >>",
    "<< /Title (Chart \\(of\\) SSN\\072 536-90-\\\n4398) /CreationDate (D:20260102100000Z) >>",
    stream(XMP, "/Type /Metadata /Subtype /XML"),
    stream(XFA),
]


def build():
    out, places = "%PDF-1.7\n", []
    for number, text in enumerate(OBJECTS, 1):
        places.append(len(out))
        out += "%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(out)
    out += "xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += "".join("%010d 00000 n \n" % place for place in places)
    out += "trailer << /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)
    return out


def main(folder):
    folder = os.path.abspath(folder)
    with tempfile.TemporaryDirectory() as work:
        with open(os.path.join(work, "form.pdf"), "w") as out:
            out.write(build())
        with open(os.path.join(work, "lab.txt"), "w") as out:
            out.write("Patient: Ann Lee\nSSN: 536-90-4397\n")
        for name, mode in (("plain.pdf", "disable"), ("packed.pdf", "generate")):
            command = ["qpdf", "form.pdf", "--deterministic-id", "--object-streams=" + mode, "--add-attachment", "lab.txt",
                       "--creationdate=D:20260102100000Z", "--moddate=D:20260102100000Z", "--", os.path.join(folder, name)]
            subprocess.run(command, cwd=work, check=True)
        for name, arguments in SEALED:
            command = ["qpdf", "--allow-weak-crypto", "--encrypt", *arguments, "--", os.path.join(folder, "plain.pdf"),
                       os.path.join(folder, name)]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main(sys.argv[1])
