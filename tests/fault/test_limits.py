"""Every limit cuts what it is made for and nothing else: the rest is read, and the manifest says what was left.

Each row is an object that is examined without the flag (unless that takes hours) and partial with it.
"""
import gzip
import io
import lzma
import os
import sys
import tarfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
from harness import SSN, Test

MIB = 1 << 20
RECORD = ("SSN: %s\n" % SSN).encode()
NEIGHBOUR = "neighbour.txt"
ENDLESS = 1 << 40  # a file of nothing but a hole behind the record: no machine reads it in a second


def tar(*members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def packed(content):
    """The record can be read before the rest of the stream is there."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(RECORD) + packer.flush(zlib.Z_FULL_FLUSH) + packer.compress(content) + packer.flush()


def rows():
    """(flag, value as written, value, flags beside it, reason, object, bytes of what is cut, as stored)."""
    inner = gzip.compress(RECORD)
    nested = tar(("a.txt", RECORD), ("b.gz", inner))
    many = tar(("a.txt", RECORD), *[("%d.txt" % i, b"nothing") for i in range(5)])
    lines = packed(b"".join(b"row %d without anything\n" % i for i in range(200000)))
    zeros = packed(bytes(4 * MIB))
    window = lzma.compress(RECORD, preset=6)
    windows = tar(("a.txt", RECORD), ("b.xz", window))
    return [
        ("max-depth", "1", 1, [], "limit-depth", nested, len(inner)),
        ("max-members", "1", 1, [], "limit-members", many, len(many)),
        ("max-bytes", "1MiB", MIB, [], "limit-bytes", lines, len(lines)),
        ("max-ratio", "3", 3, ["--max-ratio-from", "64KiB"], "limit-ratio", lines, len(lines)),
        ("max-ratio-from", "64KiB", 64 << 10, [], "limit-ratio", zeros, len(zeros)),
        ("max-memory", "1MiB", MIB, [], "limit-memory", windows, len(window)),
        ("max-time", "1", 1, [], "limit-time", RECORD, ENDLESS),
    ]


def check_cut(test, flag, reason, size):
    """The object's line in the manifest of the run that cut it; size: of what was cut."""
    folder = "cut-" + flag
    lines = {line["key"]: line for line in test.json_lines(folder + "/manifest.jsonl")}
    entry = lines["object"]
    test.equal(flag + ": status and reasons", (entry["status"], entry["reasons"]), ("partial", [reason]))
    cut = entry["cuts"][0]
    test.equal(flag + ": places", (len(entry["cuts"]), cut["reason"], cut["places"]), (1, reason, 1))
    test.equal(flag + ": covered and left", cut["bytes_covered"] + cut["bytes_left"], size)
    test.check(flag + ": something is left", cut["bytes_left"] > 0, cut)
    test.equal(flag + ": read and left", entry["bytes_read"] + entry.get("bytes_left", 0), entry["size"])
    test.equal(flag + ": the neighbour", lines[NEIGHBOUR]["status"], "examined")
    found = [line for line in test.json_lines(folder + "/findings.jsonl") if line["uri"].endswith("/object")]
    test.equal(flag + ": what was read before counts", [line["offset"] for line in found], [RECORD.index(SSN.encode())])


def main():
    test = Test()
    table = rows()
    for flag, text, value, beside, reason, content, size in table:
        path = test.write(flag + "/object", content)
        test.write(flag + "/" + NEIGHBOUR, RECORD)
        arguments = ["scan", flag, "--locations", "all", *beside]
        if size == ENDLESS:
            os.truncate(path, size)
        else:
            whole = test.run(*arguments, "-o", "whole-" + flag)
            test.equal(flag + ": exit code without it", whole.code, 0)
        done = test.run(*arguments, "--" + flag, text, "-o", "cut-" + flag)
        test.equal(flag + ": exit code", done.code, 3)
        limits = test.json("cut-" + flag + "/run.json")["limits"]
        test.equal(flag + ": recorded", limits[flag], value)
        check_cut(test, flag, reason, size)
    test.equal("every limit has its row", sorted(row[0] for row in table), sorted(x for x in limits if x.startswith("max-")))
    test.finish()


main()
