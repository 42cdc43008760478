"""PDFs that other programs wrote: values of tables and forms under their names, on their page, and what damage costs.

tests/golden/pdf/pages/ is by jsPDF, PDFKit, pdf-lib and LibreOffice: make_pages.mjs. Damaged ones are made of those here.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))
from harness import Test  # noqa: E402

test = Test()
NAMES = [("person-name", "Patient name"), ("dob", "Date of birth"), ("us-ssn", "SSN"), ("member-id", "Member ID"), ("mrn", "MRN")]
ROSTER = [(None, 1, *name) for _ in range(3) for name in NAMES]
CLAIM = [("person-name", "Patient name"), ("member-id", "Member ID"), ("service-date", "Service date")]
CONTACT = [("person-name", "Name"), ("phone", "Phone"), ("email", "Email"), ("dob", "DOB")]
FORM = [
    (None, 1, "person-name", "Patient Name"),
    (None, 1, "dob", "Date of Birth"),
    (None, 1, "us-ssn", "Social Security No."),
    (None, 1, "member-id", "Member ID"),
    (None, 1, "mrn", "Medical Record Number"),
    (None, 1, "phone", "Telephone"),
    (None, 1, "us-ssn", None),
    ("properties", None, "us-ssn", None),
]
PAGES = {
    "table.pdf": (0, ROSTER),
    "columns.pdf": (0, ROSTER + [(None, 2, "us-ssn", None)] * 2),
    "office.pdf": (0, [(None, 1, *name) for _ in range(4) for name in CLAIM] + [(None, 1, *name) for _ in range(4) for name in CONTACT]),
    "form.pdf": (3, FORM),  # its second page has no letter: needs-ocr
}


def read(name):
    with open(os.path.join(HERE, "pdf", "pages", name), "rb") as file:
        return file.read()


def found(name, content):
    """The exit code and (member, page, detector, name of the column) of every finding that names somebody."""
    test.write(name, content)
    done = test.run("detect", name)
    rows = []
    for line in done.lines():
        if line["detector"] not in ("clinical-terms", "unique-code"):
            rows.append((line.get("member"), line.get("page"), line["detector"], line.get("cell", {}).get("name")))
    return done.code, rows


def damaged(table, form):
    """What stands in the place of a PDF that is whole, its exit code, and whether its values are still found."""
    xref = table.rindex(b"startxref")
    kids = form.index(b"/Kids")
    return [
        ("a table of references that is elsewhere", table[:xref] + b"startxref\n7\n%%EOF\n", 0, ROSTER),
        ("a count of pages that lies", form.replace(b"/Count 2", b"/Count 9"), 3, FORM),
        ("more pages than a file can have", form.replace(b"/Count 2", b"/Count 999999999"), 3, FORM[-1:]),
        ("pages that are their own", form[:kids] + b"/Kids [ 1 0 R 1 0 R ] %" + form[kids:], 3, FORM[-1:]),
        ("a file without its end", table[:-2000], 3, None),
        ("something in front", b"HTTP/1.1 200\x00OK\r\n" + table, 0, ROSTER),
    ]


def main():
    for name, expected in PAGES.items():
        test.equal(name, found(name, read(name)), expected)
    for name, content, code, expected in damaged(read("table.pdf"), read("form.pdf")):
        got = found("damaged.pdf", content)
        test.equal(name, (got[0], got[1] if expected is not None else None), (code, expected))
    test.finish()


main()
