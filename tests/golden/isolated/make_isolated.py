#!/usr/bin/env python3
"""Writes the archives of this folder with 7-Zip (Debian package p7zip-full): as small as they get, since tests damage
each of their bytes.

    make_isolated.py DIR

tests/unit/unpack/test_isolated_damage.c reads them. Everybody in them is made up.
"""
import os
import subprocess
import sys
import tempfile

ARCHIVES = [("lzma2.7z", []), ("copy.7z", ["-m0=Copy", "-mhc=off"]), ("ppmd.7z", ["-m0=PPMd", "-ms=off"])]
FILES = [("a.csv", "name,ssn\nAda Lovelace,123-45-6789\n"), ("b.csv", "name,dob\nAlan Turing,1912-06-23\n")]


def main(folder):
    with tempfile.TemporaryDirectory() as work:
        for name, text in FILES:
            with open(os.path.join(work, name), "w") as out:
                out.write(text)
        for name, options in ARCHIVES:
            path = os.path.join(os.path.abspath(folder), name)
            subprocess.run(["7z", "a", "-bd", *options, path, "a.csv", "b.csv"], cwd=work, check=True,
                           stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(sys.argv[1])
