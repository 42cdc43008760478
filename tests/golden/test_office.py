"""Office documents that other implementations wrote: the same values, under their names, where they stand.

XLSX, DOCX, PPTX and the XLS of Excel 5 were written by exceljs, docx, pptxgenjs and SheetJS: tests/golden/office/
make_office.mjs; XLS of Excel 97 by xlwt: tests/golden/ole/make_ole.py. OpenDocument is put together here, and the same
workbook with its parts in another order, cut, and with a string that no cell shows.
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


def with_strings(content, more):
    """The workbook with further shared strings, which no cell shows."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(b"</sst>", more + b"</sst>") if name.endswith("sharedStrings.xml") else part)
    return out.getvalue()


# Of the second sheet one row; the title above the names is none.
BOOK_97 = [
    ("Workbook", "us-ssn", "SSN", "B4"),
    ("Workbook", "dob", "DOB", "C4"),
    ("Workbook", "phone", "Notes", "D4"),
    ("Workbook", "phone", "Phone", "E4"),
    ("Workbook", "mrn", "MRN", "F4"),
    ("Workbook", "us-ssn", "SSN", "B5"),
    ("Workbook", "dob", "DOB", "C5"),
]
BOOK_95 = [
    ("Book", "us-ssn", "SSN", "B2"),
    ("Book", "dob", "DOB", "C2"),
    ("Book", "mrn", "MRN", "D2"),
]


def older_workbooks():
    with open(os.path.join(HERE, "ole", "book.xls"), "rb") as file:
        code, rows = found("book.xls", file.read())
    test.equal("Excel 97", (code, rows[: len(BOOK_97)]), (0, BOOK_97))
    more = [("Workbook", "mrn", "MRN", "B%d" % row) for row in range(2, 32)]
    test.equal("Excel 97, texts over several records", rows[len(BOOK_97) :], more)
    test.equal("Excel 5", found("book5.xls", read("book5.xls")), (0, BOOK_95))


def main():
    older_workbooks()
    for name in ("xl/worksheets/sheet1.bin", "Index/Document.iwa"):
        code, _ = found("unread.zip", rezip(read("book.xlsx"), without=(SHEET,), first=(name, b"\1\2\3")))
        test.equal(name + " is not read", code, 3)
    for start in (b"\x09\x04\x06\0", b"\x09\x02\x06\0", b"\x09\0\x04\0"):
        test.equal("Excel 4 and before", found("old.xls", start + bytes(range(64)))[0], 3)
    hidden = with_strings(read("book.xlsx"), b"<si><t>SSN: 536-22-4818</t></si>")
    code, rows = found("hidden.xlsx", hidden)
    shown = BOOK + [("xl/sharedStrings.xml", "us-ssn", None, None)]
    test.equal("a string that no cell shows", (code, rows), (0, shown))
    unclosed = with_strings(read("book.xlsx"), b"<si><t>SSN: 536-22-4818</t>")
    test.equal("one that nothing closes", found("unclosed.xlsx", unclosed), (0, shown))
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
    # Cells in front that are written once in one row and one by one in the other.
    table = "<table:table>%s%s%s</table:table>" % (
        ods_row(ods_cell("Name"), ods_cell("", 2), ods_cell("SSN")),
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>',
        ods_row(ods_cell("x"), ods_cell(""), ods_cell(""), ods_cell(SSN.replace("-", ""))),
    )
    test.write("r.ods", opendocument("spreadsheet", table))
    cells = [line.get("cell") for line in test.run("detect", "r.ods").lines()]
    test.equal("repeated cells and rows", cells, [{"row": 5, "column": 4, "name": "SSN"}])
    test.finish()


main()
