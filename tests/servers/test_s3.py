"""phicrawl scan against a real S3 server (radosgw): keys, pages, credentials, addressing, TLS, refusals."""
import base64
import hashlib
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "cli")]
from harness import PHI_TEXT, PII_TEXT, Test  # noqa: E402
from radosgw import ACCESS_KEY, OTHER_KEY, SECRET_KEY, Radosgw, is_installed  # noqa: E402
from s3_client import S3Client  # noqa: E402

ODD_KEYS = [
    "plain.txt", "with space", " leading space", "trailing space ", "plus+sign", "a+b c%20d", "a//b", "//", "/leading",
    "trailing/", "a%2Fb", "a%2fb", "100%", "%", "%zz", "../up", "a/../b", "./dot", "a/./b", "...", "ctrl\x01\x1f",
    "new\nline", "cr\rlf\r\n", "tab\t", "del\x7f", "esc\x1b[31m", "emoji \U0001f600", 'quote"s', "apos'", "back\\slash",
    "<script>&amp;", "?query=1&x=2", "#fragment", "=cmd|' /C calc'!A0", "semi;colon:,@$", "~tilde*star!(x)", "[]{}|^`",
    "caf\u00e9", "cafe\u0301", "\u202ereversed", "\uffff", "\U0010ffff", "x" * 1024, "\u00e9" * 512, "a=b&c=d",
    "encoding-type=url", "%E2%98%83", "\u2603",
]


class S3Test(Test):
    def __init__(self, server):
        super().__init__()
        self.server = server
        self.runs = 0

    def environment(self, **changes):
        env = {
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_S3": self.server.endpoint,
            "HOME": self.folder,
        }
        env.update(changes)
        return {name: value for name, value in env.items() if value is not None}

    def scan(self, source, *options, **changes):
        """Returns the result and the records of the manifest (None without a run folder)."""
        self.runs += 1
        run = "run%d" % self.runs
        result = self.run("scan", source, "-o", run, *options, env=self.environment(**changes))
        path = self.path(run + "/manifest.jsonl")
        return result, self.json_lines(run + "/manifest.jsonl") if os.path.exists(path) else None

    def complete(self, name, source, expected, **changes):
        """The scan lists exactly the expected keys and reads each to its end."""
        result, records = self.scan(source, **changes)
        self.equal(name + ": exit", result.code, 0)
        keys = sorted(record["key"] for record in records or [])
        self.equal(name + ": keys", keys, sorted(expected))
        bad = [r for r in records or [] if r["status"] != "examined" or r["bytes_read"] != r["size"]]
        self.equal(name + ": read in full", bad, [])
        if result.code != 0:
            print(result)
        return records or []

    def refused(self, name, source, words, **changes):
        """Exit 4, one line of error with the words, no secret."""
        result, _ = self.scan(source, "--quiet", **changes)
        self.equal(name + ": exit", result.code, 4)
        errors = [line for line in result.err.splitlines() if "error" in line]
        self.equal(name + ": one line", len(errors), 1)
        for word in words:
            self.check(name + ": says " + word, word in result.err, result.err)
        for secret in (SECRET_KEY, changes.get("AWS_SECRET_ACCESS_KEY"), changes.get("AWS_SESSION_TOKEN")):
            self.check(name + ": no secret", not secret or secret not in result.err + result.out, result.err)


def test_odd_keys(test, client):
    client.make_bucket("odd-keys")
    client.put_many("odd-keys", [(key, PII_TEXT.encode() + b"%d\n" % i) for i, key in enumerate(ODD_KEYS)])
    for record in test.complete("odd keys", "s3://odd-keys", ODD_KEYS):
        test.equal("odd key %r: uri" % record["key"], record["uri"], "s3://odd-keys/" + record["key"])
        test.equal("odd key %r: class" % record["key"], record["class"], "PII")
    test.complete("odd keys below a prefix", "s3://odd-keys/a", [key for key in ODD_KEYS if key.startswith("a")])
    test.complete("odd keys, virtual host over TLS", "s3://odd-keys", ODD_KEYS, **virtual(test))


def virtual(test):
    test.write("virtual.ini", "[default]\ns3 =\n  addressing_style = virtual\n")
    return {
        "AWS_CONFIG_FILE": test.path("virtual.ini"),
        "AWS_ENDPOINT_URL_S3": "https://s3.localhost:%d" % test.server.tls_port,
        "AWS_CA_BUNDLE": test.server.ca,
    }


def test_pages(test, client):
    keys = ["pages/%04d/%s" % (i, "k" * (i % 50)) for i in range(2500)]
    client.make_bucket("many-pages")
    client.put_many("many-pages", [(key, b"") for key in keys])
    client.put("many-pages", "other", b"")
    test.complete("2,500 keys in pages", "s3://many-pages/pages/", keys)


def test_facts(test, client):
    client.make_bucket("facts")
    kms = {"x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": "testkey-1"}
    client.put("facts", "plain.txt", PHI_TEXT.encode(), {"Content-Type": "text/plain"})
    client.put("facts", "kms.txt", PHI_TEXT.encode(), kms)
    described = {"x-amz-tagging": "team=billing&ssn=536-90-4399", "x-amz-meta-colour": "green",
                 "x-amz-meta-comment": "SSN: 536-90-4399 on file"}
    client.put("facts", "described", b"nothing here", described)
    client.put("facts", "empty", b"")
    client.put("facts", "large", b"0" * 3000000)
    listed = test.complete("facts", "s3://facts", ["plain.txt", "kms.txt", "described", "empty", "large"])
    records = {record["key"]: record for record in listed}
    test.equal("etag", records["plain.txt"].get("etag"), hashlib.md5(PHI_TEXT.encode()).hexdigest())
    test.equal("content type", records["plain.txt"].get("content_type"), "text/plain")
    test.equal("class", records["plain.txt"]["class"], "PHI")
    test.check("last modified", records["plain.txt"].get("last_modified", "").startswith("20"), records["plain.txt"])
    test.equal("encryption", records["kms.txt"].get("encryption"), {"mode": "sse-kms", "key_id": "testkey-1"})
    test.equal("tags", records["described"].get("existing_tags"), {"team": "billing", "ssn": "*" * 11})
    test.equal("class by tags and metadata", records["described"]["class"], "PII")
    places = {line.get("path") for line in test.json_lines("run%d/findings.jsonl" % test.runs)}
    test.check("places in tags and metadata", {"tag:ssn", "metadata:comment"} <= places, places)
    test.write("names", "".join("s3://facts/%s\n" % key for key in records))
    test.run("scan", "--from", "names", "-o", "named", env=test.environment())
    facts = ("size", "last_modified", "etag", "status")
    named = {record["key"]: [record.get(fact) for fact in facts] for record in test.json_lines("named/manifest.jsonl")}
    test.equal("--from: as listed", named, {key: [record.get(fact) for fact in facts] for key, record in records.items()})
    test.equal("no object at all", test.complete("no object", "s3://facts/none", []), [])


def test_customer_key(test, client):
    key = b"0123456789abcdef0123456789abcdef"
    headers = {
        "x-amz-server-side-encryption-customer-algorithm": "AES256",
        "x-amz-server-side-encryption-customer-key": base64.b64encode(key).decode(),
        "x-amz-server-side-encryption-customer-key-MD5": base64.b64encode(hashlib.md5(key).digest()).decode(),
    }
    client.make_bucket("customer")
    client.put("customer", "sealed", b"x", headers)
    client.put("customer", "open", b"x")
    result, records = test.scan("s3://customer")
    states = {record["key"]: (record["status"], record["reasons"]) for record in records}
    test.equal("customer key: exit", result.code, 3)
    expected = {"sealed": ("not_examined", ["customer-key-needed"]), "open": ("examined", [])}
    test.equal("customer key: records", states, expected)


def test_credentials(test, client):
    client.make_bucket("private")
    client.put("private", "one", b"x")
    none = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    pair = "aws_access_key_id = %s\naws_secret_access_key = %s\n"
    credentials = "[default]\n" + pair % (ACCESS_KEY, SECRET_KEY) + "[wrong]\n" + pair % (ACCESS_KEY, "no/secret")
    os.chmod(test.write(".aws/credentials", credentials), 0o600)
    config = "[profile cfg]\nregion = us-east-1\nservices = local\n" + pair % (ACCESS_KEY, SECRET_KEY)
    test.write("config", config + "[services local]\ns3 =\n  endpoint_url = %s\n" % test.server.endpoint)
    test.complete("credentials file", "s3://private", ["one"], **none)
    profile = {"AWS_PROFILE": "cfg", "AWS_CONFIG_FILE": test.path("config"), "AWS_ENDPOINT_URL_S3": None}
    test.complete("profile of the config file", "s3://private", ["one"], **profile, **none)
    wrong = ["bucket private", "AWS_SECRET_ACCESS_KEY", "SignatureDoesNotMatch"]
    test.refused("wrong secret", "s3://private", wrong, AWS_SECRET_ACCESS_KEY="wrong/secret+value0123456789")
    test.refused("wrong secret of a profile", "s3://private", wrong, AWS_PROFILE="wrong", **none)
    unknown = ["AWS_ACCESS_KEY_ID", "InvalidAccessKeyId"]
    test.refused("unknown key", "s3://private", unknown, AWS_ACCESS_KEY_ID="NOBODYKNOWSTHISKEY00")
    test.refused("another user", "s3://private", ["s3:ListBucket", "AccessDenied"], AWS_ACCESS_KEY_ID=OTHER_KEY)
    test.refused("missing bucket", "s3://no-such-bucket", ["no such bucket", "NoSuchBucket"])
    refused = ["cannot reach 127.0.0.1:9", "refused"]
    test.refused("nobody listens", "s3://private", refused, AWS_ENDPOINT_URL_S3="http://127.0.0.1:9")
    result, _ = test.scan("s3://private", "--no-sign-request", **none)
    test.equal("unsigned request of a private bucket: exit", result.code, 4)


def test_tls(test):
    endpoint = {"AWS_ENDPOINT_URL_S3": "https://127.0.0.1:%d" % test.server.tls_port}
    test.complete("TLS with its own authority", "s3://private", ["one"], AWS_CA_BUNDLE=test.server.ca, **endpoint)
    untrusted = ["certificate is not trusted", "AWS_CA_BUNDLE"]
    test.refused("an authority nobody trusts", "s3://private", untrusted, **endpoint)
    no_file = dict(endpoint, AWS_CA_BUNDLE=test.path("none.pem"))
    test.refused("a bundle that is no file", "s3://private", ["certificates"], **no_file)


def test_session_token(test, client):
    """On a server that knows STS, and whose listings are merged from eleven shards."""
    keys = ["%d" % (i * 7919) for i in range(1100)]
    client.make_bucket("sharded")
    client.put_many("sharded", [(key, b"") for key in keys])
    role = client.assume_role(test.server.make_role("crawler"))
    session = {"AWS_ACCESS_KEY_ID": role.access_key, "AWS_SECRET_ACCESS_KEY": role.secret_key}
    test.complete("session token", "s3://sharded", keys, AWS_SESSION_TOKEN=role.token, **session)
    tampered = ("A" if role.token[0] != "A" else "B") + role.token[1:]
    for name, token in (("no session token", None), ("a tampered session token", tampered)):
        test.refused(name, "s3://sharded", ["bucket sharded"], AWS_SESSION_TOKEN=token, **session)


def main():
    if not is_installed():
        print("radosgw is not installed")
        print("0 passed, 0 failed")
        return
    with Radosgw() as server:
        test = S3Test(server)
        client = S3Client(server.endpoint, ACCESS_KEY, SECRET_KEY)
        test_odd_keys(test, client)
        test_pages(test, client)
        test_facts(test, client)
        test_customer_key(test, client)
        test_credentials(test, client)
        test_tls(test)
    with Radosgw(shards=11, sts=True) as server:
        test.server = server
        test_session_token(test, S3Client(server.endpoint, ACCESS_KEY, SECRET_KEY))
    test.finish()


if __name__ == "__main__":
    main()
