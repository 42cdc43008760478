"""phicrawl scan against hosts of AWS that are made up here: regions, access points, sessions, owners and payers."""
import base64
import datetime
import hashlib
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "cli")]
from fake_aws import SECRET_KEY, FakeAws, error, store  # noqa: E402
from harness import PII_TEXT, PLAIN_TEXT, Test  # noqa: E402

OBJECTS = {"a/one.txt": PII_TEXT, "a/two.txt": PLAIN_TEXT, "three.txt": PLAIN_TEXT}
US = "bucket.s3.us-east-1.amazonaws.com"
EU = "bucket.s3.eu-west-1.amazonaws.com"
EXPRESS = "fast--use1-az4--x-s3"
EXPRESS_HOST = EXPRESS + ".s3express-use1-az4.us-east-1.amazonaws.com"
SESSION_SECRET = "canary-session-secret-%d"
SESSION_TOKEN = "canary-session-token-%d"


class EndpointTest(Test):
    runs = 0

    def scan(self, aws, source, *options, **changes):
        """The result and the records, none of which, nor any file, holds a secret."""
        self.runs += 1
        run = "run%d" % self.runs
        result = self.run("scan", source, "-q", "-o", run, *options, env=aws.environment(**changes))
        text = result.out + result.err
        for folder, _, names in os.walk(self.path(run)):
            for name in names:
                text += pathlib.Path(folder, name).read_text(encoding="utf-8", errors="replace")
        self.check("no secret: " + source, "canary-" not in text, text[:2000])
        manifest = run + "/manifest.jsonl"
        return result, self.json_lines(manifest) if os.path.exists(self.path(manifest)) else []

    def is_valid(self, name):
        """What the last scan wrote is as the schemas say, where their validator is installed."""
        if not (HERE / "npm" / "node_modules" / "ajv").is_dir():
            return
        files = ["manifest=manifest.jsonl", "finding=findings.jsonl", "run=run.json"]
        paths = [pair.replace("=", "=%s/run%d/" % (self.folder, self.runs)) for pair in files]
        done = subprocess.run(["node", str(HERE.parent / "contract" / "validate.mjs"), *paths], capture_output=True, check=False)
        self.equal(name + ": schema", json.loads(done.stdout or b"{}").get("errors"), [])

    def scanned(self, name, aws, source, *options, **changes):
        """A complete scan of all objects; the hosts that were asked."""
        result, records = self.scan(aws, source, *options, **changes)
        self.equal(name + ": exit", (result.code, [r["status"] for r in records]), (0, ["examined"] * len(OBJECTS)))
        if result.code != 0:
            print(result, aws.requests)
        self.equal(name + ": uris", sorted(r["uri"] for r in records), sorted(source + "/" + key for key in OBJECTS))

    def refused(self, name, aws, source, words, *options, **changes):
        result, _ = self.scan(aws, source, *options, **changes)
        self.equal(name + ": exit", result.code, 4)
        for word in words:
            self.check(name + ": says " + word, word in result.err, result.err)


def elsewhere(there, redirect):
    """A bucket in another region: the function for FakeAws."""
    give = store(OBJECTS)

    def answer(request):
        if request.host == there and request.region == there.split(".")[2]:
            return give(request)
        return redirect(request)
    return answer


def moved(region, **headers):
    return lambda request: error(301, "PermanentRedirect", "<Endpoint>evil.example</Endpoint>",
                                 x_amz_bucket_region=region, **headers)


def test_redirects(test):
    with socket.create_server(("127.0.0.1", 0)) as evil:
        evil.settimeout(0)
        address = "https://127.0.0.1:%d/" % evil.getsockname()[1]
        cases = [
            ("301", moved("eu-west-1", Location=address)),
            ("307", lambda request: error(307, "TemporaryRedirect", Location=address, x_amz_bucket_region="eu-west-1")),
            ("region in the body", lambda request: error(400, "AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>")),
            ("region by HEAD alone", lambda request: error(
                307, "TemporaryRedirect", Location=address,
                **({"x_amz_bucket_region": "eu-west-1"} if request.method == "HEAD" else {}))),
        ]
        for name, redirect in cases:
            with FakeAws(test.folder, elsewhere(EU, redirect)) as aws:
                test.scanned(name, aws, "s3://bucket", AWS_REGION="us-east-1")
                test.equal(name + ": hosts", sorted(aws.hosts), sorted([US, EU]))
                wrong = [r for r in aws.requests if r.host == US]
                test.equal(name + ": once", len(wrong), 2 if "HEAD" in name else 1)
        try:
            evil.accept()
            test.check("Location is not followed", False, "it was")
        except BlockingIOError:
            test.check("Location is not followed", True)


def test_no_redirect(test):
    for name, region, words in (("no region", "evil.example/#", ["AWS_REGION"]), ("a long one", "x" * 300, ["AWS_REGION"]),
                                ("another partition", "cn-north-1", ["AWS_REGION=cn-north-1"]),
                                ("the same", "us-east-1", ["us-east-1"])):
        with FakeAws(test.folder, moved(region)) as aws:
            test.refused(name, aws, "s3://bucket", words, AWS_REGION="us-east-1")
            test.equal(name + ": hosts", list(aws.hosts), [US])
    with FakeAws(test.folder, lambda r: moved("eu-west-1" if r.host == US else "eu-west-2")(r)) as aws:
        test.refused("redirected twice", aws, "s3://bucket", ["eu-west-2"], AWS_REGION="us-east-1")
        test.equal("redirected twice: hosts", sorted(aws.hosts), sorted([US, EU]))
    with FakeAws(test.folder, moved("eu-west-1")) as aws:
        test.refused("configured endpoint", aws, "s3://bucket", ["AWS_REGION=eu-west-1"], AWS_REGION="us-east-1",
                     AWS_ENDPOINT_URL_S3="https://s3.us-east-1.amazonaws.com")
        test.equal("configured endpoint: hosts", list(aws.hosts), ["s3.us-east-1.amazonaws.com"])


def test_objects_elsewhere(test):
    """Objects that are named, not listed: learned once for all of them."""
    with FakeAws(test.folder, elsewhere(EU, moved("eu-west-1"))) as aws:
        with open(test.path("names"), "w", encoding="utf-8") as file:
            file.writelines("s3://bucket/%s\n" % key for key in OBJECTS)
        result = test.run("scan", "--from", "names", "-q", "-o", "named", "--window", "1", "--workers", "1",
                          env=aws.environment(AWS_REGION="us-east-1"))
        test.equal("named: exit", result.code, 0)
        test.equal("named: once", len([r for r in aws.requests if r.host == US]), 1)


def test_shapes(test):
    arn = "s3://arn:aws:s3:us-west-2:123456789012:accesspoint/mine"
    cases = [
        (arn, {}, "mine-123456789012.s3-accesspoint.us-west-2.amazonaws.com", "us-west-2", "s3"),
        (arn.replace("/mine", ":mine"), {}, "mine-123456789012.s3-accesspoint.us-west-2.amazonaws.com", "us-west-2", "s3"),
        (arn.replace(":s3:", ":s3-object-lambda:"), {}, "mine-123456789012.s3-object-lambda.us-west-2.amazonaws.com",
         "us-west-2", "s3-object-lambda"),
        ("s3://bucket", {"AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true"},
         "bucket.s3-fips.dualstack.us-east-1.amazonaws.com", "us-east-1", "s3"),
    ]
    for source, changes, host, region, service in cases:
        with FakeAws(test.folder, store(OBJECTS)) as aws:
            test.scanned(host, aws, source, AWS_REGION="us-east-1", **changes)
            test.equal(host + ": host", list(aws.hosts), [host])
            test.equal(host + ": scope", {(r.region, r.service) for r in aws.requests}, {(region, service)})


def test_terms(test):
    owner = "210987654321"

    def answer(request):
        asked = request.headers.get("x-amz-expected-bucket-owner"), request.headers.get("x-amz-request-payer")
        return store(OBJECTS)(request) if asked == (owner, "requester") else error(403, "AccessDenied")
    for options, changes in ((["--request-payer", "requester"], {}), ([], {"AWS_REQUEST_PAYER": "requester"})):
        with FakeAws(test.folder, answer) as aws:
            test.scanned("terms", aws, "s3://bucket", "--expected-bucket-owner", owner, *options, **changes)
    with FakeAws(test.folder, answer) as aws:
        test.refused("another owner", aws, "s3://bucket", ["denied", "of account 123456789012"],
                     "--expected-bucket-owner", "123456789012")
        for account, state, options in ((owner, "ok", ["--request-payer", "requester"]), (owner, "unknown", []),
                                        ("123456789012", "unknown", ["--request-payer", "requester"])):
            result = test.run("check", "--json", "s3://bucket", "--expected-bucket-owner", account, *options,
                              env=aws.environment())
            lines = {line["permission"]: line for line in map(json.loads, result.out.splitlines())}
            test.equal("check, owner %s %s" % (account, options), (lines["bucket owner"]["state"], result.code),
                       (state, 0 if state == "ok" else 4))
            test.equal("check, hint to pay %s %s" % (account, options), "--request-payer" in lines["list"].get("remedy", ""),
                       state != "ok" and not options)


class Sessions:
    """A directory bucket: gives out sessions, takes each for so many requests."""

    def __init__(self, uses):
        self.uses = uses
        self.left = 0
        self.given = 0
        self.keys = {}

    def answer(self, request):
        if "session" in request.query:
            return self.give(request)
        if request.path == "/" and "list-type" not in request.query:
            return error(404, "NoSuchConfiguration")  # how the bucket is protected
        if not request.key_id.startswith("ASIASESSION"):
            return error(403, "AccessDenied")
        if self.left == 0:
            return error(400, "ExpiredToken")
        self.left -= 1
        return store(OBJECTS)(request)

    def give(self, request):
        if request.headers.get("x-amz-create-session-mode") != "ReadOnly" or request.service != "s3express":
            return error(403, "AccessDenied")
        self.given += 1
        self.left = self.uses
        name = "ASIASESSION%d" % self.given
        secret, token = SESSION_SECRET % self.given, SESSION_TOKEN % self.given
        self.keys[name] = (secret, token, "x-amz-s3session-token")
        ends = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=5)
        text = "<CreateSessionResult><Credentials><SessionToken>%s</SessionToken><SecretAccessKey>%s</SecretAccessKey>"
        text += "<AccessKeyId>%s</AccessKeyId><Expiration>%s</Expiration></Credentials></CreateSessionResult>"
        return 200, {}, text % (token, secret, name, ends.strftime("%Y-%m-%dT%H:%M:%SZ"))


def test_sessions(test):
    for name, uses, given in (("session", 100, 1), ("expired session", 2, 2)):
        sessions = Sessions(uses)
        with FakeAws(test.folder, sessions.answer, sessions.keys) as aws:
            sessions.keys[aws.environment()["AWS_ACCESS_KEY_ID"]] = (SECRET_KEY, None, None)
            test.scanned(name, aws, "s3://" + EXPRESS, "--workers", "1", AWS_REGION="us-east-1")
            test.equal(name + ": host", list(aws.hosts), [EXPRESS_HOST])
            test.equal(name + ": sessions", sessions.given, given)
            tokens = [r for r in aws.requests if "x-amz-security-token" in r.headers]
            test.equal(name + ": no other token", tokens, [])
    with FakeAws(test.folder, lambda request: error(403, "AccessDenied")) as aws:
        test.refused("no session", aws, "s3://" + EXPRESS, ["s3express:CreateSession"], AWS_REGION="us-east-1")


BIG = (PLAIN_TEXT * 400000)[:17 << 20]  # is read in parts


def crc32(text):
    return base64.b64encode(zlib.crc32(text.encode()).to_bytes(4, "big")).decode()


def sha256(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def checked(objects):
    """An answer function: key to (content, headers of checksums); a part of an object has none. "torn" has other bytes the
    first time that it is read."""
    plain = {key: content for key, (content, _) in objects.items()}
    read = set()

    def answer(request):
        status, fields, body = store(plain)(request)
        if request.path == "/":
            return status, fields, body
        asked = request.headers.get("x-amz-checksum-mode") == "ENABLED"
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("range", ""))
        if match:
            first, last = int(match[1]), min(int(match[2] or len(body) - 1), len(body) - 1)
            return 206, dict(fields, **{"Content-Range": "bytes %d-%d/%d" % (first, last, len(body))}), body[first:last + 1]
        if request.path == "/torn" and request.method == "GET" and "torn" not in read:
            read.add("torn")
            body = "x" * len(body)
        return status, dict(fields, **(objects[request.path[1:]][1] if asked else {})), body
    return answer


def test_checksums(test):
    objects = {
        "right": (PII_TEXT, {"x-amz-checksum-crc32": crc32(PII_TEXT), "x-amz-checksum-type": "FULL_OBJECT"}),
        "wrong": (PII_TEXT, {"x-amz-checksum-sha256": sha256(PLAIN_TEXT)}),
        "torn": (PII_TEXT, {"x-amz-checksum-sha256": sha256(PII_TEXT)}),
        "parts": (PII_TEXT, {"x-amz-checksum-crc32": crc32(PLAIN_TEXT) + "-3"}),
        "none": (PII_TEXT, {}),
        "big": (BIG, {"x-amz-checksum-sha256": sha256(BIG)}),
        "big-wrong": (BIG, {"x-amz-checksum-crc32": crc32(PLAIN_TEXT)}),
    }
    expected = {
        "right": ("examined", [], {"algorithm": "crc32", "verified": True}),
        "wrong": ("partial", ["checksum"], {"algorithm": "sha256", "verified": False}),
        "torn": ("examined", [], {"algorithm": "sha256", "verified": True}),
        "parts": ("examined", [], {"algorithm": "crc32", "composite": True, "verified": False}),
        "none": ("examined", [], None),
        "big": ("examined", [], {"algorithm": "sha256", "verified": True}),
        "big-wrong": ("partial", ["checksum"], {"algorithm": "crc32", "verified": False}),
    }
    with FakeAws(test.folder, checked(objects)) as aws:
        result, records = test.scan(aws, "s3://bucket")
        test.equal("checksums: exit", result.code, 3)
        test.is_valid("checksums")
        test.equal("checksums", {r["key"]: (r["status"], r["reasons"], r.get("checksum")) for r in records}, expected)
        test.equal("checksums: classes", {r["class"] for r in records if not r["key"].startswith("big")}, {"PII"})
        test.equal("checksums: HEAD of large ones alone", sorted(r.path for r in aws.requests if r.method == "HEAD"),
                   ["/big", "/big-wrong", "/big-wrong"])
        test.equal("checksums: what is wrong is read twice", [
            sum(r.path == path for r in aws.requests if r.method == "GET") for path in ("/right", "/torn", "/wrong")], [1, 2, 2])
    with FakeAws(test.folder, checked(objects)) as aws:
        result, records = test.scan(aws, "s3://bucket", AWS_RESPONSE_CHECKSUM_VALIDATION="when_required")
        test.equal("no checksums: exit", result.code, 0)
        test.equal("no checksums", [r for r in records if "checksum" in r], [])


SSN = "536-90-4399"
TAGS = {"ssn": SSN, "team": "billing", "owner-536-90-4399": "x", "note": "call about SSN 536-90-4399"}
HEADERS = {
    "x-amz-tagging-count": "4", "x-amz-version-id": "v1",
    "x-amz-meta-patient-name": "=?UTF-8?Q?Marlow_Qu=C3=A9nby?=", "x-amz-meta-ssn": SSN, "x-amz-meta-colour": "green",
    "x-amz-meta-comment": "SSN: 536-90-4399 on file", "x-amz-server-side-encryption": "aws:kms:dsse",
    "x-amz-server-side-encryption-aws-kms-key-id": "arn:aws:kms:us-east-1:123456789012:key/made-up",
    "x-amz-server-side-encryption-bucket-key-enabled": "false", "x-amz-object-lock-mode": "COMPLIANCE",
    "x-amz-object-lock-retain-until-date": "2031-02-03T04:05:06.000Z", "x-amz-object-lock-legal-hold": "ON",
}
SSE_C = {"x-amz-server-side-encryption-customer-algorithm": "AES256", "x-amz-server-side-encryption-customer-key-MD5": "x",
         "x-amz-object-lock-legal-hold": "OFF"}


def tagging(tags):
    text = "".join("<Tag><Key>%s</Key><Value>%s</Value></Tag>" % pair for pair in tags.items())
    return 200, {}, "<Tagging><TagSet>%s</TagSet></Tagging>" % text


def described(tags):
    """An answer function: objects with facts; tags: what GetObjectTagging answers."""
    facts = {"/one": HEADERS, "/two": SSE_C, "/three": {}}

    def answer(request):
        if "tagging" in request.query:
            return tags(request)
        status, fields, body = store({"one": PLAIN_TEXT, "two": PLAIN_TEXT, "three": PLAIN_TEXT})(request)
        return status, dict(fields, **facts.get(request.path, {})), body
    return answer


def test_facts(test):
    once = []

    def slow(request):
        once.append(request)
        return error(503, "SlowDown") if len(once) == 1 else tagging(TAGS)
    with FakeAws(test.folder, described(slow)) as aws:
        result, records = test.scan(aws, "s3://bucket")
        one, three, two = sorted(records, key=lambda record: record["key"])
        test.equal("facts: exit", result.code, 0)
        test.is_valid("facts")
        test.equal("facts: tags", one.get("existing_tags"), {
            "ssn": "*" * 11, "team": "billing", "owner-***********": "x", "note": "call about SSN ***********"})
        test.equal("facts: asked where counted", [r.path for r in aws.requests if "tagging" in r.query], ["/one"] * 2)
        test.equal("facts: encryption", one["encryption"], {
            "mode": "dsse-kms", "key_id": HEADERS["x-amz-server-side-encryption-aws-kms-key-id"], "bucket_key": False})
        test.equal("facts: SSE-C", two["encryption"], {"mode": "sse-c"})
        test.equal("facts: lock", (one.get("retention"), one.get("legal_hold"), two.get("legal_hold"), three.get("legal_hold")),
                   ({"mode": "COMPLIANCE", "until": "2031-02-03T04:05:06Z"}, True, False, None))
        test.equal("facts: classes", [one["class"], two["class"], three["class"]], ["PII", "NONE", "NONE"])
        findings = test.json_lines("run%d/findings.jsonl" % test.runs)
        places = sorted((f["path"], f["detector"], f["offset"], f["length"]) for f in findings)
        test.equal("facts: places", places, [
            ("metadata:comment", "us-ssn", 5, 11), ("metadata:patient-name", "person-name", 0, 14),
            ("metadata:ssn", "us-ssn", 0, 11), ("tag:note", "us-ssn", 15, 11), ("tag:ssn", "us-ssn", 0, 11)])
        text = "".join(path.read_text() for path in pathlib.Path(test.path("run%d" % test.runs)).iterdir()
                       if path.name != "keys.private.jsonl")
        test.check("facts: no value", SSN not in text and "Marlow" not in text, text[:2000])


def test_tags_denied(test):
    answer = described(lambda request: error(403, "AccessDenied"))

    def counted(request):
        status, fields, body = answer(request)
        return status, dict(fields, **({"x-amz-tagging-count": "1"} if request.path != "/" else {})), body
    with FakeAws(test.folder, counted) as aws:
        result, records = test.scan(aws, "s3://bucket", "--workers", "1", "--window", "1")
        test.equal("tags denied: exit", result.code, 0)
        test.equal("tags denied: unknown", [r for r in records if "existing_tags" in r], [])
        test.equal("tags denied: said once", result.err.count("GetObjectTagging"), 1)
        test.equal("tags denied: asked once", len([r for r in aws.requests if "tagging" in r.query]), 1)


def main():
    test = EndpointTest()
    for part in (test_redirects, test_no_redirect, test_objects_elsewhere, test_shapes, test_terms, test_sessions,
                 test_checksums, test_facts, test_tags_denied):
        part(test)
    test.finish()


main()
