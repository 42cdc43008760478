#!/usr/bin/env python3
"""Writes the ZIP archives of this folder with Info-ZIP, 7-Zip and libarchive.

    make_zip.py DIR

Debian packages: zip, p7zip-full, libarchive-tools. Of encrypted ones, which tests/unit/unpack/test_zip_sealed.c reads,
the password is "correct horse"; tests/unit/unpack/test_deflate64.c reads the others. Everybody in them is made up.
"""
import os
import subprocess
import sys
import tempfile

PASSWORD = "correct horse"
TEXT = b"Patient: Ann Lee, SSN 536-90-4397, seen for cough.\n" * 12
TABLE = b"name,ssn\nAda Lovelace,536-90-4398\n"


def run(folder, *command):
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def write(folder, out):
    with open(os.path.join(folder, "a.txt"), "wb") as file:
        file.write(TEXT)
    with open(os.path.join(folder, "b.csv"), "wb") as file:
        file.write(TABLE)
    for method in ("Copy", "Deflate", "BZip2", "LZMA", "Deflate64", "PPMd"):
        for kind in ("ZipCrypto", "AES128", "AES192", "AES256"):
            if kind in ("AES128", "AES192") and method != "Deflate" or method == "PPMd" and kind != "AES256":
                continue
            name = "7z-%s-%s.zip" % (method.lower(), kind.lower())
            run(folder, "7z", "a", "-tzip", "-mm=" + method, "-mem=" + kind, "-p" + PASSWORD, os.path.join(out, name), "a.txt", "b.csv")
    run(folder, "zip", "-qX", "-P", PASSWORD, os.path.join(out, "info-zip.zip"), "a.txt", "b.csv")
    run(folder, "zip", "-qX0", "-P", PASSWORD, os.path.join(out, "info-zip-stored.zip"), "a.txt", "b.csv")
    # To a pipe: sizes and checks stand behind the data.
    for kind in ("zipcrypt", "aes128", "aes256"):
        path = os.path.join(out, "libarchive-%s.zip" % kind)
        with open(path, "wb") as file:
            subprocess.run(["bsdtar", "-c", "-b", "1", "-f", "-", "--format", "zip", "--options", "zip:encryption=" + kind,
                            "--passphrase", PASSWORD, "a.txt", "b.csv"], cwd=folder, check=True, stdout=file)


def far():
    """Bytes with matches further back than 32 KiB, and longer than 258: what only Deflate64 has."""
    state, out = 1, bytearray()
    for _ in range(50000):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        out.append(97 + (state >> 16 & 1))
    return bytes(out) + b"z" * 70000 + bytes(out)


def write_plain(folder, out):
    with open(os.path.join(folder, "far.txt"), "wb") as file:
        file.write(far())
    run(folder, "7z", "a", "-tzip", "-mm=Deflate64", "-mx=9", os.path.join(out, "deflate64.zip"), "far.txt")
    for name, level in (("deflate64-small.zip", "9"), ("deflate64-fixed.zip", "1")):
        run(folder, "7z", "a", "-tzip", "-mm=Deflate64", "-mx=" + level, os.path.join(out, name), "a.txt" if level == "9" else "b.csv")


def main():
    out = os.path.abspath(sys.argv[1])
    for name in os.listdir(out):
        if name.endswith(".zip"):
            os.remove(os.path.join(out, name))
    with tempfile.TemporaryDirectory() as folder:
        write(folder, out)
        write_plain(folder, out)


if __name__ == "__main__":
    main()
