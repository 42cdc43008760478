"""DICOM files that another implementation (DCMTK) wrote, tests/golden/dicom: what is found in them, and where.

    test_dicom.py            reads the files of tests/golden/dicom
    test_dicom.py --update   writes them anew first, with dump2dcm, img2dcm and cda2dcm
"""
import os
import subprocess
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))
from harness import Test  # noqa: E402

GOLDEN = os.path.join(HERE, "dicom")
test = Test()

# path, detector, text, confidence, confidence where the identity was removed
STUDY = [
    ("(0008,0020)", "service-date", "20040119", 95, 65),
    ("(0008,0023)", "service-date", "20040120", 95, 65),
    ("(0008,0050)", "account-number", "ACC-20040119-7", 95, 65),
    ("(0008,0090)", "person-name", "Referrer^Rita^^Dr.", 70, 60),
    ("(0008,1070)", "person-name", "Op^One", 70, 60),
    ("(0008,1070)", "person-name", "Op^Two", 70, 60),
    ("(0009,1001)", "phone", "617-555-0142", None, None),
    ("(0010,0010)", "person-name", "Roe^Mary^Ann", 95, 65),
    ("(0010,0020)", "mrn", "MRN-0047113", 95, 65),
    ("(0010,0030)", "dob", "19471203", 95, 65),
    ("(0010,1000)", "patient-id", "OLD-1", 95, 65),
    ("(0010,1000)", "patient-id", "OLD-2", 95, 65),
    ("(0010,1002).(0010,0020)", "mrn", "OTHER-31", 95, 65),
    ("(0010,1002).(0010,0020)", "mrn", "OTHER-32", 95, 65),
    ("(0010,1040)", "postal-address", "12 Harbour Street, Salem MA 01970", 95, 65),
    ("(0010,2154)", "phone", "978-555-0167", 75, 60),
    ("(0010,4000)", "us-ssn", "536-90-4399", None, None),
    ("(0018,1000)", "device-id", "SN-88123", 70, 60),
]
SCREEN = [
    ("(0008,0020)", "service-date", "20040119", 95, 65),
    ("(0010,0010)", "person-name", "Roe^Mary", 95, 65),
    ("(0010,0020)", "mrn", "MRN-9", 95, 65),
]
NAMES = {"utf-8": "M\u00fcller^J\u00f6rg".encode(), "latin-1": "M\u00fcller^J\u00f6rg".encode("latin-1")}


def as_read(name, data):
    """The bytes that offsets count: those of a deflated data set are of what it holds."""
    if name != "deflated":
        return data
    for at in range(data.index(b"1.2.840.10008.1.2.1.99"), len(data)):
        stream = zlib.decompressobj(-15)
        try:
            read = stream.decompress(data[at:])
        except zlib.error:
            continue
        if stream.eof and len(read) > len(data) // 2:
            return data[:at] + read
    return data


def look_at(file):
    name = file[: -len(".dcm")]
    path = os.path.join(GOLDEN, file)
    with open(path, "rb") as source:
        data = as_read(name, source.read())
    result = test.run("detect", path)
    is_removed = name == "removed"
    expected = []
    for place, detector, text, confidence, removed in SCREEN if name == "screen" else STUDY:
        raw = NAMES.get(name, text.encode()) if place == "(0010,0010)" else text.encode()
        expected.append((place, detector, raw, removed if is_removed else confidence))
    found = {}
    for line in result.lines():
        raw = data[line["offset"]: line["offset"] + line["length"]]
        found[(line["path"], line["detector"], raw)] = (line["confidence"], line["flags"])
    for place, detector, raw, confidence in expected:
        what = "%s: %s %s" % (file, place, detector)
        got = found.get((place, detector, raw))
        test.check(what, got is not None, "%r\n  %s" % (raw, sorted(found)))
        if got is not None and confidence is not None:
            test.equal(what + ", confidence", got[0], confidence)
            test.equal(what + ", flag", "negative-context" in got[1], is_removed)
    test.equal(file + ": code", result.code, 3 if name == "screen" else 0)


def look_into_document():
    """The document in document.dcm is a member, and read as what it is."""
    found = {(line.get("member"), line["detector"], line["path"]) for line in
             test.run("detect", os.path.join(GOLDEN, "document.dcm")).lines()}
    patient = "/ClinicalDocument/recordTarget/patientRole"
    for expected in [
        (None, "mrn", "(0010,0020)"),
        (None, "dob", "(0010,0030)"),
        ("(0042,0011)", "us-ssn", patient + "/id/@extension"),
        ("(0042,0011)", "person-name", patient + "/patient/name/family"),
        ("(0042,0011)", "dob", patient + "/patient/birthTime/@value"),
    ]:
        test.check("document.dcm: %s %s %s" % expected, expected in found, sorted(map(str, found)))


def classes():
    """Class and reasons of each file, as scan tells them."""
    result = test.run("scan", GOLDEN, "-o", "run")
    test.check("scan: code", result.code in (0, 3), str(result))
    for line in test.json_lines("run/manifest.jsonl"):
        if not line["key"].endswith(".dcm"):
            continue
        test.equal(line["key"] + ": format", line["formats"].get("dicom"), 1)
        test.equal(line["key"] + ": class", line["class"], "PHI")
        test.equal(line["key"] + ": reasons", line["reasons"], ["needs-ocr"] if "screen" in line["key"] else [])


if "--update" in sys.argv:
    subprocess.run([sys.executable, os.path.join(GOLDEN, "make_dicom.py"), GOLDEN], check=True)
for entry in sorted(os.listdir(GOLDEN)):
    if entry.endswith(".dcm") and entry != "document.dcm":
        look_at(entry)
look_into_document()
classes()
test.finish()
