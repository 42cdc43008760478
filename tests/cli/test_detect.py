"""detect: standard input, files, lists of files, exit codes, the shape of a line."""
import gzip
import json
import os
import pathlib
import subprocess
import threading
import zipfile

from harness import PHICRAWL, PHI_TEXT, PLAIN_TEXT, SSN, Test, cut_gzip, killed

test = Test()


def ssn_lines(result):
    return [line for line in result.lines() if line["detector"] == "us-ssn"]


# Standard input, by default and as '-'.
for args in ([], ["-"], ["--", "-"]):
    result = test.run("detect", *args, stdin=PHI_TEXT.encode())
    test.equal("stdin %s exit code" % args, result.code, 0)
    test.equal("stdin %s standard error" % args, result.err, "")
    found = ssn_lines(result)
    test.equal("stdin %s findings" % args, len(found), 1)
    test.equal("stdin %s uri" % args, found[0]["uri"], "-")

# The line, byte for byte but for the confidence and what it is made of.
line = ssn_lines(test.run("detect", stdin=PHI_TEXT.encode()))[0]
offset = PHI_TEXT.index(SSN)
test.equal(
    "members and their order",
    list(line),
    "uri detector identifier role offset length line column confidence level evidence points flags".split(),
)
test.equal("identifier", (line["identifier"], line["role"]), ("G", "person"))
test.equal("place", (line["offset"], line["length"], line["line"], line["column"]), (offset, len(SSN), 3, 6))
test.equal("flags", line["flags"], [])
test.check("evidence", line["evidence"] and all(isinstance(word, str) for word in line["evidence"]), line)
everything = test.run("detect", "--all-candidates", "--min-confidence", "1", stdin=PHI_TEXT.encode()).out.splitlines()
sums = [(sum(x["points"]), len(x["points"])) for x in map(json.loads, everything)]
test.check("findings and candidates", len(everything) > 5, everything)
test.equal("points add up", sums, [(x["confidence"], len(x["evidence"])) for x in map(json.loads, everything)])
raw = test.run("detect", stdin=PHI_TEXT.encode()).out
test.check("compact JSON", all(json.dumps(json.loads(x), separators=(",", ":"), ensure_ascii=False) == x for x in raw.splitlines()), raw)
test.check("ends with a newline", raw.endswith("}\n"))
test.check("no value in the output", SSN not in raw and "Quenby" not in raw and "48812345" not in raw, raw)

# Files: the uri is the path as given, in the order given.
test.write("b.txt", PHI_TEXT)
test.write("a.txt.gz", gzip.compress(PHI_TEXT.encode(), mtime=0))
test.write("empty", "")
test.write("plain", PLAIN_TEXT)
result = test.run("detect", "./b.txt", "a.txt.gz", "empty", "plain")
test.equal("files exit code", result.code, 0)
test.equal("files uris", [line["uri"] for line in ssn_lines(result)], ["./b.txt", "a.txt.gz"])
test.check("one compression layer is no member", all("member" not in line for line in result.lines()), result)

# Lists of files.
listing = b"b.txt\n\na.txt.gz\r\nplain"
for name, args, stdin in (
    ("stdin", ["--files-from", "-"], listing),
    ("file", ["--files-from=" + test.write("list", listing)], b""),
    ("variable", [], b""),
):
    env = {"PHICRAWL_FILES_FROM": test.path("list")} if name == "variable" else None
    result = test.run("detect", *args, stdin=stdin, env=env)
    test.equal("list from %s: exit code" % name, result.code, 0)
    test.equal("list from %s" % name, [x["uri"] for x in ssn_lines(result)], ["b.txt", "a.txt.gz"])
result = test.run("detect", "a.txt.gz", "--files-from", "-", stdin=b"b.txt\n")
test.equal("files, then the list", [x["uri"] for x in ssn_lines(result)], ["a.txt.gz", "b.txt"])
result = test.run("detect", "--files-from", "-", stdin=b"")
test.equal("an empty list is no standard input", (result.code, result.out), (0, ""))

# A named pipe is read once somebody writes to it, not before.
os.mkfifo(test.path("pipe"))
writer = threading.Thread(target=lambda: pathlib.Path(test.path("pipe")).write_text(PHI_TEXT), daemon=True)
writer.start()
result = test.run("detect", "pipe")
writer.join(10)
test.equal("a named pipe", (result.code, len(ssn_lines(result))), (0, 1))

# What cannot be read in full: exit code 3, said on standard error, the rest is read.
test.write("cut.gz", cut_gzip(PHI_TEXT))
test.write("locked/file", PHI_TEXT)
for name, path in (("absent file", "absent"), ("directory", "locked"), ("cut stream", "cut.gz")):
    result = test.run("detect", path, "b.txt")
    test.equal(name + " exit code", result.code, 3)
    test.check(name + " said", path in result.err and result.err.startswith("phicrawl: "), result)
    test.check(name + ": the next file is read", any(x["uri"] == "b.txt" for x in result.lines()), result)
result = test.run("detect", "cut.gz")
test.check("what is there of a cut stream is found", ssn_lines(result), result)

# --min-confidence
test.equal("nothing reaches 99", [x for x in test.run("detect", "b.txt", "--min-confidence", "99").lines() if x["confidence"] < 99], [])
low = test.run("detect", "b.txt", "--min-confidence", "1").lines()
default = test.run("detect", "b.txt").lines()
test.check("less confidence, not fewer findings", len(low) >= len(default) > 0)
test.check("default is 60", all(x["confidence"] >= 60 for x in default))

# Names of any bytes.
odd = os.fsencode(test.folder) + b"/odd\xff\x01\n.txt"
with open(odd, "wb") as file:
    file.write(PHI_TEXT.encode())
result = test.run("detect", odd)
test.equal("odd name exit code", result.code, 0)
test.check("odd name is replaced and exact", ssn_lines(result)[0]["uri"].endswith("odd\ufffd\x01\n.txt") and "uri_b64" in ssn_lines(result)[0], result)

# Passwords are tried on archives, and never shown.
sealed = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden", "zip", "7z-deflate-aes256.zip")
test.write("passwords", "sesame4711\ncorrect horse\n")
os.chmod(test.path("passwords"), 0o600)
result = test.run("detect", sealed, "--passwords", "passwords")
test.equal("opened by a password", (result.code, result.err, len(ssn_lines(result))), (0, "", 13))
os.chmod(test.path("passwords"), 0o644)
opened = test.run("detect", sealed, env={"PHICRAWL_PASSWORDS": "passwords"})
test.check("everybody may read them", (opened.code, "everybody may read" in opened.err) == (0, True), opened)
test.write("passwords", "sesame4711\n")
closed = test.run("detect", sealed, "--passwords", "passwords")
test.check("no password fits", (closed.code, "not examined: encrypted (" in closed.err) == (3, True), closed)
test.check("no password is shown", not any("sesame" in text or "horse" in text for x in (result, opened, closed) for text in (x.out, x.err)))
for name, text in (("nothing", ""), ("long", "x" * 1025)):
    test.write(name, text)
    result = test.run("detect", sealed, "--passwords", name)
    test.check("no list of passwords: %s" % name, result.code == 2 and "xxx" not in result.err, result)

# A reader that goes away, and a disk that is full: exit code 1.
big = (PHI_TEXT * 20000).encode()
test.write("big", big)
with killed(test.start("detect", "big", stdout=subprocess.PIPE, stderr=subprocess.PIPE)) as process:
    first = process.stdout.readline()
    process.stdout.close()
    test.equal("broken pipe exit code", process.wait(timeout=60), 1)
    test.check("whole lines until then", json.loads(first)["uri"] == "big")
    test.equal("broken pipe is no message", process.stderr.read(), b"")
with open("/dev/full", "wb") as full:
    with killed(test.start("detect", "b.txt", stdout=full, stderr=subprocess.PIPE)) as process:
        message = process.stderr.read().decode()
        test.equal("full disk exit code", process.wait(timeout=60), 1)
        test.equal("full disk message", message, "phicrawl: error: cannot write to standard output: No space left on device\n")

# Members that were not read in full are named, without what their names hold.
with zipfile.ZipFile(test.path("m.zip"), "w") as archive:
    archive.writestr("ssn 536-90-4399.gz", cut_gzip(PHI_TEXT))
    archive.writestr("whole.txt", PHI_TEXT)
result = test.run("detect", "m.zip")
test.equal("a member that is cut", result.err.splitlines()[1:],
           ["phicrawl: warning: m.zip: member ssn ***********.gz: truncated"])

done = subprocess.run(["bash", "-c", 'exec "$0" detect b.txt >&-', os.path.abspath(PHICRAWL)], cwd=test.folder,
                      stderr=subprocess.PIPE, check=False)
test.equal("closed output exit code", done.returncode, 1)
test.equal("closed output message", done.stderr,
           b"phicrawl: error: cannot write to standard output: Bad file descriptor\n")

test.finish()
