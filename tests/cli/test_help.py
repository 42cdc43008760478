"""--help, --version, the manual page and the completion: on standard output, complete, within 80 columns."""
import re
import subprocess

from harness import Test

test = Test()

VERBS = ["scan", "check", "detect", "detectors"]
SECTIONS = {
    None: ["VERBS", "GENERAL OPTIONS", "EXAMPLES"],
    "scan": ["SOURCES", "OUTPUT OPTIONS", "LIMIT OPTIONS", "EXIT CODES", "ENVIRONMENT", "EXAMPLES"],
    "check": ["SOURCES", "OUTPUT OPTIONS", "EXIT CODES", "ENVIRONMENT", "EXAMPLES"],
    "detect": ["INPUT OPTIONS", "EXIT CODES", "ENVIRONMENT", "EXAMPLES"],
    "detectors": ["OUTPUT OPTIONS", "EXAMPLES"],
}
OPTIONS = {
    "scan": "estimate restore-manifest rate json "
    "include exclude regex extension min-size max-size modified-after modified-before storage-class encryption tag since "
    "versions version-state uploads list-requests no-posture policy-profile from passwords no-sign-request request-payer expected-bucket-owner output locations no-private-keys quiet progress min-confidence accept fail-on "
    "rules allow roster key-file all-candidates fast "
    "max-depth max-members max-bytes max-ratio max-ratio-from max-memory max-time workers window help version",
    "detect": "files-from passwords min-confidence rules allow roster key-file all-candidates fast max-depth max-members max-bytes max-ratio max-ratio-from max-memory max-time help version",
    "check": "no-sign-request request-payer expected-bucket-owner json policy help version",
    "detectors": "json hmac rules key-file help version",
}

for verb, sections in SECTIONS.items():
    for flag in ("--help", "-h"):
        result = test.run(*([verb] if verb else []), flag)
        name = "%s %s" % (verb, flag)
        test.equal(name + " exit code", result.code, 0)
        test.equal(name + " standard error", result.err, "")
        test.check(name + " fits 80 columns", max(map(len, result.out.splitlines())) <= 80, result)
        for section in sections:
            test.check("%s has %s" % (name, section), "\n%s\n" % section in result.out, result)

for verb, options in OPTIONS.items():
    shown = re.findall(r"^  (?:-\w, |    )--([a-z-]+)", test.run(verb, "--help").out, re.M)
    test.equal("options of %s" % verb, sorted(shown), sorted(options.split()))

# Verbs that the contract plans but nobody built yet are not offered.
for verb in ("report", "export", "tag", "diff", "scope", "risk", "verify", "plan"):
    test.check("no " + verb, not re.search(r"^  %s\b" % verb, test.run("--help").out, re.M))
    test.equal("unknown verb " + verb, test.run(verb).code, 2)

for args in (["--version"], ["-V"], ["scan", "--version"]):
    result = test.run(*args)
    test.equal("%s exit code" % args, result.code, 0)
    test.check("%s first line" % args, re.match(r"phicrawl \d+\.\d+\.\d+\n", result.out), result)
    for library in ("libcurl", "OpenSSL", "zlib", "rules"):
        test.check("%s names %s" % (args, library), library in result.out, result)
    test.check("%s names the instructions" % args, re.search(r"^scan core (portable|avx2|avx512)$", result.out, re.M), result)

manual = test.run("--help=man")
test.equal("manual page exit code", manual.code, 0)
test.check("manual page begins", manual.out.startswith(".TH PHICRAWL 1"), manual.out[:200])
for verb, options in OPTIONS.items():
    for option in options.split():
        test.check("manual page has --" + option, "\\-\\-" + option.replace("-", "\\-") in manual.out)
groff = subprocess.run(["groff", "-man", "-Tutf8", "-ww"], input=manual.out.encode(), capture_output=True, check=False)
test.equal("groff warnings", groff.stderr.decode(), "")

# The completion is a script that bash takes, and it offers what the tables hold.
script = test.run("--help=bash").out
for words, expected in (
    (["phicrawl", ""], VERBS),
    (["phicrawl", "scan", "--max-"], ["--max-depth", "--max-members", "--max-bytes", "--max-ratio", "--max-ratio-from", "--max-memory", "--max-time"]),
    (["phicrawl", "scan", "--progress", ""], ["auto", "always", "never"]),
    (["phicrawl", "scan", "--accept", "arch"], ["archived"]),
    (["phicrawl", "scan", "--policy-profile", ""], ["cmk-required", "tls-only"]),
    (["phicrawl", "detect", "--files"], ["--files-from"]),
    (["phicrawl", "detectors", "us-n"], ["us-npi"]),
):
    shell = "%s\nCOMP_WORDS=(%s); COMP_CWORD=%d; _phicrawl; printf '%%s\\n' \"${COMPREPLY[@]}\"" % (
        script,
        " ".join("'%s'" % word for word in words),
        len(words) - 1,
    )
    offered = subprocess.run(["bash", "-c", shell], capture_output=True, check=False).stdout.decode().split()
    test.check("completion of %s" % words, set(expected) <= set(offered), offered)

test.finish()
