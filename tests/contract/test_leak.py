"""Nothing that was found, and no secret, leaves the program: every output is searched for every planted value.

Values are planted in the content of objects of many shapes, in their keys, in names of archive members, in SOURCEs and
in the environment; each is used once, so that one that appears tells where it came from. Only keys.private.jsonl may
hold values of names. Not as they are, not as digits, base64, hexadecimal, UTF-16, and not as plain digest.
"""
import base64
import functools
import gzip
import hashlib
import io
import itertools
import json
import os
import stat
import sys
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cli"))
from harness import Test  # noqa: E402

test = Test()
os.mkdir(test.path("tmp"))

planted = {}  # value -> where it was planted
serials = itertools.count(4101, 37)


def ssn(where):
    serial = next(serials)
    value = "5%02d-%02d-%04d" % (30 + serial % 19, 10 + serial % 80, serial)
    planted[value] = where
    return value


def plant(where, value):
    planted[value] = where
    return value


def patient(where):
    """Text with a value of every kind that a person has, each unlike those of other texts."""
    number = next(serials)
    kinds = {
        "ssn": ssn(where + " ssn"),
        "mrn": plant(where + " mrn", "%08d" % (number * 7919 % 89999999 + 10000000)),
        "name": plant(where + " name", "Quenby%s" % "".join(chr(97 + int(digit)) for digit in str(number))),
        "email": plant(where + " e-mail", "q%d.tarn@patients-mail.net" % number),
        "phone": plant(where + " phone", "(503) 5%02d-%04d" % (number % 89 + 10, number)),
        "dob": plant(where + " birth date", "%02d/%02d/19%02d" % (number % 12 + 1, number % 28 + 1, number % 60 + 21)),
        "street": plant(where + " street", "%d Larkspur Hollow Road" % number),
        "card": plant("payment card", "4556 7375 8689 9855"),
    }
    return (
        "Patient Name: Marlow {name}\nMRN: {mrn}\nSSN: {ssn}\nDOB: {dob}\nPhone: {phone}\nEmail: {email}\n"
        "Address: {street}, Portland, OR 97201\nCard number: {card}\n"
        "Assessment: type 2 diabetes mellitus (E11.9), hypertension. Metformin 500 mg twice daily.\n"
    ).format(**kinds)


def table(where):
    return "patient_name,ssn,notes\n" + "".join("Marlow,%s,diabetes\n" % ssn("%s row %d" % (where, i)) for i in range(30))


def packed(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


inner = packed({"deep/%s.txt" % ssn("name of an inner member"): patient("inner member")})
archive = packed({
    "ssn %s.txt" % ssn("name of a member"): patient("member"),
    "a!%s!b.txt" % ssn("name with '!'"): patient("member with '!'"),
    "inner.zip": inner,
    "export_%s.csv.gz" % ssn("name of a compressed member"): gzip.compress(patient("compressed member").encode()),
})
broken = bytearray(packed({"%s.txt" % ssn("name in a damaged archive"): patient("damaged member") * 3}))
broken[len(broken) // 3] ^= 0xFF

OBJECTS = {
    "note.txt": patient("note"),
    "table.csv": table("table"),
    "record.json": json.dumps({"patient": {"ssn": ssn("JSON"), "name": plant("JSON name", "Thessaly Vantongeren")}}),
    "wide.txt": patient("UTF-16").encode("utf-16"),
    "packed.txt.gz": gzip.compress(patient("gzip").encode()),
    "cut.txt.gz": gzip.compress(patient("cut gzip").encode() + os.urandom(6000))[:-3000],
    "tail.txt.gz": gzip.compress(patient("gzip with a tail").encode()) + patient("tail").encode(),
    "archive.zip": archive,
    "broken.zip": bytes(broken),
    "binary.bin": bytes(range(256)) + patient("binary").encode() + bytes(5000),
    "odd.pdf": b"%PDF-1.7\n" + patient("PDF").encode(),
    "ssn %s.txt" % ssn("key"): patient("object with a key"),
    "%s/inside.txt" % ssn("directory"): patient("object in a directory"),
    "SSN_%s.gz" % ssn("key of a cut stream"): gzip.compress(patient("cut gzip with a key").encode() + os.urandom(6000))[:-3000],
    "%s.zip" % ssn("key of a damaged archive"): bytes(broken),
}
for name, content in OBJECTS.items():
    test.write("objects/" + name, content)
with open(os.fsencode(test.path("objects")) + b"/\xff %s.txt" % ssn("key that is no UTF-8").encode(), "wb") as file:
    file.write(patient("object whose key is no UTF-8").encode())
test.write("one/%s" % ssn("SOURCE that is one file"), patient("one file"))
listed = [os.path.join(folder, name) for folder, _, names in os.walk(test.path("objects")) for name in names]
test.write("list", "\n".join(sorted(os.fsencode(path).decode("utf-8", "ignore") for path in listed))
           + "\n" + test.path("objects/%s.txt" % ssn("absent object in a list")) + "\nx9://%s\n" % ssn("malformed line of a list"))

SECRETS = {
    "AWS_ACCESS_KEY_ID": "AKIAPLANTEDKEYID0001",
    "AWS_SECRET_ACCESS_KEY": "plantedSecretAccessKey/0123456789+abcdef",
    "AWS_SESSION_TOKEN": "plantedSessionToken0123456789",
    "AWS_REGION": "us-east-1",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    "AZURE_STORAGE_ACCOUNT": "acct",
    "AZURE_STORAGE_SAS_TOKEN": "sv=2024-11-04&sp=rl&se=2099-01-01&sig=plantedEnvironmentSignature",
    "TMPDIR": test.path("tmp"),
}
for variable in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
    plant(variable, SECRETS[variable])
plant("SAS in the environment", "plantedEnvironmentSignature")
ACCOUNT_KEY = base64.b64encode(plant("account key", "plantedAccountKey, decoded, of many bytes").encode()).decode()
BROKEN_KEY = plant("account key that is no base64", "plantedKeyThatIsNoBase64!")
SAS = "http://127.0.0.1:1/acct/container?sv=2024-11-04&sp=rl&se=2099-01-01&sig=" + plant("SAS in a SOURCE", "plantedSourceSignature")


@functools.lru_cache(maxsize=None)
def forms(value):
    """The value, and what it could be mistaken for being harmless as."""
    raw = value.encode()
    digits = value.replace("-", "").replace("/", "").replace(" ", "").encode()
    found = {raw, raw.lower(), raw.hex().encode(), value.encode("utf-16-le"), raw[::-1]}
    if len(digits) >= 7:
        found |= {digits, digits.hex().encode(), base64.b64encode(digits).rstrip(b"=")}
    for shift in range(3):  # base64 of the value inside of something longer
        encoded = base64.b64encode(b"x" * shift + raw)
        found.add(encoded[4 if shift else 0:(len(encoded) - 4) // 4 * 4])
    for name in ("md5", "sha1", "sha256"):
        found |= {hashlib.new(name, text).hexdigest()[:16].encode() for text in (raw, digits)}
    return {form for form in found if len(form) >= 7}


def search(name, text):
    hits = sorted({"%s (%s)" % (where, value) for value, where in planted.items() if any(form in text for form in forms(value))})
    test.equal("%s holds nothing planted" % name, hits[:5], [])


# The search sees a value in each of its disguises.
sample = ssn("only here")
for disguise in (sample.encode(), sample.replace("-", "").encode(), base64.b64encode(b"ssn=" + sample.encode() + b";"),
                 sample.encode().hex().encode(), sample.encode("utf-16-le"), hashlib.sha256(sample.encode()).hexdigest().encode()):
    test.check("the search sees %r" % disguise, any(form in b"..." + disguise + b"..." for form in forms(sample)))
test.check("values are planted", len(planted) > 150, len(planted))


def files_of(folder):
    return {os.path.join(where, name) for where, _, names in os.walk(test.path(folder)) for name in names}


def scan(name, *args, codes=(0, 3), stdin=b"", **env):
    run = "run-" + name
    before = files_of(".")
    result = test.run("scan", *args, "-o", run, env=dict(SECRETS, **env), stdin=stdin)
    test.check("%s: exit code" % name, result.code in codes, result)
    search(name + ": standard output", result.out.encode())
    search(name + ": standard error", result.err.encode())
    written = files_of(".") - before
    test.check("%s: files only in the run folder" % name,
               all(os.path.dirname(path) == os.path.join(test.path("."), run) for path in written), written)
    for path in sorted(written):
        with open(path, "rb") as file:
            text = file.read()
        test.equal("%s: mode of %s" % (name, os.path.basename(path)), stat.S_IMODE(os.stat(path).st_mode), 0o600)
        if os.path.basename(path) != "keys.private.jsonl":
            search("%s: %s" % (name, os.path.basename(path)), text)
    return run


run = scan("all", "objects", "--locations", "all")
test.check("all: something was found", len(test.json_lines(run + "/findings.jsonl")) > 100)
keys = test.read(run + "/keys.private.jsonl").decode()
names = {where: value for value, where in planted.items()}
for where in ("key", "directory", "key of a cut stream", "key of a damaged archive"):
    test.check("keys.private.jsonl has the %s" % where, names[where] in keys)
content = [value for value, where in planted.items() if where.startswith(("note ", "table row", "member ", "name of"))]
test.equal("keys.private.jsonl has no content and no names of members", [value for value in content if value in keys], [])

run = scan("no-private-keys", "objects", "--no-private-keys")
test.check("no-private-keys: no such file", not os.path.exists(test.path(run + "/keys.private.jsonl")))
scan("low", "objects", "--min-confidence", "1", "--progress", "always")
scan("limits", "objects", "--max-depth", "1", "--max-members", "2", "--max-bytes", "1000", "--max-ratio", "1")
scan("one", "one/" + os.listdir(test.path("one"))[0])
scan("one-uri", "file://" + test.path("one/" + os.listdir(test.path("one"))[0]))
scan("directory", "objects/" + names["directory"])
scan("list", "--from", "list", codes=(3, 4))
scan("list-stdin", "--from", "-", codes=(3, 4), stdin=test.read("list"))
scan("absent", "objects/%s" % names["absent object in a list"], codes=(4,))
scan("refused", SAS, "s3://bucket/prefix", "az://container", "objects/note.txt", codes=(4,))
for name, key in (("key", ACCOUNT_KEY), ("broken-key", BROKEN_KEY)):
    string = "BlobEndpoint=http://127.0.0.1:1/acct;AccountKey=" + key
    scan(name, "http://127.0.0.1:1/acct/container", codes=(4,), AZURE_STORAGE_SAS_TOKEN="", AZURE_STORAGE_KEY=key)
    scan("connection-" + name, "az://container", codes=(4,), AZURE_STORAGE_CONNECTION_STRING=string)

# The secrets of an identity, given in each way; nobody answers, so that what is said is said by phicrawl.
CLIENT_SECRET = plant("client secret", "planted~Client.Secret_0123456789")
CERTIFICATE_PASSWORD = plant("password of a certificate", "plantedCertificatePassword!")
key_text = plant("private key of a certificate", "plantedPrivateKeyMIIEvQIBADANBgkqhkiG9w0BAQEFAASC")
test.write("cert.pem", "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n" % key_text)
test.write("federated", plant("federated token", "eyJhbGciOiJub25lIn0.plantedFederatedToken.c2ln") + "\n")
test.write("words", plant("password of archives", "plantedArchivePassword#1") + "\n")
NOBODY = {"AZURE_TENANT_ID": "tenant", "AZURE_CLIENT_ID": "client", "AZURE_AUTHORITY_HOST": "https://127.0.0.1:1",
          "AZURE_STORAGE_SAS_TOKEN": "", "AZURE_STORAGE_AUTH_MODE": "login"}
for name, variables in (
    ("secret", {"AZURE_CLIENT_SECRET": CLIENT_SECRET}),
    ("secret-of-nobody", {"AZURE_CLIENT_SECRET": CLIENT_SECRET, "AZURE_TENANT_ID": ""}),
    ("broken-secret", {"AZURE_CLIENT_SECRET": CLIENT_SECRET + "\n\x01"}),
    ("certificate", {"AZURE_CLIENT_CERTIFICATE_PATH": test.path("cert.pem"),
                     "AZURE_CLIENT_CERTIFICATE_PASSWORD": CERTIFICATE_PASSWORD}),
    ("federated", {"AZURE_FEDERATED_TOKEN_FILE": test.path("federated")}),
    ("service", {"IDENTITY_ENDPOINT": "http://127.0.0.1:1/token",
                 "IDENTITY_HEADER": plant("header of an identity service", "plantedIdentityHeader0123")}),
):
    scan("identity-" + name, "https://acct.blob.core.windows.net/container", "objects/note.txt", codes=(4,),
         **dict(NOBODY, **variables))
run = scan("passwords", "objects/archive.zip", "--passwords", "words")
result = test.run("check", "--json", "https://acct.blob.core.windows.net/container", SAS, "s3://bucket",
                  env=dict(SECRETS, **dict(NOBODY, AZURE_CLIENT_SECRET=CLIENT_SECRET)))
search("check: output", (result.out + result.err).encode())
test.equal("check: exit code", result.code, 4)

# detect prints the path as it was given; nothing else of what it read.
paths = [os.fsencode(path) for path in sorted(listed)]
for name, args, stdin in (
    ("files", paths, b""),
    ("list", ["--files-from", "-"], b"\n".join(paths)),
    ("low", ["--min-confidence", "1", *paths], b""),
    ("limits", ["--max-depth", "0", "--max-bytes", "1000", *paths], b""),
    ("stdin", [], b"".join(patient("standard input %d" % i).encode() for i in range(3))),
):
    result = test.run("detect", *args, stdin=stdin, env=SECRETS)
    test.check("detect %s: exit code" % name, result.code in (0, 3), result.code)
    search("detect %s: standard error" % name, result.err.encode())
    lines = result.lines()
    test.check("detect %s: finds something" % name, lines)
    for line in lines:
        line.pop("uri")
        line.pop("uri_b64", None)
    search("detect %s: standard output" % name, json.dumps(lines, ensure_ascii=False).encode())
result = test.run("detect", "objects/%s.txt" % names["absent object in a list"])
test.equal("detect of an absent file: exit code", result.code, 3)
search("detect of an absent file: standard error", result.err.encode())

test.equal("no temporary files", os.listdir(test.path("tmp")), [])

test.finish()
