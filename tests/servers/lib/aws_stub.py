"""What only AWS says, by a stub: subresources of a bucket, whose credentials and keys are, and any answer in their place."""
import http.server
import threading
import urllib.parse

KEY_ARN = "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555"
LISTING = (
    '<?xml version="1.0"?><ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated><Contents><Key>patient.txt'
    "</Key><Size>5</Size><ETag>&quot;e&quot;</ETag><LastModified>2026-01-01T00:00:00Z</LastModified>"
    "<StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>"
)
IDENTITY = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/auditor/me</Arn>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)
ENCRYPTION = (
    "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>"
    "<KMSMasterKeyID>%s</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule>"
    "</ServerSideEncryptionConfiguration>" % KEY_ARN
)


def error(code, message):
    return "<Error><Code>%s</Code><Message>%s</Message></Error>" % (code, message)


class Stub(http.server.ThreadingHTTPServer):
    """answers: subresource, action of STS or KMS, or "list", "versions", "object", "account" (its block), or a path to (status, body[, headers])."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []
        super().__init__(("127.0.0.1", 0), StubHandler)
        self.endpoint = "http://127.0.0.1:%d" % self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()


class StubHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement of its headers

    def do_GET(self):
        path, _, query = self.path.partition("?")
        names = [name for name, _ in urllib.parse.parse_qsl(query, True)]
        if path in self.server.answers:
            what = path
        elif path.startswith("/v20180820/"):
            what = "account"
        elif "list-type" in names:
            what = "list"
        elif names and names[0] not in ("versionId", "max-keys"):
            what = names[0]
        else:
            what = "versions" if "versions" in names else "object"
        self.answer(what)

    def do_POST(self):
        form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        target = self.headers.get("x-amz-target", "")
        self.answer(target.split(".")[-1] or dict(urllib.parse.parse_qsl(form)).get("Action", ""))

    def answer(self, what):
        status, body, *headers = self.server.answers.get(what, (501, error("NotImplemented", "no")))
        data = body.encode("latin-1")
        self.server.asked.append(what)
        self.send_response(status)
        for name, value in (headers[0] if headers else {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *unused):
        pass
