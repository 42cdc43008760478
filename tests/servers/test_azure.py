"""phicrawl scan against a real Blob Storage server (azurite): names, markers, SAS of all kinds, account keys,
refusals, TLS.

With --long, also a container of more than one full page.
"""
import base64
import hashlib
import json
import os
import pathlib
import sys
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "cli")]
from azure_client import AzureClient  # noqa: E402
from azurite import ACCOUNT, KEY, Azurite, is_installed  # noqa: E402
from harness import PHI_TEXT, PII_TEXT, Test  # noqa: E402

INVENTORIES = HERE.parent / "golden" / "columnar" / "inventory"

# azurite takes '\\' for '/', and is no judge of '.' and '..' as parts of a name.
ODD_NAMES = [
    "plain.txt", "with space", "plus+sign", "a+b c%20d", "a%2Fb", "100%", "%zz", "emoji \U0001f600", 'quote"s', "apos'",
    "<tag>&amp;", "?query=1&x=2", "#fragment", "=cmd|' /C calc'!A0", "semi;colon:,@$", "~tilde*star!(x)", "[]{}|^`",
    "caf\u00e9", "cafe\u0301", "\u202ereversed", "x" * 1024, "deep/er/and/deeper", "a=b&c=d", "tab\t", "line\nfeed",
]


WRONG_KEY = base64.b64encode(b"another key, of the same length as any, which nobody has given.").decode()
NO_KEY = "CanaryKeyThatIsNoBase64!"
SECRETS = ["sig=", "sig%3D", KEY, KEY[:24], WRONG_KEY, WRONG_KEY[:24], NO_KEY, "SharedKey " + ACCOUNT]


class AzureTest(Test):
    def __init__(self, server):
        super().__init__()
        self.server = server
        self.runs = 0

    def url(self, container, prefix="", sas=None):
        url = "%s/%s" % (self.server.endpoint, container)
        if prefix:
            url += "/" + urllib.parse.quote(prefix)
        return url + ("?" + sas if sas else "")

    def secrets(self):
        return SECRETS

    def scan(self, source, *options, **env):
        self.runs += 1
        run = "run%d" % self.runs
        result = self.run("scan", source, "-o", run, *options, env=dict(env, HOME=self.folder))
        self.no_signature(run, result)
        path = self.path(run + "/manifest.jsonl")
        return result, self.json_lines(run + "/manifest.jsonl") if os.path.exists(path) else None

    def no_signature(self, run, result):
        """No part of a signature or key in any output."""
        outputs = [result.out, result.err]
        for folder, _, names in os.walk(self.path(run)):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    outputs.append(file.read().decode("utf-8", "replace"))
        leaks = [text[:200] for text in outputs if any(secret in text for secret in self.secrets())]
        self.equal(run + ": no signature in any output", leaks, [])

    def complete(self, name, source, expected, **env):
        result, records = self.scan(source, **env)
        self.equal(name + ": exit", result.code, 0)
        self.equal(name + ": names", sorted(r["key"] for r in records or []), sorted(expected))
        bad = [r for r in records or [] if r["status"] != "examined" or r["bytes_read"] != r["size"]]
        self.equal(name + ": read in full", bad, [])
        if result.code != 0:
            print(result)
        return records or []

    def refused(self, name, source, words, **env):
        result, _ = self.scan(source, "--quiet", **env)
        self.equal(name + ": exit", result.code, 4)
        self.equal(name + ": one line", len(result.err.splitlines()), 1)
        for word in words:
            self.check(name + ": says " + word, word in result.err, result.err)


def test_names(test, client):
    client.make_container("odd-names")
    client.put_many("odd-names", [(name, PII_TEXT.encode() + b"%d\n" % i) for i, name in enumerate(ODD_NAMES)])
    sas = client.account_sas()
    url = test.url("odd-names")
    for record in test.complete("odd names", url + "?" + sas, ODD_NAMES):
        test.equal("odd name %r: uri" % record["key"], record["uri"], url + "/" + record["key"])
        test.equal("odd name %r: class" % record["key"], record["class"], "PII")
    test.complete(
        "odd names below a prefix", test.url("odd-names", "a", sas), [n for n in ODD_NAMES if n.startswith("a")]
    )


def test_ways(test, client):
    """The same container by each way to name it and to bring a SAS."""
    client.make_container("ways")
    client.put("ways", "one", PHI_TEXT.encode(), {"Content-Type": "text/plain"})
    sas = client.container_sas("ways")
    string = "BlobEndpoint=%s;SharedAccessSignature=%s" % (test.server.endpoint, sas)
    records = test.complete("container SAS", test.url("ways", "", sas), ["one"])
    test.equal("content type", records[0].get("content_type"), "text/plain")
    test.equal("class", records[0]["class"], "PHI")
    test.equal("encryption", records[0].get("encryption"), {"mode": "azure"})
    test.check("etag", records[0].get("etag", "").startswith("0x"), records[0])
    test.complete("connection string", "az://ways", ["one"], AZURE_STORAGE_CONNECTION_STRING=string)
    test.complete("SAS of the environment", test.url("ways"), ["one"], AZURE_STORAGE_ACCOUNT=ACCOUNT,
                  AZURE_STORAGE_SAS_TOKEN="?" + sas)
    test.complete("no blob", test.url("ways", "none", sas), [])
    for minutes, is_short in ((20, True), (50, False)):
        result, _ = test.scan(test.url("ways", "", client.container_sas("ways", minutes=minutes)))
        test.equal("SAS for %d minutes: exit" % minutes, result.code, 0)
        test.equal("SAS for %d minutes: warned of" % minutes, "what is not read by then is denied" in result.err, is_short)
    test.complete("SAS with more rights than needed", test.url("ways", "", client.account_sas("rwdlacup")), ["one"])


def test_keys(test, client):
    """Account keys by each way to bring one; names, prefixes and markers as they are signed."""
    url, endpoint = test.url("odd-names"), test.server.endpoint
    key = {"AZURE_STORAGE_ACCOUNT": ACCOUNT, "AZURE_STORAGE_KEY": KEY}
    string = "BlobEndpoint=%s;AccountName=%s;AccountKey=%s" % (endpoint, ACCOUNT, KEY)
    test.complete("key", url, ODD_NAMES, **key)
    test.complete("key alone", url, ODD_NAMES, AZURE_STORAGE_KEY=KEY)
    for prefix in ("a", "caf\u00e9", "with space", "a+b c%20d", "?query=1&x=2", "deep/"):
        expected = [name for name in ODD_NAMES if name.startswith(prefix)]
        test.complete("key below " + prefix, test.url("odd-names", prefix), expected, **key)
    test.complete("key of a connection string", "az://odd-names", ODD_NAMES, AZURE_STORAGE_CONNECTION_STRING=string)
    test.complete("SAS before a broken key", test.url("ways", "", client.container_sas("ways")), ["one"],
                  AZURE_STORAGE_KEY=NO_KEY)
    client.put("ways", "large", b"0123456789abcdef" * (3 << 16))
    test.complete("key, an object in parts", test.url("ways"), ["one", "large"], **key)


def test_key_refusals(test):
    url = test.url("closed")
    key = {"AZURE_STORAGE_ACCOUNT": ACCOUNT}
    test.refused("wrong key", url, ["container closed", "the account key is not accepted: check"],
                 AZURE_STORAGE_KEY=WRONG_KEY, **key)
    test.refused("no base64", url, ["AZURE_STORAGE_KEY is no base64: copy the key again"], AZURE_STORAGE_KEY=NO_KEY)
    test.refused("no base64 in a connection string", "az://closed",
                 ["AZURE_STORAGE_CONNECTION_STRING has an AccountKey that is no base64: copy it again"],
                 AZURE_STORAGE_CONNECTION_STRING="AccountName=%s;AccountKey=%s" % (ACCOUNT, NO_KEY))
    test.refused("key of another account", url, ["the key in the environment belongs to another account"],
                 AZURE_STORAGE_ACCOUNT="other", AZURE_STORAGE_KEY=KEY)
    test.refused("key, no such container", test.url("nothing-here"), ["no such container"], AZURE_STORAGE_KEY=KEY, **key)
    test.refused("emulator that does not run", "az://closed", ["127.0.0.1:"],
                 AZURE_STORAGE_CONNECTION_STRING="UseDevelopmentStorage=true")


def test_refusals(test, client):
    client.make_container("closed")
    client.put("closed", "one", b"x")
    good = client.account_sas()
    bad = good[:-20] + ("A" if good[-20] != "A" else "B") + good[-19:]
    test.refused("wrong signature", test.url("closed", "", bad), ["container closed", "SAS"])
    test.refused("expired", test.url("closed", "", client.account_sas(minutes=-1, start=-60)), ["expired"])
    test.refused("not yet valid", test.url("closed", "", client.account_sas(minutes=120, start=60)), ["SAS"])
    test.refused("may not list", test.url("closed", "", client.account_sas("r")), ["SAS", "list"])
    test.refused("of another container", test.url("closed", "", client.container_sas("ways")), ["SAS"])
    test.refused("no such container", test.url("nothing-here", "", good), ["no such container", "ContainerNotFound"])
    test.refused("no SAS", test.url("closed"), ["SAS"])
    test.refused("nobody listens", "http://127.0.0.1:9/%s/closed?%s" % (ACCOUNT, good), ["cannot reach", "refused"])


def test_may_not_read(test, client):
    """A SAS that lists but does not read: every blob is recorded as denied."""
    sas = client.container_sas("closed", "l")
    result, records = test.scan(test.url("closed", "", sas))
    if result.code == 4:  # refused before any request: the SAS itself says so
        test.check("may not read: says so", "SAS" in result.err, result.err)
        return
    test.equal("may not read: exit", result.code, 3)
    test.equal("may not read: reasons", [r["reasons"] for r in records], [["access-denied"]])


def test_archived(test, client):
    client.make_container("tiers")
    client.put("tiers", "hot", b"x")
    client.put("tiers", "frozen", b"x")
    client.set_tier("tiers", "frozen", "Archive")
    result, records = test.scan(test.url("tiers", "", client.account_sas()))
    states = {record["key"]: (record["status"], record["reasons"]) for record in records}
    test.equal("archived: exit", result.code, 3)
    test.equal("archived: records", states, {"frozen": ("not_examined", ["archived"]), "hot": ("examined", [])})


def test_states(test, client):
    """Snapshots, tags, and blocks that nobody committed. azurite has no versions, and no deleted blobs."""
    client.make_container("states")
    client.put("states", "one", PHI_TEXT.encode(), {"x-ms-tags": "team=a%20b"})
    client.snapshot("states", "one")
    client.put("states", "one", PII_TEXT.encode())
    client.put("states", "two", PII_TEXT.encode())
    client.put_block("states", "up", b"never committed")
    for name, source, env in (
        ("SAS", test.url("states", "", client.account_sas("rlt")), {}),
        ("key", test.url("states"), {"AZURE_STORAGE_KEY": KEY}),
    ):
        test.complete("states by " + name, source, ["one", "two"], **env)
        result, records = test.scan(source, "--versions", **env)
        test.equal("snapshots by %s: exit" % name, result.code, 0)
        states = sorted((r["key"], "snapshot" in r, r["class"]) for r in records or [])
        test.equal("snapshots by " + name, states,
                   [("one", False, "PII"), ("one", True, "PHI"), ("two", False, "PII")])
        result, records = test.scan(source, "--uploads", **env)
        test.equal("uploads by %s: exit" % name, result.code, 3)
        states = {r["key"]: r["status"] for r in records or []}
        test.equal("uploads by " + name, states, {"one": "examined", "two": "examined", "up": "not_examined"})
        result, records = test.scan(source, "--versions", "--tag", "team=a b", **env)
        test.equal("tagged by " + name, [(r["key"], "snapshot" in r) for r in records or []], [("one", True)])


def test_attributes(test, client):
    """Tags and metadata, which the listing does not bring: of a blob, and of its snapshot."""
    client.make_container("attributes")
    client.put("attributes", "one", b"plain", {"x-ms-tags": "team=a%20b&open=", "x-ms-meta-ssn": "536-90-4399"})
    client.snapshot("attributes", "one")
    client.put("attributes", "one", b"plain", {"x-ms-tags": "team=c"})
    source = test.url("attributes", "", client.account_sas("rlt"))
    result, records = test.scan(source, "--versions")
    test.equal("attributes: exit", result.code, 0)
    states = {"snapshot" in r: (r.get("existing_tags"), r["class"]) for r in records or []}
    test.equal("attributes", states, {True: ({"team": "a b", "open": ""}, "PII"), False: ({"team": "c"}, "NONE")})
    result, records = test.scan(test.url("attributes", "", client.account_sas("rl")))
    test.equal("tags that may not be read: exit", result.code, 0)
    test.check("tags that may not be read: said", "container attributes: tags are counted but may not be read (a SAS with t"
               in result.err, result.err)
    test.equal("tags that may not be read", [r.get("existing_tags") for r in records or []], [None])


def put_inventory(client, name, data, **changes):
    """A blob inventory in container 'lists'; what is given is put in place of what is right."""
    document = {
        "destinationContainer": "lists", "endpoint": "https://elsewhere.blob.core.windows.net",
        "files": [{"blob": name + "/1.data", "size": len(data)}], "inventoryStartTime": "2026-02-01T00:00:00Z",
        "ruleDefinition": {"filters": {"blobTypes": ["blockBlob"]}, "format": "csv", "objectType": "blob"},
        "ruleName": name, "status": "Succeeded", "version": "1.0",
    }
    checksum = changes.pop("checksum", None)
    document.update(changes)
    body = json.dumps(document).encode()
    client.put("lists", name + "/1.data", data)
    client.put("lists", "%s/%s-manifest.json" % (name, name), body)
    client.put("lists", "%s/%s-manifest.checksum" % (name, name), (checksum or hashlib.md5(body).hexdigest()).encode())
    return "%s/%s-manifest.json" % (name, name)


def test_inventory(test, client):
    """What a blob inventory names, in CSV and in Parquet, of several containers."""
    names = ["listed-one/plain.txt", "listed-one/with space+plus%41.txt", "listed-two/caf\u00e9/x.txt"]
    for container in ("lists", "listed-one", "listed-two"):
        client.make_container(container)
    for name in names:
        client.put(*name.split("/", 1), PHI_TEXT.encode())
    client.put("listed-one", "not-in-it.txt", PHI_TEXT.encode())
    sas, key = client.account_sas("rlt"), {"AZURE_STORAGE_ACCOUNT": ACCOUNT, "AZURE_STORAGE_KEY": KEY}
    string = "BlobEndpoint=%s;AccountName=%s;AccountKey=%s" % (test.server.endpoint, ACCOUNT, KEY)
    rows = "Content-Length,Etag,Name\r\n" + "".join('%d,,"%s"\r\n' % (len(PHI_TEXT), name) for name in names)
    manifest = put_inventory(client, "good", rows.encode())

    def listed(name, source, uris, **env):
        result, records = test.scan(source, "--accept", "archived", **env)
        test.equal(name + ": exit", result.code, 0)
        test.equal(name + ": uris", sorted(r["uri"] for r in records or [] if r["status"] == "examined"), sorted(uris))
        test.equal(name + ": names", sorted("%s/%s" % (r["bucket"], r["key"]) for r in records or [] if r["class"] == "PHI"),
                   sorted(names))
        return test.json("run%d/run.json" % test.runs)["sources"][0]

    here = [test.server.endpoint + "/" + name for name in names]
    url = "azure-inventory+" + test.url("lists", manifest)
    result = test.run("check", url + "?" + sas, env={"HOME": test.folder})
    test.check("inventory: check", result.code == 0 and "inventory file" in result.out and "sig=" not in str(result), result)
    source = listed("inventory by SAS", url + "?" + sas, here)
    test.equal("inventory: source", (source["uri"], source["inventory_created"], source["complete"]),
               (url, "2026-02-01T00:00:00Z", True))
    listed("inventory by key", url, here, **key)
    listed("inventory by az://", "azure-inventory+az://lists/" + manifest, ["az://" + name for name in names],
           AZURE_STORAGE_CONNECTION_STRING=string)
    rule = {"format": "parquet", "objectType": "blob"}
    manifest = put_inventory(client, "parquet", (INVENTORIES / "azure.parquet").read_bytes(), ruleDefinition=rule)
    listed("inventory in Parquet", "azure-inventory+" + test.url("lists", manifest, sas), here)
    for name, words, changes in (
        ("checksum", "manifest.checksum", dict(checksum="0" * 32)),
        ("size", "another size", dict(files=[{"blob": "size/1.data", "size": 7}])),
        ("missing", "no/such cannot be read", dict(files=[{"blob": "no/such", "size": 7}])),
        ("part", "a part only", dict(status="PartiallySucceeded")),
        ("run", "not complete yet", dict(status="Pending")),
    ):
        source = "azure-inventory+" + test.url("lists", put_inventory(client, name, rows.encode(), **changes), sas)
        test.refused("inventory, wrong " + name, source, [words])


def test_tls(test):
    with Azurite(tls=True) as server:
        client = AzureClient(server.endpoint, ACCOUNT, KEY, server.ca)
        client.make_container("tls")
        client.put("tls", "one", b"x")
        source = "%s/tls?%s" % (server.endpoint, client.account_sas())
        test.complete("TLS and a key", "%s/tls" % server.endpoint, ["one"], SSL_CERT_FILE=server.ca, AZURE_STORAGE_KEY=KEY)
        test.complete("TLS with its own authority", source, ["one"], SSL_CERT_FILE=server.ca)
        test.refused("TLS that nobody trusts", source, ["certificate is not trusted", "SSL_CERT_FILE"])


def test_pages(test, client):
    odd = [name for name in ODD_NAMES if len(name) < 1024]
    names = ["%s%05d/%s" % (odd[i % 7], i, odd[i % len(odd)]) for i in range(5100)]
    client.make_container("pages")
    client.put_many("pages", [(name, b"") for name in names])
    folders = ["%d/%s%05d" % (i % 3, "deep/" if i % 2 else "", i) for i in range(5400)]
    client.make_container("tree")
    client.put_many("tree", [(name, b"") for name in folders])
    test.complete("5,100 blobs in two pages", test.url("pages", "", client.account_sas()), names)
    test.complete("5,400 blobs in folders", test.url("tree", "", client.account_sas()), folders)
    test.check("listed by prefix", test.json("run%d/run.json" % test.runs)["sources"][0]["list_requests"] > 2)
    test.complete("5,100 blobs in two pages by key", test.url("pages"), names, AZURE_STORAGE_KEY=KEY)


def main():
    if not is_installed():
        print("azurite is not installed")
        print("0 passed, 0 failed")
        return
    with Azurite() as server:
        test = AzureTest(server)
        client = AzureClient(server.endpoint, ACCOUNT, KEY)
        test_names(test, client)
        test_ways(test, client)
        test_keys(test, client)
        test_refusals(test, client)
        test_key_refusals(test)
        test_may_not_read(test, client)
        test_archived(test, client)
        test_states(test, client)
        test_attributes(test, client)
        test_inventory(test, client)
        if "--long" in sys.argv:
            test_pages(test, client)
    test_tls(test)
    test.finish()


if __name__ == "__main__":
    main()
