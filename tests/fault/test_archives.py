"""Archives written by other programs, right, cut, joined and damaged: every member is found, every loss has a reason.

A program that is not installed only leaves out its own archives.
"""
import base64
import binascii
import bz2
import email.message
import email.policy
import gzip
import io
import json
import lzma
import mailbox
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
import packing
from harness import SSN, Test

RECORD = "SSN: %s\n" % SSN
# Long enough that every program packs it, with one finding near its end.
LONG = "".join("row %d without anything\n" % i for i in range(4000)) + RECORD


def command(test, name, *args, stdin=None):
    """Runs a program in the folder of the sources; True when it made the file."""
    if shutil.which(args[0]) is None:
        return False
    subprocess.run(
        args, cwd=test.path("sources"), input=stdin, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return os.path.exists(os.path.join(test.path("sources"), "..", "objects", name))


def streamed(test, name, *args):
    """A zip that is written to a pipe, so that no size is known in front of the data."""
    if shutil.which(args[0]) is None:
        return False
    done = subprocess.run(args, cwd=test.path("sources"), stdout=subprocess.PIPE, check=True)
    test.write("objects/" + name, done.stdout)
    return True


def python_zip(method, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, **options) as archive:
        archive.writestr("a.txt", RECORD)
        archive.writestr("d/b.txt", LONG)
    return out.getvalue()


def commented_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.comment = RECORD.encode()
        archive.writestr(info, "nothing")
        archive.comment = RECORD.encode()
    return out.getvalue()


def python_tar(kind):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=kind) as archive:
        for name, text in zip(BOTH, (RECORD, LONG)):
            info = tarfile.TarInfo(name)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


BOTH = ["a.txt", "d/b.txt"]
SEVEN_MAGIC = b"7z\xbc\xaf\x27\x1c\0\4"
# How many members of each are encrypted; in some the list of members is as well, or the whole file.
ENCRYPTED = {"ze.zip": 2, "7aes.zip": 2, "e.7z": 2, "eh.7z": 1, "e.pdf": 1, "e.rar": 2}
LONG_NAME = "long/a-name-that-is-too-long-for-the-header.txt"
CONTROL = "Package: b\nVersion: 1\nArchitecture: all\nMaintainer: b <b@example.com>\nDescription: b"

PACKERS = [
    ("bzip2", ".bz2"),
    ("xz", ".xz"),
    ("xz --format=lzma", ".lzma"),
    ("zstd", ".zst"),
    ("zstd --long=27 --ultra -22", ".long.zst"),
    ("zstd -T2 -B65536 --check", ".mt.zst"),
    ("compress -f", ".Z"),
    ("compress -f -b 12", ".12.Z"),
    ("brotli", ".br"),
    ("brotli --large_window=25", ".large.br"),
    ("lz4", ".lz4"),
    ("lz4 -l", ".legacy.lz4"),
    ("lz4 -9 -BD --content-size", ".linked.lz4"),
]


def programs(test):
    """(name, members with the number or None for the object itself, reasons) of what programs made."""
    zipped = ("zip", "-q", "-r")
    seven = ("7z", "a", "-bd")
    both = ("a.txt", "d")
    rows = [
        (command(test, "z.zip", *zipped, "../objects/z.zip", *both), "z.zip", BOTH, []),
        (command(test, "z0.zip", *zipped, "-0", "../objects/z0.zip", *both), "z0.zip", BOTH, []),
        (command(test, "z64.zip", *zipped, "-fz", "../objects/z64.zip", *both), "z64.zip", BOTH, []),
        (streamed(test, "zs.zip", *zipped, "-", *both), "zs.zip", BOTH, []),
        (
            command(test, "zc.zip", *zipped, "-z", "../objects/zc.zip", *both, stdin=b"a comment\n.\n"),
            "zc.zip",
            BOTH,
            [],
        ),
        (
            command(test, "ze.zip", *zipped, "-P", "secret", "../objects/ze.zip", *both),
            "ze.zip",
            [],
            ["encrypted"],
        ),
        (command(test, "7.zip", *seven, "-tzip", "../objects/7.zip", *both), "7.zip", BOTH, []),
        (
            command(test, "7aes.zip", *seven, "-tzip", "-psecret", "-mem=AES256", "../objects/7aes.zip", *both),
            "7aes.zip",
            [],
            ["encrypted"],
        ),
        (command(test, "7.7z", *seven, "../objects/7.7z", *both), "7.7z", BOTH, []),
        (command(test, "solid.7z", *seven, "-ms=on", "-m0=PPMd", "../objects/solid.7z", *both), "solid.7z", BOTH, []),
        (command(test, "e.7z", *seven, "-psecret", "../objects/e.7z", *both), "e.7z", [], ["encrypted"]),
        (command(test, "eh.7z", *seven, "-psecret", "-mhe=on", "../objects/eh.7z", *both), "eh.7z", [], ["encrypted"]),
        (command(test, "7z.gz", "sh", "-c", "gzip <../objects/7.7z >../objects/7z.gz"), "7z.gz", BOTH, []),
        (
            command(test, "i.iso", "genisoimage", "-quiet", "-R", "-o", "../objects/i.iso", "d"),
            "i.iso",
            ["b.txt"],
            [],
        ),
        (
            command(test, "e.pdf", "qpdf", "--encrypt", "u", "o", "256", "--", "../more/p.pdf", "../objects/e.pdf"),
            "e.pdf",
            [],
            ["encrypted"],
        ),
        (command(test, "q.pdf", "qpdf", "--object-streams=generate", "../more/p.pdf", "../objects/q.pdf"), "q.pdf", [None], []),
        (command(test, "g.txt.gz", "sh", "-c", "gzip -9 <d/b.txt >../objects/g.txt.gz"), "g.txt.gz", [None], []),
        (
            command(test, "gg.gz", "sh", "-c", "(gzip <a.txt; gzip <d/b.txt) >../objects/gg.gz"),
            "gg.gz",
            [None, None],
            [],
        ),
    ]
    # A member that 7z reads from a pipe has the mode of a pipe.
    piped = "cat a.txt | 7z a -bd -sia.txt ../objects/pipe.7z"
    rows.append((shutil.which("7z") and command(test, "pipe.7z", "sh", "-c", piped), "pipe.7z", ["a.txt"], []))
    for method in ("BZip2", "LZMA", "XZ", "Deflate64"):
        name = method + ".zip"
        rows.append((command(test, name, *seven, "-tzip", "-mm=" + method, "../objects/" + name, *both), name, BOTH, []))
    made = command(test, "PPMd.zip", *seven, "-tzip", "-mm=PPMd", "../objects/PPMd.zip", "d")
    rows.append((made, "PPMd.zip", [], ["unsupported-method"]))
    for packer, ending in PACKERS:
        # Nothing can follow a stream that ends with its file.
        texts = ["d/b.txt"] if ending in (".lzma", ".Z", ".12.Z", ".br", ".large.br") else BOTH
        name = "b.txt" + ending
        line = "; ".join("%s -c <%s" % (packer, text) for text in texts)
        made = shutil.which(packer.split()[0]) and command(test, name, "sh", "-c", "(%s) >../objects/%s" % (line, name))
        rows.append((made, name, [None] * len(texts), []))
    for kind in ("bin", "odc", "newc", "crc"):
        name = kind + ".cpio"
        line = "printf '%%s\\n' a.txt d d/b.txt | cpio -o -H %s >../objects/%s" % (kind, name)
        rows.append((shutil.which("cpio") and command(test, name, "sh", "-c", line), name, BOTH, []))
    rows.append((command(test, "a.a", "ar", "rcP", "../objects/a.a", *BOTH), "a.a", BOTH, []))
    rows.append((command(test, "long.a", "ar", "rcP", "../objects/long.a", LONG_NAME), "long.a", [LONG_NAME], []))
    debian = "cp -r d debian && mkdir debian/DEBIAN && echo '%s' >debian/DEBIAN/control && " % CONTROL
    made = shutil.which("dpkg-deb") and command(
        test, "d.deb", "sh", "-c", debian + "dpkg-deb --root-owner-group -b debian ../objects/d.deb"
    )
    rows.append((made, "d.deb", ["data.tar.xz!data.tar!./b.txt"], []))
    tars = [(kind + ".t", ("--format=" + kind,)) for kind in ("v7", "ustar", "gnu", "pax")]
    tars += [("packed.t" + option, ("--" + option,)) for option in ("gzip", "bzip2", "xz", "lzma", "zstd")]
    sparse = [("gnu", ("--format=gnu",))]
    sparse += [(v, ("--format=pax", "--sparse-version=" + v)) for v in ("0.0", "0.1", "1.0")]
    for kind, options in sparse:
        name = kind + ".sparse.t"
        made = command(test, name, "tar", "-S", *options, "-cf", "../objects/" + name, "holes.txt")
        rows.append((made, name, ["holes.txt", "holes.txt"], []))
    for kind in ("ustar", "pax", "gnutar", "cpio", "newc", "zip"):
        name = "bsd." + kind
        rows.append((command(test, name, "bsdtar", "-cf", "../objects/" + name, "--format=" + kind, *both), name, BOTH, []))
    rows.append((streamed(test, "bsdpipe.zip", "bsdtar", "-cf", "-", "--format=zip", *both), "bsdpipe.zip", BOTH, []))
    for options in ("", "-z", "-i -p 4 -b 128"):
        name = "pigz%s.gz" % options[:2].strip()
        line = "pigz %s -c <d/b.txt >../objects/%s" % (options, name)
        rows.append((shutil.which("pigz") and command(test, name, "sh", "-c", line), name, [None], []))
    for name, options in tars:
        rows.append((command(test, name, "tar", "-cf", "../objects/" + name, *options, *both), name, BOTH, []))
    return [row[1:] for row in rows if row[0]]


def written(test):
    """The same of what is put together here."""
    one = python_zip(zipfile.ZIP_DEFLATED)
    packed = gzip.compress(RECORD.encode(), mtime=0)
    program = b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 300
    half = len(one) // 2
    rows = mails(test)
    rows.update(in_values())
    rows.update({
        "stored.zip": (python_zip(zipfile.ZIP_STORED), BOTH, []),
        "bzip2.zip": (python_zip(zipfile.ZIP_BZIP2), BOTH, []),
        "lzma.zip": (python_zip(zipfile.ZIP_LZMA), BOTH, []),
        "xz.zip": (packing.zip_packed([(name, 95, lzma.compress(text), text) for name, text in MEMBERS]), BOTH, []),
        "implode.zip": (packing.zip_packed([("a.txt", 10, packed, b"what")]), [], ["unsupported-method"]),
        "comments.zip": (commented_zip(), ["a.txt.comment", "comment"], []),
        "program": (program + one, BOTH, []),
        "appended.zip": (one + RECORD.encode(), BOTH + ["trailing"], ["corrupt"]),
        "joined.zip": (one + one, BOTH + BOTH, []),
        "cut.zip": (one[:half], ["a.txt"], ["truncated"]),
        "no-directory.zip": (one[: one.index(b"PK\x01\x02")], BOTH, ["truncated"]),
        "nested.zip": (nested(one, packed), ["in.zip!a.txt", "in.zip!d/b.txt", "k.txt.gz!k.txt"], []),
        "cut.gz": (gzip.compress(LONG.encode())[:-4], [None], ["truncated"]),
        "padded.gz": (packed + bytes(5000), [None], []),
        "appended.gz": (packed + RECORD.encode(), [None, "trailing"], ["corrupt"]),
        "wrong-crc.gz": (packed[:-8] + b"\1\2\3\4" + packed[-4:], [None], ["checksum"]),
        "zlib": (zlib.compress(RECORD.encode() * 3), [None] * 3, []),
        "cut.tar": (python_tar(tarfile.PAX_FORMAT)[: 512 + 100], ["a.txt"], ["truncated"]),
        "joined.tar": (python_tar(tarfile.USTAR_FORMAT) * 2, BOTH + BOTH, []),
        "appended.tar": (python_tar(tarfile.GNU_FORMAT) + RECORD.encode(), BOTH + ["trailing"], ["corrupt"]),
        "r.rpm": (packing.rpm(gzip.compress(packing.cpio(MEMBERS), mtime=0)), ["payload!payload!a.txt", "payload!payload!d/b.txt"], []),
        "cut.cpio": (packing.cpio(MEMBERS)[:-1000], ["a.txt"], ["truncated"]),
        "joined.cpio": (packing.cpio(MEMBERS) + bytes(100) + packing.cpio(MEMBERS), BOTH + BOTH, []),
        "appended.cpio": (packing.cpio(MEMBERS) + packed, BOTH + ["trailing!trailing"], ["corrupt"]),
        "gap.cpio": (gap_cpio(), ["gap@116", "d/b.txt"], ["corrupt"]),
        "cut.a": (b"!<arch>\n" + RECORD.encode() * 5, ["gap@8"] * 5, ["corrupt"]),
        "s.sz": (packing.snappy(LONG.encode()), [None], []),
        "plain.sz": (packing.snappy(LONG.encode(), packed=False), [None], []),
        "wrong.sz": (packing.snappy(LONG.encode(), wrong=True), [None], ["checksum"]),
        "cut.sz": (packing.snappy(LONG.encode())[:-1], [], ["truncated"]),
        "d.deflate": (zlib.compress(LONG.encode())[2:-4], [None], []),
        "w.warc": (web_archive(), ["http-headers@129", "http://example.com/a.csv!a.csv", "record@234"], []),
        "p.pdf": (packing.pdf([b"nothing", RECORD.strip().encode()]), [None], []),
        "scan.pdf": (packing.pdf([RECORD.strip().encode(), None]), [None], ["needs-ocr"]),
        "cut.pdf": (packing.pdf([RECORD.strip().encode()])[:-10], [None], ["truncated"]),
        "behind.pdf": (packing.pdf([RECORD.strip().encode()]) + bytes(5000) + one, [None, "trailing!a.txt", "trailing!d/b.txt"], []),
        "cut-later.pdf": (packing.pdf([RECORD.strip().encode()]) + b"9 0 obj\n<</A", [None], ["truncated"]),
        "padded.pdf": (packing.pdf([RECORD.strip().encode()]) + bytes(500), [None], []),
        "no.pdf": (b"%PDF-1.4\n" + RECORD.encode() + b"%%EOF", [], ["corrupt"]),
        "cut.7z": (SEVEN_MAGIC + bytes(range(1, 41)), [], ["corrupt"]),
        "4.rar": (packing.rar4(MEMBERS), BOTH, []),
        "5.rar": (packing.rar5(MEMBERS), BOTH, []),
        "e.rar": (packing.rar4(MEMBERS, encrypted=True), [], ["encrypted"]),
        "cut.rar": (packing.rar5(MEMBERS)[:-2000], ["a.txt"], ["corrupt"]),
        "rar.gz": (gzip.compress(packing.rar5(MEMBERS), mtime=0), BOTH, []),
        "sfx.exe": (b"MZ\x90\0" + bytes(range(256)) * 40 + one, BOTH, []),
        "sfx4.exe": (b"MZ\x90\0" + bytes(range(256)) * 40 + packing.rar4(MEMBERS), BOTH, []),
        "sfx5.exe": (b"MZ\x90\0" + bytes(range(256)) * 40 + packing.rar5(MEMBERS), BOTH, []),
        "joined.xz": (lzma.compress(RECORD.encode()) + bytes(8) + lzma.compress(RECORD.encode()), [None, None], []),
        "joined.bz2": (bz2.compress(RECORD.encode()) + bytes(100) + bz2.compress(RECORD.encode()), [None, None], []),
        "legacy.lz4": (packing.lz4_legacy(LONG.encode()), [None], []),
        "cut-legacy.lz4": (packing.lz4_legacy(RECORD.encode() * 3)[:-9], [None] * 2, ["truncated"]),
        "fake.zip": (("PK: " + RECORD).encode(), [None], []),
        "utf16.txt": (RECORD.encode("utf-16"), [None], []),
    })
    for name, (content, _, _) in rows.items():
        test.write("objects/" + name, content)
    if shutil.which("zstd"):
        packed = subprocess.run(["zstd", "-c"], input=LONG.encode(), stdout=subprocess.PIPE, check=True).stdout
        test.write("objects/zstd.zip", packing.zip_packed([("d/b.txt", 93, packed, LONG.encode())]))
        rows["zstd.zip"] = (None, ["d/b.txt"], [])
    return [(name, members, reasons) for name, (_, members, reasons) in rows.items()]


MEMBERS = [("a.txt", RECORD.encode()), ("d/b.txt", LONG.encode())]


def gap_cpio():
    """The header of the first member is broken: what follows is a gap up to the second one."""
    content = bytearray(packing.cpio([("x", b"x")] + MEMBERS))
    at = content.index(b"070701", 10)
    content[at + 60] = ord("?")
    return bytes(content)


def web_archive():
    text = RECORD.encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nX: " + text.strip() + b"\r\n\r\n" + gzip.compress(text, mtime=0)
    return packing.warc([(b"application/http", b"http://example.com/a.csv", http), (b"text/plain", None, text)])


def message(encoding="base64"):
    """A message as another program writes it: two bodies, an attachment that is packed, one with a foreign name."""
    mail = email.message.EmailMessage()
    mail["From"] = "a@example.com"
    mail["To"] = "b@example.com"
    mail["Subject"] = "Grüße, " + RECORD.strip()
    mail.set_content(RECORD + "é" * 40, cte="quoted-printable")
    mail.add_alternative("<p>%s</p>" % RECORD, subtype="html", cte=encoding)
    mail.add_attachment(gzip.compress(RECORD.encode(), mtime=0), "application", "gzip", filename="d.csv.gz")
    mail.add_attachment(RECORD.encode(), "text", "csv", filename="naïve.csv")
    return mail


MAIL = ["headers", "1.1", "1.2", "d.csv.gz!d.csv", "naïve.csv"]


def in_values():
    """Files that stand in values of health formats, in base64."""
    text = RECORD.encode()
    paper = base64.b64encode(packing.pdf([text.strip()])).decode()
    packed = base64.b64encode(gzip.compress(LONG.encode() * 3, mtime=0)).decode()
    place = "$.content[%d].attachment.data"
    fhir = {
        "resourceType": "DocumentReference",
        "content": [{"attachment": {"data": data}} for data in (base64.b64encode(text).decode(), paper, packed)],
    }
    binary = {"resourceType": "Binary", "contentType": "application/pdf", "data": paper}
    hl7 = "MSH|^~\\&|A|B|C|D|20260102||ORU^R01|1|P|2.5\rOBX|1|ED|P||^A^PDF^Base64^%s||||||F\r" % paper
    cda = (
        '<ClinicalDocument xmlns="urn:hl7-org:v3"><component><nonXMLBody><text representation="B64">\n%s\n'
        "</text></nonXMLBody></component></ClinicalDocument>" % paper
    )
    third = place % 2
    return {
        "document.json": (json.dumps(fhir).encode(), [place % 0, place % 1] + [third + "!" + third] * 3, []),
        "Binary.ndjson": (2 * (json.dumps(binary) + "\n").encode(), ["$.data"] * 2, []),
        "result.hl7": (hl7.encode(), ["OBX-5.5"], []),
        "body.xml": (cda.encode(), ["/ClinicalDocument/component/nonXMLBody/text"], []),
        "cut.hl7": (hl7[:-60].encode(), [], ["corrupt", "truncated"]),
    }


def uuencoded(data):
    """A message whose only part is in uuencode, as Python's binascii writes it."""
    lines = [binascii.b2a_uu(data[at: at + 45]) for at in range(0, len(data), 45)]
    return (
        b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/csv; name=d.csv\r\n"
        b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 d.csv\n" + b"".join(lines) + b" \nend\n"
    )


def mailbox_of(test, *mails):
    box = mailbox.mbox(test.path("more/box"))
    for mail in mails:
        box.add(mail)
    box.close()
    return test.read("more/box")


def mails(test):
    outer = email.message.EmailMessage()
    outer["From"], outer["To"] = "c@example.com", "d@example.com"
    outer.set_content("see below")
    outer.add_attachment(message("7bit"))
    plain = email.message.EmailMessage()
    plain["From"], plain["To"] = "c@example.com", "d@example.com"
    plain.set_content(RECORD)
    box = mailbox_of(test, message(), plain)
    second = "message@%d" % box.index(b"From ", 10)
    whole = message().as_bytes()
    return {
        "m.eml": (whole, MAIL, []),
        "crlf.eml": (message().as_bytes(policy=email.policy.SMTP), MAIL, []),
        "uu.eml": (uuencoded(RECORD.encode()), ["d.csv"], []),
        "uu-cut.eml": (uuencoded(RECORD.encode())[:-4], ["d.csv"], []),
        "uu-short.eml": (uuencoded(RECORD.encode())[:-6], ["d.csv"], ["corrupt"]),
        "outer.eml": (outer.as_bytes(), ["2!" + name for name in MAIL], []),
        "plain.eml": (plain.as_bytes(), [None], []),
        "cut.eml": (whole[:-80], MAIL[:4], ["truncated"]),
        "box.mbox": (box, ["message@0!" + name for name in MAIL] + [second], []),
    }


def nested(inner, packed):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("in.zip", inner)
        archive.writestr("k.txt.gz", packed)
    return out.getvalue()


def main():
    test = Test()
    test.write("sources/a.txt", RECORD)
    test.write("sources/d/b.txt", LONG)
    test.write("sources/" + LONG_NAME, RECORD)
    test.write("more/p.pdf", packing.pdf([RECORD.strip().encode()]))
    with open(test.write("sources/holes.txt", RECORD), "r+b") as file:
        file.truncate(1 << 20)
        file.seek(1 << 20)
        file.write(RECORD.encode())
        file.truncate(2 << 20)
    os.makedirs(test.path("objects"))
    rows = programs(test) + written(test)
    done = test.run("scan", "objects", "-o", "run", "--locations", "all")
    test.equal("exit code", done.code, 3)
    manifest = {line["key"]: line for line in test.json_lines("run/manifest.jsonl")}
    found = {}
    for line in test.json_lines("run/findings.jsonl"):
        if line["detector"] == "us-ssn":
            found.setdefault(os.path.basename(line["uri"]), []).append(line.get("member"))
    test.equal("objects", sorted(manifest), sorted(name for name, _, _ in rows))
    for name, members, reasons in rows:
        test.equal(name + ": members", found.get(name, []), members)
        test.equal(name + ": reasons", manifest[name]["reasons"], reasons)
        cuts = [cut["places"] for cut in manifest[name].get("cuts", []) if cut["reason"] == "encrypted"]
        test.equal(name + ": encrypted", cuts, [ENCRYPTED[name]] if "encrypted" in reasons else [])
        named = [loss["member"] for loss in manifest[name].get("incomplete", []) if loss["reasons"] == ["encrypted"]]
        test.equal(name + ": names", named, BOTH if ENCRYPTED.get(name) == 2 else [])
        test.check(name + ": status", (manifest[name]["status"] == "examined") == (not reasons), manifest[name])
    holes = [line["offset"] for line in test.json_lines("run/findings.jsonl") if line.get("member") == "holes.txt"]
    test.equal("offsets behind holes", sorted(set(holes)), [5, (1 << 20) + 5])
    pages = [line["page"] for line in test.json_lines("run/findings.jsonl") if line["uri"].endswith("/p.pdf")]
    test.equal("page of a PDF", pages, [2])
    done = test.run("scan", "objects/p.pdf", "-o", "limited", "--max-bytes", "3")
    test.equal("bytes of the text of a PDF", test.json_lines("limited/manifest.jsonl")[0]["reasons"], ["limit-bytes"])
    test.finish()


main()
