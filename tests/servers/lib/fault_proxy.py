"""A proxy in front of a store that spoils answers by the rules of a script; what is signed passes as it is.

A rule has "match" (an expression for method and target), "times" (unless given: always), "skip" (answers to let pass first),
"seconds" (how long, from the first that it spoils) and what it does:
  respond {status, headers, body}   in place of the store; body_repeat: so many times
  request {name: value}             headers of the request that change; null takes one away
  headers {name: value}             headers of the answer that change; null takes one away
  length N                          Content-Length is so much larger
  flip N                            one bit of byte N of the body
  cut N, reset N, stall N           nothing behind byte N, and an end, a reset, or silence
"""
import http.client
import http.server
import re
import socket
import struct
import threading
import time


class Rule:
    def __init__(self, text):
        self.text = text
        self.skip = text.get("skip", 0)
        self.left = text.get("times", 1 << 30)
        self.end = None  # when it stops, once it has begun

    def takes(self, line, now):
        if self.left == 0 or (self.end is not None and now > self.end) or not re.search(self.text["match"], line):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.left -= 1
        self.end = self.end or now + self.text.get("seconds", float("inf"))
        return True


class FaultProxy:
    """A context manager; port is where it listens, lines what was asked, seconds when (from the first on). tls: an
    SSLContext; the store behind has none."""

    def __init__(self, upstream_port, rules, tls=None):
        proxy = self
        self.upstream_port = upstream_port
        self.rules = [Rule(text) for text in rules]
        self.lines = []
        self.seconds = []
        self.begin = None
        self.lock = threading.Lock()
        self.is_over = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.close_connection = proxy.answer(self)

            do_HEAD = do_GET

            def log_message(self, *unused):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.server.handle_error = lambda *unused: None  # clients that hang up
        self.port = self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *unused):
        self.is_over.set()
        self.server.shutdown()
        self.server.server_close()

    def choose(self, line):
        with self.lock:
            now = time.monotonic()
            self.begin = self.begin or now
            self.lines.append(line)
            self.seconds.append(now - self.begin)
            return next((rule.text for rule in self.rules if rule.takes(line, now)), {})

    def ask(self, handler, rule):
        """Status, headers and body of the store."""
        headers = {name.lower(): value for name, value in handler.headers.items()}
        headers.update(rule.get("request", {}))
        upstream = http.client.HTTPConnection("127.0.0.1", self.upstream_port, timeout=60)
        upstream.putrequest(handler.command, handler.path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            if value is not None:
                upstream.putheader(name, value)
        upstream.endheaders()
        answer = upstream.getresponse()
        body = answer.read()
        upstream.close()
        return answer.status, [pair for pair in answer.getheaders() if pair[0].lower() != "transfer-encoding"], body

    def answer(self, handler):
        """Whether the connection ends."""
        rule = self.choose(handler.command + " " + handler.path)
        own = rule.get("respond")
        if own is None:
            status, headers, body = self.ask(handler, rule)
        else:
            body = own.get("body", "").encode("utf-8", "surrogateescape") * own.get("body_repeat", 1)
            status, headers = own["status"], list(own.get("headers", {}).items())
        changes = {name.lower(): value for name, value in rule.get("headers", {}).items()}
        length = next((value for name, value in headers if name.lower() == "content-length"), len(body))
        changes["content-length"] = str(int(length) + rule.get("length", 0))
        headers = [pair for pair in headers if pair[0].lower() not in changes]
        headers += [pair for pair in changes.items() if pair[1] is not None]
        head = "HTTP/1.1 %d %s\r\n" % (status, http.client.responses.get(status, "Unknown"))
        handler.wfile.write((head + "".join("%s: %s\r\n" % pair for pair in headers) + "\r\n").encode("latin-1"))
        if handler.command == "HEAD":
            return False
        return self.send(handler, bytearray(body), rule)

    def send(self, handler, body, rule):
        if "flip" in rule and rule["flip"] < len(body):
            body[rule["flip"]] ^= 1
        ending = next((name for name in ("cut", "reset", "stall") if name in rule), None)
        try:
            handler.wfile.write(body[: rule[ending]] if ending else body)
            handler.wfile.flush()
        except OSError:
            return True
        if ending == "stall":
            self.is_over.wait(120)
        elif ending == "reset":
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
        return ending is not None or rule.get("length", 0) != 0
