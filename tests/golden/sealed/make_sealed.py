#!/usr/bin/env python3
"""Writes the encrypted files of this folder with programs of others: Office documents with officecrypto-tool (npm), 7z
archives with 7-Zip (Debian package p7zip-full).

    make_sealed.py MODULES DIR

MODULES is the node_modules that has officecrypto-tool. tests/unit/unpack/test_office_sealed.c and test_seven_sealed.c
read them. Everybody in them is made up.
"""
import os
import subprocess
import sys
import tempfile
import zipfile

ENCRYPT = """
const fs = require("fs");
const [, , modules, from, to, password, type] = process.argv;
const tool = require(modules + "/officecrypto-tool");
fs.writeFileSync(to, tool.encrypt(fs.readFileSync(from), type ? { password, type } : { password }));
"""
TEXT = "<w:document><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>"
FILES = [
    ("agile.docx", "stra\u00dfe \U0001f511", ""),
    ("standard.docx", "correct horse", "standard"),
    ("default.docx", "VelvetSweatshop", ""),
]
ARCHIVES = [
    ("lzma2.7z", []),
    ("header.7z", ["-mhe=on"]),
    ("each.7z", ["-mhe=on", "-ms=off"]),
    ("lzma.7z", ["-m0=LZMA", "-mhc=off"]),
    ("copy.7z", ["-m0=Copy"]),
    ("bcj2.7z", ["-m0=BCJ2", "-m1=LZMA:d23", "-m2=LZMA:d19", "-m3=LZMA:d19", "-mb0:1", "-mb0s1:2", "-mb0s2:3"]),
]
# One file in it, and no padding: blocks of AES are full.
FULL = [("text.7z", "Copy"), ("binary.7z", "Copy"), ("ppmd.7z", "PPMd")]


def packed_size(path, work):
    """Bytes of content: the header of the archive stands behind it."""
    with open(os.path.join(work, path), "rb") as archive:
        return int.from_bytes(archive.read(20)[12:], "little")


def full(folder, work):
    text = "SSN: 536-90-4397. " + "".join("Seen for cough %d. " % (i * i) for i in range(80))
    for name, method in FULL:
        for length in range(160, 1500, 16 if method == "Copy" else 1):
            content = bytes(i * i * 7 % 251 for i in range(length)) if name == "binary.7z" else text[:length].encode()
            with open(os.path.join(work, "a"), "wb") as out:
                out.write(content)
            subprocess.run(["7z", "a", "-bd", "-mhc=off", "-m0=" + method, "plain.7z", "a"], cwd=work, check=True,
                           stdout=subprocess.DEVNULL)
            is_full = packed_size("plain.7z", work) % 16 == 0
            os.remove(os.path.join(work, "plain.7z"))
            if is_full:
                break
        subprocess.run(["7z", "a", "-bd", "-pstra\u00dfe", "-mhc=off", "-m0=" + method,
                        os.path.join(os.path.abspath(folder), name), "a"], cwd=work, check=True, stdout=subprocess.DEVNULL)


def document(path):
    """More than one segment of 4096 bytes, with a finding in the last."""
    content = TEXT % ("Seen for cough, at rest. " * 200 + "SSN: 536-90-4397")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
        archive.writestr(zipfile.ZipInfo("word/document.xml"), content)


def main(modules, folder):
    with tempfile.TemporaryDirectory() as work:
        plain, script = os.path.join(work, "plain.docx"), os.path.join(work, "encrypt.js")
        document(plain)
        with open(script, "w") as out:
            out.write(ENCRYPT)
        for name, password, kind in FILES:
            subprocess.run(["node", script, os.path.abspath(modules), plain, os.path.join(folder, name), password, kind],
                           check=True)
        with open(os.path.join(work, "a.txt"), "w") as out:
            out.write("Seen for cough, at rest. " * 40 + "SSN: 536-90-4397\n")
        with open(os.path.join(work, "b.csv"), "w") as out:
            out.write("name,ssn\nAda Lovelace,536-90-4398\n")
        for name, options in ARCHIVES:
            subprocess.run(["7z", "a", "-bd", "-pstra\u00dfe", *options, os.path.join(os.path.abspath(folder), name), "a.txt",
                            "b.csv"], cwd=work, check=True, stdout=subprocess.DEVNULL)
        full(folder, work)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
