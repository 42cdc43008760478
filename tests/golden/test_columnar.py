#!/usr/bin/env python3
"""Findings in Parquet and Avro equal those in the same table as CSV: detector, row, column, name and confidence."""
import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
from harness import Test  # noqa: E402

PHICRAWL = os.environ["PHICRAWL"]
FILES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "columnar", "files")
# A value that stands in the metadata of these files alone.
METADATA = {"hyparquet": Counter({(None, None, None, "us-ssn", ()): 1})}

test = Test()
check = test.check


def detect(path, stdin=None):
    result = subprocess.run([PHICRAWL, "detect", path], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            timeout=120)
    return result.returncode, [json.loads(line) for line in result.stdout.splitlines()]


def count(findings):
    def key(finding):
        cell = finding.get("cell", {})
        return (cell.get("row"), cell.get("column"), cell.get("name"), finding["detector"], tuple(finding["flags"]))
    return Counter(key(finding) for finding in findings)


def weigh(findings):
    return sum(finding["confidence"] for finding in findings if "cell" in finding)


def compare(name, expected, code, findings):
    found = count(findings)
    found.subtract(METADATA.get(name.split("_")[0].split(".")[0], {}))
    missing, extra = expected - found, found - expected
    check(name, code == 0 and not missing and not extra,
          "exit %d, missing %s, extra %s" % (code, list(missing.items())[:3], list(extra.items())[:3]))


code, table = detect(os.path.join(FILES, "patients.csv"))
expected = count(table)
check("the table has findings", code == 0 and len(table) > 300, "%d" % len(table))
for name in sorted(os.listdir(FILES)):
    path = os.path.join(FILES, name)
    if name == "patients.csv" or "nested" in name:
        continue
    compare(name, expected, *detect(path))
    check(name + ": confidence", weigh(detect(path)[1]) == weigh(table))

# As a stream, where there is no reading by place: standard input, and in a compression layer.
with open(os.path.join(FILES, "arrow_snappy.parquet"), "rb") as file:
    pipe = subprocess.Popen(["cat"], stdin=file, stdout=subprocess.PIPE)
    compare("standard input", expected, *detect("-", pipe.stdout))
    pipe.stdout.close()
    pipe.wait()
with tempfile.TemporaryDirectory() as folder:
    packed = os.path.join(folder, "t.parquet.gz")
    with open(os.path.join(FILES, "arrow_zstd.parquet"), "rb") as file, gzip.open(packed, "wb") as out:
        out.write(file.read())
    compare("in gzip", expected, *detect(packed))
    cut = os.path.join(folder, "cut.parquet")
    with open(os.path.join(FILES, "arrow_gzip.parquet"), "rb") as file, open(cut, "wb") as out:
        out.write(file.read()[:-40])
    code, findings = detect(cut)
    numbers = sum(finding["detector"] == "us-ssn" for finding in findings)
    check("cut", code == 3 and numbers >= 40, "exit %d, %d numbers" % (code, numbers))

test.finish()
