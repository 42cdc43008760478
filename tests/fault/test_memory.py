"""Memory does not grow with the size of an object: one worker, one large stream, resident memory under 64 MiB.

PHICRAWL_LONG=1 makes the stream 20 GiB instead of 1 GiB.
"""
import os
import pathlib
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from harness import Test, environment, PHICRAWL  # noqa: E402

GIB = 1 << 30
SIZE = (20 if os.environ.get("PHICRAWL_LONG") else 1) * GIB
LIMIT_KIB = 64 << 10
LINE = b"2026-01-02T03:04:05Z INFO request completed id=4411 ms=12 path=/api/v1/orders\n"
VALUE = b"patient ssn: 536-90-4399 dob: 03/14/1961\n"


def run_measured(test, *args, feed=None):
    """Exit code and peak resident KiB of the program."""
    program = os.path.abspath(PHICRAWL)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(reader, 0)
        os.close(reader)
        os.close(writer)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.chdir(test.folder)
        os.execve(program, [program, *args], environment())
    os.close(reader)
    if feed is not None:
        thread = threading.Thread(target=feed, args=(writer,))
        thread.start()
        thread.join()
    os.close(writer)
    _, status, usage = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_maxrss


def feed_lines(writer):
    """A stream of log lines with a value once a megabyte."""
    block = LINE * ((1 << 20) // len(LINE)) + VALUE
    for _ in range(SIZE // 4 // len(block)):
        os.write(writer, block)


def main():
    test = Test()
    os.makedirs(test.path("data"))
    sparse = test.path("data/dump.bin")
    with open(sparse, "wb") as file:
        file.write(VALUE)
        file.truncate(SIZE)
        file.seek(SIZE - len(VALUE))
        file.write(VALUE)
    code, peak = run_measured(test, "scan", "data", "--workers", "1", "-o", "run", "--quiet")
    test.equal("sparse file: exit code", code, 0)
    test.check("sparse file: %d KiB resident" % peak, peak < LIMIT_KIB)
    record = test.json_lines("run/manifest.jsonl")[0]
    test.equal("sparse file: every byte scanned", record["bytes_scanned"], SIZE)
    counts = {d["detector"]: d["count"] for d in record["detections"]}
    test.equal("sparse file: both values found", counts.get("us-ssn"), 2)
    os.unlink(sparse)

    code, peak = run_measured(test, "detect", "-", feed=feed_lines)
    test.equal("generated stream: exit code", code, 0)
    test.check("generated stream: %d KiB resident" % peak, peak < LIMIT_KIB)
    print("%d GiB sparse, %.2f GiB generated: at most %d KiB resident" % (SIZE // GIB, SIZE / 4 / GIB, peak))
    test.finish()


main()
