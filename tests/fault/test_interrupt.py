"""SIGINT and SIGTERM end a run in good order: every listed object has its record, the folder is whole, exit is 3."""
import os
import pathlib
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from harness import Test, killed  # noqa: E402

SPARSE = 1 << 40  # never read to its end
SMALL = 50


def wait_until_reading(process):
    """Until the program is in the middle of the huge object."""
    for _ in range(3000):
        with open("/proc/%d/io" % process.pid) as file:
            if int(file.readline().split()[1]) > (64 << 20):
                return
        try:
            process.wait(0.02)
            return
        except subprocess.TimeoutExpired:
            pass


def interrupted(test, name, number):
    run = "run-" + name
    with open(test.path("err"), "wb") as err:
        process = test.start("scan", "data", "--workers", "2", "-o", run, "--quiet", stdout=err, stderr=err)
    with killed(process):
        wait_until_reading(process)
        process.send_signal(number)
        code = process.wait(60)
    test.equal(name + ": exit code", code, 3)
    records = test.json_lines(run + "/manifest.jsonl")
    totals = test.json(run + "/run.json")["totals"]
    test.equal(name + ": a record for every listed object", len(records), totals["listed"])
    test.equal(name + ": states add up", totals["examined"] + totals["partial"] + totals["not_examined"], totals["listed"])
    huge = [r for r in records if r["key"] == "huge.bin"]
    test.equal(name + ": the object at hand", [(r["status"], r["reasons"]) for r in huge], [("partial", ["interrupted"])])
    test.equal(name + ": sequence", [r["seq"] for r in records], list(range(1, len(records) + 1)))


def main():
    test = Test()
    for i in range(SMALL):
        test.write("data/a%02d.txt" % i, "nothing here\n")
    test.write("data/huge.bin", b"x")
    os.truncate(test.path("data/huge.bin"), SPARSE)
    interrupted(test, "SIGINT", signal.SIGINT)
    interrupted(test, "SIGTERM", signal.SIGTERM)
    test.finish()


main()
