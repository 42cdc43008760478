"""Usage errors: exit code 2, one line on standard error that says what would be right, nothing on standard output."""
import os

from harness import Test

test = Test()

SEE = "; see 'phicrawl --help'"
CASES = [
    # arguments, message
    ([], "no verb" + SEE),
    (["--foo"], "unknown option '--foo'" + SEE),
    (["scan", "--form"], "unknown option '--form' (did you mean '--from'?)"),
    (["scan", "-Z"], "unknown option '-Z'; see 'phicrawl scan --help'"),
    (["scna"], "unknown verb 'scna' (did you mean 'scan'?)"),
    (["s3://bucket"], "a verb must come first, as in 'phicrawl scan SOURCE'" + SEE),
    (["https://a.blob.core.windows.net/c?sig=abc"], "a verb must come first, as in 'phicrawl scan SOURCE'" + SEE),
    (["scan"], "no SOURCE given, as in 'phicrawl scan s3://bucket'; see 'phicrawl scan --help'"),
    (["scan", "x", "--workers", "0"], "--workers: '0' is out of range: 1 to 1024"),
    (["scan", "x", "--workers"], "option '--workers' needs a value: N"),
    (["scan", "x", "--max-bytes", "1 GB"], "--max-bytes: '1 GB' is not a size such as 500000, 64MiB, 10GB or 1TiB"),
    (["scan", "x", "--accept", "archivd"], "--accept: 'archivd' is not a reason (did you mean 'archived'?)"),
    (["scan", "x", "--accept", "http-503"], "--accept: 'http-503' cannot be accepted: scan again"),
    (["scan", "x", "--fail-on", "ALL"], "--fail-on: 'ALL' is none of PHI, PII, PCI, HEALTH"),
    (["scan", "x", "--quiet=yes"], "option '--quiet' takes no value"),
    (["detect", "--workers", "2"], "option '--workers' does not belong to 'detect'; see 'phicrawl detect --help'"),
    (["detect", "--min-confidence", "100"], "--min-confidence: '100' is out of range: 1 to 99"),
    (["detect", "-", "-"], "standard input can be read only once, but '-' is given twice"),
    (["detect", "-", "--files-from", "-"], "standard input can be read only once, but '-' is given twice"),
    (["detect", "--files-from", "absent"], "--files-from: cannot open 'absent': No such file or directory"),
    (["detectors", "us-sns"], "unknown detector 'us-sns' (did you mean 'us-ssn'?)"),
    (["detectors", "zzzzzzzzz"], "unknown detector 'zzzzzzzzz'; 'phicrawl detectors' lists them"),
    (["detectors", "us-ssn", "us-npi"], "one detector at a time; see 'phicrawl detectors --help'"),
]

for args, message in CASES:
    result = test.run(*args)
    name = " ".join(args)
    test.equal("exit code: " + name, result.code, 2)
    test.equal("message: " + name, result.err, "phicrawl: error: %s\n" % message)
    test.equal("standard output: " + name, result.out, "")

result = test.run("scan", "x", env={"PHICRAWL_WORKERS": "many"})
test.equal("variable: exit code", result.code, 2)
test.equal(
    "variable: message",
    result.err,
    "phicrawl: error: --workers: 'many' is not a number (from the variable PHICRAWL_WORKERS)\n",
)

# Malformed locators: one line, and no run folder is left behind.
test.write("d/file", "text\n")
for source in ("s3://", "s3:///key", "ftp://host/x", "https://example.com/x?sig=SECRETSAS", "az://", "file://host/x"):
    result = test.run("scan", source, "-o", "run")
    test.check("exit code: " + source, result.code in (2, 4), result)
    test.check("message: " + source, result.err.startswith("phicrawl: error: ") and result.err.count("\n") == 1, result)
    test.check("no secret: " + source, "SECRETSAS" not in result.err + result.out, result)
    test.check("no folder: " + source, not os.path.exists(test.path("run")))

# What a terminal would obey is escaped in messages.
result = test.run("detectors", "\x1b]0;title\x07\u202e")
test.check("control characters are escaped", not any(c in result.err for c in "\x1b\x07\u202e"), result)

test.finish()
