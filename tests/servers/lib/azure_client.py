"""A small Azure Blob client for the tests, and shared access signatures, on the standard library."""
import base64
import concurrent.futures
import datetime
import email.utils
import hashlib
import hmac
import http.client
import ssl
import threading
import urllib.parse

VERSION = "2021-12-02"


def stamp(minutes):
    """A time so many minutes from now, as a SAS has it."""
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class AzureClient:
    def __init__(self, endpoint, account, key, ca=None):
        self.parts = urllib.parse.urlsplit(endpoint)
        self.account = account
        self.key = base64.b64decode(key)
        self.ca = ca
        self.local = threading.local()

    def signature(self, text):
        return base64.b64encode(hmac.new(self.key, text.encode(), hashlib.sha256).digest()).decode()

    def account_sas(self, permissions="rl", minutes=60, start=-5, **changes):
        """Create an account SAS: for the blob service, its containers and objects."""
        fields = {
            "ss": "b", "srt": "co", "sp": permissions, "st": stamp(start), "se": stamp(minutes), "spr": "https,http",
            "sv": VERSION,
        }
        fields.update(changes)
        order = ("sp", "ss", "srt", "st", "se", "sip", "spr", "sv", "ses")
        text = "\n".join([self.account] + [fields.get(name, "") for name in order]) + "\n"
        return urllib.parse.urlencode(dict(fields, sig=self.signature(text)))

    def container_sas(self, container, permissions="rl", minutes=60, start=-5):
        """Create a service SAS: for one container."""
        fields = {"sp": permissions, "st": stamp(start), "se": stamp(minutes), "sv": VERSION, "sr": "c"}
        resource = "/blob/%s/%s" % (self.account, container)
        lines = [fields["sp"], fields["st"], fields["se"], resource, "", "", "", VERSION, "c"] + [""] * 7
        return urllib.parse.urlencode(dict(fields, sig=self.signature("\n".join(lines))))

    def authorize(self, method, path, query, headers, length):
        """Shared Key: the canonical headers and the canonical resource."""
        canonical = "".join("%s:%s\n" % (k, v) for k, v in sorted(headers.items()) if k.startswith("x-ms-"))
        resource = "/%s%s" % (self.account, path)
        resource += "".join("\n%s:%s" % pair for pair in sorted(query.items()))
        first = [method, "", "", str(length or ""), "", headers.get("Content-Type", "")] + [""] * 6
        text = "\n".join(first) + "\n" + canonical + resource
        headers["Authorization"] = "SharedKey %s:%s" % (self.account, self.signature(text))

    def connection(self):
        if getattr(self.local, "connection", None) is None:
            host = self.parts.netloc
            if self.parts.scheme == "https":
                context = ssl.create_default_context(cafile=self.ca)
                self.local.connection = http.client.HTTPSConnection(host, timeout=60, context=context)
            else:
                self.local.connection = http.client.HTTPConnection(host, timeout=60)
        return self.local.connection

    def expect(self, method, path, query=None, headers=None, body=b""):
        """path: below the account, encoded."""
        query = query or {}
        headers = dict(headers or {})
        headers["x-ms-date"] = email.utils.formatdate(usegmt=True)
        headers["x-ms-version"] = VERSION
        self.authorize(method, self.parts.path + path, query, headers, len(body))
        headers["Content-Length"] = str(len(body))
        target = self.parts.path + path + ("?" + urllib.parse.urlencode(query) if query else "")
        try:
            answer, content = self.send(method, target, body or None, headers)
        except (OSError, http.client.HTTPException):  # the server closed what was idle for long
            self.local.connection = None
            answer, content = self.send(method, target, body or None, headers)
        if answer.status >= 300:
            raise RuntimeError("%s %s: %d %s" % (method, path, answer.status, content[:500]))

    def send(self, *request):
        connection = self.connection()
        connection.request(*request)
        answer = connection.getresponse()
        return answer, answer.read()

    def make_container(self, container):
        self.expect("PUT", "/" + container, {"restype": "container"})

    def put(self, container, name, body, headers=None):
        path = "/%s/%s" % (container, urllib.parse.quote(name, safe="/-_.~"))
        headers = dict(headers or {}, **{"x-ms-blob-type": "BlockBlob"})
        headers.setdefault("Content-Type", "application/octet-stream")
        self.expect("PUT", path, headers=headers, body=body)

    def snapshot(self, container, name):
        self.expect("PUT", "/%s/%s" % (container, name), {"comp": "snapshot"})

    def put_block(self, container, name, body):
        """A block that nobody commits."""
        self.expect("PUT", "/%s/%s" % (container, name), {"comp": "block", "blockid": "QUFB"}, body=body)

    def set_tier(self, container, name, tier):
        self.expect("PUT", "/%s/%s" % (container, name), {"comp": "tier"}, {"x-ms-access-tier": tier})

    def put_many(self, container, blobs):
        """blobs: pairs of name and body."""
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for _ in pool.map(lambda pair: self.put(container, *pair), blobs):
                pass
