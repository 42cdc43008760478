"""scan of directories: run folder, totals, options, exit codes and their order."""
import gzip
import hashlib
import os
import re
import shutil
import stat

from harness import PHI_TEXT, PII_TEXT, PLAIN_TEXT, SSN, Test, cut_gzip

test = Test()

test.write("all/phi.txt", PHI_TEXT)
test.write("all/sub/pii.txt", PII_TEXT)
test.write("all/plain.txt", PLAIN_TEXT)
test.write("all/empty", "")
test.write("all/packed.txt.gz", gzip.compress(PHI_TEXT.encode(), mtime=0))
test.write("cut/cut.gz", cut_gzip(PHI_TEXT))
test.write("cut/plain.txt", PLAIN_TEXT)
test.write("clean/plain.txt", PLAIN_TEXT)

runs = 0


def scan(*args, **options):
    """Runs a scan into a new folder; returns the result and the folder's name."""
    global runs
    runs += 1
    return test.run("scan", *args, "-o", "run%d" % runs, **options), "run%d" % runs


def manifest(run):
    return {line["key"]: line for line in test.json_lines(run + "/manifest.jsonl")}


# Everything about one complete run.
result, run = scan("all")
test.equal("exit code", result.code, 0)
test.equal("standard error", result.err, "")
objects = manifest(run)
test.equal("keys", sorted(objects), ["empty", "packed.txt.gz", "phi.txt", "plain.txt", "sub/pii.txt"])
test.equal("all examined", {x["status"] for x in objects.values()}, {"examined"})
test.equal("classes", {key: x["class"] for key, x in objects.items()},
           {"phi.txt": "PHI", "packed.txt.gz": "PHI", "sub/pii.txt": "PII", "plain.txt": "NONE", "empty": "NONE"})
test.equal("members", (objects["packed.txt.gz"]["members"], objects["phi.txt"]["members"]), (1, 0))
test.equal("formats of the empty object's neighbours", objects["packed.txt.gz"]["formats"], {"text": 1, "gzip": 1})
test.equal("size", objects["phi.txt"]["size"], len(PHI_TEXT))
test.equal("a zero-byte object", (objects["empty"]["size"], objects["empty"]["bytes_scanned"]), (0, 0))

# The chain, and run.json about it.
lines = test.read(run + "/manifest.jsonl").splitlines()
previous = "0" * 64
for number, line in enumerate(lines, 1):
    test.check("chain %d" % number, line.startswith(b'{"seq":%d,' % number) and line.endswith(b'"prev":"%s"}' % previous.encode()), line)
    previous = hashlib.sha256(line).hexdigest()
facts = test.json(run + "/run.json")
test.equal("end of the chain", facts["manifest"], {"lines": len(lines), "last_sha256": previous})
test.equal("state", (facts["state"], facts["exit_code"], facts["tool"]), ("finished", 0, "phicrawl"))
test.check("ended after it started", facts["started"] <= facts["ended"], facts)
totals = facts["totals"]
test.equal("totals reconcile", totals["examined"] + totals["partial"] + totals["not_examined"], totals["listed"])
test.equal("listed", (totals["listed"], facts["sources"][0]["listed"], facts["sources"][0]["complete"]), (5, 5, True))
test.equal("by class", sum(totals["by_class"].values()), 5)
findings = test.json_lines(run + "/findings.jsonl")
test.equal("findings", (len(findings), totals["findings_written"]), (totals["findings"], totals["findings"]))
for key, entry in objects.items():
    counted = sum(x["count"] for x in entry["detections"])
    written = sum(1 for x in findings if x["uri"] == entry["uri"])
    test.equal("findings of " + key, written, counted)

# The folder is ours alone.
for name in ("", "/run.json", "/manifest.jsonl", "/findings.jsonl"):
    mode = stat.S_IMODE(os.stat(test.path(run) + name).st_mode)
    test.equal("mode of " + (name or "the folder"), mode, 0o600 if name else 0o700)
test.equal("files", sorted(os.listdir(test.path(run))), ["findings.jsonl", "manifest.jsonl", "run.json"])

# The summary on standard output.
test.check("summary counts", re.search(r"^5 objects in ", result.out), result)
test.check("summary has PHI", re.search(r"^  PHI +2 +40\.0%", result.out, re.M), result)
test.check("summary names the folder", result.out.endswith("\nRun folder: %s\n" % run), result)
test.check("summary names no object", "phi.txt" not in result.out, result)
result, run = scan("all", "--quiet")
test.equal("quiet", (result.code, result.out, result.err), (0, "", ""))

# The default name of the folder, and sources given as file:// or as one file.
result = test.run("scan", "clean")
name = result.out.splitlines()[-1].split(": ", 1)[1]
test.check("default name", re.fullmatch(r"\./phicrawl-run-\d{8}T\d{6}Z", name), result)
test.check("default folder is there", os.path.isfile(test.path(name + "/run.json")))
result, run = scan("file://" + test.path("all"))
test.equal("file:// exit code", result.code, 0)
test.equal("file:// keys", sorted(manifest(run)), sorted(objects))
test.check("file:// uris", all(x["uri"].startswith("file://") for x in manifest(run).values()))
result, run = scan("all/phi.txt", "clean")
test.equal("two sources", (result.code, len(manifest(run))), (0, 2))

# --from: from a file and from standard input.
listing = "%s\n%s\n" % (test.path("all/phi.txt"), test.path("all/plain.txt"))
test.write("list", listing)
for args, stdin in ((["--from", "list"], b""), (["--from", "-"], listing.encode())):
    result, run = scan(*args, stdin=stdin)
    test.equal("%s exit code" % args, result.code, 0)
    test.equal("%s objects" % args, [x["size"] for x in test.json_lines(run + "/manifest.jsonl")].count(len(PHI_TEXT)), 1)
    facts = test.json(run + "/run.json")
    test.equal("%s count" % args, facts["totals"]["listed"], 2)
    test.equal("%s is complete" % args, [x["complete"] for x in facts["sources"]], [True])
    test.check("%s: nothing is open" % args, "to the end" not in result.out, result)
result, run = scan("--from", "absent-list")
test.check("absent list", result.code == 4 and "--from: absent-list: No such file" in result.err, result)
result, run = scan("clean", "absent/536-90-4399")
test.check("absent SOURCE is named, masked", "absent/***********: the SOURCE cannot be read: No such file" in result.err, result)
test.check("absent SOURCE in the summary", "\n1 source was not listed to the end" in result.out, result)

# Filters that a SOURCE cannot answer refuse it alone; a directory has the latest of everything.
result, run = scan("clean", "--tag", "team=a", "--from", "list")
test.equal("refused SOURCE: exit code", result.code, 4)
test.equal("refused SOURCE: said once", result.err.count("--tag cannot be used"), 1)
test.equal("filter that --from cannot answer: said once", result.err.count("--from names are read whatever --tag says"), 1)
test.equal("refused SOURCE: not listed", test.json(run + "/run.json")["totals"]["listed"], 2)
test.check("refused SOURCE: run.json", "--tag" in test.json(run + "/run.json")["sources"][0]["error"], run)
for state, listed in (("latest", 1), ("noncurrent", 0)):
    result, run = scan("clean", "--version-state", state)
    test.equal("%s of a directory" % state, (result.code, len(manifest(run))), (0, listed))

# --since: however many SOURCEs the earlier run had.
os.mkdir(test.path("nothing-to-see-here"))
result, run = scan("clean", *["nothing-to-see-here"] * 1200)
test.check("a long run.json", os.path.getsize(test.path(run + "/run.json")) > 65536, run)
result, run = scan("clean", "--since", run)
test.equal("since a run of many SOURCEs", (result.code, test.json(run + "/run.json")["scope"]["filtered"]), (0, {"since": 1}))

# --locations: written lines are capped, counts are not.
test.write("many/many.txt", "".join("SSN: 536-90-%04d\n" % (4000 + i) for i in range(50)))
counts = []
for locations, written in (("0", 0), ("7", 7), ("all", None), ("1000", None)):
    result, run = scan("many", "--locations", locations)
    entry = manifest(run)["many.txt"]
    counted = sum(x["count"] for x in entry["detections"])
    counts.append(entry["detections"])
    written = counted if written is None else written
    test.equal("--locations %s lines" % locations, len(test.json_lines(run + "/findings.jsonl")), written)
    test.equal("--locations %s dropped" % locations, entry.get("locations_dropped", 0), counted - written)
test.check("counts do not depend on it", all(x == counts[0] for x in counts), counts)
test.equal("50 of them", next(x["count"] for x in counts[0] if x["detector"] == "us-ssn"), 50)

# --workers and --window change nothing but themselves.
orders = []
for workers, window in (("1", "1"), ("4", "16")):
    result, run = scan("all", "--workers", workers, "--window", window)
    facts = test.json(run + "/run.json")
    test.equal("workers", facts["workers"], int(workers))
    kept = ("class", "detections", "bytes_scanned", "formats", "status")
    orders.append({key: [x[name] for name in kept] for key, x in manifest(run).items()})
test.equal("same results", orders[0], orders[1])

# Limits are recorded.
result, run = scan("clean")
limits = test.json(run + "/run.json")["limits"]
test.equal("limits by default", limits, {"max-depth": 17, "max-members": 1000000, "max-bytes": 1 << 40, "max-ratio": 200,
                                         "max-ratio-from": 64 << 20, "max-memory": 160 << 20, "max-time": None,
                                         "min-confidence": 60, "locations": 1000})
result, run = scan("clean", "--max-depth", "3", "--max-members", "4", "--max-bytes", "5MiB", "--max-ratio", "6",
                   "--max-ratio-from", "9KiB", "--max-memory", "7MiB", "--max-time", "8",
                   "--min-confidence", "70", "--locations", "all")
limits = test.json(run + "/run.json")["limits"]
test.equal("limits", limits, {"max-depth": 3, "max-members": 4, "max-bytes": 5 << 20, "max-ratio": 6,
                              "max-ratio-from": 9 << 10, "max-memory": 7 << 20, "max-time": 8,
                              "min-confidence": 70, "locations": None})

# Exit codes: incomplete coverage, accepted or not; --fail-on; and which wins.
EXITS = [
    # arguments, exit code
    (["clean"], 0),
    (["cut"], 3),
    (["cut", "--accept", "truncated"], 0),
    (["cut", "--accept", "archived,truncated"], 0),
    (["cut", "--accept", "archived", "--accept", "truncated"], 0),
    (["cut", "--accept", "archived"], 3),
    (["cut", "--accept", "corrupt,encrypted"], 3),
    (["clean", "--fail-on", "PHI"], 0),
    (["all", "--fail-on", "PHI"], 10),
    (["all", "--fail-on", "PII"], 10),
    (["all/sub", "--fail-on", "PHI"], 0),
    (["all/sub", "--fail-on", "pii"], 10),
    (["all/sub", "--fail-on", "HEALTH"], 10),
    (["all", "cut", "--fail-on", "PHI"], 10),
    (["all", "absent", "--fail-on", "PHI"], 4),
    (["cut", "absent"], 4),
    (["absent"], 4),
    (["all", "absent", "--accept", "vanished"], 4),
    (["all", "s4://bucket"], 2),
]
for args, code in EXITS:
    result, run = scan(*args)
    test.equal("exit code of %s" % args, result.code, code)
    if code in (0, 3, 10):
        facts = test.json(run + "/run.json")
        test.equal("recorded exit code of %s" % args, facts["exit_code"], code)

result, run = scan("cut")
entry = manifest(run)["cut.gz"]
test.equal("a cut stream", (entry["status"], entry["reasons"], entry["class"]), ("partial", ["truncated"], "PHI"))
test.check("said in the summary", re.search(r"^  truncated +1 ", result.out, re.M), result)
test.equal("by reason", test.json(run + "/run.json")["totals"]["by_reason"], {"truncated": 1})

# The source is refused in part: what is there is scanned all the same.
result, run = scan("all", "absent")
test.equal("the other source is scanned", len(manifest(run)), 5)
sources = test.json(run + "/run.json")["sources"]
test.equal("complete or not", [x["complete"] for x in sources], [True, False])
test.check("why not", sources[1]["error"], sources)

# A SOURCE with nothing in it may be misspelt: it is no failure, and said.
os.mkdir(test.path("hollow"))
result, run = scan("hollow", "clean")
test.equal("an empty source", (result.code, result.err), (0, "phicrawl: warning: hollow: no object is there: check the SOURCE\n"))

# Folders that are refused: exit code 2, and nothing in them changes.
test.write("taken/file", "mine")
os.symlink("clean", test.path("link"))
os.mkdir(test.path("ready"), 0o755)
for name, path, code in (("not empty", "taken", 2), ("a file", "list", 2), ("a link", "link", 2),
                         ("a missing parent", "no/such/run", 2), ("an empty directory", "ready", 0)):
    result = test.run("scan", "clean", "-o", path)
    test.equal("output to %s: exit code" % name, result.code, code)
    if code:
        test.check("output to %s: message" % name, path in result.err and result.err.count("\n") == 1, result)
test.equal("what was there is untouched", (os.listdir(test.path("taken")), os.listdir(test.path("clean"))), (["file"], ["plain.txt"]))
test.equal("a taken directory becomes private", stat.S_IMODE(os.stat(test.path("ready")).st_mode), 0o700)

# Masked names.
test.write("names/ssn %s.txt" % SSN, PLAIN_TEXT)
for flag, is_there in (([], True), (["--no-private-keys"], False)):
    result, run = scan("names", *flag)
    entry = test.json_lines(run + "/manifest.jsonl")[0]
    test.equal("masked %s" % flag, (entry["key"], entry["flags"]), ("ssn ***********.txt", ["phi-in-key"]))
    path = test.path(run + "/keys.private.jsonl")
    test.equal("true key %s" % flag, os.path.exists(path), is_there)
    if is_there:
        test.equal("mode of keys.private.jsonl", stat.S_IMODE(os.stat(path).st_mode), 0o600)
        keys = test.json_lines(run + "/keys.private.jsonl")
        test.equal("its line", (keys[0]["seq"], keys[0]["key"]), (1, "ssn %s.txt" % SSN))

# Objects that may not be read. A superuser may read everything, so the program gives that up first.
test.write("locked/secret.txt", PHI_TEXT)
test.write("locked/open.txt", PLAIN_TEXT)
os.chmod(test.path("locked/secret.txt"), 0)
os.mkdir(test.path("anyone"))
os.chmod(test.path("anyone"), 0o777)
os.chmod(test.folder, 0o755)
user = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
try:
    result = test.run("scan", "locked", "-o", "anyone/run", **user)
except PermissionError:
    result = None  # the program lies where nobody else may run it
if result is not None:
    test.equal("unreadable object: exit code", result.code, 3)
    entry = manifest("anyone/run")["secret.txt"]
    test.equal("unreadable object", (entry["status"], entry["reasons"], entry["class"]), ("not_examined", ["access-denied"], "NONE"))
    test.check("unknown is not NONE in the summary", re.search(r"^  unknown +1 ", result.out, re.M), result)

# A run folder inside of what is scanned is not scanned; the default name is never taken twice.
test.write("here/plain.txt", PLAIN_TEXT)
for _ in range(3):
    done = test.run("scan", "here", "--quiet", "-o", "here/run")
    test.equal("own run folder: exit code", done.code, 0)
    test.equal("own run folder: not listed", sorted(manifest("here/run")), ["plain.txt"])
    shutil.rmtree(test.path("here/run"))
before = len([name for name in os.listdir(test.folder) if name.startswith("phicrawl-run-")])
for _ in range(3):
    test.equal("default name: exit code", test.run("scan", "clean", "--quiet").code, 0)
test.equal("default name", len([name for name in os.listdir(test.folder) if name.startswith("phicrawl-run-")]), before + 3)

test.finish()
