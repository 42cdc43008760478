"""Messages and exports that other implementations wrote: the values of one person, each where it stands.

HL7 v2 by node-hl7-client and simple-hl7, X12 by node-x12, FHIR by fhir (JSON and XML of each other), C-CDA by
blue-button-generate, mail by nodemailer, CSV by papaparse, vCard by vcards-js, iCalendar by ical-generator:
tests/golden/messages/make_messages.mjs. Dumps and listings by PostgreSQL, MariaDB and SQLite: make_dumps.sh beside it.
"""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))
from harness import Test  # noqa: E402

test = Test()
FOLDER = os.path.join(HERE, "messages")
with open(os.path.join(FOLDER, "person.json"), encoding="utf-8") as source:
    PERSON = json.load(source)

DETECTORS = {
    "family": "person-name",
    "given": "person-name",
    "name": "person-name",
    "full": "person-name",
    "birth": "dob",
    "ssn": "us-ssn",
    "mrn": "mrn",
    "member": "member-id",
    "phone": "phone",
    "email": "email",
    "street": "postal-address",
    "city": "city",
    "zip": "zip-code",
    "npi": "us-npi",
    "code": "icd10-cm",
}
COLUMNS = {"name": "patient_name", "ssn": "ssn", "birth": "birth_date", "mrn": "mrn", "phone": "home_phone"}
PID = {
    "mrn": "PID-3.1", "family": "PID-5.1", "given": "PID-5.2", "birth": "PID-7", "street": "PID-11.1", "city": "PID-11.3",
    "zip": "PID-11.5", "phone": "PID-13.1", "ssn": "PID-19",
}
ROLE = "/ClinicalDocument/recordTarget/patientRole"

# what of the person a file tells, and under which name or at which place
FILES = {
    "visit.hl7": dict(PID, npi="PV1-7.1"),
    "result.hl7": PID,
    "claim.x12": {
        "npi": "NM109", "family": "NM103", "given": "NM104", "member": "NM109", "street": "N301", "city": "N401", "zip": "N403",
        "birth": "DMG02", "ssn": "REF02", "mrn": "REF02", "phone": "PER04", "full": "PER02", "code": "HI01-2",
    },
    "patient.json": {
        "mrn": "$.identifier[0].value", "ssn": "$.identifier[1].value", "family": "$.name[0].family",
        "given": "$.name[0].given[0]", "phone": "$.telecom[0].value", "email": "$.telecom[1].value", "birth": "$.birthDate",
        "street": "$.address[0].line[0]", "city": "$.address[0].city", "zip": "$.address[0].postalCode",
    },
    "patient.xml": {
        "mrn": "/Patient/identifier/value/@value", "ssn": "/Patient/identifier/value/@value",
        "family": "/Patient/name/family/@value", "given": "/Patient/name/given/@value",
        "phone": "/Patient/telecom/value/@value", "email": "/Patient/telecom/value/@value",
        "birth": "/Patient/birthDate/@value", "street": "/Patient/address/line/@value",
        "city": "/Patient/address/city/@value", "zip": "/Patient/address/postalCode/@value",
    },
    "summary.xml": {
        "ssn": ROLE + "/id/@extension", "mrn": ROLE + "/id/@extension", "city": ROLE + "/addr/city",
        "zip": ROLE + "/addr/postalCode", "street": ROLE + "/addr/streetAddressLine", "phone": ROLE + "/telecom/@value",
        "family": ROLE + "/patient/name/family", "given": ROLE + "/patient/name/given",
        "birth": ROLE + "/patient/birthTime/@value",
        "code": "/ClinicalDocument/component/structuredBody/component/section/entry/act/entryRelationship/observation/value/@code",
    },
    "contact.vcf": {
        "full": "FN", "family": "N.1", "given": "N.2", "birth": "BDAY", "email": "EMAIL", "phone": "TEL", "street": "ADR.3",
        "city": "ADR.4", "zip": "ADR.6",
    },
    "visits.ics": {"mrn": "SUMMARY", "birth": "DESCRIPTION", "ssn": "DESCRIPTION", "phone": "DESCRIPTION", "full": "ATTENDEE;CN"},
    "table.csv": {"name": "Patient Name", "member": "Member ID", "ssn": "SSN", "birth": "Birth Date"},
    "mysql.sql": COLUMNS,
    "mysql.txt": COLUMNS,
    "mysql.xml": dict.fromkeys(COLUMNS, "/mysqldump/database/table_data/row/field"),
    "pg-copy.sql": COLUMNS,
    "pg-inserts.sql": COLUMNS,
    "pg-column-inserts.sql": COLUMNS,
    "psql.txt": COLUMNS,
    "psql-expanded.txt": COLUMNS,
    "sqlite.sql": COLUMNS,
    "sqlite.json": {key: "$[0]." + name for key, name in COLUMNS.items()},
}
# (member, detector, name of the column) of the letter, whose values stand in parts of their own
LETTER = [
    ("headers", "mrn", None), ("headers", "email", None), ("1.1", "us-ssn", None), ("1.1", "dob", None), ("1.2", "phone", None),
    ("1.2", "us-ssn", None), ("lettre\u00e9.csv", "person-name", "Patient Name"), ("lettre\u00e9.csv", "member-id", "Member ID"),
    ("lettre\u00e9.csv", "us-ssn", "SSN"), ("lettre\u00e9.csv", "dob", "Birth Date"), ("first.eml", "member-id", None),
]


def spellings():
    """Every part of the person as letters and digits alone, as files spell it each in their way."""
    values = dict(PERSON, full=PERSON["given"] + PERSON["family"], name=PERSON["family"] + PERSON["given"])
    return {key: bare(value) for key, value in values.items()}


def bare(text):
    return "".join(char for char in text if char.isalnum())


def findings(name):
    """(detector, bare value, place) of every finding; exit code."""
    path = os.path.join(FOLDER, "files", name)
    with open(path, "rb") as source:
        content = source.read()
    done = test.run("detect", path)
    rows = []
    for line in done.lines():
        value = content[line["offset"]: line["offset"] + line["length"]].decode("utf-8", "replace")
        place = line.get("path") or line.get("segment") or line.get("cell", {}).get("name") or ""
        rows.append((line["detector"], bare(value), place))
    return rows, done.code


def look_at_files():
    values = spellings()
    for name, places in FILES.items():
        rows, code = findings(name)
        test.equal(name + ": exit code", code, 0)
        for key, place in places.items():
            expected = (DETECTORS[key], values[key], place)
            test.check("%s: %s" % (name, key), expected in rows, "%s is not in %s" % (expected, rows))


def look_at_letter():
    lines = test.run("detect", os.path.join(FOLDER, "files", "letter.eml")).lines()
    rows = [(line.get("member"), line["detector"], line.get("cell", {}).get("name")) for line in lines]
    for expected in LETTER:
        test.check("letter.eml: %s %s" % expected[:2], expected in rows, str(rows))


look_at_files()
look_at_letter()
test.finish()
