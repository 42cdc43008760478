"""XML, HTML and RTF that other implementations wrote or read: the same values, where they stand.

XML comes from Python's ElementTree, minidom and sax writers in several charsets and xmllint. HTML
is broken up by tags and references here, and put together again by Python's html.parser, which must see what we see. RTF
was written by RTF::Writer: tests/golden/markup/make_rtf.pl.

    test_markup.py --update   writes the RTF anew first
"""
import html
import html.parser
import io
import os
import random
import re
import subprocess
import sys
import xml.dom.minidom
import xml.etree.ElementTree as ET
import xml.sax.saxutils

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))
from harness import Test  # noqa: E402

test = Test()
V3 = "urn:hl7-org:v3"
FHIR = "http://hl7.org/fhir"

# detector and text of what is to be found in every spelling of the document
CHART = [
    ("us-ssn", "536-90-4399"),
    ("mrn", "MRN-48812345"),
    ("postal-address", "12 Harb\u00f6r & Main St"),
    ("city", "Salem"),
    ("zip-code", "01970"),
    ("phone", "+1(617)736-5000"),
    ("person-name", "Marl\u00f8w"),
    ("person-name", "O'Quenby"),
    ("dob", "19610314"),
    ("us-npi", "1234567893"),
    ("icd10-cm", "E11.9"),
]


def chart():
    """A clinical document as an element tree."""
    root = ET.Element("{%s}ClinicalDocument" % V3)

    def add(parent, name, text=None, **attributes):
        element = ET.SubElement(parent, "{%s}%s" % (V3, name), attributes)
        element.text = text
        return element

    role = add(add(root, "recordTarget"), "patientRole")
    add(role, "id", root="2.16.840.1.113883.4.1", extension="536-90-4399")
    add(role, "id", root="1.2.3.4.5", extension="MRN-48812345")
    address = add(role, "addr", use="HP")
    add(address, "streetAddressLine", "12 Harb\u00f6r & Main St")
    add(address, "city", "Salem")
    add(address, "postalCode", "01970")
    add(role, "telecom", value="tel:+1(617)736-5000")
    patient = add(role, "patient")
    name = add(patient, "name")
    add(name, "given", "Marl\u00f8w")
    add(name, "family", "O'Quenby")
    add(patient, "birthTime", value="19610314")
    author = add(add(root, "author"), "assignedAuthor")
    add(author, "id", extension="1234567893", root="2.16.840.1.113883.4.6")
    add(add(add(root, "component"), "entry"), "value", code="E11.9", codeSystem="2.16.840.1.113883.6.90")
    return root


def by_sax(root, charset):
    """The document as a stream of events writes it, default namespace, all attributes at once."""
    out = io.BytesIO()
    writer = xml.sax.saxutils.XMLGenerator(out, charset, short_empty_elements=True)
    writer.startDocument()

    def walk(element, is_root):
        name = element.tag.split("}")[1]
        attributes = dict(element.attrib, xmlns=V3) if is_root else dict(element.attrib)
        writer.startElement(name, attributes)
        writer.characters(element.text or "")
        for child in element:
            writer.characters("\r\n\t")
            walk(child, False)
        writer.endElement(name)

    walk(root, True)
    writer.endDocument()
    return out.getvalue()


def spellings():
    """Name, charset and bytes of the document by every writer."""
    root = chart()
    for charset in ("utf-8", "iso-8859-1", "us-ascii", "utf-16"):
        yield "ElementTree " + charset, charset, ET.tostring(root, encoding=charset, xml_declaration=True)
    ET.register_namespace("cda", V3)
    yield "ElementTree with a prefix", "utf-8", ET.tostring(root, encoding="utf-8", xml_declaration=True)
    for charset in ("utf-8", "utf-16-le", "iso-8859-1"):
        yield "sax " + charset, charset, by_sax(root, charset)
    dom = xml.dom.minidom.parseString(by_sax(root, "utf-8"))
    yield "minidom", "utf-8", dom.toprettyxml(indent="  ", encoding="utf-8")
    for options in (["--format"], ["--c14n"], ["--noblanks"], ["--encode", "UTF-16"]):
        made = subprocess.run(["xmllint"] + options + ["-"], input=by_sax(root, "utf-8"), stdout=subprocess.PIPE, check=True)
        charset = "utf-16" if "UTF-16" in options else "utf-8"
        yield "xmllint " + options[-1], charset, made.stdout


def raw_text(data, line, charset):
    """What stands where a finding is said to be."""
    raw = data[line["offset"]: line["offset"] + line["length"]]
    if charset == "utf-16":
        charset = "utf-16-le" if data[:2] == b"\xff\xfe" else "utf-16-be"
    return html.unescape(raw.decode(charset, "replace"))


def look_at_xml():
    for number, (name, charset, data) in enumerate(spellings()):
        path = test.write("chart-%d.xml" % number, data)
        found = {(line["detector"], raw_text(data, line, charset)) for line in test.run("detect", path).lines()}
        missed = [value for value in CHART if value not in found]
        test.check("XML of " + name, not missed, "missed %s\n  %s" % (missed, sorted(found)))


# ---- HTML ----


class Page(html.parser.HTMLParser):
    """The text of a page by Python's parser: blocks end lines, inline tags nothing."""

    INLINE = {"b", "i", "span", "em", "a", "font", "u"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text = ""

    def handle_starttag(self, tag, attrs):
        if tag not in self.INLINE:
            self.text += "\n"

    def handle_endtag(self, tag):
        if tag not in self.INLINE:
            self.text += "\n"

    def handle_data(self, data):
        self.text += data


LINES = [
    "SSN: 536-90-4399",
    "Patient: Marlow Smith, MRN: 48812345",
    "DOB: 03/14/1961, seen for type 2 diabetes (ICD-10: E11.9)",
    "Call (617) 736-5000 or write to m.smith@example.org",
    "Lives at 12 Harbour Street, Salem, MA 01970",
    "NPI: 1234567893, DEA number AP5836727",
    "Nothing is said here & there <or> elsewhere",
]


def break_up(rng, line):
    """The line with references for some characters and inline tags between others."""
    out, tags = "", []
    for char in line:
        kind = rng.random()
        if kind < 0.06:
            tags.append(rng.choice(["b", "i", "span", "em"]))
            out += "<%s%s>" % (tags[-1], rng.choice(["", " class='x y'", ' title="note"']))
        elif kind < 0.12 and tags:
            out += "</%s>" % tags.pop()
        elif kind < 0.14:
            out += "<!-- -->"
        if kind > 0.9 or char in "<>&":
            out += rng.choice(["&#%d;", "&#x%x;"]) % ord(char)
        else:
            out += char
    return out + "".join("</%s>" % tag for tag in reversed(tags))


def found_in(path):
    return sorted((line["detector"], line["confidence"]) for line in test.run("detect", path).lines()
                  if line["detector"] != "clinical-terms")


def look_at_html():
    rng = random.Random(7)
    for number in range(40):
        lines = rng.sample(LINES, 4)
        block = rng.choice(["p", "div", "li", "h2"])
        page = "<!DOCTYPE html><html><body>%s</body></html>" % "".join(
            "<%s>%s</%s>\n" % (block, break_up(rng, line), block) for line in lines)
        parser = Page()
        parser.feed(page)
        parser.close()
        text = re.sub(r"\n\s*", "\n", parser.text).strip() + "\n"
        test.equal("html.parser sees the lines", text.splitlines(), lines)
        mine = found_in(test.write("page.html", page.encode()))
        test.equal("page %d: the findings of its text" % number, mine, found_in(test.write("page.txt", text.encode())))


# ---- RTF ----

RTF = [
    ("dob", "03/14/1961"),
    ("us-ssn", "536\\_\\b\n90\\b0\n\\_4399"),
    ("phone", "(617)\\~736\\_5000"),
    ("mrn", "48812345"),
    ("icd10-cm", "E11\\'2e9"),
    ("account-number", "ACC\\_991827"),
    ("email", "marlow\\'2equenby@example\\'2eorg"),
]


def look_at_rtf():
    path = os.path.join(HERE, "markup", "chart.rtf")
    with open(path, "rb") as source:
        data = source.read()
    result = test.run("detect", path)
    found = {(line["detector"], raw_text(data, line, "latin-1")) for line in result.lines()}
    for value in RTF:
        test.check("RTF: %s %r" % value, value in found, str(sorted(found)))
    test.equal("RTF: code", result.code, 0)


if "--update" in sys.argv:
    markup = os.path.join(HERE, "markup")
    subprocess.run(["perl", os.path.join(markup, "make_rtf.pl"), os.path.join(markup, "chart.rtf")], check=True)
look_at_xml()
look_at_html()
look_at_rtf()
test.finish()
