"""The process: no core, no secret in its arguments, signals, progress on terminals only, output that breaks."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from harness import PHICRAWL, PHI_TEXT, PLAIN_TEXT, Test, killed, spoken

test = Test()
test.write("d/phi.txt", PHI_TEXT)
for number in range(20):
    test.write("d/%02d.txt" % number, PLAIN_TEXT)


def wait_for(name, condition):
    """Waits for condition() to be true; the check fails when it is not within a minute."""
    end = time.monotonic() + 60
    while not condition():
        if time.monotonic() > end:
            test.check(name, False, "not within a minute")
            return False
        select.select([], [], [], 0.01)
    return True


# Core dumps are off and the argument list shows no SAS, while the program runs.
sas = "sv=2024-11-04&sig=PLANTEDSIGNATURE&se=2099-01-01"
with killed(test.start("scan", "http://127.0.0.1:1/account/container?" + sas, "--from", "-", "-o", "run-sas",
                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)) as process:
    wait_for("the run folder appears", lambda: os.path.exists(test.path("run-sas/run.json")) or process.poll() is not None)
    limits = open("/proc/%d/limits" % process.pid, encoding="ascii").read()
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    test.equal("no core files", core.split()[4:6], ["0", "0"])
    cmdline = open("/proc/%d/cmdline" % process.pid, "rb").read()
    test.check("arguments are there", b"account/container" in cmdline, cmdline)
    test.check("the SAS is not", b"PLANTEDSIGNATURE" not in cmdline and b"sv=2024" not in cmdline, cmdline)
    out, err = process.communicate(b"")
    test.check("nor in the output", b"PLANTEDSIGNATURE" not in out + err, err)
    test.equal("a source out of reach", process.returncode, 4)
for name in os.listdir(test.path("run-sas")):
    test.check("nor in " + name, b"PLANTEDSIGNATURE" not in test.read("run-sas/" + name))

# A source that cannot even be opened does not take the others with it.
expired = "http://127.0.0.1:1/account/container?sv=2024-11-04&se=2020-01-01&sig=PLANTEDSIGNATURE"
for name, args in (("a directory", ["d"]), ("a list", ["--from", "-"])):
    run = "run-beside-" + args[0].strip("-")
    result = test.run("scan", expired, *args, "-o", run, stdin=os.fsencode(test.path("d/phi.txt")))
    test.equal("an expired SAS beside %s: exit code" % name, result.code, 4)
    test.check("an expired SAS beside %s: said" % name, "expired" in result.err and "PLANTED" not in result.err, result)
    facts = test.json(run + "/run.json")
    test.equal("an expired SAS beside %s: recorded" % name, facts["sources"][0]["complete"], False)
    test.check("an expired SAS beside %s: the other is scanned" % name, facts["totals"]["examined"] > 0, facts)

# Nor may another process of the same user look into its memory: what belongs to it in /proc belongs to root.
if os.geteuid() == 0:
    os.chmod(test.folder, 0o755)
    try:
        process = test.start("detect", stdin=subprocess.PIPE, stdout=subprocess.PIPE, user=65534, group=65534, extra_groups=[])
    except PermissionError:
        process = None  # the program lies where nobody else may run it
    if process is not None:
        with killed(process):
            name = "/proc/%d/environ" % process.pid
            wait_for("memory is closed to the user", lambda: process.poll() is not None or os.stat(name).st_uid == 0)
            test.check("and the program runs", process.poll() is None)

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # also where the tests run under nohup

# A signal ends a run in good order: exit code 3, and run.json says so.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    run = "run-signal-%d" % number
    with killed(test.start("scan", "--from", "-", "-o", run, stdin=subprocess.PIPE,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)) as process:
        process.stdin.write(os.fsencode(test.path("d/phi.txt")) + b"\n")
        process.stdin.flush()
        wait_for("the run starts", lambda: os.path.exists(test.path(run + "/run.json")))
        process.send_signal(number)
        try:
            test.equal("signal %d: exit code" % number, process.wait(timeout=60), 3)
        except subprocess.TimeoutExpired:
            test.check("signal %d ends the run" % number, False)
            continue
    facts = test.json(run + "/run.json")
    test.equal("signal %d: run.json" % number, (facts["state"], facts["exit_code"]), ("interrupted", 3))
    totals = facts["totals"]
    test.equal("signal %d: totals" % number, totals["listed"], totals["examined"] + totals["partial"] + totals["not_examined"])

# After kill -9 the next run goes on where the manifest ends, also in the middle of a line.
with killed(test.start("scan", "--from", "-", "-o", "run-killed", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE)) as process:
    manifest = test.path("run-killed/manifest.jsonl")

    def has_lines():
        """Lines wait for more of them, or for an object that ends a second or two later."""
        process.stdin.write(os.fsencode(test.path("d/phi.txt")) + b"\n")
        process.stdin.flush()
        return os.path.exists(manifest) and os.path.getsize(manifest) > 0

    wait_for("lines of the manifest", has_lines)
    process.kill()
    process.wait(timeout=60)
with open(manifest, "a") as file:
    file.write('{"seq":')
test.equal("killed: run.json", test.json("run-killed/run.json")["state"], "running")
names = ["file://" + test.path(name) for name in ("d/phi.txt", "d/00.txt")]
result = test.run("scan", *names, "--since", "run-killed", "-o", "run-resumed")
test.equal("since a killed run", (result.code, test.json("run-resumed/run.json")["scope"]["filtered"]), (0, {"since": 1}))

# Progress: on a terminal, or always; never in a pipe, and not when quiet.
def on_terminal(*args, columns=80, terminal="xterm"):
    """What a scan writes to standard error when that is a terminal."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with killed(test.start("scan", "d", *args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=slave,
                           env={"TERM": terminal})) as process:
        os.close(slave)
        text = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # the other side is closed
                piece = b""
            if not piece:
                break
            text += piece
        process.wait(timeout=60)
    os.close(master)
    return text.decode()


PROGRESS = re.compile(r"\d+ of (at least )?\d+ objects")
test.check("progress on a terminal", PROGRESS.search(on_terminal("-o", "p1")))
shown = on_terminal("-o", "p1-narrow", columns=12)
test.equal("no wider than the terminal", max(map(len, re.split(r"\r\x1b\[K", shown))), 11)
test.equal("no progress on a dumb terminal", on_terminal("-o", "p1-dumb", terminal="dumb"), "")
test.equal("no progress when quiet", on_terminal("-o", "p2", "-q"), "")
test.equal("no progress when never", on_terminal("-o", "p3", "--progress", "never"), "")
test.equal("no progress in a pipe", test.run("scan", "d", "-o", "p4").err, "")
test.check("progress in a pipe when always", PROGRESS.search(test.run("scan", "d", "-o", "p5", "--progress=always").err))

# A disk that is full: said once, and the summary does not look like that of a whole run.
limit = ["prlimit", "--fsize=4096", os.path.abspath(PHICRAWL)]
result = subprocess.run([*limit, "scan", "d", "-o", "p-full"], cwd=test.folder, capture_output=True, text=True, check=False)
test.equal("full disk: exit code", result.returncode, 1)
test.equal("full disk: message", result.stderr, "phicrawl: error: cannot write 'p-full/manifest.jsonl': File too large\n")
test.check("full disk: summary", "\nthe run failed: there are more objects" in result.stdout, result)

# Standard output that breaks: the run is complete, the program says it failed.
with open("/dev/full", "wb") as full:
    with killed(test.start("scan", "d", "-o", "p6", stdout=full, stderr=subprocess.PIPE)) as process:
        err = spoken(process.stderr.read()).decode()
        test.equal("full disk under standard output", process.wait(timeout=60), 1)
        test.equal("says so", err, "phicrawl: error: cannot write to standard output: No space left on device\n")
test.equal("the run itself is complete", test.json("p6/run.json")["state"], "finished")
reader, writer = os.pipe()
os.close(reader)
with killed(test.start("scan", "d", "-o", "p7", stdout=writer, stderr=subprocess.PIPE)) as process:
    os.close(writer)
    test.equal("a reader that went away", (process.wait(timeout=60), spoken(process.stderr.read())), (1, b""))
for args in (["--help"], ["--version"], ["detectors"]):
    with open("/dev/full", "wb") as full:
        with killed(test.start(*args, stdout=full, stderr=subprocess.PIPE)) as process:
            test.equal("%s to a full disk" % args, process.wait(timeout=60), 1)

# Standard streams that are closed are not taken for something else.
script = 'exec "$0" scan d -o p8 <&- >&- 2>&-'
done = subprocess.run(["bash", "-c", script, os.path.abspath(os.environ.get("PHICRAWL", "build/dev/phicrawl"))],
                      cwd=test.folder, timeout=60, check=False)
test.equal("closed streams: exit code", done.returncode, 1)
for name in os.listdir(test.path("p8")):
    test.check("closed streams: only JSON in " + name, all(line.startswith(b"{") for line in test.read("p8/" + name).splitlines()))

# A disk that fills up under the run folder: exit code 1, a message, lines that are whole.
for number in range(2000):
    test.write("lots/%04d.txt" % number, PLAIN_TEXT)
script = 'trap "" XFSZ; ulimit -f 64; exec "$0" scan lots -o p9'
done = subprocess.run(["bash", "-c", script, os.path.abspath(os.environ.get("PHICRAWL", "build/dev/phicrawl"))],
                      cwd=test.folder, capture_output=True, timeout=120, check=False)
test.equal("full disk: exit code", done.returncode, 1)
test.check("full disk: message", b"cannot write 'p9/manifest.jsonl': File too large" in done.stderr, done.stderr)
text = test.read("p9/manifest.jsonl")
test.check("full disk: whole lines", text.endswith(b"}\n"), text[-200:])
facts = test.json("p9/run.json")
test.equal("full disk: run.json", (facts["state"], facts["exit_code"]), ("failed", 1))
test.equal("full disk: lines", facts["manifest"], {"lines": text.count(b"\n")})

test.finish()
