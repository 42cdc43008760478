#!/usr/bin/env python3
"""Faults of network and store, each a file of faults/, by a proxy in front of a real S3 server (radosgw): every object that
was listed has one record that says what was read of it, what was read is found once, and nobody else is asked.

A file has the proxy's rules; the exit code, what stderr says and the records that are not plainly examined; how many requests
there are at least (requests), and at most within some seconds (calm). With look_ups the store has a name, and these are the
answers of the resolver; with certificate it shows another one than it should.
"""
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import warnings

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "servers"), str(HERE.parent / "servers" / "lib"), str(HERE.parent / "cli")]
from fault_proxy import FaultProxy  # noqa: E402
from harness import PII_TEXT, Test  # noqa: E402
from process import make_certificate  # noqa: E402
from radosgw import ACCESS_KEY, SECRET_KEY, Radosgw, is_installed  # noqa: E402
from s3_client import S3Client  # noqa: E402

LINES = 40000
BIG = "".join("%07d Patient SSN: 536-90-4399 visited\n" % i for i in range(LINES)).encode()
BUCKETS = {
    "faults": {"big": BIG, "small": PII_TEXT.encode()},
    "many": {"%03d" % i: PII_TEXT.encode() for i in range(300)},  # more than are asked for at once
}
NEXT_KEY = "PHICRAWLTEST00000003"
CONFIG = "[default]\ncredential_process = sh -c 'cat \"$0\"; cp \"$1\" \"$0\"' %s %s\n"  # others when asked again


class Elsewhere:
    """A host that nobody may ask: it listens, and says whether anybody came."""

    def __enter__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(0)
        return self

    def __exit__(self, *unused):
        self.socket.close()

    @property
    def address(self):
        return "127.0.0.1:%d" % self.socket.getsockname()[1]

    def was_asked(self):
        try:
            self.socket.accept()[0].close()
            return True
        except BlockingIOError:
            return False


def keys(test, access_key):
    """A file with what credential_process prints."""
    return test.write(access_key, json.dumps({"Version": 1, "AccessKeyId": access_key, "SecretAccessKey": SECRET_KEY}))


class NamedStore:
    """What gives the store the name s3: certificates, and a resolver that answers by a script."""

    def __init__(self, test):
        self.tls, self.ca = {}, {}
        self.certify(test, "good", ["DNS:s3"])
        self.certify(test, "expired", ["DNS:s3"], days=-1)
        self.certify(test, "other-host", ["DNS:elsewhere"])
        self.certify(test, "old", ["DNS:s3"])
        self.tls["old"].set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            self.tls["old"].maximum_version = ssl.TLSVersion.TLSv1_1
        self.resolver = test.path("fake_resolver.so")
        source = HERE.parent / "servers" / "lib" / "fake_resolver.c"
        subprocess.run(["cc", "-shared", "-fPIC", "-o", self.resolver, source], check=True)

    def certify(self, test, kind, names, days=2):
        folder = test.path("tls-" + kind)
        os.mkdir(folder)
        self.ca[kind], certificate, key = make_certificate(folder, names, days)
        self.tls[kind] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls[kind].load_cert_chain(certificate, key)

    def environment(self, test, port, answers, kind):
        return {"AWS_ENDPOINT_URL_S3": "https://s3:%d" % port, "AWS_CA_BUNDLE": self.ca[kind], "LD_PRELOAD": self.resolver,
                "RESOLVER_ANSWERS": ";".join(answers), "RESOLVER_LOG": test.write("look-ups", "")}


def test_fault(test, server, named, path):
    with Elsewhere() as elsewhere:
        fault = json.loads(path.read_text().replace("ELSEWHERE", elsewhere.address))
        name = path.stem + ": "
        look_ups, kind = fault.get("look_ups"), fault.get("certificate", "good")
        with FaultProxy(server.port, fault["rules"], named.tls[kind] if look_ups else None) as proxy:
            config = test.write("config", CONFIG % (keys(test, ACCESS_KEY), keys(test, NEXT_KEY)))
            env = {"AWS_CONFIG_FILE": config, "AWS_REGION": "us-east-1", "HOME": test.folder,
                   "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:%d" % proxy.port}
            if look_ups:
                env.update(named.environment(test, proxy.port, look_ups, kind))
            bucket = fault.get("bucket", "faults")
            result = test.run("scan", "s3://" + bucket, "-o", path.stem, "--no-posture", env=env)
        test.check(name + "exit", result.code == fault["exit"], result)
        test.check(name + "says " + fault.get("says", ""), fault.get("says", "") in result.err, result.err)
        test.check(name + "no secret", SECRET_KEY not in result.out + result.err)
        test.check(name + "nobody else is asked", not elsewhere.was_asked())
        test.check(name + "the fault was met", len(proxy.lines) >= fault.get("requests", 1), proxy.lines)
        if look_ups:
            looked_up = os.path.getsize(env["RESOLVER_LOG"])
            test.check(name + "all answers were had", looked_up >= len(look_ups), looked_up)
        if kind != "good":
            test.equal(name + "requests", proxy.lines, [])
        if "calm" in fault:
            calm = fault["calm"]
            asked = sum(calm["from"] <= seconds < calm["to"] for seconds in proxy.seconds)
            test.check(name + "a trickle", asked <= calm["most"], asked)
        if fault["exit"] in (0, 3):
            test_records(test, name, fault, {r["key"]: r for r in test.json_lines(path.stem + "/manifest.jsonl")})


def test_records(test, name, fault, records):
    expected = {key: ["examined"] for key in BUCKETS[fault.get("bucket", "faults")]}
    test.equal(name + "objects", sorted(records), sorted(expected))
    expected.update(fault.get("records", {}))
    for key in expected:
        record = records.get(key, {"status": "no record", "reasons": []})
        test.equal(name + key, [record["status"], *record["reasons"]], expected[key])
        if expected[key] == ["examined"] == [record["status"]]:
            found = [d["count"] for d in record["detections"]]
            test.equal(name + key + ": what was found", found, [LINES if key == "big" else 1])


def main():
    if not is_installed():
        print("radosgw is not installed")
        print("0 passed, 0 failed")
        return
    test = Test()
    named = NamedStore(test)
    only = os.environ.get("FAULT", "")
    with Radosgw() as server:
        server.run("radosgw-admin", "key", "create", "--uid=tester", "--access-key=" + NEXT_KEY, "--secret-key=" + SECRET_KEY)
        client = S3Client(server.endpoint, ACCESS_KEY, SECRET_KEY)
        for bucket, objects in BUCKETS.items():
            client.make_bucket(bucket)
            client.put_many(bucket, objects.items())
        for path in sorted((HERE / "faults").glob("*.json")):
            if only in path.stem:
                test_fault(test, server, named, path)
    test.finish()


if __name__ == "__main__":
    main()
