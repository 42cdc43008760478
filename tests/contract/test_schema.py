"""Every line that is written fits its schema in docs/schema, and the schemas refuse what they should.

The validator is ajv, which ./runtests installs into tests/servers/npm/node_modules.
"""
import copy
import gzip
import io
import json
import os
import re
import subprocess
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(ROOT, "tests", "cli"), os.path.join(ROOT, "tests", "servers", "lib")]
from aws_stub import ENCRYPTION, LISTING, Stub  # noqa: E402
from harness import PHI_TEXT, PII_TEXT, PLAIN_TEXT, SSN, Test, cut_gzip  # noqa: E402

test = Test()
MAKE_CORPUS = os.environ.get("MAKE_CORPUS", os.path.join(ROOT, "build", "dev", "make_corpus"))


def validate(*pairs):
    """Runs ajv; the number of documents and the errors."""
    done = subprocess.run(
        ["node", os.path.join(HERE, "validate.mjs"), *("%s=%s" % pair for pair in pairs)],
        capture_output=True,
        timeout=300,
        check=False,
    )
    if b"Cannot find module 'ajv" in done.stderr:
        print("ajv is not installed: run ./runtests, or 'npm ci' in tests/servers/npm")
        print("0 passed, 1 failed")
        sys.exit(1)
    if done.returncode != 0:
        return 0, re.findall(r"^\w*Error: .*", done.stderr.decode(), re.M) or [done.stderr.decode()[:2000]]
    answer = json.loads(done.stdout)
    return answer["documents"], answer["errors"]


def check_valid(name, *pairs):
    documents, errors = validate(*pairs)
    test.check("%s: something to validate" % name, documents > 0)
    test.equal("%s: errors" % name, errors[:10], [])


SCHEMA_OF = {"run.json": "run", "manifest.jsonl": "manifest", "findings.jsonl": "finding", "keys.private.jsonl": "keys-private"}


def check_run(name, run):
    """Validates every file of a run folder, and what no schema can say."""
    files = sorted(os.listdir(test.path(run)))
    test.check("%s: no other files" % name, set(files) <= set(SCHEMA_OF), files)
    check_valid(name, *((SCHEMA_OF[file], test.path(run + "/" + file)) for file in files))
    totals = test.json(run + "/run.json")["totals"]
    lines = test.json_lines(run + "/manifest.jsonl")
    test.equal("%s: totals reconcile" % name, totals["listed"], totals["examined"] + totals["partial"] + totals["not_examined"])
    test.equal("%s: a line an object" % name, [x["seq"] for x in lines], list(range(1, totals["listed"] + 1)))
    for status in ("examined", "partial", "not_examined"):
        test.equal("%s: %s" % (name, status), sum(x["status"] == status for x in lines), totals[status])
    for word, count in totals["by_class"].items():
        test.equal("%s: class %s" % (name, word), sum(x["class"] == word for x in lines), count)
    test.check("%s: levels add up" % name, all(d["count"] == d["high"] + d["medium"] + d["low"] and d["distinct"] <= d["count"]
                                             for x in lines for d in x["detections"]))
    for file in files:
        loose = [line for line in test.read(run + "/" + file).decode().split("\n")[:-1] if not is_compact(line)]
        test.equal("%s: %s is compact" % (name, file), loose[:3], [])


def is_compact(line):
    """No spaces, and escapes as the program writes them where Python writes none."""
    text = json.dumps(json.loads(line), separators=(",", ":"), ensure_ascii=False)
    return text.replace("\x7f", "\\u007f").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") == line


def check_order(name, file, schema):
    """Members stand in the order of the schema."""
    with open(os.path.join(ROOT, "docs", "schema", schema + ".schema.json"), encoding="utf-8") as text:
        order = list(json.load(text)["properties"])
    places = [[order.index(member) for member in line] for line in test.json_lines(file)]
    test.check("%s: order of members" % name, all(x == sorted(x) for x in places), places)


# A labelled corpus, if its generator is built; and objects of our own with everything odd about them.
if os.path.exists(MAKE_CORPUS):
    subprocess.run([MAKE_CORPUS, "--seed", "7", "--objects", "60", test.path("corpus")], check=True, stdout=subprocess.DEVNULL)
    corpus = test.path("corpus/objects") if os.path.isdir(test.path("corpus/objects")) else test.path("corpus")
    result = test.run("scan", corpus, "-o", "run-corpus", "--locations", "all")
    test.check("corpus: exit code", result.code in (0, 3), result)
    check_run("corpus", "run-corpus")
    check_order("corpus manifest", "run-corpus/manifest.jsonl", "manifest")
    check_order("corpus findings", "run-corpus/findings.jsonl", "finding")

archive = io.BytesIO()
with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
    packed.writestr("notes/ssn %s.txt" % SSN, PHI_TEXT)
    packed.writestr("a!b.txt", PII_TEXT)
    packed.writestr("inner.gz", gzip.compress(PHI_TEXT.encode(), mtime=0))
    packed.writestr("ssn %s!.gz" % SSN, cut_gzip(PHI_TEXT))
for name, content in {
    "phi.txt": PHI_TEXT, "pii.txt": PII_TEXT, "plain.txt": PLAIN_TEXT, "empty": "", "cut.gz": cut_gzip(PHI_TEXT),
    "archive.zip": archive.getvalue(), "ssn %s.txt" % SSN: PHI_TEXT, "quote\"back\\slash.txt": PHI_TEXT,
    "tab\tnewline\ndel\x7f.txt": PHI_TEXT, "line\u2028separator.txt": PHI_TEXT, "bidi\u202etxt.exe": PLAIN_TEXT,
    "many.txt": "SSN: 536-90-4399\n" * 2000, "binary.bin": bytes(range(256)) * 64, "not really.pdf": b"%PDF-1.7\n" + PHI_TEXT.encode(),
}.items():
    test.write("odd/" + name, content)
with open(os.fsencode(test.path("odd")) + b"/latin1 \xe9\xff.txt", "wb") as file:
    file.write(PHI_TEXT.encode())
result = test.run("scan", "odd", "-o", "run-odd")
test.equal("odd: exit code", result.code, 3)
check_run("odd", "run-odd")
check_order("odd manifest", "run-odd/manifest.jsonl", "manifest")
check_order("odd findings", "run-odd/findings.jsonl", "finding")
objects = {line["key"]: line for line in test.json_lines("run-odd/manifest.jsonl")}
test.check("locations dropped", objects["many.txt"]["locations_dropped"] >= 1000, objects["many.txt"])
test.check("exact bytes beside what is no UTF-8", any("key_b64" in line for line in objects.values()))
members = {line.get("member") for line in test.json_lines("run-odd/findings.jsonl")}
test.check("members are named, masked and escaped", {"a%21b.txt", "notes/ssn ***********.txt"} <= members, members)
test.equal("so are those that something was lost of", objects["archive.zip"]["incomplete"],
           [{"member": "ssn ***********%21.gz", "reasons": ["truncated"]}])

# Runs that go wrong are documents, too.
test.run("scan", "absent", "odd", "-o", "run-absent")
check_run("absent source", "run-absent")
test.run("scan", "absent", "-o", "run-nothing")
check_valid("nothing at all", ("run", test.path("run-nothing/run.json")))

# detect
for name, args in (("detect", []), ("detect everything", ["--min-confidence", "1"])):
    result = test.run("detect", "--files-from", "-", *args,
                      stdin=b"\n".join(os.fsencode("odd/") + entry for entry in os.listdir(os.fsencode(test.path("odd"))) if b"\n" not in entry))
    test.write("detect.jsonl", result.out)
    check_valid(name, ("finding", test.path("detect.jsonl")))

# The schemas are closed: one wrong member or word, and the document is refused.
GOOD = {"manifest": test.json_lines("run-odd/manifest.jsonl"), "finding": test.json_lines("run-odd/findings.jsonl"),
        "run": [test.json("run-odd/run.json")], "keys-private": test.json_lines("run-odd/keys.private.jsonl")}
finding, run = GOOD["finding"][0], GOOD["run"][0]
manifest = next(line for line in GOOD["manifest"] if line["status"] == "examined" and line["detections"])


# What buckets say of themselves, permissions and estimates, by a stub.
stub = Stub({"list": (200, LISTING), "object": (200, "hello", {"ETag": '"e"'}), "encryption": (200, ENCRYPTION)})
aws = {"AWS_ACCESS_KEY_ID": "PHICRAWLTEST00000001", "AWS_SECRET_ACCESS_KEY": "x" * 40, "AWS_REGION": "us-east-1",
       "AWS_ENDPOINT_URL_S3": stub.endpoint, "HOME": test.folder}
test.run("scan", "s3://bucket", "-q", "-o", "run-posture", env=aws)
check_run("posture", "run-posture")
test.check("posture: there is one", "facts" in test.json("run-posture/run.json")["sources"][0]["posture"])
for verb, arguments in (("check", ["--json", "s3://bucket", "/nowhere"]), ("estimate", ["--estimate", "--json", "s3://bucket"])):
    said = test.run("check" if verb == "check" else "scan", *arguments, env=aws).out
    with open(test.path(verb + ".jsonl"), "w", encoding="utf-8") as file:
        file.write(said)
    check_valid(verb, (verb, test.path(verb + ".jsonl")))
stub.shutdown()


def changed(document, path, value):
    """A copy in which the member at path is value; ... removes it."""
    copied = copy.deepcopy(document)
    inner = copied
    for step in path[:-1]:
        inner = inner[step]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return copied


REFUSED = [
    ("manifest", manifest, ["status"], "done"), ("manifest", manifest, ["status"], "partial"),
    ("manifest", manifest, ["reasons"], ["archived"]), ("manifest", manifest, ["class"], "GDPR"),
    ("manifest", manifest, ["class"], ...), ("manifest", manifest, ["prev"], "0"), ("manifest", manifest, ["seq"], 0),
    ("manifest", manifest, ["confidence"], 100), ("manifest", manifest, ["value"], "x"),
    ("manifest", manifest, ["provider"], "gcs"), ("manifest", manifest, ["flags"], []),
    ("manifest", manifest, ["flags"], ["phi"]), ("manifest", manifest, ["encryption"], {"mode": "none"}),
    ("manifest", manifest, ["last_modified"], "2026-01-02 03:04:05"),
    ("manifest", manifest, ["detections", 0, "detector"], "ssn"), ("manifest", manifest, ["detections", 0, "role"], "patient"),
    ("manifest", manifest, ["detections", 0, "identifier"], "S"), ("manifest", manifest, ["detections", 0, "count"], 0),
    ("manifest", manifest, ["detections", 0, "flags", "other"], 1), ("manifest", manifest, ["health", "drugs"], 1),
    ("manifest", changed(manifest, ["status"], "partial"), ["reasons"], ["http-50"]),
    ("manifest", changed(manifest, ["status"], "partial"), ["reasons"], ["http"]),
    ("manifest", changed(manifest, ["status"], "partial"), ["reasons"], ["limit-deep"]),
    ("manifest", manifest, ["suggested_tags"], {"phi": "perhaps"}),
    ("finding", finding, ["detector"], "ssn"), ("finding", finding, ["detector"], "x-"), ("finding", finding, ["identifier"], "Z"),
    ("finding", finding, ["identifier"], ...), ("finding", finding, ["role"], "doctor"),
    ("finding", finding, ["level"], "severe"), ("finding", finding, ["confidence"], 100),
    ("finding", finding, ["flags"], ["odd"]), ("finding", finding, ["line"], 0), ("finding", finding, ["column"], ...),
    ("finding", finding, ["text"], "x"), ("finding", finding, ["offset"], -1), ("finding", finding, ["uri"], ""),
    ("run", run, ["state"], "done"), ("run", run, ["state"], "running"), ("run", run, ["exit_code"], 5),
    ("run", run, ["exit_code"], ...), ("run", run, ["totals", "by_reason"], {"bored": 1}),
    ("run", run, ["totals", "listed"], ...), ("run", run, ["limits", "max-depth"], "17"), ("run", run, ["limits", "new"], 1),
    ("run", run, ["manifest", "last_sha256"], "x"), ("run", run, ["ruleset", "sha256"], "x"),
    ("run", run, ["ruleset", "files"], []), ("manifest", manifest, ["detections", 0, "severity"], "severe"), ("run", run, ["host"], "x"),
    ("keys-private", GOOD["keys-private"][0], ["seq"], ...), ("keys-private", GOOD["keys-private"][0], ["note"], "x"),
]
for number, (schema, document, path, value) in enumerate(REFUSED):
    test.write("refused%d.json" % number, json.dumps(changed(document, path, value)))
documents, errors = validate(*((case[0], test.path("refused%d.json" % number)) for number, case in enumerate(REFUSED)))
test.equal("refused: all were validated", documents, len(REFUSED))
for number, (schema, document, path, value) in enumerate(REFUSED):
    is_refused = any("/refused%d.json:" % number in error for error in errors)
    test.check("refused: %s with %s = %r" % (schema, path, value), is_refused)

# Additions of the contract that nothing writes yet are allowed.
ALLOWED = [
    ("manifest", changed(manifest, ["existing_tags"], {"team": "x"})),
    ("manifest", changed(manifest, ["encryption"], {"mode": "sse-kms", "key_id": "arn:k", "bucket_key": True})),
    ("manifest", changed(manifest, ["suggested_tags"], {"phi": "yes", "phi-level": "high", "phi-types": "ssn+dob+mrn",
                                                        "phi-enc": "sse-kms", "phi-rules": "2026.1"})),
    ("manifest", changed(changed(manifest, ["status"], "not_examined"), ["reasons"], ["http-503", "archived"])),
    ("finding", changed(finding, ["cell"], {"row": 3, "column": 2, "name": "ssn"})),
    ("finding", changed(changed(finding, ["path"], "$.patient.ssn"), ["page"], 2)),
    ("finding", changed(finding, ["token"], "k1:abcdef")),
    ("finding", changed(changed(finding, ["detector"], "x-employee-id"), ["flags"], ["on-roster"])),
    ("manifest", changed(manifest, ["detections", 0, "severity"], "high")),
    ("run", changed(run, ["ruleset", "files"], [{"name": "own.toml", "id": "own-1", "sha256": "0" * 64}])),
    ("run", changed(run, ["totals", "by_reason"], {"http-503": 1, "corrupt": 2})),
]
for number, (schema, document) in enumerate(ALLOWED):
    test.write("allowed%d.json" % number, json.dumps(document))
check_valid("allowed", *((case[0], test.path("allowed%d.json" % number)) for number, case in enumerate(ALLOWED)))

# The rules files of the manual, read by another reader of their notation, fit their schema.
with open(os.path.join(ROOT, "docs", "rules.md"), encoding="utf-8") as text:
    examples = re.findall(r"```toml\n(.*?)```", text.read(), re.S)
try:
    import tomllib
except ImportError:
    examples = []  # Python 3.11 has it
for number, example in enumerate(examples):
    test.write("rules%d.json" % number, json.dumps(tomllib.loads(example)))
    check_valid("rules of the manual %d" % number, ("rules", test.path("rules%d.json" % number)))
    wrong = dict(tomllib.loads(example), version=2)
    test.write("rules-wrong.json", json.dumps(wrong))
    test.check("rules of another version", validate(("rules", test.path("rules-wrong.json")))[1])

# The lists of the schema are those of the contract and of the program.
with open(os.path.join(ROOT, "docs", "contract.md"), encoding="utf-8") as text:
    contract = text.read()
with open(os.path.join(ROOT, "docs", "schema", "finding.schema.json"), encoding="utf-8") as text:
    known = json.load(text)["$defs"]["detector"]["anyOf"][0]["enum"]
listed = re.findall(r"[a-z0-9][a-z0-9-]+", contract.split("## Detector ids")[1].split("Roles:")[0].replace("off by default", "").replace("and,", ""))
test.equal("detector ids of the contract", sorted(listed), sorted(known))
catalogue = [line["detector"] for line in test.run("detectors", "--json").lines()]
test.check("the program's detectors are in the contract", set(catalogue) <= set(known), set(catalogue) - set(known))
with open(os.path.join(ROOT, "docs", "schema", "manifest.schema.json"), encoding="utf-8") as text:
    reasons = json.load(text)["$defs"]["reason"]["anyOf"][0]["enum"]
for reason in reasons:
    test.check("reason %s is documented" % reason, "`%s`" % reason in contract)
    test.equal("reason %s is accepted by name" % reason, test.run("scan", "odd/empty", "-q", "--accept", reason, "-o", "r-" + reason).code, 0)

test.finish()
