"""Writes the archives that no program at hand writes: RPM packages, zip with newer methods, web archives, Snappy frames."""
import struct
import zlib


def crc32c(content):
    crc = 0xFFFFFFFF
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def snappy_literal(content):
    """A raw Snappy block of literals alone, of at most 60 bytes each."""
    size, rest = len(content), b""
    varint = b""
    while size >= 0x80:
        varint += bytes([size & 0x7F | 0x80])
        size >>= 7
    varint += bytes([size])
    for at in range(0, len(content), 60):
        piece = content[at : at + 60]
        rest += bytes([(len(piece) - 1) << 2]) + piece
    return varint + rest


def snappy(content, packed=True, wrong=False):
    out = b"\xff\x06\x00\x00sNaPpY" + b"\xfe\x03\x00\x00pad"
    for at in range(0, len(content), 50000):
        piece = content[at : at + 50000]
        crc = crc32c(piece)
        masked = ((crc >> 15 | crc << 17) + 0xA282EAD8 + wrong) & 0xFFFFFFFF
        body = struct.pack("<I", masked) + (snappy_literal(piece) if packed else piece)
        out += (b"\x00" if packed else b"\x01") + struct.pack("<I", len(body))[:3] + body
    return out


def cpio(members):
    """newc, as in an RPM package."""
    out = b""
    for number, (name, content) in enumerate(members + [("TRAILER!!!", b"")]):
        fields = [number, 0o100644, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0]
        entry = b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0"
        entry += b"\0" * (-len(entry) % 4)
        out += entry + content + b"\0" * (-len(content) % 4)
    return out


def rpm(payload):
    def header(strings):
        store = b"".join(text.encode() + b"\0" for text in strings)
        index = b"".join(struct.pack(">IIII", 1000 + i, 6, 0, 1) for i in range(len(strings)))
        return b"\x8e\xad\xe8\x01" + bytes(4) + struct.pack(">II", len(strings), len(store)) + index + store

    lead = b"\xed\xab\xee\xdb\x03\x00" + bytes(90)
    signature = header(["signature"])
    signature += bytes(-len(signature) % 8)
    return lead + signature + header(["name", "1.0"]) + payload


def zip_packed(members):
    """A zip of what was packed elsewhere. members: (name, method, packed, content)."""
    out, directory = b"", b""
    for name, method, packed, content in members:
        fields = struct.pack("<HHHHHIIIHH", 63, 0, method, 0, 33, zlib.crc32(content), len(packed), len(content), len(name), 0)
        central = struct.pack("<HHHII", 0, 0, 0, 0, len(out))
        directory += b"PK\1\2" + struct.pack("<H", 63) + fields + central + name.encode()
        out += b"PK\3\4" + fields + name.encode() + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(out), 0)
    return out + directory + b"PK\5\6" + end


def warc(records):
    """records: (type of content, URI or None, block)."""
    out = b""
    for kind, uri, block in records:
        out += b"WARC/1.1\r\nWARC-Type: response\r\nContent-Type: " + kind + b"\r\n"
        if uri is not None:
            out += b"WARC-Target-URI: " + uri + b"\r\n"
        out += b"Content-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n"
    return out


def pdf(pages):
    """A PDF of text alone, a page each; None makes a page without text."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    kids = []
    for text in pages:
        lines = b"" if text is None else b"BT /F1 12 Tf 50 700 Td (" + text + b") Tj ET"
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(lines), lines))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R"
            b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def rar4(members, encrypted=False):
    """A RAR archive of version 2.9 whose members are stored; see technote.txt of RAR 3."""

    def block(kind, flags, rest, data=b""):
        head = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data

    out = b"Rar!\x1a\x07\0" + block(0x73, 0, bytes(6))
    for name, text in members:
        name = name.encode()
        text = bytes(byte ^ 0x55 for byte in text) if encrypted else text
        facts = struct.pack("<IIBIIBBHI", len(text), len(text), 3, zlib.crc32(text), 0x5A215000, 20, 0x30, len(name), 0o100644)
        out += block(0x74, 0x8004 if encrypted else 0x8000, facts + name, text)
    return out + block(0x7B, 0x4000, b"")


def rar5(members):
    """A RAR archive of version 5 whose members are stored; see "RAR 5.0 archive format"."""

    def number(value):
        out = bytearray()
        while value > 127:
            out.append(value & 127 | 128)
            value >>= 7
        return bytes(out) + bytes([value])

    def block(*parts, data=b""):
        head = b"".join(part if isinstance(part, bytes) else number(part) for part in parts)
        head = number(len(head)) + head
        return struct.pack("<I", zlib.crc32(head)) + head + data

    out = b"Rar!\x1a\x07\1\0" + block(1, 0, 0)
    for name, text in members:
        name, crc = name.encode(), struct.pack("<I", zlib.crc32(text))
        out += block(2, 2, len(text), 4, len(text), 0o100644, crc, 0, 1, len(name), name, data=text)
    return out + block(5, 0, 0)


def lz4_legacy(content):
    """The frames of LZ4 before it had any: blocks of literals alone."""
    out = b"\x02\x21\x4c\x18"
    for at in range(0, len(content), 8 << 20):
        part = content[at : at + (8 << 20)]
        left = len(part) - 15
        head = b"\xf0" + b"\xff" * (left // 255) + bytes([left % 255]) if left >= 0 else bytes([len(part) << 4])
        out += struct.pack("<I", len(head) + len(part)) + head + part
    return out
