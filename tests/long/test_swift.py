#!/usr/bin/env python3
"""phicrawl against a second implementation of S3, Swift with s3api: keys, listings in parts, multipart objects by ranges,
versions, uploads in progress, refusals, and what check says of it."""
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "servers"), str(HERE.parent / "servers" / "lib"), str(HERE.parent / "cli")]
import os  # noqa: E402

PROGRAM = pathlib.Path(os.environ["PHICRAWL"]).resolve()
os.environ.setdefault("LIST_STORE", str(PROGRAM.parent / "tests" / "list_store"))
from harness import PII_TEXT, environment  # noqa: E402
from s3_client import S3Client, encode  # noqa: E402
from swift import ACCESS_KEY, SECRET_KEY, Swift, is_installed  # noqa: E402
from test_s3 import ODD_KEYS, S3Test  # noqa: E402

PART = 5 << 20  # the smallest that a multipart upload may have


class SwiftTest(S3Test):
    def environment(self, **changes):
        return dict(super().environment(AWS_ACCESS_KEY_ID=ACCESS_KEY, AWS_SECRET_ACCESS_KEY=SECRET_KEY), **changes)

    def list(self, *arguments):
        done = subprocess.run([os.environ["LIST_STORE"], *arguments], env=environment(self.environment()),
                              capture_output=True, timeout=280, check=False)
        self.check("list %s" % (arguments,), done.returncode == 0, done.stderr)
        return sorted(done.stdout.splitlines())


def test_keys(test, client):
    client.make_bucket("odd-keys")
    client.put_many("odd-keys", [(key, PII_TEXT.encode()) for key in ODD_KEYS])
    records = test.complete("odd keys", "s3://odd-keys", ODD_KEYS)
    test.equal("odd keys: classes", {record["class"] for record in records}, {"PII"})
    expected = sorted(encode(key, "/").encode() for key in ODD_KEYS)
    for parallel in ("1", "32"):
        test.equal("odd keys, %s at a time" % parallel, test.list("s3://odd-keys", parallel, "", "5"), expected)


def test_pages(test, client):
    keys = ["pages/%04d/%s" % (i, "k" * (i % 50)) for i in range(1200)]
    client.make_bucket("pages")
    client.put_many("pages", [(key, b"") for key in keys])
    test.complete("pages", "s3://pages/pages/", keys)
    for parallel in ("1", "32"):
        test.equal("pages, %s at a time" % parallel, len(set(test.list("s3://pages", parallel, "", "100"))), len(keys))


def test_multipart(test, client):
    """Read by ranges, over the borders of its parts."""
    client.make_bucket("parts")
    upload = client.expect("POST", "/parts/large", query={"uploads": ""})[1]
    upload = re.search(b"<UploadId>(.*?)</UploadId>", upload).group(1).decode()
    half = len(PII_TEXT) // 2
    text = PII_TEXT[half:].encode() + b"." * (PART - len(PII_TEXT)) + PII_TEXT[:half].encode()
    parts = ""
    for number in range(1, 6):
        where = {"partNumber": str(number), "uploadId": upload}
        etag = {k.lower(): v for k, v in client.expect("PUT", "/parts/large", query=where, body=text)[0].items()}["etag"]
        parts += "<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>" % (number, etag)
    parts = "<CompleteMultipartUpload>%s</CompleteMultipartUpload>" % parts
    client.expect("POST", "/parts/large", query={"uploadId": upload}, body=parts.encode())
    (record,) = test.complete("multipart", "s3://parts", ["large"])
    test.equal("multipart: bytes", record["bytes_read"], 5 * PART)
    test.equal("multipart: at the borders of parts", [(d["detector"], d["count"]) for d in record["detections"]],
               [("us-ssn", 4)])


def test_versions(test, client):
    client.make_bucket("versions")
    rule = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    client.expect("PUT", "/versions", query={"versioning": ""}, body=rule)
    for i in range(30):
        client.put("versions", "k%02d" % (i % 10), PII_TEXT.encode() if i < 10 else b"later")
    client.expect("DELETE", "/versions/k00")
    client.expect("POST", "/versions/upload", query={"uploads": ""})
    for parallel in ("1", "8"):
        lines = test.list("s3://versions", parallel, "versions", "7")
        test.equal("versions, %s at a time" % parallel, (len(lines), len(set(lines))), (31, 31))
    result, records = test.scan("s3://versions", "--versions", "--uploads")
    test.equal("versions: exit", result.code, 3)
    test.equal("versions: records", (len(records), sum(r["class"] == "PII" for r in records)), (32, 10))
    test.equal("versions: what is not examined", [r["key"] for r in records if r["status"] != "examined"], ["upload"])


def test_refusals(test):
    test.refused("wrong secret", "s3://parts", ["SignatureDoesNotMatch"], AWS_SECRET_ACCESS_KEY="wrong/secret+value0123")
    test.refused("missing bucket", "s3://no-such-bucket", ["no such bucket"])
    result = test.run("check", "s3://parts", env=test.environment())
    test.check("check", result.code == 0 and "Nothing that a scan needs is missing" in result.out, result)


def main():
    if not is_installed():
        print("swift is not installed (swift-proxy swift-account swift-container swift-object memcached)")
        print("0 passed, 0 failed")
        return
    with Swift() as server:
        test = SwiftTest(server)
        client = S3Client(server.endpoint, ACCESS_KEY, SECRET_KEY)
        test_keys(test, client)
        test_pages(test, client)
        test_multipart(test, client)
        test_versions(test, client)
        test_refusals(test)
    test.finish()


if __name__ == "__main__":
    main()
