#!/usr/bin/env python3
"""Writes the encrypted documents of before XML of this folder with programs of others: LibreOffice (Debian packages
libreoffice-writer-nogui, libreoffice-calc-nogui, python3-uno) and Apache POI (libapache-poi-java, by MakeBinary.java).

    make_binary.py DIR

tests/unit/unpack/test_ole_sealed.c reads them. Everybody in them is made up.
"""
import os
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

HERE = os.path.dirname(os.path.abspath(__file__))
JARS = "poi poi-scratchpad commons-collections4 commons-codec commons-math3 commons-logging"
WIDE, PLAIN = "stra\u00dfe", "correct horse"
OF_POI = [
    ("cryptoapi.xls", "cryptoAPI", WIDE),
    ("rc4.xls", "binaryRC4", WIDE),
    ("xor.xls", "xor", PLAIN),
    ("cryptoapi.ppt", "cryptoAPI", PLAIN),
]


def values(**named):
    out = []
    for name, value in named.items():
        item = PropertyValue()
        item.Name, item.Value = name, value
        out.append(item)
    return tuple(out)


def connect(profile):
    """Starts LibreOffice; its process and its desktop."""
    where = "pipe,name=make-binary-%d;urp;" % os.getpid()
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", "--accept=" + where, "-env:UserInstallation=file://" + profile]
    )
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(60):
        try:
            remote = resolver.resolve("uno:" + where + "StarOffice.ComponentContext")
            return office, remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
        except NoConnectException:
            time.sleep(1)
    sys.exit("LibreOffice does not answer")


def write_office(folder, work):
    office, desktop = connect(os.path.join(work, "profile"))
    text = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, values(Hidden=True))
    text.Text.setString("Seen for cough, at rest. " * 60 + "SSN: 536-90-4397\n" + "The end. " * 100)
    text.storeToURL("file://%s/plain.doc" % work, values(FilterName="MS Word 97"))
    text.storeToURL("file://%s/rc4.doc" % folder, values(FilterName="MS Word 97", Password=WIDE))
    text.close(True)
    book = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, values(Hidden=True))
    for row in range(120):
        cell = book.Sheets.getByIndex(0).getCellByPosition(0, row)
        cell.setString("ssn" if row == 0 else "536-90-4397" if row == 119 else "none at rest %d" % row)
    book.storeToURL("file://%s/default.xls" % folder, values(FilterName="MS Excel 97", Password="VelvetSweatshop"))
    book.close(True)
    desktop.terminate()
    office.wait()


def main(folder):
    folder = os.path.abspath(folder)
    java = ["java", "-cp", ":".join("/usr/share/java/%s.jar" % jar for jar in JARS.split()), HERE + "/MakeBinary.java"]
    with tempfile.TemporaryDirectory() as work:
        write_office(folder, work)
        for name, mode, password in OF_POI:
            subprocess.run([*java, os.path.join(folder, name), mode, password], check=True)
        plain = os.path.join(work, "plain.doc")
        subprocess.run([*java, folder + "/cryptoapi.doc", "cryptoAPI", PLAIN, plain], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
