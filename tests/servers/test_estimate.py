"""phicrawl scan --estimate and --restore-manifest, by a stub with every storage class."""
import json
import os
import pathlib
import stat
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "cli")]
from aws_stub import Stub, error  # noqa: E402
from harness import Test  # noqa: E402

RESTORED = ("<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>2027-01-01T00:00:00.000Z"
            "</RestoreExpiryDate></RestoreStatus>")
OBJECTS = [
    ("a.txt", "STANDARD", ""), ("b.txt", "GLACIER_IR", ""), ("SSN 536-90-4399, x.txt", "GLACIER", ""),
    ("d.txt", "GLACIER", RESTORED), ("e.txt", "DEEP_ARCHIVE", ""), ("f.txt", "STANDARD_IA", ""),
]
LISTING = "<ListBucketResult><IsTruncated>false</IsTruncated>%s</ListBucketResult>" % "".join(
    "<Contents><Key>%s</Key><Size>5</Size><ETag>e</ETag><LastModified>2026-01-01T00:00:00Z</LastModified>"
    "<StorageClass>%s</StorageClass>%s</Contents>" % row for row in OBJECTS
)
ROWS = ["bucket,SSN%20536-90-4399%2C%20x.txt", "bucket,e.txt"]


class EstimateTest(Test):
    def scan(self, stub, *options):
        env = {"AWS_ACCESS_KEY_ID": "PHICRAWLTEST00000001", "AWS_SECRET_ACCESS_KEY": "x" * 40, "HOME": self.folder,
               "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL_S3": stub.endpoint}
        stub.asked.clear()
        return self.run("scan", *options, env=env)

    def rows(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return sorted(file.read().splitlines())


def test_estimate(test, stub):
    result = test.scan(stub, "s3://bucket", "--estimate", "--json", "--restore-manifest", "estimate.csv")
    test.equal("estimate: exit", result.code, 0)
    estimate = json.loads(result.out)
    test.equal("estimate: only listings are asked for", set(stub.asked), {"list"})
    test.equal("estimate: no run folder", [name for name in os.listdir(test.folder) if "run" in name], [])
    classes = {row["storage_class"]: (row["objects"], row["not_read_objects"]) for row in estimate["classes"]}
    test.equal("estimate: classes", classes, {"STANDARD": (1, 0), "GLACIER_IR": (1, 0), "GLACIER": (2, 1),
                                              "DEEP_ARCHIVE": (1, 1), "STANDARD_IA": (1, 0)})
    test.equal("estimate: requests", (estimate["list_requests"], estimate["get_requests"]), (1, 4))
    test.equal("estimate: bytes", (estimate["bytes_to_read"], estimate["not_read_bytes"]), (20, 10))
    test.check("estimate: dollars", estimate["usd"]["restore"] > 0 and estimate["usd"]["macie"] > 0, estimate["usd"])
    test.check("estimate: prices have a date", "20" in estimate["prices"][0] and " as of " in estimate["prices"][0])
    test.equal("estimate: restore manifest", test.rows("estimate.csv"), ROWS)
    text = test.scan(stub, "s3://bucket", "--estimate", "--rate", "1MB").out
    for words in ("6 objects listed, none read", "not read: archived", "Amazon Macie instead", "Assumed:", "1.0 MB a second"):
        test.check("estimate says: " + words, words in text, text)
    stub.answers["list"] = (403, error("AccessDenied", "no"))
    test.equal("estimate of a refused bucket", test.scan(stub, "s3://bucket", "--estimate").code, 4)
    stub.answers["list"] = (200, LISTING)


def test_restore(test, stub):
    result = test.scan(stub, "s3://bucket", "-q", "-o", "run", "--restore-manifest", "restore.csv")
    test.equal("restore: exit", result.code, 3)
    test.equal("restore: rows", test.rows("restore.csv"), ROWS)
    test.equal("restore: mode", stat.S_IMODE(os.stat(test.path("restore.csv")).st_mode), 0o600)
    states = {row["key"]: (row["status"], row["reasons"]) for row in test.json_lines("run/manifest.jsonl")}
    test.equal("restore: instant retrieval is read", states["b.txt"], ("examined", []))
    test.equal("restore: a restored copy is read", states["d.txt"], ("examined", []))
    test.equal("restore: archived", states["e.txt"], ("not_examined", ["archived"]))
    test.check("restore: the run masks what the manifest holds", "536-90-4399" not in str(states), states)
    result = test.scan(stub, "s3://bucket", "-q", "-o", "run2", "--restore-manifest", "restore.csv")
    test.equal("restore: run.json has the exit code", test.json("run/run.json")["exit_code"], 3)
    taken = test.scan(stub, "s3://bucket", "-q", "-o", "run", "--restore-manifest", "left.csv")
    test.equal("restore: none is left without a run", (taken.code, os.path.exists(test.path("left.csv"))), (2, False))
    test.equal("restore: no file is overwritten", (result.code, os.path.exists(test.path("run2"))), (2, False))
    # Intelligent tiering says so only when it is asked for.
    stub.answers["object"] = (403, error("InvalidObjectState", "no"))
    stub.answers["list"] = (200, LISTING.replace("GLACIER_IR", "INTELLIGENT_TIERING"))
    test.scan(stub, "s3://bucket", "-q", "-o", "run3", "--restore-manifest", "tiering.csv")
    test.check("restore: archive tiers of intelligent tiering", "bucket,b.txt" in test.rows("tiering.csv"))


def main():
    test = EstimateTest()
    stub = Stub({"list": (200, LISTING), "object": (200, "hello", {"ETag": '"e"'})})
    test_estimate(test, stub)
    test_restore(test, stub)
    stub.shutdown()
    test.finish()


if __name__ == "__main__":
    main()
