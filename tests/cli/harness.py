"""What the end-to-end tests share: running the program, counting checks, small objects to scan.

A test makes a Test, calls check() once for everything it asserts, and ends with finish().
"""
import contextlib
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

PHICRAWL = os.environ.get("PHICRAWL", "build/dev/phicrawl")

# Synthetic, and unlike any published sample.
SSN = "536-90-4399"
PHI_TEXT = (
    "Patient: Marlow Quenby\nMRN: 48812345\nSSN: 536-90-4399\nDOB: 03/14/1961\n"
    "Diagnosis: type 2 diabetes mellitus without complications (ICD-10: E11.9)\n"
    "Metformin 500 mg tablet, take 1 tablet by mouth twice daily\n"
)
PII_TEXT = "Employee badge renewal\nSSN: 536-90-4399\nBadge colour: green\n"
PLAIN_TEXT = "The quick brown fox jumps over the lazy dog.\n"

# What the search for leaks of a sanitizer build says of a thread that was joined, but that the kernel
# has not yet taken off its list when the program ends: no word of the program's, and no leak.
JOINED_THREAD = re.compile(rb"==\d+==Unable to get registers from thread \d+\.\n")


def environment(extra=None):
    """The caller's environment without what would change a run, and with extra."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PHICRAWL_", "AWS_", "AZURE_")) and not name.lower().endswith("_proxy")
    }
    kept["AWS_EC2_METADATA_DISABLED"] = "true"
    kept["AZURE_TOKEN_CREDENTIALS"] = "EnvironmentCredential"  # asks no service of this machine
    kept.update(extra or {})
    return kept


def spoken(err):
    """What the program itself said on standard error."""
    return JOINED_THREAD.sub(b"", err)


class Result:
    """Exit code, and both streams as text (bytes that are no UTF-8 as escapes)."""

    def __init__(self, code, out, err):
        self.code = code
        self.out = out.decode("utf-8", "backslashreplace")
        self.err = spoken(err).decode("utf-8", "backslashreplace")

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __str__(self):
        return "exit %s\n  out: %s\n  err: %s" % (self.code, self.out[:2000], self.err[:2000])


class Test:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.folder = tempfile.mkdtemp(prefix="phicrawl-test-")

    def check(self, name, condition, detail=""):
        if condition:
            self.passed += 1
            return
        self.failed += 1
        print("FAILED %s\n  %s" % (name, detail))

    def equal(self, name, got, expected):
        self.check(name, got == expected, "got      %r\n  expected %r" % (got, expected))

    def run(self, *args, stdin=b"", env=None, **options):
        """Runs phicrawl in the test's folder."""
        done = subprocess.run(
            [os.path.abspath(PHICRAWL), *args],
            input=stdin,
            capture_output=True,
            cwd=self.folder,
            env=environment(env),
            timeout=300,
            check=False,
            **options,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def start(self, *args, env=None, **options):
        """Starts phicrawl; the caller ends it, see killed()."""
        return subprocess.Popen(
            [os.path.abspath(PHICRAWL), *args], cwd=self.folder, env=environment(env), **options
        )

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        """A file of the test's folder, made with its directories; returns its path."""
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def json_lines(self, name):
        return [json.loads(line) for line in self.read(name).splitlines()]

    def json(self, name):
        return json.loads(self.read(name))

    def finish(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        print("%d passed, %d failed" % (self.passed, self.failed))
        sys.exit(0 if self.failed == 0 else 1)


@contextlib.contextmanager
def killed(process):
    """Ends the process at the end of the block, whatever happens."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


def cut_gzip(text):
    """A gzip stream that ends too early, behind the bytes of the text."""
    return gzip.compress(text.encode() + os.urandom(5000), mtime=0)[:-2000]
