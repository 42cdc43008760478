"""detectors: the catalogue as a table, one detector in full, JSON Lines."""
import re

from harness import Test

test = Test()

ROLES = {"person", "provider", "organisation", "health", "payment"}

table = test.run("detectors")
test.equal("exit code", table.code, 0)
test.equal("standard error", table.err, "")
rows = [line.split(None, 3) for line in table.out.split("\n\n")[0].splitlines()]
test.equal("heading", rows[0], ["DETECTOR", "ID", "ROLE", "FINDS"])
test.check("some detectors", len(rows) > 5, table)
for row in rows[1:]:
    test.check("row %s" % row[0], re.fullmatch(r"[a-z][a-z0-9-]+", row[0]) and row[2] in ROLES and row[3], row)
    test.check("letter of %s" % row[0], bool(re.fullmatch("[A-R]", row[1])) == (row[2] == "person"), row)
test.check("fits 100 columns", max(map(len, table.out.splitlines())) <= 100)

lines = test.run("detectors", "--json").lines()
test.equal("JSON has the same detectors", [line["detector"] for line in lines], [row[0] for row in rows[1:]])
for line in lines:
    name = line["detector"]
    for member in ("title", "validation", "context", "source"):
        test.check("%s has %s" % (name, member), line[member], line)
    details = test.run("detectors", name)
    test.equal("details of %s: exit code" % name, details.code, 0)
    words = " ".join(details.out.split())
    for member in ("title", "validation", "context", "source"):
        test.check("details of %s say its %s" % (name, member), " ".join(line[member].split()) in words, details)
    test.equal("one line of JSON for " + name, test.run("detectors", name, "--json").lines(), [line])

ssn = test.run("detectors", "us-ssn").out
test.check("identifier by name", "G, Social Security numbers (45 CFR 164.514(b)(2)(i)(G))" in ssn, ssn)

test.finish()
