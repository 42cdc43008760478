"""Office documents that other implementations wrote: the same values, under their names, where they stand.

XLSX, DOCX and PPTX were written by exceljs, docx and pptxgenjs: tests/golden/office/make_office.mjs. OpenDocument is put
together here, and the same workbook with its parts in another order, and cut.
"""
import io
import os
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))
from harness import SSN, Test  # noqa: E402

test = Test()
FILES = os.path.join(HERE, "office", "files")
SHEET = "xl/worksheets/sheet1.xml"


def found(name, content):
    """(member, detector, name of the column or None, path) of every finding of an identifier."""
    test.write(name, content)
    done = test.run("detect", name)
    rows = []
    for line in done.lines():
        if line["detector"] in ("us-ssn", "dob", "mrn", "phone"):
            rows.append((line.get("member"), line["detector"], line.get("cell", {}).get("name"), line.get("path")))
    return done.code, rows


def read(name):
    with open(os.path.join(FILES, name), "rb") as file:
        return file.read()


def rezip(content, order=None, without=(), first=None):
    """The same archive with its members in another order, without some, or behind a first one, which is not packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        if first is not None:
            target.writestr(*first, zipfile.ZIP_STORED)
        names = [name for name in source.namelist() if not name.endswith("/") and name not in without]
        for name in sorted(names, key=order or names.index):
            target.writestr(name, source.read(name))
    return out.getvalue()


def opendocument(kind, body):
    out = io.BytesIO()
    space = "".join(
        ' xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (name, name) for name in ("office", "text", "table")
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument." + kind)
        archive.writestr(
            "content.xml",
            "<office:document-content%s><office:body>%s</office:body></office:document-content>" % (space, body),
            zipfile.ZIP_DEFLATED,
        )
    return out.getvalue()


def ods_row(*cells):
    return "<table:table-row>%s</table:table-row>" % "".join(cells)


def ods_cell(text, repeat=1):
    paragraph = "<text:p>%s</text:p>" % text if text else ""
    return '<table:table-cell table:number-columns-repeated="%d">%s</table:table-cell>' % (repeat, paragraph)


BOOK = [
    (SHEET, "us-ssn", "SSN", "B2"),
    (SHEET, "dob", "DOB", "C2"),
    (SHEET, "phone", "Notes", "D2"),
    (SHEET, "mrn", "MRN", "F2"),
    (SHEET, "us-ssn", "SSN", "B3"),
    (SHEET, "dob", "DOB", "C3"),
    (SHEET, "us-ssn", "Notes", "D3"),
    (SHEET, "us-ssn", "SSN", "B5"),
]

PAPER = {
    ("word/document.xml", "us-ssn", None, None),
    ("word/document.xml", "mrn", "MRN", None),
    ("word/header1.xml", "us-ssn", None, None),
}

DECK = {
    ("ppt/slides/slide1.xml", "us-ssn", None, None),
    ("ppt/notesSlides/notesSlide1.xml", "us-ssn", None, None),
}


def main():
    test.equal("workbook", found("book.xlsx", read("book.xlsx")), (0, BOOK))
    strings_last = rezip(read("book.xlsx"), order=lambda name: (name == "xl/sharedStrings.xml", name))
    test.equal("strings at the end", found("last.xlsx", strings_last), (0, BOOK))
    strings_first = rezip(read("book.xlsx"), order=lambda name: (name != "xl/sharedStrings.xml", name))
    test.equal("strings at the start", found("first.xlsx", strings_first)[1], BOOK)
    piped = test.run("detect", stdin=read("book.xlsx"))
    test.equal("workbook from a pipe", sum(line["detector"] == "us-ssn" for line in piped.lines()), 4)
    # What tells the document for another kind hides no string: they are read where they stand.
    strings = ("xl/sharedStrings.xml", "us-ssn", None, "/sst/si/t")
    code, rows = found("odd.xlsx", rezip(read("book.xlsx"), first=("word/x.xml", b"<x/>")))
    test.equal("another kind in front", (code, rows.count(strings)), (0, 1))
    # More than there may be a copy of, from a pipe: partial, and still every byte is read.
    large = rezip(read("book.xlsx"), first=("xl/media/image1.bin", bytes(257 << 20)))
    piped = test.run("detect", stdin=large)
    lines = [line.get("member") for line in piped.lines() if line["detector"] == "us-ssn"]
    test.equal("a large workbook", (piped.code, "xl/sharedStrings.xml" in lines), (3, True))
    bare = rezip(read("book.xlsx"), without=("xl/styles.xml",))
    test.equal("without styles no dates", [row for row in found("bare.xlsx", bare)[1] if row[1] == "dob"], [])
    code, rows = found("cut.xlsx", read("book.xlsx")[:-2000])
    test.check("a cut workbook is partial", code == 3, rows)
    for name, content, expected in (("paper.docx", None, PAPER), ("deck.pptx", None, DECK)):
        code, rows = found(name, content or read(name))
        test.equal(name, (code, set(rows)), (0, expected))
    text = "<text:p>SSN: %s<text:span>%s</text:span></text:p>" % (SSN[:6], SSN[6:])
    test.equal("text", found("t.odt", opendocument("text", text)), (0, [("content.xml", "us-ssn", None, None)]))
    table = "<table:table>%s%s</table:table>" % (
        ods_row(ods_cell("Name"), ods_cell("", 2), ods_cell("SSN")),
        ods_row(ods_cell("x"), ods_cell("", 2), ods_cell(SSN.replace("-", ""))),
    )
    rows = [("content.xml", "us-ssn", "SSN", None)]
    test.equal("sheet", found("s.ods", opendocument("spreadsheet", table)), (0, rows))
    test.finish()


main()
