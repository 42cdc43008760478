"""No program is ever started because of what an object holds, but our own isolated child.

Programs of every name that a library might call stand first in PATH, and leave a mark when they run: libarchive's own
tool starts them for the same objects. And strace counts the processes and programs that are started.
"""
import binascii
import collections
import os
import re
import shutil
import stat
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
import packing
from harness import PHICRAWL, SSN, Test, environment

PROGRAMS = (
    "grzip lrzip lzop uudecode rpm2cpio cpio gunzip gzip zcat bzip2 bunzip2 xz unxz lzma zstd lz4 7z 7za 7zr unrar unzip "
    "compress uncompress tar bsdtar ar pdftotext pdftohtml antiword catdoc file sh bash perl python3"
).split()

GRZIP = b"GRZipII\x00\x02\x04:)" + bytes(200)
LZOP = b"\x89LZO\x00\x0d\x0a\x1a\x0a" + bytes(200)
OBJECTS = {
    "grzip": GRZIP,
    "lrzip": b"LRZI\x00\x06" + bytes(200),
    "lzop": LZOP,
    "uu": b"begin 644 a\n" + b"".join(binascii.b2a_uu(GRZIP[at : at + 45]) for at in range(0, len(GRZIP), 45)) + b"`\nend\n",
    "rpm": packing.rpm(LZOP),
    "compress": b"\x1f\x9d\x90" + bytes(200),
    "pdf": b"%PDF-1.4\n" + bytes(200) + b"%%EOF",
    "7z": b"7z\xbc\xaf\x27\x1c\0\4" + bytes(range(200)),
    "rar": b"Rar!\x1a\x07\x01\x00" + bytes(range(200)),
    "text": ("SSN: %s\n" % SSN).encode(),
}


# What libarchive starts for an object: also for what it finds within.
BAITS = {"grzip": "grzip", "lrzip": "lrzip", "lzop": "lzop", "uu": "grzip", "rpm": "lzop"}


def started(test, *args):
    """How many processes (not threads) a run of phicrawl starts, how often it executes which programs, and how many
    variables of the environment each of them gets."""
    program = os.path.abspath(PHICRAWL)
    command = ["strace", "-f", "-qq", "-e", "trace=process", "-o", "trace", program, *args]
    # Leaks cannot be looked for under strace.
    env = environment({"ASAN_OPTIONS": "detect_leaks=0"})
    subprocess.run(command, cwd=test.folder, env=env, capture_output=True, timeout=300, check=False)
    trace = test.read("trace").decode().splitlines()
    processes = [line for line in trace if re.search(r" (clone3?|v?fork)\(", line) and "CLONE_THREAD" not in line]
    programs = re.findall(r' execve(?:at)?\([^"]*"([^"]*)".*/\* (\d+) vars? \*/', "\n".join(trace))
    programs = [("phicrawl" if name == program else name, int(variables)) for name, variables in programs]
    return len(processes), collections.Counter(name for name, _ in programs), dict(programs)


def check_started(test):
    """One spawner, which is phicrawl; one child for each file of a kind that it decodes, one of which is pdftotext."""
    processes, programs, variables = started(test, "scan", "objects", "-o", "traced")
    test.equal("programs", programs, {"phicrawl": 1, "/proc/self/exe": 1, "/usr/bin/pdftotext": 1})
    test.equal("processes", processes, 1 + len({"7z", "rar", "pdf"}))
    test.check("phicrawl has an environment", variables.pop("phicrawl") > 0)
    test.equal("no other has", variables, {"/proc/self/exe": 0, "/usr/bin/pdftotext": 0})
    for name in ("7z", "rar", "pdf"):
        os.unlink(test.path("objects/" + name))
    processes, programs, _ = started(test, "scan", "objects", "-o", "traced-others")
    test.equal("programs, without a decoder's", programs, {"phicrawl": 1, "/proc/self/exe": 1})
    test.equal("processes, without a decoder's", processes, 1)


def check_baits(test, env):
    """The marks tell when a program runs."""
    for name, program in BAITS.items():
        subprocess.run([shutil.which("bsdtar"), "-tf", test.path("objects/" + name)], env=env, capture_output=True, check=False)
        ran = set(test.read("mark").decode().split()) if os.path.exists(test.path("mark")) else set()
        test.equal(name + " starts a program elsewhere", ran, {test.path("bin/" + program)})
        test.write("mark", "")
    os.unlink(test.path("mark"))


def main():
    test = Test()
    mark = test.path("mark")
    for name in PROGRAMS:
        test.write("bin/" + name, "#!/bin/sh\necho $0 >>%s\n" % mark)
        os.chmod(test.path("bin/" + name), stat.S_IRWXU)
    for name, content in OBJECTS.items():
        test.write("objects/" + name, content)
    path = {"PATH": test.path("bin") + ":" + os.environ.get("PATH", "")}
    check_baits(test, {**os.environ, **path})
    done = test.run("scan", "objects", "-o", "run", env=path)
    test.equal("exit code", done.code, 3)
    formats = {line["key"]: set(line["formats"]) for line in test.json_lines("run/manifest.jsonl")}
    test.equal("objects", set(formats), set(OBJECTS))
    for name in BAITS:
        test.check(name + ": format", {"uu": "uuencode"}.get(name, name) in formats[name], formats[name])
    test.check("no program ran", not os.path.exists(mark), os.path.exists(mark) and test.read("mark"))
    done = test.run("detect", *("objects/" + name for name in OBJECTS), env=path)
    test.equal("findings", [line["uri"] for line in done.lines()], ["objects/text"])
    test.check("no program ran for detect", not os.path.exists(mark), os.path.exists(mark) and test.read("mark"))
    check_started(test)
    test.finish()


main()
