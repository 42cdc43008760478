#!/usr/bin/env python3
"""Listings of 100,000 odd names by one request at a time and by many equal that of Azure's own SDK for Python (Debian:
python3-azure-storage), on azurite."""
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "servers" / "lib"), str(HERE.parent / "cli")]
from azure_client import AzureClient  # noqa: E402
from azurite import ACCOUNT, KEY, Azurite, is_installed  # noqa: E402
from harness import Test, environment  # noqa: E402
from list_server import make_keys  # noqa: E402
from s3_client import encode  # noqa: E402

LIST_STORE = os.environ.get("LIST_STORE", str(pathlib.Path(os.environ["PHICRAWL"]).resolve().parent / "tests" / "list_store"))
COUNT = int(os.environ.get("LIST_COUNT", "132000"))  # a fifth comes twice
PYTHON = "/usr/bin/python3"  # the one that Debian's packages are for
REFERENCE = """
import json, sys
from azure.storage.blob import ContainerClient
container = ContainerClient(sys.argv[1], "odd", credential=sys.argv[2])
json.dump([blob.name for blob in container.list_blobs()], sys.stdout)
"""


def tame(name):
    """Azurite takes a backslash for a slash and drops empty parts and dots at an end; XML has not all characters."""
    name = "".join(c if " " <= c and c not in "\\\x7f\ufffe\uffff" else "_" for c in name)
    return re.sub(r"/(?=/)|[./]$", "/_", name)


def list_store(test, server, *arguments):
    env = environment({"AZURE_STORAGE_KEY": KEY})
    done = subprocess.run([LIST_STORE, "%s/odd" % server.endpoint, *arguments], env=env, capture_output=True, timeout=900,
                          check=False)
    test.check("listed, %s at a time" % arguments, done.returncode == 0, done.stderr[-500:])
    return sorted(done.stdout.splitlines())


def main():
    has_reference = os.path.exists(PYTHON) and subprocess.run(
        [PYTHON, "-c", "import azure.storage.blob"], capture_output=True, check=False).returncode == 0
    if not is_installed() or not has_reference:
        print("azurite or python3-azure-storage is not installed")
        print("0 passed, 0 failed")
        return
    test = Test()
    names = sorted({tame(key.decode()) for key in make_keys(COUNT, "odd")})
    print("%d names" % len(names))
    with Azurite() as server:
        client = AzureClient(server.endpoint, ACCOUNT, KEY)
        client.make_container("odd")
        client.put_many("odd", [(name, b"x") for name in names])
        done = subprocess.run([PYTHON, "-c", REFERENCE, server.endpoint, KEY], capture_output=True, timeout=900, check=False)
        test.check("the SDK lists", done.returncode == 0, done.stderr[-500:])
        expected = sorted(encode(name, "/").encode() for name in json.loads(done.stdout or b"[]"))
        test.equal("the SDK lists all", len(expected), len(names))
        for parallel in ("1", "32"):
            test.check("%s requests at a time: the names" % parallel, list_store(test, server, parallel) == expected)
    test.finish()


if __name__ == "__main__":
    main()
