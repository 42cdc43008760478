"""A store that cuts, stalls, throttles and lies: nothing is lost without a reason, and nothing is counted twice."""
from concurrent.futures import ThreadPoolExecutor
import gzip
import itertools
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "servers"), str(HERE.parent / "cli")]
from harness import Test  # noqa: E402
from mock_store import MockStore  # noqa: E402

LINES = 40000
LINE = "%07d Patient SSN: 536-90-4399 visited\n"
BIG = "".join(LINE % i for i in range(LINES)).encode()  # 1.4 MB: more than a buffer
SMALL = "Employee SSN: 536-90-4399\n".encode()
OBJECT = "GET /bucket/big"
AT_A_TIME = 4
SMALL_OBJECT = "GET /bucket/small"
LIST = "list-type"
XML = "<ListBucketResult>%s</ListBucketResult>"
TRUNCATED = "<IsTruncated>true</IsTruncated><NextContinuationToken>0</NextContinuationToken>"
ENTRY = "<Contents><Key>small</Key><Size>26</Size></Contents>"
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + XML % "&b;<IsTruncated>false</IsTruncated>"


def error(status, code, **more):
    return dict({"kind": "answer", "status": status, "code": code}, **more)


# name, faults: the scan must be complete all the same, each finding counted once.
OVERCOME = [
    ("no fault", []),
    ("cut before the first byte", [dict(match=OBJECT, times=1, kind="cut", after=0)]),
    ("cut after one byte", [dict(match=OBJECT, times=1, kind="cut", after=1)]),
    ("cut in a finding", [dict(match=OBJECT, times=1, kind="cut", after=700 * 36 + 22)]),
    ("cut before the last byte", [dict(match=OBJECT, times=1, kind="cut", after=len(BIG) - 1)]),
    ("reset in the middle", [dict(match=OBJECT, times=1, kind="reset", after=700001)]),
    ("cut five times", [dict(match=OBJECT, times=5, kind="cut", after=250003)]),
    ("no answer", [dict(match=OBJECT, times=2, kind="drop")]),
    ("a longer body than there is", [dict(match=OBJECT, times=1, kind="length", value=len(BIG) + 10)]),
    ("a shorter Content-Length than the object", [dict(match=OBJECT, times=1, kind="length", value=len(BIG) - 10)]),
    ("all again instead of the rest", [dict(match=OBJECT, times=1, kind="cut", after=500000),
                                       dict(match=OBJECT, times=1, kind="ignore", what="range")]),
    ("another part than asked for", [dict(match=OBJECT, times=1, kind="cut", after=500000),
                                     dict(match=OBJECT, times=1, kind="range", shift=7)]),
    ("slow down", [dict(error(503, "SlowDown"), match=OBJECT, times=2)]),
    ("too many requests, in seconds", [dict(error(429, "X", headers={"Retry-After": "1"}), match=OBJECT, times=1)]),
    ("retry after nonsense", [dict(error(503, "X", headers={"Retry-After": "-1 soon"}), match=OBJECT, times=1)]),
    ("internal errors", [dict(error(500, "InternalError"), match=OBJECT, times=3)]),
    ("request time-out", [dict(error(400, "RequestTimeout"), match=OBJECT, times=1)]),
    ("replaced before anything was read", [dict(match=SMALL_OBJECT, times=1, kind="cut", after=3),
                                           dict(match=SMALL_OBJECT, times=1, kind="replace", content=SMALL + b"\n")]),
    ("listing: slow down", [dict(error(503, "SlowDown"), match=LIST, times=1)]),
    ("listing: an error within a 200", [dict(error(200, "SlowDown"), match=LIST, times=1)]),
    ("listing: cut", [dict(match=LIST, times=1, kind="cut", after=50)]),
    ("listing: no valid XML", [dict(match=LIST, times=1, kind="list", body="<ListBucketResult><Contents>")]),
    ("listing: a document type", [dict(match=LIST, times=1, kind="list", body=BOMB)]),
    ("listing: huge headers", [dict(match=LIST, times=1, kind="headers", headers={"X": "x" * 100000})]),
    ("object: huge headers", [dict(match=OBJECT, times=1, kind="headers", headers={"X": "x" * 100000})]),
]

# name, faults, reasons and state of the object big; the others must be examined.
LOST = [
    ("replaced in the middle", [dict(match=OBJECT, times=1, kind="cut", after=900000),
                                dict(match=OBJECT, times=1, kind="replace", content=b"new")], "partial", ["changed"]),
    ("vanished", [dict(error(404, "NoSuchKey"), match=OBJECT)], "not_examined", ["vanished"]),
    ("vanished in the middle", [dict(match=OBJECT, times=1, kind="cut", after=900000),
                                dict(error(404, "NoSuchKey"), match=OBJECT)], "partial", ["vanished"]),
    ("denied", [dict(error(403, "AccessDenied"), match=OBJECT)], "not_examined", ["access-denied"]),
    ("archived", [dict(error(403, "InvalidObjectState"), match=OBJECT)], "not_examined", ["archived"]),
    ("key disabled", [dict(error(400, "KMS.DisabledException"), match=OBJECT)], "not_examined", ["kms-denied"]),
    ("an answer without a name", [dict(error(418, "Teapot"), match=OBJECT)], "not_examined", ["http-418"]),
    ("broken for ever", [dict(error(500, "InternalError"), match=OBJECT)], "not_examined", ["http-500"]),
]

# name, faults, words of the one line of error: exit 4.
REFUSED = [
    ("listing: a token that comes again", [dict(match=LIST, kind="list", body=XML % (ENTRY + TRUNCATED))], "circles"),
    ("listing: more without a token",
     [dict(match=LIST, kind="list", body=XML % "<IsTruncated>true</IsTruncated>")], "token"),
    ("listing: denied", [dict(error(403, "AccessDenied"), match=LIST)], "s3:ListBucket"),
    ("listing: no store", [dict(match=LIST, kind="list", body="<html></html>")], "not answer with a listing"),
    ("listing: elsewhere",
     [dict(error(301, "PermanentRedirect", headers={"x-amz-bucket-region": "eu-west-1"}), match=LIST)],
     "AWS_REGION=eu-west-1"),
]


class NetworkTest(Test):
    runs = itertools.count(1)

    def scan(self, store, *options):
        run = "run%d" % next(self.runs)
        env = {"AWS_ENDPOINT_URL_S3": store.endpoint, "AWS_REGION": "us-east-1", "HOME": self.folder}
        result = self.run("scan", "s3://bucket", "--no-sign-request", "-q", "-o", run, *options, env=env)
        return result, run


def objects():
    return {"big": BIG, "small": SMALL, "other": b"nothing here\n", "empty": b""}


def counts(record):
    return {d["detector"]: d["count"] for d in record["detections"]}


def scans(test, rows):
    """A scan a row, several at a time since they mostly wait: the row, its store, the result and the run."""
    def scan(row):
        with MockStore(objects(), row[1]) as store:
            return (row, store) + test.scan(store)
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        yield from pool.map(scan, rows)


def test_overcome(test):
    for (name, _), store, result, run in scans(test, OVERCOME):
        test.equal(name + ": exit", (result.code, result.err), (0, ""))
        records = {r["key"]: r for r in test.json_lines(run + "/manifest.jsonl")}
        test.equal(name + ": records", sorted(records), sorted(store.objects))
        test.equal(name + ": count", counts(records["big"]).get("us-ssn"), LINES)
        test.equal(name + ": bytes", records["big"]["bytes_scanned"], len(BIG))
        test.equal(name + ": all faults met", [f for f in store.faults if f["times"] > 0], [])


def test_lost(test):
    for (name, _, state, reasons), _, result, run in scans(test, LOST):
        test.equal(name + ": exit", result.code, 3)
        records = {r["key"]: r for r in test.json_lines(run + "/manifest.jsonl")}
        test.equal(name + ": record", (records["big"]["status"], records["big"]["reasons"]), (state, reasons))
        others = [records[key]["status"] for key in ("small", "other", "empty")]
        test.equal(name + ": others", others, ["examined"] * 3)
        if state == "partial":
            test.check(name + ": what came was scanned", counts(records["big"])["us-ssn"] > 20000)


def test_refused(test):
    for (name, _, words), _, result, _ in scans(test, REFUSED):
        test.equal(name + ": exit", result.code, 4)
        test.check(name + ": one line", result.err.count("\n") == 1 and words in result.err, result.err)


def test_redirects(test):
    """No redirect is followed: the other host does not even see a connection."""
    with MockStore({}) as evil:
        for status in (301, 302, 303, 307, 308):
            there = {"Location": evil.endpoint + "/bucket/big", "Refresh": "0; url=" + evil.endpoint}
            for match, code in ((LIST, 4), (OBJECT, 3)):
                with MockStore(objects(), [dict(error(status, "Redirect", headers=there), match=match)]) as store:
                    result, _ = test.scan(store)
                    test.equal("redirect %d of %s: exit" % (status, match), result.code, code)
        test.equal("redirects: connections elsewhere", evil.connections, 0)


def test_requests(test):
    """What is sent: no more headers than needed, one listing a page, every object once."""
    with MockStore({"key%04d" % i: b"x" for i in range(250)}, page_size=100) as store:
        result, _ = test.scan(store, "--list-requests", "1")
        test.equal("requests: exit", result.code, 0)
        test.equal("requests: pages", store.count(LIST), 3)
        test.equal("requests: objects", store.count("GET /bucket/key"), 250)
        names = set().union(*(headers for _, headers in store.requests))
        test.equal("requests: headers", names, {"host", "user-agent", "accept"})


def test_encoding(test):
    """Brotli is told by the header alone; gzip, and a header that is wrong, by the bytes."""
    binary = b"\0\1\2\3\xff\xfe SSN: 536-22-4817 \0\1\2\3"
    stored_block = ((len(binary) - 1) << 4 | 1 << 20).to_bytes(3, "little") + binary + b"\3"
    brotli = b"\x03\x08\x80SSN: 536-22-4817\n\x03"
    encodings = {"brotli": "br", "both": "aws-chunked,br", "none": "br", "gzip": "br", "a.br": "br"}
    stored = {"brotli": brotli, "both": brotli, "plain": brotli, "a.br": stored_block, "none": b"SSN: 536-22-4817\n",
              "gzip": gzip.compress(b"SSN: 536-22-4817\n")}
    with MockStore(stored) as store:
        store.encodings = encodings
        result, run = test.scan(store)
    test.equal("encoding: exit", result.code, 0)
    records = {r["key"]: r for r in test.json_lines(run + "/manifest.jsonl")}
    layers = {"brotli": {"brotli": 1, "text": 1}, "both": {"brotli": 1, "text": 1}, "plain": {"text": 1},
              "none": {"text": 1}, "a.br": {"brotli": 1, "binary": 1}, "gzip": {"gzip": 1, "text": 1}}
    test.equal("encoding: formats", {key: record["formats"] for key, record in records.items()}, layers)
    test.equal("encoding: count", {counts(record).get("us-ssn") for record in records.values()}, {1})


def scan_silence(test):
    """A store that falls silent, or nearly so, is left after a minute and asked again."""
    faults = [dict(match=OBJECT, times=1, kind="stall", after=500000),
              dict(match=SMALL_OBJECT, times=1, kind="drip", after=3, seconds=5)]
    with MockStore(objects(), faults) as store:
        return test.scan(store)


def test_silence(test, result, run):
    test.equal("silence: exit", result.code, 0)
    records = {r["key"]: r for r in test.json_lines(run + "/manifest.jsonl")}
    test.equal("silence: count", counts(records["big"]).get("us-ssn"), LINES)


def main():
    test = NetworkTest()
    with ThreadPoolExecutor(1) as beside:
        silence = beside.submit(scan_silence, test)
        test_overcome(test)
        test_lost(test)
        test_refused(test)
        test_redirects(test)
        test_requests(test)
        test_encoding(test)
        test_silence(test, *silence.result())
    test.finish()


if __name__ == "__main__":
    main()
