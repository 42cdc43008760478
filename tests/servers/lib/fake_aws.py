"""Hosts of AWS on loopback: a proxy whose tunnels end in this process, with a certificate for amazonaws.com.

A test gives a function answer(request) -> (status, headers, body); every request has a checked signature (AWS
Signature Version 4, header form) by then. FakeAws.hosts counts the connections by host name, FakeAws.requests keeps
what was asked, and FakeAws.environment() is what a program needs to come here.
"""
import collections
import hashlib
import hmac
import os
import re
import socket
import ssl
import subprocess
import threading
import urllib.parse
from xml.sax.saxutils import escape

ACCESS_KEY = "AKIDMADEUPFORTESTS"
SECRET_KEY = "canary-secret-Made/Up+For/Tests0123456789"
NAMES = ["*.s3.us-east-1.amazonaws.com", "*.s3.eu-west-1.amazonaws.com", "*.s3.eu-west-2.amazonaws.com",
         "*.s3-accesspoint.us-west-2.amazonaws.com", "*.s3-fips.dualstack.us-east-1.amazonaws.com",
         "*.s3express-use1-az4.us-east-1.amazonaws.com", "*.s3-accelerate.amazonaws.com",
         "*.s3-object-lambda.us-west-2.amazonaws.com", "s3.us-east-1.amazonaws.com"]


class Request:
    def __init__(self, host, method, target, headers):
        self.host = host
        self.method = method
        self.path, _, query = target.partition("?")
        self.query = dict(urllib.parse.parse_qsl(query, True))
        self.raw_query = query
        self.headers = headers
        self.key_id = self.region = self.service = None

    def __repr__(self):
        return "%s https://%s%s?%s" % (self.method, self.host, self.path, self.raw_query)


def error(status, code, more="", **headers):
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, fields, "<Error><Code>%s</Code><Message>made up</Message>%s</Error>" % (code, more)


def page(objects):
    """A complete listing of key to content."""
    text = "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
    for key, content in sorted(objects.items()):
        text += "<Contents><Key>%s</Key><Size>%d</Size><ETag>%s</ETag></Contents>" % (
            escape(urllib.parse.quote(key)), len(content), escape(etag(content)))
    return 200, {"Content-Type": "application/xml"}, text + "</ListBucketResult>"


def etag(content):
    return '"%s"' % hashlib.md5(content.encode()).hexdigest()


def store(objects):
    """An answer function: lists and gives objects of a bucket in virtual-hosted style."""
    def answer(request):
        if request.path == "/":
            return page({k: v for k, v in objects.items() if k.startswith(request.query.get("prefix", ""))})
        content = objects.get(urllib.parse.unquote(request.path[1:]))
        if content is None:
            return error(404, "NoSuchKey")
        return 200, {"ETag": etag(content)}, content
    return answer


class FakeAws:
    """A context manager. keys: access key id to (secret, session token or None, name of the token's header)."""

    def __init__(self, folder, answer, keys=None):
        self.folder = folder
        self.answer = answer
        self.keys = keys if keys is not None else {ACCESS_KEY: (SECRET_KEY, None, None)}
        self.hosts = collections.Counter()
        self.requests = []
        self.lock = threading.Lock()
        self.make_certificate()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.path("aws.pem"), self.path("aws.key"))
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]

    def path(self, name):
        return os.path.join(self.folder, name)

    def make_certificate(self):
        if os.path.exists(self.path("aws.pem")):
            return
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=made up",
             "-keyout", self.path("aws.key"), "-out", self.path("aws.pem"),
             "-addext", "subjectAltName=" + ",".join("DNS:" + name for name in NAMES)],
            check=True, capture_output=True)

    def environment(self, **changes):
        env = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "HOME": self.folder,
               "HTTPS_PROXY": "http://127.0.0.1:%d" % self.port, "AWS_CA_BUNDLE": self.path("aws.pem")}
        env.update(changes)
        return {name: value for name, value in env.items() if value is not None}

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *unused):
        self.listener.close()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(4096)
                if not piece:
                    return
                head += piece
            host = head.split()[1].decode().rsplit(":", 1)[0]
            with self.lock:
                self.hosts[host] += 1
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with self.context.wrap_socket(connection, server_side=True) as tunnel:
                reader = tunnel.makefile("rb")
                while self.serve_request(host, tunnel, reader):
                    pass
        except (OSError, ValueError):
            pass

    def serve_request(self, host, tunnel, reader):
        line = reader.readline().decode("latin-1").split()
        if len(line) != 3:
            return False
        headers = {}
        while True:
            text = reader.readline().decode("latin-1").rstrip("\r\n")
            if not text:
                break
            name, _, value = text.partition(":")
            headers[name.lower()] = value.strip()
        request = Request(host, line[0], line[1], headers)
        fault = self.check_signature(request)
        with self.lock:
            self.requests.append(request)
        status, fields, body = fault or self.answer(request)
        content = body.encode()
        head = "HTTP/1.1 %d Made up\r\nContent-Length: %d\r\n" % (status, len(content))
        head += "".join("%s: %s\r\n" % pair for pair in fields.items())
        tunnel.sendall(head.encode() + b"\r\n" + (b"" if request.method == "HEAD" else content))
        return True

    def check_signature(self, request):
        """None, or the refusal."""
        pattern = r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)"
        match = re.fullmatch(pattern, request.headers.get("authorization", ""))
        if not match or match[1] not in self.keys:
            return error(403, "InvalidAccessKeyId")
        secret, token, header = self.keys[match[1]]
        signed = match[5].split(";")
        if header and (request.headers.get(header) != token or header not in signed):
            return error(400, "InvalidToken")
        if any(name.startswith("x-amz-") and name not in signed for name in request.headers) or "host" not in signed:
            return error(403, "AccessDenied", "<Message>a header is not signed</Message>")
        quote = lambda text: urllib.parse.quote(text, safe="-_.~")  # noqa: E731
        query = "&".join("%s=%s" % (quote(k), quote(v)) for k, v in sorted(request.query.items()))
        canonical = "\n".join([request.method, request.path, query,
                               "".join("%s:%s\n" % (name, request.headers[name]) for name in signed), match[5],
                               request.headers["x-amz-content-sha256"]])
        scope = "/".join(match.groups()[1:4]) + "/aws4_request"
        text = "\n".join(["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope,
                          hashlib.sha256(canonical.encode()).hexdigest()])
        key = ("AWS4" + secret).encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        if hmac.new(key, text.encode(), hashlib.sha256).hexdigest() != match[6]:
            return error(403, "SignatureDoesNotMatch")
        request.key_id, request.region, request.service = match[1], match[3], match[4]
        return None
