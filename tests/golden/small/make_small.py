#!/usr/bin/env python3
"""Writes one archive of each format, by another program where there is one: as small as they get, since tests damage each
of their bytes.

    make_small.py DIR

Debian packages: p7zip-full, brotli, lz4, lzip, ncompress, cpio, binutils, dpkg, rpm, default-jdk-headless, gcab, jlha-utils,
genisoimage; what none of them writes (rar, Snappy frames, web archives, PDF) is put together by tests/fault/packing.py.
tests/unit/unpack/test_damage.c and test_isolated_damage.c read them. Everybody in them is made up.
"""
import mailbox
import os
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "fault"))
import packing

# Long enough that every packer packs them.
FILES = [
    ("a.csv", b"name,ssn\nAda Lovelace,123-45-6789\nAda Lovelock,123-45-6798\nAda Lovelight,123-45-6978\n"),
    ("b.csv", b"name,dob\nAlan Turing,1912-06-23\nAlan Turning,1912-06-24\nAlan Touring,1912-06-25\n"),
]
BOTH = "a.csv b.csv"
CONTROL = b"Package: s\nVersion: 1\nArchitecture: all\nMaintainer: s <s@example.com>\nDescription: s\n"
SPEC = "Name: s\nVersion: 1\nRelease: 1\nSummary: s\nLicense: s\n%description\n%install\ncp -r $OLDPWD/root/* %{buildroot}\n%files\n/*\n"

# What stands in $OUT is what the command wrote.
COMMANDS = {
    "lzma2.7z": "7z a -bd $OUT " + BOTH,
    "copy.7z": "7z a -bd -m0=Copy -mhc=off $OUT " + BOTH,
    "ppmd.7z": "7z a -bd -m0=PPMd -ms=off $OUT " + BOTH,
    "deflate64.zip": "7z a -bd -tzip -mm=Deflate64 $OUT " + BOTH,
    "bzip2.zip": "7z a -bd -tzip -mm=BZip2 $OUT " + BOTH,
    "lzma.zip": "7z a -bd -tzip -mm=LZMA $OUT " + BOTH,
    "xz.zip": "7z a -bd -tzip -mm=XZ $OUT " + BOTH,
    "pair.Z": "cat %s | compress >$OUT" % BOTH,
    "pair.br": "cat %s | brotli -c >$OUT" % BOTH,
    "pair.lz": "(lzip -c a.csv; lzip -c b.csv) >$OUT",
    "legacy.lz4": "(lz4 -l -c a.csv; lz4 -l -c b.csv) >$OUT",
    "pair.a": "ar rcD $OUT " + BOTH,
    "pair.jar": "jar cf $OUT " + BOTH,
    "pair.deb": "dpkg-deb --root-owner-group -Zgzip -b package $OUT",
    "pair.rpm": "rpmbuild -bb --quiet --define '_topdir '$PWD/rpm --define '_build_id_links none' --define '_rpmdir '$PWD "
    "--define '_binary_payload w9.gzdio' --define '_buildhost h' --define 'use_source_date_epoch_as_buildtime 1' "
    "--define '_rpmfilename s.rpm' --target noarch s.spec && mv s.rpm $OUT",
    "mszip.cab": "gcab -cnz $OUT " + BOTH,
    "stored.cab": "gcab -cn $OUT " + BOTH,
    "lh5.lzh": "jlha a $OUT " + BOTH,
    "rock.iso": "genisoimage -quiet -no-pad -R -o $OUT " + BOTH,
}
COMMANDS.update({kind + ".cpio": "ls %s | cpio -o -C 1 -H %s >$OUT" % (BOTH, kind) for kind in ("bin", "odc", "newc", "crc")})


def by_hand(work):
    both = b"".join(text for _, text in FILES)
    box = mailbox.mbox(os.path.join(work, "box"))
    for _, text in FILES:
        box.add("From: a@example.com\nTo: b@example.com\nSubject: a table\n\n" + text.decode())
    box.close()
    # Its first half could be text.
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    records = [(b"text/csv", None, text) for _, text in FILES]
    return {
        "pair.deflate": packer.compress(both) + packer.flush(),
        "pair.sz": b"".join(packing.snappy(text) for _, text in FILES),
        "pair.warc": packing.warc(records),
        "pair.mbox": open(os.path.join(work, "box"), "rb").read(),
        "stored4.rar": packing.rar4(FILES),
        "stored5.rar": packing.rar5(FILES),
        "pages.pdf": packing.pdf([b"Ada Lovelace,123-45-6789", b"Alan Touring,1912-06-25"]),
    }


def write(work, name, content):
    path = os.path.join(work, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(content)


def main(folder):
    with tempfile.TemporaryDirectory() as work:
        for name, text in FILES:
            for root in ("", "package/", "root/"):
                write(work, root + name, text)
        write(work, "package/DEBIAN/control", CONTROL)
        write(work, "s.spec", SPEC.encode())
        for name, command in COMMANDS.items():
            target = os.path.join(os.path.abspath(folder), name)
            if os.path.exists(target):
                os.unlink(target)
            subprocess.run(command, shell=True, cwd=work, check=True, stdout=subprocess.DEVNULL,
                           env=dict(os.environ, OUT=target, SOURCE_DATE_EPOCH="1700000000"))
        for name, content in by_hand(work).items():
            write(os.path.abspath(folder), name, content)


if __name__ == "__main__":
    main(sys.argv[1])
