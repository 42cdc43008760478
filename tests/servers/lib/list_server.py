"""A store that answers listings of S3 from keys in memory, after a wait for each page, with the faults of a script."""
import asyncio
import bisect
import hashlib
import json
import sys
from urllib.parse import parse_qsl, quote, urlsplit


FLICKERING = 1  # of each three keys


def make_keys(count, kind):
    """Keys of a kind, as bytes, sorted."""
    if kind == "even":
        return [b"p/%09d" % i for i in range(count)]
    if kind == "hex":
        return sorted(b"p/%016x.json" % (i * 0x9E3779B97F4A7C15 % 2**64) for i in range(count))
    if kind == "skewed":  # a long common start, most keys in one of many folders
        return sorted(
            b"p/tenant=example/year=2026/%s/%07d" % (b"big" if i % 100 else b"d%05d" % i, i) for i in range(count)
        )
    if kind == "tree":  # eight folders of eight, of unequal size, and keys beside them
        return sorted(b"p/%d/%s%05d" % (i % 8, b"" if i % 5 == 0 else b"%d/" % (i // 8 % 8), i * i % 99991) for i in range(count))
    return sorted(set(odd_keys(count)))


def odd_keys(count):
    """Keys that hurt: control bytes, all lengths of UTF-8, '+', '%', '//', starts of others, 1,024 bytes."""
    alphabet = ["\x01", "\x1f", " ", "!", "%", "%2F", "+", "/", "//", "0", "9", "A", "a", "z", "~", "\x7f", "\x80",
                "\u00e9", "e\u0301", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\ufffd", "\uffff", "\U00010000",
                "\U0001f600", "\U0010ffff", "\\", "&", "<", ">", '"', "'", "=", "?", "#", "\n", "\r", "\t", "../"]
    state, keys = 1, []
    while len(keys) < count:
        key = "p/"
        for _ in range(1 + state // 7 % 9):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            key += alphabet[state >> 33 & 0xFFFF and (state >> 33) % len(alphabet)]
        keys.append(key)
        if state % 3 == 0:
            keys.append(key + key[2:])  # one that begins with another
        if state % 211 == 0:
            keys.append((key + "x" * 1024).encode()[:1024].decode("utf-8", "ignore"))
    return [key.encode() for key in keys[:count] if len(key.encode()) <= 1024]


class Listing:
    """The answers. Options: v1 (knows nothing of the second version), ignores (start-after), versions, fault:{...}, flicker
    (every third key comes and goes from page to page)"""

    def __init__(self, keys, options):
        self.keys = keys
        self.options = options
        entry = "<Contents><Key>%s</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>&quot;e&quot;</ETag>"
        entry += "<Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>"
        if options.get("versions"):
            entry = entry.replace("Contents>", "Version>").replace("</Key>", "</Key><VersionId>1</VersionId>")
        self.texts = [(entry % quote(key, safe="")).encode() for key in keys]
        self.requests = 0
        self.pages = 0

    def place(self, query):
        """The index of the first key of the page."""
        marker = query.get("continuation-token") or query.get("marker") or query.get("key-marker") or ""
        if "continuation-token" in query or "version-id-marker" in query:
            return int(marker.split(":")[1]) if ":" in marker else 0
        after = query.get("marker" if self.options.get("v1") else "start-after") or query.get("key-marker")
        if after is None or self.options.get("ignores"):
            return 0
        return bisect.bisect_right(self.keys, after.encode("utf-8", "surrogateescape"))

    def page(self, query):
        size = min(1000, int(query.get("max-keys", 1000)))
        first = self.place(query)
        last = min(first + size, len(self.keys))
        more = last < len(self.keys)
        root = "ListVersionsResult" if self.options.get("versions") else "ListBucketResult"
        head = "<%s><EncodingType>url</EncodingType><IsTruncated>%s</IsTruncated>" % (root, "true" if more else "false")
        if self.options.get("v1"):
            head += "<Marker></Marker>"
        elif self.options.get("versions"):
            head += "<NextKeyMarker>t:%d</NextKeyMarker><NextVersionIdMarker>1</NextVersionIdMarker>" % last if more else ""
        elif more:
            head += "<NextContinuationToken>t:%d</NextContinuationToken>" % last
        self.pages += 1
        there = range(first, last)
        if self.options.get("flicker"):
            there = [i for i in there if i % 3 != FLICKERING or (self.pages + i // 3) % 2]
        return b"".join([head.encode(), *(self.texts[i] for i in there), ("</%s>" % root).encode()])

    def answer(self, target):
        """Status, body and whether the connection is cut within it."""
        self.requests += 1
        fault = self.options.get("fault", {})
        for name in fault:
            if self.requests % fault[name] == 0:
                if name == "slow":
                    return "503 Slow Down", b"<Error><Code>SlowDown</Code></Error>", False
                if name == "inside":
                    return "200 OK", b"<Error><Code>InternalError</Code></Error>", False
                return "200 OK", self.page(dict(parse_qsl(urlsplit(target).query, keep_blank_values=True))), True
        return "200 OK", self.page(dict(parse_qsl(urlsplit(target).query, keep_blank_values=True))), False


class TreeListing:
    """Answers by prefix and delimiter, as Azure (options: azure) and directory buckets of S3 (in no order) do: only a
    token of the store leads on. Other options: page, fault:{slow}, blind (knows no delimiter), mixed (keys beside their
    prefixes)."""

    def __init__(self, keys, options):
        self.keys = keys
        self.places = {} if options.get("azure") else {key: hashlib.md5(key).digest() for key in keys}
        self.options = options
        self.requests = 0
        self.found = {}

    def entries(self, prefix, has_delimiter):
        """What a listing brings, in order: keys, and prefixes as (prefix,)."""
        if (prefix, has_delimiter) not in self.found:
            entries, at = {}, bisect.bisect_left(self.keys, prefix)
            last = bisect.bisect_left(self.keys, prefix + b"\xff")
            for key in sorted(self.keys[at:last], key=self.places.get) if self.places else self.keys[at:last]:
                at = key.find(b"/", len(prefix)) if has_delimiter else -1
                entries[key if at < 0 else (key[: at + 1],)] = None
                if at >= 0 and self.options.get("mixed"):
                    entries[key] = None
            self.found[prefix, has_delimiter] = list(entries)
        return self.found[prefix, has_delimiter]

    def xml(self, entry):
        is_prefix = isinstance(entry, tuple)
        name = quote(entry[0] if is_prefix else entry, safe="")
        if self.options.get("azure"):
            name = '<Name Encoded="true">%s</Name>' % name
            if is_prefix:
                return "<BlobPrefix>%s</BlobPrefix>" % name
            return "<Blob>%s<Properties><Content-Length>1</Content-Length></Properties></Blob>" % name
        if is_prefix:
            return "<CommonPrefixes><Prefix>%s</Prefix></CommonPrefixes>" % name
        return "<Contents><Key>%s</Key><Size>1</Size></Contents>" % name

    def answer(self, target):
        self.requests += 1
        slow = self.options.get("fault", {}).get("slow")
        if slow and self.requests % slow == 0:
            return "503 Server Busy", b"<Error><Code>ServerBusy</Code></Error>", False
        query = dict(parse_qsl(urlsplit(target).query, keep_blank_values=True, errors="surrogateescape"))
        has_delimiter = "delimiter" in query and not self.options.get("blind")
        entries = self.entries(query.get("prefix", "").encode("utf-8", "surrogateescape"), has_delimiter)
        first = int(query.get("marker") or query.get("continuation-token") or 0)
        last = first + self.options.get("page", 1000)
        text = "".join(map(self.xml, entries[first:last]))
        more = str(last) if last < len(entries) else ""
        if self.options.get("azure"):
            text = "<EnumerationResults><Blobs>%s</Blobs><NextMarker>%s</NextMarker></EnumerationResults>" % (text, more)
        else:
            head = "<IsTruncated>true</IsTruncated><NextContinuationToken>%s</NextContinuationToken>" % more
            head = head if more else "<IsTruncated>false</IsTruncated>"
            text = "<ListBucketResult><EncodingType>url</EncodingType>%s%s</ListBucketResult>" % (head, text)
        return "200 OK", text.encode(), False


async def serve(listing, port, wait):
    async def talk(reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                target = head.split(b" ", 2)[1].decode("ascii")
                if target.startswith("/__count"):
                    status, body, is_cut = "200 OK", json.dumps({"requests": listing.requests}).encode(), False
                else:
                    if wait:
                        await asyncio.sleep(wait)
                    status, body, is_cut = listing.answer(target)
                writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (status.encode(), len(body)))
                writer.write(body[: len(body) // 2] if is_cut else body)
                await writer.drain()
                if is_cut:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port, backlog=512)
    async with server:
        await server.serve_forever()


def main():
    """PORT COUNT KIND WAIT_MS OPTIONS, the last one as JSON."""
    port, count, kind, wait_ms, options = sys.argv[1:6]
    options = json.loads(options)
    listing = (TreeListing if "azure" in options or "express" in options else Listing)(make_keys(int(count), kind), options)
    asyncio.run(serve(listing, int(port), int(wait_ms) / 1000))


if __name__ == "__main__":
    main()
