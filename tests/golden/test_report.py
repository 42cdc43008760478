"""Manifest and finding lines of a few fixed objects, byte for byte, against tests/golden/report.

    test_report.py            compares
    test_report.py --update   writes the golden files anew; read the difference before it is committed

Times of the file system stand as LAST_MODIFIED, digests that contain them as PREV, the rule set's as it is.
"""
import difflib
import os
import re
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))
from harness import Test  # noqa: E402

GOLDEN = os.path.join(HERE, "report")
test = Test()


def steady(text):
    """The text without what differs from run to run, its lines ordered by object."""
    text = re.sub(r'"last_modified":"[^"]*"', '"last_modified":"LAST_MODIFIED"', text)
    text = re.sub(r'"prev":"[0-9a-f]{64}"', '"prev":"PREV"', text)
    text = re.sub(r'"(started|ended)":"[^"]*"', r'"\1":"TIME"', text)
    text = re.sub(r'"last_sha256":"[^"]*"', '"last_sha256":"PREV"', text)
    text = re.sub(r'"sha256":"[^"]*"', '"sha256":"RULESET"', text)
    text = re.sub(r'"sandbox":{[^}]*}', '"sandbox":"WHAT THE KERNEL GRANTS"', text)
    return re.sub(r'"version":"[^"]*"', '"version":"VERSION"', text)


shutil.copytree(os.path.join(GOLDEN, "objects"), test.path("objects"))
result = test.run("scan", "objects", "--workers", "1", "-q", "-o", "run")
test.equal("exit code", result.code, 0)
outputs = {name: steady(test.read("run/" + name).decode()) for name in ("manifest.jsonl", "findings.jsonl", "run.json")}
outputs["detect.jsonl"] = test.run("detect", *("objects/" + name for name in sorted(os.listdir(test.path("objects"))))).out

for name, text in outputs.items():
    path = os.path.join(GOLDEN, name)
    if "--update" in sys.argv:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        continue
    with open(path, encoding="utf-8") as file:
        expected = file.read()
    difference = difflib.unified_diff(expected.splitlines(), text.splitlines(), "golden", "written", lineterm="", n=0)
    test.check(name, text == expected, "\n".join(difference))

test.finish()
