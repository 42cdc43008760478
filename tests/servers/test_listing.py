#!/usr/bin/env python3
"""Listings in parts equal those from one end to the other, on a real S3 server (radosgw) and on a store that answers
from memory, with faults and quirks; versions, delete markers and uploads in progress; a scan of them.

With PHICRAWL_LONG=1: 100,000 keys against the AWS CLI, and how much faster many requests are than one."""
import gzip
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "cli")]
from harness import PHI_TEXT, Test, environment  # noqa: E402
from list_server import FLICKERING, make_keys  # noqa: E402
from process import Server, free_ports  # noqa: E402
from radosgw import ACCESS_KEY, SECRET_KEY, Radosgw, is_installed  # noqa: E402
from s3_client import S3Client, encode  # noqa: E402

LIST_STORE = os.environ["LIST_STORE"]
LONG = os.environ.get("PHICRAWL_LONG") == "1"
AWS = "/usr/bin/aws"
ODD_KEYS = 126000 if LONG else 5000  # a fifth comes twice
PAGE = 500 if LONG else 50


class ListingTest(Test):
    def settings(self, endpoint):
        return {
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_S3": endpoint,
            "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH": "true",
            "HOME": self.folder,
        }

    def list(self, name, endpoint, source, parallel, what="", page=0):
        """The sorted lines, requests and seconds of one listing."""
        done = subprocess.run(
            [LIST_STORE, source, str(parallel), what, str(page)], env=environment(self.settings(endpoint)),
            capture_output=True, timeout=280, check=False,
        )
        counts = re.match(rb"(\d+) requests, (\d+) objects, ([0-9.]+) seconds, (\d+) MB", done.stderr)
        self.check(name + ": listed", done.returncode == 0 and counts, done.stderr[-500:])
        if not counts:
            return [], 0, 1.0, 0
        return sorted(done.stdout.splitlines()), int(counts[1]), float(counts[3]), int(counts[4])


class ListServer(Server):
    def __init__(self, count, kind, wait_ms=0, **options):
        super().__init__()
        self.arguments = [str(count), kind, str(wait_ms), json.dumps(options)]

    def start(self):
        (self.port,) = free_ports(1)
        self.spawn("list", sys.executable, str(HERE / "lib" / "list_server.py"), str(self.port), *self.arguments)
        self.wait_for_port(self.port)

    @property
    def endpoint(self):
        return "http://127.0.0.1:%d" % self.port

    def requests(self):
        with urllib.request.urlopen(self.endpoint + "/__count") as answer:
            return json.load(answer)["requests"]


def test_parts(test):
    """Every kind of keys and of store: the same keys with one request at a time as with many, each once."""
    cases = [
        ("even", 10000, {}),
        ("hex", 10000, {}),
        ("skewed", 10000, {}),
        ("odd", 5000, {}),
        ("odd", 999, {}),
        ("skewed", 10000, {"v1": True}),
        ("odd", 5000, {"v1": True}),
        ("skewed", 10000, {"ignores": True}),
        ("odd", 5000, {"versions": True}),
        ("hex", 10000, {"fault": {"slow": 17, "cut": 11, "inside": 13}}),
    ]
    for kind, count, options in cases:
        name = "%d keys, %s %s" % (count, kind, options)
        expected = [encode(key, "/").encode() for key in make_keys(count, kind)]
        what = "versions" if "versions" in options else ""
        if what:
            expected = [key + b"\t1" for key in expected]
        expected.sort()
        page = 1000 if count < 1000 else 100
        pages = (len(expected) + page - 1) // page
        with ListServer(count, kind, **options) as server:
            for parallel in (1, 32):
                lines, requests, _, _ = test.list(name, server.endpoint, "s3://bucket/p/", parallel, what, page)
                test.check("%s, %d requests: keys" % (name, parallel), lines == expected, "%d lines" % len(lines))
                if "fault" in options:
                    continue
                most = pages if parallel == 1 else pages + 2 * (64 + pages // 3)
                test.check(name + ": few requests", requests <= max(most, 1), "%d for %d pages" % (requests, pages))
            test.check(name + ": one page, one request", pages > 1 or server.requests() == 2, server.requests())


def test_flicker(test):
    """Keys that come and go while a listing runs: those that stay are listed, and none twice."""
    for kind in ("hex", "skewed"):
        stay = {encode(key, "/").encode() for i, key in enumerate(make_keys(10000, kind)) if i % 3 != FLICKERING}
        with ListServer(10000, kind, flicker=True) as server:
            for parallel in (1, 32):
                name = "%s keys that come and go, %d requests" % (kind, parallel)
                lines, _, _, _ = test.list(name, server.endpoint, "s3://bucket/p/", parallel, "", 100)
                test.check(name + ": each once", len(lines) == len(set(lines)), len(lines))
                test.check(name + ": those that stay", stay <= set(lines), len(stay - set(lines)))
                test.check(name + ": some of the others", len(stay) < len(lines) < 10000, len(lines))


AZURE = "http://127.0.0.1:%d/account/bucket/p/?sv=2021-08-06&sp=rl&se=2099-01-01T00%%3A00%%3A00Z&sr=c&sig=c2ln"
EXPRESS = "s3://bucket--use1-az4--x-s3/p/"


def test_trees(test):
    """Listings without an order to cut at, by prefix: the same keys as from one end to the other, each once."""
    cases = [
        ("azure", "tree", 9000, {"page": 100, "fault": {"slow": 101}}),
        ("azure", "odd", 3000, {"page": 50}),
        ("azure", "skewed", 4000, {"page": 100}),
        ("express", "tree", 9000, {"page": 100}),
        ("express", "odd", 3000, {"page": 50}),
        ("express", "tree", 5000, {"page": 100, "blind": True}),
    ]
    for store, kind, count, options in cases:
        name = "by prefix, %s: %d keys, %s %s" % (store, count, kind, options)
        expected = sorted(encode(key, "/").encode() for key in make_keys(count, kind))
        pages = -(-len(expected) // options["page"])
        with ListServer(count, kind, **{store: True}, **options) as server:
            source = AZURE % server.port if store == "azure" else EXPRESS
            for parallel in (1, 32):
                lines, requests, _, _ = test.list(name, server.endpoint, source, parallel)
                test.check("%s, %d requests: keys" % (name, parallel), lines == expected, "%d lines" % len(lines))
                most = pages + 2 if parallel == 1 else pages * 3 + 8
                test.check(name + ": few requests", requests <= most, "%d for %d pages" % (requests, pages))
            test.check(name + ": in parts", kind != "tree" or "blind" in options or requests > pages + 8, requests)
    with ListServer(9000, "tree", azure=True, mixed=True, page=100) as server:
        done = subprocess.run([LIST_STORE, AZURE % server.port, "32"], env=environment(test.settings(server.endpoint)),
                              capture_output=True, timeout=280, check=False)
        test.check("keys beside their prefixes", b"--list-requests 1" in done.stderr, done.stderr)


def test_speed(test):
    """500,000 keys under one prefix, 20 ms a page; 100,000 in a tree."""
    for store in ("azure", "express"):
        with ListServer(100000, "tree", wait_ms=20, page=1000, **{store: True}) as server:
            source = AZURE % server.port if store == "azure" else EXPRESS
            for parallel in (1, 32):
                _, requests, seconds, _ = test.list("tree", server.endpoint, source, parallel, "count")
                print("%s, %d requests at once: %.2f s, %d requests" % (store, parallel, seconds, requests))
    for kind in ("hex", "even"):
        with ListServer(500000, kind, wait_ms=20) as server:
            _, _, serial, _ = test.list("serial", server.endpoint, "s3://bucket/p/", 1, "count")
            best = min(test.list("parallel", server.endpoint, "s3://bucket/p/", 64, "count")[2] for _ in range(5))
            _, requests, _, memory = test.list("parallel", server.endpoint, "s3://bucket/p/", 64, "count")
            print("%s: %.2f s in place of %.2f s, %d requests, %d MB" % (kind, best, serial, requests, memory))
            test.check(kind + ": twenty times as fast", best * 20 <= serial, "%.3f s and %.3f s" % (best, serial))
            test.check(kind + ": memory", memory < 100, memory)


def aws(test, endpoint, *command):
    done = subprocess.run(
        [AWS, "--endpoint-url", endpoint, "--output", "json", "s3api", *command],
        env=environment(dict(test.settings(endpoint), AWS_DEFAULT_REGION="us-east-1", AWS_PAGER="", LANG="C.UTF-8")),
        capture_output=True, timeout=280, check=False,
    )
    test.check("aws " + command[0], done.returncode == 0, done.stderr[-500:])
    return json.loads(done.stdout or b"{}")


def test_odd_keys(test, client, endpoint):
    keys = [(b"c/" if re.search(rb"[\x01-\x1f]|\xef\xbf[\xbe\xbf]", key) else key[:2]) + key[2:] for key in make_keys(ODD_KEYS, "odd")]
    test.check("how many there are", not LONG or len(keys) >= 100000, len(keys))
    client.make_bucket("odd")
    client.put_many("odd", ((key, b"x") for key in keys))
    expected = sorted(encode(key, "/").encode() for key in keys)
    for parallel in (1, 8, 32):
        name = "radosgw, %d requests at a time" % parallel
        lines, requests, _, _ = test.list(name, endpoint, "s3://odd", parallel, page=PAGE)
        test.check(name + ": keys", lines == expected, "%d lines, %d keys" % (len(lines), len(expected)))
        print("%s: %d requests for %d keys" % (name, requests, len(keys)))
    if os.path.exists(AWS):
        # radosgw puts keys into tokens as they stand, and the parser of the AWS CLI refuses what XML does not have.
        reference = aws(test, endpoint, "list-objects-v2", "--bucket", "odd", "--prefix", "p/").get("Contents", [])
        listed = sorted(encode(entry["Key"], "/").encode() for entry in reference)
        plain = [key for key in expected if key.startswith(b"p/")]
        test.check("the AWS CLI lists the same", listed == plain, "%d keys" % len(listed))


def test_versions(test, client, endpoint):
    client.make_bucket("versions")
    rule = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    client.expect("PUT", "/versions", query={"versioning": ""}, body=rule)
    for i in range(1200):
        client.put("versions", "k/%04d" % (i % 600), PHI_TEXT.encode() if i == 0 else b"version %d" % i)
    for i in range(50):
        client.expect("DELETE", "/versions/k/%04d" % i)
    client.expect("POST", "/versions/part.bin", query={"uploads": ""})
    for parallel in (1, 8):
        lines, _, _, _ = test.list("versions", endpoint, "s3://versions", parallel, "versions", 40)
        test.equal("%d: versions and delete markers" % parallel, (len(lines), len(set(lines))), (1250, 1250))
        test.equal("%d: delete markers" % parallel, sum(line.endswith(b"\tD") for line in lines), 50)
    if os.path.exists(AWS):
        answer = aws(test, endpoint, "list-object-versions", "--bucket", "versions")
        reference = {(v["Key"], v["VersionId"]) for v in answer["Versions"] + answer["DeleteMarkers"]}
        ours = {tuple(line.decode().split("\t")[:2]) for line in lines}
        test.check("the AWS CLI lists the same versions", ours == reference, "%d" % len(reference))


def scan(test, endpoint, run, *options):
    result = test.run("scan", "s3://versions", "-o", run, *options, env=test.settings(endpoint))
    return result, test.json_lines(run + "/manifest.jsonl"), test.json(run + "/run.json")


def test_scan(test, endpoint):
    result, records, _ = scan(test, endpoint, "latest")
    test.equal("latest versions only", (result.code, len(records)), (0, 550))
    result, records, run = scan(test, endpoint, "all", "--versions", "--uploads")
    states = [r for r in records if r.get("delete_marker")]
    test.equal("all versions: exit", result.code, 3)
    test.equal("all versions: records", len(records), 1251)
    test.check("delete markers are examined: there is nothing to read",
               len(states) == 50 and all(r["status"] == "examined" and r["is_latest"] for r in states), states[:1])
    uploads = [r for r in records if r.get("uncommitted")]
    test.equal("the upload", [(r["key"], r["status"], r["reasons"]) for r in uploads],
               [("part.bin", "not_examined", ["unsupported-method"])])
    test.check("its id", uploads and uploads[0]["upload_id"], uploads)
    found = [r for r in records if r["class"] == "PHI"]
    test.equal("what only an old version holds is found", [(r["key"], r["is_latest"]) for r in found],
               [("k/0000", False)])
    test.check("scope", run["scope"]["versions"] and run["scope"]["uploads"], run["scope"])
    result, records, run = scan(test, endpoint, "old", "--version-state", "noncurrent", "--include", "k/00*")
    test.check("only old versions", result.code == 0 and all(not r["is_latest"] for r in records), len(records))
    test.equal("found is listed and left out", run["scope"]["found"],
               run["totals"]["listed"] + sum(run["scope"]["filtered"].values()))
    test.equal("found", run["scope"]["found"], 1250)
    test.check("the summary says so", "more left out by filters" in str(result), result)
    result, records, run = scan(test, endpoint, "again", "--versions", "--since", "all")
    test.equal("nothing has changed", (result.code, len(records), run["scope"]["filtered"]), (0, 0, {"since": 1250}))


def test_since(test, client, endpoint):
    client.put("versions", "new.txt", b"new")
    client.put("versions", "k/0100", b"changed")
    result, records, run = scan(test, endpoint, "later", "--since", "latest")
    test.equal("new and changed objects", (result.code, sorted(r["key"] for r in records)), (0, ["k/0100", "new.txt"]))
    test.equal("the others", run["scope"]["filtered"], {"since": 549})
    with open(test.path("latest/manifest.jsonl"), "r+b") as file:
        file.seek(20)
        file.write(b"X")
    result = test.run("scan", "s3://versions", "-o", "never", "--since", "latest", env=test.settings(endpoint))
    test.check("a manifest that was changed is refused", result.code == 2 and "manifest.jsonl" in str(result), result)


INVENTORIES = HERE.parent / "golden" / "columnar" / "inventory"
SCHEMA = "Bucket, Key, Size, LastModifiedDate, ETag, StorageClass, EncryptionStatus"


def put_inventory(client, name, rows, manifest=None, data=None, checksum=None):
    """An inventory of bucket 'listed' in bucket 'lists'; what is given is put in place of what is right."""
    text = "".join(",".join('"%s"' % field for field in row) + "\n" for row in rows)
    packed = gzip.compress(text.encode())
    document = {
        "sourceBucket": "listed", "destinationBucket": "arn:aws:s3:::lists", "version": "2016-11-30",
        "creationTimestamp": "1769904000000", "fileFormat": "CSV", "fileSchema": SCHEMA,
        "files": [{"key": name + "/data/1.csv.gz", "size": len(packed), "MD5checksum": hashlib.md5(packed).hexdigest()}],
    }
    document.update(manifest or {})
    body = json.dumps(document).encode()
    client.put("lists", name + "/data/1.csv.gz", packed if data is None else data)
    client.put("lists", name + "/manifest.json", body)
    client.put("lists", name + "/manifest.checksum", (checksum or hashlib.md5(body).hexdigest()).encode())
    return "s3-inventory+s3://lists/%s/manifest.json" % name


def test_inventory(test, client, endpoint):
    client.make_bucket("listed")
    client.make_bucket("lists")
    keys = ["a.txt", "b c+d.txt", "e/f%g.txt", "line\nbreak.txt", "quote\".txt", "caf\u00e9.txt"]
    for key in keys:
        client.put("listed", key, PHI_TEXT.encode())
    client.put("listed", "not-in-it.txt", PHI_TEXT.encode())
    row = [["listed", encode(key), str(len(PHI_TEXT)), "2026-01-02T03:04:05.000Z", "", "STANDARD", "SSE-S3"] for key in keys]
    gone = ["listed", "gone.txt", "5", "2026-01-02T03:04:05.000Z", "", "STANDARD", "NOT-SSE"]
    cold = ["listed", "cold.txt", "5", "2026-01-02T03:04:05.000Z", "", "DEEP_ARCHIVE", "NOT-SSE"]

    def scan_inventory(name, source, *options):
        result = test.run("scan", source, "-o", name, *options, env=test.settings(endpoint))
        path = test.path(name + "/manifest.jsonl")
        return result, test.json_lines(name + "/manifest.jsonl") if os.path.exists(path) else []

    source = put_inventory(client, "good", row)
    result, records = scan_inventory("inventory-good", source)
    test.equal("inventory: exit", result.code, 0)
    test.equal("inventory: keys", sorted(r["key"] for r in records), sorted(keys))
    test.check("inventory: objects are read", all(r["class"] == "PHI" for r in records), records)
    run = test.json("inventory-good/run.json")["sources"][0]
    test.equal("inventory: source", (run["uri"], run["inventory_created"], run["complete"]),
               (source, "2026-02-01T00:00:00Z", True))
    result, records = scan_inventory("inventory-filter", source, "--include", "*.txt", "--exclude", "a*", "--encryption", "sse-s3")
    test.equal("inventory: filters", (result.code, len(records)), (0, len(keys) - 1))
    result, records = scan_inventory("inventory-old", put_inventory(client, "old", row + [gone, cold]))
    test.equal("inventory: what is gone, what is archived",
               (result.code, sorted(r["reasons"] for r in records if r["reasons"])), (3, [["archived"], ["vanished"]]))
    packed = gzip.compress(b"x")
    wrong = [
        ("checksum", dict(checksum="0" * 32), "manifest.checksum"),
        ("data", dict(data=packed), "has another MD5"),
        ("bucket", dict(manifest={"destinationBucket": "arn:aws:s3:::evil"}), "in another bucket"),
        ("format", dict(manifest={"fileFormat": "ORC"}), "ORC, which is not supported"),
        ("missing", dict(manifest={"files": [{"key": "no/such", "MD5checksum": "0" * 32}]}), "no/such cannot be read"),
    ]
    for name, changes, message in wrong:
        result, records = scan_inventory("inventory-" + name, put_inventory(client, name, row, **changes))
        test.check("inventory, wrong %s: refused" % name, result.code == 4 and message in str(result), result)
        test.equal("inventory, wrong %s: no row counts" % name, len(records), 0)
    parquet = (INVENTORIES / "s3.parquet").read_bytes()
    document = {"fileFormat": "Parquet", "fileSchema": "message s3.inventory {}",
                "files": [{"key": "parquet/data/1.csv.gz", "MD5checksum": hashlib.md5(parquet).hexdigest()}]}
    source = put_inventory(client, "parquet", [], data=parquet, manifest=document)
    result, records = scan_inventory("inventory-parquet", source, "--accept", "archived")
    test.equal("inventory in Parquet: exit, keys", (result.code, sorted(r["key"] for r in records)),
               (0, sorted(keys + ["cold.txt"])))
    test.equal("inventory in Parquet: objects are read", sum(r["class"] == "PHI" for r in records), len(keys))
    cut = gzip.compress(",".join(row[0]).encode() * 5000)[:-500]
    listed = [{"key": "cut/data/1.csv.gz", "MD5checksum": hashlib.md5(cut).hexdigest()}]
    result, _ = scan_inventory("inventory-cut", put_inventory(client, "cut", row, data=cut, manifest={"files": listed}))
    test.check("inventory that is cut", result.code == 4 and "cannot be read to its end" in str(result), result)
    foreign = put_inventory(client, "foreign", row + [["evil"] + row[0][1:]])
    result, records = scan_inventory("inventory-foreign", foreign)
    test.check("inventory with a row of another bucket", result.code == 4 and "1 rows name no object" in str(result), result)
    test.equal("and the others", len(records), len(keys))


def main():
    test = ListingTest()
    test_parts(test)
    test_flicker(test)
    test_trees(test)
    if LONG:
        test_speed(test)
    if is_installed():
        with Radosgw(shards=11) as server:
            client = S3Client(server.endpoint, ACCESS_KEY, SECRET_KEY)
            test_odd_keys(test, client, server.endpoint)
            test_versions(test, client, server.endpoint)
            test_scan(test, server.endpoint)
            test_since(test, client, server.endpoint)
            test_inventory(test, client, server.endpoint)
    else:
        print("radosgw is not installed")
    test.finish()


if __name__ == "__main__":
    main()
