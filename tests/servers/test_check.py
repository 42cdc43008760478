"""phicrawl check: against radosgw with policies that deny single actions, and against a stub for what only AWS says."""
import gzip
import hashlib
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "cli")]
import azurite  # noqa: E402
from aws_stub import ENCRYPTION, IDENTITY, KEY_ARN, LISTING, Stub, error  # noqa: E402
from azure_client import AzureClient  # noqa: E402
from harness import Test  # noqa: E402
from radosgw import ACCESS_KEY, OTHER_KEY, SECRET_KEY, Radosgw, is_installed  # noqa: E402
from s3_client import S3Client  # noqa: E402

CANARY = "CANARY/not+to/be/shown0123456789abcdefgh"
BUCKET_ARN = "arn:aws:s3:::check-bucket"


class CheckTest(Test):
    def environment(self, endpoint, **changes):
        env = {
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_S3": endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            "HOME": self.folder,
        }
        env.update(changes)
        return {name: value for name, value in env.items() if value is not None}

    def states(self, name, endpoint, source, code, *options, **changes):
        """Permission to state, from --json; says that no secret is shown, and that the text says the same."""
        env = self.environment(endpoint, **changes)
        text = self.run("check", source, *options, env=env)
        result = self.run("check", "--json", source, *options, env=env)
        self.equal(name + ": exit", (result.code, text.code), (code, code))
        lines = [json.loads(line) for line in result.out.splitlines()]
        for line in lines:
            self.check(name + ": text has " + line["permission"], line["permission"] in text.out, text.out)
        secret = env.get("AWS_SECRET_ACCESS_KEY", CANARY)
        self.check(name + ": no secret", secret not in result.out + result.err + text.out + text.err)
        return {line["permission"]: line for line in lines}

    def expect(self, name, lines, **states):
        for permission, state in states.items():
            permission = permission.replace("_", " ")
            self.equal("%s: %s" % (name, permission), lines.get(permission, {}).get("state"), state)


def policy(*denied):
    """Lets the other user do everything but what is denied."""
    both = [BUCKET_ARN, BUCKET_ARN + "/*"]
    user = {"AWS": ["arn:aws:iam:::user/other"]}
    statements = [{"Effect": "Allow", "Principal": user, "Action": ["s3:*"], "Resource": both}]
    if denied:
        statements.append({"Effect": "Deny", "Principal": user, "Action": list(denied), "Resource": both})
    return json.dumps({"Version": "2012-10-17", "Statement": statements}).encode()


# Action that is denied, permission whose line says so, whether a scan needs it.
DENIED = [
    ("s3:ListBucket", "list", True),
    ("s3:GetObject", "read", True),
    ("s3:ListBucketVersions", "list versions", False),
    ("s3:GetObjectTagging", "read tags", False),
    ("s3:GetBucketVersioning", "versioning", False),
    ("s3:GetBucketAcl", "bucket ACL", False),
    ("s3:GetLifecycleConfiguration", "lifecycle rules", False),
]


def test_radosgw(test, server):
    client = S3Client(server.endpoint, ACCESS_KEY, SECRET_KEY)
    client.make_bucket("check-bucket")
    client.put_many("check-bucket", [("a.txt", b"nothing")])
    lines = test.states("owner", server.endpoint, "s3://check-bucket", 0)
    test.expect("owner", lines, credentials="ok", reach="ok", list="ok", read="ok", list_versions="ok", read_tags="ok",
                policy_status="ok", bucket_policy="ok", versioning="ok", default_encryption="not-supported")
    test.equal("owner: TLS", lines["bucket policy"]["detail"], "tls_only: no")
    for action, permission, is_needed in DENIED:
        client.expect("PUT", "/check-bucket", {"policy": ""}, body=policy(action))
        lines = test.states(action, server.endpoint, "s3://check-bucket", 4 if is_needed else 0,
                            AWS_ACCESS_KEY_ID=OTHER_KEY)
        test.equal(action + " is missing", lines[permission]["state"], "missing")
        test.equal(action + " is named", lines[permission]["needs"], action)
        test.check(action + " is the remedy", action in lines[permission]["remedy"], lines[permission])
        others = [line["permission"] for line in lines.values() if line["state"] == "missing"]
        if not is_needed:
            test.equal(action + " alone is missing", others, [permission])
    test_refusals(test, server)


def test_refusals(test, server):
    lines = test.states("wrong secret", server.endpoint, "s3://check-bucket", 4, AWS_SECRET_ACCESS_KEY=CANARY)
    test.expect("wrong secret", lines, reach="ok", list="missing")
    lines = test.states("no bucket", server.endpoint, "s3://nobody-has-this", 4)
    test.check("no bucket: says so", "no such bucket" in lines["list"]["detail"], lines)
    lines = test.states("no server", "http://127.0.0.1:1", "s3://check-bucket", 4)
    test.expect("no server", lines, reach="missing", list="unknown")
    lines = test.states("no credentials", server.endpoint, "s3://check-bucket", 4, AWS_ACCESS_KEY_ID=None,
                        AWS_SECRET_ACCESS_KEY=None)
    test.expect("no credentials", lines, credentials="missing")
    lines = test.states("TLS", "https://127.0.0.1:%d" % server.tls_port, "s3://check-bucket", 0,
                        AWS_CA_BUNDLE=server.ca)
    test.check("TLS: certificate", "certificate is good" in lines["reach"]["detail"], lines["reach"])
    lines = test.states("TLS by nobody", "https://127.0.0.1:%d" % server.tls_port, "s3://check-bucket", 4)
    test.check("TLS by nobody: certificate", "certificate" in lines["reach"]["detail"], lines["reach"])


HOSTILE = ["<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><PolicyStatus>&b;</PolicyStatus>",
           "<html><body>Sign in</body></html>", "[" * 50000, "<a>" * 100000, "\x00", "x" * (1 << 20)]


def test_stub(test):
    denied = "User: arn:aws:iam::1:user/a is not authorized to perform: kms:Decrypt on resource: %s because" % KEY_ARN
    stub = Stub({"list": (200, LISTING), "object": (403, error("AccessDenied", denied)), "GetCallerIdentity": (200, IDENTITY),
                 "encryption": (200, ENCRYPTION), "policy": (403, error("AccessDenied", "no"))})
    lines = test.states("KMS", stub.endpoint, "s3://bucket", 4, AWS_ENDPOINT_URL_STS=stub.endpoint)
    test.expect("KMS", lines, read="ok", decrypt="missing", default_encryption="ok", bucket_policy="missing",
                versioning="not-supported")
    test.check("KMS: the key is named", KEY_ARN in lines["decrypt"]["detail"], lines["decrypt"])
    test.equal("KMS: the grant", lines["decrypt"]["needs"], "kms:Decrypt")
    test.equal("KMS: identity", lines["credentials"]["detail"],
               "keys of the environment: arn:aws:sts::111122223333:assumed-role/auditor/me")
    test.check("KMS: no key of an object", "patient" not in json.dumps(lines), lines)
    kms = {"ETag": '"e"', "x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": KEY_ARN}
    stub.answers.update({"object": (200, "hello", kms),
                         "DescribeKey": (200, json.dumps({"KeyMetadata": {"KeyManager": "CUSTOMER"}}))})
    lines = test.states("key owner", stub.endpoint, "s3://bucket", 0, AWS_ENDPOINT_URL_KMS=stub.endpoint)
    test.expect("key owner", lines, decrypt="ok", key_owner="ok")
    test.equal("key owner: whose", lines["key owner"]["detail"], "the key is the customer's")
    stub.answers["DescribeKey"] = (400, json.dumps({"__type": "AccessDeniedException"}))
    lines = test.states("key owner denied", stub.endpoint, "s3://bucket", 0, AWS_ENDPOINT_URL_KMS=stub.endpoint)
    test.expect("key owner denied", lines, key_owner="unknown")
    stub.answers["object"] = (403, error("AccessDenied", denied))
    for i, body in enumerate(HOSTILE):
        stub.answers.update(dict.fromkeys(("encryption", "policyStatus", "policy", "acl", "tagging", "GetCallerIdentity"), (200, body)))
        name = "hostile answer %d" % i
        lines = test.states(name, stub.endpoint, "s3://bucket", 4, AWS_ENDPOINT_URL_STS=stub.endpoint)
        for permission in ("default encryption", "policy status", "bucket policy", "bucket ACL"):
            test.check("%s: %s" % (name, permission), lines[permission]["state"] in ("unknown", "not-supported"), lines)
        test.check(name + ": identity", "whose" in lines["credentials"]["detail"], lines["credentials"])
    stub.shutdown()


INVENTORY = "s3-inventory+s3://lists/daily/records/all/2026-01-02T01-00Z/manifest.json"
ROWS = '"records","cold.txt","5","DEEP_ARCHIVE"\n"records","a%20b.txt","5","STANDARD"\n'


def inventory(rows, **changes):
    """Answers of a stub in which an inventory of bucket records lies; the text of its file as it is packed."""
    packed = gzip.compress(rows.encode()).decode("latin-1")
    document = {"sourceBucket": "records", "destinationBucket": "arn:aws:s3:::lists", "fileFormat": "CSV",
                "fileSchema": "Bucket, Key, Size, StorageClass",
                "files": [{"key": "daily/records/all/data/1.csv.gz", "size": len(packed), "MD5checksum": "0" * 32}]}
    text = json.dumps({**document, **changes})
    folder = "/lists/daily/records/all/"
    return {folder + "2026-01-02T01-00Z/manifest.json": (200, text),
            folder + "2026-01-02T01-00Z/manifest.checksum": (200, hashlib.md5(text.encode()).hexdigest()),
            folder + "data/1.csv.gz": (200, packed), "/records/a%20b.txt": (200, "hello"),
            "list": (403, error("AccessDenied", "no"))}


def test_inventory(test):
    """What a scan of an inventory needs: its manifest, its files, and the objects; no listing."""
    stub = Stub(inventory(ROWS))
    lines = test.states("inventory", stub.endpoint, INVENTORY, 0)
    test.expect("inventory", lines, inventory_manifest="ok", inventory_file="ok", list="missing", read="ok")
    test.equal("inventory: what is needed", [lines[name]["required"] for name in ("inventory file", "read", "list")],
               [True, True, False])
    test.check("inventory: whose", "bucket records, 1 file" in lines["inventory manifest"]["detail"], lines)
    for path, broken in (("manifest.json", "manifest"), ("1.csv.gz", "file")):
        stub.answers = inventory(ROWS)
        stub.answers.update({name: (403, error("AccessDenied", "no")) for name in stub.answers if name.endswith(path)})
        lines = test.states("denied " + path, stub.endpoint, INVENTORY, 4)
        test.equal("denied %s: state" % path, lines["inventory " + broken]["state"], "missing")
        test.check("denied %s: remedy" % path, "s3:GetObject" in lines["inventory " + broken]["remedy"], lines)
    for name, answers in (("no CSV", inventory(ROWS, fileFormat="ORC")), ("not packed as it says", inventory(ROWS)),
                          ("of nothing", inventory("")), ("of no bucket", inventory(ROWS, sourceBucket="no bucket"))):
        stub.answers = answers
        if name.startswith("not"):
            stub.answers["/lists/daily/records/all/data/1.csv.gz"] = (200, "\x1f\x8b\x08" + "x" * 100)
        lines = test.states("inventory " + name, stub.endpoint, INVENTORY, 0 if name == "of nothing" else 4)
    stub.shutdown()


def azure_run(test, name, source):
    """Posture and records of a scan with a restore manifest, and the manifest."""
    test.run("scan", source, "-q", "-o", name, "--restore-manifest", name + ".txt")
    with open(test.path(name + ".txt"), encoding="utf-8") as file:
        return test.json(name + "/run.json")["sources"][0]["posture"], test.json_lines(name + "/manifest.jsonl"), file.read()


def test_azure(test, server):
    client = AzureClient(server.endpoint, azurite.ACCOUNT, azurite.KEY)
    client.make_container("landing")
    client.put("landing", "a b.txt", b"nothing")
    client.put("landing", "old, cold.txt", b"nothing")
    client.set_tier("landing", "old%2C%20cold.txt", "Archive")
    url = server.endpoint + "/landing"
    ways = {
        "rl": (0, {"list": "ok", "read": "ok", "read tags": "missing", "service properties": "missing"}),
        "rlt": (0, {"list": "ok", "read": "ok", "read tags": "ok"}),
    }
    for permissions, (code, states) in ways.items():
        lines = test.states("SAS " + permissions, "", url + "?" + client.container_sas("landing", permissions), code)
        got = {name: lines[name]["state"] for name in states}
        test.equal("SAS %s: states" % permissions, got, states)
        test.check("SAS %s: said" % permissions, "permissions " + permissions in lines["credentials"]["detail"], lines)
        test.check("SAS %s: no signature" % permissions, "sig=" not in json.dumps(lines), lines)
    everything = client.account_sas("rlt", srt="sco")
    lines = test.states("account SAS", "", url + "?" + everything, 0)
    test.expect("account SAS", lines, list="ok", read="ok", list_versions="ok", read_tags="ok", container_properties="ok",
                service_properties="ok")
    lines = test.states("no container", "", server.endpoint + "/nobody?" + everything, 4)
    test.check("no container: says so", "no such container" in lines["list"]["detail"], lines["list"])
    posture, records, manifest = azure_run(test, "azure", url + "?" + everything)
    test.equal("azure: public access", posture["facts"]["public_access"], "none")
    test.equal("azure: what only ARM knows", posture["facts"]["minimum_tls"], "unknown")
    test.equal("azure: policies", records[0]["policies"],
               {"cmk-required": "unknown", "tls-only": "not_met", "no-public-access": "met"})
    test.equal("azure: archived", [r["reasons"] for r in records if r["key"] == "old, cold.txt"], [["archived"]])
    test.equal("azure: to be restored", manifest, url + "/old%2C%20cold.txt\n")


def main():
    test = CheckTest()
    test_stub(test)
    test_inventory(test)
    if azurite.is_installed():
        with azurite.Azurite() as server:
            test_azure(test, server)
    else:
        print("azurite is not installed: permissions of Azure were not tried")
    if is_installed():
        with Radosgw() as server:
            test_radosgw(test, server)
    else:
        print("radosgw is not installed: permissions of a real server were not tried")
    test.finish()


if __name__ == "__main__":
    main()
