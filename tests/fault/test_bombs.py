"""Bombs: each ends within 5 s of the processors' time and 512 MiB, with the reason why it was not read to its end.

The programs that make them need memory and time themselves, so what can be is put together here, from repeated pieces.
"""
import bz2
import io
import lzma
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import zipfile
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from harness import SSN, Test, environment, PHICRAWL  # noqa: E402

MIB = 1 << 20
SECONDS = 5
SECONDS_HANGING = 120  # by the clock, however busy the machine: then it is killed
RESIDENT_KIB = 512 << 10
# The sanitizers need a multiple of both, so there only the results count.
IS_MEASURED = b"__asan_init" not in open(PHICRAWL, "rb").read()
RECORD = ("SSN: %s\n" % SSN).encode()
QUINE = b"the-archive-that-is-inside.zip"


def deflated_zeros(mebibytes):
    """A raw deflate stream: one piece that depends on nothing in front of it, again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * mebibytes + b"\x03\0"


def gzip_zeros(mebibytes):
    crc = 0
    for _ in range(mebibytes):
        crc = zlib.crc32(bytes(MIB), crc)
    trailer = struct.pack("<II", crc, mebibytes * MIB & 0xFFFFFFFF)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + deflated_zeros(mebibytes) + trailer


def zip_of(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def local_header(name, crc, packed, unpacked):
    return b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, packed, unpacked, len(name), 0) + name


def zip64_end(count, size, offset):
    """What stands in front of the end when the numbers there are too small for it: 0xFFFF, 0xFFFFFFFF."""
    record = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, offset)
    return record + b"PK\6\7" + struct.pack("<IQI", 0, offset + size, 1)


def zip_end(entries, out):
    """The directory of entries: (name, crc, packed, unpacked, offset)."""
    pieces = []
    for name, crc, packed, unpacked, offset in entries:
        pieces.append(b"PK\1\2" + struct.pack("<HHHHHHIIIH", 20, 20, 0, 8, 0, 33, crc, packed, unpacked, len(name)))
        pieces.append(struct.pack("<HHHHII", 0, 0, 0, 0, 0, offset) + name)
    directory, count, offset = b"".join(pieces), len(entries), len(out)
    if count > 0xFFFF:
        directory += zip64_end(count, len(directory), offset)
        count, offset = 0xFFFF, 0xFFFFFFFF
    return directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(b"".join(pieces)), offset, 0)


def forty_two():
    """As 42.zip: sixteen archives in each of sixteen, five levels deep, with 16 MiB of zeros at the bottom of each."""
    archive = zip_of([("0.dll", bytes(16 * MIB))])
    for _ in range(5):
        archive = zip_of([("lib %d.zip" % i, archive) for i in range(16)])
    return archive


def full_overlap(count):
    """Entries that are all of the same data; more than 65535 only ZIP64 has."""
    packed = deflated_zeros(4)
    crc = zlib.crc32(bytes(4 * MIB))
    out = local_header(b"0", crc, len(packed), 4 * MIB) + packed
    names = [b"%d" % i for i in range(count)]
    return out + zip_end([(name, crc, len(packed), 4 * MIB, 0) for name in names], out)


def quoted_overlap(count):
    """Each entry's data quote the header of the next one, and go on with its data: nothing stands twice in the file."""
    packed, content = deflated_zeros(1), bytes(MIB)
    crc, unpacked = zlib.crc32(content), len(content)
    entries, out = [], packed
    for i in range(count):
        name = b"%04d" % i
        header = local_header(name, crc, len(out), unpacked)
        entries.append((name, crc, len(out), unpacked, len(header) + len(out)))
        content = header + content
        crc, unpacked = zlib.crc32(content), len(content)
        out = header + out
        if i < count - 1:
            out = b"\0" + struct.pack("<HH", len(header), len(header) ^ 0xFFFF) + out
    entries = [entry[:4] + (len(out) - entry[4],) for entry in reversed(entries)]
    return out + zip_end(entries, out)


def quine_literal(size):
    """A stored block's header: what follows is given out as it is. Five bytes, as every instruction of a quine."""
    return b"\0" + struct.pack("<HH", size, size ^ 0xFFFF)


def quine_match(size, distance):
    """A copy of at most 114 bytes in fixed codes; the least significant bit first."""
    length, place = size - 3, distance - 1
    extra, far = max(0, length.bit_length() - 3), max(0, place.bit_length() - 2)
    bits = format(1 + 4 * extra + (length >> extra), "07b") + format(length, "08b")[:7 - extra:-1]
    return bits + format(2 * far + (place >> far), "05b") + format(place, "016b")[:15 - far:-1]


def quine_repeat(size):
    """A block that gives out the last size bytes again, in whatever way takes five bytes."""
    start, end = "010", "0000000"  # not the last block; fixed codes
    literal = "110011010"  # 0x9A, which is the first byte of this very block
    ways = [quine_match(size // 2, size) * 2, end + start + quine_match(size, size), literal + quine_match(size - 1, size)]
    bits = next(start + way + end for way in ways if len(start + way + end) == 40)
    return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, 40, 8))


def quine(head, tail):
    """A file that unpacks to itself, without end; the program is Russ Cox's ("Zip Files All The Way Down").

    head and tail are what the format has in front of the data and behind them, by CRC, packed and whole size.
    """
    literal, repeat = quine_literal, quine_repeat
    none, one, four, again = literal(0), literal(5), literal(20), repeat(20)
    facts = 0, 0

    def build(crc):
        prefix, suffix = head(crc, *facts), b"\1\0\0\xff\xff" + tail(crc, *facts)
        first, last = len(prefix) + 5, len(suffix) + 5
        parts = [prefix, literal(first), prefix, literal(first), repeat(first), one, repeat(first), one, one]
        parts += [four, repeat(first), one, one, four, again]
        parts += [four, again, four, again, four, again, four, again, none, none, literal(last), again, none, none]
        parts += [literal(last), repeat(last), suffix, repeat(last), suffix]
        return b"".join(parts)

    whole = len(build(0))
    facts = whole - len(head(0, 0, 0)) - len(tail(0, 0, 0)), whole
    # The file holds its own CRC: each bit of it changes that of the file by what it changes it alone.
    base = zlib.crc32(build(0))
    rows = [(zlib.crc32(build(1 << bit)) ^ base ^ (1 << bit), 1 << bit) for bit in range(32)]
    wanted, crc = base, 0
    for bit in reversed(range(32)):
        pivot = next((row for row in rows if row[0] >> bit & 1), None)
        if pivot is None:
            continue
        rows = [(row[0] ^ pivot[0], row[1] ^ pivot[1]) if row[0] >> bit & 1 else row for row in rows if row is not pivot]
        if wanted >> bit & 1:
            wanted, crc = wanted ^ pivot[0], crc ^ pivot[1]
    return build(crc)


def gzip_quine():
    header = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + b"r.gz\0"
    return quine(lambda *_: header, lambda crc, packed, whole: struct.pack("<II", crc, whole))


def zip_quine(name):
    """The name's length is one that quine_repeat() can do with."""

    def head(crc, packed, whole):
        return local_header(name, crc, packed, whole)

    def tail(crc, packed, whole):
        return zip_end([(name, crc, packed, whole, 0)], bytes(len(head(crc, packed, whole)) + packed))

    return quine(head, tail)


def zstd_frame(window, blocks):
    return b"\x28\xb5\x2f\xfd\0" + bytes([window]) + blocks


def zstd_zeros(mebibytes):
    """Blocks that are one byte said to stand there 131,072 times."""
    block = struct.pack("<I", 131072 << 3 | 1 << 1)[:3] + b"\0"
    last = struct.pack("<I", 131072 << 3 | 1 << 1 | 1)[:3] + b"\0"
    return zstd_frame(0x68, block * (mebibytes * 8 - 1) + last)


def lz4_zeros(mebibytes):
    """Frames of blocks of 4 MiB, each a match that goes on and on."""
    size = 4 * MIB
    block = b"\x1f\0\1\0" + b"\xff" * ((size - 1 - 4 - 15 - 5) // 255)
    block += bytes([(size - 1 - 4 - 15 - 5) % 255]) + b"\x50" + bytes(5)
    header = b"\x04\x22\x4d\x18\x60\x70\x73"
    return header + (struct.pack("<I", len(block)) + block) * (mebibytes // 4) + bytes(4)


def lzma_dictionary(size):
    packed = bytearray(lzma.compress(RECORD, lzma.FORMAT_ALONE))
    packed[1:5] = struct.pack("<I", size)
    return bytes(packed)


def xz_dictionary():
    """The header of its only block says that the dictionary has 4 GiB."""
    packed = bytearray(lzma.compress(RECORD))
    start, end = 12, 12 + (packed[12] + 1) * 4
    packed[start + 4] = 40
    packed[end - 4 : end] = struct.pack("<I", zlib.crc32(packed[start : end - 4]))
    return bytes(packed)


def bombs(test):
    """(name, content, reasons of which at least one is there)."""
    small = bz2.compress(bytes(45 * MIB))
    rows = [
        ("gzip.gz", gzip_zeros(1024), ["limit-ratio"]),
        ("gzip2.gz", gzip_of(gzip_zeros(1024)), ["limit-ratio"]),
        ("42.zip", forty_two(), ["limit-ratio"]),
        ("full.zip", full_overlap(20000), ["zip-overlap"]),
        ("full64.zip", full_overlap(100000), ["zip-overlap"]),
        ("quoted.zip", quoted_overlap(250), ["zip-overlap"]),
        ("quine.gz", gzip_quine(), ["limit-depth"]),
        ("quine.zip", zip_quine(QUINE), ["limit-depth"]),
        ("members.zip", local_header(b"0", 0, 0, 0) * 1000001, ["limit-members"]),
        ("zeros.bz2", small * 20, ["limit-ratio"]),
        ("bz2.zip", zip_of([("%d.bz2" % i, small * 20) for i in range(10)]), ["limit-ratio"]),
        ("method12.zip", zip_of([("a", bytes(160 * MIB))], zipfile.ZIP_BZIP2), ["limit-ratio"]),
        ("zeros.xz", lzma.compress(bytes(160 * MIB), preset=0), ["limit-ratio"]),
        ("zeros.zst", zstd_zeros(4096), ["limit-ratio"]),
        ("window41.zst", zstd_frame(0xF8, b"\1\0\0"), ["limit-memory"]),
        ("window31.zst", zstd_frame(0xA8, b"\1\0\0"), ["limit-memory"]),
        ("windows.zip", zip_of([("%d.zst" % i, zstd_frame(0x80, zstd_zeros(64)[6:])) for i in range(30)]), ["limit-ratio"]),
        ("zeros.lz4", lz4_zeros(1024), ["limit-ratio"]),
        ("window30.br", b"\x11\x1e\xdc\x2e\xe0\x9f\0\x88\xc7\2\1q\3\0", ["limit-memory"]),
        ("dictionary.xz", xz_dictionary(), ["limit-memory"]),
        ("dictionary.lzma", lzma_dictionary(1 << 30), ["limit-memory"]),
        ("dictionary31.lzma", lzma_dictionary(1 << 31), ["limit-memory"]),
        ("dictionary32.lzma", lzma_dictionary((1 << 32) - 1), ["limit-memory"]),
    ]
    for name, content, _ in rows:
        test.write("objects/" + name, content)
    reasons = {name: reasons for name, _, reasons in rows}
    if shutil.which("7z"):
        packed = ["7z", "a", "-bd", "-mx=1", "-si0", test.path("objects/zeros.7z")]
        subprocess.run(packed, input=bytes(192 * MIB), check=True, stdout=subprocess.DEVNULL)
        reasons["zeros.7z"] = ["limit-ratio"]
    return reasons


def gzip_of(content):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(content) + packer.flush()


def run_measured(test, name):
    """Exit code, seconds of the processors, and peak resident KiB of the program and of what it started."""
    program = os.path.abspath(PHICRAWL)
    shutil.rmtree(test.path("run-" + name), ignore_errors=True)
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        os.chdir(test.folder)
        signal.alarm(SECONDS_HANGING)  # stays behind execve
        os.execve(program, [program, "scan", "objects/" + name, "-o", "run-" + name], environment())
    _, status, usage = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def main():
    test = Test()
    os.makedirs(test.path("objects"))
    packed = gzip_quine()
    test.equal("the quine in gzip is one", zlib.decompress(packed, 31), packed)
    packed = zip_quine(QUINE)
    test.equal("the quine in zip is one", zipfile.ZipFile(io.BytesIO(packed)).read(QUINE.decode()), packed)
    slowest, largest = 0, 0
    for name, reasons in bombs(test).items():
        code, seconds, resident = run_measured(test, name)
        slowest, largest = max(slowest, seconds), max(largest, resident)
        test.equal(name + ": exit code", code, 3)
        record = test.json_lines("run-%s/manifest.jsonl" % name)[0]
        test.check(name + ": status", record["status"] != "examined", record)
        test.check(name + ": reasons", set(reasons) & set(record["reasons"]), record["reasons"])
        test.check("%s: %.1f s" % (name, seconds), seconds < SECONDS or not IS_MEASURED)
        test.check("%s: %d KiB resident" % (name, resident), resident < RESIDENT_KIB or not IS_MEASURED)
    print("at most %.1f s and %d KiB" % (slowest, largest))
    test.finish()


main()
