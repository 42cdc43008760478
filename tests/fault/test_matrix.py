"""Archives of other programs, by format, layer and size: in each the same is found as in the plain files.

Formats are the programs' own; layers are compression, and archives in archives. Office documents lie in each beside
plain text and a table.
"""
import io
import os
import shutil
import subprocess
import sys
from random import Random

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))
from harness import PHI_TEXT, SSN, Test

# Least bytes of a member. What is large does not fit what programs pack at once; what is huge fits no buffer of a reader.
SIZES = {"small": 20000, "large": 3 << 19, "huge": 12 << 20}
OFFICE = os.path.join(HERE, "..", "golden", "office", "files")
FILES = ["notes.txt", "d/rows.csv", "book.xlsx", "d/paper.docx"]

# How each archive is written to standard output, from a folder with FILES.
FORMATS = {
    "v7.tar": "tar --format=v7 -cf - *",
    "ustar.tar": "tar --format=ustar -cf - *",
    "gnu.tar": "tar --format=gnu -cf - *",
    "posix.tar": "tar --format=pax -cf - *",
    "bsd.tar": "bsdtar --format=pax -cf - *",
    "python.tar": "python3 -m tarfile -c $OUT * && cat $OUT",
    "newc.cpio": "find * -type f | cpio --quiet -o -H newc",
    "odc.cpio": "find * -type f | cpio --quiet -o -H odc",
    "info.zip": "zip -q -r - *",
    "bsd.zip": "bsdtar --format=zip -cf - *",
    "seven.zip": "7z a -bd -tzip -mx=1 $OUT * >$OUT.log && cat $OUT",
    "python.zip": "python3 -m zipfile -c $OUT * && cat $OUT",
    "java.jar": "fastjar cf $OUT * && cat $OUT",
    "seven.7z": "7z a -bd -mx=1 $OUT * >$OUT.log && cat $OUT",
    "disc.iso": "genisoimage -quiet -R -o $OUT . && cat $OUT",
}
# How each layer is packed.
LAYERS = {
    ".gz": "gzip -c",
    ".pigz.gz": "pigz -b 128 -c",
    ".bz2": "bzip2 -c",
    ".xz": "xz -0 -c",
    ".lzma": "lzma -0 -c",
    ".zst": "zstd -q -c",
    ".lz4": "lz4 -q -c",
    ".Z": "compress -f -c",
    ".br": "brotli -q 4 -c",
}
# Archives in archives, both ways: what is inside, and how the outer one is written around $IN.
NESTED = {
    "zip-in.tar.gz": ("info.zip", "tar -C ../archives -czf - $IN"),
    "jar-in.cpio": ("java.jar", "bsdtar -C ../archives --format=newc -cf - $IN"),
    "7z-in.tar.zst": ("seven.7z", "bsdtar -C ../archives --zstd -cf - $IN"),
    "tar-in.zip": ("gnu.tar.gz", "zip -q -j - ../archives/$IN"),
    "tar-in.7z": ("gnu.tar.xz", "7z a -bd -mx=1 $OUT ../archives/$IN >$OUT.log && cat $OUT"),
    "cpio-in.7z.zip": ("newc.cpio", "7z a -bd -tzip -mx=0 $OUT ../archives/$IN >$OUT.log && cat $OUT"),
    "zip-in.7z-in.tar.bz2": ("tar-in.7z", "tar -C ../archives -cjf - $IN"),
}
# The formats of a size, and those of them that layers are put around.
WANTED = {
    "small": (list(FORMATS), list(FORMATS)),
    "large": (list(FORMATS), ["gnu.tar", "seven.7z"]),
    "huge": (["gnu.tar", "newc.cpio", "info.zip", "bsd.zip"], []),
}


def text_of(size, random):
    """Lines that pack badly, with a record here and there; the last line is one, and lies behind every block."""
    out = io.StringIO()
    while out.tell() < size:
        out.write("".join("entry %x\n" % random.getrandbits(200) for _ in range(random.randint(10, 300))))
        out.write(PHI_TEXT)
    out.write("SSN: %s\n" % SSN)
    return out.getvalue()


def rows_of(size, random):
    out = io.StringIO()
    out.write("id,ssn,note\n")
    while out.tell() < size:
        ssn = SSN if random.random() < 0.02 else ""
        out.write("%d,%s,%x\n" % (out.tell(), ssn, random.getrandbits(160)))
    return out.getvalue() + "0,%s,end\n" % SSN


def sources(test, size):
    """Writes FILES of one size; their paths by name."""
    random = Random(SIZES[size])
    test.write("%s/%s" % (size, FILES[0]), text_of(SIZES[size], random))
    test.write("%s/%s" % (size, FILES[1]), rows_of(SIZES[size], random))
    for name in FILES[2:]:
        shutil.copy(os.path.join(OFFICE, os.path.basename(name)), test.path("%s/%s" % (size, name)))
    return {name: "%s/%s" % (size, name) for name in FILES}


def pack(test, size, line, name, inner=""):
    """Runs a command line in the folder of the sources; the archive is its output."""
    names = {"OUT": test.path("work/%s.%s" % (size, name)), "IN": "%s.%s" % (size, inner)}
    with open(test.path("archives/%s.%s" % (size, name)), "wb") as out:
        subprocess.run(line, shell=True, cwd=test.path(size), env={**os.environ, **names}, stdout=out, check=True)


def archives(test, size):
    """Makes the archives of one size; their paths."""
    made, layered = WANTED[size]
    for name in made:
        pack(test, size, FORMATS[name], name)
    around = [(name + ending, name, line + " <../archives/$IN") for name in layered for ending, line in LAYERS.items()]
    around += [(name, inner, line) for name, (inner, line) in NESTED.items() if layered]
    for name, inner, line in around:
        pack(test, size, line, name, inner)
    return ["archives/%s.%s" % (size, name) for name in made + [name for name, _, _ in around]]


def findings(test, paths, **how):
    """(detector, offset, length, place in a document) of every finding, by file and by name of the innermost file."""
    done = test.run("detect", *paths, **how)
    test.check("%s and so on: exit code" % paths[0], done.code == 0, done.err[-600:])
    found = {path: {} for path in paths}
    for line in done.lines():
        steps = line.get("member", "").split("!")
        inner = [step for step in steps if os.path.basename(step) in map(os.path.basename, FILES)]
        name = os.path.basename(inner[-1] if inner else line["uri"])
        row = (line["detector"], line["offset"], line["length"], line.get("path"))
        found.setdefault(line["uri"], {}).setdefault(name, []).append(row)
    return found


def main():
    test = Test()
    os.makedirs(test.path("archives"))
    os.makedirs(test.path("work"))
    for size in SIZES:
        plain = findings(test, list(sources(test, size).values()))
        truth = {name: rows for file in plain.values() for name, rows in file.items()}
        test.equal(size + ": files with findings", sorted(truth), sorted(map(os.path.basename, FILES)))
        made = archives(test, size)
        for path, found in findings(test, made).items():
            test.check(path, found == truth, {name: len(rows) for name, rows in found.items()})
        for path in made if size == "small" else []:
            if path.endswith(".br"):
                continue  # nothing but the name tells what it is
            piped = findings(test, ["-"], stdin=test.read(path))["-"]
            test.check(path + " from a pipe", piped == truth, {name: len(rows) for name, rows in piped.items()})
    test.finish()


main()
