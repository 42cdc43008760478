"""Writes the archives that no program at hand writes: RPM packages, web archives, Snappy frames."""
import gzip
import struct


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


def rpm(members):
    def header(strings):
        store = b"".join(text.encode() + b"\0" for text in strings)
        index = b"".join(struct.pack(">IIII", 1000 + i, 6, 0, 1) for i in range(len(strings)))
        return b"\x8e\xad\xe8\x01" + bytes(4) + struct.pack(">II", len(strings), len(store)) + index + store

    lead = b"\xed\xab\xee\xdb\x03\x00" + bytes(90)
    signature = header(["signature"])
    signature += bytes(-len(signature) % 8)
    return lead + signature + header(["name", "1.0"]) + gzip.compress(cpio(members), mtime=0)


def warc(records):
    """records: (type of content, URI or None, block)."""
    out = b""
    for kind, uri, block in records:
        out += b"WARC/1.1\r\nWARC-Type: response\r\nContent-Type: " + kind + b"\r\n"
        if uri is not None:
            out += b"WARC-Target-URI: " + uri + b"\r\n"
        out += b"Content-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n"
    return out
