"""What a scan says of buckets: posture in run.json, verdicts in the manifest, by a stub for what only AWS says."""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "cli")]
from aws_stub import ENCRYPTION, KEY_ARN, LISTING, Stub, error  # noqa: E402
from harness import Test  # noqa: E402

SECRET = "CANARY/not+to/be/shown0123456789abcdefgh"
FACTS = ["encryption", "publicAccessBlock", "policyStatus", "policy", "acl", "versioning", "logging", "lifecycle",
         "ownershipControls"]
BLOCK = "<PublicAccessBlockConfiguration>%s</PublicAccessBlockConfiguration>" % "".join(
    "<%s>true</%s>" % (name, name)
    for name in ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
)
POLICY = json.dumps({"Statement": [{
    "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}]})
OWNER = json.dumps({"KeyMetadata": {"KeyManager": "CUSTOMER", "Arn": KEY_ARN}})
KMS_OBJECT = {"ETag": '"e"', "x-amz-server-side-encryption": "aws:kms",
              "x-amz-server-side-encryption-aws-kms-key-id": KEY_ARN}
GOOD = {
    "list": (200, LISTING), "object": (200, "hello", KMS_OBJECT), "encryption": (200, ENCRYPTION),
    "publicAccessBlock": (200, BLOCK), "policyStatus": (200, "<PolicyStatus><IsPublic>FALSE</IsPublic></PolicyStatus>"),
    "policy": (200, POLICY), "acl": (200, "<AccessControlPolicy><AccessControlList></AccessControlList>"
                                     "</AccessControlPolicy>"),
    "versioning": (200, "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"),
    "logging": (200, "<BucketLoggingStatus/>"), "lifecycle": (404, error("NoSuchLifecycleConfiguration", "no")),
    "ownershipControls": (404, error("OwnershipControlsNotFoundError", "no")), "DescribeKey": (200, OWNER),
}


class PostureTest(Test):
    runs = 0

    def scan(self, stub, *options, source="s3://bucket", **changes):
        """Returns exit code, the first source of run.json and the records."""
        self.runs += 1
        run = "run%d" % self.runs
        env = {
            "AWS_ACCESS_KEY_ID": "PHICRAWLTEST00000001", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_S3": stub.endpoint, "AWS_ENDPOINT_URL_KMS": stub.endpoint, "HOME": self.folder,
        }
        result = self.run("scan", source, "-q", "-o", run, *options, env=dict(env, **changes))
        said = result.out + result.err
        for name in ("run.json", "manifest.jsonl"):
            with open(self.path(run + "/" + name), encoding="utf-8") as file:
                said += file.read()
        self.check("no secret", SECRET not in said)
        with open(self.path(run + "/run.json"), encoding="utf-8") as file:
            return result.code, json.load(file)["sources"][0], self.json_lines(run + "/manifest.jsonl")


def test_good(test):
    stub = Stub(dict(GOOD))
    code, source, records = test.scan(stub)
    test.equal("good: exit", code, 0)
    test.equal("good: facts", source["posture"]["facts"], {
        "default_encryption": "sse-kms", "bucket_key": "no", "public_access_block": "all", "policy_public": "no",
        "acl_public": "no", "tls_only": "yes", "versioning": "on", "logging": "off", "lifecycle": "off",
        "object_ownership": "object-writer",
    })
    test.equal("good: key", source["posture"]["default_encryption_key"], KEY_ARN)
    # The stub is reached by plain http, whatever its policy says.
    verdicts = {"cmk-required": "met", "tls-only": "not_met", "no-public-access": "met"}
    test.equal("good: bucket", source["posture"]["policies"], verdicts)
    test.equal("good: object", records[0]["policies"], verdicts)
    test.equal("good: each fact is asked for once", sorted(name for name in stub.asked if name in FACTS), sorted(FACTS))
    test.equal("good: the key is asked about once", stub.asked.count("DescribeKey"), 1)
    stub.shutdown()


def test_unknown(test):
    answers = dict(GOOD, **{name: (403, error("AccessDenied", "no")) for name in FACTS})
    answers["DescribeKey"] = (400, json.dumps({"__type": "AccessDeniedException"}))
    stub = Stub(answers)
    code, source, records = test.scan(stub)
    test.equal("denied: exit", code, 0)
    test.equal("denied: every fact is unknown", set(source["posture"]["facts"].values()), {"unknown"})
    test.equal("denied: says what is needed", source["posture"]["unknown"]["tls_only"],
               "needs s3:GetBucketPolicy (403 AccessDenied)")
    test.equal("denied: object", records[0]["policies"],
               {"cmk-required": "unknown", "tls-only": "not_met", "no-public-access": "unknown"})
    stub.answers["DescribeKey"] = (200, OWNER.replace("CUSTOMER", "AWS"))
    test.equal("AWS's key", test.scan(stub)[2][0]["policies"]["cmk-required"], "not_met")
    stub.answers["object"] = (200, "hello", {"ETag": '"e"'})
    test.equal("not encrypted", test.scan(stub)[2][0]["policies"]["cmk-required"], "not_met")
    stub.answers["object"] = (403, error("AccessDenied", "no"))
    test.equal("not read", test.scan(stub)[2][0]["policies"]["cmk-required"], "unknown")
    stub.shutdown()


def test_public(test):
    public = (200, "<PolicyStatus><IsPublic>TRUE</IsPublic></PolicyStatus>")
    stub = Stub(dict(GOOD, policyStatus=public, publicAccessBlock=(404, error("NoSuchPublicAccessBlockConfiguration", "no"))))
    verdict = test.scan(stub)[1]["posture"]
    test.equal("public, another store", (verdict["facts"]["account_public_access_block"],
                                         verdict["policies"]["no-public-access"]), ("not-supported", "not_met"))
    known = {"AWS_ENDPOINT_URL_S3_CONTROL": stub.endpoint, "AWS_ENDPOINT_URL_STS": stub.endpoint}
    cases = [("a closed account", (200, BLOCK), "all", "unknown"),
             ("an open account", (404, error("NoSuchPublicAccessBlockConfiguration", "no")), "none", "not_met"),
             ("an account that may not be asked", (403, error("AccessDenied", "no")), "unknown", "unknown")]
    stub.answers["GetCallerIdentity"] = (200, "<R><Arn>arn:aws:iam::111122223333:user/a</Arn><Account>111122223333</Account></R>")
    stub.answers["ownershipControls"] = (200, "<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>"
                                              "</OwnershipControls>")
    for name, answer, fact, expected in cases:
        stub.answers["account"] = answer
        verdict = test.scan(stub, **known)[1]["posture"]
        got = (verdict["facts"]["account_public_access_block"], verdict["policies"]["no-public-access"])
        # Under a closed account neither the policy nor any ACL counts.
        test.equal("public: " + name, got, (fact, "met" if fact == "all" else expected))
    stub.shutdown()


def test_options(test):
    stub = Stub(dict(GOOD))
    _, source, records = test.scan(stub, "--no-posture")
    test.check("--no-posture: no posture", "posture" not in source and "policies" not in records[0], (source, records))
    test.equal("--no-posture: nothing is asked", [name for name in stub.asked if name in FACTS], [])
    _, source, records = test.scan(stub, "--policy-profile", "tls-only,no-public-access")
    test.equal("--policy-profile: object", sorted(records[0]["policies"]), ["no-public-access", "tls-only"])
    test.equal("--policy-profile: keys are not asked about", "DescribeKey" in stub.asked, False)
    code = test.run("scan", "s3://bucket", "--policy-profile", "hipaa").code
    test.equal("--policy-profile: a name that is none", code, 2)
    # An endpoint that is not AWS's own gets no question about keys unless that of KMS is configured.
    _, _, records = test.scan(stub, AWS_ENDPOINT_URL_KMS="")
    test.equal("no KMS", (records[0]["policies"]["cmk-required"], "DescribeKey" in stub.asked), ("unknown", False))
    _, source, records = test.scan(stub, "--no-sign-request")
    test.equal("anonymous: it answered", records[0]["policies"]["no-public-access"], "not_met")
    stub.answers["list"] = (200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")
    _, source, _ = test.scan(stub)
    test.equal("an empty bucket has a posture", source["posture"]["facts"]["tls_only"], "yes")
    stub.answers["list"] = (403, error("AccessDenied", "no"))
    code, source, _ = test.scan(stub)
    test.equal("a refused bucket has none", (code, "posture" in source), (4, False))
    stub.shutdown()


def main():
    test = PostureTest()
    test_good(test)
    test_unknown(test)
    test_public(test)
    test_options(test)
    test.finish()


if __name__ == "__main__":
    main()
