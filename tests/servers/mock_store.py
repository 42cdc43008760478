"""An S3-like store on loopback that misbehaves as told: one bucket, anonymous, path style.

A fault is a dict: match (a regular expression on "METHOD target"), times (how often; always when
absent), kind, and what the kind needs. Kinds:

  answer    status, headers (a dict), body; code instead of body: an XML error
  cut       after: the connection ends in good order after so many bytes of the body
  reset     after: the same by RST
  stall     after: silence
  drip      after, seconds: from there on one byte every so many seconds
  drop      no answer at all
  length    value: another Content-Length than the true one
  headers   headers: added to a right answer
  ignore    what: "range" or "if-match" is not looked at
  range     shift: the Content-Range is off by so much
  replace   content: the object is replaced before it is answered
  list      body: instead of the page
"""
import hashlib
import re
import socket
import struct
import threading
import urllib.parse
from xml.sax.saxutils import escape

ERROR = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>%s</Code><Message>fault</Message></Error>'


def etag(content):
    return '"%s"' % hashlib.md5(content).hexdigest()


class MockStore:
    """A context manager; objects: key to content. requests lists what came: (method and target, headers)."""

    def __init__(self, objects, faults=(), page_size=1000):
        self.objects = dict(objects)
        self.encodings = {}  # key to Content-Encoding
        self.faults = [dict(fault) for fault in faults]
        self.page_size = page_size
        self.requests = []
        self.connections = 0
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(256)
        self.open = set()
        self.port = self.listener.getsockname()[1]
        self.endpoint = "http://127.0.0.1:%d" % self.port

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *unused):
        self.stopping.set()
        self.listener.close()
        with self.lock:
            for connection in self.open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def count(self, pattern):
        return sum(1 for line, _ in self.requests if re.search(pattern, line))

    # ---- connections ----

    def accept(self):
        while not self.stopping.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                self.connections += 1
                self.open.add(connection)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            reader = connection.makefile("rb")
            while self.serve_request(connection, reader):
                pass
        except (OSError, ValueError):
            pass
        finally:
            with self.lock:
                self.open.discard(connection)
            connection.close()

    def serve_request(self, connection, reader):
        """False when the connection is over."""
        line = reader.readline().decode("latin-1").strip()
        headers = {}
        while True:
            text = reader.readline().decode("latin-1")
            if not text.strip():
                break
            name, _, value = text.partition(":")
            headers[name.strip().lower()] = value.strip()
        if not line:
            return False
        request = line.rsplit(" ", 1)[0]
        with self.lock:
            self.requests.append((request, headers))
            fault = self.pick(request)
        target = request.split(" ", 1)[1]
        path, _, query = target.partition("?")
        if path == "/bucket/" and "list-type" in query:
            status, fields, body = self.list(dict(urllib.parse.parse_qsl(query, True)), fault)
        else:
            status, fields, body = self.get(urllib.parse.unquote_to_bytes(path)[len("/bucket/"):], headers, fault)
        return self.send(connection, status, fields, body, fault)

    def pick(self, request):
        for fault in self.faults:
            if re.search(fault["match"], request) and fault.get("times", 1) > 0:
                if "times" in fault:
                    fault["times"] -= 1
                return fault
        return {"kind": None}

    # ---- right answers ----

    def list(self, query, fault):
        if fault["kind"] == "list":
            return 200, {}, fault["body"].encode()
        keys = sorted(key for key in self.objects if key.startswith(query.get("prefix", "")))
        start = int(query.get("continuation-token", "0"))
        page = keys[start:start + self.page_size]
        more = start + self.page_size < len(keys)
        text = "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>%s</IsTruncated>" % str(more).lower()
        if more:
            text += "<NextContinuationToken>%d</NextContinuationToken>" % (start + self.page_size)
        for key in page:
            content = self.objects[key]
            entry = "<Key>%s</Key><Size>%d</Size><ETag>%s</ETag><StorageClass>STANDARD</StorageClass>"
            entry %= (escape(urllib.parse.quote(key)), len(content), escape(etag(content)))
            text += "<Contents>%s</Contents>" % entry
        return 200, {"Content-Type": "application/xml"}, (text + "</ListBucketResult>").encode()

    def get(self, key, headers, fault):
        key = key.decode("utf-8", "surrogateescape")
        if fault["kind"] == "replace":
            self.objects[key] = fault["content"]
        content = self.objects.get(key)
        if content is None:
            return 404, {}, (ERROR % "NoSuchKey").encode()
        fields = {"ETag": etag(content), "Content-Type": "application/octet-stream"}
        if key in self.encodings:
            fields["Content-Encoding"] = self.encodings[key]
        if headers.get("if-match", fields["ETag"]) != fields["ETag"] and fault.get("what") != "if-match":
            return 412, {}, (ERROR % "PreconditionFailed").encode()
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", headers.get("range", ""))
        if not match or fault.get("what") == "range":
            return 200, fields, content
        first = int(match.group(1))
        last = min(int(match.group(2) or len(content) - 1), len(content) - 1)
        if first > last:
            return 416, {"Content-Range": "bytes */%d" % len(content)}, (ERROR % "InvalidRange").encode()
        shift = fault.get("shift", 0)
        fields["Content-Range"] = "bytes %d-%d/%d" % (first + shift, last + shift, len(content) + shift)
        return 206, fields, content[first:last + 1]

    # ---- sending, rightly or not ----

    def send(self, connection, status, fields, body, fault):
        kind = fault["kind"]
        if kind == "drop":
            return False
        if kind == "answer":
            status = fault["status"]
            body = fault["body"] if "body" in fault else (ERROR % fault.get("code", "Fault")).encode()
            fields = fault.get("headers", {})
        if kind == "headers":
            fields = dict(fields, **fault["headers"])
        length = fault["value"] if kind == "length" else len(body)
        head = "HTTP/1.1 %d Status\r\nContent-Length: %d\r\n" % (status, length)
        head += "".join("%s: %s\r\n" % pair for pair in fields.items())
        connection.sendall(head.encode("latin-1") + b"\r\n")
        if kind in ("cut", "reset", "stall", "drip"):
            return self.break_off(connection, body, fault)
        connection.sendall(body)
        return kind != "length"

    def break_off(self, connection, body, fault):
        connection.sendall(body[:fault["after"]])
        if fault["kind"] == "stall":
            self.stopping.wait(120)
        if fault["kind"] == "drip":
            for i in range(fault["after"], len(body)):
                if self.stopping.wait(fault["seconds"]):
                    break
                connection.sendall(body[i:i + 1])
        if fault["kind"] == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
