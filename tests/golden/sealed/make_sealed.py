#!/usr/bin/env python3
"""Writes the encrypted Office documents of this folder with a program of others: officecrypto-tool (npm).

    make_sealed.py MODULES DIR

MODULES is the node_modules that has it. tests/unit/unpack/test_office_sealed.c reads them. Everybody in them is made up.
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


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
