"""SQLite databases that SQLite wrote, tests/golden/sqlite: what is found in them is what SQLite reads.

    test_sqlite.py            reads the files of tests/golden/sqlite
    test_sqlite.py --update   writes them anew first, with Python's sqlite3
"""
import os
import sqlite3
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))
from harness import Test  # noqa: E402

GOLDEN = os.path.join(HERE, "sqlite")
test = Test()

# table, column, its number in a record, detector, key of the row as findings tell it
COLUMNS = [
    ("patients", "first_name", 2, "person-name", "rowid"),
    ("patients", "last name", 3, "person-name", "rowid"),
    ("patients", "ssn", 4, "us-ssn", "rowid"),
    ("patients", "birth_date", 5, "dob", "rowid"),
    ("patients", "phone", 6, "phone", "rowid"),
    ("visits", "mrn", 1, "mrn", "rowid"),
    ("members", "member_id", 1, "member-id", None),
    ("members", "mrn", 3, "mrn", None),
]


def look_at(file):
    path = os.path.join(GOLDEN, file)
    base = sqlite3.connect("file:%s?mode=ro&immutable=1" % path, uri=True)
    encoding = {"utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}.get(file[: -len(".db")], "utf-8")
    with open(path, "rb") as source:
        data = source.read()
    result = test.run("detect", path)
    test.equal(file + ": code", result.code, 0)
    found = {}
    for line in result.lines():
        cell = line.get("cell", {})
        place = (line.get("path"), cell.get("name"), cell.get("column"), line["detector"])
        raw = data[line["offset"]: line["offset"] + line["length"]]
        found.setdefault(place, []).append((cell.get("row"), raw))
    for table, column, number, detector, key in COLUMNS:
        expected = base.execute('SELECT %s, "%s" FROM %s ORDER BY 1, 2' % (key or "1", column, table)).fetchall()
        got = sorted(found.get((table, column, number, detector), []))
        what = "%s: %s.%s" % (file, table, column)
        test.equal(what + ", rows", len(got), len(expected))
        if key:
            test.equal(what + ", row numbers", [row for row, _ in got], [row for row, _ in expected])
        if isinstance(expected[0][1], str):
            test.equal(what + ", bytes", sorted(raw for _, raw in got), sorted(value.encode(encoding) for _, value in expected))
    notes = [raw for _, raw in found.get(("patients", "notes", 8, "mrn"), [])]
    if encoding == "utf-8":
        chart = base.execute("SELECT notes FROM patients WHERE notes IS NOT NULL").fetchall()
        test.equal(file + ": notes", sorted(notes), sorted(text[-7:-1].encode() for (text,) in chart))
    free = {raw.decode(encoding, "replace") for place, rows in found.items() for _, raw in rows if place[1] is None}
    test.check(file + ": a row that was deleted", "502-12-4002" in free, sorted(free))
    if file != "auto-vacuum.db":
        moved = [text for text in free if "-77-" in text]
        test.check(file + ": rows of a table that was dropped", len(moved) >= 6, sorted(free))
    base.close()


def look_at_log(file, database, where):
    """Of the rows that stand in a log, the newest are what SQLite reads."""
    base = sqlite3.connect("file:%s?mode=ro&immutable=1" % os.path.join(GOLDEN, database), uri=True)
    path = os.path.join(GOLDEN, file)
    with open(path, "rb") as source:
        data = source.read()
    result = test.run("detect", path)
    test.equal(file + ": code", result.code, 0)
    found = {}
    for line in result.lines():
        cell = line.get("cell", {})
        raw = data[line["offset"]: line["offset"] + line["length"]]
        found.setdefault((cell.get("name"), line["detector"]), set()).add((cell.get("row"), raw.decode()))
    for column, detector in (("last_name", "person-name"), ("ssn", "us-ssn")):
        expected = set(base.execute("SELECT id, %s FROM patients %s" % (column, where)))
        test.equal("%s: %s" % (file, column), {pair for pair in found.get((column, detector), ()) if pair[0] != 40}, expected)
    base.close()


if "--update" in sys.argv:
    subprocess.run([sys.executable, os.path.join(GOLDEN, "make_sqlite.py"), GOLDEN], check=True)
for entry in sorted(os.listdir(GOLDEN)):
    if entry.endswith(".db") and entry not in ("full-text.db", "logged.db"):  # these: tests/unit/read/test_sqlite.c
        look_at(entry)
look_at_log("schema.db-wal", "logged.db", "WHERE id < 40")
test.finish()
