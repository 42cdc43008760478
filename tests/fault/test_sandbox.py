"""What decoders may do: nothing is written but the run folder, and run.json says what the kernel grants them.

strace records what files a run makes, and takes parts of the kernel away.
"""
import ctypes
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))
from harness import PHICRAWL, Test, environment

# One archive of each format, and a PDF.
ARCHIVES = os.path.join(HERE, "..", "golden", "small")
ISOLATED = ("7z", "cab", "iso", "lzh", "pdf", "rar")

# What may make a file, or change one.
MAKES = re.compile(r"O_(CREAT|TMPFILE|WRONLY|RDWR)|\b(creat|mkdir|mknod|rename|link|symlink|truncate)(at2?)?\(")
RUN_FOLDER = {"run", "manifest.jsonl", "findings.jsonl", ".run.json.new", "run.json", "keys.private.jsonl"}
LANDLOCK_CREATE_RULESET, LANDLOCK_VERSION = 444, 1


def scan(test, *strace):
    """Runs phicrawl under strace; its exit code, what it said, and run.json."""
    command = ["strace", "-f", "-qq", "-o", "trace", *strace, os.path.abspath(PHICRAWL), "scan", ARCHIVES, "-o", "run"]
    subprocess.run(["rm", "-rf", test.path("run")], check=True)
    # Leaks cannot be looked for under strace.
    env = environment({"ASAN_OPTIONS": "detect_leaks=0"})
    done = subprocess.run(command, cwd=test.folder, env=env, capture_output=True, timeout=300, check=False)
    return done.returncode, done.stderr.decode(), test.json("run/run.json")


def refused(call):
    return "-e", "trace=" + call, "-e", "inject=%s:error=ENOSYS" % call


def check_files(test):
    code, _, run = scan(test, "-e", "trace=file,memfd_create")
    test.equal("exit code", code, 0)
    test.check("findings", run["totals"]["findings"] > 100, run["totals"])
    calls = [line for line in test.read("trace").decode().splitlines() if MAKES.search(line)]
    made = {re.search(r'"([^"]*)"', call)[1] for call in calls}
    test.equal("files that are made or changed", made - {"/dev/null"}, RUN_FOLDER & made)
    test.check("the run folder is among them", {"run", "manifest.jsonl", "findings.jsonl"} <= made, made)
    memory = set(re.findall(r'memfd_create\("([^"]*)"', test.read("trace").decode()))
    test.equal("files in memory: the input of programs for PDF", memory, {"pdf"})


def check_state(test):
    code, said, run = scan(test, "-e", "trace=none")
    landlock = max(0, ctypes.CDLL(None).syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_VERSION))
    whole = {"present": True, "landlock": landlock, "seccomp": True, "no_new_privs": True, "archives": True, "pdf": True}
    test.equal("what the kernel grants", run["sandbox"], whole)
    test.equal("no warning of Landlock where there is one", "Landlock" in said, landlock == 0)

    code, said, run = scan(test, *refused("landlock_create_ruleset"))
    test.equal("without Landlock", run["sandbox"], {**whole, "landlock": 0})
    test.equal("without Landlock everything is read", (code, run["totals"]["by_reason"]), (0, {}))
    test.check("without Landlock there is a warning", "the kernel has no Landlock" in said, said)

    code, said, run = scan(test, *refused("prctl"))
    nothing = {"seccomp": False, "no_new_privs": False, "archives": False, "pdf": False}
    test.equal("without seccomp", run["sandbox"], {**whole, **nothing})
    isolated = [name for name in os.listdir(ARCHIVES) if name.endswith(ISOLATED)]
    test.equal("without seccomp these are not read", run["totals"]["by_reason"], {"unsupported-format": len(isolated)})
    test.equal("without seccomp the exit code says so", code, 3)
    test.check("without seccomp there is a warning", "no sandbox is to be had" in said, said)


def main():
    test = Test()
    check_files(test)
    check_state(test)
    test.finish()


main()
