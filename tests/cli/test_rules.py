"""Rules files, lists of values and candidates: what the manual shows works, and what is wrong is said with its line."""
import gzip
import hmac
import json
import os
import re
import zipfile

from harness import SSN, Test

test = Test()
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
with open(os.path.join(ROOT, "docs", "rules.md"), encoding="utf-8") as text:
    MANUAL = text.read()

RULES = """version = 1
id = "own-1"

[[detector]]
id = "x-employee-id"
pattern = '\\bEH-\\d{6}\\b'
words = ["employee"]
fields = ["employee id"]
ignore = ["EH-000000"]
severity = [1, 2, 3]

[[detector]]
id = "x-hostile"
pattern = '(z+)+$'
confidence_alone = 60
"""


def found(result, detector):
    return [line for line in result.lines() if line["detector"] == detector]


# Every example of the manual is taken, and means what another reader of TOML says.
examples = re.findall(r"```toml\n(.*?)```", MANUAL, re.S)
test.check("the manual has examples", len(examples) >= 2)
for number, example in enumerate(examples):
    name = "example%d.toml" % number
    test.write(name, example)
    result = test.run("detectors", "--json", "--rules", name)
    test.equal("manual %d: exit code" % number, (result.code, result.err), (0, ""))
    listed = {line["detector"]: line for line in result.lines()}
    try:
        import tomllib
    except ImportError:
        continue
    data = tomllib.loads(example)
    for detector in data.get("detector", []):
        test.check("manual %d: %s" % (number, detector["id"]), detector["id"] in listed, listed.keys())
        test.equal("manual %d: title" % number, listed[detector["id"]]["title"], detector.get("title", detector["id"]))
    for change in data.get("change", []):
        if "enabled" in change:
            test.equal("manual %d: %s" % (number, change["detector"]), listed[change["detector"]]["enabled"], change["enabled"])

# The identifier that was translated finds what the original would.
macie = next(example for example in examples if "x-patient-folder" in example)
test.write("macie.toml", macie)
for line, count in (("patient file: PF12-34567", 1), ("folder of the patient, PF12-34567", 1), ("PF12-34567", 0),
                    ("patient file: PF00-34567", 0), ("PF12-34567 in the folder", 0),
                    ("folder" + " x" * 60 + " PF12-34567", 0), ("folder" + " x" * 40 + " PF12-34567", 1)):
    result = test.run("detect", "--rules", "macie.toml", stdin=line.encode())
    test.equal("translated: %.40s" % line, len(found(result, "x-patient-folder")), count)

# Text, tables, JSON.
test.write("own.toml", RULES)
for name, content in (("text", "employee: EH-123456\n"), ("table", "name,Employee_ID\nx,EH-123456\ny,EH-123457\n"),
                      ("json", '[{"employeeId":"EH-123456"},{"employeeId":"EH-123457"}]\n')):
    result = test.run("detect", "--rules", "own.toml", stdin=content.encode())
    lines = found(result, "x-employee-id")
    test.check("%s: found" % name, lines and all(line["confidence"] >= 85 for line in lines), result.out)
    test.check("%s: identifier and role" % name, all((line["identifier"], line["role"]) == ("R", "person") for line in lines))
test.equal("without the file", found(test.run("detect", stdin=b"employee: EH-123456\n"), "x-employee-id"), [])
result = test.run("detect", stdin=b"employee: EH-123456\n", env={"PHICRAWL_RULES": "own.toml"})
test.equal("by the environment", len(found(result, "x-employee-id")), 1)

# Tables of fixed width: by name in a file, a compressed file and an archive, and in a scan; without the layout, nothing.
LAYOUT = """version = 1
[[layout]]
id = "persons"
names = ["*.fix"]
columns = [
  "1 9 member ssn",
  "10 8 dob",
  "18 12 Employee ID",
]
[[layout]]
id = "records"
names = ["*.rec"]
starts = "R"
record = 20
columns = ["2 9 ssn"]
"""
ROWS = "".join("%s%s%-12s%s" % row for row in (
    ("536904399", "19780422", "EH-123456", "\r\n"), ("536904398", "19780423", "", "\n"), ("536904397", "1978", "", "\n")))
test.write("layout.toml", LAYOUT)
test.write("in/a.fix", ROWS)
test.write("in/b.fix.gz", gzip.compress(ROWS.encode()))
test.write("in/c.txt", ROWS)
test.write("in/d.rec", "R536904399         \nR536904398          R536904397          ")
with zipfile.ZipFile(test.path("in/e.zip"), "w") as archive:
    archive.writestr("deep/a.fix", ROWS)
    archive.writestr("deep/a.dat", ROWS)
CELLS = [("us-ssn", 1, 1, "member ssn"), ("dob", 1, 2, "dob"), ("x-employee-id", 1, 3, "Employee ID"), ("us-ssn", 2, 1, "member ssn"),
         ("dob", 2, 2, "dob"), ("us-ssn", 3, 1, "member ssn")]


def cells(lines):
    return [(line["detector"],) + tuple(line["cell"][key] for key in ("row", "column", "name")) for line in lines if "cell" in line]


for name in ("in/a.fix", "in/b.fix.gz", "in/e.zip"):
    result = test.run("detect", "--rules", "layout.toml", "--rules", "own.toml", name)
    test.equal("layout: %s" % name, cells(result.lines()), CELLS)
test.equal("layout: another name", cells(test.run("detect", "--rules", "layout.toml", "in/c.txt").lines()), [])
test.equal("layout: none", cells(test.run("detect", "in/a.fix").lines()), [])
test.equal("layout: records", cells(test.run("detect", "--rules", "layout.toml", "in/d.rec").lines()),
           [("us-ssn", row, 1, "ssn") for row in (1, 2, 3)])
result = test.run("scan", "in", "-q", "-o", "run-layout", "--rules", "layout.toml")
test.equal("layout: scan", result.code, 0)
listed = {line["key"]: line for line in test.json_lines("run-layout/manifest.jsonl") if "key" in line}
test.equal("layout: formats", {key: line["formats"] for key, line in listed.items()},
           {"a.fix": {"fixed-width": 1}, "b.fix.gz": {"gzip": 1, "fixed-width": 1}, "c.txt": {"text": 1}, "d.rec": {"fixed-width": 1},
            "e.zip": {"zip": 1, "fixed-width": 1, "text": 1}})
test.write("other.toml", LAYOUT.replace('"10 8 dob"', '"10 7 dob"'))
test.run("scan", "in", "-q", "-o", "run-other", "--rules", "other.toml")
digests = [test.json("run-%s/run.json" % name)["ruleset"]["sha256"] for name in ("layout", "other")]
test.check("layout: the digest covers it", digests[0] != digests[1], digests)
# Columns in bytes: what would be folded in other texts moves nothing.
test.write("in/f.fix", "536904399" + "19780422" + "caf\u00e9\u00a0%41    \n" + ROWS)
result = test.run("detect", "--rules", "layout.toml", "in/f.fix")
test.equal("layout: bytes", cells(result.lines())[:2], [("us-ssn", 1, 1, "member ssn"), ("dob", 1, 2, "dob")])
test.write("bad-layout.toml", LAYOUT.replace('"10 8 dob"', '"9 8 dob"'))
result = test.run("detect", "--rules", "bad-layout.toml", "in/a.fix")
test.check("layout: columns overlap", result.code == 2 and "bad-layout.toml:7: column 2 starts at 9" in result.err, result.err)

# Changes of built-in detectors.
test.write("change.toml", 'version = 1\n[[change]]\ndetector = "us-ssn"\nenabled = false\n'
           '[[change]]\ndetector = "mrn"\nwords = ["Krankenblatt"]\nfields = ["kb"]\n')
result = test.run("detect", "--rules", "change.toml", stdin=("SSN: %s\nKrankenblatt: 48812345\n" % SSN).encode())
test.equal("switched off", found(result, "us-ssn"), [])
test.equal("a further label", len(found(result, "mrn")), 1)
result = test.run("detect", "--rules", "change.toml", stdin=b"kb,other\n48812345,x\n48812346,y\n")
test.equal("a further field", len(found(result, "mrn")), 2)
result = test.run("detectors", "us-ssn", "--json", "--rules", "change.toml")
test.equal("shown as off", result.lines()[0]["enabled"], False)

# What is wrong: the exit code, the line, no output.
for name, content, message in (
        ("key", "version = 1\n[[detector]]\nid = 'x-a'\npatern = 'x'\n", "bad.toml:4: unknown key 'patern'"),
        ("pattern", "version = 1\n[[detector]]\nid = 'x-a'\npattern = '(x'\n", "bad.toml:4: missing closing parenthesis"),
        ("empty", "", "bad.toml:1: the file must begin with version = 1"),
        ("bytes", b"version = 1\nid = '\xff'\n", "bad.toml:2: these bytes are no UTF-8"),
        ("nul", b"version = 1\0", "bad.toml:1: "),
        ("binary", os.urandom(100000), "bad.toml:")):
    test.write("bad.toml", content)
    for verb in (["detect"], ["scan", "."], ["detectors"]):
        result = test.run(*verb, "--rules", "bad.toml", stdin=b"x")
        test.equal("wrong %s: %s" % (name, verb[0]), (result.code, result.out), (2, ""))
        test.check("wrong %s: %s says where" % (name, verb[0]), message in result.err, result.err)
# Another file by mistake: nothing of it is repeated.
for name, content in (("values", SSN), ("a key", "0123456789abcdef" * 4), ("values in brackets", "[[" + SSN)):
    test.write("bad.toml", content + "\n")
    result = test.run("detect", "--rules", "bad.toml", stdin=b"x")
    test.check("no rules but %s" % name, result.code == 2 and "bad.toml:1: expected" in result.err, result.err)
    test.check("no rules but %s: not repeated" % name, content.strip("[") not in result.err, result.err)
test.equal("no file", test.run("detect", "--rules", "nowhere.toml", stdin=b"").code, 2)
many = sum((["--rules", "own.toml"] for _ in range(17)), [])
test.equal("too many files", test.run("detect", *many, stdin=b"").code, 2)
result = test.run("detect", "--rules", "own.toml", "--rules", "own.toml", stdin=b"")
test.check("ids are unique over files", result.code == 2 and "already" in result.err, result.err)

# Hostile: a million rules, and a pattern that never ends on a line of a mebibyte.
test.write("million.toml", "version = 1\n" + "".join("[[detector]]\nid='x-%d'\nshape='9'\n" % i for i in range(80000)))
result = test.run("detect", "--rules", "million.toml", stdin=b"x")
test.check("too many rules", result.code == 2 and "at most 1000" in result.err, result.err)
line = (b"z" * 99 + b"!") * 10486
result = test.run("detect", "--rules", "own.toml", stdin=b"employee: EH-123456\n" + line)
test.equal("a pattern without end: incomplete", result.code, 3)
test.check("a pattern without end: reason", "regex-limit" in result.err, result.err)
test.equal("a pattern without end: the rest is found", len(found(result, "x-employee-id")), 1)

# Lists of values.
key = b"0123456789abcdef0123456789abcdef"
test.write("key", key + b"\n")
test.write("values", "(415) 623-2671\n\n  415-623-2672\n")
result = test.run("detectors", "phone", "--hmac", "values", "--key-file", "key")
head, *lines = result.out.splitlines()
test.equal("list: first line", head, "phicrawl-hmac 1 " + hmac.new(key, b"phicrawl key id", "sha256").hexdigest()[:16])
expected = ["phone " + hmac.new(key, b"phone\0" + digits, "sha256").hexdigest() for digits in (b"4156232671", b"4156232672")]
test.check("list: values as documented", lines == expected or lines == [
    "phone " + hmac.new(key, b"phone\0" + b"1" + digits, "sha256").hexdigest() for digits in (b"4156232671", b"4156232672")], lines)
test.check("list: no value", "623" not in re.sub("[0-9a-f]{64}", "", result.out))
test.write("allow", result.out)
PHONES = b"phone: (415) 623-2671 or phone: (415) 623-2673\n"
result = test.run("detect", "--allow", "allow", "--key-file", "key", stdin=PHONES)
test.equal("allowed: the other one", [line["offset"] for line in found(result, "phone")], [32])
result = test.run("detect", "--allow", "allow", stdin=PHONES, env={"PHICRAWL_KEY_FILE": "key"})
test.equal("allowed: key by the environment", len(found(result, "phone")), 1)
result = test.run("detect", "--allow", "allow", "--key-file", "key", "--all-candidates", stdin=PHONES)
flags = [line["flags"] for line in found(result, "phone")]
test.check("allowed: shown as candidate", ["allowed"] in flags and [] in flags, flags)
test.write("ssns", SSN + "\n")
test.write("roster", test.run("detectors", "us-ssn", "--hmac", "ssns", "--key-file", "key").out)
plain = found(test.run("detect", stdin=("SSN: %s\n" % SSN).encode()), "us-ssn")[0]
known = found(test.run("detect", "--roster", "roster", "--key-file", "key", stdin=("SSN: %s\n" % SSN).encode()), "us-ssn")[0]
test.check("roster: surer and flagged", known["confidence"] >= plain["confidence"] and known["flags"] == ["on-roster"], known)
test.check("roster: evidence", known["evidence"][-1] == "roster", known)
for args, message in ((["--allow", "allow"], "need --key-file"), (["--key-file", "values"], "a key has"),
                      (["--allow", "values", "--key-file", "key"], "values:1: expected 'phicrawl-hmac 1"),
                      (["--allow", "nowhere", "--key-file", "key"], "nowhere: cannot be read")):
    result = test.run("detect", *args, stdin=PHONES)
    test.check("lists: %s" % " ".join(args), result.code == 2 and message in result.err, result.err)
    test.check("lists: %s shows no value" % " ".join(args), "623" not in result.err)
for args in (["--hmac", "values"], ["phone", "--hmac", "values"], ["phone", "--hmac", "nowhere", "--key-file", "key"]):
    test.equal("--hmac: %s" % " ".join(args), test.run("detectors", *args).code, 2)
result = test.run("detectors", "phone", "--hmac", ".", "--key-file", "key")
test.check("--hmac: of a directory", result.code == 1 and "cannot be read on: Is a directory" in result.err, result.err)

# A named value below the threshold is a candidate, too, and known persons lift it.
TABLE = ("zip,ssn\n12345,x\n").encode()
result = test.run("detect", "--min-confidence", "95", stdin=TABLE)
test.equal("named value: below", found(result, "zip-code"), [])
result = test.run("detect", "--min-confidence", "95", "--all-candidates", stdin=TABLE)
test.check("named value: candidate", any(line["flags"] == ["below-threshold"] and "cell" in line for line in found(result, "zip-code")), result.out)
test.write("zips", "12345\n")
test.write("zip-roster", test.run("detectors", "zip-code", "--hmac", "zips", "--key-file", "key").out)
result = test.run("detect", "--min-confidence", "95", "--roster", "zip-roster", "--key-file", "key", stdin=TABLE)
test.equal("named value: lifted", [line["flags"] for line in found(result, "zip-code")], [["on-roster"]])

# A run says what it was judged by, counts candidates nowhere, and has another digest with other rules.
os.makedirs(test.path("source"))
test.write("source/a.txt", "SSN: %s phone: (415) 623-2671\nemployee: EH-123456, employee: EH-123457\nemployee: EH-000000\n" % SSN)
OWN = ["--rules", "own.toml", "--allow", "allow", "--roster", "roster", "--key-file", "key"]
for name, args in (("plain", []), ("own", OWN), ("all", OWN + ["--all-candidates"])):
    test.equal("run %s" % name, test.run("scan", "source", "-q", "-o", "run-" + name, *args).code, 0)
runs = {name: test.json("run-%s/run.json" % name) for name in ("plain", "own", "all")}
test.check("digest: changes with the rules", runs["plain"]["ruleset"]["sha256"] != runs["own"]["ruleset"]["sha256"])
test.equal("digest: not with candidates", runs["own"]["ruleset"]["sha256"], runs["all"]["ruleset"]["sha256"])
test.equal("files", [(entry["name"], entry["id"]) for entry in runs["own"]["ruleset"]["files"]], [("own.toml", "own-1")])
test.equal("lists", (runs["own"]["lists"]["allowed"], runs["own"]["lists"]["roster"]), (2, 1))
test.equal("candidates are said", runs["all"]["all_candidates"], True)
objects = {name: test.json_lines("run-%s/manifest.jsonl" % name)[0] for name in runs}
test.equal("allowed and on roster", (objects["own"]["allowed"], objects["own"]["on_roster"]), (1, 1))
rows = {row["detector"]: row for row in objects["own"]["detections"]}
test.equal("severity", (rows["x-employee-id"]["count"], rows["x-employee-id"]["severity"]), (2, "medium"))
test.check("not counted", "phone" not in rows, rows.keys())
test.equal("counts are the same with candidates", objects["all"]["detections"], objects["own"]["detections"])
test.equal("totals are the same with candidates", runs["all"]["totals"], runs["own"]["totals"])
candidates = {"overlapped", "below-threshold", "allowed"}
lines = test.json_lines("run-all/findings.jsonl")
test.equal("the others are the same", [line for line in lines if not candidates & set(line["flags"])],
           test.json_lines("run-own/findings.jsonl"))
test.check("candidates are there", any(candidates & set(line["flags"]) for line in lines))
everything = "".join(json.dumps(test.json_lines("run-%s/%s" % (name, file))) for name in runs for file in ("manifest.jsonl", "findings.jsonl"))
test.check("no value in any of it", SSN not in everything and "623-2671" not in everything and "EH-1234" not in everything)

test.finish()
